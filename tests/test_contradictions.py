"""Where the graph speaks against itself, both sides are told, and what sets them apart."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from building import agree, knowledge, shipped, stable
from hypothesis import given
from hypothesis import strategies as st
from random_brains import EVIDENCE, brain, codes

from glutagraph.contradicting import Contradiction, contradictions
from glutagraph.export import contradiction_json, evidence_json
from glutagraph.model import Claim, Evidence, Family, Stance
from glutagraph.showing import contradiction_lines
from glutagraph.text import Page
from glutagraph.vocabulary import CONTEXT_AXES

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

RISES, FALLS = "ketamine -> mood", "ketamine -| mood"
NULL = "ketamine -0 mood"
PLACES = ("prefrontal-cortex part-of cortex", "hippocampus part-of brain")
REQUIRES, NOT_REQUIRES = "requires", "does-not-require"


def told(*lines: str) -> list[tuple[str, str, str]]:
    """The contradictions among some claims: sort, claim, and what stands against it."""
    return summary(knowledge(*lines, *PLACES))


def summary(graph: Knowledge) -> list[tuple[str, str, str]]:
    return [(o.sort, o.id, o.other.id if o.other else "") for o in contradictions(graph)]


def only(*lines: str) -> Contradiction:
    (one,) = contradictions(knowledge(*lines, *PLACES))
    return one


# what is a contradiction


def test_nothing_contradicts_itself_in_an_empty_graph() -> None:
    assert told() == []


def test_a_null_finding_contradicts_an_effect() -> None:
    one = only(RISES, NULL)

    assert (one.sort, one.id) == ("null finding", "ketamine.increases.mood")
    assert one.other is not None
    assert one.other.id == "ketamine.does-not-affect.mood"
    assert [item.stance for item in (*one.for_it, *one.against_it)] == [Stance.SUPPORTS] * 2


@pytest.mark.parametrize("arrow", ["->", "-|", "-?", "activates", "normalises"])
def test_a_null_finding_contradicts_an_effect_of_any_direction(arrow: str) -> None:
    assert [sort for sort, *_ in told(f"ketamine {arrow} mood", NULL)] == ["null finding"]


def test_a_rise_contradicts_a_fall() -> None:
    assert told(RISES, FALLS) == [
        ("opposite", "ketamine.decreases.mood", "ketamine.increases.mood"),
    ]


def test_effects_of_one_direction_in_two_words_agree() -> None:
    assert told(RISES, "ketamine activates mood") == []


def test_an_unknown_direction_contradicts_none() -> None:
    assert told(RISES, "ketamine -? mood") == []


def test_what_requires_something_cannot_do_without_it() -> None:
    about = (
        "ketamine.increases.mood requires mtor",
        "ketamine.increases.mood does-not-require mtor",
    )

    assert told(RISES, *about) == [
        (
            "requirement",
            "ketamine.increases.mood.does-not-require.mtor",
            "ketamine.increases.mood.requires.mtor",
        )
    ]


def test_what_requires_something_does_so_wholly() -> None:
    about = [
        f"ketamine.increases.mood {word} mtor" for word in (REQUIRES, "does-not-wholly-require")
    ]

    assert [sort for sort, *_ in told(RISES, *about)] == ["requirement"]


def test_what_does_not_require_something_does_not_wholly_require_it_either() -> None:
    words = (NOT_REQUIRES, "does-not-wholly-require")

    assert told(RISES, *(f"ketamine.increases.mood {word} mtor" for word in words)) == []


def test_disputing_evidence_contradicts_its_own_claim() -> None:
    one = only(f"{RISES} {{human}} {{disputes, human, by=rival-2005}}")

    assert (one.sort, one.id, one.other) == ("disputed", "ketamine.increases.mood", None)
    assert [item.source.id for item in one.for_it] == ["somebody-2001"]
    assert [item.source.id for item in one.against_it] == ["rival-2005"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((RISES,), id="an effect alone"),
        pytest.param((NULL,), id="a null finding alone"),
        pytest.param((RISES, "ketamine -0 sleep"), id="a null finding of something else"),
        pytest.param((RISES, "mood -0 ketamine"), id="a null finding the other way round"),
        pytest.param((RISES, "esketamine -| mood"), id="a fall under another drug"),
        pytest.param((RISES, "mood -| ketamine"), id="a fall the other way round"),
        pytest.param((RISES, f"{FALLS} {{open}}"), id="a fall that is left open"),
        pytest.param((RISES, f"{NULL} {{open}}"), id="a null finding that is left open"),
        pytest.param((f"{RISES} {{}} {{open, human}}",), id="an effect left open elsewhere"),
        pytest.param(
            ("ketamine correlates-with mood", NULL), id="a null finding and a correlation"
        ),
        pytest.param(("ketamine is-metabolised-to hnk", "ketamine -0 hnk"), id="a metabolite"),
        pytest.param(("ketamine -> ketamine",), id="an effect on itself"),
        pytest.param(
            (RISES, *(f"ketamine.increases.mood requires {one}" for one in ("mtor", "bdnf"))),
            id="two requirements",
        ),
        pytest.param(
            (
                *(RISES, "ketamine.increases.mood requires mtor"),
                "ketamine.increases.mood does-not-require bdnf",
            ),
            id="requirements of two things",
        ),
        pytest.param(
            (
                *(RISES, "esketamine -> mood", "ketamine.increases.mood requires mtor"),
                "esketamine.increases.mood does-not-require mtor",
            ),
            id="requirements of two effects",
        ),
    ],
)
def test_where_nothing_contradicts_nothing_is_told(lines: tuple[str, ...]) -> None:
    assert told(*lines) == []


def test_each_matter_is_told_once_with_every_side_of_it() -> None:
    found = told(f"{RISES} {{}} {{disputes}}", FALLS, NULL)

    assert found == [
        ("null finding", "ketamine.decreases.mood", "ketamine.does-not-affect.mood"),
        ("opposite", "ketamine.decreases.mood", "ketamine.increases.mood"),
        ("disputed", "ketamine.increases.mood", ""),
        ("null finding", "ketamine.increases.mood", "ketamine.does-not-affect.mood"),
    ]


def test_the_order_of_the_claims_changes_nothing() -> None:
    lines = (RISES, FALLS, NULL, "ketamine activates mood")

    assert len({tuple(told(*order)) for order in permutations(lines)}) == 1


@pytest.mark.parametrize(
    "lines", [(f"{RISES} {{open}}", NULL), (f"{RISES} {{disputes}}",)], ids=["open", "refuted"]
)
def test_what_nobody_claims_is_not_contradicted(lines: tuple[str, ...]) -> None:
    """Without a side for it, a question left open or a claim refuted is no contradiction."""
    assert told(*lines) == []


# what sets the two apart


@pytest.mark.parametrize(
    ("here", "there", "differs"),
    [
        ("mouse", "human", [("species", ("mouse",), ("human",))]),
        ("acute", "sustained", [("timing", ("acute",), ("sustained",))]),
        ("dose=10 µM", "dose=50 µM", [("dose", ("10 µM",), ("50 µM",))]),
        (
            "region=prefrontal-cortex",
            "region=hippocampus",
            [("region", ("prefrontal-cortex",), ("hippocampus",))],
        ),
        ("mouse, acute", "human, acute", [("species", ("mouse",), ("human",))]),
        (
            "mouse, acute",
            "human, chronic",
            [("species", ("mouse",), ("human",)), ("timing", ("acute",), ("chronic",))],
        ),
        ("rodent", "rat", []),
        ("region=cortex", "region=prefrontal-cortex", []),
        ("mouse", "", []),
        ("", "human", []),
        ("mouse", "acute", []),
        ("", "", []),
    ],
)
def test_two_sides_differ_where_both_state_what_cannot_hold_together(
    here: str, there: str, differs: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    for pair in ((f"{RISES} {{{here}}}", f"{NULL} {{{there}}}"),
                 (f"{RISES} {{{here}}} {{disputes, {there or 'by=rival-2005'}}}",)):  # fmt: skip
        assert list(only(*pair).differs_in) == differs


def test_sides_are_compared_as_wholes_each_value_once() -> None:
    one = only(f"{RISES} {{mouse}} {{rat}} {{mouse, by=other-2002}}", f"{NULL} {{human}}")
    shared = only(f"{RISES} {{mouse}} {{human}}", f"{NULL} {{human}}")

    assert one.differs_in == (("species", ("mouse", "rat"), ("human",)),)
    assert shared.differs_in == ()


def test_evidence_that_leaves_open_is_of_neither_side() -> None:
    one = only(f"{RISES} {{mouse}} {{open, human}}", f"{NULL} {{human}}")

    assert [item.context.species for item in one.for_it] == ["mouse"]
    assert one.differs_in == (("species", ("mouse",), ("human",)),)


APART = (f"{RISES} {{mouse, acute}} {{human, sustained}}", f"{NULL} {{mouse, sustained}}")
MEETING = (f"{RISES} {{mouse}} {{by=other-2002}}", f"{NULL} {{human}}")


@pytest.mark.parametrize("lines", [APART, MEETING], ids=["bound to its context", "disputed"])
def test_a_claim_that_is_bound_to_its_context_is_said_to_differ_and_a_disputed_one_is_not(
    lines: tuple[str, ...],
) -> None:
    """The shipped example is ketamine.increases.bdnf-expression: bound to its model, and yet "no stated
    context sets the two apart"."""
    one = only(*lines)

    assert bool(one.differs_in) == (one.claim.status == "context-bound")


