"""Items of evidence, each with its context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import Context, Evidence, Stance
from ..vocabulary import CONTEXT, CONTEXT_AXES, METHOD, RDFS, compact
from .values import GG, Reader
from .words import TERM_AXES

if TYPE_CHECKING:
    from ..rdf import Subject

ENTITY_AXES = ("region", "cell-type")


class EvidenceReader(Reader):
    """Reads one finding in one source."""

    def _stance(self, node: Subject) -> Stance:
        return self._closed(node, "stance", Stance, Stance.SUPPORTS)

    def _item(self, node: Subject, stance: Stance) -> Evidence | None:
        source = self._required(node, "source", self.contents.sources)
        method = self._required(node, "method", self.contents.methods, METHOD)
        read_in = self._required(node, "readIn", self.contents.sources)
        finding = self.facts.text(node, GG + "finding")
        locator = self.facts.text(node, GG + "locator")
        context = self._context(node)
        note = self.facts.text(node, RDFS + "comment", required=False)
        if source is None or method is None or read_in is None:
            return None
        return Evidence(source, stance, finding, method, locator, read_in, context, note)

    def _context(self, node: Subject) -> Context:
        values: dict[str, str] = {}
        for axis in CONTEXT_AXES:
            property_iri = GG + axis.replace("cell-type", "cellType")
            if axis in ENTITY_AXES or axis in TERM_AXES:
                value = self._context_value(node, axis, property_iri)
            else:
                value = self.facts.text(node, property_iri, required=False)
            values[axis.replace("-", "_")] = value
        return Context(**values)

    def _context_value(self, node: Subject, axis: str, property_iri: str) -> str:
        iri = self.facts.iri(node, property_iri, required=False)
        if not iri:
            return ""
        if axis in ENTITY_AXES:
            entity = self._known(node, iri, self.contents.entities)
            return entity.id if entity else ""
        term = self._known(node, iri, self.contents.contexts, CONTEXT)
        if term and term.axis != axis:
            what = f"{compact(iri)} is a {term.axis}, not a {axis}"
            self.facts.report(node, what, f"use gg:{term.axis}")
        return term.id if term else ""
