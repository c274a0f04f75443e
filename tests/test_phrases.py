"""A claim in English: the words of the vocabulary where its subject rises, and what follows if not."""

from __future__ import annotations

import pytest
from building import claim, shipped, words

from glutagraph.model import Claim, Entity, Family, Predicate, Sign
from glutagraph.telling.phrases import act, clause, is_plural, joined, level, noun, opened, plural
from glutagraph.telling.references import ranged
from glutagraph.vocabulary import CLAIM, ENTITY

SAID = {
    "increases": ("increases mood", "lowers mood", "alters mood"),
    "decreases": ("decreases mood", "raises mood", "alters mood"),
    "activates": ("increases mood", "lowers mood", "alters mood"),
    "inhibits": ("inhibits mood", "releases mood from inhibition", "alters mood"),
    "blocks": ("blocks mood", "lifts the block of mood", "alters mood"),
    "regulates": ("regulates mood", "alters mood", "alters mood"),
    "normalises": ("normalises mood", "alters mood", "alters mood"),
    "is-metabolised-to": (
        *("is metabolised to mood", "leaves less mood", "alters the amount of mood"),
    ),
    "is-a-prodrug-of": ("is a prodrug of mood", "leaves less mood", "alters the amount of mood"),
    "contains": ("contains mood", "leaves less mood", "alters the amount of mood"),
    "is-opposite-of": (
        "is by definition a fall in mood",
        "is by definition a rise in mood",
        "is by definition a change in mood",
    ),
}
"""What each predicate that a path may walk says where its subject rises, falls, or nobody knows."""


def entity(label: str, kind: str = "process") -> Entity:
    return Entity(ENTITY + "it", label, kind)


def said(predicate: str | Predicate, object_: Entity) -> Claim:
    known = words().predicates[predicate] if isinstance(predicate, str) else predicate
    return Claim(CLAIM + "a.does.b", entity("ketamine", "drug"), known, object_)


def test_every_predicate_that_a_path_may_walk_has_its_words() -> None:
    walked = {name for name, one in words().predicates.items() if one.family.is_traversed}

    assert walked == set(SAID)


@pytest.mark.parametrize("predicate", SAID)
def test_a_predicate_is_told_by_which_way_its_subject_moves(predicate: str) -> None:
    one = said(predicate, entity("mood"))

    assert (
        tuple(act(one, sign) for sign in (Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN))
        == (SAID[predicate])
    )


@pytest.mark.parametrize("rising", [Sign.POSITIVE, Sign.NEGATIVE])
@pytest.mark.parametrize("predicate", SAID)
def test_words_of_rise_and_fall_agree_with_the_signs(predicate: str, rising: Sign) -> None:
    """Read back, each phrase has the sign that the claim gives its object."""
    one = said(predicate, entity("mood"))
    up = ("increases", "raises", "releases", "lifts", "contains", "is metabolised", "is a prodrug")
    down = ("decreases", "lowers", "inhibits", "blocks", "leaves less", "is by definition a fall")
    told = act(one, rising)

    read = Sign.UNKNOWN
    if told.startswith((*up, "is by definition a rise")):
        read = Sign.POSITIVE
    elif told.startswith(down):
        read = Sign.NEGATIVE
    assert read is rising * one.sign


@pytest.mark.parametrize("sign", [Sign.POSITIVE, Sign.NEGATIVE, Sign.UNKNOWN])
def test_a_predicate_of_one_s_own_needs_no_words_of_its_own(sign: Sign) -> None:
    own = Predicate("https://example.org/potentiates", "potentiates", Family.CAUSAL, sign)
    fallen = {1: "lowers mood", -1: "raises mood", 0: "alters mood"}

    assert act(said(own, entity("mood")), Sign.POSITIVE) == "potentiates mood"
    assert act(said(own, entity("mood")), Sign.NEGATIVE) == fallen[int(sign)]


def test_the_level_of_a_receptor_is_its_activity() -> None:
    receptor = entity("AMPA receptor", "receptor")

    assert act(said("activates", receptor), Sign.POSITIVE) == "activates the AMPA receptor"
    assert act(said("activates", receptor), Sign.NEGATIVE) == (
        "lowers the activity of the AMPA receptor"
    )
    assert level(entity("cAMP", "signaling-molecule"), ["increases"]) == "cAMP"
    assert level(entity("TrkB", "signaling-molecule"), ["activates"]) == "the activity of TrkB"


def test_an_activity_is_increased_and_not_activated() -> None:
    firing = entity("activity of GABA interneurons", "cell-activity")

    assert act(said("activates", firing), Sign.POSITIVE) == (
        "increases the activity of GABA interneurons"
    )


