"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path as FilePath


def write_whole(file: FilePath, text: str) -> None:
    """Write a text file aside and rename it into place, so that nobody meets half of it.

    A link is followed, a file that was there keeps its mode, and one that is read-only stays as it is.
    What is no file, such as /dev/null or a named pipe, is written into, never replaced. Raises OSError
    as the system does.
    """
    there = file.exists()
    if there and not os.access(file, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only", str(file))
    if there and not file.is_file():
        file.write_text(text, encoding="utf-8", newline="\n")
    else:
        mode = file.stat().st_mode & 0o7777 if there else 0o666 & ~_umask()
        _replace(FilePath(os.path.realpath(file)), text, mode)


def _replace(target: FilePath, text: str, mode: int) -> None:
    descriptor, aside = tempfile.mkstemp(dir=target.parent, prefix=".glutagraph-")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        os.chmod(aside, mode)
        os.replace(aside, target)
    except BaseException:
        os.unlink(aside)
        raise


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
