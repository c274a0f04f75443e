"""Answers for people at a terminal: lines of plain text, with style only where it is asked for.

Text from data is never read as markup, breaks no line and cannot speak to the terminal. Arrows and
letters fall back to ASCII where the encoding cannot print them.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from click import style

from .answers import Path
from .export import claims_on, experiments_on
from .model import Claim, Entity, Experiment, Family, Hypothesis, Sign, Source, Stance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .answers import Loop, Outcome, Route, Step, Stop, Trace
    from .knowledge import Knowledge, Thing
    from .model import Evidence

_FURTHEST = 3
"""How many of the entities at which a hypothesis stops are named, the furthest first."""
_ARROWS = {Sign.POSITIVE: "→", Sign.NEGATIVE: "⊣", Sign.UNKNOWN: "⇢"}
_ASCII = {
    **{"→": "->", "⊣": "-|", "⇢": "-?", "·": "-", "─": "-", "—": "-", "–": "-", "−": "-"},
    **{"‘": "'", "’": "'", "“": '"', "”": '"', "≥": ">=", "≤": "<=", "×": "x", "±": "+-"},
    **{"µ": "u", "μ": "u", "λ": "lambda", "Λ": "Lambda"},
}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Whatever moves a cursor, turns a line round or is no character at all; not line ends and tabs."""
_COLOURS = {"increases": "blue", "decreases": "yellow", "mixed": "magenta", "unknown": "magenta"}
_VERDICTS = {
    "increases": "INCREASES",
    "decreases": "DECREASES",
    "mixed": "MIXED",
    "unknown": "DIRECTION NOT KNOWN",
    "none": "NO COHERENT PATH",
}


@dataclass(frozen=True, slots=True)
class Page:
    """How wide lines may be, and whether they may carry colour."""

    width: int = 100
    colour: bool = False

    def wrapped(self, text: str, indent: int, hanging: int | None = None) -> str:
        """Text folded to the width, later lines hanging under the first."""
        later = indent if hanging is None else hanging
        return textwrap.fill(
            inert(text),
            max(self.width, later + 30),
            initial_indent=" " * indent,
            subsequent_indent=" " * later,
            break_on_hyphens=False,
            break_long_words=False,
        )

    def plain(self, text: str) -> str:
        """Text on one line."""
        return inert(" ".join(text.split()))

    def bold(self, text: str) -> str:
        """Emphasised text on one line."""
        return style(self.plain(text), bold=True) if self.colour else self.plain(text)

    def dim(self, wrapped: str) -> str:
        """Lines that step back, as `wrapped` hands them out."""
        return style(wrapped, dim=True) if self.colour else wrapped

    def verdict(self, verdict: str) -> str:
        """A verdict in capitals, in its colour: blue raises, yellow lowers; never red and green."""
        word = _VERDICTS[verdict]
        return style(word, bold=True, fg=_COLOURS.get(verdict)) if self.colour else word


def inert(text: str) -> str:
    """Text with its control characters spelt out, the way JSON and Turtle write them.

    >>> print(inert("\\x1b[31mred"))
    \\u001b[31mred
    """
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def printable(text: str, encoding: str | None) -> str:
    """Text that an encoding can print: arrows and Greek spelt out where it cannot.

    >>> printable("ketamine ⊣ Gαs", "ascii")
    'ketamine -| Galphas'
    >>> printable("ketamine ⊣ Gαs, 10 µM", "latin-1")
    'ketamine -| Galphas, 10 µM'
    """
    if _can_print(text, encoding):
        return text
    return "".join(letter if _can_print(letter, encoding) else _spelt(letter) for letter in text)


def _can_print(text: str, encoding: str | None) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _spelt(letter: str) -> str:
    """A letter in ASCII: as we write it, by its Greek name, without its accent, or as an escape."""
    import unicodedata  # here, since few terminals need it

    greek = re.match(r"GREEK (SMALL|CAPITAL) LETTER (\w+)", unicodedata.name(letter, ""))
    if letter in _ASCII:
        return _ASCII[letter]
    if greek:
        return greek[2].lower() if greek[1] == "SMALL" else greek[2].capitalize()
    bare = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return bare or letter.encode("ascii", "backslashreplace").decode()


