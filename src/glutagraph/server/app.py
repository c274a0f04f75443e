"""The server as an ASGI application: a request in, a job for a process of its own, its reply out.

What it does itself takes no time and cannot fail: routes, headers, sizes, times. It never runs a query.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ..export import SCHEMA
from ..tables import to_json
from .answering import refusal_page
from .bounds import MEGABYTE
from .exchange import HTML, JSON, Job, Refusal, Reply
from .metrics import Metrics, metrics_reply
from .openapi import description
from .protocol import READ_ONLY, Request, asked, parameters
from .questions import ASKED
from .refusing import refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, MutableMapping

    from .kennel import Kennel
    from .library import Library

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

_SECURE: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_SHARED: Final = {"Access-Control-Allow-Origin": "*"}
"""Everything here is public and asks for no credentials, so any page may read it."""
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
}
_HOST: Final = re.compile(r"[\w.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?", re.ASCII)
_GZIP: Final = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
_ABSOLUTE: Final = re.compile(r"^https?://[^/]*", re.IGNORECASE)
"""What stands before the path where a request names the whole address, as RFC 9112 allows."""
_PIECE: Final = 65_536
_SHRUG: Final = 16
"""How many times what is allowed a body may have before the connection is cut in its midst."""
_READING: Final = ("GET", "HEAD", "OPTIONS")


class Gone(Exception):
    """The client has hung up: there is nobody to reply to."""


class App:
    """One server: its kennel, its explorer, its counters."""

    def __init__(self, kennel: Kennel, library: Library) -> None:
        self.kennel, self.library, self.bounds = kennel, library, kennel.bounds
        self.metrics = Metrics()
        self._taking: dict[asyncio.Timeout, int] = {}
        """How big each answer is that a client has not taken up yet, the oldest first."""
        self._explorer = _explorer(library.explorer)
        self._own: dict[str, Callable[[Request], Reply]] = {
            "/": self._explored,
            "/health": self._health,
            "/metrics": lambda _: metrics_reply(self.metrics, self.kennel, self.held),
            "/openapi.json": lambda request: _json(description(request.base)),
            "/queries": lambda _: _json(_queries(self.library)),
        }

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begin and end with the server."""
        await receive()
        self.kennel.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.kennel.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        request = _request(scope)
        route = self._route(request.path)
        status = 499  # nginx's number for a client that did not wait; it is only counted
        with suppress(Gone):
            reply = await self._reply(request, route, receive)
            status = reply.status
            await self._send(request, reply, send)
        self.metrics.note(route, status, time.perf_counter() - began)

    async def _reply(self, request: Request, route: str, receive: Receive) -> Reply:
        """The reply to a request, which may be a refusal. Raises Gone where nobody waits for it."""
        job = None
        try:
            if request.method == "OPTIONS":
                return Reply(b"", "text/plain", 204, {**_PREFLIGHT, "Allow": _allowed(route)})
            _refuse_long(request, self.bounds.line)
            _refuse_method(request, route)
            _refuse_ambiguous(request)
            if own := self._own.get(request.path):
                return own(request)
            if request.method == "POST":
                request = request._replace(body=await self._body(request, receive))
            job = _job(request, route)
            reply = await _unless_gone(self.kennel.ask(job), receive)
        except Refusal as refusal:
            job = job or Job(route, (), request.accept)
            page = refusal_page
            return refused(refusal, job.accept, lambda told: page(self.library, job, told))
        if reply.fault:
            with suppress(OSError):
                print(f"glutagraph: a fault of ours:\n{reply.fault}", file=sys.stderr, flush=True)
        return reply

    async def _body(self, request: Request, receive: Receive) -> bytes:
        """The body of a request. Raises Refusal for one that is too big or too slow.

        What is too big is let in and thrown away up to a point, since a client that is still sending
        does not hear the refusal.
        """
        most = self.bounds.request
        shut = {"Connection": "close"}
        body, size, more = bytearray(), 0, True
        try:
            async with asyncio.timeout(self.bounds.reading):
                while more and size <= most * _SHRUG:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    piece, more = message.get("body", b""), message.get("more_body", False)
                    size += len(piece)
                    if size <= most:
                        body += piece
        except TimeoutError:
            if size <= most:
                late = f"the request took longer than {self.bounds.reading:g} s to arrive"
                raise Refusal(408, late, headers=shut) from None
        if size > most:
            told = f"the request is bigger than {most / MEGABYTE:g} MB; send less"
            raise Refusal(413, told, headers=shut)
        return bytes(body)

    @property
    def held(self) -> int:
        """Bytes of answers that clients have not taken up yet."""
        return sum(self._taking.values())

    async def _send(self, request: Request, reply: Reply, send: Send) -> None:
        """Send a reply as fast as the client takes it up, and no more where it does not."""
        body = b"" if request.method == "HEAD" else reply.body
        headers = {**_SECURE, **_SHARED, **reply.headers, "Vary": "Accept, Accept-Encoding"}
        if reply.status not in (204, 304):
            headers |= {"Content-Type": reply.content_type, "Content-Length": str(len(reply.body))}
        raw = [(name.lower().encode(), text.encode("latin-1")) for name, text in headers.items()]
        patience = asyncio.timeout(self.bounds.reading)
        self._taking[patience] = len(body)
        self._make_room()
        try:
            async with patience:
                await send({"type": "http.response.start", "status": reply.status, "headers": raw})
                for place in range(0, len(body), _PIECE):
                    if patience not in self._taking:
                        raise Gone
                    patience.reschedule(asyncio.get_running_loop().time() + self.bounds.reading)
                    piece = body[place : place + _PIECE]
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                    await asyncio.sleep(0)  # the client may have hung up, which is heard only now
                await send({"type": "http.response.body", "body": b""})
        except TimeoutError:
            raise Gone from None
        finally:
            self._taking.pop(patience, None)

    def _make_room(self) -> None:
        """Cut those who have been at their answers longest, where there is too much in all."""
        for patience in list(self._taking)[:-1]:
            if self.held <= self.bounds.held:
                return
            del self._taking[patience]
            if not patience.expired():
                patience.reschedule(asyncio.get_running_loop().time())

    # routes

    def _route(self, path: str) -> str:
        """What a path asks for, in one word: all that is counted apart."""
        if path in self._own:
            return path.strip("/") or "explorer"
        if path in ("/sparql", "/.well-known/void"):
            return path.rpartition("/")[2]
        first, _, rest = path[1:].partition("/")
        if not rest and first in ASKED:
            return first
        return "named" if first == "queries" and rest else "thing"

    def _explored(self, request: Request) -> Reply:
        """The explorer, which is made once; compressed for those who can read that."""
        plain, small, headers = self._explorer
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Reply(b"", HTML, 304, headers)
        if _GZIP.search(request.headers.get("accept-encoding", "")):
            return Reply(small, HTML, headers={**headers, "Content-Encoding": "gzip"})
        return Reply(plain, HTML, headers=headers)

    def _health(self, _: Request) -> Reply:
        """Whether questions can be answered at the moment, for those who watch over the server."""
        kennel = self.kennel
        is_well = bool(kennel.zygote) and kennel.waiting < self.bounds.waiting
        told = {
            "schema": SCHEMA,
            "status": "ok" if is_well else "busy",
            "running": kennel.running,
            "waiting": kennel.waiting,
            "triples": len(self.library.knowledge.store),
            "network": "none" if kennel.without_network else "no descriptor",
        }
        reply = _json(told)
        return reply if is_well else Reply(reply.body, JSON, 503, {"Retry-After": "1"})


