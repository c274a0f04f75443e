"""What some of those compared have in common, and what each has to itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Generic, TypeAlias, TypeVar

from ..model import Claim, Entity, Hypothesis

_Named = TypeVar("_Named", Claim, Entity)
Compared: TypeAlias = Entity | Hypothesis


@dataclass(frozen=True, slots=True)
class Held(Generic[_Named]):
    """What some of those compared have, and the others have not."""

    holders: tuple[Compared, ...]
    things: tuple[_Named, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted on directly, by any of those compared."""

    entity: Entity
    actions: tuple[tuple[Claim, ...], ...]
    """The direct claims of each, in the order of those compared."""
    nulls: tuple[tuple[Claim, ...], ...]
    """What each was found not to affect."""
    differs: str
    """`opposite` where one raises and another lowers it, `sign` where a direction is only known of
    some, `null` where it was looked for in another and not found, `action` where only the verb or
    the stated action differs; empty where all that act on it do the same."""


def held(
    compared: Sequence[Compared], sides: Sequence[Mapping[_Named, int]]
) -> tuple[Held[_Named], ...]:
    """Things by who has them: what most have first. In a group by the least place, then by name."""
    groups: dict[tuple[int, ...], list[_Named]] = {}
    for thing in {thing: None for side in sides for thing in side}:
        holders = tuple(place for place, side in enumerate(sides) if thing in side)
        groups.setdefault(holders, []).append(thing)
    return tuple(
        Held(
            tuple(compared[place] for place in holders),
            tuple(sorted(things, key=lambda one: (_least(one, sides), one.id))),
        )
        for holders, things in sorted(groups.items(), key=lambda group: (-len(group[0]), group[0]))
    )


def _least(thing: _Named, sides: Sequence[Mapping[_Named, int]]) -> int:
    return min(side[thing] for side in sides if thing in side)


def targets(
    actions: Sequence[Sequence[Claim]], nulls: Sequence[Sequence[Claim]]
) -> Iterator[Target]:
    """What is acted on, by whom and how: what most act on first."""
    entities = {claim.object for claims in actions for claim in claims}
    told = {
        entity: [
            tuple(tuple(c for c in cs if c.object == entity) for cs in sides)
            for sides in (actions, nulls)
        ]
        for entity in entities
    }
    for entity in sorted(entities, key=lambda one: (-sum(map(bool, told[one][0])), one.id)):
        acting, null = told[entity]
        yield Target(entity, acting, null, _difference(acting, null))


def _difference(actions: Sequence[Sequence[Claim]], nulls: Sequence[Sequence[Claim]]) -> str:
    """How those that act on one thing differ: see `Target`."""
    acting = [claims for claims in actions if claims]
    signs = [{int(claim.sign) for claim in claims} for claims in acting]
    if any(one != signs[0] for one in signs):
        is_opposite = any(1 in one and -1 in other for one, other in permutations(signs, 2))
        return "opposite" if is_opposite else "sign"
    if any(null and not own for own, null in zip(actions, nulls, strict=True)):
        return "null"
    verbs = [{claim.predicate.id for claim in claims} for claims in acting]
    kinds = [{claim.action for claim in claims if claim.action} for claims in acting]
    stated = [kind for kind in kinds if kind]
    alike = all(one == verbs[0] for one in verbs) and all(one == stated[0] for one in stated)
    return "" if alike else "action"
