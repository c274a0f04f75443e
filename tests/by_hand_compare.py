"""What a comparison must answer, worked out the slow way from the list of every path.

Written from what a comparison promises and not from how it is made.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from by_hand import Moves, claim_names, sign, worked_out

from glutagraph.model import Family

if TYPE_CHECKING:
    from collections.abc import Iterable

    from glutagraph.comparing.drugs import DrugComparison
    from glutagraph.knowledge import Knowledge

Ways = set[tuple[tuple[str, str, tuple[str, ...]], ...]]
Met = dict[tuple[str, str, str, str], Ways]


def paths_of(graph: Knowledge, drug: str, **limits: Any) -> dict[str, dict[str, list[Moves]]]:
    """Every coherent path of a drug by outcome and hypothesis; under "" what is stated end to end."""
    ends = [e.id for e in graph.entities.values() if graph.kinds[e.kind].column == "outcome"]
    listed = {end: worked_out(graph, drug, end, **limits).coherent() for end in ends if end != drug}
    return {end: under for end, under in listed.items() if under}


def verdict_of(under: dict[str, list[Moves]]) -> str:
    signs = {sign(path) for paths in under.values() for path in paths}
    known = {1: "increases", -1: "decreases"}
    if {1, -1} <= signs:
        return "mixed"
    return next((known[one] for one in signs if one), "unknown")


def steps_of(paths: dict[str, dict[str, list[Moves]]]) -> set[str]:
    every = [path for under in paths.values() for found in under.values() for path in found]
    return {name for names in claim_names(every) for name in names}


def meetings_of(graph: Knowledge, drugs: Iterable[str], **limits: Any) -> Met:
    """Where the routes of each two drugs meet, by drugs, outcome and hypothesis ("" for all)."""
    listed = {drug: paths_of(graph, drug, **limits) for drug in drugs}
    found: Met = {}
    for one, other in combinations(listed, 2):
        for end in listed[one].keys() & listed[other].keys():
            here, there = _unrenamed(listed[one][end]), _unrenamed(listed[other][end])
            common = {name for name in here if name and name in there}
            for name in common or ({""} if here and there else ()):
                sides = [
                    [p for held, paths in under.items() if not name or held == name for p in paths]
                    for under in (here, there)
                ]
                found[one, other, end, name] = ways_of(*sides)
    return found


def _unrenamed(under: dict[str, list[Moves]]) -> dict[str, list[Moves]]:
    kept = {
        name: [p for p in paths if p[-1].claim and p[-1].claim.family is not Family.DEFINITION]
        for name, paths in under.items()
    }
    return {name: paths for name, paths in kept.items() if paths}


def ways_of(ones: list[Moves], others: list[Moves]) -> Ways:
    """What each path has in common with those of the other side that it shares most with."""
    found: Ways = set()
    for own, rivals in ((ones, others), (others, ones)):
        for path in own:
            most = max(_common(path, rival) for rival in rivals)
            found |= {_way(path, r) for r in rivals if _common(path, r) == most} - {()}
    return found


def _nodes(path: Moves) -> list[str]:
    return [path[0].start, *(move.end for move in path)]


def _common(one: Moves, other: Moves) -> tuple[int, int]:
    return len({*one} & {*other}), len({*_nodes(one)} & {*_nodes(other)})


def _way(path: Moves, rival: Moves) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The longest runs of a path that lie on the other; the outcome alone is none."""
    runs: list[list[str]] = []
    claims: list[list[str]] = []
    for place, node in enumerate(_nodes(path)):
        before = path[place - 1] if place else None
        if node not in _nodes(rival):
            continue
        if before is not None and before in rival:
            runs[-1].append(node)
            claims[-1].append(before.claim.id if before.claim else "")
        else:
            runs.append([node])
            claims.append([])
    if runs[-1] == [path[-1].end]:
        runs.pop()
    return tuple((run[0], run[-1], tuple(c)) for run, c in zip(runs, claims, strict=False))


def meetings_told(answer: DrugComparison) -> Met:
    """The same as we answer it."""
    return {
        (m.one.id, m.other.id, m.outcome.id, m.hypothesis.id if m.hypothesis else ""): {
            tuple((s.first.id, s.last.id, tuple(c.id for c in s.claims)) for s in way)
            for way in m.ways
        }
        for m in answer.meetings
    }
