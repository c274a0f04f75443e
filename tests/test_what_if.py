"""What an intervention does to an outcome, and what it leaves of a drug's effect on it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import pytest
import random_brains
from building import knowledge, names, stable
from by_hand_what_if import WorkedOut, additions_of, rows_of
from hypothesis import assume, given, note
from hypothesis import strategies as st

from glutagraph.consequences import Intervention
from glutagraph.errors import UnknownNameError
from glutagraph.holding import InterventionError, block, clamp, cut, knock_out
from glutagraph.intervening import what_if
from glutagraph.knowledge import Knowledge
from glutagraph.model import Contents, Family, Sign, Tier
from glutagraph.reasons import parting_text
from glutagraph.telling.what_if import what_if_json, what_if_lines
from glutagraph.text import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from glutagraph.consequences import Consequence, Remainder
    from glutagraph.model import Claim

KINDS = {
    "ketamine": "drug",
    "hnk": "metabolite",
    "esketamine": "drug",
    "dextromethorphan": "drug",
    "quinidine": "drug",
    "axs-05": "drug-combination",
    "midazolam": "drug",
    "alcohol": "drug",
    "stress": "exposure",
    "rapamycin": "tool-compound",
    "d-cycloserine": "drug",
    "val66met": "gene-variant",
    "interneuron": "cell-type",
    "pv-interneuron": "cell-type",
    "pyramidal-cell": "cell-type",
    "mood": "outcome",
    "swimming": "outcome",
    "sucrose": "outcome",
    "relief": "outcome",
}


def brain(*lines: str, **more: Any) -> Knowledge:
    """What some lines say; drugs, cells and outcomes are of their kind."""
    said = {word for line in lines for word in line.split()}
    return knowledge(*lines, kinds={n: kind for n, kind in KINDS.items() if n in said}, **more)


def asked(
    graph: Knowledge,
    drug: str | None,
    *done: tuple[Intervention, ...],
    end: str = "mood",
    **limits: Any,
) -> Consequence:
    """What is answered for one outcome, mood unless another is named."""
    every = tuple(one for some in done for one in some)
    (consequence,) = what_if(graph, drug, end, every, **limits).consequences
    return consequence


def under(consequence: Consequence, hypothesis: str) -> Remainder:
    (row,) = [r for r in consequence.hypotheses if r.hypothesis and r.hypothesis.id == hypothesis]
    return row


def held(graph: Knowledge, *names: str, level: str = "low") -> tuple[Intervention, ...]:
    return tuple(one for name in names for one in clamp(graph, name, level))


def nodes(done: Sequence[Intervention]) -> list[str]:
    return [one.node.id for one in done if one.node]


# what is left of a drug's effect

TWO_ROUTES = (
    "ketamine -| interneuron-firing [h1]",
    "interneuron-firing -| mood [h1]",
    "ketamine -> dopamine [h1]",
    "dopamine -> mood [h1]",
)


def test_of_two_parallel_routes_one_is_left() -> None:
    graph = brain(*TWO_ROUTES)
    row = asked(graph, "ketamine", block(graph, "dopamine")).union

    assert (row.before, row.remains, row.after) == ("increases", "reduced", "increases")
    assert names(*row.kept) == [
        ["ketamine.decreases.interneuron-firing", "interneuron-firing.decreases.mood"]
    ]
    assert names(*row.lost) == [["ketamine.increases.dopamine", "dopamine.increases.mood"]]
    assert not row.by_omission


def test_without_the_only_route_the_effect_is_abolished() -> None:
    graph = brain("ketamine -> bdnf [h1]", "bdnf -> mtorc1 [h1]", "mtorc1 -> mood [h1]")
    row = asked(graph, "ketamine", block(graph, "mtorc1")).union

    assert (row.before, row.remains, row.after) == ("increases", "abolished", "none")
    assert (row.kept, len(row.lost)) == ((), 1)


def test_both_of_two_routes_must_be_blocked_to_abolish_the_effect() -> None:
    graph = brain(*TWO_ROUTES)
    both = held(graph, "interneuron-firing", "dopamine")

    assert asked(graph, "ketamine", both).union.remains == "abolished"


def test_what_lies_on_no_route_leaves_the_effect_unchanged_by_omission() -> None:
    """Serotonin is raised by ketamine and leads nowhere: to block it predicts nothing."""
    graph = brain(*TWO_ROUTES, "ketamine -> serotonin [h1]")
    row = asked(graph, "ketamine", block(graph, "serotonin")).union

    assert (row.remains, row.by_omission, row.lost) == ("unchanged", True, ())
    assert (row.alone, row.resembles) == ("none", "nothing")


def test_each_hypothesis_is_asked_for_itself_and_the_union_for_all() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]",
        "bdnf -> mood [h1]",
        "ketamine -> dopamine [h2]",
        "dopamine -> mood [h2]",
    )
    told = asked(graph, "ketamine", block(graph, "dopamine"))

    assert (under(told, "h1").remains, under(told, "h1").by_omission) == ("unchanged", True)
    assert under(told, "h2").remains == "abolished"
    assert (told.union.remains, told.union.by_omission) == ("reduced", False)


def test_a_knock_out_of_what_ketamine_lowers_mimics_it_and_abolishes_it() -> None:
    """Ketamine silences NMDA receptors at rest, which drive eEF2 kinase, which holds BDNF down: without
    the kinase an animal is as if treated, and ketamine adds nothing."""
    graph = brain(
        "ketamine -| resting-nmdar [spontaneous]",
        "resting-nmdar -> eef2-kinase [spontaneous] {at-rest}",
        "eef2-kinase -| bdnf [spontaneous]",
        "bdnf -> mood [spontaneous]",
    )
    row = under(asked(graph, "ketamine", knock_out(graph, "eef2-kinase")), "spontaneous")

    assert (row.alone, row.resembles) == ("increases", "mimics")
    assert (row.remains, row.is_possible_only) == ("abolished", False)


def test_a_block_of_what_ketamine_raises_opposes_it_and_abolishes_it() -> None:
    graph = brain("ketamine -> bdnf [h1]", "bdnf -> mood [h1]")
    row = asked(graph, "ketamine", block(graph, "bdnf")).union

    assert (row.alone, row.resembles, row.remains) == ("decreases", "opposes", "abolished")


def test_a_drug_that_lowers_an_outcome_is_mimicked_by_what_lowers_it() -> None:
    graph = brain("ketamine -| firing [h1]", "firing -> relapse [h1]")
    row = asked(graph, "ketamine", block(graph, "firing"), end="relapse").union

    assert (row.before, row.alone, row.resembles) == ("decreases", "decreases", "mimics")


def test_what_ketamine_does_both_ways_is_ambiguous_before_and_after() -> None:
    """It raises mood by way of glutamate and lowers it by way of psychosis; GABA is on neither way."""
    graph = brain(
        "ketamine -> glutamate [h1]",
        "glutamate -> mood [h1]",
        "ketamine -> psychosis [h1]",
        "psychosis -| mood [h1]",
        "ketamine -| gaba [h1]",
    )
    row = asked(graph, "ketamine", block(graph, "gaba")).union

    assert (row.before, row.remains, row.resembles) == ("mixed", "ambiguous", "")
    assert asked(graph, "ketamine", held(graph, "glutamate", "psychosis")).union.remains == (
        "abolished"
    )


def test_hypotheses_that_oppose_each_other_are_each_clear_and_ambiguous_together() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]",
        "bdnf -> mood [h1]",
        "ketamine -> kynurenine [h2]",
        "kynurenine -| mood [h2]",
    )
    told = asked(graph, "ketamine", block(graph, "bdnf"))

    assert (under(told, "h1").remains, under(told, "h2").remains) == ("abolished", "unchanged")
    assert (told.union.before, told.union.remains) == ("mixed", "ambiguous")


def test_a_node_whose_own_routes_oppose_each_other_acts_ambiguously() -> None:
    graph = brain(
        "ketamine -> mood [h1]",
        "glutamate -> bdnf [h1]",
        "bdnf -> mood [h1]",
        "glutamate -> toxicity [h1]",
        "toxicity -| mood [h1]",
    )
    row = asked(graph, "ketamine", block(graph, "glutamate")).union

    assert (row.alone, row.resembles, row.is_possible_only) == ("mixed", "ambiguous", False)
    assert (row.remains, row.by_omission) == ("unchanged", True)


def test_where_a_mixed_effect_keeps_one_route_its_sign_is_told_and_what_became_of_it_is_not() -> (
    None
):
    graph = brain(
        "ketamine -> glutamate [h1]",
        "glutamate -> mood [h1]",
        "ketamine -> psychosis [h1]",
        "psychosis -| mood [h1]",
    )
    row = asked(graph, "ketamine", block(graph, "glutamate")).union

    assert (row.remains, row.after) == ("ambiguous", "decreases")


# where mixed routes part


def parted(row: Remainder) -> dict[str, str]:
    """Where the routes of each mixed verdict part, in words."""
    return {name: parting_text(parting) for name, parting in row.partings}


def test_a_mixed_effect_says_where_its_sides_part_and_which_context_separates_them() -> None:
    graph = brain(
        *("ketamine -> gabab [h1]", "gabab -> calcium [h1] {dose=10 µM}", "calcium -> mood [h1]"),
        *("gabab -| release [h1] {dose=50 µM}", "release -> mood [h1]"),
        *("ketamine -> bdnf [h1]", "bdnf -> mood [h1]"),
    )
    row = asked(graph, "ketamine", block(graph, "bdnf")).union

    assert (row.before, row.after) == ("mixed", "mixed")
    assert parted(row)["after"] == (
        "they part at gabab: gabab.increases.calcium (increases) against gabab.decreases.release "
        "(decreases) (dose: 10 µM / 50 µM)"
    )


def test_a_node_that_by_itself_acts_both_ways_says_where_its_routes_part() -> None:
    """Held low it raises mood along the arrow by which it would lower it."""
    graph = brain("kinase -| mood [h1]", "kinase -> plasticity [h1]", "plasticity -> mood [h1]")
    row = asked(graph, None, block(graph, "kinase")).union

    assert parted(row) == {
        "alone": "they part at kinase: kinase.decreases.mood (increases) against "
        "kinase.increases.plasticity (decreases)"
    }


def test_two_nodes_that_oppose_each_other_start_apart() -> None:
    graph = brain("kinase -| mood [h1]", "channel -> mood [h1]")
    row = asked(graph, None, held(graph, "kinase", "channel")).union

    assert parted(row) == {
        "alone": "they start apart: kinase.decreases.mood (increases) against "
        "channel.increases.mood (decreases)"
    }


def test_an_effect_of_one_direction_parts_nowhere() -> None:
    graph = brain(*TWO_ROUTES)

    assert asked(graph, "ketamine", block(graph, "dopamine")).union.partings == ()


@stable(200)
@given(random_brains.brains(), st.sampled_from(("receptor", "pool", "kinase")))
def test_every_mixed_verdict_and_no_other_says_where_its_routes_part(
    graph: Knowledge, node: str
) -> None:
    told = asked(graph, "drug", clamp(graph, node, "low"), end="effect")
    for row in (told.union, *told.hypotheses):
        verdicts = {"before": row.before, "after": row.after, "alone": row.alone}
        assert [*parted(row)] == [name for name, told in verdicts.items() if told == "mixed"]


def test_where_mixed_routes_part_is_printed_and_in_the_json() -> None:
    graph = brain("kinase -| mood [h1]", "kinase -> plasticity [h1]", "plasticity -> mood [h1]")
    answer = what_if(graph, None, "mood", block(graph, "kinase"))
    printed = " ".join(" ".join(what_if_lines(answer, Page())).split())

    assert "by itself mixed: they part at kinase" in printed
    assert what_if_json(answer)["outcomes"][0]["union"]["partings"] == {
        "alone": {
            "at": "kinase",
            "increases": "kinase.decreases.mood",
            "decreases": "kinase.increases.plasticity",
            "context": "",
        }
    }


# unknown signs


def test_an_effect_of_unknown_direction_can_be_abolished() -> None:
    graph = brain("ketamine -? dopamine [h1]", "dopamine -> mood [h1]")
    row = asked(graph, "ketamine", block(graph, "dopamine")).union

    assert (row.before, row.remains) == ("unknown", "abolished")
    assert row.resembles == ""


def test_an_effect_of_unknown_direction_that_is_not_touched_stays_ambiguous() -> None:
    graph = brain("ketamine -? dopamine [h1]", "dopamine -> mood [h1]", "ketamine -| gaba [h1]")
    row = asked(graph, "ketamine", block(graph, "gaba")).union

    assert (row.before, row.after, row.remains) == ("unknown", "unknown", "ambiguous")


KNOWN_AND_UNKNOWN = (
    "ketamine -? dopamine [h1]",
    "dopamine -> mood [h1]",
    "ketamine -> bdnf [h1]",
    "bdnf -> mood [h1]",
)


def test_where_only_a_route_of_unknown_direction_is_left_the_rest_is_ambiguous() -> None:
    graph = brain(*KNOWN_AND_UNKNOWN)
    row = asked(graph, "ketamine", block(graph, "bdnf")).union

    assert (row.before, row.after, row.remains) == ("increases", "unknown", "ambiguous")


def test_to_lose_a_route_of_unknown_direction_reduces_the_effect() -> None:
    graph = brain(*KNOWN_AND_UNKNOWN)
    row = asked(graph, "ketamine", block(graph, "dopamine")).union

    assert (row.before, row.after, row.remains) == ("increases", "increases", "reduced")


def test_a_node_that_acts_in_an_unknown_direction_resembles_nothing_that_can_be_told() -> None:
    graph = brain("ketamine -> mood [h1]", "dopamine -? mood [h1]")
    row = asked(graph, "ketamine", block(graph, "dopamine")).union

    assert (row.alone, row.resembles, row.is_possible_only) == ("unknown", "ambiguous", False)


# levels


@pytest.mark.parametrize(
    ("level", "alone", "resembles"),
    [
        ("high", "increases", "mimics"),
        ("low", "decreases", "opposes"),
        ("baseline", "none", "nothing"),
    ],
)
def test_a_node_on_the_route_is_held_and_the_drug_moves_it_no_more(
    level: str, alone: str, resembles: str
) -> None:
    """Held at its baseline it does nothing itself: that only cuts what acts on it."""
    graph = brain("ketamine -> bdnf [h1]", "bdnf -> mood [h1]")
    row = asked(graph, "ketamine", clamp(graph, "bdnf", level)).union

    assert (row.remains, row.alone, row.resembles) == ("abolished", alone, resembles)


def test_a_node_is_held_against_what_would_act_on_it_by_another_node_that_is_held() -> None:
    """Glutamate acts by way of BDNF alone, which is held at its baseline."""
    graph = brain("ketamine -> mood [h1]", "glutamate -> bdnf [h1]", "bdnf -> mood [h1]")
    done = (*clamp(graph, "glutamate", "high"), *clamp(graph, "bdnf", "baseline"))

    assert asked(graph, "ketamine", clamp(graph, "glutamate", "high")).union.alone == "increases"
    assert asked(graph, "ketamine", done).union.alone == "none"


def test_two_nodes_that_are_held_act_together() -> None:
    """One held low and one held high may agree or oppose each other."""
    graph = brain("ketamine -> mood [h1]", "kinase -| mood [h1]", "bdnf -> mood [h1]")
    lowered, raised = clamp(graph, "kinase", "low"), clamp(graph, "bdnf", "high")

    assert asked(graph, "ketamine", lowered, raised).union.alone == "increases"
    assert asked(graph, "ketamine", lowered, clamp(graph, "bdnf", "low")).union.alone == "mixed"


@pytest.mark.parametrize("level", ["low", "high", "baseline"])
@pytest.mark.parametrize("node", ["ketamine", "mood"])
def test_nothing_is_left_where_the_drug_or_the_outcome_itself_is_held(
    node: str, level: str
) -> None:
    graph = brain(*TWO_ROUTES, "ketamine -> mood net", "ketamine activates mood [h2]")
    told = asked(graph, "ketamine", clamp(graph, node, level))

    assert {row.remains for row in (told.union, *told.hypotheses)} == {"abolished"}
    assert told.union.kept == ()


@pytest.mark.parametrize(
    ("level", "alone"), [("low", "decreases"), ("high", "increases"), ("baseline", "none")]
)
def test_an_outcome_that_is_held_is_where_it_is_held(level: str, alone: str) -> None:
    graph = brain("ketamine -> mood [h1]")
    told = asked(graph, "ketamine", clamp(graph, "mood", level))

    assert told.union.alone == under(told, "h1").alone == alone
    assert told.union.acting == ()


def test_what_else_is_done_does_not_move_an_outcome_that_is_held() -> None:
    graph = brain("ketamine -> mood [h1]", "bdnf -> mood [h1]")

    assert asked(graph, "ketamine", held(graph, "mood", "bdnf", level="high")).union.alone == (
        "increases"
    )
    done = (*clamp(graph, "mood", "baseline"), *clamp(graph, "bdnf", "high"))
    assert asked(graph, "ketamine", done).union.alone == "none"


def test_a_node_that_is_held_at_two_levels_is_an_error_that_names_it() -> None:
    graph = brain("ketamine -> bdnf [h1]", "bdnf -> mood [h1]")

    with pytest.raises(InterventionError, match="bdnf cannot be held both low and high") as told:
        asked(graph, "ketamine", block(graph, "bdnf"), clamp(graph, "bdnf", "high"))
    assert told.value.exit_code == 2


def test_a_node_that_is_held_twice_at_one_level_is_held() -> None:
    graph = brain("ketamine -> bdnf [h1]", "bdnf -> mood [h1]", "rapamycin -| bdnf")
    done = (block(graph, "bdnf"), clamp(graph, "bdnf", "low"), block(graph, "rapamycin"))

    assert asked(graph, "ketamine", *done).union == asked(graph, "ketamine", done[0]).union


def test_a_level_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(InterventionError, match="'up' is not a level; one of low, high, baseline"):
        clamp(brain("ketamine -> mood"), "mood", "up")


@pytest.mark.parametrize("act", [block, knock_out, cut])
def test_what_nothing_is_called_is_an_error(act: Any) -> None:
    with pytest.raises(UnknownNameError):
        act(brain("ketamine -> mood"), "moood")


@pytest.mark.parametrize(
    ("drug", "outcome", "added"),
    [("ketamin", "mood", ()), ("ketamine", "moood", ()), ("ketamine", "mood", ("midazolan",))],
)
def test_a_drug_or_an_outcome_that_nothing_is_called_is_an_error(
    drug: str, outcome: str, added: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownNameError):
        what_if(brain("ketamine -> mood"), drug, outcome, add=added)


# claims that are cut

METABOLITE = (
    "ketamine is-metabolised-to hnk",
    "hnk -> ampar [metabolite]",
    "ampar -> mood [metabolite]",
    "ketamine -| nmdar [parent]",
    "nmdar -| mood [parent]",
)


def test_deuterated_ketamine_keeps_what_the_parent_does_and_loses_what_the_metabolite_does() -> (
    None
):
    graph = brain(*METABOLITE)
    told = asked(graph, "ketamine", cut(graph, "ketamine.is-metabolised-to.hnk"))

    assert (under(told, "metabolite").remains, under(told, "parent").remains) == (
        "abolished",
        "unchanged",
    )
    assert told.union.remains == "reduced"


def test_to_cut_a_claim_does_nothing_by_itself() -> None:
    graph = brain(*METABOLITE)
    told = asked(graph, "ketamine", cut(graph, "ketamine.is-metabolised-to.hnk"))

    assert {(row.alone, row.resembles) for row in (told.union, *told.hypotheses)} == {
        ("none", "nothing")
    }


def test_a_claim_that_is_cut_is_cut_for_what_is_held_too() -> None:
    graph = brain("ketamine -> mood [h1]", "bdnf -> mood [h1]")

    assert asked(graph, "ketamine", block(graph, "bdnf")).union.alone == "decreases"
    done = (*block(graph, "bdnf"), *cut(graph, "bdnf.increases.mood"))
    assert asked(graph, "ketamine", done).union.alone == "none"


def test_of_two_claims_with_the_same_ends_only_the_one_that_is_cut_is_lost() -> None:
    graph = brain("ketamine -> bdnf [h1]", "ketamine activates bdnf [h1]", "bdnf -> mood [h1]")
    row = asked(graph, "ketamine", cut(graph, "ketamine.activates.bdnf")).union

    assert row.remains == "reduced"
    assert names(*row.kept) == [["ketamine.increases.bdnf", "bdnf.increases.mood"]]


# what is held where a group, a gene or a drug is named

POOLS = (
    "ketamine -| resting-nmdar [h1]",
    "resting-nmdar -| mood [h1]",
    "resting-nmdar pool-of nmdar",
    "synaptic-nmdar pool-of nmdar",
    "open-nmdar state-of synaptic-nmdar",
    "nmdar-expression aspect-of nmdar",
)


def test_to_block_a_group_holds_its_pools_and_their_states() -> None:
    graph = brain(*POOLS)

    assert nodes(block(graph, "nmdar")) == [
        "nmdar",
        "open-nmdar",
        "resting-nmdar",
        "synaptic-nmdar",
    ]
    assert {one.to for one in block(graph, "nmdar")} == {"low"}
    assert asked(graph, "ketamine", block(graph, "nmdar")).union.remains == "abolished"


def test_to_block_a_pool_spares_its_group_and_the_other_pools() -> None:
    graph = brain(*POOLS)

    assert nodes(block(graph, "synaptic-nmdar")) == ["synaptic-nmdar", "open-nmdar"]
    assert asked(graph, "ketamine", block(graph, "synaptic-nmdar")).union.by_omission


def test_to_hold_a_node_at_a_level_holds_that_node_alone() -> None:
    graph = brain(*POOLS)

    assert nodes(clamp(graph, "nmdar", "low")) == ["nmdar"]
    assert asked(graph, "ketamine", clamp(graph, "nmdar", "low")).union.remains == "unchanged"


def test_a_claim_on_the_group_does_not_reach_the_pool_in_a_prediction() -> None:
    """A trace steps from group to pool over a joint; what-if never does."""
    graph = brain(
        "ketamine -| nmdar [h1]", "resting-nmdar pool-of nmdar", "resting-nmdar -| mood [h1]"
    )

    assert asked(graph, "ketamine", block(graph, "resting-nmdar")).union.remains == "silent"


def test_a_knock_out_holds_every_aspect_of_what_is_knocked_out_and_a_block_does_not() -> None:
    """Without the gene there is neither release nor translation of BDNF; an antibody takes it away."""
    graph = brain(
        "bdnf-release aspect-of bdnf", "bdnf-translation aspect-of bdnf", "ketamine -> mood"
    )

    assert nodes(knock_out(graph, "bdnf")) == ["bdnf", "bdnf-release", "bdnf-translation"]
    assert nodes(block(graph, "bdnf")) == ["bdnf"]


def test_a_knock_out_holds_the_pools_and_the_aspects_of_the_pools() -> None:
    graph = brain(*POOLS, "resting-current aspect-of resting-nmdar")

    assert nodes(knock_out(graph, "nmdar")) == [
        *("nmdar", "nmdar-expression", "open-nmdar"),
        *("resting-current", "resting-nmdar", "synaptic-nmdar"),
    ]


IN_CELLS = (
    "interneuron-nmdar pool-of nmdar",
    "interneuron-nmdar located-in interneuron",
    "pyramidal-nmdar pool-of nmdar",
    "pyramidal-nmdar located-in pyramidal-cell",
    "resting-nmdar pool-of nmdar",
)


def test_a_knock_out_in_one_type_of_cell_spares_only_the_pools_of_other_cells() -> None:
    graph = brain(*IN_CELLS)

    assert nodes(knock_out(graph, "nmdar", "interneuron")) == [
        "nmdar",
        "interneuron-nmdar",
        "resting-nmdar",
    ]


def test_a_pool_in_two_types_of_cell_is_knocked_out_in_either() -> None:
    graph = brain(*IN_CELLS, "pyramidal-nmdar located-in interneuron")

    assert "pyramidal-nmdar" in nodes(knock_out(graph, "nmdar", "interneuron"))


def test_a_region_is_no_cell_and_spares_nothing() -> None:
    graph = brain(
        *IN_CELLS,
        "habenular-nmdar pool-of nmdar",
        "habenular-nmdar located-in habenula",
        "habenula part-of brain",
    )

    assert "habenular-nmdar" in nodes(knock_out(graph, "nmdar", "interneuron"))
    with pytest.raises(UnknownNameError):
        knock_out(graph, "nmdar", "habenula")


def test_an_aspect_of_a_pool_that_is_spared_is_spared_too() -> None:
    graph = brain(*IN_CELLS, "pyramidal-current aspect-of pyramidal-nmdar")

    assert "pyramidal-current" not in nodes(knock_out(graph, "nmdar", "interneuron"))


def test_a_knock_out_in_interneurons_holds_the_pool_of_one_sort_of_interneuron() -> None:
    graph = brain(
        "pv-nmdar pool-of nmdar",
        "pv-nmdar located-in pv-interneuron",
        "pv-interneuron part-of interneuron",
    )

    assert "pv-nmdar" in nodes(knock_out(graph, "nmdar", "interneuron"))


def test_a_knock_out_of_a_subunit_holds_the_pools_that_need_it() -> None:
    graph = brain("glun2b subunit-of extrasynaptic-nmdar", "extrasynaptic-nmdar -| mood [h1]")

    assert "extrasynaptic-nmdar" in nodes(knock_out(graph, "glun2b"))


# blockers that are drugs or variants


def test_a_blocker_holds_low_what_its_direct_claims_lower_with_its_pools() -> None:
    graph = brain(
        "rapamycin -| mtorc1",
        "rapamycin blocks nmdar [h2]",
        "synaptic-mtorc1 pool-of mtorc1",
        "rapamycin -> appetite",
        "rapamycin -| spines net",
    )
    done = block(graph, "rapamycin")

    assert nodes(done) == ["nmdar", "mtorc1", "synaptic-mtorc1"]
    assert {(one.to, one.compound and one.compound.id) for one in done} == {("low", "rapamycin")}


def test_rapamycin_abolishes_what_runs_through_mtorc1() -> None:
    graph = brain("rapamycin -| mtorc1", "ketamine -> mtorc1 [h1]", "mtorc1 -> mood [h1]")
    row = asked(graph, "ketamine", block(graph, "rapamycin")).union

    assert (row.remains, row.alone, row.resembles) == ("abolished", "decreases", "opposes")


def test_the_second_arrow_of_a_blocker_acts_too() -> None:
    """It holds the kinase, which mood does not hang on, and raises dopamine, which mood does."""
    graph = brain(
        "rapamycin -| kinase",
        "rapamycin -> dopamine [h1]",
        "dopamine -> mood [h1]",
        "ketamine -> mood [h1]",
    )
    row = asked(graph, "ketamine", block(graph, "rapamycin")).union

    assert (row.alone, row.resembles) == ("increases", "mimics")
    assert names(*row.acting) == [["rapamycin.increases.dopamine", "dopamine.increases.mood"]]
    assert not row.is_possible_only


def test_the_second_arrow_of_a_blocker_may_oppose_what_it_holds() -> None:
    graph = brain(
        "rapamycin -| kinase [h1]",
        "kinase -| mood [h1]",
        "rapamycin -> cortisol [h1]",
        "cortisol -| mood [h1]",
        "ketamine -> mood [h1]",
    )

    assert asked(graph, "ketamine", clamp(graph, "kinase", "low")).union.resembles == "mimics"
    assert asked(graph, "ketamine", block(graph, "rapamycin")).union.resembles == "ambiguous"


def test_an_action_of_a_blocker_that_serves_no_hypothesis_is_its_action_under_each() -> None:
    graph = brain(
        "rapamycin -| kinase",
        "rapamycin -> dopamine",
        "dopamine -> mood [h1]",
        "dopamine -| mood [h2]",
        "ketamine -> mood [h1, h2]",
    )
    told = asked(graph, "ketamine", block(graph, "rapamycin"))

    assert (under(told, "h1").alone, under(told, "h2").alone) == ("increases", "decreases")
    assert told.union.alone == "mixed"


def test_a_blocker_s_arrow_into_a_node_that_is_held_does_nothing() -> None:
    """Kinase is held low: that rapamycin also activates it by another site does not count."""
    graph = brain(
        "rapamycin -| kinase", "rapamycin activates kinase [h1]", "kinase -> mood [h1] {at-rest}"
    )
    row = asked(graph, None, block(graph, "rapamycin")).union

    assert (row.alone, names(*row.acting)) == ("decreases", [["kinase.increases.mood"]])


def test_what_the_body_makes_of_a_blocker_acts_too() -> None:
    graph = brain(
        "dextromethorphan -| nmdar",
        "dextromethorphan is-metabolised-to hnk",
        "hnk -> mood [h1]",
        "ketamine -> mood [h1]",
    )

    assert asked(graph, "ketamine", block(graph, "dextromethorphan")).union.alone == "increases"


@pytest.mark.parametrize(
    "line",
    [
        "d-cycloserine activates glycine-site",
        "d-cycloserine regulates glycine-site",
        "d-cycloserine normalises glycine-site",
        "d-cycloserine -| glycine-site net",
        "d-cycloserine -| glycine-site {open}",
        "d-cycloserine -| glycine-site {disputes}",
        "d-cycloserine -0 glycine-site",
        "d-cycloserine has-higher-affinity-than glycine-site",
    ],
)
def test_a_drug_that_lowers_nothing_is_no_blocker_and_the_error_names_the_cure(line: str) -> None:
    """A partial agonist, for one: whether it blocks hangs on how much agonist there is."""
    with pytest.raises(InterventionError, match="d-cycloserine lowers anything") as told:
        block(brain(line, "glycine-site -> mood [h1]"), "d-cycloserine")

    assert "block what it acts on, or add it" in str(told.value)
    assert told.value.exit_code == 2


def test_a_partial_agonist_that_is_added_acts_as_its_claims_say() -> None:
    graph = brain(
        "ketamine -| glycine-site [h1]",
        "d-cycloserine activates glycine-site",
        "glycine-site -| mood [h1]",
    )
    (addition,) = asked(graph, "ketamine", add=("d-cycloserine",)).additions

    assert (addition.alone, addition.together) == ("decreases", "ambiguous")
    assert addition.meet == "glycine site"


def test_a_combination_does_not_block_what_one_of_its_parts_blocks() -> None:
    """Properties are never inherited: give the part."""
    graph = brain("axs-05 contains dextromethorphan", "dextromethorphan -| nmdar")

    with pytest.raises(InterventionError):
        block(graph, "axs-05")


def test_a_disputed_claim_still_makes_a_blocker() -> None:
    graph = brain("rapamycin -| mtorc1", "rapamycin -0 mtorc1")

    assert nodes(block(graph, "rapamycin")) == ["mtorc1"]


def test_a_variant_holds_low_what_it_lowers() -> None:
    """Val66Met lowers the release of BDNF: with it ketamine does nothing by way of BDNF."""
    graph = brain(
        "val66met -| bdnf-release", "ketamine -> bdnf-release [h1]", "bdnf-release -> mood [h1]"
    )
    row = asked(graph, "ketamine", block(graph, "val66met")).union

    assert (row.remains, row.alone) == ("abolished", "decreases")


def test_stress_is_no_blocker_but_held_itself() -> None:
    graph = brain("stress -| mood [h1]")

    assert [(one.node and one.node.id, one.compound) for one in block(graph, "stress")] == [
        ("stress", None)
    ]


# further drugs


def test_a_second_drug_that_opposes_the_first_makes_the_effect_ambiguous_where_they_meet() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]",
        "bdnf -> mtorc1 [h1]",
        "mtorc1 -> mood [h1]",
        "rapamycin -| mtorc1",
    )
    (addition,) = asked(graph, "ketamine", add=("rapamycin",)).additions

    assert (addition.alone, addition.together, addition.meet) == (
        "decreases",
        "ambiguous",
        "mtorc1",
    )


def test_drugs_that_oppose_each_other_by_routes_of_their_own_meet_at_the_outcome() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]", "bdnf -> mood [h1]", "alcohol -| gaba [h2]", "gaba -> mood [h2]"
    )
    (addition,) = asked(graph, "ketamine", add=("alcohol",)).additions

    assert (addition.together, addition.meet) == ("ambiguous", "mood")


def test_drugs_that_both_raise_a_node_are_not_opposed_there() -> None:
    """Both raise glutamate; what it does to BDNF and to toxicity is opposed at mood."""
    graph = brain(
        "ketamine -> glutamate [h1]",
        "glutamate -> bdnf [h1]",
        "bdnf -> mood [h1]",
        "alcohol -> glutamate [h2]",
        "glutamate -> toxicity [h2]",
        "toxicity -| mood [h2]",
    )
    (addition,) = asked(graph, "ketamine", add=("alcohol",)).additions

    assert (addition.together, addition.meet) == ("ambiguous", "mood")


def test_a_second_drug_that_agrees_makes_the_same_effect() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]", "bdnf -> mood [h1]", "esketamine -> bdnf [h1]", "bdnf -> relief"
    )
    (addition,) = asked(graph, "ketamine", add=("esketamine",)).additions

    assert (addition.alone, addition.together, addition.meet) == ("increases", "increases", "")
    assert names(*addition.paths) == [["esketamine.increases.bdnf", "bdnf.increases.mood"]]


def test_a_second_drug_that_does_nothing_leaves_the_first_as_it_is() -> None:
    graph = brain("ketamine -> mood [h1]", "midazolam -> gaba")
    (addition,) = asked(graph, "ketamine", add=("midazolam",)).additions

    assert (addition.alone, addition.together, addition.paths) == ("none", "increases", ())


def test_a_second_drug_stands_alone_where_the_first_is_abolished() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]", "bdnf -> mood [h1]", "alcohol -> gaba [h2]", "gaba -| mood [h2]"
    )
    (addition,) = asked(graph, "ketamine", block(graph, "bdnf"), add=("alcohol",)).additions

    assert (addition.alone, addition.together) == ("decreases", "decreases")


def test_a_second_drug_acts_on_nothing_that_is_held() -> None:
    graph = brain("ketamine -> mood [h1]", "alcohol -> gaba [h2]", "gaba -| mood [h2]")
    (addition,) = asked(graph, "ketamine", block(graph, "gaba"), add=("alcohol",)).additions

    assert (addition.alone, addition.together) == ("none", "increases")


def test_each_further_drug_is_answered_beside_the_first() -> None:
    graph = brain("ketamine -> mood [h1]", "alcohol -| mood [h1]", "esketamine -> mood [h1]")
    told = asked(graph, "ketamine", add=("alcohol", "esketamine")).additions

    assert [(one.drug.id, one.together) for one in told] == [
        ("alcohol", "ambiguous"),
        ("esketamine", "increases"),
    ]


def test_a_drug_is_added_with_what_the_body_makes_of_it() -> None:
    graph = brain("ketamine -> mood [h1]", "alcohol is-metabolised-to hnk", "hnk -| mood [h1]")
    (addition,) = asked(graph, "ketamine", add=("alcohol",)).additions

    assert addition.alone == "decreases"


def test_an_end_result_of_a_further_drug_is_no_action_of_its_own() -> None:
    """That GABA rises in the end does not say what alcohol acts on."""
    graph = brain("ketamine -> mood [h1]", "alcohol -> gaba net", "gaba -| mood [h1]")
    (addition,) = asked(graph, "ketamine", add=("alcohol",)).additions

    assert (addition.alone, addition.together) == ("none", "increases")


def test_an_action_found_in_patients_does_not_go_on_by_what_was_found_in_mice() -> None:
    graph = brain("rapamycin -| mtorc1 {human}", "mtorc1 -> mood [h1] {mouse}", "ketamine -> bdnf")
    (addition,) = asked(graph, "ketamine", add=("rapamycin",)).additions

    assert addition.alone == "none"


def test_no_route_of_a_further_drug_is_longer_than_was_asked() -> None:
    graph = brain("ketamine -> mood [h1]", "rapamycin -| mtorc1", "mtorc1 -> mood [h1]")
    (addition,) = asked(graph, "ketamine", add=("rapamycin",), max_steps=1).additions

    assert addition.alone == "none"


def test_two_claims_that_serve_no_hypothesis_do_not_make_a_route_of_a_further_drug() -> None:
    """Given as the first drug, rapamycin does nothing here."""
    graph = brain("ketamine -> bdnf", "rapamycin -| mtorc1", "mtorc1 -> mood")
    (addition,) = asked(graph, "ketamine", add=("rapamycin",)).additions

    assert asked(graph, "rapamycin").union.before == "none"
    assert addition.alone == "none"


def test_no_route_of_a_further_drug_takes_a_net_claim_that_is_carried() -> None:
    graph = brain(
        "ketamine -> mood [h1]",
        "rapamycin -| mtorc1",
        "mtorc1 -> mood net [h1]",
        "mtorc1 -> spines [h1]",
        "spines -> mood [h1]",
    )
    (addition,) = asked(graph, "ketamine", add=("rapamycin",)).additions

    assert names(*addition.paths) == [
        ["rapamycin.decreases.mtorc1", "mtorc1.increases.spines", "spines.increases.mood"]
    ]


# drugs that are not given


def test_an_arrow_out_of_a_drug_that_is_not_given_does_nothing() -> None:
    """Ketamine makes one drink, it is thought; where no alcohol is given nothing follows from that."""
    graph = brain("ketamine -> alcohol [h1]", "alcohol -| mood [h1]")

    assert asked(graph, "ketamine").union.before == "none"
    assert asked(graph, "ketamine", add=("alcohol",)).union.before == "decreases"


def test_a_drug_that_is_not_given_cannot_be_lowered() -> None:
    graph = brain("ketamine -> mood [h1]", "alcohol -| mood [h1]")
    row = asked(graph, "ketamine", clamp(graph, "alcohol", "low")).union

    assert (row.remains, row.alone) == ("unchanged", "none")


def test_a_drug_that_is_not_given_carries_no_net_claim() -> None:
    graph = brain("ketamine -> mood net [h1]", "ketamine -> alcohol [h1]", "alcohol -> mood [h1]")
    row = asked(graph, "ketamine").union

    assert (row.before, row.is_stated_only) == ("increases", True)


@pytest.mark.parametrize("predicate", ["is-metabolised-to", "contains", "is-a-prodrug-of"])
def test_what_is_made_of_what_is_given_acts(predicate: str) -> None:
    graph = brain(
        f"ketamine {predicate} hnk", "hnk is-metabolised-to quinidine", "quinidine -> mood [h1]"
    )

    assert asked(graph, "ketamine").union.before == "increases"


def test_what_would_be_made_of_a_drug_that_is_not_given_does_not_act() -> None:
    graph = brain("ketamine -> hnk [h1]", "esketamine is-metabolised-to hnk", "hnk -> mood [h1]")

    assert asked(graph, "ketamine").union.before == "none"
    assert asked(graph, "ketamine", add=("esketamine",)).union.before == "increases"


def test_whether_a_drug_makes_a_metabolite_is_open_so_that_it_is_not_given() -> None:
    graph = brain(
        "ketamine is-metabolised-to hnk {open}", "ketamine -> hnk [h1]", "hnk -> mood [h1]"
    )

    assert asked(graph, "ketamine").union.before == "none"


@pytest.mark.parametrize("drug", [None, "midazolam"])
def test_to_hold_a_metabolite_high_is_to_give_it(drug: str | None) -> None:
    graph = brain("ketamine is-metabolised-to hnk", "hnk -> mood [h1]", "midazolam -> gaba")

    assert asked(graph, drug, clamp(graph, "hnk", "high")).union.alone == "increases"


@pytest.mark.parametrize("node", ["ketamine", "hnk"])
def test_to_take_away_an_exposure_that_is_not_there_does_nothing_by_itself(node: str) -> None:
    """By itself means without ketamine: there is nothing to lower."""
    graph = brain("ketamine is-metabolised-to hnk", "hnk -> mood [h1]")
    row = asked(graph, "ketamine", clamp(graph, node, "low")).union

    assert row.remains == "abolished"
    assert row.alone == "none"


# end results

BURST = (
    "ketamine -> mood net [h1]",
    "ketamine -| interneuron-firing [h1]",
    "interneuron-firing -| mood [h1]",
)


def test_an_end_result_does_not_rescue_the_route_that_carries_it() -> None:
    graph = brain(*BURST)
    row = asked(graph, "ketamine", block(graph, "interneuron-firing")).union

    assert (row.remains, row.kept, row.is_stated_only) == ("abolished", (), False)


def test_an_end_result_on_the_way_does_not_rescue_the_route_that_carries_it() -> None:
    graph = brain(
        "ketamine -> glutamate net [h1]",
        "ketamine -| interneuron-firing [h1]",
        "interneuron-firing -| glutamate [h1]",
        "glutamate -> mood [h1]",
    )

    assert asked(graph, "ketamine", block(graph, "interneuron-firing")).union.remains == "abolished"


def test_an_end_result_does_not_rescue_a_route_of_which_a_step_is_cut() -> None:
    graph = brain(*BURST)
    done = cut(graph, "interneuron-firing.decreases.mood")

    assert asked(graph, "ketamine", done).union.remains == "abolished"


def test_to_cut_an_end_result_takes_nothing_from_the_route_that_carries_it() -> None:
    graph = brain(*BURST)
    row = asked(graph, "ketamine", cut(graph, "ketamine.increases.mood")).union

    assert (row.remains, row.by_omission) == ("unchanged", True)


def test_an_end_result_that_no_route_carries_counts_and_the_answer_says_so() -> None:
    graph = brain("ketamine -> mood net [h1]", "mtorc1 -> mood [h1]")
    told = asked(graph, "ketamine", block(graph, "mtorc1"))

    for row in (told.union, under(told, "h1")):
        assert (row.before, row.remains, row.by_omission) == ("increases", "unchanged", True)
        assert row.is_stated_only


def test_an_end_result_beside_a_route_of_the_other_sign_counts_as_well() -> None:
    graph = brain("ketamine -> mood net [h1]", "ketamine -> toxicity [h1]", "toxicity -| mood [h1]")
    row = asked(graph, "ketamine", block(graph, "toxicity")).union

    assert (row.before, row.after, row.is_stated_only) == ("mixed", "increases", False)


def test_an_end_result_of_no_hypothesis_is_carried_in_the_union_by_any_route() -> None:
    graph = brain("ketamine -> mood net", "ketamine -> bdnf [h2]", "bdnf -> mood [h2]")

    assert asked(graph, "ketamine", block(graph, "bdnf")).union.remains == "abolished"


def test_what_is_stated_end_to_end_of_no_hypothesis_counts_in_the_union_alone() -> None:
    """A direct claim is no end result: it stays where a route is blocked."""
    graph = brain("ketamine -> mood", "ketamine -> bdnf [h2]", "bdnf -> mood [h2]")
    told = asked(graph, "ketamine", block(graph, "bdnf"))

    assert (told.union.remains, under(told, "h2").remains) == ("reduced", "abolished")


def test_an_end_result_of_one_hypothesis_is_carried_in_the_union_by_another_s_route() -> None:
    """Asked over both, a longer route of the same sign joins the same ends; nothing rescues it."""
    graph = brain("ketamine -> mood net [h1]", "ketamine -> bdnf [h2]", "bdnf -> mood [h2]")
    told = asked(graph, "ketamine", block(graph, "bdnf"))

    assert (under(told, "h1").remains, under(told, "h2").remains) == ("unchanged", "abolished")
    assert told.union.remains == "abolished"


def test_an_end_result_of_what_is_held_does_not_rescue_its_route_either() -> None:
    """The kinase acts on mood by way of BDNF, which is held; its end result is that of this route."""
    graph = brain("kinase -| mood net", "kinase -| bdnf [h1]", "bdnf -> mood [h1]")
    done = (*clamp(graph, "kinase", "low"), *clamp(graph, "bdnf", "baseline"))

    assert asked(graph, None, done).union.alone == "none"


def test_the_route_of_one_node_does_not_carry_the_end_result_of_another() -> None:
    """Firing is active at rest, so that to lower it does more than possibly lower mood."""
    graph = brain("firing -> mood net", "firing -| gaba [h2] {at-rest}", "bdnf -> mood [h1]")

    assert not asked(graph, None, held(graph, "firing", "bdnf")).union.is_possible_only


# what is active at rest

MAYBE = ("ketamine -> mood [h1]", "kinase -| mood [h1]")


def test_to_lower_what_is_not_recorded_as_active_at_rest_is_only_possibly_an_effect() -> None:
    graph = brain(*MAYBE)
    row = asked(graph, "ketamine", block(graph, "kinase")).union

    assert (row.resembles, row.is_possible_only) == ("mimics", True)


@pytest.mark.parametrize("state", ["at-rest", "baseline-conditions", "normal-synaptic-activity"])
def test_to_lower_what_acts_at_rest_is_an_effect(state: str) -> None:
    graph = brain(MAYBE[0], f"kinase -| mood [h1] {{{state}}}")

    assert not asked(graph, "ketamine", block(graph, "kinase")).union.is_possible_only


@pytest.mark.parametrize(
    "evidence", ["{reduced-synaptic-activity}", "{} {open, at-rest}", "{} {disputes, at-rest}"]
)
def test_another_state_or_one_that_is_not_found_is_no_record_of_activity_at_rest(
    evidence: str,
) -> None:
    graph = brain(MAYBE[0], f"kinase -| mood [h1] {evidence}")

    assert asked(graph, "ketamine", block(graph, "kinase")).union.is_possible_only


def test_what_is_driven_by_what_is_active_at_rest_is_active_too() -> None:
    """NMDA receptors at rest drive the kinase, which drives phosphorylation."""
    lines = ("resting-nmdar -> other [h1] {at-rest}", "resting-nmdar -> drive [h1]")
    driven = brain(*MAYBE, *lines, "drive -> kinase [h1]")
    inhibited = brain(*MAYBE, *lines, "drive -| kinase [h1]")

    assert not asked(driven, "ketamine", block(driven, "kinase")).union.is_possible_only
    assert asked(inhibited, "ketamine", block(inhibited, "kinase")).union.is_possible_only


def test_what_one_hypothesis_records_as_active_at_rest_another_may_not() -> None:
    graph = brain(
        "ketamine -> mood [h1, h2]", "kinase -| mood [h1, h2]", "kinase -> other [h2] {at-rest}"
    )
    told = asked(graph, "ketamine", block(graph, "kinase"))

    assert under(told, "h1").is_possible_only
    assert not under(told, "h2").is_possible_only
    assert not told.union.is_possible_only


def test_to_raise_a_node_is_never_only_possible() -> None:
    graph = brain(*MAYBE)

    assert not asked(graph, "ketamine", clamp(graph, "kinase", "high")).union.is_possible_only


def test_one_node_that_is_active_at_rest_is_enough() -> None:
    graph = brain(*MAYBE, "phosphatase -| mood [h1] {at-rest}")

    assert not asked(graph, None, held(graph, "kinase", "phosphatase")).union.is_possible_only


def test_to_hold_low_an_outcome_not_active_at_rest_is_only_possibly_an_effect() -> None:
    graph = brain("ketamine -> relapse [h1]")
    row = asked(graph, "ketamine", block(graph, "relapse"), end="relapse").union

    assert (row.alone, row.is_possible_only) == ("decreases", True)


def test_a_drug_is_not_active_at_rest_and_keeps_nothing_active() -> None:
    """Ketamine raises glutamate in resting animals; that does not say that glutamate is high in them."""
    graph = brain("ketamine -> glutamate [h1] {at-rest}", "glutamate -> mood [h1]")

    assert asked(graph, "ketamine", block(graph, "glutamate")).union.is_possible_only


# contexts, hypotheses, groups


def test_a_route_whose_steps_conflict_is_neither_lost_nor_kept() -> None:
    graph = brain(
        "ketamine -> bdnf [h1] {mouse}",
        "bdnf -> mood [h1] {human}",
        "ketamine -> dopamine [h1] {mouse}",
        "dopamine -> mood [h1] {rat}",
    )

    assert asked(graph, "ketamine", block(graph, "bdnf")).union.by_omission
    assert asked(graph, "ketamine", block(graph, "dopamine")).union.remains == "abolished"


def test_a_block_does_not_act_where_its_evidence_conflicts() -> None:
    graph = brain("ketamine -> mood [h1]", "bdnf -> spines [h1] {mouse}", "spines -> mood {human}")

    assert asked(graph, "ketamine", block(graph, "bdnf")).union.alone == "none"


def test_a_species_that_is_asked_for_leaves_the_routes_of_others_out() -> None:
    graph = brain(
        "ketamine -> bdnf [h1] {mouse}",
        "bdnf -> mood [h1]",
        "ketamine -> dopamine [h1] {human}",
        "dopamine -> mood [h1]",
    )
    done = block(graph, "bdnf")

    assert asked(graph, "ketamine", done).union.remains == "reduced"
    assert asked(graph, "ketamine", done, species="mouse").union.remains == "abolished"
    assert asked(graph, "ketamine", done, species="human").union.by_omission


def test_weaker_evidence_may_be_left_out() -> None:
    graph = brain(*TWO_ROUTES[:2], "ketamine -> dopamine [h1] {proposal}", "dopamine -> mood [h1]")
    done = block(graph, "interneuron-firing")

    assert asked(graph, "ketamine", done).union.remains == "reduced"
    tier = Tier.ANIMAL_INTERVENTION
    assert asked(graph, "ketamine", done, min_tier=tier).union.remains == "abolished"


def test_one_hypothesis_can_be_asked_by_itself() -> None:
    graph = brain(
        "ketamine -> bdnf [h1]",
        "bdnf -> mood [h1]",
        "ketamine -> dopamine [h2]",
        "dopamine -> mood [h2]",
    )
    told = asked(graph, "ketamine", block(graph, "bdnf"), hypothesis="h1")

    assert [row.hypothesis.id for row in told.hypotheses if row.hypothesis] == ["h1"]
    assert told.union.remains == "abolished"
    with pytest.raises(UnknownNameError):
        asked(graph, "ketamine", hypothesis="h3")


def test_a_module_s_steps_are_those_of_each_hypothesis_that_includes_it() -> None:
    graph = brain(
        "ketamine -> ampar [h1]",
        "ampar -> mtorc1 [module]",
        "mtorc1 -> mood [module]",
        "ketamine -> mood [h2]",
        includes={"h1": ("module",), "h2": ()},
    )
    told = asked(graph, "ketamine", block(graph, "mtorc1"))

    assert [row.hypothesis.id for row in told.hypotheses if row.hypothesis] == ["h1", "h2"]
    assert (under(told, "h1").remains, under(told, "h2").remains) == ("abolished", "unchanged")


def test_a_hypothesis_that_speaks_of_the_block_and_not_of_the_drug_is_silent_on_what_is_left() -> (
    None
):
    graph = brain("ketamine -> mood [h1]", "gabab -| mood [h2]")
    row = under(asked(graph, "ketamine", block(graph, "gabab")), "h2")

    assert (row.before, row.remains, row.alone, row.resembles) == (
        "none",
        "silent",
        "increases",
        "",
    )


def test_a_hypothesis_that_speaks_of_neither_has_no_row() -> None:
    graph = brain("ketamine -> mood [h1]", "gabab -| spines [h2]")

    assert len(asked(graph, "ketamine", block(graph, "gabab")).hypotheses) == 1


def test_without_a_drug_only_what_is_done_is_answered() -> None:
    graph = brain("ketamine -> mood [h1]", "kinase -| mood [h1]")
    row = asked(graph, None, block(graph, "kinase")).union

    assert (row.before, row.remains, row.alone, row.resembles) == (
        "none",
        "silent",
        "increases",
        "",
    )


def test_a_group_of_outcomes_is_answered_member_by_member() -> None:
    graph = brain(
        "swimming member-of relief",
        "sucrose member-of relief",
        "ketamine -> bdnf [h1]",
        "bdnf -> swimming [h1]",
        "ketamine -> dopamine [h1]",
        "dopamine -> sucrose [h1]",
    )
    told = what_if(graph, "ketamine", "relief", block(graph, "bdnf"))

    assert {one.end.id: one.union.remains for one in told.consequences} == {
        "sucrose": "unchanged",
        "swimming": "abolished",
    }


def test_a_group_that_claims_sit_on_is_answered_beside_its_members() -> None:
    graph = brain("swimming member-of relief", "ketamine -> relief [h1]")
    told = what_if(graph, "ketamine", "relief", cut(graph, "ketamine.increases.relief"))

    assert [(one.end.id, one.union.remains) for one in told.consequences] == [
        ("swimming", "silent"),
        ("relief", "abolished"),
    ]


def test_what_an_effect_is_said_to_require_is_no_input_of_a_prediction() -> None:
    """That the effect requires mTORC1 is what experiments found; no route of this graph runs there."""
    graph = brain("ketamine -> mood [h1]", "ketamine.increases.mood requires mtorc1 [h1]")

    assert asked(graph, "ketamine", block(graph, "mtorc1")).union.by_omission


# loops

FEEDBACK = ("mood -| stress-hormone [h1]", "stress-hormone -| mood [h1]")


def test_a_feedback_loop_on_a_route_that_survives_is_named() -> None:
    graph = brain("ketamine -> mood [h1]", "bdnf -> spines [h1]", *FEEDBACK)
    (loop,) = asked(graph, "ketamine", block(graph, "bdnf")).loops

    assert {claim.id for claim in loop.claims} == {
        "mood.decreases.stress-hormone",
        "stress-hormone.decreases.mood",
    }
    assert loop.sign is Sign.POSITIVE


def test_a_feedback_loop_along_which_only_the_block_acts_is_named() -> None:
    graph = brain("bdnf -> mood [h1]", *FEEDBACK)

    assert len(asked(graph, None, block(graph, "bdnf")).loops) == 1


def test_a_feedback_loop_through_what_is_held_or_cut_is_broken() -> None:
    graph = brain("ketamine -> mood [h1]", *FEEDBACK)

    assert len(asked(graph, "ketamine").loops) == 1
    assert asked(graph, "ketamine", block(graph, "stress-hormone")).loops == ()
    assert asked(graph, "ketamine", cut(graph, "mood.decreases.stress-hormone")).loops == ()


def test_a_feedback_loop_through_what_is_held_is_broken_also_where_only_the_block_acts() -> None:
    graph = brain("ketamine -> bdnf [h1]", "bdnf -> mood [h1]", "mood -> bdnf [h1]")

    assert asked(graph, "ketamine", block(graph, "bdnf")).loops == ()


# against listing every route


def interventions(*held: str, compound: str = "") -> st.SearchStrategy[Any]:
    """Ways to hold some nodes, by name: a level for each, or the compound that holds it low."""
    levels = ["", "", "low", "high", "baseline", *([compound] if compound else [])]
    return st.fixed_dictionaries({name: st.sampled_from(levels) for name in held})


def as_done(graph: Knowledge, levels: dict[str, str], *cuts: int) -> tuple[Intervention, ...]:
    """What is held as written, and which claims are cut, by their place among all of them."""
    claims = list(graph.claims.values())
    found = [Intervention("cut", claim=claims[place % len(claims)]) for place in cuts if claims]
    for name, level in levels.items():
        node, by = graph.entities[name], graph.entities.get(level)
        if level:
            found.append(Intervention("clamp", node, "low" if by else level, compound=by))
    return tuple(dict.fromkeys(found))


cuts = st.lists(st.integers(0, 30), max_size=2)
limits_asked = st.sampled_from(
    [
        *({}, {}, {}, {}, {"hypothesis": "one"}, {"hypothesis": "two"}, {"hypothesis": "module"}),
        *({"max_steps": 2}, {"max_steps": 3}, {"species": "mouse"}, {"exclude_disputed": True}),
        *({"min_tier": Tier.ANIMAL_INTERVENTION}, {"region": "cortex"}, {"timing": "acute"}),
    ]
)


@stable(2000)
@given(
    random_brains.brains(),
    interventions("drug", "receptor", "pool", "kinase"),
    cuts,
    random_brains.ends,
    limits_asked,
)
def test_the_answer_is_what_listing_every_route_gives(
    graph: Knowledge, levels: dict[str, str], cuts: list[int], end: str, limits: dict[str, Any]
) -> None:
    """Left apart is what an end result of no hypothesis does by itself: see end results."""
    done = as_done(graph, levels, *cuts)
    told = rows_of(asked(graph, "drug", done, end=end, **limits))
    listed = WorkedOut(graph, "drug", end, done, limits=limits).rows()
    if any(c.net and not c.hypotheses and levels.get(c.subject.id) for c in graph.claims.values()):
        marks: dict[str, Any] = {
            "alone": "",
            "resembles": "",
            "is_possible_only": False,
            "acting": frozenset(),
        }
        told[""], listed[""] = (replace(rows[""], **marks) for rows in (told, listed))

    assert told == listed


ENTITIES = ("receptor", "pool", "kinase", "effect")
SUBJECTS = ("drug", "drug", "blocker", "product", *ENTITIES, *ENTITIES[:3], *ENTITIES[:3])
HYPOTHESES = tuple(held for held in random_brains.HYPOTHESES if held)
PRODUCTIONS = (
    (),
    ("drug is-metabolised-to product",),
    ("drug is-metabolised-to product",),
    ("blocker is-metabolised-to product",),
    ("blocker contains product", "drug is-metabolised-to product"),
)
"""A drug and a blocker, and what the body may make of either."""


@st.composite
def clinics(draw: st.DrawFn, *, of_no_hypothesis: bool = False) -> Knowledge:
    """Random small knowledge of a drug, a blocker and what is made of them.

    Every claim serves a hypothesis; of none are only, where that is asked for, the blocker's own.
    """
    lines: dict[tuple[str, str, str], str] = {}
    for _ in range(draw(st.integers(8, 22))):
        start, end = draw(st.sampled_from(SUBJECTS)), draw(st.sampled_from(ENTITIES))
        is_own = of_no_hypothesis and start == "blocker" and end != "effect"
        arrow = draw(st.sampled_from(random_brains.ARROWS[:9]))
        net = draw(st.booleans()) and draw(st.booleans()) and not of_no_hypothesis
        evidence = "" if is_own else draw(st.sampled_from(random_brains.EVIDENCE))
        if start in ENTITIES and draw(st.integers(0, 9)) == 9:
            evidence = "{at-rest}"
        words = ["net" * net, "" if is_own else draw(st.sampled_from(HYPOTHESES)), evidence]
        if start != end:
            lines.setdefault((start, arrow, end), " ".join([start, arrow, end, *words]))
    said = [*lines.values(), *draw(st.sampled_from(PRODUCTIONS))]
    note("; ".join(said))
    return knowledge(
        *("drug", "blocker", "product", *ENTITIES, *said),
        *("prefrontal-cortex part-of cortex", "hippocampus part-of brain"),
        includes={"one": ("module",), "two": ()},
        kinds={"drug": "drug", "blocker": "drug", "product": "metabolite", "effect": "outcome"},
    )


@stable(2000)
@given(
    clinics(),
    interventions("receptor", "pool", "kinase", compound="blocker"),
    cuts,
    st.booleans(),
    limits_asked,
)
def test_the_answer_with_blockers_and_further_drugs_is_what_listing_every_route_gives(
    graph: Knowledge,
    levels: dict[str, str],
    cuts: list[int],
    is_added: bool,
    limits: dict[str, Any],
) -> None:
    """How long the routes of a blocker may be is left apart: see further drugs."""
    done = as_done(graph, levels, *cuts)
    add = ("blocker",) if is_added else ()
    if add or any(one.compound for one in done):
        limits = {name: value for name, value in limits.items() if name != "max_steps"}
    told = asked(graph, "drug", done, end="effect", add=add, **limits)
    listed = WorkedOut(graph, "drug", "effect", done, add, limits)

    assert rows_of(told) == listed.rows()
    assert additions_of(told) == listed.additions()


@stable(500)
@given(
    clinics(of_no_hypothesis=True),
    interventions("receptor", "pool", "kinase", compound="blocker"),
    st.booleans(),
)
def test_what_a_blocker_does_of_its_own_it_does_under_every_hypothesis(
    graph: Knowledge, levels: dict[str, str], is_added: bool
) -> None:
    done = as_done(graph, levels)
    add = ("blocker",) if is_added else ()
    told = asked(graph, "drug", done, end="effect", add=add)
    listed = WorkedOut(graph, "drug", "effect", done, add)

    assert rows_of(told) == listed.rows()
    assert additions_of(told) == listed.additions()


# properties

node_names = st.sampled_from(("receptor", "pool", "kinase"))
level_names = st.sampled_from(("low", "high", "baseline"))


def contents_of(graph: Knowledge) -> Contents:
    return Contents(**{one.name: getattr(graph, one.name) for one in fields(Contents)})


def with_claims(graph: Knowledge, claims: Sequence[Claim]) -> Knowledge:
    return Knowledge(replace(contents_of(graph), claims={claim.id: claim for claim in claims}))


def kept_and_lost(row: Remainder) -> tuple[Any, ...]:
    return row.before, row.after, row.remains, row.kept, row.lost


@stable(300)
@given(clinics(), node_names, level_names)
def test_to_hold_a_node_on_no_route_changes_nothing(
    graph: Knowledge, node: str, level: str
) -> None:
    free = asked(graph, "drug", end="effect")
    told = asked(graph, "drug", clamp(graph, node, level), end="effect")
    rows = {row.hypothesis: row for row in (free.union, *free.hypotheses)}

    # all together, a node may lie on the route that carries a net claim of another hypothesis
    for row in told.hypotheses:
        met = {claim.object.id for path in row.kept + row.lost for claim in path.claims}
        if row.before != "none" and node not in met:
            assert kept_and_lost(row) == kept_and_lost(rows[row.hypothesis])
            assert (row.lost, row.by_omission) == ((), row.before in ("increases", "decreases"))


@stable(200)
@given(clinics(), st.sampled_from(("drug", "effect")), level_names)
def test_to_hold_the_start_or_the_end_abolishes_whatever_effect_there_is(
    graph: Knowledge, node: str, level: str
) -> None:
    told = asked(graph, "drug", clamp(graph, node, level), end="effect")

    for row in (told.union, *told.hypotheses):
        assert row.remains == ("silent" if row.before == "none" else "abolished")
        assert row.kept == ()


@stable(200)
@given(clinics(), interventions("receptor", "pool", "kinase"), cuts, st.data())
def test_a_claim_of_another_hypothesis_changes_no_answer_within_the_first(
    graph: Knowledge, levels: dict[str, str], cuts: list[int], data: st.DataObject
) -> None:
    """A claim of its own, and causal: what the body makes of a drug it makes under every hypothesis."""
    others = [
        claim
        for claim in graph.claims.values()
        if claim.hypotheses == ("two",) and claim.family is Family.CAUSAL
    ]
    assume(others)
    gone = data.draw(st.sampled_from(others))
    fewer = with_claims(graph, [claim for claim in graph.claims.values() if claim != gone])
    done = as_done(graph, levels, *cuts)
    assume(all(one.claim != gone for one in done))

    with_it, without = (
        {row.hypothesis: row for row in asked(one, "drug", done, end="effect").hypotheses}
        for one in (graph, fewer)
    )
    one = graph.hypotheses["one"]
    assert with_it.get(one) == without.get(one)


@stable(200)
@given(clinics(), interventions("receptor", "pool", "kinase", compound="blocker"), st.data())
def test_the_order_of_the_claims_never_matters(
    graph: Knowledge, levels: dict[str, str], data: st.DataObject
) -> None:
    claims = data.draw(st.permutations(list(graph.claims.values())))
    shuffled = with_claims(graph, claims)

    here, there = (
        what_if_json(what_if(one, "drug", "effect", as_done(one, levels), add=("blocker",)))
        for one in (graph, shuffled)
    )
    assert here == there


@stable(200)
@given(clinics(), interventions("receptor", "pool", "kinase"), cuts, node_names, level_names)
def test_two_interventions_leave_no_more_routes_than_one(
    graph: Knowledge, levels: dict[str, str], cuts: list[int], node: str, level: str
) -> None:
    one = as_done(graph, {**levels, node: ""}, *cuts)
    fewer = asked(graph, "drug", one, clamp(graph, node, level), end="effect")
    more = asked(graph, "drug", one, end="effect")
    rows = {row.hypothesis: row for row in (more.union, *more.hypotheses)}

    for row in (fewer.union, *fewer.hypotheses):
        if row.hypothesis in rows:
            assert set(row.kept) <= set(rows[row.hypothesis].kept)
        else:
            assert row.kept == ()


@stable(200)
@given(clinics(), node_names, cuts)
def test_at_whatever_level_a_node_is_held_the_same_routes_are_left(
    graph: Knowledge, node: str, cuts: list[int]
) -> None:
    told = [
        {
            row.hypothesis: kept_and_lost(row)
            for row in (answer.union, *answer.hypotheses)
            if row.before != "none"
        }
        for level in ("baseline", "low", "high")
        for answer in [asked(graph, "drug", as_done(graph, {node: level}, *cuts), end="effect")]
    ]

    assert told[0] == told[1] == told[2]


@stable(200)
@given(clinics(), node_names)
def test_a_node_held_high_does_what_it_does_held_low_the_other_way(
    graph: Knowledge, node: str
) -> None:
    turned = {"increases": "decreases", "decreases": "increases"}
    low, high = (
        asked(graph, "drug", clamp(graph, node, level), end="effect").union.alone
        for level in ("low", "high")
    )

    assert high == turned.get(low, low)


@stable(200)
@given(clinics(), node_names)
def test_at_its_baseline_a_node_does_nothing_by_itself(graph: Knowledge, node: str) -> None:
    told = asked(graph, "drug", clamp(graph, node, "baseline"), end="effect")

    assert {row.alone for row in (told.union, *told.hypotheses)} == {"none"}


@stable(200)
@given(clinics(), interventions("receptor", "pool", "kinase", compound="blocker"), cuts)
def test_what_there_was_is_what_is_kept_and_what_is_lost(
    graph: Knowledge, levels: dict[str, str], cuts: list[int]
) -> None:
    told = asked(graph, "drug", as_done(graph, levels, *cuts), end="effect")
    free = asked(graph, "drug", end="effect", add=("blocker",))
    rows = {row.hypothesis: row for row in (free.union, *free.hypotheses)}

    for row in (told.union, *told.hypotheses):
        assert not set(row.kept) & set(row.lost)
        if row.before != "none" and any(one == "blocker" for one in levels.values()):
            assert set(row.kept) | set(row.lost) == set(rows[row.hypothesis].kept)
