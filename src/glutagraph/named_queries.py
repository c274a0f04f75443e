"""The library of named queries: a question each, with its parameters, in `queries/*.rq` of a graph.

A file begins with comment lines: the question; one line per parameter; an example.

    # Which trials of a drug came out in a way?
    # param drug: entity = ketamine - the drug that was studied
    # param result: word - positive, negative, mixed, pending or halted; any unless told
    # example: glutagraph query trials-of-drug --param drug=esketamine --param result=negative

A parameter is the variable of its name, which the query selects. Without a value or default it stays
open. Values are bound, never pasted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import rdf, sparql
from .errors import QueryError, UnknownNameError
from .location import shipped_graph
from .model import Tier
from .vocabulary import ACTION, CONTEXT, DESIGN, KIND, METHOD, PREDICATE, TIER, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path as FilePath

    from .knowledge import Knowledge
    from .rdf import Term
    from .sparql import Rows, Triples

_PARAMETER = re.compile(r"# param (\w+): ([\w-]+)(?: = (.+?))? - (.+)")
_EXAMPLE = re.compile(r"# example: (glutagraph query .+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that the one who asks may set."""

    name: str
    sort: str
    """What its value names: `entity`, `hypothesis`, `text`, a `word` of ours, and so on."""
    meaning: str
    default: str = ""
    """Its value unless told; empty where it stays open."""


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that is asked often."""

    id: str
    label: str
    """The question."""
    parameters: tuple[Parameter, ...]
    example: str
    text: str


def named_queries(places: Iterable[FilePath]) -> dict[str, NamedQuery]:
    """The named queries beside some graphs, by name; the shipped ones where they have none.

    >>> from glutagraph.location import shipped_graph
    >>> named_queries([shipped_graph()])["failed-agents"].label
    'Which agents failed to separate from their control?'
    """
    folders = [place / "queries" for place in places if (place / "queries").is_dir()]
    files = [
        file for folder in folders or [shipped_graph() / "queries"] for file in folder.glob("*.rq")
    ]
    found = (_named_query(file) for file in sorted(files, key=lambda file: file.stem))
    return {query.id: query for query in found}


def _named_query(file: FilePath) -> NamedQuery:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError("", 0, f"{file}: cannot be read: {error}") from None
    title, *lines = text.splitlines() or [""]
    if not title.startswith("# "):
        raise QueryError(text, 1, f"{file.name}: the first line is to be a comment: the question")
    head = [line for line in lines if line.startswith("# ")]
    parameters = tuple(
        Parameter(name, sort, meaning, default or "")
        for name, sort, default, meaning in (
            m.groups() for m in map(_PARAMETER.fullmatch, head) if m
        )
    )
    examples = (match[1] for match in map(_EXAMPLE.fullmatch, head) if match)
    return NamedQuery(file.stem, title[2:], parameters, next(examples, ""), text)


def ask(
    knowledge: Knowledge, named: NamedQuery, values: Mapping[str, str]
) -> Rows | Triples | bool:
    """The answer to a named query, its parameters set.

    Raises QueryError for a parameter that it does not have, and UnknownNameError for a value that
    names nothing.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> query = named_queries(knowledge.places)["agents-at-target"]
    >>> len(ask(knowledge, query, {"target": "GlyT1"}).rows)
    1
    """
    bindings = parameter_values(knowledge, named, values)
    answer = sparql.query(knowledge, named.text, bindings)
    return answer if isinstance(answer, bool) else without(answer, bindings)


def parameter_values(
    knowledge: Knowledge, named: NamedQuery, values: Mapping[str, str]
) -> dict[str, Term]:
    """What the parameters of a named query are set to, by name; raises as `ask` does."""
    known = {parameter.name for parameter in named.parameters}
    if strange := sorted(values.keys() - known):
        has = f"it has {', '.join(sorted(known))}" if known else "it has none"
        raise QueryError("", 0, f"{named.id} has no parameter '{strange[0]}'; {has}")
    return {
        parameter.name: _term(knowledge, parameter.sort, value)
        for parameter in named.parameters
        if (value := values.get(parameter.name, parameter.default))
    }


def without(answer: Rows | Triples, set_already: Mapping[str, Term]) -> Rows | Triples:
    """Rows without the variables that were set, which would say the same in each."""
    if isinstance(answer, sparql.Triples):
        return answer
    kept = [place for place, name in enumerate(answer.variables) if name not in set_already]
    names = tuple(answer.variables[place] for place in kept)
    rows = tuple(tuple(row[place] for place in kept) for row in answer.rows)
    return sparql.Rows(names, rows, answer.warnings)


def _term(knowledge: Knowledge, sort: str, value: str) -> Term:
    """What a value stands for, by the sort of its parameter."""
    finders: dict[str, Callable[[str], object]] = {
        "entity": knowledge.entity,
        "hypothesis": knowledge.hypothesis,
        "source": knowledge.source,
        "study": knowledge.study,
        "experiment": knowledge.experiment,
        "claim": knowledge.claim,
    }
    words: dict[str, tuple[str, Iterable[str]]] = {
        "kind": (KIND, knowledge.kinds),
        "predicate": (PREDICATE, knowledge.predicates),
        "method": (METHOD, knowledge.methods),
        "context": (CONTEXT, knowledge.contexts),
        "action": (ACTION, knowledge.actions),
        "design": (DESIGN, knowledge.designs),
        "tier": (TIER, [tier.id for tier in Tier]),
        "word": (VOCABULARY, [value] if re.fullmatch("[a-z-]+", value) else []),
    }
    if sort in finders:
        return rdf.NamedNode(finders[sort](value).iri)  # type: ignore[attr-defined]  # all are Named
    if sort in words:
        namespace, known = words[sort]
        if value not in known:
            raise UnknownNameError(value, _close(value, known), sort)
        return rdf.NamedNode(namespace + value)
    return rdf.Literal(value)


def _close(value: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # here, since only a mistake needs it

    names = sorted(known)
    return get_close_matches(value, names, n=3) or names
