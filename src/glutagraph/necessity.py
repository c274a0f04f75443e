"""Which nodes does every route pass through, and which few must be blocked to cut them all?

Where every coherent path could be listed, the answer is exact: a node is necessary if all of them
contain it, and a cut is a smallest set of nodes that meets them all. Where a budget ended the listing,
what is told is true all the same, though there may be more: the nodes that every walk passes
(dominators), and of the cuts of what was listed those that leave no walk within the bound.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .intervening import Asked
from .limits import UNLIMITED, Limits, named
from .model import Entity, Experiment, Family, Hypothesis, Imported
from .routes import COHERENT_BUDGET, AllRoutes
from .scoring import that_held
from .tracing import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .answers import Path
    from .consequences import Remainder
    from .knowledge import Knowledge
    from .search import Expand

    Nodes = list[Entity]

MAX_SIZE = 3
_CUT_BUDGET = 20_000
"""How many partial cuts are looked at for one hypothesis before the search gives up."""
_CUT_BUDGET_OF_SOME = 2_000
"""How many where not every route was listed, so that there may be more in any case."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Nodes that together meet every route: one alone is necessary."""

    nodes: tuple[Entity, ...]
    experiments: tuple[Experiment, ...]
    """Those that held all of them low, or kept them from being made, and measured the outcome."""


@dataclass(frozen=True, slots=True)
class Necessity:
    """What the routes to one outcome need, under one hypothesis or all together."""

    outcome: Entity
    hypothesis: Hypothesis | None
    routes: int
    """How many were listed: all there are, where the answer is complete."""
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
    budget: int = COHERENT_BUDGET,
) -> tuple[Necessity, ...]:
    """What every route from a drug to an outcome needs: all together first, then by hypothesis.

    Cuts are told up to `max_size` nodes, and those of the smallest size whatever that is. A group of
    outcomes is answered member by member. Routes are listed until `budget` arrows have been looked at.

    >>> import glutagraph
    >>> rows = necessary(glutagraph.load(), "ketamine", "synaptogenesis")
    >>> [cut.nodes[0].id for cut in rows[-1].necessary][:2]
    ['interneuron-nmda-receptor', 'gaba-interneuron-activity']
    """
    if max_size < 1 or limits.max_steps < 1:
        raise ValueError("max_size and max_steps must be at least 1")
    start = knowledge.entity(drug) if isinstance(drug, str) else drug
    end = knowledge.entity(outcome) if isinstance(outcome, str) else outcome
    asked = Asked(AllRoutes(knowledge, budget), start, (), (), named(knowledge, limits))
    return tuple(
        row
        for one in ends_of(knowledge, end)
        for row in _Question(asked, start, one).rows(max_size)
    )