# a trace


def trace_lines(trace: Trace, page: Page) -> Iterator[str]:
    """A trace to an end: the verdict on each member, every route, where others stop, and loops."""
    assert trace.end is not None
    yield page.bold(f"{trace.start.label} → {trace.end.label}")
    if len(trace.outcomes) > 1:
        yield from _summary_lines(trace, page)
    shown = [outcome for outcome in trace.outcomes if outcome.routes]
    for outcome in shown:
        yield ""
        yield from _outcome_lines(outcome, trace, page)
    empty = [outcome for outcome in trace.outcomes if not outcome.routes]
    for outcome in empty:
        yield ""
        yield f"{page.verdict('none')}  {page.plain(outcome.end.label)}"
        yield page.wrapped(outcome.reason, 2)
        yield from _stitched_lines(outcome, page)
    if trace.stops:
        yield ""
        yield page.bold(f"Where {'other ' if shown else ''}hypotheses stop")
        for stop in trace.stops:
            yield from _stop_lines(stop, page)
    if trace.loops:
        yield ""
        yield page.bold("Feedback loops through these routes (reported, never walked twice)")
        for loop in trace.loops:
            yield _loop_line(loop, page)


def _summary_lines(trace: Trace, page: Page) -> Iterator[str]:
    """A group's members, a line each: told one by one, never pooled."""
    for outcome in sorted(trace.outcomes, key=lambda outcome: not outcome.routes):
        held = sum(route.hypothesis is not None for route in outcome.routes)
        paths = "1 path" if outcome.coherent_count == 1 else f"{outcome.coherent_count} paths"
        under = f", {held} hypothes{'i' if held == 1 else 'e'}s" if held else ""
        told = f"{paths}{under}" if outcome.routes else ""
        line = f"{outcome.verdict:<9} {page.plain(outcome.end.label)}"
        yield page.wrapped(f"{line} · {told}" if told else line, 2, 12)


def _outcome_lines(outcome: Outcome, trace: Trace, page: Page) -> Iterator[str]:
    yield f"{page.verdict(outcome.verdict)}  {page.bold(outcome.end.label)}"
    yield page.wrapped(outcome.reason, 2)
    for route in outcome.routes:
        yield ""
        yield from _route_lines(route, trace, page)
    yield from _stitched_lines(outcome, page)


def _route_lines(route: Route, trace: Trace, page: Page) -> Iterator[str]:
    title = route.hypothesis.label if route.hypothesis else "Stated end to end"
    count = "1 path" if route.count == 1 else f"{route.count} paths"
    yield f"  {page.bold(title)} · {route.verdict} · {count}"
    best, *others = route.paths
    yield from _path_lines(best, trace, page)
    for path in others:
        yield page.wrapped(f"or: {_one_line(path)}", 4, 8)
    if route.count > len(route.paths):
        yield f"    {route.count - len(route.paths)} more: --top {route.count}"


def _path_lines(path: Path, trace: Trace, page: Page) -> Iterator[str]:
    """A path down the page, the evidence under every arrow."""
    first = path.claims[0].subject
    assert isinstance(first, Entity)
    yield page.wrapped(first.label, 4, 6)
    for step in path.steps:
        yield page.wrapped(f"{_ARROWS[step.claim.sign]} {_arrow_text(step, trace)}", 4, 6)
        yield from _support_lines(step.claim, page)


def _arrow_text(step: Step, trace: Trace) -> str:
    claim = step.claim
    marks = []
    if claim.net:
        carried = ", carried by the steps above" if claim in trace.carried else ""
        marks.append(f"end result{carried}")
    if claim.status not in ("supported", "definition"):
        marks.append(f"{claim.status}: {', '.join(against_text(claim))}")
    if claim.family is Family.DEFINITION:
        marks.append("by definition")
    else:
        marks += [f"{axis} not stated" for axis, _ in trace.filters if not claim.states(axis)]
    return f"{claim.predicate.label} {claim.object.label}" + (
        f" ({'; '.join(marks)})" if marks else ""
    )


