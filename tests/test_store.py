"""A store answers as the graph from which it was made, and what is imported as a hypothesis would."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import building
import pytest
from building import only, shipped
from click.testing import CliRunner
from hypothesis import given
from imported_at_random import KINDS, imported, random_lines, write
from random_brains import brains, ends, limits_asked

import glutagraph
from glutagraph.cli import cli
from glutagraph.errors import OutputError, StoreError, UnknownNameError
from glutagraph.export import show_json, trace_json
from glutagraph.model import Context, Imported, Named, Sign, Stance
from glutagraph.store import Item, Writer
from glutagraph.store import compile as compile_store

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

EVERY = 10_000


def spelt_out(value: Any) -> Any:
    """A value with all that is in it, since things with a name are equal by their name alone."""
    if isinstance(value, Named):
        return {field.name: spelt_out(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]
    return (
        [spelt_out(inner) for inner in value] if isinstance(value, (list, tuple)) else repr(value)
    )


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """The shipped graph, compiled and opened."""
    place = tmp_path_factory.mktemp("store") / "shipped.ggstore"
    compile_store(shipped(), place)
    return glutagraph.load(place)


# what was compiled


TABLES = ("entities", "claims", "sources", "hypotheses", "experiments", "studies", "kinds")


@pytest.mark.parametrize("table", [*TABLES, "predicates", "methods", "contexts", "actions"])
def test_a_store_holds_what_was_compiled_in_the_same_order(stored: Knowledge, table: str) -> None:
    kept, was = getattr(stored, table), getattr(shipped(), table)

    assert [*kept] == [*was]
    assert {name: spelt_out(thing) for name, thing in kept.items()} == {
        name: spelt_out(thing) for name, thing in was.items()
    }


GROUPS = [e.id for e in shipped().entities.values() if shipped().members(e)]


@pytest.mark.parametrize("group", GROUPS)
def test_every_drug_is_traced_to_every_group_of_outcomes_as_in_the_graph(
    stored: Knowledge, group: str
) -> None:
    drugs = [e for e in shipped().entities.values() if shipped().kind_holds("drug", e)]
    for drug in drugs:
        answer = glutagraph.trace(stored, drug.id, group)

        assert trace_json(answer) == trace_json(glutagraph.trace(shipped(), drug.id, group))


def test_interventions_and_needs_are_those_of_the_graph(stored: Knowledge) -> None:
    for graph in (stored, shipped()):
        acts = glutagraph.knock_out(graph, "eEF2 kinase")
        answers = [
            glutagraph.what_if(graph, "ketamine", "bdnf-translation", acts),
            glutagraph.what_if(
                graph, "ketamine", "synaptogenesis", glutagraph.block(graph, "rapamycin")
            ),
        ]
        needs = glutagraph.necessary(graph, "ketamine", "synaptogenesis")
        if graph is stored:
            kept = (answers, needs)
    assert kept == (answers, needs)


def test_what_is_shown_of_each_thing_is_what_the_graph_shows(stored: Knowledge) -> None:
    graph = shipped()
    for name in [*[*graph.entities][::10], *[*graph.claims][::40], *[*graph.sources][::20]]:
        things = [one.find(name) for one in (stored, graph)] if name in graph.claims else None
        if things is None:
            sort = "entity" if name in graph.entities else "source"
            things = [one.find(f"{sort}:{name}") for one in (stored, graph)]

        assert show_json(things[0], stored) == show_json(things[1], graph)


@given(brains(), ends, limits_asked)
@building.stable(60)
def test_a_compiled_graph_traces_as_the_graph_does(
    graph: Knowledge, end: str, limits: dict[str, Any]
) -> None:
    opened = compiled(graph)

    answer = glutagraph.trace(opened, "drug", end, top=EVERY, **limits)

    assert trace_json(answer) == trace_json(
        glutagraph.trace(graph, "drug", end, top=EVERY, **limits)
    )


def compiled(graph: Knowledge) -> Knowledge:
    """A small graph by way of a file."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "small.ggstore"
        compile_store(graph, place)
        return glutagraph.load(place)


