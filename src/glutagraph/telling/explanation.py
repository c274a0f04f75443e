"""A trace explained in plain English, with numbered references.

Everything said comes from the trace and from what its claims rest on: the verdict on each outcome, the
best path of every hypothesis as sentences, then feedback loops, end results that longer routes carry,
and hypotheses that stop. Each source that is cited has one number, from one upward as they are met.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..model import Entity, Family
from ..text import inert
from .citation import address, line
from .phrases import (
    act,
    change,
    clause,
    few,
    is_effect,
    is_plural,
    joined,
    level,
    noun,
    number,
    opened,
    plural,
    product,
    turn,
)
from .references import References
from .story import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..answers import Loop, Outcome, Parting, Path, Route, Stop, Trace
    from ..knowledge import Knowledge
    from ..model import Claim, Source
    from ..text import Page

    Json = dict[str, Any]

_MOST_WORDS = 150
"""A paragraph that would be longer is broken between hypotheses."""
_FEW = 3
"""How many of many things are named."""
_JOINTS = {
    "pool not stated": "a pool is not stated",
    "between hypotheses": "the hypothesis changes",
    "translation": "animals stand for patients",
    "context": "contexts conflict",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, and the outcome of which it speaks; None where it speaks of all."""

    text: str
    outcome: Entity | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A trace in words."""

    paragraphs: tuple[Paragraph, ...]
    references: tuple[Source, ...]
    """What the numbers in square brackets stand for; the first is number one."""


def explained(trace: Trace, knowledge: Knowledge) -> Explanation:
    """A trace in words, outcome by outcome, and what is to be said of all of them.

    >>> import glutagraph
    >>> knowledge = glutagraph.load()
    >>> answer = glutagraph.trace(knowledge, "ketamine", "eef2", hypothesis="spontaneous-transmission")
    >>> told = explained(answer, knowledge)
    >>> told.paragraphs[0].text.partition(":")[0]
    'Ketamine increases the activity of eEF2'
    >>> [source.id for source in told.references][:2]
    ['monteggia-2013', 'kadriu-2018-review']
    """
    telling = _Telling(trace, knowledge)
    paragraphs = tuple(telling.paragraphs())
    return Explanation(paragraphs, telling.references.sources)


class _Telling:
    """One trace while it is told: what has been cited and which paths have been told so far."""

    def __init__(self, trace: Trace, knowledge: Knowledge) -> None:
        self.trace, self.references = trace, References()
        self._story = Story(trace, knowledge, self.references)
        self._told: dict[tuple[Claim, ...], str] = {}
        """The paths told, each with the title under which it was."""

    def paragraphs(self) -> Iterator[Paragraph]:
        for outcome in self.trace.outcomes:
            for text in _packed(self._outcome_parts(outcome)):
                yield Paragraph(text, outcome.end)
        if not self.trace.outcomes:
            yield Paragraph(_nothing_text(self.trace))
        for text in _packed(self._general_parts()):
            yield Paragraph(text)

    # one outcome

    def _outcome_parts(self, outcome: Outcome) -> Iterator[str]:
        """The verdict, and each hypothesis, the last with what is stitched; no part is broken."""
        parts = self._route_parts(outcome)
        stitched = f" {self._stitched_text(outcome)}" if outcome.stitched else ""
        last = next(parts)
        for part in parts:
            yield last
            last = part
        yield last + stitched

    def _route_parts(self, outcome: Outcome) -> Iterator[str]:
        if [(route.hypothesis, route.count) for route in outcome.routes] == [(None, 1)]:
            yield self._only_end_to_end_text(outcome)
            return
        yield self._verdict_text(outcome)
        renamed = [route for route in outcome.routes if self._is_renamed(route)]
        for route in outcome.routes:
            if len(renamed) > 1 and route == renamed[0]:
                yield _renamed_text(renamed)
            elif len(renamed) < 2 or route not in renamed:
                yield self._route_text(route, outcome)

    def _is_renamed(self, route: Route) -> bool:
        """Whether it adds to a path told before only that the outcome has an opposite name."""
        *before, last = route.paths[0].claims
        is_agreed = route.verdict != "mixed" and not route.unknown
        return last.family is Family.DEFINITION and tuple(before) in self._told and is_agreed

    def _verdict_text(self, outcome: Outcome) -> str:
        told = [_verdict_text(outcome, self.trace.start)]
        if outcome.parting:
            told.append(self._parting_text(outcome.parting))
        if not outcome.complete and outcome.routes:
            told.append("A budget ended the search, so that there may be more paths.")
        return " ".join(told)

    def _parting_text(self, parting: Parting) -> str:
        """The step at which paths part, and the context that separates the two sides."""
        one, other = parting.raising, parting.lowering
        at = f" at {noun(one.subject)}" if isinstance(one.subject, Entity) else ""
        axis, _, values = parting.apart.partition(": ")
        here, _, there = values.partition(" / ")
        apart = f"They differ in {axis}: {here} against {there}."
        return (
            f"The paths part{at}: a rise follows where {self._cited_clause(one)}, "
            f"a fall where {self._cited_clause(other)}. "
            f"{apart if parting.apart else 'No stated context separates the two sides.'}"
        )

    def _cited_clause(self, claim: Claim) -> str:
        cited = self.references.to(claim.support)
        return f"{clause(claim)} {cited}".rstrip()

    def _route_text(self, route: Route, outcome: Outcome) -> str:
        """The best path of a hypothesis, and whether its other paths differ."""
        best = route.paths[0]
        if route.hypothesis is None:
            return self._end_to_end_text(route, outcome)
        title = route.hypothesis.label
        many = f" (the best of {number(route.count)} paths)" if route.count > 1 else ""
        told = self._path_text(best, title, f"{title}{many}:")
        self._told.setdefault(best.claims, title)
        if route.verdict == "mixed":
            told += " Other paths of this hypothesis lead the other way."
        elif route.unknown and route.verdict != "unknown":
            some = "one" if route.unknown == 1 else number(route.unknown)
            told += f" The direction of {some} of its paths is not known."
        return told

    def _path_text(self, path: Path, title: str, heading: str) -> str:
        """A path, as far as it has not been told before."""
        if before := self._told.get(path.claims):
            return f"{heading} the path told above under {before}."
        shared, _, under = max(
            (
                (_shared(path.claims, told), under == title, under)
                for told, under in self._told.items()
            ),
            key=lambda found: found[:2],
            default=(0, False, ""),
        )
        if not 1 < shared < len(path.steps):
            return self._story.of(path, heading)
        where = "" if under == title else f" under {under}"
        return self._story.of(path, f"{heading} as above{where} up to", shared)

    def _end_to_end_text(self, route: Route, outcome: Outcome) -> str:
        """What was stated end to end; longer routes may carry it."""
        claim = route.paths[0].claims[0]
        sort = "End result, its mechanism not stated" if claim.net else "Stated as a direct link"
        many = f" (the first of {number(route.count)})" if route.count > 1 else ""
        told = f"{sort}{many}: {self._story.end_to_end(claim)}."
        self._told.setdefault(route.paths[0].claims, sort)
        if claim.net and claim in self.trace.carried:
            is_above = any(other.hypothesis for other in outcome.routes)
            told += f" {'The routes above carry it' if is_above else 'Longer routes carry it'}."
        return told

    def _only_end_to_end_text(self, outcome: Outcome) -> str:
        """The verdict where nothing is known but one thing that was stated end to end."""
        claims = outcome.routes[0].paths[0].claims
        self._told.setdefault(claims, "")
        sort = "an end result, its mechanism not stated" if claims[0].net else "a direct link"
        told = opened(self._story.end_to_end(claims[0]))
        return f"{told}. This is the only coherent path: {sort}."

    def _stitched_text(self, outcome: Outcome) -> str:
        """How many routes are stitched, and why; the best one where nothing else is."""
        count = number(outcome.stitched_count)
        least = "" if outcome.stitched_complete else "at least "
        is_one = outcome.stitched_count == 1 and outcome.stitched_complete
        further = "further " if outcome.routes else ""
        why = dict.fromkeys(_JOINTS[j.reason] for path in outcome.stitched for j in path.joints)
        told = opened(
            f"{least}{count} {further}route{' is' if is_one else 's are'} stitched together "
            f"and not counted: {joined(list(why), 'or')}."
        )
        return told if outcome.routes else f"{told} {self._best_stitched_text(outcome)}"

    def _best_stitched_text(self, outcome: Outcome) -> str:
        best = outcome.stitched[0]
        nodes = dict.fromkeys(
            thing
            for place, claim in enumerate(best.claims)
            for thing in (*(j.object for j in best.joints if j.after == place), claim.object)
            if thing is not None
        )
        between = [noun(node) for node in nodes if node not in (outcome.end, self.trace.start)]
        cited = self.references.to(item for claim in best.claims for item in claim.support)
        by_way = f"runs by way of {few(between, _FEW)} and " if between else ""
        ends = f"{turn(best.sign)} in {noun(outcome.end)}"
        return f"The best of them {by_way}ends in {ends} {cited}."

    # all outcomes together

    def _general_parts(self) -> Iterator[str]:
        """Loops, end results that are carried, hypotheses that stop, and where it was all read."""
        told = [self._loop_text(loop) for loop in self.trace.loops]
        if carried := self._carried():
            told.append(self._carried_text(carried))
        if told:
            yield " ".join(told)
        if stops := self.trace.stops:
            yield self._stops_text(stops)
        if readers := self.references.readers:
            named = [f"{source.label} {self.references.to_sources([source])}" for source in readers]
            yield f"These findings were read in {joined(named)}."

    def _loop_text(self, loop: Loop) -> str:
        nodes = [noun(claim.object) for claim in loop.claims]
        cited = self.references.to(item for claim in loop.claims for item in claim.support)
        kind = {1: "An amplifying feedback loop", -1: "A damping feedback loop"}.get(
            int(loop.sign), "A feedback loop of unknown direction"
        )
        through = f" through {few(nodes[:-1], _FEW)}" if len(nodes) > 1 else ""
        return f"{kind} runs from {nodes[-1]}{through} back to {nodes[-1]} {cited}."

    def _carried(self) -> list[Claim]:
        """The end results that would shorten a path told, and were not told: the start's own first."""
        steps = {claim for path in self._told for claim in path}
        shortening = (
            claim
            for claim in self.trace.carried
            if claim not in steps and any(_shortens(claim, path) for path in self._told)
        )
        return sorted(shortening, key=lambda claim: claim.subject != self.trace.start)

    def _carried_text(self, carried: list[Claim]) -> str:
        named = [f"that {self._cited_clause(claim)}" for claim in carried[:2]]
        more = [f"{number(len(carried) - 2)} more"] if len(carried) > 2 else []
        results = "end result" if len(carried) == 1 else "end results"
        are, count = ("is", "counts") if len(carried) == 1 else ("are", "count")
        told = f"the {results} {joined([*named, *more])}"
        return opened(f"{told} {are} carried by longer routes and {count} no further.")

    def _stops_text(self, stops: Sequence[Stop]) -> str:
        """The hypotheses that stop, a sentence each; a reason that several share is said once."""
        usual, times = Counter(stop.because for stop in stops).most_common(1)[0]
        start, count = noun(self.trace.start), number(len(stops))
        is_one = len(stops) == 1
        other = " other" if any(outcome.routes for outcome in self.trace.outcomes) else ""
        told = f"{count}{other} {'hypothesis speaks' if is_one else 'hypotheses speak'} of {start}"
        told += f" and {'stops' if is_one else 'stop'} short"
        told += f"; where no reason is given, {usual}." if times > 1 else "."
        reason = usual if times > 1 else ""
        return " ".join([opened(told), *(self._stop_text(stop, reason) for stop in stops)])

    def _stop_text(self, stop: Stop, usual: str) -> str:
        reached = [noun(entity) for entity in stop.reached]
        told = f"{stop.hypothesis.label} "
        told += f"stops at {few(reached, _FEW)}" if reached else "does not begin"
        told += "" if stop.because == usual else f", because {stop.because}"
        unsettled = [
            *self._unsettled(stop, "open", "whether"),
            *self._unsettled(stop, "refuted", "that"),
        ]
        return f"{told}{': ' if unsettled else ''}{' and '.join(unsettled)}."

    def _unsettled(self, stop: Stop, status: str, that: str) -> Iterator[str]:
        """The claims that would lead on and are open, or refuted."""
        claims = [claim for claim in stop.open_claims if claim.status == status]
        cited = self.references.to(item for claim in claims for item in claim.evidence)
        if claims:
            named = few([f"{that} {clause(claim)}" for claim in claims], 2)
            yield f"it is {status} {named} {cited}"


