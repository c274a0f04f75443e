"""The cases in `golden/`: a small graph, a question and the answer, for every implementation alike."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from building import agree, route_names, words
from by_hand import claim_names, worked_out
from by_hand_what_if import Row, WorkedOut, additions_of, rows_of
from comparisons_told import comparison_told

from glutagraph import trace
from glutagraph.holding import InterventionError, block, clamp, cut, knock_out
from glutagraph.intervening import what_if
from glutagraph.knowledge import Knowledge
from glutagraph.limits import Limits
from glutagraph.model import (
    Claim,
    Context,
    Entity,
    Evidence,
    Experiment,
    Hypothesis,
    Manipulation,
    Sign,
    Source,
    Stance,
    Term,
    Tier,
)
from glutagraph.necessity import Necessity, necessary
from glutagraph.standing import standing
from glutagraph.vocabulary import CLAIM, ENTITY, EXPERIMENT, HYPOTHESIS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from glutagraph.answers import Loop, Outcome, Trace
    from glutagraph.answers import Path as Route
    from glutagraph.consequences import Consequence, Intervention, Remainder, WhatIf

    Json = dict[str, Any]

FOLDER = Path(__file__).parent / "golden"
FILES = sorted(FOLDER.glob("*.json"))
PAPER = Source(SOURCE + "somebody-2001", "Somebody 2001")
WIDTH = 120


def case(file: Path) -> Json:
    told: Json = json.loads(file.read_text(encoding="utf-8"))
    return told


every_case = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
what_ifs = pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem.startswith("what-if")], ids=lambda file: file.stem
)
traces = pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem.startswith("trace")], ids=lambda file: file.stem
)

needs = pytest.mark.parametrize(
    "file",
    [file for file in FILES if file.stem.startswith("necessary")],
    ids=lambda file: file.stem,
)


# from a file to a graph and a question


def graph_of(told: Json) -> Knowledge:
    """The graph that a case states, each claim judged as it says."""
    entities = {name: entity(name, facts) for name, facts in told["entities"].items()}
    hypotheses = {
        name: Hypothesis(
            *(HYPOTHESIS + name, name),
            includes=tuple(facts.get("includes", ())),
            is_module=facts.get("module", False),
        )
        for name, facts in told["hypotheses"].items()
    }
    claims: dict[str, Claim] = {}
    for facts in told["claims"]:
        one = claim(facts, entities, claims)
        claims[one.id] = one
    done = {
        name: experiment(name, facts, entities, claims)
        for name, facts in told.get("experiments", {}).items()
    }
    said: Json = {"entities": entities, "hypotheses": hypotheses, "experiments": done}
    said["sources"] = {PAPER.id: PAPER}
    return Knowledge(replace(words(), claims=dict(sorted(claims.items())), **said))


def entity(name: str, facts: Json) -> Entity:
    structure = tuple((predicate, other) for predicate, other in facts.get("structure", ()))
    return Entity(ENTITY + name, facts["label"], facts["kind"], structure=structure)


def claim(facts: Json, entities: dict[str, Entity], claims: dict[str, Claim]) -> Claim:
    subject, predicate = facts["subject"], words().predicates[facts["predicate"]]
    evidence = () if facts.get("status") == "definition" else facts.get("evidence", ({},))
    return Claim(
        CLAIM + f"{subject}.{predicate.id}.{facts['object']}",
        entities.get(subject) or claims[subject],
        predicate,
        entities[facts["object"]],
        tuple(map(item, evidence)),
        tuple(facts.get("hypotheses", ())),
        net=facts.get("net", False),
        status=facts.get("status", "supported"),
    )


def experiment(
    name: str, facts: Json, entities: dict[str, Entity], claims: dict[str, Claim]
) -> Experiment:
    held = [Manipulation(entities[node], to=to) for node, to in facts.get("held", {}).items()]
    cuts = [Manipulation(cuts=claims[one]) for one in facts.get("cut", ())]
    results = (facts.get("alone", "not-stated"), facts.get("on_top", "not-stated"))
    return Experiment(
        *(EXPERIMENT + name, name, entities.get(facts.get("given", "")), (*held, *cuts)),
        *(entities[facts["measured"]], *results, item({})),
    )


def item(facts: Json) -> Evidence:
    tier = Tier(facts.get("tier", 3))
    stance = Stance(facts.get("stance", "supports"))
    axes = {axis.replace("-", "_"): value for axis, value in facts.get("context", {}).items()}
    method = Term(tier.id, tier.id, tier=tier)
    return Evidence(PAPER, stance, "So it was.", method, "Part 1", PAPER, Context(**axes))


def limits_of(question: Json) -> Json:
    limits: Json = dict(question.get("limits", {}))
    for name, made in (("via", tuple), ("avoid", tuple), ("sign", Sign), ("min_tier", Tier)):
        if name in limits:
            limits[name] = made(limits[name])
    return limits


def done_in(graph: Knowledge, question: Json) -> tuple[Intervention, ...]:
    found: list[Intervention] = []
    for one in question.get("done", ()):
        if "block" in one:
            found += block(graph, one["block"])
        elif "knock-out" in one:
            found += knock_out(graph, one["knock-out"], one.get("in", ""))
        elif "clamp" in one:
            found += clamp(graph, one["clamp"], one["to"])
        else:
            found += cut(graph, one["cut"])
    return tuple(dict.fromkeys(found))


def needs_in(graph: Knowledge, question: Json) -> tuple[Necessity, ...]:
    limits, size = Limits(**limits_of(question)), question.get("max_size", 3)
    return necessary(graph, question["drug"], question["outcome"], max_size=size, limits=limits)


# from an answer to what a file says


def answered(told: Json) -> Json:
    """What we answer to a case, in the words of the files."""
    graph, question = graph_of(told["graph"]), told["question"]
    limits = limits_of(question)
    if question["ask"] == "trace":
        top = question.get("top", 3)
        return trace_told(trace(graph, question["start"], question["end"], top=top, **limits))
    if question["ask"] == "compare":
        return comparison_told(graph, question, limits)
    if question["ask"] == "necessary":
        return {"needs": [need_told(row) for row in needs_in(graph, question)]}
    try:
        done, add = done_in(graph, question), question.get("add", ())
        return what_if_told(
            what_if(graph, question["drug"], question["outcome"], done, add=add, **limits)
        )
    except InterventionError:
        return {"error": "intervention"}


def trace_told(answer: Trace) -> Json:
    return stated(
        verdict=answer.verdict,
        outcomes=[outcome_told(outcome) for outcome in answer.outcomes],
        stops=[
            stated(
                hypothesis=stop.hypothesis.id,
                reached=[one.id for one in stop.reached],
                open=[one.id for one in stop.open_claims],
            )
            for stop in answer.stops
        ],
        carried=[one.id for one in answer.carried],
        loops=loops_told(answer.loops),
    )


def outcome_told(outcome: Outcome) -> Json:
    assert outcome.complete
    assert outcome.stitched_complete
    return stated(
        end=outcome.end.id,
        verdict=outcome.verdict,
        coherent=outcome.coherent_count,
        routes=[
            {"hypothesis": route.hypothesis.id if route.hypothesis else None}
            | stated(verdict=route.verdict, count=route.count, unknown=route.unknown)
            | {"paths": paths_told(route.paths)}
            for route in outcome.routes
        ],
        stitched=outcome.stitched_count,
        stitched_paths=[
            {
                "claims": [one.id for one in path.claims],
                "joints": [[joint.after, joint.reason] for joint in path.joints],
            }
            for path in outcome.stitched
        ],
    )


def what_if_told(answer: WhatIf) -> Json:
    return {"outcomes": [consequence_told(one) for one in answer.consequences]}


def consequence_told(one: Consequence) -> Json:
    rows = {row.hypothesis.id: row_told(row) for row in one.hypotheses if row.hypothesis}
    assert one.complete
    return stated(
        end=one.end.id,
        union=row_told(one.union),
        hypotheses=rows,
        additions=[
            stated(
                drug=added.drug.id,
                alone=added.alone,
                together=added.together,
                meet=added.meet,
                paths=paths_told(added.paths),
            )
            for added in one.additions
        ],
        loops=loops_told(one.loops),
    )


def row_told(row: Remainder) -> Json:
    return stated(
        before=row.before,
        after=row.after,
        remains=row.remains,
        alone=row.alone,
        resembles=row.resembles,
        possible_only=row.is_possible_only,
        by_omission=row.by_omission,
        stated_only=row.is_stated_only,
        kept=paths_told(row.kept),
        lost=paths_told(row.lost),
        acting=paths_told(row.acting),
    )


def need_told(row: Necessity) -> Json:
    assert row.complete
    return {
        "outcome": row.outcome.id,
        "hypothesis": row.hypothesis.id if row.hypothesis else None,
    } | stated(
        routes=row.routes,
        necessary=[one.nodes[0].id for one in row.necessary],
        cuts=[
            stated(
                nodes=[node.id for node in one.nodes],
                experiments=[done.id for done in one.experiments],
            )
            for one in row.cuts
        ],
        stated_only=row.is_stated_only,
    )


def paths_told(paths: Iterable[Route]) -> list[list[str]]:
    return [[one.id for one in path.claims] for path in paths]


def loops_told(loops: Iterable[Loop]) -> list[Json]:
    """Each loop from its first claim by name; the shortest first."""
    told = []
    for loop in loops:
        round_ = [one.id for one in loop.claims]
        first = round_.index(min(round_))
        told.append({"sign": int(loop.sign), "claims": round_[first:] + round_[:first]})
    return sorted(told, key=lambda loop: (len(loop["claims"]), loop["claims"]))


def stated(**facts: Any) -> Json:
    """What is neither false nor empty nor nothing."""
    return {name: value for name, value in facts.items() if value}


# the tests


@every_case
def test_python_gives_the_answer_of_the_case(file: Path) -> None:
    told = case(file)

    assert answered(told) == told["answer"]


@what_ifs
def test_listing_every_route_gives_the_answer_of_a_what_if(file: Path) -> None:
    told = case(file)
    graph, question, limits = graph_of(told["graph"]), told["question"], limits_of(told["question"])
    if "error" in told["answer"]:
        return
    done, add = done_in(graph, question), tuple(question.get("add", ()))
    answer = what_if(graph, question["drug"], question["outcome"], done, add=add, **limits)

    for one in answer.consequences:
        drug = question["drug"] or ""
        listed = WorkedOut(graph, drug, one.end.id, done, add, limits)
        rows: dict[str, Row] = listed.rows()
        assert rows == rows_of(one)
        assert listed.additions() == additions_of(one)


@traces
def test_listing_every_path_gives_the_answer_of_a_trace(file: Path) -> None:
    told = case(file)
    graph, question, limits = graph_of(told["graph"]), told["question"], limits_of(told["question"])

    for outcome in trace(graph, question["start"], question["end"], top=99, **limits).outcomes:
        listed = worked_out(graph, question["start"], outcome.end.id, **limits)
        coherent = {name: claim_names(paths) for name, paths in listed.coherent().items()}
        assert (listed.verdict(), coherent) == (outcome.verdict, route_names(outcome))
        assert sorted(claim_names(listed.stitched())) == sorted(paths_told(outcome.stitched))


@needs
def test_listing_every_route_and_trying_every_set_gives_what_is_necessary(file: Path) -> None:
    """Sets of nodes are tried from the smallest on: which of them leave no route?"""
    told = case(file)
    graph, question, limits = graph_of(told["graph"]), told["question"], limits_of(told["question"])

    for row in needs_in(graph, question):
        worked = WorkedOut(graph, question["drug"], row.outcome.id, limits=limits).rows()
        routes = worked[row.hypothesis.id if row.hypothesis else ""].kept
        between = [in_between(graph, route) for route in routes]
        sets = minimal_cuts(between, question.get("max_size", 3))
        assert len(routes) == row.routes
        assert {one.nodes[0].id for one in row.necessary} == set.intersection(*between)
        assert [{node.id for node in one.nodes} for one in row.cuts] == sets


def in_between(graph: Knowledge, route: tuple[str, ...]) -> set[str]:
    """The nodes of a route that are neither of its ends; an end by its opposite name is the end."""
    claims = [graph.claims[name] for name in route]
    is_renamed = claims[-1].predicate.id == "is-opposite-of"
    return {one.object.id for one in claims[: -2 if is_renamed else -1]}


def minimal_cuts(routes: list[set[str]], size: int) -> list[set[str]]:
    every = sorted(set().union(*routes))
    found: list[set[str]] = []
    for count in range(1, len(every) + 1):
        if count <= size or not found:
            sets = [set(chosen) for chosen in combinations(every, count)]
            cutting = [one for one in sets if all(one & route for route in routes)]
            found += [one for one in cutting if not any(less < one for less in found)]
    return found


@every_case
def test_a_graph_says_of_itself_what_our_vocabulary_says(file: Path) -> None:
    """So that another implementation needs to know no vocabulary."""
    told = case(file)["graph"]
    graph = graph_of(told)

    for name, facts in told["entities"].items():
        one = graph.entities[name]
        is_blocker = any(graph.kind_holds(kind, one) for kind in ("drug", "gene-variant"))
        assert facts.get("exposure", False) == (graph.kinds[one.kind].column == "drug")
        assert facts.get("blocker", False) == is_blocker
    for facts in told["claims"]:
        predicate = graph.predicates[facts["predicate"]]
        assert facts.get("family", "causal") == predicate.family.value
        assert facts.get("sign", 0) == predicate.sign
    for name, facts in told["terms"].items():
        term = graph.contexts[name]
        assert (facts["axis"], facts.get("broader", [])) == (term.axis, list(term.broader))


@every_case
def test_a_graph_states_every_term_and_how_each_claim_stands(file: Path) -> None:
    told = case(file)["graph"]
    graph = graph_of(told)
    judged = standing(graph.claims, lambda *values: agree(graph, *values))

    assert {name: c.status for name, c in graph.claims.items()} == {
        name: one.status for name, one in judged.items()
    }
    used = {
        value
        for one in graph.claims.values()
        for each in one.evidence
        for axis, value in each.context.stated().items()
        if axis in ("species", "state", "timing")
    }
    wider = {far for name in used for far in graph.contexts[name].broader}
    limits = case(file)["question"].get("limits", {}).values()
    asked = {value for value in limits if isinstance(value, str) and value in graph.contexts}
    assert set(told["terms"]) == used | wider | asked


@every_case
def test_a_case_is_named_for_its_question_and_title_and_laid_out(file: Path) -> None:
    told = case(file)
    title = "-".join(re.findall(r"[a-z0-9]+", told["title"].lower()))

    assert file.stem == f"{told['question']['ask']}-{title}"
    assert list(told) == ["schema", "title", "why", "graph", "question", "answer"]
    assert file.read_text(encoding="utf-8") == laid_out(told) + "\n"


def test_there_are_cases_of_every_question_and_no_other_file() -> None:
    assert len(FILES) >= 50
    asked = ("trace-", "what-if-", "necessary-", "compare-")
    assert {file.stem.startswith(asked) for file in FILES} == {True}
    assert {file.name for file in FOLDER.iterdir()} - {file.name for file in FILES} == {"README.md"}


def laid_out(value: Any, indent: int = 0) -> str:
    """JSON with each thing on a line of its own where it fits, else broken into its parts."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, (dict, list)) or len(line) + indent <= WIDTH:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [f'{pad}"{name}": {laid_out(part, indent + 2)}' for name, part in value.items()]
    else:
        parts = [pad + laid_out(part, indent + 2) for part in value]
    first, last = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{first}\n" + ",\n".join(parts) + f"\n{' ' * indent}{last}"
