"""A graph exported as Parquet is read by other tools, and answers as the one that was exported."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from building import shipped
from click.testing import CliRunner
from imported_at_random import KINDS, best, imported, large, random_lines

import glutagraph
from glutagraph.checks import check
from glutagraph.cli import cli
from glutagraph.errors import OutputError, StoreError
from glutagraph.export import show_json, trace_json
from glutagraph.model import Family
from glutagraph.store.parquet import export

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

OUTCOMES = ("antidepressant-effect", "bdnf", "psychotomimetic-effects", "synaptogenesis")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped graph, exported in parts of a hundred rows."""
    place = tmp_path_factory.mktemp("tables") / "shipped"
    export(shipped(), place, rows=100)
    return place


@pytest.fixture(scope="session")
def tabled(folder: Path) -> Knowledge:
    return glutagraph.load(f"parquet:{folder}")


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A copy that may be damaged."""
    return Path(shutil.copytree(folder, tmp_path / "copy"))


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_drug_is_traced_as_in_the_graph(tabled: Knowledge, outcome: str) -> None:
    drugs = [e.id for e in shipped().entities.values() if shipped().kind_holds("drug", e)]
    for drug in drugs[::3]:
        answer = glutagraph.trace(tabled, drug, outcome)

        assert trace_json(answer) == trace_json(glutagraph.trace(shipped(), drug, outcome))


def test_what_is_shown_is_what_the_graph_shows(tabled: Knowledge) -> None:
    for name in ("ketamine", "mtorc1", "ketamine.blocks.nmda-receptor"):
        things = [one.find(name) for one in (tabled, shipped())]

        assert show_json(things[0], tabled) == show_json(things[1], shipped())


@pytest.mark.parametrize("seed", range(5))
def test_what_was_imported_has_the_same_paths_however_few_rows_a_part_has(
    tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    for number in range(8):
        graph = imported(*random_lines(dice), kinds=KINDS)
        place = tmp_path / f"{number}"
        export(graph, place, rows=dice.choice([1, 3, 1000]))
        limits: dict[str, Any] = dice.choice([{}, {"max_steps": 3}, {"hub_penalty": 0.5}])

        answer = glutagraph.trace(glutagraph.load(f"parquet:{place}"), "drug", "effect", **limits)

        assert trace_json(answer) == trace_json(glutagraph.trace(graph, "drug", "effect", **limits))


def test_a_large_graph_is_fetched_a_frontier_at_a_time(tmp_path: Path) -> None:
    stored = large(tmp_path / "large.ggstore")
    export(stored, tmp_path / "large", rows=20_000)
    tabled, dice = glutagraph.load(f"parquet:{tmp_path / 'large'}"), random.Random(7)
    for _ in range(12):
        start, end = dice.sample([*stored.entities], 2)
        for steps in (2, 4):
            assert best(tabled, start, end, steps) == best(stored, start, end, steps)


# other tools


def test_other_tools_read_what_a_claim_says(folder: Path) -> None:
    told = """select s.id, predicate, o.id, sign, status, tier, net, evidence
        from read_parquet(? || '/claims/*') c
        join read_parquet(? || '/entities/*') s on s.entity = c.subject
        join read_parquet(? || '/entities/*') o on o.entity = c.object
        join read_parquet(? || '/evidence/*') using (record)"""
    rows = duckdb.connect().execute(told, [str(folder)] * 4).fetchall()

    claims = [claim for claim in shipped().claims.values() if not hasattr(claim.subject, "object")]
    assert len(rows) == len(claims)
    for subject, predicate, object_, *said, evidence in rows:
        claim = shipped().claims[f"{subject}.{predicate}.{object_}"]
        tier = int(claim.tier) if claim.family is not Family.DEFINITION else said[2]
        assert said == [int(claim.predicate.sign), claim.status, tier, claim.net]
        assert claim.evidence[0].source.id in evidence if claim.evidence else evidence


# what is there, and what is not


def test_a_graph_is_exported_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "graph"
    export(shipped(), place)
    before = sorted(file.name for file in place.rglob("*"))

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(shipped(), place, rows=100, force=True, progress=interrupt)

    assert sorted(file.name for file in place.rglob("*")) == before
    assert [file.name for file in tmp_path.iterdir()] == ["graph"]


def test_only_an_exported_graph_is_replaced_and_only_when_forced(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    with pytest.raises(OutputError, match="no exported graph"):
        export(shipped(), tmp_path / "notes", force=True)

    export(shipped(), tmp_path / "graph")
    with pytest.raises(OutputError, match="--force replaces it"):
        export(shipped(), tmp_path / "graph")
    export(shipped(), tmp_path / "graph", rows=50, force=True)

    assert len([*(tmp_path / "graph" / "claims").iterdir()]) > 1


def test_an_exported_graph_is_copied_and_not_exported(tabled: Knowledge, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="copy its folder"):
        export(tabled, tmp_path / "again")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("parquet:nowhere", "there is no exported graph"),
        ("parquet:", "there is no exported graph"),
        ("spark:cluster", "write it spark:HOST:PORT/FOLDER"),
        ("spark:cluster:x/folder", "write it spark:HOST:PORT/FOLDER"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(address: str, told: str) -> None:
    with pytest.raises(StoreError, match=told):
        glutagraph.load(address)


def test_a_graph_in_tables_stands_alone(folder: Path) -> None:
    with pytest.raises(StoreError, match="join stores, and export what is joined"):
        glutagraph.load("shipped", f"parquet:{folder}")


def test_the_store_beside_the_tables_leads_to_them(folder: Path) -> None:
    with pytest.raises(StoreError, match=f"name its folder: parquet:{folder}"):
        glutagraph.load(folder / "entities.ggstore")


# damage


def test_a_whole_export_has_no_problems(folder: Path) -> None:
    assert check(Path(f"parquet:{folder}")) == []


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3])


def take_away(file: Path) -> None:
    file.unlink()


def make_text(file: Path) -> None:
    file.write_text("claim,subject\n1,2\n", encoding="utf-8")


@pytest.mark.parametrize("table", ["claims", "claims-by-object", "evidence"])
@pytest.mark.parametrize("harm", [cut_off, take_away, make_text])
def test_a_damaged_table_is_told_with_its_cure(copy: Path, table: str, harm: Any) -> None:
    harm(copy / table / "part-00001.parquet")

    problems = check(Path(f"parquet:{copy}"))

    assert ["its tables cannot be read" in problem.what for problem in problems] == [True]
    with pytest.raises(StoreError, match="export it again"):
        trace_json(glutagraph.trace(glutagraph.load(f"parquet:{copy}"), "ketamine", "mood"))


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("claims", "* replace (object + 1000000 as object)"),
        ("claims", "* replace (trait + 100000 as trait)"),
        ("claims", "* replace (claim + 1000 as claim)"),
        ("claims", "* replace (-claim as claim)"),
        ("claims", "* replace (subject + 1 as subject)"),
        ("claims", "* exclude (trait)"),
        ("claims", "* replace ('x' as object)"),
        ("claims-by-object", "* replace (null as subject)"),
        ("evidence", "* replace ('{' as evidence)"),
        ("evidence", "* replace (7 as evidence)"),
        ("evidence", "* replace (record + 1000 as record)"),
    ],
)
def test_tables_that_lie_are_told(copy: Path, table: str, changed: str) -> None:
    file = copy / table / "part-00002.parquet"
    engine = duckdb.connect()
    engine.execute(f"create table rows as select {changed} from read_parquet('{file}')")
    engine.execute(f"copy rows to '{file}' (format parquet)")

    assert len(check(Path(f"parquet:{copy}"))) == 1


# the command


def test_the_command_writes_what_another_one_traces(tmp_path: Path) -> None:
    place, run = tmp_path / "graph", CliRunner()

    written = run.invoke(cli, ["export", "parquet", "-o", str(place), "--rows", "300"])
    traced = run.invoke(cli, ["--graph", f"parquet:{place}", "trace", "ketamine", "mood"])

    assert written.exit_code == 0
    claims = [claim for claim in shipped().claims.values() if not hasattr(claim.subject, "object")]
    assert f"{len(claims):,} claims between {len(shipped().entities):,} entities" in written.output
    assert traced.output == run.invoke(cli, ["trace", "ketamine", "mood"]).output
