"""A comparison told: for people, as the contract has it, and in rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

from ..comparing.drugs import DrugComparison
from ..export import SCHEMA, entity_end
from ..model import STUDY_RESULTS, Entity
from .drugs_compared import drugs_lines
from .hypotheses_compared import hypotheses_lines
from .side_by_side import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..comparing import Comparison
    from ..comparing.drugs import DrugPart, Effect, EffectRow
    from ..comparing.hypotheses import HypothesisComparison, Reach, Scoring
    from ..comparing.meeting import Meeting
    from ..comparing.sharing import Compared, Held, Target
    from ..knowledge import Knowledge
    from ..model import Claim
    from ..text import Page

    Json = dict[str, Any]

_T = TypeVar("_T")


def comparison_lines(
    answer: Comparison, knowledge: Knowledge, page: Page, top: int
) -> Iterator[str]:
    """The comparison for people, of each list the first `top`."""
    title = page.wrapped(" · ".join(thing.label for thing in answer.things), 0, 2)
    yield from map(page.bold, title.splitlines())
    sheet = Sheet(answer.things, knowledge, page, top)
    if isinstance(answer, DrugComparison):
        yield from drugs_lines(answer, sheet)
    else:
        yield from hypotheses_lines(answer, sheet)
    if not answer.is_complete:
        yield ""
        yield page.wrapped("A budget ended the search: there may be more routes.", 0, 2)


def comparison_json(answer: Comparison) -> Json:
    """The comparison as the contract has it; whatever belongs to one of the things is by its id.

    >>> import glutagraph
    >>> found = glutagraph.compare(glutagraph.load(), "esketamine", "lanicemine")
    >>> comparison_json(found)["outcomes"][0]["drugs"]["lanicemine"]["verdict"]
    'increases'
    """
    return {
        "schema": SCHEMA,
        "compared": "drugs" if isinstance(answer, DrugComparison) else "hypotheses",
        "things": [_thing_json(thing) for thing in answer.things],
        "complete": answer.is_complete,
        "targets": [_target_json(target, answer.things) for target in answer.targets],
        "steps": _held_json(answer.steps),
        **_own_json(answer),
    }


def _own_json(answer: Comparison) -> Json:
    return _drugs_json(answer) if isinstance(answer, DrugComparison) else _hypotheses_json(answer)


def _thing_json(thing: Compared) -> Json:
    return (
        entity_end(thing) if isinstance(thing, Entity) else {"id": thing.id, "label": thing.label}
    )


def _target_json(target: Target, things: Sequence[Compared]) -> Json:
    acting = zip(things, target.actions, strict=True)
    return {
        "target": entity_end(target.entity),
        "held_by": [thing.id for thing, claims in acting if claims],
        "differs": target.differs,
        "actions": _by_id(things, target.actions, lambda claims: [*map(_action_json, claims)]),
        "nulls": _by_id(things, target.nulls, _ids),
    }


def _action_json(claim: Claim) -> Json:
    return {
        "claim": claim.id,
        "subject": claim.subject.id,
        "predicate": claim.predicate.id,
        "sign": int(claim.sign),
        "action": claim.action,
        "status": claim.status,
    }


def _held_json(groups: Iterable[Held[Any]]) -> list[Json]:
    return [{"held_by": _ids(group.holders), "ids": _ids(group.things)} for group in groups]


def _by_id(things: Iterable[Compared], cells: Iterable[_T], told: Callable[[_T], Any]) -> Json:
    """What is told of each thing, by its id."""
    return {thing.id: told(cell) for thing, cell in zip(things, cells, strict=True)}


def _ids(things: Iterable[Any]) -> list[str]:
    return [thing.id for thing in things]


# drugs


def _drugs_json(answer: DrugComparison) -> Json:
    drugs, parts = answer.things, answer.parts
    wanted = [row for row in answer.rows if not row.is_side_effect]
    unwanted = [row for row in answer.rows if row.is_side_effect]
    return {
        "products": [_target_json(target, drugs) for target in answer.products],
        "affinities": _by_id(drugs, parts, lambda part: _ids(part.affinities)),
        "against": _ids(answer.against),
        "trials": _ids(answer.trials),
        "outcomes": [_effects_json(row, drugs) for row in wanted],
        "side_effects": [_effects_json(row, drugs) for row in unwanted],
        "nulls": _held_json(answer.nulls),
        "meetings": [_meeting_json(meeting) for meeting in answer.meetings],
        "studies": _by_id(drugs, parts, _studies_json),
        "regimens": _by_id(drugs, parts, _regimens_json),
        "attributes": _by_id(
            drugs, parts, lambda part: [_attribute_json(claim) for claim in part.attributes]
        ),
    }


def _effects_json(row: EffectRow, drugs: Sequence[Entity]) -> Json:
    return {
        "outcome": entity_end(row.outcome),
        "drugs": _by_id(drugs, row.effects, _effect_json),
    }


def _effect_json(effect: Effect) -> Json:
    return {
        "verdict": effect.verdict,
        "paths": effect.paths,
        "hypotheses": _ids(effect.hypotheses),
        "stated": effect.is_stated,
        "nulls": _ids(effect.nulls),
        "seen_in": _ids(effect.seen_in),
        "not_seen_in": _ids(effect.not_seen_in),
        "complete": effect.complete,
    }


def _meeting_json(meeting: Meeting) -> Json:
    return {
        "drugs": [meeting.one.id, meeting.other.id],
        "outcome": meeting.outcome.id,
        "hypothesis": meeting.hypothesis.id if meeting.hypothesis else None,
        "ways": [
            [{"from": s.first.id, "to": s.last.id, "claims": _ids(s.claims)} for s in way]
            for way in meeting.ways
        ],
        "complete": meeting.complete,
    }


def _studies_json(part: DrugPart) -> Json:
    """Studies by result, the results that there are."""
    by_result = {r: [s.id for s in part.studies if s.result == r] for r in STUDY_RESULTS}
    return {result: names for result, names in by_result.items() if names}


def _regimens_json(part: DrugPart) -> Json:
    return dict(sorted(Counter(s.regimen for s in part.studies if s.regimen).items()))


def _attribute_json(claim: Claim) -> Json:
    return {
        "claim": claim.id,
        "predicate": claim.predicate.id,
        "object": claim.object.id,
        "in_respect_of": _ids(claim.in_respect_of),
    }


# hypotheses


def _hypotheses_json(answer: HypothesisComparison) -> Json:
    things = answer.things
    return {
        "nodes": _held_json(answer.nodes),
        "outcomes": [
            {
                "drug": row.drug.id,
                "outcome": row.outcome.id,
                "hypotheses": _by_id(things, row.reaches, _reach_json),
            }
            for row in answer.rows
        ],
        "opposed": [
            {
                "sort": found.sort,
                "claims": [found.one.id, found.other.id],
                "hypotheses": [found.one_of.id, found.other_of.id],
            }
            for found in answer.opposed
        ],
        "experiments": _by_id(
            things, answer.parts, lambda part: [*map(_scoring_json, part.scorings)]
        ),
        "deciding": [
            {"hypotheses": [one.id, other.id], "experiments": count}
            for one, other, count in answer.deciding
        ],
    }


def _reach_json(reach: Reach) -> Json:
    return {"verdict": reach.verdict, "paths": reach.paths, "complete": reach.complete}


def _scoring_json(scoring: Scoring) -> Json:
    return {
        "experiment": scoring.experiment.id,
        "asked": scoring.score.asked,
        "observed": scoring.score.observed,
        "predicted": scoring.score.predicted,
        "outcome": scoring.score.outcome,
        "held_out": {
            "predicted": scoring.held_out.predicted,
            "outcome": scoring.held_out.outcome,
        },
    }


# rows


def comparison_rows(answer: Comparison) -> list[Json]:
    """A row for whatever any of the things has: its section, name, who holds it and how they differ,
    and a column for each thing."""
    things = answer.things
    every = [
        *_target_rows("target", answer.targets, things),
        *_held_rows("step", answer.steps, things),
    ]
    if isinstance(answer, DrugComparison):
        every += _target_rows("product", answer.products, things)
        for row in answer.rows:
            sort = "side effect" if row.is_side_effect else "outcome"
            every.append(_row(sort, row.outcome.id, things, [*map(_effect_cell, row.effects)]))
        every += _held_rows("not found", answer.nulls, things)
        every += _study_rows(answer)
        every += _attribute_rows(answer)
    else:
        every += _held_rows("node", answer.nodes, things)
        every += _reach_rows(answer)
        every += _scoring_rows(answer)
    return every


def _row(
    section: str, name: str, things: Sequence[Compared], cells: Sequence[str], differs: str = ""
) -> Json:
    by_id = _by_id(things, cells, str)
    held = [thing for thing, cell in by_id.items() if cell]
    return {"section": section, "id": name, "held_by": held, "differs": differs, **by_id}


def _target_rows(
    section: str, targets: Iterable[Target], things: Sequence[Compared]
) -> Iterator[Json]:
    for target in targets:
        cells = [_deeds(claims) for claims in target.actions]
        yield _row(section, target.entity.id, things, cells, target.differs)


def _deeds(claims: Iterable[Claim]) -> str:
    return "; ".join(" ".join(filter(None, (c.predicate.id, c.action))) for c in claims)


def _held_rows(
    section: str, groups: Iterable[Held[Any]], things: Sequence[Compared]
) -> Iterator[Json]:
    for group in groups:
        cells = ["yes" if thing in group.holders else "" for thing in things]
        for name in _ids(group.things):
            yield _row(section, name, things, cells)


def _effect_cell(effect: Effect) -> str:
    verdict = [effect.verdict] if effect.paths else []
    return "; ".join([*verdict, *_ids(effect.nulls)])


def _study_rows(answer: DrugComparison) -> Iterator[Json]:
    studies = {study.id: study for part in answer.parts for study in part.studies}
    for name, study in sorted(studies.items()):
        cells = [study.result if study in part.studies else "" for part in answer.parts]
        yield _row("study", name, answer.things, cells)


def _attribute_rows(answer: DrugComparison) -> Iterator[Json]:
    stated = [{(c.predicate.id, c.object.id) for c in part.attributes} for part in answer.parts]
    for pair in sorted(set().union(*stated)):
        cells = ["yes" if pair in one else "" for one in stated]
        yield _row("attribute", " ".join(pair), answer.things, cells)


def _reach_rows(answer: HypothesisComparison) -> Iterator[Json]:
    for row in answer.rows:
        cells = [reach.verdict if reach.paths else "" for reach in row.reaches]
        yield _row("outcome", f"{row.drug.id} {row.outcome.id}", answer.things, cells)


def _scoring_rows(answer: HypothesisComparison) -> Iterator[Json]:
    scored = [
        {(s.experiment.id, s.score.asked): s.score.outcome for s in part.scorings}
        for part in answer.parts
    ]
    for pair in sorted({pair for scores in scored for pair in scores}):
        cells = [scores.get(pair, "") for scores in scored]
        yield _row("experiment", " ".join(pair), answer.things, cells)
