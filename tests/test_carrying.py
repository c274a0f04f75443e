"""Which end results longer routes carry: quickly found, and honest where a budget ends the judging."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import knowledge, stable
from hypothesis import given
from hypothesis import strategies as st
from random_brains import brains
from test_search import ENOUGH, NODES, Wiring, arrow, bounds, ends, every_path, sign_of, wirings

from glutagraph.carrying import quick_route
from glutagraph.limits import Limits
from glutagraph.routes import Routes, names_of
from glutagraph.search import Budget

if TYPE_CHECKING:
    from glutagraph.carrying import Quick
    from glutagraph.index import Arrow
    from glutagraph.knowledge import Knowledge

signs = st.sampled_from((1, -1, 0))


# a quick look


def looked_for(wiring: Wiring, net: Arrow, max_steps: int = NODES) -> Quick:
    return quick_route(wiring.out, wiring.into, net, lambda _: True, max_steps)


@stable(1500)
@given(wirings, ends, ends, signs, bounds)
def test_what_a_quick_look_finds_is_a_longer_route_and_where_it_finds_no_way_there_is_none(
    wiring: Wiring, start: int, end: int, sign: int, max_steps: int
) -> None:
    if start == end:
        return
    told = looked_for(wiring, arrow(start, end, sign), max_steps)
    routes = [
        path
        for path in every_path(wiring, start, end, max_steps)
        if len(path) > 1 and sign_of(path) == sign
    ]

    assert not told.route or told.route in routes
    assert told.is_any or not routes
    assert told.is_any or not told.route


def test_a_parallel_claim_is_no_longer_route() -> None:
    wiring = Wiring(arrow(0, 1, name="activates"), arrow(0, 1, name="increases"))

    assert not looked_for(wiring, arrow(0, 1)).is_any


def test_a_walk_that_meets_a_protein_twice_is_tried_again_another_way() -> None:
    """The shortest walk that lowers turns round at 3; the route by 4 and 5 is longer."""
    wiring = Wiring(
        *(arrow(0, 2), arrow(2, 3, -1), arrow(3, 2), arrow(2, 1)),
        *(arrow(0, 4), arrow(4, 5), arrow(5, 1, -1)),
    )

    assert [step.end for step in looked_for(wiring, arrow(0, 1, -1)).route] == [4, 5, 1]


def test_a_walk_that_is_not_coherent_is_tried_again_another_way() -> None:
    wiring = Wiring(arrow(0, 2), arrow(2, 1), arrow(0, 3), arrow(3, 4), arrow(4, 1))
    told = quick_route(
        *(wiring.out, wiring.into, arrow(0, 1)),
        allows=lambda path: [step.end for step in path] != [2, 1],
        max_steps=NODES,
    )

    assert [step.end for step in told.route] == [3, 4, 1]


# budgets

CARRIED = (
    *("drug -> a [h1]", "a -> b [h1]", "drug -> b net [h1]"),
    *("b -> c [h1]", "drug -> c net [h1]", "c -> effect [h1]"),
)


def routes(graph: Knowledge, start: str, end: str, budget: int) -> Routes:
    assert end in graph.entities
    return Routes(graph, graph.entity(start), Limits(), budget=budget)


def test_what_was_not_judged_is_left_out_and_the_list_is_not_complete() -> None:
    graph = knowledge(*CARRIED)
    asked = routes(graph, "drug", "effect", 0)
    judged = asked.scope(graph.hypothesis("h1")).scope.judged

    assert judged.carried == {"drug.increases.b"}
    assert judged.left == {"drug.increases.c"}
    assert not asked.found(graph.entity("effect")).complete


@pytest.mark.parametrize("budget", [10, 1_000])
def test_with_enough_to_look_at_everything_is_judged(budget: int) -> None:
    graph = knowledge(*CARRIED)
    asked = routes(graph, "drug", "effect", budget)

    assert [claim.id for claim in asked.carried()] == ["drug.increases.b", "drug.increases.c"]
    assert asked.found(graph.entity("effect")).complete


@stable(300)
@given(brains(), st.integers(0, 30))
def test_what_a_small_budget_judges_is_judged_as_a_large_one_would(
    graph: Knowledge, budget: int
) -> None:
    few, many = (routes(graph, "drug", "effect", size) for size in (budget, ENOUGH))
    for hypothesis in few.hypotheses():
        some, every = (one.scope(hypothesis).scope.judged for one in (few, many))
        assert not every.left
        assert some.carried == every.carried - some.left
        assert all(one < other for one in some.carried for other in some.left)


@stable(300)
@given(brains(), st.integers(0, 60))
def test_every_path_that_a_small_budget_lists_is_one(graph: Knowledge, budget: int) -> None:
    """What may be carried is not walked, so that no list has a short cut that a longer list has not."""
    end = graph.entity("effect")
    few, many = (routes(graph, "drug", "effect", size).found(end) for size in (budget, ENOUGH))
    every = {hypothesis: set(map(names_of, paths)) for hypothesis, paths in many.under}

    for hypothesis, paths in few.under:
        if hypothesis is not None:
            assert set(map(names_of, paths)) <= every[hypothesis]
    assert not few.complete or few == many


@stable(500)
@given(wirings, ends, ends, st.integers(0, 15))
def test_a_search_that_leaves_arrows_out_on_the_way_finds_what_one_without_them_finds(
    wiring: Wiring, start: int, end: int, place: int
) -> None:
    """The look back from the effect is done once, whatever is blocked."""
    if not wiring.arrows:
        return
    gone = wiring.arrows[place % len(wiring.arrows)]
    without = Wiring(*(one for one in wiring.arrows if one is not gone))

    blocked = wiring.search(end).paths(start, Budget(ENOUGH), out=without.out)
    assert list(blocked) == list(without.search(end).paths(start, Budget(ENOUGH)))