class _Question:
    """A drug and an outcome; each hypothesis is asked for itself, and all together."""

    def __init__(self, asked: Asked, drug: Entity, end: Entity) -> None:
        self.knowledge, self.drug, self.end = asked.knowledge, drug, end
        self._consequence = asked.of(end)
        self._routes = asked.routes(drug, False)
        found = self._routes.found(end)
        self._ended = (*found.ended, *found.more)
        self._listed = {row.hypothesis: _listed(row) for row in self._every()}
        self._walks: dict[Hypothesis, list[Iterable[int]]] = {}
        """Walks that were left by what is no cut; most of what is none leaves one of them, too."""
        self._tested: dict[tuple[Hypothesis, frozenset[Entity]], bool] = {}

    def _every(self) -> list[Remainder]:
        return [self._consequence.union, *self._consequence.hypotheses]

    def rows(self, max_size: int) -> Iterator[Necessity]:
        """A row for all together and one for each hypothesis with a route; none without any route."""
        if self._listed[None] or self._ended:
            for row in self._every():
                yield self._row(row, max_size)

    def _row(self, row: Remainder, max_size: int) -> Necessity:
        listed, scopes = self._listed[row.hypothesis], self._scopes(row.hypothesis)
        is_whole = not set(scopes) & set(self._ended)
        budget = _CUT_BUDGET if is_whole else _CUT_BUDGET_OF_SOME
        found, is_all = cuts([frozenset(route) for route in listed], max_size, budget)
        if not is_whole:
            found = [cut for cut in found if all(self._is_cut(one, cut) for one in scopes)]
        return Necessity(
            *(self.end, row.hypothesis, len(listed)),
            tuple(self._cut([node]) for node in self._needed(row.hypothesis, is_whole)),
            tuple(self._cut(nodes) for nodes in found),
            row.is_stated_only and is_whole,
            is_whole and is_all,
        )

    def _scopes(self, hypothesis: Hypothesis | None) -> list[Hypothesis]:
        """The hypotheses that a row speaks for: of all those with a route, or perhaps with one."""
        if hypothesis is not None:
            return [hypothesis]
        listed = [one for one in self._listed if one is not None]
        return [*listed, *(one for one in self._ended if one not in self._listed)]

    def _needed(self, hypothesis: Hypothesis | None, is_whole: bool) -> Nodes:
        """The nodes on every route, in the order of the first."""
        if is_whole:
            return _shared(self._listed[hypothesis])
        listed = self._listed[hypothesis]
        if not listed or not all(listed):
            return []  # what was stated end to end passes no node
        return _shared([self._needed_by(one) for one in self._scopes(hypothesis)])

    def _needed_by(self, hypothesis: Hypothesis) -> Nodes:
        """The nodes on every route of one hypothesis; of one not all listed those on every walk."""
        if hypothesis not in self._ended:
            return _shared(self._listed[hypothesis])
        if isinstance(hypothesis, Imported):
            listed = self._listed[hypothesis]
            return [
                node for node in (listed or [[]])[0] if self._is_cut(hypothesis, frozenset([node]))
            ]
        number, nodes = self.knowledge.index.number, self.knowledge.index.nodes
        out = self._routes.scope(hypothesis).may_out
        found = dominators(out, number[self.drug.id], number[self.end.id])
        return [nodes[node] for node in found if not self._is_the_end(node)]

    def _is_the_end(self, node: int) -> bool:
        """Whether a node is an opposite name of the end, which is no node to block."""
        return any(
            arrow.claim is not None
            and arrow.claim.family is Family.DEFINITION
            and arrow.claim.object == self.end
            for arrow in self.knowledge.index.expand(node)
        )

    def _is_cut(self, hypothesis: Hypothesis, cut: frozenset[Entity]) -> bool:
        """Whether a hypothesis has no route without some nodes; of one not all listed no walk."""
        if hypothesis not in self._ended:
            return all(cut & set(route) for route in self._listed[hypothesis])
        if isinstance(hypothesis, Imported):
            return self._is_cut_of(hypothesis, cut)
        number, scope = self.knowledge.index.number, self._routes.scope(hypothesis)
        held = {number[node.id] for node in cut}
        if any(held.isdisjoint(walk) for walk in self._walks.get(hypothesis, ())):
            return False
        walk = _walk(
            lambda node: [arrow for arrow in scope.may_out(node) if arrow.end not in held],
            *(number[self.drug.id], number[self.end.id]),
        )
        is_cut = not walk or len(walk) - 1 > self._routes.limits.max_steps
        if not is_cut:
            self._walks.setdefault(hypothesis, []).append(walk)
        return is_cut

    def _is_cut_of(self, imported: Imported, cut: frozenset[Entity]) -> bool:
        """The same for an imported graph, by searches. The first is for a path past every node listed:
        where there is one, nothing that is listed is necessary, nor any of it together."""
        if imported not in self._walks:
            self._walks[imported] = [self._numbers(route) for route in self._listed[imported]]
            self._test(imported, frozenset().union(*self._listed[imported]))
        held = self._numbers(cut)
        if any(held.isdisjoint(walk) for walk in self._walks[imported]):
            return False
        if (imported, cut) not in self._tested:
            self._tested[imported, cut] = self._test(imported, cut)
        return self._tested[imported, cut]

    def _test(self, imported: Imported, cut: frozenset[Entity]) -> bool:
        """Whether no path of an imported graph avoids some nodes; one that does is kept."""
        path, is_ended = self._routes.avoiding(imported, cut, self.end)
        if path:
            self._walks[imported].append({arrow.end for arrow in path})
        return not (path or is_ended)

    def _numbers(self, nodes: Iterable[Entity]) -> frozenset[int]:
        return frozenset(self.knowledge.index.number[node.id] for node in nodes)

    def _cut(self, nodes: Iterable[Entity]) -> Cut:
        held = set(nodes)
        ordered = tuple(sorted(held, key=lambda entity: entity.id))
        return Cut(ordered, tuple(that_held(self.knowledge, held, self.drug, self.end)))


def _listed(row: Remainder) -> list[Nodes]:
    """The routes of a row, each as what could be blocked on it."""
    return [_between(path) for path in row.kept]


def _shared(routes: list[Nodes]) -> Nodes:
    """The nodes that all have, in the order of the first."""
    held = [set(route) for route in routes]
    return [node for node in (routes[0] if routes else ()) if all(node in one for one in held)]


def _between(path: Path) -> Nodes:
    """The nodes of a path between its two ends; an opposite name of the end is the end itself."""
    is_renamed = path.claims[-1].family is Family.DEFINITION
    steps = path.claims[:-2] if is_renamed else path.claims[:-1]
    return [claim.object for claim in steps]


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
    nodes = sorted(frozenset().union(*routes), key=lambda node: node.id)
    number = {node: place for place, node in enumerate(nodes)}
    chains = [*{frozenset(number[node] for node in route) for route in routes}]
    chains.sort(key=lambda chain: (len(chain), sorted(chain)))
    found: list[frozenset[int]] = []
    is_all = True
    for size in range(1, len(chains) + 1):
        if not is_all or (found and size > max_size):
            break
        fresh, budget = _cuts_of(chains, size, budget)
        found += sorted(
            (one for one in fresh if not any(less <= one for less in found)), key=sorted
        )
        is_all = budget >= 0
    return [frozenset(nodes[place] for place in one) for one in found], is_all


def _cuts_of(
    chains: list[frozenset[int]], size: int, budget: int
) -> tuple[set[frozenset[int]], int]:
    """The sets of one size that meet every chain: each chain not met yet needs one of its nodes."""
    meets = _meets(chains)
    every = (1 << len(chains)) - 1
    found: set[frozenset[int]] = set()
    seen: set[frozenset[int]] = set()
    waiting: list[tuple[frozenset[int], int]] = [(frozenset(), 0)]
    while waiting and budget >= 0:
        chosen, met = waiting.pop()
        budget -= 1
        if missed := every & ~met:
            if len(chosen) < size:
                first = (missed & -missed).bit_length() - 1
                fresh = {chosen | {node}: met | meets[node] for node in chains[first]}
                waiting += [(one, met) for one, met in fresh.items() if one not in seen]
                seen |= fresh.keys()
        elif len(chosen) == size:
            found.add(chosen)
    return found, budget


def _meets(chains: list[frozenset[int]]) -> dict[int, int]:
    """Which chains each node is on: a bit for each chain."""
    meets: dict[int, int] = {}
    for place, chain in enumerate(chains):
        for node in chain:
            meets[node] = meets.get(node, 0) | 1 << place
    return meets


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
