"""Small graphs that were imported, such as chance makes them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import building

import glutagraph
from glutagraph.store import Item, Writer

if TYPE_CHECKING:
    import random

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
