"""Which nodes does every route pass through, and which few must be blocked to cut them all?

Where every coherent path could be listed, the answer is exact: a node is necessary if all of them
contain it, and a cut is a smallest set of nodes that meets them all. Where a budget ended the listing,
the dominators of the sub-graph are told: each is necessary, and there may be more.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .intervening import Asked
from .limits import UNLIMITED, Limits, named
from .model import Entity, Experiment, Family, Hypothesis
from .routes import AllRoutes
from .scoring import that_held
from .tracing import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .answers import Path, Remainder
    from .knowledge import Knowledge
    from .search import Expand

MAX_SIZE = 3
_CUT_BUDGET = 200_000
"""How many partial cuts are looked at for one hypothesis before the search gives up."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Nodes that together meet every route: one alone is necessary."""

    nodes: tuple[Entity, ...]
    experiments: tuple[Experiment, ...]
    """Those that held all of them low and measured the outcome."""


@dataclass(frozen=True, slots=True)
class Necessity:
    """What the routes to one outcome need, under one hypothesis or all together."""

    outcome: Entity
    hypothesis: Hypothesis | None
    routes: int
    necessary: tuple[Cut, ...]
    """The nodes on every route, one to a cut, from the drug onward."""
    cuts: tuple[Cut, ...]
    """The sets that cut all routes and lose that with any node less: the smallest first."""
    is_stated_only: bool
    """Whether the effect is only stated end to end, so that nothing could be blocked."""
    complete: bool
    """Whether every route and every cut up to the size asked for was looked at."""


def necessary(
    knowledge: Knowledge,
    drug: str | Entity,
    outcome: str | Entity,
    *,
    max_size: int = MAX_SIZE,
    limits: Limits = UNLIMITED,
) -> tuple[Necessity, ...]:
    """What every route from a drug to an outcome needs: all together first, then by hypothesis.

    Cuts are told up to `max_size` nodes, and those of the smallest size whatever that is. A group of
    outcomes is answered member by member.

    >>> import glutagraph
    >>> rows = necessary(glutagraph.load(), "ketamine", "synaptogenesis")
    >>> [cut.nodes[0].id for cut in rows[-1].necessary][:2]
    ['interneuron-nmda-receptor', 'gaba-interneuron-activity']
    """
    if max_size < 1 or limits.max_steps < 1:
        raise ValueError("max_size and max_steps must be at least 1")
    start = knowledge.entity(drug) if isinstance(drug, str) else drug
    end = knowledge.entity(outcome) if isinstance(outcome, str) else outcome
    asked = Asked(AllRoutes(knowledge), start, (), (), named(knowledge, limits))
    return tuple(
        row for one in ends_of(knowledge, end) for row in _rows(asked, start, one, max_size)
    )


def _rows(asked: Asked, drug: Entity, end: Entity, max_size: int) -> Iterator[Necessity]:
    consequence = asked.of(end)
    rows = [consequence.union, *consequence.hypotheses]
    for row in rows if consequence.union.before != "none" else ():
        yield _necessity(asked, row, drug, end, max_size, consequence.complete)


def _necessity(
    asked: Asked, row: Remainder, drug: Entity, end: Entity, max_size: int, complete: bool
) -> Necessity:
    knowledge = asked.knowledge
    routes = [_between(path) for path in row.kept]
    in_order = [node for node in (routes[0] if routes else ()) if all(node in r for r in routes)]
    if not complete and row.hypothesis is not None:
        scope = asked.routes(drug, False).scope(row.hypothesis)
        index = knowledge.index
        between = dominators(scope.out, index.number[drug.id], index.number[end.id])
        in_order = [index.nodes[node] for node in between]
    found, is_whole = cuts([frozenset(route) for route in routes], max_size)
    return Necessity(
        *(end, row.hypothesis, len(routes)),
        tuple(_cut(knowledge, {node}, drug, end) for node in in_order),
        tuple(_cut(knowledge, nodes, drug, end) for nodes in found),
        row.is_stated_only,
        complete and is_whole,
    )


