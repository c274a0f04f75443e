"""Ask somebody else's SPARQL 1.1 endpoint, because the user named it: `--graph sparql:URL`.

What comes back is not trusted: its size, its shape and every term are checked. An endpoint that is busy
is asked again, later each time. Many endpoints cut long answers off without a word, so rows are fetched
page by page, in an order, until there are no more.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Final, TypeVar

from . import __version__, query_text, received
from .errors import EndpointError
from .sparql import Rows, Triples, ordered, selected
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPResponse

    from . import rdf
    from .sparql import Answer

_T = TypeVar("_T")
_BUSY: Final = frozenset((429, 502, 503, 504))
_MOVED: Final = frozenset((301, 302, 303, 307, 308))
_MOST_MOVES: Final = 5
_LONGEST_PAUSE: Final = 30.0
_CERTAINLY_ALL: Final = 100
"""No endpoint cuts answers off at fewer rows, so that a page of fewer is the last."""
_PIECE: Final = 1 << 16
SECONDS: Final = 60.0
"""How long a question may take unless told."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint, and how much it is given. Times are in seconds, sizes in bytes."""

    url: str
    seconds: float = SECONDS
    """For the whole question, all pages and pauses included."""
    page: int = 10_000
    """Rows asked for at a time."""
    most_rows: int = 1_000_000
    most_bytes: int = 64_000_000
    """How big one response may be."""
    attempts: int = 4
    pause: float = 0.5
    """Before the second attempt; twice as long before each further one."""

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EndpointError(
                self.url, "the address of an endpoint begins with https:// or http://"
            )
        if parts.username or parts.password:
            raise EndpointError(f"{parts.scheme}://...", "an address holds no name and no password")


def ask(endpoint: Endpoint, text: str, bindings: Mapping[str, rdf.Term] | None = None) -> Answer:
    """What an endpoint answers, as `query` gives it: sorted where the query does not order.

    Our prefixes are declared for it. Raises QueryError for what is no query, and EndpointError for an
    endpoint that cannot be reached, does not answer in time, or not with what an endpoint answers.
    """
    found = query_text.words(text)
    query_text.refuse_update(text, found)
    given = () if query_text.calls_service(text) else selected(text)
    asked = query_text.with_values(text, bindings) if bindings else text
    asked = _with_prefixes(asked)
    form, call = query_text.form_of(found), _Call(endpoint)
    if form in ("CONSTRUCT", "DESCRIBE"):
        return ordered(text, Triples(call.graph(asked)))
    if form == "ASK":
        return call.truth(asked)
    outermost = {word.text for word in found if word.depth == 0}
    if not given or outermost & {"LIMIT", "OFFSET", "VALUES"}:
        return ordered(text, call.rows(asked, 0))
    order = "" if "ORDER" in outermost else " ORDER BY " + " ".join(f"?{one}" for one in given)
    return ordered(text, _pages(endpoint, call, asked + "\n" + order))


def _pages(endpoint: Endpoint, call: _Call, text: str) -> Rows:
    """All rows, page by page: until one is empty, or too short to have been cut off."""
    pages: list[Rows] = []
    count = 0
    while True:
        paged = f"{text} LIMIT {endpoint.page} OFFSET {count}"
        page = call.rows(paged, len(pages))
        pages.append(page)
        count += len(page.rows)
        if count > endpoint.most_rows:
            told = f"there are more than {endpoint.most_rows:,} rows; ask for less, or with LIMIT"
            raise EndpointError(endpoint.url, told)
        if len(page.rows) < min(_CERTAINLY_ALL, endpoint.page):
            return Rows(pages[0].variables, tuple(row for one in pages for row in one.rows))


def _with_prefixes(text: str) -> str:
    """A query that declares the prefixes of ours which it uses."""
    used = {name.prefix for name in query_text.names(text)} & PREFIXES.keys()
    missing = sorted(used - query_text.declared(text))
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in missing) + text


