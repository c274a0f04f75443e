"""How a start leads to an end: coherent and stitched paths, and a verdict over all of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from building import joints, knowledge, names, only, route_names, stable
from by_hand import Move, claim_names, holds, worked_out
from hypothesis import assume, given
from hypothesis import strategies as st
from random_brains import EVERY, brain, brains, codes, ends, limits_asked

from glutagraph import trace
from glutagraph.errors import UnknownNameError
from glutagraph.limits import Limits
from glutagraph.model import Family, Sign, Tier

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge


# against listing every path


@stable(1500)
@given(brains(), ends, limits_asked)
def test_the_answer_is_what_listing_every_path_gives(
    graph: Knowledge, end: str, limits: dict[str, Any]
) -> None:
    listed = worked_out(graph, "drug", end, **limits)
    outcome = only(trace(graph, "drug", end, top=EVERY, **limits))
    coherent, stitched = listed.coherent(), listed.stitched()

    assert route_names(outcome) == {name: claim_names(paths) for name, paths in coherent.items()}
    assert outcome.coherent_count == len({path for paths in coherent.values() for path in paths})
    assert outcome.verdict == listed.verdict()
    assert outcome.complete
    if outcome.stitched_complete:
        assert sorted(names(*outcome.stitched)) == sorted(claim_names(stitched))
    shown = [path for path in claim_names(stitched) if path in names(*outcome.stitched)]
    assert outcome.stitched_count == len(outcome.stitched) == len(shown)


@stable(300)
@given(brains(), limits_asked, st.integers(1, 3))
def test_the_verdict_does_not_depend_on_how_many_paths_are_shown(
    graph: Knowledge, limits: dict[str, Any], top: int
) -> None:
    few = only(trace(graph, "drug", "effect", top=top, **limits))
    every = only(trace(graph, "drug", "effect", top=EVERY, **limits))

    assert (few.verdict, few.reason) == (every.verdict, every.reason)
    assert (few.coherent_count, few.stitched_count) == (every.coherent_count, every.stitched_count)
    assert [(r.hypothesis, r.verdict, r.count, r.unknown, r.paths) for r in few.routes] == [
        (r.hypothesis, r.verdict, r.count, r.unknown, r.paths[:top]) for r in every.routes
    ]


@stable(300)
@given(brains(), ends)
def test_every_step_may_be_walked_and_follows_from_the_one_before(
    graph: Knowledge, end: str
) -> None:
    outcome = only(trace(graph, "drug", end, top=EVERY))

    for path in outcome.paths:
        net = 1
        for step in path.steps:
            net *= int(step.claim.sign)
            assert step.net_sign == net
            assert step.claim.family in (Family.CAUSAL, Family.PRODUCTION, Family.DEFINITION)
            assert step.claim.status not in ("open", "refuted")
        assert path.sign == net
        bridged = {joint.after for joint in path.joints if joint.object}
        for place, (one, other) in enumerate(pairwise(path.claims), start=1):
            assert one.object == other.subject or place in bridged


@stable(300)
@given(brains(), ends)
def test_a_stitched_path_says_where_it_is_stitched_and_a_coherent_one_who_holds_it(
    graph: Knowledge, end: str
) -> None:
    listed = worked_out(graph, "drug", end)
    outcome = only(trace(graph, "drug", end, top=EVERY))

    for path in outcome.stitched:
        moves = tuple(Move(c.subject.id, c.object.id, c) for c in path.claims)
        reasons = {joint.reason for joint in path.joints}
        assert path.joints
        assert not path.hypotheses
        assert ("context" in reasons) != listed.agrees(moves)
        assert ("between hypotheses" in reasons) != (
            len(moves) == 1 or listed.is_of_one_hypothesis(moves)
        )
    for route in outcome.routes:
        for path in route.paths:
            assert path.is_coherent
            for name in path.hypotheses:
                assert all(holds(graph, name, claim) for claim in path.claims)


@stable(300)
@given(brains())
def test_a_feedback_loop_is_told_as_a_round_of_one_hypothesis(graph: Knowledge) -> None:
    for loop in trace(graph, "drug", "effect").loops:
        for one, other in pairwise((*loop.claims, loop.claims[0])):
            assert one.object == other.subject
        assert len({claim.object.id for claim in loop.claims}) == len(loop.claims)
        assert all(claim.family is not Family.DEFINITION for claim in loop.claims)
        assert any(
            all(holds(graph, name, claim) for claim in loop.claims) for name in graph.hypotheses
        )


@stable(300)
@given(brains(), limits_asked)
def test_lifting_a_constraint_that_is_named_brings_paths_back(
    graph: Knowledge, limits: dict[str, Any]
) -> None:
    answer = trace(graph, "drug", "effect", **limits)
    assume(answer.verdict == "none" and limits)

    for name in set(limits) - {"max_steps"}:
        fewer = {other: value for other, value in limits.items() if other != name}
        named = "--" + name.replace("_", "-") in answer.reason
        named &= " together" not in answer.reason
        assert named == (trace(graph, "drug", "effect", **fewer).verdict != "none")


# coherent


def test_two_inhibitions_in_a_row_raise_what_lies_behind_them() -> None:
    graph = knowledge("ketamine -| interneuron [h1]", "interneuron -| pyramidal-cell [h1]")
    answer = trace(graph, "ketamine", "pyramidal-cell")

    assert answer.verdict == "increases"
    assert answer.reason == "1 coherent path, under h1"


def test_a_hypothesis_must_hold_every_step_of_a_coherent_path() -> None:
    graph = knowledge("ketamine -| habenula [h1]", "habenula -| mood [h2]")
    outcome = only(trace(graph, "ketamine", "mood"))

    assert (outcome.verdict, outcome.coherent_count) == ("none", 0)
    assert joints(outcome) == [["between hypotheses"]]
    assert outcome.stitched[0].joints[0].detail == "h1 / h2"


def test_two_claims_that_serve_no_hypothesis_do_not_make_a_coherent_path() -> None:
    graph = knowledge("ketamine -| habenula", "habenula -| mood")
    outcome = only(trace(graph, "ketamine", "mood"))

    assert (outcome.verdict, outcome.stitched_count) == ("none", 1)


def test_a_single_step_is_coherent_though_it_serves_no_hypothesis() -> None:
    answer = trace(knowledge("ketamine -> mood"), "ketamine", "mood")

    assert answer.verdict == "increases"
    assert route_names(only(answer)) == {"": [["ketamine.increases.mood"]]}


def test_a_path_held_by_two_hypotheses_stands_under_both_and_counts_once() -> None:
    graph = knowledge("ketamine -> ampar [h1, h2]", "ampar -> mood [h1, h2]")
    outcome = only(trace(graph, "ketamine", "mood"))

    assert list(route_names(outcome)) == ["h1", "h2"]
    assert outcome.coherent_count == 1
    assert outcome.paths[0].hypotheses == ("h1", "h2")


def test_the_steps_of_a_module_belong_to_each_hypothesis_that_includes_it() -> None:
    graph = knowledge(
        "ketamine -> ampar [h1]",
        "ampar -> bdnf [module]",
        "bdnf -> mood [inner]",
        includes={"h1": ("module",), "module": ("inner",), "h2": ()},
    )
    answer = trace(graph, "ketamine", "mood")

    assert answer.verdict == "increases"
    assert list(route_names(only(answer))) == ["h1"]


def test_a_module_does_not_lend_its_steps_to_a_hypothesis_that_does_not_include_it() -> None:
    graph = knowledge(
        "ketamine -> ampar [h2]",
        "ampar -> mood [module]",
        includes={"h1": ("module",), "h2": ()},
    )

    assert trace(graph, "ketamine", "mood").verdict == "none"


@pytest.mark.parametrize("predicate", ["is-metabolised-to", "contains", "is-a-prodrug-of"])
def test_what_the_body_makes_of_a_drug_it_makes_under_every_hypothesis(predicate: str) -> None:
    graph = knowledge(f"ketamine {predicate} hnk", "hnk -> ampar [h1]", "hnk -> mood [h2]")

    assert list(route_names(only(trace(graph, "ketamine", "ampar")))) == ["h1"]
    assert list(route_names(only(trace(graph, "ketamine", "mood")))) == ["h2"]


def test_a_finding_in_patients_does_not_continue_one_in_mice() -> None:
    graph = knowledge("ketamine -> bdnf [h1] {mouse}", "bdnf -> mood [h1] {human}")
    outcome = only(trace(graph, "ketamine", "mood"))

    assert outcome.verdict == "none"
    assert joints(outcome) == [["context"]]
    assert outcome.stitched[0].joints[0].detail == "species: mouse / human"


def test_a_finding_in_rats_continues_one_in_mice() -> None:
    graph = knowledge("ketamine -> bdnf [h1] {mouse}", "bdnf -> mood [h1] {rat}")

    assert trace(graph, "ketamine", "mood").verdict == "increases"


def test_a_step_supported_without_a_species_joins_any_other() -> None:
    graph = knowledge("ketamine -> bdnf [h1] {mouse} {}", "bdnf -> mood [h1] {human}")

    assert trace(graph, "ketamine", "mood").verdict == "increases"


def test_two_regions_conflict_where_neither_lies_within_the_other() -> None:
    parts = ("prefrontal-cortex part-of cortex", "hippocampus part-of brain")
    first = "ketamine -> bdnf [h1] {region=prefrontal-cortex}"
    within = knowledge(first, "bdnf -> mood [h1] {region=cortex}", *parts)
    apart = knowledge(first, "bdnf -> mood [h1] {region=hippocampus}", *parts)

    assert trace(within, "ketamine", "mood").verdict == "increases"
    assert trace(apart, "ketamine", "mood").verdict == "none"


def test_a_path_may_go_from_acute_to_sustained_and_never_back() -> None:
    onwards = knowledge("ketamine -> bdnf [h1] {acute}", "bdnf -> mood [h1] {sustained}")
    back = knowledge("ketamine -> bdnf [h1] {sustained}", "bdnf -> mood [h1] {acute}")

    assert trace(onwards, "ketamine", "mood").verdict == "increases"
    assert trace(back, "ketamine", "mood").verdict == "none"


def test_a_conflict_is_seen_across_the_steps_that_lie_between() -> None:
    graph = knowledge(
        "ketamine -> bdnf [h1] {mouse}", "bdnf -> spines [h1]", "spines -> mood [h1] {human}"
    )
    outcome = only(trace(graph, "ketamine", "mood"))

    assert outcome.verdict == "none"
    assert [joint.after for joint in outcome.stitched[0].joints] == [2]


# stitched


def test_a_claim_on_the_group_reaches_a_pool_only_over_a_joint() -> None:
    graph = knowledge(
        "ketamine -| nmdar [h1]", "resting-nmdar pool-of nmdar", "resting-nmdar -| bdnf [h1]"
    )
    outcome = only(trace(graph, "ketamine", "bdnf"))

    assert (outcome.verdict, outcome.coherent_count, outcome.stitched_count) == ("none", 0, 1)
    assert joints(outcome) == [["pool not stated"]]
    assert outcome.stitched[0].sign is Sign.POSITIVE


def test_a_claim_on_a_pool_reaches_its_group_only_over_a_joint() -> None:
    graph = knowledge(
        "ketamine -| resting-nmdar [h1]", "resting-nmdar pool-of nmdar", "nmdar -| bdnf [h1]"
    )

    assert joints(only(trace(graph, "ketamine", "bdnf"))) == [["pool not stated"]]


def test_a_state_of_a_receptor_is_reached_as_a_pool_is() -> None:
    graph = knowledge(
        "ketamine -> gabab [h1]", "shifted-gabab state-of gabab", "shifted-gabab -> mtor [h1]"
    )

    assert joints(only(trace(graph, "ketamine", "mtor"))) == [["pool not stated"]]


def test_two_words_for_one_structure_make_one_joint() -> None:
    structure = ("resting-nmdar pool-of nmdar", "resting-nmdar state-of nmdar")
    graph = knowledge("ketamine -| nmdar [h1]", *structure, "resting-nmdar -| bdnf [h1]")

    assert only(trace(graph, "ketamine", "bdnf")).stitched_count == 1


def test_no_path_leads_from_one_pool_to_another_through_their_group() -> None:
    graph = knowledge(
        "ketamine -| resting-nmdar [h1]",
        "resting-nmdar pool-of nmdar",
        "synaptic-nmdar pool-of nmdar",
        "synaptic-nmdar -> bdnf [h1]",
    )
    outcome = only(trace(graph, "ketamine", "bdnf"))

    assert (outcome.verdict, outcome.stitched_count) == ("none", 0)


def test_an_effect_in_animals_stands_for_one_in_patients_and_not_the_other_way() -> None:
    graph = knowledge("swimming models mood", "ketamine -> swimming [h1]", "lithium -> mood [h1]")

    assert joints(only(trace(graph, "ketamine", "mood"))) == [["translation"]]
    assert only(trace(graph, "lithium", "swimming")).stitched_count == 0


@pytest.mark.parametrize("structure", ["aspect-of", "subunit-of", "located-in", "enantiomer-of"])
def test_other_structure_is_no_step_at_all(structure: str) -> None:
    graph = knowledge("ketamine -> bdnf [h1]", f"bdnf {structure} place", "place -> mood [h1]")

    assert only(trace(graph, "ketamine", "mood")).stitched_count == 0


def test_stitched_paths_never_count_towards_the_verdict() -> None:
    graph = knowledge(
        "ketamine -> a [h1]", "a -> mood [h1]", "ketamine -| b [h1]", "b -> mood [h2]"
    )
    outcome = only(trace(graph, "ketamine", "mood"))

    assert outcome.verdict == "increases"
    assert [path.sign for path in outcome.stitched] == [Sign.NEGATIVE]


def test_coherent_only_leaves_stitched_paths_out() -> None:
    graph = knowledge("ketamine -| habenula [h1]", "habenula -| mood [h2]")

    assert only(trace(graph, "ketamine", "mood", coherent_only=True)).stitched_count == 0


def test_stitched_paths_come_in_one_order_wherever_they_are_listed() -> None:
    """A joint is no step: the path by way of the pool has two steps, the other one three."""
    by_pool = ("ketamine -> nmdar", "resting-nmdar pool-of nmdar", "resting-nmdar -> mood")
    graph = knowledge("ketamine -| a", "a -> b", "b -> mood", *by_pool)
    answer = trace(graph, "ketamine", "mood")

    assert [len(path.claims) for path in only(answer).stitched] == [2, 3]
    assert answer.paths == only(answer).paths


@stable(200)
@given(brains(), ends)
def test_stitched_paths_are_shown_best_first(graph: Knowledge, end: str) -> None:
    stitched = only(trace(graph, "drug", end, top=EVERY)).stitched

    assert list(stitched) == sorted(stitched, key=lambda path: path.rank)


# what is never walked


@pytest.mark.parametrize(
    "line",
    [
        "ketamine -0 gaba [h1]",
        "ketamine -> gaba [h1] {open}",
        "ketamine -> gaba [h1] {open, human} {open, mouse}",
        "ketamine -> gaba [h1] {disputes}",
        "ketamine -> gaba [h1] {disputes} {open}",
        "ketamine is-metabolised-to gaba [h1] {open}",
        "ketamine has-higher-affinity-than gaba [h1]",
        "ketamine has-greater-effect-than gaba [h1]",
        "ketamine lasts-longer-than gaba [h1]",
        "ketamine correlates-with gaba [h1]",
        "ketamine correlates-positively-with gaba [h1]",
        "ketamine is-a-marker-of gaba [h1]",
        "ketamine coincides-with gaba [h1]",
    ],
)
def test_what_is_null_open_refuted_compared_or_associated_is_never_walked(line: str) -> None:
    graph = knowledge(line, "gaba -| mood [h1]")

    for end in ("gaba", "mood"):
        outcome = only(trace(graph, "ketamine", end))
        assert (outcome.verdict, outcome.coherent_count, outcome.stitched_count) == ("none", 0, 0)


@pytest.mark.parametrize("family", ["requires", "does-not-require", "is-moderated-by"])
def test_what_an_effect_depends_on_is_no_step_of_it(family: str) -> None:
    graph = knowledge(
        "ketamine -> swimming [h1]",
        f"ketamine.increases.swimming {family} ampar [h1]",
        "ampar -> bdnf [h1]",
    )

    assert only(trace(graph, "ketamine", "ampar")).verdict == "none"
    assert only(trace(graph, "ketamine", "bdnf")).stitched_count == 0
    assert trace(graph, "ketamine", "swimming").verdict == "increases"


def test_a_disputed_claim_is_walked_and_marked() -> None:
    graph = knowledge("ketamine -> gaba [h1]", "ketamine -0 gaba", "gaba -| mood [h1]")
    answer = trace(graph, "ketamine", "mood")

    assert answer.verdict == "decreases"
    assert [claim.is_disputed for claim in answer.paths[0].claims] == [True, False]
    assert answer.paths[0].disputed_steps == 1


# loops


def test_a_feedback_loop_is_reported_apart_and_never_walked() -> None:
    graph = knowledge(
        "ketamine -> firing [h1]",
        "firing -> interneuron [h1]",
        "interneuron -| firing [h1]",
        "firing -> mood [h1]",
    )
    answer = trace(graph, "ketamine", "mood")

    assert answer.verdict == "increases"
    assert only(answer).coherent_count == 1
    (loop,) = answer.loops
    assert {c.id for c in loop.claims} == {
        "firing.increases.interneuron",
        "interneuron.decreases.firing",
    }
    assert loop.sign is Sign.NEGATIVE


def test_a_loop_at_the_effect_does_not_turn_the_sign_that_was_asked_for() -> None:
    """Mood that lowers stress that lowers mood: the one path to mood raises it, and none lowers it."""
    graph = knowledge("ketamine -> mood [h1]", "mood -| stress [h1]", "stress -> mood [h1]")

    assert trace(graph, "ketamine", "mood", sign=Sign.POSITIVE).verdict == "increases"
    assert trace(graph, "ketamine", "mood", sign=Sign.NEGATIVE).verdict == "none"


def test_an_entity_that_drives_itself_is_a_loop_and_not_a_path() -> None:
    graph = knowledge("bursting -> bursting [h1]")
    answer = trace(graph, "bursting", "bursting")

    assert (answer.verdict, answer.reason) == ("none", "the start is the end")
    assert only(answer).paths == ()


def test_nothing_leads_to_itself() -> None:
    graph = knowledge("bdnf -> ampar [h1]", "ampar -> bdnf [h1]")
    answer = trace(graph, "bdnf", "bdnf")

    assert (answer.verdict, answer.reason) == ("none", "the start is the end")


def test_two_names_for_one_scale_are_not_a_feedback_loop() -> None:
    graph = knowledge("ketamine -| immobility [h1]", "immobility is-opposite-of swimming")

    assert trace(graph, "ketamine", "swimming").loops == ()


# verdicts


def test_the_verdict_is_over_all_paths_and_not_over_the_few_that_are_shown() -> None:
    """Three short ways up are shown; the one long way down still makes the answer mixed."""
    ups = [line for n in (1, 2, 3) for line in (f"ketamine -> a{n} [h1]", f"a{n} -> mood [h1]")]
    down = ("ketamine -> b [h1]", "b -> c [h1]", "c -| d [h1]", "d -> mood [h1]")
    outcome = only(trace(knowledge(*ups, *down), "ketamine", "mood", top=1))

    assert outcome.verdict == "mixed"
    assert outcome.coherent_count == 4
    assert [path.sign for path in outcome.routes[0].paths] == [Sign.POSITIVE]


def test_a_known_direction_outweighs_an_unknown_one_and_says_how_many_there_were() -> None:
    graph = knowledge(
        "ketamine -? dopamine [h1]", "dopamine -> mood [h1]", "ketamine -> a [h1]", "a -> mood [h1]"
    )
    outcome = only(trace(graph, "ketamine", "mood"))

    assert outcome.verdict == "increases"
    assert outcome.routes[0].unknown == 1
    assert "1 of 2 coherent paths" in outcome.reason


def test_paths_of_unknown_direction_alone_give_the_verdict_unknown() -> None:
    graph = knowledge("ketamine -? dopamine [h1]", "dopamine -> mood [h1]")

    assert trace(graph, "ketamine", "mood").verdict == "unknown"


def test_a_mixed_verdict_names_where_the_paths_part_and_the_context_between_them() -> None:
    graph = knowledge(
        "ketamine -> gabab [h1]",
        "gabab -> calcium [h1] {after-nmda-receptor-blockade}",
        "gabab -| calcium [h1] {baseline-conditions}",
    )
    answer = trace(graph, "ketamine", "calcium")

    assert answer.verdict == "mixed"
    assert answer.reason == (
        "they part at gabab: gabab.increases.calcium (increases) against gabab.decreases.calcium "
        "(decreases) (state: after blockade of NMDA receptors / under baseline conditions)"
    )


@pytest.mark.parametrize(
    ("one", "other", "axis"),
    [
        ("{mouse}", "{human}", "species: mouse / human"),
        ("{dose=10 mg/kg}", "{dose=80 mg/kg}", "dose: 10 mg/kg / 80 mg/kg"),
        ("{region=cortex}", "{region=habenula}", "region: cortex / habenula"),
        ("{acute}", "{sustained}", "timing: "),
        ("{time=1 h}", "{time=24 h}", "time: 1 h / 24 h"),
    ],
)
def test_hypotheses_that_disagree_are_told_apart_by_context(
    one: str, other: str, axis: str
) -> None:
    graph = knowledge(f"ketamine -> bdnf [h1] {one}", f"ketamine -| bdnf [h2] {other}")
    answer = trace(graph, "ketamine", "bdnf")

    assert answer.verdict == "mixed"
    assert axis in answer.reason


def test_a_mixed_verdict_without_a_context_between_still_names_both_claims() -> None:
    graph = knowledge("a -> b [h1]", "b -> c [h1]", "b -| d [h1]", "c -> e [h1]", "d -> e [h1]")
    reason = trace(graph, "a", "e").reason

    assert reason.endswith(
        "they part at b: b.increases.c (increases) against b.decreases.d (decreases)"
    )


# groups and opposites


def test_a_group_is_answered_member_by_member_and_never_pooled() -> None:
    graph = knowledge(
        "swimming member-of antidepressant-effect",
        "sucrose member-of antidepressant-effect",
        "mood member-of antidepressant-effect",
        "ketamine -> swimming [h1]",
        "ketamine -| sucrose [h1]",
    )
    answer = trace(graph, "ketamine", "antidepressant-effect")

    assert {o.end.id: o.verdict for o in answer.outcomes} == {
        "mood": "none",
        "sucrose": "decreases",
        "swimming": "increases",
    }
    assert answer.reason == "decreases: sucrose; increases: swimming; none: mood"


def test_a_group_that_claims_sit_on_is_answered_beside_its_members() -> None:
    graph = knowledge("swimming member-of effect", "ketamine -> effect [h1]")

    assert [o.end.id for o in trace(graph, "ketamine", "effect").outcomes] == ["swimming", "effect"]


@stable(200)
@given(codes, limits_asked)
def test_a_member_is_answered_in_its_group_as_it_is_alone(
    written: tuple[list[int], int], limits: dict[str, Any]
) -> None:
    graph = brain(*written, "effect member-of group", "human-effect member-of group")
    together = trace(graph, "drug", "group", **limits)
    alone = [trace(graph, "drug", end, **limits) for end in ("effect", "human-effect")]

    assert [only(answer) for answer in alone] == list(together.outcomes)


def test_members_of_a_group_within_a_group_are_answered_too() -> None:
    graph = knowledge(
        "swimming member-of behaviour", "behaviour member-of effect", "ketamine -> swimming [h1]"
    )
    answer = trace(graph, "ketamine", "effect")

    assert "swimming" in [o.end.id for o in answer.outcomes]
    assert answer.verdict == "increases"


def test_a_group_that_is_a_member_of_itself_is_still_answered() -> None:
    graph = knowledge(
        "behaviour member-of effect", "effect member-of behaviour", "ketamine -> behaviour [h1]"
    )

    assert trace(graph, "ketamine", "effect").verdict == "increases"


def test_opposite_names_of_one_scale_turn_the_sign_in_both_directions() -> None:
    graph = knowledge(
        "immobility is-opposite-of swimming",
        "ketamine -| immobility [h1]",
        "stress -| swimming [h1]",
    )

    assert trace(graph, "ketamine", "swimming").verdict == "increases"
    assert trace(graph, "stress", "immobility").verdict == "increases"


def test_a_definition_is_never_the_weakest_step_and_holds_under_every_hypothesis() -> None:
    graph = knowledge(
        "ketamine -| immobility [h1] {randomised-controlled-trial}",
        "immobility is-opposite-of swimming",
    )
    answer = trace(graph, "ketamine", "swimming", min_tier=Tier.RANDOMISED_TRIAL)

    assert answer.paths[0].weakest_tier is Tier.RANDOMISED_TRIAL
    assert answer.paths[0].hypotheses == ("h1",)


# filters


@pytest.fixture(scope="module")
def many() -> Knowledge:
    """Each route from ketamine to mood differs from the others in one thing that a filter can tell."""
    return knowledge(
        "ketamine -> a [h1] {randomised-controlled-trial, human}",
        "a -> mood [h1] {randomised-controlled-trial}",
        "ketamine -| b [h2] {mouse}",
        "b -> mood [h2]",
        "ketamine -> c [h3] {region=hippocampus}",
        "c -> mood [h3]",
        "ketamine -0 c",
        "ketamine -> d [h4] {rat} {open, mouse}",
        "d -> mood [h4] {proposal}",
        "hippocampus part-of brain",
        "cortex part-of brain",
    )


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        ({}, "abcd"),
        ({"hypothesis": "h2"}, "b"),
        ({"via": ("c",)}, "c"),
        ({"via": ("a", "c")}, ""),
        ({"avoid": ("a", "b")}, "cd"),
        ({"sign": Sign.NEGATIVE}, "b"),
        ({"sign": Sign.POSITIVE}, "acd"),
        ({"sign": Sign.UNKNOWN}, ""),
        ({"min_tier": Tier.RANDOMISED_TRIAL}, "a"),
        ({"min_tier": Tier.ANIMAL_INTERVENTION}, "abc"),
        ({"min_tier": Tier.PROPOSAL}, "abcd"),
        ({"species": "human"}, "ac"),
        ({"species": "mouse"}, "bc"),
        ({"species": "rat"}, "cd"),
        ({"region": "hippocampus"}, "abcd"),
        ({"region": "cortex"}, "abd"),
        ({"region": "brain"}, "abcd"),
        ({"exclude_disputed": True}, "abd"),
        ({"max_steps": 2}, "abcd"),
        ({"max_steps": 1}, ""),
        ({"species": "human", "min_tier": Tier.RANDOMISED_TRIAL}, "a"),
    ],
)
def test_filters_select_and_what_is_not_stated_passes(
    many: Knowledge, limits: dict[str, Any], left: str
) -> None:
    paths = trace(many, "ketamine", "mood", **limits).paths

    assert sorted(path.claims[0].object.id for path in paths) == list(left)


def test_a_claim_found_in_rats_and_open_in_mice_holds_for_rodents() -> None:
    graph = knowledge("ketamine -> bdnf [h1] {rat} {open, mouse}")

    assert trace(graph, "ketamine", "bdnf", species="rodent").verdict == "increases"
    assert trace(graph, "ketamine", "bdnf", species="mouse").verdict == "none"


def test_a_claim_that_is_left_open_for_patients_is_not_taken_for_one_about_patients() -> None:
    graph = knowledge("ketamine -> bdnf [h1] {} {open, human}")

    assert trace(graph, "ketamine", "bdnf", species="human").verdict == "none"
    assert trace(graph, "ketamine", "bdnf", species="mouse").verdict == "increases"


def test_filters_may_be_given_as_one_value() -> None:
    graph = knowledge("ketamine -> bdnf [h1]", "ketamine -| bdnf [h2]")
    limits = Limits(hypothesis="h2")

    assert trace(graph, "ketamine", "bdnf", limits=limits).verdict == "decreases"
    assert trace(graph, "ketamine", "bdnf", limits=limits, hypothesis="h1").verdict == "increases"


def test_the_axes_that_were_asked_for_are_kept_with_the_answer(many: Knowledge) -> None:
    answer = trace(many, "ketamine", "mood", species="mouse", region="cortex")

    assert answer.filters == (("species", "mouse"), ("region", "cortex"))


def test_a_module_can_be_asked_for_by_itself() -> None:
    graph = knowledge(
        "ampar -> bdnf [module]",
        "bdnf -> mood [module]",
        "ampar -| mood [h1]",
        includes={"h1": ("module",)},
    )

    assert trace(graph, "ampar", "mood", hypothesis="module").verdict == "increases"
    assert trace(graph, "ampar", "mood", hypothesis="h1").verdict == "mixed"


@pytest.mark.parametrize(
    "limits",
    [
        {"hypothesis": "h9"},
        {"via": ("nowhere",)},
        {"avoid": ("nowhere",)},
        {"species": "unicorn"},
        {"region": "nowhere"},
    ],
)
def test_a_filter_that_names_nothing_is_an_error(many: Knowledge, limits: dict[str, Any]) -> None:
    with pytest.raises(UnknownNameError):
        trace(many, "ketamine", "mood", **limits)


@pytest.mark.parametrize(("start", "end"), [("ketamin", "mood"), ("ketamine", "moood")])
def test_a_start_or_end_that_nothing_is_called_is_an_error(
    many: Knowledge, start: str, end: str
) -> None:
    """And not a path through each letter of the name."""
    with pytest.raises(UnknownNameError):
        trace(many, start, end)


@pytest.mark.parametrize("bounds", [{"top": 0}, {"max_steps": 0}, {"max_steps": -1}])
def test_a_bound_below_one_is_an_error(many: Knowledge, bounds: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        trace(many, "ketamine", "mood", **bounds)
