"""Answers as plain values for machines: the JSON contract, and rows for listings.

Ids are slugs. Adding a field keeps `SCHEMA`; renaming or removing one raises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .contradicting import Contradiction
from .model import Claim, Entity, Experiment, Hypothesis, Source, Study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .answers import Joint, Loop, Outcome, Path, Step, Stop, Trace
    from .knowledge import Knowledge, Thing
    from .model import Arm, Evidence, Figure

SCHEMA = 1
Json = dict[str, Any]


def trace_json(trace: Trace) -> Json:
    """A trace as the contract has it: with an end all its paths, without one a row per outcome.

    >>> import glutagraph
    >>> answer = glutagraph.trace(glutagraph.load(), "ketamine", "eef2")
    >>> trace_json(answer)["verdict"]
    'increases'
    """
    if trace.end is None:
        return {
            "schema": SCHEMA,
            "start": entity_end(trace.start),
            "reason": trace.reason,
            "outcomes": [_outcome_row(outcome) for outcome in trace.outcomes],
        }
    members = [outcome.end.id for outcome in trace.outcomes if outcome.end != trace.end]
    return {
        "schema": SCHEMA,
        "start": entity_end(trace.start),
        "end": {**entity_end(trace.end), "members": members},
        "verdict": trace.verdict,
        "reason": trace.reason,
        "complete": trace.is_complete,
        "coherent_paths": sum(outcome.coherent_count for outcome in trace.outcomes),
        "stitched_paths": sum(outcome.stitched_count for outcome in trace.outcomes),
        "outcomes": [_outcome_row(outcome) for outcome in trace.outcomes],
        "paths": [path_json(path) for path in trace.paths],
        "stops": [_stop(stop) for stop in trace.stops],
        "loops": [_loop(loop) for loop in trace.loops],
        "carried": [claim.id for claim in trace.carried],
    }


def entity_end(entity: Entity) -> Json:
    """An entity as an end of a step or a trace."""
    return {"id": entity.id, "label": entity.label, "kind": entity.kind}


def _outcome_row(outcome: Outcome) -> Json:
    return {
        "end": entity_end(outcome.end),
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "coherent_paths": outcome.coherent_count,
        "stitched_paths": outcome.stitched_count,
        "stitched_complete": outcome.stitched_complete,
        "hypotheses": [
            {"id": route.hypothesis.id, "verdict": route.verdict, "paths": route.count}
            for route in outcome.routes
            if route.hypothesis and route.is_held
        ],
        "sources": [
            {"id": route.hypothesis.id, "verdict": route.verdict, "paths": route.count}
            for route in outcome.routes
            if route.hypothesis and not route.is_held
        ],
        "best": path_json(outcome.best) if outcome.best else None,
    }


def path_json(path: Path) -> Json:
    """A path with its steps and their evidence."""
    return {
        "sign": int(path.sign),
        "length": len(path.steps),
        "coherent": path.is_coherent,
        "joints": [_joint(joint) for joint in path.joints],
        "hypotheses": list(path.hypotheses),
        "disputed": path.disputed_steps > 0,
        "weakest_evidence": path.weakest_tier.id,
        "steps": [_step(step) for step in path.steps],
    }


def _joint(joint: Joint) -> Json:
    return {"reason": joint.reason, "detail": joint.detail, "after": joint.after}


def _step(step: Step) -> Json:
    claim = step.claim
    assert isinstance(claim.subject, Entity)  # paths walk along claims between entities only
    return {
        "claim": claim.id,
        "net": claim.net,
        "subject": entity_end(claim.subject),
        "predicate": {"id": claim.predicate.id, "label": claim.predicate.label},
        "object": entity_end(claim.object),
        "sign": int(claim.sign),
        "net_sign": int(step.net_sign),
        "disputed": claim.is_disputed,
        "status": claim.status,
        "hypotheses": list(claim.hypotheses),
        "evidence": [evidence_json(item) for item in claim.evidence],
    }


def _stop(stop: Stop) -> Json:
    return {
        "hypothesis": stop.hypothesis.id,
        "reached": [entity.id for entity in stop.reached],
        "because": stop.because,
        "open": [claim.id for claim in stop.open_claims],
    }


def _loop(loop: Loop) -> Json:
    return {"sign": int(loop.sign), "claims": [claim.id for claim in loop.claims]}


def evidence_json(item: Evidence) -> Json:
    """An item of evidence."""
    return {
        "source": item.source.id,
        "citation": item.source.label,
        "stance": item.stance.value,
        "finding": item.finding,
        "method": item.method.id,
        "tier": item.tier.id,
        "context": item.context.stated(),
        "read_in": item.read_in.id,
        "locator": item.locator,
        "note": item.note,
    }


# Rows of listings: one function per sort of thing.


def entity_json(entity: Entity) -> Json:
    """An entity: what it is called, elsewhere too, and how it is built."""
    return {
        "id": entity.id,
        "label": entity.label,
        "kind": entity.kind,
        "synonyms": list(entity.synonyms),
        "identifiers": [{"curie": i.curie, "match": i.match} for i in entity.identifiers],
        "description": entity.description,
        "structure": [{"predicate": p, "object": o} for p, o in entity.structure],
    }


def claim_json(claim: Claim) -> Json:
    """A claim with all its evidence."""
    return {
        "id": claim.id,
        "label": f"{_label(claim.subject)} {claim.predicate.label} {claim.object.label}",
        "synonyms": [],
        "identifiers": [],
        "subject": claim.subject.id,
        "predicate": claim.predicate.id,
        "object": claim.object.id,
        "sign": int(claim.sign),
        "family": claim.family.value,
        "net": claim.net,
        "status": claim.status,
        "disputed": claim.is_disputed,
        "against": [{"by": by, "separated_by": axis} for by, axis in claim.against],
        "tier": claim.tier.id,
        "papers": len(claim.papers),
        "action": claim.action,
        "in_respect_of": [entity.id for entity in claim.in_respect_of],
        "hypotheses": list(claim.hypotheses),
        "note": claim.note,
        "evidence": [evidence_json(item) for item in claim.evidence],
    }


def _label(subject: Entity | Claim) -> str:
    if isinstance(subject, Entity):
        return subject.label
    return f"({_label(subject.subject)} {subject.predicate.label} {subject.object.label})"


def hypothesis_json(hypothesis: Hypothesis) -> Json:
    """A hypothesis or module."""
    return {
        "id": hypothesis.id,
        "label": hypothesis.label,
        "synonyms": list(hypothesis.synonyms),
        "identifiers": [],
        "description": hypothesis.description,
        "module": hypothesis.is_module,
        "includes": list(hypothesis.includes),
        "rivals": list(hypothesis.rivals),
        "proposed_by": [source.id for source in hypothesis.proposed_by],
    }


def source_json(source: Source) -> Json:
    """A source with its verified identifiers."""
    return {
        "id": source.id,
        "label": source.label,
        "synonyms": [],
        "identifiers": [{"curie": i.curie, "match": i.match} for i in source.identifiers],
        "first_author": source.first_author,
        "title": source.title,
        "year": source.year,
        "journal": source.journal,
        "type": source.type,
        "note": source.note,
    }


def experiment_json(experiment: Experiment) -> Json:
    """An experiment with its two results."""
    return {
        "id": experiment.id,
        "label": experiment.label,
        "synonyms": [],
        "identifiers": [],
        "given": experiment.given.id if experiment.given else None,
        "manipulations": [
            {
                "clamps": part.clamps.id if part.clamps else None,
                "cuts": part.cuts.id if part.cuts else None,
                "to": part.to,
                "by": part.by,
                "with": part.compound.id if part.compound else None,
            }
            for part in experiment.manipulations
        ],
        "measured": experiment.measured.id,
        "alone": experiment.alone,
        "on_top": experiment.on_top,
        "evidence": evidence_json(experiment.evidence),
    }


def study_json(study: Study) -> Json:
    """A study: who was given what, what was measured and what came out."""
    return {
        "id": study.id,
        "label": study.label,
        "synonyms": [],
        "identifiers": [{"curie": curie, "match": "exact"} for curie in study.registrations],
        "method": study.method.id,
        "tier": study.method.tier.id,
        "design": list(study.design),
        "phase": study.phase,
        "drugs": [entity.id for entity in study.treatments],
        "comparators": [entity.id for entity in study.comparators],
        "population": [entity.id for entity in study.population],
        "participants": study.participants,
        "completers": study.completers,
        "regimen": study.regimen,
        "added_to": [entity.id for entity in study.added_to],
        "length": study.length,
        "arms": [_arm(arm) for arm in study.arms],
        "measured": [entity.id for entity in study.measured],
        "scales": [entity.id for entity in study.scales],
        "result": study.result,
        "finding": study.finding,
        "figures": [_figure(figure) for figure in study.figures],
        "onset": study.onset,
        "duration": study.duration,
        "adverse_effects": [entity.id for entity in study.adverse],
        "absent_adverse_effects": [entity.id for entity in study.absent],
        "registrations": list(study.registrations),
        "sources": [source.id for source in study.sources],
        "note": study.note,
        "read_in": study.read_in.id,
        "locator": study.locator,
    }


def _arm(arm: Arm) -> Json:
    return {
        "given": arm.given.id,
        "role": "comparator" if arm.is_comparator else "treatment",
        "dose": arm.dose,
        "route": arm.route,
        "schedule": arm.schedule,
        "participants": arm.participants,
    }


def _figure(figure: Figure) -> Json:
    return {
        "quantity": figure.quantity,
        "group": figure.group,
        "scale": figure.scale.id if figure.scale else None,
        "value": figure.value,
        "unit": figure.unit,
        "spread": figure.spread,
        "spread_type": figure.spread_type,
        "p": figure.p,
        "against": figure.against,
        "time": figure.time,
    }


def contradiction_json(found: Contradiction) -> Json:
    """A contradiction: both sides, with all their evidence, and the context that differs."""
    return {
        "id": found.id,
        "label": claim_json(found.claim)["label"],
        "synonyms": [],
        "identifiers": [],
        "sort": found.sort,
        "against": found.other.id if found.other else None,
        "differs_in": [axis for axis, _, _ in found.differs_in],
        "contexts": {
            axis: {"for": list(here), "against": list(there)}
            for axis, here, there in found.differs_in
        },
        "for": [evidence_json(item) for item in found.for_it],
        "against_findings": [evidence_json(item) for item in found.against_it],
    }


def thing_json(thing: Thing | Contradiction) -> Json:
    """Anything that can be listed."""
    makers: dict[type, Callable[[Any], Json]] = {
        Entity: entity_json,
        Claim: claim_json,
        Hypothesis: hypothesis_json,
        Source: source_json,
        Experiment: experiment_json,
        Study: study_json,
        Contradiction: contradiction_json,
    }
    return makers[type(thing)](thing)


def show_json(thing: Thing, knowledge: Knowledge) -> Json:
    """Everything known of a thing: itself, then the claims, experiments and studies on it."""
    return {
        **thing_json(thing),
        "claims": rows(claims_on(thing, knowledge)),
        "experiments": rows(experiments_on(thing, knowledge)),
        "studies": rows(studies_on(thing, knowledge)),
    }


def claims_on(thing: Thing, knowledge: Knowledge) -> tuple[Claim, ...]:
    """The claims that mention an entity, rest on a source, serve a hypothesis or speak of a claim."""
    if isinstance(thing, Entity):
        return knowledge.claims_about(thing)
    if isinstance(thing, Hypothesis):
        return knowledge.claims_of(thing)
    every = knowledge.claims.values()
    if isinstance(thing, Source):
        return tuple(c for c in every if any(item.source == thing for item in c.evidence))
    return tuple(claim for claim in every if claim.subject == thing)


def experiments_on(thing: Thing, knowledge: Knowledge) -> tuple[Experiment, ...]:
    """The experiments that give, clamp, cut, measure or come from a thing."""
    return tuple(e for e in knowledge.experiments.values() if thing in _used_in(e))


def studies_on(thing: Thing, knowledge: Knowledge) -> tuple[Study, ...]:
    """The studies that give, measure or report a thing, and those on whose paper a claim rests."""
    if isinstance(thing, Claim):
        papers = {item.source for item in thing.evidence if item.source.type != "review"}
        return tuple(s for s in knowledge.studies.values() if papers.intersection(s.sources))
    return tuple(study for study in knowledge.studies.values() if thing in _parts_of(study))


def _parts_of(study: Study) -> tuple[object, ...]:
    given = [arm.given for arm in study.arms]
    about = (*study.measured, *study.scales, *study.population, *study.adverse, *study.absent)
    return (*given, *study.added_to, *about, *study.sources)


def _used_in(experiment: Experiment) -> tuple[object, ...]:
    parts = experiment.manipulations
    done = [thing for part in parts for thing in (part.clamps, part.cuts, part.compound)]
    return (experiment.given, experiment.measured, experiment.evidence.source, *done)


def rows(things: Iterable[Thing]) -> list[Json]:
    """Things as rows."""
    return [thing_json(thing) for thing in things]


def trace_rows(trace: Trace) -> list[Json]:
    """A row per path, with the end that it leads to."""
    return [
        {
            "end": outcome.end.id,
            "verdict": outcome.verdict,
            **path_json(path),
            "path": " ".join([path.claims[0].subject.id, *(_hop(claim) for claim in path.claims)]),
        }
        for outcome in trace.outcomes
        for path in outcome.paths
    ]


def _hop(claim: Claim) -> str:
    return f"{claim.predicate.id} {claim.object.id}"
