"""Turtle files as facts: what each thing is said to be, and in which file and line.

Between the text of the files and the model. Nothing here knows what a claim is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from .errors import TurtleSyntaxError
from .model import Problem
from .rdf import BlankNode, Literal, NamedNode, Subject, Term, Triple, parse_turtle
from .vocabulary import RDF, RDFS, XSD, compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as FilePath

TYPE = RDF + "type"
LABEL = RDFS + "label"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Facts:
    """The triples of several files by subject, with the problems met while reading them."""

    def __init__(self) -> None:
        self.triples: list[Triple] = []
        self.problems: list[Problem] = []
        self.is_whole = True
        """Whether every file could be read: only then is a name that is missing really missing."""
        self._objects: dict[Subject, dict[str, dict[Term, None]]] = {}
        self._files: dict[Subject, str] = {}
        self._lines: dict[str, dict[str, int]] = {}
        self._parents: dict[Subject, Subject] = {}
        self.shared: dict[Subject, None] = {}
        """The nameless things that are nested in two others."""
        self._types: dict[str, list[NamedNode]] = defaultdict(list)

    def read(self, file: FilePath, name: str) -> None:
        """Add a file's triples; a file that cannot be read, or is not Turtle, adds a problem instead."""
        try:
            data = file.read_bytes()
            triples = parse_turtle(data, name)
        except TurtleSyntaxError as error:
            cure = "mend the Turtle; nothing else in the file was read"
            self._cannot_read(name, error.line, error.reason, cure)
            return
        except OSError as error:
            self._cannot_read(name, 0, f"cannot be read: {error.strerror}", "mend its permissions")
            return
        self._lines[name] = _first_lines(data.decode("utf-8-sig"))
        self.add(triples, name)

    def add(self, triples: Iterable[Triple], place: str) -> None:
        """Add triples that were read elsewhere; what is wrong with them is told with their place."""
        for triple in triples:
            self.triples.append(triple)
            self._add(triple, place)

    def _cannot_read(self, name: str, line: int, what: str, cure: str) -> None:
        self.is_whole = False
        self.problems.append(Problem(name, line, what, cure))

    def _add(self, triple: Triple, file: str) -> None:
        subject, predicate, object_ = triple.subject, triple.predicate.value, triple.object
        self._files.setdefault(subject, file)
        properties = self._objects.setdefault(subject, {})
        objects = properties.setdefault(predicate, {})
        if object_ not in objects:
            objects[object_] = None
            if predicate == TYPE and isinstance(subject, NamedNode):
                self._types[object_.value].append(subject)
        if isinstance(object_, BlankNode) and self._parents.setdefault(object_, subject) != subject:
            self.shared[object_] = None

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

    def properties(self, subject: Subject) -> list[str]:
        """The properties of which a thing has some, sorted."""
        return sorted(self._objects.get(subject, ()))

    def file(self, subject: Subject) -> str:
        """The file that describes a thing; for a nameless one, the file it is nested in."""
        return self._files.get(self._outermost(subject), "")

    def line(self, subject: Subject) -> int:
        """The line on which a thing's block begins; 0 where that is not known."""
        outermost = self._outermost(subject)
        if not isinstance(outermost, NamedNode):
            return 0
        lines = self._lines.get(self.file(outermost), {})
        return lines.get(compact(outermost.value)) or lines.get(f"<{outermost.value}>", 0)

    def _outermost(self, subject: Subject) -> Subject:
        """The thing in which a nameless one is nested; nameless too where that goes in a circle."""
        met = set()
        while subject in self._parents and subject not in met:
            met.add(subject)
            subject = self._parents[subject]
        return subject

    def loose(self) -> Iterator[Subject]:
        """The nameless things that are nested in nothing with a name: nobody would read them."""
        held: dict[Subject, bool] = {}
        for subject in self._objects:
            chain = []
            while subject not in held and not isinstance(subject, NamedNode):
                held[subject] = False
                chain.append(subject)
                subject = self._parents.get(subject, subject)
            holds = isinstance(subject, NamedNode) or held[subject]
            held.update(dict.fromkeys(chain, holds))
        return (subject for subject, is_held in held.items() if not is_held)

    def report(self, subject: Subject, what: str, cure: str) -> None:
        """Note a problem with a thing."""
        self.problems.append(Problem(self.file(subject), self.line(subject), what, cure))

    # What follows reads one property; where it is not as it should be, a problem is noted and the
    # default is handed back, so that one reading finds every problem.

    def nodes(self, subject: Subject, property_iri: str) -> list[Term]:
        """The objects of a property."""
        return list(self._objects.get(subject, {}).get(property_iri, ()))

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
                what = f"{compact(property_iri)} {_shown(node)} is not a name"
                self.report(subject, what, "write a name, as in entity:ketamine")
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
                what = f"{compact(property_iri)} {_shown(node)} is not text"
                self.report(subject, what, "write it in quotes")
            elif node.datatype.value not in (XSD + "string", RDF + "langString"):
                cure = f'write it as text: "{_brief(node.value)}"'
                self.report(
                    subject, f"{compact(property_iri)} {_brief(node.value)} is not text", cure
                )
            elif not node.value.strip():
                self.report(
                    subject, f"{compact(property_iri)} is empty", "fill it, or leave it out"
                )
            elif control := _CONTROL.search(node.value):
                what = f"{compact(property_iri)} has the control character U+{ord(control[0]):04X}"
                self.report(subject, what, "take it out")
            else:
                yield node.value

    def number(self, subject: Subject, property_iri: str) -> int | None:
        """The one whole number that a property gives; None where there is none."""
        nodes = self.nodes(subject, property_iri)
        if len(nodes) > 1:
            told = ", ".join(
                sorted(n.value if isinstance(n, Literal) else _shown(n) for n in nodes)
            )
            what = f"{compact(property_iri)} is given twice: {told}"
            self.report(subject, what, "keep one")
            return None
        for node in nodes:
            if isinstance(node, Literal) and re.fullmatch("[0-9]{1,9}", node.value):
                return int(node.value)
        self.report(subject, f"{compact(property_iri)} is not a whole number", "write it in digits")
        return None

    def _one(
        self, subject: Subject, property_iri: str, values: Iterable[str], required: bool
    ) -> str:
        found = list(values)
        said = bool(self.nodes(subject, property_iri))
        if len(found) > 1:
            listed = ", ".join(map(compact, found))
            self.report(subject, f"{compact(property_iri)} is given twice: {listed}", "keep one")
        elif required and not said:
            self.report(subject, f"{compact(property_iri)} is missing", "add it")
        return found[0] if found else ""


def _first_lines(text: str) -> dict[str, int]:
    """The word that begins each line, with the first line that it begins."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line and not line[0].isspace():
            lines.setdefault(line.split(maxsplit=1)[0], number)
    return lines


def _shown(node: Term) -> str:
    """A term as it stands in a message: a name, the beginning of a text, or a nameless thing."""
    if isinstance(node, NamedNode):
        return compact(node.value)
    if isinstance(node, Literal):
        return f'"{_brief(node.value)}"'
    return "[ ... ]"


def _brief(text: str) -> str:
    """A text on one line, or the beginning of a long one."""
    line = " ".join(text[:200].split())
    return line if len(text) <= 80 else f"{line[:77]}..."
