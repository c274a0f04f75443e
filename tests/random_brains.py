"""Random small knowledge with something of everything that a trace must mind."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from building import knowledge
from hypothesis import strategies as st

from glutagraph.model import Sign, Tier

if TYPE_CHECKING:
    from glutagraph.knowledge import Knowledge

NAMES = ("drug", "receptor", "pool", "kinase", "effect", "human-effect")
HYPOTHESES = ("[one]", "[one]", "[one, two]", "[two]", "[module]", "[one, module]", "[module]", "")
ARROWS = (
    *("->", "-|", "->", "-|", "->", "-|", "->", "-|", "-?", "is-metabolised-to"),
    *("-0", "correlates-with", "has-greater-effect-than"),
)
EVIDENCE = (
    *("", "", "", "", "", "", "", "{proposal}", "{randomised-controlled-trial, human}", "{human}"),
    *("{mouse}", "{rat, sustained}", "{acute}", "{sustained}", "{chronic}", "{mouse} {human}"),
    *("{region=hippocampus}", "{region=prefrontal-cortex}", "{region=cortex, acute}"),
    *("{open}", "{disputes}", "{} {disputes, human}", "{mouse} {open, human}", "{proposal} {rat}"),
    *("{} {open, human}", "{} {open, mouse}", "{rat} {open, mouse}"),
)
STRUCTURE = (
    "pool pool-of receptor",
    "effect models human-effect",
    "kinase is-opposite-of receptor",
    "kinase is-opposite-of effect",
)
_SIZES = (len(NAMES), len(NAMES), len(ARROWS), len(HYPOTHESES), len(EVIDENCE), 3)


def brain(codes: list[int], structure: int, *more: str) -> Knowledge:
    """Claims written as numbers, so that a failing case shrinks to few and plain ones."""
    lines: dict[tuple[str, str, str], str] = {}
    for code in codes:
        start, end, arrow, held, evidence, net = _digits(code)
        triple = (NAMES[start], ARROWS[arrow], NAMES[end])
        words = (*triple, "net" if net == 1 else "", HYPOTHESES[held], EVIDENCE[evidence])
        lines.setdefault(triple, " ".join(filter(None, words)))
    return knowledge(
        *NAMES,
        *lines.values(),
        *(line for place, line in enumerate(STRUCTURE) if structure >> place & 1),
        *more,
        "prefrontal-cortex part-of cortex",
        "hippocampus part-of brain",
        includes={"one": ("module",), "two": ()},
        kinds={"effect": "outcome", "human-effect": "outcome"},
    )


def _digits(code: int) -> list[int]:
    digits = []
    for size in _SIZES:
        code, digit = divmod(code, size)
        digits.append(digit)
    return digits


codes = st.tuples(
    st.lists(st.integers(0, prod(_SIZES) - 1), min_size=14, max_size=28),
    st.integers(0, 2 ** len(STRUCTURE) - 1),
)


def brains() -> st.SearchStrategy[Knowledge]:
    return codes.map(lambda written: brain(*written))


EVERY = 10_000
"""More paths than any of these graphs has: show them all."""

ends = st.sampled_from(("effect", "human-effect"))
limits_asked = st.sampled_from(
    [
        *({}, {}, {}),
        *({"sign": Sign.POSITIVE}, {"sign": Sign.NEGATIVE}, {"sign": Sign.UNKNOWN}),
        *({"hypothesis": "one"}, {"hypothesis": "two"}, {"hypothesis": "module"}),
        *({"via": ("kinase",)}, {"avoid": ("receptor",)}, {"via": ("pool", "kinase")}),
        *({"avoid": ("pool",), "sign": Sign.POSITIVE}, {"avoid": ("pool", "kinase")}),
        *({"min_tier": Tier.ANIMAL_INTERVENTION}, {"exclude_disputed": True}),
        *({"species": "mouse"}, {"species": "human"}, {"species": "rodent"}, {"region": "cortex"}),
        *({"region": "hippocampus", "hypothesis": "two"}, {"max_steps": 1}, {"max_steps": 3}),
        *({"timing": "acute"}, {"timing": "sustained", "species": "rat"}),
    ]
)
"""What an answer may be confined to, one thing or two at a time."""
