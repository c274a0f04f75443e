"""Hypotheses side by side, told: their steps, what they say of each drug, and how they fare."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ..arguments import counted
from ..scoring import OUTCOMES
from ..text import claim_text
from .drugs_compared import step_text
from .side_by_side import Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..comparing.hypotheses import HypothesisComparison, Opposition, Reach
    from ..scoring import Score

_ASKED = {"alone": "by itself", "on-top": "on the drug"}
_HELD_OUT = "In brackets: without the claims that rest on the experiment's own paper alone."


def hypotheses_lines(answer: HypothesisComparison, sheet: Sheet) -> Iterator[str]:
    """The comparison for people."""
    yield from sheet.targets("Begin with", answer.targets)
    yield from sheet.sharing("Steps", answer.steps, step_text)
    yield from sheet.sharing("Nodes", answer.nodes, lambda node: node.label)
    rows = (
        Row(f"{row.drug.label} → {row.outcome.label}", [*map(_verdict, row.reaches)])
        for row in answer.rows
    )
    yield from sheet.table("What drugs do under each", rows, "-: no route.")
    yield from sheet.listing("Contradict one another", map(_opposition_text, answer.opposed))
    yield from sheet.table("Predictions of the experiments", _tallies(answer), _HELD_OUT)
    yield from sheet.table("Where the predictions differ", _differing(answer))
    yield from sheet.section("Which experiments would tell them apart?")
    for one, other, count in answer.deciding:
        named = f"{one.id} {other.id}"
        told = f"{counted(count, 'experiment')}: glutagraph decide {named}"
        yield sheet.page.wrapped(told if count else f"none: {named}", 2, 4)


def _verdict(reach: Reach) -> str:
    return reach.verdict if reach.paths else "-"


def _opposition_text(found: Opposition) -> str:
    one, other = claim_text(found.one), claim_text(found.other)
    return f"{one} ({found.one_of.id}); {other} ({found.other_of.id})"


def _tallies(answer: HypothesisComparison) -> Iterator[Row]:
    """How often each prediction turned out how: with all claims, and in brackets held out."""
    every = [Counter(s.score.outcome for s in part.scorings) for part in answer.parts]
    held_out = [Counter(s.held_out.outcome for s in part.scorings) for part in answer.parts]
    for word in OUTCOMES:
        pairs = [(one[word], other[word]) for one, other in zip(every, held_out, strict=True)]
        if any(map(any, pairs)):
            yield Row(word, [f"{one} ({other})" for one, other in pairs])


def _differing(answer: HypothesisComparison) -> Iterator[Row]:
    """The experiments of which not all predict the same, with what was seen."""
    told = [
        {(s.experiment, s.score.asked): s.score for s in part.scorings} for part in answer.parts
    ]
    for asked in told[0]:
        scores = [scores.get(asked) for scores in told]
        found = [score for score in scores if score]
        if len({score.predicted for score in found}) > 1:
            experiment, way = asked
            name = f"{experiment.label}, {_ASKED[way]}: {found[0].observed}"
            yield Row(name, [_score_text(score) if score else "-" for score in scores])


def _score_text(score: Score) -> str:
    is_said = score.outcome == score.predicted
    return score.predicted if is_said else f"{score.predicted} ({score.outcome})"
