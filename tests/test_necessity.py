"""What every route needs, and the fewest nodes that cut them all."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from building import knowledge, shipped, stable
from command_line import glutagraph
from hypothesis import given
from hypothesis import strategies as st
from random_brains import brains

from glutagraph.intervening import clamp, what_if
from glutagraph.limits import Limits
from glutagraph.model import Entity
from glutagraph.necessity import Necessity, cuts, dominators, necessary
from glutagraph.vocabulary import ENTITY

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

KINDS = {"ketamine": "drug", "mood": "outcome"}


def brain(*lines: str) -> Knowledge:
    said = {word for line in lines for word in line.split()}
    return knowledge(*lines, kinds={name: kind for name, kind in KINDS.items() if name in said})


def needs(graph: Knowledge, end: str = "mood", max_size: int = 3) -> dict[str, Necessity]:
    """What routes need by hypothesis; under "" all together."""
    rows = necessary(graph, "ketamine", end, max_size=max_size)
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
    assert "every route needs mTORC1 (blocked: abolished on the drug" in " ".join(told.out.split())


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
