"""A running `glutagraph serve`, in a process of its own, and one who asks it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from command_line import COMMAND, HOME, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: status, headers in small letters, body."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.data)


class Served:
    """A server that has begun to serve."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=PLAIN, cwd=HOME
        )
        self.talk: list[str] = []
        self.port = 0
        self._begun = threading.Event()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()
        self._begun.wait(60)
        if not self.port:
            self.end(signal.SIGKILL)
            raise AssertionError("it did not begin:\n" + "\n".join(self.talk))

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.talk.append(line.decode().rstrip("\n"))
            if found := re.search(r"serving http://.*:(\d+)/", self.talk[-1]):
                self.port = int(found[1])
                self._begun.set()
        self._begun.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float = 60,
    ) -> Heard:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Heard(answer.status, named, answer.read())
        finally:
            connection.close()

    def sparql(self, query: str, accept: str = "*/*", **others: Any) -> Heard:
        return self.ask(path_of(query), headers={"Accept": accept}, **others)

    def call(self) -> socket.socket:
        """A connection on which nothing has been said yet."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def children(self, pid: int | None = None) -> list[int]:
        """What a process has forked: the server its zygote, that one the rest."""
        pid = pid or self.process.pid
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in told.split()]

    def end(self, how: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does, or by another signal; its exit status."""
        self.process.send_signal(how)
        status = self.process.wait(timeout=30)
        self._listener.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return status


def path_of(query: str, **others: str) -> str:
    """The address of a query."""
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in others.items())
    return f"/sparql?query={quote(query, safe='')}{more}"


@contextmanager
def served(*options: str, before: tuple[str, ...] = ()) -> Iterator[Served]:
    """The command on a free port of this machine."""
    with _ended(Served([COMMAND, *before, "serve", "--port", "0", *options])) as server:
        yield server


@contextmanager
def served_by(script: str) -> Iterator[Served]:
    """A server that a script of Python serves, in which `serve(knowledge, **bounds)` is defined."""
    head = (
        "import sys\n"
        f"sys.path.insert(0, {os.path.dirname(__file__)!r})\n"
        "from glutagraph import server\n"
        "from glutagraph.server.bounds import Bounds\n"
        "def serve(knowledge, **bounds):\n"
        "    told = lambda line: print(line, file=sys.stderr, flush=True)\n"
        "    server.serve(knowledge, '127.0.0.1', 0, Bounds(**bounds), told)\n"
    )
    with _ended(Served([sys.executable, "-c", head + script])) as server:
        yield server


@contextmanager
def _ended(server: Served) -> Iterator[Served]:
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end()
