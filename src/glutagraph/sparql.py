"""Ask a graph in SPARQL. Nothing in a query can change the graph or reach out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from . import rdf
from .errors import QueryError
from .vocabulary import PREFIXES, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .knowledge import Knowledge

_TEXTS = (
    *(r'"""(?:[^"\\]|\\.|"(?!""))*"""', r"\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'"),
    *(r'"(?:[^"\\\n\r]|\\.)*"', r"'(?:[^'\\\n\r]|\\.)*'"),
)
_IRI = r"""<[^<>"{}|^`\x00-\x20]*>"""
_LOCAL = r":(?:(?:[\w:%]|\\.)(?:[\w:%-]|\\.)*)?"
_TOKEN = re.compile(
    rf"""
    \#[^\n\r]* | {_IRI} | {"|".join(_TEXTS)} | [?$]\w+ | @[A-Za-z-]+
    | (?P<prefix>[\w.-]{{0,60}}){_LOCAL}
    | (?P<bracket>[(){{}}\[\]])
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)

# A server that SERVICE names would be asked before we see any answer, so here a reading that merely
# looks right is not enough: pyoxigraph needs no blank before or behind a word, and what '<', a quote or
# '\' begins depends on what stands before. Hence every reading is followed, and a query is refused where
# any of them meets a call for help. More is refused than need be, but only what nobody writes.
_WHOLE = re.compile(rf"\#[^\n\r]* | [?$]\w+ | {_LOCAL} | \\.", re.VERBOSE | re.DOTALL)
_PERHAPS = [re.compile(one, re.VERBOSE | re.DOTALL) for one in (_IRI, *_TEXTS)]
_SKIP = r"(?:\s|\#[^\n\r]*+)*+"
_NAME = r"""(?:<[^>]*>|(?:\\.|[^\s{}<>"'\#\\])++)"""
_BEYOND = {
    "SERVICE asks another server": re.compile(
        rf"(?<![/?&=#])SERVICE{_SKIP}(?:SILENT{_SKIP})?{_NAME}{_SKIP}\{{", re.IGNORECASE | re.DOTALL
    ),
    "FROM names a graph to fetch": re.compile(
        rf"(?<![/?&=#])FROM{_SKIP}(?:NAMED{_SKIP})?(?:<|(?<=\s)[\w.-]{{0,60}}:)",
        re.IGNORECASE | re.DOTALL,
    ),
}
_DEEPEST = 50
"""How deep brackets may nest; pyoxigraph ends the process on some thousands."""
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


def query(
    knowledge: Knowledge, text: str, bindings: Mapping[str, rdf.Term] | None = None
) -> Rows | Triples | bool:
    """The answer to a SPARQL query: rows, triples, or for ASK a boolean.

    Our prefixes are declared already. Rows are sorted where the query does not order them. Update,
    SERVICE and FROM are refused with QueryError, as is what is not SPARQL. `bindings` sets variables
    that the query selects, by name.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> query(knowledge, "ASK { entity:ketamine predicate:blocks entity:resting-nmda-receptor }")
    True
    """
    words = list(_words(text))
    _refuse_reaching(text)
    _refuse_update(text, words)
    try:
        found = rdf.answer(knowledge.store, text, bindings)
    except QueryError:
        _refuse_undeclared(text)
        raise
    if isinstance(found, rdf.BooleanAnswer):
        return bool(found)
    try:
        if isinstance(found, rdf.TriplesAnswer):
            return Triples(tuple(sorted(rdf.triples(found), key=str)))
        variables, rows = rdf.table(found)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(text, 0, str(error)) from None
    ordered = any(word.text == "ORDER" and word.depth == 0 for word in words)
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


class _Word(NamedTuple):
    """A bare word of a query, in capitals: no part of a name, a string or a comment."""

    text: str
    place: int
    depth: int
    """The number of brackets that stand open around it."""


def _words(text: str) -> Iterator[_Word]:
    depth = 0
    for token in _TOKEN.finditer(text):
        if bracket := token["bracket"]:
            depth += 1 if bracket in "([{" else -1
            if depth > _DEEPEST:
                reason = f"brackets are nested more than {_DEEPEST} deep"
                raise QueryError(text, _line(text, token.start()), reason)
        elif word := token["word"]:
            yield _Word(word.upper(), token.start(), depth)


def _refuse_reaching(text: str) -> None:
    if not re.search("SERVICE|FROM", text, re.IGNORECASE):
        return
    for place in _places(text):
        for what, pattern in _BEYOND.items():
            if pattern.match(text, place):
                reason = f"{what}; a query stays within the graph"
                raise QueryError(text, _line(text, place), reason)


def _places(text: str) -> Iterator[int]:
    """Every place in a query where, in one reading or another, a word may begin."""
    reached = bytearray(len(text) + 1)
    reached[0] = True
    for place, letter in enumerate(text):
        if not reached[place]:
            continue
        yield place
        if whole := _WHOLE.match(text, place):
            reached[whole.end()] = True
            continue
        if letter in "<\"'":
            ends = (pattern.match(text, place) for pattern in _PERHAPS)
            for end in filter(None, ends):
                reached[end.end()] = True
        if letter not in "\"'":
            reached[place + 1] = True


def _refuse_update(text: str, words: list[_Word]) -> None:
    first = next((word for word in words if word.text in {*_FORMS, *_UPDATING}), None)
    if first and first.text in _UPDATING:
        reason = f"{first.text} would change the graph; only queries are answered"
        raise QueryError(text, _line(text, first.place), reason)


def _refuse_undeclared(text: str) -> None:
    """Name the first prefix that nobody declared: pyoxigraph often says only that it is lost."""
    declared = {*PREFIXES, *re.findall(r"\bprefix\s+([\w.-]*)\s*:", text, re.IGNORECASE), "_"}
    for token in _TOKEN.finditer(text):
        if token["prefix"] is not None and token["prefix"] not in declared:
            from difflib import get_close_matches  # here, since only a mistake needs it

            prefix = token["prefix"]
            close = get_close_matches(prefix, sorted(declared), n=1)
            cure = f"did you mean {close[0]}:?" if close else f"add PREFIX {prefix}: <...>"
            reason = f"the prefix {prefix}: is not declared; {cure}"
            raise QueryError(text, _line(text, token.start()), reason)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
