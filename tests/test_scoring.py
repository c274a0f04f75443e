"""Published experiments as a scoreboard: what each hypothesis predicts beside what was seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
from building import knowledge, names, shipped, stable
from by_hand_what_if import WorkedOut
from hypothesis import given
from hypothesis import strategies as st

from glutagraph.errors import GlutagraphError
from glutagraph.knowledge import Knowledge
from glutagraph.model import (
    Claim,
    Contents,
    Context,
    Evidence,
    Experiment,
    Family,
    Manipulation,
    Source,
    Stance,
)
from glutagraph.scoring import (
    OUTCOMES,
    Score,
    Scoreboard,
    Scored,
    interventions_of,
    score_experiments,
    that_held,
)
from glutagraph.vocabulary import EXPERIMENT, SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

KINDS = {
    "ketamine": "drug",
    "hnk": "metabolite",
    "rapamycin": "tool-compound",
    "dideuteroketamine": "tool-compound",
    "val66met": "gene-variant",
    "mood": "outcome",
}
REVIEW = Source(SOURCE + "review-2018", "review-2018", type="review")


# building


def brain(*lines: str, **more: Any) -> Knowledge:
    """What some lines say; drugs and outcomes are of their kind."""
    said = {word for line in lines for word in line.split()}
    return knowledge(*lines, kinds={n: kind for n, kind in KINDS.items() if n in said}, **more)


def contents_of(graph: Knowledge) -> Contents:
    return Contents(**{one.name: getattr(graph, one.name) for one in fields(Contents)})


def with_claims(graph: Knowledge, claims: Iterable[Claim]) -> Knowledge:
    return Knowledge(replace(contents_of(graph), claims={claim.id: claim for claim in claims}))


def with_experiments(graph: Knowledge, experiments: Iterable[Experiment]) -> Knowledge:
    every = {one.id: one for one in sorted(experiments, key=lambda one: one.id)}
    return Knowledge(replace(contents_of(graph), experiments=every))


def told(by: str, locator: str = "Part 1") -> Evidence:
    """What a paper tells, and where in the review it was read."""
    source = REVIEW if by == "review-2018" else Source(SOURCE + by, by)
    method = shipped().methods["knockout"]
    return Evidence(source, Stance.SUPPORTS, "So it was.", method, locator, REVIEW, Context())


def experiment(
    graph: Knowledge,
    *clamped: str,
    drug: str = "ketamine",
    end: str = "mood",
    cut: tuple[str, ...] = (),
    to: str = "low",
    compound: str = "",
    alone: str = "not-stated",
    on_top: str = "not-stated",
    by: str = "tester-2020",
    locator: str = "Part 9",
    name: str = "one",
) -> Experiment:
    """What was done and seen, by name: by a paper of its own and told in a part of its own."""
    by_what = graph.entity(compound) if compound else None
    done = [Manipulation(graph.entity(node), None, to, "", by_what) for node in clamped]
    done += [Manipulation(None, graph.claim(claim), "", "", by_what) for claim in cut]
    return Experiment(
        *(EXPERIMENT + name, name, graph.entity(drug) if drug else None, tuple(done)),
        *(graph.entity(end), alone, on_top, told(by, locator)),
    )


def scored(graph: Knowledge, *clamped: str, **more: Any) -> Scored:
    """One experiment on a graph, scored."""
    one = experiment(graph, *clamped, **more)
    (row,) = score_experiments(with_experiments(graph, [one])).rows
    return row


def by_hypothesis(scores: Iterable[Score], asked: str = "on-top") -> dict[str, Score]:
    """The scores of one question by hypothesis; under "" that of the union."""
    chosen = [score for score in scores if score.asked == asked]
    return {one.hypothesis.id if one.hypothesis else "": one for one in chosen}


def words(row: Scored, asked: str = "on-top") -> dict[str, str]:
    return {name: score.outcome for name, score in by_hypothesis(row.scores, asked).items()}


# agreeing and disagreeing

ONE_ROUTE = ("ketamine -> mtorc1 [h1]", "mtorc1 -> mood [h1]")
TWO_ROUTES = (*ONE_ROUTE, "ketamine -> dopamine [h2]", "dopamine -> mood [h2]")


def test_a_block_of_the_only_route_predicts_that_the_effect_is_abolished() -> None:
    score = by_hypothesis(scored(brain(*ONE_ROUTE), "mtorc1", on_top="abolished").scores)["h1"]

    assert (score.observed, score.predicted) == ("abolished", "abolished")
    assert (score.outcome, score.is_right) == ("agrees", True)


@pytest.mark.parametrize("seen", ["reduced", "unchanged", "reversed"])
def test_a_prediction_that_is_not_what_was_seen_disagrees(seen: str) -> None:
    score = by_hypothesis(scored(brain(*ONE_ROUTE), "mtorc1", on_top=seen).scores)["h1"]

    assert (score.predicted, score.outcome, score.is_right) == ("abolished", "disagrees", False)


def test_the_union_that_says_reduced_where_it_was_abolished_names_the_independent_routes() -> None:
    """Under h1 all is lost; h2 keeps a route by way of dopamine, presumed independent of mTORC1."""
    scores = by_hypothesis(scored(brain(*TWO_ROUTES), "mtorc1", on_top="abolished").scores)

    assert (scores["h1"].outcome, scores["h1"].kept) == ("agrees", ())
    assert (scores[""].predicted, scores[""].outcome) == ("reduced", "disagrees")
    assert names(*scores[""].kept) == [["ketamine.increases.dopamine", "dopamine.increases.mood"]]


def test_routes_that_stay_are_not_named_where_less_than_all_was_lost() -> None:
    scores = by_hypothesis(scored(brain(*TWO_ROUTES), "mtorc1", on_top="reduced").scores)

    assert (scores[""].outcome, scores[""].kept) == ("agrees", ())
    assert scores["h1"].outcome == "disagrees"


def test_a_hypothesis_is_right_by_omission_where_nothing_changed_and_it_says_nothing_does() -> None:
    scores = by_hypothesis(scored(brain(*TWO_ROUTES), "mtorc1", on_top="unchanged").scores)

    assert (scores["h2"].predicted, scores["h2"].outcome) == ("unchanged", "omission")
    assert scores["h2"].is_right


def test_a_hypothesis_is_wrong_by_omission_where_the_effect_is_gone_and_it_says_nothing_is() -> (
    None
):
    scores = by_hypothesis(scored(brain(*TWO_ROUTES), "mtorc1", on_top="abolished").scores)

    assert (scores["h2"].predicted, scores["h2"].outcome) == ("unchanged", "omission")
    assert not scores["h2"].is_right


def test_a_hypothesis_without_a_route_to_what_was_measured_is_silent() -> None:
    graph = brain(*ONE_ROUTE, "ketamine -> gamma-power [h3]")
    row = scored(graph, "mtorc1", on_top="abolished")

    assert words(row) == {"": "agrees", "h1": "agrees", "h3": "silent"}
    assert not by_hypothesis(row.scores)["h3"].is_right


def test_a_hypothesis_that_only_knows_what_was_blocked_is_silent_on_what_is_left() -> None:
    graph = brain(*ONE_ROUTE, "gabab -| mood [h3]")
    row = scored(graph, "gabab", alone="increases", on_top="abolished")

    assert (words(row)["h3"], words(row, "alone")["h3"]) == ("silent", "agrees")


def test_where_nothing_leads_to_what_was_measured_all_are_silent() -> None:
    graph = brain("ketamine -> gamma-power [h1]", "mood", "mtorc1")
    row = scored(graph, "mtorc1", alone="unchanged", on_top="unchanged")

    assert words(row) == words(row, "alone") == {"": "silent", "h1": "silent"}


def test_a_hypothesis_with_routes_both_ways_is_ambiguous() -> None:
    graph = brain(*ONE_ROUTE, "ketamine -> toxicity [h1]", "toxicity -| mood [h1]")
    score = by_hypothesis(scored(graph, "mtorc1", on_top="abolished").scores)["h1"]

    assert (score.predicted, score.outcome, score.is_right) == ("ambiguous", "ambiguous", False)


def test_a_direction_that_is_not_known_is_ambiguous() -> None:
    graph = brain(*ONE_ROUTE, "gabab -? mood [h1]")

    assert words(scored(graph, "gabab", alone="unchanged"), "alone") == {
        "": "ambiguous",
        "h1": "ambiguous",
    }


def test_a_module_is_scored_only_in_the_hypotheses_that_include_it() -> None:
    graph = brain(
        "ketamine -> ampar [h1]",
        "ampar -> mtorc1 [module]",
        "mtorc1 -> mood [module]",
        includes={"h1": ("module",)},
    )

    assert words(scored(graph, "mtorc1", on_top="abolished")) == {"": "agrees", "h1": "agrees"}


# the two results


def test_what_was_not_stated_is_not_scored() -> None:
    graph = brain(*ONE_ROUTE)

    assert {one.asked for one in scored(graph, "mtorc1", alone="decreases").scores} == {"alone"}
    assert {one.asked for one in scored(graph, "mtorc1", on_top="reduced").scores} == {"on-top"}
    assert scored(graph, "mtorc1").scores == ()


def test_an_occluding_knock_out_is_scored_for_what_it_does_alone_and_for_what_it_leaves() -> None:
    """Without eEF2 kinase the animal is as if treated, and ketamine adds nothing."""
    graph = brain("ketamine -| eef2-kinase [h1]", "eef2-kinase -| mood [h1]")
    row = scored(graph, "eef2-kinase", alone="increases", on_top="abolished")
    alone = by_hypothesis(row.scores, "alone")["h1"]

    assert words(row)["h1"] == "agrees"
    assert not by_hypothesis(row.scores)["h1"].is_possible_only
    assert (alone.predicted, alone.outcome, alone.is_possible_only) == ("increases", "agrees", True)


def test_what_is_recorded_as_active_at_rest_makes_more_than_a_possible_effect() -> None:
    graph = brain("eef2-kinase -| mood [h1] {at-rest}", "ketamine -| eef2-kinase [h1]")
    row = scored(graph, "eef2-kinase", alone="increases", on_top="abolished")

    assert not any(score.is_possible_only for score in row.scores)


def test_a_block_that_acts_the_other_way_disagrees() -> None:
    assert words(scored(brain(*ONE_ROUTE), "mtorc1", alone="increases"), "alone") == {
        "": "disagrees",
        "h1": "disagrees",
    }


@pytest.mark.parametrize(("seen", "is_right"), [("unchanged", True), ("decreases", False)])
def test_a_block_of_what_leads_nowhere_is_predicted_to_do_nothing_by_omission(
    seen: str, is_right: bool
) -> None:
    graph = brain(*ONE_ROUTE, "gabab -> gamma-power [h1]")
    score = by_hypothesis(scored(graph, "gabab", alone=seen).scores, "alone")["h1"]

    assert (score.predicted, score.outcome) == ("unchanged", "omission")
    assert score.is_right is is_right


def test_without_a_drug_only_what_was_done_is_scored() -> None:
    graph = brain("habenular-nmdar -| mood [h1]", *(line.replace("h1", "h2") for line in ONE_ROUTE))
    row = scored(graph, "habenular-nmdar", drug="", alone="increases")

    assert (words(row, "alone")["h1"], words(row, "alone")[""]) == ("agrees", "agrees")


def test_without_a_drug_a_hypothesis_that_has_a_route_predicts_no_change_by_omission() -> None:
    """A hypothesis is silent only where nothing of it leads to mood: h2 leads there by way of mTORC1."""
    graph = brain("habenular-nmdar -| mood [h1]", *(line.replace("h1", "h2") for line in ONE_ROUTE))
    row = scored(graph, "habenular-nmdar", drug="", alone="increases")

    assert words(row, "alone")["h2"] == "omission"


# what was done


def test_a_group_that_was_blocked_was_blocked_with_its_pools_and_states_and_not_its_aspects() -> (
    None
):
    graph = brain(
        "ketamine -| resting-nmdar [h1]",
        "resting-nmdar -| mood [h1]",
        "resting-nmdar pool-of nmdar",
        "bound-nmdar state-of nmdar",
        "nmdar-expression aspect-of nmdar",
    )
    done = interventions_of(graph, experiment(graph, "nmdar"))

    assert [(one.node and one.node.id, one.to) for one in done] == [
        ("nmdar", "low"),
        ("bound-nmdar", "low"),
        ("resting-nmdar", "low"),
    ]
    assert words(scored(graph, "nmdar", on_top="abolished"))["h1"] == "agrees"


def test_a_node_that_was_held_with_its_group_is_held_once() -> None:
    graph = brain("resting-nmdar pool-of nmdar", "ketamine -> mood")

    assert len(interventions_of(graph, experiment(graph, "nmdar", "resting-nmdar"))) == 2


@pytest.mark.parametrize(
    ("to", "predicted"), [("low", "decreases"), ("high", "increases"), ("baseline", "unchanged")]
)
def test_a_node_was_held_at_the_level_that_is_stated(to: str, predicted: str) -> None:
    scores = scored(brain(*ONE_ROUTE), "mtorc1", to=to, alone=predicted, on_top="abolished").scores

    assert by_hypothesis(scores, "alone")["h1"].predicted == predicted
    assert by_hypothesis(scores)["h1"].outcome == "agrees"


def test_what_blocked_a_node_acts_on_by_its_other_arrows() -> None:
    graph = brain(
        *ONE_ROUTE, "rapamycin -| kinase", "rapamycin -> dopamine [h1]", "dopamine -> mood [h1]"
    )
    done = {"alone": "increases", "compound": "rapamycin"}

    assert words(scored(graph, "kinase", **done), "alone")["h1"] == "agrees"
    assert words(scored(graph, "kinase", alone="increases"), "alone")["h1"] == "omission"


DEUTERATED = (
    "ketamine is-metabolised-to hnk",
    "hnk -> mood [metabolite]",
    "ketamine -| nmdar [parent]",
    "nmdar -| mood [parent]",
    "dideuteroketamine -| mood [parent]",
)


def test_deuterated_ketamine_is_ketamine_with_its_metabolism_cut() -> None:
    """What stands for the claim that is cut has no arrows of its own."""
    row = scored(
        brain(*DEUTERATED),
        cut=("ketamine.is-metabolised-to.hnk",),
        compound="dideuteroketamine",
        alone="unchanged",
        on_top="abolished",
    )

    assert words(row) == {"": "disagrees", "metabolite": "agrees", "parent": "omission"}
    assert {one.predicted for one in by_hypothesis(row.scores, "alone").values()} == {"unchanged"}
    assert words(row, "alone")["parent"] == "omission"


def test_no_change_is_no_omission_where_what_was_done_lies_on_the_route() -> None:
    """That cutting a metabolism does nothing where no drug is given is what the hypothesis says."""
    row = scored(brain(*DEUTERATED), cut=("ketamine.is-metabolised-to.hnk",), alone="unchanged")

    assert words(row, "alone")["metabolite"] == "agrees"


def told_of(graph: Knowledge, node: str, one: Experiment, drug: str = "ketamine") -> list[str]:
    """The experiments that are told where a node is asked about."""
    entities = graph.entities
    found = that_held(
        with_experiments(graph, [one]), {entities[node]}, entities[drug], entities["mood"]
    )
    return [experiment.id for experiment in found]


def test_an_experiment_in_which_the_body_could_not_make_a_metabolite_is_one_without_it() -> None:
    graph = brain(*DEUTERATED, "hnk contains 2r-6r-hnk")
    done = experiment(graph, cut=("ketamine.is-metabolised-to.hnk",), on_top="abolished")

    assert told_of(graph, "hnk", done) == ["one"]
    assert told_of(graph, "2r-6r-hnk", done) == ["one"]
    assert told_of(graph, "nmdar", done) == []


def test_a_metabolite_that_is_made_another_way_was_there() -> None:
    graph = brain(
        *DEUTERATED, "ketamine is-metabolised-to norketamine", "norketamine is-metabolised-to hnk"
    )
    done = experiment(graph, cut=("ketamine.is-metabolised-to.hnk",), on_top="abolished")

    assert told_of(graph, "hnk", done) == []


def test_to_cut_what_a_metabolite_does_is_not_to_be_without_it() -> None:
    graph = brain(*DEUTERATED)
    done = experiment(graph, cut=("hnk.increases.mood",), on_top="abolished")

    assert told_of(graph, "hnk", done) == []


def test_the_deuterated_ketamine_of_the_graph_is_told_beside_hydroxynorketamine() -> None:
    graph = shipped()
    ketamine, end = graph.entity("ketamine"), graph.entity("forced-swim-effect")

    for name in ("2r-6r-hnk", "2s-6s-hnk", "hydroxynorketamine"):
        found = [one.id for one in that_held(graph, {graph.entity(name)}, ketamine, end)]
        assert found == ["dideuteroketamine-forced-swim"]


def test_what_was_held_at_two_levels_is_an_error() -> None:
    graph = brain(*ONE_ROUTE)
    low, high = (experiment(graph, "mtorc1", to=to, on_top="abolished") for to in ("low", "high"))
    both = replace(low, manipulations=(*low.manipulations, *high.manipulations))

    with pytest.raises(GlutagraphError, match="mtorc1 cannot be held both low and high"):
        score_experiments(with_experiments(graph, [both]))


# held out

FOUND = "mtorc1 -> mood [h1]"


def reviewed(graph: Knowledge, **locators: str) -> Knowledge:
    """A graph in which what was read in a review is told by the review, each claim at its place."""

    def placed(claim: Claim) -> Claim:
        at = locators.get(claim.object.id, "Part 1")
        items = (
            replace(item, locator=at, source=REVIEW if item.source == REVIEW else item.source)
            for item in claim.evidence
        )
        return replace(claim, evidence=tuple(items))

    return with_claims(graph, map(placed, graph.claims.values()))


def left_out(graph: Knowledge, **more: Any) -> list[str]:
    row = scored(graph, "mtorc1", on_top="abolished", **more)
    return [claim.id for claim in row.left_out]


def test_held_out_a_claim_that_rests_on_the_experiment_s_own_paper_is_left_out() -> None:
    graph = brain("ketamine -> mtorc1 [h1]", f"{FOUND} {{by=li-2010}}")
    row = scored(graph, "mtorc1", on_top="abolished", by="li-2010")

    assert [claim.id for claim in row.left_out] == ["mtorc1.increases.mood"]
    assert by_hypothesis(row.scores)["h1"].outcome == "agrees"
    assert by_hypothesis(row.held_out)["h1"].outcome == "silent"


def test_held_out_a_claim_with_a_second_source_stays() -> None:
    graph = brain("ketamine -> mtorc1 [h1]", f"{FOUND} {{by=li-2010}} {{by=duman-2012}}")
    row = scored(graph, "mtorc1", on_top="abolished", by="li-2010")

    assert row.left_out == ()
    assert row.held_out == row.scores


@pytest.mark.parametrize("second", ["{disputes, by=duman-2012}", "{open, by=duman-2012}"])
def test_a_second_source_that_does_not_support_a_claim_does_not_keep_it(second: str) -> None:
    graph = brain("ketamine -> mtorc1 [h1]", f"{FOUND} {{by=li-2010}} {second}")

    assert left_out(graph, by="li-2010") == ["mtorc1.increases.mood"]


def test_another_finding_of_the_same_paper_is_no_second_source() -> None:
    graph = brain("ketamine -> mtorc1 [h1]", f"{FOUND} {{by=li-2010, rat}} {{by=li-2010, mouse}}")

    assert left_out(graph, by="li-2010") == ["mtorc1.increases.mood"]


def test_held_out_a_claim_that_rests_on_the_passage_that_tells_of_the_experiment_is_left_out() -> (
    None
):
    graph = reviewed(
        brain("ketamine -> mtorc1 [h1] {by=review-2018}", f"{FOUND} {{by=review-2018}}"),
        mood="Part 9",
    )

    assert left_out(graph, locator="Part 9") == ["mtorc1.increases.mood"]
    assert left_out(graph, locator="Part 1") == ["ketamine.increases.mtorc1"]
    assert left_out(graph, locator="Part 5") == []


def test_a_paper_that_is_cited_in_the_same_passage_stays() -> None:
    graph = reviewed(brain(*ONE_ROUTE), mood="Part 9", mtorc1="Part 9")

    assert left_out(graph, locator="Part 9") == []


def test_the_passage_and_the_paper_that_it_tells_of_are_one_source() -> None:
    """A review is not independent of what it reviews; another passage of it is another matter."""
    lines = ("ketamine -> mtorc1 [h1]", f"{FOUND} {{by=li-2010}} {{by=review-2018}}")
    here, elsewhere = (reviewed(brain(*lines), mood=part) for part in ("Part 9", "Part 2"))

    assert left_out(here, by="li-2010") == ["mtorc1.increases.mood"]
    assert left_out(elsewhere, by="li-2010") == []


def test_only_claims_that_a_path_may_walk_are_left_out_and_counted() -> None:
    """Requirements and null findings of the same paper were never an input."""
    graph = brain(
        *ONE_ROUTE,
        "ketamine.increases.mtorc1 requires ampar {by=li-2010}",
        "ketamine -0 dopamine {by=li-2010}",
        "ketamine -> serotonin [h1] {by=li-2010, disputes}",
        "mood is-opposite-of despair",
    )

    assert left_out(graph, by="li-2010") == []


def test_held_out_the_end_result_counts_again_where_the_route_that_carried_it_is_left_out() -> None:
    graph = brain("ketamine -> mtorc1 [h1]", f"{FOUND} {{by=li-2010}}", "ketamine -> mood net [h1]")
    row = scored(graph, "mtorc1", on_top="abolished", by="li-2010")

    assert by_hypothesis(row.scores)["h1"].outcome == "agrees"
    assert by_hypothesis(row.held_out)["h1"].outcome == "omission"


def test_each_experiment_leaves_out_what_rests_on_itself() -> None:
    graph = brain("ketamine -> mtorc1 [h1] {by=li-2010}", f"{FOUND} {{by=duman-2012}}")
    every = [
        experiment(graph, "mtorc1", on_top="abolished", by=by, name=by)
        for by in ("li-2010", "duman-2012", "moda-2013")
    ]
    board = score_experiments(with_experiments(graph, every))

    assert {row.experiment.id: [c.id for c in row.left_out] for row in board.rows} == {
        "duman-2012": ["mtorc1.increases.mood"],
        "li-2010": ["ketamine.increases.mtorc1"],
        "moda-2013": [],
    }


# requirements and experiments are no input


def test_a_requirement_changes_no_prediction() -> None:
    """That the effect requires mTORC1 is said; no route of h2 runs there, so it predicts no change."""
    lines = (TWO_ROUTES[2], TWO_ROUTES[3], "ketamine -> mtorc1 [h2]", "ketamine -> mood net [h3]")
    said = "ketamine.increases.mood requires mtorc1 [h2]"
    without, with_it = (
        scored(brain(*lines, *more), "mtorc1", alone="unchanged", on_top="abolished").scores
        for more in ((), (said,))
    )

    assert without == with_it


def test_an_experiment_changes_no_prediction_of_another() -> None:
    graph = brain(*TWO_ROUTES)
    first = experiment(graph, "mtorc1", on_top="abolished", name="first")
    second = experiment(graph, "dopamine", on_top="unchanged", name="second")
    together = score_experiments(with_experiments(graph, [second, first]))

    assert [row.experiment.id for row in together.rows] == ["first", "second"]
    for one, row in zip((first, second), together.rows, strict=True):
        assert score_experiments(with_experiments(graph, [one])).rows == (row,)


# totals


@pytest.fixture(scope="module")
def board() -> Scoreboard:
    """Two experiments: one by which h2 is left out, one of what h1 and h2 both leave out."""
    graph = brain(*ONE_ROUTE, f"{TWO_ROUTES[2]} {{by=li-2010}}", TWO_ROUTES[3], "x -> y [h3]")
    first: dict[str, Any] = {"alone": "decreases", "on_top": "abolished", "by": "li-2010"}
    done = [
        experiment(graph, "mtorc1", name="first", **first),
        experiment(graph, "x", on_top="unchanged", name="second"),
    ]
    return score_experiments(with_experiments(graph, done))


def test_the_totals_are_counted_by_hand(board: Scoreboard) -> None:
    """h1: decreases and abolished as seen, then no change; h2: no change twice by omission while
    something was seen, and once rightly; the union keeps dopamine's route."""
    h1, h2 = board.hypotheses()

    assert (h1.id, h2.id) == ("h1", "h2")
    assert board.totals(h1) == {"agrees": 2, "omission": 1}
    assert board.totals(h2) == {"omission": 3}
    assert board.totals(None) == {"agrees": 1, "disagrees": 1, "omission": 1}


