"""Ask a graph in SPARQL. Nothing in a query can change the graph or reach out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import rdf
from .errors import QueryError
from .vocabulary import XSD, compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .knowledge import Knowledge

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
              | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<name>[?$]\w+ | [\w.-]{0,60}:[\w.:%\\-]* | @[A-Za-z-]+)
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_REACHING = {
    "SERVICE": "SERVICE asks another server",
    "FROM": "FROM names a graph to fetch",
}
_UPDATING = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT: its variables, and for each row a term or None per variable."""

    variables: tuple[str, ...]
    rows: tuple[tuple[rdf.Term | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE."""

    triples: tuple[rdf.Triple, ...]


def query(knowledge: Knowledge, text: str) -> Rows | Triples | bool:
    """The answer to a SPARQL query: rows, triples, or for ASK a boolean.

    Our prefixes are declared already. Rows are sorted where the query does not order them. Update,
    SERVICE and FROM are refused with QueryError, as is what is not SPARQL.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> query(knowledge, "ASK { entity:ketamine predicate:blocks entity:resting-nmda-receptor }")
    True
    """
    words = list(_words(text))
    _refuse(text, words)
    found = rdf.answer(knowledge.store, text)
    if isinstance(found, rdf.BooleanAnswer):
        return bool(found)
    try:
        if isinstance(found, rdf.TriplesAnswer):
            return Triples(tuple(sorted(rdf.triples(found), key=str)))
        variables, rows = rdf.table(found)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(text, 0, str(error)) from None
    ordered = any(word == "ORDER" for word, _ in words)
    return Rows(tuple(variables), tuple(rows if ordered else sorted(rows, key=_row_key)))


def said(term: rdf.Term | None) -> str:
    """A term as people read it: a CURIE, or a literal's text."""
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, rdf.NamedNode) else term.value


def full(term: rdf.Term | None) -> str:
    """A term as machines read it: a full IRI, or a literal's text."""
    return "" if term is None else term.value


def results_json(answer: Rows) -> dict[str, object]:
    """Rows as SPARQL 1.1 Query Results JSON (W3C recommendation, 21 March 2013)."""
    bindings = [
        {
            name: _json_term(term)
            for name, term in zip(answer.variables, row, strict=True)
            if term is not None
        }
        for row in answer.rows
    ]
    return {"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}


def _json_term(term: rdf.Term) -> dict[str, str]:
    if isinstance(term, rdf.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, rdf.BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    typed = {} if term.datatype.value == XSD + "string" else {"datatype": term.datatype.value}
    return {"type": "literal", "value": term.value, **typed}


def serialised(answer: Triples, form: str) -> str:
    """Triples as `turtle` or `ntriples`, in a fixed order; raises QueryError for another format."""
    if form not in ("turtle", "ntriples"):
        raise QueryError("", 0, f"a graph is printed as turtle or ntriples, not as {form}")
    return rdf.serialised(answer.triples, form)


def _row_key(row: tuple[rdf.Term | None, ...]) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in row)


def _words(text: str, *, comments: bool = True) -> Iterator[tuple[str, int]]:
    """The bare words of a query, in capitals, with their lines: no names, strings or comments."""
    place = 0
    while token := _TOKEN.search(text, place):
        is_comment = token.lastgroup == "comment"
        place = token.start() + 1 if is_comment and not comments else token.end()
        if token.lastgroup == "word":
            yield token["word"].upper(), text.count("\n", 0, token.start()) + 1


def _refuse(text: str, words: list[tuple[str, int]]) -> None:
    # Read a second time as if nothing were a comment, so that no trick with '#' can hide a SERVICE.
    everywhere = [word for word in _words(text, comments=False) if word[0] == "SERVICE"]
    for word, line in [*everywhere, *words]:
        if word in _REACHING:
            raise QueryError(text, line, f"{_REACHING[word]}; a query stays within the graph")
    form = next((item for item in words if item[0] in {*_FORMS, *_UPDATING}), None)
    if form and form[0] in _UPDATING:
        raise QueryError(
            text, form[1], f"{form[0]} would change the graph; only queries are answered"
        )
