"""Is a graph fit to ship? Its layout, its place in the folders, and the curation rules.

What loading refuses is checked by loading. Here is what a graph can be read without and should still
have: one layout, each entity's file in its kind's folder, and the rules of `graph/checks/`, one to a
file, in SPARQL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import CurationError, KnowledgeNotFoundError, TurtleSyntaxError
from .facts import Facts
from .formatting import format_turtle
from .loading import contents_of, read_facts
from .location import is_in_tables, is_store, shipped_graph, turtle_files
from .model import Problem
from .rdf import Literal, NamedNode, Store, rows, store_of
from .triples import described
from .vocabulary import ENTITY, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as FilePath

    from .model import Contents
    from .rdf import Term


@dataclass(frozen=True, slots=True)
class Rule:
    """A curation rule: a query whose rows are the things that break it."""

    name: str
    message: str
    cure: str
    query: str


def check(folder: FilePath) -> list[Problem]:
    """Everything wrong with a folder of Turtle, sorted; empty where it is fit to ship.

    Layout is checked even where the graph cannot be loaded; the rules only where it can. Of a compiled
    store every checksum is, of tables every row. Raises StoreError for one that cannot even be opened.
    """
    if is_in_tables(folder):
        from .store.checking import broken_tables  # here, since few graphs are in tables

        return list(broken_tables(str(folder)))
    if is_store(folder):
        from .store.checking import broken  # here, since few graphs are stores

        return list(broken(folder))
    problems = list(_layout(folder))
    facts = read_facts([folder])
    try:
        contents = contents_of(facts)
    except CurationError as error:
        return sorted({*problems, *error.problems})
    problems += _places(facts, contents)
    problems += _rule_problems(folder, facts, contents)
    return sorted(problems)


def rules(folder: FilePath) -> list[Rule]:
    """The rules in a folder's `checks/`, by name; the shipped ones where the folder has none."""
    own = folder / "checks"
    place = own if own.is_dir() else shipped_graph() / "checks"
    return [_rule(file) for file in sorted(place.glob("*.rq"))]


def broken(every: Iterable[Rule], store: Store) -> Iterator[tuple[Rule, str, str]]:
    """(rule, IRI of the thing at fault, message) for every row of every rule, in order."""
    for rule in every:
        names, found = rows(store, rule.query)
        for row in sorted(set(found), key=str):
            told = {name: _said(term) for name, term in zip(names, row, strict=True)}
            thing = row[0].value if row[0] is not None else ""
            yield rule, thing, rule.message.format(**told)


def _rule(file: FilePath) -> Rule:
    """A rule from its file: two comment lines, the message and the cure, then the query."""
    message, cure, query = file.read_text(encoding="utf-8").split("\n", 2)
    if not (message.startswith("# ") and cure.startswith("# ")):
        reason = "a rule begins with two comment lines: what is wrong, and the cure"
        raise KnowledgeNotFoundError(str(file), reason)
    return Rule(file.stem, message.removeprefix("# "), cure.removeprefix("# "), query)


def _said(term: Term | None) -> str:
    """A term as it stands in a message."""
    if term is None:
        return ""
    return term.value if isinstance(term, Literal) else compact(term.value)


def _rule_problems(folder: FilePath, facts: Facts, contents: Contents) -> Iterator[Problem]:
    store = store_of(described(facts, contents))
    for rule, thing, message in broken(rules(folder), store):
        node = NamedNode(re.sub(r"/evidence/([^/]+)/.*", r"/claim/\1", thing))
        yield Problem(facts.file(node), facts.line(node), message, rule.cure)


def _layout(folder: FilePath) -> Iterator[Problem]:
    for file in turtle_files(folder):
        name = file.name if file == folder else str(file.relative_to(folder.parent))
        text = file.read_bytes()
        try:
            canonical = format_turtle(text.decode("utf-8"), name)
        except (TurtleSyntaxError, UnicodeDecodeError):
            continue  # reading tells of it
        if canonical.encode() != text:
            line = _first_difference(text.decode("utf-8"), canonical)
            yield Problem(name, line, "the layout is not the one layout", "run: glutagraph format")


def _first_difference(one: str, other: str) -> int:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((n for n, (here, there) in enumerate(pairs, 1) if here != there), 1)


def _places(facts: Facts, contents: Contents) -> Iterator[Problem]:
    """Each entity lies in its kind's folder, in a file of its name, with the claims about it."""
    for entity in contents.entities.values():
        node = NamedNode(entity.iri)
        wanted = f"{contents.kinds[entity.kind].folder}/{entity.id}.ttl"
        if "/" in facts.file(node) and not facts.file(node).endswith("/" + wanted):
            yield Problem(
                facts.file(node),
                facts.line(node),
                f"{entity.id} lies elsewhere",
                f"move it to {wanted}",
            )
    for claim in contents.claims.values():
        node = NamedNode(claim.iri)
        entity_name = claim.id.partition(".")[0]
        home = facts.file(NamedNode(ENTITY + entity_name))
        if facts.file(node) and home and facts.file(node) != home:
            cure = f"move it to {home}"
            yield Problem(
                facts.file(node), facts.line(node), f"claim:{claim.id} stands elsewhere", cure
            )