# the exchange


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirection is an answer like any other; where it leads is looked at first."""

    def redirect_request(self, *_: Any) -> None:
        return None


class _Call:
    """One question to an endpoint, whatever number of requests that takes."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.url = endpoint.url
        self.end = monotonic() + endpoint.seconds
        self.opener = urllib.request.build_opener(_Stay)

    def rows(self, query: str, page: int) -> Rows:
        """The rows of a SELECT, or of a page of it."""
        answer = self.send(query, received.ROWS)
        return self._read(lambda: received.rows(*answer, page))

    def truth(self, query: str) -> bool:
        """The answer to an ASK."""
        answer = self.send(query, received.ROWS)
        return self._read(lambda: received.truth(*answer))

    def graph(self, query: str) -> tuple[rdf.Triple, ...]:
        """The triples of a CONSTRUCT or DESCRIBE."""
        answer = self.send(query, received.GRAPH)
        return self._read(lambda: received.graph(*answer, self.url))

    def _read(self, read: Callable[[], _T]) -> _T:
        """What an answer says. Raises EndpointError where it is none."""
        try:
            return read()
        except ValueError as error:
            told = f"does not answer as an endpoint does: {str(error)[:300]}"
            raise EndpointError(self.endpoint.url, told) from None

    def send(self, query: str, accept: str) -> tuple[bytes, str]:
        """The body and the media type of the answer to a query, asked again while it is busy."""
        pause, last = self.endpoint.pause, ""
        for attempt in range(1, self.endpoint.attempts + 1):
            try:
                return self._once(query, accept)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code not in _BUSY:
                        raise self._refused(error) from None
                    last = f"HTTP {error.code}"
                    pause = max(pause, _asked_to_wait(error))
            except (OSError, HTTPException) as error:
                last = str(getattr(error, "reason", "") or error) or type(error).__name__
            if attempt < self.endpoint.attempts:
                if self._left() <= pause:
                    break
                sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        if self._left() <= pause:
            last = f"{last}; no answer in {self.endpoint.seconds:g} s, --timeout gives it more"
        raise EndpointError(self.url, f"does not answer: {last}")

    def _once(self, query: str, accept: str) -> tuple[bytes, str]:
        """One attempt. A redirection is followed on the same host only."""
        for _ in range(_MOST_MOVES):
            try:
                with self.opener.open(self._request(query, accept), timeout=self._left()) as got:
                    return self._body(got), got.headers.get_content_type()
            except urllib.error.HTTPError as error:
                if error.code not in _MOVED:
                    raise
                with error:
                    self.url = self._moved(error.headers.get("Location", ""))
        raise EndpointError(self.url, f"leads on and on; more than {_MOST_MOVES} redirections")

    def _request(self, query: str, accept: str) -> urllib.request.Request:
        form = urllib.parse.urlencode({"query": query}).encode("ascii")
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"glutagraph/{__version__}",
        }
        return urllib.request.Request(self.url, form, headers)

    def _moved(self, location: str) -> str:
        new, old = urllib.parse.urljoin(self.url, location), self.url
        to, here = urllib.parse.urlsplit(new), urllib.parse.urlsplit(old)
        same = (to.scheme, to.netloc) == (here.scheme, here.netloc)
        if not same and (to.scheme, to.hostname, to.port) != ("https", here.hostname, None):
            told = f"leads to {new}; if you trust that, name it: --graph sparql:{new}"
            raise EndpointError(old, told)
        return new

    def _body(self, response: HTTPResponse) -> bytes:
        """The whole body, in time and within its size."""
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise EndpointError(self.url, "answers compressed, which was not asked for")
        data = bytearray()
        while piece := response.read1(_PIECE):
            data += piece
            if len(data) > self.endpoint.most_bytes:
                most = self.endpoint.most_bytes // 1_000_000
                raise EndpointError(self.url, f"answers with more than {most} MB; ask for less")
            self._left()
        if response.length:  # read1 does not say so
            raise ConnectionError(f"it hung up {response.length:,} bytes before the end")
        return bytes(data)

    def _left(self) -> float:
        """The time that is left. Raises EndpointError where there is none."""
        left = self.end - monotonic()
        if left <= 0:
            told = f"no answer in {self.endpoint.seconds:g} s; --timeout gives it more"
            raise EndpointError(self.url, told)
        return left

    def _refused(self, error: urllib.error.HTTPError) -> EndpointError:
        said = " ".join(error.read(2_000).decode("utf-8", "replace").split())
        told = f"HTTP {error.code} {error.reason}" + (f": {said[:300]}" if said else "")
        return EndpointError(self.url, told)


def _asked_to_wait(error: urllib.error.HTTPError) -> float:
    """The seconds that a busy endpoint asks for, within reason."""
    told = error.headers.get("Retry-After", "")
    return min(float(told), _LONGEST_PAUSE) if re.fullmatch("[0-9]{1,4}", told) else 0.0