@pytest.mark.parametrize(
    ("predicate", "rising", "told"),
    [
        ("increases", Sign.POSITIVE, "produces an antidepressant effect in patients"),
        ("decreases", Sign.NEGATIVE, "produces an antidepressant effect in patients"),
        ("decreases", Sign.POSITIVE, "works against the antidepressant effect in patients"),
        ("increases", Sign.NEGATIVE, "weakens the antidepressant effect in patients"),
        ("increases", Sign.UNKNOWN, "alters the antidepressant effect in patients"),
    ],
)
def test_an_effect_is_produced(predicate: str, rising: Sign, told: str) -> None:
    effect = entity("antidepressant effect in patients", "outcome")

    assert act(said(predicate, effect), rising) == told


def test_a_side_effect_is_produced_or_reduced() -> None:
    nausea = entity("nausea", "side-effect")

    assert act(said("increases", nausea), Sign.POSITIVE) == "produces nausea"
    assert act(said("increases", nausea), Sign.NEGATIVE) == "reduces nausea"


@pytest.mark.parametrize(
    "label",
    [
        *("NMDA receptors on GABA interneurons", "gamma oscillations", "mGluR2/3 antagonists"),
        *("metabotropic glutamate receptors 2 and 3", "SSRIs", "adverse effects"),
        "current treatments of suicidal ideation",
    ],
)
def test_these_are_many(label: str) -> None:
    assert is_plural(entity(label))


@pytest.mark.parametrize(
    "label",
    [
        *("ketamine", "activity of GABA interneurons", "chronic stress", "Gαs in lipid rafts"),
        *("synthesis of neurotrophic factors", "locus coeruleus", "dextromethorphan with drugs"),
        *("AP5", "mood", "Ras", "metabolic homeostasis of the brain", "NMDA receptor"),
    ],
)
def test_these_are_one(label: str) -> None:
    assert not is_plural(entity(label))


@pytest.mark.parametrize(
    ("label", "kind", "told"),
    [
        ("NMDA receptor", "receptor", "the NMDA receptor"),
        ("NMDA receptors at rest (spontaneous transmission)", "receptor", ""),
        ("formation of spine synapses", "process", "the formation of spine synapses"),
        ("Gαs translocation out of lipid rafts", "molecular-process", ""),
        (
            "antidepressant-like effect in animals",
            "outcome",
            "the antidepressant-like effect in animals",
        ),
        ("current treatments of suicidal ideation", "drug-class", ""),
        ("eEF2 kinase", "enzyme", ""),
    ],
)
def test_what_needs_an_article_has_one(label: str, kind: str, told: str) -> None:
    assert noun(entity(label, kind)) == (told or label)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("blocks it", "block it"),
        ("increases it", "increase it"),
        ("normalises it", "normalise it"),
        ("is metabolised to it", "are metabolised to it"),
        ("does not affect it", "do not affect it"),
        ("has more of it", "have more of it"),
        ("suppresses it", "suppress it"),
        ("carries it", "carry it"),
        ("leaves less it", "leave less it"),
        ("reaches it", "reach it"),
    ],
)
def test_verbs_agree_with_many(one: str, many: str) -> None:
    assert plural(one) == many


def test_a_claim_is_a_clause() -> None:
    assert clause(claim("gamma-oscillations increases mood")) == "gamma oscillations increase mood"
    assert clause(claim("stress -? mood")) == "stress regulates mood"


def test_a_claim_about_a_claim_is_a_clause_too() -> None:
    about = next(c for c in shipped().claims.values() if isinstance(c.subject, Claim))

    assert clause(about).startswith("(")


def test_every_shipped_claim_that_is_walked_can_be_told() -> None:
    for one in shipped().claims.values():
        if one.is_traversed:
            for sign in Sign:
                told = act(one, sign)
                assert one.object.label in told
                assert not told.startswith(("activates the activity", "increases increased"))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("gamma oscillations", "Gamma oscillations"),
        ("eEF2", "eEF2"),
        ("mTORC1 rises", "mTORC1 rises"),
        ("mdTOR", "mdTOR"),
        ("(R)-ketamine", "(R)-ketamine"),
        ("the NMDA receptor", "The NMDA receptor"),
        ("ketamine", "Ketamine"),
        ("a", "A"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_a_name_does_not(text: str, first: str) -> None:
    assert opened(text) == first


def test_lists_end_with_and() -> None:
    assert [joined(["a"]), joined(["a", "b"]), joined(["a", "b", "c"], "or")] == [
        *("a", "a and b", "a, b or c")
    ]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([], ""),
        ([1], "1"),
        ([1, 2], "1, 2"),
        ([1, 2, 3], "1–3"),
        ([2, 4, 5, 6, 9, 10], "2, 4–6, 9, 10"),
    ],
)
def test_three_numbers_in_a_row_are_a_range(numbers: list[int], told: str) -> None:
    assert ranged(numbers) == told
