"""What a graph must give for its paths to be found: its claims as columns, out of and into any nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from .arrays import Array


MOST_ROWS = 60_000_000
"""So many rows are looked at for one question, where they lie in memory."""


class Columns(NamedTuple):
    """Claims, row by row: at a node asked for, the node at its other end, its trait and its number."""

    near: Array
    far: Array
    trait: Array
    claim: Array


@dataclass(frozen=True, slots=True)
class Traits:
    """What searches ask of a claim, by the number of its trait."""

    sign: Array
    tier: Array
    disputed: Array
    walked: Array
    contexts: Array


class Rows(Protocol):
    """A graph, however large and wherever it lies: nodes are numbers below `count`. Claims are numbered
    by the node they lead out of, and those of one node in the order of their names."""

    count: int
    traits: Traits

    def fan(self, nodes: Array, *, reverse: bool) -> int:
        """How many claims lead out of some nodes, or into them."""

    def rows(self, nodes: Array, *, reverse: bool) -> Columns:
        """These claims, in any order."""

    def out(self, node: int) -> tuple[Array, Array, Array]:
        """Of the claims out of a node the far end, trait and number, in the order of their names: all
        of them, or those that `rows` has given from either end."""
