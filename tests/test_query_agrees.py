"""SPARQL, Python and the command line give one answer to one question."""

from __future__ import annotations

import json
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import building
import pytest
from building import toy
from command_line import glutagraph

import glutagraph as package
from glutagraph import rdf, sparql
from glutagraph.errors import QueryError
from glutagraph.knowledge import Knowledge
from glutagraph.model import Claim, Stance
from glutagraph.verdicts import MOST_DRUGS, VERDICTS, add_verdicts, verdicts
from glutagraph.vocabulary import local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    Rows = set[tuple[Any, ...]]


@cache
def shipped() -> Knowledge:
    """The shipped graph by itself, since to ask for verdicts adds to its store."""
    return Knowledge(building.shipped().contents, building.shipped().places)


def slug(value: object) -> object:
    return local_name(value) if isinstance(value, str) else value


@cache
def found(text: str) -> Rows:
    """The rows of a query, names as slugs."""
    answer = sparql.query(shipped(), text)
    assert isinstance(answer, sparql.Rows)
    return {tuple(map(slug, row.values())) for row in answer.records()}


@cache
def told(*words: str) -> Any:
    """What the command line answers, as JSON."""
    return json.loads(glutagraph(*words, "--format", "json").out)


def claims() -> list[Claim]:
    return [claim for claim in shipped().claims.values() if claim.evidence]


def listed() -> list[dict[str, Any]]:
    return [row for row in told("list", "claims") if row["evidence"]]


def of_claims(wanted: Callable[[Claim], bool]) -> Rows:
    return {(claim.id,) for claim in claims() if wanted(claim)}


def of_list(wanted: Callable[[dict[str, Any]], bool]) -> Rows:
    return {(row["id"],) for row in listed() if wanted(row)}


def supporting(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for item in row["evidence"] if item["stance"] == "supports"]


VERDICT = """SELECT ?end ?verdict ?paths {{ GRAPH graph:verdicts {{
    ?v a gg:Verdict ; gg:start entity:{} ; gg:end ?end ; gg:verdict ?verdict ; gg:coherentPaths ?paths
}} }}"""
BY_HYPOTHESIS = """SELECT ?end ?hypothesis ?verdict ?paths { GRAPH graph:verdicts {
    ?v a gg:HypothesisVerdict ; gg:start entity:ketamine ; gg:end ?end ; gg:hypothesis ?hypothesis ;
        gg:verdict ?verdict ; gg:coherentPaths ?paths
} }"""


def traced(drug: str) -> Rows:
    outcomes = package.trace(shipped(), drug).outcomes
    return {(one.end.id, one.verdict, one.coherent_count) for one in outcomes}


def traced_by_command(drug: str) -> Rows:
    rows = told("trace", drug)["outcomes"]
    return {(row["end"]["id"], row["verdict"], row["coherent_paths"]) for row in rows}


def sign_word(sign: int) -> str:
    return {1: "positive", -1: "negative", 0: "unknown"}[sign]


