"""The graph `graph:verdicts`: what every drug does to every outcome that it reaches, as triples.

    verdict:ketamine.clinical-antidepressant-effect
        a gg:Verdict ; gg:start entity:ketamine ; gg:end entity:clinical-antidepressant-effect ;
        gg:verdict gg:increases ; gg:coherentPaths 9 ; gg:complete true ; gg:reason "..." ;
        prov:wasGeneratedBy graph:tracing ; prov:wasDerivedFrom claim:... .

The answers are those of `trace`, and one more for each hypothesis that carries one. They are derived
from the claims on the paths that `trace` shows. Made when first asked for, and remembered.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from . import __version__, rdf
from .cache import recall_made, remember_made
from .errors import QueryError
from .limits import MAX_STEPS
from .rdf import Literal, NamedNode, Triple
from .rows import adjacency_rows, evidence_rows
from .tracing import trace
from .vocabulary import BASE, GRAPH, PREFIXES, RDF, RDFS, TIER, VERDICT, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .answers import Outcome, Path, Route
    from .knowledge import Knowledge
    from .model import Entity
    from .rdf import Term

VERDICTS = GRAPH + "verdicts"
TRACING = GRAPH + "tracing"
MOST_DRUGS = 500
"""Of so many drugs verdicts are made on the way; a larger graph is traced one drug at a time."""
_PROV = PREFIXES["prov"]
_FROM = _PROV + "wasDerivedFrom"
_KIND = "verdicts"


def add_verdicts(knowledge: Knowledge) -> None:
    """See that the graph of verdicts is in the store. Raises QueryError where it would be too big."""
    if VERDICTS in rdf.graphs_of(knowledge.store):
        return
    key = _key(knowledge)
    told = recall_made(key, _KIND)
    if isinstance(told, str):
        triples = rdf.parse_turtle(told, "")
    else:
        triples = list(verdicts(knowledge))
        remember_made(key, _KIND, rdf.serialised(triples, "ntriples"))
    rdf.add_graph(knowledge.store, VERDICTS, triples)


def verdicts(knowledge: Knowledge) -> Iterator[Triple]:
    """Every verdict on a drug and an outcome, and where they come from."""
    drugs = [one for one in knowledge.entities.values() if knowledge.kind_holds("drug", one)]
    if len(drugs) > MOST_DRUGS:
        told = f"graph:verdicts is made of at most {MOST_DRUGS} drugs, and here are {len(drugs)}"
        raise QueryError("", 0, f"{told}; ask 'glutagraph trace DRUG' of one")
    yield from _provenance()
    for drug in drugs:
        if not drug.retired:
            for outcome in trace(knowledge, drug).outcomes:
                yield from _verdict(drug, outcome)


def _key(knowledge: Knowledge) -> str:
    """A name for what is known, whatever its files have become since they were read."""
    contents = knowledge.contents
    rows = json.dumps([adjacency_rows(contents), evidence_rows(contents)], ensure_ascii=False)
    return hashlib.sha256(rows.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _provenance() -> Iterator[Triple]:
    told = f"glutagraph {__version__}: trace, paths of at most {MAX_STEPS} steps"
    yield _triple(VERDICTS, RDF + "type", NamedNode(_PROV + "Entity"))
    yield _triple(VERDICTS, _FROM, NamedNode(BASE))
    yield _triple(VERDICTS, _PROV + "wasGeneratedBy", NamedNode(TRACING))
    yield _triple(TRACING, RDF + "type", NamedNode(_PROV + "Activity"))
    yield _triple(TRACING, _PROV + "used", NamedNode(BASE))
    yield _triple(TRACING, RDFS + "label", Literal(told))
    yield _triple(TRACING, VOCABULARY + "maxSteps", Literal(MAX_STEPS))


def _verdict(drug: Entity, outcome: Outcome) -> Iterator[Triple]:
    """The verdict on one outcome, then what each hypothesis says of it."""
    iri = f"{VERDICT}{drug.id}.{outcome.end.id}"
    yield from _told(iri, "Verdict", drug, outcome.end, outcome.verdict)
    for name, value in (
        ("reason", outcome.reason),
        ("coherentPaths", outcome.coherent_count),
        ("complete", outcome.complete),
        ("stitchedPaths", outcome.stitched_count),
        ("stitchedComplete", outcome.stitched_complete),
    ):
        yield _triple(iri, VOCABULARY + name, Literal(value))
    coherent = [path for path in outcome.paths if path.is_coherent]
    yield from _best(iri, coherent)
    for route in outcome.routes:
        yield from _route(iri, drug, outcome.end, route)


def _route(verdict: str, drug: Entity, end: Entity, route: Route) -> Iterator[Triple]:
    """What one hypothesis says; what was stated end to end, under none, is part of the verdict."""
    if route.hypothesis is None:
        return
    iri = f"{verdict}.{route.hypothesis.id}"
    yield from _told(iri, "HypothesisVerdict", drug, end, route.verdict)
    yield _triple(iri, VOCABULARY + "partOf", NamedNode(verdict))
    yield _triple(iri, VOCABULARY + "hypothesis", NamedNode(route.hypothesis.iri))
    yield _triple(iri, VOCABULARY + "coherentPaths", Literal(route.count))
    yield from _best(iri, route.paths)


def _told(iri: str, sort: str, drug: Entity, end: Entity, verdict: str) -> Iterator[Triple]:
    yield _triple(iri, RDF + "type", NamedNode(VOCABULARY + sort))
    yield _triple(iri, VOCABULARY + "start", NamedNode(drug.iri))
    yield _triple(iri, VOCABULARY + "end", NamedNode(end.iri))
    yield _triple(iri, VOCABULARY + "verdict", NamedNode(VOCABULARY + verdict))
    yield _triple(iri, _PROV + "wasGeneratedBy", NamedNode(TRACING))


def _best(iri: str, paths: Iterable[Path]) -> Iterator[Triple]:
    """How strong the best path is, and the claims on all that are shown."""
    shown = sorted(paths, key=lambda path: path.rank)
    if shown:
        yield _triple(iri, VOCABULARY + "weakestTier", NamedNode(TIER + shown[0].weakest_tier.id))
        yield _triple(iri, VOCABULARY + "steps", Literal(len(shown[0].steps)))
    for claim in dict.fromkeys(claim for path in shown for claim in path.claims):
        yield _triple(iri, _FROM, NamedNode(claim.iri))


def _triple(subject: str, predicate: str, term: Term) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), term)
