"""Files as lines of text with their numbers, and lines as fields.

Text is UTF-8; a byte order mark and both ways to end a line are understood. What is no text is told
with its line, several lines at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import compress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, BinaryIO

from .account import FileRead
from .unpacking import Unreadable, pieces

if TYPE_CHECKING:
    from .account import Account
    from .unpacking import Allowance

LONGEST_FIELD = 1_000_000
"""In characters. Nothing that a graph says of an edge is as long."""
BATCH = 1 << 16
"""So many edges are handed over at a time."""
LONGEST_LINE = 16_000_000
Rows = tuple[Sequence[int], Sequence[list[str]]]
"""Rows of a table, with the lines on which they stand."""
Columns = Sequence[Sequence[str]]
Table = tuple[Sequence[int], Columns]
"""The columns of a table, with the lines on which its rows stand."""
Mend = Callable[[int, list[str]], list[str]]
"""What can be read of a row that is not whole, by its line and its fields; see `whole`."""
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

    def read_edges(self, count: int) -> None:
        """Count edges that were read."""
        self._account.report.read += count

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


def table(file: Input, width: int, needed: Sequence[int], mend: Mend) -> Iterator[Table]:
    """A table of edges, separated by tabs, many rows at a time; see `whole`. Each row counts as read."""
    for numbers, lines in _filled(file, after=1):
        file.read_edges(len(numbers))
        if {line.count("\t") for line in lines} <= {width - 1}:
            flat = "\t".join(lines).split("\t")  # quicker than line by line
            columns = [flat[place::width] for place in range(width)]
            if not any("" in columns[place] for place in needed):
                yield numbers, columns
                continue
        yield whole((numbers, [line.split("\t") for line in lines]), width, needed, mend)


def rows(file: Input, delimiter: str | None, *, after: int = 0) -> Iterator[Rows]:
    """Lines as rows, many at a time; without a delimiter blanks stand between the fields."""
    for numbers, lines in _filled(file, after):
        yield numbers, [line.split(delimiter) for line in lines]


def _filled(file: Input, after: int) -> Iterator[tuple[Sequence[int], list[str]]]:
    """The lines in which something stands, with their numbers."""
    for first, lines in file.blocks(after=after):
        numbers: Sequence[int] = range(first, first + len(lines))
        if "" in lines:
            numbers = [number for number, line in zip(numbers, lines, strict=True) if line]
            lines = [line for line in lines if line]
        if lines:
            yield numbers, lines


def whole(some: Rows, width: int, needed: Sequence[int], mend: Mend) -> Table:
    """The columns of rows that have so many fields, the needed ones not empty.

    `mend` is given the line and the fields of any other row. It tells of it, and gives what can be read
    of it: nothing, where it is skipped.
    """
    if {*map(len, some[1])} == {width}:
        columns = [*zip(*some[1], strict=True)]
        if not any("" in columns[place] for place in needed):
            return some[0], columns
    kept: tuple[list[int], list[list[str]]] = ([], [])
    for number, row in zip(*some, strict=True):
        is_whole = len(row) == width and all([row[place] for place in needed])
        if read := row if is_whole else mend(number, row):
            kept[0].append(number)
            kept[1].append(read)
    return kept[0], [*zip(*kept[1], strict=False)] or [()] * width


def chosen(some: Table, which: Sequence[bool]) -> Table:
    """Some of the rows of a table."""
    numbers, columns = some
    return [*compress(numbers, which)], [[*compress(column, which)] for column in columns]


def picked(columns: Columns, places: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """What some columns say, row by row; a place of -1 is a column that is not there: empty texts."""
    absent = [""] * len(columns[0])
    return zip(*(columns[place] if place >= 0 else absent for place in places), strict=True)


def records(file: Input, delimiter: str, *, after: int = 0) -> Iterator[Rows]:
    """The records of a table of separated values, many at a time, with the lines on which they begin.

    A field that begins with a quotation mark goes on to the next single one, over line ends too; two of
    them stand for one. A line without any is merely split.
    """
    waiting, began, last = "", 0, 0
    for first, lines in file.blocks(after=after):
        numbers, found = list[int](), list[list[str]]()
        for number, line in enumerate(lines, first):
            if waiting:
                last, line, number = number, f"{waiting}\n{line}", began
            elif '"' not in line:
                if line:
                    numbers.append(number)
                    found.append(line.split(delimiter))
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
                numbers.append(number)
                found.append(fields)
        yield numbers, found
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