WALKED = ("causal", "production")
GOLDEN: dict[str, tuple[str, Callable[[], Rows], Callable[[], Rows]]] = {
    "which claims raise, lower, or do not say": (
        "SELECT ?c ?sign { ?c a gg:Claim ; gg:sign ?sign }",
        lambda: {
            (one.id, sign_word(int(one.sign))) for one in claims() if one.family.value in WALKED
        },
        lambda: {
            (row["id"], sign_word(row["sign"])) for row in listed() if row["family"] in WALKED
        },
    ),
    "the family of each claim": (
        "SELECT ?c ?family { ?c a gg:Claim ; gg:family ?family }",
        lambda: {(one.id, one.family.value) for one in claims()},
        lambda: {(row["id"], row["family"]) for row in listed()},
    ),
    "the tier of each claim that something supports": (
        "SELECT ?c ?tier { ?c a gg:Claim ; gg:tier ?tier }",
        lambda: {(one.id, one.tier.id) for one in claims() if one.items(Stance.SUPPORTS)},
        lambda: {(row["id"], row["tier"]) for row in listed() if supporting(row)},
    ),
    "how each claim stands": (
        "SELECT ?c ?status { ?c gg:status ?status }",
        lambda: {(one.id, one.status) for one in claims()},
        lambda: {(row["id"], row["status"]) for row in listed()},
    ),
    "which claims are disputed": (
        "SELECT ?c { ?c gg:disputed true }",
        lambda: of_claims(lambda one: one.is_disputed),
        lambda: of_list(lambda row: row["disputed"]),
    ),
    "how many independent papers support each claim": (
        "SELECT ?c ?papers { ?c gg:papers ?papers }",
        lambda: {(one.id, len(one.papers)) for one in claims()},
        lambda: {(row["id"], row["papers"]) for row in listed()},
    ),
    "which claims rest on one paper": (
        "SELECT ?c { ?c gg:papers 1 }",
        lambda: of_claims(lambda one: len(one.papers) == 1),
        lambda: of_list(lambda row: row["papers"] == 1),
    ),
    "what speaks against each claim": (
        "SELECT ?c ?by { ?c gg:contradictedBy ?by }",
        lambda: {(one.id, by) for one in claims() for by, _ in one.against},
        lambda: {(row["id"], against["by"]) for row in listed() for against in row["against"]},
    ),
    "which claims serve which hypothesis": (
        "SELECT ?c ?h { ?c a gg:Claim ; gg:hypothesis ?h }",
        lambda: {(one.id, name) for one in claims() for name in one.hypotheses},
        lambda: {(row["id"], name) for row in listed() for name in row["hypotheses"]},
    ),
    "which claims a hypothesis holds, its modules included": (
        "SELECT ?c { ?c gg:heldBy hypothesis:disinhibition }",
        lambda: {(one.id,) for one in shipped().claims_of(shipped().hypothesis("disinhibition"))},
        lambda: {(row["id"],) for row in told("show", "hypothesis:disinhibition")["claims"]},
    ),
    "which hypotheses there are, and which are modules": (
        "SELECT ?h ?module { ?h a ?type . VALUES (?type ?module) "
        "{ (gg:Hypothesis false) (gg:Module true) } }",
        lambda: {(one.id, one.is_module) for one in shipped().hypotheses.values()},
        lambda: {(row["id"], row["module"]) for row in told("list", "hypotheses")},
    ),
    "which evidence is of which tier": (
        "SELECT ?c ?source ?finding ?tier { ?c gg:evidence ?i . "
        "?i gg:tier ?tier ; gg:source ?source ; gg:finding ?finding }",
        lambda: {
            (one.id, item.source.id, item.finding, item.tier.id)
            for one in claims()
            for item in one.evidence
        },
        lambda: {
            (row["id"], item["source"], item["finding"], item["tier"])
            for row in listed()
            for item in row["evidence"]
        },
    ),
    "which evidence supports which claim": (
        "SELECT ?c ?source ?finding { ?c gg:supportedBy ?i . "
        "?i gg:source ?source ; gg:finding ?finding }",
        lambda: {
            (one.id, item.source.id, item.finding)
            for one in claims()
            for item in one.items(Stance.SUPPORTS)
        },
        lambda: {
            (row["id"], item["source"], item["finding"])
            for row in listed()
            for item in supporting(row)
        },
    ),
    "what ketamine does directly": (
        "SELECT ?c { ?c gg:subject entity:ketamine ; gg:directness gg:direct }",
        lambda: of_claims(
            lambda one: (
                one.subject.id == "ketamine" and one.family.value == "causal" and not one.net
            )
        ),
        lambda: of_list(
            lambda row: (
                row["subject"] == "ketamine" and row["family"] == "causal" and not row["net"]
            )
        ),
    ),
    "what a path may walk from ketamine": (
        "SELECT DISTINCT ?object { ?p gg:family ?f . FILTER(?f IN (gg:causal, gg:production)) "
        "entity:ketamine ?p ?object }",
        lambda: {
            (one.object.id,)
            for one in claims()
            if one.is_traversed and one.subject.id == "ketamine"
        },
        lambda: {
            (row["object"],)
            for row in listed()
            if row["subject"] == "ketamine"
            and row["family"] in WALKED
            and row["status"] not in ("open", "refuted")
        },
    ),
    "what ketamine does under each hypothesis": (
        BY_HYPOTHESIS,
        lambda: {
            (one.end.id, route.hypothesis.id, route.verdict, route.count)
            for one in package.trace(shipped(), "ketamine").outcomes
            for route in one.routes
            if route.hypothesis
        },
        lambda: {
            (row["end"]["id"], one["id"], one["verdict"], one["paths"])
            for row in told("trace", "ketamine")["outcomes"]
            for one in row["hypotheses"]
        },
    ),
    **{
        f"what {drug} does to each outcome": (
            VERDICT.format(drug),
            partial(traced, drug),
            partial(traced_by_command, drug),
        )
        for drug in ("ketamine", "esketamine", "2r-6r-hnk", "rapastinel", "traxoprodil")
    },
}


