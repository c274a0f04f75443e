"""pyoxigraph's one door: parse Turtle, hold triples, answer SPARQL, compare graphs.

Everything that comes from a file is parsed here and nowhere else. pyoxigraph never fetches anything
while it parses: not a context, not an import, not an entity.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import pyoxigraph as ox

from .errors import QueryError, TurtleSyntaxError
from .vocabulary import BASE, PREFIXES

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
_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
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
    return _parsed(raw, "turtle", name)


def parse_graph(data: bytes | str, form: str, name: str) -> list[Triple]:
    """The triples of a document in `rdfxml` or `jsonld`, blank nodes renamed apart.

    It must not be nested deeply: see `received`. Raises TurtleSyntaxError, which names it as `name`.
    """
    return _parsed(_utf8(data, name), form, name)


def _parsed(raw: bytes, form: str, name: str) -> list[Triple]:
    try:
        quads = ox.parse(input=raw, format=_FORMATS[form], rename_blank_nodes=True)
        return [_triple(quad, name) for quad in quads]
    except SyntaxError as error:
        raise TurtleSyntaxError(name, error.lineno or 1, _reason(error)) from None


def parse_results(data: bytes, form: str) -> tuple[list[str], list[tuple[Term | None, ...]]] | bool:
    """The variables and rows of a SELECT, or the truth of an ASK, from `xml` or `tsv` of the standard.

    Raises ValueError for what is neither.
    """
    formats = {"xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    try:
        found = ox.parse_query_results(input=data, format=formats[form])
        return bool(found) if isinstance(found, BooleanAnswer) else table(found)
    except SyntaxError as error:
        raise ValueError(str(error)) from None


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


class Dataset(NamedTuple):
    """The graphs of a store that a query is asked of, by IRI, instead of those it would name itself."""

    default: tuple[str, ...] = ()
    """The graphs that are its default graph, merged; it is empty without any."""
    named: tuple[str, ...] = ()


def store_of(triples: Iterable[Triple]) -> Store:
    """A store in memory that holds the triples in its default graph."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return store


def graphs_of(store: Store) -> list[str]:
    """The IRIs of the named graphs in a store, sorted."""
    return sorted(name.value for name in store.named_graphs() if isinstance(name, NamedNode))


def about(store: Store, iri: str, parts: str) -> list[Triple]:
    """What is said of a thing and with it: its own triples, then those in which it is the object.

    What only serves to describe it is told with it: nameless nodes, and names that begin with `parts`.
    """
    thing = ox.NamedNode(iri)
    found = {_triple(quad, "") for quad in store.quads_for_pattern(None, None, thing, None)}
    waiting: list[Subject] = [thing]
    told: set[Subject] = set()
    while waiting:
        node = waiting.pop()
        told.add(node)
        for quad in store.quads_for_pattern(node, None, None, None):
            triple = _triple(quad, "")
            found.add(triple)
            object_ = triple.object
            is_part = isinstance(object_, BlankNode) or (
                isinstance(object_, NamedNode) and object_.value.startswith(parts)
            )
            if is_part and not isinstance(object_, Literal) and object_ not in told:
                waiting.append(object_)
    return sorted(found, key=lambda triple: (triple.subject != thing, str(triple)))


def numbered(triples: Iterable[Triple]) -> list[Triple]:
    """Triples whose nameless nodes are numbered as they come, so that they are the same each time."""
    names: dict[BlankNode, BlankNode] = {}

    def name(node: Any) -> Any:
        is_nameless = isinstance(node, BlankNode)
        return names.setdefault(node, BlankNode(f"b{len(names)}")) if is_nameless else node

    return [Triple(name(t.subject), t.predicate, name(t.object)) for t in triples]