# what was imported


@pytest.mark.parametrize("seed", range(6))
def test_what_is_imported_is_traced_as_one_hypothesis_would_be(seed: int) -> None:
    """Every claim held by one hypothesis, or by one source: the same paths, the same verdict."""
    dice = random.Random(seed)
    for _ in range(20):
        lines = random_lines(dice)
        ours = building.knowledge(*[f"{line} [theirs]" for line in lines], kinds=KINDS)
        theirs = imported(*lines, kinds=KINDS)
        limits: dict[str, Any] = dice.choice(
            [
                {},
                {"sign": Sign.NEGATIVE},
                {"via": ("n1",)},
                {"species": "mouse"},
                {"avoid": ("n0",)},
            ]
        )
        limits |= {"max_steps": dice.choice([2, 4, 12])}

        answer = only(glutagraph.trace(theirs, "drug", "effect", top=EVERY, **limits))
        wanted = only(glutagraph.trace(ours, "drug", "effect", top=EVERY, **limits))

        assert held(answer) == held(wanted)
        assert answer.verdict == wanted.verdict
        short = only(glutagraph.trace(theirs, "drug", "effect", top=1, **limits))
        assert short.verdict == wanted.verdict, "the verdict ranges over all, whatever is shown"


def held(outcome: Any) -> list[list[str]]:
    """The coherent paths by name, in order."""
    paths = [path for route in outcome.routes for path in route.paths]
    return building.names(*sorted(paths, key=lambda path: path.rank))


