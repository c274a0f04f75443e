"""Paths in the order of their cost, where nodes with many claims cost more to pass.

A step costs 1; a node that is passed between the ends adds the penalty times the natural logarithm of
the number of its claims. Costs are whole thousandths, so that equal ones are equal. No path of n steps
costs less than n, so that longer walks are looked at only once shorter paths cost as much.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from .arrays import np
from .growth import Walked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .arrays import Array
    from .walks import Allows, Bounded, Walks

STEP = 1000
_NEVER = 1 << 40


class _Begun(NamedTuple):
    """The beginning of a path, ordered by the least that a path costs which begins so, then by names."""

    bound: int
    claims: tuple[int, ...]
    length: int
    nodes: tuple[int, ...]
    traits: tuple[int, ...]
    state: int
    spent: int
    siblings: _Children | None


class _Children:
    """The ways on from a beginning, the cheapest first; each is taken once the one before it is."""

    def __init__(self, begun: _Begun, columns: tuple[Array, ...], after: Array) -> None:
        bounds, _, _, claims, _ = columns
        self._order = np.lexsort((claims, bounds))
        self._begun, self._columns, self._after, self._at = begun, columns, after, 0

    def next(self) -> _Begun | None:
        """The next one; None after the last."""
        if self._at >= len(self._order):
            return None
        row = self._order[self._at]
        self._at += 1
        bound, far, trait, claim, cost = (int(column[row]) for column in self._columns)
        before = self._begun
        return _Begun(
            *(bound, (*before.claims, claim), before.length, (*before.nodes, far)),
            *((*before.traits, trait), int(self._after[row]), before.spent + cost, self),
        )


class Cheapest:
    """The paths of one class of tier and disputed steps, whatever their length, the cheapest first."""

    def __init__(self, walks: Walks, wanted: int, costs: Array) -> None:
        """`costs` is what passing each node adds."""
        self._walks, self._wanted = walks, wanted
        self._costs = costs.copy()
        self._costs[walks.ends.end] = 0
        self._left: dict[int, list[Array]] = {}

    def paths(self, budget: Bounded, allows: Allows | None) -> Iterator[tuple[int, Walked]]:
        """Each path with its cost."""
        heap: list[_Begun] = []
        length, max_steps = 0, self._walks.ends.max_steps
        while True:
            while length < max_steps and (not heap or heap[0].bound >= STEP * (length + 1)):
                length += 1
                if not self._walks.can_reach(length):
                    length = max_steps
                    break
                self._begin(heap, length)
            if not heap or self._walks.effort.spent:
                return
            begun = heappop(heap)
            if begun.siblings is not None and (sibling := begun.siblings.next()) is not None:
                heappush(heap, sibling)
            if not budget.take():
                return
            node, before = begun.nodes[-1], begun.traits[:-1]
            is_simple = node not in begun.nodes[:-1]
            if not is_simple or (before and allows and not allows([*before], begun.traits[-1])):
                continue
            if len(begun.claims) == begun.length:
                yield begun.spent, Walked(begun.nodes, begun.claims, begun.traits)
            elif (child := self._children(begun).next()) is not None:
                heappush(heap, child)

    def _begin(self, heap: list[_Begun], length: int) -> None:
        """Add the paths of a length."""
        start, first = self._walks.ends.start, self._walks.states.first
        if self._walks.has(length, self._wanted):
            bound = int(self._least(length)[length][start])
            heappush(heap, _Begun(bound, (), length, (start,), (), first, 0, None))

    def _children(self, begun: _Begun) -> _Children:
        left = begun.length - len(begun.claims) - 1
        levels, least = self._walks.level(begun.length), self._least(begun.length)
        far, trait, claim, after = self._walks.onward(
            begun.nodes[-1], begun.state, levels[left], self._wanted
        )
        cost = STEP + self._costs[far]
        bounds = begun.spent + cost + least[left][far]
        return _Children(begun, (bounds, far, trait, claim, cost), after)

    def _least(self, length: int) -> list[Array]:
        """For walks of a length, by steps left: the least that the rest can cost from each node."""
        if length not in self._left:
            levels = self._walks.level(length)
            least = [np.full(len(self._costs), _NEVER, np.int64) for _ in levels]
            least[0][self._walks.ends.end] = 0
            layers = self._walks.layers(length)
            for left, (near, far) in enumerate(reversed(layers), 1):
                onward = STEP + self._costs[far] + least[left - 1][far]
                np.minimum.at(least[left], near, onward)
            self._left[length] = least
        return self._left[length]


def costs_of(penalty: float, claims: Array) -> Array:
    """What passing each node adds to the cost of a path, from the number of its claims.

    >>> costs_of(0.25, np.array([1, 100])).tolist()
    [0, 1151]
    """
    added: Array = np.round(STEP * penalty * np.log(np.maximum(claims, 1))).astype(np.int64)
    return added
