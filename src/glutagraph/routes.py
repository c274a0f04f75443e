"""The coherent paths from one start under one set of limits: hypothesis by hypothesis, and end to end.

A path is coherent when one hypothesis holds all its steps and no stated contexts conflict. What was
stated end to end is a path of one step, whatever hypotheses hold it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from .answers import Path, Route, Step
from .coherence import Coherence
from .index import EVERYWHERE
from .model import Sign
from .scope import Open, Scope
from .search import Budget, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .index import Arrow
    from .knowledge import Knowledge
    from .limits import Limits
    from .model import Claim, Entity, Hypothesis

    Arrows = tuple[Arrow, ...]

COHERENT_BUDGET = 400_000
"""How many arrows the search for coherent paths under one hypothesis may look at."""


class Found(NamedTuple):
    """The coherent paths to an end: under each hypothesis, then those stated end to end."""

    under: tuple[tuple[Hypothesis | None, tuple[Arrows, ...]], ...]
    complete: bool
    """Whether no budget ended a search."""

    @property
    def signs(self) -> tuple[int, ...]:
        """The net sign of each path, each path once."""
        return tuple({names_of(p): sign_of(p) for _, paths in self.under for p in paths}.values())


class AllRoutes:
    """The routes of one graph: what one start under one set of limits needed is kept for the next."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge, self.coherence = knowledge, Coherence(knowledge)
        self.of = cache(self._routes)

    def _routes(self, start: Entity, limits: Limits) -> Routes:
        """Those of a start; what is blocked has no part in judging what is carried."""
        if not (limits.avoid or limits.cut):
            return Routes(self.knowledge, start, limits, self.coherence)
        free = self.of(start, replace(limits, avoid=(), cut=()))
        return Routes(self.knowledge, start, limits, self.coherence, free)


