"""One value of one thing: looked up among what is known, or reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from ..vocabulary import CONTEXT_AXES, PREDICATE, VOCABULARY, compact, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import Enum

    from ..facts import Facts
    from ..model import Contents
    from ..rdf import NamedNode, Subject

_E = TypeVar("_E", bound="Enum")
_T = TypeVar("_T")
GG: Final = VOCABULARY
WORDS = ("Kind", "Predicate", "Tier", "Method", "ContextTerm", "Action", "Design")
TYPES = ("Claim", "Experiment", "Hypothesis", "Module", "Source", "Study")
PROPERTIES: dict[str, tuple[str, ...]] = {
    "Claim": (
        *("subject", "predicate", "object", "directness", "action", "inRespectOf", "hypothesis"),
        "evidence",
    ),
    "Evidence": (
        *("source", "stance", "finding", "method", "readIn", "locator"),
        *(axis.replace("cell-type", "cellType") for axis in CONTEXT_AXES),
    ),
    "Hypothesis": ("includes", "rivalOf", "proposedBy"),
    "Source": ("firstAuthor", "journal", "sourceType"),
    "Manipulation": ("clamps", "cuts", "to", "by", "with"),
    "Study": (
        *("method", "design", "phase", "population", "participants", "completers", "regimen"),
        *("addedTo", "length", "arm", "measured", "scale", "primaryResult", "figure", "onset"),
        *("duration", "adverseEffect", "noAdverseEffect", "registration", "source", "finding"),
        *("readIn", "locator"),
    ),
    "Arm": ("given", "role", "dose", "route", "schedule", "participants"),
    "Figure": (
        *("group", "quantity", "scale", "value", "unit", "spread", "spreadType", "p", "against"),
        "time",
    ),
    "Entity": ("retiredBecause", "replacedBy"),
}
PROPERTIES["Module"] = PROPERTIES["Hypothesis"]
PROPERTIES["Experiment"] = (
    *("given", "manipulation", "measured", "manipulationAlone", "drugOnTop"),
    *PROPERTIES["Evidence"],
)


class Reader:
    """What every reader can do: read values from the facts, report those not as they should be."""

    def __init__(self, facts: Facts, contents: Contents) -> None:
        self.facts = facts
        self.contents = contents

    def _read_all(
        self,
        into: dict[str, object] | dict,  # type: ignore[type-arg]
        type_name: str,
        namespace: str,
        make: Callable[[NamedNode], object],
    ) -> None:
        for node in self.facts.of_type(GG + type_name):
            if not node.value.startswith(namespace):
                cure = f"name it {compact(namespace)}..."
                self.facts.report(node, f"{compact(node.value)} is a gg:{type_name}", cure)
                continue
            self._check_properties(node, type_name)
            into[local_name(node.value)] = make(node)

    def _check_properties(self, node: Subject, type_name: str) -> None:
        """Every property of ours is one that a thing of its type can have, spelt as declared."""
        if type_name in WORDS:
            return
        allowed = {GG + name for name in PROPERTIES[type_name]}
        for property_iri in self.facts.properties(node):
            if property_iri.startswith(GG) and property_iri not in allowed:
                what = f"{compact(property_iri)} is not a property of a {type_name.lower()}"
                cure = closest(compact(property_iri), map(compact, sorted(allowed)))
                self.facts.report(node, what, cure or "leave it out")
            elif property_iri.startswith(PREDICATE) and type_name != "Entity":
                what = f"{compact(property_iri)} stands outside an entity's block"
                self.facts.report(node, what, "move it there, or write a claim")

    def _closed(self, node: Subject, name: str, values: type[_E], default: _E) -> _E:
        """A value from a closed set, named in the file as the set's member is in Python."""
        words = {member.name.lower().replace("_", "-"): member for member in values}
        return words.get(self._word(node, name, tuple(words)), default)

    def _word(self, node: Subject, name: str, words: tuple[str, ...]) -> str:
        """The one of some words of ours that a property gives."""
        iri = self.facts.iri(node, GG + name)
        if iri and iri not in {GG + word for word in words}:
            cure = "use " + ", ".join(f"gg:{word}" for word in words)
            self.facts.report(node, f"{compact(iri)} is not a value of gg:{name}", cure)
        return local_name(iri)

    _T = TypeVar("_T")

    def _required(
        self, node: Subject, name: str, known: Mapping[str, _T], namespace: str = ""
    ) -> _T | None:
        iri = self.facts.iri(node, GG + name)
        return self._known(node, iri, known, namespace) if iri else None

    def _optional(self, node: Subject, name: str, known: Mapping[str, _T]) -> _T | None:
        iri = self.facts.iri(node, GG + name, required=False)
        return self._known(node, iri, known) if iri else None

    def _all_known(
        self, node: Subject, name: str, known: Mapping[str, _T], namespace: str = ""
    ) -> list[_T]:
        iris = self.facts.iris(node, GG + name)
        found = (self._known(node, iri, known, namespace) for iri in iris)
        return [thing for thing in found if thing is not None]

    def _known(
        self, node: Subject, iri: str, known: Mapping[str, _T], namespace: str = ""
    ) -> _T | None:
        """The thing of that name; where nobody described it, a problem and None.

        What bears no IRI itself, such as a method, is told from its namesakes by the namespace.
        """
        thing = known.get(local_name(iri))
        if thing is None or getattr(thing, "iri", iri) != iri or not iri.startswith(namespace):
            self._missing(node, iri, known)
            return None
        return thing

    def _missing(self, node: Subject, iri: str, known: Iterable[str] = ()) -> None:
        """A name that nothing bears. While a file cannot be read, it may be described there."""
        if self.facts.is_whole:
            cure = closest(local_name(iri), known)
            what = f"{compact(iri)} is described nowhere"
            self.facts.report(node, what, cure or "describe it, or name another")

    def _list(self, names: Iterable[str]) -> str:
        return "use " + ", ".join(sorted(compact(name) for name in names))


def closest(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # here, since only a mistake needs it

    found = get_close_matches(name, list(known), n=1)
    return f"did you mean {found[0]}?" if found else ""