def _between(path: Path) -> list[Entity]:
    """The nodes of a path between its two ends; an opposite name of the end is the end itself."""
    is_renamed = path.claims[-1].family is Family.DEFINITION
    steps = path.claims[:-2] if is_renamed else path.claims[:-1]
    return [claim.object for claim in steps]


def _cut(knowledge: Knowledge, nodes: Iterable[Entity], drug: Entity, end: Entity) -> Cut:
    held = set(nodes)
    ordered = tuple(sorted(held, key=lambda entity: entity.id))
    return Cut(ordered, tuple(that_held(knowledge, held, drug, end)))


def cuts(
    routes: list[frozenset[Entity]], max_size: int, budget: int = _CUT_BUDGET
) -> tuple[list[frozenset[Entity]], bool]:
    """The minimal sets of nodes that meet every route, smallest first, and whether all were looked at.

    Those of the smallest size are found whatever it is. None where a route has nothing to block.

    >>> a, b, c = (Entity(f"https://w3id.org/glutagraph/entity/{n}", n, "process") for n in "abc")
    >>> [sorted(node.id for node in cut) for cut in cuts([frozenset({a, b}), frozenset({b, c})], 2)[0]]
    [['b'], ['a', 'c']]
    """
    if not routes or not all(routes):
        return [], True
    found: list[frozenset[Entity]] = []
    for size in range(1, len(routes) + 1):
        if found and size > max_size:
            break
        fresh, left = _cuts_of(routes, size, budget)
        found += sorted(
            (cut for cut in fresh if not any(smaller <= cut for smaller in found)), key=_names
        )
        if left < 0:
            return found, False
        budget = left
    return found, True


def _cuts_of(
    routes: list[frozenset[Entity]], size: int, budget: int
) -> tuple[set[frozenset[Entity]], int]:
    """The sets of one size that meet every route: each route not met yet needs one of its nodes."""
    found: set[frozenset[Entity]] = set()
    met: set[frozenset[Entity]] = set()
    waiting: list[frozenset[Entity]] = [frozenset()]
    while waiting and budget >= 0:
        chosen = waiting.pop()
        budget -= 1
        missed = next((route for route in routes if not route & chosen), None)
        if missed is None:
            found |= {chosen} if len(chosen) == size else set()
        elif len(chosen) < size:
            fresh = {chosen | {node} for node in missed} - met
            met |= fresh
            waiting += fresh
    return found, budget


def _names(nodes: Iterable[Entity]) -> list[str]:
    return sorted(node.id for node in nodes)


def dominators(out: Expand, start: int, end: int) -> list[int]:
    """The nodes between two that every walk from the one to the other passes, in order.

    One walk is laid down, and what leads past each of its nodes is followed: linear in the arrows.
    """
    walk = _walk(out, start, end)
    place = {node: number for number, node in enumerate(walk)}
    found: list[int] = []
    seen: set[int] = set()
    here = reached = 0
    while here < len(walk) - 1:
        waiting = [walk[here]]
        reached = max(reached, here)
        while waiting:
            for arrow in out(waiting.pop()):
                if arrow.end not in seen:
                    seen.add(arrow.end)
                    if arrow.end not in place:
                        waiting.append(arrow.end)
                    reached = max(reached, place.get(arrow.end, 0))
        here += 1
        if here == reached and here < len(walk) - 1:
            found.append(walk[here])
    return found


def _walk(out: Expand, start: int, end: int) -> list[int]:
    """A shortest walk; empty where there is none."""
    before: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting and end not in before:
        node = waiting.popleft()
        for arrow in out(node):
            if arrow.end not in before:
                before[arrow.end] = node
                waiting.append(arrow.end)
    walk = [end] if end in before else []
    while walk and walk[-1] != start:
        walk.append(before[walk[-1]])
    return walk[::-1]