def test_held_out_totals_are_counted_by_hand(board: Scoreboard) -> None:
    """Without ketamine's rise of dopamine h2 leads nowhere, and in the union the effect is abolished."""
    h1, h2 = board.hypotheses()

    assert board.totals(h1, held_out=True) == board.totals(h1)
    assert board.totals(h2, held_out=True) == {"silent": 2, "omission": 1}
    assert board.totals(None, held_out=True) == {"agrees": 2, "omission": 1}


def test_results_stand_beside_predictions(board: Scoreboard) -> None:
    h1, h2 = board.hypotheses()

    assert board.confusion("on-top", h1) == {
        ("abolished", "abolished"): 1,
        ("unchanged", "unchanged"): 1,
    }
    assert board.confusion("on-top", h2) == {
        ("abolished", "unchanged"): 1,
        ("unchanged", "unchanged"): 1,
    }
    assert board.confusion("on-top") == {
        ("abolished", "reduced"): 1,
        ("unchanged", "unchanged"): 1,
    }
    assert board.confusion("on-top", held_out=True)["abolished", "abolished"] == 1
    assert board.confusion("alone", h1) == {("decreases", "decreases"): 1}


def test_a_hypothesis_that_is_silent_on_everything_is_not_named(board: Scoreboard) -> None:
    assert "h3" not in [hypothesis.id for hypothesis in board.hypotheses()]