def _nothing_text(trace: Trace) -> str:
    """That no outcome is reached, with the constraint that keeps it from being."""
    told = f"No coherent path leads from {noun(trace.start)} to an outcome"
    return f"{told}." if trace.reason.startswith("no coherent path") else f"{told}: {trace.reason}."


def _verdict_text(outcome: Outcome, start: Entity) -> str:
    """The verdict, and over how many coherent paths and hypotheses."""
    if not outcome.routes:
        return (
            f"No coherent path leads from {noun(start)} to {noun(outcome.end)}: {outcome.reason}."
        )
    acting = [route.paths[0].claims[-1].predicate.id for route in outcome.routes]
    thing, count, where = level(outcome.end, acting), outcome.coherent_count, _held_text(outcome)
    if outcome.verdict == "unknown":
        each = "the one coherent path" if count == 1 else f"each of {number(count)} coherent paths"
        return (
            f"How {noun(start)} {'act' if is_plural(start) else 'acts'} on {thing} is not known: "
            f"{each}, {where}, has a step of no stated direction."
        )
    verbs = {"increases": "increases", "decreases": "decreases", "mixed": "both raises and lowers"}
    verb = verbs[outcome.verdict]
    if verb == "increases" and is_effect(outcome.end):
        verb, thing = "produces", product(outcome.end)
    subject = opened(noun(start))
    told = f"{plural(f'{verb} {thing}') if is_plural(start) else f'{verb} {thing}'}"
    return f"{subject} {told}: {_agreement_text(outcome, count)}, {where}."


