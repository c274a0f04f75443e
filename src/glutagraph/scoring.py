"""The published experiments as a scoreboard: what each hypothesis predicts, and what was seen.

Predictions come from causal and production claims only; requirements and experiments are what they are
scored against. Everything is scored twice: with all claims, and held out, without the claims that rest
on nothing but the experiment's own paper or on the passage of a review that tells of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .consequences import Intervention
from .index import EVERYWHERE
from .intervening import Asked
from .limits import Limits
from .model import Claim, Entity, Experiment, Stance
from .reasons import productions
from .routes import AllRoutes
from .search import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .answers import Path
    from .consequences import Remainder
    from .index import Arrow
    from .knowledge import Knowledge
    from .model import Evidence, Hypothesis

OUTCOMES = ("agrees", "disagrees", "omission", "ambiguous", "silent")
"""How a prediction stands to what was seen. *Omission*: nothing changes because what was done lies on
no route of the hypothesis; *silent*: no route leads to what was measured."""
ASKED = ("alone", "on-top")


@dataclass(frozen=True, slots=True)
class Score:
    """One prediction beside one result."""

    asked: str
    """`alone`: what the manipulation does by itself; `on-top`: what it leaves of the drug's effect."""
    hypothesis: Hypothesis | None
    """None for the union of all."""
    observed: str
    predicted: str
    outcome: str
    """One of `OUTCOMES`."""
    is_right: bool
    """Whether the prediction is what was seen, an omission included."""
    is_possible_only: bool = False
    """Whether the manipulation lowers only what is not recorded as active at rest."""
    kept: tuple[Path, ...] = ()
    """Where the effect was abolished and some of it is predicted to be left: the routes presumed
    independent."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An experiment with its scores."""

    experiment: Experiment
    scores: tuple[Score, ...]
    held_out: tuple[Score, ...]
    left_out: tuple[Claim, ...]
    """The claims that rest on the experiment alone and are left out in `held_out`."""


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Every experiment scored."""

    rows: tuple[Scored, ...]

    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that say something of any experiment, by name."""
        speaking = {
            score.hypothesis
            for row in self.rows
            for score in row.scores
            if score.hypothesis is not None and score.outcome != "silent"
        }
        return tuple(sorted(speaking, key=lambda hypothesis: hypothesis.id))

    def totals(self, hypothesis: Hypothesis | None, *, held_out: bool = False) -> Counter[str]:
        """How often each outcome occurs for a hypothesis, or for the union."""
        return Counter(
            score.outcome
            for row in self.rows
            for score in (row.held_out if held_out else row.scores)
            if score.hypothesis == hypothesis
        )

    def confusion(
        self, asked: str, hypothesis: Hypothesis | None = None, *, held_out: bool = False
    ) -> Counter[tuple[str, str]]:
        """How often each result was seen beside each prediction: (observed, predicted)."""
        return Counter(
            (score.observed, score.predicted)
            for row in self.rows
            for score in (row.held_out if held_out else row.scores)
            if score.asked == asked and score.hypothesis == hypothesis
        )


def score_experiments(knowledge: Knowledge) -> Scoreboard:
    """Every experiment of a graph, predicted and scored.

    >>> import glutagraph
    >>> board = score_experiments(glutagraph.load())
    >>> row = next(r for r in board.rows if r.experiment.id == "eef2-kinase-knockout-ketamine")
    >>> [s.outcome for s in row.scores if s.hypothesis and s.hypothesis.id.startswith("spont")]
    ['agrees']
    """
    routes = AllRoutes(knowledge)
    return Scoreboard(tuple(_scored(routes, one) for one in knowledge.experiments.values()))


def _scored(routes: AllRoutes, experiment: Experiment) -> Scored:
    claims = routes.knowledge.claims.values()
    told = experiment.evidence
    left_out = tuple(c for c in claims if c.evidence and c.is_traversed and _rests_on(c, told))
    scores = tuple(_scores(routes, experiment, Limits()))
    without = Limits(without=tuple(claim.id for claim in left_out))
    held_out = tuple(_scores(routes, experiment, without)) if left_out else scores
    return Scored(experiment, scores, held_out, left_out)


def _rests_on(claim: Claim, told: Evidence) -> bool:
    """Whether all that supports a claim is the experiment's own paper, or a review's telling of it."""
    return not any(
        item.stance is Stance.SUPPORTS and not _tells_of(item, told) for item in claim.evidence
    )


def _tells_of(item: Evidence, told: Evidence) -> bool:
    if item.source.type == "review":
        return (item.read_in, item.locator) == (told.read_in, told.locator)
    return item.source == told.source