def test_a_graph_without_experiments_has_an_empty_scoreboard() -> None:
    board = score_experiments(brain(*ONE_ROUTE))

    assert (board.rows, board.hypotheses(), board.totals(None)) == ((), (), Counter())


# the graph that is shipped


@pytest.fixture(scope="module")
def whole() -> Scoreboard:
    return score_experiments(shipped())


def test_every_published_experiment_is_scored_by_every_hypothesis(whole: Scoreboard) -> None:
    hypotheses = [one for one in shipped().hypotheses.values() if not one.is_module]

    assert [row.experiment.id for row in whole.rows] == list(shipped().experiments)
    for row in whole.rows:
        stated = [row.experiment.alone, row.experiment.on_top].count("not-stated")
        assert len(row.scores) == len(row.held_out) == (2 - stated) * (1 + len(hypotheses))


@pytest.mark.parametrize("held_out", [False, True])
def test_totals_and_confusions_add_up(whole: Scoreboard, held_out: bool) -> None:
    scores = [s for row in whole.rows for s in (row.held_out if held_out else row.scores)]
    hypotheses = {score.hypothesis for score in scores}
    totals = {one: whole.totals(one, held_out=held_out) for one in hypotheses}

    assert sum(total.total() for total in totals.values()) == len(scores)
    assert set().union(*totals.values()) <= set(OUTCOMES)
    for one in hypotheses:
        beside = [whole.confusion(a, one, held_out=held_out) for a in ("alone", "on-top")]
        assert sum(counted.total() for counted in beside) == totals[one].total()
        right = sum(n for counted in beside for (seen, said), n in counted.items() if seen == said)
        assert right == sum(score.is_right for score in scores if score.hypothesis == one)


