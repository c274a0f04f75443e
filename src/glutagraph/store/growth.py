"""Which claims lie on walks between two nodes: grown from both ends, always on the side with fewer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .arrays import np
from .rows import MOST_ROWS, Columns

if TYPE_CHECKING:
    from .arrays import Array
    from .rows import Rows


@dataclass(frozen=True, slots=True)
class Keep:
    """Which claims a path may take. Arrays are by number of trait or node; an empty one keeps all."""

    traits: Array
    avoided: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()
    """Claims by number."""
    closed: Array | None = None
    """Whether nothing may leave a node, unless it is the start."""
    groups: tuple[Array, ...] = ()
    """By number of trait: a path must take a claim of each group."""


class Ends(NamedTuple):
    """Between which nodes of a graph paths are looked for, of how many steps, and what they may take."""

    rows: Rows
    start: int
    end: int
    max_steps: int
    keep: Keep


class Walked(NamedTuple):
    """A path: its nodes and claims by number, and their traits."""

    nodes: tuple[int, ...]
    claims: tuple[int, ...]
    traits: tuple[int, ...]


@dataclass(slots=True)
class Effort:
    """How many rows may be looked at while walks are grown, and whether they were used up."""

    left: int = MOST_ROWS
    spent: bool = False

    def take(self, count: int) -> bool:
        """Take some; False where there are not enough left."""
        self.left -= count
        self.spent = self.spent or self.left < 0
        return not self.spent


@dataclass(slots=True)
class _Front:
    """Where one side has come to."""

    nodes: Array
    fan: int
    """How many claims are there to be looked at next."""
    seen: Array
    closed: bool = False
    """Whether it came to no further node, and never to the other end."""


class Growth(ABC):
    """The walks between two nodes, as far as they were asked for.

    Of each node that leads to the end in so many steps something is told, which is carried back from
    claim to claim: what that is, subclasses say.
    """

    def __init__(self, ends: Ends, usable: Array, effort: Effort) -> None:
        """`usable` tells which traits may be taken."""
        self.ends, self._rows, self._usable, self.effort = ends, ends.rows, usable, effort
        self.forth: list[Columns] = []
        """The claims out of the nodes that the start leads to in no step, in one, and so on."""
        self.back = [self.at_end()]
        """What is told of each node that leads to the end in no step, in one, and so on."""
        self._start, self._end = self._front(ends.start, False), self._front(ends.end, True)

    @abstractmethod
    def at_end(self) -> Array:
        """What is told of each node by no step."""

    @abstractmethod
    def carried(self, layer: Columns, told: Array) -> Array:
        """What claims tell of the nodes they leave, from what is told of those they lead to."""

    def _front(self, node: int, reverse: bool) -> _Front:
        nodes, seen = np.array([node]), np.zeros(self._rows.count, bool)
        seen[node] = True
        return _Front(nodes, self._rows.fan(nodes, reverse=reverse), seen)

    def can_reach(self, length: int) -> bool:
        """Grow until walks of a length are known; False where no longer walk can be either."""
        while len(self.forth) + len(self.back) - 1 < length:
            if not self.forth or self._start.fan <= self._end.fan:
                self._grow_forth()
            else:
                self._grow_back()
            if self.effort.spent:
                return False
        return not (self._start.closed or self._end.closed)

    def _grow_forth(self) -> None:
        layer = self._gathered(self._start, reverse=False)
        self.forth.append(layer)
        nodes = self.distinct(layer.far)
        self._advance(self._start, nodes, nodes != self.ends.end, self.ends.end, reverse=False)

    def _grow_back(self) -> Columns:
        layer = self._gathered(self._end, reverse=True)
        told = self.carried(layer, self.back[-1])
        self.back.append(told)
        nodes = self.distinct(layer.near)
        leads_on = (told[nodes] > 0) & (nodes != self.ends.start)
        self._advance(self._end, nodes, leads_on, self.ends.start, reverse=True)
        return layer

    def _gathered(self, front: _Front, *, reverse: bool) -> Columns:
        return self.at(front.nodes if self.effort.take(front.fan) else front.nodes[:0], reverse)

    def _advance(
        self, front: _Front, nodes: Array, leads_on: Array, goal: int, *, reverse: bool
    ) -> None:
        is_new = not front.seen[nodes].all()
        front.seen[nodes] = True
        front.closed = not is_new and not front.seen[goal]
        front.nodes = nodes[leads_on]
        front.fan = self._rows.fan(front.nodes, reverse=reverse)

    def at(self, nodes: Array, reverse: bool) -> Columns:
        """The claims at some nodes that may be taken; `near` is always where the arrow begins."""
        keep, found = self.ends.keep, self._rows.rows(nodes, reverse=reverse)
        starts, ends = (found.far, found.near) if reverse else (found.near, found.far)
        chosen = self._usable[found.trait]
        chosen &= (starts != self.ends.end) & (ends != self.ends.start)
        for node in keep.avoided:
            chosen &= found.far != node
        if keep.cut:
            chosen &= self.uncut(found.claim)
        if keep.closed is not None:
            chosen &= ~keep.closed[starts] | (starts == self.ends.start)
        columns = Columns(starts, ends, found.trait, found.claim)
        return columns if chosen.all() else Columns(*(column[chosen] for column in columns))

    def uncut(self, claims: Array) -> Array:
        """Which of some claims are not cut."""
        found: Array = ~np.isin(claims, np.fromiter(self.ends.keep.cut, np.int64))
        return found

    def distinct(self, nodes: Array) -> Array:
        """Each node once."""
        places = np.arange(len(nodes), dtype=np.int64)
        last = _scratch(self._rows)
        last[nodes] = places
        distinct: Array = nodes[last[nodes] == places]
        return distinct


def _scratch(rows: Rows) -> Array:
    """An array of a number for each node, kept with the rows, whose content is anybody's."""
    kept: Array | None = getattr(rows, "scratch", None)
    if kept is None:
        kept = np.empty(rows.count, np.int64)
        rows.scratch = kept  # type: ignore[attr-defined]
    return kept
