"""The search of stores finds every path of small random graphs, in order, and nothing else."""

from __future__ import annotations

import random

import pytest
from rows_in_memory import Case, Lists

from glutagraph.search import Budget
from glutagraph.store.arrays import np
from glutagraph.store.corridor import Corridor
from glutagraph.store.growth import Effort, Keep
from glutagraph.store.rows import Traits

PLENTY = 1_000_000


@pytest.mark.parametrize("listed", [True, False], ids=["at once", "by class"])
@pytest.mark.parametrize("seed", range(10))
def test_paths_are_those_listed_by_hand_in_their_order(seed: int, listed: bool) -> None:
    dice, found = random.Random(seed), 0
    for _ in range(250):
        case = Case(dice)
        corridor = case.corridor(listed=listed)

        answer = [case.ranked(w) for w in corridor.paths(Budget(PLENTY), sign=case.sign)]

        if corridor.is_whole:
            assert answer == case.by_hand(), vars(case)
            found += len(answer)
    assert found > 30


@pytest.mark.parametrize("seed", range(4))
def test_where_hubs_cost_more_paths_come_by_their_cost(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(250):
        case = Case(dice)
        corridor = case.corridor(costs=True)

        paths = corridor.paths(Budget(PLENTY), sign=case.sign)
        answer = [case.ranked(w, costs=True) for w in paths]

        if corridor.is_whole:
            assert answer == case.by_hand(costs=True), vars(case)


@pytest.mark.parametrize("listed", [True, False], ids=["at once", "by class"])
def test_two_questions_of_one_corridor_do_not_disturb_one_another(listed: bool) -> None:
    dice = random.Random(7)
    for _ in range(200):
        case = Case(dice)
        corridor = case.corridor(listed=listed)
        whole = [*case.corridor().paths(Budget(PLENTY))]

        first = corridor.paths(Budget(PLENTY))
        begun = [next(first, None)]
        between = [*corridor.paths(Budget(PLENTY), sign=-1)]

        assert [*filter(None, begun), *first] == whole
        assert between == [*case.corridor().paths(Budget(PLENTY), sign=-1)]


def complete(nodes: int, *, listed: bool = True) -> Corridor:
    """From the first to the last of some nodes, each of which leads to each."""
    one = np.ones(1, np.int64)
    traits = Traits(one, one, one < 0, one > 0, one)
    edges = {(a, 0, b, 0) for a in range(nodes) for b in range(nodes) if a != b}
    most = 5_000 if listed else -1
    ends = (0, nodes - 1, nodes)
    return Corridor(Lists(nodes, edges, traits), *ends, Keep(one > 0), most_listed=most)


def test_the_best_of_more_paths_than_anybody_could_list_come_at_once() -> None:
    paths = complete(40).paths(Budget(2_000))

    assert [len(next(paths).claims) for _ in range(45)] == [1] + [2] * 38 + [3] * 6


def test_a_budget_ends_a_search_and_says_so() -> None:
    budget = Budget(100)

    found = [*complete(12).paths(budget)]

    assert budget.spent
    assert 0 < len(found) < 100


def test_so_does_the_effort_of_growing() -> None:
    corridor = complete(12)
    corridor.effort = Effort(5)

    assert [*corridor.paths(Budget(PLENTY))] == []
    assert corridor.effort.spent


@pytest.mark.parametrize("listed", [True, False], ids=["at once", "by class"])
def test_contexts_are_asked_of_each_beginning(listed: bool) -> None:
    """A refused beginning is refused with all that would follow."""
    asked: list[tuple[list[int], int]] = []

    def allows(before: list[int], trait: int) -> bool:
        asked.append(([*before], trait))
        return len(before) < 1

    found = [*complete(5, listed=listed).paths(Budget(PLENTY), allows=allows)]

    assert [len(path.claims) for path in found] == [1]
    assert max(len(before) for before, _ in asked) == 1


def test_however_many_nodes_are_asked_for_all_are_on_the_path() -> None:
    dice, found = random.Random(5), 0
    for _ in range(1500):
        case = Case(dice)
        case.via = tuple(dice.sample(range(case.graph.count), min(case.graph.count, 4)))
        corridor = case.corridor(listed=dice.random() < 0.5)

        answer = [case.ranked(walked) for walked in corridor.paths(Budget(PLENTY), sign=case.sign)]

        if corridor.is_whole:
            assert answer == case.by_hand(), vars(case)
            found += len(answer)
    assert found > 10