def _agreement_text(outcome: Outcome, count: int) -> str:
    if count == 1:
        return "one coherent path leads there"
    if outcome.verdict == "mixed":
        return f"{number(count)} coherent paths disagree"
    if any(route.unknown for route in outcome.routes):
        return f"of {number(count)} coherent paths those of known direction agree"
    return f"{'both' if count == 2 else f'all {number(count)}'} coherent paths agree"


def _held_text(outcome: Outcome) -> str:
    """Under how many hypotheses paths are held, and how many were stated end to end."""
    stated = sum(route.count for route in outcome.routes if route.hypothesis is None)
    hypotheses = sum(route.hypothesis is not None for route in outcome.routes)
    held = outcome.coherent_count - stated
    under = f"under {number(hypotheses)} {'hypothesis' if hypotheses == 1 else 'hypotheses'}"
    if not stated:
        return under
    if not held:
        return "stated end to end"
    return f"{number(held)} {under} and {number(stated)} stated end to end"


def _renamed_text(routes: Sequence[Route]) -> str:
    """The routes that add only an opposite name of the outcome to what was told above."""
    *_, before, last = routes[0].paths[0].steps
    told = f"{change(before.claim, before.net_sign)} {act(last.claim, before.net_sign)}"
    return f"{opened(number(len(routes)))} hypotheses lead there as told above: {told}."


