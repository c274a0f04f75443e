"""The words of the vocabulary: kinds, predicates, tiers, methods, context terms, actions."""

from __future__ import annotations

from ..facts import LABEL
from ..model import Family, Kind, Predicate, Sign, Term, Tier
from ..rdf import NamedNode
from ..vocabulary import (
    ACTION,
    CONTEXT,
    DESIGN,
    KIND,
    METHOD,
    PREDICATE,
    RDFS,
    SKOS,
    compact,
    local_name,
)
from .values import GG, Reader

TERM_AXES = ("species", "model", "state", "route", "regimen", "timing")


class WordReader(Reader):
    """Reads what `vocabulary.ttl` declares."""

    def read(self) -> None:
        """The words, tiers first, since methods name them."""
        facts, contents = self.facts, self.contents
        self.tiers: dict[str, Tier] = {}
        for node in facts.of_type(GG + "Tier"):
            rank = facts.number(node, GG + "rank")
            if rank in list(Tier)[1:]:
                self.tiers[node.value] = Tier(rank)
            elif rank is not None:
                facts.report(node, f"gg:rank {rank} is not a tier's", "use 1 to 6")
        self._read_all(contents.kinds, "Kind", KIND, self._kind)
        self._read_all(contents.predicates, "Predicate", PREDICATE, self._predicate)
        self._read_all(contents.methods, "Method", METHOD, self._method)
        self._read_all(contents.contexts, "ContextTerm", CONTEXT, self._context_term)
        self._read_all(contents.actions, "Action", ACTION, self._action)
        self._read_all(contents.designs, "Design", DESIGN, self._design)

    def _kind(self, node: NamedNode) -> Kind:
        facts = self.facts
        return Kind(
            local_name(node.value),
            facts.text(node, LABEL),
            facts.text(node, GG + "column"),
            facts.text(node, GG + "folder"),
            self._broader(node, RDFS + "subClassOf"),
        )

    def _broader(self, node: NamedNode, property_iri: str) -> tuple[str, ...]:
        """What holds a word, nearest first; a circle ends where it closes."""
        chain: list[str] = []
        while broader := self.facts.iri(node, property_iri, required=False):
            if local_name(broader) in chain:
                self.facts.report(
                    node, f"{compact(node.value)} is broader than itself", "break the circle"
                )
                break
            if not self.facts.properties(NamedNode(broader)):
                self._missing(node, broader)
            chain.append(local_name(broader))
            node = NamedNode(broader)
        return tuple(chain)

    def _predicate(self, node: NamedNode) -> Predicate:
        facts = self.facts
        family = self._closed(node, "family", Family, Family.ASSOCIATION)
        signed = family.is_traversed
        sign = self._closed(node, "sign", Sign, Sign.UNKNOWN) if signed else Sign.UNKNOWN
        for iri in (*facts.iris(node, GG + "domain"), *facts.iris(node, GG + "range")):
            self._known(node, iri, self.contents.kinds, KIND)
        return Predicate(
            node.value,
            facts.text(node, LABEL),
            family,
            sign,
            tuple(local_name(iri) for iri in facts.iris(node, GG + "domain")),
            tuple(local_name(iri) for iri in facts.iris(node, GG + "range")),
        )

    def _method(self, node: NamedNode) -> Term:
        tier = self.facts.iri(node, GG + "tier")
        if tier and tier not in self.tiers and self.facts.is_whole:
            self.facts.report(node, f"{compact(tier)} is not a tier", self._list(self.tiers))
        label = self.facts.text(node, LABEL)
        return Term(local_name(node.value), label, tier=self.tiers.get(tier, Tier.PROPOSAL))

    def _context_term(self, node: NamedNode) -> Term:
        axis = self.facts.text(node, GG + "axis")
        if axis and axis not in TERM_AXES:
            self.facts.report(node, f"'{axis}' is not an axis", f"use {', '.join(TERM_AXES)}")
        label = self.facts.text(node, LABEL)
        broader = self._broader(node, SKOS + "broader")
        return Term(local_name(node.value), label, axis=axis, broader=broader)

    def _action(self, node: NamedNode) -> Term:
        broader = self._broader(node, SKOS + "broader")
        return Term(local_name(node.value), self.facts.text(node, LABEL), broader=broader)

    def _design(self, node: NamedNode) -> Term:
        return Term(local_name(node.value), self.facts.text(node, LABEL))
