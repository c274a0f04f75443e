"""How fast a compiled store opens and answers, beside networkx where that ends.

    .venv/bin/python benchmarks/store.py [FOLDER [CLAIMS ...]]

Made graphs are kept in FOLDER. Starts and ends are the subjects and objects of claims drawn at random,
so that what is much spoken of is asked about more often. Times are milliseconds, of the ten best paths,
and of a whole trace with its verdict and evidence. networkx lists every path of at most four steps and
keeps the ten best; where both answer, the answers are compared.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import networkx as nx
from made_graph import SEED, make

import glutagraph
from glutagraph.index import Confined
from glutagraph.search import Budget, rank
from glutagraph.store.arrays import np

if TYPE_CHECKING:
    from collections.abc import Callable

    from glutagraph.index import Arrow
    from glutagraph.knowledge import Knowledge

SIZES = {100_000: 10_000, 1_000_000: 100_000, 4_150_000: 47_000}
"""Claims, and the nodes that they are between: the last has Hetionet's size."""
STEPS = (3, 4, 6)
QUESTIONS, OF_NETWORKX = 100, 5
MOST_FOR_NETWORKX = 200_000


def best(graph: Knowledge, start: int, end: int, steps: int) -> list[tuple[Arrow, ...]]:
    """The ten best paths."""
    asked = Confined(start, end, steps, graph.imported_bits["made"])
    paths = graph.stored.best(asked, lambda _: True, None, Budget(1_000_000), None)
    return [*islice(paths, 10)]


def timed(ask: Callable[[], object]) -> float:
    """How long a question takes, in milliseconds."""
    started = perf_counter()
    ask()
    return 1000 * (perf_counter() - started)


def memory() -> float:
    """The memory of this process in megabytes, mapped pages that it touched included."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def told(times: list[float]) -> str:
    """Median, 99th percentile and worst."""
    return f"{median(times):8.1f} {np.quantile(times, 0.99):8.1f} {max(times):8.1f}"


def beside_networkx(graph: Knowledge, ends: list[tuple[int, int]]) -> str:
    """The ratio of networkx's time to ours at four steps."""
    other: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    for arrow in graph.stored.arrows:
        other.add_edge(arrow.start, arrow.end, arrow.name, arrow=arrow)
    ratios = []
    for start, end in ends[:OF_NETWORKX]:
        found: list[tuple[Arrow, ...]] = []

        def ask(start: int = start, end: int = end, found: list[tuple[Arrow, ...]] = found) -> None:
            every = nx.all_simple_edge_paths(other, start, end, 4)
            paths = (tuple(other.edges[step]["arrow"] for step in path) for path in every)
            found += sorted(paths, key=rank)[:10]

        theirs, ours = timed(ask), timed(lambda a=start, b=end: best(graph, a, b, 4))  # type: ignore[misc]
        assert found == best(graph, start, end, 4), "the answers differ"
        ratios.append(theirs / ours)
    return f"networkx takes {median(ratios):,.0f} times as long at 4 steps; the answers agree"


def measure(place: Path) -> None:
    """Print what one store takes."""
    opened = timed(lambda: glutagraph.load(place).stored)
    graph = glutagraph.load(place)
    megabytes = memory()
    count = len(graph.stored.nodes)
    print(f"\n{graph.stored.claims:,} claims, {count:,} nodes; opens in {opened:.0f} ms", end=", ")
    print(f"{megabytes:.0f} MB")
    dice = np.random.default_rng(SEED)
    drawn = dice.integers(0, graph.stored.claims, (QUESTIONS, 2))
    ends = [(graph.stored.ends(int(a))[0], graph.stored.ends(int(b))[1]) for a, b in drawn]
    ends = [pair for pair in ends if pair[0] != pair[1]]
    print("steps     median   99 in 100   worst")
    for steps in STEPS:
        times = [timed(lambda a=a, b=b: best(graph, a, b, steps)) for a, b in ends]  # type: ignore[misc]  # noqa: B023
        print(f"{steps}      {told(times)}  ten best")
    nodes = graph.stored.nodes
    times = [
        timed(lambda a=a, b=b: glutagraph.trace(graph, nodes[a], nodes[b], max_steps=4))  # type: ignore[misc]
        for a, b in ends
    ]
    print(f"4      {told(times)}  trace, with verdict and evidence")
    if graph.stored.claims <= MOST_FOR_NETWORKX:
        print(beside_networkx(graph, ends), flush=True)
    megabytes = memory()
    print(f"in the end {megabytes:.0f} MB")


def cold(place: Path) -> None:
    """Print what a whole process takes."""
    ids = glutagraph.load(place).entities
    first, *_ = ids
    asked = ["--graph", str(place), "trace", first, ids.slugs[len(ids) // 2], "--max-steps", "4"]  # type: ignore[attr-defined]
    command = [sys.executable, "-c", "from glutagraph.cli import main; main()", *asked]
    plain = [sys.executable, "-c", "import click"]
    pairs = []
    for _ in range(7):
        run = [
            timed(lambda c=c: subprocess.run(c, stdout=subprocess.DEVNULL, check=False))  # type: ignore[misc]
            for c in (command, plain)
        ]
        pairs.append(run)
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    print(f"a whole process {ours:.0f} ms, where importing click takes {theirs:.0f}")


def main() -> None:
    """Measure each size, each in turn."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    if len(sys.argv) > 2 and sys.argv[2] == "--one":
        place = Path(sys.argv[3])
        measure(place)
        cold(place)
        return
    sizes = [int(size) for size in sys.argv[2:]] or [*SIZES]
    for claims in sizes:
        place = folder / f"{claims}.ggstore"
        if not place.exists():
            make(place, claims, SIZES.get(claims, claims // 40))
        # Each in a process of its own, whose memory is then its own too.
        subprocess.run([sys.executable, __file__, str(folder), "--one", str(place)], check=True)


if __name__ == "__main__":
    main()
