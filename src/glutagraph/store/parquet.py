"""A store as a folder of Parquet tables, which other tools read and from which it is traced again.

`entities.ggstore` has all but the claims: who is called what, the words, and how many claims each entity
has. The claims, sorted by subject and by object, their evidence and the entities are tables in parts of
so many rows each, whose names say which rows they hold.
"""

from __future__ import annotations

import os
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import OutputError
from .arrays import np, searched
from .blocks import Blocks, line
from .compiling import compile
from .duck import ParquetWriter
from .fetched import BY_OBJECT, CLAIMS, ENTITIES, EVIDENCE, PER_PART, STORE
from .layout import SectionWriter
from .opening import Opened
from .spool import Aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..knowledge import Knowledge
    from .arrays import Array

ROWS = 4_000_000
"""Rows of a part: some thirty megabytes."""
_LEFT_OUT = ("out.far", "out.trait", "out.record", "in.far", "in.trait", "in.claim")
_RECORDS = ("records.blocks", "records.ends")
_PIECE = 1 << 24


class Exported(NamedTuple):
    """What was written."""

    entities: int
    claims: int
    parts: int


def export(
    knowledge: Knowledge,
    place: str | FilePath,
    *,
    rows: int = ROWS,
    force: bool = False,
    progress: Callable[[int], object] = lambda _: None,
) -> Exported:
    """Write a graph as a folder of Parquet tables of so many rows each.

    The folder is there whole or not at all; one that is there is replaced with `force` only. `progress`
    is told how many claims were written since it was last told. Raises OutputError.
    """
    folder = FilePath(place)
    _refuse(folder, rows, force)
    opened = knowledge.opened
    if opened is not None and opened.tables is not None:
        raise OutputError(opened.tables.place, "is exported already; copy its folder")
    try:
        if opened is not None:
            return _export(opened, folder, rows, progress)
        with TemporaryDirectory() as aside:
            compile(knowledge, FilePath(aside) / STORE)
            return _export(Opened(FilePath(aside) / STORE), folder, rows, progress)
    except OSError as error:
        raise OutputError(str(folder), error.strerror or str(error)) from None


def _refuse(folder: FilePath, rows: int, force: bool) -> None:
    if rows < 1:
        raise OutputError(str(folder), f"a part of {rows} rows holds none")
    if folder.exists() and not (folder / STORE).is_file():
        raise OutputError(str(folder), "is there and no exported graph; name another folder")
    if folder.exists() and not force:
        raise OutputError(str(folder), "is there already; --force replaces it")


def _export(
    opened: Opened, folder: FilePath, rows: int, progress: Callable[[int], object]
) -> Exported:
    aside = Aside(FilePath(os.path.abspath(folder)))
    try:
        made = aside.folder / "graph"
        made.mkdir()
        _write_entities(opened, made / STORE, rows)
        parts = _write_tables(opened, ParquetWriter(made), rows, progress)
        if folder.exists():
            os.rename(folder, aside.folder / "old")
        os.rename(made, folder)
    finally:
        aside.clear()
    return Exported(len(opened.entities), opened.rows.claims, parts)


def _write_entities(opened: Opened, place: FilePath, rows: int) -> None:
    """The store without its rows; how many claims each node has stays."""
    header = opened.sections.header
    with open(place, "wb") as stream:
        writer = SectionWriter(stream)
        for name, section in header.sections.items():
            if name not in (*_LEFT_OUT, *_RECORDS):
                data = opened.sections.data(name)
                pieces = (data[at : at + _PIECE] for at in range(0, len(data), _PIECE))
                writer.section(name, section.type, pieces)
        writer.array("degrees", opened.rows.degrees(), "<u4")
        writer.finish({**header.counts, PER_PART: rows})


def _write_tables(
    opened: Opened, writer: ParquetWriter, rows: int, progress: Callable[[int], object]
) -> int:
    parts = 0
    for table, pieces in (
        (CLAIMS, _claims(opened, rows)),
        (BY_OBJECT, _by_object(opened, rows)),
        (EVIDENCE, _evidence(opened, rows)),
        (ENTITIES, _entities(opened, rows)),
    ):
        said = _said(opened) if table == CLAIMS else None
        for number, columns in enumerate(pieces):
            writer.write(table, number, columns, said)
            parts += 1
            if table in (CLAIMS, BY_OBJECT):
                progress(len(columns["claim"]))
    return parts


def _said(opened: Opened) -> dict[str, tuple[str, list[Any]]]:
    """What the traits of claims say, in words, for other tools."""
    traits, predicates = opened.words["traits"], opened.contents.predicates
    return {
        "predicate": ("trait", [row[0] for row in traits]),
        "sign": ("trait", [int(predicates[row[0]].sign) for row in traits]),
        "tier": ("trait", [int(row[2]) for row in traits]),
        "status": ("trait", [row[1] for row in traits]),
        "net": ("trait", [bool(row[3]) for row in traits]),
    }


def _claims(opened: Opened, rows: int) -> Iterator[dict[str, Array]]:
    """The claims by subject."""
    column, count = opened.sections.array, opened.rows.claims
    for first in range(0, max(count, 1), rows):
        some = slice(first, min(first + rows, count))
        yield {
            "subject": _owners(column("out.ends"), some),
            "object": column("out.far")[some],
            "trait": column("out.trait")[some].astype("<u4"),
            "claim": np.arange(some.start, some.stop, dtype="<i8"),
            "record": column("out.record")[some],
        }


def _by_object(opened: Opened, rows: int) -> Iterator[dict[str, Array]]:
    """The same claims by object."""
    column, count = opened.sections.array, opened.rows.claims
    record = column("out.record")
    for first in range(0, max(count, 1), rows):
        some = slice(first, min(first + rows, count))
        claim = column("in.claim")[some]
        yield {
            "object": _owners(column("in.ends"), some),
            "subject": column("in.far")[some],
            "trait": column("in.trait")[some].astype("<u4"),
            "claim": claim.astype("<i8"),
            "record": record[claim],
        }


def _owners(ends: Array, some: slice) -> Array:
    """The node to which each of some rows belongs."""
    first, last = searched(ends, [some.start, max(some.stop - 1, 0)], "right").astype(np.int64) - 1
    cut = np.clip(ends[first : last + 2].astype(np.int64), some.start, some.stop)
    owners: Array = np.repeat(np.arange(first, last + 1, dtype="<u4"), np.diff(cut))
    return owners


def _evidence(opened: Opened, rows: int) -> Iterator[dict[str, Array]]:
    """The evidence of claims as JSON."""
    blocks = Blocks(opened.sections, "records")
    for first in range(0, max(blocks.count, 1), rows):
        numbers = range(first, min(first + rows, blocks.count))
        texts = [line(blocks[one]) for one in numbers]
        yield {"record": np.array(numbers, "<i8"), "evidence": np.array(texts, object)}


def _entities(opened: Opened, rows: int) -> Iterator[dict[str, Array]]:
    """Who is behind the numbers."""
    table = opened.entities
    for first in range(0, max(len(table), 1), rows):
        some = [table.by_number(one) for one in range(first, min(first + rows, len(table)))]
        yield {
            "entity": np.arange(first, first + len(some), dtype="<i8"),
            **{
                name: np.array([getattr(one, name) for one in some], object)
                for name in ("id", "label", "kind")
            },
        }
