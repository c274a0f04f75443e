"""What a trace must answer, worked out the slow way: list every path, then ask of each what holds.

Written from what a trace promises and not from how it searches. It takes from an answer only which net
claims were left out, `carried`; a test of its own holds that choice to its promise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from glutagraph import trace
from glutagraph.model import Claim, Family, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from glutagraph.knowledge import Knowledge

WALKED = (Family.CAUSAL, Family.PRODUCTION, Family.DEFINITION)
JOINTS = {"pool-of": "pool not stated", "state-of": "pool not stated", "models": "translation"}


class Move(NamedTuple):
    """From one entity to another: along a claim, or over a joint."""

    start: str
    end: str
    claim: Claim | None
    joint: str = ""


Moves = tuple[Move, ...]


@dataclass(frozen=True)
class Asked:
    """A start, an end and what the answer is confined to, all by name."""

    graph: Knowledge
    start: str
    end: str
    max_steps: int = 12
    hypothesis: str = ""
    sign: int | None = None
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    min_tier: int = 6
    species: str = ""
    region: str = ""
    cell_type: str = ""
    timing: str = ""
    exclude_disputed: bool = False
    carried: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The net claims that each hypothesis leaves out of longer paths."""

    # what may be walked

    def moves(self) -> list[Move]:
        """Every claim that may be walked and passes the filters."""
        return [
            Move(claim.subject.id, claim.object.id, claim)
            for claim in self.graph.claims.values()
            if claim.family in WALKED
            and claim.status not in ("open", "refuted")
            and self.passes(claim)
        ]

    def joints(self) -> list[Move]:
        """From a pool to its group and back; from an animal's effect to the patient's, not back."""
        found = []
        for entity in self.graph.entities.values():
            for predicate, other in entity.structure:
                if predicate in JOINTS:
                    found.append(Move(entity.id, other, None, JOINTS[predicate]))
                    if predicate != "models":
                        found.append(Move(other, entity.id, None, JOINTS[predicate]))
        return [move for move in found if not {move.start, move.end} & set(self.avoid)]

    def passes(self, claim: Claim) -> bool:
        tier = 0
        if claim.family is not Family.DEFINITION:
            tier = min(item.tier for item in claim.items(Stance.SUPPORTS))
        return (
            not {claim.subject.id, claim.object.id} & set(self.avoid)
            and tier <= self.min_tier
            and not (self.exclude_disputed and claim.status == "disputed")
            and self.may_hold(claim, "species", self.species)
            and self.may_hold(claim, "region", self.region)
            and self.may_hold(claim, "cell_type", self.cell_type)
            and self.may_hold(claim, "timing", self.timing)
        )

    def may_hold(self, claim: Claim, axis: str, wanted: str) -> bool:
        """A claim that does not say passes; one that is left open for what is wanted does not."""
        if not wanted or claim.family is Family.DEFINITION:
            return True
        left_open = {getattr(item.context, axis) for item in claim.items(Stance.LEAVES_OPEN)}
        found = {getattr(item.context, axis) for item in claim.items(Stance.SUPPORTS)}
        return not left_open & around(self.graph, axis, wanted) and any(
            not value or meets(self.graph, axis, value, wanted) for value in found
        )

    # paths

    def paths(self, moves: Iterable[Move]) -> Iterator[Moves]:
        """Every way from the start to the end that meets nothing twice, within the bound.

        Claims are steps, joints are none.
        """
        after: dict[str, list[Move]] = {}
        for move in moves:
            after.setdefault(move.start, []).append(move)

        def longer(path: Moves, met: frozenset[str]) -> Iterator[Moves]:
            here = path[-1].end if path else self.start
            if path and here == self.end:
                yield path
            else:
                steps = sum(move.claim is not None for move in path)
                for move in after.get(here, ()):
                    within = steps + (move.claim is not None) <= self.max_steps
                    if within and move.end not in met:
                        yield from longer((*path, move), met | {move.end})

        if self.start != self.end:
            yield from longer((), frozenset({self.start}))

    def is_wanted(self, path: Moves) -> bool:
        met = {self.start, *(move.end for move in path)}
        return set(self.via) <= met and self.sign in (None, sign(path))

    def coherent(self) -> dict[str, list[Moves]]:
        """The coherent paths of each hypothesis; under "" the single steps that none of them shows."""
        found: dict[str, list[Moves]] = {}
        moves = self.moves()
        for name in self.hypotheses():
            left_out = self.carried.get(name, frozenset())
            held = [m for m in moves if m.claim and holds(self.graph, name, m.claim)]
            kept = [m for m in held if m.claim and m.claim.id not in left_out]
            paths = [p for p in self.paths(kept) if self.is_wanted(p) and self.agrees(p)]
            if paths:
                found[name] = sorted(paths, key=rank)
        shown = {path for paths in found.values() for path in paths}
        rescuing = frozenset[str]().union(*self.carried.values())
        singles = [
            (move,)
            for move in moves
            if (move.start, move.end) == (self.start, self.end) != (self.end, self.start)
            and move.claim
            and (not self.hypothesis or holds(self.graph, self.hypothesis, move.claim))
            and (move,) not in shown
            and not (self.avoid and move.claim.id in rescuing)
            and self.is_wanted((move,))
        ]
        if singles:
            found[""] = sorted(singles, key=rank)
        return found

    def hypotheses(self) -> list[str]:
        if self.hypothesis:
            return [self.hypothesis]
        return [name for name, one in self.graph.hypotheses.items() if not one.is_module]

    def stitched(self) -> list[Moves]:
        """The paths with a joint: whatever is left when the coherent ones are taken away.

        None where a context is asked for: joints are where contexts change.
        """
        if self.hypothesis or self.species or self.region or self.cell_type or self.timing:
            return []
        every = self.paths([*self.moves(), *self.joints()])
        return [p for p in every if self.is_wanted(p) and self.is_stitched(p)]

    def is_stitched(self, path: Moves) -> bool:
        two_at_once = any(
            one.claim is None and other.claim is None for one, other in pairwise(path)
        )
        if two_at_once or not any(move.claim for move in path):
            return False
        if any(move.claim is None for move in path):
            return True
        return len(path) > 1 and not (self.is_of_one_hypothesis(path) and self.agrees(path))

    def is_of_one_hypothesis(self, path: Moves) -> bool:
        return any(
            all(move.claim is not None and holds(self.graph, name, move.claim) for move in path)
            for name in self.graph.hypotheses
        )

    def agrees(self, path: Moves) -> bool:
        claims = [move.claim for move in path if move.claim]
        return not any(
            conflict(self.graph, earlier, later)
            for place, later in enumerate(claims)
            for earlier in claims[:place]
        )

    # answers

    def verdict(self) -> str:
        """What all coherent paths together say, however few are shown."""
        found = {sign(path) for paths in self.coherent().values() for path in paths}
        known = found - {0}
        if len(known) == 2:
            return "mixed"
        if known:
            return "increases" if known == {1} else "decreases"
        return "unknown" if found else "none"


