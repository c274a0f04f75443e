"""A path told as sentences: what each step does to the next, on what evidence, and what disputes it.

Two steps make a sentence, as far as it stays short. What holds of every step is said once, at the end;
what sets a step apart is said beside it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..coherence import Coherence
from ..model import Claim, Entity, Family, Sign, Stance, Tier
from .phrases import act, change, clause, is_plural, joined, noun, number, opened, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..answers import Path, Step, Trace
    from ..knowledge import Knowledge
    from ..model import Evidence
    from .references import References

_MOST_WORDS = 36
"""A sentence of two steps that would be longer is broken in two."""
_WEAKER = {
    Tier.OTHER_HUMAN_STUDY: "from human studies other than randomised trials",
    Tier.ANIMAL_INTERVENTION: "from animal experiments",
    Tier.ANIMAL_OBSERVATION: "from observations in animals",
    Tier.CELL_OR_SLICE: "from cells or slices",
    Tier.PROPOSAL: "a proposal",
}
"""What is said of a step whose evidence is weaker than that of most."""
_STRONGER = {
    Tier.RANDOMISED_TRIAL: "shown in randomised trials",
    Tier.OTHER_HUMAN_STUDY: "shown in human studies",
    Tier.ANIMAL_INTERVENTION: "shown in animal experiments",
    Tier.ANIMAL_OBSERVATION: "observed in animals",
    Tier.CELL_OR_SLICE: "shown in cells or slices",
}
"""What is said of a step that is more than a proposal, where most are none."""
_ALONE = Tier.CELL_OR_SLICE
"""What a step by itself is measured by: only of a proposal it is said that it is one."""
_TIMES = {
    "acute": "within hours of the dose",
    "sustained": "a day or more after the dose",
    "chronic": "under repeated or prolonged exposure",
}


class Story:
    """Tells the paths of one trace, citing as it goes."""

    def __init__(self, trace: Trace, knowledge: Knowledge, references: References) -> None:
        self._trace, self._knowledge, self._references = trace, knowledge, references
        self._coherence = Coherence(knowledge)

    def of(self, path: Path, heading: str, told: int = 0) -> str:
        """A path as sentences, the first with a heading.

        Where its first steps have been told before, the heading leads up to what they came to.
        """
        steps = path.steps[told:]
        pairs = zip(steps, self._notes(steps), strict=True)
        tails = [self._tail(step.claim, notes) for step, notes in pairs]
        return " ".join([*_sentences(path, heading, told, tails), *self._of_all(steps, bool(told))])

    def end_to_end(self, claim: Claim) -> str:
        """A claim told by itself: a clause with its notes and citations."""
        notes = [*self._contexts(claim), *self._weakness(claim, _ALONE), *_on_direction(claim)]
        return clause(claim) + self._tail(claim, [*notes, *self._unstated(claim)])

    # beside a step

    def _tail(self, claim: Claim, notes: Sequence[str]) -> str:
        """What stands behind a clause: notes in parentheses, citations, what speaks against it."""
        parts = [f"({'; '.join(notes)})"] if notes else []
        parts += [self._references.to(claim.support), *self._against(claim)]
        return "".join(f" {part}" for part in parts if part)

    def _against(self, claim: Claim) -> Iterator[str]:
        """What speaks against a claim, apart by the context that separates it."""
        by_axis: dict[str, list[Evidence]] = {}
        for name, axis in claim.against:
            by_axis.setdefault(axis, []).extend(self._opposing(claim, name))
        for axis, items in sorted(by_axis.items()):
            cited = self._references.to(items)
            values = dict.fromkeys(item.context.on(axis) for item in items) if axis else {}
            where = joined([self._where(axis, value) for value in values if value] or [""], "or")
            yield f"(not found {where} {cited})" if axis else f"(disputed: {cited} against)"

    def _opposing(self, claim: Claim, name: str) -> tuple[Evidence, ...]:
        """The evidence by which a null claim, or a source, speaks against a claim."""
        if name in self._knowledge.claims:
            return self._knowledge.claims[name].items(Stance.SUPPORTS)
        items = claim.items(Stance.DISPUTES)
        return tuple(item for item in items if item.source.id == name)

    def _where(self, axis: str, value: str) -> str:
        """A context value as it follows a verb: in rats, at 10 µM, after 25 d."""
        if axis == "species":
            return self._in_species([value])
        if axis == "timing":
            return _TIMES.get(value, value)
        label = self._knowledge.context_label(axis, value)
        if axis == "time":
            return f"after {label.removeprefix('after ')}"
        if axis == "regimen":
            return f"as {label.partition(':')[0]} treatment"
        if axis == "state":
            return label if label.startswith(("at ", "under ", "after ")) else f"with {label}"
        before = {"dose": "at", "model": "in", "region": "in", "cell-type": "in"}
        return f"{before.get(axis, f'with the {axis}')} {label}"

    def _in_species(self, values: Iterable[str]) -> str:
        """Animals or people, without those that lie within another."""
        found = sorted(values)
        holds = self._knowledge.holds
        widest = [
            one for one in found if not any(o != one and holds("species", o, one) for o in found)
        ]
        labels = [self._knowledge.context_label("species", one) for one in widest]
        return f"in {joined(['mice' if name == 'mouse' else f'{name}s' for name in labels])}"

    # what sets a step apart, and what holds of all

    def _notes(self, steps: Sequence[Step]) -> list[list[str]]:
        """What is said beside each step and not of all of them."""
        claims = [step.claim for step in steps]
        usual = _usual_tier(claims)
        shared = self._shared(claims)
        return [
            [
                *(["an end result, mechanism not stated"] if claim.net else []),
                *_on_direction(claim),
                *self._contexts(claim, shared),
                *self._weakness(claim, usual if len(steps) > 1 else _ALONE),
                *(self._unstated(claim) if len(steps) == 1 else []),
            ]
            for claim in claims
        ]

    def _of_all(self, steps: Sequence[Step], is_rest: bool) -> Iterator[str]:
        """What holds of every step, or of all but those where something else is said."""
        claims = [step.claim for step in steps if _is_finding(step.claim)]
        if len(claims) > 1 and _usual_tier(claims) is Tier.PROPOSAL:
            proposals = sum(claim.tier is Tier.PROPOSAL for claim in claims)
            is_all = proposals == sum(bool(step.claim.evidence) for step in steps)
            yield _proposals_text(proposals, is_all, is_rest)
        for axis, values in self._shared(claims).items():
            where = self._in_species(values) if axis == "species" else _when(values)
            yield f"All of this is said to hold {where}."
        if len(claims) > 1:
            yield from _unstated_texts(claims, [axis for axis, _ in self._trace.filters])

    def _weakness(self, claim: Claim, usual: Tier) -> Iterator[str]:
        """How the evidence of a step differs from that of most: weaker, or more than a proposal."""
        if not _is_finding(claim):
            return
        if usual is Tier.PROPOSAL and claim.tier < usual:
            yield _STRONGER[claim.tier]
        elif claim.tier > usual:
            yield _WEAKER[claim.tier]

    def _shared(self, claims: Sequence[Claim]) -> dict[str, frozenset[str]]:
        """The context that every step of several states alike, by axis."""
        found = {}
        for axis in ("species", "timing"):
            values = {self._coherence.stated(claim, axis) for claim in claims if _is_finding(claim)}
            only = next(iter(values)) if len(values) == 1 else frozenset()
            if only and sum(_is_finding(claim) for claim in claims) > 1:
                found[axis] = only
        return found

    def _contexts(self, claim: Claim, shared: Iterable[str] = ()) -> Iterator[str]:
        """In whom and when a step was found, where it is stated and the object does not say it."""
        if not _is_finding(claim):
            return
        species = self._coherence.stated(claim, "species")
        said = {"human": "in patients", "animal": "in animals"}
        is_said = any(said.get(one, "\n") in claim.object.label for one in species)
        if species and "species" not in shared and not is_said:
            yield self._in_species(species)
        timing = self._coherence.stated(claim, "timing")
        if timing and "timing" not in shared:
            yield _when(timing)

    def _unstated(self, claim: Claim) -> Iterator[str]:
        """The axes that were asked for and that a step does not state."""
        for axis, _ in self._trace.filters:
            if _is_finding(claim) and not claim.states(axis):
                yield f"{axis.replace('-', ' ')} not stated"


def _unstated_texts(claims: Sequence[Claim], axes: Iterable[str]) -> Iterator[str]:
    """How many steps do not state an axis that was asked for, where any does not."""
    counts = {axis: sum(claim.states(axis) for claim in claims) for axis in axes}
    names = {axis: axis.replace("-", " ") for axis in counts}
    if none := [names[axis] for axis, count in counts.items() if not count]:
        yield f"No step states its {joined(none, 'or')}."
    for axis, count in counts.items():
        if 0 < count < len(claims):
            word = "names" if count == 1 else "name"
            yield f"Only {number(count)} of the {number(len(claims))} steps {word} the {names[axis]}."


def _when(values: Iterable[str]) -> str:
    """Times after a dose, as they follow a verb."""
    told = joined([_TIMES.get(one, one) for one in sorted(values)])
    before, again, after = told.rpartition("the dose")
    return f"{before}it{after}" if "the dose" in before else f"{before}{again}{after}"


def _is_finding(claim: Claim) -> bool:
    """Whether somebody found or proposed it: what a mixture contains, and what words mean, are given."""
    return bool(claim.evidence) and claim.predicate.id != "contains"


def _usual_tier(claims: Sequence[Claim]) -> Tier:
    """The tier of most steps; of two that are as frequent the stronger."""
    counts = Counter(claim.tier for claim in claims if _is_finding(claim))
    return min(counts, key=lambda tier: (-counts[tier], tier), default=Tier.DEFINITION)


def _on_direction(claim: Claim) -> list[str]:
    return ["direction not stated"] if claim.sign is Sign.UNKNOWN else []


def _proposals_text(count: int, is_all: bool, is_rest: bool) -> str:
    if not is_all:
        return "The other steps are proposals." if count > 1 else "The other step is a proposal."
    if is_rest:
        return "These steps are proposals."
    return "Both steps are proposals." if count == 2 else "Every step is a proposal."


# sentences


def _sentences(path: Path, heading: str, told: int, tails: Sequence[str]) -> Iterator[str]:
    """The steps of a path from one on, two to a sentence where that stays short."""
    here, count = told, 0
    while here < len(path.steps):
        subject, is_many = _subject(path, here, count)
        if not count:
            subject = f"{heading} {subject}{', which' if told else ''}"
        verb = act(path.steps[here].claim, _rising(path, here))
        sentence = f"{subject} {plural(verb) if is_many else verb}{tails[here - told]}"
        here += 1
        if here < len(path.steps):
            goes_on = not is_many and bool(count % 2 or (told and not count))
            longer = f"{sentence}{_link(path, here, goes_on=goes_on)}{tails[here - told]}"
            if len(longer.split()) <= _MOST_WORDS:
                sentence, here = longer, here + 1
        yield f"{opened(sentence) if count else sentence}."
        count += 1


def _rising(path: Path, place: int) -> Sign:
    """Which way the subject of a step moves."""
    return path.steps[place - 1].net_sign if place else Sign.POSITIVE


def _subject(path: Path, place: int, count: int) -> tuple[str, bool]:
    """How a sentence begins, and whether its verb is plural."""
    if not place:
        start = path.claims[0].subject
        assert isinstance(start, Entity)  # paths walk along claims between entities only
        return noun(start), is_plural(start)
    last = path.steps[place - 1]
    if _makes(last):
        return noun(last.claim.object), is_plural(last.claim.object)
    return ("this" if count % 2 else change(last.claim, last.net_sign)), False


def _link(path: Path, place: int, *, goes_on: bool) -> str:
    """The second clause of a sentence; where its subject goes on, a verb is not said twice."""
    step, last = path.steps[place], path.steps[place - 1]
    verb = act(step.claim, _rising(path, place))
    if _makes(last):
        return f", which {plural(verb) if is_plural(last.claim.object) else verb}"
    if not goes_on or step.claim.family is not Family.CAUSAL:
        return f", which {verb}"
    before = act(last.claim, _rising(path, place - 1)).partition(" ")[0]
    first, _, rest = verb.partition(" ")
    is_repeated = before == first and first in ("increases", "activates", "lowers", "raises")
    return f" and so {rest if is_repeated else verb}"


def _makes(step: Step) -> bool:
    """Whether a step makes what is told next: a metabolite, a part of a mixture."""
    return step.claim.family is Family.PRODUCTION and step.net_sign is Sign.POSITIVE
