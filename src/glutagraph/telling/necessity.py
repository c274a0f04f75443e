"""Necessary nodes and smallest cuts told, with the experiments that blocked them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import counted
from ..export import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model import Entity, Experiment
    from ..necessity import Cut, Necessity
    from ..text import Page

    Json = dict[str, Any]

_SHOWN = 5
"""How many cuts of several nodes are told one by one."""


def necessity_lines(rows: Sequence[Necessity], start: Entity, page: Page) -> Iterator[str]:
    """What routes need, for people: an outcome at a time, all together first."""
    for row in rows:
        if row.hypothesis is None:
            yield page.bold(f"{start.label} → {row.outcome.label}")
        title = row.hypothesis.label if row.hypothesis else "All together"
        least = "" if row.complete else "at least "
        yield page.wrapped(f"{title}: {least}{counted(row.routes, 'route')}", 2, 4)
        yield from _needed_lines(row, page)
        yield ""


def _needed_lines(row: Necessity, page: Page) -> Iterator[str]:
    if row.is_stated_only:
        yield page.wrapped("only stated end to end: there is no step that could be blocked", 4, 6)
        return
    for cut in row.necessary:
        yield page.wrapped(f"every route needs {cut.nodes[0].label}{_tested(cut)}", 4, 6)
    several = [cut for cut in row.cuts if len(cut.nodes) > 1]
    if not row.necessary and row.complete:
        least = f"; at least {len(row.cuts[0].nodes)} must be blocked" if row.cuts else ""
        yield page.wrapped(f"no node is on every route{least}", 4, 6)
    for cut in several[:_SHOWN]:
        *first, last = (node.label for node in cut.nodes)
        names = f"{', '.join(first)} and {last}"
        yield page.wrapped(f"cut by {names}{_tested(cut)}", 4, 6)
    if len(several) > _SHOWN:
        yield f"    {len(several) - _SHOWN} more cuts: --format json"
    if not row.complete:
        told = "a budget ended the search: there may be more routes, necessary nodes and cuts"
        yield page.wrapped(told, 4, 6)


def _tested(cut: Cut) -> str:
    """What was seen where it was blocked or not made."""
    told = [result_text(experiment) for experiment in cut.experiments]
    which = "it" if len(cut.nodes) == 1 else "them"
    return f" (without {which}: {'; '.join(told)})" if told else ""


def result_text(experiment: Experiment) -> str:
    """What an experiment saw, and which it is."""
    results = {"on the drug": experiment.on_top, "by itself": experiment.alone}
    told = [f"{seen} {asked}" for asked, seen in results.items() if seen != "not-stated"]
    return f"{', '.join(told)}, experiment:{experiment.id}"


def necessity_json(rows: Sequence[Necessity], start: Entity) -> Json:
    """What routes need, as the contract has it."""
    return {
        "schema": SCHEMA,
        "start": start.id,
        "needs": [
            {
                "outcome": row.outcome.id,
                "hypothesis": row.hypothesis.id if row.hypothesis else None,
                "routes": row.routes,
                "necessary": [_cut_json(cut) for cut in row.necessary],
                "cuts": [_cut_json(cut) for cut in row.cuts],
                "stated_only": row.is_stated_only,
                "complete": row.complete,
            }
            for row in rows
        ],
    }


def _cut_json(cut: Cut) -> Json:
    return {
        "nodes": [node.id for node in cut.nodes],
        "experiments": [
            {"id": e.id, "alone": e.alone, "on_top": e.on_top} for e in cut.experiments
        ],
    }


def necessity_rows(rows: Sequence[Necessity]) -> list[Json]:
    """A row per cut, a necessary node being a cut of one."""
    return [
        {
            "outcome": row.outcome.id,
            "hypothesis": row.hypothesis.id if row.hypothesis else "all",
            "size": len(cut.nodes),
            "nodes": [node.id for node in cut.nodes],
            "experiments": [experiment.id for experiment in cut.experiments],
        }
        for row in rows
        for cut in row.cuts
    ]
