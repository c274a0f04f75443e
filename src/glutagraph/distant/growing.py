"""Which edges of somebody else's graph can lie on a way from a start to an end, in so many steps?

Ways are grown from both ends at once, always from the side that has fewer nodes to ask about, until the
steps of both sides together are as many as allowed: then every edge of every such way has been seen.
Those are kept whose distance from the start, and one, and distance to the end make no more; where one
side comes to an end before, those of longer ways, too. Only the neighbours of nodes are ever asked for,
many nodes at a time.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Nodes = frozenset[str]


class Edge(NamedTuple):
    """A claim by its three names."""

    subject: str
    predicate: str
    object: str


class Ways(NamedTuple):
    """Ways that are sought: from any of some nodes to any of others."""

    starts: Nodes
    ends: Nodes


class TooManyError(Exception):
    """More edges were met than may be looked at; `steps` is how far the ways were followed."""

    def __init__(self, steps: int) -> None:
        self.steps = steps


class Growing:
    """What is known of a graph so far. `expand(nodes, reverse)` gives the edges out of nodes, or into
    them; `joints` lead on from a node to others, back from one, without a step."""

    def __init__(
        self,
        expand: Callable[[Nodes, bool], Iterable[Edge]],
        joints: Iterable[tuple[str, str]],
        most: int,
    ) -> None:
        self._expand, self.most = expand, most
        self._known: dict[bool, dict[str, list[Edge]]] = {False: {}, True: {}}
        self._joints: dict[bool, dict[str, list[str]]] = {False: {}, True: {}}
        for one, other in joints:
            self._joints[False].setdefault(one, []).append(other)
            self._joints[True].setdefault(other, []).append(one)
        self.seen: set[Edge] = set()
        self.ended = True
        """Whether one side of all ways came to where nothing leads on: longer ones are kept, too."""

    def kept(self, sought: Iterable[Ways], max_steps: int) -> set[Edge]:
        """The edges that can lie on any of the ways. Raises TooManyError."""
        pairs = [(self._side(one.starts, False), self._side(one.ends, True)) for one in sought]
        for steps in range(max_steps):
            growing = [
                min(pair, key=lambda side: len(side.edge))
                for pair in pairs
                if all(side.edge for side in pair)
            ]
            if not growing:
                break
            for reverse in (False, True):
                self._fetch({n for s in growing if s.reverse is reverse for n in s.edge}, reverse)
            if len(self.seen) > self.most:
                raise TooManyError(steps)
            for side in growing:
                side.grow(self._known[side.reverse], self._joints[side.reverse])
        self.ended = self.ended and not any(all(side.edge for side in pair) for pair in pairs)
        return {edge for pair in pairs for edge in self._between(*pair, max_steps)}

    def _side(self, nodes: Nodes, reverse: bool) -> _Side:
        return _Side(nodes, reverse, self._joints[reverse])

    def _fetch(self, nodes: Iterable[str], reverse: bool) -> None:
        known = self._known[reverse]
        asked = frozenset(node for node in nodes if node not in known)
        known.update((node, []) for node in asked)
        for edge in self._expand(asked, reverse) if asked else ():
            known[edge.object if reverse else edge.subject].append(edge)
            self.seen.add(edge)
            if len(self.seen) > self.most:
                return

    def _between(self, ahead: _Side, back: _Side, max_steps: int) -> Iterator[Edge]:
        edges = ahead.edges | back.edges
        is_bounded = ahead.edge and back.edge
        near = self._steps(ahead.nodes, edges, False)
        far = self._steps(back.nodes, edges, True)
        for edge in edges:
            before, after = near.get(edge.subject), far.get(edge.object)
            if before is None or after is None:
                continue
            if not is_bounded or before + 1 + after <= max_steps:
                yield edge

    def _steps(self, nodes: Nodes, edges: set[Edge], reverse: bool) -> Mapping[str, int]:
        """How many steps along some edges lead from any of some nodes to each, or back from it."""
        leading: dict[str, list[str]] = {}
        for edge in edges:
            near, far = edge.subject, edge.object
            leading.setdefault(far if reverse else near, []).append(near if reverse else far)
        steps = dict.fromkeys(nodes, 0)
        waiting = deque(sorted(nodes))
        while waiting:
            node = waiting.popleft()
            here = steps[node]
            for other in self._joints[reverse].get(node, ()):
                if steps.get(other, here + 1) > here:
                    steps[other] = here
                    waiting.appendleft(other)
            for other in leading.get(node, ()):
                if steps.get(other, here + 2) > here + 1:
                    steps[other] = here + 1
                    waiting.append(other)
        return steps


class _Side:
    """What one side of some ways has come to: `edge` are the nodes to ask about next."""

    def __init__(self, nodes: Nodes, reverse: bool, joints: Mapping[str, list[str]]) -> None:
        self.nodes, self.reverse = nodes, reverse
        self.edges: set[Edge] = set()
        self._met: set[str] = set()
        self.edge = self._fresh(nodes, joints)

    def grow(self, known: Mapping[str, list[Edge]], joints: Mapping[str, list[str]]) -> None:
        """Follow one step more along edges that are known."""
        found = {edge for node in self.edge for edge in known[node]}
        self.edges |= found
        self.edge = self._fresh((e.subject if self.reverse else e.object for e in found), joints)

    def _fresh(self, nodes: Iterable[str], joints: Mapping[str, list[str]]) -> set[str]:
        """Those of some nodes that are new, and what joints lead to from them."""
        fresh = {*nodes} - self._met
        waiting = [*fresh]
        while waiting:
            more = {*joints.get(waiting.pop(), ())} - self._met - fresh
            fresh |= more
            waiting += more
        self._met |= fresh
        return fresh
