"""What searches run on: plain adjacency lists over claims that may be traversed.

Nodes are numbers, arrows are `Arrow`s, both directions are kept. A scope is a bit per hypothesis, so
that one index serves every hypothesis and their union. Larger engines can stand behind the same
`expand`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .model import Claim, Entity, Family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

EVERYWHERE = -1
"""The scope of a claim that holds under every hypothesis: all bits set."""

JOINTS = {"pool-of": "pool not stated", "state-of": "pool not stated", "models": "translation"}
"""Structural steps that a stitched path may take, and what the joint is called. A pool stands for
its group and back; an animal outcome stands for the human one, not back."""
ONE_WAY = frozenset({"models"})


class Arrow(NamedTuple):
    """One arrow: a claim, or a joint where `claim` is None."""

    start: int
    end: int
    sign: int
    tier: int
    disputed: int
    net: bool
    scope: int
    name: str
    claim: Claim | None
    joint: str = ""


class Confined(NamedTuple):
    """What the best paths of an imported graph are confined to; nodes are numbers, claims names."""

    start: int
    end: int
    max_steps: int
    bit: int
    """That of the scope."""
    avoided: frozenset[int] = frozenset()
    via: tuple[int, ...] = ()
    cut: frozenset[str] = frozenset()
    takes: tuple[str, ...] = ()
    """Claims that a path must take."""
    across: tuple[int, ...] = ()
    """Bits of imported graphs: a path must take a claim of each; 0 stands for what is not imported."""
    given: frozenset[str] | None = None
    """The drugs, exposures and variants that are there; nothing comes of others. None asks nobody."""
    filters: tuple[object, ...] = ()
    """What evidence must be like: what tells one filter from another."""
    hub_penalty: float = 0.0


class Index:
    """The arrows of a graph, out of and into each node.

    >>> index = Index([], {}, {})
    >>> index.arrows
    ()
    """

    def __init__(
        self,
        claims: Iterable[Claim],
        entities: Mapping[str, Entity],
        scopes: Mapping[str, int],
    ) -> None:
        """`scopes` gives the bits of each hypothesis and module by slug."""
        traversed = [claim for claim in claims if claim.is_traversed]
        nodes = {entity.id: entity for entity in entities.values()}
        self.nodes: tuple[Entity, ...] = tuple(nodes.values())
        self.number = {entity.id: number for number, entity in enumerate(self.nodes)}
        self.arrows = tuple(self._arrow(claim, scopes) for claim in traversed)
        self.joints = tuple(self._joint_arrows())
        self._out = _grouped(self.arrows + self.joints, len(self.nodes), lambda arrow: arrow.start)
        self._into = _grouped(self.arrows + self.joints, len(self.nodes), lambda arrow: arrow.end)

    def _arrow(self, claim: Claim, scopes: Mapping[str, int]) -> Arrow:
        scope = 0
        for hypothesis in claim.hypotheses:
            scope |= scopes.get(hypothesis, 0)
        if claim.family in (Family.PRODUCTION, Family.DEFINITION):
            scope = EVERYWHERE
        return Arrow(
            self.number[claim.subject.id],
            self.number[claim.object.id],
            int(claim.sign),
            int(claim.tier),
            int(claim.is_disputed),
            claim.net,
            scope,
            claim.id,
            claim,
        )

    def _joint_arrows(self) -> Iterable[Arrow]:
        found: dict[tuple[int, int], str] = {}
        for entity in self.nodes:
            for predicate, other in entity.structure:
                if predicate in JOINTS and other in self.number:
                    ends = (self.number[entity.id], self.number[other])
                    found.setdefault(ends, JOINTS[predicate])
                    if predicate not in ONE_WAY:
                        found.setdefault(ends[::-1], JOINTS[predicate])
        for (start, end), joint in found.items():
            name = f"{self.nodes[start].id}~{self.nodes[end].id}"
            yield Arrow(start, end, 1, 0, 0, False, 0, name, None, joint)

    def expand(self, node: int, *, reverse: bool = False) -> list[Arrow]:
        """The arrows out of a node, or into it, sorted by name."""
        return self._into[node] if reverse else self._out[node]

    def degree(self, node: int) -> int:
        """How many claims that may be walked have a node at either end."""
        return sum(not arrow.joint for arrow in (*self._out[node], *self._into[node]))

    def between(self, start: int, end: int) -> list[Arrow]:
        """The arrows from one node to another that are claims, sorted by name."""
        return [arrow for arrow in self._out[start] if arrow.end == end and arrow.claim]


def _grouped(
    arrows: tuple[Arrow, ...], count: int, key: Callable[[Arrow], int]
) -> list[list[Arrow]]:
    groups: list[list[Arrow]] = [[] for _ in range(count)]
    for arrow in sorted(arrows, key=lambda arrow: arrow.name):
        groups[key(arrow)].append(arrow)
    return groups


def scope_bits(includes: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """The bits of each hypothesis by slug: its own, and those of all that include it.

    >>> scope_bits({"disinhibition": ("module",), "module": ()})
    {'disinhibition': 1, 'module': 3}
    """
    own = {name: 1 << place for place, name in enumerate(sorted(includes))}
    bits = dict(own)
    for name in includes:
        for module in _included(name, includes):
            bits[module] = bits.get(module, 0) | own[name]
    return bits


def _included(name: str, includes: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(includes[name])
    while waiting:
        if (module := waiting.pop()) not in found:
            found.add(module)
            waiting += includes.get(module, ())
    return found
