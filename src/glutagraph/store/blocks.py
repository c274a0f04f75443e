"""Records in compressed blocks, read when one is asked for.

A record is a line of JSON. Sixty-four make a block: enough to compress, few enough to read one.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .layout import Sections

PER_BLOCK = 64
_KEPT = 256
_LARGEST = 1 << 28
"""A block that says that it is larger than this lies."""


def line(record: Any) -> bytes:
    """A record as it is written."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


class BlockPacker:
    """Compresses records as they come, and notes where each block ends."""

    def __init__(self) -> None:
        self.count = 0
        self.ends = [0]
        self._lines: list[bytes] = []

    def pack(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """The blocks of some records; the last one may not be full, and comes with `rest`."""
        for one in lines:
            self.count += 1
            self._lines.append(one)
            if len(self._lines) == PER_BLOCK:
                yield self.rest()

    @property
    def waiting(self) -> list[bytes]:
        """The records of the block that is not full yet."""
        return self._lines

    def rest(self) -> bytes:
        """The block of what has not been written yet."""
        block = zlib.compress(b"\n".join(self._lines), 6) if self._lines else b""
        if self._lines:
            self.ends.append(self.ends[-1] + len(block))
        self._lines = []
        return block


class Blocks:
    """Records by number. Raises StoreError for what cannot be unpacked."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._sections, self._name = sections, name
        self._data = sections.data(f"{name}.blocks")
        self._ends = sections.array(f"{name}.ends", "<u8")
        self.count = sections.header.counts.get(f"{name}.records", 0)
        self._kept: OrderedDict[int, list[bytes]] = OrderedDict()

    def __getitem__(self, number: int) -> Any:
        lines = self._block(number // PER_BLOCK)
        if number % PER_BLOCK >= len(lines):
            raise self._damaged()
        try:
            return json.loads(lines[number % PER_BLOCK])
        except ValueError:
            raise self._damaged() from None

    def _block(self, number: int) -> list[bytes]:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        if not 0 <= number < len(self._ends) - 1:
            raise self._damaged()
        first, last = int(self._ends[number]), int(self._ends[number + 1])
        if not 0 <= first <= last <= len(self._data):
            raise self._damaged()
        lines = self._kept[number] = unpacked(self._data[first:last], self._damaged())
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return lines

    def _damaged(self) -> Exception:
        return self._sections.damaged(f"section '{self._name}' cannot be unpacked")


def unpacked(block: bytes | memoryview, damaged: Exception) -> list[bytes]:
    """The lines of a block; `damaged` is raised where it cannot be unpacked."""
    engine = zlib.decompressobj()
    try:
        data = engine.decompress(block, _LARGEST)
    except zlib.error:
        raise damaged from None
    if not engine.eof:
        raise damaged
    return data.split(b"\n")
