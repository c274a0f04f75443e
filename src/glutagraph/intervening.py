"""What if this receptor is blocked, this kinase knocked out, a second drug added?

An intervention is do(X): a node is held low, high or at its baseline, so that nothing that acts on it counts
any more, or a claim is cut. Two answers, within each hypothesis and over their union: what the
intervention does to the outcome by itself, and what is left of the drug's effect, along the coherent
routes that survive. Requirements and experiments are never asked: predictions are scored against them.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from .answers import Addition, Consequence, Intervention, Loop, Remainder, WhatIf
from .errors import GlutagraphError
from .limits import UNLIMITED, Limits, named
from .model import Claim, Entity, Family, Sign
from .routes import Routes, joint_verdict, names_of, sign_of
from .tracing import ends_of, loops_through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .answers import Path
    from .index import Arrow
    from .knowledge import Knowledge
    from .model import Hypothesis
    from .routes import Found

    Arrows = tuple[Arrow, ...]
    Paths = dict[tuple[str, ...], Arrows]

LEVELS = ("low", "high", "baseline")
_AT_REST = ("at-rest", "baseline-conditions", "normal-synaptic-activity")
"""States whose evidence records that the subject of a claim is active before anything is done."""
_MOST_LOOPS = 5
_OPPOSITE = {"increases": "decreases", "decreases": "increases"}


class InterventionError(GlutagraphError):
    """An intervention that does nothing or contradicts another."""

    exit_code = 2


def what_if(
    knowledge: Knowledge,
    drug: str | Entity | None,
    outcome: str | Entity,
    interventions: Sequence[Intervention] = (),
    *,
    add: Sequence[str | Entity] = (),
    limits: Limits = UNLIMITED,
    **constraints: object,
) -> WhatIf:
    """What interventions do to an outcome, and what they leave of a drug's effect on it.

    Without a drug only the interventions themselves are asked about. `add` names further drugs, each
    answered alone and together with the first. Constraints are the fields of `Limits`.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> answer = what_if(
    ...     knowledge, "ketamine", "bdnf-translation", knock_out(knowledge, "eEF2 kinase"),
    ...     hypothesis="spontaneous-transmission",
    ... )
    >>> answer.consequences[0].union.resembles, answer.consequences[0].union.remains
    ('mimics', 'abolished')
    """
    limits = named(knowledge, replace(limits, **constraints))  # type: ignore[arg-type]
    start = knowledge.entity(drug) if isinstance(drug, str) else drug
    end = knowledge.entity(outcome) if isinstance(outcome, str) else outcome
    added = [knowledge.entity(one) if isinstance(one, str) else one for one in add]
    asked = _Asked(knowledge, start, tuple(interventions), added, limits)
    consequences = tuple(asked.of(one) for one in ends_of(knowledge, end))
    return WhatIf(start, end, tuple(interventions), consequences)


# interventions by name


def block(knowledge: Knowledge, name: str) -> tuple[Intervention, ...]:
    """Hold a node low, with every pool and state of it; or give a blocker, which is a drug or a variant.

    A blocker holds low what its direct claims lower, and its other arrows act too.
    """
    entity = knowledge.entity(name)
    if not any(knowledge.kind_holds(kind, entity) for kind in ("drug", "gene-variant")):
        return tuple(Intervention("block", node, "low") for node in knowledge.within(entity))
    lowered = {
        node: None
        for claim in knowledge.claims.values()
        if claim.subject == entity and _lowers(claim)
        for node in knowledge.within(claim.object)
    }
    if not lowered:
        raise InterventionError(
            f"no direct claim says that {entity.id} lowers anything; --block what it acts on, or --add it"
        )
    return tuple(Intervention("block", node, "low", compound=entity) for node in lowered)


def _lowers(claim: Claim) -> bool:
    is_arrow = claim.family is Family.CAUSAL and claim.is_traversed
    return is_arrow and not claim.net and claim.sign is Sign.NEGATIVE


def knock_out(knowledge: Knowledge, name: str, cell: str = "") -> tuple[Intervention, ...]:
    """Hold a node low with all its pools, states and aspects; in one type of cell, only the pools that
    are not in another."""
    cells = {knowledge.place("cell-type", cell).id} if cell else set()
    nodes = (
        node
        for node in knowledge.within(knowledge.entity(name), ("pool-of", "state-of", "aspect-of"))
        if not cells or not _cells(knowledge, node) or cells & _cells(knowledge, node)
    )
    return tuple(Intervention("knock-out", node, "low") for node in nodes)


def _cells(knowledge: Knowledge, entity: Entity) -> set[str]:
    """The types of cell that an entity is located in."""
    places = {other for predicate, other in entity.structure if predicate == "located-in"}
    return {p for p in places if knowledge.kind_holds("cell-type", knowledge.entities[p])}


def clamp(knowledge: Knowledge, name: str, level: str) -> tuple[Intervention, ...]:
    """Hold one node at a level; its baseline only cuts what acts on it."""
    if level not in LEVELS:
        raise InterventionError(f"'{level}' is not a level; one of {', '.join(LEVELS)}")
    return (Intervention("clamp", knowledge.entity(name), level),)


def cut(knowledge: Knowledge, name: str) -> tuple[Intervention, ...]:
    """Take one claim away."""
    return (Intervention("cut", claim=knowledge.claim(name)),)


# answers


class _Asked:
    """One drug under one set of interventions; outcomes are asked one by one."""

    def __init__(
        self,
        knowledge: Knowledge,
        drug: Entity | None,
        interventions: tuple[Intervention, ...],
        added: Sequence[Entity],
        limits: Limits,
    ) -> None:
        self.knowledge, self.drug, self.added, self.limits = knowledge, drug, added, limits
        self.held = _held(interventions)
        cuts = [one.claim.id for one in interventions if one.claim]
        self.limits_under = replace(
            limits,
            avoid=(*limits.avoid, *(entity.id for entity in self.held)),
            cut=(*limits.cut, *cuts),
        )
        self.compounds = list(dict.fromkeys(one.compound for one in interventions if one.compound))
        self.before = Routes(knowledge, drug, limits) if drug else None
        self.under = Routes(knowledge, drug, self.limits_under) if drug else None

    def of(self, end: Entity) -> Consequence:
        """What the interventions mean for one outcome."""
        before, kept = _found(self.before, end), _found(self.under, end)
        acting = self._acting(end)
        hypotheses = [*dict.fromkeys([*before.scopes, *acting.scopes])]
        rows = tuple(
            self._remainder(hypothesis, before.of(hypothesis), kept.of(hypothesis), acting, end)
            for hypothesis in hypotheses
            if hypothesis is not None
        )
        union = self._remainder(None, before.union(), kept.union(before), acting, end)
        return Consequence(
            *(end, union, rows, tuple(self._additions(end, kept))),
            tuple(self._loops(union, rows)),
            before.complete and kept.complete and acting.complete,
        )
