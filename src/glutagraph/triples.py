"""The triples to query: what the files say, evidence named, and each claim's direct triple."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from .rdf import BlankNode, Literal, NamedNode, Subject, Triple
from .vocabulary import EVIDENCE, VOCABULARY, local_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .facts import Facts
    from .model import Contents

GG = VOCABULARY


def described(facts: Facts, contents: Contents) -> list[Triple]:
    """The triples to query: those of the files, evidence named, and each claim's direct triple.

    An open or refuted claim has no direct triple, so that property paths do not walk along it. What
    stays nameless is numbered in the order of the files, so that answers are the same each time.
    """
    names: dict[Subject, Subject] = {**_evidence_names(facts)}
    for triple in facts.triples:
        for node in (triple.subject, triple.object):
            if isinstance(node, BlankNode) and node not in names:
                names[node] = BlankNode(f"b{len(names)}")
    triples = [_renamed(triple, names) for triple in facts.triples]
    for claim in contents.claims.values():
        if claim.status not in ("open", "refuted"):
            ends = (claim.subject, claim.predicate, claim.object)
            triples.append(Triple(*(NamedNode(part.iri) for part in ends)))
    return triples


def _evidence_names(facts: Facts) -> dict[Subject, NamedNode]:
    """A name for each nameless item of evidence: its claim's, its source's, and a number if needed."""
    names: dict[Subject, NamedNode] = {}
    for claim in facts.of_type(GG + "Claim"):
        items = facts.parts(claim, GG + "evidence")
        keyed = sorted(((_evidence_key(facts, item), item) for item in items), key=itemgetter(0))
        counts: dict[str, int] = {}
        for (source, *_), item in keyed:
            counts[source] = counts.get(source, 0) + 1
            number = f"-{counts[source]}" if counts[source] > 1 else ""
            name = f"{EVIDENCE}{local_name(claim.value)}/{local_name(source)}{number}"
            names[item] = NamedNode(name)
    return names


def _evidence_key(facts: Facts, item: Subject) -> tuple[str, ...]:
    """What evidence is ordered by, whichever file it stands in: source, locator, finding, the rest."""
    first = tuple(
        next((node.value for node in facts.nodes(item, GG + name)), "")
        for name in ("source", "locator", "finding")
    )
    rest = (f"{name} {node}" for name in facts.properties(item) for node in facts.nodes(item, name))
    return (*first, *sorted(rest))


def _renamed(triple: Triple, names: Mapping[Subject, Subject]) -> Triple:
    subject, predicate, object_ = triple
    if not isinstance(object_, Literal):
        object_ = names.get(object_, object_)
    return Triple(names.get(subject, subject), predicate, object_)
