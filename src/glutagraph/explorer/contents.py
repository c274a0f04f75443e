"""What the page knows, as JSON: the graph to draw, its views laid out, and all that is told of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..model import Claim, Entity, Stance
from .columns import COLUMNS, column_of
from .layout import Box, Link, Order, layered
from .links import HOSTS, link
from .pyvis_network import nodes_and_edges
from .wrapping import box_size, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..knowledge import Knowledge
    from ..model import Evidence, Source
    from .layout import Layout
    from .views import View, Views

Json: TypeAlias = dict[str, Any]

_FLOWING: Final = 30
"""Up to so many entities are laid out along their arrows, more in columns by kind."""

_SHAPES: Final = {
    Order.FLOW: (("x", 13), ("y", 6), ("y", 3)),
    Order.COLUMNS: (("x", 14), ("y", 3)),
}
"""Each view is laid out for wide windows, tall ones and telephones: the axis, boxes abreast."""


def contents(knowledge: Knowledge, views: Views) -> Json:
    """Everything that the page needs, of everything that it can show."""
    whole = views.whole
    nodes, edges = nodes_and_edges(knowledge, whole)
    told = _told(knowledge, whole)
    return {
        "title": views.title,
        "columns": [{"id": name, "label": label} for name, label in COLUMNS.items()],
        "hosts": HOSTS,
        "nodes": [node | {"lines": wrapped(node["label"])} for node in nodes],
        "edges": edges,
        "entities": {entity.id: _entity(knowledge, entity) for entity in whole.entities},
        "others": _others(knowledge, whole, told),
        "claims": {claim.id: _claim(knowledge, claim) for claim in told},
        "hypotheses": {name: h.label for name, h in sorted(knowledge.hypotheses.items())},
        "sources": {source.id: _source(source) for source in _sources(told)},
        "views": [_view(knowledge, view) for view in views.views],
        "opening": views.opening,
    }


def _told(knowledge: Knowledge, view: View) -> list[Claim]:
    """The claims of a view, those about its entities that are no arrows, and all these rest on."""
    shown = set(view.entities)
    told = {
        claim.id: claim
        for claim in knowledge.claims.values()
        if not claim.is_traversed and not shown.isdisjoint(_entities_of(claim))
    }
    waiting = [*view.claims, *told.values()]
    while waiting:
        claim = waiting.pop()
        told[claim.id] = claim
        against = (knowledge.claims[name] for name, _ in claim.against if name in knowledge.claims)
        subject = [claim.subject] if isinstance(claim.subject, Claim) else []
        waiting += [other for other in (*against, *subject) if other.id not in told]
    return [told[name] for name in sorted(told)]


def _entities_of(claim: Claim) -> set[Entity]:
    subject = claim.subject
    return {claim.object, *([subject] if isinstance(subject, Entity) else _entities_of(subject))}


def _others(knowledge: Knowledge, view: View, told: Iterable[Claim]) -> dict[str, str]:
    """The labels of entities that are told of and not drawn."""
    shown = {entity.id for entity in view.entities}
    mentioned = {entity for claim in told for entity in _entities_of(claim)}
    named = {name for entity in view.entities for _, name in entity.structure}
    found = {entity.id for entity in mentioned} | (named & knowledge.entities.keys())
    return {name: knowledge.entities[name].label for name in sorted(found - shown)}


def _entity(knowledge: Knowledge, entity: Entity) -> Json:
    predicates = knowledge.predicates
    return {
        "kind": knowledge.kinds[entity.kind].label,
        "synonyms": entity.synonyms,
        "description": entity.description,
        "identifiers": [link(identifier) for identifier in entity.identifiers],
        "structure": [
            [predicates[name].label if name in predicates else name, other]
            for name, other in entity.structure
        ],
    }


def _claim(knowledge: Knowledge, claim: Claim) -> Json:
    action = knowledge.actions.get(claim.action)
    return {
        "subject": claim.subject.id,
        "about": "claim" if isinstance(claim.subject, Claim) else "entity",
        "predicate": claim.predicate.label,
        "object": claim.object.id,
        "sign": int(claim.sign),
        "family": claim.family.value,
        "arrow": claim.is_traversed,
        "net": claim.net,
        "status": claim.status,
        "tier": _tier(claim.tier.id),
        "papers": len(claim.papers),
        "action": action.label if action else "",
        "respect": [entity.label for entity in claim.in_respect_of],
        "hypotheses": claim.hypotheses,
        "note": claim.note,
        "evidence": [_evidence(knowledge, item) for item in _in_order(claim)],
        "against": [_opponent(knowledge, *opposed) for opposed in claim.against],
    }


def _in_order(claim: Claim) -> list[Evidence]:
    """The evidence of a claim, the strongest first."""
    return sorted(claim.evidence, key=lambda item: (item.tier, item.source.id))


def _opponent(knowledge: Knowledge, name: str, axis: str) -> Json:
    """What speaks against a claim: a null finding, or a source among its own evidence."""
    return {"claim": name if name in knowledge.claims else "", "source": name, "axis": axis}


def _evidence(knowledge: Knowledge, item: Evidence) -> Json:
    return {
        "source": item.source.id,
        "stance": item.stance.value,
        "finding": item.finding,
        "method": item.method.label,
        "tier": _tier(item.tier.id),
        "context": [
            [axis, knowledge.context_label(axis, value)]
            for axis, value in item.context.stated().items()
        ],
        "locator": item.locator,
        "read_in": item.read_in.id,
    }


def _tier(name: str) -> str:
    return name.replace("-", " ")


def _sources(claims: Iterable[Claim]) -> list[Source]:
    items = [item for claim in claims for item in claim.evidence]
    found = {source for item in items for source in (item.source, item.read_in)}
    return sorted(found, key=lambda source: source.id)


def _source(source: Source) -> Json:
    return {
        "citation": source.label,
        "title": source.title,
        "journal": " ".join(filter(None, (source.journal, source.year))),
        "type": source.type,
        "links": [link(identifier) for identifier in source.identifiers],
    }


def _view(knowledge: Knowledge, view: View) -> Json:
    order = Order.FLOW if len(view.entities) <= _FLOWING else Order.COLUMNS
    ranks = {name: rank for rank, name in enumerate(COLUMNS)}
    columns = {e.id: ranks[column_of(knowledge, e)] for e in view.entities}
    links = [Link(c.id, c.subject.id, c.object.id, not c.net) for c in view.claims]
    links += [Link(gap.id, gap.start.id, gap.end.id, True) for gap in view.gaps]
    leaving = Counter(link.start for link in links)
    arriving = Counter(link.end for link in links)
    boxes = [
        Box(e.id, columns[e.id], *box_size(e.label), max(leaving[e.id], arriving[e.id]))
        for e in view.entities
    ]
    layouts = [layered(boxes, links, order, axis, abreast) for axis, abreast in _SHAPES[order]]
    return {
        "id": view.id,
        "label": view.label,
        "description": view.description,
        "group": view.group,
        "stances": _stances(knowledge, view),
        "layouts": [_layout(layout, boxes) for layout in layouts],
    }


def _stances(knowledge: Knowledge, view: View) -> dict[str, int]:
    """How many findings speak for the claims, against them, and neither; null findings are against."""
    items = [item for claim in view.claims for item in claim.evidence]
    names = {name for claim in view.claims for name, _ in claim.against}
    nulls = sum(len(knowledge.claims[name].evidence) for name in names & knowledge.claims.keys())
    counts = {stance.value: sum(item.stance is stance for item in items) for stance in Stance}
    counts[Stance.DISPUTES.value] += nulls
    return counts


def _layout(layout: Layout, boxes: Iterable[Box]) -> Json:
    least = {box.id: box.least for box in boxes}
    return {
        "axis": layout.axis,
        "length": round(layout.length, 1),
        "breadth": round(layout.breadth, 1),
        "layers": [
            {"at": round(layer.at, 1), "size": round(layer.size, 1), "column": layer.column}
            for layer in layout.layers
        ],
        "nodes": {
            name: [layer, round(at, 1), least[name]] for name, (layer, at) in layout.boxes.items()
        },
        "edges": {name: [round(at, 1) for at in ats] for name, ats in layout.links.items()},
    }
