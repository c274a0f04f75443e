"""What an endpoint sends, read with care: rows and truth as JSON, XML or TSV, graphs in four formats.

Nothing in it is trusted. pyoxigraph checks every term; but it takes a document that was cut short for a
whole one, counts out entities without end, and ends the process on what is nested too deeply, so that is
refused before. Every fault is raised as ValueError, with the words for it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from . import rdf
from .errors import TurtleSyntaxError
from .sparql import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TURTLE: Final = ("text/turtle", "application/n-triples", "text/plain")
_JSON_LD: Final = ("application/ld+json", "application/json")
_XML: Final = (
    "application/rdf+xml",
    "application/sparql-results+xml",
    "application/xml",
    "text/xml",
)
_TSV: Final = "text/tab-separated-values"
_CSV: Final = "text/csv"
ROWS: Final = (
    "application/sparql-results+json, application/json;q=0.5, "
    f"application/sparql-results+xml;q=0.4, {_TSV};q=0.3, */*;q=0.1"
)
"""What is accepted for rows and truth, the best first."""
GRAPH: Final = (
    "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5, "
    "application/ld+json;q=0.4, */*;q=0.1"
)
_DEEPEST: Final = 200
"""How deep elements and brackets may nest."""
_TAG: Final = re.compile(
    rb"""<!--(?:.*?-->|.*) | <!\[CDATA\[(?:.*?\]\]>|.*) | <\?(?:.*?\?>|.*)
    | <(?P<end>/?)(?:[^<>"'/]|"[^"]*"|'[^']*'|/(?!>))*+(?P<empty>/?)>""",
    re.DOTALL | re.VERBOSE,
)
_BRACKET: Final = re.compile(
    rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"? | (?P<begin>[\[{]) | (?P<end>[\]}])', re.DOTALL | re.VERBOSE
)
_WHOLE_XML: Final = re.compile(
    rb"</(?:[\w.-]+:)?(?:sparql|RDF)\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL
)
_NAMELESS: Final = re.compile(rb"(<(?:\w+:)?bnode>)([^<]*)")


def rows(data: bytes, media_type: str, page: int) -> Rows:
    """The rows of a SELECT. Nameless things of different pages are not the same."""
    if media_type in _XML or media_type == _TSV:
        found = _parsed(data, media_type)
        if isinstance(found, bool):
            raise ValueError("it is the answer to an ASK")
        names, terms = found
        return Rows(tuple(names), tuple(tuple(_apart(one, page) for one in row) for row in terms))
    told = _json(data, media_type)
    try:
        names, bindings = told["head"]["vars"], told["results"]["bindings"]
        if not (isinstance(bindings, list) and all(isinstance(name, str) for name in names)):
            raise TypeError("vars and bindings are no lists")
        found_rows = tuple(
            tuple(_term(row[name], page) if name in row else None for name in names)
            for row in bindings
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None
    return Rows(tuple(names), found_rows)


def truth(data: bytes, media_type: str) -> bool:
    """The answer to an ASK."""
    if media_type in _XML or media_type == _TSV:
        found: object = _parsed(data, media_type)
    else:
        found = _json(data, media_type).get("boolean")
    if not isinstance(found, bool):
        raise ValueError("there is no boolean in it")
    return found


def graph(data: bytes, media_type: str, base: str) -> tuple[rdf.Triple, ...]:
    """The triples of a graph, each once."""
    try:
        return tuple(dict.fromkeys(_triples(data, media_type, base)))
    except TurtleSyntaxError as error:
        raise ValueError(f"line {error.line}: {error.reason}") from None


def _triples(data: bytes, media_type: str, base: str) -> list[rdf.Triple]:
    if media_type in _XML:
        _check_xml(data)
        return rdf.parse_graph(data, "rdfxml", base)
    if media_type in _JSON_LD:
        _check_json(data)
        return rdf.parse_graph(data, "jsonld", base)
    if media_type in _TURTLE:
        return rdf.parse_turtle(data, base)
    raise ValueError(f"a graph comes as {media_type}; it has to be Turtle, RDF/XML or JSON-LD")


# JSON


def _json(data: bytes, media_type: str) -> dict[str, Any]:
    if media_type == _CSV:
        raise ValueError("CSV does not tell a name from a text; it has to be JSON, XML or TSV")
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        begins = " ".join(data[:100].decode("utf-8", "replace").split()) or "nothing at all"
        raise ValueError(f"it is no JSON: {begins}") from None
    if not isinstance(told, dict):
        raise ValueError("the JSON is no object")
    return told


def _term(told: Mapping[str, str], page: int) -> rdf.Term:
    sort, value = told["type"], told["value"]
    if not isinstance(value, str):
        raise TypeError(f"a value is {value!r}, and no text")
    if sort == "uri":
        return rdf.NamedNode(value)
    if sort == "bnode":
        return _nameless(value.encode(), page)
    if sort not in ("literal", "typed-literal"):
        raise ValueError(f"there are no terms of type {sort!r}")
    if language := told.get("xml:lang"):
        return rdf.Literal(value, language=language)
    datatype = told.get("datatype")
    return rdf.Literal(value, datatype=rdf.NamedNode(datatype) if datatype else None)


def _nameless(label: bytes, page: int) -> rdf.BlankNode:
    """A nameless thing: endpoints call theirs what SPARQL does not allow, such as nodeID://b1."""
    return rdf.BlankNode(f"p{page}-{label.hex()}")


# XML and TSV


def _parsed(
    data: bytes, media_type: str
) -> tuple[list[str], list[tuple[rdf.Term | None, ...]]] | bool:
    if media_type == _TSV:
        if not data.strip():
            raise ValueError("there is nothing in it")
        return rdf.parse_results(data, "tsv")
    _check_xml(data)
    return rdf.parse_results(
        _NAMELESS.sub(lambda m: m[1] + b"x" + m[2].hex().encode(), data), "xml"
    )


def _apart(term: rdf.Term | None, page: int) -> rdf.Term | None:
    return _nameless(term.value.encode(), page) if isinstance(term, rdf.BlankNode) else term


def _check_xml(data: bytes) -> None:
    """Raises ValueError for XML that is cut short, declares entities, or is nested too deeply."""
    if b"<!DOCTYPE" in data:
        raise ValueError("XML with a DOCTYPE is not read")
    if not _WHOLE_XML.search(data[-1000:]):
        raise ValueError("the XML has no end")
    tags = (tag for tag in _TAG.finditer(data) if tag["end"] is not None and not tag["empty"])
    _check_depth(bool(tag["end"]) for tag in tags)


def _check_json(data: bytes) -> None:
    """Raises ValueError for JSON that is nested too deeply."""
    found = (bracket for bracket in _BRACKET.finditer(data) if bracket[0][:1] != b'"')
    _check_depth(bool(bracket["end"]) for bracket in found)


def _check_depth(ends: Iterable[bool]) -> None:
    """Raises ValueError where too much is begun before any of it ends."""
    depth = 0
    for is_end in ends:
        depth += -1 if is_end else 1
        if depth > _DEEPEST:
            raise ValueError(f"it is nested more than {_DEEPEST} deep")
