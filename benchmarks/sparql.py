"""How long queries take here, and beside rdflib's engine on the same triples.

    .venv/bin/python benchmarks/sparql.py [TRIPLES ...]

First each named query on the shipped graph, in process, parameters at their defaults. Then one in
eight of them on copies of that graph, so many triples in all (50,000 and 1,000,000 unless told), and
five short queries on made graphs of that size. Each engine is asked in turn within one run; rdflib is
stopped after 20 s, and its time is then a lower bound. Figures are the processor's milliseconds, the
best of several, so that others on the machine count for little.
"""

from __future__ import annotations

import random
import sys
from functools import partial
from time import process_time
from typing import TYPE_CHECKING, Any

import rdflib

import glutagraph
from glutagraph import rdf
from glutagraph.deadline import within
from glutagraph.errors import DeadlineError
from glutagraph.named_queries import ask, named_queries, parameter_values
from glutagraph.query_text import with_values
from glutagraph.rdf import BlankNode, Literal, NamedNode, Triple
from glutagraph.rdflib_graph import to_rdflib
from glutagraph.vocabulary import (
    CLAIM,
    ENTITY,
    EVIDENCE,
    EXPERIMENT,
    KIND,
    PREDICATE,
    RDF,
    RDFS,
    SOURCE,
    STUDY,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE = 20
SEED = 20_260_101
EVERY = 8
"""Of the named queries in the order of their names, one in so many is asked of both engines."""
QUERIES = {
    "neighbours": "SELECT ?x { entity:n7 predicate:increases ?x }",
    "two steps, counted": """SELECT (COUNT(*) AS ?n) {
        entity:n7 predicate:increases ?y . ?y predicate:decreases ?z }""",
    "most effects": """SELECT ?x (COUNT(?y) AS ?n) { ?x a kind:drug ; predicate:increases ?y }
        GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 10""",
    "labels, filtered": """SELECT ?x ?label { ?x a kind:drug ; rdfs:label ?label
        FILTER(CONTAINS(?label, "99")) } ORDER BY ?label""",
    "optional": """SELECT ?x ?y { ?x a kind:receptor ; rdfs:label ?label
        OPTIONAL { ?x predicate:blocks ?y } } ORDER BY ?x ?y LIMIT 100""",
}


def best(work: Callable[[], object], runs: int) -> float:
    """The least of the processor's milliseconds over some runs, after one to warm up."""
    times = []
    work()
    for _ in range(runs):
        started = process_time()
        work()
        times.append(process_time() - started)
    return 1000 * min(times)


def once(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return 1000 * (process_time() - started)


def named() -> None:
    """Print how long each named query takes on the shipped graph, the slowest first."""
    knowledge = glutagraph.load()
    knowledge.store  # noqa: B018
    queries = named_queries(knowledge.places).values()
    times = [(best(lambda q=query: ask(knowledge, q, {}), 7), query.id) for query in queries]
    print(f"{len(times)} named queries on {len(knowledge.store):,} triples; slowest first")
    for milliseconds, name in sorted(times, reverse=True)[:10]:
        print(f"{milliseconds:9.2f} ms  {name}")
    middle = sorted(times)[len(times) // 2][0]
    print(f"{middle:9.2f} ms  the median; {sum(ms < 5 for ms, _ in times)} take less than 5 ms")


def made(count: int) -> list[Triple]:
    """A graph of so many triples: things of four kinds, labels, and arrows that favour a few."""
    dice = random.Random(SEED)
    nodes = count // 10
    node = [NamedNode(f"{ENTITY}n{number}") for number in range(nodes)]
    kinds = [NamedNode(KIND + kind) for kind in ("drug", "receptor", "process", "outcome")]
    verbs = [NamedNode(PREDICATE + verb) for verb in ("increases", "decreases", "blocks")]
    triples = [Triple(one, NamedNode(RDF + "type"), dice.choice(kinds)) for one in node]
    label = NamedNode(RDFS + "label")
    triples += [Triple(one, label, Literal(f"node {number}")) for number, one in enumerate(node)]
    while len(triples) < count:
        start, end = (node[int(nodes * dice.random() ** 2)] for _ in "ab")
        triples.append(Triple(start, dice.choice(verbs), end))
    return triples


def copied(count: int) -> list[Triple]:
    """The shipped graph and copies, whose things have names of their own, so many triples in all."""
    once = glutagraph.load().triples
    names = (ENTITY, CLAIM, EVIDENCE, STUDY, EXPERIMENT, SOURCE)
    found = list(once)
    for number in range(1, count // len(once) + 1):

        def renamed(term: Any, suffix: str = f"-{number}") -> Any:
            if isinstance(term, BlankNode):
                return BlankNode(term.value + suffix.replace("-", "c"))
            is_copied = isinstance(term, NamedNode) and term.value.startswith(names)
            return NamedNode(term.value + suffix) if is_copied else term

        found += [Triple(renamed(s), p, renamed(o)) for s, p, o in once]
    return found[:count]


def named_beside(count: int) -> None:
    """Print both engines' times for some named queries on copies of the shipped graph."""
    knowledge = glutagraph.load()
    queries = list(named_queries(knowledge.places).values())[::EVERY]
    asked = {}
    for query in queries:
        values = parameter_values(knowledge, query, {})
        asked[query.id] = with_values(query.text, values) if values else query.text
    compare(f"{count:,} triples, copied", copied(count), asked)


def compare(title: str, triples: list[Triple], queries: Mapping[str, str]) -> None:
    """Print both engines' times for queries on some triples."""
    store, graph = rdf.store_of(triples), to_rdflib(triples)
    answers(graph, "ASK {}")  # its engine is imported and warm
    print(f"\n{title:<28}{'ours':>11}{'rdflib':>15}{'times':>9}")
    for name, text in queries.items():
        ours = best(partial(rdf.rows, store, text), 3)
        theirs, mark = slow(graph, text)
        told = f"{mark}{theirs:,.0f}"
        print(f"{name:<24}{ours:12.2f} ms{told:>12} ms{theirs / ours:8,.0f}x", flush=True)


def slow(graph: rdflib.Graph, text: str) -> tuple[float, str]:
    """The milliseconds that rdflib takes, of one run; those it was given, where it takes more."""
    try:
        return within(PATIENCE, lambda: once(lambda: answers(graph, text)), ""), ""
    except DeadlineError:
        return 1000 * PATIENCE, ">"


def answers(graph: rdflib.Graph, text: str) -> int:
    """How many rows rdflib finds."""
    return len(list(graph.query(text)))


def main() -> None:
    """Print both tables."""
    named()
    for count in [int(word) for word in sys.argv[1:]] or [50_000, 1_000_000]:
        named_beside(count)
        compare(f"{count:,} triples, made", made(count), QUERIES)


if __name__ == "__main__":
    main()
