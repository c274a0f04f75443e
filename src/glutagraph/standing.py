"""What speaks against a claim, and whether it speaks of the same circumstances.

A null finding is curated once, as a claim of its own. Here it meets the causal claims that join the
same two ends: where their contexts agree on every axis that both state, the causal claim is disputed;
else it is context-bound, with the axis that separates the two.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from .model import Claim, Evidence, Family, Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Agree = Callable[[str, str, str], bool]


def standing(claims: Mapping[str, Claim], agree: Agree) -> dict[str, Claim]:
    """The claims with their status and what speaks against them.

    `agree(axis, one, other)` says whether two values of a context axis can hold together.
    """
    nulls: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims.values():
        if claim.family is Family.NULL:
            nulls[claim.subject.iri, claim.object.iri].append(claim)
    judged = {
        name: _judged(claim, nulls[claim.subject.iri, claim.object.iri], agree)
        for name, claim in claims.items()
    }
    for name, claim in judged.items():
        if isinstance(claim.subject, Claim):
            judged[name] = replace(claim, subject=judged[claim.subject.id])
    return judged


def _judged(claim: Claim, nulls: list[Claim], agree: Agree) -> Claim:
    if claim.family is Family.DEFINITION:
        return claim
    against = tuple(sorted(set(_against(claim, nulls, agree))))
    return replace(claim, status=_status(claim, against), against=against)


def _status(claim: Claim, against: tuple[tuple[str, str], ...]) -> str:
    if not claim.items(Stance.SUPPORTS):
        return "refuted" if claim.items(Stance.DISPUTES) else "open"
    if any(axis == "" for _, axis in against):
        return "disputed"
    return "context-bound" if against else "supported"


def _against(claim: Claim, nulls: list[Claim], agree: Agree) -> Iterator[tuple[str, str]]:
    """(what speaks against, axis that separates it; empty where the contexts agree)."""
    supports = claim.items(Stance.SUPPORTS)
    for item in claim.items(Stance.DISPUTES):
        yield item.source.id, _separation(supports, item, agree)
    if claim.family is not Family.CAUSAL:
        return
    for null in nulls:
        separations = [_separation(supports, item, agree) for item in null.items(Stance.SUPPORTS)]
        if separations:
            yield null.id, min(separations)


def _separation(supports: tuple[Evidence, ...], against: Evidence, agree: Agree) -> str:
    """The first axis that keeps an item apart from all the support; empty if it meets any of it."""
    axes = [_first_difference(item, against, agree) for item in supports]
    return min(axes, default="")


def _first_difference(one: Evidence, other: Evidence, agree: Agree) -> str:
    here, there = one.context.stated(), other.context.stated()
    differing = (
        axis for axis in here if axis in there and not agree(axis, here[axis], there[axis])
    )
    return next(differing, "")
