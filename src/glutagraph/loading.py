"""From a folder of Turtle to claims, or to every problem that stands in the way.

Doubt ends here: past `load_files` nobody meets a half-made claim, a bare IRI or a string that stands
in for a sign.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .errors import CurationError
from .facts import Facts
from .location import turtle_files
from .model import Contents
from .reading.claims import ClaimReader
from .reading.experiments import ExperimentReader
from .reading.studies import StudyReader
from .reading.things import ThingReader
from .reading.words import WordReader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path as FilePath


def load_files(places: Iterable[FilePath]) -> Contents:
    """What the Turtle in folders and files says, joined.

    Raises CurationError with every problem, and KnowledgeNotFoundError for a place that holds none.
    """
    return contents_of(read_facts(places))


def contents_of(facts: Facts) -> Contents:
    """What facts say, or CurationError with every problem in them."""
    contents = Contents()
    for reader in (WordReader, ThingReader, ClaimReader, ExperimentReader, StudyReader):
        reader(facts, contents).read()
    if facts.problems:
        raise CurationError(set(facts.problems))
    return contents


def read_facts(places: Iterable[FilePath]) -> Facts:
    """The triples in folders and files, each file read once.

    A file is named as its place and its path inside it; where two would be named alike, in full.
    """
    files: dict[FilePath, str] = {}
    for place in places:
        for file in turtle_files(place):
            inside = file.name if file == place else str(file.relative_to(place.parent))
            files.setdefault(file.resolve(), inside)
    facts = Facts()
    named = Counter(files.values())
    for file, name in files.items():
        facts.read(file, name if named[name] == 1 else str(file))
    return facts
