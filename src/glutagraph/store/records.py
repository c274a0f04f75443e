"""Entities, sources and claims as rows of JSON, and back; what evidence makes of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..model import (
    Claim,
    Context,
    Entity,
    Family,
    Identifier,
    Source,
    Stance,
    Tier,
)
from ..rows import read_item
from ..vocabulary import CLAIM, CONTEXT_AXES, ENTITY, SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..model import Contents, Predicate, Term

Row = list[Any]
FILTERED = ("species", "region", "cell-type", "timing")
"""The axes by which a search is confined, or along which paths conflict."""
Signature = tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]
"""What a claim states on each axis of `FILTERED`, and what it leaves open there."""


_ANY = Context()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of evidence as a writer is given it; names are slugs. Without a source it is the graph's
    own word, without a method that is not stated."""

    source: str = ""
    finding: str = ""
    stance: Stance = Stance.SUPPORTS
    method: str = ""
    locator: str = ""
    read_in: str = ""
    context: Context = _ANY
    note: str = ""


class Judged(NamedTuple):
    """What evidence makes of a claim: how it stands, how strong it is, where it holds."""

    status: str
    tier: int
    signature: Signature


def item_row(item: Item) -> Row:
    """An item as a row."""
    return [
        *(item.source, item.stance.value, item.finding, item.method, item.locator, item.read_in),
        *([item.context.on(axis) for axis in CONTEXT_AXES], item.note),
    ]


def judged(items: Sequence[Row], family: Family, methods: Mapping[str, Term]) -> Judged:
    """What items make of a claim, by their stances and methods alone."""
    by_stance: dict[str, list[Row]] = {stance.value: [] for stance in Stance}
    for item in items:
        by_stance[item[1]].append(item)
    supporting, against, left = by_stance.values()
    status = "supported"
    if family is Family.DEFINITION:
        status = "definition"
    elif against:
        status = "disputed" if supporting else "refuted"
    elif left and not supporting:
        status = "open"
    tier = min((int(methods[item[3]].tier) for item in supporting), default=int(Tier.PROPOSAL))
    if family is Family.DEFINITION:
        tier = int(Tier.DEFINITION)
    return Judged(status, tier, signature(supporting, left))


def signature(supporting: Iterable[Row], left: Iterable[Row]) -> Signature:
    """What some items bind a claim to, and leave open: one that does not state an axis frees it."""
    places = [CONTEXT_AXES.index(axis) for axis in FILTERED]
    bound = [{item[6][place] for item in supporting} for place in places]
    opened = [{item[6][place] for item in left} - {""} for place in places]
    return (
        tuple(() if "" in values else tuple(sorted(values)) for values in bound),
        tuple(tuple(sorted(values)) for values in opened),
    )


def entity_row(entity: Entity) -> Row:
    """An entity as a row; its id is kept apart."""
    return [
        *(entity.label, entity.kind, entity.synonyms, entity.description),
        *([[i.curie, i.match] for i in entity.identifiers], entity.structure),
        *(entity.retired, entity.replaced_by),
    ]


def entity_of(slug: str, row: Row) -> Entity:
    """The entity of a row."""
    label, kind, synonyms, description, identifiers, structure, retired, replaced_by = row
    return Entity(
        *(ENTITY + slug, label, kind, tuple(synonyms), description, _identifiers(identifiers)),
        *(tuple(map(tuple, structure)), retired, replaced_by),
    )


def source_row(source: Source) -> Row:
    """A source as a row; its id is kept apart."""
    return [
        *(source.label, source.title, source.year, source.journal, source.type),
        *([[i.curie, i.match] for i in source.identifiers], source.note, source.first_author),
    ]


def source_of(slug: str, row: Row) -> Source:
    """The source of a row."""
    label, title, year, journal, sort, identifiers, note, first_author = row
    known = _identifiers(identifiers)
    return Source(SOURCE + slug, label, title, year, journal, sort, known, note, first_author)


def claim_row(items: Sequence[Row], claim: Claim | None = None) -> Row:
    """The evidence of a claim and what few claims have besides. What disputes one is told by source."""
    if claim is None:
        disputing = [item[0] for item in items if item[1] == Stance.DISPUTES.value]
        return [[*items], [], "", [], "", [[one, ""] for one in dict.fromkeys(disputing)]]
    respects = [entity.id for entity in claim.in_respect_of]
    return [[*items], claim.hypotheses, claim.action, respects, claim.note, claim.against]


def merged(rows: Sequence[Row]) -> Row:
    """One claim that was said several times: its items, each once."""
    first, *others = rows
    items = list({repr(item): item for row in rows for item in row[0]}.values())
    held = list(dict.fromkeys(name for row in rows for name in row[1]))
    against = list({repr(one): one for row in rows for one in row[5]}.values())
    note = next(filter(None, (row[4] for row in rows)), "")
    action = next(filter(None, (row[2] for row in rows)), "")
    respects = list(dict.fromkeys(name for row in rows for name in row[3]))
    return [items, held, action, respects, note, against] if others else first


def claim_of(
    contents: Contents,
    subject: Entity | Claim,
    predicate: Predicate,
    object_: Entity,
    row: Row,
    net: bool,
    status: str,
) -> Claim:
    """The claim of a row."""
    items, held, action, respects, note, against = row
    return Claim(
        *(CLAIM + f"{subject.id}.{predicate.id}.{object_.id}", subject, predicate, object_),
        tuple(read_item(contents, item) for item in items),
        *(tuple(held), net, action, tuple(contents.entities[slug] for slug in respects)),
        *(note, status, tuple(map(tuple, against))),
    )


def _identifiers(rows: Iterable[Row]) -> tuple[Identifier, ...]:
    return tuple(Identifier(curie, match) for curie, match in rows)
