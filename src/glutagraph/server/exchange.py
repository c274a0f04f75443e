"""What goes back and forth: a job to the process that answers, a reply or a refusal from it.

Both are JSON, never pickles, since a process that was fooled must not be able to fool the server.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JSON: Final = "application/json"
HTML: Final = "text/html"
PLAIN: Final = "text/plain"
TOO_MUCH_MEMORY: Final = "this takes more memory than a question may have; ask for less of it"
_TEXTS: Final = (HTML, PLAIN, "text/csv", "text/turtle", "text/tab-separated-values", "text/xml")


@dataclass(frozen=True, slots=True)
class Job:
    """A question: what is asked, what was given with it, and what the client would like to get."""

    asked: str
    given: tuple[tuple[str, str], ...] = ()
    accept: str = "*/*"
    base: str = "http://localhost"
    """Where the server is, as the client calls it; without a slash at the end."""

    def encoded(self) -> bytes:
        return json.dumps([self.asked, self.given, self.accept, self.base]).encode("ascii")

    @staticmethod
    def decoded(data: bytes) -> Job:
        """
        >>> Job.decoded(Job("trace", (("start", "ketamine"),)).encoded()).one("start")
        'ketamine'
        """
        asked, given, accept, base = json.loads(data)
        return Job(asked, tuple((name, value) for name, value in given), accept, base)

    def all(self, name: str) -> list[str]:
        """Every value that was given under a name."""
        return [value for given, value in self.given if given == name]

    def one(self, name: str, default: str = "") -> str:
        """The value of a name; raises Refusal where it is given twice."""
        values = self.all(name)
        if len(values) > 1:
            raise Refusal(400, f"'{name}' is given {len(values)} times; give it once")
        return values[0] if values else default


@dataclass(frozen=True, slots=True)
class Reply:
    """What a client gets."""

    body: bytes
    media_type: str = JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    """What went wrong in us, for the log of the server; never sent."""

    def encoded(self) -> bytes:
        """A line of JSON that says how long the body is, and the body."""
        size = len(self.body)
        head = [size, self.media_type, self.status, dict(self.headers), self.fault]
        return json.dumps(head).encode("ascii") + b"\n" + self.body

    @staticmethod
    def decoded(data: bytes | bytearray) -> Reply | None:
        """A reply; None where the process that wrote it did not get to the end.

        >>> Reply.decoded(Reply(b"[]").encoded()).body
        b'[]'
        >>> Reply.decoded(Reply(b"[]").encoded()[:-1])
        """
        end = data.find(b"\n")
        if end < 0:
            return None
        size, media_type, status, headers, fault = json.loads(data[:end])
        body = bytes(memoryview(data)[end + 1 :])
        return Reply(body, media_type, status, headers, fault) if len(body) == size else None

    @property
    def content_type(self) -> str:
        """The media type, with the encoding where it is text."""
        return f"{self.media_type}; charset=utf-8" if self.media_type in _TEXTS else self.media_type


class Refusal(Exception):
    """A request that is not answered: the status, the words, and what a program can use of them."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        line: int = 0,
        suggestions: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.message, self.line = status, message, line
        self.suggestions, self.headers = tuple(suggestions), dict(headers or {})
        super().__init__(message)


def busy(message: str, seconds: int = 1) -> Refusal:
    """Come back later: the one status above 499 that is no fault of ours."""
    return Refusal(503, message, headers={"Retry-After": str(seconds)})
