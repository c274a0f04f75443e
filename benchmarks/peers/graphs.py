"""The graphs that are asked about: made ones, the shipped one, and imported ones that are named.

Each has a folder in the cache with its store, its arrows as columns for the others to read, and the
questions. What is there is not made again.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from glutagraph.index import Arrow
    from glutagraph.knowledge import Knowledge

if TYPE_CHECKING:
    Columns = np.ndarray[Any, Any]

Question = tuple[int, int]
"""The numbers of a start and an end."""
SEED = 20_260_101
QUESTIONS = 200
MOST_FOR_OTHERS = 9_000_000
"""The largest graph that others are given."""
_FEW = 6
COLUMNS = [
    *(("claim", "<u4"), ("start", "<u4"), ("end", "<u4")),
    *(("sign", "i1"), ("tier", "u1"), ("disputed", "u1")),
]
SHIPPED = "shipped"
STORE = "graph.ggstore"


@dataclass(frozen=True, slots=True)
class Spec:
    """A graph by name; a made one has so many claims between so many nodes, an imported one a store."""

    name: str
    label: str
    claims: int = 0
    nodes: int = 0
    store: Path | None = None


MADE = (
    Spec("made-1e3", "1,000 claims", 1_000, 100),
    Spec("made-1e4", "10,000 claims", 10_000, 1_000),
    Spec("made-1e5", "100,000 claims", 100_000, 10_000),
    Spec("made-1e6", "1,000,000 claims", 1_000_000, 100_000),
    Spec("hetionet-size", "the size of Hetionet", 4_150_000, 47_000),
    Spec("primekg-size", "the size of PrimeKG", 8_100_000, 129_000),
    Spec("made-1e7", "10,000,000 claims", 10_000_000, 1_000_000),
    Spec("made-5e7", "50,000,000 claims", 50_000_000, 5_000_000),
)
SPECS = {spec.name: spec for spec in (Spec(SHIPPED, "the shipped graph"), *MADE)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a graph lies in the cache, and what it is."""

    spec: Spec
    folder: Path

    @property
    def store(self) -> Path:
        """The compiled store; the shipped graph has none."""
        return self.folder / STORE

    @property
    def parquet(self) -> Path:
        """What `glutagraph export parquet` wrote."""
        return self.folder / "parquet"

    def questions(self) -> list[Question]:
        """The questions: the ends of claims drawn at random, each pair once."""
        return [(a, b) for a, b in json.loads((self.folder / "questions.json").read_bytes())]

    def size(self) -> dict[str, int]:
        """How many nodes there are, and how many claims that may be walked."""
        found: dict[str, int] = json.loads((self.folder / "size.json").read_bytes())
        return found


def prepare(spec: Spec, cache: Path) -> Place:
    """Make what of a graph is not in the cache yet; only made graphs stay what they were."""
    place = Place(spec, cache / spec.name)
    place.folder.mkdir(parents=True, exist_ok=True)
    if spec.claims and not place.store.exists():
        from made_graph import make

        make(place.store, spec.claims, spec.nodes)
    if spec.store:
        place.store.unlink(missing_ok=True)
        place.store.symlink_to(spec.store.resolve())
    if not (spec.claims and (place.folder / "questions.json").exists()):
        _draw(place)
    return place


def _draw(place: Place) -> None:
    """Write the claims and the size of a graph, and the questions about it, which come last."""
    if place.spec.name == SHIPPED:
        columns, nodes, asked = _of_shipped()
        claims = len(columns)
    else:
        columns, nodes, claims, asked = _of_store(place.store)
    np.save(place.folder / "arrows.npy", columns)
    (place.folder / "size.json").write_text(json.dumps({"nodes": nodes, "claims": claims}))
    (place.folder / "questions.json").write_text(json.dumps(asked))


def _of_store(store: Path) -> tuple[Columns, int, int, list[Question]]:
    """Of a store the claims, the numbers of its nodes and claims, and the ends of claims at random."""
    from glutagraph.store.opening import Opened

    rows = Opened(store).rows
    walked = rows.having(rows.traits.walked)
    drawn = np.random.default_rng(SEED).integers(0, len(walked), (3 * QUESTIONS, 2))
    chosen = (walked[column].tolist() for column in drawn.T)
    pairs = dict.fromkeys(
        (rows.claim(a)[0], rows.claim(b)[1]) for a, b in zip(*chosen, strict=True)
    )
    asked = [pair for pair in pairs if pair[0] != pair[1]][:QUESTIONS]
    made = np.empty(len(walked) if len(walked) <= MOST_FOR_OTHERS else 0, COLUMNS)
    if len(made):
        found = rows.rows(np.arange(rows.count), reverse=False)
        traits, trait = rows.traits, found.trait[walked]
        made["claim"], made["start"], made["end"] = walked, found.near[walked], found.far[walked]
        made["sign"], made["tier"] = traits.sign[trait], traits.tier[trait]
        made["disputed"] = traits.disputed[trait]
    return made, rows.count, len(walked), asked


def _of_shipped() -> tuple[Columns, int, list[Question]]:
    """The claims of the shipped graph, and every drug with every outcome that it leads to."""
    import glutagraph
    from glutagraph.search import reachable

    knowledge = glutagraph.load()
    index, arrows = knowledge.index, shipped_arrows(knowledge)
    rows = [
        (number, arrow.start, arrow.end, arrow.sign, arrow.tier, arrow.disputed)
        for number, arrow in enumerate(arrows)
    ]
    out: dict[int, list[Arrow]] = {}
    for arrow in arrows:
        out.setdefault(arrow.start, []).append(arrow)
    columns = [knowledge.kinds[node.kind].column for node in index.nodes]
    pairs = [
        (drug, end)
        for drug in range(len(columns))
        for end, steps in sorted(reachable(lambda node: out.get(node, []), drug).items())
        if columns[drug] == "drug" and columns[end] == "outcome" and 1 < steps <= _FEW
    ]
    random.Random(SEED).shuffle(pairs)
    return np.array(rows, COLUMNS), len(columns), pairs[:QUESTIONS]


def shipped_arrows(knowledge: Knowledge) -> list[Arrow]:
    """The claims of a graph in lists, in the order of their numbers."""
    return sorted(knowledge.index.arrows, key=lambda arrow: (arrow.start, arrow.name))
