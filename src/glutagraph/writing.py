"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path as FilePath


def write_whole(file: FilePath, text: str) -> None:
    """Write a text file aside and rename it into place, so that nobody meets half of it.

    A file that was there keeps its mode. Raises OSError as the system does.
    """
    target = file.resolve() if file.is_symlink() else file
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
    descriptor, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
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
