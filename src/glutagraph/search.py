"""The best simple paths between two nodes of a signed multigraph, in order, exactly.

Best-first search with an exact lower bound: for every node, and every sign that the rest of a path
may have, the least that finishing costs (weakest tier, disputed steps, steps), each found by one sweep
back from the end. Each part of the rank only grows along a path, so the first path to come out is the
best one. That a path is simple is checked on the nodes themselves, not on (node, sign) pairs, so
that no path meets one protein under both signs.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from .model import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from .index import Arrow

    Expand = Callable[[int], list[Arrow]]
    State = tuple[int, int]
    Least = tuple[int, int, int]
    Rank = tuple[int, int, int, tuple[str, ...]]
    _Beginning = tuple[Rank, tuple[Arrow, ...], tuple[int, int, int, int]]

_SIGNS = (1, -1, 0)


@dataclass(slots=True)
class Budget:
    """How many arrows a search may look at before it gives up, and whether it did."""

    left: int
    spent: bool = False
    taken: int = 0

    def take(self) -> bool:
        """Take one; False where none is left."""
        self.left -= 1
        self.taken += 1
        if self.left < 0:
            self.spent = True
        return not self.spent


class Search:
    """The simple paths from anywhere to one end, over the arrows that `out` and `into` give.

    `out(node)` and `into(node)` hand back the arrows that may be used. The work of looking back from
    the end is done once and serves every start.
    """

    def __init__(
        self, out: Expand, into: Expand, end: int, max_steps: int, *, ranked: bool = True
    ) -> None:
        """Where it only matters whether there is a path, `ranked=False` spares two of the sweeps."""
        self._out, self._into, self._end, self._max_steps = out, into, end, max_steps
        self._ranked = ranked
        self._signed: dict[tuple[int, int, int], Least | None] = {}

    @cached_property
    def _by_node(self) -> dict[int, Least]:
        """What finishing from a node costs at least, whatever the sign of the rest."""
        return {node: least for (node, _), least in self._finish(is_signed=False).items()}

    @cached_property
    def _by_state(self) -> dict[State, Least]:
        """What finishing from a node costs at least where the rest is to have a sign."""
        return self._finish(is_signed=True)

    def _finish(self, *, is_signed: bool) -> dict[State, Least]:
        """The least steps, tier and disputed steps of finishing from a node, each on its own."""
        steps = self._sweep(_longer, self._max_steps, is_signed)
        if not self._ranked:
            return {state: (count, 0, 0) for state, count in steps.items()}
        tier = self._sweep(_weaker, max(Tier), is_signed, steps)
        disputed = self._sweep(_more_disputed, self._max_steps, is_signed, steps)
        return {state: (steps[state], tier[state], disputed[state]) for state in steps}

    def _sweep(
        self,
        with_arrow: Callable[[int, Arrow], int],
        most: int,
        is_signed: bool,
        within: Container[State] | None = None,
    ) -> dict[State, int]:
        """The least cost of finishing from a node with a sign, back from the end; up to a most.

        Costs are small whole numbers, so that what waits lies in one list for each of them.
        """
        end, into = self._end, self._into
        best: dict[State, int] = {(end, 1): 0}
        waiting: list[list[State]] = [[(end, 1)], *([] for _ in range(most))]
        for so_far, states in enumerate(waiting):
            for state in states:  # which grows as it is read, by what costs nothing
                if best[state] < so_far:
                    continue
                node, sign = state
                for arrow in into(node):
                    start = arrow.start
                    before = (start, arrow.sign * sign if is_signed else 1)
                    known = best.get(before, most + 1)
                    if known <= so_far or start == end:
                        continue  # a path that has reached the end is over
                    total = with_arrow(so_far, arrow)
                    if total < known and (within is None or before in within):
                        best[before] = total
                        waiting[total].append(before)
        return best

    def reaches(self, start: int) -> bool:
        """Whether any walk of any sign leads from a node to the end within the bound."""
        return start in self._by_node

    def paths(
        self,
        start: int,
        budget: Budget,
        *,
        sign: int | None = None,
        allows: Callable[[tuple[Arrow, ...]], bool] = lambda _: True,
        out: Expand | None = None,
    ) -> Iterator[tuple[Arrow, ...]]:
        """Paths from a node to the end, best first; of one net sign where `sign` is given.

        `allows` sees each beginning of a path and may refuse it, with all that would follow; `out` may
        leave some of the arrows out. Beginnings wait in the order of the least rank of any path that
        begins so.
        """
        out = out or self._out
        if start == self._end:
            return
        heap: list[_Beginning] = []
        names: tuple[str, ...] = ()
        arrows: tuple[Arrow, ...] = ()
        node, net, tier, disputed, length = start, 1, 0, 0, 0
        while True:
            if node == self._end:
                yield arrows
            else:
                visited = {start, *(arrow.end for arrow in arrows)}
                for arrow in out(node):
                    if not budget.take():
                        return
                    if arrow.end in visited:
                        continue
                    least = self._least(arrow.end, net * arrow.sign, sign)
                    if least is None:
                        continue
                    steps = length + (0 if arrow.joint else 1)
                    if steps + least[0] > self._max_steps or not allows((*arrows, arrow)):
                        continue
                    named = names if arrow.joint else (*names, arrow.name)
                    worst, against = max(tier, arrow.tier), disputed + arrow.disputed
                    bound = (max(worst, least[1]), against + least[2], steps + least[0], named)
                    rest = (net * arrow.sign, worst, against, steps)
                    heappush(heap, (bound, (*arrows, arrow), rest))
            if not heap:
                return
            (_, _, _, names), arrows, (net, tier, disputed, length) = heappop(heap)
            node = arrows[-1].end

    def _least(self, node: int, net: int, wanted: int | None) -> Least | None:
        """The least steps, tier and disputed steps with which a path can finish from a node; None where
        it cannot. Each is the least over every sign of the rest that makes the net sign as wanted."""
        if wanted is None:
            return self._by_node.get(node)
        if node == self._end:
            return (0, 0, 0) if net == wanted else None
        key = (node, net, wanted)
        if key not in self._signed:
            rests = (rest for rest in _SIGNS if net * rest == wanted)
            found = [self._by_state[node, rest] for rest in rests if (node, rest) in self._by_state]
            steps, tiers, disputed = zip(*found, strict=True) if found else ((), (), ())
            self._signed[key] = (min(steps), min(tiers), min(disputed)) if found else None
        return self._signed[key]


def reachable(out: Expand, start: int) -> dict[int, int]:
    """The nodes that a start leads to, with the fewest steps that it takes."""
    steps = {start: 0}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for arrow in out(node):
            if arrow.end not in steps:
                steps[arrow.end] = steps[node] + 1
                waiting.append(arrow.end)
    return steps


def loops(out: Expand, nodes: set[int], longest: int, budget: Budget) -> list[tuple[Arrow, ...]]:
    """The simple cycles through any of some nodes, up to a length, each once, shortest first."""
    found: dict[frozenset[str], tuple[Arrow, ...]] = {}
    for start in sorted(nodes):
        waiting: deque[tuple[Arrow, ...]] = deque([()])
        while waiting:
            tail = waiting.popleft()
            visited = {arrow.end for arrow in tail}
            for arrow in out(tail[-1].end if tail else start):
                if not budget.take():
                    return _in_order(found)
                if arrow.end == start:
                    cycle = (*tail, arrow)
                    found.setdefault(frozenset(arrow.name for arrow in cycle), cycle)
                elif arrow.end not in visited and len(tail) + 1 < longest:
                    waiting.append((*tail, arrow))
    return _in_order(found)


def _in_order(found: dict[frozenset[str], tuple[Arrow, ...]]) -> list[tuple[Arrow, ...]]:
    return sorted(found.values(), key=lambda cycle: (len(cycle), [arrow.name for arrow in cycle]))


def rank(arrows: tuple[Arrow, ...]) -> Rank:
    """What paths are ordered by, of arrows as of a `Path`."""
    steps = [arrow for arrow in arrows if not arrow.joint]
    names = tuple(arrow.name for arrow in steps)
    worst = max((arrow.tier for arrow in steps), default=0)
    return (worst, sum(arrow.disputed for arrow in steps), len(steps), names)


# what the rest of a path costs with one arrow before it


def _longer(steps: int, arrow: Arrow) -> int:
    return steps if arrow.joint else steps + 1


def _weaker(tier: int, arrow: Arrow) -> int:
    return arrow.tier if arrow.tier > tier else tier


def _more_disputed(disputed: int, arrow: Arrow) -> int:
    return disputed + arrow.disputed
