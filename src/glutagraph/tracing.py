"""How does a start lead to an end? Every path, its net sign, and an honest verdict.

A path is coherent when one hypothesis holds all its steps and no stated contexts conflict. Coherent
paths come from one search per hypothesis. The verdict ranges over all of them within the bound, never
over the few that are shown. Anything else is stitched: shown and counted apart, its joints marked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from .answers import Loop, Outcome, Path, Route, Step, Stop, Trace
from .coherence import Coherence
from .index import EVERYWHERE, Arrow
from .limits import UNLIMITED, Limits, named
from .model import Claim, Entity, Family, Hypothesis, Sign, Tier
from .scope import Scope
from .search import Budget, Search, loops, reachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .knowledge import Knowledge

TOP = 3
_COHERENT_BUDGET = 400_000
_STITCHED_BUDGET = 20_000
_STITCHED_COUNTED = 300
"""Once enough stitched paths to show are found, no more than so many arrows are spent on counting."""
_LONGEST_LOOP = 8
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
        self.start, self.index = start, knowledge.index
        self.coherence = Coherence(knowledge)
        self._avoided = frozenset(self.index.number[name] for name in limits.avoid)
        self._start = self.index.number[start.id]
        self._via = {self.index.number[name] for name in limits.via}
        self._passes = cache(self._passes_limits)
        self._scope = cache(self._scope_of)

    # answers

    def to(self, end: Entity) -> Trace:
        """The answer for one end, member by member where it is a group."""
        members = self.knowledge.members(end)
        ends = [*members, end] if members and self._is_an_end(end) else [*members] or [end]
        outcomes = tuple(self._outcome(one) for one in ends)
        verdict, reason = _joint_verdict(outcomes)
        return Trace(
            self.start,
            end,
            outcomes,
            verdict,
            reason,
            stops=tuple(self._stops(outcomes)),
            loops=tuple(self._loops(outcomes)),
            carried=tuple(self._carried_claims()),
            filters=self._filters(),
        )

    def everywhere(self) -> Trace:
        """The answer for every outcome that a coherent path leads to."""
        ends = [
            entity
            for entity in self.index.nodes
            if self.knowledge.kinds[entity.kind].column == "outcome" and entity != self.start
        ]
        outcomes = tuple(o for o in (self._outcome(end) for end in ends) if o.routes)
        reason = "" if outcomes else self._why_none(None)
        return Trace(self.start, None, outcomes, "" if outcomes else "none", reason)

    def _filters(self) -> tuple[tuple[str, str], ...]:
        axes = {"species": self.limits.species, "region": self.limits.region}
        return tuple((axis, value) for axis, value in axes.items() if value)

    def _is_an_end(self, entity: Entity) -> bool:
        return any(
            arrow.claim for arrow in self.index.expand(self.index.number[entity.id], reverse=True)
        )

    def _outcome(self, end: Entity) -> Outcome:
        found = self._routes(end)
        stitched, count, counted = self._stitched(end)
        verdict = _verdict(route.verdict for route in found.routes)
        reason = self._reason(end, verdict, found)
        coherent = len(found.signs)
        if not found.complete:
            reason += (
                f"; stopped at {coherent} paths because {_COHERENT_BUDGET:,} arrows were looked at, "
                "so that there may be more"
            )
        return Outcome(
            *(end, verdict, reason, tuple(found.routes), stitched, coherent, count),
            *(found.complete, counted),
        )

    # coherent paths: one search per hypothesis

    def _routes(self, end: Entity) -> _Found:
        """What each hypothesis says of an end, and what was stated end to end."""
        routes: list[Route] = []
        signs: dict[tuple[str, ...], int] = {}
        complete = True
        for hypothesis in self._hypotheses():
            budget = Budget(_COHERENT_BUDGET)
            paths = list(self._coherent_paths(end, hypothesis, budget))
            complete = complete and not budget.spent
            if paths:
                signs |= {_names(path): _product(path) for path in paths}
                routes.append(self._route(hypothesis, paths))
        singles = [path for path in self._single_steps(end) if _names(path) not in signs]
        if singles:
            signs |= {_names(path): _product(path) for path in singles}
            routes.append(self._route(None, singles))
        return _Found(routes, tuple(signs.values()), complete)

    def _hypotheses(self) -> Iterator[Hypothesis]:
        chosen = self.limits.hypothesis
        for hypothesis in self.knowledge.hypotheses.values():
            own = self.knowledge.own_bits[hypothesis.id]
            is_held_elsewhere = hypothesis.is_module and self.knowledge.scopes[hypothesis.id] != own
            if hypothesis.id == chosen or (not chosen and not is_held_elsewhere):
                yield hypothesis

    def _coherent_paths(
        self, end: Entity, hypothesis: Hypothesis, budget: Budget
    ) -> Iterator[tuple[Arrow, ...]]:
        scope, node = self._scope(hypothesis), self.index.number[end.id]
        if node in scope.reach:
            search = Search(scope.out, scope.into, node, self.limits.max_steps)
            yield from self._wanted(search, budget, self.coherence.allows)

    def _scope_of(self, hypothesis: Hypothesis) -> Scope:
        bit = self.knowledge.own_bits[hypothesis.id]
        allows, most = self.coherence.allows, self.limits.max_steps
        return Scope(self.index, bit, self._start, self._passes, allows, most, self._avoided)

    def _single_steps(self, end: Entity) -> Iterator[tuple[Arrow, ...]]:
        """One-step routes: always shown, also where a longer route carries them; but with a node avoided
        such an end result would stand for the very route that was blocked.
        """
        if end == self.start or self._avoided & {self.index.number[end.id], self._start}:
            return
        rescuing = {claim.id for claim in self._carried_claims()} if self._avoided else set()
        bits = self.knowledge.own_bits.get(self.limits.hypothesis, EVERYWHERE)
        for arrow in self.index.expand(self._start):
            is_here = arrow.claim is not None and arrow.end == self.index.number[end.id]
            has_via = self._via <= {arrow.start, arrow.end}
            is_held = not self.limits.hypothesis or arrow.scope & bits
            is_wanted = self.limits.sign is None or arrow.sign == self.limits.sign
            is_free = arrow.name not in rescuing
            if is_here and is_held and is_wanted and has_via and is_free and self._passes(arrow):
                yield (arrow,)

    def _wanted(
        self, search: Search, budget: Budget, allows: Callable[[tuple[Arrow, ...]], bool]
    ) -> Iterator[tuple[Arrow, ...]]:
        sign = None if self.limits.sign is None else int(self.limits.sign)
        if self._start in self._avoided or not search.reaches(self._start):
            return
        for path in search.paths(self._start, budget, sign=sign, allows=allows):
            if self._via <= {self._start, *(arrow.end for arrow in path)}:
                yield path

    def _passes_limits(self, arrow: Arrow) -> bool:
        """Whether the evidence for an arrow is of the kind asked for; a joint has none."""
        if arrow.claim is None:
            return True
        limits = self.limits
        if arrow.tier > limits.min_tier or (limits.exclude_disputed and arrow.disputed):
            return False
        wanted = {"species": limits.species, "region": limits.region}
        return all(
            self.coherence.may_hold(arrow.claim, axis, value)
            for axis, value in wanted.items()
            if value
        )

    def _carried_claims(self) -> Iterator[Claim]:
        scopes = [self._scope(hypothesis) for hypothesis in self._hypotheses()]
        names = sorted({name for scope in scopes for name in scope.carried})
        yield from (self.knowledge.claims[name] for name in names)

    def _route(self, hypothesis: Hypothesis | None, paths: list[tuple[Arrow, ...]]) -> Route:
        signs = [Sign(_product(path)).verdict for path in paths]
        ranked = sorted((self._path(path) for path in paths), key=lambda path: path.rank)
        return Route(
            hypothesis,
            _verdict(signs),
            tuple(ranked[: self.top]),
            len(paths),
            signs.count("unknown"),
        )

    def _path(self, arrows: tuple[Arrow, ...]) -> Path:
        steps, net = [], Sign.POSITIVE
        for arrow in arrows:
            if arrow.claim is not None:
                net = net * arrow.sign
                steps.append(Step(arrow.claim, net))
        holders = self.coherence.holders(arrows)
        joints = self.coherence.joints(arrows)
        return Path(tuple(steps), () if joints else holders, joints)

    # stitched paths: one search over the union, and over joints

    def _stitched(self, end: Entity) -> tuple[tuple[Path, ...], int, bool]:
        """The best stitched paths, how many there are, and whether all were counted."""
        if self.limits.hypothesis or self.limits.coherent_only:
            return (), 0, True
        budget = Budget(_STITCHED_BUDGET)
        search = Search(*self._union, self.index.number[end.id], self.limits.max_steps)
        found = self._wanted(search, budget, _takes_no_two_joints)
        best: list[Path] = []
        count = 0
        for arrows in found:
            if any(arrow.claim for arrow in arrows) and self.coherence.is_stitched(arrows):
                count += 1
                if len(best) < self.top:
                    best.append(self._path(arrows))
            if len(best) == self.top and budget.taken > _STITCHED_COUNTED:
                return tuple(best), count, False
        return tuple(best), count, not budget.spent

    @cached_property
    def _union(self) -> tuple[Callable[[int], list[Arrow]], Callable[[int], list[Arrow]]]:
        @cache
        def out(node: int) -> list[Arrow]:
            return [arrow for arrow in self.index.expand(node) if self._is_open(arrow)]

        @cache
        def into(node: int) -> list[Arrow]:
            return [a for a in self.index.expand(node, reverse=True) if self._is_open(a)]

        return out, into

    def _is_open(self, arrow: Arrow) -> bool:
        return not self._avoided & {arrow.start, arrow.end} and self._passes(arrow)

    # reasons

    def _reason(self, end: Entity, verdict: str, found: _Found) -> str:
        if verdict == "none":
            return self._why_none(end)
        if verdict == "mixed":
            return self._where_they_part(end)
        told = [_counted(found.signs)]
        held = [route.hypothesis.id for route in found.routes if route.hypothesis]
        if held:
            told.append(f"under {_listed(held)}")
        if any(route.hypothesis is None for route in found.routes):
            told.append("stated end to end" if not held else "and stated end to end")
        return ", ".join(told)

    def _where_they_part(self, end: Entity) -> str:
        best: dict[Sign, Path] = {}
        for sign in (Sign.POSITIVE, Sign.NEGATIVE):
            opposed = (
                _Question(self.knowledge, self.start, replace(self.limits, sign=sign), 1)
                ._routes(end)
                .routes
            )
            paths = [path for route in opposed for path in route.paths]
            if paths:
                best[sign] = min(paths, key=lambda path: path.rank)
        if len(best) < 2:
            return "signed paths disagree"
        one, other = best[Sign.POSITIVE].claims, best[Sign.NEGATIVE].claims
        shared = next(i for i, pair in enumerate(_padded(one, other)) if pair[0] != pair[1])
        here, there = one[min(shared, len(one) - 1)], other[min(shared, len(other) - 1)]
        at = here.subject.label if isinstance(here.subject, Entity) else here.subject.id
        context = self.coherence.difference(here, there)
        apart = f" ({context})" if context else ""
        return f"they part at {at}: {here.id} (increases) against {there.id} (decreases){apart}"

    def _why_none(self, end: Entity | None) -> str:
        """Which constraint emptied the answer; without any, that nothing leads there."""
        if end is not None and end == self.start:
            return "the start is the end"
        filters, bound = self.limits.stated(), f"--max-steps {self.limits.max_steps}"
        freeing = [option for option, limits in filters.items() if self._answers(end, limits)]
        if freeing:
            return f"no path with {_listed(freeing, 'or')}; without it there are paths"
        longest = len(self.index.nodes)
        may_be_longer = self._is_reached(end) or filters
        if may_be_longer and self._answers(end, replace(self.limits, max_steps=longest)):
            return f"no path within {bound}; longer ones exist"
        if filters and self._answers(end, Limits(max_steps=self.limits.max_steps)):
            return f"no path with {_listed([*filters])} together; without them there are paths"
        if filters and self._answers(end, Limits(max_steps=longest)):
            return (
                f"no path with {_listed([*filters, bound])} together; without them there are paths"
            )
        return "no hypothesis carries it so far" if end else "no coherent path leads to an outcome"

    def _is_reached(self, end: Entity | None) -> bool:
        """Whether any number of steps leads to the end under any hypothesis."""
        return end is not None and any(
            self.index.number[end.id] in self._scope(hypothesis).reach
            for hypothesis in self._hypotheses()
        )

    def _answers(self, end: Entity | None, limits: Limits) -> bool:
        """Whether there is any coherent path under other limits."""
        question = _Question(self.knowledge, self.start, limits, 1)
        ends = [end] if end else [e for e in self.index.nodes if self._is_outcome(e)]
        return any(question._has_path(one) for one in ends)

    def _is_outcome(self, entity: Entity) -> bool:
        return self.knowledge.kinds[entity.kind].column == "outcome" and entity != self.start

    def _has_path(self, end: Entity) -> bool:
        if any(self._single_steps(end)):
            return True
        budget = Budget(_STITCHED_BUDGET)
        return any(
            any(self._coherent_paths(end, hypothesis, budget)) for hypothesis in self._hypotheses()
        )

    # where routes stop, and where they turn back

    def _stops(self, outcomes: tuple[Outcome, ...]) -> Iterator[Stop]:
        """The hypotheses that speak of the start and carry it to no end asked for."""
        ends = {outcome.end for outcome in outcomes}
        if self.start in ends:
            return
        carrying = {route.hypothesis for outcome in outcomes for route in outcome.routes}
        for hypothesis in self._hypotheses():
            if hypothesis not in carrying and (stop := self._stop(hypothesis, ends)) is not None:
                yield stop

    def _stop(self, hypothesis: Hypothesis, ends: set[Entity]) -> Stop | None:
        claims = self.knowledge.claims_of(hypothesis)
        leaving = [claim for claim in claims if claim.subject == self.start]
        if not any(claim.family.is_traversed for claim in leaving):
            return None
        scope, start = self._scope(hypothesis), self._start
        steps = scope.reach
        given = reachable(_productions(scope.out), start)
        reached = {self.index.nodes[node]: far for node, far in steps.items() if node not in given}
        last = [e for e in reached if not scope.out(self.index.number[e.id])] or list(reached)
        last.sort(key=lambda entity: (-reached[entity], entity.id))
        unsettled = tuple(
            claim
            for claim in claims
            if claim.status in ("open", "refuted") and claim.subject in {self.start, *reached}
        )
        because = "no claim leads on from there" if last else "no first step passes the constraints"
        if unsettled and not last:
            because = "its first step is not settled"
        if met := sorted(ends & reached.keys(), key=lambda entity: entity.id):
            last = met
            because = "what leads there is not coherent or does not pass the constraints"
        return Stop(hypothesis, tuple(last), because, unsettled)

    def _loops(self, outcomes: Iterable[Outcome]) -> Iterator[Loop]:
        """Feedback loops through the paths shown, within the hypotheses that hold them."""
        found: dict[frozenset[Claim], Loop] = {}
        routes = [route for outcome in outcomes for route in outcome.routes if route.hypothesis]
        for route in routes:
            assert route.hypothesis is not None
            out = self._scope(route.hypothesis).out
            nodes = {
                self.index.number[claim.object.id] for path in route.paths for claim in path.claims
            }
            for arrows in loops(_findings(out), nodes, _LONGEST_LOOP, Budget(20_000)):
                claims = tuple(arrow.claim for arrow in arrows if arrow.claim)
                found.setdefault(frozenset(claims), Loop(claims))
        ordered = sorted(found.values(), key=lambda loop: (len(loop.claims), loop.claims[0].id))
        yield from islice(ordered, _MOST_LOOPS)


def _productions(out: Callable[[int], list[Arrow]]) -> Callable[[int], list[Arrow]]:
    return lambda node: [a for a in out(node) if a.claim and a.claim.family is Family.PRODUCTION]


def _takes_no_two_joints(arrows: tuple[Arrow, ...]) -> bool:
    """A path may step from pool to group or back, not from pool to pool through the group."""
    return len(arrows) < 2 or not (arrows[-1].joint and arrows[-2].joint)


def _findings(out: Callable[[int], list[Arrow]]) -> Callable[[int], list[Arrow]]:
    """The same arrows without definitions, which would make a loop of every pair of opposites."""
    return lambda node: [arrow for arrow in out(node) if arrow.tier != Tier.DEFINITION]


def _verdict(verdicts: Iterable[str]) -> str:
    """The verdict that several add up to: opposed ones are mixed, a known one outweighs unknown.

    >>> _verdict(["increases", "unknown"])
    'increases'
    >>> _verdict(["increases", "decreases"])
    'mixed'
    """
    found = set(verdicts) - {"none"}
    known = found - {"unknown"}
    if "mixed" in known or len(known) > 1:
        return "mixed"
    return next(iter(known or found), "none")


class _Found(NamedTuple):
    """The routes to an end, and the net signs of the coherent paths along them, each path once."""

    routes: list[Route]
    signs: tuple[int, ...]
    complete: bool


def _counted(signs: tuple[int, ...]) -> str:
    """How many coherent paths there are, and how many of them have a known direction.

    >>> _counted((1, 1)), _counted((1, 0))
    ('both coherent paths', '1 of 2 coherent paths, the other of unknown direction')
    """
    count, unknown = len(signs), signs.count(0)
    if count == 1:
        return "1 coherent path"
    if unknown == count:
        return f"{count} coherent paths"
    if unknown:
        others = "the other" if unknown == 1 else "the others"
        return f"{count - unknown} of {count} coherent paths, {others} of unknown direction"
    return "both coherent paths" if count == 2 else f"all {count} coherent paths"


def _joint_verdict(outcomes: tuple[Outcome, ...]) -> tuple[str, str]:
    """The verdict on a group: what its members share. They are told one by one, never pooled."""
    if len(outcomes) == 1:
        return outcomes[0].verdict, outcomes[0].reason
    verdict = _verdict(outcome.verdict for outcome in outcomes)
    by_verdict: dict[str, list[str]] = {}
    for outcome in outcomes:
        by_verdict.setdefault(outcome.verdict, []).append(outcome.end.id)
    told = [f"{found}: {', '.join(ends)}" for found, ends in sorted(by_verdict.items())]
    return verdict, "; ".join(told)


def _names(arrows: tuple[Arrow, ...]) -> tuple[str, ...]:
    return tuple(arrow.name for arrow in arrows)


def _product(arrows: tuple[Arrow, ...]) -> int:
    net = 1
    for arrow in arrows:
        net *= arrow.sign
    return net


def _padded(one: tuple[Claim, ...], other: tuple[Claim, ...]) -> list[tuple[object, object]]:
    from itertools import zip_longest

    return [*zip_longest(one, other), (1, 2)]


def _listed(names: list[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
