"""What is said of ketamine: by small graphs kept as Turtle, and by the graph that is shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import joints, knowledge, only, route_names, shipped, toy
from by_hand import claim_names, worked_out
from random_brains import EVERY

from glutagraph import trace
from glutagraph.model import Family, Sign

if TYPE_CHECKING:
    from glutagraph.answers import Trace


# small graphs kept as Turtle


def test_with_one_node_for_all_nmda_receptors_ketamine_would_lower_bdnf_translation() -> None:
    answer = trace(toy("one-nmda-receptor"), "ketamine", "BDNF translation")

    assert answer.verdict == "decreases"


def test_with_a_node_for_each_pool_ketamine_raises_bdnf_translation() -> None:
    answer = trace(toy("two-nmda-receptor-pools"), "ketamine", "bdnf-translation")

    assert answer.verdict == "increases"
    assert list(route_names(only(answer))) == ["spontaneous-transmission"]
    assert [step.net_sign for step in answer.paths[0].steps] == [-1, -1, -1, 1, 1]


def test_the_claim_that_does_not_say_which_pool_is_shown_apart_and_decides_nothing() -> None:
    outcome = only(trace(toy("two-nmda-receptor-pools"), "ketamine", "bdnf-translation"))

    assert Sign.NEGATIVE in [path.sign for path in outcome.stitched]
    assert all("pool not stated" in reasons for reasons in joints(outcome))
    assert outcome.verdict == "increases"


def test_if_the_two_pools_were_one_node_the_same_claims_would_contradict_each_other() -> None:
    graph = toy("two-nmda-receptor-pools")
    merged = {
        claim.id.replace("resting-", "").replace("synaptic-", "") for claim in graph.claims.values()
    }
    arrows = (name.split(".") for name in sorted(merged))
    one_node = knowledge(*(f"{' '.join(arrow)} [h1]" for arrow in arrows))
    answer = trace(one_node, "ketamine", "bdnf-translation")

    assert answer.verdict == "mixed"
    assert "they part at nmda receptor" in answer.reason


def test_disinhibition_runs_through_the_module_and_carries_the_net_claim() -> None:
    answer = trace(toy("disinhibition"), "ketamine", "antidepressant-like effect")

    assert (answer.verdict, only(answer).coherent_count) == ("increases", 1)
    assert len(answer.paths[0].claims) == 9
    assert [claim.id for claim in answer.carried] == ["ketamine.increases.glutamate-release"]
    assert [loop.sign for loop in answer.loops] == [Sign.NEGATIVE]


def test_the_metabolite_serves_two_rival_hypotheses_each_by_its_own_route() -> None:
    outcome = only(trace(toy("hydroxynorketamine"), "ketamine", "antidepressant-like-effect"))

    assert outcome.verdict == "increases"
    assert {name: len(paths) for name, paths in route_names(outcome).items()} == {
        "hydroxynorketamine": 1,
        "hydroxynorketamine-nmda-receptor": 1,
    }


def test_the_antidepressant_effect_is_a_row_for_each_test_and_for_patients() -> None:
    answer = trace(toy("outcomes"), "ketamine", "antidepressant-effect")
    told = {outcome.end.id: outcome for outcome in answer.outcomes}

    assert {name: outcome.verdict for name, outcome in told.items()} == {
        "mood": "none",
        "sucrose-preference": "decreases",
        "swimming": "increases",
    }
    assert joints(told["mood"]) == [["translation"]]


# the graph that is shipped


def test_ketamine_raises_bdnf_translation_although_it_blocks_nmda_receptors() -> None:
    answer = trace(shipped(), "ketamine", "bdnf-translation", hypothesis="spontaneous-transmission")
    (claims,) = [path.claims for path in answer.paths if len(path.claims) > 1]

    assert answer.verdict == "increases"
    assert [claim.object.id for claim in claims] == [
        "resting-nmda-receptor",
        "eef2-kinase",
        "eef2-phosphorylation",
        "eef2",
        "bdnf-translation",
    ]
    assert claims[0].predicate.id == "blocks"
    assert ("pool-of", "nmda-receptor") in claims[0].object.structure
    assert trace(shipped(), "ketamine", "bdnf-translation").verdict == "increases"


@pytest.fixture(scope="module")
def antidepressant() -> Trace:
    return trace(shipped(), "ketamine", "antidepressant-like-effect")


@pytest.mark.parametrize(
    "hypothesis",
    [
        "disinhibition",
        "spontaneous-transmission",
        "extrasynaptic-glun2b",
        "lateral-habenula",
        "hydroxynorketamine",
        "hydroxynorketamine-nmda-receptor",
        "dopamine",
        "network-homeostasis",
    ],
)
def test_a_hypothesis_carries_ketamine_coherently_to_its_antidepressant_effect(
    antidepressant: Trace, hypothesis: str
) -> None:
    (route,) = [
        r for r in only(antidepressant).routes if r.hypothesis and r.hypothesis.id == hypothesis
    ]

    assert route.verdict == "increases"
    for path in route.paths:
        assert path.is_coherent
        assert hypothesis in path.hypotheses
        assert path.sign is Sign.POSITIVE


def test_all_that_carries_ketamine_to_its_antidepressant_effect_agrees(
    antidepressant: Trace,
) -> None:
    assert antidepressant.verdict == "increases"
    assert antidepressant.is_complete


def test_the_gabab_hypothesis_stops_where_ketamine_s_own_step_is_open(
    antidepressant: Trace,
) -> None:
    (stop,) = [s for s in antidepressant.stops if s.hypothesis.id == "gabab-receptor"]

    assert (stop.reached, stop.because) == ((), "its first step is not settled")
    assert stop.open_claims
    for claim in stop.open_claims:
        assert (claim.status, claim.subject.id) == ("open", "ketamine")


def test_without_mtorc1_the_hypotheses_that_run_through_it_carry_ketamine_no_more() -> None:
    whole, without = (
        {r.hypothesis.id for r in only(answer).routes if r.hypothesis}
        for answer in (
            trace(shipped(), "ketamine", "antidepressant-like-effect"),
            trace(shipped(), "ketamine", "antidepressant-like-effect", avoid=("mtorc1",)),
        )
    )

    assert whole - without == {"disinhibition", "extrasynaptic-glun2b"}


def test_rapastinel_does_not_raise_glutamate_release() -> None:
    answer = trace(shipped(), "rapastinel", "glutamate-release", top=EVERY)

    assert shipped().claim("rapastinel.does-not-affect.glutamate-release").family is Family.NULL
    assert (answer.verdict, only(answer).coherent_count) == ("none", 0)
    for path in answer.paths:
        assert all(claim.family is not Family.NULL for claim in path.claims)


@pytest.mark.parametrize("hypothesis", sorted(shipped().hypotheses))
def test_what_the_shipped_graph_says_of_ketamine_is_what_listing_every_path_gives(
    hypothesis: str,
) -> None:
    for end in ("antidepressant-like-effect", "bdnf-release", "clinical-antidepressant-effect"):
        listed = worked_out(shipped(), "ketamine", end, hypothesis=hypothesis)
        outcome = only(trace(shipped(), "ketamine", end, top=EVERY, hypothesis=hypothesis))
        assert outcome.verdict == listed.verdict()
        assert route_names(outcome) == {
            name: claim_names(paths) for name, paths in listed.coherent().items()
        }


def test_every_shipped_drug_and_protein_has_an_identifier_or_a_word_on_why_not() -> None:
    kinds = ("drug", "receptor", "ion-channel", "transporter", "enzyme", "signaling-molecule")
    graph = shipped()
    bare = [
        entity.id
        for entity in graph.entities.values()
        if any(graph.kind_holds(kind, entity) for kind in (*kinds, "gene-variant"))
        and entity.kind not in ("drug-class", "dosing-regimen")
        and not (entity.identifiers or entity.description)
    ]

    assert bare == []
