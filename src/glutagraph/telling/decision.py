"""The deciding experiments told, the sharpest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..export import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..deciding import Decision, Decisions, Prediction
    from ..text import Page

    Json = dict[str, Any]

_LEFT = {"reduced": "reduced to other routes"}


def decisions_lines(found: Decisions, page: Page, top: int) -> Iterator[str]:
    """The experiments for people."""
    yield page.bold(
        f"{found.one.label}, or {found.other.label[:1].lower()}{found.other.label[1:]}?"
    )
    count = len(found.decisions)
    yield page.wrapped(f"{count} blocks of a node would tell; the sharpest first", 2, 4)
    for decision in found.decisions[:top]:
        yield ""
        drug, end = decision.drug.label, decision.outcome.label
        yield page.bold(f"Block {decision.node.label}, give {drug}, measure {end}")
        for hypothesis, said in ((found.one, decision.one), (found.other, decision.other)):
            yield page.wrapped(f"{hypothesis.label}: {_said(said)}", 2, 4)
        if decision.compounds:
            names = ", ".join(entity.label for entity in decision.compounds)
            yield page.wrapped(f"with {names}", 2, 4)
        if decision.unselective:
            names = ", ".join(entity.label for entity in decision.unselective)
            yield page.dim(page.wrapped(f"these act on its other pools, too: {names}", 2, 4))
        for experiment in decision.experiments:
            results = {"by itself": experiment.alone, "on the drug": experiment.on_top}
            told = [f"{k}: {v}" for k, v in results.items() if v != "not-stated"]
            name = f"experiment:{experiment.id}"
            yield page.wrapped(f"done, {'; '.join(told)} ({name})", 2, 4)
    if count > top:
        yield ""
        yield f"{count - top} more: --top {count}"


def _said(prediction: Prediction) -> str:
    alone = {"none": "nothing"}.get(prediction.alone, prediction.alone)
    left = _LEFT.get(prediction.remains, prediction.remains)
    return f"the effect is {left}; the block by itself: {alone}"


def decisions_json(found: Decisions) -> Json:
    """The experiments as the contract has them."""
    return {
        "schema": SCHEMA,
        "hypotheses": [found.one.id, found.other.id],
        "decisions": [_decision_json(one) for one in found.decisions],
    }


def _decision_json(one: Decision) -> Json:
    return {
        "node": one.node.id,
        "drug": one.drug.id,
        "outcome": one.outcome.id,
        "predictions": [
            {"remains": said.remains, "alone": said.alone} for said in (one.one, one.other)
        ],
        "sharpness": one.sharpness,
        "compounds": [entity.id for entity in one.compounds],
        "unselective": [entity.id for entity in one.unselective],
        "experiments": [
            {"id": e.id, "alone": e.alone, "on_top": e.on_top} for e in one.experiments
        ],
    }


def decisions_rows(found: Decisions) -> list[Json]:
    """A row per experiment."""
    return [
        {
            "node": one.node.id,
            "drug": one.drug.id,
            "outcome": one.outcome.id,
            "sharpness": one.sharpness,
            found.one.id: f"{one.one.remains}, alone {one.one.alone}",
            found.other.id: f"{one.other.remains}, alone {one.other.alone}",
            "compounds": [entity.id for entity in one.compounds],
            "done": [experiment.id for experiment in one.experiments],
        }
        for one in found.decisions
    ]
