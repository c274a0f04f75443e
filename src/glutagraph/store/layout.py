"""What lies where in a store: a header with a table of sections, then the sections.

The header is a magic word, a version, the length and checksum of a table, and the table as JSON: the
size of the file, what it holds, and the place, length, type and checksum of each section. Everything is
little-endian; sections begin at multiples of 64 bytes.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import StoreError
from ..location import STORE_MAGIC as MAGIC
from .arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path as FilePath

    from .arrays import Array

VERSION = 1
"""Raised whenever the file changes its shape or its meaning."""
_START = struct.Struct("<8sIII")
_SPACE = 1 << 15
"""How much room the header has."""
_ALIGNED = 64
_PIECE = 1 << 22
_TYPES = ("|u1", "<u2", "<u4", "<u8", "<i8")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: where it lies, how long it is, of what type, and its checksum."""

    offset: int
    size: int
    type: str
    checksum: int


@dataclass(slots=True)
class Header:
    """What the header says."""

    size: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    sections: dict[str, Section] = field(default_factory=dict)


# writing


class SectionWriter:
    """Writes a store from its first section to its last; the header comes last, at the front."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._header = Header()
        stream.write(bytes(_SPACE))
        self._at = _SPACE

    def section(self, name: str, type_: str, pieces: Iterable[Any]) -> int:
        """Write a section piece by piece, and give its size in bytes."""
        self._pad()
        offset, checksum = self._at, 0
        for piece in pieces:
            data = memoryview(piece).cast("B") if len(piece) else b""
            checksum = zlib.crc32(data, checksum)
            self._stream.write(data)
            self._at += len(data)
        self._header.sections[name] = Section(offset, self._at - offset, type_, checksum)
        return self._at - offset

    def array(self, name: str, values: Array, type_: str = "") -> None:
        """Write an array as one section."""
        kind = type_ or values.dtype.str
        self.section(name, kind, [np.ascontiguousarray(values, dtype=kind)])

    def _pad(self) -> None:
        gap = -self._at % _ALIGNED
        self._stream.write(bytes(gap))
        self._at += gap

    def finish(self, counts: dict[str, int]) -> None:
        """Write the header."""
        header = self._header
        sections = {
            name: [one.offset, one.size, one.type, one.checksum]
            for name, one in header.sections.items()
        }
        table = json.dumps({"size": self._at, "counts": counts, "sections": sections}).encode()
        assert _START.size + len(table) <= _SPACE
        self._stream.seek(0)
        self._stream.write(_START.pack(MAGIC, VERSION, len(table), zlib.crc32(table)) + table)
        self._stream.flush()


# reading


class Sections:
    """The sections of a store, mapped into memory: only what is looked at is read."""

    def __init__(self, place: FilePath) -> None:
        """Raises StoreError for what is no store, an older or newer one, or a damaged one."""
        self.place = place
        with _opened(place) as stream:
            size = os.fstat(stream.fileno()).st_size
            self.header = _header(place, stream.read(_SPACE), size)
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    def array(self, name: str, type_: str = "") -> Array:
        """A section as an array that lies in the file. Raises StoreError where there is none."""
        section = self.header.sections.get(name)
        if section is None or (type_ and section.type != type_):
            raise self.damaged(f"section '{name}' is missing or of another type")
        count = section.size // np.dtype(section.type).itemsize
        return np.frombuffer(self._bytes, section.type, count, section.offset)

    def data(self, name: str) -> memoryview:
        """A section as bytes."""
        section = self.header.sections.get(name)
        if section is None:
            raise self.damaged(f"section '{name}' is missing")
        return memoryview(self._bytes)[section.offset : section.offset + section.size]

    def damaged(self, what: str) -> StoreError:
        """The error that tells of damage."""
        return StoreError(str(self.place), what, "it is damaged; make it again")

    def broken(self) -> Iterator[str]:
        """The sections whose bytes are not those that were written."""
        for name, section in self.header.sections.items():
            data, checksum = self.data(name), 0
            for at in range(0, len(data), _PIECE):
                checksum = zlib.crc32(data[at : at + _PIECE], checksum)
            if checksum != section.checksum:
                yield name


def _opened(place: FilePath) -> BinaryIO:
    try:
        return open(place, "rb")
    except OSError as error:
        raise StoreError(str(place), f"cannot be read: {error.strerror}") from None


def _header(place: FilePath, data: bytes, size: int) -> Header:
    """The header, if nothing in it lies."""
    where = str(place)
    again = "it is damaged; make it again"
    if data[: len(MAGIC)] != MAGIC:
        raise StoreError(where, "is no compiled store", "make one with 'glutagraph import'")
    if len(data) < _SPACE:
        raise StoreError(where, "ends within its header", again)
    _, version, length, checksum = _START.unpack_from(data)
    if version != VERSION:
        told = f"has format {version}, and this glutagraph reads format {VERSION}"
        raise StoreError(where, told, "make it again with this version")
    table = data[_START.size : _START.size + length]
    if _START.size + length > _SPACE or zlib.crc32(table) != checksum:
        raise StoreError(where, "its header does not match its checksum", again)
    try:
        said = json.loads(table)
        written, counts = int(said["size"]), {str(k): int(v) for k, v in said["counts"].items()}
        sections = {
            str(name): Section(int(offset), int(length), str(sort), int(checksum))
            for name, (offset, length, sort, checksum) in said["sections"].items()
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise StoreError(where, "its header does not say what it should", again) from None
    if written != size:
        raise StoreError(where, f"has {size:,} bytes where {written:,} were written", again)
    for name, one in sections.items():
        is_whole = one.type in _TYPES and one.size % np.dtype(one.type).itemsize == 0
        if not is_whole or one.offset < _SPACE or one.size < 0 or one.offset + one.size > size:
            raise StoreError(where, f"section '{name}' lies outside the file", again)
    return Header(size, counts, sections)
