"""What this server is and what it holds: SPARQL 1.1 Service Description and VoID, as triples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import rdf
from ..rdf import parse_turtle
from ..vocabulary import BASE, PREFIXES
from .formats import GRAPHS, ROWS

if TYPE_CHECKING:
    from ..rdf import Triple
    from .library import Library

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_W3C_FORMATS: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def service(library: Library, base: str) -> list[Triple]:
    """The query service: its language, its result formats, the graph it asks unless told."""
    store = library.knowledge.store
    formats = ", ".join(
        f"<http://www.w3.org/ns/formats/{name}>"
        for media_type, name in _W3C_FORMATS.items()
        if media_type in (*ROWS, *GRAPHS)
    )
    named = "".join(
        f"sd:namedGraph [ a sd:NamedGraph ; sd:name <{iri}> ] ;\n" for iri in rdf.graphs_of(store)
    )
    described = parse_turtle(
        f"""@prefix sd: <{_SD}> . @prefix void: <{PREFIXES["void"]}> .
<{base}/sparql> a sd:Service ;
    sd:endpoint <{base}/sparql> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {formats} ;
    sd:defaultDataset [
        a sd:Dataset ;
        {named}
        sd:defaultGraph [ a sd:Graph, void:Dataset ; void:triples {len(store)} ]
    ] .""",
        "service description",
    )
    return rdf.numbered(described)


def void(library: Library, base: str) -> list[Triple]:
    """The data set as the graph describes it, with where it can be asked and how big it is."""
    told = f"""@prefix void: <{PREFIXES["void"]}> .
<{BASE}> a void:Dataset ;
    void:sparqlEndpoint <{base}/sparql> ;
    void:triples {len(library.knowledge.store)} ;
    void:uriLookupEndpoint <{base}/> .
"""
    described = parse_turtle(library.void, "void.ttl") if library.void else []
    return rdf.numbered((*described, *parse_turtle(told, "VoID")))