# against the definition, pair by pair


def expected(graph: Knowledge) -> set[tuple[str, str, str]]:
    """Every contradiction, found by asking each pair of claims; of claims that something supports."""
    claims = [claim for claim in graph.claims.values() if claim.items(Stance.SUPPORTS)]
    found = {("disputed", c.id, "") for c in claims if c.items(Stance.DISPUTES)}
    for one in claims:
        for other in claims:
            if one.subject == other.subject and one.object == other.object:
                found |= {(sort, one.id, other.id) for sort in sorts(one, other)}
    return found


def sorts(one: Claim, other: Claim) -> set[str]:
    """How two claims between the same ends contradict each other, the first in the order of names."""
    found = set()
    if one.family is Family.CAUSAL and other.family is Family.NULL:
        found.add("null finding")
    both_causal = one.family is other.family is Family.CAUSAL
    if one.id < other.id and both_causal and {one.sign, other.sign} == {1, -1}:
        found.add("opposite")
    words = {one.predicate.id, other.predicate.id}
    if one.id < other.id and words in (
        {REQUIRES, NOT_REQUIRES},
        {REQUIRES, "does-not-wholly-require"},
    ):
        found.add("requirement")
    return found


def differing(
    graph: Knowledge, here: tuple[Evidence, ...], there: tuple[Evidence, ...]
) -> dict[str, tuple[set[str], set[str]]]:
    """The axes that both sides state and on which no value of one agrees with any of the other."""
    found = {}
    for axis in CONTEXT_AXES:
        one, other = (
            {item.context.stated()[axis] for item in side if axis in item.context.stated()}
            for side in (here, there)
        )
        if one and other and not any(agree(graph, axis, a, b) for a in one for b in other):
            found[axis] = (one, other)
    return found


