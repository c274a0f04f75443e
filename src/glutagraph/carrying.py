"""Which end results do longer routes carry?

A net claim reports an end result. Where a longer route of the same sign joins the same two ends, that
route carries it, and no longer path may take the short cut. They are taken out one by one, by name, each
only where every one that is out, itself included, still has a route that carries it: none rescues
another, and none is lost.

A route is first looked for by a walk from both ends at once, which nearly always is one; only where that
and a few more like it meet a node twice or are not coherent are routes listed.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from .search import Budget, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .index import Arrow
    from .search import Expand, State

    Arrows = tuple[Arrow, ...]

_ROUTE_BUDGET = 5_000
"""How many arrows the list of routes of one claim looks at."""
_TRIES = 6
"""How many walks are tried, each without the arrow that made the one before no route."""
_RESTS = {
    (net, so_far): tuple(rest for rest in (1, -1, 0) if so_far * rest == net)
    for net in (1, -1, 0)
    for so_far in (1, -1, 0)
}
"""With which signs a walk may finish that has one sign so far and is to have another."""


class Judged(NamedTuple):
    """The net claims that were judged to be carried, by name, and those that were not judged."""

    carried: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    """Those that were not come to before the budget was spent: they may be carried."""


class Carrying:
    """The arrows of one scope, from which net claims are taken out one by one.

    `allows` says whether the beginning of a path is coherent. A route has `max_steps` at most.
    """

    def __init__(
        self,
        nodes: Iterable[int],
        out: Expand,
        allows: Callable[[Arrows], bool],
        max_steps: int,
    ) -> None:
        self._out = {node: [*out(node)] for node in nodes}
        self._into: dict[int, list[Arrow]] = {node: [] for node in self._out}
        for arrow in self._every():
            self._into[arrow.end].append(arrow)
        self._allows, self._max_steps = allows, max_steps
        self._routes: dict[str, tuple[Arrow, Arrows]] = {}
        """What is out, and the route by which it is carried."""
        self._users: dict[str, dict[str, None]] = {}
        """Which of those that are out are carried by way of a claim."""

    def _every(self) -> Iterator[Arrow]:
        return (arrow for arrows in self._out.values() for arrow in arrows)

    def judge(self, budget: Budget) -> Judged:
        """Which net claims are carried; none is begun once the budget of arrows is spent."""
        nets = sorted((arrow for arrow in self._every() if arrow.net), key=attrgetter("name"))
        for place, net in enumerate(nets):
            if budget.left < 0:
                return Judged(frozenset(self._routes), frozenset(one.name for one in nets[place:]))
            self._take_out(net, budget)
        return Judged(frozenset(self._routes))

    def _take_out(self, net: Arrow, budget: Budget) -> None:
        """Take a net claim out if all that are out then have routes, and note these routes.

        With every claim taken out routes only grow fewer, so one that must stay need not be asked again.
        """
        self._out[net.start].remove(net)
        self._into[net.end].remove(net)
        changed: list[tuple[Arrow, Arrows]] = []
        for one in [net, *(self._routes[name][0] for name in self._users.get(net.name, ()))]:
            route = self._longer_route(one, budget)
            if not route:
                self._out[net.start].append(net)
                self._into[net.end].append(net)
                return
            changed.append((one, route))
        for one, route in changed:
            self._note(one, route)

    def _note(self, net: Arrow, route: Arrows) -> None:
        _, before = self._routes.get(net.name, (net, ()))
        for arrow in before:
            del self._users[arrow.name][net.name]
        for arrow in route:
            self._users.setdefault(arrow.name, {})[net.name] = None
        self._routes[net.name] = (net, route)

    def _longer_route(self, net: Arrow, budget: Budget) -> Arrows:
        """A longer route of the same sign; none where there is no such route."""
        out, into = self._out.__getitem__, self._into.__getitem__
        quick = quick_route(out, into, net, self._allows, self._max_steps)
        budget.left -= quick.looked
        if quick.route or not quick.is_any:
            return quick.route
        own = Budget(_ROUTE_BUDGET)
        search = Search(out, into, net.end, self._max_steps, ranked=False)
        paths = search.paths(net.start, own, sign=net.sign, allows=self._allows)
        route = next((path for path in paths if len(path) > 1), ())
        budget.left -= own.taken + sum(map(len, self._into.values()))
        return route


class Quick(NamedTuple):
    """What a quick look for a longer route found."""

    route: Arrows
    """A route, if one was found at once."""
    is_any: bool
    """Whether there may be one: False where not even a walk leads there."""
    looked: int
    """How many arrows were looked at."""


def quick_route(
    out: Expand,
    into: Expand,
    net: Arrow,
    allows: Callable[[Arrows], bool],
    max_steps: int,
) -> Quick:
    """A route of more than one step that joins the ends of a claim with its sign, looked for by walks.

    A walk that is no route is tried again without the arrow that made it none, a few times.
    """
    barred: set[str] = set()
    looked = 0
    for _ in range(_TRIES):
        walk, more = _walk(out, into, net, max_steps, barred)
        looked += more
        if not walk:
            return Quick((), bool(barred), looked)
        if (fault := _fault(walk, allows)) is None:
            return Quick(walk, True, looked)
        barred.add(fault.name)
    return Quick((), True, looked)


def _fault(walk: Arrows, allows: Callable[[Arrows], bool]) -> Arrow | None:
    """The first arrow with which a walk is no route: it meets a node twice, or is not coherent."""
    met = {walk[0].start}
    for steps, arrow in enumerate(walk, 1):
        if arrow.end in met or not allows(walk[:steps]):
            return arrow
        met.add(arrow.end)
    return None


def _walk(
    out: Expand, into: Expand, net: Arrow, max_steps: int, barred: set[str]
) -> tuple[Arrows, int]:
    """A walk of more than one step and of the sign of a claim, from both its ends at once, and how many
    arrows were looked at; it neither comes back to its start nor leaves its end. None within the bound
    where there is none."""
    ahead = _Side(out, attrgetter("end"), net.start, net.end)
    back = _Side(into, attrgetter("start"), net.end, net.start)
    met: tuple[State, State] | None = None
    for _ in range(max_steps):
        side, other = (ahead, back) if len(ahead.edge) <= len(back.edge) else (back, ahead)
        met = side.grow(other, net.sign, barred)
        if met or not side.edge:
            break
    looked = ahead.looked + back.looked
    if met is None:
        return (), looked
    here, there = met if side is ahead else met[::-1]
    return (*ahead.trail(here)[::-1], *back.trail(there)), looked


class _Side:
    """The states that one end of a walk has been followed to, each with the one before and the arrow."""

    def __init__(
        self,
        arrows: Expand,
        toward: Callable[[Arrow], int],
        origin: int,
        goal: int,
    ) -> None:
        """`toward` gives the node to which an arrow is followed: its end ahead, its start back."""
        self._arrows, self._toward, self._origin, self._goal = arrows, toward, origin, goal
        self._before: dict[State, tuple[State, Arrow] | None] = {(origin, 1): None}
        self.edge: list[State] = [(origin, 1)]
        self.looked = 0

    def grow(self, other: _Side, sign: int, barred: set[str]) -> tuple[State, State] | None:
        """Follow one step more; what meets the other side so as to make the sign is handed back."""
        edge: list[State] = []
        origin, goal, met, toward = self._origin, self._goal, self._before, self._toward
        for state in self.edge:
            node, net = state
            for arrow in self._arrows(node):
                self.looked += 1
                reached = (toward(arrow), net * arrow.sign)
                if reached in met or reached[0] == origin or arrow.name in barred:
                    continue
                if (sign and not arrow.sign) or (node == origin and reached[0] == goal):
                    continue
                met[reached] = (state, arrow)
                for rest in _RESTS[sign, reached[1]]:
                    if (reached[0], rest) in other._before:
                        return reached, (reached[0], rest)
                if reached[0] != goal:
                    edge.append(reached)
        self.edge = edge
        return None

    def trail(self, state: State) -> list[Arrow]:
        """The arrows from a state to where this side began, the last first."""
        found = []
        while before := self._before[state]:
            state, arrow = before
            found.append(arrow)
        return found
