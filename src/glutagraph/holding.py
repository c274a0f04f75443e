"""What is held when something is blocked, knocked out or clamped, and what is cut?

An intervention by name becomes the nodes that it holds, each at a level, and the claims that it cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .consequences import Intervention
from .errors import GlutagraphError
from .model import Claim, Entity, Family, Sign

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .knowledge import Knowledge

LEVELS = ("low", "high", "baseline")


class InterventionError(GlutagraphError):
    """An intervention that does nothing or contradicts another."""

    exit_code = 2


def block(knowledge: Knowledge, name: str) -> tuple[Intervention, ...]:
    """Hold a node low, with every pool and state of it; or give a blocker, which is a drug or a variant.

    A blocker holds low what its direct claims lower, and its other arrows act too. Raises
    InterventionError for one that lowers nothing.

    >>> import glutagraph
    >>> acts = block(glutagraph.load(), "rapamycin")
    >>> [(act.node.id, act.to, act.compound.id) for act in acts]
    [('mtorc1', 'low', 'rapamycin')]
    """
    entity = knowledge.entity(name)
    if not any(knowledge.kind_holds(kind, entity) for kind in ("drug", "gene-variant")):
        return tuple(Intervention("block", node, "low") for node in knowledge.within(entity))
    lowered = {
        node: None
        for claim in knowledge.claims_by(entity)
        if _lowers(claim)
        for node in knowledge.within(claim.object)
    }
    if not lowered:
        raise InterventionError(
            f"no direct claim says that {entity.id} lowers anything; block what it acts on, or add it"
        )
    return tuple(Intervention("block", node, "low", compound=entity) for node in lowered)


def _lowers(claim: Claim) -> bool:
    is_arrow = claim.family is Family.CAUSAL and claim.is_traversed
    return is_arrow and not claim.net and claim.sign is Sign.NEGATIVE


def knock_out(knowledge: Knowledge, name: str, cell: str = "") -> tuple[Intervention, ...]:
    """Hold a node low with all its pools, states and aspects, and whatever needs it as a subunit; in one
    type of cell, without the pools that are in another, and what is part of those.

    >>> import glutagraph
    >>> acts = knock_out(glutagraph.load(), "NMDAR", "pyramidal-neuron")
    >>> "interneuron-nmda-receptor" in [act.node.id for act in acts]
    False
    """
    entity = knowledge.entity(name)
    wanted = knowledge.place("cell-type", cell).id if cell else ""
    needing = [knowledge.entities[o] for p, o in entity.structure if p == "subunit-of"]
    parts = ("pool-of", "state-of", "aspect-of")
    nodes = dict.fromkeys(n for one in (entity, *needing) for n in knowledge.within(one, parts))
    elsewhere = [node for node in nodes if wanted and _is_elsewhere(knowledge, node, wanted)]
    spared = {node for one in elsewhere for node in knowledge.within(one, parts)}
    return tuple(Intervention("knock-out", node, "low") for node in nodes if node not in spared)


def _is_elsewhere(knowledge: Knowledge, entity: Entity, cell: str) -> bool:
    """Whether an entity is located in types of cell, and in none that lies within the one named."""
    places = [other for predicate, other in entity.structure if predicate == "located-in"]
    cells = [p for p in places if knowledge.kind_holds("cell-type", knowledge.entities[p])]
    return bool(cells) and not any(knowledge.holds("cell-type", cell, one) for one in cells)


def clamp(knowledge: Knowledge, name: str, level: str) -> tuple[Intervention, ...]:
    """Hold one node at a level; its baseline only cuts what acts on it.

    Raises InterventionError for a level that there is not.

    >>> import glutagraph
    >>> [act.to for act in clamp(glutagraph.load(), "mTORC1", "baseline")]
    ['baseline']
    """
    if level not in LEVELS:
        raise InterventionError(f"'{level}' is not a level; one of {', '.join(LEVELS)}")
    return (Intervention("clamp", knowledge.entity(name), level),)


def cut(knowledge: Knowledge, name: str) -> tuple[Intervention, ...]:
    """Take one claim away.

    >>> import glutagraph
    >>> [act.act for act in cut(glutagraph.load(), "ketamine.blocks.nmda-receptor")]
    ['cut']
    """
    return (Intervention("cut", claim=knowledge.claim(name)),)


def held_by(interventions: Iterable[Intervention]) -> dict[Entity, str]:
    """The nodes that are held, each with its level; one that is held twice must be so at one level.

    Raises InterventionError for one that is held at two.
    """
    held: dict[Entity, str] = {}
    for one in interventions:
        if one.node is not None and held.setdefault(one.node, one.to) != one.to:
            raise InterventionError(
                f"{one.node.id} cannot be held both {held[one.node]} and {one.to}; choose one"
            )
    return held
