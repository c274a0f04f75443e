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
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .index import Arrow

    Expand = Callable[[int], list[Arrow]]
    State = tuple[int, int]

_SIGNS = (1, -1, 0)
_NEVER = 1_000_000


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


class _Beginning(NamedTuple):
    """The beginning of a path, ordered by the least rank of any path that begins so."""

    bound: tuple[int, int, int, tuple[str, ...]]
    arrows: tuple[Arrow, ...]
    net: int
    tier: int
    disputed: int
    length: int


class Search:
    """The simple paths from anywhere to one end, over the arrows that `out` and `into` give.

    `out(node)` and `into(node)` hand back the arrows that may be used. The work of looking back from
    the end is done once and serves every start.
    """

    def __init__(
        self, out: Expand, into: Expand, end: int, max_steps: int, *, ranked: bool = True
    ) -> None:
        """Where it only matters whether there is a path, `ranked=False` spares two of the sweeps."""
        self._out, self._end, self._max_steps = out, end, max_steps
        self._steps = self._finish(into, _length, _plus)
        free = dict.fromkeys(self._steps, 0)
        self._tier = self._finish(into, lambda arrow: arrow.tier, max) if ranked else free
        self._disputed = self._finish(into, lambda arrow: arrow.disputed, _plus) if ranked else free
        self._finishing: dict[tuple[int, int, int | None], tuple[int, int, int] | None] = {}

    def _finish(
        self, into: Expand, cost: Callable[[Arrow], int], join: Callable[[int, int], int]
    ) -> dict[State, int]:
        """The least cost of finishing from a node with a net sign, whatever the path does else."""
        best: dict[State, int] = {(self._end, 1): 0}
        heap = [(0, self._end, 1)]
        while heap:
            so_far, node, sign = heappop(heap)
            if so_far > best[node, sign]:
                continue
            for arrow in into(node):
                if arrow.start == self._end:
                    continue  # a path that has reached the end is over
                state = (arrow.start, arrow.sign * sign)
                total = join(so_far, cost(arrow))
                if total < best.get(state, _NEVER):
                    best[state] = total
                    heappush(heap, (total, *state))
        return best

    def reaches(self, start: int) -> bool:
        """Whether any walk of any sign leads from a node to the end within the bound."""
        return any(self._steps.get((start, sign), _NEVER) <= self._max_steps for sign in _SIGNS)

    def paths(
        self,
        start: int,
        budget: Budget,
        *,
        sign: int | None = None,
        allows: Callable[[tuple[Arrow, ...]], bool] = lambda _: True,
    ) -> Iterator[tuple[Arrow, ...]]:
        """Paths from a node to the end, best first; of one net sign where `sign` is given.

        `allows` sees each beginning of a path and may refuse it, with all that would follow.
        """
        if start == self._end:
            return
        heap: list[_Beginning] = []
        begun = _Beginning((0, 0, 0, ()), (), 1, 0, 0, 0)
        while True:
            node = begun.arrows[-1].end if begun.arrows else start
            if node == self._end:
                yield begun.arrows
            else:
                visited = {start, *(arrow.end for arrow in begun.arrows)}
                for arrow in self._out(node):
                    if not budget.take():
                        return
                    if arrow.end in visited:
                        continue
                    longer = self._longer(begun, arrow, sign)
                    if longer is not None and allows(longer.arrows):
                        heappush(heap, longer)
            if not heap:
                return
            begun = heappop(heap)

    def _longer(self, begun: _Beginning, arrow: Arrow, wanted: int | None) -> _Beginning | None:
        """A beginning one arrow longer; None where it cannot finish in time with the wanted sign."""
        arrows = (*begun.arrows, arrow)
        net = begun.net * arrow.sign
        tier, disputed = max(begun.tier, arrow.tier), begun.disputed + arrow.disputed
        length = begun.length + _length(arrow)
        least = self._least(arrow.end, net, wanted)
        if least is None or length + least[0] > self._max_steps:
            return None
        steps, rest_tier, rest_disputed = least
        names = begun.bound[3] if arrow.joint else (*begun.bound[3], arrow.name)
        bound = (max(tier, rest_tier), disputed + rest_disputed, length + steps, names)
        return _Beginning(bound, arrows, net, tier, disputed, length)

    def _least(self, node: int, net: int, wanted: int | None) -> tuple[int, int, int] | None:
        """The least steps, tier and disputed steps with which a path can finish from a node.

        Each is the least on its own, over every sign of the rest that makes the net sign as wanted.
        """
        if node == self._end:
            return (0, 0, 0) if wanted is None or net == wanted else None
        key = (node, net, wanted)
        if key not in self._finishing:
            rests = [rest for rest in _SIGNS if wanted is None or net * rest == wanted]
            states = [(node, rest) for rest in rests if (node, rest) in self._steps]
            self._finishing[key] = (
                (
                    min(self._steps[state] for state in states),
                    min(self._tier[state] for state in states),
                    min(self._disputed[state] for state in states),
                )
                if states
                else None
            )
        return self._finishing[key]


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


def signed_reach(out: Expand, start: int, goal: State | None = None) -> set[State]:
    """The nodes that a start leads to, each with the net signs of the walks that lead there.

    With a goal it ends once that is found: what else there is, is then not known.
    """
    found: set[State] = set()
    waiting = [(start, 1)]
    while waiting and goal not in found:
        node, net = waiting.pop()
        for arrow in out(node):
            state = (arrow.end, net * arrow.sign)
            if state not in found:
                found.add(state)
                waiting.append(state)
    return found


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
                    break
                if arrow.end == start:
                    cycle = (*tail, arrow)
                    found.setdefault(frozenset(arrow.name for arrow in cycle), cycle)
                elif arrow.end not in visited and len(tail) + 1 < longest:
                    waiting.append((*tail, arrow))
    return sorted(found.values(), key=lambda cycle: (len(cycle), [arrow.name for arrow in cycle]))


def _length(arrow: Arrow) -> int:
    """How many steps an arrow is: a joint is none."""
    return 0 if arrow.joint else 1


def _plus(one: int, other: int) -> int:
    return one + other
