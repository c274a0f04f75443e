"""Graphs of several files: toys from `tests/toy/`, copied so that a test may break them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from glutagraph.errors import CurationError
from glutagraph.knowledge import Knowledge
from glutagraph.loading import load_files
from glutagraph.location import shipped_graph
from glutagraph.model import Contents, Problem
from glutagraph.vocabulary import PREFIXES

SRC = Path(__file__).parent.parent / "src"
INTERNEURONS = Path(__file__).parent / "toy" / "interneurons"
TRIALS = Path(__file__).parent / "toy" / "trials"


@dataclass(frozen=True, slots=True)
class Toy:
    """A folder of Turtle that is a whole graph, vocabulary included."""

    folder: Path

    @classmethod
    def copied_to(cls, place: Path, graph: Path = INTERNEURONS) -> Toy:
        folder = place / "toy"
        shutil.copytree(graph, folder)
        shutil.copy(shipped_graph() / "vocabulary.ttl", folder)
        return cls(folder)

    def text(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a piece of text that stands in a file once."""
        text = self.text(file)
        assert text.count(old) == 1, f"{text.count(old)} times in {file}: {old}"
        self.write(file, text.replace(old, new))

    def add(self, file: str, turtle: str) -> None:
        """Add blocks to the end of a file, or to a new one, in which our prefixes are declared."""
        if (self.folder / file).exists():
            self.write(file, self.text(file) + turtle)
        else:
            self.write(file, prefixes() + turtle)

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def line(self, file: str, start: str) -> int:
        """The number of the first line in a file that begins with these words."""
        found = re.search(rf"^{re.escape(start)}(?!\S)", self.text(file), re.MULTILINE)
        assert found, f"no line in {file} begins with {start}"
        return self.text(file).count("\n", 0, found.start()) + 1

    def contents(self) -> Contents:
        return load_files([self.folder])

    def knowledge(self) -> Knowledge:
        """The graph as it is now, whatever was remembered of it."""
        return Knowledge(self.contents(), [self.folder])

    def problems(self) -> tuple[Problem, ...]:
        """What loading says is wrong; nothing where it is content."""
        try:
            self.contents()
        except CurationError as error:
            return error.problems
        return ()


def prefixes() -> str:
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def printed_under_two_hash_seeds(script: str) -> set[bytes]:
    """What a script prints in processes of their own; one answer if no hash order shows."""
    return {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ
            | {"PYTHONPATH": str(SRC), "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
