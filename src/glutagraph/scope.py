"""What one hypothesis holds for one start, under the limits of a question.

A net claim reports an end result. Where a longer route of the same sign joins the same two ends, that
route carries it, and no longer path may take the short cut: a net claim never rescues.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from .search import Budget, Search, reachable, signed_reach

if TYPE_CHECKING:
    from collections.abc import Callable

    from .index import Arrow, Index
    from .search import Expand

_CARRY_BUDGET = 5_000
_T = TypeVar("_T")


class _Kept(dict[int, _T]):
    """What a function of a node gave, by node."""

    def __init__(self, make: Callable[[int], _T]) -> None:
        self._make = make

    def __missing__(self, node: int) -> _T:
        value = self[node] = self._make(node)
        return value


def kept(make: Callable[[int], _T]) -> Callable[[int], _T]:
    """A function of a node that is asked once for each: far quicker to make than functools.cache."""
    return _Kept(make).__getitem__


class Scope:
    """The arrows that a hypothesis holds and that `passes` lets pass, and which net ones are carried.

    `bit` is the hypothesis's own; `allows` says whether the beginning of a path is coherent. What the
    start does not lead to is of no account. What is blocked has no part in it, or a net claim would
    rescue the very route that was: see `Open`.
    """

    def __init__(
        self,
        index: Index,
        bit: int,
        start: int,
        passes: Callable[[Arrow], bool],
        allows: Callable[[tuple[Arrow, ...]], bool],
        max_steps: int,
    ) -> None:
        self._index, self._bit, self._passes, self.start = index, bit, passes, start
        self._allows, self._max_steps = allows, max_steps
        self.all_out = kept(lambda node: self._held(node, reverse=False))
        self.all_into = kept(lambda node: self._held(node, reverse=True))
        self._reached = kept(lambda node: signed_reach(self.all_out, node))

    def _held(self, node: int, *, reverse: bool) -> list[Arrow]:
        arrows = self._index.expand(node, reverse=reverse)
        return [arrow for arrow in arrows if arrow.scope & self._bit and self._passes(arrow)]

    @staticmethod
    def _without(expand: Expand, names: frozenset[str]) -> Expand:
        return lambda node: [arrow for arrow in expand(node) if arrow.name not in names]

    @cached_property
    def may_reach(self) -> dict[int, int]:
        """The nodes that the start would lead to if nothing were carried or blocked: quickly told."""
        return reachable(self.all_out, self.start)

    @cached_property
    def carried(self) -> frozenset[str]:
        """The net claims that a longer route of the same sign carries.

        They are taken out one by one, by name, each only where every one that is out, itself included,
        still has a route that carries it: none rescues another, and none is lost.
        """
        routes: dict[Arrow, frozenset[str]] = {}
        every = (arrow for node in self.may_reach for arrow in self.all_out(node))
        nets = [arrow for arrow in every if arrow.net and self._could_be_carried(arrow)]
        for net in sorted(nets, key=lambda arrow: arrow.name):
            self._take_out(net, routes)
        return frozenset(net.name for net in routes)

    def _could_be_carried(self, net: Arrow) -> bool:
        """Whether a walk of the same sign comes to the end from elsewhere; often none does."""
        reached = self._reached(net.start)
        return any(
            (last.start, sign) in reached and sign * last.sign == net.sign
            for last in self.all_into(net.end)
            if last.start != net.start
            for sign in (1, -1, 0)
        )

    def _take_out(self, net: Arrow, routes: dict[Arrow, frozenset[str]]) -> None:
        """Take a net claim out if all that are out then have routes, and note these routes.

        With every claim taken out routes only grow fewer, so one that must stay need not be asked again.
        """
        without = frozenset(out.name for out in routes) | {net.name}
        changed: dict[Arrow, frozenset[str]] = {}
        for one in [net, *(out for out, route in routes.items() if net.name in route)]:
            route = self._longer_route(one, without)
            if not route:
                return
            changed[one] = route
        routes.update(changed)

    def _longer_route(self, net: Arrow, without: frozenset[str]) -> frozenset[str]:
        """The claims of a longer route of the same sign; none where there is no such route."""
        out = self._without(self.all_out, without)
        goal = (net.end, net.sign)
        if goal not in signed_reach(out, net.start, goal):
            return frozenset()
        into = self._without(self.all_into, without)
        search = Search(out, into, net.end, self._max_steps, ranked=False)
        budget = Budget(_CARRY_BUDGET)
        paths = search.paths(net.start, budget, sign=net.sign, allows=self._allows)
        names = (frozenset(arrow.name for arrow in path) for path in paths if len(path) > 1)
        return next(names, frozenset())


class Open:
    """The arrows of a scope that a path may take: none carried, none `cut` by name, none that touches an
    `avoided` node."""

    def __init__(
        self, scope: Scope, avoided: frozenset[int] = frozenset(), cut: frozenset[str] = frozenset()
    ) -> None:
        self.scope, self._avoided, self._cut = scope, avoided, cut
        self.out = kept(lambda node: self._usable(scope.all_out(node)))
        self.into = kept(lambda node: self._usable(scope.all_into(node)))

    def _usable(self, arrows: list[Arrow]) -> list[Arrow]:
        return [
            arrow
            for arrow in arrows
            if arrow.name not in self.scope.carried
            and arrow.name not in self._cut
            and not self._avoided & {arrow.start, arrow.end}
        ]

    @cached_property
    def reach(self) -> dict[int, int]:
        """The nodes that the start leads to, with the fewest steps."""
        return reachable(self.out, self.scope.start)
