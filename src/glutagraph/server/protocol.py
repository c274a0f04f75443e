"""Which query does a request ask, of which graphs? SPARQL 1.1 Protocol, the part on queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qsl

from .exchange import Job, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_MOST_PARAMETERS: Final = 1_000
_CURE: Final = f"send it as {FORM} (query=...) or as {QUERY}"
_GRAPHS: Final = frozenset(("default-graph-uri", "named-graph-uri"))
READ_ONLY: Final = "this server only answers queries; nothing here can be changed"


class Request(NamedTuple):
    """A request as it came in, its body read."""

    method: str
    path: str
    search: bytes
    """What stands behind the question mark."""
    headers: Mapping[str, str]
    body: bytes = b""
    base: str = ""

    @property
    def accept(self) -> str:
        return self.headers.get("accept") or "*/*"


def parameters(search: bytes, where: str = "the address") -> tuple[tuple[str, str], ...]:
    """The names and values of a query string or a form. Raises Refusal for what is not UTF-8.

    >>> parameters(b"start=ketamine&via=%C2%B5-receptor")
    (('start', 'ketamine'), ('via', 'µ-receptor'))
    """
    try:
        pairs = parse_qsl(
            search.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError:
        raise Refusal(400, f"{where} is not UTF-8, percent-encoded") from None
    except ValueError:
        raise Refusal(400, f"{where} has more than {_MOST_PARAMETERS} parameters") from None
    return tuple(pairs)


def asked(request: Request) -> Job:
    """The query of a request; a job without one where nothing is asked, as of the service itself.

    >>> asked(Request("GET", "/sparql", b"query=ASK%7B%7D", {})).one("query")
    'ASK{}'
    """
    given = parameters(request.search)
    if request.method == "POST":
        given += _posted(request)
    names = [name for name, _ in given]
    if "update" in names:
        raise Refusal(403, READ_ONLY)
    if names.count("query") > 1:
        raise Refusal(400, f"there are {names.count('query')} queries; send one at a time")
    if request.method == "POST" and "query" not in names:
        raise Refusal(400, f"there is no query; {_CURE}")
    if "query" not in names and _GRAPHS.intersection(names):
        raise Refusal(400, "graphs are named, but there is no query to ask of them; give query=...")
    return Job("sparql", given, request.accept, request.base)


def _posted(request: Request) -> tuple[tuple[str, str], ...]:
    sort, _, rest = request.headers.get("content-type", "").partition(";")
    media_type = sort.strip().lower()
    if media_type == UPDATE:
        raise Refusal(403, READ_ONLY)
    if media_type not in (FORM, QUERY):
        told = f"a query is not posted as {media_type or 'what has no Content-Type'}"
        raise Refusal(415, f"{told}; {_CURE}", headers={"Accept-Post": f"{FORM}, {QUERY}"})
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() != "identity":
        raise Refusal(415, f"the body is said to be {encoding}; send it as it is")
    charset = rest.lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise Refusal(415, f"the query is said to be {charset}; send it as UTF-8")
    if media_type == FORM:
        return parameters(request.body, "the form")
    try:
        return (("query", request.body.decode("utf-8")),)
    except UnicodeDecodeError:
        raise Refusal(400, "the query is not UTF-8") from None
