"""A graph that was made in memory, at an endpoint on this machine: a store answers, over HTTP."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

from building import words
from servers import Said, endpoint

from glutagraph import rdf
from glutagraph.location import shipped_graph
from glutagraph.model import Claim, Tier
from glutagraph.rdf import BlankNode, Literal, NamedNode, Triple
from glutagraph.sparql import Rows, results_json
from glutagraph.vocabulary import (
    CONTEXT,
    DCTERMS,
    ENTITY,
    HYPOTHESIS,
    KIND,
    METHOD,
    PREDICATE,
    RDF,
    RDFS,
    SKOS,
    VOCABULARY,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from servers import Endpoint

    from glutagraph.knowledge import Knowledge
    from glutagraph.model import Entity, Evidence, Experiment, Hypothesis, Source

JSON = (("Content-Type", "application/sparql-results+json"),)
N_TRIPLES = (("Content-Type", "application/n-triples"),)
TEXT_AXES = ("baseline", "dose", "time")
SPARED = (VOCABULARY + "domain", VOCABULARY + "range")
"""What our vocabulary says of ends: small graphs are not held to it."""


def said(store: rdf.Store, query: str) -> Said:
    """What an endpoint with a store answers."""
    found = rdf.answer(store, query)
    if isinstance(found, rdf.BooleanAnswer):
        return Said(json.dumps({"head": {}, "boolean": bool(found)}).encode(), headers=JSON)
    if isinstance(found, rdf.TriplesAnswer):
        return Said(rdf.serialised(rdf.triples(found), "ntriples").encode(), headers=N_TRIPLES)
    names, rows = rdf.table(found)
    return Said(json.dumps(results_json(Rows(tuple(names), tuple(rows)))).encode(), headers=JSON)


@contextmanager
def speaking(
    graph: Knowledge | rdf.Store, lie: Callable[[str, Said], Said] = lambda _, said: said
) -> Iterator[Endpoint]:
    """An endpoint that holds a graph; `lie` may turn what it answers into something else."""
    store = graph if isinstance(graph, rdf.Store) else rdf.store_of(triples_of(graph))
    with endpoint(lambda query: lie(query, said(store, query))) as server:
        yield server


# a graph as triples


@cache
def vocabulary() -> tuple[Triple, ...]:
    file = shipped_graph() / "vocabulary.ttl"
    triples = rdf.parse_turtle(file.read_bytes(), file.name)
    return tuple(triple for triple in triples if triple.predicate.value not in SPARED)


@cache
def method_of(tier: Tier) -> str:
    return next(slug for slug, method in sorted(words().methods.items()) if method.tier is tier)


def triples_of(graph: Knowledge) -> list[Triple]:
    """What Turtle would say of a graph."""
    papers = {
        one: None
        for claim in graph.claims.values()
        for e in claim.evidence
        for one in (e.source, e.read_in)
    }
    return [
        *vocabulary(),
        *(triple for entity in graph.entities.values() for triple in of_entity(entity)),
        *(triple for one in graph.hypotheses.values() for triple in of_hypothesis(one)),
        *(
            triple
            for one in {**papers, **dict.fromkeys(graph.sources.values())}
            for triple in of_source(one)
        ),
        *(triple for claim in graph.claims.values() for triple in of_claim(claim)),
        *(triple for one in graph.experiments.values() for triple in of_experiment(one)),
    ]


def name(subject: NamedNode | BlankNode, iri: str, to: str) -> Triple:
    return Triple(subject, NamedNode(iri), NamedNode(to))


def text(subject: NamedNode | BlankNode, iri: str, value: str) -> Triple:
    return Triple(subject, NamedNode(iri), Literal(value))


def of_entity(entity: Entity) -> Iterator[Triple]:
    node = NamedNode(entity.iri)
    yield name(node, RDF + "type", KIND + entity.kind)
    yield text(node, RDFS + "label", entity.label)
    for synonym in entity.synonyms:
        yield text(node, SKOS + "altLabel", synonym)
    for predicate, other in entity.structure:
        yield name(node, PREDICATE + predicate, ENTITY + other)


def of_hypothesis(one: Hypothesis) -> Iterator[Triple]:
    node = NamedNode(one.iri)
    yield name(node, RDF + "type", VOCABULARY + ("Module" if one.is_module else "Hypothesis"))
    yield text(node, RDFS + "label", one.label)
    for module in one.includes:
        yield name(node, VOCABULARY + "includes", HYPOTHESIS + module)


def of_source(source: Source) -> Iterator[Triple]:
    node = NamedNode(source.iri)
    yield name(node, RDF + "type", VOCABULARY + "Source")
    yield text(node, RDFS + "label", source.label)
    yield name(node, VOCABULARY + "sourceType", VOCABULARY + source.type)
    yield text(node, DCTERMS + "issued", "2001")


def of_claim(claim: Claim) -> Iterator[Triple]:
    """A claim; a definition is none, but follows from the structure."""
    if claim.status == "definition":
        return
    node, numbers = NamedNode(claim.iri), count(1)
    yield name(node, RDF + "type", VOCABULARY + "Claim")
    for part, thing in (
        ("subject", claim.subject),
        ("predicate", claim.predicate),
        ("object", claim.object),
    ):
        yield name(node, VOCABULARY + part, thing.iri)
    if claim.family.value == "causal":
        yield name(node, VOCABULARY + "directness", VOCABULARY + ("net" if claim.net else "direct"))
    for hypothesis in claim.hypotheses:
        yield name(node, VOCABULARY + "hypothesis", HYPOTHESIS + hypothesis)
    for item in claim.evidence:
        part_of = BlankNode()
        yield Triple(node, NamedNode(VOCABULARY + "evidence"), part_of)
        yield name(
            part_of, VOCABULARY + "stance", VOCABULARY + item.stance.name.lower().replace("_", "-")
        )
        yield from of_finding(part_of, item, f"{item.finding} ({next(numbers)})")


def of_finding(node: NamedNode | BlankNode, item: Evidence, finding: str) -> Iterator[Triple]:
    method = item.method.id if item.method.id in words().methods else method_of(item.tier)
    yield name(node, VOCABULARY + "source", item.source.iri)
    yield name(node, VOCABULARY + "readIn", item.read_in.iri)
    yield name(node, VOCABULARY + "method", METHOD + method)
    yield text(node, VOCABULARY + "finding", finding)
    yield text(node, VOCABULARY + "locator", item.locator or "Part 1")
    for axis, value in item.context.stated().items():
        iri = VOCABULARY + axis.replace("cell-type", "cellType")
        if axis in TEXT_AXES:
            yield text(node, iri, value)
        else:
            yield name(node, iri, (ENTITY if axis in ("region", "cell-type") else CONTEXT) + value)


def of_experiment(one: Experiment) -> Iterator[Triple]:
    node = NamedNode(one.iri)
    yield name(node, RDF + "type", VOCABULARY + "Experiment")
    yield text(node, RDFS + "label", one.label)
    yield name(node, VOCABULARY + "measured", one.measured.iri)
    yield name(node, VOCABULARY + "manipulationAlone", VOCABULARY + one.alone)
    yield name(node, VOCABULARY + "drugOnTop", VOCABULARY + one.on_top)
    yield from of_finding(node, one.evidence, one.evidence.finding)
    if one.given:
        yield name(node, VOCABULARY + "given", one.given.iri)
    for done in one.manipulations:
        part_of = BlankNode()
        yield Triple(node, NamedNode(VOCABULARY + "manipulation"), part_of)
        if done.clamps:
            yield name(part_of, VOCABULARY + "clamps", done.clamps.iri)
            yield name(part_of, VOCABULARY + "to", VOCABULARY + done.to)
        elif done.cuts:
            yield name(part_of, VOCABULARY + "cuts", done.cuts.iri)
