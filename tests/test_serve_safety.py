"""The worst that a stranger can do to a server is to get an honest error."""

from __future__ import annotations

import os
import signal
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest
from servers import listening
from serving import Heard, Served, path_of, served, served_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")

SMALL = "ASK { entity:esketamine predicate:blocks entity:nmda-receptor }"
MUCH = "SELECT * { ?s ?p ?o } LIMIT 5000"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RUNAWAY = {
    "counting": ENDLESS,
    "ordering": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "walking": "SELECT (COUNT(*) AS ?n) { ?a (!<a:a>|^!<a:a>)* ?b . ?b (!<a:a>|^!<a:a>)* ?c }",
    "writing": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "matching": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
        "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(a|b|ab)*c(x+x+)+y')) }"
    ),
    "building": "CONSTRUCT { ?a ?e ?f . ?d ?b ?c } { ?a ?b ?c . ?d ?e ?f }",
    "grouping": "SELECT ?a ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?f",
}
DEADLINE = 2.5
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    """A server with little time and memory for each question, which is as well at the end as before."""
    with served("--timeout", str(DEADLINE), "--memory", "64") as running:
        yield running
        assert running.sparql(SMALL).json()["boolean"] is True
        assert running.ask("/health").json()["running"] == 0
        assert running.end() == 0
        assert running.talk[1:] == []


def memory(pid: int) -> int:
    """Kilobytes that a process holds by itself."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Private_"))


# runaway queries


@pytest.mark.parametrize("kind", RUNAWAY)
def test_a_runaway_query_ends_in_time_and_says_why(kind: str, server: Served) -> None:
    began = time.monotonic()

    heard = server.sparql(RUNAWAY[kind])

    assert time.monotonic() - began < DEADLINE + 1
    assert heard.status == 422
    assert "takes longer than 2.5 s" in heard.text or "more memory than" in heard.text


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?s ?p ?o FILTER(" + "!" * 200_000 + "true) }",
        "ASK { ?s ?p ?o FILTER(1<" + "!" * 200_000 + "true&&2>1) }",
        "SELECT * { " + "{ ?s ?p ?o } UNION " * 20_000 + "{ ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(" + "1+" * 100_000 + "1 = 2) }",
        "SELECT * { ?s " + "<a:a>/" * 100_000 + "<a:a> ?o }",
    ],
    ids=["not", "not an IRI", "union", "sums", "path"],
)
def test_what_pyoxigraph_cannot_bear_is_refused(query: str, server: Served) -> None:
    headers = {"Content-Type": "application/sparql-query"}

    heard = server.ask("/sparql", method="POST", headers=headers, body=query.encode())

    assert heard.status == 400
    assert "more than can be worked out at once" in heard.text
    assert server.sparql(SMALL).status == 200


def test_a_head_that_is_too_long_is_refused_also_where_it_comes_at_once(server: Served) -> None:
    heard = server.ask(f"/sparql?query={'a' * 66_000}")
    besides = server.ask("/health", headers={"X-Long": "a" * 66_000})

    assert (heard.status, besides.status) == (431, 431)
    assert server.sparql(SMALL).status == 200


def test_an_answer_that_is_too_big_is_refused_before_it_is_begun(server: Served) -> None:
    letters = "REPLACE('aaaaaaaaaa', 'a', 'aaaaaaaaaa')"
    many = f"REPLACE(REPLACE({letters}, 'a', '{'a' * 100}'), 'a', '{'a' * 100}')"

    heard = server.sparql(
        f"SELECT ({many} AS ?a) ({many} AS ?b) ({many} AS ?c) {{ VALUES ?x {{ {' 1' * 12} }} }}"
    )

    assert heard.status == 422
    assert "bigger than 16 MB" in heard.text or "more memory than" in heard.text


@linux
def test_memory_returns_to_where_it_was(server: Served) -> None:
    (zygote,) = server.children()
    for _ in range(3):
        server.sparql(MUCH)
    before = memory(server.process.pid) + memory(zygote)

    for _ in range(8):
        server.sparql(RUNAWAY["ordering"])
        server.sparql(MUCH)

    assert memory(server.process.pid) + memory(zygote) < before + 20_000
    wait_for(lambda: not server.children(zygote))


def test_small_questions_are_answered_beside_many_endless_ones(server: Served) -> None:
    heard: list[Heard] = []
    threads = [
        threading.Thread(target=lambda: heard.append(server.sparql(ENDLESS))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    times = []
    for _ in range(10):
        began = time.monotonic()
        assert server.sparql(SMALL).status == 200
        times.append(time.monotonic() - began)
    for thread in threads:
        thread.join()

    assert sorted(times)[5] < 0.5
    assert {one.status for one in heard} <= {422, 503}


# processes that are ended from outside


@linux
def test_a_process_that_is_killed_is_told_of_and_no_other_is_hurt(server: Served) -> None:
    heard: list[Heard] = []
    asking = threading.Thread(target=lambda: heard.append(server.sparql(ENDLESS)))
    asking.start()
    (zygote,) = server.children()
    while asking.is_alive():
        for child in server.children(zygote):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        time.sleep(0.01)

    assert heard[0].status == 503
    assert heard[0].headers["retry-after"] == "1"
    assert server.sparql(SMALL).status == 200


@linux
def test_a_zygote_that_is_killed_is_replaced_and_what_it_forked_comes_to_its_end(
    server: Served,
) -> None:
    time.sleep(1.1)
    heard: list[Heard] = []
    asking = threading.Thread(target=lambda: heard.append(server.sparql(ENDLESS)))
    asking.start()
    (zygote,) = server.children()
    orphans = wait_for(lambda: server.children(zygote))
    os.kill(zygote, signal.SIGKILL)

    wait_for(lambda: server.children() not in ([], [zygote]))
    assert server.sparql(SMALL).status == 200
    asking.join()
    assert heard[0].status == 422
    wait_for(lambda: not any(Path(f"/proc/{orphan}").exists() for orphan in orphans))


def test_clients_that_hang_up_in_the_midst_of_an_answer_do_no_harm(server: Served) -> None:
    for _ in range(20):
        with server.call() as call:
            call.sendall(f"GET {path_of(MUCH)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert call.recv(1000).startswith(b"HTTP/1.1 200 ")
            call.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert server.sparql(SMALL).status == 200


@linux
def test_a_client_that_hangs_up_frees_its_process(server: Served) -> None:
    (zygote,) = server.children()
    call = server.call()
    call.sendall(f"GET {path_of(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    wait_for(lambda: server.children(zygote))
    began = time.monotonic()
    call.close()

    wait_for(lambda: not server.children(zygote))
    assert time.monotonic() - began < 1


def wait_for(look: Callable[[], T]) -> T:
    """What something becomes in the end."""
    end = time.monotonic() + 10
    while not (found := look()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


# what a process that answers can reach

HOSTILE = """
import os, socket
from building import toy
from glutagraph.server import answering
from glutagraph.server.exchange import Reply
import pyoxigraph as ox

