"""Servers on this machine: one that notes whether anybody calls, one that answers as it is told."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Server:
    """It takes every call and hangs up; `calls` is how many there were."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.calls = 0
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def _answer(self) -> None:
        while True:
            caller, _ = self._socket.accept()
            with caller:
                caller.settimeout(5)
                if caller.recv(1) == b"\0":
                    return
                self.calls += 1

    def close(self) -> None:
        """Call it ourselves, so that every call before this one has been noted."""
        with socket.create_connection(self._socket.getsockname()) as last:
            last.sendall(b"\0")
        self._thread.join()
        self._socket.close()


@contextmanager
def listening() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()


@dataclass(frozen=True, slots=True)
class Said:
    """What a made-up endpoint answers to one request."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/sparql-results+json"),)
    wait: float = 0.0
    """Seconds before it answers, and again before each piece."""
    pieces: int = 1
    """How many pieces the body is sent in."""


class Endpoint:
    """A server that answers as it was told to; `asked` has the queries that came."""

    def __init__(self, answer: Callable[[str], Said]) -> None:
        self.asked: list[str] = []
        self.accepted: list[str] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = parse_qs(self.rfile.read(length).decode("ascii"))
                told.asked.append(form["query"][0])
                told.accepted.append(self.headers.get("Accept", ""))
                with suppress(OSError):
                    self.say(answer(form["query"][0]))

            def say(self, said: Said) -> None:
                told.ended.wait(said.wait)
                self.send_response(said.status)
                for name, value in said.headers:
                    self.send_header(name, value)
                if not any(name == "Transfer-Encoding" for name, _ in said.headers):
                    self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                size = -(-len(said.body) // said.pieces)
                for start in range(0, len(said.body), max(size, 1)):
                    self.wfile.write(said.body[start : start + size])
                    self.wfile.flush()
                    if said.pieces > 1 and told.ended.wait(said.wait):
                        return

            def log_message(self, *_: object) -> None:
                """Nothing is logged."""

        self.ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self.url = f"http://127.0.0.1:{self._server.server_port}/sparql"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def endpoint(*said: Said | Callable[[str], Said]) -> Iterator[Endpoint]:
    """An endpoint that says one thing after another, and the last of them for ever."""
    waiting = list(said)

    def answer(query: str) -> Said:
        one = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return one if isinstance(one, Said) else one(query)

    made = Endpoint(answer)
    try:
        yield made
    finally:
        made.close()
