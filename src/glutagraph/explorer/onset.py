"""How soon drugs act and how long it lasts, as far as the graph says so: marks on an axis of time.

Onset and duration stand in studies; evidence that a drug does something to an outcome, or nothing,
says at what time that was seen. Where both are of one paper and one time they are one mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..model import Entity, Family, Stance, Tier
from ..text import claim_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..knowledge import Knowledge
    from ..model import Claim, Evidence, Source, Study

Json: TypeAlias = dict[str, Any]

COMPARISONS: Final = ("acts-faster-than", "lasts-longer-than")
_UNITS: Final = {"min": 1, "h": 60, "d": 1440, "week": 10080, "month": 43830, "year": 525960}
_WORDS: Final = {
    "minutes": (1, 60),
    "hours": (60, 1440),
    "days": (1440, 10080),
    "weeks": (10080, 43830),
    "months": (43830, 0),
}
_BOUND: Final = r"(?:(?P<bound>within|about|up to|at least|over|less than|after) )?"
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"
_MEASURED: Final = re.compile(
    rf"{_BOUND}(?P<first>{_NUMBER})(?:(?:-| to )(?P<last>{_NUMBER}))? "
    r"(?P<unit>min|h|d|week|month|year)s?(?P<longer> and longer)?"
)
_IN_WORDS: Final = re.compile(
    rf"{_BOUND}(?:a few |several )?(?P<first>minutes|hours|h|days|d|weeks|months)"
    r"(?: to (?P<last>hours|days|weeks|months))?"
)
_BEFORE: Final = ("within", "up to", "less than")
_AFTER: Final = ("at least", "after")


@dataclass(frozen=True, slots=True)
class Span:
    """A time as printed, in minutes; a single one begins where it ends."""

    text: str
    first: int
    last: int
    """0 where it has no end."""
    bound: str = ""
    """`before` where the time is the latest, `after` where it is the earliest."""
    in_words: bool = False
    """Whether no number was printed, so that it is all that the words cover."""


def spans(text: str) -> list[Span]:
    """The times that a text says; none where it says none that has a place on an axis.

    >>> [(span.first, span.last, span.bound) for span in spans("within 80 min")]
    [(80, 80, 'before')]
    >>> [(span.first, span.last) for span in spans("4 h or 24 h")]
    [(240, 240), (1440, 1440)]
    >>> [(span.first, span.last, span.in_words) for span in spans("weeks to months")]
    [(10080, 0, True)]
    >>> spans("rapid and transient")
    []
    """
    found = [_measured(part) or _in_words(part) for part in text.split(" or ")]
    return [span for span in found if span]


def _measured(text: str) -> Span | None:
    if not (match := _MEASURED.fullmatch(text)):
        return None
    unit = _UNITS[match["unit"]]
    first = round(float(match["first"]) * unit)
    last = round(float(match["last"]) * unit) if match["last"] else first
    return Span(text, first, last, "after" if match["longer"] else _bound(match["bound"]))


def _in_words(text: str) -> Span | None:
    if not (match := _IN_WORDS.fullmatch(text)):
        return None
    first, last = ({"h": "hours", "d": "days"}.get(word, word) for word in (match[2], match[3]))
    return Span(text, _WORDS[first][0], _WORDS[last or first][1], _bound(match["bound"]), True)


def _bound(word: str | None) -> str:
    return "before" if word in _BEFORE else "after" if word in _AFTER else ""


def onset(knowledge: Knowledge) -> Json:
    """The marks of all drugs, and the claims that compare how soon they act or how long it lasts.

    Empty where the graph says nothing of either.
    """
    marks: dict[tuple[object, ...], Json] = {}
    for study in knowledge.studies.values():
        _mark_study(marks, study)
    for claim in knowledge.claims.values():
        if _is_effect_of_drug(knowledge, claim):
            for item in claim.evidence:
                _mark_item(marks, knowledge, claim, item)
    compared = [c for c in knowledge.claims.values() if c.predicate.id in COMPARISONS]
    each = {id(mark): mark for mark in marks.values()}  # a study of two sources has it twice
    told = {
        "marks": [{name: value for name, value in mark.items() if value} for mark in each.values()],
        "compared": [_comparison(knowledge, claim) for claim in compared],
    }
    return {name: rows for name, rows in told.items() if rows}


def _mark_study(marks: dict[tuple[object, ...], Json], study: Study) -> None:
    for what, text in (("onset", study.onset), ("lasts", study.duration)):
        for span in spans(text):
            for drug in study.treatments:
                mark = _mark(drug, "human", what, span) | {
                    "sources": [source.id for source in study.sources],
                    "effects": [entity.id for entity in study.measured],
                    "study": study.id,
                    "findings": [study.finding],
                    "tier": int(study.method.tier),
                    "note": study.note,
                }
                for source in study.sources:
                    marks.setdefault(_key(drug, source, span), mark)


def _mark_item(
    marks: dict[tuple[object, ...], Json], knowledge: Knowledge, claim: Claim, item: Evidence
) -> None:
    assert isinstance(claim.subject, Entity)
    if item.stance is Stance.LEAVES_OPEN:
        return
    is_seen = item.stance is Stance.SUPPORTS and claim.family is not Family.NULL
    for span in spans(item.context.time):
        study = marks.get(_key(claim.subject, item.source, span)) if is_seen else None
        what = "seen" if is_seen else "unseen"
        key = (*_key(claim.subject, item.source, span), what, span.first, span.bound)
        mark = study or marks.setdefault(
            key,
            _mark(claim.subject, _group(knowledge, claim.object, item), what, span)
            | {"sources": [item.source.id], "tier": int(item.tier), "note": item.note},
        )
        context = item.context
        for name, value in (
            ("effects", claim.object.id),
            ("claims", claim.id),
            ("doses", context.dose),
            ("species", knowledge.context_label("species", context.species)),
            ("timing", knowledge.context_label("timing", context.timing)),
            ("findings", item.finding),
        ):
            told = mark.setdefault(name, [])
            if value and value not in told:
                told.append(value)
        mark["repeated"] = mark.get("repeated") or context.timing == "chronic"


def _key(drug: Entity, source: Source, span: Span) -> tuple[object, ...]:
    """What one mark stands for: what a paper says of a drug at a time."""
    return (drug.id, source.id, span.last)


def _mark(drug: Entity, group: str, what: str, span: Span) -> Json:
    return {
        "drug": drug.id,
        "group": group,
        "what": what,
        "time": span.text,
        "from": span.first,
        "to": span.last,
        "bound": span.bound,
        "words": span.in_words,
    }


def _is_effect_of_drug(knowledge: Knowledge, claim: Claim) -> bool:
    """Whether a claim says what a drug does to a wanted outcome, or that it does nothing to it."""
    return (
        isinstance(claim.subject, Entity)
        and knowledge.kind_holds("drug", claim.subject)
        and claim.object.kind == "outcome"
        and claim.family in (Family.CAUSAL, Family.NULL)
    )


def _group(knowledge: Knowledge, outcome: Entity, item: Evidence) -> str:
    """Human or animal: by species, else by method, else by whether the outcome is a model of another.

    Empty where nothing of this says it.
    """
    if species := item.context.species:
        return "human" if knowledge.holds("species", "human", species) else "animal"
    if item.tier in (Tier.RANDOMISED_TRIAL, Tier.OTHER_HUMAN_STUDY):
        return "human"
    if item.tier in (Tier.ANIMAL_INTERVENTION, Tier.ANIMAL_OBSERVATION):
        return "animal"
    if any(relation == "models" for relation, _ in outcome.structure):
        return "animal"
    return "human" if outcome.id in _modelled(knowledge) else ""


def _modelled(knowledge: Knowledge) -> Iterator[str]:
    """The outcomes of patients that outcomes of animals stand for."""
    for entity in knowledge.entities.values():
        yield from (other for relation, other in entity.structure if relation == "models")


def _comparison(knowledge: Knowledge, claim: Claim) -> Json:
    outcomes = claim.in_respect_of or (claim.object,)
    groups = {_group(knowledge, one, item) for one in outcomes for item in claim.evidence}
    return {
        "claim": claim.id,
        "told": claim_text(claim),
        "groups": sorted(groups - {""}),
        "sources": list(dict.fromkeys(item.source.id for item in claim.evidence)),
        "findings": list(dict.fromkeys(item.finding for item in claim.evidence)),
        "times": list(dict.fromkeys(i.context.time for i in claim.evidence if i.context.time)),
    }
