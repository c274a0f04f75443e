"""What a path, or the rest of one, is like as far as its class goes, and what one more step makes of it.

A state is a net sign, whether a step of the weakest tier is met, how many steps are disputed, and which
of the nodes and claims asked for are met. States are numbers, and sets of them the bits of a word.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from .arrays import np

if TYPE_CHECKING:
    from .arrays import Array

SIGNS = (1, -1, 0)
MOST = 64
"""A word has so many bits."""
_BYTE = 8

Sort = tuple[int, int, int, int]
"""An arrow as far as states go: sign, whether of the weakest tier, whether disputed, what it meets."""


@cache
def states(tiers: int, disputed: int, asked: int) -> States:
    """The states of a class: with one or two tiers, so many disputed steps and things asked for."""
    return States(tiers, disputed, asked)


class States:
    """All states that there are."""

    def __init__(self, tiers: int, disputed: int, asked: int) -> None:
        self.met = 1 << asked
        parts = product(range(disputed + 1), range(self.met), range(tiers), SIGNS)
        self._all: list[Sort] = [(sign, tier, count, met) for count, met, tier, sign in parts]
        self._tiers, self._disputed = tiers, disputed
        self._number = {state: number for number, state in enumerate(self._all)}
        self.count = len(self._all)
        self.type = np.dtype(next(f"u{size}" for size in (1, 2, 4, 8) if self.count <= 8 * size))
        self.first = self._number[(1, 0, 0, 0)]
        self._whole = (tiers - 1, self.met - 1)
        self.after = cache(self._after)
        self.rests = cache(self._rests)
        self.table = cache(self._table)
        self.afters = cache(self._afters)
        self.having = cache(self._having)

    def _after(self, sort: Sort) -> tuple[int, ...]:
        """For each state what it becomes with one more step; -1 where that is too much."""
        sign, weakest, disputed, met = sort
        return tuple(
            self._number.get((one * sign, max(tier, weakest), count + disputed, asked | met), -1)
            for one, tier, count, asked in self._all
        )

    def wanted(self, sign: int | None, disputed: int) -> int:
        """The set of states that a whole path may have."""
        signs = SIGNS if sign is None else (sign,)
        tier, met = self._whole
        return sum(1 << self._number[(one, tier, disputed, met)] for one in signs)

    def _rests(self, wanted: int, sorts: tuple[Sort, ...]) -> tuple[Array, ...]:
        """For each state so far, and each sort of next arrow: the set of rests that will do."""
        fit = [
            sum(1 << rest for rest, whole in enumerate(self.after(so_far)) if _has(wanted, whole))
            for so_far in self._all
        ]
        return tuple(
            np.array([fit[then] if then >= 0 else 0 for then in column] or [0], self.type)
            for column in zip(*(self.after(sort) for sort in sorts), strict=True)
        )

    def _afters(self, sorts: tuple[Sort, ...]) -> Array:
        """For each sort of arrow and each state, the state after."""
        return np.array([self.after(sort) for sort in sorts], np.int64).reshape(-1, self.count)

    def _moved(self, sort: Sort, bits: int) -> int:
        """What a set of states becomes with one more step."""
        moved = 0
        for state, then in enumerate(self.after(sort)):
            if then >= 0 and bits >> state & 1:
                moved |= 1 << then
        return moved

    def _table(self, sorts: tuple[Sort, ...]) -> Array:
        """For each sort of arrow and each set of states the set after; only where a set fits a byte."""
        sets = range(1 << self.count)
        return np.array([[self._moved(sort, bits) for bits in sets] for sort in sorts], np.uint8)

    def carried(self, sorts: tuple[Sort, ...], step: Array, bits: Array) -> Array:
        """What sets of states become, each with one more arrow of the sort beside it."""
        if self.count <= _BYTE:
            small: Array = self.table(sorts)[step, bits]
            return small
        out = np.zeros_like(bits)
        for number in np.flatnonzero(np.bincount(step, minlength=len(sorts))).tolist():
            chosen = np.flatnonzero(step == number)
            out[chosen] = self._all_moved(sorts[number], bits[chosen])
        return out

    def _all_moved(self, sort: Sort, bits: Array) -> Array:
        """What sets of states become with one more step of a sort, all at once: states are numbered so
        that each part of a state is moved by a shift."""
        sign, weakest, disputed, met = sort
        rising, falling, unknown = (self.having(0, one) for one in SIGNS)
        if sign == -1:
            bits = (
                (bits & rising) << self.type.type(1)
                | (bits & falling) >> self.type.type(1)
                | (bits & unknown)
            )
        elif sign == 0:
            shifted = (bits & rising) << self.type.type(2) | (bits & falling) << self.type.type(1)
            bits = shifted | (bits & unknown)
        if weakest:
            lower = self.having(1, 0)
            bits = (bits & ~lower) | (bits & lower) << self.type.type(3)
        for place in range(met.bit_length()):
            if met >> place & 1:
                without = self.having(3, 1 << place)
                stride = self.type.type(3 * self._tiers << place)
                bits = (bits & ~without) | (bits & without) << stride
        if disputed:
            fits = self.having(2, self._disputed)
            bits = (bits & fits) << self.type.type(3 * self._tiers * self.met)
        return bits

    def _having(self, part: int, value: int) -> Any:
        """The set of the states of a sign, of a tier, with fewer disputed steps, or that have not met
        something asked for."""
        tests = (
            lambda state: state[0] == value,
            lambda state: state[1] == value,
            lambda state: state[2] < value,
            lambda state: not state[3] & value,
        )
        chosen = (number for number, state in enumerate(self._all) if tests[part](state))
        return self.type.type(sum(1 << number for number in chosen))

    def spread(self, target: Array, nodes: Array, bits: Array) -> None:
        """Add sets of states to those of nodes."""
        if self.count > _BYTE:
            np.bitwise_or.at(target, nodes, bits)
            return
        for value in np.flatnonzero(np.bincount(bits)).tolist():
            if value:
                chosen = nodes[bits == value]
                target[chosen] |= np.uint8(value)


def _has(bits: int, state: int) -> bool:
    return state >= 0 and bool(bits >> state & 1)
