"""Small graphs that were imported, such as chance makes them."""

from __future__ import annotations

import random
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import building

import glutagraph
from glutagraph.index import Confined
from glutagraph.search import Budget
from glutagraph.store import Item, Writer

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge


def imported(*lines: str, kinds: dict[str, str] | None = None) -> Knowledge:
    """A graph that was imported: the lines of `building.knowledge`, said by one source."""
    said = building.knowledge(*lines, kinds=kinds or {})
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "theirs.ggstore"
        with Writer(place, name="theirs", label="Their graph", words=building.words()) as store:
            write(said, store)
        return glutagraph.load(place)


def write(said: Knowledge, store: Writer) -> None:
    """Hand a small graph to a writer, claims first."""
    for claim in said.claims.values():
        items = [
            Item(
                *(item.source.id, item.finding, item.stance, item.method.id),
                context=item.context,
            )
            for item in claim.evidence
        ]
        store.claim(claim.subject.id, claim.predicate.id, claim.object.id, *items, net=claim.net)
    for entity in said.entities.values():
        store.add_entity(entity)


NAMES = [f"n{number}" for number in range(7)]
SAID = (
    *("{rat}", "{mouse, acute}", "{human}", "{}", "{}", "{proposal}", "{} {disputes}", "{open}"),
    *("{region=cortex}", "{sustained}"),
)


def random_lines(dice: random.Random) -> list[str]:
    lines: dict[tuple[str, str, str], str] = {}
    for _ in range(dice.randint(6, 22)):
        start, end = dice.sample(["drug", *NAMES, "effect"], 2)
        arrow = dice.choice(["->", "->", "-|", "-|", "-?"])
        lines[start, arrow, end] = f"{start} {arrow} {end} {dice.choice(SAID)}"
    lines.setdefault(("drug", "->", "n0"), "drug -> n0")
    lines.setdefault(("n1", "->", "effect"), "n1 -> effect")
    return [*lines.values()]


KINDS = {"drug": "drug", "effect": "outcome"}


def large(place: Path) -> Knowledge:
    """A graph of 60,000 claims, few nodes of which have most: more than is fetched at once."""
    dice = random.Random(3)
    with Writer(place, name="made", label="A made graph") as store:
        ids = [f"made:{number:05}" for number in range(9_000)]
        for number in range(60_000):
            start, end = (ids[int(len(ids) * dice.random() ** 2)] for _ in "ab")
            if start != end:
                said = dice.choice(["increases", "decreases", "regulates"])
                store.claim(start, said, end, Item("made", f"It was found {number % 7} times."))
    return glutagraph.load(place)


def best(graph: Knowledge, start: str, end: str, steps: int) -> list[list[tuple[str, str]]]:
    """The ten best paths in it: their claims, and what was found."""
    ends = (graph.index.number[start], graph.index.number[end])
    asked = Confined(*ends, steps, graph.imported_bits["made"])
    paths = graph.stored.best(asked, lambda _: True, None, Budget(100_000), None)
    return [
        [(arrow.name, arrow.claim.evidence[0].finding) for arrow in path if arrow.claim]
        for path in islice(paths, 10)
    ]
