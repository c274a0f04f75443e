"""Which experiment tells two hypotheses apart: blocks that they predict differently."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from building import knowledge, shipped, stable
from command_line import glutagraph
from hypothesis import given
from hypothesis import strategies as st

from glutagraph.deciding import Decision, SameHypothesisError, UndecidableError, decide
from glutagraph.holding import block
from glutagraph.intervening import what_if

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

KINDS = {
    "ketamine": "drug",
    "rapamycin": "tool-compound",
    "ap5": "tool-compound",
    "mood": "outcome",
}
RIVALS = (
    "ketamine -| interneurons [h1]",
    "interneurons -| mtorc1 [h1]",
    "mtorc1 -> mood [h1]",
    "ketamine -| habenula [h2]",
    "habenula -| mood [h2]",
    "rapamycin -| mtorc1",
)


def brain(*lines: str) -> Knowledge:
    """What some lines say; drugs and outcomes are of their kind."""
    said = {word for line in lines for word in line.split()}
    return knowledge(*lines, kinds={name: kind for name, kind in KINDS.items() if name in said})


def by_node(graph: Knowledge, one: str = "h1", other: str = "h2") -> dict[str, Decision]:
    return {decision.node.id: decision for decision in decide(graph, one, other).decisions}


def test_a_block_on_the_route_of_one_hypothesis_decides_against_the_other() -> None:
    decision = by_node(brain(*RIVALS))["mtorc1"]

    assert (decision.one.remains, decision.other.remains) == ("abolished", "unchanged")
    assert (decision.one.alone, decision.other.alone) == ("decreases", "none")
    assert decision.sharpness == 3


def test_a_node_that_both_need_decides_nothing() -> None:
    graph = brain(
        "ketamine -| interneurons [h1]",
        "interneurons -| mtorc1 [h1]",
        "ketamine -> mtorc1 [h2]",
        "mtorc1 -> mood [h1, h2]",
    )

    assert set(by_node(graph)) == {"interneurons"}


def test_a_node_that_moves_the_outcome_both_ways_decides_by_itself() -> None:
    graph = brain(
        *("ketamine -> kinase [h1]", "kinase -> mood [h1]"),
        *("ketamine -| kinase [h2]", "kinase -| mood [h2]"),
    )
    decision = by_node(graph)["kinase"]

    assert (decision.one.alone, decision.other.alone) == ("decreases", "increases")
    assert (decision.one.remains, decision.other.remains, decision.sharpness) == (
        *("abolished", "abolished"),
        2,
    )


def test_what_a_compound_is_at_hand_for_comes_first() -> None:
    found = decide(brain(*RIVALS), "h1", "h2").decisions

    assert [one.node.id for one in found] == ["mtorc1", "habenula", "interneurons"]
    assert [[drug.id for drug in one.compounds] for one in found] == [["rapamycin"], [], []]


def test_a_blocker_of_the_group_is_not_selective_for_a_pool() -> None:
    graph = brain(
        *("ketamine -| resting [h1]", "resting -| mood [h1]", "resting pool-of nmdar"),
        *("ketamine -| habenula [h2]", "habenula -| mood [h2]", "ap5 -| nmdar"),
    )
    decision = by_node(graph)["resting"]

    assert (decision.compounds, [drug.id for drug in decision.unselective]) == ((), ["ap5"])


def test_an_experiment_that_was_done_is_told_with_its_result() -> None:
    found = decide(shipped(), "disinhibition", "spontaneous-transmission").decisions
    (done,) = [one for one in found if one.node.id == "mtorc1"]

    assert [(e.id, e.on_top) for e in done.experiments] == [
        ("rapamycin-ketamine-antidepressant-like-effect", "abolished")
    ]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("dopamine", "dopamine", "is one hypothesis"),
        ("dopamine", "rapastinel", "no outcome in common"),
    ],
)
def test_hypotheses_that_no_block_tells_apart(one: str, other: str, told: str) -> None:
    with pytest.raises((UndecidableError, SameHypothesisError), match=told):
        decide(shipped(), one, other)


arrows = st.lists(
    st.tuples(
        st.sampled_from(("ketamine", "a", "b", "c")),
        st.sampled_from(("->", "-|")),
        st.sampled_from(("a", "b", "c", "mood")),
        st.sampled_from(("[h1]", "[h2]", "[h1, h2]")),
    ),
    min_size=4,
    max_size=12,
)


@stable(150)
@given(arrows)
def test_every_decision_is_what_a_what_if_under_each_hypothesis_answers(drawn: list[Any]) -> None:
    lines = {(s, o): f"{s} {a} {o} {h}" for s, a, o, h in drawn if s != o}
    lines |= {("ketamine", "mood"): "ketamine -> mood [h1, h2]"}
    graph = brain(*lines.values())
    if not {"h1", "h2"} <= set(graph.hypotheses):
        return
    try:
        found = decide(graph, "h1", "h2").decisions
    except UndecidableError:
        return
    for decision in found:
        for hypothesis, said in (("h1", decision.one), ("h2", decision.other)):
            # a pool has no pools of its own here, so that a block holds one node
            blocked = block(graph, decision.node.id)
            asked = what_if(graph, "ketamine", "mood", blocked, hypothesis=hypothesis)
            (row,) = asked.consequences[0].hypotheses
            assert (said.remains, said.alone) == (row.remains, row.alone)
        assert decision.one != decision.other
    assert [-d.sharpness for d in found] == sorted(-d.sharpness for d in found)


# at the shell


def test_decide_tells_the_sharpest_experiments_and_how_many_more_there_are() -> None:
    told = glutagraph("decide", "disinhibition", "spontaneous-transmission", "--top", "1")

    assert told.status == 0
    assert told.out.count("Block ") == 1
    assert "more: --top" in told.out


def test_decide_in_json_has_both_predictions() -> None:
    told = glutagraph("decide", "disinhibition", "lateral-habenula", "--format", "json")
    first = json.loads(told.out)["decisions"][0]

    assert set(first) >= {"node", "drug", "outcome", "predictions", "sharpness", "experiments"}
    assert len(first["predictions"]) == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("dopamine", "dopamine"), 2),
        (("dopamine", "dopamin"), 4),
        (("dopamine",), 2),
        (("dopamine", "disinhibition", "--top", "0"), 2),
    ],
)
def test_decide_says_what_is_wrong(words: tuple[str, ...], status: int) -> None:
    told = glutagraph("decide", *words)

    assert (told.status, told.out) == (status, "")
    assert "Traceback" not in told.err


def test_who_really_did_it_and_what_is_said_to_be_needed_stand_beside_the_answer() -> None:
    asked = ("what-if", "ketamine", "antidepressant-like-effect")
    knocked_out = " ".join(glutagraph(*asked, "--knock-out", "eEF2 kinase").out.split())
    by_hypothesis = glutagraph(*asked, "--block", "AMPAR", "--hypothesis", "dopamine")
    (outcome,) = json.loads(glutagraph(*asked, "--block", "mtorc1", "--format", "json").out)[
        "outcomes"
    ]

    assert "done: abolished on the drug, experiment:eef2-kinase-knockout-ketamine" in knocked_out
    assert "said to be needed:" in by_hypothesis.out
    assert outcome["on_record"] == {
        "experiments": [
            {
                "id": "rapamycin-ketamine-antidepressant-like-effect",
                "alone": "not-stated",
                "on_top": "abolished",
            }
        ],
        "requirements": ["ketamine.increases.antidepressant-like-effect.requires.mtorc1"],
    }


@pytest.mark.parametrize(
    "done",
    [
        ("--clamp", "mtorc1=high"),
        ("--block", "sigma-1-receptor"),
        ("--add", "midazolam"),
        ("--block", "mtorc1", "--clamp", "bdnf-release=high"),
    ],
)
def test_of_what_nobody_did_nothing_is_on_record(done: tuple[str, ...]) -> None:
    told = glutagraph("what-if", "ketamine", "antidepressant-like-effect", *done)

    assert told.status == 0
    assert "On record" not in told.out


def test_two_names_that_were_turned_round_are_told_as_they_would_be_typed() -> None:
    told = glutagraph("trace", "antidepressant effect", "ketamine")

    assert told.status == 1
    assert "the other way round: glutagraph trace ketamine 'antidepressant effect'" in told.err


def test_what_if_tells_what_is_left_and_what_was_done_by_itself() -> None:
    told = glutagraph(
        "what-if", "ketamine", "antidepressant-like-effect", "--knock-out", "eEF2 kinase"
    )

    assert told.status == 0
    assert "reduced to other routes" in told.out
    assert "left: abolished; by itself: increases (mimics" in " ".join(told.out.split())


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("ketamine", "mood"), 2, "say what is done"),
        (("ketamine", "mood", "--clamp", "mtorc1=lo"), 2, "is not NODE=low|high|baseline"),
        (("ketamine", "mood", "--in", "pyramidal-neuron"), 2, "belongs to --knock-out"),
        (("ketamine", "mood", "--block", "mtorcc1"), 4, "did you mean"),
        (("ketamine", "mood", "--clamp", "trkb=low", "--clamp", "trkb=high"), 2, "choose one"),
        (("ketamine", "mood", "--block", "midazolam"), 2, "lowers anything"),
    ],
)
def test_what_if_says_what_is_wrong(words: tuple[str, ...], status: int, said: str) -> None:
    told = glutagraph("what-if", *words)

    assert said in told.err
    assert "Traceback" not in told.err
    assert told.status == status


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md"])
@pytest.mark.parametrize(
    "words",
    [
        ("experiments",),
        ("what-if", "ketamine", "mood", "--block", "rapamycin", "--add", "rapastinel"),
        ("decide", "disinhibition", "extrasynaptic-glun2b"),
    ],
    ids=lambda words: words[0],
)
def test_every_answer_has_every_format(words: tuple[str, ...], form: str) -> None:
    told = glutagraph(*words, "--format", form)

    assert told.status == 0
    assert told.out
    if form == "json":
        assert json.loads(told.out)["schema"] == 1


def test_experiments_tells_the_rapamycin_experiment_and_the_totals() -> None:
    told = glutagraph("experiments")

    assert told.status == 0
    assert "Rapamycin and ketamine: the antidepressant-like effect" in told.out
    assert "Totals, all claims | held out" in told.out
