"""How does a start lead to an end? Every path, its net sign, and an honest verdict.

A path is coherent when one hypothesis holds all its steps and no stated contexts conflict. Coherent
paths come from one search per hypothesis. The verdict ranges over all of them within the bound, never
over the few that are shown. Anything else is stitched: shown and counted apart, its joints marked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from .answers import Loop, Outcome, Path, Trace
from .index import EVERYWHERE
from .limits import UNLIMITED, Limits, named
from .model import Claim, Entity, Imported, Tier
from .reasons import outcomes, reason, stops, where_they_part, why_none
from .routes import COHERENT_BUDGET, Routes, joint_verdict
from .search import Budget, Search, loops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .index import Arrow
    from .knowledge import Knowledge

TOP = 3
_STITCHED_BUDGET = 20_000
_STITCHED_COUNTED = 300
"""Once enough stitched paths to show are found, no more than so many arrows are spent on counting."""
_LONGEST_LOOP = 8
_LOOP_BUDGET = 2_000
"""How many arrows are looked at for the loops under one hypothesis; the shortest come first."""
_MOST_LOOPS = 5


def trace(
    knowledge: Knowledge,
    start: str | Entity,
    end: str | Entity | None = None,
    *,
    top: int = TOP,
    limits: Limits = UNLIMITED,
    **constraints: object,
) -> Trace:
    """How a start leads to an end, or without one to each outcome that it reaches.

    Ends that are groups are answered member by member. Constraints are the fields of `Limits`. Raises
    UnknownNameError and AmbiguousNameError for names, ValueError for a constraint out of range.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> answer = trace(knowledge, "ketamine", "eef2", via=("eef2-kinase",))
    >>> [claim.object.id for claim in answer.paths[0].claims]
    ['resting-nmda-receptor', 'eef2-kinase', 'eef2-phosphorylation', 'eef2']
    >>> answer.paths[0].sign
    <Sign.POSITIVE: 1>
    """
    limits = replace(limits, **constraints)  # type: ignore[arg-type]
    if top < 1 or limits.max_steps < 1:
        raise ValueError("top and max_steps must be at least 1")
    start = knowledge.entity(start) if isinstance(start, str) else start
    end = knowledge.entity(end) if isinstance(end, str) else end
    question = _Question(knowledge, start, named(knowledge, limits), top)
    return question.to(end) if end is not None else question.everywhere()


class _Question:
    """One start under one set of limits; ends are asked one by one."""

    def __init__(self, knowledge: Knowledge, start: Entity, limits: Limits, top: int) -> None:
        self.knowledge, self.limits, self.top = knowledge, limits, top
        self.routes = Routes(knowledge, start, limits, listed=top)
        self.start, self.index = start, knowledge.index
        self._out = cache(lambda node: self._open(self.index.expand(node)))
        self._into = cache(lambda node: self._open(self.index.expand(node, reverse=True)))

    def to(self, end: Entity) -> Trace:
        """The answer for one end, member by member where it is a group."""
        outcomes = tuple(self._outcome(one) for one in ends_of(self.knowledge, end))
        carrying = {route.hypothesis for outcome in outcomes for route in outcome.routes}
        verdict, told = _joint_answer(outcomes)
        return Trace(
            *(self.start, end, outcomes, verdict, told),
            stops=tuple(stops(self.routes, {outcome.end for outcome in outcomes}, carrying)),
            loops=tuple(self._loops(outcomes)),
            carried=tuple(self.routes.carried()),
            filters=tuple(self.limits.context().items()),
        )

    def everywhere(self) -> Trace:
        """The answer for every outcome that a coherent path leads to."""
        ends = (end for end in outcomes(self.routes) if self.routes.found(end).under)
        reached = tuple(self._outcome(end) for end in ends)
        told = "" if reached else why_none(self.routes, None)
        return Trace(self.start, None, reached, "" if reached else "none", told)

    def _outcome(self, end: Entity) -> Outcome:
        found = self.routes.found(end)
        routes = tuple(self.routes.route(h, paths, self.top) for h, paths in found.under)
        stitched, count, counted = self._stitched(end)
        verdict = joint_verdict(route.verdict for route in routes)
        parting = where_they_part(self.routes, end) if verdict == "mixed" else None
        told = reason(self.routes, end, verdict, found, parting)
        coherent = len(found.signs)
        if found.more and verdict == "mixed":
            told += "; only the best paths are listed"
        if found.ended:
            looked = f"{COHERENT_BUDGET:,} arrows"
            if any(isinstance(scope, Imported) for scope in found.ended):
                looked = "as many arrows as may be"  # of ways, or of what lies around both ends
            told += f"; stopped at {coherent} paths because {looked} were looked at, "
            told += "so that there may be more"
        return Outcome(
            *(end, verdict, told, routes, stitched, coherent, count, found.complete, counted),
            parting,
        )

    # stitched paths: one search over the union, and over joints

    def _stitched(self, end: Entity) -> tuple[tuple[Path, ...], int, bool]:
        """The best stitched paths, how many there are, and whether all were counted.

        None under one hypothesis, nor with a context asked for: joints are where contexts change.
        """
        if self.limits.hypothesis or self.limits.coherent_only or self.limits.context():
            return (), 0, True
        if not self.knowledge.imported:
            return self._stitched_curated(end)
        within = self._stitched_imported(end)
        if not self.knowledge.is_joined:
            return within
        told = (self._stitched_curated(end), self._crossing(end), within)
        paths = tuple(path for some, _, _ in told for path in some)
        return paths, sum(count for _, count, _ in told), all(is_all for _, _, is_all in told)

    def _stitched_curated(self, end: Entity) -> tuple[tuple[Path, ...], int, bool]:
        """Those that no imported claim is part of."""
        budget = Budget(_STITCHED_BUDGET)
        search = Search(self._out, self._into, self.index.number[end.id], self.limits.max_steps)
        best: list[Path] = []
        count = 0
        for arrows in self.routes.wanted(search, budget, _takes_no_two_joints):
            is_stitched = self.routes.coherence.is_stitched(arrows)
            if is_stitched and any(arrow.claim for arrow in arrows):
                count += 1
                if len(best) < self.top:
                    best.append(self.routes.path(arrows))
            if len(best) == self.top and budget.taken > _STITCHED_COUNTED:
                return tuple(best), count, False
        return tuple(best), count, not budget.spent

    def _stitched_imported(self, end: Entity) -> tuple[tuple[Path, ...], int, bool]:
        """Those of an imported graph, which are too many to count: those among the best paths of all."""
        found: list[Path] = []
        every = self.routes.across(end)
        for arrows in islice(every, _STITCHED_COUNTED):
            if self.routes.coherence.is_stitched(arrows):
                found.append(self.routes.path(arrows))
            if len(found) == self.top:
                break
        return tuple(found), len(found), next(every, None) is None

    def _crossing(self, end: Entity) -> tuple[tuple[Path, ...], int, bool]:
        """The best of those that cross from curated claims into imported ones, or back."""
        found = [*islice(self.routes.crossing(end), self.top + 1)]
        shown = tuple(self.routes.path(arrows) for arrows in found[: self.top])
        return shown, len(shown), len(found) <= self.top

    def _open(self, arrows: list[Arrow]) -> list[Arrow]:
        imported = sum(self.knowledge.imported_bits.values())
        return [
            arrow
            for arrow in arrows
            if self.routes.is_open(arrow)
            and (not imported or arrow.scope == EVERYWHERE or not arrow.scope & imported)
        ]

    def _loops(self, outcomes: Iterable[Outcome]) -> Iterator[Loop]:
        """Feedback loops through the paths shown, within the hypotheses that hold them."""
        shown = [route for outcome in outcomes for route in outcome.routes if route.is_held]
        found: dict[frozenset[Claim], Loop] = {}
        for route in shown:
            assert route.hypothesis is not None
            nodes = {self.index.number[c.object.id] for path in route.paths for c in path.claims}
            for loop in loops_through(self.routes.scope(route.hypothesis).out, nodes):
                found.setdefault(frozenset(loop.claims), loop)
        ordered = sorted(found.values(), key=lambda loop: (len(loop.claims), loop.claims[0].id))
        yield from islice(ordered, _MOST_LOOPS)


def ends_of(knowledge: Knowledge, end: Entity) -> list[Entity]:
    """The members of a group, itself last where something leads to it; else the one end."""
    members = knowledge.members(end)
    if not members:
        return [end]
    into = knowledge.index.expand(knowledge.index.number[end.id], reverse=True)
    return [*members, end] if any(arrow.claim for arrow in into) else [*members]


def loops_through(out: Callable[[int], list[Arrow]], nodes: set[int]) -> Iterator[Loop]:
    """The feedback loops through some nodes, shortest first."""
    for arrows in loops(_findings(out), nodes, _LONGEST_LOOP, Budget(_LOOP_BUDGET)):
        yield Loop(tuple(arrow.claim for arrow in arrows if arrow.claim))


def _takes_no_two_joints(arrows: tuple[Arrow, ...]) -> bool:
    """A path may step from pool to group or back, not from pool to pool through the group."""
    return len(arrows) < 2 or not (arrows[-1].joint and arrows[-2].joint)


def _findings(out: Callable[[int], list[Arrow]]) -> Callable[[int], list[Arrow]]:
    """The same arrows without definitions, which would make a loop of every pair of opposites."""
    return lambda node: [arrow for arrow in out(node) if arrow.tier != Tier.DEFINITION]


def _joint_answer(outcomes: tuple[Outcome, ...]) -> tuple[str, str]:
    """The verdict on a group: what its members share. They are told one by one, never pooled."""
    if len(outcomes) == 1:
        return outcomes[0].verdict, outcomes[0].reason
    verdict = joint_verdict(outcome.verdict for outcome in outcomes)
    by_verdict: dict[str, list[str]] = {}
    for outcome in outcomes:
        by_verdict.setdefault(outcome.verdict, []).append(outcome.end.id)
    told = [f"{found}: {', '.join(ends)}" for found, ends in sorted(by_verdict.items())]
    return verdict, "; ".join(told)
