"""A server on this machine that notes whether anybody calls."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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
