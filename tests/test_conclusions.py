"""Today's conclusions on every drug. Where one changes, a pharmacologist can read the diff."""

from __future__ import annotations

import runpy
from functools import cache
from pathlib import Path
from typing import cast

import pytest

import glutagraph

SCRIPT = Path(__file__).parent.parent / "scripts" / "expected.py"
EXPECTED = Path(__file__).parent / "expected"
CURE = "read the difference; if it is right, run: .venv/bin/python scripts/expected.py"


@cache
def concluded() -> dict[str, str]:
    """What is concluded today, by drug."""
    conclusions = runpy.run_path(str(SCRIPT))["conclusions"]
    return cast("dict[str, str]", conclusions(glutagraph.load()))


@pytest.mark.parametrize("file", sorted(EXPECTED.glob("*.txt")), ids=lambda file: file.stem)
def test_conclusions_on_a_drug_are_as_they_were(file: Path) -> None:
    assert concluded().get(file.stem, "") == file.read_text(encoding="utf-8"), CURE


def test_every_drug_that_does_anything_has_its_conclusions() -> None:
    assert sorted(concluded()) == sorted(file.stem for file in EXPECTED.glob("*.txt")), CURE


def test_ketamine_reaches_its_effect_under_eight_hypotheses_and_says_which_stops_short() -> None:
    text = concluded()["ketamine"]
    effect = text.partition("increases antidepressant-like-effect")[2].partition("\n\n")[0]

    assert effect.count(": increases, ") == 9  # eight hypotheses, and what was stated end to end
    assert "spontaneous-transmission: increases" in effect
    assert "gabab-receptor: at the start, because" in text


def test_the_graph_s_own_description_counts_what_is_in_it() -> None:
    void = SCRIPT.parent.parent / "graph" / "void.ttl"
    counted = runpy.run_path(str(SCRIPT))["counted"]
    text = void.read_text(encoding="utf-8")

    assert counted(glutagraph.load(), text) == text, CURE
    assert text.count("void:entities") == 4
