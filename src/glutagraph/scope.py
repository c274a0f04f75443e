"""What one hypothesis holds for one start, under the limits of a question."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from .carrying import Carrying
from .search import Budget, Search, reachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from .carrying import Judged
    from .index import Arrow, Index

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


class Held:
    """The arrows that a hypothesis holds and that `passes` lets pass, wherever one starts.

    `bit` is the hypothesis's own.
    """

    def __init__(
        self, index: Index, bit: int, passes: Callable[[Arrow], bool], max_steps: int
    ) -> None:
        def held(arrows: list[Arrow]) -> list[Arrow]:
            return [arrow for arrow in arrows if arrow.scope & bit and passes(arrow)]

        self.out = kept(lambda node: held(index.expand(node)))
        self.into = kept(lambda node: held(index.expand(node, reverse=True)))
        self.search = kept(lambda node: Search(self.out, self.into, node, max_steps))
        """A search back from each node, with nothing carried or blocked: that is left out on the way."""


class Scope:
    """What a hypothesis holds, seen from a start: which of its net claims are carried.

    `allows` says whether the beginning of a path is coherent, `budget` how many arrows may be looked at
    to judge what is carried. What the start does not lead to is of no account. What is blocked has no
    part in it, or a net claim would rescue the very route that was: see `Open`.
    """

    def __init__(
        self,
        held: Held,
        start: int,
        allows: Callable[[tuple[Arrow, ...]], bool],
        max_steps: int,
        budget: int,
    ) -> None:
        self.held, self.start = held, start
        self._allows, self._max_steps, self._budget = allows, max_steps, budget

    @cached_property
    def may_reach(self) -> dict[int, int]:
        """The nodes that the start would lead to if nothing were carried or blocked: quickly told."""
        return reachable(self.held.out, self.start)

    @cached_property
    def judged(self) -> Judged:
        """Which net claims a longer route of the same sign carries."""
        carrying = Carrying(self.may_reach, self.held.out, self._allows, self._max_steps)
        return carrying.judge(Budget(self._budget))


class Open:
    """The arrows of a scope that a path may take: none carried, none `cut` by name, none that touches an
    `avoided` node. A net claim that was not judged is left out, too, so that none rescues a route."""

    def __init__(
        self, scope: Scope, avoided: frozenset[int] = frozenset(), cut: frozenset[str] = frozenset()
    ) -> None:
        self.scope, self._avoided, self._cut = scope, avoided, cut
        self.out = kept(lambda node: self._usable(scope.held.out(node), self._left_out))
        self.may_out = kept(lambda node: self._usable(scope.held.out(node), scope.judged.carried))
        """With the net claims that could not be judged."""

    @cached_property
    def _left_out(self) -> frozenset[str]:
        return self.scope.judged.carried | self.scope.judged.left

    def _usable(self, arrows: list[Arrow], left_out: frozenset[str]) -> list[Arrow]:
        cut, avoided = self._cut, self._avoided
        return [
            arrow
            for arrow in arrows
            if arrow.name not in left_out
            and arrow.name not in cut
            and arrow.start not in avoided
            and arrow.end not in avoided
        ]

    @cached_property
    def reach(self) -> dict[int, int]:
        """The nodes that the start leads to, with the fewest steps."""
        return reachable(self.out, self.scope.start)
