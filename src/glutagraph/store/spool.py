"""What waits on disk while a store is written, and the file that is there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, BinaryIO

from .arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .arrays import Array

_PIECE = 1 << 20
_PARTIAL = ".partial"


class Aside:
    """A folder beside the store to be, which holds what is not finished. A process that was killed
    leaves it behind, and the next one that writes the same store clears it away."""

    def __init__(self, target: FilePath) -> None:
        self.target = target
        prefix = f".{target.name}."
        for left in target.parent.glob(f"{prefix}*{_PARTIAL}"):
            if not _is_running(left):
                shutil.rmtree(left, ignore_errors=True)
        self.folder = FilePath(
            tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}.", suffix=_PARTIAL, dir=target.parent)
        )
        self.file = self.folder / "store"
        self._streams: list[BinaryIO] = []

    def spool(self, name: str) -> BinaryIO:
        """A new file for what waits."""
        self._streams.append(open(self.folder / name, "w+b"))  # noqa: SIM115  # closed by `clear`
        return self._streams[-1]

    def put_in_place(self) -> None:
        """Rename the file into its place, once all of it is on disk."""
        with open(self.file, "rb") as stream:
            os.fsync(stream.fileno())
        current = os.umask(0)
        os.umask(current)
        os.chmod(self.file, 0o666 & ~current)
        os.replace(self.file, self.target)

    def clear(self) -> None:
        """Take away what waited."""
        for stream in self._streams:
            with suppress(OSError):  # what a full disk did not take is not wanted either
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_running(left: FilePath) -> bool:
    """Whether the process that made a folder, named in it, is still there."""
    number = left.name.removesuffix(_PARTIAL).split(".")[-2]
    if sys.platform == "win32":
        return True  # where to ask is to interrupt
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        return False
    except OSError:
        return True
    return True


class ColumnSpool:
    """Rows of numbers that wait on disk, added in pieces and read in pieces."""

    def __init__(self, stream: BinaryIO, type_: object) -> None:
        self._stream, self._type = stream, np.dtype(type_)  # type: ignore[call-overload]
        self.count = 0

    def add(self, rows: Array) -> None:
        """Add rows of the spool's type."""
        self._stream.write(np.ascontiguousarray(rows, dtype=self._type).tobytes())
        self.count += len(rows)

    def pieces(self, size: int = _PIECE) -> Iterator[Array]:
        """All rows, so many at a time."""
        self._stream.flush()
        self._stream.seek(0)
        while data := self._stream.read(size * self._type.itemsize):
            yield np.frombuffer(data, self._type)

    def none(self) -> Array:
        """No rows, of the spool's type."""
        return np.empty(0, self._type)