def _shared(one: tuple[Claim, ...], other: tuple[Claim, ...]) -> int:
    """How many steps two paths begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((place for place, pair in enumerate(pairs) if pair[0] != pair[1]), len(other))


def _shortens(net: Claim, path: tuple[Claim, ...]) -> bool:
    """Whether a claim leads from one node of a path to a later one."""
    nodes = [path[0].subject, *(claim.object for claim in path)]
    is_on = net.subject in nodes and net.object in nodes
    return is_on and nodes.index(net.subject) < nodes.index(net.object)


def _packed(parts: Iterable[str]) -> Iterator[str]:
    """Parts as paragraphs: together as far as a paragraph stays short."""
    waiting: list[str] = []
    for part in parts:
        if waiting and sum(len(one.split()) for one in (*waiting, part)) > _MOST_WORDS:
            yield " ".join(waiting)
            waiting = []
        waiting.append(part)
    if waiting:
        yield " ".join(waiting)


# as text, Markdown and JSON


def explanation_lines(explanation: Explanation, page: Page) -> Iterator[str]:
    """An explanation for people: paragraphs, then the list of references."""
    for place, paragraph in enumerate(explanation.paragraphs):
        if place:
            yield ""
        yield page.wrapped(paragraph.text, 0)
    if explanation.references:
        yield ""
        yield page.bold("References")
    for place, source in enumerate(explanation.references, 1):
        yield page.wrapped(f"[{place}] {line(source)}", 0, 4)


def explanation_markdown(explanation: Explanation) -> str:
    """An explanation as Markdown: paragraphs, and references that link to where they can be read."""
    from ..tables import escaped

    blocks = [escaped(inert(paragraph.text)) for paragraph in explanation.paragraphs]
    listed = [
        f"{place}. {_linked(escaped(line(source, with_address=False)), source)}"
        for place, source in enumerate(explanation.references, 1)
    ]
    return "\n\n".join([*blocks, *(["## References", "\n".join(listed)] if listed else [])]) + "\n"


def _linked(text: str, source: Source) -> str:
    where = address(source)
    safe = where.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return f"{text}. <{safe}>" if where else text


def explanation_json(explanation: Explanation) -> Json:
    """An explanation as the contract has it."""
    return {
        "paragraphs": [
            {"outcome": one.outcome.id if one.outcome else None, "text": one.text}
            for one in explanation.paragraphs
        ],
        "references": [
            {"number": place, "source": source.id, "citation": line(source)}
            for place, source in enumerate(explanation.references, 1)
        ],
    }
