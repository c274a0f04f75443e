"""Files as lines of text with their numbers, and lines as fields.

Text is UTF-8; a byte order mark and both ways to end a line are understood. What is no text is told
with its line, several lines at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, BinaryIO

from .account import FileRead
from .unpacking import Unreadable, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from .account import Account
    from .unpacking import Allowance

LONGEST_FIELD = 1_000_000
"""In characters. Nothing that a graph says of an edge is as long."""
BATCH = 1 << 16
"""So many edges are handed over at a time."""
LONGEST_LINE = 16_000_000
_MOST_LINES = 1_000
"""A quoted field over more lines than this has lost its closing mark."""
_BOM = "\ufeff"


class Input:
    """A file to import, read once from its beginning; `-` is standard input."""

    delimiter = "\t"
    """What stands between its fields; empty where a line is no list of fields."""

    def __init__(
        self,
        place: str | os.PathLike[str],
        account: Account,
        allowance: Allowance,
        seen: Callable[[int], None] = lambda _: None,
        name: str = "",
    ) -> None:
        self._account, self._allowance, self._seen = account, allowance, seen
        self.place = os.fspath(place)
        self.name = name or called(self.place)
        self.read = FileRead(self.name)
        account.report.files.append(self.read)
        self._blocks = self._decoded()
        self._held: list[tuple[int, list[str]]] = []

    def at(self, line: int) -> str:
        """A line as it is named."""
        return f"{self.name}:{line}"

    def first(self) -> str:
        """The first line; empty where there is none. It is read again with the rest."""
        lines = self.beginning()
        return lines[0] if lines else ""

    def beginning(self) -> list[str]:
        """The first lines, as many as fit into a piece. They are read again with the rest."""
        if not self._held:
            self._held = [next(self._blocks, (1, []))]
        return self._held[0][1]

    def blocks(self, *, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        """The lines after some first ones, many at a time, with the number of the first of them."""
        held, self._held = self._held, []
        for source in (held, self._blocks):
            for number, lines in source:
                if number > after:
                    yield number, lines
                elif number + len(lines) > after + 1:
                    yield after + 1, lines[after + 1 - number :]

    def lines(self, *, after: int = 0) -> Iterator[tuple[int, str]]:
        """The lines one by one with their numbers."""
        for first, lines in self.blocks(after=after):
            yield from enumerate(lines, first)

    def is_wrong(self, number: int, what: str, cure: str) -> None:
        """Tell of something because of which nothing is imported."""
        self._account.problem(self.name, number, what, cure)

    def unclosed(self, number: int) -> None:
        """Tell of a quotation mark that is never closed."""
        told = "a quotation mark is not closed"
        self._account.problem(self.name, number, told, "close it, or take it away")

    def too_long(self, number: int) -> None:
        """Tell of a field that is too long."""
        told = f"a field of more than {LONGEST_FIELD:,} characters"
        self._account.problem(self.name, number, told, "is a quote or a line end missing?")

    # bytes into lines

    def _open(self) -> BinaryIO:
        if self.place == "-":
            return sys.stdin.buffer
        if os.path.isdir(self.place):
            self._account.fail(self.name, 0, "this is a folder", "name the files in it")
        try:
            stream = open(self.place, "rb")  # noqa: SIM115 - who reads closes it
        except OSError as error:
            self._account.fail(self.place, 0, f"cannot be read: {error.strerror}")
        self.read.size = os.fstat(stream.fileno()).st_size
        return stream

    def _decoded(self) -> Iterator[tuple[int, list[str]]]:
        with self._open() as stream:
            number, kept = 1, b""
            try:
                for packing, data in pieces(stream, self._allowance, self._seen):
                    self.read.packing = packing
                    self.read.unpacked += len(data)
                    whole, kept = self._whole_lines(kept + data, number)
                    if whole:
                        lines = self._text(whole, number)
                        yield number, lines
                        number += len(lines)
            except Unreadable as error:
                self._account.fail(self.name, 0, error.what, error.cure)
            except OSError as error:
                self._account.fail(self.name, 0, f"cannot be read: {error.strerror}")
            if kept:
                lines = self._text(kept, number)
                yield number, lines
                number += len(lines)
            self.read.lines = number - 1

    def _whole_lines(self, data: bytes, number: int) -> tuple[bytes, bytes]:
        """The lines that are there to their end, and the beginning of the next."""
        cut = data.rfind(b"\n") + 1
        if len(data) - cut > LONGEST_LINE:
            line = number + data.count(b"\n")
            cure = "end lines with a line feed" if b"\r" in data[cut:] else "is this text at all?"
            self._account.fail(self.name, line, f"a line of more than {LONGEST_LINE:,} bytes", cure)
        return data[:cut], data[cut:]

    def _text(self, data: bytes, number: int) -> list[str]:
        """Bytes as lines; what is no text is told, and stands there empty."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = self._what_can_be_read(data, number)
        if number == 1:
            text = text.removeprefix(_BOM)
        if "\r" in text:
            text = text.replace("\r\n", "\n").removesuffix("\r")
        lines = text.removesuffix("\n").split("\n")
        if "\0" in text:
            self._tell_nul(lines, number)
        if len(text) > LONGEST_FIELD and self.delimiter:
            for place, line in enumerate(lines, number):
                if len(line) > LONGEST_FIELD and self._longest(line) > LONGEST_FIELD:
                    self.too_long(place)
        return lines

    def _longest(self, line: str) -> int:
        return max(map(len, line.split(self.delimiter)))

    def _what_can_be_read(self, data: bytes, number: int) -> str:
        lines = []
        for place, line in enumerate(data.split(b"\n"), number):
            try:
                lines.append(line.decode("utf-8"))
            except UnicodeDecodeError as error:
                lines.append("")
                told = f"byte {line[error.start]:#04x} is not UTF-8"
                cure = "write the file as UTF-8: iconv -f LATIN1 -t UTF-8 FILE"
                self._account.problem(self.name, place, told, cure)
        return "\n".join(lines)

    def _tell_nul(self, lines: list[str], number: int) -> None:
        for place, line in enumerate(lines, number):
            if "\0" in line:
                told = "a NUL character"
                self._account.problem(self.name, place, told, "is this text at all?")


