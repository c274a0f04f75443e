"""Where the graph speaks against itself: both sides of each matter, and what sets them apart.

Three sorts: something *speaks against* a claim (a null finding, disputing evidence); two claims move
the same object in *opposite directions*; one says that an effect *requires* what another says it
does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

from .model import Claim, Family, Sign, Stance
from .vocabulary import CONTEXT_AXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .knowledge import Knowledge
    from .model import Evidence


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A claim, what stands against it, and the context in which the two differ."""

    claim: Claim
    other: Claim | None
    """The claim that stands against it; None where evidence of its own disputes it."""
    sort: str
    """`null finding`, `disputed`, `opposite` or `requirement`."""
    for_it: tuple[Evidence, ...]
    against_it: tuple[Evidence, ...]
    differs_in: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    """(axis, values on the one side, values on the other): the axes that set items of the two sides
    apart; none where two items agree on every axis that both state."""

    @property
    def id(self) -> str:
        """The claim's name."""
        return self.claim.id


def contradictions(knowledge: Knowledge) -> tuple[Contradiction, ...]:
    """Every contradiction, in the order of the claims.

    >>> import glutagraph
    >>> found = contradictions(glutagraph.load())
    >>> next(one.other.id for one in found if one.id == "2r-6r-hnk.inhibits.nmda-receptor")
    '2r-6r-hnk.does-not-affect.nmda-receptor'
    """
    found = [*_spoken_against(knowledge), *_opposed(knowledge)]
    return tuple(
        sorted(found, key=lambda one: (one.id, one.sort, one.other.id if one.other else ""))
    )


def _spoken_against(knowledge: Knowledge) -> Iterator[Contradiction]:
    for claim in (one for one in knowledge.claims.values() if one.support):
        for by, _ in claim.against:
            if null := knowledge.claims.get(by):
                yield _contradiction(claim, null, "null finding", null.support, knowledge)
        if disputing := claim.items(Stance.DISPUTES):
            yield _contradiction(claim, None, "disputed", disputing, knowledge)


def _opposed(knowledge: Knowledge) -> Iterator[Contradiction]:
    """Pairs of claims between the same two ends of which one says the contrary of the other."""
    ends: dict[tuple[str, str], list[Claim]] = {}
    for claim in knowledge.claims.values():
        if claim.status not in ("open", "refuted"):
            ends.setdefault((claim.subject.iri, claim.object.iri), []).append(claim)
    for group in ends.values():
        for one, other in combinations(group, 2):
            if sort := _opposition(one, other):
                yield _contradiction(one, other, sort, other.support, knowledge)


def _opposition(one: Claim, other: Claim) -> str:
    """What sets two claims between the same ends against each other; empty where nothing does."""
    families = {one.family, other.family}
    if families == {Family.CAUSAL} and one.sign * other.sign is Sign.NEGATIVE:
        return "opposite"
    if families == {Family.DEPENDENCY} and "requires" in {one.predicate.id, other.predicate.id}:
        return "requirement"
    return ""


def _contradiction(
    claim: Claim,
    other: Claim | None,
    sort: str,
    against: tuple[Evidence, ...],
    knowledge: Knowledge,
) -> Contradiction:
    differs = tuple(_differences(claim.support, against, knowledge))
    return Contradiction(claim, other, sort, claim.support, against, differs)


def _differences(
    one: tuple[Evidence, ...], other: tuple[Evidence, ...], knowledge: Knowledge
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    here: dict[str, dict[str, None]] = {}
    there: dict[str, dict[str, None]] = {}
    for item, opposed in product(one, other):
        apart = list(_axes_apart(item, opposed, knowledge))
        if not apart:
            return
        for axis in apart:
            here.setdefault(axis, {})[item.context.on(axis)] = None
            there.setdefault(axis, {})[opposed.context.on(axis)] = None
    for axis in (axis for axis in CONTEXT_AXES if axis in here):
        yield axis, tuple(here[axis]), tuple(there[axis])


def _axes_apart(one: Evidence, other: Evidence, knowledge: Knowledge) -> Iterator[str]:
    for axis, value in one.context.stated().items():
        opposed = other.context.on(axis)
        if opposed and not knowledge.agree(axis, value, opposed):
            yield axis
