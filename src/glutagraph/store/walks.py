"""The paths of one class, in the order of their names.

A sweep back from the end tells, for each node and number of steps left, which *states* the rest of a
path may have: its net sign, whether it has a step of the weakest tier, how many are disputed, and which
of the nodes, claims and groups asked for it meets. So no path is begun that no walk can finish; that it
meets no node twice, and that its contexts agree, is seen to while it is walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from .arrays import np
from .growth import Effort, Growth, Walked
from .states import MOST, states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .arrays import Array
    from .growth import Ends
    from .rows import Columns
    from .states import Sort

    Allows = Callable[[list[int], int], bool]
    Asked = tuple[tuple[str, int], ...]


class Bounded(Protocol):
    """How many steps may be tried, one at a time: `search.Budget` is one."""

    spent: bool

    def take(self) -> bool:
        """Take one; False where none is left."""


class Walks(Growth):
    """The walks of a class, grown from both ends as far as was asked."""

    def __init__(
        self,
        ends: Ends,
        usable: Array,
        weakest: Array,
        most_disputed: int,
        asked: Asked,
        effort: Effort,
    ) -> None:
        """By trait: what may be taken, and what is of the weakest tier if others are too; how many steps
        may be disputed; what a path must meet, each by its sort (node, claim or group) and number."""
        tiers = 2 if weakest.any() else 1
        fit = MOST // (3 * tiers << len(asked)) - 1
        self.most_disputed = min(most_disputed, max(fit, 0))
        self.states = states(tiers, self.most_disputed, len(asked))
        self._asked = asked
        super().__init__(ends, usable, effort)
        self._sorts, self._kind = self._arrows(weakest)
        self._levels: dict[int, list[Array]] = {}

    def at_end(self) -> Array:
        """Of the end, that nothing is to come."""
        told = self._blank()
        told[self.ends.end] = 1 << self.states.first
        return told

    def carried(self, layer: Columns, told: Array) -> Array:
        """Which states the rest may have: sets of states, as the bits of a number."""
        bits, fresh = told[layer.far], self._blank()
        if len(chosen := np.flatnonzero(bits)):
            step = self._sorted(layer.trait[chosen], layer.far[chosen], layer.claim[chosen])
            moved = self.states.carried(self._sorts, step, bits[chosen])
            self.states.spread(fresh, layer.near[chosen], moved)
        return fresh

    def _blank(self) -> Array:
        return np.zeros(self.ends.rows.count, self.states.type)

    # sorts of arrow

    def _arrows(self, weakest: Array) -> tuple[tuple[Sort, ...], Array]:
        """The sorts of arrow that occur, and of which sort each trait is; -1 where none may be taken.

        A sort is there once for each set of the things asked for that an arrow may meet.
        """
        traits = self.ends.rows.traits
        kinds: dict[tuple[int, int, int], int] = {}
        kind = np.full(len(self._usable), -1, np.int64)
        usable = np.flatnonzero(self._usable)
        columns = (traits.sign[usable], weakest[usable], traits.disputed[usable])
        for number, *sort in zip(usable.tolist(), *(c.tolist() for c in columns), strict=True):
            sign, is_weakest, is_disputed = sort
            key = (sign, int(is_weakest), int(is_disputed))
            kind[number] = kinds.setdefault(key, len(kinds))
        return tuple((*sort, met) for sort in kinds for met in range(self.states.met)), kind

    def _sorted(self, trait: Array, far: Array, claim: Array) -> Array:
        """The sorts of some claims, with what of that asked for each of them meets."""
        step: Array = self._kind[trait]
        if not self._asked:
            return step
        met = np.zeros(len(far), np.int64)
        for place, (sort, number) in enumerate(self._asked):
            if sort == "group":
                meets = self.ends.keep.groups[number][trait]
            else:
                meets = (claim if sort == "claim" else far) == number
            met[meets] |= 1 << place
        return np.where(step < 0, -1, step * self.states.met + met)

    # walking

    def level(self, length: int) -> list[Array]:
        """For walks of a length, by steps left: which states the rest may have from each node."""
        if length not in self._levels:
            levels = self.back[: min(len(self.back), length)]
            for layer in reversed(self.forth[: length + 1 - len(levels)]):
                levels = [*levels, self.carried(layer, levels[-1])]
            self._levels[length] = levels
        return self._levels[length]

    def has(self, length: int, wanted: int) -> bool:
        """Whether there are walks of a length that have some of the states that are wanted."""
        return bool(int(self.level(length)[length][self.ends.start]) & wanted)

    def paths(
        self, length: int, wanted: int, budget: Bounded, allows: Allows | None
    ) -> Iterator[Walked]:
        """The paths of exactly so many steps, in the order of their names."""
        if not self.has(length, wanted):
            return
        levels, first = self.level(length), self.states.first
        nodes, claims, traits = [self.ends.start], list[int](), list[int]()
        waiting = [self._onward(self.ends.start, first, levels[length - 1], wanted)]
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                nodes.pop()
                if claims:
                    claims.pop()
                    traits.pop()
                continue
            if not budget.take():
                return
            node, trait, claim, state = step
            if node in nodes or (allows is not None and not allows(traits, trait)):
                continue
            if len(claims) + 1 == length:
                yield Walked((*nodes, node), (*claims, claim), (*traits, trait))
                continue
            nodes.append(node)
            claims.append(claim)
            traits.append(trait)
            waiting.append(self._onward(node, state, levels[length - len(claims) - 1], wanted))

    def onward(
        self, node: int, state: int, level: Array, wanted: int
    ) -> tuple[Array, Array, Array, Array]:
        """The next steps from a node with which a walk can finish, in the order of their names: far
        ends, traits, claims, states so far."""
        far, trait, claim = self.ends.rows.out(node)
        places = level[far].nonzero()[0]  # np.flatnonzero takes twice as long
        far, trait, claim = far[places], trait[places], claim[places]
        step = self._sorted(trait, far, claim)
        fit = self.states.rests(wanted, self._sorts)[state]
        good = (step >= 0) & ((level[far] & fit[step]) > 0)
        if self.ends.keep.cut:
            good &= self.uncut(claim)
        chosen = good.nonzero()[0]
        after = self.states.afters(self._sorts)[step[chosen], state]
        return far[chosen], trait[chosen], claim[chosen], after

    def _onward(
        self, node: int, state: int, level: Array, wanted: int
    ) -> Iterator[tuple[int, int, int, int]]:
        """The same, one by one."""
        columns = self.onward(node, state, level, wanted)
        return zip(*(column.tolist() for column in columns), strict=True)

    def layers(self, length: int) -> list[tuple[Array, Array]]:
        """For walks of a length, step by step: where the arrows begin and end that lie on one."""
        levels, here = self.level(length), np.array([self.ends.start])
        found = []
        for left in range(length - 1, -1, -1):
            claims = self.at(here, reverse=False)
            chosen = np.flatnonzero(levels[left][claims.far])
            found.append((claims.near[chosen], claims.far[chosen]))
            here = self.distinct(claims.far[chosen])
        return found
