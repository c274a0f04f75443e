"""Turtle files as facts: what each thing is said to be, and in which file and line.

Between the text of the files and the model. Nothing here knows what a claim is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from .errors import TurtleSyntaxError
from .model import Problem
from .rdf import Literal, NamedNode, Subject, Term, Triple, parse_turtle
from .vocabulary import RDF, RDFS, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as FilePath

TYPE = RDF + "type"
LABEL = RDFS + "label"


class Facts:
    """The triples of several files by subject, with the problems met while reading them."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []
        self.problems: list[Problem] = []
        self._objects: dict[Subject, dict[str, list[Term]]] = {}
        self._files: dict[Subject, str] = {}
        self._texts: dict[str, str] = {}
        self._parents: dict[Subject, Subject] = {}
        self._types: dict[str, list[NamedNode]] = defaultdict(list)

    def read(self, file: FilePath, name: str) -> None:
        """Add a file's triples; a file that is not Turtle adds a problem instead."""
        data = file.read_bytes()
        try:
            triples = parse_turtle(data, name)
        except TurtleSyntaxError as error:
            self.problems.append(Problem(name, error.line, error.reason))
            return
        self._texts[name] = data.decode("utf-8")
        self.triples += triples
        for triple in triples:
            self._add(triple, name)

    def _add(self, triple: Triple, file: str) -> None:
        subject, predicate, object_ = triple.subject, triple.predicate.value, triple.object
        self._files.setdefault(subject, file)
        properties = self._objects.setdefault(subject, {})
        objects = properties.setdefault(predicate, [])
        if object_ not in objects:
            objects.append(object_)
            if predicate == TYPE and isinstance(subject, NamedNode):
                self._types[object_.value].append(subject)
        if not isinstance(object_, (Literal, NamedNode)):
            self._parents[object_] = subject

    def of_type(self, type_iri: str) -> list[NamedNode]:
        """The named things of a type, sorted by name."""
        return sorted(self._types.get(type_iri, ()), key=lambda node: node.value)

    def types(self) -> Iterator[str]:
        """Every type that something is said to have."""
        yield from self._types

    def named(self) -> list[NamedNode]:
        """Everything with a name that some file describes, sorted."""
        nodes = (node for node in self._objects if isinstance(node, NamedNode))
        return sorted(nodes, key=lambda node: node.value)

    def properties(self, subject: Subject) -> dict[str, list[Term]]:
        """What is said of a thing: objects by property."""
        return self._objects.get(subject, {})

    def file(self, subject: Subject) -> str:
        """The file that describes a thing; for a nameless one, the file it is nested in."""
        while subject in self._parents:
            subject = self._parents[subject]
        return self._files.get(subject, "")

    def line(self, subject: Subject) -> int:
        """The line on which a thing's block begins; 0 where that is not known."""
        while subject in self._parents:
            subject = self._parents[subject]
        if not isinstance(subject, NamedNode):
            return 0
        text = self._texts.get(self._files.get(subject, ""), "")
        names = "|".join(re.escape(form) for form in (compact(subject.value), f"<{subject.value}>"))
        place = re.search(rf"^(?:{names})(?=\s)", text, re.MULTILINE)
        return text.count("\n", 0, place.start()) + 1 if place else 0

    def report(self, subject: Subject, what: str, cure: str = "") -> None:
        """Note a problem with a thing."""
        self.problems.append(Problem(self.file(subject), self.line(subject), what, cure))

    # What follows reads one property; where it is not as it should be, a problem is noted and the
    # default is handed back, so that one reading finds every problem.

    def nodes(self, subject: Subject, property_iri: str) -> list[Term]:
        """The objects of a property."""
        return self.properties(subject).get(property_iri, [])

    def parts(self, subject: Subject, property_iri: str) -> list[Subject]:
        """The things nested under a property."""
        nodes = self.nodes(subject, property_iri)
        for node in nodes:
            if isinstance(node, Literal):
                self.report(subject, f"{compact(property_iri)} is text", "write it as [ ... ]")
        return [node for node in nodes if not isinstance(node, Literal)]

    def iris(self, subject: Subject, property_iri: str) -> list[str]:
        """The names that a property gives, sorted."""
        nodes = self.nodes(subject, property_iri)
        for node in nodes:
            if not isinstance(node, NamedNode):
                self.report(subject, f"{compact(property_iri)} {node} is not a name")
        return sorted(node.value for node in nodes if isinstance(node, NamedNode))

    def iri(self, subject: Subject, property_iri: str, *, required: bool = True) -> str:
        """The one name that a property gives."""
        return self._one(subject, property_iri, self.iris(subject, property_iri), required)

    def texts(self, subject: Subject, property_iri: str) -> list[str]:
        """The texts that a property gives, sorted."""
        return sorted(self._texts_of(subject, property_iri))

    def text(self, subject: Subject, property_iri: str, *, required: bool = True) -> str:
        """The one text that a property gives."""
        values = self.texts(subject, property_iri)
        return self._one(subject, property_iri, values, required)

    def _texts_of(self, subject: Subject, property_iri: str) -> Iterator[str]:
        for node in self.nodes(subject, property_iri):
            if not isinstance(node, Literal):
                self.report(subject, f"{compact(property_iri)} {node} is not text")
            elif node.datatype.value not in (XSD + "string", RDF + "langString"):
                cure = f'write it as text: "{node.value}"'
                self.report(subject, f"{compact(property_iri)} {node.value} is not text", cure)
            elif not node.value.strip():
                self.report(subject, f"{compact(property_iri)} is empty")
            else:
                yield node.value

    def number(self, subject: Subject, property_iri: str) -> int:
        """The one whole number that a property gives."""
        for node in self.nodes(subject, property_iri):
            if isinstance(node, Literal) and re.fullmatch(r"\d{1,9}", node.value):
                return int(node.value)
        self.report(subject, f"{compact(property_iri)} is not a whole number")
        return 0

    def _one(
        self, subject: Subject, property_iri: str, values: Iterable[str], required: bool
    ) -> str:
        found = list(values)
        said = bool(self.nodes(subject, property_iri))
        if len(found) > 1:
            listed = ", ".join(map(compact, found))
            self.report(subject, f"{compact(property_iri)} is given twice: {listed}", "keep one")
        elif required and not said:
            self.report(subject, f"{compact(property_iri)} is missing")
        return found[0] if found else ""
