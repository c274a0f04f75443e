"""glutagraph: its store, its lists for small graphs, its engine over Parquet, and length alone."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import glutagraph
from glutagraph.index import Confined
from glutagraph.search import Budget, Search
from glutagraph.store.corridor import Corridor
from glutagraph.store.growth import Keep
from glutagraph.store.opening import Opened

from .asked import TEN, WANTED, Task, Told
from .graphs import STORE, shipped_arrows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from glutagraph.index import Arrow

    Paths = list[tuple[Arrow, ...]]

PLENTY = 1_000_000
_LISTED = 2_000
"""So many paths are listed at most to find ten that differ in their nodes."""


def _sign(task: Task) -> int | None:
    return WANTED if task.kind == "signed" else None


class _Best:
    """The ten best paths in glutagraph's order."""

    def paths(
        self, task: Task, start: int, end: int, avoided: frozenset[int] = frozenset()
    ) -> Iterator[Any]:
        raise NotImplementedError

    def _number(self, arrow: Any) -> int:
        raise NotImplementedError

    def _ten(self, task: Task, start: int, end: int, avoided: Iterable[int] = ()) -> Paths:
        return [*islice(self.paths(task, start, end, frozenset(avoided)), TEN)]

    def ask(self, task: Task, start: int, end: int) -> object:
        """The paths; of a sweep with what is left of them without each node."""
        best = self._ten(task, start, end)
        if task.kind != "sweep":
            return best
        inner = sorted({arrow.end for path in best for arrow in path[:-1]})
        return {node: self._ten(task, start, end, [node]) for node in inner}

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The claims by number, and a checksum of their names."""
        if task.kind == "sweep":
            return {"left": {str(node): self._claims(paths) for node, paths in answer.items()}}
        names = "\n".join(" ".join(arrow.name for arrow in path) for path in answer)
        return {"best": self._claims(answer), "sum": sha256(names.encode()).hexdigest()}

    def _claims(self, paths: Paths) -> list[list[int]]:
        return [[self._number(arrow) for arrow in path] for path in paths]


class Store(_Best):
    """The compiled store, in glutagraph's order: weakest tier, disputed steps, length, names."""

    kinds: tuple[str, ...] = ("top", "signed", "sweep", "trace")

    def load(self, folder: str) -> None:
        """Open the store; what is read of it is what questions touch."""
        self.graph = glutagraph.load(self._place(folder))
        self.bit = next(iter(self.graph.imported_bits.values()))
        self.stored = self.graph.stored

    def _place(self, folder: str) -> str:
        return str(Path(folder) / STORE)

    def paths(
        self, task: Task, start: int, end: int, avoided: frozenset[int] = frozenset()
    ) -> Iterator[Any]:
        asked = Confined(start, end, task.steps, self.bit, avoided)
        return self.stored.best(asked, lambda _: True, None, Budget(PLENTY), _sign(task))

    def _number(self, arrow: Any) -> int:
        return int(arrow.number)

    def ask(self, task: Task, start: int, end: int) -> object:
        """The paths, or the whole trace with its verdict and evidence."""
        if task.kind == "trace":
            nodes = self.stored.nodes
            return glutagraph.trace(self.graph, nodes[start], nodes[end], max_steps=task.steps)
        return super().ask(task, start, end)

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """As of any ten best; of a trace its verdict."""
        if task.kind == "trace":
            return {"sum": sha256(answer.verdict.encode()).hexdigest()}
        return super().told(task, start, end, answer)


class OverParquet(Store):
    """The same engine over DuckDB, which reads Parquet."""

    kinds = ("top",)

    def _place(self, folder: str) -> str:
        return f"parquet:{Path(folder) / 'parquet'}"


class Lists(_Best):
    """The search of small graphs over plain lists, over the claims alone."""

    kinds = ("top", "signed")

    def load(self, folder: str) -> None:
        """Load the shipped graph."""
        graph = glutagraph.load()
        arrows = shipped_arrows(graph)
        self._numbers = {arrow.name: number for number, arrow in enumerate(arrows)}
        count = len(graph.index.nodes)
        self.sides: list[list[list[Arrow]]] = [[[] for _ in range(count)] for _ in "oi"]
        for arrow in arrows:
            self.sides[0][arrow.start].append(arrow)
            self.sides[1][arrow.end].append(arrow)

    def paths(
        self, task: Task, start: int, end: int, avoided: frozenset[int] = frozenset()
    ) -> Iterator[Any]:
        out, into = self.sides
        search = Search(out.__getitem__, into.__getitem__, end, task.steps)
        return search.paths(start, Budget(PLENTY), sign=_sign(task))

    def _number(self, arrow: Any) -> int:
        return self._numbers[arrow.name]


class StoreByLength:
    """The same store searched for the shortest paths, as others order them."""

    kinds = ("top", "signed")

    def load(self, folder: str) -> None:
        """Open the store and take all claims for equal."""
        self._rows = Opened(Path(folder) / STORE).rows
        traits = self._rows.traits
        none = np.zeros_like(traits.tier)
        self._rows.traits = replace(traits, tier=none, disputed=none.astype(bool))

    def _paths(self, task: Task, start: int, end: int) -> Iterator[tuple[int, ...]]:
        keep = Keep(self._rows.traits.walked)
        corridor = Corridor(self._rows, start, end, task.steps, keep)
        return (path.nodes for path in corridor.paths(Budget(PLENTY), sign=_sign(task)))

    def ask(self, task: Task, start: int, end: int) -> object:
        """The ten shortest paths."""
        return [*islice(self._paths(task, start, end), TEN)]

    def told(self, task: Task, start: int, end: int, answer: object) -> Told:
        """The lengths of the ten shortest that differ in their nodes."""
        distinct = dict.fromkeys(islice(self._paths(task, start, end), _LISTED))
        return {"lengths": [len(nodes) - 1 for nodes in islice(distinct, TEN)]}


class ListsByLength(StoreByLength):
    """The shipped graph searched for the shortest paths."""

    def load(self, folder: str) -> None:
        """Load the shipped graph and take all claims for equal."""
        self._lists = Lists()
        self._lists.load(folder)
        self._lists.sides = [
            [[arrow._replace(tier=0, disputed=0) for arrow in arrows] for arrows in side]
            for side in self._lists.sides
        ]

    def _paths(self, task: Task, start: int, end: int) -> Iterator[tuple[int, ...]]:
        for path in self._lists.paths(task, start, end):
            yield (start, *(arrow.end for arrow in path))


def kind_of(name: str, *, is_shipped: bool) -> Any:
    """The class of one of ours by name; the shipped graph is searched in lists."""
    if name == "glutagraph over Parquet":
        return OverParquet
    if name == "glutagraph, by length":
        return ListsByLength if is_shipped else StoreByLength
    return Lists if is_shipped else Store