def test_each_score_follows_from_its_words(whole: Scoreboard) -> None:
    for row in whole.rows:
        for score in (*row.scores, *row.held_out):
            assert score.is_right == (score.observed == score.predicted)
            if score.outcome in ("silent", "ambiguous"):
                assert score.predicted == score.outcome
            elif score.outcome == "omission":
                assert score.predicted == "unchanged"
            else:
                assert (score.outcome == "agrees") == score.is_right
            assert not score.kept or (score.observed, score.predicted) == ("abolished", "reduced")


def test_what_is_left_out_of_the_shipped_graph_rests_on_the_experiment_alone(
    whole: Scoreboard,
) -> None:
    """And nothing else is: worked out claim by claim."""
    for row in whole.rows:
        own = row.experiment.evidence
        resting = [
            claim.id
            for claim in shipped().claims.values()
            if claim.is_traversed
            and claim.family is not Family.DEFINITION
            and all(is_told_by(item, own) for item in claim.items(Stance.SUPPORTS))
        ]
        assert [claim.id for claim in row.left_out] == resting
        assert row.held_out == row.scores or resting


def is_told_by(item: Evidence, own: Evidence) -> bool:
    is_passage = item.read_in == own.read_in and item.locator == own.locator
    return is_passage if item.source.type == "review" else item.source == own.source


