"""A net claim reports an end result: a longer route carries it, and it never rescues one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from building import knowledge, names, only, route_names, stable
from by_hand import Asked, Move, holds, sign, worked_out
from hypothesis import given
from hypothesis import strategies as st
from random_brains import brains

from glutagraph import trace
from glutagraph.model import Tier

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge


def test_a_net_claim_is_carried_by_a_longer_route_of_the_same_sign() -> None:
    graph = knowledge(
        "ketamine -> glutamate net [h1]",
        "ketamine -| interneuron [h1]",
        "interneuron -| glutamate [h1]",
        "glutamate -> ampar [h1]",
    )
    answer = trace(graph, "ketamine", "ampar")

    assert [claim.id for claim in answer.carried] == ["ketamine.increases.glutamate"]
    assert route_names(only(answer)) == {
        "h1": [
            [
                "ketamine.decreases.interneuron",
                "interneuron.decreases.glutamate",
                "glutamate.increases.ampar",
            ]
        ]
    }


def test_a_net_claim_counts_where_no_route_carries_it() -> None:
    graph = knowledge("ketamine -> glutamate net [h1]", "glutamate -> ampar [h1]")
    answer = trace(graph, "ketamine", "ampar")

    assert (answer.verdict, answer.carried) == ("increases", ())
    assert [claim.net for claim in answer.paths[0].claims] == [True, False]


def test_a_route_of_the_other_sign_does_not_carry_a_net_claim() -> None:
    graph = knowledge(
        "ketamine -> glutamate net [h1]",
        "ketamine -> interneuron [h1]",
        "interneuron -| glutamate [h1]",
        "glutamate -> ampar [h1]",
    )
    answer = trace(graph, "ketamine", "ampar")

    assert (answer.verdict, answer.carried) == ("mixed", ())


def test_a_route_of_another_hypothesis_does_not_carry_a_net_claim() -> None:
    graph = knowledge(
        "ketamine -> glutamate net [h1]",
        "ketamine -| interneuron [h2]",
        "interneuron -| glutamate [h2]",
        "glutamate -> ampar [h1]",
    )

    assert trace(graph, "ketamine", "ampar").carried == ()
    assert list(route_names(only(trace(graph, "ketamine", "ampar")))) == ["h1"]


def test_a_loop_at_its_object_does_not_make_a_route_of_the_other_sign_carry_a_net_claim() -> None:
    graph = knowledge(
        "ketamine -> glutamate net [h1]",
        "ketamine -> interneuron [h1]",
        "interneuron -| glutamate [h1]",
        "glutamate -> uptake [h1]",
        "uptake -| glutamate [h1]",
        "glutamate -> ampar [h1]",
    )
    answer = trace(graph, "ketamine", "ampar")

    assert (answer.verdict, answer.carried) == ("mixed", ())


def test_two_net_claims_do_not_carry_each_other_away() -> None:
    graph = knowledge(
        "ketamine -> bdnf net [h1]",
        "ketamine -> spines net [h1]",
        "bdnf -> spines [h1]",
        "spines -> bdnf [h1]",
        "bdnf -> mood [h1]",
    )
    answer = trace(graph, "ketamine", "mood")

    assert len(answer.carried) == 1
    assert answer.verdict == "increases"


def test_a_net_claim_is_not_carried_by_a_route_that_is_itself_carried_away() -> None:
    """Ketamine raises BDNF by way of the spines alone; their own rise is carried by another route,
    which meets BDNF on its way and so cannot stand for the first."""
    graph = knowledge(
        "ketamine -> bdnf net [h1]",
        "ketamine -> spines net [h1]",
        "spines -> bdnf [h1]",
        "ketamine -| bdnf [h1]",
        "bdnf -| spines [h1]",
        "bdnf -> mood [h1]",
    )

    assert trace(graph, "ketamine", "mood").verdict == "mixed"


def test_a_net_claim_of_one_step_is_always_shown() -> None:
    graph = knowledge(
        "ketamine -> mood net [h1]", "ketamine -| habenula [h1]", "habenula -| mood [h1]"
    )
    answer = trace(graph, "ketamine", "mood")

    assert [claim.id for claim in answer.carried] == ["ketamine.increases.mood"]
    assert route_names(only(answer))[""] == [["ketamine.increases.mood"]]
    assert only(answer).coherent_count == 2


BURST = (
    "ketamine -> glutamate net [h1]",
    "ketamine -| interneuron [h1] {proposal}",
    "interneuron -| glutamate [h1]",
    "glutamate -> ampar [h1]",
)


def test_evidence_that_leaves_the_route_out_gives_the_net_claim_its_weight_back() -> None:
    answer = trace(knowledge(*BURST), "ketamine", "ampar", min_tier=Tier.ANIMAL_INTERVENTION)

    assert names(*answer.paths) == [["ketamine.increases.glutamate", "glutamate.increases.ampar"]]


def test_a_net_claim_does_not_rescue_a_route_through_a_node_that_is_avoided() -> None:
    graph = knowledge(*BURST, "ketamine -> ampar net [h1]")
    answer = trace(graph, "ketamine", "ampar", avoid=("interneuron",), coherent_only=True)

    assert answer.verdict == "none"
    assert answer.paths == ()
    assert "--avoid interneuron" in answer.reason


@stable(1000)
@given(brains(), st.sampled_from(("one", "two")), st.integers(1, 6))
def test_a_net_claim_is_left_out_if_and_only_if_a_route_stays_that_carries_it(
    graph: Knowledge, hypothesis: str, max_steps: int
) -> None:
    limits: dict[str, Any] = {"hypothesis": hypothesis, "max_steps": max_steps}
    listed = worked_out(graph, "drug", "effect", **limits)
    moves = [m for m in listed.moves() if m.claim and holds(graph, hypothesis, m.claim)]

    def is_carried(net: Move, without: frozenset[str]) -> bool:
        left = [move for move in moves if move.claim and move.claim.id not in without]
        routes = Asked(graph, net.start, net.end, max_steps).paths(left)
        return any(len(r) > 1 and sign(r) == sign((net,)) and listed.agrees(r) for r in routes)

    gone = listed.carried[hypothesis]
    nets = [m for m in moves if m.claim and m.claim.net and m.start in _reached(moves, "drug")]
    assert gone <= {move.claim.id for move in nets if move.claim}
    for net in nets:
        assert net.claim
        if net.claim.id in gone:
            assert is_carried(net, gone)
        else:
            more = gone | {net.claim.id}
            taken = [one for one in nets if one.claim and one.claim.id in more]
            assert not all(is_carried(one, more) for one in taken)


def _reached(moves: list[Move], start: str) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        further = {move.end for move in moves if move.start == here} - reached
        reached |= further
        waiting += further
    return reached
