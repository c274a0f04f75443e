"""A graph of numbered claims in lists, for the search of stores, and its paths worked out by hand."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from glutagraph.store.corridor import Corridor
from glutagraph.store.growth import Keep, Walked
from glutagraph.store.rows import Columns, Traits

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from glutagraph.store.arrays import Array

Edge = tuple[int, int, int, int]
Ranked = tuple[int, int, int, tuple[int, ...]]


class Lists:
    """Claims as (subject, name, object, trait), numbered in the order of their names."""

    def __init__(self, count: int, edges: set[Edge], traits: Traits) -> None:
        self.count, self.traits = count, traits
        self.at: tuple[list[list[tuple[int, int, int]]], ...] = tuple(
            [[] for _ in range(count)] for _ in "ab"
        )
        for number, (start, _, end, trait) in enumerate(sorted(edges)):
            self.at[0][start].append((end, trait, number))
            self.at[1][end].append((start, trait, number))

    def fan(self, nodes: Array, *, reverse: bool) -> int:
        return sum(len(self.at[reverse][node]) for node in nodes.tolist())

    def rows(self, nodes: Array, *, reverse: bool) -> Columns:
        table = self.at[reverse]
        found = [(node, *row) for node in nodes.tolist() for row in table[node]]
        return Columns(*np.array(found, np.int64).reshape(-1, 4).T)

    def out(self, node: int) -> tuple[Array, Array, Array]:
        far, trait, claim = np.array(self.at[0][node], np.int64).reshape(-1, 3).T
        return far, trait, claim


class Case:
    """A random graph and a question."""

    def __init__(self, dice: random.Random) -> None:
        sorts = dice.choice([1, 3, 8])
        self.traits = Traits(
            np.array([dice.choice([1, 1, -1, 0]) for _ in range(sorts)]),
            np.array([dice.choice([2, 3, 3, 6]) for _ in range(sorts)]),
            np.array([dice.random() < 0.2 for _ in range(sorts)]),
            np.array([dice.random() < 0.93 for _ in range(sorts)]),
            np.zeros(sorts, np.int64),
        )
        count = dice.randint(3, 9)
        edges = {
            (
                dice.randrange(count),
                dice.randrange(99),
                dice.randrange(count),
                dice.randrange(sorts),
            )
            for _ in range(dice.randint(2, 24))
        }
        self.graph = Lists(count, edges, self.traits)
        nodes, claims = range(count), range(len(edges))
        self.start, self.end = dice.choice(nodes), dice.choice(nodes)
        self.most, self.sign = dice.choice([1, 2, 3, 4, 6, 12]), dice.choice([None, None, 1, -1, 0])
        self.avoided = frozenset(dice.sample(nodes, dice.choice([0, 0, 1]))) - {self.start}
        self.via = tuple(dice.sample(nodes, dice.choice([0, 0, 0, 1, 2])))
        self.takes = tuple(dice.sample(claims, dice.choice([0, 0, 0, 1])))
        self.cut = frozenset(dice.sample(claims, dice.choice([0, 0, 0, 1])))
        self.closed = np.array([dice.random() < 0.1 for _ in nodes])
        self.kept = np.array([dice.random() < 0.95 for _ in range(sorts)])
        self.costs = np.array([dice.choice([0, 500, 1000, 3000]) for _ in nodes])
        self.groups = tuple(
            np.array([dice.random() < 0.5 for _ in range(sorts)])
            for _ in range(dice.choice([0, 0, 0, 0, 0, 0, 1, 2]))
        )

    def corridor(self, *, costs: bool = False, listed: bool = True) -> Corridor:
        keep = Keep(self.kept, self.avoided, self.cut, self.closed, self.groups)
        ends = (self.start, self.end, self.most)
        added, most = self.costs if costs else None, 5_000 if listed else -1
        return Corridor(
            self.graph, *ends, keep, self.via, self.takes, costs=added, most_listed=most
        )

    def ranked(self, walked: Walked, *, costs: bool = False) -> Ranked:
        """What a path is ordered by."""
        passed = sum(int(self.costs[node]) for node in walked.nodes[1:-1]) if costs else 0
        length = 1000 * len(walked.claims) + passed if costs else len(walked.claims)
        tier = max(int(self.traits.tier[trait]) for trait in walked.traits)
        disputed = sum(int(self.traits.disputed[trait]) for trait in walked.traits)
        return (tier, disputed, length, walked.claims)

    def by_hand(self, *, costs: bool = False) -> list[Ranked]:
        """Every path, listed first and asked afterwards whether it will do."""

        def longer(path: Walked) -> Iterator[Walked]:
            here = path.nodes[-1]
            if path.claims and here == self.end:
                yield path
            elif len(path.claims) < self.most and (here == self.start or not self.closed[here]):
                for node, trait, claim in self.graph.at[0][here]:
                    if node not in path.nodes:
                        yield from longer(
                            Walked(
                                (*path.nodes, node), (*path.claims, claim), (*path.traits, trait)
                            )
                        )

        every = longer(Walked((self.start,), (), ())) if self.start != self.end else iter(())
        return sorted(self.ranked(path, costs=costs) for path in every if self.will_do(path))

    def will_do(self, path: Walked) -> bool:
        sign = prod(int(self.traits.sign[trait]) for trait in path.traits)
        return (
            all(self.traits.walked[trait] and self.kept[trait] for trait in path.traits)
            and not self.avoided & {*path.nodes}
            and not self.cut & {*path.claims}
            and {*self.via} <= {*path.nodes}
            and {*self.takes} <= {*path.claims}
            and all(any(group[trait] for trait in path.traits) for group in self.groups)
            and self.sign in (None, sign)
        )
