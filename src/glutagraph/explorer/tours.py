"""A hypothesis as a tour: its best route from a drug to an outcome, a sentence for each step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..limits import Limits
from ..model import Entity, Stance
from ..routes import AllRoutes
from ..search import Budget
from ..text import claim_text
from .columns import column_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..answers import Path
    from ..knowledge import Knowledge
    from ..model import Claim, Hypothesis

LONGEST = 8
_LONG_ENOUGH = 4
_BUDGET = 4_000


def tour(knowledge: Knowledge, hypothesis: Hypothesis) -> list[tuple[Claim, str]]:
    """Its steps with what was found at each: four to eight where the hypothesis has so many.

    A route that is short, or none at all, is filled up with other steps. Drugs come before stress and
    the like, ketamine before other drugs, since hypotheses are about it first.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> [claim.object.id for claim, _ in tour(knowledge, knowledge.hypothesis("disinhibition"))][:2]
    ['interneuron-nmda-receptor', 'gaba-interneuron-activity']
    """
    claims = [c for c in knowledge.claims_of(hypothesis) if c.is_traversed]
    ends = {end for claim in claims for end in (claim.subject, claim.object)}
    entities = sorted((e for e in ends if isinstance(e, Entity)), key=lambda entity: entity.id)
    starts = [e for e in entities if column_of(knowledge.kinds[e.kind]) == "drug"]
    outcomes = [e for e in entities if column_of(knowledge.kinds[e.kind]) == "outcome"]
    chosen = min(
        _routes(knowledge, hypothesis, starts, outcomes),
        key=partial(_worth, knowledge),
        default=None,
    )
    steps = chosen.claims if chosen else ()
    begin = starts or _first(claims)
    others = [claim for claim in _in_order(claims, begin) if claim not in steps]
    missing = (_LONG_ENOUGH if steps else LONGEST) - len(steps)
    steps += tuple(others[: max(missing, 0)])
    return [(claim, sentence(claim)) for claim in steps]


def _first(claims: list[Claim]) -> list[Entity]:
    """Of what no claim leads to, that from which most is reached."""
    reached = {claim.object for claim in claims}
    subjects = {claim.subject for claim in claims if isinstance(claim.subject, Entity)}
    found = sorted(subjects - reached, key=lambda entity: entity.id)
    return sorted(found, key=lambda entity: -len(_distances(claims, [entity])))[:1]


def _in_order(claims: list[Claim], starts: list[Entity]) -> list[Claim]:
    """Claims from where one starts onward, end results last."""
    far, last = _distances([claim for claim in claims if not claim.net], starts), len(claims)
    return sorted(claims, key=lambda c: (c.net, far.get(c.subject, last), c.tier, c.id))


def _distances(claims: list[Claim], starts: list[Entity]) -> dict[Entity | Claim, int]:
    """How many claims away from a start everything lies."""
    far: dict[Entity | Claim, int] = dict.fromkeys(starts, 0)
    for here in (waiting := [*starts]):
        for claim in claims:
            if claim.subject == here and claim.object not in far:
                far[claim.object] = far[here] + 1
                waiting.append(claim.object)
    return far


def _routes(
    knowledge: Knowledge, hypothesis: Hypothesis, starts: list[Entity], outcomes: list[Entity]
) -> Iterator[Path]:
    every = AllRoutes(knowledge)
    limits = Limits(hypothesis=hypothesis.id, max_steps=LONGEST)
    for start in starts:
        routes = every.of(start, limits)
        for end in outcomes:
            for arrows in routes.under(hypothesis, end, Budget(_BUDGET)):
                yield routes.path(arrows)


def _worth(knowledge: Knowledge, path: Path) -> tuple[object, ...]:
    """What tours are chosen by: a drug, no end results, long enough, ketamine, then as paths rank."""
    start = path.claims[0].subject
    nets = sum(claim.net for claim in path.claims)
    is_short = len(path.steps) < _LONG_ENOUGH
    return (
        not (isinstance(start, Entity) and knowledge.kind_holds("drug", start)),
        nets > 0,
        is_short,
        start.id != "ketamine",
        -len(path.steps) if is_short else 0,
        path.rank,
    )


def sentence(claim: Claim) -> str:
    """What was found, by the strongest evidence for a claim; a definition says itself."""
    found = sorted(claim.items(Stance.SUPPORTS), key=lambda item: (item.tier, item.source.id))
    return found[0].finding if found else f"{claim_text(claim)}."
