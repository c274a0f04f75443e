"""A graph that was read before, kept so that the next start is quick.

Keyed by what the files hold, by the version of this format and of the package. Whether a file changed
is told by its size and time, and by its content where they differ or are too fresh to be trusted.
Everything is JSON with a checksum: a damaged, foreign or stale cache is one that is not there. It lies
in the user's own cache folder, open to nobody else; where that cannot be written, each start only
takes longer.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from . import __version__
from .location import turtle_files
from .rows import adjacency_rows, evidence_rows, read_contents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Contents

FORMAT = 3
"""Raised whenever what is stored changes its shape or its meaning."""
_FRESH = 2_000_000_000
"""Nanoseconds within which a second change could leave a file's time as it was."""
_KEPT = 8
_Rows = list[Any]


def cache_folder() -> FilePath:
    """Where caches lie: `GLUTAGRAPH_CACHE`, else the user's cache folder as the system has it."""
    if named := os.environ.get("GLUTAGRAPH_CACHE"):
        return FilePath(named)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/AppData/Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return FilePath(base) / "glutagraph"


def recall(places: Sequence[FilePath]) -> Contents | None:
    """What the files at some places hold, if it was remembered and is still so; else None."""
    with suppress(
        OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError
    ):
        folder = cache_folder()
        if not _is_ours(folder):
            return None
        content = _unchanged(folder, places) or _content_hash(_files(places))
        entry = folder / _entry_name(content)
        return read_contents(_read(entry / "adjacency.json"), _read(entry / "evidence.json"))
    return None


def remember(places: Sequence[FilePath], contents: Contents) -> None:
    """Keep what the files at some places hold. That it cannot be kept is no error."""
    with suppress(OSError, ValueError):
        folder = cache_folder()
        if not any(above.is_dir() for above in (folder, *folder.parents[:2])):
            return  # a home that is not there is not ours to make
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        files = _files(places)
        content = _content_hash(files)
        entry = folder / _entry_name(content)
        if not entry.is_dir():
            entry.mkdir(mode=0o700)
            _forget_oldest(folder)
        _write(entry / "evidence.json", evidence_rows(contents))
        _write(entry / "adjacency.json", adjacency_rows(contents))
        _write(_stamp_file(folder, places), [content, _stamps(files)])


def recall_made(key: str, name: str) -> Any:
    """What was made of some contents and remembered under their key; None where it was not."""
    with suppress(OSError, ValueError, RecursionError):
        folder = cache_folder()
        if _is_ours(folder):
            return _read(folder / _entry_name(key) / f"{name}.json")
    return None


def remember_made(key: str, name: str, value: object) -> None:
    """Keep what was made of some contents. That it cannot be kept is no error."""
    with suppress(OSError, ValueError):
        folder = cache_folder()
        if not _is_ours(folder):
            return
        entry = folder / _entry_name(key)
        if not entry.is_dir():
            entry.mkdir(mode=0o700)
            _forget_oldest(folder)
        _write(entry / f"{name}.json", value)


# which files, and are they as they were


def _files(places: Sequence[FilePath]) -> list[tuple[str, FilePath]]:
    """The files that are read, each with the name under which its problems are told."""
    files: list[tuple[str, FilePath]] = []
    for place in places:
        above = len(str(place))
        files += [(f"{place}\0{str(file)[above:]}", file) for file in turtle_files(place)]
    return files


def _stamps(files: Sequence[tuple[str, FilePath]]) -> _Rows:
    stats = ((name, os.stat(file)) for name, file in files)
    return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats]


def _unchanged(folder: FilePath, places: Sequence[FilePath]) -> str:
    """The content hash of the files if no size or time tells of a change; else nothing."""
    file = _stamp_file(folder, places)
    with suppress(OSError, ValueError):
        content, stamps = _read(file)
        written = file.stat().st_mtime_ns
        is_settled = all(stamp[2] + _FRESH < written for stamp in stamps)
        if is_settled and stamps == _stamps(_files(places)):
            return str(content)
    return ""


def _content_hash(files: Sequence[tuple[str, FilePath]]) -> str:
    import hashlib  # here, since a warm start does without

    digest = hashlib.sha256()
    for name, file in files:
        data = file.read_bytes()
        digest.update(f"{name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()[:32]


def _entry_name(content: str) -> str:
    return f"{content}-{FORMAT}-{__version__}"


def _stamp_file(folder: FilePath, places: Sequence[FilePath]) -> FilePath:
    named = "\0".join(str(place.absolute()) for place in places)
    return folder / f"{zlib.crc32(named.encode()):08x}-{FORMAT}-{__version__}.stamp"


def _is_ours(folder: FilePath) -> bool:
    """Whether a folder is the user's own and nobody else may write into it."""
    stat = os.stat(folder)
    return not hasattr(os, "getuid") or (stat.st_uid == os.getuid() and not stat.st_mode & 0o022)


def _forget_oldest(folder: FilePath) -> None:
    import shutil

    entries = sorted(
        (entry for entry in folder.iterdir() if entry.is_dir()),
        key=lambda entry: entry.stat().st_mtime_ns,
    )
    for entry in entries[:-_KEPT]:
        shutil.rmtree(entry, ignore_errors=True)


# one file: a checksum, then JSON


def _write(file: FilePath, rows: object) -> None:
    """Write aside and rename, so that another process meets the old file or the new one."""
    body = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(b"%08x\n" % zlib.crc32(body) + body)
    os.replace(aside, file)


def _read(file: FilePath) -> Any:
    data = file.read_bytes()
    if data[:9] != b"%08x\n" % zlib.crc32(data[9:]):
        raise ValueError(f"{file} is damaged")
    return json.loads(data[9:])