def tried(what):
    try:
        return f"{what.__name__}: yes {what()}"
    except BaseException as error:
        return f"{what.__name__}: no {type(error).__name__}"

def read_a_file(): return open("/etc/passwd").read()
def write_a_file(): return open("/tmp/glutagraph-was-here", "w").write("x")
def open_a_socket(): return socket.create_connection(("127.0.0.1", PORT))
def make_a_pipe(): return os.pipe()
def fork(): return os.fork() and "forked"
def run(): return os.posix_spawn("/bin/true", ["true"], {})
def double_a_descriptor(): return os.dup(0)
def more_descriptors():
    import resource
    return resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))
def is_open(one): return os.path.exists(f"/proc/self/fd/{one}")
def look_around(): return [one for one in range(1, 99) if is_open(one)] or 1 / 0
def environment(): return dict(os.environ) or 1 / 0
def call_a_service():
    ask = "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?a ?b ?c } }"
    return list(ox.Store().query(ask.replace("PORT", str(PORT))))

TRIED = (read_a_file, write_a_file, open_a_socket, make_a_pipe, double_a_descriptor, more_descriptors,
         look_around, environment, call_a_service)
answering.rehearse = lambda library: None
answering.answered = lambda library, job: Reply("\\n".join(map(tried, TRIED)).encode(), "text/plain")
os.environ["SECRET"] = "x"
serve(toy("interneurons"))
"""


def test_a_process_that_was_fooled_can_still_reach_nothing() -> None:
    """Here every check is taken away, and the process that answers does what it likes."""
    with listening() as victim:
        port = victim.url.rpartition(":")[2].strip("/")
        with served_by(HOSTILE.replace("PORT", port)) as server:
            told = server.ask("/sparql?query=x").text.splitlines()
        assert victim.calls == 0

    allowed = [line for line in told if ": no " not in line]
    if os.geteuid() == 0:  # who may raise a limit that was set can still open nothing: no network
        allowed = [line for line in allowed if "more_descriptors" not in line]
    assert allowed == []
    assert len(told) == 9


# clients that are slow, or more than there is room for

PATIENCE = "reading=1.0, connections=20"


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    script = f"from building import toy\nserve(toy('interneurons'), {PATIENCE})\n"
    with served_by(script) as running:
        yield running


def is_cut(call: socket.socket, within: float) -> bool:
    """Whether the other end hangs up before long."""
    call.settimeout(within)
    try:
        while call.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET /spar",
        b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 100\r\n\r\nASK",
    ],
    ids=["nothing", "half a line", "half a header", "half a body"],
)
def test_a_client_that_never_comes_to_the_point_is_cut(said: bytes, impatient: Served) -> None:
    with impatient.call() as call:
        call.sendall(said)

        assert is_cut(call, within=5)


def test_a_client_that_drips_its_request_is_cut(impatient: Served) -> None:
    with impatient.call() as call:
        call.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < 10:
                call.sendall(b"X-Y: z\r\n")
                time.sleep(0.1)

        assert time.monotonic() - began < 5


def test_a_client_that_takes_nothing_up_is_cut(impatient: Served) -> None:
    with impatient.call() as call:
        call.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        call.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
        wait_for(lambda: "answers_held_bytes 0" not in impatient.ask("/metrics").text)
        time.sleep(3)

        assert "answers_held_bytes 0" in impatient.ask("/metrics").text


def test_slow_clients_with_big_answers_give_way_to_others() -> None:
    """Six answers of ten megabytes each, where there is room for two."""
    script = "from building import toy\nserve(toy('interneurons'), held=25_000_000, reading=20.0)\n"
    big = path_of("SELECT ?x { VALUES ?i {" + " 1" * 200 + "} BIND('" + "x" * 50_000 + "' AS ?x) }")
    with served_by(script) as server:
        calls = [server.call() for _ in range(6)]
        for call in calls:
            call.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            call.sendall(f"GET {big} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        wait_for(lambda: "answers_held_bytes 0" not in server.ask("/metrics").text)

        heard = server.ask(big)
        assert heard.status == 200
        assert len(heard.data) > 10_000_000
        assert server.end() == 0
        for call in calls:
            call.close()
    assert server.talk[1:] == []


def test_idle_clients_give_way_to_those_who_ask(impatient: Served) -> None:
    calls = [impatient.call() for _ in range(60)]

    answers = [impatient.ask("/health").status for _ in range(5)]

    assert answers == [200] * 5
    for call in calls:
        call.close()


@linux
def test_a_flood_of_clients_takes_no_more_than_its_place_nor_that_of_one_who_asks(
    impatient: Served,
) -> None:
    """They all stand at the door when it opens, most of them half-open, one with a question."""
    os.kill(impatient.process.pid, signal.SIGSTOP)
    calls = [impatient.call() for _ in range(300)]
    for call in calls[:-1]:
        call.sendall(b"GET /health HTTP/1.1\r\nHost: ")
    calls[-1].sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    os.kill(impatient.process.pid, signal.SIGCONT)

    assert calls[-1].recv(100).startswith(b"HTTP/1.1 200 ")
    assert len(os.listdir(f"/proc/{impatient.process.pid}/fd")) < 50
    for call in calls:
        call.close()


def test_one_who_waits_for_an_answer_is_not_cut_for_those_who_are_still_asking() -> None:
    script = "from building import toy\nserve(toy('interneurons'), seconds=2.0, connections=20)\n"
    path = path_of("SELECT (COUNT(*) AS ?n) { " + "?a ?b ?c . ?d ?e ?f . " * 9 + " ?x ?y ?z }")
    with served_by(script) as server, server.call() as asking:
        asking.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.3)
        calls = []
        for _ in range(40):
            calls.append(server.call())
            calls[-1].sendall(
                b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
                b"Content-Type: application/sparql-query\r\n\r\nASK"
            )
            time.sleep(0.02)

        assert asking.recv(100).startswith(b"HTTP/1.1 422 ")
        for call in calls:
            call.close()


def test_who_comes_when_the_queue_is_full_is_asked_to_come_back() -> None:
    script = (
        "from building import toy\n"
        "serve(toy('interneurons'), at_once=1, waiting=1, seconds=1.0, patience=9.0)\n"
    )
    heard: list[Heard] = []
    with served_by(script) as server:
        path = path_of("SELECT (COUNT(*) AS ?n) { " + "?a ?b ?c . ?d ?e ?f . " * 9 + " ?x ?y ?z }")
        threads = [
            threading.Thread(target=lambda: heard.append(server.ask(path))) for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        turned_away = [one for one in heard if one.status == 503]

        assert len(turned_away) >= 4
        assert {one.headers["retry-after"] for one in turned_away} == {"1"}
        assert all("ask again" in one.text for one in turned_away)
        assert server.ask("/health").status == 200


def test_the_longest_question_gives_way_when_others_have_waited() -> None:
    script = (
        "from building import toy\n"
        "serve(toy('interneurons'), at_once=1, seconds=20.0, patience=0.5)\n"
    )
    heard: list[Heard] = []
    with served_by(script) as server:
        path = path_of("SELECT (COUNT(*) AS ?n) { " + "?a ?b ?c . ?d ?e ?f . " * 9 + " ?x ?y ?z }")
        asking = threading.Thread(target=lambda: heard.append(server.ask(path)))
        asking.start()
        time.sleep(0.3)
        began = time.monotonic()

        assert server.sparql("ASK {}").status == 200
        assert time.monotonic() - began < 5
        asking.join()

    assert heard[0].status == 503
    assert "others were waiting" in heard[0].text


# what is no HTTP


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Y: " + b"z" * 200_000 + b"\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nZ",
        b"GET /%00%ff%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET //../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: x\r\nCookie: secret\r\n\r\n",
    ],
)
def test_what_is_no_proper_request_is_no_harm(said: bytes, impatient: Served) -> None:
    with impatient.call() as call:
        with suppress(ConnectionError):
            call.sendall(said)
        answer = b""
        with suppress(ConnectionError, TimeoutError):
            call.settimeout(5)
            answer = call.recv(65536)

    assert answer == b"" or answer[:12].split()[1][:1] in (b"2", b"4"), answer
    assert b"root:" not in answer
    assert b"Traceback" not in answer
    assert impatient.ask("/health").status == 200


def test_a_server_that_is_ended_tells_those_who_wait_and_leaves_those_who_dawdle() -> None:
    script = "from building import toy\nserve(toy('interneurons'), seconds=30.0)\n"
    heard: list[Heard] = []
    with served_by(script) as server, server.call() as dawdling:
        path = path_of("SELECT (COUNT(*) AS ?n) { " + "?a ?b ?c . ?d ?e ?f . " * 9 + " ?x ?y ?z }")
        asking = threading.Thread(target=lambda: heard.append(server.ask(path)))
        asking.start()
        dawdling.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        dawdling.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
        wait_for(lambda: "questions_running 1" in server.ask("/metrics").text)
        began = time.monotonic()
        assert server.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 7
        asking.join()

    assert heard[0].status == 503
    assert server.talk[1:] == []


def test_a_fault_of_ours_is_told_to_the_log_and_not_to_the_client() -> None:
    script = """