def is_iri(text: str) -> bool:
    """Whether a text can be the name of anything.

    >>> is_iri("https://w3id.org/glutagraph/entity/ketamine"), is_iri("no name")
    (True, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def value(store: Store, iri: str, name: str) -> str:
    """The text of a property of a thing, the first where it has several; empty where it has none."""
    quads = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(name), None, None)
    return min((_triple(quad, "").object.value for quad in quads), default="")


def holders(store: Store, node: Subject) -> list[Subject]:
    """What says something with a node as its object, sorted."""
    quads = store.quads_for_pattern(None, None, node, None)
    return sorted({_triple(quad, "").subject for quad in quads}, key=str)


def rows(store: Store, query: str) -> tuple[list[str], list[tuple[Term | None, ...]]]:
    """The variables and the rows that a SELECT finds."""
    found = answer(store, query)
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError(query, 0, "not a SELECT")
    return table(found)


def table(found: ox.QuerySolutions) -> tuple[list[str], list[tuple[Term | None, ...]]]:
    """The variables and the rows of an answer. Faults of evaluation surface here, while it runs."""
    names = [variable.value for variable in found.variables]
    rows = list(map(tuple, found))
    if ox.Triple in set(map(type, chain.from_iterable(rows))):
        return names, [tuple(map(_term, row)) for row in rows]
    return names, rows


def triples(found: ox.QueryTriples) -> list[Triple]:
    """The triples of an answer."""
    return [_triple(ox.Quad(t.subject, t.predicate, t.object), "query") for t in found]


def _term(value: object) -> Term | None:
    """A value in a row; a triple term, which only a query itself can make, is told as text."""
    if value is None or isinstance(value, (ox.NamedNode, ox.BlankNode, ox.Literal)):
        return value
    return ox.Literal(str(value))


def answer(
    store: Store,
    query: str,
    bindings: Mapping[str, Term] | None = None,
    dataset: Dataset | None = None,
) -> Answer:
    """The answer to a SPARQL query in which our own prefixes are declared and some variables bound.

    A relative IRI is one of ours: `<entity/ketamine>`.

    What reaches out of the store is the business of the caller, who refuses it: see `query`.
    """
    bound: dict[ox.Variable, NamedNode | BlankNode | Literal | ox.Triple] = {
        ox.Variable(name): term for name, term in (bindings or {}).items()
    }
    try:
        return store.query(
            query,
            base_iri=BASE,
            prefixes=PREFIXES,
            substitutions=bound,
            default_graph=None if dataset is None else _nodes(dataset.default),
            named_graphs=None if dataset is None else _nodes(dataset.named),
        )
    except SyntaxError as error:
        raise _query_fault(query, str(error)) from None
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(query, 0, str(error)) from None


def projected(query: str) -> tuple[str, ...]:
    """The variables that a SELECT gives, in order; none for another form. Nothing is evaluated.

    Raises QueryError where it is not SPARQL. The query must not call SERVICE.

    >>> projected("SELECT * { ?drug predicate:blocks ?target }")
    ('drug', 'target')
    """
    found = answer(ox.Store(), query)
    return tuple(v.value for v in found.variables) if isinstance(found, ox.QuerySolutions) else ()


def term(value: object) -> Term:
    """A value of Python as a term: a thing of ours by its IRI, text, a number or truth as a literal.

    Terms of rdflib are taken for what they are. Raises ValueError for what is none of these.

    >>> str(term(True)), str(term("10 mg")), str(term(3))[:4]
    ('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>', '"10 mg"', '"3"^')
    """
    if isinstance(value, (ox.NamedNode, ox.BlankNode, ox.Literal)):
        return value
    if isinstance(iri := getattr(value, "iri", None), str):
        return ox.NamedNode(iri)
    if type(value).__module__.startswith("rdflib."):
        return _from_rdflib(value)
    if isinstance(value, (str, bool, int, float)):
        return ox.Literal(value)
    raise ValueError(f"{value!r} is no term: give text, a number, a thing of the graph, or a term")


def _from_rdflib(value: Any) -> Term:
    """A term of rdflib, by the name of its class, since rdflib is not imported for that."""
    sort = type(value).__name__
    if sort == "URIRef":
        return ox.NamedNode(str(value))
    if sort != "Literal":
        raise ValueError(f"{value!r} cannot be bound: give a URIRef or a Literal")
    if value.language:
        return ox.Literal(str(value), language=str(value.language))
    datatype = ox.NamedNode(str(value.datatype)) if value.datatype else None
    return ox.Literal(str(value), datatype=datatype)


def add_graph(store: Store, iri: str, triples: Iterable[Triple]) -> None:
    """Add triples to a store as a named graph."""
    name = ox.NamedNode(iri)
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in triples)


def matches(store: Store, iri: str) -> bool:
    """Whether anything is said of a name, with it or by it, in the default graph."""
    node = ox.NamedNode(iri)
    patterns = ((node, None, None), (None, node, None), (None, None, node))
    return any(next(store.quads_for_pattern(*pattern), None) for pattern in patterns)


def _nodes(iris: Iterable[str]) -> list[Any]:
    return [ox.NamedNode(iri) for iri in iris]


def serialised(triples: Iterable[Triple], form: str) -> str:
    """Triples as `turtle`, `rdfxml` or `jsonld` with our prefixes, or as `ntriples`."""
    ordered = [ox.Triple(*triple) for triple in triples]
    if form == "ntriples":
        return str(ox.serialize(ordered, format=ox.RdfFormat.N_TRIPLES) or b"", "utf-8")
    used = "".join(map(str, ordered))
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if iri in used}
    text = ox.serialize(ordered, format=_FORMATS[form], prefixes=prefixes)
    return str(text or b"", "utf-8")


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


def _query_fault(query: str, message: str) -> QueryError:
    """What pyoxigraph's message says, and where; its list of what was expected is left out."""
    place = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if place is None:
        return QueryError(query, 0, message)
    line, column, reason = int(place[1]), int(place[2]), place[3]
    if "Prefix not found" in reason:
        told = "a prefix is not declared; add PREFIX name: <...>"
    elif "contains a variable that is unbound" in reason:
        told = "a variable is selected that is neither grouped by nor computed; add it to GROUP BY"
    elif missing := re.fullmatch(r'expected (?:"(\{)"|(BY))', reason):
        told = f"this is not SPARQL; there is no {missing[1] or missing[2]}"
    else:
        told = "this is not SPARQL" if reason.startswith("expected") else reason
    return QueryError(query, line, f"column {column}: {told}", column)
