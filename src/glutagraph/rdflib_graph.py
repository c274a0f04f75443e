"""The graph in rdflib's hands: terms, serialisation and users' own use. Its SPARQL we never call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from rdflib.term import BNode, Literal, Node, URIRef

from . import rdf
from .vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable


def to_rdflib(triples: Iterable[rdf.Triple]) -> rdflib.Graph:
    """An rdflib graph of the triples, with our prefixes bound; literals keep the form they have."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in triples:
        graph.add((_node(triple.subject), URIRef(triple.predicate.value), _node(triple.object)))
    return graph


def _node(term: rdf.Term) -> Node:
    if isinstance(term, rdf.NamedNode):
        return URIRef(term.value)
    if isinstance(term, rdf.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    is_plain = term.datatype.value == XSD + "string"
    datatype = None if is_plain else URIRef(term.datatype.value)
    return Literal(term.value, datatype=datatype, normalize=False)
