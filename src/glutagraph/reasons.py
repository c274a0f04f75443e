"""Why an answer is what it is: where signs part, what emptied it, where a hypothesis stops."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from .answers import Parting, Stop
from .limits import Limits
from .model import Claim, Entity, Family, Hypothesis
from .routes import Found, Routes, sign_of
from .search import Budget, reachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .index import Arrow

_BUDGET = 20_000


def reason(
    routes: Routes, end: Entity, verdict: str, found: Found, parting: Parting | None = None
) -> str:
    """The reason of a verdict on an end, as a sentence; of a mixed one, where its paths part."""
    if verdict == "none":
        return why_none(routes, end)
    if verdict == "mixed":
        return parting_text(parting) if parting else "signed paths disagree"
    told = [_counted(found.signs)]
    if found.more:
        count = len(found.signs)
        told = [f"the best {count} coherent paths, of more of which none says otherwise"]
    held = [hypothesis.id for hypothesis, _ in found.under if hypothesis]
    if held:
        told.append(f"under {_listed(held)}")
    if any(hypothesis is None for hypothesis, _ in found.under):
        told.append("stated end to end" if not held else "and stated end to end")
    return ", ".join(told)


def where_they_part(routes: Routes, end: Entity) -> Parting | None:
    """The first step in which the best path of each sign differs; None where one sign is missing."""
    found = routes.found(end)
    return parting(routes, ((sign_of(path), path) for _, paths in found.under for path in paths))


def parting(routes: Routes, signed: Iterable[tuple[int, tuple[Arrow, ...]]]) -> Parting | None:
    """Where paths part, each given with what it does to its end: the best that raises and lowers it."""
    best: dict[int, tuple[Arrow, ...]] = {}
    for sign, arrows in signed:
        if sign not in best or routes.rank(arrows) < routes.rank(best[sign]):
            best[sign] = arrows
    if not {1, -1} <= best.keys():
        return None
    one, other = (routes.path(best[sign]).claims for sign in (1, -1))
    pairs = enumerate(zip_longest(one, other))
    shared = next((i for i, pair in pairs if pair[0] != pair[1]), len(one))
    here, there = one[min(shared, len(one) - 1)], other[min(shared, len(other) - 1)]
    return Parting(here, there, routes.coherence.difference(here, there))


def parting_text(parting: Parting) -> str:
    """Where paths part, as half a sentence; those of two nodes that are held start apart."""
    here, there = parting.raising, parting.lowering
    at = here.subject.label if isinstance(here.subject, Entity) else here.subject.id
    where = f"they part at {at}" if here.subject == there.subject else "they start apart"
    context = f" ({parting.apart})" if parting.apart else ""
    return f"{where}: {here.id} (increases) against {there.id} (decreases){context}"


def why_none(routes: Routes, end: Entity | None) -> str:
    """Which constraint emptied the answer; without any, that nothing leads there."""
    if end is not None and end == routes.start:
        return "the start is the end"
    limits = routes.limits
    filters, bound = limits.stated(), f"--max-steps {limits.max_steps}"
    freeing = [option for option, freer in filters.items() if _answers(routes, end, freer)]
    if freeing:
        return f"no path with {_listed(freeing, 'or')}; without it there are paths"
    longest = len(routes.index.nodes)
    may_be_longer = (end is not None and routes.reaches(end)) or filters
    if may_be_longer and _answers(routes, end, replace(limits, max_steps=longest)):
        return f"no path within {bound}; longer ones exist"
    if filters and _answers(routes, end, Limits(max_steps=limits.max_steps)):
        return f"no path with {_listed([*filters])} together; without them there are paths"
    if filters and _answers(routes, end, Limits(max_steps=longest)):
        return f"no path with {_listed([*filters, bound])} together; without them there are paths"
    if routes.knowledge.has_longer_ways:
        return f"no path within {bound}; longer ones were not looked for"
    return "no hypothesis carries it so far" if end else "no coherent path leads to an outcome"


def _answers(routes: Routes, end: Entity | None, limits: Limits) -> bool:
    """Whether there is any coherent path under other limits."""
    other = Routes(routes.knowledge, routes.start, limits)
    ends = [end] if end else list(outcomes(routes))
    return any(other.has_any(one, Budget(_BUDGET)) for one in ends)


def outcomes(routes: Routes) -> Iterator[Entity]:
    """The outcomes of a graph, the start left out."""
    kinds = routes.knowledge.kinds
    for entity in routes.near_outcomes() if routes.knowledge.imported else routes.index.nodes:
        if kinds[entity.kind].column == "outcome" and entity != routes.start:
            yield entity


def stops(routes: Routes, ends: set[Entity], carrying: set[Hypothesis | None]) -> Iterator[Stop]:
    """The hypotheses that speak of the start and carry it to no end asked for; none of a part, which
    does not hold all that they say."""
    if routes.start in ends or routes.knowledge.is_part:
        return
    for hypothesis in routes.hypotheses():
        if hypothesis not in carrying and (stop := _stop(routes, hypothesis, ends)) is not None:
            yield stop


def _stop(routes: Routes, hypothesis: Hypothesis, ends: set[Entity]) -> Stop | None:
    claims = routes.knowledge.claims_of(hypothesis)
    leaving = [claim for claim in claims if claim.subject == routes.start]
    if not any(claim.family.is_traversed for claim in leaving):
        return None
    scope, index = routes.scope(hypothesis), routes.index
    given = reachable(productions(scope.out), routes.number)
    reached = {index.nodes[node]: far for node, far in scope.reach.items() if node not in given}
    last = [e for e in reached if not scope.out(index.number[e.id])] or list(reached)
    last.sort(key=lambda entity: (-reached[entity], entity.id))
    unsettled = _unsettled(claims, {routes.start, *reached})
    because = "no claim leads on from there" if last else "no first step passes the constraints"
    if unsettled and not last:
        because = "its first step is not settled"
    if met := sorted(ends & reached.keys(), key=lambda entity: entity.id):
        last = met
        because = "what leads there is not coherent or does not pass the constraints"
    return Stop(hypothesis, tuple(last), because, unsettled)


def _unsettled(claims: Iterable[Claim], reached: set[Entity]) -> tuple[Claim, ...]:
    """The claims that would lead on and are open or refuted."""
    return tuple(c for c in claims if c.status in ("open", "refuted") and c.subject in reached)


def productions(out: Callable[[int], list[Arrow]]) -> Callable[[int], list[Arrow]]:
    """The same arrows, those alone along which one thing is made from another or given with it."""
    return lambda node: [a for a in out(node) if a.claim and a.claim.family is Family.PRODUCTION]


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


def _listed(names: list[str], last: str = "and") -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
