"""What the page knows, as JSON: the graph, all that is told of it, and the opening view laid out.

What is false, empty, zero or the default is left out, as in the golden cases that the page is held to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..model import Claim, Entity, Family, Stance, Tier
from .clinical import clinical, sources_of_views
from .columns import COLUMNS, column_of
from .layout import Box, Link, Order, layered
from .links import HOSTS, link
from .pyvis_network import nodes_and_edges
from .tours import tour
from .wrapping import box_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..knowledge import Knowledge
    from ..model import Evidence, Hypothesis, Kind, Source, Term
    from .layout import Layout
    from .parts import Opening, Part

Json: TypeAlias = dict[str, Any]

_FLOWING: Final = 30
"""Up to so many entities are laid out along their arrows, more in columns by kind."""

_SHAPES: Final = {
    Order.FLOW: (("x", 13), ("y", 6), ("y", 3)),
    Order.COLUMNS: (("x", 14), ("y", 3)),
}
"""Each view is laid out for wide windows, tall ones and telephones: the axis, boxes abreast."""


def contents(knowledge: Knowledge, part: Part, opening: Opening) -> Json:
    """Everything that the page needs."""
    entities, claims = part.entities, part.claims
    predicates = {claim.predicate.id: claim.predicate for claim in claims}
    sources = _sources(claims) | sources_of_views(knowledge)
    nodes, edges = nodes_and_edges(knowledge, entities, claims)
    return {
        "title": part.title,
        **_about(knowledge),
        "hosts": HOSTS,
        "columns": [{"id": name, "label": label} for name, label in COLUMNS.items()],
        "kinds": {name: _kind(kind) for name, kind in sorted(knowledge.kinds.items())},
        "relations": {name: p.label for name, p in sorted(knowledge.predicates.items())},
        "tiers": [tier.id.replace("-", " ") for tier in sorted(Tier)],
        "terms": {name: _term(term) for name, term in sorted(knowledge.contexts.items())},
        "actions": {name: term.label for name, term in sorted(knowledge.actions.items())},
        "predicates": {
            name: {"label": predicates[name].label, "family": predicates[name].family.value}
            for name in sorted(predicates)
        },
        "entities": {entity.id: _entity(knowledge, entity) for entity in entities},
        "hypotheses": {
            name: _hypothesis(knowledge, hypothesis)
            for name, hypothesis in sorted(knowledge.hypotheses.items())
        },
        "claims": {claim.id: _claim(claim) for claim in claims},
        "drawn": {"nodes": nodes, "edges": edges},
        "sources": {
            source.id: _source(source) for source in sorted(sources, key=lambda source: source.id)
        },
        **clinical(knowledge),
        "opening": {
            "state": opening.state,
            "core": [claim.id for claim in opening.core],
            "layouts": layouts(knowledge, opening.core),
            "answer": opening.answer,
        },
        "left_out": part.left_out,
    }


def _stated(facts: Mapping[str, Any]) -> Json:
    """What says something: no blanks, zeros and empty lists."""
    return {name: value for name, value in facts.items() if value}


def _about(knowledge: Knowledge) -> Json:
    from .. import __version__
    from ..location import graph_version, shipped_graph

    is_shipped = knowledge.places == (shipped_graph(),)
    return {"version": __version__, "knowledge": graph_version() if is_shipped else ""}


def _kind(kind: Kind) -> Json:
    return _stated({"label": kind.label, "column": column_of(kind), "broader": kind.broader})


def _term(term: Term) -> Json:
    return _stated({"axis": term.axis, "label": term.label, "broader": term.broader})


def _entity(knowledge: Knowledge, entity: Entity) -> Json:
    is_variant = knowledge.kind_holds("gene-variant", entity)
    return _stated(
        {
            "label": entity.label,
            "kind": entity.kind,
            "exposure": knowledge.kinds[entity.kind].column == "drug",
            "blocker": is_variant or knowledge.kind_holds("drug", entity),
            "outcome": knowledge.kinds[entity.kind].column == "outcome",
            "synonyms": entity.synonyms,
            "description": entity.description,
            "identifiers": [link(identifier) for identifier in entity.identifiers],
            "structure": entity.structure,
        }
    )


def _hypothesis(knowledge: Knowledge, hypothesis: Hypothesis) -> Json:
    return _stated(
        {
            "label": hypothesis.label,
            "description": hypothesis.description,
            "includes": hypothesis.includes,
            "rivals": hypothesis.rivals,
            "module": hypothesis.is_module,
            "proposed_by": [source.id for source in hypothesis.proposed_by],
            "tour": [
                {"claim": claim.id, "sentence": sentence}
                for claim, sentence in tour(knowledge, hypothesis)
            ],
        }
    )


def _claim(claim: Claim) -> Json:
    return _stated(
        {
            "subject": claim.subject.id,
            "predicate": claim.predicate.id,
            "object": claim.object.id,
            "family": "" if claim.family is Family.CAUSAL else claim.family.value,
            "sign": int(claim.sign),
            "net": claim.net,
            "hypotheses": claim.hypotheses,
            "status": "" if claim.status == "supported" else claim.status,
            "papers": len(claim.papers),
            "action": claim.action,
            "respect": [entity.id for entity in claim.in_respect_of],
            "note": claim.note,
            "evidence": [_evidence(item) for item in claim.evidence],
            "against": [_stated({"by": name, "axis": axis}) for name, axis in claim.against],
        }
    )


def _evidence(item: Evidence) -> Json:
    return _stated(
        {
            "source": item.source.id,
            "read_in": "" if item.read_in == item.source else item.read_in.id,
            "stance": "" if item.stance is Stance.SUPPORTS else item.stance.value,
            "tier": int(item.tier),
            "context": item.context.stated(),
            "finding": item.finding,
            "method": item.method.label,
            "locator": item.locator,
            "note": item.note,
        }
    )


def _sources(claims: Iterable[Claim]) -> set[Source]:
    items = [item for claim in claims for item in claim.evidence]
    return {source for item in items for source in (item.source, item.read_in)}


def _source(source: Source) -> Json:
    ids = (identifier.curie.partition(":") for identifier in source.identifiers)
    return _stated(
        {
            "citation": source.label,
            "title": source.title,
            "journal": source.journal,
            "year": source.year,
            "first_author": source.first_author,
            "type": source.type,
            "links": [link(identifier) for identifier in source.identifiers],
            "ids": {sort: local for sort, _, local in ids if sort in ("doi", "pmid", "pmc", "nct")},
        }
    )


def layouts(knowledge: Knowledge, claims: Iterable[Claim]) -> list[Json]:
    """A sub-graph laid out for every shape of window; the page does the same for any other."""
    drawn = [claim for claim in claims if isinstance(claim.subject, Entity)]
    entities = sorted(
        {e for c in drawn for e in (c.subject, c.object) if isinstance(e, Entity)},
        key=lambda entity: entity.id,
    )
    order = Order.FLOW if len(entities) <= _FLOWING else Order.COLUMNS
    ranks = {name: rank for rank, name in enumerate(COLUMNS)}
    links = [Link(c.id, c.subject.id, c.object.id, not c.net) for c in drawn]
    ends = [(link.start, link.end) for link in links]
    boxes = [
        Box(
            *(entity.id, ranks[column_of(knowledge.kinds[entity.kind])], *box_size(entity.label)),
            max(sum(e[side] == entity.id for e in ends) for side in (0, 1)),
        )
        for entity in entities
    ]
    made = [layered(boxes, links, order, axis, abreast) for axis, abreast in _SHAPES[order]]
    return [_layout(layout, boxes) for layout in made]


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