@pytest.mark.parametrize("seed", range(4))
def test_an_intervention_leaves_of_it_what_it_leaves_of_a_hypothesis(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(20):
        lines = random_lines(dice)
        ours = building.knowledge(*[f"{line} [theirs]" for line in lines], kinds=KINDS)
        theirs = imported(*lines, kinds=KINDS)
        said = []
        for graph in (ours, theirs):
            acts = glutagraph.block(graph, "n1")
            answer = glutagraph.what_if(graph, "drug", "effect", acts, max_steps=6)
            union = answer.consequences[0].union
            said.append((union.before, union.after, union.remains, union.alone, union.resembles))

        assert said[0] == said[1]


def test_the_nodes_on_every_path_are_necessary_also_where_few_paths_are_listed() -> None:
    many = [f"gate -> n{n}" for n in range(30)] + [f"n{n} -> effect" for n in range(30)]
    graph = imported("drug -| gate", *many, kinds=KINDS)

    (union, *_) = glutagraph.necessary(graph, "drug", "effect")

    assert [[node.id for node in cut.nodes] for cut in union.necessary] == [["gate"]]
    assert not union.complete


def test_a_blocked_step_is_noticed_where_it_is_on_none_of_the_paths_listed() -> None:
    short = [f"drug -> n{n}" for n in range(20)] + [f"n{n} -> effect" for n in range(20)]
    graph = imported(*short, "drug -> far", "far -> farther", "farther -> effect", kinds=KINDS)

    answer = glutagraph.what_if(graph, "drug", "effect", glutagraph.block(graph, "farther"))
    cut = glutagraph.what_if(
        graph, "drug", "effect", glutagraph.cut(graph, "far.increases.farther")
    )

    assert answer.consequences[0].union.remains == "reduced"
    assert cut.consequences[0].union.remains == "reduced"


def test_the_source_of_what_is_imported_is_never_called_a_hypothesis() -> None:
    graph = imported("drug -> effect", kinds=KINDS)

    answer = only(glutagraph.trace(graph, "drug", "effect"))

    assert [*graph.hypotheses] == []
    assert isinstance(answer.routes[0].hypothesis, Imported)
    assert not answer.routes[0].is_held
    assert answer.paths[0].hypotheses == ()
    row = trace_json(glutagraph.trace(graph, "drug", "effect"))["outcomes"][0]
    assert row["hypotheses"] == []
    assert [source["id"] for source in row["sources"]] == ["theirs"]


def test_steps_whose_contexts_conflict_make_a_stitched_path() -> None:
    graph = imported("drug -> n0 {human}", "n0 -> effect {mouse}", kinds=KINDS)

    answer = only(glutagraph.trace(graph, "drug", "effect"))

    assert answer.verdict == "none"
    assert building.joints(answer) == [["context"]]


def test_of_a_drug_that_is_not_given_nothing_comes() -> None:
    lines = ("drug -> n0", "n0 -> other", "other -> effect", "n0 -> made")
    graph = imported(*lines, kinds={**KINDS, "other": "drug"})

    consequence = glutagraph.what_if(graph, "drug", "effect").consequences[0]

    assert consequence.union.before == "none"


def test_a_trace_to_nowhere_names_the_nearest_outcomes() -> None:
    lines = ("drug -> n0", "n0 -> near", "n0 -> n1", "n1 -> far")
    graph = imported(*lines, kinds={"drug": "drug", "near": "outcome", "far": "outcome"})

    answer = glutagraph.trace(graph, "drug")

    assert [outcome.end.id for outcome in answer.outcomes] == ["near", "far"]


def test_passing_a_hub_costs_by_the_number_of_its_claims() -> None:
    """hub has 42 claims: passing it at 0.25 costs 2 + 0.25 ln 42 = 2.934; the longer way 3 + 0.25 ln 2
    twice = 3.347, at 1 it costs 5.738 against 4.386."""
    lines = [f"x{n} -> hub" for n in range(40)]
    lines += ["drug -> hub", "hub -> effect", "drug -> a", "a -> b", "b -> effect"]
    for graph in (imported(*lines), building.knowledge(*[f"{line} [one]" for line in lines])):
        little = glutagraph.trace(graph, "drug", "effect", hub_penalty=0.25).paths
        much = glutagraph.trace(graph, "drug", "effect", hub_penalty=1.0).paths

        assert [path.cost for path in little] == [2934, 3346]
        assert [path.cost for path in much] == [4386, 5738]


# writing


def test_what_is_said_twice_is_one_claim_with_more_evidence(tmp_path: Path) -> None:
    place = tmp_path / "a.ggstore"
    with Writer(place, name="theirs") as store:
        store.claim("a", "increases", "b", Item("x", "It does."))
        store.claim("a", "increases", "b", Item("x", "It does."))
        store.claim("a", "increases", "b", Item("y", "It does not.", Stance.DISPUTES))
        store.claim("a", "decreases", "b", Item("y", "It lowers it."))

    claim = glutagraph.load(place).claim("a.increases.b")

    assert [item.source.id for item in claim.evidence] == ["x", "y"]
    assert (claim.status, claim.against) == ("disputed", (("y", ""),))
    assert (store.report.claims, store.report.repeated) == (2, 2)


def test_what_stances_make_of_a_claim(tmp_path: Path) -> None:
    place = tmp_path / "a.ggstore"
    with Writer(place, name="theirs") as store:
        store.claim("a", "increases", "b", Item(stance=Stance.DISPUTES))
        store.claim("a", "increases", "c", Item(stance=Stance.LEAVES_OPEN))
        store.claim("a", "increases", "d")
        store.claim("a", "correlates-with", "e", both_ways=True)

    graph = glutagraph.load(place)

    statuses = {claim.object.id: claim.status for claim in graph.claims_by(graph.entity("a"))}
    assert statuses == {"b": "refuted", "c": "open", "d": "supported", "e": "supported"}
    assert [arrow.name for arrow in graph.index.expand(0)] == ["a.increases.d"]
    assert "e.correlates-with.a" in graph.claims


def test_ends_may_be_described_later_or_never(tmp_path: Path) -> None:
    place = tmp_path / "a.ggstore"
    with Writer(place, name="theirs") as store:
        store.claim("z:1", "increases", "a:1")
        store.entity("z:1", label="Zed", kind="drug", synonyms=["zet"], same_as=["CHEBI:26"])
        store.entity("z:1", label="Zed one", same_as=["hgnc:1"])

    graph = glutagraph.load(place)

    assert store.report.undescribed == ("a:1",)
    assert graph.entity("a:1").label == "a:1"
    for name in ("Zed", "zed ONE", "zet", "chebi:26", "HGNC:1", "z:1", "Z:1"):
        assert graph.entity(name).id == "z:1", name


def test_names_that_two_bear_are_ambiguous_and_misspelt_ones_a_question(tmp_path: Path) -> None:
    place = tmp_path / "a.ggstore"
    with Writer(place, name="theirs") as store:
        store.entity("hgnc:1", label="GRIN2A", synonyms=["NR2"])
        store.entity("hgnc:2", label="GRIN2B", synonyms=["NR2"])
    graph = glutagraph.load(place)

    with pytest.raises(glutagraph.errors.AmbiguousNameError, match=r"entity:hgnc:1, entity:hgnc:2"):
        graph.entity("nr2")
    with pytest.raises(UnknownNameError, match=r"did you mean hgnc:2 or hgnc:1\?"):
        graph.entity("GRIN2")


def test_little_memory_makes_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from glutagraph.store import rows_sorted

    made = []
    for number, least in enumerate((1 << 16, 7)):
        monkeypatch.setattr(rows_sorted, "LEAST", least)
        place = tmp_path / f"{number}.ggstore"
        with Writer(place, name="theirs", memory=0) as store:
            write(building.knowledge(*random_lines(random.Random(3))), store)
        made.append(place.read_bytes())

    assert made[0] == made[1]


BAD: dict[str, Any] = {
    "no id": lambda store: store.entity("two words"),
    "is unknown; declare it first": lambda store: store.claim("a", "tickles", "b"),
    "kind 'gizmo' is unknown": lambda store: store.entity("a", kind="gizmo"),
    "has a dot": lambda store: store.predicate("a.b"),
    "is causal, sign 1, already": lambda store: store.predicate("increases", sign=Sign.NEGATIVE),
    "method 'guess' is unknown": lambda store: store.claim(
        "a", "blocks", "b", Item(method="guess")
    ),
}


@pytest.mark.parametrize("told", BAD)
def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path, told: str) -> None:
    with (
        pytest.raises(StoreError, match=told),
        Writer(tmp_path / "a.ggstore", name="theirs") as store,
    ):
        BAD[told](store)

    assert [*tmp_path.iterdir()] == []


