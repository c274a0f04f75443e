"""pyoxigraph's one door: parse Turtle, hold triples, answer SPARQL, compare graphs.

Everything that comes from a file is parsed here and nowhere else. pyoxigraph never fetches anything
while it parses: not a context, not an import, not an entity.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

from .errors import QueryError, TurtleSyntaxError
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NamedNode = ox.NamedNode
BlankNode = ox.BlankNode
Literal = ox.Literal
Store = ox.Store
Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
BooleanAnswer = ox.QueryBoolean
TriplesAnswer = ox.QueryTriples
Answer: TypeAlias = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
_NESTED = "a triple within a triple; write a claim with evidence"
_MOST_NESTED = 500
"""pyoxigraph ends the process on some ten thousand triples within one another."""


class Triple(NamedTuple):
    """One triple. A triple term (RDF 1.2) is not among its objects: our files have none."""

    subject: Subject
    predicate: ox.NamedNode
    object: Term


def parse_turtle(data: bytes | str, name: str) -> list[Triple]:
    """The triples of a Turtle document, literals exactly as typed, blank nodes renamed apart.

    Raises TurtleSyntaxError, which names the file as `name`.

    >>> [str(t.object) for t in parse_turtle('<a:a> <a:b> 0.80 .', "example.ttl")]
    ['"0.80"^^<http://www.w3.org/2001/XMLSchema#decimal>']
    """
    raw = _utf8(data, name)
    if raw.count(b"<<") > _MOST_NESTED:
        raise TurtleSyntaxError(name, 1, _NESTED)
    try:
        quads = ox.parse(input=raw, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        return [_triple(quad, name) for quad in quads]
    except SyntaxError as error:
        raise TurtleSyntaxError(name, error.lineno or 1, _reason(error)) from None


def _triple(quad: ox.Quad, name: str) -> Triple:
    subject, object_ = quad.subject, quad.object
    if isinstance(subject, ox.Triple) or isinstance(object_, ox.Triple):
        raise TurtleSyntaxError(name, 1, _NESTED)
    return Triple(subject, quad.predicate, object_)


def same_graph(one: str, other: str) -> bool:
    """Whether two Turtle documents say the same, whatever their blank nodes are called.

    >>> same_graph("<a:a> <a:b> [ <a:c> 1 ] .", "<a:a> <a:b> _:x . _:x <a:c> 1 .")
    True
    """
    return _canonical(one) == _canonical(other)


def store_of(triples: Iterable[Triple]) -> Store:
    """A store in memory that holds the triples in its default graph."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return store


def rows(store: Store, query: str) -> tuple[list[str], list[tuple[Term | None, ...]]]:
    """The variables and the rows that a SELECT finds."""
    found = answer(store, query)
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError(query, 0, "not a SELECT")
    return table(found)


def table(found: ox.QuerySolutions) -> tuple[list[str], list[tuple[Term | None, ...]]]:
    """The variables and the rows of an answer. Faults of evaluation surface here, while it runs."""
    names = [variable.value for variable in found.variables]
    return names, [tuple(_term(solution[name]) for name in names) for solution in found]


def triples(found: ox.QueryTriples) -> list[Triple]:
    """The triples of an answer."""
    return [_triple(ox.Quad(t.subject, t.predicate, t.object), "query") for t in found]


def _term(value: object) -> Term | None:
    """A value in a row; a triple term, which only a query itself can make, is told as text."""
    if value is None or isinstance(value, (ox.NamedNode, ox.BlankNode, ox.Literal)):
        return value
    return ox.Literal(str(value))


def answer(store: Store, query: str, bindings: Mapping[str, Term] | None = None) -> Answer:
    """The answer to a SPARQL query in which our own prefixes are declared and some variables bound.

    What reaches out of the store is the business of the caller, who refuses it: see `query`.
    """
    bound: dict[ox.Variable, NamedNode | BlankNode | Literal | ox.Triple] = {
        ox.Variable(name): term for name, term in (bindings or {}).items()
    }
    try:
        return store.query(query, prefixes=PREFIXES, substitutions=bound)
    except SyntaxError as error:
        raise QueryError(query, *_query_fault(str(error))) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(query, 0, str(error)) from None


def serialised(triples: Iterable[Triple], form: str) -> str:
    """Triples as `turtle` with our prefixes, or as `ntriples`."""
    if form == "ntriples":
        plain = [ox.Triple(*triple) for triple in triples]
        return str(ox.serialize(plain, format=ox.RdfFormat.N_TRIPLES) or b"", "utf-8")
    ordered = [ox.Triple(*triple) for triple in triples]
    used = "".join(map(str, ordered))
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if iri in used}
    turtle = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return str(turtle or b"", "utf-8")


def _utf8(data: bytes | str, name: str) -> bytes:
    """The bytes of a document without a byte order mark; raises where they are not UTF-8."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TurtleSyntaxError(name, line, "not UTF-8; save the file as UTF-8") from None
    return raw


def _canonical(turtle: str) -> ox.Dataset:
    dataset = ox.Dataset(
        ox.Quad(t.subject, t.predicate, t.object) for t in parse_turtle(turtle, "")
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _reason(error: SyntaxError) -> str:
    """What is wrong with a document, without the position, which is told apart."""
    reason = re.sub(r"^Parser error (?:at|between) line \d+ .*?: ", "", error.msg[:500])
    undeclared = re.match(r"The prefix (\S+): has not been declared", reason)
    if undeclared is None:
        return reason
    prefix = undeclared[1]
    cure = f"; add '@prefix {prefix}: <{PREFIXES[prefix]}> .'" if prefix in PREFIXES else ""
    return f'prefix "{prefix}:" is not declared{cure}'


def _query_fault(message: str) -> tuple[int, str]:
    """The line and the reason in pyoxigraph's message, its list of what was expected left out."""
    place = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if place is None:
        return 0, message
    line, column, reason = int(place[1]), place[2], place[3]
    if "Prefix not found" in reason:
        return line, f"column {column}: a prefix is not declared; add PREFIX name: <...>"
    if reason.startswith("expected"):
        reason = "this is not SPARQL"
    return line, f"column {column}: {reason}"