def _scores(routes: AllRoutes, experiment: Experiment, limits: Limits) -> Iterator[Score]:
    knowledge = routes.knowledge
    interventions = interventions_of(knowledge, experiment)
    asked = Asked(routes, experiment.given, interventions, (), limits)
    consequence = asked.of(experiment.measured)
    rows = {row.hypothesis: row for row in consequence.hypotheses} | {None: consequence.union}
    every = [None, *knowledge.hypotheses.values()]
    for hypothesis in (one for one in every if one is None or not one.is_module):
        row = rows.get(hypothesis)
        if experiment.alone != "not-stated":
            speaks = _speaks(knowledge, hypothesis, experiment, limits, row)
            predicted = _alone(row, speaks)
            yield _score("alone", experiment.alone, hypothesis, row, predicted)
        if experiment.on_top != "not-stated":
            yield _score("on-top", experiment.on_top, hypothesis, row, _on_top(row))


def _speaks(
    knowledge: Knowledge,
    hypothesis: Hypothesis | None,
    experiment: Experiment,
    limits: Limits,
    row: Remainder | None,
) -> bool:
    """Whether a hypothesis has a route to what was measured: the drug's, or without a drug any."""
    if experiment.given is not None:
        return row is not None and row.before != "none"
    index = knowledge.index
    bits = knowledge.own_bits[hypothesis.id] if hypothesis else EVERYWHERE
    return any(
        arrow.claim is not None
        and arrow.tier
        and arrow.scope & bits
        and arrow.name not in limits.without
        for arrow in index.expand(index.number[experiment.measured.id], reverse=True)
    )


def interventions_of(knowledge: Knowledge, experiment: Experiment) -> tuple[Intervention, ...]:
    """What was done in an experiment. A group that was held was so with all its pools and states.

    What blocked a node acts on, too; what merely stands for a claim that was cut does not.
    """
    found: dict[Intervention, None] = {}
    for part in experiment.manipulations:
        if part.cuts is not None:
            found[Intervention("cut", claim=part.cuts)] = None
        if part.clamps is not None:
            for node in knowledge.within(part.clamps):
                found[Intervention("clamp", node, part.to, compound=part.compound)] = None
    return tuple(found)


def _score(
    asked: str,
    observed: str,
    hypothesis: Hypothesis | None,
    row: Remainder | None,
    prediction: tuple[str, bool],
) -> Score:
    predicted, by_omission = prediction
    is_right = predicted == observed
    if predicted in ("silent", "ambiguous"):
        outcome = predicted
    elif by_omission:
        outcome = "omission"
    else:
        outcome = "agrees" if is_right else "disagrees"
    is_possible = asked == "alone" and row is not None and row.is_possible_only
    independent = row.kept if row and (observed, predicted) == ("abolished", "reduced") else ()
    scored = (asked, hypothesis, observed, predicted, outcome, is_right, is_possible, independent)
    return Score(*scored)


def _on_top(row: Remainder | None) -> tuple[str, bool]:
    """What a hypothesis predicts to be left, and whether only by leaving out what was done."""
    if row is None:
        return "silent", False
    return row.remains, row.by_omission


def _alone(row: Remainder | None, speaks: bool) -> tuple[str, bool]:
    """What a hypothesis predicts of the manipulation by itself, and whether only by leaving it out."""
    if row is not None and row.alone in ("increases", "decreases"):
        return row.alone, False
    if row is not None and row.alone != "none":
        return "ambiguous", False
    is_touched = row is not None and bool(row.lost)
    return ("unchanged", not is_touched) if speaks else ("silent", False)


def that_held(
    knowledge: Knowledge, nodes: set[Entity], drug: Entity | None, outcome: Entity
) -> Iterator[Experiment]:
    """The experiments that held nodes low, with this drug or without any, and measured an outcome.

    What the body was kept from making of the drug was held low, too: 6,6-dideuteroketamine is ketamine
    without hydroxynorketamine.
    """
    for experiment in knowledge.experiments.values():
        held = {
            entity
            for part in experiment.manipulations
            if part.clamps is not None and part.to == "low"
            for entity in knowledge.within(part.clamps)
        }
        held |= _never_made(knowledge, experiment)
        if nodes <= held and experiment.measured == outcome and experiment.given in (drug, None):
            yield experiment


def _never_made(knowledge: Knowledge, experiment: Experiment) -> set[Entity]:
    """What the drug given would expose to, and does not with the claims that were cut."""
    cuts = {part.cuts for part in experiment.manipulations if part.cuts is not None}
    if not cuts or experiment.given is None:
        return set()
    makes, start = productions(knowledge.index.expand), knowledge.index.number[experiment.given.id]

    def makes_still(node: int) -> list[Arrow]:
        return [arrow for arrow in makes(node) if arrow.claim not in cuts]

    gone = reachable(makes, start).keys() - reachable(makes_still, start).keys()
    return {knowledge.index.nodes[node] for node in gone}