def test_what_is_there_is_replaced_only_when_forced(tmp_path: Path) -> None:
    place = tmp_path / "a.ggstore"
    place.write_text("something")

    with pytest.raises(OutputError, match="there already"):
        Writer(place, name="theirs")
    assert place.read_text() == "something"
    with Writer(place, name="theirs", force=True) as store:
        store.claim("a", "increases", "b")
    assert len(glutagraph.load(place).claims) == 1


def test_words_of_ones_own(tmp_path: Path) -> None:
    place = tmp_path / "a.ggstore"
    with Writer(place, name="theirs") as store:
        store.kind("pathway", like="process")
        store.predicate("upregulates", sign=Sign.POSITIVE, label="turns up")
        store.method("screen", label="a screen", tier=glutagraph.model.Tier.CELL_OR_SLICE)
        store.entity("p:1", kind="pathway")
        store.claim("p:1", "upregulates", "p:2", Item(method="screen", context=Context("rat")))

    (path,) = glutagraph.trace(glutagraph.load(place), "p:1", "p:2").paths

    assert (path.sign, path.weakest_tier.id) == (Sign.POSITIVE, "cell-or-slice")
    assert path.claims[0].predicate.label == "turns up"


# at the command line


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "theirs.ggstore"
    with Writer(place, name="theirs", label="Their graph") as store:
        write(building.knowledge("drug -| n0", "n0 -| effect", kinds=KINDS), store)
    return place


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("trace drug effect", "Their graph (imported) · increases · 1 path"),
        ("what-if drug effect --block n0", "abolished"),
        ("necessary drug effect", "n0"),
        ("show n0", "What acts on it"),
        ("show drug", "decreases n0"),
        ("show drug.decreases.n0", "As somebody-2001 found."),
        ("list claims", "n0.decreases.effect"),
        ("list sources", "Their graph"),
        ("list drugs --limit 1", "drug"),
        ("check", "no problems"),
    ],
)
def test_commands_answer_from_a_store(place: Path, asked: str, told: str) -> None:
    answer = CliRunner().invoke(cli, ["--graph", str(place), *asked.split()])

    assert answer.exit_code == 0, answer.output
    assert told in answer.output


