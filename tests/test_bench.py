"""The benchmark of path finders runs, finds that they agree, and writes what was measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
RESULTS = CHECKOUT / "benchmarks" / "results"
OURS, BY_LENGTH = "glutagraph", "glutagraph, by length"
SMALL = ("quick", "--only", "made-1e3")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which graphs are made once."""
    return tmp_path_factory.mktemp("bench")


def bench(*options: str | Path, status: int = 0) -> str:
    """What the benchmark prints, its complaints included."""
    done = subprocess.run(
        [sys.executable, "-m", "peers", *map(str, options)],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT / "benchmarks")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def measured(folder: Path, name: str, task: str) -> dict[str, dict[str, dict[str, list[int]]]]:
    """What was kept of a task."""
    found: dict[str, dict[str, dict[str, list[int]]]]
    found = json.loads((folder / f"{name}.json").read_bytes())["tasks"][task]
    return found


def peers(*names: str) -> list[str]:
    """The options that ask for some path finders."""
    return [option for name in names for option in ("--peers", name)]


def test_path_finders_agree_on_a_small_graph_and_the_answers_are_those_committed(
    cache: Path,
) -> None:
    """Others than these are not installed with the tests."""
    names = peers(OURS, BY_LENGTH, "networkx", "DuckDB, SQL", "Oxigraph, SPARQL")

    told = bench(*SMALL, "--cache", cache, *names)

    found = measured(cache / "quick", "made-1e3", "top 4")
    for compared in found["agreement"].values():
        for asked, same in compared.values():
            assert asked == same > 0
    assert set(found["agreement"]) == {"networkx", "DuckDB, SQL", "Oxigraph, SPARQL"}
    assert found["checksum"] == measured(RESULTS, "made-1e3", "top 4")["checksum"]
    assert f"`{found['checksum']}`" in told


def test_knocking_out_each_node_leaves_what_networkx_lists_without_it(cache: Path) -> None:
    bench("quick", "--only", "made-1e4", "--cache", cache, *peers(OURS, "networkx"))

    found = measured(cache / "quick", "made-1e4", "sweep 4")

    asked, same = found["agreement"]["networkx"]["left"]
    assert asked == same > 0


def test_who_does_not_end_is_told_as_such(cache: Path) -> None:
    told = bench(*SMALL, "--cache", cache, "--timeout", "0.001", *peers(OURS, "networkx"))

    assert "| networkx | > 1 |" in told
    assert "1 not ended (does not end in 0.001 s)" in told


def test_a_graph_that_was_imported_is_measured_too(cache: Path) -> None:
    bench(*SMALL, "--cache", cache, *peers(OURS))
    store = cache / "made-1e3" / "graph.ggstore"

    told = bench(
        *("full", "--cache", cache, "--results", cache / "full", "--docs", cache / "docs"),
        *("--only", "made-1e3", "--graph", f"mine={store}", *peers(OURS, "networkx")),
    )

    assert "mine: made in" in told
    assert "### Mine" in (cache / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_the_page_is_written_from_what_was_measured(tmp_path: Path) -> None:
    bench("write", "--docs", tmp_path)

    for file in ("benchmarks.md", "img/bench-growth.svg"):
        assert (tmp_path / file).read_bytes() == (CHECKOUT / "docs" / file).read_bytes(), (
            "run: sh scripts/bench write"
        )


def test_what_cannot_be_measured_is_told_with_its_cure(tmp_path: Path) -> None:
    nothing = bench("write", "--results", tmp_path, "--docs", tmp_path, status=1)
    no_store = bench("full", "--graph", "mine=nowhere.ggstore", status=2)

    assert "nothing was measured" in nothing
    assert "run: sh scripts/bench full" in nothing
    assert "'mine=nowhere.ggstore' is not NAME=STORE with a store that is there" in no_store
    assert "Traceback" not in nothing + no_store
