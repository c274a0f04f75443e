"""The command `glutagraph` as a user runs it: in a process of its own, with a home of its own."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = str(Path(sys.executable).with_name("glutagraph"))
CHECKOUT = Path(__file__).resolve().parent.parent
HOME = Path(tempfile.mkdtemp(prefix="glutagraph-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

_THEIRS = re.compile("PYTHON|GLUTAGRAPH|XDG_|LC_|LANG|NO_COLOR|FORCE_COLOR|COLUMNS|LINES|TERM|TZ")
PLAIN = {name: value for name, value in os.environ.items() if not _THEIRS.match(name)} | {
    "HOME": str(HOME),
    "LANG": "C.UTF-8",
    "PATH": f"{Path(COMMAND).parent}{os.pathsep}{os.environ.get('PATH', '')}",
    "TERM": "xterm-256color",
}
"""The environment without the user's settings; the command is on the path."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a run: the exit status, and the bytes of both streams."""

    status: int
    data: bytes
    talk: bytes

    @property
    def out(self) -> str:
        """Standard output as text."""
        return self.data.decode("utf-8")

    @property
    def err(self) -> str:
        """Standard error as text."""
        return self.talk.decode("utf-8")


def glutagraph(
    *words: str | Path,
    typed: bytes | str = b"",
    settings: Mapping[str, str] | None = None,
    cwd: Path = HOME,
) -> Answer:
    """What the command answers to some words, with something typed and further settings."""
    done = subprocess.run(
        [COMMAND, *words],
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        env={**PLAIN, **(settings or {})},
        cwd=cwd,
        timeout=120,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def on_terminal(*words: str | Path, settings: Mapping[str, str] | None = None) -> Answer:
    """The same at a terminal: both streams are one there, and its line ends are as in a file."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [COMMAND, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**PLAIN, "COLUMNS": "80", **(settings or {})},
        cwd=HOME,
        close_fds=True,
    ) as process:
        os.close(theirs)
        data = b"".join(iter(lambda: _chunk(ours), b""))
    os.close(ours)
    return Answer(process.returncode, data.replace(b"\r\n", b"\n"), b"")


def _chunk(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so where the other end is closed
        return b""
