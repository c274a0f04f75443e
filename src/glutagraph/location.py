"""Where the knowledge that comes with the package lies."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from .errors import KnowledgeNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator


STORE = ".ggstore"
"""What the names of compiled stores end with."""
STORE_MAGIC = b"\x89ggstore"
"""What compiled stores begin with."""

PARQUET, SPARK = "parquet:", "spark:"
"""What stands before the address of a graph whose claims lie in tables, on disk or on a cluster."""

SHIPPED = "shipped"
"""The word for the graph that comes with the package; a folder of that name is `./shipped`."""

ENDPOINT = "sparql:"
"""What stands before the address of an endpoint where a graph is named."""


def shipped_graph() -> FilePath:
    """The folder `graph/`: the checkout's, beside `src/`, where there is one, else the package's own.

    A wheel carries a copy inside the package; an editable install does not, and has the checkout.
    """
    package = FilePath(__file__).resolve().parent
    checkout = package.parent.parent / "graph"
    for folder in (checkout, package / "graph"):
        if (folder / "vocabulary.ttl").is_file():
            return folder
    raise KnowledgeNotFoundError(
        str(package), "the shipped graph is missing; install glutagraph again"
    )


def is_store(place: FilePath) -> bool:
    """Whether a place is, or is called, a compiled store."""
    if place.suffix in (STORE, ".ttl"):
        return place.suffix == STORE
    with suppress(OSError):  # what cannot be read is told by who reads it
        if place.is_file():
            with open(place, "rb") as stream:
                return stream.read(len(STORE_MAGIC)) == STORE_MAGIC
    return False


def is_in_tables(place: FilePath) -> bool:
    """Whether a place is the address of a graph whose claims lie in tables."""
    return str(place).startswith((PARQUET, SPARK))


def graph_version() -> str:
    """The version of the shipped knowledge, as `void.ttl` says it."""
    text = (shipped_graph() / "void.ttl").read_text(encoding="utf-8")
    found = re.search(r'dcterms:hasVersion "([^"]+)"', text)
    return found[1] if found else "unknown"


def turtle_files(place: FilePath, *, every: bool = False) -> list[FilePath]:
    """The Turtle files that a folder holds as knowledge, sorted; or the one file that is named.

    `shapes.ttl` and `void.ttl` describe the graph and are no part of what it knows: they are listed
    only where `every` file is wanted.
    """
    try:
        if place.is_file():
            return [place]
        if str(place).startswith(ENDPOINT):
            told = "an endpoint has no files; download what it holds, and name the file"
            raise KnowledgeNotFoundError(str(place), told)
        if not place.is_dir():
            told = (
                "there is no such folder or file; the graph that comes with glutagraph is 'shipped'"
            )
            raise KnowledgeNotFoundError(str(place), told)
        files = [FilePath(file) for file in sorted(_turtle_under(str(place)))]
    except OSError as error:  # no permission, a link that leads to itself, a name that is too long
        reason = f"cannot be read: {error.strerror}"
        raise KnowledgeNotFoundError(error.filename or str(place), reason) from None
    if not every:
        files = [file for file in files if file.name not in ("shapes.ttl", "void.ttl")]
    if not files:
        raise KnowledgeNotFoundError(str(place), "the folder holds no Turtle (*.ttl)")
    return files


def _turtle_under(folder: str) -> Iterator[str]:
    """The paths of the Turtle files in a folder and its folders; links to folders are not followed.

    Names that begin with a dot are an editor's, not a curator's.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _turtle_under(entry.path)
            elif entry.name.endswith(".ttl") and not entry.is_dir():
                if not entry.is_file():
                    reason = "neither a file nor a link to one; remove it, or put the file there"
                    raise KnowledgeNotFoundError(entry.path, reason)
                yield entry.path
