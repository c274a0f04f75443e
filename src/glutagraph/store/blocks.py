"""Records in compressed blocks, read when one is asked for.

A record is a line of JSON. Sixty-four make a block: enough to compress, few enough to read one.
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .layout import Sections

PER_BLOCK = 64
_KEPT = 256
_LARGEST = 1 << 28
"""A block that says that it is larger than this lies."""


line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A record as it is written, one encoder for all."""
quoted = encode_basestring
"""A text as it stands in a record."""
_LEVEL = 3
"""Twice as quick as zlib's own 6, and a tenth larger."""


class BlockPacker:
    """Compresses records as they come, and notes where each block ends."""

    def __init__(self) -> None:
        self.ends = [0]
        self.waiting: list[str] = []
        """The records of the block that is not full yet."""
        self._packed = 0

    @property
    def count(self) -> int:
        """How many records have come."""
        return self._packed + len(self.waiting)

    def add(self, records: Iterable[str]) -> bytes:
        """The blocks that some records fill; what is left waits."""
        self.waiting += records
        whole = len(self.waiting) - len(self.waiting) % PER_BLOCK
        blocks = [
            self._block(self.waiting[at : at + PER_BLOCK]) for at in range(0, whole, PER_BLOCK)
        ]
        del self.waiting[:whole]
        return b"".join(blocks)

    def rest(self) -> bytes:
        """The block of what has not been written yet, if there is any."""
        block = self._block(self.waiting) if self.waiting else b""
        self.waiting = []
        return block

    def _block(self, records: list[str]) -> bytes:
        block = zlib.compress("\n".join(records).encode(), _LEVEL)
        self.ends.append(self.ends[-1] + len(block))
        self._packed += len(records)
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
