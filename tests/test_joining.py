"""Curated and imported claims as one graph: what is the same thing, and where paths cross."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import pytest
from building import knowledge, names, only, route_names, stable
from hypothesis import given
from hypothesis import strategies as some
from imported import table, written

import glutagraph
from glutagraph.errors import StoreError
from glutagraph.importing import import_graph
from glutagraph.joining import write_joined
from glutagraph.knowledge import Knowledge
from glutagraph.model import Identifier
from glutagraph.store.opening import Opened

if TYPE_CHECKING:
    from pathlib import Path

CURATED = (
    "ketamine -| interneuron [disinhibition] {mouse, randomised-controlled-trial}",
    "interneuron -| bdnf [disinhibition]",
    "bdnf -> trkb [synapses]",
)
IDENTIFIERS = {"bdnf": ("hgnc:1033", "exact"), "trkb": ("hgnc:8032", "exact")}


def curated(*lines: str, **identifiers: tuple[str, str]) -> Knowledge:
    """What some lines say, of entities with identifiers."""
    graph = knowledge(*lines)
    contents = graph.contents
    for slug, (curie, match) in identifiers.items():
        one = contents.entities[slug.replace("_", "-")]
        contents.entities[one.id] = replace(one, identifiers=(Identifier(curie, match),))
    for slug, claim in contents.claims.items():
        ends = {
            "subject": contents.entities[claim.subject.id],
            "object": contents.entities[claim.object.id],
        }
        contents.claims[slug] = replace(claim, **ends)  # type: ignore[arg-type]
    return Knowledge(contents)


def imported(folder: Path, name: str, *edges: str) -> Opened:
    """A graph of signed edges, imported."""
    (place,) = written(folder, {f"{name}.sif": table(*(e.replace(" ", "|") for e in edges))})
    import_graph("sif", [place], folder / f"{name}.ggstore", force=True)
    return Opened(folder / f"{name}.ggstore")


def joined(folder: Path, graph: Knowledge | None, *stores: Opened) -> Knowledge:
    """The graphs as one."""
    write_joined(folder / "joined.ggstore", graph, stores)
    return glutagraph.load(folder / "joined.ggstore")


@pytest.fixture
def graph(tmp_path: Path) -> Knowledge:
    """Curated claims that lead to BDNF and TrkB, and imported ones that lead on from there."""
    other = imported(
        tmp_path, "other", "HGNC:8032 1 x:mtor", "x:mtor -1 x:effect", "HGNC:1033 1 x:mtor"
    )
    return joined(tmp_path, curated(*CURATED, **IDENTIFIERS), other)


def test_a_path_crosses_from_curated_claims_into_imported_ones(graph: Knowledge) -> None:
    outcome = only(glutagraph.trace(graph, "ketamine", "x:effect", top=5))

    assert names(*outcome.stitched) == [
        [
            "ketamine.decreases.interneuron",
            "interneuron.decreases.bdnf",
            "bdnf.other-activates.x:mtor",
            "x:mtor.other-inhibits.x:effect",
        ],
        [
            "ketamine.decreases.interneuron",
            "interneuron.decreases.bdnf",
            "bdnf.increases.trkb",
            "trkb.other-activates.x:mtor",
            "x:mtor.other-inhibits.x:effect",
        ],
    ]
    assert outcome.verdict == "none"


def test_each_step_says_where_it_comes_from(graph: Knowledge) -> None:
    path = only(glutagraph.trace(graph, "ketamine", "x:effect")).stitched[0]

    assert [step.claim.support[0].read_in.id for step in path.steps][2:] == ["other", "other"]
    assert [(joint.reason, joint.detail) for joint in path.joints] == [
        ("between hypotheses", "disinhibition / other")
    ]


def test_what_lies_within_one_graph_is_coherent_under_it(graph: Knowledge) -> None:
    routes = route_names(only(glutagraph.trace(graph, "bdnf", "x:effect")))

    assert routes == {"other": [["bdnf.other-activates.x:mtor", "x:mtor.other-inhibits.x:effect"]]}


def test_curated_routes_come_first(tmp_path: Path) -> None:
    other = imported(tmp_path, "a", "HGNC:1033 -1 HGNC:8032", "HGNC:1033 1 y:1", "y:1 1 HGNC:8032")
    graph = joined(tmp_path, curated(*CURATED, **IDENTIFIERS), other)

    outcome = only(glutagraph.trace(graph, "bdnf", "trkb"))

    assert [*route_names(outcome)] == ["synapses", "a"]
    assert outcome.routes[0].verdict == "increases"


def test_curated_claims_answer_as_they_do_alone(graph: Knowledge) -> None:
    alone = curated(*CURATED, **IDENTIFIERS)

    for end in ("interneuron", "bdnf", "trkb"):
        outcome, other = (only(glutagraph.trace(one, "ketamine", end)) for one in (graph, alone))
        assert route_names(outcome) == route_names(other)
        assert names(*outcome.stitched) == names(*other.stitched)
        assert (outcome.verdict, outcome.reason) == (other.verdict, other.reason)


@pytest.mark.parametrize("called", ["HGNC:3214", "ncbigene:1938", "UniProtKB:P13639"])
def test_genes_join_by_whichever_human_identifier_a_graph_uses(tmp_path: Path, called: str) -> None:
    imported(tmp_path, "other", f"{called} 1 x:translation")

    graph = glutagraph.load("shipped", tmp_path / "other.ggstore")

    assert graph.entity(called).id == "eef2"
    assert only(glutagraph.trace(graph, "eef2-kinase", "x:translation")).stitched


def test_an_imported_name_finds_the_curated_thing(graph: Knowledge) -> None:
    assert graph.entity("HGNC:1033").id == "bdnf"
    assert graph.notices == ()


@pytest.mark.parametrize(
    ("curie", "match"),
    [("hgnc:1033", "close"), ("hgnc:1033", "broad"), ("uniprot:P23560", "exact")],
)
def test_only_the_very_same_identifier_joins(tmp_path: Path, curie: str, match: str) -> None:
    other = imported(tmp_path, "other", "HGNC:1033 1 x:mtor")

    graph = joined(tmp_path, curated(*CURATED, bdnf=(curie, match)), other)

    assert only(glutagraph.trace(graph, "ketamine", "x:mtor")).stitched == ()
    assert {"bdnf", "hgnc:1033"} <= {*graph.entities}


def test_names_never_join(tmp_path: Path) -> None:
    (place,) = written(tmp_path, {"a.sif": "bdnf\t1\ttrkb\n"})
    import_graph("sif", [place], tmp_path / "other.ggstore")

    graph = joined(tmp_path, curated(*CURATED, **IDENTIFIERS), Opened(tmp_path / "other.ggstore"))

    assert {"bdnf", "trkb", "other:bdnf", "other:trkb"} <= {*graph.entities}


def test_an_identifier_of_two_of_our_entities_joins_neither_and_is_told(tmp_path: Path) -> None:
    same = {"bdnf": ("hgnc:1033", "exact"), "trkb": ("hgnc:1033", "exact")}
    other = imported(tmp_path, "other", "HGNC:1033 1 x:mtor")

    graph = joined(tmp_path, curated(*CURATED, **same), other)

    assert graph.notices == ("hgnc:1033 of other fits bdnf, trkb: it is joined to none of them",)
    assert only(glutagraph.trace(graph, "bdnf", "x:mtor")).stitched == ()


def test_two_imported_things_that_both_claim_to_be_ours_are_told(tmp_path: Path) -> None:
    nodes = table(
        "id|category|name|same_as",
        "NCBIGene:627|biolink:Gene|BDNF|HGNC:1033",
        "UniProtKB:P23560|biolink:Protein|BDNF|HGNC:1033",
    )
    edges = table("subject|predicate|object", "NCBIGene:627|biolink:affects|UniProtKB:P23560")
    places = written(tmp_path, {"nodes.tsv": nodes, "edges.tsv": edges})
    import_graph("kgx", places, tmp_path / "other.ggstore")

    graph = joined(tmp_path, curated(*CURATED, **IDENTIFIERS), Opened(tmp_path / "other.ggstore"))

    (notice,) = graph.notices
    assert notice == (
        "ncbigene:627, uniprot:P23560 of other all fit bdnf: none of them is joined to it"
    )


def test_another_exact_name_joins_a_gene_but_not_a_chemical(tmp_path: Path) -> None:
    nodes = table(
        "id|category|name|same_as",
        "NCBIGene:627|biolink:Gene|BDNF|HGNC:1033",
        "DRUGBANK:DB11823|biolink:Drug|esketamine|CHEBI:6121",
    )
    edges = table("subject|predicate|object", "DRUGBANK:DB11823|biolink:affects|NCBIGene:627")
    places = written(tmp_path, {"nodes.tsv": nodes, "edges.tsv": edges})
    import_graph("kgx", places, tmp_path / "other.ggstore")
    ours = curated(*CURATED, ketamine=("chebi:6121", "exact"), **IDENTIFIERS)

    graph = joined(tmp_path, ours, Opened(tmp_path / "other.ggstore"))

    found = {
        (c.subject.id, c.object.id) for c in graph.claims.values() if "other" in c.predicate.id
    }
    assert found == {("drugbank:DB11823", "bdnf")}


def test_exact_mappings_join_what_has_other_identifiers(tmp_path: Path) -> None:
    mappings = "#comment\n" + table(
        "subject_id|predicate_id|object_id|predicate_modifier",
        "HGNC:1033|skos:exactMatch|NCBIGene:627|",
        "HGNC:8032|skos:closeMatch|NCBIGene:4915|",
        "HGNC:8032|skos:exactMatch|NCBIGene:9|Not",
    )
    edges = "NCBIGene:627\t1\tNCBIGene:4915\nNCBIGene:4915\t1\tNCBIGene:9\n"
    mapped, place = written(tmp_path, {"m.sssom.tsv": mappings, "other.sif": edges})
    import_graph("sif", [place], tmp_path / "other.ggstore", same_as=[mapped])

    graph = joined(tmp_path, curated(*CURATED, **IDENTIFIERS), Opened(tmp_path / "other.ggstore"))

    found = {
        (c.subject.id, c.object.id) for c in graph.claims.values() if "other" in c.predicate.id
    }
    assert found == {("bdnf", "ncbigene:4915"), ("ncbigene:4915", "ncbigene:9")}


def test_two_imported_graphs_join_by_their_ids(tmp_path: Path) -> None:
    one = imported(tmp_path, "one", "a:1 1 b:2")
    two = imported(tmp_path, "two", "B:2 -1 c:3")

    graph = joined(tmp_path, None, one, two)

    outcome = only(glutagraph.trace(graph, "a:1", "c:3"))
    assert names(*outcome.stitched) == [["a:1.one-activates.b:2", "b:2.two-inhibits.c:3"]]
    assert [joint.detail for joint in outcome.stitched[0].joints] == ["one / two"]


def test_two_graphs_of_one_name_cannot_be_joined(tmp_path: Path) -> None:
    one = imported(tmp_path, "one", "a:1 1 b:2")

    with pytest.raises(StoreError, match="two stores are called 'one'; import one again"):
        joined(tmp_path, None, one, one)


def test_shipped_is_a_word_and_a_joined_graph_is_kept_until_a_part_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLUTAGRAPH_CACHE", str(tmp_path / "cache"))
    imported(tmp_path, "other", "HGNC:8032 1 x:mtor")
    place = tmp_path / "other.ggstore"

    first = glutagraph.load("shipped", place)
    glutagraph.load("shipped", place)
    assert len([*(tmp_path / "cache").glob("joined-*.ggstore")]) == 1
    imported(tmp_path, "other", "HGNC:8032 -1 x:mtor")
    second = glutagraph.load("shipped", place)

    assert first.claim("trkb.other-activates.x:mtor").sign == 1
    assert second.claim("trkb.other-inhibits.x:mtor").sign == -1
    assert len(first.hypotheses) == len(glutagraph.load().hypotheses)
    assert only(glutagraph.trace(first, "ketamine", "x:mtor")).stitched


NODES = ("ketamine", "bdnf", "trkb", "x:mtor", "x:end")
PAIRS = [*product(NODES, NODES)]


@stable(40)
@given(
    some.lists(
        some.sampled_from([p for p in PAIRS if "x:" not in "".join(p)]), unique=True, max_size=5
    ),
    some.lists(some.sampled_from(PAIRS), unique=True, min_size=1, max_size=8),
)
def test_paths_that_cross_are_those_that_brute_force_finds(
    tmp_path_factory: pytest.TempPathFactory,
    ours: list[tuple[str, str]],
    theirs: list[tuple[str, str]],
) -> None:
    folder = tmp_path_factory.mktemp("joined")
    ids = {"bdnf": "HGNC:1033", "trkb": "HGNC:8032", "ketamine": "CHEBI:6121"}
    lines = ["ketamine", "bdnf", "trkb", *(f"{a} -> {b} [one]" for a, b in ours if a != b)]
    exact = {slug: (curie.lower(), "exact") for slug, curie in ids.items()}
    graph = joined(
        folder,
        curated("ketamine -0 bdnf", *lines, **exact),
        imported(
            folder, "o", "x:end 1 x:far", *(f"{ids.get(a, a)} 1 {ids.get(b, b)}" for a, b in theirs)
        ),
    )

    arrows = [(a, b, "increases") for a, b in ours if a != b]
    arrows += [(a, b, "o-activates") for a, b in theirs]
    found = {
        path
        for path in simple_paths(arrows, "ketamine", "x:end")
        if len({"o-" in name for name in path}) == 2
    }
    answer = only(glutagraph.trace(graph, "ketamine", "x:end", top=1000))
    assert {tuple(one) for one in names(*answer.stitched)} == found


def simple_paths(arrows: list[tuple[str, str, str]], start: str, end: str) -> list[tuple[str, ...]]:
    """The names of the claims of every path that meets no node twice."""
    found: list[tuple[str, ...]] = []
    waiting: list[tuple[tuple[str, ...], tuple[str, ...]]] = [((start,), ())]
    while waiting:
        nodes, claims = waiting.pop()
        for a, b, predicate in arrows:
            if a == nodes[-1] and b not in nodes:
                more = (*claims, f"{a}.{predicate}.{b}")
                found += [more] if b == end else []
                waiting += [((*nodes, b), more)] if b != end else []
    return found
