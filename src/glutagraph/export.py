"""Answers as plain values for machines: the JSON contract, and rows for listings.

Ids are slugs. Adding a field keeps `SCHEMA`; renaming or removing one raises it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import STATUSES, Claim, Entity, Experiment, Family, Hypothesis, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .answers import Joint, Loop, Outcome, Path, Step, Stop, Trace
    from .knowledge import Knowledge, Thing
    from .model import Evidence

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
            "start": _end(trace.start),
            "reason": trace.reason,
            "outcomes": [_outcome_row(outcome) for outcome in trace.outcomes],
        }
    members = [outcome.end.id for outcome in trace.outcomes if outcome.end != trace.end]
    return {
        "schema": SCHEMA,
        "start": _end(trace.start),
        "end": {**_end(trace.end), "members": members},
        "verdict": trace.verdict,
        "reason": trace.reason,
        "complete": trace.is_complete,
        "coherent_paths": sum(outcome.coherent_count for outcome in trace.outcomes),
        "stitched_paths": sum(outcome.stitched_count for outcome in trace.outcomes),
        "outcomes": [_outcome_row(outcome) for outcome in trace.outcomes],
        "paths": [_path(path) for path in trace.paths],
        "stops": [_stop(stop) for stop in trace.stops],
        "loops": [_loop(loop) for loop in trace.loops],
        "carried": [claim.id for claim in trace.carried],
    }


def _end(entity: Entity) -> Json:
    return {"id": entity.id, "label": entity.label, "kind": entity.kind}


def _outcome_row(outcome: Outcome) -> Json:
    return {
        "end": _end(outcome.end),
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "coherent_paths": outcome.coherent_count,
        "stitched_paths": outcome.stitched_count,
        "stitched_complete": outcome.stitched_complete,
        "hypotheses": [
            {"id": route.hypothesis.id, "verdict": route.verdict, "paths": route.count}
            for route in outcome.routes
            if route.hypothesis
        ],
        "best": _path(outcome.best) if outcome.best else None,
    }


def _path(path: Path) -> Json:
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
        "subject": _end(claim.subject),
        "predicate": {"id": claim.predicate.id, "label": claim.predicate.label},
        "object": _end(claim.object),
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


def thing_json(thing: Thing) -> Json:
    """Anything that has a name."""
    makers: dict[type, Callable[[Any], Json]] = {
        Entity: entity_json,
        Claim: claim_json,
        Hypothesis: hypothesis_json,
        Source: source_json,
        Experiment: experiment_json,
    }
    return makers[type(thing)](thing)


def show_json(thing: Thing, knowledge: Knowledge) -> Json:
    """Everything known of a thing: itself, then the claims and experiments that bear on it."""
    return {
        **thing_json(thing),
        "claims": rows(claims_on(thing, knowledge)),
        "experiments": rows(experiments_on(thing, knowledge)),
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


def _used_in(experiment: Experiment) -> tuple[object, ...]:
    parts = experiment.manipulations
    done = [thing for part in parts for thing in (part.clamps, part.cuts, part.compound)]
    return (experiment.given, experiment.measured, experiment.evidence.source, *done)


LISTS = {
    "drugs": "drug",
    "entities": "entity",
    "claims": "claim",
    "hypotheses": "hypothesis",
    "studies": "study",
    "experiments": "experiment",
    "sources": "source",
}
"""What can be listed besides the kinds of entity; the word for many, and that for one."""

_COLUMNS = {
    "entities": ("id", "label", "kind", "synonyms"),
    "claims": ("id", "status", "tier", "papers", "hypotheses"),
    "hypotheses": ("id", "label", "includes", "proposed_by"),
    "experiments": ("id", "given", "measured", "alone", "on_top"),
    "sources": ("id", "label", "title"),
}
_MORE_COLUMNS = {
    "entities": ("identifiers",),
    "claims": ("subject", "predicate", "object", "sign", "family", "net"),
    "hypotheses": ("module", "rivals"),
    "experiments": ("label", "manipulations"),
    "sources": ("year", "journal", "type", "identifiers"),
}


def columns_of(listed: str, form: str) -> tuple[str, ...]:
    """The columns of a listing: those that fit a page, and in separated values further ones."""
    sort = listed if listed in _COLUMNS else "entities"
    return _COLUMNS[sort] + (_MORE_COLUMNS[sort] if form in ("csv", "tsv") else ())


def rows(things: Iterable[Thing]) -> list[Json]:
    """Things as rows."""
    return [thing_json(thing) for thing in things]


def listing(
    knowledge: Knowledge,
    kind: str,
    *,
    hypothesis: str | None = None,
    about: str | None = None,
    family: str | None = None,
    status: str | None = None,
) -> list[Thing]:
    """The things of a listing, called as `list_name` has it.

    The filters are for claims. Raises ValueError for a filter of something else, or for a family or
    status that there is not.
    """
    filters = (hypothesis, about, family, status)
    if kind == "claims":
        return list(_claims(knowledge, *filters))
    if any(value is not None for value in filters):
        raise ValueError("--hypothesis, --about, --family and --status are for 'list claims'")
    tables: dict[str, Iterable[Thing]] = {
        "entities": knowledge.entities.values(),
        "hypotheses": knowledge.hypotheses.values(),
        "experiments": knowledge.experiments.values(),
        "sources": knowledge.sources.values(),
        "studies": (),
    }
    if kind in tables:
        return list(tables[kind])
    slug = LISTS.get(kind, kind)
    return [entity for entity in knowledge.entities.values() if knowledge.kind_holds(slug, entity)]


def _claims(
    knowledge: Knowledge,
    hypothesis: str | None,
    about: str | None,
    family: str | None,
    status: str | None,
) -> Iterable[Claim]:
    families = [one.value for one in Family]
    if family is not None and family not in families:
        raise ValueError(f"'{family}' is not a family; one of {', '.join(families)}")
    if status is not None and status not in STATUSES:
        raise ValueError(f"'{status}' is not a status; one of {', '.join(STATUSES)}")
    held = knowledge.claims_of(knowledge.hypothesis(hypothesis)) if hypothesis else None
    near = knowledge.claims_about(knowledge.entity(about)) if about else None
    for claim in knowledge.claims.values():
        is_wanted = family in (None, claim.family.value) and status in (None, claim.status)
        is_here = (held is None or claim in held) and (near is None or claim in near)
        if is_wanted and is_here:
            yield claim


def trace_rows(trace: Trace) -> list[Json]:
    """A row per path, with the end that it leads to."""
    return [
        {
            "end": outcome.end.id,
            "verdict": outcome.verdict,
            **_path(path),
            "path": " ".join([path.claims[0].subject.id, *(_hop(claim) for claim in path.claims)]),
        }
        for outcome in trace.outcomes
        for path in outcome.paths
    ]


def _hop(claim: Claim) -> str:
    return f"{claim.predicate.id} {claim.object.id}"


def list_name(knowledge: Knowledge, name: str) -> str:
    """What a listing is called: one of `LISTS`, or the slug of a kind of entity.

    It may be asked for in the singular or the plural, in any case, with blanks or hyphens. Raises
    KeyError for a name that fits none.
    """
    wanted = "-".join(name.lower().split())
    for many, one in [*LISTS.items(), *((slug, slug) for slug in knowledge.kinds)]:
        if wanted in (many, one, f"{one}s", f"{one}es", f"{one.removesuffix('y')}ies"):
            return many
    raise KeyError(name)