class Routes:
    """One start under one set of limits, whose names are slugs; ends are asked one by one.

    `free` are the routes of the same start with nothing blocked, which have judged what is carried.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        start: Entity,
        limits: Limits,
        coherence: Coherence | None = None,
        free: Routes | None = None,
    ) -> None:
        self.knowledge, self.limits, self.start = knowledge, limits, start
        self.index, self.coherence = knowledge.index, coherence or Coherence(knowledge)
        self.number = self.index.number[start.id]
        self.avoided = frozenset(self.index.number[name] for name in limits.avoid)
        self._via = {self.index.number[name] for name in limits.via}
        self._cut, self._without = frozenset(limits.cut), frozenset(limits.without)
        self.passes: Callable[[Arrow], bool] = free.passes if free else cache(self._passes)
        self._judged: Callable[[Hypothesis], Scope] = free._judged if free else cache(self._scope)
        self.scope: Callable[[Hypothesis], Open] = cache(self._open)
        self.found: Callable[[Entity], Found] = cache(self._found)

    def hypotheses(self) -> Iterator[Hypothesis]:
        """The hypotheses to ask: the one chosen, or every one that is no mere part of others."""
        chosen = self.limits.hypothesis
        for hypothesis in self.knowledge.hypotheses.values():
            own = self.knowledge.own_bits[hypothesis.id]
            is_held_elsewhere = hypothesis.is_module and self.knowledge.scopes[hypothesis.id] != own
            if hypothesis.id == chosen or (not chosen and not is_held_elsewhere):
                yield hypothesis

    def _found(self, end: Entity) -> Found:
        """Every coherent path to an end."""
        under: list[tuple[Hypothesis | None, tuple[Arrows, ...]]] = []
        complete = True
        for hypothesis in self.hypotheses():
            budget = Budget(COHERENT_BUDGET)
            if paths := tuple(self.under(hypothesis, end, budget)):
                under.append((hypothesis, paths))
            complete = complete and not budget.spent
        held = {names_of(path) for _, paths in under for path in paths}
        if singles := tuple(p for p in self.end_to_end(end) if names_of(p) not in held):
            under.append((None, singles))
        return Found(tuple(under), complete)

    def longer(self, end: Entity, sign: int) -> bool:
        """Whether any coherent path of more than one step and of a sign leads to an end."""
        return any(
            len(path) > 1 and sign_of(path) == sign
            for hypothesis, paths in self.found(end).under
            if hypothesis is not None
            for path in paths
        )

    def has_any(self, end: Entity, budget: Budget) -> bool:
        """Whether there is any coherent path to an end."""
        return any(self.end_to_end(end)) or any(
            any(self.under(hypothesis, end, budget)) for hypothesis in self.hypotheses()
        )

    def reaches(self, end: Entity) -> bool:
        """Whether any number of steps leads to the end under any hypothesis."""
        node = self.index.number[end.id]
        return any(node in self.scope(hypothesis).reach for hypothesis in self.hypotheses())

    def route(self, hypothesis: Hypothesis | None, paths: Iterable[Arrows], top: int) -> Route:
        """What a hypothesis says: its verdict over all paths, and the best of them."""
        every = list(paths)
        signs = [Sign(sign_of(path)).verdict for path in every]
        ranked = sorted((self.path(path) for path in every), key=lambda path: path.rank)
        unknown = signs.count("unknown")
        return Route(hypothesis, joint_verdict(signs), tuple(ranked[:top]), len(every), unknown)

    def under(self, hypothesis: Hypothesis, end: Entity, budget: Budget) -> Iterator[Arrows]:
        """The coherent paths to an end that a hypothesis holds, best first."""
        scope, node = self.scope(hypothesis), self.index.number[end.id]
        if node in scope.scope.may_reach and node in scope.reach:
            search = Search(scope.out, scope.into, node, self.limits.max_steps)
            yield from self.wanted(search, budget, self.coherence.allows)

    def end_to_end(self, end: Entity) -> Iterator[Arrows]:
        """One-step routes: always shown, also where a longer route carries them; but with something
        blocked such an end result would stand for the very route that was blocked.
        """
        limits, node = self.limits, self.index.number[end.id]
        if end == self.start or self.avoided & {node, self.number}:
            return
        bits = self.knowledge.own_bits.get(limits.hypothesis, EVERYWHERE)
        for arrow in self.index.expand(self.number):
            is_here = arrow.claim is not None and arrow.end == node
            has_via = self._via <= {arrow.start, arrow.end}
            is_held = not limits.hypothesis or arrow.scope & bits
            is_wanted = limits.sign is None or arrow.sign == limits.sign
            is_asked = is_here and is_held and is_wanted and has_via and self.passes(arrow)
            if is_asked and not self._is_blocked(arrow):
                yield (arrow,)

    def _is_blocked(self, single: Arrow) -> bool:
        """Whether a claim is cut, or with something blocked would rescue the route that carried it."""
        if single.name in self._cut:
            return True
        if not (self.avoided or self._cut) or not single.net:
            return False
        holding = (h for h in self.hypotheses() if single.scope & self.knowledge.own_bits[h.id])
        return any(single.name in self._judged(hypothesis).carried for hypothesis in holding)

    def wanted(
        self, search: Search, budget: Budget, allows: Callable[[Arrows], bool]
    ) -> Iterator[Arrows]:
        """The paths of a search that have the sign and the nodes asked for."""
        sign = None if self.limits.sign is None else int(self.limits.sign)
        if self.number in self.avoided or not search.reaches(self.number):
            return
        for path in search.paths(self.number, budget, sign=sign, allows=allows):
            if self._via <= {self.number, *(arrow.end for arrow in path)}:
                yield path

    def is_open(self, arrow: Arrow) -> bool:
        """Whether a path may take an arrow, whichever hypothesis holds it."""
        is_blocked = self.avoided & {arrow.start, arrow.end} or arrow.name in self._cut
        return not is_blocked and self.passes(arrow)

    def carried(self) -> Iterator[Claim]:
        """The net claims that longer routes carry, under any hypothesis asked."""
        scopes = [self._judged(hypothesis) for hypothesis in self.hypotheses()]
        names = sorted({name for scope in scopes for name in scope.carried})
        yield from (self.knowledge.claims[name] for name in names)

    def path(self, arrows: Arrows) -> Path:
        """Arrows as a path, with its joints and the hypotheses that hold it."""
        steps, net = [], Sign.POSITIVE
        for arrow in arrows:
            if arrow.claim is not None:
                net = net * arrow.sign
                steps.append(Step(arrow.claim, net))
        holders = self.coherence.holders(arrows)
        joints = self.coherence.joints(arrows)
        return Path(tuple(steps), () if joints else holders, joints)

    def _scope(self, hypothesis: Hypothesis) -> Scope:
        bit = self.knowledge.own_bits[hypothesis.id]
        allows, most = self.coherence.allows, self.limits.max_steps
        return Scope(self.index, bit, self.number, self.passes, allows, most)

    def _open(self, hypothesis: Hypothesis) -> Open:
        return Open(self._judged(hypothesis), self.avoided, self._cut)

    def _passes(self, arrow: Arrow) -> bool:
        """Whether the evidence for an arrow is of the kind asked for; a joint has none."""
        if arrow.claim is None:
            return True
        limits = self.limits
        if arrow.name in self._without:
            return False
        if arrow.tier > limits.min_tier or (limits.exclude_disputed and arrow.disputed):
            return False
        return all(
            self.coherence.may_hold(arrow.claim, axis, value)
            for axis, value in limits.context().items()
        )


def sign_of(arrows: Arrows) -> int:
    """The net sign of a path: 1, -1, or 0 where a step has no known one."""
    net = 1
    for arrow in arrows:
        net *= arrow.sign
    return net


def names_of(arrows: Arrows) -> tuple[str, ...]:
    """What a path is told from others by: the names of its arrows."""
    return tuple(arrow.name for arrow in arrows)


def joint_verdict(verdicts: Iterable[str]) -> str:
    """The verdict that several add up to: opposed ones are mixed, a known one outweighs unknown.

    >>> joint_verdict(["increases", "unknown"])
    'increases'
    >>> joint_verdict(["increases", "decreases"])
    'mixed'
    """
    found = set(verdicts) - {"none"}
    known = found - {"unknown"}
    if "mixed" in known or len(known) > 1:
        return "mixed"
    return next(iter(known or found), "none")
