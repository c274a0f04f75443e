"""What the clinical views of the page tell: studies, onset and duration, experiments, the scoreboard.

What is false, empty, zero or not stated is left out. Labels of terms stand in place of their slugs,
those of entities in `labels`: a page may hold a part of the graph only and still tells of every study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ..model import Entity, Identifier
from ..scoring import score_experiments
from ..telling.scoreboard import scoreboard_json
from ..vocabulary import PREFIXES
from .links import link
from .onset import onset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..knowledge import Knowledge
    from ..model import Arm, Evidence, Experiment, Figure, Manipulation, Source, Study

Json: TypeAlias = dict[str, Any]

ALL: Final = "all"
"""What all hypotheses together are called in the scoreboard."""


def clinical(knowledge: Knowledge) -> Json:
    """The studies, timeline, experiments and scoreboard of a graph, and the words to write it as Turtle.

    >>> import glutagraph
    >>> clinical(glutagraph.load())["studies"]["zarate-2013"]["onset"]
    'within 80 min'
    """
    studies, experiments = knowledge.studies, knowledge.experiments
    return {
        "studies": {name: _study(knowledge, study) for name, study in studies.items()},
        "onset": onset(knowledge),
        "experiments": {name: _experiment(one) for name, one in experiments.items()},
        "scoreboard": _scoreboard(knowledge),
        "labels": _labels(knowledge),
        "writing": {
            "prefixes": [[prefix, namespace] for prefix, namespace in PREFIXES.items()],
            "methods": {term.label: name for name, term in sorted(knowledge.methods.items())},
            "addresses": _addresses(),
        },
    }


def sources_of_views(knowledge: Knowledge) -> set[Source]:
    """The sources that the clinical views cite, whatever claims the page holds."""
    items = [experiment.evidence for experiment in knowledge.experiments.values()]
    cited = {source for item in items for source in (item.source, item.read_in)}
    for study in knowledge.studies.values():
        cited |= {*study.sources, study.read_in}
    for claim in knowledge.claims.values():
        cited |= {item.source for item in claim.evidence if item.context.time}
    return cited


def _stated(facts: Mapping[str, Any]) -> Json:
    """What says something: no blanks, zeros and empty lists."""
    return {name: value for name, value in facts.items() if value}


def _ids(entities: Iterable[Entity]) -> list[str]:
    return [entity.id for entity in entities]


# studies


def _study(knowledge: Knowledge, study: Study) -> Json:
    years = sorted(source.year for source in study.sources if source.year)
    return _stated(
        {
            "label": study.label,
            "year": years[0] if years else "",
            "method": study.method.label,
            "tier": int(study.method.tier),
            "design": [knowledge.designs[name].label for name in study.design],
            "phase": study.phase,
            "drugs": _ids(study.treatments),
            "comparators": _ids(study.comparators),
            "population": _ids(study.population),
            "participants": study.participants,
            "completers": study.completers,
            "regimen": study.regimen,
            "added_to": _ids(study.added_to),
            "length": study.length,
            "arms": [_arm(knowledge, arm) for arm in study.arms],
            "measured": _ids(study.measured),
            "scales": _ids(study.scales),
            "result": study.result,
            "finding": study.finding,
            "figures": [_figure(figure) for figure in study.figures],
            "onset": study.onset,
            "duration": study.duration,
            "adverse": _ids(study.adverse),
            "absent": _ids(study.absent),
            "registrations": [link(Identifier(curie, "exact")) for curie in study.registrations],
            "sources": [source.id for source in study.sources],
            "note": study.note,
            "read_in": study.read_in.id,
            "locator": study.locator,
        }
    )


def _arm(knowledge: Knowledge, arm: Arm) -> Json:
    return _stated(
        {
            "given": arm.given.id,
            "comparator": arm.is_comparator,
            "dose": arm.dose,
            "route": knowledge.context_label("route", arm.route),
            "schedule": arm.schedule,
            "participants": arm.participants,
        }
    )


def _figure(figure: Figure) -> Json:
    return _stated(
        {
            "quantity": figure.quantity,
            "group": figure.group,
            "scale": figure.scale.id if figure.scale else "",
            "value": figure.value,
            "unit": figure.unit,
            "spread": figure.spread,
            "spread_type": figure.spread_type.replace("-", " "),
            "p": figure.p,
            "against": figure.against,
            "time": figure.time,
        }
    )


# experiments and what is predicted of them


def _experiment(experiment: Experiment) -> Json:
    return _stated(
        {
            "label": experiment.label,
            "given": experiment.given.id if experiment.given else "",
            "manipulations": [_manipulation(part) for part in experiment.manipulations],
            "measured": experiment.measured.id,
            "alone": experiment.alone,
            "on_top": experiment.on_top,
            "evidence": _evidence(experiment.evidence),
        }
    )


def _manipulation(part: Manipulation) -> Json:
    return _stated(
        {
            "clamps": part.clamps.id if part.clamps else "",
            "cuts": part.cuts.id if part.cuts else "",
            "to": part.to,
            "by": part.by,
            "with": part.compound.id if part.compound else "",
        }
    )


def _evidence(item: Evidence) -> Json:
    return _stated(
        {
            "source": item.source.id,
            "read_in": item.read_in.id,
            "tier": int(item.tier),
            "context": item.context.stated(),
            "finding": item.finding,
            "method": item.method.label,
            "locator": item.locator,
            "note": item.note,
        }
    )


def _scoreboard(knowledge: Knowledge) -> Json:
    """The scoreboard without what the page finds elsewhere: findings, labels, and who is silent."""
    board = score_experiments(knowledge)
    told = scoreboard_json(board)
    return {
        "hypotheses": [hypothesis.id for hypothesis in board.hypotheses()],
        "rows": {row["id"]: _row(row) for row in told["experiments"]},
        "totals": {
            total["hypothesis"] or ALL: {
                "claims": total["all_claims"],
                "held_out": total["held_out"],
            }
            for total in told["totals"]
        },
    }


def _row(row: Json) -> Json:
    """What is predicted of an experiment: by question, then by hypothesis; silence is left out."""
    return _stated(
        {
            "claims": _cells(row["scores"]),
            "held_out": _cells(row["held_out"]) if row["left_out"] else {},
            "left_out": row["left_out"],
        }
    )


def _cells(scores: Iterable[Json]) -> Json:
    cells: dict[str, Json] = {}
    for score in scores:
        asked = cells.setdefault(score["asked"], {})
        if score["outcome"] != "silent":
            asked[score["hypothesis"] or ALL] = _cell(score)
    return cells


def _cell(score: Json) -> Json:
    paths = score["independent"]
    return _stated(
        {
            "predicted": score["predicted"],
            "outcome": score["outcome"],
            "right": score["right"],
            "possible": score["possible_only"],
            "independent": [[step["claim"] for step in path["steps"]] for path in paths],
        }
    )


# labels


def _addresses() -> dict[str, str]:
    """The prefix whose identifiers lead to each address, so that a link can be read back."""
    links = {prefix: link(Identifier(f"{prefix}:", "exact"))["href"] for prefix in PREFIXES}
    return {address: prefix for prefix, address in links.items() if address}


def _labels(knowledge: Knowledge) -> dict[str, str]:
    """The labels of the entities that the clinical views name."""
    named: set[Entity] = set()
    for study in knowledge.studies.values():
        about = (*study.measured, *study.scales, *study.population, *study.adverse, *study.absent)
        named |= {*about, *study.added_to, *(arm.given for arm in study.arms)}
        named |= {figure.scale for figure in study.figures if figure.scale}
    for one in knowledge.experiments.values():
        parts = [thing for part in one.manipulations for thing in (part.clamps, part.compound)]
        named |= {thing for thing in (one.given, one.measured, *parts) if thing is not None}
    for claim in knowledge.claims.values():
        if any(item.context.time for item in claim.evidence):
            named |= {end for end in (claim.subject, claim.object) if isinstance(end, Entity)}
    return {entity.id: entity.label for entity in sorted(named, key=lambda one: one.id)}
