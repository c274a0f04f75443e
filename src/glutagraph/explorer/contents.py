"""What the page knows, as JSON: the graph, all that is told of it, and the opening view laid out.

What is false, empty, zero or the default is left out, as in the golden cases that the page is held to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from ..model import Claim, Entity, Family, Stance, Tier
from .clinical import clinical, sources_of_views
from .columns import COLUMNS, column_of
from .layout import Link, layouts_of
from .links import HOSTS, link
from .pyvis_network import nodes_and_edges
from .tours import tour

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..knowledge import Knowledge
    from ..model import Evidence, Hypothesis, Kind, Source, Term
    from .parts import Opening, Part

Json: TypeAlias = dict[str, Any]


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
            "synonyms": hypothesis.synonyms,
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
            "note": source.note,
            "links": [link(identifier) for identifier in source.identifiers],
            "ids": {sort: local for sort, _, local in ids if sort in ("doi", "pmid", "pmc", "nct")},
        }
    )


def layouts(knowledge: Knowledge, claims: Iterable[Claim]) -> list[Json]:
    """A sub-graph laid out for every shape of window; the page does the same for any other."""
    drawn = [claim for claim in claims if isinstance(claim.subject, Entity)]
    ends = {end for claim in drawn for end in (claim.subject, claim.object)}
    ranks = {name: rank for rank, name in enumerate(COLUMNS)}
    boxes = [
        (entity.id, ranks[column_of(knowledge.kinds[entity.kind])], entity.label)
        for entity in sorted((e for e in ends if isinstance(e, Entity)), key=lambda e: e.id)
    ]
    links = [Link(c.id, c.subject.id, c.object.id, not c.net) for c in drawn]
    return layouts_of(boxes, links)
