"""The coherent paths from one start under one set of limits: hypothesis by hypothesis, and end to end.

A path is coherent when one hypothesis holds all its steps and no stated contexts conflict. What was
stated end to end is a path of one step, whatever hypotheses hold it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from itertools import combinations, islice
from math import log
from typing import TYPE_CHECKING, NamedTuple

from .answers import Path, Route, Step
from .carrying import Quick, quick_route
from .coherence import Coherence
from .index import EVERYWHERE, Confined
from .limits import Limits
from .model import Imported, Sign
from .scope import Held, Open, Scope, kept
from .search import Budget, Search, rank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .index import Arrow
    from .knowledge import Knowledge
    from .model import Claim, Entity, Hypothesis
    from .search import Expand, Rank

    Arrows = tuple[Arrow, ...]

COHERENT_BUDGET = 30_000
"""How many arrows the search for the coherent paths to an end may look at, all hypotheses together."""
LISTED = 10
"""How many paths of an imported graph are listed: there are far too many to list all."""
LONGEST_IMPORTED = 50
_TO_JUDGE = 3
"""How many times as many may be looked at to judge what is carried: that is so much quicker."""


class Found(NamedTuple):
    """The coherent paths to an end: under each hypothesis, then those stated end to end."""

    under: tuple[tuple[Hypothesis | None, tuple[Arrows, ...]], ...]
    ended: tuple[Hypothesis, ...] = ()
    """The hypotheses whose search a budget ended, so that there may be more under them."""

    more: tuple[Hypothesis, ...] = ()
    """The imported graphs of which only the best paths are listed; none of the others has a known sign
    that no listed one has."""

    @property
    def complete(self) -> bool:
        """Whether every path is listed."""
        return not (self.ended or self.more)

    @property
    def signs(self) -> tuple[int, ...]:
        """The net sign of each path, each path once."""
        return tuple({names_of(p): sign_of(p) for _, paths in self.under for p in paths}.values())


class AllRoutes:
    """The routes of one graph: what one start under one set of limits needed is kept for the next."""

    def __init__(self, knowledge: Knowledge, budget: int = COHERENT_BUDGET) -> None:
        """`budget` is how many arrows the search for the coherent paths to an end looks at."""
        self.knowledge, self.coherence, self.budget = knowledge, Coherence(knowledge), budget
        self.of = cache(self._routes)
        self._like: dict[Limits, Routes] = {}
        self.active: dict[Hypothesis | None, set[Entity | Claim]] = {}
        """What is active at rest under each hypothesis, or any; told by what-if as it is worked out."""

    def _routes(self, start: Entity, limits: Limits) -> Routes:
        """Those of a start; what is blocked has no part in judging what is carried."""
        if limits.avoid or limits.cut:
            free = self.of(start, replace(limits, avoid=(), cut=()))
            return Routes(self.knowledge, start, limits, self.coherence, free, self.budget)
        routes = Routes(self.knowledge, start, limits, self.coherence, budget=self.budget)
        return routes.like(self._like.setdefault(limits, routes))


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
        budget: int = COHERENT_BUDGET,
        listed: int = LISTED,
    ) -> None:
        self.knowledge, self.limits, self.start = knowledge, limits, start
        self.budget, self.listed = budget, listed
        self.index, self.coherence = knowledge.index, coherence or Coherence(knowledge)
        self.number = self.index.number[start.id]
        self.avoided = frozenset(self.index.number[name] for name in limits.avoid)
        self._via = {self.index.number[name] for name in limits.via}
        self._cut, self._without = frozenset(limits.cut), frozenset(limits.without)
        self.passes: Callable[[Arrow], bool] = free.passes if free else self._filter()
        self._judged: Callable[[Hypothesis], Scope] = free._judged if free else cache(self._scope)
        self.scope: Callable[[Hypothesis], Open] = cache(self._open)
        self._held: Callable[[Hypothesis], Held] = free._held if free else cache(self._holding)
        self._free = free
        self._known: dict[Entity, Found] = {}

    def like(self, other: Routes) -> Routes:
        """These, with what another start under the same limits has worked out that depends on none."""
        self.passes, self._held = other.passes, other._held
        return self

    def hypotheses(self) -> Iterator[Hypothesis]:
        """The hypotheses to ask: the one chosen, or every one that is no mere part of others."""
        if chosen := self.limits.hypothesis:
            yield self.knowledge.hypotheses[chosen]
            return
        for name, hypothesis in self.knowledge.hypotheses.items():
            own = self.knowledge.own_bits[name]
            if not (hypothesis.is_module and self.knowledge.scopes[name] != own):
                yield hypothesis

    def found(self, end: Entity) -> Found:
        """Every coherent path to an end."""
        if end not in self._known:
            self._known[end] = self._found(end)
        return self._known[end]

    def _found(self, end: Entity) -> Found:
        under: list[tuple[Hypothesis | None, tuple[Arrows, ...]]] = []
        ended: list[Hypothesis] = []
        more: list[Hypothesis] = []
        leading = [one for one in self.hypotheses() if self._may_lead(one, end)]
        left = self.budget
        for place, hypothesis in enumerate(leading):
            budget = Budget(left // (len(leading) - place))
            if paths := tuple(self._listed(hypothesis, end, budget)):
                under.append((hypothesis, paths))
            left -= budget.taken
            is_judged = not self._judged(hypothesis).judged.left
            ended += [hypothesis] if budget.spent or not is_judged else []
        for imported in self.imported():
            budget = Budget(self.budget)
            paths, is_all = self._best(imported, end, budget)
            under += [(imported, paths)] if paths else []
            ended += [imported] if budget.spent else []
            more += [] if is_all or budget.spent else [imported]
        held = {names_of(path) for _, paths in under for path in paths}
        if singles := tuple(p for p in self.end_to_end(end) if names_of(p) not in held):
            under.append((None, singles))
        return Found(tuple(under), tuple(ended), tuple(more))

    def imported(self) -> Iterator[Imported]:
        """The imported graphs to ask: none where a hypothesis is chosen."""
        if not self.limits.hypothesis:
            yield from self.knowledge.imported.values()

    def _best(
        self, imported: Imported, end: Entity, budget: Budget
    ) -> tuple[tuple[Arrows, ...], bool]:
        """The best paths of an imported graph, with the best of each sign, and whether that is all."""
        some = [*islice(self.under(imported, end, budget), self.listed + 1)]
        is_all = len(some) <= self.listed
        del some[self.listed :]
        for sign in (1, -1) if self.limits.sign is None and not is_all else ():
            if sign not in map(sign_of, some):
                some += islice(self.under(imported, end, budget, sign), 1)
        return tuple(some), is_all

    def _of_imported(
        self,
        imported: Imported | None,
        end: Entity,
        budget: Budget,
        sign: int | None,
        is_coherent: bool = True,
        takes: Claim | None = None,
        across: tuple[int, ...] = (),
    ) -> Iterator[Arrows]:
        """The paths of an imported graph, best first; without one, those of all graphs together."""
        limits, number = self.limits, self.index.number
        asked = Confined(
            *(self.number, number[end.id], min(limits.max_steps, LONGEST_IMPORTED)),
            self.knowledge.imported_bits[imported.id] if imported else EVERYWHERE,
            *(self.avoided, tuple(sorted(self._via)), self._cut | self._without),
            *((takes.id,) if takes else (), across),
            None if limits.given is None else frozenset(limits.given),
            (limits.min_tier, limits.exclude_disputed, *limits.context().items()),
            limits.hub_penalty,
        )
        confined = (self._is_such, self.coherence.differing if is_coherent else None)
        return self.knowledge.stored.best(asked, *confined, budget, sign)

    def avoiding(
        self, imported: Imported, nodes: Iterable[Entity], end: Entity
    ) -> tuple[Arrows, bool]:
        """The best path of an imported graph that avoids some nodes, if any does, and whether a budget
        ended the search, so that one may."""
        avoid = (*self.limits.avoid, *(node.id for node in nodes))
        other = Routes(
            self.knowledge, self.start, replace(self.limits, avoid=avoid), self.coherence
        )
        budget = Budget(self.budget)
        path = next(other.under(imported, end, budget), ())
        return path, budget.spent

    def through(self, claim: Claim, end: Entity) -> Found:
        """The best path of each imported graph that takes a claim."""
        found = []
        for imported in self.imported():
            paths = self._of_imported(
                imported, end, Budget(self.budget), self.limits.sign, True, claim
            )
            found.append((imported, tuple(islice(paths, 1))))
        return Found(tuple((one, paths) for one, paths in found if paths))

    def across(self, end: Entity) -> Iterator[Arrows]:
        """The best paths of imported graphs whose contexts need not agree; none where all do."""
        if self.knowledge.stored.may_conflict:
            for imported in self.imported():
                yield from self._of_imported(imported, end, Budget(self.budget), None, False)

    def crossing(self, end: Entity) -> Iterator[Arrows]:
        """The best paths from curated claims into imported ones, or from one imported graph into
        another: curated ones first, then graph by graph."""
        bits = [*self.knowledge.imported_bits.values()]
        graphs = [0, *bits] if self.knowledge.hypotheses else bits
        for pair in combinations(graphs, 2):
            budget = Budget(self.budget)
            for path in self._of_imported(None, end, budget, None, False, across=pair):
                if self.coherence.is_stitched(path):
                    yield path

    def near_outcomes(self) -> list[Entity]:
        """The outcomes of imported graphs that lie nearest to the start, as many as are listed."""
        return self.knowledge.stored.nearest("outcome", self.number, self.listed)

    def _listed(self, hypothesis: Hypothesis, end: Entity, budget: Budget) -> Iterable[Arrows]:
        """Those under a hypothesis: where those with nothing blocked are known, what of them is open."""
        known = self._free._known.get(end) if self._free else None
        if known is None or hypothesis in known.ended or self.number in self.avoided:
            return self.under(hypothesis, end, budget)
        return (
            path for path in dict(known.under).get(hypothesis, ()) if all(map(self.is_open, path))
        )

    def longer(self, net: Arrow) -> bool:
        """Whether any coherent path of more than one step joins the ends of a net claim of this start
        with its sign."""
        if self.limits.sign not in (None, net.sign):
            return False
        return any(self._is_longer(hypothesis, net) for hypothesis in self.hypotheses())

    def _is_longer(self, hypothesis: Hypothesis, net: Arrow) -> bool:
        """A quick look often tells: nothing carries a way of direct claims alone; or there is no way."""
        if not self._via:
            if self._quick(hypothesis, net, lambda arrow: not arrow.net).route:
                return True
            if not self._quick(hypothesis, net, lambda _: True).is_any:
                return False
        budget, end = Budget(self.budget // self._speaking), self.index.nodes[net.end]
        paths = self.under(hypothesis, end, budget)
        return any(len(path) > 1 and sign_of(path) == net.sign for path in paths)

    def _quick(self, hypothesis: Hypothesis, net: Arrow, takes: Callable[[Arrow], bool]) -> Quick:
        held = self._held(hypothesis)

        def usable(arrows: list[Arrow]) -> list[Arrow]:
            return [arrow for arrow in arrows if takes(arrow) and self.is_open(arrow)]

        return quick_route(
            kept(lambda node: usable(held.out(node))),
            kept(lambda node: usable(held.into(node))),
            *(net, self.coherence.allows, self.limits.max_steps),
        )

    def has_any(self, end: Entity, budget: Budget) -> bool:
        """Whether there is any coherent path to an end."""
        return any(self.end_to_end(end)) or any(
            any(self.under(one, end, budget)) for one in (*self.hypotheses(), *self.imported())
        )

    def reaches(self, end: Entity) -> bool:
        """Whether any number of steps leads to the end under any hypothesis."""
        node, longest = self.index.number[end.id], replace(self.limits, max_steps=LONGEST_IMPORTED)
        farther = Routes(self.knowledge, self.start, longest) if self.knowledge.imported else self
        return any(node in self.scope(hypothesis).reach for hypothesis in self.hypotheses()) or any(
            any(farther.under(one, end, Budget(self.budget))) for one in self.imported()
        )

    def route(self, hypothesis: Hypothesis | None, paths: Iterable[Arrows], top: int) -> Route:
        """What a hypothesis says: its verdict over all paths, and the best of them."""
        every = sorted(paths, key=self.rank)
        signs = [Sign(sign_of(path)).verdict for path in every]
        best = tuple(self.path(path) for path in every[:top])
        return Route(hypothesis, joint_verdict(signs), best, len(every), signs.count("unknown"))

    def under(
        self, hypothesis: Hypothesis, end: Entity, budget: Budget, sign: int | None = None
    ) -> Iterator[Arrows]:
        """The coherent paths to an end that a hypothesis holds, best first; of an imported graph those
        of one sign where it is given."""
        if isinstance(hypothesis, Imported):
            wanted = self.limits.sign if sign is None else sign
            yield from self._of_imported(hypothesis, end, budget, wanted)
            return
        if not self._may_lead(hypothesis, end):
            return
        search = self._held(hypothesis).search(self.index.number[end.id])
        yield from self.wanted(search, budget, self.coherence.allows, self.scope(hypothesis).out)

    def _may_lead(self, hypothesis: Hypothesis, end: Entity) -> bool:
        """Whether anything leads to an end if nothing is carried or blocked: quickly told."""
        return self.index.number[end.id] in self._judged(hypothesis).may_reach

    def end_to_end(self, end: Entity) -> Iterator[Arrows]:
        """One-step routes: always shown, also where a longer route carries them; but with something
        blocked such an end result would stand for the very route that was blocked.
        """
        limits, node = self.limits, self.index.number[end.id]
        if end == self.start or self.avoided & {node, self.number}:
            return
        bits = self.knowledge.own_bits.get(limits.hypothesis, EVERYWHERE)
        imported = sum(self.knowledge.imported_bits.values())
        for arrow in self.index.between(self.number, node):
            is_here = not (arrow.scope & imported and arrow.scope != EVERYWHERE)
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
        return any(self._may_be_carried(single, hypothesis) for hypothesis in holding)

    def _may_be_carried(self, net: Arrow, hypothesis: Hypothesis) -> bool:
        judged = self._judged(hypothesis).judged
        return net.name in judged.carried or net.name in judged.left

    def wanted(
        self,
        search: Search,
        budget: Budget,
        allows: Callable[[Arrows], bool],
        out: Expand | None = None,
    ) -> Iterator[Arrows]:
        """The paths of a search that have the sign and the nodes asked for."""
        sign = None if self.limits.sign is None else int(self.limits.sign)
        if self.number in self.avoided or not search.reaches(self.number):
            return
        for path in search.paths(self.number, budget, sign=sign, allows=allows, out=out):
            if self._via <= {self.number, *(arrow.end for arrow in path)}:
                yield path

    def is_open(self, arrow: Arrow) -> bool:
        """Whether a path may take an arrow, whichever hypothesis holds it."""
        if arrow.start in self.avoided or arrow.end in self.avoided or arrow.name in self._cut:
            return False
        return self.passes(arrow)

    def carried(self) -> Iterator[Claim]:
        """The net claims that longer routes carry, under any hypothesis asked."""
        scopes = [self._judged(hypothesis) for hypothesis in self.hypotheses()]
        names = sorted({name for scope in scopes for name in scope.judged.carried})
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
        return Path(tuple(steps), () if joints else holders, joints, self._cost(arrows))

    def rank(self, arrows: Arrows) -> Rank:
        """What paths are ordered by; with a hub penalty their cost stands for their length."""
        tier, disputed, length, names = rank(arrows)
        return (tier, disputed, self._cost(arrows) or length, names)

    def _cost(self, arrows: Arrows) -> int:
        """What a path costs in thousandths of a step; 0 without a hub penalty."""
        if not self.limits.hub_penalty:
            return 0
        steps = sum(not arrow.joint for arrow in arrows)
        return 1000 * steps + sum(self._passing(arrow.end) for arrow in arrows[:-1])

    def _passing(self, node: int) -> int:
        """What passing a node adds to the cost of a path."""
        return round(1000 * self.limits.hub_penalty * log(max(self.index.degree(node), 1)))

    def _scope(self, hypothesis: Hypothesis) -> Scope:
        most, budget = self.limits.max_steps, _TO_JUDGE * self.budget // self._speaking
        return Scope(self._held(hypothesis), self.number, self.coherence.allows, most, budget)

    def _holding(self, hypothesis: Hypothesis) -> Held:
        bit = self.knowledge.own_bits[hypothesis.id]
        return Held(self.index, bit, self.passes, self.limits.max_steps)

    @cached_property
    def _speaking(self) -> int:
        """Under how many hypotheses anything leads on from the start."""
        leaving = [arrow.scope for arrow in self.index.expand(self.number) if self.passes(arrow)]
        bits = (self.knowledge.own_bits[hypothesis.id] for hypothesis in self.hypotheses())
        return max(1, sum(any(scope & bit for scope in leaving) for bit in bits))

    def _open(self, hypothesis: Hypothesis) -> Open:
        return Open(self._judged(hypothesis), self.avoided, self._cut)

    def _filter(self) -> Callable[[Arrow], bool]:
        """Whether an arrow passes, asked once of each; quickest where nothing filters."""
        limits, free = self.limits, Limits()
        if replace(limits, min_tier=free.min_tier) == limits and not (
            limits.exclude_disputed or limits.context()
        ):
            without = self._without
            return lambda arrow: arrow.name not in without
        asked: dict[str, bool] = {}

        def passes(arrow: Arrow) -> bool:
            if (known := asked.get(arrow.name)) is None:
                known = asked[arrow.name] = self._passes(arrow)
            return known

        return passes

    def _passes(self, arrow: Arrow) -> bool:
        """Whether the evidence for an arrow is of the kind asked for; a joint has none."""
        return arrow.claim is None or (arrow.name not in self._without and self._is_such(arrow))

    def _is_such(self, arrow: Arrow) -> bool:
        """Whether the evidence for an arrow passes, whatever is left out by name."""
        limits, claim = self.limits, arrow.claim
        if arrow.tier > limits.min_tier or (limits.exclude_disputed and arrow.disputed):
            return False
        return claim is None or all(
            self.coherence.may_hold(claim, axis, value) for axis, value in limits.context().items()
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