def against_text(claim: Claim) -> list[str]:
    """What speaks against a claim, with the axis that separates the two where there is one.

    >>> import glutagraph
    >>> against_text(glutagraph.load().claim("2r-6r-hnk.inhibits.nmda-receptor"))
    ['2r-6r-hnk.does-not-affect.nmda-receptor']
    """
    return [f"{by} (differs in {axis})" if axis else by for by, axis in claim.against]


def _support_lines(claim: Claim, page: Page) -> Iterator[str]:
    """The strongest evidence for a claim, and how much more there is."""
    if not claim.support:
        return
    best = claim.support[0]
    sources = {item.source.id for item in claim.support} - {best.source.id}
    more = f" (+{len(sources)} more)" if sources else ""
    yield page.dim(
        page.wrapped(f"{best.source.label}{more}, {best.tier.id}: {best.finding}", 8, 10)
    )


def _one_line(path: Path) -> str:
    """A path along one line."""
    parts = [
        str(path.claims[0].subject.label) if isinstance(path.claims[0].subject, Entity) else ""
    ]
    joints = {joint.after: joint.object for joint in path.joints if joint.object}
    for number, claim in enumerate(path.claims):
        if number in joints and number:
            parts.append(f"= {joints[number].label}")
        parts.append(f"{_ARROWS[claim.sign]} {claim.object.label}")
    return " ".join(parts)


def _stitched_lines(outcome: Outcome, page: Page) -> Iterator[str]:
    """The stitched paths, each with its joints; they never count towards the verdict."""
    if not outcome.stitched:
        return
    least = "" if outcome.stitched_complete else "at least "
    yield ""
    yield f"  Stitched, not counted: {least}{outcome.stitched_count}"
    for path in outcome.stitched:
        yield page.dim(page.wrapped(f"{path.sign.verdict}: {_one_line(path)}", 4, 8))
        for joint in path.joints:
            yield page.dim(page.wrapped(f"joint, {joint.reason}: {joint.detail}", 8, 10))


def _stop_lines(stop: Stop, page: Page) -> Iterator[str]:
    furthest = [entity.label for entity in stop.reached[:_FURTHEST]]
    more = len(stop.reached) - len(furthest)
    last = ", ".join(furthest) + (f" and {more} more" if more else "")
    where = f"stops at {last}" if last else "does not begin"
    yield page.wrapped(f"{stop.hypothesis.label}: {where}, because {stop.because}", 2, 4)
    for claim in stop.open_claims:
        yield page.dim(page.wrapped(f"{claim.status}: {claim_text(claim)}", 4, 6))
        for item in claim.evidence:
            yield page.dim(page.wrapped(f"{item.source.label}: {item.finding}", 6, 8))


def _loop_line(loop: Loop, page: Page) -> str:
    kind = {1: "amplifies", -1: "damps", 0: "direction not known"}[int(loop.sign)]
    first = loop.claims[0].subject
    steps = " ".join(f"{_ARROWS[claim.sign]} {claim.object.label}" for claim in loop.claims)
    return page.wrapped(f"{kind}: {first.label if isinstance(first, Entity) else ''} {steps}", 2, 4)


def outcomes_lines(trace: Trace, page: Page) -> Iterator[str]:
    """A trace without an end: a line for each outcome that is reached."""
    yield page.bold(f"{trace.start.label} leads to")
    if not trace.outcomes:
        yield page.wrapped(trace.reason, 2)
    for outcome in trace.outcomes:
        yield ""
        yield f"{page.verdict(outcome.verdict)}  {page.bold(outcome.end.label)}"
        yield page.wrapped(outcome.reason, 2)
        if outcome.best:
            yield page.dim(page.wrapped(_one_line(outcome.best), 2, 4))


# one thing