def without_requirements(graph: Knowledge) -> Knowledge:
    claims = graph.claims.values()
    return with_claims(graph, [c for c in claims if c.family is not Family.DEPENDENCY])


def without_what_only_explains(graph: Knowledge) -> Knowledge:
    """Without associations, comparisons and null findings; what these dispute stays disputed."""
    walked = (Family.CAUSAL, Family.PRODUCTION, Family.DEFINITION)
    return with_claims(graph, [c for c in graph.claims.values() if c.family in walked])


@pytest.mark.parametrize("without", [without_requirements, without_what_only_explains])
def test_no_published_requirement_is_an_input_of_any_prediction(
    whole: Scoreboard, without: Callable[[Knowledge], Knowledge]
) -> None:
    fewer = without(shipped())

    assert len(fewer.claims) < len(shipped().claims)
    assert score_experiments(fewer).rows == whole.rows


@pytest.mark.parametrize("name", sorted(shipped().experiments))
def test_without_all_other_experiments_an_experiment_is_scored_the_same(
    whole: Scoreboard, name: str
) -> None:
    alone = score_experiments(with_experiments(shipped(), [shipped().experiments[name]]))

    assert alone.rows == tuple(row for row in whole.rows if row.experiment.id == name)


@pytest.mark.parametrize("name", sorted(shipped().experiments))
def test_the_shipped_predictions_are_what_listing_every_route_gives(
    whole: Scoreboard, name: str
) -> None:
    (row,) = [row for row in whole.rows if row.experiment.id == name]
    one = row.experiment
    gone = {claim.id for claim in row.left_out}
    held_out = with_claims(shipped(), [c for c in shipped().claims.values() if c.id not in gone])

    for graph, scores in ((shipped(), row.scores), (held_out, row.held_out)):
        done = interventions_of(shipped(), one)
        drug = one.given.id if one.given else ""
        listed = WorkedOut(graph, drug, one.measured.id, done).rows()
        for score in scores:
            said = listed.get(score.hypothesis.id if score.hypothesis else "")
            if score.asked == "on-top":
                assert score.predicted == (said.remains if said else "silent")
            elif score.predicted not in ("silent", "unchanged"):
                assert said
                known = said.alone in ("increases", "decreases")
                assert score.predicted == (said.alone if known else "ambiguous")
            else:
                assert said is None or said.alone == "none"


