"""What is on record beside an answer about an intervention: who really did it, and what is said to need
what was taken away. Neither has a part in the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .model import Claim, Entity, Experiment
from .scoring import that_held

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .consequences import WhatIf
    from .knowledge import Knowledge

_REQUIRES = "requires"


class Record(NamedTuple):
    """What is on record of one outcome."""

    experiments: tuple[Experiment, ...]
    """Those that held low all that was held low, and measured the outcome."""
    requirements: tuple[Claim, ...]
    """Claims that the drug's effect on the outcome requires something of it."""


def recorded(knowledge: Knowledge, answer: WhatIf) -> dict[Entity, Record]:
    """The record of each outcome of an answer, where there is any and all that was done is holding low.

    Requirements are not looked for among imported claims, of which there may be millions.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> done = glutagraph.block(knowledge, "mtorc1")
    >>> answer = glutagraph.what_if(knowledge, "ketamine", "antidepressant-like-effect", done)
    >>> [[one.id for one in record.experiments] for record in recorded(knowledge, answer).values()]
    [['rapamycin-ketamine-antidepressant-like-effect']]
    """
    low = {one.node for one in answer.interventions if one.node and one.to == "low"}
    if not low or any(one.to != "low" for one in answer.interventions):
        return {}
    records = {
        one.end: Record(
            tuple(that_held(knowledge, low, answer.start, one.end)),
            tuple(_requirements(knowledge, low, answer.start, one.end)),
        )
        for one in answer.consequences
    }
    return {end: record for end, record in records.items() if any(record)}


def _requirements(
    knowledge: Knowledge, low: set[Entity], drug: Entity | None, outcome: Entity
) -> Iterator[Claim]:
    for claim in () if knowledge.imported else knowledge.claims.values():
        effect = claim.subject
        if (
            claim.predicate.id == _REQUIRES
            and claim.object in low
            and isinstance(effect, Claim)
            and (effect.subject, effect.object) == (drug, outcome)
        ):
            yield claim
