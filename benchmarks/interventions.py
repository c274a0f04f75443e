"""How long questions take on a made graph of 100,000 claims: trace, what-if, necessary, dominators.

    .venv/bin/python benchmarks/interventions.py [CLAIMS] [QUESTIONS]

The graph is drawn anew from one seed each time: a fifth as many entities as claims, of the shipped
graph's kinds, predicates, tiers and contexts, a few of them in very many claims and most in few. Its
ten hypotheses share the drugs and outcomes; in between most entities are those of one. A fifth of the
claims are end results. A question is a drug, an outcome that it leads to, and a node in between to
block. Loading is not counted, nor is the index, which the first question of a session makes.
"""

from __future__ import annotations

import gc
import random
import sys
from collections import deque
from dataclasses import replace
from itertools import accumulate
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, Any, NamedTuple

import glutagraph
from glutagraph.knowledge import Knowledge
from glutagraph.limits import Limits
from glutagraph.loading import load_files
from glutagraph.location import shipped_graph
from glutagraph.model import Claim, Context, Entity, Evidence, Hypothesis, Source, Stance
from glutagraph.necessity import dominators
from glutagraph.routes import AllRoutes
from glutagraph.vocabulary import CLAIM, ENTITY, HYPOTHESIS, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from glutagraph.model import Contents

SEED = 20180701
HYPOTHESES = 10
KINDS = (
    *(("drug", 2), ("receptor", 15), ("signaling-molecule", 40), ("cell-activity", 20)),
    *(("process", 20), ("outcome", 3)),
)
PREDICATES = (
    *(("increases", 45), ("decreases", 17), ("activates", 12), ("inhibits", 12), ("blocks", 5)),
    *(("regulates", 6), ("is-metabolised-to", 1), ("does-not-affect", 2)),
)
METHODS = (
    *(("proposal", 55), ("drug-treatment-in-animals", 25), ("slice-electrophysiology", 8)),
    *(("randomised-controlled-trial", 6), ("knockout", 6)),
)
CONTEXTS = (
    *((Context(), 70), (Context(species="mouse"), 10), (Context(species="rat"), 8)),
    *(
        (Context(species="human"), 4),
        (Context(timing="acute"), 4),
        (Context(timing="sustained"), 4),
    ),
)
NET = 0.2
HELD = (15, 75, 10)
"""Under no hypothesis, under one, under two."""
SHARED = 0.1
"""What part of the ends of a hypothesis's claims lies among any hypothesis's entities."""


class Drawn:
    """Things drawn by weight."""

    def __init__(self, dice: random.Random, pairs: Sequence[tuple[Any, float]]) -> None:
        self._dice, self._things = dice, [thing for thing, _ in pairs]
        self._sums = [*accumulate(weight for _, weight in pairs)]

    def __call__(self) -> Any:
        return self._dice.choices(self._things, cum_weights=self._sums)[0]