def is_known_to_be_wrong(graph: Knowledge, found: tuple[str, str, str]) -> bool:
    """What two tests above expect to fail: a side with nothing to say, two denials of a requirement."""
    sort, name, other = found
    denials = sort == "requirement" and f".{REQUIRES}." not in name + other
    return denials or not graph.claims[name].items(Stance.SUPPORTS)


requirements = st.lists(
    st.tuples(
        st.sampled_from((REQUIRES, NOT_REQUIRES, "does-not-wholly-require")),
        st.sampled_from(("kinase", "receptor")),
        st.sampled_from(EVIDENCE),
    ),
    max_size=5,
    unique_by=lambda drawn: drawn[:2],
)


def with_requirements(
    written: tuple[list[int], int], required: list[tuple[str, str, str]]
) -> Knowledge:
    """A random brain, and an effect of stress that requires and does not require some things."""
    effect = "stress.increases.human-effect"
    lines = [f"{effect} {word} {thing} {evidence}".strip() for word, thing, evidence in required]
    return brain(*written, "stress -> human-effect", *lines)


brains = st.builds(with_requirements, codes, requirements)


@stable(150)
@given(graph=brains)
def test_every_contradiction_is_found_and_whatever_is_found_is_one(graph: Knowledge) -> None:
    found = summary(graph)

    assert len(found) == len(set(found))
    assert {one for one in found if not is_known_to_be_wrong(graph, one)} == expected(graph)


@stable(150)
@given(graph=brains)
def test_the_sides_hold_their_evidence_and_differ_where_no_values_agree(graph: Knowledge) -> None:
    for one in contradictions(graph):
        against = (
            one.other.items(Stance.SUPPORTS) if one.other else one.claim.items(Stance.DISPUTES)
        )
        assert set(one.for_it) == set(one.claim.items(Stance.SUPPORTS))
        assert set(one.against_it) == set(against)
        sides = {axis: (set(here), set(there)) for axis, here, there in one.differs_in}
        assert sides == differing(graph, one.for_it, one.against_it)


def test_random_brains_contradict_themselves_in_every_way() -> None:
    """Else the properties above would say little."""
    met: set[str] = set()

    @stable(150)
    @given(graph=brains)
    def meet(graph: Knowledge) -> None:
        met.update(sort for sort, *_ in summary(graph))

    meet()

    assert met == {"null finding", "opposite", "requirement", "disputed"}


# printed


def lines_of(*lines: str) -> list[str]:
    graph = knowledge(*lines, *PLACES)
    return list(contradiction_lines(contradictions(graph), graph, Page(1_000)))


