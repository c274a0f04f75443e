"""Whatever is sent, the answer is an honest one, the server goes on, and nobody else hears of it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from building import stable
from hypothesis import given
from servers import Server, listening
from serving import Served, served_by
from strange_requests import ACCEPTS, QUERIES, REQUESTS

if TYPE_CHECKING:
    from collections.abc import Iterator

HONEST = {100, 200, 204, 301, 304, 400, 403, 404, 405, 406, 408, 413, 415, 422, 431, 503}
SEARCHED = ("Traceback (most", "root:x:", 'File "', "/site-packages/")


@pytest.fixture(scope="module")
def victim() -> Iterator[Server]:
    """A server that nobody may have called when all is done."""
    with listening() as server:
        yield server
    assert server.calls == 0


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    script = "from building import toy\nserve(toy('interneurons'), seconds=0.5, reading=1.0)\n"
    with served_by(script) as running:
        yield running
        assert running.sparql("ASK {}").status == 200
        assert running.ask("/health").json()["running"] == 0
        assert running.end() == 0
        assert running.talk[1:] == []


@stable(500)
@given(query=QUERIES, accept=ACCEPTS)
def test_any_query_has_an_honest_answer(
    query: str, accept: str, server: Served, victim: Server
) -> None:
    headers = {"Content-Type": "application/sparql-query", "Accept": accept}
    body = query.replace("<VICTIM>", f"<{victim.url}>").encode("utf-8", "surrogatepass")

    heard = server.ask("/sparql", method="POST", headers=headers, body=body, timeout=5)

    assert heard.status in HONEST
    assert not any(word in heard.text for word in SEARCHED)


@stable(500)
@given(request=REQUESTS)
def test_any_request_has_an_honest_answer(request: bytes, server: Served) -> None:
    answer = b""
    with server.call() as call:
        call.settimeout(5)
        with suppress(ConnectionError):
            call.sendall(request)
        with suppress(ConnectionError):
            while piece := call.recv(65536):
                answer += piece

    if answer:
        assert int(answer[9:12]) in HONEST, answer[:300]
    assert not any(word.encode() in answer for word in SEARCHED)
