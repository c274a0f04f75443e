"""How a claim stands: what speaks for it, what against it, and whether they speak of the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from building import knowledge, shipped, stable, toy
from by_hand import meets
from hypothesis import given
from hypothesis import strategies as st

from glutagraph.model import Family, Stance

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge
    from glutagraph.model import Claim, Evidence

CONTEXTS = (
    *("", "", "mouse", "rat", "human", "acute", "sustained", "dose=10 µM", "dose=50 µM"),
    *("region=prefrontal-cortex", "region=cortex", "region=hippocampus", "at-rest", "mouse, acute"),
    *("human, dose=10 µM", "rat, region=cortex", "dose=50 µM, sustained", "forced-swim-test"),
)
BLOCKS = "hnk -| nmdar"


def stands(*lines: str) -> Claim:
    """The claim of the first line as the others leave it."""
    subject, arrow, object_ = lines[0].split()[:3]
    predicate = {"->": "increases", "-|": "decreases", "-0": "does-not-affect"}.get(arrow, arrow)
    parts = ("prefrontal-cortex part-of cortex", "hippocampus part-of brain")
    return knowledge(*lines, *parts).claim(f"{subject}.{predicate}.{object_}")


# what was found


def test_a_claim_that_something_supports_and_nothing_disputes_is_supported() -> None:
    assert stands(f"{BLOCKS} {{mouse}}").status == "supported"


def test_a_claim_that_every_finding_leaves_open_is_open() -> None:
    assert stands(f"{BLOCKS} {{open, human}} {{open}}").status == "open"


def test_a_claim_that_is_only_disputed_is_refuted() -> None:
    assert stands(f"{BLOCKS} {{disputes}}").status == "refuted"


def test_a_claim_that_is_disputed_and_left_open_is_refuted() -> None:
    assert stands(f"{BLOCKS} {{disputes}} {{open}}").status == "refuted"


def test_a_claim_that_is_supported_and_left_open_elsewhere_is_supported() -> None:
    assert stands(f"{BLOCKS} {{mouse}} {{open, human}}").status == "supported"


@pytest.mark.parametrize(("status", "walked"), [("", True), ("open", False), ("disputes", False)])
def test_an_open_or_refuted_claim_is_not_walked(status: str, walked: bool) -> None:
    assert stands(f"{BLOCKS} {{{status}}}").is_traversed is walked


# null findings


def test_a_null_finding_disputes_the_claim_that_joins_the_same_ends() -> None:
    claim = stands(BLOCKS, "hnk -0 nmdar")

    assert (claim.status, claim.is_disputed, claim.is_traversed) == ("disputed", True, True)
    assert claim.against == (("hnk.does-not-affect.nmdar", ""),)


@pytest.mark.parametrize("arrow", ["->", "-|", "regulates", "activates", "normalises"])
def test_a_null_finding_speaks_against_a_causal_claim_of_any_direction(arrow: str) -> None:
    assert stands(f"hnk {arrow} nmdar", "hnk -0 nmdar").is_disputed


@pytest.mark.parametrize("null", ["nmdar -0 hnk", "ketamine -0 nmdar", "hnk -0 ampar"])
def test_a_null_finding_between_other_ends_says_nothing(null: str) -> None:
    assert stands(BLOCKS, null).status == "supported"


@pytest.mark.parametrize("predicate", ["is-metabolised-to", "correlates-with"])
def test_a_null_finding_says_nothing_of_what_is_not_an_effect(predicate: str) -> None:
    assert stands(f"hnk {predicate} nmdar", "hnk -0 nmdar").status == "supported"


def test_a_null_finding_that_was_itself_not_borne_out_says_nothing() -> None:
    assert stands(BLOCKS, "hnk -0 nmdar {disputes}").status == "supported"
    assert stands(BLOCKS, "hnk -0 nmdar {open}").status == "supported"


def test_a_null_finding_is_not_disputed_by_itself() -> None:
    assert stands("hnk -0 nmdar", BLOCKS).status == "supported"


@pytest.mark.parametrize(
    ("found", "not_found", "axis"),
    [
        ("mouse", "human", "species"),
        ("region=cortex", "region=hippocampus", "region"),
        ("at-rest", "normal-synaptic-activity", "state"),
        ("dose=50 µM", "dose=10 µM", "dose"),
        ("acute", "sustained", "timing"),
        ("forced-swim-test", "rotarod-test", "model"),
        ("intravenous", "intraperitoneal", "route"),
        ("time=1 h", "time=24 h", "time"),
    ],
)
def test_a_context_that_differs_binds_the_claim_to_its_own(
    found: str, not_found: str, axis: str
) -> None:
    claim = stands(f"{BLOCKS} {{{found}}}", f"hnk -0 nmdar {{{not_found}}}")

    assert (claim.status, claim.is_disputed) == ("context-bound", False)
    assert claim.against == (("hnk.does-not-affect.nmdar", axis),)


@pytest.mark.parametrize(
    ("found", "not_found"),
    [
        ("mouse", ""),
        ("", "human"),
        ("mouse", "acute"),
        ("mouse", "mouse, acute"),
        ("mouse", "rodent"),
        ("animal", "rat"),
        ("region=cortex", "region=prefrontal-cortex"),
        ("region=prefrontal-cortex", "region=cortex"),
    ],
)
def test_an_axis_that_only_one_side_states_keeps_nothing_apart(found: str, not_found: str) -> None:
    """Nor does one value that lies within the other."""
    assert stands(f"{BLOCKS} {{{found}}}", f"hnk -0 nmdar {{{not_found}}}").is_disputed


def test_one_null_finding_in_the_same_context_is_enough_to_dispute() -> None:
    null = "hnk -0 nmdar {dose=10 µM} {dose=50 µM}"

    assert stands(f"{BLOCKS} {{dose=50 µM}}", null).is_disputed
    assert stands(f"{BLOCKS} {{dose=80 µM}}", null).status == "context-bound"


def test_a_claim_found_in_two_contexts_is_disputed_in_either() -> None:
    assert stands(f"{BLOCKS} {{mouse}} {{human}}", "hnk -0 nmdar {human}").is_disputed


def test_evidence_that_disputes_a_claim_is_weighed_by_context_as_a_null_finding_is() -> None:
    agreeing = stands(f"{BLOCKS} {{mouse}} {{disputes, mouse, by=zanos-2016}}")
    apart = stands(f"{BLOCKS} {{mouse}} {{disputes, human, by=zanos-2016}}")

    assert (agreeing.status, agreeing.against) == ("disputed", (("zanos-2016", ""),))
    assert (apart.status, apart.against) == ("context-bound", (("zanos-2016", "species"),))


def test_two_claims_of_opposite_sign_do_not_dispute_each_other() -> None:
    """They stand side by side, and a trace through both is mixed."""
    assert stands(BLOCKS, "hnk -> nmdar").status == "supported"


def test_what_is_true_by_definition_stands_whatever_is_found() -> None:
    graph = knowledge("immobility is-opposite-of swimming", "immobility -0 swimming")

    assert graph.claim("immobility.is-opposite-of.swimming").status == "definition"


def test_an_open_claim_stays_open_beside_a_null_finding() -> None:
    assert stands(f"{BLOCKS} {{open}}", "hnk -0 nmdar").status == "open"


# by hand


def agree(graph: Knowledge, one: Evidence, other: Evidence) -> bool:
    """Whether two findings speak of the same circumstances, as far as both say."""
    here, there = one.context.stated(), other.context.stated()
    for axis in here.keys() & there.keys():
        nested = axis in ("species", "region", "model", "state", "timing")
        same = here[axis] == there[axis]
        if not (meets(graph, axis, here[axis], there[axis]) if nested else same):
            return False
    return True


def items(prefix: str) -> st.SearchStrategy[str]:
    item = st.sampled_from(CONTEXTS).map(
        lambda said: f"{{{', '.join(filter(None, (prefix, said)))}}}"
    )
    return st.lists(item, max_size=3).map(" ".join)


@stable(1000)
@given(items(""), items("disputes"), items("open"), items(""), items("disputes"))
def test_a_claim_is_disputed_where_and_only_where_something_meets_it(
    found: str, disputed: str, left_open: str, not_found: str, null_disputed: str
) -> None:
    graph = knowledge(
        f"{BLOCKS} {found} {disputed} {left_open}",
        f"hnk -0 nmdar {not_found} {null_disputed}",
        "prefrontal-cortex part-of cortex",
        "hippocampus part-of brain",
    )
    claim, null = graph.claim("hnk.decreases.nmdar"), graph.claim("hnk.does-not-affect.nmdar")
    support = claim.items(Stance.SUPPORTS)
    against = [*claim.items(Stance.DISPUTES), *null.items(Stance.SUPPORTS)]

    if not support:
        assert claim.status == ("refuted" if claim.items(Stance.DISPUTES) else "open")
    elif any(agree(graph, one, other) for one in support for other in against):
        assert claim.status == "disputed"
    else:
        assert claim.status == ("context-bound" if against else "supported")
        for name, axis in claim.against:
            assert name
            assert axis in {axis for one in support for axis in one.context.stated()}


# curated graphs


def test_a_dose_decides_whether_the_metabolite_blocks_receptors_at_rest() -> None:
    claim = toy("hydroxynorketamine").claim("2r-6r-hnk.inhibits.resting-nmda-receptor")

    assert claim.status == "context-bound"
    assert claim.against == (("2r-6r-hnk.does-not-affect.resting-nmda-receptor", "dose"),)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("2r-6r-hnk.inhibits.nmda-receptor", "disputed"),
        ("2r-6r-hnk.does-not-affect.nmda-receptor", "supported"),
        ("2r-6r-hnk.increases.hyperlocomotion", "refuted"),
        ("2r-6r-hnk.increases.antidepressant-like-effect", "open"),
        ("ketamine.increases.hyperlocomotion", "supported"),
        ("ketamine.is-metabolised-to.2r-6r-hnk", "supported"),
    ],
)
def test_each_standing_is_read_off_turtle(name: str, status: str) -> None:
    assert toy("hydroxynorketamine").claim(name).status == status


def test_on_the_shipped_graph_the_metabolite_s_block_is_a_matter_of_dose() -> None:
    claim = shipped().claim("2r-6r-hnk.inhibits.resting-nmda-receptor")

    assert claim.status == "context-bound"
    assert claim.against == (("2r-6r-hnk.does-not-affect.resting-nmda-receptor", "dose"),)


def test_on_the_shipped_graph_every_null_finding_has_its_say() -> None:
    """Where an effect joins the same ends as a null finding, the finding is listed against it."""
    claims = shipped().claims.values()
    nulls = [c for c in claims if c.family is Family.NULL and c.items(Stance.SUPPORTS)]

    for null in nulls:
        for claim in claims:
            ends = (claim.subject, claim.object) == (null.subject, null.object)
            if ends and claim.family is Family.CAUSAL:
                assert null.id in dict(claim.against), claim.id
                assert claim.status != "supported", claim.id
