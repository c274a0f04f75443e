"""The answer to an intervention, told: a row per hypothesis, what is lost and what survives."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..export import SCHEMA, entity_end, path_json
from ..model import Entity
from ..reasons import parting_text
from ..text import loop_line, one_line, path_lines
from .necessity import result_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..answers import Parting, Path
    from ..consequences import Consequence, Intervention, Remainder, WhatIf
    from ..recorded import Record
    from ..text import Page

    Json = dict[str, Any]

_REMAINS = {
    "abolished": "abolished",
    "unchanged": "unchanged",
    "reduced": "reduced to other routes",
    "ambiguous": "ambiguous",
    "silent": "no route of its own",
}
_MIXED = {"before": "the drug", "after": "what is left", "alone": "by itself"}
_SHOWN = 3
"""How many surviving routes are told one by one."""


def what_if_lines(
    answer: WhatIf, page: Page, records: Mapping[Entity, Record] = MappingProxyType({})
) -> Iterator[str]:
    """The answer for people, with what is on record of each outcome."""
    start = f"{answer.start.label} → " if answer.start else ""
    yield page.bold(f"{start}{answer.end.label}, {_done_text(answer)}")
    for consequence in answer.consequences:
        yield ""
        yield from _consequence_lines(consequence, answer, page)
        if record := records.get(consequence.end):
            yield ""
            yield from _record_lines(record, page)


def _record_lines(record: Record, page: Page) -> Iterator[str]:
    yield page.bold("On record, with no part in this answer")
    for experiment in record.experiments:
        cited = experiment.evidence.source.label
        yield page.wrapped(f"done: {result_text(experiment)} · {cited}", 2, 4)
    for claim in record.requirements:
        cited = ", ".join(source.label for source in claim.papers)
        yield page.wrapped(f"said to be needed: claim:{claim.id} · {cited}", 2, 4)


def _done_text(answer: WhatIf) -> str:
    """What is done, in words; a group with its pools is named by its group."""
    held = [one for one in answer.interventions if one.node]
    inner = {
        one.node.id
        for one in held
        for other in held
        if one.node and other.node and _is_within(one.node, other.node)
    }
    told = [
        _act_text(one) for one in answer.interventions if not one.node or one.node.id not in inner
    ]
    return "if " + " and ".join(told) if told else "with another drug"


def _is_within(part: Entity, whole: Entity) -> bool:
    return any(
        relation in ("pool-of", "state-of", "aspect-of") and other == whole.id
        for relation, other in part.structure
    )


def _act_text(one: Intervention) -> str:
    if one.claim:
        return f"{one.claim.id} is cut"
    assert one.node is not None
    by = f" by {one.compound.label}" if one.compound else ""
    if one.act == "clamp" and not one.compound:
        return f"{one.node.label} is held {'at ' if one.to == 'baseline' else ''}{one.to}"
    return f"{one.node.label} is {'knocked out' if one.act == 'knock-out' else 'blocked'}{by}"


def _consequence_lines(consequence: Consequence, answer: WhatIf, page: Page) -> Iterator[str]:
    union = consequence.union
    yield page.bold(consequence.end.label)
    yield from _row_lines("All together", union, answer, page)
    rows = [(row.hypothesis.label, row) for row in consequence.hypotheses if row.hypothesis]
    speaking = [(label, row) for label, row in rows if row.before != "none" or not answer.start]
    for label, row in speaking:
        if not _is_untouched(row):
            yield from _row_lines(label, row, answer, page)
    if left_out := [label for label, row in speaking if _is_untouched(row)]:
        told = f"Unchanged, since what was done lies on no route of it: {'; '.join(left_out)}"
        yield page.wrapped(told, 2, 4)
    if silent := len(rows) - len(speaking):
        more = "hypothesis speaks" if silent == 1 else "hypotheses speak"
        yield page.dim(page.wrapped(f"{silent} {more} of what was done, not of this drug", 2, 4))
    for addition in consequence.additions:
        met = f", opposed at {addition.meet}" if addition.meet else ""
        told = f"{addition.drug.label} alone: {addition.alone}; together: {addition.together}{met}"
        yield page.wrapped(told, 2, 4)
    yield from _route_lines("Routes that survive", union.kept, page)
    yield from _route_lines("Routes that are lost", union.lost, page)
    yield from _route_lines("How what was done acts by itself", union.acting, page)
    if consequence.loops:
        yield ""
        yield page.bold("Feedback loops through these routes")
        for loop in consequence.loops:
            yield loop_line(loop, page)
    if not consequence.complete:
        yield page.wrapped("A budget ended the search: there may be more routes.", 2, 4)


def _is_untouched(row: Remainder) -> bool:
    return row.by_omission and row.alone == "none"


def _row_lines(title: str, row: Remainder, answer: WhatIf, page: Page) -> Iterator[str]:
    facts = []
    if answer.start:
        facts.append(f"{answer.start.label} {row.before}, left: {_REMAINS[row.remains]}")
    facts.append(f"by itself: {_alone_text(row)}")
    yield page.wrapped(f"{title}: {'; '.join(facts)}", 2, 4)
    if row.by_omission and row.hypothesis:
        yield page.dim(page.wrapped("by omission: what was done lies on no route of it", 4, 6))
    for name, parting in row.partings:
        yield page.dim(page.wrapped(f"{_MIXED[name]} mixed: {parting_text(parting)}", 4, 6))
    if row.is_stated_only:
        told = "only stated end to end: no route is recorded that could be blocked"
        yield page.dim(page.wrapped(told, 4, 6))


def _alone_text(row: Remainder) -> str:
    if row.alone == "none":
        return "nothing"
    possible = "possibly " if row.is_possible_only else ""
    alike = f" ({row.resembles} the drug)" if row.resembles in ("mimics", "opposes") else ""
    word = "ambiguous" if row.alone in ("mixed", "unknown") else row.alone
    return f"{possible}{word}{alike}"


def _route_lines(title: str, paths: tuple[Path, ...], page: Page) -> Iterator[str]:
    """Routes: the best with its evidence, a few more on a line each."""
    if not paths:
        return
    yield ""
    yield page.bold(f"{title}: {len(paths)}")
    yield from path_lines(paths[0], page)
    for path in paths[1:_SHOWN]:
        yield page.wrapped(f"or: {one_line(path)}", 4, 8)
    if len(paths) > _SHOWN:
        yield f"    {len(paths) - _SHOWN} more: --format json"


# for machines


def what_if_json(answer: WhatIf, records: Mapping[Entity, Record] = MappingProxyType({})) -> Json:
    """The answer as the contract has it; ids are slugs."""
    return {
        "schema": SCHEMA,
        "start": entity_end(answer.start) if answer.start else None,
        "end": entity_end(answer.end),
        "interventions": [_act_json(one) for one in answer.interventions],
        "outcomes": [
            _consequence_json(one) | {"on_record": _record_json(records[one.end])}
            if one.end in records
            else _consequence_json(one)
            for one in answer.consequences
        ],
    }


def _record_json(record: Record) -> Json:
    return {
        "experiments": [
            {"id": one.id, "alone": one.alone, "on_top": one.on_top} for one in record.experiments
        ],
        "requirements": [claim.id for claim in record.requirements],
    }


def _act_json(one: Intervention) -> Json:
    return {
        "act": one.act,
        "node": one.node.id if one.node else None,
        "to": one.to,
        "claim": one.claim.id if one.claim else None,
        "with": one.compound.id if one.compound else None,
    }


def _consequence_json(consequence: Consequence) -> Json:
    return {
        "end": entity_end(consequence.end),
        "complete": consequence.complete,
        "union": _remainder_json(consequence.union),
        "hypotheses": [_remainder_json(row) for row in consequence.hypotheses],
        "additions": [
            {
                "drug": one.drug.id,
                "alone": one.alone,
                "together": one.together,
                "meet": one.meet,
                "paths": [path_json(path) for path in one.paths],
            }
            for one in consequence.additions
        ],
        "loops": [
            {"sign": int(loop.sign), "claims": [claim.id for claim in loop.claims]}
            for loop in consequence.loops
        ],
    }


def _remainder_json(row: Remainder) -> Json:
    return {
        "hypothesis": row.hypothesis.id if row.hypothesis else None,
        "before": row.before,
        "after": row.after,
        "remains": row.remains,
        "alone": row.alone,
        "resembles": row.resembles,
        "possible_only": row.is_possible_only,
        "by_omission": row.by_omission,
        "stated_only": row.is_stated_only,
        "partings": {name: _parting_json(parting) for name, parting in row.partings},
        "lost": [path_json(path) for path in row.lost],
        "kept": [path_json(path) for path in row.kept],
        "acting": [path_json(path) for path in row.acting],
    }


def _parting_json(parting: Parting) -> Json:
    at = parting.raising.subject
    return {
        "at": at.id if at == parting.lowering.subject else None,
        "increases": parting.raising.id,
        "decreases": parting.lowering.id,
        "context": parting.apart,
    }


def what_if_rows(answer: WhatIf) -> list[Json]:
    """A row per outcome and hypothesis, the union first."""
    columns = ("before", "after", "remains", "alone", "resembles")
    return [
        {
            "end": consequence.end.id,
            "hypothesis": row.hypothesis.id if row.hypothesis else "all",
            **{name: getattr(row, name) for name in columns},
            "by_omission": row.by_omission,
            "kept": len(row.kept),
            "lost": len(row.lost),
        }
        for consequence in answer.consequences
        for row in (consequence.union, *consequence.hypotheses)
    ]
