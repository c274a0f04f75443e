"""The network handed to networkx and the index that searches run on say the same."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import networkx
import pytest
from building import knowledge, names, only, shipped, stable, toy
from by_hand import WALKED, Asked, Move, holds
from hypothesis import given
from random_brains import EVERY, brains

from glutagraph import trace
from glutagraph.model import Claim, Entity, Family

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

GRAPHS = ("shipped", "disinhibition", "hydroxynorketamine", "outcomes", "two-nmda-receptor-pools")


def graph_named(name: str) -> Knowledge:
    return shipped() if name == "shipped" else toy(name)


def walked(graph: Knowledge) -> set[tuple[str, str, str]]:
    """What may be walked, by the rule: family and standing decide, and nothing else."""
    return {
        (claim.subject.id, claim.object.id, claim.id)
        for claim in graph.claims.values()
        if claim.family in WALKED and claim.status not in ("open", "refuted")
    }


def check_same_arrows(graph: Knowledge) -> None:
    """Index and network hold the same arrows, and no arrow that may not be walked."""
    ids = [entity.id for entity in graph.index.nodes]
    indexed = [(ids[arrow.start], ids[arrow.end], arrow.name) for arrow in graph.index.arrows]
    edges = [
        (start.id, end.id, claim.id)
        for start, end, claim in graph.network.edges(data="claim")
        if claim.is_traversed
    ]
    assert Counter(indexed) == Counter(edges)
    assert set(indexed) == walked(graph)
    for arrow in graph.index.arrows:
        claim = arrow.claim
        assert claim is not None
        assert (arrow.sign, arrow.tier, arrow.net) == (claim.sign, claim.tier, claim.net)
        assert bool(arrow.disputed) == (claim.status == "disputed")


def check_both_directions(graph: Knowledge) -> None:
    """What leads out of one node leads into another, joints as well as claims."""
    index = graph.index
    out = [arrow for node in range(len(index.nodes)) for arrow in index.expand(node)]
    into = [arrow for node in range(len(index.nodes)) for arrow in index.expand(node, reverse=True)]

    assert Counter(out) == Counter(into) == Counter((*index.arrows, *index.joints))
    for node in range(len(index.nodes)):
        leaving, arriving = index.expand(node), index.expand(node, reverse=True)
        assert all(arrow.start == node for arrow in leaving)
        assert all(arrow.end == node for arrow in arriving)
        for arrows in (leaving, arriving):
            assert [arrow.name for arrow in arrows] == sorted(arrow.name for arrow in arrows)


# the same arrows


@stable(500)
@given(brains())
def test_index_and_network_hold_the_same_arrows(graph: Knowledge) -> None:
    check_same_arrows(graph)
    check_both_directions(graph)


@pytest.mark.parametrize("name", GRAPHS)
def test_index_and_network_of_a_curated_graph_hold_the_same_arrows(name: str) -> None:
    check_same_arrows(graph_named(name))
    check_both_directions(graph_named(name))


@stable(200)
@given(brains())
def test_networkx_finds_the_same_coherent_paths(graph: Knowledge) -> None:
    """A second opinion on each hypothesis: all simple paths of its part of the network."""
    for name in ("one", "two"):
        answer = trace(graph, "drug", "effect", hypothesis=name, top=EVERY)
        left_out = {claim.id for claim in answer.carried}
        kept = [
            (start, end, key)
            for start, end, key, claim in graph.network.edges(keys=True, data="claim")
            if start != end
            and claim.is_traversed  # networkx 3.2 walks loops from a node to itself
            and holds(graph, name, claim)
            and claim.id not in left_out
        ]
        part = networkx.MultiDiGraph(graph.network.edge_subgraph(kept))
        part.add_nodes_from(graph.network)
        drug, effect = graph.entity("drug"), graph.entity("effect")
        theirs = [
            [part.edges[edge]["claim"].id for edge in edges]
            for edges in networkx.all_simple_edge_paths(part, drug, effect, cutoff=12)
        ]
        ours = [
            claims
            for route in only(answer).routes
            if route.hypothesis is not None
            for claims in names(*route.paths)
        ]
        # theirs ignores the contexts, and so may hold more
        assert [claims for claims in sorted(theirs) if claims in ours] == sorted(ours)
        for claims in theirs:
            assert claims in ours or not agrees(graph, claims)


def agrees(graph: Knowledge, claims: list[str]) -> bool:
    moves = [Move(c.subject.id, c.object.id, c) for c in map(graph.claim, claims)]
    return Asked(graph, "drug", "effect").agrees(tuple(moves))


# what a user of networkx meets


def test_a_node_is_an_entity_and_an_edge_a_claim_keyed_by_its_name() -> None:
    graph = knowledge("ketamine -| nmdar [h1]", "lithium")

    assert set(graph.network) == set(graph.entities.values())
    ((start, end, key, data),) = graph.network.edges(keys=True, data=True)
    claim = graph.claim("ketamine.decreases.nmdar")
    assert (start, end, key) == (claim.subject, claim.object, claim.iri)
    assert data == {"claim": claim}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_claim_between_entities_is_an_edge_and_no_other_claim_is(name: str) -> None:
    graph = graph_named(name)
    keys = {key for _, _, key in graph.network.edges(keys=True)}

    assert keys == {c.iri for c in graph.claims.values() if isinstance(c.subject, Entity)}
    assert set(graph.network) == set(graph.entities.values())
    assert all(set(data) == {"claim"} for _, _, data in graph.network.edges(data=True))


def test_two_claims_with_opposite_signs_are_two_edges_and_two_arrows() -> None:
    graph = knowledge("ketamine -> bdnf [h1]", "ketamine -| bdnf [h2]", "ketamine -0 bdnf")

    assert graph.network.number_of_edges(graph.entity("ketamine"), graph.entity("bdnf")) == 3
    assert sorted(arrow.sign for arrow in graph.index.arrows) == [-1, 1]


def test_a_null_finding_is_an_edge_and_not_an_arrow() -> None:
    graph = knowledge("rapastinel -0 glutamate")

    assert [c.family for _, _, c in graph.network.edges(data="claim")] == [Family.NULL]
    assert graph.index.arrows == ()


def test_a_claim_about_a_claim_is_neither_edge_nor_arrow() -> None:
    graph = knowledge("ketamine -> swimming", "ketamine.increases.swimming requires ampar")

    assert [c.id for _, _, c in graph.network.edges(data="claim")] == [
        "ketamine.increases.swimming"
    ]
    assert [arrow.name for arrow in graph.index.arrows] == ["ketamine.increases.swimming"]
    assert isinstance(graph.claim("ketamine.increases.swimming.requires.ampar").subject, Claim)


def test_a_receptor_that_acts_on_itself_is_an_edge_and_an_arrow() -> None:
    graph = knowledge("nmdar -| nmdar")

    assert networkx.number_of_selfloops(graph.network) == 1
    assert [(arrow.start, arrow.end) for arrow in graph.index.arrows] == [(0, 0)]


def test_the_network_is_a_plain_networkx_graph() -> None:
    assert type(shipped().network) is networkx.MultiDiGraph


# what only the index knows


def test_opposites_are_arrows_in_both_directions() -> None:
    graph = knowledge("immobility is-opposite-of swimming")

    assert sorted((arrow.start, arrow.end, arrow.sign) for arrow in graph.index.arrows) == [
        (0, 1, -1),
        (1, 0, -1),
    ]


def test_pools_are_joined_to_their_group_both_ways_and_animal_to_patient_one_way() -> None:
    graph = knowledge("pool pool-of nmdar", "state state-of gabab", "swimming models mood")

    assert {(arrow.name, arrow.joint, arrow.scope) for arrow in graph.index.joints} == {
        ("pool~nmdar", "pool not stated", 0),
        ("nmdar~pool", "pool not stated", 0),
        ("state~gabab", "pool not stated", 0),
        ("gabab~state", "pool not stated", 0),
        ("swimming~mood", "translation", 0),
    }


@stable(300)
@given(brains())
def test_the_scope_of_an_arrow_is_the_hypotheses_that_hold_its_claim(graph: Knowledge) -> None:
    for arrow in graph.index.arrows:
        assert arrow.claim is not None
        held = {name for name, bit in graph.own_bits.items() if arrow.scope & bit}
        assert held == {name for name in graph.hypotheses if holds(graph, name, arrow.claim)}


@stable(100)
@given(brains())
def test_the_claims_of_a_hypothesis_are_its_own_and_its_modules(graph: Knowledge) -> None:
    for name, hypothesis in graph.hypotheses.items():
        within = {name, *hypothesis.includes}
        listed = {claim.id for claim in graph.claims_of(hypothesis)}
        assert listed == {c.id for c in graph.claims.values() if within & set(c.hypotheses)}
