"""A graph as JSON-LD 1.1, compact by the context that comes with the knowledge: `context.jsonld`.

The part of the context that is used is written into each answer, so that nobody need fetch anything.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .location import shipped_graph
from .rdf import BlankNode, Literal, NamedNode
from .vocabulary import PREFIXES, RDF, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .rdf import Term, Triple

    Json = dict[str, Any]
    Name = Callable[[str], str]

_TYPE = RDF + "type"


def context() -> Json:
    """The context: our prefixes, and the properties whose values are names.

    >>> context()["gg:source"]
    {'@type': '@id'}
    """
    text = (shipped_graph() / "context.jsonld").read_text(encoding="utf-8")
    whole: Json = json.loads(text)["@context"]
    return whole


def prefix_context(prefix: str) -> str | Json:
    """How a prefix is declared: in full where its namespace does not end as JSON-LD expects.

    >>> prefix_context("chebi")
    {'@id': 'http://purl.obolibrary.org/obo/CHEBI_', '@prefix': True}
    """
    namespace = PREFIXES[prefix]
    return namespace if namespace[-1] in ":/?#[]@" else {"@id": namespace, "@prefix": True}


def json_ld(triples: Iterable[Triple]) -> Json:
    """Triples as a JSON-LD document, their subjects sorted.

    >>> from glutagraph.rdf import parse_turtle
    >>> json_ld(parse_turtle("<urn:a> <urn:b> 1 .", ""))["@graph"]
    [{'@id': 'urn:a', 'urn:b': 1}]
    """
    every = sorted(triples, key=lambda triple: (str(triple.subject), *map(str, triple[1:])))
    whole = context()
    iris = {term.value for t in every for term in _parts(t) if isinstance(term, NamedNode)}
    schemes = {iri.partition(":")[0] for iri in iris}
    used: set[str] = set()

    def name(iri: str) -> str:
        """An IRI as a compact one, unless it could be mistaken for another."""
        short = compact(iri)
        prefix, _, local = short.partition(":")
        if short == iri or not local or local.startswith("//") or prefix in schemes:
            return iri
        used.add(prefix)
        return short

    nodes: dict[str, Json] = {}
    typed = set()
    for subject, predicate, term in every:
        node = nodes.setdefault(_id(subject, name), {"@id": _id(subject, name)})
        if predicate.value == _TYPE and not isinstance(term, Literal):
            node.setdefault("@type", []).append(_id(term, name))
            continue
        key = name(predicate.value)
        if key in whole:
            typed.add(key)
        node.setdefault(key, []).append(_value(term, name, key in whole))
    prefixes = {prefix: prefix_context(prefix) for prefix in PREFIXES if prefix in used}
    told = {"@version": 1.1, **prefixes, **{key: whole[key] for key in sorted(typed)}}
    return {"@context": told, "@graph": [_laid_out(node) for node in nodes.values()]}


def _parts(triple: Triple) -> tuple[Term, ...]:
    datatype = (triple.object.datatype,) if isinstance(triple.object, Literal) else ()
    return (*triple, *datatype)


def _id(term: Term, name: Name) -> str:
    return f"_:{term.value}" if isinstance(term, BlankNode) else name(term.value)


def _value(term: Term, name: Name, is_name: bool) -> Any:
    """A term as a value of a property, which may be one whose values are names."""
    if not isinstance(term, Literal):
        return _id(term, name) if is_name else {"@id": _id(term, name)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    native: Mapping[str, Any] = {"true": True, "false": False}
    if datatype == XSD + "boolean" and term.value in native and not is_name:
        return native[term.value]
    is_short = term.value.lstrip("-").isdecimal() and len(term.value) < 15
    if datatype == XSD + "integer" and is_short and str(int(term.value)) == term.value:
        return {"@value": int(term.value)} if is_name else int(term.value)
    if datatype == XSD + "string":
        return {"@value": term.value} if is_name else term.value
    return {"@value": term.value, "@type": name(datatype)}


def _laid_out(node: Json) -> Json:
    """A node whose single values stand without brackets."""
    return {
        key: one[0] if isinstance(one, list) and len(one) == 1 else one for key, one in node.items()
    }