def worked_out(graph: Knowledge, start: str, end: str, **limits: Any) -> Asked:
    """A question, with the net claims that each hypothesis was seen to leave out."""
    carried = {}
    for name in graph.hypotheses:
        if limits.get("hypothesis", name) == name:
            answer = trace(graph, start, end, **limits | {"hypothesis": name})
            carried[name] = frozenset(claim.id for claim in answer.carried)
    return Asked(graph, start, end, carried=carried, **limits)


def claim_names(paths: Iterable[Moves]) -> list[list[str]]:
    return [[move.claim.id for move in path if move.claim] for path in paths]


def sign(path: Moves) -> int:
    net = 1
    for move in path:
        net *= int(move.claim.sign) if move.claim else 1
    return net


def rank(path: Moves) -> tuple[int, int, int, list[str]]:
    claims = [move.claim for move in path if move.claim]
    tiers = [min((i.tier for i in c.items(Stance.SUPPORTS)), default=0) for c in claims]
    disputed = sum(claim.status == "disputed" for claim in claims)
    return max(tiers), disputed, len(claims), [claim.id for claim in claims]


def holds(graph: Knowledge, hypothesis: str, claim: Claim) -> bool:
    """Whether a claim is a hypothesis's step: its own, its modules', or what holds under every one."""
    if claim.family in (Family.PRODUCTION, Family.DEFINITION):
        return True
    within, waiting = set(), [hypothesis]
    while waiting:
        if (name := waiting.pop()) not in within:
            within.add(name)
            waiting += graph.hypotheses[name].includes
    return bool(within & set(claim.hypotheses))


def conflict(graph: Knowledge, earlier: Claim, later: Claim) -> bool:
    """Whether two steps cannot be of one story: patient and animal, two places, back in time."""
    species = [{value == "human" for value in bound(c, "species")} for c in (earlier, later)]
    regions = [bound(c, "region") for c in (earlier, later)]
    apart = not any(
        meets(graph, "region", one, other) for one in regions[0] for other in regions[1]
    )
    before, after = (bound(c, "timing") for c in (earlier, later))
    return (
        (all(species) and not species[0] & species[1])
        or (all(regions) and apart)
        or (before == {"sustained"} and after == {"acute"})
    )


def bound(claim: Claim, axis: str) -> set[str]:
    """The values to which a claim is bound; none where some finding does not state the axis."""
    values = {getattr(item.context, axis) for item in claim.items(Stance.SUPPORTS)}
    return set() if "" in values else values


def meets(graph: Knowledge, axis: str, one: str, other: str) -> bool:
    """Whether two values are the same, or one lies within the other."""
    return one in around(graph, axis, other) or other in around(graph, axis, one)


def around(graph: Knowledge, axis: str, value: str) -> set[str]:
    if axis in ("region", "cell_type"):
        wider = {o for p, o in graph.entities[value].structure if p == "part-of"}
    else:
        wider = set(graph.contexts[value].broader)
    return {value, *wider, *(far for near in wider for far in around(graph, axis, near))}
