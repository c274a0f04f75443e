"""What goes in and out at the shell: standard input, pages for people, data and files."""

from __future__ import annotations

import os
import sys
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import click

from .errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .text import Page

    Lines = Callable[[Page], Iterable[str]]


def standard_input() -> bytes:
    """All of standard input, as bytes: text is UTF-8 whatever the locale. Closed, it is empty."""
    return sys.stdin.buffer.read() if sys.stdin else b""


def page_for(output: str) -> Page:
    """The terminal's width and colour; a file or a pipe is 100 wide and plain."""
    from .text import Page

    terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()
    colour = terminal and os.environ.get("TERM") != "dumb"
    if os.environ.get("NO_COLOR"):
        colour = False
    elif os.environ.get("FORCE_COLOR"):
        colour = output == "-"
    if not terminal:
        return Page(colour=colour)
    from shutil import get_terminal_size

    return Page(max(40, min(get_terminal_size().columns, 140)), colour)


def table_width(output: str) -> int:
    """A table in a pipe or a file is as wide as it needs to be, a row to a line."""
    terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()
    return page_for(output).width if terminal else 1_000


def plain(text: str, stream: Any) -> str:
    """Text for people as a stream can print it, with nothing in it that speaks to a terminal."""
    from .text import inert, printable

    return printable(inert(text), getattr(stream, "encoding", None))


def tell(output: str, lines: Lines) -> None:
    """Lines for people, as wide and colourful as the page that they are written on."""
    write(output, "\n".join(lines(page_for(output))) + "\n", for_people=True)


def write(output: str, text: str, *, for_people: bool = False) -> None:
    """Data to standard output, or whole to a file: written aside and renamed.

    It is UTF-8 whatever the locale. Only text for people at a terminal bends to what that can print.
    """
    if output != "-":
        from .writing import write_whole

        try:
            write_whole(FilePath(output), text)
        except OSError as error:
            raise OutputError(output, f"cannot be written: {cause(error)}") from None
    elif sys.stdout is None:
        raise OutputError("standard output", "is closed")
    elif for_people:
        from .text import printable

        click.echo(printable(text, sys.stdout.encoding), nl=False, color=True)
    else:
        click.echo(text.encode(), nl=False)


def cause(error: OSError) -> str:
    """Why a file cannot be written, with the cure where there is one."""
    if isinstance(error, FileNotFoundError):
        return "there is no such folder; make it first"
    if isinstance(error, IsADirectoryError):
        return "it is a folder; name a file in it"
    return error.strerror or str(error)
