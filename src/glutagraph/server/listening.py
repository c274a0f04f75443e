"""One listening socket and its connections: uvicorn's door.

A connection that keeps others waiting is cut: one that sends nothing, or takes nothing up.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import resource
import signal
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .errors import ServingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .app import App
    from .bounds import Bounds

_GRACE: Final = 3
"""Seconds that questions have to come to their end when the server is ended."""
_FAREWELL: Final = 2
"""Seconds after that in which those who asked can be told, and take up what there is."""
_ROUND: Final = 0.5
"""Seconds between two looks at the connections."""
_UNFINISHED: Final = "ASGI callable returned without completing response"
"""What uvicorn logs of each client that is cut in the midst of its answer, which is no fault."""
_AT_ONCE: Final = 32
"""Connections that are taken up in one go. asyncio takes the backlog for that, uvicorn's is 2,048: so
many would have no descriptors, and cut those whose requests are there and have not been looked at."""
_BACKLOG: Final = 1_024
"""Connections that wait to be taken up; beyond them the system has clients try again after a second."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 takes a free one. Raises ServingError."""
    place = f"{host}, port {port}"
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except socket.gaierror:
        reason = "there is no such host; take 127.0.0.1, or an address of this machine"
        raise ServingError(place, reason) from None
    except PermissionError:
        raise ServingError(place, "not allowed; take a port above 1023") from None
    except OSError as error:
        cure = "take another --port" if error.errno == errno.EADDRINUSE else "take another --host"
        raise ServingError(place, f"{error.strerror or error}; {cure}") from None


def address_of(listener: socket.socket) -> str:
    """Where a browser finds what listens."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine can reach what listens."""
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def run(app: App, listener: socket.socket, began: Callable[[], None]) -> None:
    """Serve until a signal ends it: SIGINT, which is Ctrl-C, or SIGTERM.

    A client that hangs up must not be one: elsewhere in the command SIGPIPE ends the process.
    """
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    _have_descriptors(2 * app.bounds.connections)
    logging.getLogger("uvicorn.error").addFilter(lambda it: not str(it.msg).startswith(_UNFINISHED))
    config = uvicorn.Config(
        app,
        http=_connection(app.bounds),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=app.bounds.line,
        backlog=_AT_ONCE,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=_GRACE + 2 * _FAREWELL,
    )
    server = _Server(config, app)
    with listener:
        asyncio.run(_run(server, listener, app.bounds, began))


def _have_descriptors(wanted: int) -> None:
    """Allow this process as many descriptors as it may need, where the system lets it."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY or most > wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, wanted), most))


async def _run(
    server: _Server, listener: socket.socket, bounds: Bounds, began: Callable[[], None]
) -> None:
    patrol = asyncio.create_task(_patrol(server, bounds))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not (server.started or serving.done()):
        await asyncio.sleep(0.01)
    if server.started:
        listener.listen(_BACKLOG)  # asyncio has made it _AT_ONCE
        began()
    await serving
    patrol.cancel()


class _Server(uvicorn.Server):
    """uvicorn's server, ended by a signal as one that has done its work: it does not raise it again."""

    def __init__(self, config: uvicorn.Config, app: App) -> None:
        super().__init__(config)
        self.app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave nothing to uvicorn that it would have to cancel, which it does with a traceback."""
        loop = asyncio.get_running_loop()
        loop.call_later(_GRACE, self.app.kennel.close)
        loop.call_later(_GRACE + _FAREWELL, self._hang_up)
        await super().shutdown(sockets)

    def _hang_up(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, self.handle_exit)
        yield


def _connection(bounds: Bounds) -> type[asyncio.Protocol]:
    class Connection(H11Protocol):
        """A connection that knows since when it has kept its place without a request."""

        def connection_made(self, transport: Any) -> None:
            self.idle_since = self.loop.time()
            super().connection_made(transport)
            # Else the end of a small answer waits for the client to confirm its beginning.
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if len(self.connections) > bounds.connections:
                cut = _longest_idle(self.connections - {self})
                self.connections.discard(cut)  # it is only lost later; the next is to cut another
                cut.transport.abort()

        def on_response_complete(self) -> None:
            self.idle_since = self.loop.time()
            super().on_response_complete()

        def send_400_response(self, msg: str) -> None:
            if self.cycle is not None and not self.cycle.response_complete:
                self.transport.abort()
            else:
                super().send_400_response(msg)

    return Connection


def _is_idle(connection: Any) -> bool:
    """Whether a connection has no request that is being answered."""
    return connection.cycle is None or connection.cycle.response_complete


def _is_cut(connection: Any) -> bool:
    """Whether a connection is over in the midst of an answer, and only waits for the client."""
    return not _is_idle(connection) and connection.transport.is_closing()


def _longest_idle(connections: set[Any]) -> Any:
    """The connection to cut where there are too many: of those that wait for no answer, if any do."""
    return min(connections, key=lambda one: (not _waits_for_client(one), one.idle_since))


def _waits_for_client(connection: Any) -> bool:
    """Whether it is the client's turn: it has not asked, or has not said all that it asks."""
    return _is_idle(connection) or connection.cycle.more_body


async def _patrol(server: _Server, bounds: Bounds) -> None:
    """Cut, again and again, the connections that have not got a request together in time.

    Nor may the rest of an answer that nobody takes up stay for longer.
    """
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(_ROUND)
        late = loop.time() - bounds.reading
        for connection in list(server.server_state.connections):
            is_late = _is_idle(connection) and connection.idle_since < late  # type: ignore[union-attr]
            if is_late or _is_cut(connection):
                connection.transport.abort()
