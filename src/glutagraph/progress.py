"""How far something long has come: a line on standard error, at a terminal, after a while."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self, TextIO

_AFTER = 1.0
"""So many seconds nothing is shown: most things are done by then."""
_EVERY = 0.2
_WIDTH = 30
MEGABYTES = (1_000_000, "MB")


class Progress:
    """A bar that fills as bytes are read, or other things done. Of an unknown total only these are told.

    >>> import io
    >>> with Progress("reading", 100, io.StringIO()) as bar:
    ...     bar.add(50)  # no terminal: nothing is written
    """

    def __init__(
        self,
        what: str,
        total: int,
        stream: TextIO | None = None,
        after: float = _AFTER,
        unit: tuple[int, str] = MEGABYTES,
    ) -> None:
        self._what, self._total, self._done = what, total, 0
        self._unit, self._named = unit
        self._stream = sys.stderr if stream is None else stream
        self._is_shown = self._stream is not None and self._stream.isatty()
        self._next = monotonic() + after
        self._is_on = False

    def add(self, count: int) -> None:
        """So many more."""
        self._done += count
        if self._is_shown and (now := monotonic()) >= self._next:
            self._next, self._is_on = now + _EVERY, True
            self._stream.write(f"\r{self._line()}")
            self._stream.flush()

    def _line(self) -> str:
        done, total = (
            f"{one / self._unit:,.0f} {self._named}" for one in (self._done, self._total)
        )
        if not self._total:
            return f"{self._what}: {done}"
        part = min(self._done / self._total, 1)
        bar = "#" * int(part * _WIDTH)
        return f"{self._what} [{bar:.<{_WIDTH}}] {part:4.0%} of {total}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        error: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_on:
            self._stream.write(f"\r{' ' * len(self._line())}\r")
            self._stream.flush()
