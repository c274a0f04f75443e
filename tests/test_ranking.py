"""The order of paths: every example of `docs/ranking.md`, and what holds beyond them."""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from building import knowledge, names, only, stable, words
from hypothesis import given
from hypothesis import strategies as st
from random_brains import EVERY, brain, codes

from glutagraph import trace
from glutagraph.model import Family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from glutagraph.answers import Path

PAGE = FilePath(__file__).parent.parent / "docs" / "ranking.md"
ARROWS = {1: "→", -1: "⊣", 0: "⇢"}
NEVER = (Family.ASSOCIATION, Family.NULL, Family.DEPENDENCY, Family.COMPARISON)


# the examples of the page


class Example(NamedTuple):
    """A graph, a question, and the table of its paths as the page has it."""

    title: str
    lines: tuple[str, ...]
    asked: str
    rows: tuple[tuple[str, int, int, int], ...]


def examples() -> Iterator[Example]:
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        for part in section.split("```text\n")[1:]:
            graph, _, table = part.partition("```")
            head, *rows = re.findall(r"^\| (.*) \|$", table, re.MULTILINE)
            lines = [line for one in graph.splitlines() for line in spelt_out(one)]
            yield Example(title, tuple(lines), cells(head)[0], tuple(map(row, rows)))


def spelt_out(line: str) -> list[str]:
    """A line for each number of a range: `target-{1..3}`."""
    if not (found := re.search(r"\{(\d+)\.\.(\d+)\}", line)):
        return [line]
    return [line.replace(found[0], str(n)) for n in range(int(found[1]), int(found[2]) + 1)]


def cells(row: str) -> list[str]:
    return [cell.replace("\\|", "|") for cell in row.split(" | ")]


def row(text: str) -> tuple[str, int, int, int]:
    path, tier, disputed, length = cells(text)
    return path, int(tier), int(disputed), int(length)


def drawn(path: Path) -> str:
    """A path as the page writes it, a bar where it is stitched."""
    joints = {joint.after for joint in path.joints}
    steps = [
        f"{'| ' if place in joints else ''}{ARROWS[one.sign]} {one.object.id}"
        for place, one in enumerate(path.claims)
    ]
    return " ".join([path.claims[0].subject.id, *steps])


EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_an_example_worked_by_hand_is_what_trace_answers(example: Example) -> None:
    question, _, verdict = example.asked.partition(": ")
    _, start, end, *more = question.split()
    top = int(more[1]) if more else 3
    answer = trace(knowledge(*example.lines), start, end, top=top)

    told = [(drawn(path), *path.rank[:3]) for path in answer.paths]
    assert told == list(example.rows)
    assert not verdict or answer.verdict == verdict


def test_every_rule_has_its_example() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert len(EXAMPLES) == text.count("```text") >= 10
    assert {one.title for one in EXAMPLES} == set(re.findall(r"^## (.*)$", text, re.MULTILINE))
    assert all(one.rows for one in EXAMPLES)


# what holds of any graph


@stable(300)
@given(codes)
def test_paths_are_in_the_order_of_tier_disputes_length_and_names(
    drawn_graph: tuple[list[int], int],
) -> None:
    """Worked out from the claims, each part of the rank anew."""
    outcome = only(trace(brain(*drawn_graph), "drug", "effect", top=EVERY))
    for paths in (*(route.paths for route in outcome.routes), outcome.stitched):
        ranks = [
            (
                max(claim.tier for claim in path.claims),
                sum(claim.status == "disputed" for claim in path.claims),
                len(path.claims),
                [claim.id for claim in path.claims],
            )
            for path in paths
        ]
        assert ranks == sorted(ranks)


@stable(200)
@given(codes, st.sampled_from(("receptor", "pool", "kinase")))
def test_two_hundred_more_claims_of_a_node_on_the_way_change_nothing(
    drawn_graph: tuple[list[int], int], hub: str
) -> None:
    """They lead nowhere; of the strongest evidence, and under every hypothesis."""
    held = "[one, two, module] {randomised-controlled-trial}"
    more = [f"{hub} -> target-{n} {held}" for n in range(100)]
    more += [f"source-{n} -> {hub} {held}" for n in range(100)]
    plain, crowded = brain(*drawn_graph), brain(*drawn_graph, *more)

    one, other = (only(trace(graph, "drug", "effect", top=3)) for graph in (plain, crowded))
    assert names(*one.paths) == names(*other.paths)
    assert (one.verdict, one.coherent_count) == (other.verdict, other.coherent_count)


@pytest.mark.parametrize("name", ["ampar", "zinc"])
def test_a_hub_and_its_equal_are_told_apart_by_name_alone(name: str) -> None:
    """Calcium is in 200 more claims; the other comes before it or after it in the alphabet."""
    lines = [f"ketamine -> {one} [h1]" for one in ("calcium", name)]
    lines += [f"{one} -> mood [h1]" for one in ("calcium", name)]
    hub = [f"calcium -> target-{n} [h1]" for n in range(100)]
    hub += [f"source-{n} -> calcium [h1]" for n in range(100)]
    outcome = only(trace(knowledge(*lines, *hub), "ketamine", "mood"))

    assert [path.claims[0].object.id for path in outcome.paths] == sorted(["calcium", name])


@pytest.mark.parametrize(
    "predicate",
    [one.id for one in words().predicates.values() if one.family in NEVER],
)
@pytest.mark.parametrize("limits", [{}, {"hypothesis": "h1"}, {"coherent_only": True}], ids=str)
def test_a_correlation_a_null_finding_a_requirement_or_a_comparison_is_never_a_step(
    predicate: str, limits: dict[str, Any]
) -> None:
    """Coherent or stitched, first, in between or last."""
    evidence = "[h1] {randomised-controlled-trial}"
    graph = knowledge(
        *(f"ketamine -> bdnf {evidence}", f"bdnf {predicate} plasticity {evidence}"),
        *(f"plasticity -> mood {evidence}", f"ketamine {predicate} plasticity {evidence}"),
        f"bdnf {predicate} mood {evidence}",
    )
    answer = trace(graph, "ketamine", "mood", **limits)

    assert (answer.verdict, answer.paths) == ("none", ())