def _request(scope: Message) -> Request:
    """A request without its body; header lines of one name are joined."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    host = headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = scope.get("server") or ("localhost", None)
        host = f"{f'[{name}]' if ':' in name else name}{f':{port}' if port else ''}"
    path = _ABSOLUTE.sub("", scope["path"]).rstrip("/") or "/"
    search = scope.get("query_string", b"")
    return Request(scope["method"], path, search, headers, base=f"{scope['scheme']}://{host}")


def _allowed(route: str) -> str:
    return "GET, HEAD, POST, OPTIONS" if route == "sparql" else "GET, HEAD, OPTIONS"


def _refuse_long(request: Request, most: int) -> None:
    """Refuse a head that is too long; who reads it does so only where it comes in pieces."""
    length = len(request.path) + len(request.search)
    length += sum(len(name) + len(value) for name, value in request.headers.items())
    if length > most:
        told = f"the first line and the headers have more than {most:,} bytes; send a query by POST"
        raise Refusal(431, told)


def _refuse_method(request: Request, route: str) -> None:
    methods = (*_READING, "POST") if route == "sparql" else _READING
    if request.method not in methods:
        told = f"{request.method[:20]} is not for {request.path[:200]}; {READ_ONLY}"
        raise Refusal(405, told, headers={"Allow": _allowed(route)})


def _refuse_ambiguous(request: Request) -> None:
    """Refuse what a proxy may take to end elsewhere, which hides a second request: RFC 9112, 6.1."""
    if {"content-length", "transfer-encoding"} <= request.headers.keys():
        told = "a body has a Content-Length or a Transfer-Encoding; send one of them"
        raise Refusal(400, told, headers={"Connection": "close"})


def _job(request: Request, route: str) -> Job:
    """What a process is to do for a request."""
    if route == "sparql":
        return asked(request)
    given = parameters(request.search)
    if route == "named":
        given = (("name", request.path[len("/queries/") :]), *given)
    elif route == "thing":
        given = (("path", request.path[1:]), *(p for p in given if p[0] == "format"))
    return Job(route, given, request.accept, request.base)


async def _unless_gone(work: Coroutine[Any, Any, Reply], receive: Receive) -> Reply:
    """The outcome of some work, which ends when the client hangs up. Raises Gone where it does."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_hung_up(receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Gone
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _json(told: object) -> Reply:
    return Reply(to_json(told).encode(), JSON)


def _queries(library: Library) -> list[dict[str, object]]:
    """The named queries, as `glutagraph query --list` has them."""
    return [
        {
            "id": query.id,
            "question": query.label,
            "parameters": [
                {"name": p.name, "sort": p.sort, "meaning": p.meaning, "default": p.default}
                for p in query.parameters
            ],
        }
        for query in library.queries.values()
    ]


def _explorer(page: str) -> tuple[bytes, bytes, dict[str, str]]:
    """The page as it is and compressed, and its headers: the policy that it states itself, and more."""
    from hashlib import sha256
    from html import unescape

    plain = page.encode()
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    policy = unescape(found[1]) if found else "default-src 'none'; style-src 'unsafe-inline'"
    headers = {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "ETag": f'"{sha256(plain).hexdigest()[:32]}"',
        "Cache-Control": "no-cache",
    }
    return plain, gzip.compress(plain, 9, mtime=0), headers
