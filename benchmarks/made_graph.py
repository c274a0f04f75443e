"""A made graph of any size, straight into a store: scale-free, typed, signed, the same each time.

    .venv/bin/python benchmarks/made_graph.py CLAIMS STORE [NODES]

Ends are drawn so that few nodes have most claims: the busiest of Hetionet's size has some ten thousand.
Of the claims 45 in 100 raise, 25 lower and 30 do not say; evidence is of three tiers, and one claim in a
hundred is disputed. Memory stays that of the ids and of one piece of a million claims.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from glutagraph.model import Stance
from glutagraph.store import Item, Writer
from glutagraph.store.arrays import np

if TYPE_CHECKING:
    from glutagraph.store.arrays import Array
    from glutagraph.store.writer import Report

SEED = 20_260_101
PIECE = 1_000_000
KINDS = (("drug", 4), ("enzyme", 50), ("process", 40), ("outcome", 6))
PREDICATES = (
    *(("increases", 30), ("activates", 15), ("decreases", 15), ("inhibits", 10)),
    *(("regulates", 30),),
)
METHODS = (("drug-treatment-in-animals", 10), ("slice-electrophysiology", 40), ("proposal", 50))
DISPUTED = 100
"""One claim in so many."""
STEEP = 2.0
"""How unevenly ends are drawn: the share of the first x of all nodes is the square root of x."""


def make(place: Path, claims: int, nodes: int = 0, *, uniform_tier: bool = False) -> Report:
    """Write a graph of so many claims, a few more or less since none is made twice."""
    count = nodes or max(claims // 80, 50)
    dice = np.random.default_rng(SEED + claims)
    with Writer(
        place, name="made", label=f"A made graph of {claims:,} claims", force=True
    ) as store:
        ids = [f"made:{number:08}" for number in range(count)]
        kinds = _drawn(dice, KINDS, count)
        for number, slug in enumerate(ids):
            store.entity(slug, label=f"node {number}", kind=KINDS[kinds[number]][0])
        places = store.numbers(ids)[dice.permutation(count)]
        done = 0
        while done < claims:
            done += _add(store, dice, places, min(PIECE, claims - done), uniform_tier)
    return store.report


def _add(store: Writer, dice: np.random.Generator, places: Array, count: int, flat: bool) -> int:
    """Draw so many claims, and write those that have two ends."""
    ends = [places[(len(places) * dice.random(count) ** STEEP).astype(np.int64)] for _ in "ab"]
    predicate, method = _drawn(dice, PREDICATES, count), _drawn(dice, METHODS, count)
    disputed = dice.integers(0, DISPUTED, count) == 0
    if flat:
        method, disputed = np.zeros_like(method), np.zeros_like(disputed)
    whole = ends[0] != ends[1]
    for p, (name, _) in enumerate(PREDICATES):
        for m, (by, _) in enumerate(METHODS):
            for against in (False, True):
                chosen = whole & (predicate == p) & (method == m) & (disputed == against)
                items = [Item("made", "It is made up.", method=by)]
                items += [Item("made", "It is not so.", Stance.DISPUTES, by)] if against else []
                if chosen.any():
                    store.claims_between(ends[0][chosen], name, ends[1][chosen], *items)
    return int(whole.sum())


def _drawn(dice: np.random.Generator, weights: tuple[tuple[str, int], ...], count: int) -> Array:
    """So many numbers of things, by their weights."""
    sums = np.cumsum([weight for _, weight in weights])
    drawn: Array = np.searchsorted(sums, dice.integers(0, sums[-1], count), side="right")
    return drawn


def main() -> None:
    """Write a store and say what is in it."""
    started = perf_counter()
    report = make(Path(sys.argv[2]), int(sys.argv[1]), *map(int, sys.argv[3:4]))
    seconds = perf_counter() - started
    print(f"{report.claims:,} claims, {report.entities:,} nodes, {report.repeated:,} said twice")
    print(f"{seconds:.1f} s, {report.claims / seconds:,.0f} claims a second")


if __name__ == "__main__":
    main()
