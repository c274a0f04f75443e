"""What a round of a search costs where the claims lie in tables, and what grows with the graph.

    .venv/bin/python benchmarks/rounds.py FOLDER CLAIMS[,CLAIMS...] [HOST:PORT]

Made graphs and their tables are kept in FOLDER. A round fetches the claims out of so many nodes, each
the subject of a claim drawn at random, with nothing fetched before; a question asks for the ten best
paths of five steps. With HOST:PORT of a Spark master, whose workers see FOLDER, the same is asked of the
cluster. Times are medians in milliseconds; beside a round stands how many claims it brought.
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from made_graph import SEED, make

import glutagraph
from glutagraph.index import Confined
from glutagraph.search import Budget
from glutagraph.store.arrays import np
from glutagraph.store.parquet import export

if TYPE_CHECKING:
    from collections.abc import Callable

    from glutagraph.knowledge import Knowledge
    from glutagraph.store.arrays import Array

FRONTIERS = (1, 100, 10_000)
TIMES = 5
STEPS = 5
QUESTIONS = 10
NODES_PER_CLAIM = 0.1


def timed(ask: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    started = perf_counter()
    ask()
    return 1000 * (perf_counter() - started)


def round_of(address: str, nodes: Array) -> tuple[float, int]:
    """What it costs to fetch the claims out of some nodes, and how many there are."""
    opened = glutagraph.load(address).opened
    assert opened
    return timed(lambda: opened.rows.rows(nodes, reverse=False)), opened.rows.fan(
        nodes, reverse=False
    )


def question_of(address: str, ends: tuple[int, int]) -> float:
    """What a question costs to which nothing has been fetched before."""
    graph = glutagraph.load(address)
    asked = Confined(*ends, STEPS, graph.imported_bits["made"])
    paths = graph.stored.best(asked, lambda _: True, None, Budget(1_000_000), None)
    return timed(lambda: [*islice(paths, 10)])


def drawn(graph: Knowledge, dice: np.random.Generator, count: int) -> Array:
    """So many nodes, each the subject of a claim drawn at random."""
    found: Array = np.array(
        [graph.index.ends(int(one))[0] for one in dice.integers(0, graph.index.claims, count)]  # type: ignore[attr-defined]
    )
    return np.unique(found)


def measure(folder: Path, claims: int, master: str) -> None:
    """One size: each frontier and the questions, by every engine."""
    store, tables = folder / f"made-{claims}.ggstore", folder / f"made-{claims}"
    if not store.exists():
        make(store, claims, int(claims * NODES_PER_CLAIM))
    graph = glutagraph.load(store)
    if not tables.exists():
        print(f"exported in {timed(lambda: export(graph, tables)) / 1000:.1f} s", file=sys.stderr)
    size = sum(file.stat().st_size for file in tables.rglob("*.parquet")) / 1e6
    print(f"\n{claims:,} claims, tables of {size:,.0f} MB")
    engines = {"DuckDB": f"parquet:{tables}"}
    if master:
        engines["Spark"] = f"spark:{master}{tables.resolve()}"
    for name, address in engines.items():
        round_of(address, np.array([0]))  # the first one starts the engine
        dice = np.random.default_rng(SEED)
        for size in FRONTIERS:
            rounds = [round_of(address, drawn(graph, dice, size)) for _ in range(TIMES)]
            cost, brought = (median(column) for column in zip(*rounds, strict=True))
            print(f"{name:8} round of {size:>6,} nodes {cost:8.0f} ms {brought:>9,.0f} claims")
        asked = [drawn(graph, dice, 2)[:2].tolist() for _ in range(QUESTIONS)]
        times = [question_of(address, (start, end)) for start, end in asked]
        print(f"{name:8} question {median(times):18.0f} ms, at most {max(times):.0f} ms")


def main() -> None:
    """Measure each size that is asked for."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for claims in map(int, sys.argv[2].split(",")):
        measure(folder, claims, sys.argv[3] if len(sys.argv) > 3 else "")


if __name__ == "__main__":
    main()