def test_there_are_enough_golden_questions() -> None:
    assert len(GOLDEN) >= 15


@pytest.mark.parametrize("question", GOLDEN)
def test_sparql_python_and_the_command_line_agree(question: str) -> None:
    text, in_python, at_the_shell = GOLDEN[question]

    assert found(text), "an empty answer proves nothing"
    assert found(text) == in_python()
    assert in_python() == at_the_shell()


# what is derived


def test_no_path_may_walk_what_has_no_sign() -> None:
    assert found("SELECT ?c { ?c a gg:Claim ; gg:family gg:null ; gg:sign ?s }") == set()


def test_what_nothing_supports_has_no_tier() -> None:
    assert found("SELECT ?c { ?c gg:status gg:open ; gg:tier ?t }") == set()


def test_what_is_derived_is_in_the_rdflib_graph_too() -> None:
    assert len(shipped().rdf) == len(set(shipped().triples))


# verdicts


def graphs(graph: Knowledge) -> list[str]:
    return rdf.graphs_of(graph.store)


def test_verdicts_are_made_when_they_are_asked_for_and_not_before() -> None:
    graph = Knowledge(shipped().contents, shipped().places)

    sparql.query(graph, "ASK { ?x a kind:drug }")
    sparql.query(graph, "ASK { ?x ?y <https://w3id.org/glutagraph/entity/mood> }")
    assert graphs(graph) == []
    sparql.query(graph, "ASK { graph ?g { ?x ?y ?z } }")
    assert graphs(graph) == [VERDICTS]


def test_verdicts_stay_in_their_graph() -> None:
    graph = Knowledge(shipped().contents, shipped().places)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    before = sparql.query(graph, count)
    add_verdicts(graph)

    assert sparql.query(graph, count) == before
    assert not sparql.query(graph, "ASK { ?v a gg:Verdict }")
    assert sparql.query(graph, "ASK { ?v a gg:Verdict }", None, rdf.Dataset((VERDICTS,)))


def test_every_verdict_says_where_it_comes_from() -> None:
    asked = """SELECT ?v { GRAPH graph:verdicts { ?v gg:verdict ?x
        FILTER NOT EXISTS { ?v prov:wasGeneratedBy graph:tracing ; prov:wasDerivedFrom ?claim } } }"""
    source = """ASK { GRAPH graph:verdicts { graph:verdicts prov:wasDerivedFrom <> ;
        prov:wasGeneratedBy ?how . ?how gg:maxSteps 12 ; prov:used <> } }"""
    claim = """ASK { GRAPH graph:verdicts { verdict:ketamine.mood prov:wasDerivedFrom ?c }
        ?c a gg:Claim ; gg:object entity:mood }"""

    assert found(asked) == set()
    assert sparql.query(shipped(), source)
    assert sparql.query(shipped(), claim)


def test_verdicts_are_remembered_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("GLUTAGRAPH_CACHE", str(folder))
    asked = "SELECT * { GRAPH graph:verdicts { ?s ?p ?o } }"
    answers = []
    for _ in range(2):
        graph = Knowledge(shipped().contents, shipped().places)
        answers.append(sparql.query(graph, asked))
        assert len([*folder.glob("*/verdicts.json")]) == 1
    for file in folder.glob("*/verdicts.json"):
        file.write_bytes(file.read_bytes()[:-9])
    answers.append(sparql.query(Knowledge(shipped().contents, shipped().places), asked))

    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0].rows) == len({*verdicts(shipped())})  # type: ignore[union-attr]


def test_another_graph_has_verdicts_of_its_own() -> None:
    ends = "SELECT DISTINCT ?drug { GRAPH graph:verdicts { ?v gg:start ?drug } }"
    other = sparql.query(toy("disinhibition"), ends)

    assert isinstance(other, sparql.Rows)
    assert {sparql.said(row[0]) for row in other.rows} <= {
        f"entity:{name}" for name in toy("disinhibition").entities
    }


def test_of_too_many_drugs_no_verdicts_are_made_on_the_way() -> None:
    from building import knowledge

    names: Collection[str] = [f"drug-{number}" for number in range(MOST_DRUGS + 1)]
    graph = knowledge(*names, kinds=dict.fromkeys(names, "drug"))

    with pytest.raises(QueryError, match=r"at most 500 drugs, and here are 501; ask 'glutagraph"):
        next(verdicts(graph))
