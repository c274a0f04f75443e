"""A drug on one page: what it is, does, is thought to work by, and what trials found and did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .export import claims_on, experiments_on, studies_on
from .model import Claim, Entity, Family, Sign
from .showing import claim_list, experiment_list, identity_lines, said_of_effects, study_list
from .text import claim_text
from .tracing import trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .answers import Outcome, Trace
    from .knowledge import Knowledge
    from .text import Page

_TARGETS = ("receptor", "ion-channel", "transporter", "enzyme")
_UNKNOWN = ("open", "refuted")


def monograph_lines(drug: Entity, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """The page of a drug; every claim on it stands in one section."""
    yield from identity_lines(drug, knowledge, page)
    claims = [c for c in claims_on(drug, knowledge) if c.family is not Family.DEFINITION]
    own = [claim for claim in claims if claim.subject == drug and claim.status not in _UNKNOWN]
    answer = trace(knowledge, drug, coherent_only=True)
    sections = _sections(own, knowledge)
    yield from _brief_lines("Status", sections["status"], page)
    yield from _brief_lines("How it is given", sections["route"], page)
    yield from claim_list("What it is made of and into", sections["production"], page)
    yield from _target_lines(sections["target"], knowledge, page)
    yield from _hypothesis_lines(answer, sections, knowledge, page)
    yield from _outcome_lines(answer, own, knowledge, page)
    yield from _study_lines(drug, knowledge, page)
    yield from _side_effect_lines(sections["side-effect"], page)
    yield from claim_list("Not found", sections["null"], page)
    yield from claim_list("What else it does", sections["else"], page)
    yield from claim_list("What its effects need", said_of_effects(drug, claims), page)
    yield from claim_list("What acts on it", [c for c in claims if c.object == drug], page)
    yield from experiment_list(experiments_on(drug, knowledge), page)
    yield from _open_lines(claims, sections["knowledge"], drug, page)


def _sections(own: Iterable[Claim], knowledge: Knowledge) -> dict[str, list[Claim]]:
    """The claims of a drug by the section that they stand in."""
    names = ("status", "route", "production", "target", "side-effect", "null", "knowledge", "else")
    sections: dict[str, list[Claim]] = {name: [] for name in (*names, "outcome")}
    for claim in own:
        sections[_section(claim, knowledge)].append(claim)
    return sections


def _section(claim: Claim, knowledge: Knowledge) -> str:
    """Where a claim stands on the page."""
    kind = claim.object.kind
    if kind == "development-status":
        return "status"
    if kind == "state-of-knowledge":
        return "knowledge"
    if kind == "route":
        return "route"
    if claim.family is Family.PRODUCTION:
        return "production"
    if kind == "side-effect" and claim.family in (Family.CAUSAL, Family.NULL):
        return "side-effect"
    if claim.family is Family.NULL:
        return "null"
    if claim.family is Family.CAUSAL and kind in _TARGETS and not claim.net:
        return "target"
    is_outcome = knowledge.kinds[kind].column == "outcome" and kind != "condition"
    return "outcome" if is_outcome and claim.family is Family.CAUSAL else "else"


def _target_lines(claims: Iterable[Claim], knowledge: Knowledge, page: Page) -> Iterator[str]:
    listed = list(claims)
    if listed:
        yield ""
        yield page.bold("Actions on its targets")
    for claim in listed:
        action = f", {knowledge.actions[claim.action].label}" if claim.action else ""
        yield page.wrapped(
            f"{claim.predicate.label} {claim.object.label}{action}{_mark(claim)}", 2, 4
        )
        yield page.dim(page.wrapped(_standing(claim), 4, 6))


def _hypothesis_lines(
    answer: Trace, sections: dict[str, list[Claim]], knowledge: Knowledge, page: Page
) -> Iterator[str]:
    """Each hypothesis in which the drug has a part, and what it carries through to."""
    reached: dict[str, list[str]] = {}
    for outcome in answer.outcomes:
        for route in outcome.routes:
            if route.hypothesis and route.is_held:
                told = f"{route.verdict} {outcome.end.label}"
                reached.setdefault(route.hypothesis.id, []).append(told)
    taking_part = {slug for claims in sections.values() for c in claims for slug in c.hypotheses}
    named = sorted(taking_part - reached.keys())
    if reached or named:
        yield ""
        yield page.bold("Hypotheses of how it works")
    for slug, outcomes in sorted(reached.items(), key=lambda item: (-len(item[1]), item[0])):
        label = knowledge.hypotheses[slug].label
        yield page.wrapped(f"{label}: {'; '.join(outcomes)}", 2, 4)
    for slug in named:
        if not knowledge.hypotheses[slug].is_module:
            yield page.wrapped(f"{knowledge.hypotheses[slug].label}: carried to no outcome", 2, 4)


def _outcome_lines(
    answer: Trace, own: Iterable[Claim], knowledge: Knowledge, page: Page
) -> Iterator[str]:
    """The verdict on each outcome, with what was found end to end."""
    stated: dict[str, list[Claim]] = {}
    for claim in own:
        if claim.family in (Family.CAUSAL, Family.NULL):
            stated.setdefault(claim.object.id, []).append(claim)
    outcomes = [o for o in answer.outcomes if o.end.kind != "side-effect"]
    if outcomes:
        yield ""
        yield page.bold("Outcomes")
    for outcome in outcomes:
        yield f"  {page.verdict(outcome.verdict)}  {page.plain(outcome.end.label)}"
        yield page.dim(page.wrapped(_outcome_text(outcome, stated), 4, 6))


def _outcome_text(outcome: Outcome, stated: dict[str, list[Claim]]) -> str:
    claims = stated.get(outcome.end.id, [])
    told = [f"{claim.predicate.label}{_mark(claim)}: {_standing(claim)}" for claim in claims]
    return "; ".join([outcome.reason, *told])


def _study_lines(drug: Entity, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """The studies of a drug in any of its forms; apart from them those that used it otherwise."""
    forms = set(knowledge.forms_of(drug))
    own = [s for s in knowledge.studies.values() if forms.intersection(s.treatments)]
    others = [study for study in studies_on(drug, knowledge) if study not in own]
    yield from study_list(own, page)
    yield from study_list(others, page, "Studies that compared with it or added to it")


def _brief_lines(title: str, claims: Iterable[Claim], page: Page) -> Iterator[str]:
    """Claims by what they say of the drug, each with its strongest finding."""
    listed = list(claims)
    if listed:
        yield ""
        yield page.bold(title)
    for claim in listed:
        respect = ", ".join(entity.label for entity in claim.in_respect_of)
        about = f" ({respect})" if respect else ""
        yield page.wrapped(f"{claim.object.label}{about}{_mark(claim)}", 2, 4)
        for item in claim.support[:1]:
            told = f"{item.source.label}: {item.finding} · claim:{claim.id}"
            yield page.dim(page.wrapped(told, 4, 6))


def _side_effect_lines(claims: Iterable[Claim], page: Page) -> Iterator[str]:
    """Side effects that were seen, and those that were not."""
    listed = list(claims)
    unseen = [c for c in listed if c.family is Family.NULL or c.sign is Sign.NEGATIVE]
    seen = [claim for claim in listed if claim not in unseen]
    yield from _brief_lines("Side effects", seen, page)
    yield from _brief_lines("Side effects not seen, or less", unseen, page)


def _open_lines(
    claims: Iterable[Claim], known: Iterable[Claim], drug: Entity, page: Page
) -> Iterator[str]:
    """What is not known: said so, left open, or refuted."""
    yield from _brief_lines("State of knowledge", known, page)
    opened = [c for c in claims if c.status in _UNKNOWN and c.subject == drug]
    if opened:
        yield ""
        yield page.bold("Open questions")
    for claim in opened:
        yield page.wrapped(f"{claim_text(claim)}{_mark(claim)} · claim:{claim.id}", 2, 4)
        for item in claim.evidence:
            yield page.dim(page.wrapped(f"{item.source.label}: {item.finding}", 4, 6))


def _mark(claim: Claim) -> str:
    return "" if claim.status == "supported" else f" [{claim.status}]"


def _standing(claim: Claim) -> str:
    """How well a claim stands, and its name."""
    count = len(claim.papers)
    papers = "1 independent source" if count == 1 else f"{count} independent sources"
    return f"{claim.tier.id}, {papers} · claim:{claim.id}"
