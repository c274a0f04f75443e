"""A loaded graph as a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..index import EVERYWHERE
from ..model import Claim, Family
from ..rows import experiment_rows, item_row, study_rows
from .records import claim_row, judged, source_row
from .writer import Report, Writer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path as FilePath

    from ..knowledge import Knowledge


def compile(knowledge: Knowledge, place: str | FilePath, *, force: bool = False) -> Report:
    """Write all that a graph knows as a store, which answers every question as the graph does."""
    with Writer(place, words=knowledge.contents, force=force) as writer:
        add(writer, knowledge)
    return writer.report


def add(writer: Writer, knowledge: Knowledge) -> None:
    """Add all that a graph knows to a store that is being written."""
    for hypothesis in knowledge.hypotheses.values():
        writer.hypothesis(hypothesis)
    for source in knowledge.sources.values():
        writer.sources.describe(source.id, source_row(source))
    for entity in knowledge.entities.values():
        writer.add_entity(entity)
    for claim in knowledge.claims.values():
        _add(writer, claim, knowledge.scopes)
    writer.more = {
        "experiments": experiment_rows(knowledge.contents),
        "studies": study_rows(knowledge.contents),
    }


def _add(writer: Writer, claim: Claim, scopes: Mapping[str, int]) -> None:
    record = claim_row([item_row(item) for item in claim.evidence], claim)
    if isinstance(claim.subject, Claim):
        writer.statements.append(
            [claim.subject.id, claim.predicate.id, claim.object.id, claim.net, claim.status, record]
        )
        return
    scope = 0
    for name in claim.hypotheses:
        scope |= scopes.get(name, 0)
    if claim.family in (Family.PRODUCTION, Family.DEFINITION):
        scope = EVERYWHERE
    found = judged(record[0], claim.family, writer.methods)
    contexts = writer.signatures.setdefault(found.signature, len(writer.signatures))
    trait = (claim.predicate.id, claim.status, int(claim.tier), claim.net, scope, contexts)
    writer.add_claim(claim.subject.id, claim.object.id, trait, record)
