"""How long a whole `glutagraph trace` takes over a store, beside a process that only imports click."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import glutagraph

if TYPE_CHECKING:
    from .graphs import Place

RUNS = 9
STEPS = "4"


def cold(place: Place) -> dict[str, float]:
    """Medians in milliseconds of as many runs, in turn, each of a question of its own."""
    nodes = glutagraph.load(place.store).stored.nodes
    plain = [sys.executable, "-c", "import click"]
    program = [sys.executable, "-c", "from glutagraph.cli import main; main()"]
    ours, theirs = [], []
    for start, end in place.questions()[:RUNS]:
        asked = ["trace", nodes[start].id, nodes[end].id, "--max-steps", STEPS]
        ours.append(_timed([*program, "--graph", str(place.store), *asked]))
        theirs.append(_timed(plain))
    return {"trace": round(median(ours), 1), "click": round(median(theirs), 1)}


def _timed(command: list[str]) -> float:
    """How long a process takes, in milliseconds."""
    started = perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return 1000 * (perf_counter() - started)