def test_sparql_is_told_what_to_ask_instead(place: Path) -> None:
    answer = CliRunner().invoke(cli, ["--graph", str(place), "query", "ASK { ?s ?p ?o }"])

    assert answer.exit_code == 3
    assert "ask it with trace, what-if, show and list" in answer.output


def test_without_numpy_a_store_says_what_to_install_and_a_graph_is_read(place: Path) -> None:
    script = "import sys; sys.modules['numpy'] = None; from glutagraph.cli import main; main()"

    def run(*asked: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", script, *asked], capture_output=True, text=True, check=False
        )

    answer = run("--graph", str(place), "trace", "drug", "effect")
    graph = run("trace", "ketamine", "eef2")

    assert answer.returncode == 3
    assert "a compiled store needs numpy; install it with: pip install 'glutagraph[scale]'" in (
        answer.stderr
    )
    assert graph.returncode == 0


# processes


def test_two_processes_read_one_file(place: Path) -> None:
    script = (
        "import glutagraph, sys; k = glutagraph.load(sys.argv[1]); print('open', flush=True);"
        "sys.stdin.readline(); print(glutagraph.trace(k, 'drug', 'effect').verdict)"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in "ab"
    ]
    for one in both:
        assert one.stdout
        assert one.stdout.readline() == "open\n"
    with Writer(place, name="others", force=True) as store:
        store.claim("x", "increases", "y")

    assert [one.communicate("\n")[0] for one in both] == ["increases\n"] * 2, "the old file stays"
    assert [*glutagraph.load(place).imported] == ["others"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is a thing of Unix")
def test_whoever_is_killed_while_writing_leaves_the_old_file_or_none(place: Path) -> None:
    script = (
        "import sys; from glutagraph.store import Writer\n"
        "with Writer(sys.argv[1], name='late', force=True) as store:\n"
        "    print('begun', flush=True)\n"
        "    names = [f'n{n}' for n in range(20_000)]\n"
        "    for _ in range(20): store.claims(names, 'increases', names[::-1])\n"
    )
    old = place.read_bytes()
    new = place.with_name("new.ggstore")
    dice = random.Random(1)
    for target in (place, new) * 3:
        process = subprocess.Popen(
            [sys.executable, "-c", script, target], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        process.stdout.readline()
        try:
            process.wait(dice.random() * 0.3)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        if target == new and new.exists():
            assert len(glutagraph.load(new).claims) == 20_000
            new.unlink()
        if target == place and place.read_bytes() != old:
            assert len(glutagraph.load(place).claims) == 20_000
            place.write_bytes(old)

    for target in (place, new):
        with Writer(target, name="last", force=True) as store:
            store.claim("a", "increases", "b")
    assert sorted(file.name for file in place.parent.iterdir()) == [new.name, place.name]
