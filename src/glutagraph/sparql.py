"""Ask a graph in SPARQL. Nothing in a query can change the graph or reach out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from . import query_text, rdf
from .errors import QueryError
from .verdicts import VERDICTS, add_verdicts
from .vocabulary import VOCABULARY, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .knowledge import Knowledge


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a SELECT: its variables, and for each row a term or None per variable."""

    variables: tuple[str, ...]
    rows: tuple[tuple[rdf.Term | None, ...], ...]
    warnings: tuple[str, ...] = ()
    """What the one who asked should know, such as a LIMIT that keeps rows of no order."""

    def records(self) -> list[dict[str, object]]:
        """The rows as Python values: numbers, truth and text; of a name its IRI; None where unbound.

        >>> import glutagraph
        >>> knowledge = glutagraph.load()
        >>> query(knowledge, "SELECT (1 + 1.5 AS ?x) ('a'@en AS ?y) {}").records()
        [{'x': Decimal('2.5'), 'y': 'a'}]
        """
        return [
            {name: value(term) for name, term in zip(self.variables, row, strict=True)}
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE."""

    triples: tuple[rdf.Triple, ...]
    warnings: tuple[str, ...] = ()


Answer: TypeAlias = Rows | Triples | bool


def query(
    knowledge: Knowledge,
    text: str,
    bindings: Mapping[str, object] | None = None,
    dataset: rdf.Dataset | None = None,
    /,
    **named: object,
) -> Answer:
    """The answer to a SPARQL query: rows, triples, or for ASK a boolean.

    Our prefixes are declared already. Rows are sorted where the query does not order them. Update,
    SERVICE and FROM are refused with QueryError, as is what is not SPARQL. Variables are bound by
    name, never pasted: to a thing of the graph, a term, text, a number or truth. `dataset` names
    graphs of the store; what FROM says is then passed over, as SPARQL 1.1 Protocol has it. The graph
    `graph:verdicts` is made when it is first asked for.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> query(knowledge, "ASK { entity:ketamine predicate:blocks entity:resting-nmda-receptor }")
    True
    >>> text = "SELECT ?drug { ?drug predicate:blocks ?target }"
    >>> found = query(knowledge, text, target=knowledge.entity("habenular-nmda-receptor"))
    >>> [said(drug) for (drug,) in found.rows]
    ['entity:ketamine']
    """
    asked = _refused(text, graphs_are_named=dataset is not None)
    _ready(knowledge, text, dataset)
    terms = {**(bindings or {}), **named}
    try:
        answer = _answer(knowledge, asked, _bound(text, terms), dataset)
    except QueryError as error:
        raise _told_better(text, error) from None
    return ordered(text, answer)


def checked(knowledge: Knowledge, text: str) -> tuple[str, ...]:
    """The variables that a query selects, without answering it. Raises QueryError as `query` does."""
    _refused(text)
    _ready(knowledge, text, None)
    return selected(text)


def _refused(text: str, *, graphs_are_named: bool = False) -> str:
    """A query as pyoxigraph can read it. Raises QueryError where, in either form, it may not be."""
    asked = query_text.parsable(text)
    for one in dict.fromkeys((text, asked)):
        query_text.refuse(one, query_text.words(one), graphs_are_named=graphs_are_named)
    return asked


def selected(text: str) -> tuple[str, ...]:
    """The variables that a query selects, nothing asked. It must be known not to reach out."""
    try:
        return rdf.projected(query_text.parsable(text))
    except QueryError as error:
        raise _told_better(text, error) from None


def _told_better(text: str, error: QueryError) -> QueryError:
    """A fault as we would say it: raises what is wrong and how to mend it, where that can be told."""
    if error.line:
        query_text.refuse_undeclared(text)
        query_text.refuse_misspelt(text)
        query_text.refuse_unbalanced(text)
    if not error.column:
        return QueryError(text, error.line, error.reason)
    read = error.query.split("\n")[error.line - 1][: error.column - 1]
    written = text.split("\n")[error.line - 1]
    column = error.column - max(0, read.count("\\") - written[: len(read)].count("\\"))
    reason = error.reason.replace(f"column {error.column}:", f"column {column}:")
    return QueryError(text, error.line, reason, column)


def _bound(text: str, terms: Mapping[str, object]) -> dict[str, rdf.Term]:
    """Values as terms. Raises QueryError for a variable that the query has not, and for no term."""
    known = query_text.variables(text) if terms else []
    found = {}
    for name, one in terms.items():
        if name not in known:
            has = ", ".join(f"?{each}" for each in known) or "none"
            raise QueryError(text, 0, f"the query has no variable ?{name}; it has {has}")
        try:
            found[name] = rdf.term(one)
        except ValueError as error:
            raise QueryError(text, 0, f"?{name} cannot be bound: {error}") from None
    return found


def _answer(
    knowledge: Knowledge,
    text: str,
    bindings: Mapping[str, rdf.Term],
    dataset: rdf.Dataset | None,
) -> Answer:
    """The answer with rows as they come. Variables that are not selected are bound in the pattern."""
    try:
        if hidden := _hidden(text, bindings):
            text = query_text.with_values(text, hidden)
            bindings = {name: term for name, term in bindings.items() if name not in hidden}
        found = rdf.answer(knowledge.store, text, bindings, dataset)
        if isinstance(found, rdf.BooleanAnswer):
            return bool(found)
        if isinstance(found, rdf.TriplesAnswer):
            return Triples(tuple(rdf.triples(found)))
        variables, rows = rdf.table(found)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(text, 0, str(error)) from None
    return Rows(tuple(variables), tuple(rows))


def _hidden(text: str, bindings: Mapping[str, rdf.Term]) -> dict[str, rdf.Term]:
    """The bound variables that pyoxigraph cannot bind by itself: it knows those that are selected.

    Of a DESCRIBE with a pattern those are the ones described, of other forms all.
    """
    if not bindings:
        return {}
    is_described = query_text.form_of(query_text.words(text)) == "DESCRIBE" and "{" in text
    given = rdf.projected(text)
    known = given if given or is_described else tuple(bindings)
    return {name: term for name, term in bindings.items() if name not in known}


def ordered(text: str, answer: Answer) -> Answer:
    """An answer as it is the same each time: sorted where the query does not order it, with warnings."""
    if isinstance(answer, bool):
        return answer
    found = query_text.words(text)
    warnings = tuple(query_text.limited_unordered(text, found))
    if isinstance(answer, Triples):
        return Triples(tuple(sorted(answer.triples, key=str)), warnings)
    rows = answer.rows if query_text.is_ordered(found) else sorted(answer.rows, key=_row_key)
    return Rows(answer.variables, tuple(rows), (*warnings, *answer.warnings))


def _ready(knowledge: Knowledge, text: str, dataset: rdf.Dataset | None) -> None:
    """Make the named graphs that a query may ask, and refuse those that are not here.

    Nothing is fetched, so a graph that is not here would be an empty one without a word.
    """
    asked = () if dataset is None else (*dataset.default, *dataset.named)
    if VERDICTS in asked or re.search("(?<![a-z])GRAPH", text, re.IGNORECASE):
        add_verdicts(knowledge)
    graphs = {*rdf.graphs_of(knowledge.store), VERDICTS} if asked else set()
    for iri in asked:
        if iri not in graphs:
            has = ", ".join(f"<{name}>" for name in sorted(graphs))
            raise QueryError(text, 0, f"there is no named graph <{iri}> here to ask; it has {has}")


# names that nothing bears


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name of ours in a query that nothing in the graph bears, so that it can find nothing."""

    name: str
    place: query_text.Place
    suggestions: tuple[str, ...]

    @property
    def told(self) -> str:
        """The name and what may have been meant."""
        cure = f"; did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        return f"nothing in the graph is called {self.name}{cure}"


def strangers(knowledge: Knowledge, text: str) -> list[Stranger]:
    """The names in our namespaces that nothing bears, each once, in the order of the query.

    >>> import glutagraph
    >>> text = "SELECT ?x { entity:ketamin predicate:blocks ?x }"
    >>> [(one.name, one.suggestions) for one in strangers(glutagraph.load(), text)]
    [('entity:ketamin', ('entity:ketamine', 'entity:esketamine'))]
    """
    own, found = query_text.declared(text), {}
    for name in query_text.names(text):
        curie = compact(name.local) if not name.prefix else f"{name.prefix}:{name.local}"
        prefix, _, local = curie.partition(":")
        known = _named(knowledge).get(prefix)
        if not local or known is None or (name.prefix and prefix in own) or curie in found:
            continue
        if prefix == "gg" and rdf.matches(knowledge.store, VOCABULARY + local):
            continue
        every = known()
        if local not in every:
            close = tuple(f"{prefix}:{one}" for one in _closest(local, every))
            found[curie] = Stranger(curie, query_text.place_of(text, name.start), close)
    return list(found.values())


def _named(knowledge: Knowledge) -> dict[str, Callable[[], Mapping[str, object]]]:
    """The names in each of our namespaces."""
    return {
        "entity": lambda: knowledge.entities,
        "predicate": lambda: knowledge.predicates,
        "claim": lambda: knowledge.claims,
        "hypothesis": lambda: knowledge.hypotheses,
        "source": lambda: knowledge.sources,
        "study": lambda: knowledge.studies,
        "experiment": lambda: knowledge.experiments,
        "kind": lambda: knowledge.kinds,
        "method": lambda: knowledge.methods,
        "context": lambda: knowledge.contexts,
        "action": lambda: knowledge.actions,
        "design": lambda: knowledge.designs,
        "gg": lambda: vocabulary(knowledge),
    }


def names_in(knowledge: Knowledge, prefix: str) -> list[str]:
    """The names in one of our namespaces, sorted; none where the prefix is not ours.

    >>> import glutagraph
    >>> "blocks" in names_in(glutagraph.load(), "predicate")
    True
    """
    known = _named(knowledge).get(prefix)
    return sorted(known()) if known else []


def vocabulary(knowledge: Knowledge) -> dict[str, object]:
    """The words of `gg:` that the graph uses, derived ones and those of verdicts included."""
    add_verdicts(knowledge)
    text = "SELECT DISTINCT ?w { { ?s ?w ?o } UNION { ?s ?p ?w } UNION { GRAPH ?g { ?s ?w ?o } } }"
    _, rows = rdf.rows(knowledge.store, text)
    curies = (said(term) for (term,) in rows if isinstance(term, rdf.NamedNode))
    return dict.fromkeys(sorted(c.removeprefix("gg:") for c in curies if c.startswith("gg:")))


def _closest(name: str, known: Mapping[str, object]) -> list[str]:
    from difflib import get_close_matches  # here, since only a mistake needs it

    return get_close_matches(name, list(known), n=2, cutoff=0.7)


# terms told


def said(term: rdf.Term | None) -> str:
    """A term as people read it: a CURIE, or a literal's text."""
    if term is None:
        return ""
    return compact(term.value) if isinstance(term, rdf.NamedNode) else term.value


def full(term: rdf.Term | None) -> str:
    """A term as machines read it: a full IRI, or a literal's text."""
    return "" if term is None else term.value


_WHOLE = re.compile(f"{re.escape(XSD)}(integer|long|int|short|byte|(non)?[a-zA-Z]*Integer)$")


def value(term: rdf.Term | None) -> object:
    """A term as a value of Python; text that is not of its datatype stays text."""
    from decimal import Decimal, InvalidOperation

    if term is None:
        return None
    if not isinstance(term, rdf.Literal):
        return term.value
    datatype = term.datatype.value
    try:
        if _WHOLE.match(datatype):
            return int(term.value)
        if datatype == XSD + "decimal":
            return Decimal(term.value)
        if datatype in (XSD + "double", XSD + "float"):
            return float(term.value)
    except (ValueError, InvalidOperation):
        return term.value
    truths = {"true": True, "1": True, "false": False, "0": False}
    return truths.get(term.value, term.value) if datatype == XSD + "boolean" else term.value


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
        raise QueryError("", 0, f"a graph is printed as json-ld, turtle or ntriples, not as {form}")
    return rdf.serialised(answer.triples, form)


def _row_key(row: tuple[rdf.Term | None, ...]) -> tuple[str, ...]:
    return tuple("" if term is None else str(term) for term in row)
