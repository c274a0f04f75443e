"""A comparison in the words of the files in `golden/`: what is nothing is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glutagraph.comparing import IncomparableError, compare
from glutagraph.comparing.drugs import DrugComparison
from glutagraph.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from glutagraph.comparing.drugs import Effect
    from glutagraph.comparing.hypotheses import HypothesisComparison, Reach
    from glutagraph.comparing.meeting import Meeting
    from glutagraph.comparing.sharing import Compared, Held, Target
    from glutagraph.knowledge import Knowledge

    Json = dict[str, Any]


def comparison_told(graph: Knowledge, question: Json, limits: Json) -> Json:
    """What we answer to a question of a file."""
    names = [f"entity:{name}" for name in question.get("drugs", ())]
    names += [f"hypothesis:{name}" for name in question.get("hypotheses", ())]
    try:
        answer = compare(graph, *names, limits=Limits(**limits))
    except IncomparableError:
        return {"error": "incomparable"}
    assert answer.is_complete
    told = _drugs(answer) if isinstance(answer, DrugComparison) else _hypotheses(answer)
    return {name: value for name, value in told.items() if value}


def _drugs(answer: DrugComparison) -> Json:
    drugs = answer.things
    return {
        "targets": _targets(answer.targets, drugs),
        "products": _targets(answer.products, drugs),
        "affinities": _by_id(drugs, [_ids(part.affinities) for part in answer.parts]),
        "against": _ids(answer.against),
        "steps": _held(answer.steps),
        "outcomes": [
            {"outcome": row.outcome.id, "drugs": _by_id(drugs, map(_effect, row.effects))}
            for row in answer.rows
        ],
        "nulls": _held(answer.nulls),
        "meetings": [*map(_meeting, answer.meetings)],
    }


def _effect(effect: Effect) -> Json:
    told = {
        "verdict": effect.verdict if effect.paths else "",
        "paths": effect.paths,
        "hypotheses": _ids(effect.hypotheses),
        "stated": effect.is_stated,
        "nulls": _ids(effect.nulls),
    }
    return {name: value for name, value in told.items() if value}


def _meeting(meeting: Meeting) -> Json:
    return {
        "drugs": [meeting.one.id, meeting.other.id],
        "outcome": meeting.outcome.id,
        "hypothesis": meeting.hypothesis.id if meeting.hypothesis else None,
        "ways": [
            [{"from": s.first.id, "to": s.last.id, "claims": _ids(s.claims)} for s in way]
            for way in meeting.ways
        ],
    }


def _hypotheses(answer: HypothesisComparison) -> Json:
    things = answer.things
    return {
        "targets": _targets(answer.targets, things),
        "steps": _held(answer.steps),
        "nodes": _held(answer.nodes),
        "outcomes": [
            {
                "drug": row.drug.id,
                "outcome": row.outcome.id,
                "hypotheses": _by_id(things, map(_reach, row.reaches)),
            }
            for row in answer.rows
        ],
        "opposed": [
            {
                "sort": one.sort,
                "claims": [one.one.id, one.other.id],
                "hypotheses": [one.one_of.id, one.other_of.id],
            }
            for one in answer.opposed
        ],
    }


def _reach(reach: Reach) -> Json:
    return {"verdict": reach.verdict, "paths": reach.paths} if reach.paths else {}


def _targets(targets: Iterable[Target], things: Iterable[Compared]) -> list[Json]:
    return [
        {"target": one.entity.id, "actions": _by_id(things, map(_ids, one.actions))}
        | ({"nulls": nulls} if (nulls := _by_id(things, map(_ids, one.nulls))) else {})
        | ({"differs": one.differs} if one.differs else {})
        for one in targets
    ]


def _held(groups: Iterable[Held[Any]]) -> list[Json]:
    return [{"held_by": _ids(group.holders), "ids": _ids(group.things)} for group in groups]


def _by_id(things: Iterable[Compared], cells: Iterable[Any]) -> Json:
    """What is told of each thing, left out where that is nothing."""
    return {thing.id: cell for thing, cell in zip(things, cells, strict=True) if cell}


def _ids(things: Iterable[Any]) -> list[str]:
    return [one.id for one in things]
