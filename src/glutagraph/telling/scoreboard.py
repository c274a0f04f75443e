"""The scoreboard told: experiment by hypothesis, totals, and what was seen beside what was predicted."""

from __future__ import annotations

from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from ..arguments import counted
from ..export import SCHEMA, path_json
from ..scoring import ASKED, OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model import Hypothesis
    from ..scoring import Score, Scoreboard, Scored
    from ..text import Page

    Json = dict[str, Any]

_MARKS = {"agrees": "+", "disagrees": "x", "ambiguous": "?", "silent": "."}
_LEGEND = (
    "+ agrees, x disagrees, ? ambiguous, . silent (no route leads there), = nothing predicted to change"
    " by omission and nothing did, o nothing predicted to change by omission, yet it did"
)
_ASKED = {"alone": "by itself", "on-top": "on the drug"}


def scoreboard_lines(board: Scoreboard, page: Page) -> Iterator[str]:
    """The scoreboard for people: with all claims, then held out."""
    hypotheses = board.hypotheses()
    yield page.bold("Experiments: what was seen, and what is predicted")
    yield page.wrapped(_LEGEND, 2, 4)
    yield page.wrapped(
        "Columns: all together, then each hypothesis; twice, all claims | held out", 2, 4
    )
    for letter, hypothesis in zip(ascii_lowercase, hypotheses, strict=False):
        yield page.wrapped(f"{letter}  {hypothesis.label}", 4, 7)
    letters = ascii_lowercase[: len(hypotheses)]
    yield ""
    yield f"{'':<34}* {letters} | * {letters}"
    for row in board.rows:
        yield from _experiment_lines(row, hypotheses, page)
    yield ""
    yield from _total_lines(board, hypotheses, page)
    for asked in ASKED:
        yield ""
        yield from _confusion_lines(board, asked, page)


def _experiment_lines(row: Scored, hypotheses: Sequence[Hypothesis], page: Page) -> Iterator[str]:
    yield page.wrapped(f"{row.experiment.label}  (experiment:{row.experiment.id})", 2, 4)
    for asked in ASKED:
        marks = [_marks(scores, asked, hypotheses) for scores in (row.scores, row.held_out)]
        seen = next((score.observed for score in row.scores if score.asked == asked), "")
        if seen:
            told = f"    {_ASKED[asked]:<12}{seen:<18}{marks[0]} | {marks[1]}"
            yield (
                f"{told}  {counted(len(row.left_out), 'claim')} left out" if row.left_out else told
            )
    for score in row.scores:
        if score.hypothesis is None and score.kept:
            count = len(score.kept)
            routes = "1 route that survives" if count == 1 else f"{count} routes that survive"
            are = "is" if count == 1 else "are"
            told = f"disagrees: {routes} {are} presumed independent"
            yield page.dim(page.wrapped(told, 4, 6))


def _marks(scores: Iterable[Score], asked: str, hypotheses: Sequence[Hypothesis]) -> str:
    """The union's mark, then one per hypothesis."""
    by = {score.hypothesis: score for score in scores if score.asked == asked}
    if None not in by:
        return ""
    each = "".join(_mark(by[hypothesis]) for hypothesis in hypotheses)
    return f"{_mark(by[None])} {each}"


def _mark(score: Score) -> str:
    if score.outcome == "omission":
        return "=" if score.is_right else "o"
    return _MARKS[score.outcome]


def _total_lines(board: Scoreboard, hypotheses: Sequence[Hypothesis], page: Page) -> Iterator[str]:
    yield page.bold("Totals, all claims | held out")
    head = "".join(f"{outcome:>11}" for outcome in OUTCOMES)
    yield f"  {'':<36}{head}"
    for hypothesis in (None, *hypotheses):
        name = hypothesis.id if hypothesis else "all together"
        totals = [board.totals(hypothesis, held_out=out) for out in (False, True)]
        cells = "".join(f"{f'{totals[0][o]} | {totals[1][o]}':>11}" for o in OUTCOMES)
        yield f"  {page.plain(name):<36}{cells}"


def _confusion_lines(board: Scoreboard, asked: str, page: Page) -> Iterator[str]:
    """What was seen, row by row, beside what all hypotheses together predict."""
    counts = [board.confusion(asked, held_out=out) for out in (False, True)]
    predictions = sorted({predicted for found in counts for _, predicted in found})
    yield page.bold(f"Seen {_ASKED[asked]}, and predicted by all together: all claims | held out")
    yield f"  {'seen':<14}" + "".join(f"{predicted:>13}" for predicted in predictions)
    for seen in sorted({observed for found in counts for observed, _ in found}):
        cells = (f"{counts[0][seen, p]} | {counts[1][seen, p]}" for p in predictions)
        yield f"  {seen:<14}" + "".join(f"{cell:>13}" for cell in cells)


# for machines


def scoreboard_json(board: Scoreboard) -> Json:
    """The scoreboard as the contract has it."""
    hypotheses = [None, *board.hypotheses()]
    return {
        "schema": SCHEMA,
        "experiments": [_scored_json(row) for row in board.rows],
        "totals": [
            {
                "hypothesis": hypothesis.id if hypothesis else None,
                "all_claims": _counted(board.totals(hypothesis)),
                "held_out": _counted(board.totals(hypothesis, held_out=True)),
            }
            for hypothesis in hypotheses
        ],
        "confusion": [
            {"asked": asked, "held_out": out, "observed": seen, "predicted": predicted, "count": n}
            for asked in ASKED
            for out in (False, True)
            for (seen, predicted), n in sorted(board.confusion(asked, held_out=out).items())
        ],
    }


def _counted(totals: dict[str, int]) -> Json:
    return {outcome: totals[outcome] for outcome in OUTCOMES}


def _scored_json(row: Scored) -> Json:
    experiment = row.experiment
    return {
        "id": experiment.id,
        "label": experiment.label,
        "given": experiment.given.id if experiment.given else None,
        "measured": experiment.measured.id,
        "scores": [_score_json(score) for score in row.scores],
        "held_out": [_score_json(score) for score in row.held_out],
        "left_out": [claim.id for claim in row.left_out],
    }


def _score_json(score: Score) -> Json:
    return {
        "asked": score.asked,
        "hypothesis": score.hypothesis.id if score.hypothesis else None,
        "observed": score.observed,
        "predicted": score.predicted,
        "outcome": score.outcome,
        "right": score.is_right,
        "possible_only": score.is_possible_only,
        "independent": [path_json(path) for path in score.kept],
    }


def scoreboard_rows(board: Scoreboard) -> list[Json]:
    """A row per experiment, question and hypothesis, the union first; silent ones left out."""
    return [
        {
            "id": row.experiment.id,
            "asked": score.asked,
            "hypothesis": score.hypothesis.id if score.hypothesis else "all",
            "observed": score.observed,
            "predicted": score.predicted,
            "outcome": score.outcome,
            "held_out_predicted": held.predicted,
            "held_out_outcome": held.outcome,
            "left_out": len(row.left_out),
        }
        for row in board.rows
        for score, held in zip(row.scores, row.held_out, strict=True)
        if score.hypothesis is None or score.outcome != "silent"
    ]