def show_lines(thing: Thing, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """Everything known of a thing, what speaks for it and what against."""
    if isinstance(thing, Entity):
        yield from _entity_lines(thing, knowledge, page)
    elif isinstance(thing, Claim):
        yield from _claim_lines(thing, knowledge, page)
    elif isinstance(thing, Hypothesis):
        yield from _hypothesis_lines(thing, knowledge, page)
    elif isinstance(thing, Source):
        yield from _source_lines(thing, knowledge, page)
    else:
        yield from _experiment_lines(thing, knowledge, page)


def claim_text(claim: Claim) -> str:
    """A claim as a sentence."""
    subject = claim.subject
    told = f"({claim_text(subject)})" if isinstance(subject, Claim) else subject.label
    respect = ", ".join(entity.label for entity in claim.in_respect_of)
    return f"{told} {claim.predicate.label} {claim.object.label}" + (
        f", in respect of {respect}" if respect else ""
    )


def _entity_lines(entity: Entity, knowledge: Knowledge, page: Page) -> Iterator[str]:
    kind = knowledge.kinds[entity.kind].label
    yield f"{page.bold(entity.label)} · {page.plain(f'{kind} · entity:{entity.id}')}"
    if entity.description:
        yield page.wrapped(entity.description, 2)
    if entity.synonyms:
        yield page.wrapped(f"also called {', '.join(entity.synonyms)}", 2, 4)
    for match in ("exact", "close", "broad"):
        curies = [i.curie for i in entity.identifiers if i.match == match]
        if curies:
            yield page.wrapped(f"{match} match: {', '.join(curies)}", 2, 4)
    for predicate, other in entity.structure:
        label = knowledge.entities[other].label
        yield page.wrapped(f"{knowledge.predicates[predicate].label} {label}", 2, 4)
    claims = [c for c in claims_on(entity, knowledge) if c.family is not Family.DEFINITION]
    said_of = [claim for claim in claims if claim.subject == entity]
    yield from _claim_list("What it does", said_of, page)
    yield from _claim_list("What acts on it", [c for c in claims if c.object == entity], page)
    about = [
        claim for claim in claims if isinstance(claim.subject, Claim) and claim.object != entity
    ]
    yield from _claim_list("Said of its effects", about, page)
    yield from _experiment_list(experiments_on(entity, knowledge), page)


def _experiment_list(experiments: Iterable[Experiment], page: Page) -> Iterator[str]:
    listed = list(experiments)
    if listed:
        yield ""
        yield page.bold("Experiments")
    for experiment in listed:
        yield page.wrapped(f"{experiment.label}  (experiment:{experiment.id})", 2, 4)


def _claim_list(title: str, claims: Iterable[Claim], page: Page) -> Iterator[str]:
    listed = list(claims)
    if not listed:
        return
    yield ""
    yield page.bold(title)
    for claim in listed:
        mark = "" if claim.status in ("supported", "definition") else f" [{claim.status}]"
        yield page.wrapped(f"{claim_text(claim)}{mark}", 2, 4)
        facts = f"{claim.tier.id}, {_papers(claim)} · claim:{claim.id}"
        yield page.dim(page.wrapped(facts, 4, 6))


def _papers(claim: Claim) -> str:
    count = len(claim.papers)
    return "1 independent source" if count == 1 else f"{count} independent sources"


def _claim_lines(claim: Claim, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(claim_text(claim))} · {page.plain(f'claim:{claim.id}')}"
    facts = [claim.family.value, claim.status, claim.tier.id, _papers(claim)]
    if claim.family is Family.CAUSAL:
        facts.insert(1, "an end result" if claim.net else "a direct link")
    if claim.action:
        facts.append(knowledge.actions[claim.action].label)
    yield page.wrapped(" · ".join(facts), 2)
    if claim.note:
        yield page.wrapped(claim.note, 2)
    if claim.hypotheses:
        labels = [knowledge.hypotheses[name].label for name in claim.hypotheses]
        yield page.wrapped(f"serves {'; '.join(labels)}", 2, 4)
    for stance, title in (
        (Stance.SUPPORTS, "For"),
        (Stance.DISPUTES, "Against"),
        (Stance.LEAVES_OPEN, "Left open"),
    ):
        if items := claim.items(stance):
            yield ""
            yield page.bold(title)
            for item in items:
                yield from _item_lines(item, knowledge, page)
    if claim.against:
        yield ""
        yield page.bold("What speaks against it")
        for by, axis in claim.against:
            yield from _opposing_lines(by, axis, knowledge, page)
    yield from _claim_list("Said of this effect", claims_on(claim, knowledge), page)
    yield from _experiment_list(experiments_on(claim, knowledge), page)


def _opposing_lines(by: str, axis: str, knowledge: Knowledge, page: Page) -> Iterator[str]:
    """A claim or source that speaks against another, with what it found and what sets it apart."""
    apart = f" (differs in {axis})" if axis else ""
    if by not in knowledge.claims:
        yield page.wrapped(f"{knowledge.sources[by].label}{apart}", 2, 4)
        return
    null = knowledge.claims[by]
    yield page.wrapped(f"{claim_text(null)}{apart} · claim:{by}", 2, 4)
    for item in null.items(Stance.SUPPORTS):
        yield page.dim(page.wrapped(f"{item.source.label}: {item.finding}", 4, 6))


def _item_lines(item: Evidence, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield page.wrapped(f"{item.source.label}: {item.finding}", 2, 4)
    context = ", ".join(
        f"{axis} {knowledge.context_label(axis, value)}"
        for axis, value in item.context.stated().items()
    )
    yield page.dim(page.wrapped(f"{item.method.label} ({item.tier.id})", 4, 6))
    if context:
        yield page.dim(page.wrapped(context, 4, 6))
    yield page.dim(page.wrapped(f"read in {item.read_in.label}: {item.locator}", 4, 6))


def _hypothesis_lines(hypothesis: Hypothesis, knowledge: Knowledge, page: Page) -> Iterator[str]:
    sort = "module" if hypothesis.is_module else "hypothesis"
    yield f"{page.bold(hypothesis.label)} · {page.plain(f'{sort} · hypothesis:{hypothesis.id}')}"
    yield page.wrapped(hypothesis.description, 2)
    if hypothesis.proposed_by:
        labels = "; ".join(source.label for source in hypothesis.proposed_by)
        yield page.wrapped(f"put forward by {labels}", 2, 4)
    for title, names in (("includes", hypothesis.includes), ("rival of", hypothesis.rivals)):
        for name in names:
            yield page.wrapped(
                f"{title} {knowledge.hypotheses[name].label} (hypothesis:{name})", 2, 4
            )
    claims = claims_on(hypothesis, knowledge)
    steps = [claim for claim in claims if claim.is_traversed]
    yield from _claim_list("Steps", [claim for claim in steps if not claim.net], page)
    yield from _claim_list("End results", [claim for claim in steps if claim.net], page)
    yield from _claim_list("Else", [claim for claim in claims if not claim.is_traversed], page)


def _source_lines(source: Source, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(source.label)} · {page.plain(f'{source.type} · source:{source.id}')}"
    if source.title:
        yield page.wrapped(
            f"{source.title}. {source.journal}".rstrip(". ") + f", {source.year}", 2, 4
        )
    if source.note:
        yield page.wrapped(source.note, 2, 4)
    for identifier in source.identifiers:
        yield page.wrapped(identifier.curie, 2)
    yield from _claim_list("Claims that rest on it", claims_on(source, knowledge), page)
    yield from _experiment_list(experiments_on(source, knowledge), page)


def _experiment_lines(experiment: Experiment, knowledge: Knowledge, page: Page) -> Iterator[str]:
    yield f"{page.bold(experiment.label)} · {page.plain(f'experiment:{experiment.id}')}"
    given = experiment.given.label if experiment.given else "nothing"
    yield page.wrapped(f"given: {given}", 2, 4)
    for part in experiment.manipulations:
        compound = f" with {part.compound.label}" if part.compound else ""
        by = f" by {part.by}" if part.by else ""
        done = (
            f"{part.clamps.label} held {part.to}"
            if part.clamps
            else f"cut: {part.cuts and part.cuts.id}"
        )
        yield page.wrapped(f"manipulation: {done}{compound}{by}", 2, 4)
    yield page.wrapped(f"measured: {experiment.measured.label}", 2, 4)
    yield page.wrapped(f"the manipulation alone: {experiment.alone.replace('-', ' ')}", 2, 4)
    on_top = experiment.on_top.replace("-", " ")
    yield page.wrapped(f"the drug's effect on top of it: {on_top}", 2, 4)
    yield ""
    yield from _item_lines(experiment.evidence, knowledge, page)
