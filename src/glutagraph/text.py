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
from .model import Claim, Entity, Family, Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .answers import Loop, Outcome, Route, Step, Stop, Trace

_FURTHEST = 3
"""How many of the entities at which a hypothesis stops are named, the furthest first."""
_ARROWS = {Sign.POSITIVE: "→", Sign.NEGATIVE: "⊣", Sign.UNKNOWN: "⇢"}
_ASCII = {
    **{"→": "->", "⊣": "-|", "⇢": "-?", "·": "-", "─": "-", "—": "-", "–": "-", "−": "-"},
    **{"‘": "'", "’": "'", "“": '"', "”": '"', "≥": ">=", "≤": "<=", "×": "x", "±": "+-"},
    **{"µ": "u", "μ": "u", "λ": "lambda", "Λ": "Lambda"},
}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
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
    return _NOT_ASCII.sub(
        lambda found: found[0] if _can_print(found[0], encoding) else _spelt(found[0]), text
    )


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
            yield loop_line(loop, page)


def _summary_lines(trace: Trace, page: Page) -> Iterator[str]:
    """A group's members, a line each: told one by one, never pooled."""
    for outcome in sorted(trace.outcomes, key=lambda outcome: not outcome.routes):
        held = sum(route.is_held for route in outcome.routes)
        paths = "1 path" if outcome.coherent_count == 1 else f"{outcome.coherent_count} paths"
        under = f", {held} hypothes{'i' if held == 1 else 'e'}s" if held else ""
        disputed = ", disputed" if _is_disputed(outcome) else ""
        told = f"{paths}{under}{disputed}" if outcome.routes else ""
        line = f"{outcome.verdict:<9} {page.plain(outcome.end.label)}"
        yield page.wrapped(f"{line} · {told}" if told else line, 2, 12)


def _outcome_lines(outcome: Outcome, trace: Trace, page: Page) -> Iterator[str]:
    yield f"{page.verdict(outcome.verdict)}  {page.bold(outcome.end.label)}"
    yield page.wrapped(outcome.reason, 2)
    if _is_disputed(outcome):
        yield page.wrapped("every path has a step that something speaks against", 2)
    for route in outcome.routes:
        yield ""
        yield from _route_lines(route, trace, page)
    yield from _stitched_lines(outcome, page)


def _is_disputed(outcome: Outcome) -> bool:
    """Whether all coherent paths have a disputed step; where not all are shown nobody can tell."""
    paths = [path for route in outcome.routes for path in route.paths]
    is_whole = all(route.count == len(route.paths) for route in outcome.routes)
    return bool(paths) and is_whole and all(path.disputed_steps for path in paths)


def _route_lines(route: Route, trace: Trace, page: Page) -> Iterator[str]:
    title = route.hypothesis.label if route.hypothesis else "Stated end to end"
    count = "1 path" if route.count == 1 else f"{route.count} paths"
    if route.hypothesis and not route.is_held:
        title = f"{title} (imported)"
    yield f"  {page.bold(title)} · {route.verdict} · {count}"
    best, *others = route.paths
    yield from path_lines(best, page, trace)
    for path in others:
        yield page.wrapped(f"or: {one_line(path)}", 4, 8)
    if route.count > len(route.paths):
        yield f"    {route.count - len(route.paths)} more: --top {route.count}"


def path_lines(path: Path, page: Page, trace: Trace | None = None) -> Iterator[str]:
    """A path down the page, the evidence under every arrow."""
    first = path.claims[0].subject
    assert isinstance(first, Entity)
    yield page.wrapped(first.label, 4, 6)
    for step in path.steps:
        yield page.wrapped(f"{_ARROWS[step.claim.sign]} {_arrow_text(step, trace)}", 4, 6)
        yield from _support_lines(step.claim, page)


def _arrow_text(step: Step, trace: Trace | None) -> str:
    claim = step.claim
    marks = []
    if claim.net:
        is_carried = trace is not None and claim in trace.carried
        carried = ", carried by the steps above" if is_carried else ""
        marks.append(f"end result{carried}")
    if claim.status not in ("supported", "definition"):
        marks.append(f"{claim.status}: {', '.join(against_text(claim))}")
    if claim.family is Family.DEFINITION:
        marks.append("by definition")
    elif trace is not None:
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


def one_line(path: Path) -> str:
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
        yield page.dim(page.wrapped(f"{path.sign.verdict}: {one_line(path)}", 4, 8))
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


def claim_text(claim: Claim) -> str:
    """A claim as a sentence."""
    subject = claim.subject
    told = f"({claim_text(subject)})" if isinstance(subject, Claim) else subject.label
    respect = ", ".join(entity.label for entity in claim.in_respect_of)
    return f"{told} {claim.predicate.label} {claim.object.label}" + (
        f", in respect of {respect}" if respect else ""
    )


def loop_line(loop: Loop, page: Page) -> str:
    """A feedback loop on one line, with what it does."""
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
            yield page.dim(page.wrapped(one_line(outcome.best), 2, 4))
