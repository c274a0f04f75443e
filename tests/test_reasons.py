"""An answer says why: what emptied it, where hypotheses stop, where paths part, what ended a search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from building import knowledge, only, route_names

from glutagraph import trace
from glutagraph.model import Sign, Tier

if TYPE_CHECKING:
    from glutagraph.answers import Trace


def thicket(size: int, hypothesis: str) -> list[str]:
    """Every one of so many processes drives every other: more paths than anyone will list."""
    ends = ["ketamine", *(f"p{n:02}" for n in range(size)), "mood"]
    pairs = ((a, b) for a in ends[:-1] for b in ends[1:] if a != b)
    return [f"{a} -> {b} [{hypothesis}]" for a, b in pairs if (a, b) != ("ketamine", "mood")]


# empty answers


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ({"hypothesis": "h2"}, "--hypothesis h2"),
        ({"via": ("stress",)}, "--via stress"),
        ({"avoid": ("bdnf",)}, "--avoid bdnf"),
        ({"sign": Sign.NEGATIVE}, "--sign decreases"),
        ({"min_tier": Tier.RANDOMISED_TRIAL}, "--min-tier randomised-trial"),
        ({"species": "human"}, "--species human"),
        ({"region": "cortex"}, "--region cortex"),
        ({"exclude_disputed": True}, "--exclude-disputed"),
        ({"max_steps": 1}, "--max-steps 1"),
    ],
)
def test_an_empty_answer_names_the_constraint_that_emptied_it(
    limits: dict[str, Any], named: str
) -> None:
    graph = knowledge(
        "ketamine -> bdnf [h1] {mouse, region=hippocampus}",
        "ketamine -0 bdnf",
        "bdnf -> mood [h1]",
        "lithium -> stress [h2] {region=cortex}",
    )
    answer = trace(graph, "ketamine", "mood", **limits)

    assert answer.verdict == "none"
    assert named in answer.reason


def test_an_empty_answer_names_both_constraints_that_emptied_it_together() -> None:
    """The one path lowers mood and passes BDNF: it comes back only where both are lifted."""
    graph = knowledge("ketamine -| bdnf [h1]", "bdnf -> mood [h1]")
    reason = trace(graph, "ketamine", "mood", avoid=("bdnf",), sign=Sign.POSITIVE).reason

    assert "--avoid bdnf" in reason
    assert "--sign increases" in reason


def test_an_empty_answer_names_the_bound_however_much_longer_the_path_is() -> None:
    graph = knowledge(*(f"a{n} -> a{n + 1} [h1]" for n in range(6)))

    assert "--max-steps 1" in trace(graph, "a0", "a6", max_steps=1).reason


def test_an_empty_answer_names_the_bound_beside_a_filter_that_empties_it_too() -> None:
    graph = knowledge("ketamine -> a [h1]", "a -> b [h1]", "b -| mood [h1]")
    reason = trace(graph, "ketamine", "mood", max_steps=2, sign=Sign.POSITIVE).reason

    assert "--max-steps 2" in reason
    assert "--sign increases" in reason


def test_an_empty_answer_names_its_constraint_though_many_paths_must_be_looked_at() -> None:
    """The one path by way of the thalamus rests on proposals, so that it comes after all the others."""
    proposed = ("ketamine -> thalamus [h1] {proposal}", "thalamus -> mood [h1] {proposal}")
    graph = knowledge(*thicket(5, "h1"), *proposed)
    reason = trace(graph, "ketamine", "mood", via=("thalamus",), sign=Sign.NEGATIVE).reason

    assert "--sign decreases" in reason


def test_an_empty_answer_without_constraints_says_that_nothing_carries_it() -> None:
    answer = trace(knowledge("ketamine -> bdnf [h1]", "lithium"), "ketamine", "lithium")

    assert (answer.verdict, answer.reason) == ("none", "no hypothesis carries it so far")


# where hypotheses stop


def test_a_hypothesis_that_does_not_carry_through_says_where_it_stops() -> None:
    graph = knowledge("ketamine -> camp [h1]", "camp -> creb [h1]", "ketamine -> mood [h2]")
    (stop,) = trace(graph, "ketamine", "mood").stops

    assert stop.hypothesis.id == "h1"
    assert [entity.id for entity in stop.reached] == ["creb"]


def test_a_hypothesis_whose_first_step_is_open_says_so_with_the_open_claim() -> None:
    graph = knowledge(
        "ketamine -> gabab [h1] {open}", "gabab -> mtor [h1]", "ketamine -> mood [h2]"
    )
    (stop,) = trace(graph, "ketamine", "mood").stops

    assert (stop.reached, stop.because) == ((), "its first step is not settled")
    assert [claim.id for claim in stop.open_claims] == ["ketamine.increases.gabab"]


def test_a_hypothesis_that_does_not_speak_of_the_drug_does_not_stop() -> None:
    graph = knowledge("ketamine -> mood [h1]", "lithium -> camp [h2]")

    assert trace(graph, "ketamine", "mood").stops == ()


@pytest.mark.parametrize(
    ("second", "limits"),
    [("bdnf -> mood [h1] {human}", {}), ("bdnf -> mood [h1]", {"sign": Sign.NEGATIVE})],
)
def test_a_hypothesis_that_reaches_the_end_does_not_stop_there_for_want_of_a_claim(
    second: str, limits: dict[str, Any]
) -> None:
    """It fails for a conflict of contexts, or for the sign that was asked for."""
    graph = knowledge("ketamine -> bdnf [h1] {mouse}", second)

    for stop in trace(graph, "ketamine", "mood", **limits).stops:
        assert "no claim leads" not in stop.because


# without an end


def test_without_an_end_every_outcome_that_is_reached_is_told() -> None:
    graph = knowledge(
        "ketamine -> bdnf [h1]",
        "bdnf -> mood [h1]",
        "ketamine -| pain [h2]",
        "lithium -> sleep [h1]",
        kinds={"mood": "outcome", "pain": "side-effect", "sleep": "outcome"},
    )
    answer = trace(graph, "ketamine")

    assert answer.end is None
    assert {o.end.id: o.verdict for o in answer.outcomes} == {
        "mood": "increases",
        "pain": "decreases",
    }


def test_without_an_end_a_drug_that_reaches_no_outcome_gets_a_reason() -> None:
    graph = knowledge("ketamine -> bdnf [h1]", "mood", kinds={"mood": "outcome"})
    answer = trace(graph, "ketamine")

    assert (answer.outcomes, answer.verdict) == ((), "none")
    assert answer.reason == "no coherent path leads to an outcome"


# budgets


def test_where_stitched_paths_were_not_all_counted_the_answer_says_so() -> None:
    graph = knowledge(*thicket(5, "h1"), *(f"ketamine -| p{n:02} [h2]" for n in range(5)))
    outcome = only(trace(graph, "ketamine", "mood", max_steps=12))

    assert outcome.complete
    assert not outcome.stitched_complete


@pytest.fixture(scope="module")
def overgrown() -> Trace:
    """A hypothesis with more paths than the budget, and after it one with a single path down."""
    graph = knowledge(*thicket(9, "h1"), "ketamine -| a [h2]", "a -> mood [h2]")
    return trace(graph, "ketamine", "mood", coherent_only=True)


def test_where_a_budget_ends_the_search_the_answer_says_so(overgrown: Trace) -> None:
    assert not overgrown.is_complete
    assert "stopped at" in overgrown.reason


def test_a_hypothesis_with_very_many_paths_does_not_use_up_the_others_search(
    overgrown: Trace,
) -> None:
    assert "h2" in route_names(only(overgrown))
    assert not overgrown.stops
    assert overgrown.verdict == "mixed"
