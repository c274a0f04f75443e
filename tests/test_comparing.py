"""What drugs, or hypotheses, have in common, and what each has to itself."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from building import knowledge, shipped, stable
from by_hand_compare import Met, meetings_of, meetings_told, paths_of, steps_of, verdict_of
from command_line import glutagraph, on_terminal
from hypothesis import given
from hypothesis import strategies as st
from test_golden import FILES, case, graph_of, limits_of

import glutagraph as package
from glutagraph.comparing import IncomparableError, compare
from glutagraph.comparing.drugs import DrugComparison
from glutagraph.comparing.hypotheses import HypothesisComparison
from glutagraph.comparing.meeting import meetings
from glutagraph.deciding import decide
from glutagraph.errors import AmbiguousNameError, UnknownNameError
from glutagraph.limits import Limits
from glutagraph.routes import AllRoutes
from glutagraph.scoring import score_experiments
from glutagraph.search import Budget
from glutagraph.telling.comparison import comparison_json, comparison_lines
from glutagraph.text import Page
from glutagraph.tracing import trace

if TYPE_CHECKING:
    from pathlib import Path

    from glutagraph.comparing.sharing import Compared, Held
    from glutagraph.knowledge import Knowledge

comparisons = pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem.startswith("compare")], ids=lambda file: file.stem
)
KINDS = {
    "ketamine": "drug",
    "rapastinel": "drug",
    "lanicemine": "drug",
    "hnk": "metabolite",
    "mood": "outcome",
    "despair": "outcome",
    "dizziness": "side-effect",
}


def brain(*lines: str, **more: Any) -> Knowledge:
    """What some lines say; drugs and outcomes are of their kind."""
    said = {word for line in lines for word in line.split()}
    kinds = {name: kind for name, kind in KINDS.items() if name in said}
    return knowledge(*lines, kinds=kinds, **more)


def drugs(graph: Knowledge, *names: str, **limits: Any) -> DrugComparison:
    answer = compare(graph, *(names or ("ketamine", "rapastinel")), limits=Limits(**limits))
    assert isinstance(answer, DrugComparison)
    return answer


def hypotheses(graph: Knowledge, *names: str) -> HypothesisComparison:
    answer = compare(graph, *(names or ("h1", "h2")))
    assert isinstance(answer, HypothesisComparison)
    return answer


def held(groups: tuple[Held[Any], ...]) -> dict[tuple[str, ...], list[str]]:
    """Things by name, by who has them."""
    return {tuple(h.id for h in g.holders): [t.id for t in g.things] for g in groups}


def verdicts(answer: DrugComparison) -> dict[str, list[str]]:
    return {row.outcome.id: [effect.verdict for effect in row.effects] for row in answer.rows}


def met(answer: DrugComparison) -> dict[tuple[str, str], list[list[tuple[str, str]]]]:
    """Where routes meet and part, by outcome and hypothesis."""
    return {
        (m.outcome.id, m.hypothesis.id if m.hypothesis else ""): [
            [(stretch.first.id, stretch.last.id) for stretch in way] for way in m.ways
        ]
        for m in answer.meetings
    }


# what they act on


def test_a_target_of_both_is_shared_and_the_others_are_private() -> None:
    answer = drugs(
        brain(
            "ketamine -| nmdar", "rapastinel -| nmdar", "ketamine -| nachr", "rapastinel -> ampar"
        )
    )

    assert [(t.entity.id, [[c.id for c in cs] for cs in t.actions]) for t in answer.targets] == [
        ("nmdar", [["ketamine.decreases.nmdar"], ["rapastinel.decreases.nmdar"]]),
        ("ampar", [[], ["rapastinel.increases.ampar"]]),
        ("nachr", [["ketamine.decreases.nachr"], []]),
    ]


@pytest.mark.parametrize(
    ("lines", "differs"),
    [
        (("ketamine -| nmdar", "rapastinel -| nmdar"), ""),
        (("ketamine -| nmdar", "rapastinel -> nmdar"), "opposite"),
        (("ketamine -| nmdar", "rapastinel -? nmdar"), "sign"),
        (("ketamine blocks nmdar", "rapastinel inhibits nmdar"), "action"),
        (("ketamine -| nmdar", "rapastinel -0 nmdar"), "null"),
        (("ketamine -| nmdar", "rapastinel -> nmdar", "rapastinel -? nmdar"), "opposite"),
        (
            (
                "ketamine -| nmdar",
                "ketamine -> nmdar",
                "rapastinel -| nmdar",
                "rapastinel -> nmdar",
            ),
            "",
        ),
    ],
)
def test_how_two_drugs_differ_on_one_target(lines: tuple[str, ...], differs: str) -> None:
    (target,) = drugs(brain(*lines, "rapastinel", "mood")).targets

    assert target.differs == differs


def test_an_end_result_is_no_action_on_a_target() -> None:
    answer = drugs(brain("ketamine -> mtorc1 net", "rapastinel -> trkb"))

    assert [target.entity.id for target in answer.targets] == ["trkb"]


def test_what_is_left_open_or_refuted_is_no_action_either() -> None:
    answer = drugs(
        brain("ketamine -> gabab {open}", "ketamine -> kinase {disputes}", "rapastinel -> trkb")
    )

    assert [target.entity.id for target in answer.targets] == ["trkb"]


def test_an_effect_on_an_outcome_is_no_target() -> None:
    answer = drugs(brain("ketamine -> mood", "rapastinel -> trkb"))

    assert [target.entity.id for target in answer.targets] == ["trkb"]


def test_what_the_body_makes_of_a_drug_hands_down_no_action() -> None:
    answer = drugs(
        brain("ketamine is-metabolised-to hnk", "hnk -> ampar", "rapastinel -> ampar"),
        *("ketamine", "rapastinel"),
    )

    assert [(t.entity.id, [bool(cs) for cs in t.actions]) for t in answer.targets] == [
        ("ampar", [False, True])
    ]
    assert [target.entity.id for target in answer.products] == ["hnk"]


# their steps and outcomes

PARALLEL = (
    *("ketamine -| interneurons [h1]", "interneurons -| glutamate [h1]"),
    *("rapastinel -> glycine-site [h1]", "glycine-site -> glutamate [h1]"),
    *("glutamate -> mtorc1 [h1]", "mtorc1 -> mood [h1]"),
)
"""Two drugs that start apart and meet at glutamate."""


def test_parallel_routes_share_the_steps_from_where_they_meet() -> None:
    answer = drugs(brain(*PARALLEL))

    assert held(answer.steps) == {
        ("ketamine", "rapastinel"): ["glutamate.increases.mtorc1", "mtorc1.increases.mood"],
        ("ketamine",): ["ketamine.decreases.interneurons", "interneurons.decreases.glutamate"],
        ("rapastinel",): ["rapastinel.increases.glycine-site", "glycine-site.increases.glutamate"],
    }
    assert met(answer) == {("mood", "h1"): [[("glutamate", "mood")]]}


def test_routes_that_never_meet_have_but_the_outcome_in_common() -> None:
    answer = drugs(
        brain(
            *("ketamine -> bdnf [h1]", "bdnf -> mood [h1]"),
            *("rapastinel -> serotonin [h2]", "serotonin -> mood [h2]"),
        )
    )

    assert set(held(answer.steps)) == {("ketamine",), ("rapastinel",)}
    assert met(answer) == {("mood", ""): []}


def test_routes_part_where_their_contexts_send_them_apart_and_meet_again() -> None:
    here, there = "{region=hippocampus}", "{region=prefrontal-cortex}"
    answer = drugs(
        brain(
            *(f"ketamine -> calcium [h1] {here}", f"rapastinel -> calcium [h1] {there}"),
            *(f"calcium -> kinase [h1] {here}", f"calcium -> bdnf [h1] {there}"),
            *("kinase -> spines [h1]", "bdnf -> spines [h1]", "spines -> mood [h1]"),
        )
    )

    assert met(answer) == {("mood", "h1"): [[("calcium", "calcium"), ("spines", "mood")]]}


def test_over_the_union_a_route_runs_with_that_of_another_hypothesis() -> None:
    answer = drugs(
        brain(
            *("ketamine -> calcium [h1]", "calcium -> kinase [h1]", "kinase -> spines [h1]"),
            *("rapastinel -> calcium [h2]", "calcium -> bdnf [h2]", "bdnf -> spines [h2]"),
            "spines -> mood [h1, h2]",
        )
    )

    assert met(answer) == {("mood", ""): [[("calcium", "calcium"), ("spines", "mood")]]}


def test_a_hypothesis_of_both_is_told_of_before_the_union() -> None:
    answer = drugs(
        brain(
            *("ketamine -> bdnf [h1]", "bdnf -> mood [h1, h2]", "rapastinel -> trkb [h1]"),
            *("trkb -> mood [h1]", "rapastinel -> bdnf [h2]"),
        )
    )

    assert met(answer) == {("mood", "h1"): []}


def test_a_metabolite_is_met_on_the_route_of_its_drug() -> None:
    graph = brain("ketamine is-metabolised-to hnk", "hnk -> ampar [h1]", "ampar -> mood [h1]")
    answer = drugs(graph, "ketamine", "hnk")

    assert met(answer) == {("mood", "h1"): [[("hnk", "mood")]]}
    assert held(answer.steps)["ketamine", "hnk"] == ["hnk.increases.ampar", "ampar.increases.mood"]


def test_a_budget_that_ends_the_laying_side_by_side_says_so() -> None:
    graph = brain(*PARALLEL)
    one, other = (
        AllRoutes(graph).of(graph.entity(n), Limits()) for n in ("ketamine", "rapastinel")
    )
    (cut_short,) = meetings(one, other, graph.entity("mood"), Budget(1))
    answer = replace(drugs(graph), meetings=(cut_short,))

    assert not cut_short.complete
    assert not answer.is_complete
    assert "A budget ended the search" in "\n".join(comparison_lines(answer, graph, Page(80), 8))


def test_an_opposite_name_of_an_outcome_is_no_place_to_meet() -> None:
    graph = brain(*PARALLEL, "despair is-opposite-of mood")
    answer = drugs(graph)

    assert verdicts(answer) == {"despair": ["decreases"] * 2, "mood": ["increases"] * 2}
    assert list(met(answer)) == [("mood", "h1")]


def test_an_outcome_without_a_route_has_no_verdict_and_its_null_finding_is_told() -> None:
    answer = drugs(brain("ketamine -> mood", "rapastinel -0 mood", "ketamine -0 despair"))
    effects = {row.outcome.id: row.effects for row in answer.rows}

    assert verdicts(answer) == {"mood": ["increases", "none"], "despair": ["none", "none"]}
    assert [claim.id for claim in effects["mood"][1].nulls] == ["rapastinel.does-not-affect.mood"]
    assert held(answer.nulls) == {("ketamine",): ["despair"], ("rapastinel",): ["mood"]}


def test_a_group_of_outcomes_is_told_member_by_member() -> None:
    graph = brain(
        *("ketamine -> mood", "rapastinel -| despair", "mood member-of wellbeing"),
        *("despair member-of wellbeing", "rapastinel -> wellbeing"),
    )

    assert verdicts(drugs(graph)) == {
        "despair": ["none", "decreases"],
        "mood": ["increases", "none"],
    }


def test_routes_longer_than_the_bound_are_none() -> None:
    answer = drugs(brain(*PARALLEL, "ketamine -> mood"), max_steps=2)

    assert verdicts(answer) == {"mood": ["increases", "none"]}


def test_what_three_drugs_share_comes_before_what_two_do() -> None:
    graph = brain(
        *("ketamine -| nmdar [h1]", "rapastinel -> nmdar [h1]", "nmdar -| mood [h1]"),
        *("lanicemine -| nmdar [h1]", "ketamine -> bdnf [h1]", "lanicemine -> bdnf [h1]"),
        "bdnf -> mood [h1]",
    )
    answer = drugs(graph, "ketamine", "rapastinel", "lanicemine")

    assert held(answer.steps) == {
        ("ketamine", "rapastinel", "lanicemine"): ["nmdar.decreases.mood"],
        ("ketamine", "lanicemine"): ["bdnf.increases.mood"],
        ("ketamine",): ["ketamine.decreases.nmdar", "ketamine.increases.bdnf"],
        ("rapastinel",): ["rapastinel.increases.nmdar"],
        ("lanicemine",): ["lanicemine.decreases.nmdar", "lanicemine.increases.bdnf"],
    }
    assert verdicts(answer) == {"mood": ["increases", "decreases", "increases"]}
    assert {(m.one.id, m.other.id) for m in answer.meetings} == {
        ("ketamine", "rapastinel"),
        ("ketamine", "lanicemine"),
        ("rapastinel", "lanicemine"),
    }


def test_what_is_said_of_one_beside_the_other_is_told() -> None:
    graph = brain(
        "ketamine has-greater-effect-than rapastinel",
        "ketamine has-higher-affinity-than lanicemine",
        "ketamine lasts-longer-than lanicemine",
    )
    answer = drugs(graph)

    assert [claim.id for claim in answer.against] == ["ketamine.has-greater-effect-than.rapastinel"]
    assert [[c.id for c in part.affinities] for part in answer.parts] == [
        ["ketamine.has-higher-affinity-than.lanicemine"],
        [],
    ]


# hypotheses

RIVALS = (
    *("ketamine -| interneurons [h1]", "interneurons -| glutamate [h1]"),
    *("ketamine -| habenula [h2]", "habenula -| serotonin [h2]", "serotonin -> mood [h2]"),
    *("glutamate -> mtorc1 [module]", "mtorc1 -> mood [module]", "ketamine -> mood net [h1, h2]"),
)


def test_hypotheses_share_steps_nodes_and_verdicts() -> None:
    answer = hypotheses(brain(*RIVALS, includes={"h1": ("module",), "h2": ()}))

    assert held(answer.steps)["h1", "h2"] == ["ketamine.increases.mood"]
    assert "mtorc1.increases.mood" in held(answer.steps)[("h1",)]
    assert held(answer.nodes) == {
        ("h1", "h2"): ["ketamine", "mood"],
        ("h1",): ["glutamate", "interneurons", "mtorc1"],
        ("h2",): ["habenula", "serotonin"],
    }
    assert [t.entity.id for t in answer.targets] == ["habenula", "interneurons"]
    (row,) = answer.rows
    assert (row.drug.id, row.outcome.id) == ("ketamine", "mood")
    assert [reach.verdict for reach in row.reaches] == ["increases", "increases"]


def test_a_module_may_be_compared_and_shares_all_its_steps_with_who_includes_it() -> None:
    graph = brain(*RIVALS, includes={"h1": ("module",), "h2": ()})
    steps = held(hypotheses(graph, "h1", "module").steps)

    assert steps["h1", "module"] == ["glutamate.increases.mtorc1", "mtorc1.increases.mood"]
    assert ("module",) not in steps


def test_opposite_signs_and_null_findings_on_the_same_two_nodes_contradict() -> None:
    graph = brain(
        *("ketamine -> bdnf [h1]", "ketamine -| bdnf [h2]"),
        *("ketamine -> trkb [h1]", "ketamine -0 trkb [h2]"),
        *("ketamine -> mtorc1 [h1]", "ketamine activates mtorc1 [h2]"),
        *("ketamine -> spines [h1, h2]", "ketamine -| spines [h1, h2]"),
    )

    assert [(o.sort, o.one.id, o.other.id) for o in hypotheses(graph).opposed] == [
        ("sign", "ketamine.increases.bdnf", "ketamine.decreases.bdnf"),
        ("null", "ketamine.increases.trkb", "ketamine.does-not-affect.trkb"),
    ]


def test_a_null_finding_stands_beside_what_the_same_drug_does_under_the_other() -> None:
    graph = brain(
        *("ketamine -| nmdar [h1]", "rapastinel -0 nmdar [h2]", "rapastinel -> ampar [h2]"),
        *("hnk -> ampar [h1]", "hnk -> trkb [h1]", "hnk -0 trkb [h2]"),
    )
    found = hypotheses(graph).targets

    assert [(t.entity.id, t.differs, [len(nulls) for nulls in t.nulls]) for t in found] == [
        ("ampar", "", [0, 0]),
        ("nmdar", "", [0, 0]),
        ("trkb", "null", [0, 1]),
    ]


def test_experiments_are_counted_as_they_are_scored_and_decided() -> None:
    names = ("disinhibition", "spontaneous-transmission")
    answer, board = hypotheses(shipped(), *names), score_experiments(shipped())

    for part in answer.parts:
        scored = [s.score for s in part.scorings]
        every = [s for row in board.rows for s in row.scores if s.hypothesis == part.hypothesis]
        assert scored == every
    ((_, _, count),) = answer.deciding
    assert count == len(decide(shipped(), *names).decisions)


# properties

NAMES = ("ketamine", "rapastinel", "nmdar", "bdnf", "spines", "mood", "dizziness")
arrows = st.lists(
    st.tuples(
        st.sampled_from(NAMES[:5]),
        st.sampled_from(("->", "-|", "->", "-|", "-?", "-0", "is-metabolised-to")),
        st.sampled_from(NAMES[2:]),
        st.sampled_from(("", "", "", "", "net")),
        st.sampled_from(("[h1]", "[h1]", "[h2]", "[h1, h2]", "[module]", "")),
        st.sampled_from(("", "", "", "{mouse}", "{human}", "{acute}", "{sustained}", "{open}")),
    ),
    min_size=6,
    max_size=16,
)


def drawn_brain(drawn: list[Any]) -> Knowledge:
    lines = {(s, a, o): " ".join(filter(None, words)) for words in drawn for s, a, o, *_ in [words]}
    kept = (line for (start, _, end), line in lines.items() if start != end)
    kinds = {name: KINDS[name] for name in NAMES if name in KINDS}
    return knowledge(*NAMES, *kept, kinds=kinds, includes={"h1": ("module",), "h2": ()})


@stable(300)
@given(arrows)
def test_a_comparison_is_what_the_list_of_every_path_says(drawn: list[Any]) -> None:
    graph = drawn_brain(drawn)
    answer = drugs(graph)

    for part in answer.parts:
        listed = paths_of(graph, part.drug.id)
        reached = {e.outcome.id: e.verdict for e in part.effects if e.paths}
        assert reached == {end: verdict_of(under) for end, under in listed.items()}
        assert {step.claim.id for step in part.steps} == steps_of(listed)
    expected: Met = meetings_of(graph, ("ketamine", "rapastinel"))
    assert meetings_told(answer) == expected


@stable(200)
@given(arrows)
def test_the_other_way_round_the_same_is_shared_and_private(drawn: list[Any]) -> None:
    graph = drawn_brain(drawn)
    one, other = drugs(graph), drugs(graph, "rapastinel", "ketamine")

    assert one.parts == other.parts[::-1]
    assert _sorted(one.steps) == _sorted(other.steps)
    assert _sorted(one.nulls) == _sorted(other.nulls)
    assert [(t.entity, t.actions, t.nulls, t.differs) for t in one.targets] == [
        (t.entity, t.actions[::-1], t.nulls[::-1], t.differs) for t in other.targets
    ]
    assert [(row.outcome, row.effects) for row in one.rows] == [
        (row.outcome, row.effects[::-1]) for row in other.rows
    ]
    assert [(m.outcome, m.hypothesis, m.ways) for m in one.meetings] == [
        (m.outcome, m.hypothesis, m.ways) for m in other.meetings
    ]


def _sorted(groups: tuple[Held[Any], ...]) -> dict[frozenset[Compared], tuple[Any, ...]]:
    return {frozenset(group.holders): group.things for group in groups}


@stable(200)
@given(arrows)
def test_what_is_shared_is_of_both_and_nothing_is_lost(drawn: list[Any]) -> None:
    answer = drugs(drawn_brain(drawn))
    own = {part.drug: {step.claim for step in part.steps} for part in answer.parts}

    for drug, claims in own.items():
        groups = [set(group.things) for group in answer.steps if drug in group.holders]
        assert set().union(*groups) == claims
        assert sum(map(len, groups)) == len(claims)


@pytest.mark.parametrize("others", list(permutations(("rapastinel", "2r-6r-hnk", "lanicemine"), 2)))
def test_the_part_of_a_drug_does_not_hang_on_what_else_is_compared(others: tuple[str, ...]) -> None:
    alone = drugs(shipped(), "esketamine", "ketamine").parts[0]

    assert drugs(shipped(), "esketamine", *others).parts[0] == alone
    assert drugs(shipped(), *others, "esketamine").parts[-1] == alone


@pytest.mark.parametrize("name", ["ketamine", "esketamine", "rapastinel", "lanicemine", "riluzole"])
def test_verdicts_are_those_of_a_trace(name: str) -> None:
    part = drugs(shipped(), name, "sarcosine").parts[0]
    traced = {outcome.end: outcome for outcome in trace(shipped(), name).outcomes}

    assert {e.outcome: (e.verdict, e.paths) for e in part.effects if e.paths} == {
        end: (outcome.verdict, outcome.coherent_count) for end, outcome in traced.items()
    }


# what the shipped graph says, read in graph/drugs, graph/studies and graph/hypotheses.ttl


def test_esketamine_and_lanicemine_block_what_rapastinel_activates() -> None:
    answer = drugs(shipped(), "esketamine", "rapastinel", "lanicemine")
    first = answer.targets[0]

    assert (first.entity.id, first.differs) == ("nmda-receptor", "opposite")
    assert [[claim.predicate.id for claim in claims] for claims in first.actions] == [
        ["blocks"],
        ["activates", "regulates"],
        ["blocks"],
    ]


def test_all_three_raise_the_effect_in_patients_and_none_is_seen_to_throughout() -> None:
    answer = drugs(shipped(), "esketamine", "rapastinel", "lanicemine")
    effects = {row.outcome.id: row.effects for row in answer.rows}

    assert [e.verdict for e in effects["clinical-antidepressant-effect"]] == ["increases"] * 3
    assert all(effect.nulls for effect in effects["clinical-antidepressant-effect"])
    assert [e.verdict for e in effects["dissociation"]] == ["increases", "none", "none"]
    assert [bool(e.nulls) for e in effects["dissociation"]] == [False, True, True]
    lanicemine = answer.parts[2]
    assert [(study.id, study.result) for study in lanicemine.studies] == [
        ("sanacora-2014", "positive"),
        ("sanacora-2017", "negative"),
        ("zarate-2013", "positive"),
    ]


def test_esketamine_and_rapastinel_meet_where_bdnf_is_released() -> None:
    found = met(drugs(shipped(), "esketamine", "rapastinel"))

    assert found["antidepressant-like-effect", ""] == [
        [("bdnf-release", "antidepressant-like-effect")]
    ]


def test_of_ketamine_and_its_metabolite_only_the_metabolite_activates_ampa_receptors() -> None:
    answer = drugs(shipped(), "ketamine", "2r-6r-hnk")
    acting = {t.entity.id: [bool(claims) for claims in t.actions] for t in answer.targets}

    assert acting["ampa-receptor"] == [False, True]
    assert acting["resting-nmda-receptor"] == [True, True]
    nulls = {t.entity.id: [len(claims) for claims in t.nulls] for t in answer.targets}
    assert nulls["resting-nmda-receptor"] == [0, 1]


def test_the_two_readings_of_hydroxynorketamine_contradict_one_another_on_the_nmda_receptor() -> (
    None
):
    answer = hypotheses(
        shipped(), "hypothesis:hydroxynorketamine", "hydroxynorketamine-nmda-receptor"
    )

    assert [(o.sort, o.one.id, o.other.id) for o in answer.opposed] == [
        ("null", "2r-6r-hnk.does-not-affect.nmda-receptor", "2r-6r-hnk.inhibits.nmda-receptor")
    ]


def test_rivals_over_mglur2_have_but_the_effect_in_animals_in_common() -> None:
    answer = hypotheses(shipped(), "mglur2-3-blockade", "mglur2-activation")

    assert held(answer.nodes)["mglur2-3-blockade", "mglur2-activation"] == [
        "antidepressant-like-effect"
    ]


# the cases in golden/


@comparisons
def test_listing_every_path_gives_the_answer_of_a_comparison(file: Path) -> None:
    told = case(file)
    names, limits = told["question"].get("drugs", ()), limits_of(told["question"])
    if len(names) < 2:
        return
    graph = graph_of(told["graph"])
    answer = drugs(graph, *names, **limits)

    for part in answer.parts:
        listed = paths_of(graph, part.drug.id, **limits)
        assert {step.claim.id for step in part.steps} == steps_of(listed)
        assert {e.outcome.id: e.verdict for e in part.effects if e.paths} == {
            end: verdict_of(under) for end, under in listed.items()
        }
    assert meetings_told(answer) == meetings_of(graph, names, **limits)


@comparisons
def test_a_graph_to_compare_in_says_what_is_a_drug_and_what_an_outcome(file: Path) -> None:
    told = case(file)["graph"]
    graph = graph_of(told)

    for name, facts in told["entities"].items():
        one = graph.entities[name]
        assert facts.get("drug", False) == graph.kind_holds("drug", one)
        assert facts.get("outcome", False) == (graph.kinds[one.kind].column == "outcome")


# names


def test_a_name_that_fits_both_is_read_as_the_others_are() -> None:
    assert isinstance(compare(shipped(), "rapastinel", "ketamine"), DrugComparison)
    assert isinstance(compare(shipped(), "rapastinel", "dopamine"), HypothesisComparison)


@pytest.mark.parametrize(
    ("names", "error", "told"),
    [
        ((), IncomparableError, "^name two drugs or more, or two hypotheses or more$"),
        (("ketamine",), IncomparableError, "'ketamine' is but one; name two"),
        (("ketamine", "CHEBI:6121"), IncomparableError, "'CHEBI:6121' is ketamine again"),
        (("rapastinel", "rapastinel"), IncomparableError, "is rapastinel again"),
        (
            ("ketamine", "disinhibition"),
            *(IncomparableError, "'ketamine' is a drug, 'disinhibition' is a hypothesis"),
        ),
        (("ketamine", "mtorc1"), IncomparableError, "'mtorc1' is a signaling molecule; name drugs"),
        (("ketamine", "study:canuso-2018"), IncomparableError, "is a study; name drugs"),
        (("rapastinel", "hydroxynorketamine"), AmbiguousNameError, "hypothesis:rapastinel"),
        (("ketamin", "rapastinel"), UnknownNameError, "did you mean ketamine"),
    ],
)
def test_names_that_cannot_be_compared(
    names: tuple[str, ...], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        compare(shipped(), *names)


def test_drugs_themselves_may_be_handed_over() -> None:
    graph = shipped()
    answer = package.compare(graph, graph.entity("ketamine"), "esketamine")

    assert [thing.id for thing in answer.things] == ["ketamine", "esketamine"]


def test_no_steps_at_all_are_an_error() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        compare(shipped(), "ketamine", "esketamine", limits=Limits(max_steps=0))


# told


def page(answer: Any, width: int = 80, top: int = 8) -> str:
    return "\n".join(comparison_lines(answer, shipped(), Page(width), top))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
@pytest.mark.parametrize(
    "names",
    [
        ("esketamine", "rapastinel", "lanicemine"),
        ("ketamine", "2r-6r-hnk"),
        ("disinhibition", "spontaneous-transmission"),
        ("ketamine", "esketamine", "rapastinel", "lanicemine", "traxoprodil", "riluzole"),
    ],
    ids=" ".join,
)
def test_no_line_is_wider_than_the_page(names: tuple[str, ...], width: int) -> None:
    told = page(compare(shipped(), *names), width)

    assert max(map(len, told.splitlines())) <= width


def test_long_lists_are_cut_with_how_to_see_more_and_top_shows_them() -> None:
    answer = compare(shipped(), "ketamine", "2r-6r-hnk")

    count = re.search(r"more: --top (\d+)", page(answer, top=5))
    assert count
    assert "more: --top" not in page(answer, top=1000)


def test_json_has_all_whatever_is_shown() -> None:
    told = comparison_json(compare(shipped(), "ketamine", "2r-6r-hnk"))

    assert (told["schema"], told["compared"], told["complete"]) == (1, "drugs", True)
    assert [thing["id"] for thing in told["things"]] == ["ketamine", "2r-6r-hnk"]
    assert sum(map(len, told["studies"]["ketamine"].values())) == 35
    assert len(told["outcomes"]) + len(told["side_effects"]) == 24
    assert told["steps"][0]["held_by"] == ["ketamine", "2r-6r-hnk"]


def test_text_from_data_is_folded_and_cannot_speak_to_the_terminal() -> None:
    graph = brain("ketamine -> mood", "rapastinel -> mood")
    outcome = graph.entities["mood"]
    object.__setattr__(outcome, "label", "a [red] \x1b[31mmood\nand more")
    told = "\n".join(comparison_lines(drugs(graph), graph, Page(80), 8))

    assert "\x1b" not in told
    assert "[red]" in told


# at the shell


def test_compare_tells_drugs_side_by_side() -> None:
    told = glutagraph("compare", "esketamine", "rapastinel", "lanicemine")

    assert told.status == 0
    assert "NMDA receptor, in opposite directions" in told.out
    assert "together from BDNF release on: antidepressant-like effect in animals" in told.out
    assert re.search(r"negative +- +- +1: sanacora-2017", told.out)
    assert re.search(r"dissociation +increases \(1 study\) +not seen", told.out)


def test_compare_tells_hypotheses_side_by_side() -> None:
    told = glutagraph("compare", "disinhibition", "spontaneous-transmission")

    assert told.status == 0
    assert "experiments: glutagraph decide disinhibition spontaneous-transmission" in told.out
    assert re.search(r"^  agrees ", told.out, re.MULTILINE)


def test_at_a_terminal_of_80_columns_nothing_is_wider() -> None:
    told = on_terminal("compare", "ketamine", "esketamine", settings={"NO_COLOR": "1"})

    assert told.status == 0
    assert max(map(len, told.out.splitlines())) <= 80


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "tsv", "md"])
@pytest.mark.parametrize(
    "names",
    [("ketamine", "esketamine"), ("disinhibition", "hydroxynorketamine-nmda-receptor")],
    ids=" ".join,
)
def test_compare_in_every_format(names: tuple[str, ...], form: str) -> None:
    told = glutagraph("compare", *names, "--format", form)

    assert told.status == 0
    if form == "json":
        assert [thing["id"] for thing in json.loads(told.out)["things"]] == list(names)
    if form == "csv":
        assert told.out.startswith(f"section,id,held_by,differs,{','.join(names)}\n")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 2, "name two drugs or more"),
        (("ketamine",), 2, "is but one"),
        (("ketamine", "ketamine"), 2, "again; name each once"),
        (("ketamine", "disinhibition"), 2, "compare drugs with drugs"),
        (("ketamine", "GABA"), 4, "is not the name"),
        (("ketamin", "esketamine"), 4, "did you mean ketamine"),
        (("ketamine", ""), 2, "it is empty"),
        (("ketamine", "\x1b[31m"), 4, "\\u001b"),
        (("ketamine", "../../etc/passwd"), 4, "is not the name"),
        (("ketamine", "esketamine", "--top", "0"), 2, "--top"),
        (("ketamine", "esketamine", "--max-steps", "x"), 2, "--max-steps"),
        (("ketamine", "esketamine", "--format", "xml"), 2, "--format"),
        (("citalopram", "valproate"), 1, "nothing is known"),
        (("rapastinel", "hydroxynorketamine"), 4, "entity:rapastinel, hypothesis:rapastinel"),
    ],
)
def test_compare_says_what_is_wrong(words: tuple[str, ...], status: int, said: str) -> None:
    told = glutagraph("compare", *words)

    assert (told.status, told.out) == (status, "")
    assert said in told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("form", ["table", "json"])
def test_a_comparison_is_the_same_bytes_under_any_hash_seed(form: str) -> None:
    words = ("compare", "ketamine", "rapastinel", "2r-6r-hnk", "--format", form)
    told = {glutagraph(*words, settings={"PYTHONHASHSEED": seed}).data for seed in ("0", "271828")}

    assert len(told) == 1
