"""All paths between two nodes, where there are few.

Walks are grown from both ends and counted. Where they are few they are listed, one step of all of them
at a time, and then sorted: there is no need to take class after class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .arrays import np, ranges, searched
from .growth import Effort, Growth, Walked
from .rows import Columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .arrays import Array
    from .growth import Ends
    from .rows import Traits

MOST = 5_000
"""So many walks are few."""
_ROWS = 30_000
"""So many rows may be looked at to find out."""


def few_paths(ends: Ends, usable: Array, effort: Effort, most: int = MOST) -> Few | None:
    """All paths by claims of some traits; None where there are more walks than so many, or too many
    claims to look at."""
    growth = Counted(ends, usable, Effort(min(_ROWS, effort.left)))
    is_connected = growth.can_reach(ends.max_steps)
    if growth.effort.spent:
        return None
    if not is_connected:
        return Few([], ends.rows.traits)
    count, layers = growth.on_walks()
    return Few(growth.listed(layers), ends.rows.traits) if count <= most else None


class _Listed(NamedTuple):
    """Paths of one length in the order of their names, a column each: nodes, claims and their traits."""

    nodes: Array
    claims: Array
    traits: Array

    @property
    def last(self) -> Array:
        """The nodes they have come to."""
        last: Array = self.nodes[-1]
        return last

    def chosen(self, columns: Array) -> _Listed:
        """Some of them."""
        return _Listed(*(table.take(columns, axis=1) for table in self))

    def longer(self, layer: Columns) -> _Listed:
        """All of them with one more of some claims, which are sorted; none comes to a node twice."""
        first, last = (searched(layer.near, self.last, side) for side in ("left", "right"))
        before = np.repeat(np.arange(len(first)), last - first)
        rows = ranges(first, last)
        is_new = (self.nodes.take(before, axis=1) != layer.far[rows]).all(axis=0)
        before, rows = before[is_new], rows[is_new]
        added = (layer.far[rows], layer.claim[rows], layer.trait[rows])
        return _Listed(*map(np.vstack, zip(self.chosen(before), added, strict=True)))


class Few:
    """Paths in order: weakest tier, disputed steps, length, names."""

    def __init__(self, listed: list[_Listed], traits: Traits) -> None:
        """They are given from the shortest to the longest."""
        self._listed = listed
        self._sign = self._each(lambda paths: traits.sign[paths.traits].prod(axis=0))
        tier = self._each(lambda paths: traits.tier[paths.traits].max(axis=0))
        disputed = self._each(lambda paths: traits.disputed[paths.traits].sum(axis=0))
        self._order = np.lexsort((disputed, tier))
        self._ends = np.cumsum([len(paths.last) for paths in listed])

    def _each(self, told: Callable[[_Listed], Array]) -> Array:
        return np.concatenate([np.zeros(0, np.int64), *map(told, self._listed)])

    def paths(self, sign: int | None) -> Iterator[Walked]:
        """Those of one net sign where it is given."""
        order = self._order
        if sign is not None:
            order = order[self._sign[order] == sign]
        for place in order.tolist():
            length = int(searched(self._ends, place, "right"))
            column = place - int(self._ends[length])
            yield Walked(*(tuple(table[:, column].tolist()) for table in self._listed[length]))


class Counted(Growth):
    """Walks of every sort; of each node it is told how many lead to the end."""

    def __init__(self, ends: Ends, usable: Array, effort: Effort) -> None:
        super().__init__(ends, usable, effort)
        self._leading: list[Columns] = []
        """The claims into the nodes that lead to the end in no step, in one, and so on."""

    def at_end(self) -> Array:
        """One walk, of no step."""
        return self._summed(np.array([self.ends.end]), np.ones(1))

    def carried(self, layer: Columns, told: Array) -> Array:
        """As many walks as the nodes have that claims lead to."""
        return self._summed(layer.near, told[layer.far])

    def _summed(self, nodes: Array, ways: Array) -> Array:
        found = np.zeros(self.ends.rows.count)
        np.add.at(found, nodes, ways)
        return found

    def _grow_back(self) -> Columns:
        layer = super()._grow_back()
        self._leading.append(layer)
        return layer

    def on_walks(self) -> tuple[float, list[Columns]]:
        """Once all are grown: how many walks there are, and of `forth` what lies on one."""
        layers, rest = list[Columns](), self.back
        for layer in reversed(self.forth):
            ways = np.sum([told[layer.far] for told in rest], axis=0)
            layers.insert(0, _by_number(layer, ways > 0))
            here = self._summed(layer.near, ways)
            here[self.ends.end] = 1
            rest = [here]
        return float(rest[0][self.ends.start]), layers

    def listed(self, layers: list[Columns]) -> list[_Listed]:
        """All paths, from the shortest to the longest; `layers` are the first claims of walks."""
        most, found = self.ends.max_steps, list[_Listed]()
        nothing = np.zeros((0, 1), np.int64)
        paths = _Listed(np.array([[self.ends.start]]), nothing, nothing)
        for step in range(most):
            is_grown = step < len(layers)
            paths = paths.longer(
                layers[step] if is_grown else self._onward(paths.last, most - step)
            )
            is_there = paths.last == self.ends.end
            if is_there.any():
                found.append(paths.chosen(np.flatnonzero(is_there)))
                paths = paths.chosen(np.flatnonzero(~is_there))
        return found

    def _onward(self, nodes: Array, left: int) -> Columns:
        """The claims out of some nodes that come to the end in so many steps at most."""
        is_here = np.zeros(self.ends.rows.count, bool)
        is_here[nodes] = True
        layers = [_by_number(layer, is_here[layer.near]) for layer in self._leading[:left]]
        joined = Columns(*(np.concatenate(columns) for columns in zip(*layers, strict=True)))
        _, first = np.unique(joined.claim, return_index=True)
        return Columns(*(column[first] for column in joined))


def _by_number(layer: Columns, chosen: Array) -> Columns:
    """Some claims in the order of their numbers, so that they stand by the node they leave."""
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(layer.claim[rows])]
    return Columns(*(column[rows] for column in layer))
