"""Where do the routes of two drugs to an outcome meet, how far do they run together, where do they part?

Each route of one drug is laid beside those of the other that share most steps with it, else most nodes.
What the two have in common falls into stretches: they meet at its first node and part at its last. Two
drugs are told of within each hypothesis under which both have a route, and only else over all routes.
Routes that end in an opposite name of an outcome are those of the outcome that it is the opposite of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import Claim, Entity, Hypothesis, Tier
from ..routes import names_of
from ..search import Budget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..index import Arrow
    from ..routes import Found, Routes

    Under = dict[Hypothesis | None, list[tuple[Arrow, ...]]]

MOST_PAIRS = 100_000
"""How many pairs of routes may be laid side by side for one comparison."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece that two routes have in common: they meet at its first node and part at its last."""

    first: Entity
    last: Entity
    claims: tuple[Claim, ...]
    """The steps between the two; none where the routes only cross."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where routes of two drugs to an outcome run together."""

    one: Entity
    other: Entity
    outcome: Entity
    hypothesis: Hypothesis | None
    """The hypothesis that holds the routes of both; None where they have none in common."""
    ways: tuple[tuple[Stretch, ...], ...]
    """The stretches of a route beside its nearest, in order; most steps in common first. Without any,
    the two meet only in the outcome."""
    complete: bool = True
    """Whether every route was found, and every pair laid side by side."""


class _Route:
    """A path with what is looked up in it."""

    def __init__(self, arrows: Sequence[Arrow]) -> None:
        self.arrows = arrows
        self.nodes = (arrows[0].start, *(arrow.end for arrow in arrows))
        self.names = frozenset(names_of(tuple(arrows)))
        self.leaving = {arrow.start: arrow.name for arrow in arrows} | {self.nodes[-1]: ""}

    def nearness(self, other: _Route) -> tuple[int, int]:
        """How many steps and nodes two routes have in common."""
        return len(self.names & other.names), len(self.leaving.keys() & other.leaving.keys())


def meetings(one: Routes, other: Routes, outcome: Entity, budget: Budget) -> Iterator[Meeting]:
    """Where the routes of two drugs to an outcome meet; none where one of them leads to it by none.

    The budget counts pairs of routes.
    """
    here, there = _under(one.found(outcome)), _under(other.found(outcome))
    if not (here and there):
        return
    together = [hypothesis for hypothesis in here if hypothesis and hypothesis in there]
    complete = one.found(outcome).complete and other.found(outcome).complete
    for hypothesis in (*together, *([] if together else [None])):
        ones, others = _routes_of(here, hypothesis), _routes_of(there, hypothesis)
        ways = _ways(ones, others, one.index.nodes, budget)
        is_whole = complete and not budget.spent
        yield Meeting(one.start, other.start, outcome, hypothesis, ways, is_whole)


def _under(found: Found) -> Under:
    """The paths by hypothesis, without those that only rename the outcome by a last step."""
    named = {
        hypothesis: [path for path in paths if path[-1].tier != Tier.DEFINITION]
        for hypothesis, paths in found.under
    }
    return {hypothesis: paths for hypothesis, paths in named.items() if paths}


def _routes_of(under: Under, hypothesis: Hypothesis | None) -> list[_Route]:
    """The routes under a hypothesis, or without one all of them, each once."""
    held = [under[hypothesis]] if hypothesis else under.values()
    return [*{names_of(path): _Route(path) for paths in held for path in paths}.values()]


def _ways(
    ones: list[_Route], others: list[_Route], nodes: Sequence[Entity], budget: Budget
) -> tuple[tuple[Stretch, ...], ...]:
    """What the routes of either side have in common with their nearest, each way once."""
    found = {
        way: None
        for own, rivals in ((ones, others), (others, ones))
        for route in own
        for way in _beside(route, rivals, nodes, budget)
        if way
    }
    return tuple(sorted(found, key=_most_in_common))


def _beside(
    route: _Route, rivals: list[_Route], nodes: Sequence[Entity], budget: Budget
) -> Iterator[tuple[Stretch, ...]]:
    """What a route has in common with each of its nearest."""
    near: dict[tuple[int, int], list[_Route]] = {}
    for rival in rivals:
        if not budget.take():
            break
        near.setdefault(route.nearness(rival), []).append(rival)
    if near:
        yield from (tuple(_stretches(route, rival, nodes)) for rival in near[max(near)])


def _stretches(route: _Route, rival: _Route, nodes: Sequence[Entity]) -> Iterator[Stretch]:
    """The stretches in order along a route; that both end in the outcome goes without saying."""
    first: int | None = None
    claims: list[Claim] = []
    for place, node in enumerate(route.nodes):
        if node not in rival.leaving:
            continue
        first = node if first is None else first
        arrow = route.arrows[place] if place < len(route.arrows) else None
        if arrow is not None and arrow.name == rival.leaving[node]:
            claims += [arrow.claim] if arrow.claim else []
            continue
        if claims or arrow is not None:
            yield Stretch(nodes[first], nodes[node], tuple(claims))
        first, claims = None, []


def _most_in_common(way: tuple[Stretch, ...]) -> tuple[int, list[str], list[str]]:
    steps = sum(len(stretch.claims) for stretch in way)
    names = [name for s in way for name in (s.first.id, s.last.id)]
    return -steps, names, [claim.id for s in way for claim in s.claims]
