"""Drugs side by side: what they act on, the steps of their routes, their outcomes and studies.

Of each drug its part is told by itself; what is shared and what is private is read off these parts, so
that no part depends on what else is compared. A drug's own claims only: enantiomers and metabolites hand
down none, though routes walk through what a drug contains and is made into.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from ..model import Claim, Entity, Family, Hypothesis, Sign, Study
from ..reasons import outcomes
from ..routes import AllRoutes, joint_verdict
from ..search import Budget
from .meeting import MOST_PAIRS, Meeting, meetings
from .sharing import Held, Target, held, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..knowledge import Knowledge
    from ..limits import Limits
    from ..routes import Found, Routes

AFFINITIES = ("has-higher-affinity-than", "has-same-affinity-as")
"""Predicates by which binding is recorded: one drug's beside another's."""
UNSETTLED = ("open", "refuted")


@dataclass(frozen=True, slots=True)
class Effect:
    """What is known of a drug and one outcome."""

    outcome: Entity
    verdict: str = "none"
    paths: int = 0
    """How many coherent paths there are."""
    hypotheses: tuple[Hypothesis, ...] = ()
    """Those that carry it."""
    is_stated: bool = False
    """Whether it is stated end to end, with no hypothesis that shows the same."""
    nulls: tuple[Claim, ...] = ()
    """Looked for and not found."""
    seen_in: tuple[Study, ...] = ()
    not_seen_in: tuple[Study, ...] = ()
    complete: bool = True
    """Whether no budget ended the search for paths."""

    @property
    def is_told(self) -> bool:
        """Whether anything at all is known of it, or a budget ended the search for that."""
        known = self.paths or self.nulls or self.seen_in or self.not_seen_in
        return bool(known) or not self.complete


@dataclass(frozen=True, slots=True)
class RouteStep:
    """A claim on a route, with the earliest place at which it stands there: 1 is a first step."""

    claim: Claim
    place: int


@dataclass(frozen=True, slots=True)
class DrugPart:
    """What is told of one drug, whatever it is compared with."""

    drug: Entity
    actions: tuple[Claim, ...]
    """Direct causal claims, those on outcomes left out."""
    products: tuple[Claim, ...]
    """What it contains and is made into."""
    affinities: tuple[Claim, ...]
    nulls: tuple[Claim, ...]
    """Looked for and not found."""
    steps: tuple[RouteStep, ...]
    """The claims on its coherent routes to outcomes, the nearest to it first."""
    effects: tuple[Effect, ...]
    studies: tuple[Study, ...]
    """Those that gave it, in any of its forms, other than to compare with."""
    attributes: tuple[Claim, ...]
    """How it is given, where it stands, what it is used for, what is known of it."""


@dataclass(frozen=True, slots=True)
class EffectRow:
    """One outcome, with what is known of it for each drug: never pooled with another."""

    outcome: Entity
    effects: tuple[Effect, ...]

    @property
    def is_side_effect(self) -> bool:
        """Whether it is unwanted."""
        return self.outcome.kind == "side-effect"


@dataclass(frozen=True, slots=True)
class DrugComparison:
    """Drugs side by side."""

    parts: tuple[DrugPart, ...]
    targets: tuple[Target, ...]
    products: tuple[Target, ...]
    steps: tuple[Held[Claim], ...]
    rows: tuple[EffectRow, ...]
    """Outcomes and side effects: what most of them lead to first."""
    nulls: tuple[Held[Entity], ...]
    """What was looked for and not found with the same drugs."""
    meetings: tuple[Meeting, ...]
    against: tuple[Claim, ...]
    """Claims that compare two of them with one another."""
    trials: tuple[Study, ...]
    """Studies that gave two of them."""

    @property
    def things(self) -> tuple[Entity, ...]:
        """The drugs."""
        return tuple(part.drug for part in self.parts)

    @property
    def is_complete(self) -> bool:
        """Whether no budget ended a search."""
        every = [effect.complete for row in self.rows for effect in row.effects]
        return all([*every, *(meeting.complete for meeting in self.meetings)])


def compare_drugs(knowledge: Knowledge, drugs: Sequence[Entity], limits: Limits) -> DrugComparison:
    """Drugs side by side, in the order in which they are named."""
    all_routes = AllRoutes(knowledge)
    every = [all_routes.of(drug, limits) for drug in drugs]
    parts = tuple(_drug_part(routes) for routes in every)
    nulls = [part.nulls for part in parts]
    budget = Budget(MOST_PAIRS)
    rows = _effect_rows(parts)
    return DrugComparison(
        parts,
        tuple(targets([part.actions for part in parts], nulls)),
        tuple(targets([part.products for part in parts], nulls)),
        held(drugs, [{step.claim: step.place for step in part.steps} for part in parts]),
        rows,
        held(drugs, [{claim.object: 0 for claim in part.nulls} for part in parts]),
        tuple(
            meeting
            for one, other in combinations(every, 2)
            for row in rows
            for meeting in meetings(one, other, row.outcome, budget)
        ),
        tuple(c for c in knowledge.claims.values() if _compares(c, drugs)),
        tuple(s for s in knowledge.studies.values() if _gives_two(s, drugs)),
    )


def _drug_part(routes: Routes) -> DrugPart:
    knowledge, drug = routes.knowledge, routes.start
    about = [c for c in knowledge.claims.values() if drug in (c.subject, c.object)]
    own = [c for c in about if c.subject == drug and c.status not in UNSETTLED]
    nulls = tuple(c for c in own if c.family is Family.NULL)
    forms = set(knowledge.forms_of(drug))
    studies = tuple(s for s in knowledge.studies.values() if forms.intersection(s.treatments))
    effects = [_effect(end, routes.found(end), nulls, studies) for end in outcomes(routes)]
    return DrugPart(
        drug,
        tuple(c for c in own if is_direct(c, knowledge)),
        tuple(c for c in own if c.family is Family.PRODUCTION),
        tuple(c for c in about if c.predicate.id in AFFINITIES),
        nulls,
        _route_steps(routes, [effect.outcome for effect in effects if effect.paths]),
        tuple(effect for effect in effects if effect.is_told),
        studies,
        tuple(c for c in own if c.family is Family.ATTRIBUTE),
    )


def is_direct(claim: Claim, knowledge: Knowledge) -> bool:
    """Whether a claim is an action on a target: direct, and on no outcome."""
    is_outcome = knowledge.kinds[claim.object.kind].column == "outcome"
    return claim.family is Family.CAUSAL and not claim.net and not is_outcome


def _effect(end: Entity, found: Found, nulls: Iterable[Claim], studies: Iterable[Study]) -> Effect:
    return Effect(
        end,
        joint_verdict(Sign(sign).verdict for sign in found.signs),
        len(found.signs),
        tuple(hypothesis for hypothesis, _ in found.under if hypothesis),
        any(hypothesis is None for hypothesis, _ in found.under),
        tuple(claim for claim in nulls if claim.object == end),
        tuple(study for study in studies if end in study.adverse),
        tuple(study for study in studies if end in study.absent),
        found.complete,
    )


def _route_steps(routes: Routes, ends: Iterable[Entity]) -> tuple[RouteStep, ...]:
    places: dict[Claim, int] = {}
    for end in ends:
        for _, paths in routes.found(end).under:
            for path in paths:
                for place, arrow in enumerate(path, 1):
                    if arrow.claim:
                        places[arrow.claim] = min(place, places.get(arrow.claim, place))
    ordered = sorted(places.items(), key=lambda item: (item[1], item[0].id))
    return tuple(RouteStep(claim, place) for claim, place in ordered)


def _effect_rows(parts: Sequence[DrugPart]) -> tuple[EffectRow, ...]:
    told = [{effect.outcome: effect for effect in part.effects} for part in parts]
    rows = (
        EffectRow(end, tuple(effects.get(end, Effect(end)) for effects in told))
        for end in {end for effects in told for end in effects}
    )
    return tuple(sorted(rows, key=_most_reached))


def _most_reached(row: EffectRow) -> tuple[int, str]:
    return -sum(effect.paths > 0 for effect in row.effects), row.outcome.id


def _compares(claim: Claim, drugs: Sequence[Entity]) -> bool:
    """Whether a claim compares two of some drugs with one another."""
    return claim.family is Family.COMPARISON and claim.subject in drugs and claim.object in drugs


def _gives_two(study: Study, drugs: Sequence[Entity]) -> bool:
    return len({arm.given for arm in study.arms}.intersection(drugs)) > 1
