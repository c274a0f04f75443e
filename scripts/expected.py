"""Writes what follows from the graph: conclusions on every drug, the scoreboard, counts in `void.ttl`.

Conclusions go into `tests/expected/`, one file per drug, one of the experiments, and a few traces told
as prose. After a change to the graph or to the way it is traced, run this and read the diff as a
pharmacologist would: `.venv/bin/python scripts/expected.py`.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import glutagraph
from glutagraph.scoring import score_experiments
from glutagraph.telling.explanation import explained, explanation_lines
from glutagraph.telling.scoreboard import scoreboard_lines
from glutagraph.text import Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from glutagraph import Claim, Entity, Knowledge, Path
    from glutagraph.answers import Outcome, Route, Stop

FOLDER = FilePath(__file__).resolve().parent.parent / "tests" / "expected"
VOID = FOLDER.parent.parent / "graph" / "void.ttl"
WITH_STOPS = {"ketamine": "antidepressant-effect"}
"""Drugs whose hypotheses that stop short of an effect are told, too."""
EXPLAINED = (
    ("ketamine", "bdnf-translation"),
    ("2r-6r-hnk", "antidepressant-like-effect"),
    ("esketamine", "antidepressant-effect"),
)
"""Traces that are told as prose, too."""
ARROWS = {1: "→", -1: "⊣", 0: "⇢"}


def conclusions(knowledge: Knowledge) -> dict[str, str]:
    """What is concluded today of each drug that a path can start from, by its slug; what else."""
    told = {drug.id: lines(knowledge, drug) for drug in drugs(knowledge)}
    told["experiments"] = scoreboard_lines(score_experiments(knowledge), Page())
    for start, end in EXPLAINED:
        explanation = explained(glutagraph.trace(knowledge, start, end), knowledge)
        told[f"explained-{start}-{end}"] = explanation_lines(explanation, Page())
    return {name: "".join(f"{line}\n" for line in every) for name, every in told.items()}


def drugs(knowledge: Knowledge) -> list[Entity]:
    """The drugs, metabolites, tool compounds and classes that do anything."""
    acting = {claim.subject for claim in knowledge.claims.values() if claim.is_traversed}
    every = (e for e in knowledge.entities.values() if knowledge.kind_holds("drug", e))
    return sorted((e for e in every if e in acting), key=lambda entity: entity.id)


def lines(knowledge: Knowledge, drug: Entity) -> Iterator[str]:
    """A drug's conclusions: for each outcome the verdict, who carries it, and along which path."""
    answer = glutagraph.trace(knowledge, drug)
    yield f"{drug.id} ({drug.kind})"
    if not answer.outcomes:
        yield f"none: {answer.reason}"
    for outcome in answer.outcomes:
        yield ""
        yield from _outcome(outcome)
    if end := WITH_STOPS.get(drug.id):
        yield ""
        yield f"stops short of {end}"
        for stop in glutagraph.trace(knowledge, drug, end).stops:
            yield from _stop(stop)


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield f"{outcome.verdict} {outcome.end.id}: {_counted(outcome.coherent_count)}"
    if outcome.verdict == "mixed":
        yield f"  {outcome.reason}"
    for route in outcome.routes:
        yield f"  {_holder(route)}: {route.verdict}, {_counted(route.count)}"
        yield f"    {_along(route.paths[0])}"


def _holder(route: Route) -> str:
    return route.hypothesis.id if route.hypothesis else "end to end"


def _counted(count: int) -> str:
    return "1 path" if count == 1 else f"{count} paths"


def _along(path: Path) -> str:
    return " ".join([path.claims[0].subject.id, *(_step(claim) for claim in path.claims)])


def _step(claim: Claim) -> str:
    mark = "" if claim.status in ("supported", "definition") else f" [{claim.status}]"
    return f"{ARROWS[claim.sign]} {claim.object.id}{mark}"


def _stop(stop: Stop) -> Iterator[str]:
    where = ", ".join(sorted(entity.id for entity in stop.reached)) or "the start"
    yield f"  {stop.hypothesis.id}: at {where}, because {stop.because}"
    for claim in stop.open_claims:
        yield f"    {claim.status}: {claim.id}"


def counted(knowledge: Knowledge, text: str) -> str:
    """The text of `void.ttl` with the counts that are true today."""
    curated = [claim for claim in knowledge.claims.values() if claim.evidence]
    hypotheses = [one for one in knowledge.hypotheses.values() if not one.is_module]
    counts = {
        "Claim": len(curated),
        "Experiment": len(knowledge.experiments),
        "Hypothesis": len(hypotheses),
        "Source": len(knowledge.sources),
    }
    for name, count in counts.items():
        text = re.sub(rf"(gg:{name} ;\s+void:entities )\d+", rf"\g<1>{count}", text)
    return text


def main() -> None:
    """Rewrites the folder and the counts: what is no longer concluded of any drug goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    knowledge = glutagraph.load()
    found = conclusions(knowledge)
    VOID.write_text(counted(knowledge, VOID.read_text("utf-8")), encoding="utf-8", newline="\n")
    for file in FOLDER.glob("*.txt"):
        if file.stem not in found:
            file.unlink()
    for drug, text in found.items():
        (FOLDER / f"{drug}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
