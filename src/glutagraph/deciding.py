"""Which experiment would tell two hypotheses apart?

Every node on a route of either is blocked in thought, under each hypothesis alone. Where the two predict
different things, the experiment decides between them: the sharper the difference, the better, and
better still with a compound at hand. What has been done already is told with its result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .consequences import Intervention
from .errors import GlutagraphError
from .intervening import Asked
from .limits import UNLIMITED, Limits, named
from .model import Claim, Entity, Experiment, Family, Hypothesis, Sign, Tier
from .routes import AllRoutes
from .scoring import that_held
from .tracing import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .knowledge import Knowledge

_LEFT = {"abolished": 0, "reduced": 1, "unchanged": 2}
_ALONE = {"decreases": -1, "none": 0, "increases": 1}


class UndecidableError(GlutagraphError):
    """Two hypotheses between which no block of a node decides."""

    exit_code = 1


class SameHypothesisError(GlutagraphError):
    """One hypothesis, named twice."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a hypothesis predicts of a block."""

    remains: str
    """What is left of the drug's effect: see `Remainder`."""
    alone: str
    """What the block does by itself: a verdict."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A block that two hypotheses predict differently."""

    node: Entity
    drug: Entity
    outcome: Entity
    one: Prediction
    other: Prediction
    sharpness: int
    """How far the two lie apart: 2 for abolished against unchanged, 1 for reduced against either, and
    the same again for what the block does by itself (2 for opposite signs, 1 for an effect or none)."""
    compounds: tuple[Entity, ...]
    """What lowers the node directly, other than the drug itself."""
    unselective: tuple[Entity, ...]
    """What lowers the group that the node is a pool of, and so its other pools, too."""
    experiments: tuple[Experiment, ...]
    """Those that held the node low and measured this outcome."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """The experiments that would tell two hypotheses apart, the sharpest first."""

    one: Hypothesis
    other: Hypothesis
    decisions: tuple[Decision, ...]


def decide(
    knowledge: Knowledge,
    one: str | Hypothesis,
    other: str | Hypothesis,
    *,
    drug: str = "",
    outcome: str = "",
    limits: Limits = UNLIMITED,
) -> Decisions:
    """The blocks of a node that two hypotheses predict differently, the sharpest first.

    Without a drug or an outcome, every drug and outcome that both hypotheses join. Raises
    UndecidableError where they have none in common, SameHypothesisError where they are one.

    >>> import glutagraph
    >>> found = decide(glutagraph.load(), "disinhibition", "spontaneous-transmission")
    >>> {decision.drug.id for decision in found.decisions}
    {'ketamine'}
    """
    sides = [knowledge.hypothesis(h) if isinstance(h, str) else h for h in (one, other)]
    if sides[0] == sides[1]:
        raise SameHypothesisError(f"{sides[0].id} is one hypothesis; name another beside it")
    routes, limits = AllRoutes(knowledge), named(knowledge, limits)
    drugs = [knowledge.entity(drug)] if drug else list(_drugs(knowledge))
    ends = ends_of(knowledge, knowledge.entity(outcome)) if outcome else list(_outcomes(knowledge))
    found = [
        decision
        for start in drugs
        for end in ends
        for decision in _between(routes, sides, start, end, limits)
    ]
    if not found:
        asked = f" from {drugs[0].id}" if drug else ""
        raise UndecidableError(
            f"no block of a node tells {sides[0].id} from {sides[1].id}: they lead{asked} to no outcome"
            " in common, or predict the same; 'glutagraph trace DRUG' shows what each leads to"
        )
    return Decisions(sides[0], sides[1], tuple(sorted(found, key=_rank)))


def _rank(decision: Decision) -> tuple[object, ...]:
    ends = (decision.drug.id, decision.outcome.id, decision.node.id)
    return (-decision.sharpness, not decision.compounds, bool(decision.experiments), *ends)


def _drugs(knowledge: Knowledge) -> Iterator[Entity]:
    """Whatever can be given: drugs, and not their classes."""
    for entity in knowledge.entities.values():
        if knowledge.kind_holds("drug", entity) and entity.kind != "drug-class":
            yield entity


def _outcomes(knowledge: Knowledge) -> Iterator[Entity]:
    for entity in knowledge.entities.values():
        if knowledge.kind_holds("outcome", entity):
            yield entity


def _between(
    routes: AllRoutes, sides: list[Hypothesis], drug: Entity, end: Entity, limits: Limits
) -> Iterator[Decision]:
    """The blocks that decide between two hypotheses about one drug and one outcome."""
    own = [replace(limits, hypothesis=side.id) for side in sides]
    paths = [_nodes(routes, side, drug, end, mine) for side, mine in zip(sides, own, strict=True)]
    if not all(paths):
        return
    for node in sorted(set().union(*paths) - {drug, end}, key=lambda entity: entity.id):
        if routes.knowledge.kinds[node.kind].column == "drug":
            continue  # what the body makes of a drug is not blocked but kept from being made
        one, other = (_predicted(routes, drug, end, node, mine) for mine in own)
        if sharpness := _apart(one, other):
            knowledge = routes.knowledge
            groups = {knowledge.entities[o] for p, o in node.structure if p == "pool-of"}
            compounds = _lowering(knowledge, {node}, drug)
            unselective = tuple(c for c in _lowering(knowledge, groups, drug) if c not in compounds)
            done = tuple(that_held(knowledge, {node}, drug, end))
            predictions = (one, other, sharpness)
            yield Decision(node, drug, end, *predictions, compounds, unselective, done)


def _nodes(
    routes: AllRoutes, side: Hypothesis, drug: Entity, end: Entity, limits: Limits
) -> set[Entity]:
    """The nodes on the routes of a hypothesis; an opposite name of an outcome is no other outcome."""
    under = dict(routes.of(drug, limits).found(end).under)
    whole = (path for path in under.get(side, ()) if path[-1].tier != Tier.DEFINITION)
    return {routes.knowledge.index.nodes[arrow.end] for path in whole for arrow in path}


def _predicted(
    routes: AllRoutes, drug: Entity, end: Entity, node: Entity, limits: Limits
) -> Prediction:
    asked = Asked(routes, drug, (Intervention("block", node, "low"),), (), limits)
    rows = asked.of(end).hypotheses
    return Prediction(rows[0].remains, rows[0].alone)


def _apart(one: Prediction, other: Prediction) -> int:
    """How sharply two predictions differ; what is ambiguous decides nothing."""
    apart = 0
    if one.remains in _LEFT and other.remains in _LEFT:
        apart += abs(_LEFT[one.remains] - _LEFT[other.remains])
    if one.alone in _ALONE and other.alone in _ALONE:
        apart += abs(_ALONE[one.alone] - _ALONE[other.alone])
    return apart


def _lowering(knowledge: Knowledge, nodes: set[Entity], drug: Entity) -> tuple[Entity, ...]:
    """The drugs with a direct claim to lower any of some nodes, tool compounds first."""
    found = {
        claim.subject
        for claim in knowledge.claims.values()
        if claim.object in nodes
        and isinstance(claim.subject, Entity)
        and claim.subject != drug
        and knowledge.kind_holds("drug", claim.subject)
        and _lowers_directly(claim)
    }
    return tuple(sorted(found, key=lambda entity: (entity.kind != "tool-compound", entity.id)))


def _lowers_directly(claim: Claim) -> bool:
    is_arrow = claim.family is Family.CAUSAL and claim.is_traversed and not claim.net
    return is_arrow and claim.sign is Sign.NEGATIVE
