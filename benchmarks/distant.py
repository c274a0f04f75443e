"""How long it takes to trace in a graph at an endpoint, and how often that is asked.

    .venv/bin/python benchmarks/distant.py [CLAIMS ...]

The shipped graph at `oxigraph serve` (pip install oxigraph), fetched whole and part by part; then made
graphs of so many claims (100,000 and 1,000,000 unless told) with a tenth as many nodes, some of which
have far more claims than others, one claim in fifty an end result. A million takes some minutes to make
and 2 GB on disk. For each number of steps the median and the slowest of 15 questions, each asked twice
and its second time told: milliseconds of the wall from the first request to the answer of `trace`, those
of them that the endpoint was waited for, and requests.
"""

from __future__ import annotations

import random
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import glutagraph
from glutagraph import distant
from glutagraph.distant import asking, fetching
from glutagraph.errors import EndpointError
from glutagraph.location import shipped_graph, turtle_files
from glutagraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from glutagraph.sparql import Answer

SEED, QUESTIONS, OXIGRAPH = 20_261_123, 15, shutil.which("oxigraph") or "oxigraph"
EVIDENCE = (
    'gg:evidence [ gg:source source:s ; gg:stance gg:supports ; gg:finding "f" ; gg:locator "l" ;'
    " gg:method method:drug-treatment-in-animals ; gg:readIn source:s ]"
)


class Timed(asking.Asking):
    """One who notes how long the endpoint was waited for."""

    waited = 0.0

    def _ask(self, query: str) -> Answer:
        began = perf_counter()
        try:
            return super()._ask(query)
        finally:
            self.waited += perf_counter() - began


def made(claims: int) -> Iterator[str]:
    """A graph of so many claims as Turtle, the same each time."""
    chance, nodes = random.Random(SEED), claims // 10
    yield from (f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())
    yield 'source:s a gg:Source ; rdfs:label "S" ; gg:sourceType gg:primary ; dcterms:issued "2001" .'
    yield from (f'hypothesis:h{n} a gg:Hypothesis ; rdfs:label "h{n}" .' for n in range(3))
    yield from (f'entity:n{n} a kind:process ; rdfs:label "node {n}" .' for n in range(nodes))
    met: set[tuple[int, str, int]] = set()
    while len(met) < claims:
        one, other = (int(nodes * chance.random() ** 2) for _ in "ab")
        triple = (one, chance.choice(("increases", "decreases")), other)
        if one != other and triple not in met:
            met.add(triple)
            directness = "net" if chance.random() < 0.02 else "direct"
            yield (
                f"claim:n{one}.{triple[1]}.n{other} a gg:Claim ; gg:subject entity:n{one} ;"
                f" gg:predicate predicate:{triple[1]} ; gg:object entity:n{other} ;"
                f" gg:directness gg:{directness} ; gg:hypothesis hypothesis:h{chance.randrange(3)} ;"
                f" {EVIDENCE} ."
            )


@contextmanager
def serving(files: Iterable[Path]) -> Iterator[str]:
    """The address of an endpoint that holds some files."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        place = f"127.0.0.1:{free.getsockname()[1]}"
        free.close()
        load = [OXIGRAPH, "load", "--location", folder, "--file", *map(str, files)]
        subprocess.run(load, check=True, capture_output=True)
        command = [OXIGRAPH, "serve-read-only", "--location", folder, "--bind", place]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
            assert server.stderr is not None
            server.stderr.readline()
            try:
                yield f"http://{place}/query"
            finally:
                server.terminate()


def asked(url: str, steps: int, pairs: Iterable[tuple[str, str]]) -> None:
    """Ask for the part of each pair and trace in it, and tell how that went."""
    rows, refused = [], 0
    for start, end in pairs:
        for _ in "12":
            one, began = Timed(url), perf_counter()
            try:
                graph = fetching.fetched(
                    one, distant.Question(start, end, steps), distant.MOST_CLAIMS
                )
                glutagraph.trace(graph, start, end, max_steps=steps)
            except EndpointError:
                refused += 1
            took = 1000 * (perf_counter() - began)
        rows.append((took, 1000 * one.waited, one.requests))
    middle = ["/".join(f"{f(c):,.0f}" for f in (median, max)) for c in zip(*rows, strict=True)]
    refused = refused // 2
    told = "{:>14} ms, waited {:>14} ms, {:>7} requests".format(*middle)
    print(f"  {steps:2} steps: {told}" + (f", {refused} too large" if refused else ""), flush=True)


def main() -> None:
    """The shipped graph, then made ones."""
    with serving(turtle_files(shipped_graph())) as url:
        one, began = Timed(url), perf_counter()
        graph = fetching.everything(one)
        took = 1000 * (perf_counter() - began)
        print(
            f"shipped, whole: {took:.0f} ms, waited {1000 * one.waited:.0f}, {one.requests} requests"
        )
        drugs = [one for one in graph.entities.values() if graph.kind_holds("drug", one)]
        asked(url, 12, [(one.id, "antidepressant-like-effect") for one in drugs[:QUESTIONS]])
    for claims in map(int, sys.argv[1:] or ("100000", "1000000")):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "made.ttl")
            with file.open("w", encoding="utf-8") as stream:
                stream.writelines(f"{line}\n" for line in made(claims))
            chance, nodes = random.Random(SEED), claims // 10
            pairs = [
                (f"n{chance.randrange(nodes)}", f"n{chance.randrange(nodes)}")
                for _ in range(QUESTIONS)
            ]
            with serving([shipped_graph() / "vocabulary.ttl", file]) as url:
                print(f"{claims:,} claims, {claims * 13:,} triples")
                for steps in (3, 4, 5):
                    asked(url, steps, pairs)


if __name__ == "__main__":
    main()