def called(place: str | os.PathLike[str]) -> str:
    """What a file is called in messages: without its folder, so that they are the same anywhere."""
    return "standard input" if os.fspath(place) == "-" else FilePath(place).name


def records(file: Input, delimiter: str, *, after: int = 0) -> Iterator[tuple[int, list[str]]]:
    """The records of a table of separated values, with the line on which each begins.

    A field that begins with a quotation mark goes on to the next single one, over line ends too; two of
    them stand for one. A line without any is merely split.
    """
    waiting, began, last = "", 0, 0
    for number, line in file.lines(after=after):
        if waiting:
            last, line, number = number, f"{waiting}\n{line}", began
        elif '"' not in line:
            if line:
                yield number, line.split(delimiter)
            continue
        fields = unquoted(line, delimiter)
        if fields is None and len(line) > LONGEST_FIELD:
            file.too_long(number)
            waiting = ""
        elif fields is None and waiting and last - began > _MOST_LINES:
            file.unclosed(began)
            waiting = ""
        elif fields is None:
            waiting, began = line, number
        else:
            waiting = ""
            yield number, fields
    if waiting:
        file.unclosed(began)


def unquoted(line: str, delimiter: str) -> list[str] | None:
    """The fields of a record; None where a quotation mark has not been closed.

    >>> unquoted('a;"b; ""c"" d";e', ";")
    ['a', 'b; "c" d', 'e']
    """
    fields, place = [], 0
    while True:
        if line.startswith('"', place):
            end = place + 1
            while True:
                end = line.find('"', end)
                if end < 0:
                    return None
                if not line.startswith('"', end + 1):
                    break
                end += 2
            field, place = line[place + 1 : end].replace('""', '"'), end + 1
            further = line.find(delimiter, place)
            field += line[place : further if further >= 0 else len(line)]
        else:
            further = line.find(delimiter, place)
            field = line[place : further if further >= 0 else len(line)]
        fields.append(field)
        if further < 0:
            return fields
        place = further + 1


def columns(
    header: Sequence[str], wanted: Sequence[str], optional: Sequence[str] = ()
) -> tuple[dict[str, int], list[str]]:
    """Where columns stand, by name, and which of those that must be there are not."""
    places = {name.strip(): place for place, name in reversed([*enumerate(header)])}
    found = {name: places[name] for name in (*wanted, *optional) if name in places}
    return found, [name for name in wanted if name not in places]
