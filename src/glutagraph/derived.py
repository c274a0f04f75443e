"""What follows from the files and is no triple of theirs: how a claim stands, as triples of its own.

    claim:ketamine.blocks.resting-nmda-receptor
        gg:family gg:causal ; gg:sign gg:negative ; gg:status gg:supported ; gg:disputed false ;
        gg:tier tier:proposal ; gg:papers 2 ; gg:heldBy hypothesis:spontaneous-transmission ;
        gg:supportedBy evidence:ketamine.blocks.resting-nmda-receptor/monteggia-2013 .
    evidence:ketamine.blocks.resting-nmda-receptor/monteggia-2013 gg:tier tier:proposal .

A claim that nothing supports has no tier; a claim that no path may walk has no sign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import Stance
from .rdf import Literal, NamedNode, Triple
from .vocabulary import CLAIM, HYPOTHESIS, SOURCE, TIER, VOCABULARY, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .model import Claim, Contents, Hypothesis
    from .rdf import Subject, Term

_EVIDENCE, _STANCE = VOCABULARY + "evidence", VOCABULARY + "stance"
_METHOD, _SUPPORTS = VOCABULARY + "method", VOCABULARY + "supports"
SIGNS = {1: "positive", -1: "negative", 0: "unknown"}


def claim_facts(contents: Contents) -> Iterator[Triple]:
    """How each claim with evidence stands, in the order of the claims."""
    holders = _holders(contents.hypotheses)
    for claim in contents.claims.values():
        if claim.evidence:
            subject = NamedNode(claim.iri)
            for name, term in _facts(claim, contents, holders):
                yield Triple(subject, NamedNode(VOCABULARY + name), term)


def _facts(
    claim: Claim, contents: Contents, holders: Mapping[str, list[str]]
) -> Iterator[tuple[str, Term]]:
    yield "family", NamedNode(VOCABULARY + claim.family.value)
    if claim.family.is_traversed:
        yield "sign", NamedNode(VOCABULARY + SIGNS[int(claim.sign)])
    yield "status", NamedNode(VOCABULARY + claim.status)
    yield "disputed", Literal(claim.is_disputed)
    if claim.items(Stance.SUPPORTS):
        yield "tier", NamedNode(TIER + claim.tier.id)
    yield "papers", Literal(len(claim.papers))
    for holder in sorted({one for name in claim.hypotheses for one in holders[name]}):
        yield "heldBy", NamedNode(HYPOTHESIS + holder)
    for by in sorted({by for by, _ in claim.against}):
        yield "contradictedBy", NamedNode((CLAIM if by in contents.claims else SOURCE) + by)


def evidence_facts(triples: Iterable[Triple], contents: Contents) -> Iterator[Triple]:
    """Which evidence supports each claim, and how strong each item is, of triples with it named."""
    evidence: list[tuple[Subject, Subject]] = []
    supports, methods = set(), {}
    for subject, predicate, term in triples:
        if predicate.value == _EVIDENCE and not isinstance(term, Literal):
            evidence.append((subject, term))
        elif predicate.value == _STANCE and term.value == _SUPPORTS:
            supports.add(subject)
        elif predicate.value == _METHOD:
            methods[subject] = local_name(term.value)
    for claim, item in evidence:
        if item in supports:
            yield Triple(claim, NamedNode(VOCABULARY + "supportedBy"), item)
        if (method := methods.get(item, "")) in contents.methods:
            tier = NamedNode(TIER + contents.methods[method].tier.id)
            yield Triple(item, NamedNode(VOCABULARY + "tier"), tier)


def _holders(hypotheses: Mapping[str, Hypothesis]) -> dict[str, list[str]]:
    """For each hypothesis and module, itself and all that include it, however deep."""
    holders: dict[str, list[str]] = {}
    for name in hypotheses:
        found, waiting = {name}, [name]
        while waiting:
            module = waiting.pop()
            more = {other for other, one in hypotheses.items() if module in one.includes} - found
            found |= more
            waiting += more
        holders[name] = sorted(found)
    return holders