def test_the_context_that_differs_is_printed_with_both_values() -> None:
    assert lines_of(
        f"{RISES} {{mouse, acute, randomised-controlled-trial}}",
        f"{NULL} {{human, by=rival-2005}}",
    ) == [
        "ketamine increases mood  (null finding)",
        "  for · claim:ketamine.increases.mood",
        "    somebody-2001 (randomised-trial): As somebody-2001 found. [species mouse, timing acute:"
        " within hours of the dose]",
        "  against · claim:ketamine.does-not-affect.mood",
        "    rival-2005 (animal-intervention): As rival-2005 found. [species human]",
        "  differs in species: mouse | human",
    ]


def test_contexts_that_agree_are_said_to_set_nothing_apart() -> None:
    assert lines_of(f"{RISES} {{rat}}", f"{NULL} {{rodent}}")[-1] == (
        "  no stated context sets the two apart"
    )


def test_each_axis_that_differs_has_a_line_of_its_own() -> None:
    told = lines_of(f"{RISES} {{mouse, dose=1 mg/kg}}", f"{NULL} {{human, dose=2 mg/kg}}")

    assert told[-2:] == [
        "  differs in species: mouse | human",
        "  differs in dose: 1 mg/kg | 2 mg/kg",
    ]


def test_evidence_against_its_own_claim_names_no_other_claim() -> None:
    told = lines_of(f"{RISES} {{}} {{disputes, by=rival-2005}}")

    assert told[0] == "ketamine increases mood  (disputed)"
    assert told[3:5] == ["  against", "    rival-2005 (animal-intervention): As rival-2005 found."]


def test_a_requirement_is_printed_with_the_effect_that_it_is_of() -> None:
    told = lines_of(
        RISES, *(f"ketamine.increases.mood {one} mtor" for one in (REQUIRES, NOT_REQUIRES))
    )

    assert told[0] == "(ketamine increases mood) does not require mtor  (requirement)"
    assert "  against · claim:ketamine.increases.mood.requires.mtor" in told


def test_contradictions_stand_a_line_apart() -> None:
    told = lines_of(RISES, FALLS, NULL)

    assert told.count("") == 2
    assert told[0] != ""
    assert told[-1] != ""


def test_text_of_a_contradiction_cannot_speak_to_the_terminal() -> None:
    hostile = "dose=\x1b[31mred\u202e"
    told = lines_of(f"{RISES} {{{hostile}}}", f"{NULL} {{dose=none}}")

    assert told[-1] == "  differs in dose: \\u001b[31mred\\u202e | none"
    assert not set("".join(told)) & set("\x1b\u202e")


@pytest.mark.parametrize("width", [1, 40, 100])
def test_a_narrow_page_of_contradictions_loses_no_word(width: int) -> None:
    graph = shipped()
    found = contradictions(graph)
    narrow, wide = (
        "\n".join(contradiction_lines(found, graph, Page(wanted))) for wanted in (width, 10_000)
    )

    assert narrow.split() == wide.split()


# as JSON: a contract


def test_a_contradiction_in_json_has_both_sides() -> None:
    one = only(f"{RISES} {{mouse}} {{rat}}", f"{NULL} {{human}}")

    assert contradiction_json(one) == {
        **contradiction_json(one),
        "id": "ketamine.increases.mood",
        "label": "ketamine increases mood",
        "sort": "null finding",
        "against": "ketamine.does-not-affect.mood",
        "differs_in": ["species"],
        "contexts": {"species": {"for": ["mouse", "rat"], "against": ["human"]}},
        "for": [evidence_json(item) for item in one.for_it],
        "against_findings": [evidence_json(item) for item in one.against_it],
    }


def test_a_claim_disputed_by_its_own_evidence_has_no_other_in_json() -> None:
    row = contradiction_json(only(f"{RISES} {{}} {{disputes}}"))

    assert (row["against"], row["differs_in"], row["contexts"]) == (None, [], {})
    assert [item["stance"] for item in row["against_findings"]] == ["disputes"]


def test_a_contradiction_has_what_every_row_has() -> None:
    assert {"id", "label", "synonyms", "identifiers"} <= contradiction_json(
        only(RISES, NULL)
    ).keys()


# what is shipped


def test_the_shipped_graph_says_where_hydroxynorketamine_is_disputed() -> None:
    found = summary(shipped())

    assert (
        *("null finding", "2r-6r-hnk.inhibits.nmda-receptor"),
        "2r-6r-hnk.does-not-affect.nmda-receptor",
    ) in found


def test_the_dose_sets_hydroxynorketamine_apart_at_receptors_at_rest() -> None:
    at_rest = "2r-6r-hnk.inhibits.resting-nmda-receptor"
    (one,) = (o for o in contradictions(shipped()) if o.id == at_rest and o.other)

    assert ("dose", ("50 µM",), ("10 µM",)) in one.differs_in


def test_shipped_contradictions_are_those_of_the_definition() -> None:
    graph = shipped()
    found = {one for one in summary(graph) if not is_known_to_be_wrong(graph, one)}

    assert found == expected(graph)
