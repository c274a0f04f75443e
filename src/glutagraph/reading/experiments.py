"""Experiments: perturbations that were really done, with their two results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..facts import LABEL
from ..model import Experiment, Manipulation, Stance
from ..vocabulary import EXPERIMENT
from .evidence import EvidenceReader
from .values import GG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..rdf import NamedNode

ALONE = ("increases", "decreases", "unchanged", "not-stated")
ON_TOP = ("abolished", "reduced", "unchanged", "reversed", "not-stated")
CLAMPS = ("low", "high", "baseline")


class ExperimentReader(EvidenceReader):
    """Reads experiments, whose evidence is one finding each."""

    def read(self) -> None:
        """The experiments."""
        self._read_all(self.contents.experiments, "Experiment", EXPERIMENT, self._experiment)

    def _experiment(self, node: NamedNode) -> Experiment | None:
        facts, entities = self.facts, self.contents.entities
        given = facts.iri(node, GG + "given", required=False)
        measured = self._required(node, "measured", entities)
        evidence = self._item(node, Stance.SUPPORTS)
        manipulations = tuple(self._manipulations(node))
        if measured is None or evidence is None:
            return None
        return Experiment(
            node.value,
            facts.text(node, LABEL),
            self._known(node, given, entities) if given else None,
            manipulations,
            measured,
            self._word(node, "manipulationAlone", ALONE),
            self._word(node, "drugOnTop", ON_TOP),
            evidence,
        )

    def _manipulations(self, node: NamedNode) -> Iterable[Manipulation]:
        for part in self.facts.parts(node, GG + "manipulation"):
            self._check_properties(part, "Manipulation")
            clamped = self._all_known(part, "clamps", self.contents.entities)
            cut = self._all_known(part, "cuts", self.contents.claims)
            given = [name for name in ("clamps", "cuts") if self.facts.nodes(part, GG + name)]
            if len(given) != 1:
                what = "a manipulation either clamps nodes or cuts claims"
                self.facts.report(node, what, "give one of gg:clamps and gg:cuts")
            to = self._word(part, "to", CLAMPS) if clamped else ""
            if cut and self.facts.nodes(part, GG + "to"):
                self.facts.report(node, "gg:to stands with gg:cuts", "leave gg:to out")
            by = self.facts.text(part, GG + "by", required=False)
            compound = self._optional(part, "with", self.contents.entities)
            yield from (Manipulation(entity, None, to, by, compound) for entity in clamped)
            yield from (Manipulation(None, claim, "", by, compound) for claim in cut)
        if not self.facts.nodes(node, GG + "manipulation"):
            self.facts.report(node, "gg:manipulation is missing", "add gg:manipulation [ ... ]")
