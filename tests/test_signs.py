"""Signs multiply along a path, and what is not known stays unknown."""

from __future__ import annotations

from functools import reduce
from itertools import permutations

import pytest
from building import claim, path, stable
from hypothesis import given
from hypothesis import strategies as st

from glutagraph.model import Sign

signs = st.sampled_from(Sign)


@stable(100)
@given(signs, signs, signs)
def test_it_does_not_matter_which_two_steps_are_taken_together(a: Sign, b: Sign, c: Sign) -> None:
    assert (a * b) * c == a * (b * c)


@stable(100)
@given(signs, signs)
def test_it_does_not_matter_in_which_order_two_steps_come(a: Sign, b: Sign) -> None:
    assert a * b == b * a


@stable(100)
@given(signs)
def test_an_activation_leaves_the_sign_as_it_was(sign: Sign) -> None:
    assert sign * Sign.POSITIVE is sign


@stable(100)
@given(signs)
def test_one_unknown_step_makes_the_whole_unknown(sign: Sign) -> None:
    assert sign * Sign.UNKNOWN is Sign.UNKNOWN


@stable(100)
@given(st.sampled_from((Sign.POSITIVE, Sign.NEGATIVE)))
def test_the_same_known_step_twice_makes_an_activation(sign: Sign) -> None:
    assert sign * sign is Sign.POSITIVE


@stable(100)
@given(st.lists(signs, max_size=8))
def test_a_product_of_signs_is_a_sign_whatever_their_number(several: list[Sign]) -> None:
    product = reduce(Sign.__mul__, several, Sign.POSITIVE)

    assert isinstance(product, Sign)
    if Sign.UNKNOWN in several:
        assert product is Sign.UNKNOWN
    else:
        assert (product is Sign.NEGATIVE) == (several.count(Sign.NEGATIVE) % 2 == 1)


def test_two_inhibitions_make_an_activation() -> None:
    disinhibition = path("ketamine -| interneuron", "interneuron -| pyramidal-cell")

    assert disinhibition.sign is Sign.POSITIVE


def test_three_inhibitions_make_an_inhibition() -> None:
    brake = path("ketamine -| resting-nmdar", "resting-nmdar -| eef2", "eef2 -| silence")

    assert brake.sign is Sign.NEGATIVE


def test_each_step_carries_the_net_sign_from_the_start() -> None:
    brake = path("ketamine -| resting-nmdar", "resting-nmdar -> eef2-kinase", "eef2-kinase -| eef2")

    assert [step.net_sign for step in brake.steps] == [-1, -1, 1]


def test_a_step_of_unknown_direction_leaves_the_whole_path_unknown() -> None:
    steps = ("ketamine -| interneuron", "interneuron -? theta", "theta -> memory")

    assert path(*steps).sign is Sign.UNKNOWN


def test_the_order_of_the_steps_does_not_change_the_net_sign() -> None:
    steps = ("a -> b", "b -| c", "c -| d", "d -| e")

    assert {path(*order).sign for order in permutations(steps)} == {Sign.NEGATIVE}


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("ketamine blocks interneuron", Sign.NEGATIVE),
        ("ketamine inhibits interneuron", Sign.NEGATIVE),
        ("ketamine decreases bursting", Sign.NEGATIVE),
        ("ketamine activates mtorc1", Sign.POSITIVE),
        ("ketamine increases spines", Sign.POSITIVE),
        ("ketamine is-metabolised-to norketamine", Sign.POSITIVE),
        ("racemate contains enantiomer", Sign.POSITIVE),
        ("valproate is-a-prodrug-of acid", Sign.POSITIVE),
        ("ketamine regulates dopamine", Sign.UNKNOWN),
        ("ketamine normalises release", Sign.UNKNOWN),
        ("ketamine does-not-affect gaba", Sign.UNKNOWN),
        ("gamma correlates-positively-with mood", Sign.UNKNOWN),
    ],
)
def test_a_claim_has_the_sign_of_its_predicate(line: str, sign: Sign) -> None:
    assert claim(line).sign is sign


@pytest.mark.parametrize(
    ("sign", "verdict"),
    [(Sign.POSITIVE, "increases"), (Sign.NEGATIVE, "decreases"), (Sign.UNKNOWN, "unknown")],
)
def test_a_sign_has_a_word_for_what_it_does(sign: Sign, verdict: str) -> None:
    assert sign.verdict == verdict
