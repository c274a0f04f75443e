"""Drugs side by side, told: what they act on, their routes, outcomes, studies and side effects."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..answers import Path, Step
from ..comparing.sharing import Held
from ..model import STUDY_RESULTS, Claim, Entity, Family
from ..text import claim_text, one_line
from .side_by_side import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..comparing.drugs import DrugComparison, DrugPart, Effect, EffectRow
    from ..comparing.meeting import Meeting, Stretch
    from ..model import Study

_LEGEND = "-: no route. (null): looked for and not found, told below."
_SIDE_EFFECTS = "-: nothing recorded. In brackets: studies that list it."


def drugs_lines(answer: DrugComparison, sheet: Sheet) -> Iterator[str]:
    """The comparison for people."""
    yield from sheet.targets("Acts on directly", answer.targets)
    yield from sheet.targets("Contains, or is made into", answer.products)
    affinities = {claim: None for part in answer.parts for claim in part.affinities}
    against = [claim for claim in answer.against if claim not in affinities]
    yield from sheet.listing("Affinity", map(claim_text, affinities))
    yield from sheet.listing("Set against one another", map(claim_text, against))
    trials = (f"{study.result}: {study.label} (study:{study.id})" for study in answer.trials)
    yield from sheet.listing("Studies of more than one of them", trials)
    yield from sheet.sharing("Steps of their routes to outcomes", _steps(answer), step_text)
    wanted = (row for row in answer.rows if not row.is_side_effect)
    yield from sheet.table("Outcomes", map(_outcome_row, wanted), _LEGEND)
    yield from _meeting_lines(answer.meetings, sheet)
    yield from _study_lines(answer.parts, sheet)
    unwanted = (row for row in answer.rows if row.is_side_effect)
    yield from sheet.table("Side effects", map(_side_effect_row, unwanted), _SIDE_EFFECTS)
    yield from _attribute_lines(answer.parts, sheet)
    yield from _null_lines(answer, sheet)


def step_text(claim: Claim) -> str:
    """A step as an arrow, with how it stands."""
    mark = "" if claim.status in ("supported", "definition") else f" [{claim.status}]"
    return f"{one_line(Path((Step(claim, claim.sign),)))}{mark}"


def _steps(answer: DrugComparison) -> Iterator[Held[Claim]]:
    """Steps without definitions, and without what is stated from a drug straight to an outcome:
    outcomes are told apart."""
    ends = {row.outcome for row in answer.rows}
    for group in answer.steps:
        stated = (c for c in group.things if c.family is not Family.DEFINITION)
        kept = (c for c in stated if not (c.subject in answer.things and c.object in ends))
        yield Held(group.holders, tuple(kept))


# outcomes


def _outcome_row(row: EffectRow) -> Row:
    return Row(row.outcome.label, [_outcome_text(effect) for effect in row.effects])


def _outcome_text(effect: Effect) -> str:
    verdict = effect.verdict if effect.paths else "-"
    return f"{verdict} (null)" if effect.nulls else verdict


def _side_effect_row(row: EffectRow) -> Row:
    return Row(row.outcome.label, [_side_effect_text(effect) for effect in row.effects])


def _side_effect_text(effect: Effect) -> str:
    """What is found, and what is looked for and not found, with how many studies list it so."""
    told = []
    if effect.paths or effect.seen_in:
        verdict = effect.verdict if effect.paths else "seen"
        told.append(verdict + _studies(len(effect.seen_in)))
    if effect.nulls or effect.not_seen_in:
        told.append("not seen" + _studies(len(effect.not_seen_in)))
    return ", ".join(told) or "-"


def _studies(count: int) -> str:
    return f" ({count} {'study' if count == 1 else 'studies'})" if count else ""


def _null_lines(answer: DrugComparison, sheet: Sheet) -> Iterator[str]:
    """What was looked for and not found, with the strongest finding."""
    found = {(part.drug, claim.object): claim for part in answer.parts for claim in part.nulls}
    if answer.nulls:
        yield from sheet.section("Looked for and not found")
    for group in answer.nulls:
        yield sheet.holders(group.holders, len(group.things))
        for thing in group.things[: sheet.top]:
            yield sheet.page.wrapped(thing.label, 4, 6)
            for holder in answer.things:
                if holder in group.holders:
                    yield from _finding_lines(found[holder, thing], sheet)
        yield from sheet.more(len(group.things), 4)


def _finding_lines(claim: Claim, sheet: Sheet) -> Iterator[str]:
    who = claim.subject.label if isinstance(claim.subject, Entity) else ""
    for item in claim.support[:1]:
        told = f"{who}, {item.source.label}: {item.finding}"
        yield sheet.page.dim(sheet.page.wrapped(told, 6, 8))


# where routes meet


def _meeting_lines(meetings: Sequence[Meeting], sheet: Sheet) -> Iterator[str]:
    pairs = dict.fromkeys((meeting.one, meeting.other) for meeting in meetings)
    if pairs:
        yield from sheet.section("Where their routes meet and part")
    for pair in pairs:
        yield sheet.page.wrapped(" and ".join(drug.label for drug in pair), 2, 4)
        found = [m for m in meetings if (m.one, m.other) == pair]
        yield from sheet.cut(list(_meeting_texts(found)), 4)


def _meeting_texts(meetings: Sequence[Meeting]) -> Iterator[str]:
    """Ways that are alike for several outcomes or hypotheses are told once; last who never meet."""
    ways: dict[str, dict[str, list[str]]] = {}
    for meeting in meetings:
        for way in meeting.ways:
            ends = ways.setdefault(_way_text(way, meeting.outcome), {})
            held = ends.setdefault(meeting.outcome.label, [])
            held += [meeting.hypothesis.id] if meeting.hypothesis else []
    for words, ends in ways.items():
        told = (
            f"{end} ({', '.join(dict.fromkeys(held))})" if held else end
            for end, held in ends.items()
        )
        yield f"{words}: {'; '.join(told)}"
    if apart := [meeting.outcome.label for meeting in meetings if not meeting.ways]:
        yield f"only in the outcome itself: {'; '.join(dict.fromkeys(apart))}"


def _way_text(way: Sequence[Stretch], outcome: Entity) -> str:
    told = []
    for stretch in way:
        if stretch.last == outcome:
            told.append(f"together from {stretch.first.label} on")
        elif stretch.claims:
            told.append(f"together from {stretch.first.label} to {stretch.last.label}")
        else:
            told.append(f"at {stretch.first.label}")
    if way[-1].last != outcome:
        told.append("the outcome")
    return ", then apart until ".join(told)


# studies and what is stated of a drug


def _study_lines(parts: Sequence[DrugPart], sheet: Sheet) -> Iterator[str]:
    rows = []
    for result in STUDY_RESULTS:
        found = [[s.id for s in part.studies if s.result == result] for part in parts]
        if any(found):
            cells = [_counted_names(names, sheet.top) for names in found]
            rows.append(Row(result.replace("-", " "), cells))
    regimens = [_regimens(part.studies) for part in parts]
    if any(regimens):
        rows.append(Row("given as", [told or "-" for told in regimens]))
    yield from sheet.table("Studies", rows)


def _counted_names(names: Sequence[str], top: int) -> str:
    more = f" and {len(names) - top} more" if len(names) > top else ""
    return f"{len(names)}: {', '.join(names[:top])}{more}" if names else "-"


def _regimens(studies: Sequence[Study]) -> str:
    found = Counter(study.regimen for study in studies if study.regimen)
    return ", ".join(f"{slug} {count}" for slug, count in sorted(found.items()))


def _attribute_lines(parts: Sequence[DrugPart], sheet: Sheet) -> Iterator[str]:
    """How they are given and where they stand, a row per sort of statement."""
    said = {claim.predicate: None for part in parts for claim in part.attributes}
    rows = []
    for predicate in sorted(said, key=lambda one: one.id):
        stated = [[c for c in part.attributes if c.predicate == predicate] for part in parts]
        cells = ["; ".join(_attribute_text(c) for c in claims) or "-" for claims in stated]
        rows.append(Row(predicate.label, cells))
    yield from sheet.table("How they are given and where they stand", rows)


def _attribute_text(claim: Claim) -> str:
    respect = ", ".join(entity.label for entity in claim.in_respect_of)
    return claim.object.label + (f" ({respect})" if respect else "")
