"""The same question gives the same bytes under any hash seed, locale and time zone, cached or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from command_line import glutagraph

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = (
    ("trace", "ketamine", "antidepressant-effect"),
    ("trace", "ketamine", "antidepressant-effect", "--format", "json"),
    ("trace", "ketamine", "--format", "csv"),
    ("trace", "2r-6r-hnk"),
    ("list", "claims", "--format", "json"),
    ("list", "entities"),
    ("show", "ketamine"),
    ("show", "nmda-receptor", "--format", "json"),
    ("query", "SELECT ?claim ?object { ?claim gg:subject entity:ketamine ; gg:object ?object }"),
    ("query", "CONSTRUCT WHERE { ?drug predicate:blocks ?target }"),
    ("query", "DESCRIBE experiment:dideuteroketamine-forced-swim"),
    ("view", "-o", "-"),
    ("view", "--from", "ketamine", "--to", "mood", "-o", "-"),
)
HERE = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
ELSEWHERE = {"PYTHONHASHSEED": "271828", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Chatham"}


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_the_answer_is_the_same_bytes_elsewhere(question: tuple[str, ...], tmp_path: Path) -> None:
    cold = {"GLUTAGRAPH_CACHE": str(tmp_path / "cache")}  # nothing is remembered there
    here = glutagraph(*question, settings=HERE)
    there = glutagraph(*question, settings=ELSEWHERE | cold)

    assert here.status == there.status == 0
    assert here.data == there.data


def test_the_verdict_does_not_hang_on_the_folder_that_one_stands_in(tmp_path: Path) -> None:
    question = ("trace", "ketamine", "mood", "--format", "json")

    assert glutagraph(*question, cwd=tmp_path) == glutagraph(*question)
