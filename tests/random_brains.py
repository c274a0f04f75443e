"""Random small knowledge with something of everything that a trace must mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from building import knowledge

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
)
STRUCTURE = (
    "pool pool-of receptor",
    "effect models human-effect",
    "kinase is-opposite-of receptor",
    "kinase is-opposite-of effect",
)
_SIZES = (len(NAMES), len(NAMES), len(ARROWS), len(HYPOTHESES), len(EVIDENCE), 3)
_CODES = 6 * 6 * len(ARROWS) * len(HYPOTHESES) * len(EVIDENCE) * 3


def brain(codes: list[int], structure: int) -> Knowledge:
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


def brains(most_claims: int = 28) -> st.SearchStrategy[Knowledge]:
    codes = st.lists(st.integers(0, _CODES - 1), min_size=most_claims // 2, max_size=most_claims)
    return st.builds(brain, codes, st.integers(0, 2 ** len(STRUCTURE) - 1))
