"""What every route needs, and the fewest nodes that cut them all."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from building import knowledge, shipped, stable
from command_line import glutagraph
from hypothesis import given
from hypothesis import strategies as st
from imported_at_random import imported
from random_brains import brains

from glutagraph.holding import clamp
from glutagraph.intervening import what_if
from glutagraph.limits import Limits
from glutagraph.model import Entity
from glutagraph.necessity import Necessity, cuts, dominators, necessary
from glutagraph.vocabulary import ENTITY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from glutagraph.knowledge import Knowledge

KINDS = {"ketamine": "drug", "mood": "outcome"}


def brain(*lines: str) -> Knowledge:
    said = {word for line in lines for word in line.split()}
    return knowledge(*lines, kinds={name: kind for name, kind in KINDS.items() if name in said})


def needs(graph: Knowledge, end: str = "mood", **more: Any) -> dict[str, Necessity]:
    """What routes need by hypothesis; under "" all together."""
    rows = necessary(graph, "ketamine", end, **more)
    return {row.hypothesis.id if row.hypothesis else "": row for row in rows}


def names(row: Necessity) -> tuple[list[str], list[list[str]]]:
    """The necessary nodes and the cuts, by name."""
    told = [[node.id for node in cut.nodes] for cut in row.cuts]
    return [cut.nodes[0].id for cut in row.necessary], told


DIAMOND = (
    *("ketamine -> glutamate [h1]", "glutamate -> ampar [h1]", "glutamate -> trkb [h1]"),
    *("ampar -> mtor [h1]", "trkb -> mtor [h1]", "mtor -> mood [h1]"),
)


def test_of_a_diamond_the_waists_are_necessary_and_both_sides_together_cut() -> None:
    needed, cut = names(needs(brain(*DIAMOND))["h1"])

    assert needed == ["glutamate", "mtor"]
    assert cut == [["glutamate"], ["mtor"], ["ampar", "trkb"]]


def test_two_hypotheses_with_different_waists_need_nothing_in_common() -> None:
    graph = brain(
        *("ketamine -> ampar [h1]", "ampar -> mood [h1]"),
        *("ketamine -> habenula [h2]", "habenula -> mood [h2]"),
    )
    rows = needs(graph)

    assert names(rows["h1"]) == (["ampar"], [["ampar"]])
    assert names(rows[""]) == ([], [["ampar", "habenula"]])


def test_a_bound_on_steps_can_make_a_node_necessary() -> None:
    graph = brain(
        *("ketamine -> ampar [h1]", "ampar -> mood [h1]"),
        *("ketamine -> bdnf [h1]", "bdnf -> trkb [h1]", "trkb -> mood [h1]"),
    )
    short = necessary(graph, "ketamine", "mood", limits=Limits(max_steps=2))

    assert names(needs(graph)["h1"])[0] == []
    assert names(short[0])[0] == ["ampar"]


def test_what_is_only_stated_end_to_end_has_nothing_to_block() -> None:
    row = needs(brain("ketamine -> mood net"))[""]

    assert row.is_stated_only
    assert names(row) == ([], [])


def test_the_smallest_cuts_are_told_though_they_are_larger_than_asked() -> None:
    graph = brain(*(f"ketamine -> {n} [h1]" for n in "abc"), *(f"{n} -> mood [h1]" for n in "abc"))

    assert names(needs(graph, max_size=1)["h1"])[1] == [["a", "b", "c"]]


def test_a_blocked_node_is_told_with_its_experiment() -> None:
    row = needs(shipped(), "antidepressant-like-effect")["disinhibition"]
    (mtorc1,) = [cut for cut in row.necessary if cut.nodes[0].id == "mtorc1"]

    assert [experiment.on_top for experiment in mtorc1.experiments] == ["abolished"]


@stable(300)
@given(brains())
def test_a_necessary_node_is_one_whose_block_abolishes(graph: Knowledge) -> None:
    """Under each hypothesis: what-if is asked of every node in turn."""
    for row in necessary(graph, "drug", "effect"):
        if row.hypothesis is None:
            continue
        needed = {cut.nodes[0].id for cut in row.necessary}
        renamed = "kinase" if "kinase.is-opposite-of.effect" in graph.claims else ""
        for node in set(graph.entities) - {"drug", "effect", renamed}:
            act, name = clamp(graph, node, "low"), row.hypothesis.id
            told = what_if(graph, "drug", "effect", act, hypothesis=name)
            (left,) = told.consequences[0].hypotheses
            assert (left.remains == "abolished") == (node in needed)


# where a budget ended the listing

GOOD, WEAK = "{randomised-controlled-trial}", "{proposal}"


def test_a_list_that_a_budget_ended_makes_no_node_necessary_that_another_route_avoids() -> None:
    """The first route listed is the best; that by way of BDNF rests on proposals and comes last."""
    graph = brain(
        *(f"ketamine -> ampar [h1] {GOOD}", f"ampar -> mood [h1] {GOOD}"),
        *(f"ketamine -> bdnf [h1] {WEAK}", f"bdnf -> mood [h1] {WEAK}"),
    )
    part = needs(graph, budget=3)

    for row in part.values():
        assert (row.routes, row.complete) == (1, False)
        assert names(row) == ([], [])
    assert names(needs(graph)["h1"])[1] == [["ampar", "bdnf"]]


def test_a_waist_of_a_thicket_is_necessary_though_not_every_route_was_listed() -> None:
    thicket = [f"n{a} -> n{b} [h1]" for a in range(8) for b in range(8) if a != b]
    ways = [f"ketamine -> n{a} [h1]" for a in range(4)] + [f"n{a} -> waist [h1]" for a in range(8)]
    graph = brain(*thicket, *ways, "waist -> mood [h1]")

    for row in needs(graph, budget=3_000).values():
        assert not row.complete
        assert row.routes > 100
        assert names(row) == (["waist"], [["waist"]])


def test_a_hypothesis_of_which_no_route_was_listed_yet_makes_nothing_necessary() -> None:
    graph = brain(
        *("ketamine -> ampar [h1]", "ampar -> mood [h1]"),
        *("ketamine -> a [h2]", "a -> b [h2]", "b -> c [h2]", "c -> mood [h2]"),
    )
    rows = needs(graph, budget=5)

    assert set(rows) == {"", "h1"}
    assert names(rows["h1"]) == (["ampar"], [["ampar"]])
    assert not rows[""].complete
    assert names(rows[""]) == ([], [])


def test_an_end_result_beside_a_list_that_was_ended_passes_no_node() -> None:
    graph = brain(
        "ketamine -| mood", "ketamine -> ampar [h1]", "ampar -> mood [h1]", "ketamine -> x [h1]"
    )
    rows = needs(graph, budget=2)

    assert names(rows[""]) == ([], [])
    assert not rows[""].is_stated_only


def test_a_longer_walk_than_the_bound_is_no_reason_to_doubt_a_cut() -> None:
    graph = brain(
        *(f"ketamine -> ampar [h1] {GOOD}", f"ampar -> mood [h1] {GOOD}"),
        *(f"ketamine -> bdnf [h1] {GOOD}", f"bdnf -> mood [h1] {GOOD}"),
        *("ketamine -> a [h1]", "a -> b [h1]", "b -> mood [h1]", "ketamine -| ampar [h1]"),
    )
    short = necessary(graph, "ketamine", "mood", limits=Limits(max_steps=2), budget=6)
    longer = necessary(graph, "ketamine", "mood", budget=6)

    assert [row.complete for row in (*short, *longer)] == [False] * 4
    assert names(short[1])[1] == [["ampar", "bdnf"]]
    assert names(longer[1])[1] == []


@stable(400)
@given(brains(), st.integers(1, 40), st.integers(1, 5))
def test_whatever_the_budget_what_is_told_is_so(
    graph: Knowledge, budget: int, max_steps: int
) -> None:
    """Every node told is on every route there is, every cut meets them all and none of it is idle."""
    limits = Limits(max_steps=max_steps)
    whole = {
        row.hypothesis: row for row in necessary(graph, "drug", "effect", max_size=6, limits=limits)
    }
    for row in necessary(graph, "drug", "effect", limits=limits, budget=budget):
        if row.routes:
            exact = whole[row.hypothesis]
            assert exact.complete
            assert {c.nodes for c in row.necessary} <= {c.nodes for c in exact.necessary}
            assert {c.nodes for c in row.cuts} <= {c.nodes for c in exact.cuts}
            assert not row.complete or row == replace(exact, cuts=row.cuts)


@stable(40)
@given(st.integers(0, 10_000), st.integers(60, 600))
def test_of_a_dense_graph_what_a_short_list_tells_is_so(seed: int, budget: int) -> None:
    """Held to trying each node, and each pair, by what-if: nothing is left of the effect without it."""
    graph = dense(seed)
    for row in necessary(graph, "ketamine", "mood", max_size=2, budget=budget):
        only: dict[str, Any] = {"hypothesis": row.hypothesis.id} if row.hypothesis else {}
        for cut in (*row.necessary, *(cut for cut in row.cuts if len(cut.nodes) <= 2)):
            acts = [act for node in cut.nodes for act in clamp(graph, node.id, "low")]
            told = what_if(graph, "ketamine", "mood", acts, **only).consequences[0]
            assert told.complete
            assert told.union.remains == "abolished"


@stable(60)
@given(st.integers(0, 10_000), st.integers(2, 8))
def test_of_an_imported_graph_what_is_told_is_on_every_path_listed_or_not(
    seed: int, most: int
) -> None:
    """Held to listing every path by hand; only some of them are listed by the graph."""
    arrows = clumps(random.Random(seed))
    graph = imported(*(f"{a} -> {b}" for a, b in arrows), kinds=KINDS)
    every = [frozenset(path[1:-1]) for path in paths(arrows, ("ketamine",), most)]

    rows = necessary(graph, "ketamine", "mood", max_size=2, limits=Limits(max_steps=most))

    assert bool(rows) == bool(every)
    for row in rows:
        told = {node.id for cut in row.necessary for node in cut.nodes}
        assert told == frozenset.intersection(*every)
        assert all({node.id for node in cut.nodes} & path for cut in row.cuts for path in every)


def paths(
    arrows: list[tuple[str, str]], begun: tuple[str, ...], most: int
) -> Iterator[tuple[str, ...]]:
    """Every path from a beginning to the mood, of so many steps at most."""
    if begun[-1] == "mood":
        yield begun
    elif len(begun) <= most:
        for start, end in arrows:
            if start == begun[-1] and end not in begun:
                yield from paths(arrows, (*begun, end), most)


def dense(seed: int) -> Knowledge:
    """Two clumps, and every arrow in one of two hypotheses."""
    dice = random.Random(seed)
    lines = [
        f"{a} {dice.choice(('->', '-|'))} {b} [{dice.choice(('h1', 'h1', 'h1, h2'))}]"
        for a, b in clumps(dice)
    ]
    return brain("mood", "ketamine", *lines)


def clumps(dice: random.Random) -> list[tuple[str, str]]:
    """Two clumps of nodes that are joined by few bridges."""
    early, late = [f"a{n}" for n in range(5)], [f"b{n}" for n in range(5)]
    pairs = [(a, b) for clump in (early, late) for a in clump for b in clump if a != b]
    arrows = dice.sample(pairs, 24)
    arrows += [("ketamine", name) for name in dice.sample(early, 2)]
    arrows += [(dice.choice(early), dice.choice(late)) for _ in range(2)]
    arrows += [(name, "mood") for name in dice.sample(late, 2)]
    return [*dict.fromkeys(arrows)]


NODES = [Entity(ENTITY + name, name, "process") for name in "abcdef"]
routes_drawn = st.lists(
    st.frozensets(st.sampled_from(NODES), min_size=1, max_size=4), min_size=1, max_size=6
)


@stable(500)
@given(routes_drawn, st.integers(1, 3))
def test_cuts_are_all_the_minimal_sets_that_meet_every_route(
    routes: list[frozenset[Entity]], size: int
) -> None:
    every = [
        frozenset(chosen)
        for count in range(1, 7)
        for chosen in combinations(NODES, count)
        if all(route & set(chosen) for route in routes)
    ]
    minimal = [cut for cut in every if not any(other < cut for other in every)]
    smallest = min(len(cut) for cut in minimal)
    found, complete = cuts(routes, size)

    assert complete
    assert set(found) == {cut for cut in minimal if len(cut) <= max(size, smallest)}
    assert [len(cut) for cut in found] == sorted(len(cut) for cut in found)


def test_a_budget_that_ends_the_search_says_so() -> None:
    assert cuts([frozenset(NODES)] * 2, 3, budget=1)[1] is False


@stable(300)
@given(brains())
def test_dominators_are_the_nodes_without_which_nothing_leads_there(graph: Knowledge) -> None:
    index = graph.index
    start, end = index.number["drug"], index.number["effect"]
    found = set(dominators(index.expand, start, end))

    def reached(without: int | None) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            for arrow in index.expand(waiting.pop()):
                if arrow.end not in seen and arrow.end != without:
                    seen.add(arrow.end)
                    waiting.append(arrow.end)
        return end in seen

    if reached(None):
        nodes = set(range(len(index.nodes))) - {start, end}
        assert found == {node for node in nodes if not reached(node)}


# at the shell


def test_necessary_tells_what_every_route_needs() -> None:
    told = glutagraph("necessary", "ketamine", "synaptogenesis")

    assert told.status == 0
    assert "every route needs mTORC1 (without it: abolished on the drug" in " ".join(
        told.out.split()
    )


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md"])
def test_necessary_in_every_format(form: str) -> None:
    told = glutagraph("necessary", "ketamine", "mood", "--format", form)

    assert told.status == 0
    if form == "json":
        assert {row["hypothesis"] for row in json.loads(told.out)["needs"]} >= {None}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("ketamine", "moood"), 4),
        (("ketamine",), 2),
        (("ketamine", "mood", "--max-size", "0"), 2),
        (("midazolam", "mood"), 1),
    ],
)
def test_necessary_says_what_is_wrong(words: tuple[str, ...], status: int) -> None:
    told = glutagraph("necessary", *words)

    assert told.status == status
    assert told.err
    assert "Traceback" not in told.err
