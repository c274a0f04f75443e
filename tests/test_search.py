"""The best simple paths come out, all of them, in order: held to listing every path by hand."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import networkx
import pytest
from building import stable
from hypothesis import given
from hypothesis import strategies as st

from glutagraph.index import EVERYWHERE, Arrow
from glutagraph.search import Budget, Search, loops, reachable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Allows: TypeAlias = Callable[[tuple[Arrow, ...]], bool]
    Expand: TypeAlias = Callable[[int], list[Arrow]]

NODES = 6
KETAMINE, EFFECT = 0, 1
ENOUGH = 1_000_000


class Wiring:
    """A signed multigraph on numbered nodes; `walked` counts how often a node is left."""

    def __init__(self, *arrows: Arrow) -> None:
        self.arrows = sorted(arrows, key=lambda arrow: arrow.name)
        self.walked = 0

    def out(self, node: int) -> list[Arrow]:
        self.walked += 1
        return [arrow for arrow in self.arrows if arrow.start == node]

    def into(self, node: int) -> list[Arrow]:
        return [arrow for arrow in self.arrows if arrow.end == node]

    def search(self, end: int = EFFECT, max_steps: int = NODES) -> Search:
        return Search(self.out, self.into, end, max_steps)

    @property
    def network(self) -> networkx.MultiDiGraph[int]:
        graph: networkx.MultiDiGraph[int] = networkx.MultiDiGraph()
        graph.add_nodes_from(range(NODES))
        graph.add_edges_from((arrow.start, arrow.end, arrow.name) for arrow in self.arrows)
        return graph


def arrow(
    start: int, end: int, sign: int = 1, *, tier: int = 3, disputed: int = 0, name: str = ""
) -> Arrow:
    name = name or f"{start}.{sign}.{end}"
    return Arrow(start, end, sign, tier, disputed, False, EVERYWHERE, name, None)


def wired(codes: list[int]) -> Wiring:
    """Arrows written as numbers, so that a failing case shrinks to few and small ones."""
    arrows = []
    for place, code in enumerate(codes):
        code, start = divmod(code, NODES)
        code, end = divmod(code, NODES)
        code, sign = divmod(code, 3)
        code, tier = divmod(code, 3)
        name = f"{code // 2}-{place:02}"
        arrows.append(arrow(start, end, (1, -1, 0)[sign], tier=tier, disputed=code % 2, name=name))
    return Wiring(*arrows)


wirings = st.lists(st.integers(0, NODES * NODES * 3 * 3 * 2 * 3 - 1), max_size=16).map(wired)
signs = st.sampled_from((None, 1, -1, 0))
ends = st.integers(0, NODES - 1)
bounds = st.integers(1, NODES)


def sign_of(path: tuple[Arrow, ...]) -> int:
    net = 1
    for step in path:
        net *= step.sign
    return net


def rank(path: tuple[Arrow, ...]) -> tuple[int, int, int, list[str]]:
    tier, disputed = max(step.tier for step in path), sum(step.disputed for step in path)
    return tier, disputed, len(path), [step.name for step in path]


def every_path(
    wiring: Wiring, start: int, end: int, max_steps: int, allows: Allows = lambda _: True
) -> list[tuple[Arrow, ...]]:
    """Every path that meets no node twice, listed by trying every arrow, then put in order."""

    def longer(path: tuple[Arrow, ...], met: frozenset[int]) -> Iterator[tuple[Arrow, ...]]:
        here = path[-1].end if path else start
        if path and here == end:
            yield path
        elif len(path) < max_steps:
            for step in wiring.arrows:
                further = (*path, step)
                if step.start == here and step.end not in met and allows(further):
                    yield from longer(further, met | {step.end})

    return sorted(longer((), frozenset({start})), key=rank)


def searched(
    wiring: Wiring, start: int = KETAMINE, end: int = EFFECT, max_steps: int = NODES
) -> list[tuple[Arrow, ...]]:
    return list(wiring.search(end, max_steps).paths(start, Budget(ENOUGH)))


# against listing every path


@stable(3000)
@given(wirings, ends, ends, bounds, signs)
def test_every_path_comes_out_once_and_the_best_first(
    wiring: Wiring, start: int, end: int, max_steps: int, sign: int | None
) -> None:
    paths = wiring.search(end, max_steps).paths(start, Budget(ENOUGH), sign=sign)
    by_hand = every_path(wiring, start, end, max_steps) if start != end else []

    assert list(paths) == [path for path in by_hand if sign is None or sign_of(path) == sign]


@stable(1000)
@given(wirings, ends, ends, bounds)
def test_networkx_finds_the_same_paths(
    wiring: Wiring, start: int, end: int, max_steps: int
) -> None:
    ours = [
        [(s.start, s.end, s.name) for s in path] for path in searched(wiring, start, end, max_steps)
    ]
    network = wiring.network.copy()  # without loops from a node to itself, which networkx 3.2 walks
    network.remove_edges_from(list(networkx.selfloop_edges(network, keys=True)))
    theirs = networkx.all_simple_edge_paths(network, start, end, cutoff=max_steps)

    # networkx yields one path without a step where the start is the end; we yield none
    assert sorted(ours) == sorted(path for path in theirs if path)


@stable(1000)
@given(wirings, ends, ends, bounds, signs, st.integers(1, 3))
def test_what_is_refused_at_the_beginning_of_a_path_is_refused_with_all_that_follows(
    wiring: Wiring, start: int, end: int, max_steps: int, sign: int | None, most: int
) -> None:
    def allows(path: tuple[Arrow, ...]) -> bool:
        return sum(step.sign == -1 for step in path) < most and path[-1].tier >= path[0].tier

    paths = wiring.search(end, max_steps).paths(start, Budget(ENOUGH), sign=sign, allows=allows)
    by_hand = every_path(wiring, start, end, max_steps, allows) if start != end else []

    assert list(paths) == [path for path in by_hand if sign is None or sign_of(path) == sign]


@stable(500)
@given(wirings, ends, ends, bounds, st.integers(1, 5))
def test_the_first_few_are_the_best_few_and_stopping_early_leaves_nothing_behind(
    wiring: Wiring, start: int, end: int, max_steps: int, few: int
) -> None:
    search = wiring.search(end, max_steps)
    every = list(search.paths(start, Budget(ENOUGH)))
    stopped = search.paths(start, Budget(ENOUGH))

    assert list(islice(stopped, few)) == every[:few]
    stopped.close()  # type: ignore[attr-defined]
    assert list(search.paths(start, Budget(ENOUGH))) == every


@stable(500)
@given(wirings, ends, bounds)
def test_one_look_back_from_the_effect_serves_every_drug(
    wiring: Wiring, end: int, max_steps: int
) -> None:
    search = wiring.search(end, max_steps)

    for start in range(NODES):
        paths = list(search.paths(start, Budget(ENOUGH)))
        assert paths == searched(wiring, start, end, max_steps)
        assert search.reaches(start) or not paths


# traps


def test_parallel_claims_of_opposite_sign_are_two_paths() -> None:
    wiring = Wiring(arrow(0, 2), arrow(0, 2, -1), arrow(2, 1))

    assert sorted(map(sign_of, searched(wiring))) == [-1, 1]


def test_parallel_claims_of_the_same_sign_are_two_paths() -> None:
    wiring = Wiring(arrow(0, 1, name="activates"), arrow(0, 1, name="increases"))

    assert [path[0].name for path in searched(wiring)] == ["activates", "increases"]


def test_a_claim_without_a_direction_is_walked_and_leaves_the_sign_unknown() -> None:
    wiring = Wiring(arrow(0, 2, -1), arrow(2, 1, 0))

    assert [sign_of(path) for path in searched(wiring)] == [0]
    assert not list(wiring.search().paths(KETAMINE, Budget(ENOUGH), sign=-1))
    assert list(wiring.search().paths(KETAMINE, Budget(ENOUGH), sign=0))


def test_no_protein_is_met_under_both_signs() -> None:
    """The loop 2 -| 3 -> 2 would turn the sign, and a search on (node, sign) pairs would walk it."""
    wiring = Wiring(arrow(0, 2), arrow(2, 3, -1), arrow(3, 2), arrow(2, 1))

    assert searched(wiring) == [(arrow(0, 2), arrow(2, 1))]
    assert not list(wiring.search().paths(KETAMINE, Budget(ENOUGH), sign=-1))


def test_a_path_does_not_come_back_to_the_drug() -> None:
    wiring = Wiring(arrow(0, 2), arrow(2, 0, -1), arrow(0, 1))

    assert searched(wiring) == [(arrow(0, 1),)]


def test_a_path_ends_where_it_first_meets_the_effect() -> None:
    wiring = Wiring(arrow(0, 1), arrow(1, 2), arrow(2, 1, -1))

    assert searched(wiring) == [(arrow(0, 1),)]


def test_a_receptor_that_acts_on_itself_does_not_lengthen_a_path() -> None:
    wiring = Wiring(arrow(0, 2), arrow(2, 2, -1), arrow(2, 1), arrow(1, 1, -1), arrow(0, 0, -1))

    assert searched(wiring) == [(arrow(0, 2), arrow(2, 1))]


def test_there_is_no_path_from_a_thing_to_itself() -> None:
    wiring = Wiring(arrow(0, 2), arrow(2, 0), arrow(0, 0))

    assert searched(wiring, KETAMINE, KETAMINE) == []


def test_an_effect_that_is_out_of_reach_has_no_path_and_costs_no_search() -> None:
    wiring = Wiring(arrow(0, 2), arrow(3, 1))
    search, budget = wiring.search(), Budget(ENOUGH)

    assert not search.reaches(KETAMINE)
    assert list(search.paths(KETAMINE, budget)) == []
    assert not budget.spent


def test_the_bound_counts_steps_and_not_nodes() -> None:
    wiring = Wiring(arrow(0, 2), arrow(2, 3), arrow(3, 1))

    assert len(searched(wiring, max_steps=3)) == 1
    assert searched(wiring, max_steps=2) == []
    assert not wiring.search(max_steps=2).reaches(KETAMINE)


# order


def test_a_longer_path_of_stronger_evidence_comes_before_a_shorter_one() -> None:
    trials = (arrow(0, 2, tier=1), arrow(2, 3, tier=1), arrow(3, 1, tier=1))
    proposal = (arrow(0, 1, tier=6),)

    assert searched(Wiring(*trials, *proposal)) == [trials, proposal]


def test_a_path_is_no_stronger_than_its_weakest_step() -> None:
    uneven = (arrow(0, 2, tier=1), arrow(2, 1, tier=5))
    even = (arrow(0, 3, tier=4), arrow(3, 1, tier=4))

    assert searched(Wiring(*uneven, *even)) == [even, uneven]


def test_of_equal_evidence_the_undisputed_path_comes_first() -> None:
    disputed = (arrow(0, 1, disputed=1),)
    sound = (arrow(0, 2), arrow(2, 3), arrow(3, 1))

    assert searched(Wiring(*disputed, *sound)) == [sound, disputed]


def test_of_paths_that_are_equal_in_all_else_the_names_decide() -> None:
    later, sooner = arrow(0, 1, name="b"), arrow(0, 1, -1, name="a")

    assert searched(Wiring(later, sooner)) == [(sooner,), (later,)]


# budgets


def test_a_budget_ends_the_search_and_says_so() -> None:
    wiring = Wiring(*(arrow(one, other) for one in range(NODES) for other in range(NODES)))
    budget = Budget(50)
    found = list(wiring.search().paths(KETAMINE, budget))

    assert budget.spent
    assert found == searched(wiring)[: len(found)]


@stable(300)
@given(wirings, st.integers(0, 60))
def test_what_a_spent_budget_found_is_the_beginning_of_the_answer(
    wiring: Wiring, size: int
) -> None:
    budget = Budget(size)
    found = list(wiring.search().paths(KETAMINE, budget))
    every = searched(wiring)

    assert found == every[: len(found)]
    assert budget.spent or found == every


def test_a_budget_that_is_just_enough_is_not_spent() -> None:
    wiring = Wiring(arrow(0, 2), arrow(2, 1))
    enough, too_little = Budget(2), Budget(1)

    assert len(list(wiring.search().paths(KETAMINE, enough))) == 1
    assert not enough.spent
    assert list(wiring.search().paths(KETAMINE, too_little)) == []
    assert too_little.spent


def test_the_best_of_a_million_paths_comes_without_looking_at_them_all() -> None:
    """Twenty rungs with two arrows each: 2 ** 20 paths."""
    rungs = [arrow(rung, rung + 1, sign) for rung in range(20) for sign in (1, -1)]
    wiring, budget = Wiring(*rungs), Budget(1_000)
    best = list(islice(wiring.search(end=20, max_steps=20).paths(0, budget, sign=-1), 3))

    assert [sign_of(path) for path in best] == [-1, -1, -1]
    assert not budget.spent


def test_a_blind_alley_is_not_entered() -> None:
    """Node 2 leads to a thicket that never reaches the effect; only the way through 3 is walked."""
    thicket = [arrow(one, other) for one in range(4, 14) for other in range(4, 14)]
    wiring = Wiring(arrow(0, 2), arrow(2, 4), *thicket, arrow(0, 3), arrow(3, 1))

    assert searched(wiring, max_steps=12) == [(arrow(0, 3), arrow(3, 1))]
    assert wiring.walked == 2


# reach and loops


@stable(300)
@given(wirings, ends)
def test_reach_counts_the_fewest_steps(wiring: Wiring, start: int) -> None:
    steps = networkx.single_source_shortest_path_length(wiring.network, start)

    assert reachable(wiring.out, start) == dict(steps)


@stable(500)
@given(wirings, st.sets(ends), bounds)
def test_every_feedback_loop_through_a_place_is_told_once(
    wiring: Wiring, places: set[int], longest: int
) -> None:
    told = loops(wiring.out, places, longest, Budget(ENOUGH))

    assert {frozenset(step.name for step in loop) for loop in told} == {
        frozenset(step.name for step in (*path, back))
        for place in places
        for back in wiring.arrows
        if back.end == place
        for path in _to(wiring, place, back.start)
        if len(path) < longest
    }
    assert len({frozenset(loop) for loop in told}) == len(told)
    assert [len(loop) for loop in told] == sorted(len(loop) for loop in told)


def _to(wiring: Wiring, start: int, end: int) -> list[tuple[Arrow, ...]]:
    return every_path(wiring, start, end, NODES) if start != end else [()]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_receptor_that_acts_on_itself_is_a_loop_of_one_step(sign: int) -> None:
    wiring = Wiring(arrow(0, 0, sign))

    assert loops(wiring.out, {0}, NODES, Budget(ENOUGH)) == [(arrow(0, 0, sign),)]