class Brain:
    """A made graph: of the entities of a hypothesis the n-th is in claims as often as n to -0.6, which
    makes a scale-free graph with an exponent of 2.7 (Goh, Kahng and Kim 2001,
    doi:10.1103/PhysRevLett.87.278701)."""

    def __init__(self, words: Contents, count: int) -> None:
        self.dice = random.Random(SEED)
        self.words, self.claims = words, dict[str, Claim]()
        self.entities = self._entities(count // 5)
        of_kind = {
            kind: [one for one in self.entities.values() if one.kind == kind] for kind, _ in KINDS
        }
        drugs, outcomes = of_kind.pop("drug"), of_kind.pop("outcome")
        inner = [one for some in of_kind.values() for one in some]
        homes = [inner[place::HYPOTHESES] for place in range(HYPOTHESES)]
        mixed = [
            self.dice.sample(some, len(some))
            for some in ([*drugs, *home, *outcomes] for home in homes)
        ]
        self._causes = [self._hubs(home, "outcome") for home in mixed]
        self._effects = [self._hubs(home, "drug") for home in mixed]
        self._predicate = Drawn(self.dice, PREDICATES)
        self._method, self._context = Drawn(self.dice, METHODS), Drawn(self.dice, CONTEXTS)
        self.source = Source(SOURCE + "somebody-2001", "Somebody 2001")
        while len(self.claims) < count:
            self._add_claim()

    def knowledge(self) -> Knowledge:
        """The graph as any other, with its index made."""
        hypotheses = {name: Hypothesis(HYPOTHESIS + name, name) for name in map(_name, range(10))}
        made = Knowledge(
            replace(
                self.words,
                entities=self.entities,
                sources={self.source.id: self.source},
                hypotheses=hypotheses,
                claims=dict(sorted(self.claims.items())),
            )
        )
        assert made.index
        return made

    def _entities(self, count: int) -> dict[str, Entity]:
        kind = Drawn(self.dice, KINDS)
        names = [f"entity-{place:05}" for place in range(count)]
        return {name: Entity(ENTITY + name, name, kind()) for name in names}

    def _add_claim(self) -> None:
        home = self.dice.randrange(HYPOTHESES)
        cause, effect = self._end(self._causes, home), self._end(self._effects, home)
        predicate = self.words.predicates[self._predicate()]
        name = f"{cause.id}.{predicate.id}.{effect.id}"
        if cause == effect or name in self.claims:
            return
        held = self.dice.choices(((), (home,), (home, self.dice.randrange(HYPOTHESES))), HELD)[0]
        method = self.words.methods[self._method()]
        finding = Evidence(
            *(self.source, Stance.SUPPORTS, "So it was.", method, "Part 1", self.source),
            self._context(),
        )
        self.claims[name] = Claim(
            *(CLAIM + name, cause, predicate, effect, (finding,)),
            tuple(sorted({_name(place) for place in held})),
            net=self.dice.random() < NET,
        )

    def _hubs(self, entities: list[Entity], without: str) -> Drawn:
        """Entities that can stand at one end of a claim, those before others drawn the more often."""
        pairs = [(one, place**-0.6) for place, one in enumerate(entities, 1) if one.kind != without]
        return Drawn(self.dice, pairs)

    def _end(self, homes: list[Drawn], home: int) -> Entity:
        elsewhere = self.dice.random() < SHARED
        found: Entity = homes[self.dice.randrange(HYPOTHESES) if elsewhere else home]()
        return found


def _name(place: int) -> str:
    return f"hypothesis-{place}"


# questions


class Question(NamedTuple):
    """A drug, an outcome that it leads to under some hypothesis, and a node in between."""

    drug: Entity
    outcome: Entity
    node: Entity


def questions(graph: Knowledge, count: int) -> list[Question]:
    """So many questions, each drug and outcome drawn."""
    dice = random.Random(SEED)
    drugs = [one for one in graph.entities.values() if one.kind == "drug"]
    found: list[Question] = []
    while len(found) < count:
        drug, bit = dice.choice(drugs), graph.own_bits[_name(dice.randrange(HYPOTHESES))]
        reached = _reached(graph, graph.index.number[drug.id], bit)
        ends = [one for one in reached if graph.index.nodes[one].kind == "outcome"]
        if not ends:
            continue
        walk, node = [], dice.choice(ends)
        while reached[node] != node:
            walk.append(node)
            node = reached[node]
        if len(walk) > 1:
            node = dice.choice(walk[1:])
            found.append(Question(drug, graph.index.nodes[walk[0]], graph.index.nodes[node]))
    return found


def _reached(graph: Knowledge, start: int, bit: int) -> dict[int, int]:
    """The nodes that a start leads to under a hypothesis, each with the one before it."""
    before, waiting = {start: start}, deque([start])
    while waiting:
        node = waiting.popleft()
        for arrow in graph.index.expand(node):
            if arrow.scope & bit and arrow.end not in before:
                before[arrow.end] = node
                waiting.append(arrow.end)
    return before


def _dominated(graph: Knowledge, asked: Question) -> None:
    """The nodes that every walk under any hypothesis passes, without a list of routes."""
    numbers = (graph.index.number[asked.drug.id], graph.index.number[asked.outcome.id])
    routes = AllRoutes(graph).of(asked.drug, Limits())
    for hypothesis in routes.hypotheses():
        dominators(routes.scope(hypothesis).out, *numbers)


ASK: dict[str, Callable[[Knowledge, Question], object]] = {
    "trace DRUG OUTCOME": lambda graph, one: glutagraph.trace(graph, one.drug, one.outcome),
    "what-if DRUG OUTCOME --block X": lambda graph, one: glutagraph.what_if(
        graph, one.drug, one.outcome, glutagraph.block(graph, one.node.id)
    ),
    "necessary DRUG OUTCOME": lambda graph, one: glutagraph.necessary(graph, one.drug, one.outcome),
    "dominators alone": _dominated,
}


def main() -> None:
    """Print the median and the worst of each question, in milliseconds."""
    numbers = [int(word) for word in sys.argv[1:]]
    size, count = (*numbers, *(100_000, 20)[len(numbers) :])
    graph = Brain(words(), size).knowledge()
    asked = questions(graph, count)
    gc.collect()
    gc.freeze()  # as a command, which does not look for garbage in what a graph holds
    print(f"{len(graph.claims):,} claims, {len(graph.entities):,} entities, {count} questions")
    print("  median    worst")
    for name, ask in ASK.items():
        times = [milliseconds(ask, graph, one) for one in asked]
        print(f"{median(times):8.0f} {max(times):8.0f}  {name}", flush=True)


def words() -> Contents:
    """The shipped vocabulary alone."""
    return load_files([shipped_graph() / "vocabulary.ttl"])


def milliseconds(
    ask: Callable[[Knowledge, Question], object], graph: Knowledge, asked: Question
) -> float:
    """How long a processor works on one question, whatever else the machine does."""
    started = process_time()
    ask(graph, asked)
    return 1000 * (process_time() - started)


if __name__ == "__main__":
    main()