from building import toy
from glutagraph.server import answering
def fails(library, job):
    raise ValueError("the secret of /home/somebody")
answering._ANSWERS["sparql"] = fails
serve(toy("interneurons"))
"""
    with served_by(script) as server:
        heard = server.sparql("ASK {}")
        server.end()

    assert heard.status == 500
    assert "secret" not in heard.text
    assert any("the secret of /home/somebody" in line for line in server.talk)


# beginning and end


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(how: int) -> None:
    with served() as server:
        zygotes = server.children() if sys.platform == "linux" else []
        assert server.end(how) == 0

    assert server.talk == [f"glutagraph: serving {server.url}/ (Ctrl-C ends it)"]
    assert not any(Path(f"/proc/{zygote}").exists() for zygote in zygotes)


@linux
def test_a_server_that_is_killed_leaves_no_process_behind() -> None:
    with served("--timeout", "1") as server:
        (zygote,) = server.children()
        threading.Thread(target=_ask_in_vain, args=(server,)).start()
        children = wait_for(lambda: server.children(zygote))
        server.end(signal.SIGKILL)

    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (zygote, *children)))


def _ask_in_vain(server: Served) -> None:
    with suppress(OSError):
        server.sparql(ENDLESS)


def test_it_says_so_where_others_can_reach_it() -> None:
    with served("--host", "0.0.0.0") as server:
        server.sparql("ASK {}")
        server.end()

    assert any("no loopback address" in line for line in server.talk)


def test_an_address_that_is_taken_is_told_with_its_cure() -> None:
    from command_line import glutagraph

    with served() as server:
        answer = glutagraph("serve", "--port", str(server.port))

    assert answer.status == 3
    assert "take another --port" in answer.err
    assert glutagraph("serve", "--host", "no such host", "--port", "0").status == 3
    assert glutagraph("serve", "--port", "70000").status == 2