# random graphs

NODES = ("receptor", "kinase", "effect")


@st.composite
def boards(draw: st.DrawFn) -> Knowledge:
    """Random small graphs with what experiments found in them, requirements among the claims."""
    lines: dict[tuple[str, ...], str] = {}
    for _ in range(draw(st.integers(5, 14))):
        start, end = draw(st.sampled_from(("drug", *NODES))), draw(st.sampled_from(NODES))
        arrow = draw(st.sampled_from(("->", "-|", "-?")))
        held = draw(st.sampled_from(("[one]", "[two]", "[one, two]")))
        by = draw(st.sampled_from(("{by=li-2010}", "{by=moda-2013}", "{by=li-2010} {}", "")))
        if start != end:
            lines.setdefault((start, arrow, end), f"{start} {arrow} {end} {held} {by}")
    graph = knowledge("drug", *NODES, *lines.values(), kinds={"drug": "drug", "effect": "outcome"})
    required = [
        f"{claim.id} requires {draw(st.sampled_from(NODES))} {{by=li-2010}}"
        for claim in graph.claims.values()
        if draw(st.booleans())
    ]
    graph = knowledge(
        *("drug", *NODES, *lines.values(), *required),
        kinds={"drug": "drug", "effect": "outcome"},
    )
    done = [
        experiment(
            graph,
            draw(st.sampled_from(NODES)),
            drug=draw(st.sampled_from(("drug", "drug", ""))),
            end="effect",
            to=draw(st.sampled_from(("low", "high", "baseline"))),
            alone=draw(st.sampled_from(("increases", "unchanged", "not-stated"))),
            on_top=draw(st.sampled_from(("abolished", "reduced", "unchanged"))),
            by=draw(st.sampled_from(("li-2010", "moda-2013", "nobody-1999"))),
            name=f"experiment-{number}",
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    return with_experiments(graph, done)


@stable(200)
@given(boards())
def test_requirements_and_other_experiments_are_never_an_input(graph: Knowledge) -> None:
    whole = score_experiments(graph)

    assert score_experiments(without_requirements(graph)).rows == whole.rows
    for row in whole.rows:
        alone = score_experiments(with_experiments(graph, [row.experiment]))
        assert alone.rows == (row,)


@stable(200)
@given(boards())
def test_held_out_is_scored_as_if_nobody_had_made_the_claims(graph: Knowledge) -> None:
    for row in score_experiments(graph).rows:
        gone = set(row.left_out)
        fewer = with_claims(graph, [c for c in graph.claims.values() if c not in gone])
        (again,) = score_experiments(with_experiments(fewer, [row.experiment])).rows
        assert again.scores == row.held_out


@stable(200)
@given(boards(), st.sampled_from(("abolished", "reduced", "unchanged", "reversed")))
def test_what_was_seen_changes_no_prediction(graph: Knowledge, seen: str) -> None:
    other = [replace(one, on_top=seen, alone="decreases") for one in graph.experiments.values()]
    turned = score_experiments(with_experiments(graph, other))

    for here, there in zip(score_experiments(graph).rows, turned.rows, strict=True):
        said: Mapping[tuple[str, Any], str] = {
            (score.asked, score.hypothesis): score.predicted for score in there.scores
        }
        for score in here.scores:
            assert said[score.asked, score.hypothesis] == score.predicted
