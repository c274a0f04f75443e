"""Sorted texts in a store, searched where they lie: ids by number, and numbers by name."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from .arrays import np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .layout import Sections, SectionWriter

_PIECE = 1 << 16
_KEPT = 1 << 16


class Texts:
    """Texts in the order of their bytes, by number. Raises StoreError where an offset lies."""

    def __init__(self, sections: Sections, name: str) -> None:
        self._sections, self._name = sections, name
        self._data = sections.data(f"{name}.text")
        self._ends = sections.array(f"{name}.text-ends")
        if len(self._ends) < 1:
            raise sections.damaged(f"section '{name}.text-ends' is empty")
        self._kept: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def bytes_of(self, number: int) -> bytes:
        """A text as it lies there."""
        if not 0 <= number < len(self):
            raise self._sections.damaged(f"section '{self._name}' has no text {number}")
        first, last = int(self._ends[number]), int(self._ends[number + 1])
        if not first <= last <= len(self._data):
            raise self._sections.damaged(f"section '{self._name}' does not hold together")
        return bytes(self._data[first:last])

    def __getitem__(self, number: int) -> str:
        if number in self._kept:
            return self._kept[number]
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        try:
            text = self._kept[number] = self.bytes_of(number).decode()
            return text
        except UnicodeDecodeError:
            raise self._sections.damaged(f"section '{self._name}' is no text") from None

    def place(self, text: str) -> int:
        """How many texts come before a text."""
        wanted = text.encode("utf-8", "surrogateescape")
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.bytes_of(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def number(self, text: str) -> int:
        """The number of a text; -1 where there is none."""
        place = self.place(text)
        wanted = text.encode("utf-8", "surrogateescape")
        return place if place < len(self) and self.bytes_of(place) == wanted else -1


class TextWriter:
    """Writes sorted texts, and what belongs to each is the caller's affair."""

    def __init__(self, sections: SectionWriter, name: str) -> None:
        self._sections, self._name = sections, name

    def write(self, texts: Iterable[bytes]) -> int:
        """Write texts that come in their order, and give their number."""
        lengths = [np.zeros(1, dtype="<u4")]
        coming = iter(texts)

        def pieces() -> Iterator[bytes]:
            while piece := [*islice(coming, _PIECE)]:
                lengths.append(np.array([*map(len, piece)], dtype="<u4"))
                yield b"".join(piece)

        self._sections.section(f"{self._name}.text", "|u1", pieces())
        every = np.concatenate(lengths)
        ends = np.cumsum(every, dtype="<u8")
        small = int(ends[-1]) < 1 << 32
        self._sections.array(f"{self._name}.text-ends", ends, "<u4" if small else "<u8")
        return len(ends) - 1
