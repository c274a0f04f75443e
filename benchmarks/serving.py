"""How fast `glutagraph serve` answers small queries, alone and beside runaway ones, and what it bears.

    .venv/bin/python benchmarks/serving.py [small|runaway|flood|killed|all] [SECONDS] [CLIENTS]
    .venv/bin/python benchmarks/serving.py fuzz [EXAMPLES]
    .venv/bin/python benchmarks/serving.py schemathesis [EXAMPLES]

It starts a server on loopback, and clients in processes of their own. Times are in milliseconds, of
whole requests on connections that stay open; the share of the machine that the clients themselves took
is printed beside them. `fuzz` sends 10,000 queries and requests made up at random, the same each time.
`schemathesis` has that library (pip install schemathesis) make up 300 for each path of /openapi.json,
good ones and bad, and holds every answer against that description.
"""

from __future__ import annotations

import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PYTHON = sys.executable
DEADLINE = 3
SMALL = [
    "SELECT ?target { entity:ketamine predicate:blocks ?target }",
    "ASK { entity:rapamycin predicate:inhibits entity:mtorc1 }",
    "SELECT ?end { entity:ketamine predicate:blocks/predicate:activates ?end }",
    "SELECT ?drug ?label { ?drug a kind:drug ; rdfs:label ?label } ORDER BY ?label LIMIT 20",
]
RUNAWAY = {
    "cartesian count": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "order by": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "deep path": "SELECT (COUNT(*) AS ?n) { ?a (!<a:a>|^!<a:a>)* ?b . ?b (!<a:a>|^!<a:a>)* ?c }",
    "huge output": "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "regex": (
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
        "FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '(a|b|ab)*c(x+x+)+y')) }"
    ),
    "construct": "CONSTRUCT { ?a ?e ?f . ?d ?b ?c } { ?a ?b ?c . ?d ?e ?f }",
    "group by": "SELECT ?a ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a ?f",
    "distinct": "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "not exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?f ?c ?a } }",
    "many unions": "SELECT (COUNT(*) AS ?n) { ?x ?y ?z . "
    + "{ ?a ?b ?c } UNION " * 40
    + "{ ?d ?e ?f } }",
}

UNSAID = """
[[operations]]
include-path = ["/sparql", "/what-if"]
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "404", "422"]
"""
"""What no description can say: which texts are SPARQL, and that `in` belongs to `knock-out`."""


class Server:
    """A server of this benchmark's own, and what the system says of its processes."""

    def __init__(self, *options: str) -> None:
        command = [PYTHON, "-c", "from glutagraph.cli import main; main()"]
        self.process = subprocess.Popen(
            [*command, "serve", "--port", "0", "--timeout", str(DEADLINE), *options],
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        self.port = int(line.partition("127.0.0.1:")[2].partition("/")[0])
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def children(self, pid: int | None = None) -> list[int]:
        """The processes that a process has forked; the server's own only child is the zygote."""
        pid = pid or self.process.pid
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in told.split()]

    def memory(self) -> int:
        """Megabytes that the server and all its processes hold by themselves."""
        total, waiting = 0, [self.process.pid]
        while waiting:
            pid = waiting.pop()
            with suppress(OSError):
                told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
                total += sum(
                    int(line.split()[1])
                    for line in told.splitlines()
                    if line.startswith("Private_")
                )
                waiting += self.children(pid)
        return total // 1024

    def worked(self) -> float:
        """Seconds of processor that the server, its zygote and all that these have ended have had."""
        ticks = 0
        for pid in (self.process.pid, *self.children()):
            told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += sum(map(int, told[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def ask(self, query: str, timeout: float = 60) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path_of(query))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def serving(*options: str) -> Iterator[Server]:
    server = Server(*options)
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGINT)
        server.process.wait(timeout=20)


def path_of(query: str) -> str:
    return f"/sparql?query={quote(query, safe='')}"


def client(port: int, seconds: float) -> None:
    """Ask small queries, one after the other, and print how long each took and what was not 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times, other, end, number = [], [], time.monotonic() + seconds, os.getpid()
    while time.monotonic() < end:
        number += 1
        began = time.perf_counter()
        try:
            connection.request("GET", path_of(SMALL[number % len(SMALL)]))
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                other.append(str(answer.status))
        except (OSError, http.client.HTTPException) as error:
            other.append(type(error).__name__)
            connection.close()
        times.append(1000 * (time.perf_counter() - began))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps([times, other, used.ru_utime + used.ru_stime]))


@contextmanager
def clients(server: Server, count: int, seconds: float) -> Iterator[dict[str, Any]]:
    """So many clients beside what is done meanwhile; afterwards their figures are there."""
    began, before = time.monotonic(), server.worked()
    figures: dict[str, Any] = {}
    command = [PYTHON, __file__, "client", str(server.port), str(seconds)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    yield figures
    told = [json.loads(one.communicate()[0]) for one in running]
    times = sorted(time for one in told for time in one[0])
    figures |= {
        "requests": len(times),
        "per second": round(len(times) / (time.monotonic() - began)),
        **{
            f"p{p}": round(times[min(len(times) - 1, len(times) * p // 100)], 1)
            for p in (50, 90, 99)
        },
        "slowest": round(times[-1], 1),
        "processor per request": round(1000 * (server.worked() - before) / len(times), 2),
        "errors": sorted(error for one in told for error in one[1]),
        "clients' share of the processors, %": round(
            100 * sum(one[2] for one in told) / (time.monotonic() - began) / (os.cpu_count() or 1)
        ),
    }


def small(seconds: float, count: int) -> None:
    with serving() as server:
        with clients(server, count, 1):
            pass
        before = server.memory()
        with clients(server, count, seconds) as figures:
            pass
        print(f"small queries, {count} clients, {seconds:g} s:", figures)
        print(f"  memory before and after: {before} and {server.memory()} MB")


def runaway(seconds: float, count: int) -> None:
    """Twenty runaway queries at once, of ten kinds, beside small ones."""
    with serving() as server:
        before, ends, peak = server.memory(), [], 0
        threads = [
            threading.Thread(target=lambda kind=kind: ends.append((kind, *_timed(server, kind))))
            for kind in (*RUNAWAY, *RUNAWAY)
        ]
        with clients(server, count, max(seconds, DEADLINE + 2)) as figures:
            time.sleep(1)
            for thread in threads:
                thread.start()
            while any(thread.is_alive() for thread in threads):
                peak = max(peak, server.memory())
                time.sleep(0.2)
        print(f"small queries beside {len(threads)} runaway ones:", figures)
        for kind, status, took in sorted(ends):
            print(f"  {kind:16} {status}  after {took:.2f} s of {DEADLINE} s")
        time.sleep(0.5)
        print(f"  memory before, at most, after: {before}, {peak}, {server.memory()} MB")


def _timed(server: Server, kind: str) -> tuple[int, float]:
    began = time.monotonic()
    status, _ = server.ask(RUNAWAY[kind])
    return status, time.monotonic() - began


def flood(seconds: float, count: int) -> None:
    """Up to 10,000 clients that never finish their request, beside small queries."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    calls: list[socket.socket] = []
    with serving() as server:
        with clients(server, count, seconds) as figures:
            end = time.monotonic() + seconds
            while len(calls) < min(10_000, most - 200) and time.monotonic() < end:
                calls.append(socket.create_connection(("127.0.0.1", server.port), timeout=5))
                with suppress(ConnectionError):
                    calls[-1].sendall(b"GET /sparql?query=ASK HTTP/1.1\r\nHost: ")
        print(f"small queries beside {len(calls):,} half-open connections:", figures)
        for call in calls:
            call.close()


def killed(seconds: float, count: int) -> None:
    """Children, the zygote and a client are killed beside small queries."""
    with serving() as server:
        with clients(server, count, max(seconds, 4)) as figures:
            time.sleep(1)
            (zygote,) = server.children()
            threading.Thread(target=server.ask, args=(RUNAWAY["regex"],), daemon=True).start()
            time.sleep(0.3)
            for child in server.children(zygote):
                os.kill(child, signal.SIGKILL)
            _hang_up(server)
            os.kill(zygote, signal.SIGKILL)
        print("small queries while children, zygote and a client are killed:", figures)
        another = server.children() != [zygote]
        print(f"  afterwards: {server.ask(SMALL[0])[0]}, the zygote is another: {another}")


def _hang_up(server: Server) -> None:
    """A client that asks for much and is gone before the answer is."""
    with socket.create_connection(("127.0.0.1", server.port)) as call:
        path = path_of("SELECT * { ?a ?b ?c }")
        call.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        call.recv(100)


def fuzz(examples: int) -> None:
    """So many queries and as many requests made up at random; a server beside them hears of none."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
    from hypothesis import HealthCheck, given, settings
    from servers import listening
    from strange_requests import QUERIES, REQUESTS

    stable = settings(
        max_examples=examples, derandomize=True, deadline=None, suppress_health_check=[*HealthCheck]
    )
    statuses: Counter[str] = Counter()
    slowest = 0.0

    def note(server: Server, said: bytes) -> None:
        nonlocal slowest
        began, answer = time.monotonic(), b""
        call = socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE + 10)
        with call, suppress(ConnectionError):
            call.sendall(said)
            while piece := call.recv(65536):
                answer += piece
        slowest = max(slowest, time.monotonic() - began)
        statuses[answer[9:12].decode("ascii", "replace")] += 1
        assert b"Traceback (most" not in answer

    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    with serving() as server, listening() as victim:

        @stable
        @given(QUERIES)
        def queries(query: str) -> None:
            body = query.replace("<VICTIM>", f"<{victim.url}>").encode("utf-8", "surrogatepass")
            sort = "Content-Type: application/sparql-query\r\n"
            note(server, f"{head}{sort}Content-Length: {len(body)}\r\n\r\n".encode() + body)

        @stable
        @given(REQUESTS)
        def requests(request: bytes) -> None:
            note(server, request)

        for part in (queries, requests):
            statuses.clear()
            part()
            print(f"{examples} {part.__name__} made up:", dict(statuses.most_common()))
        print(
            f"  slowest {slowest:.2f} s of {DEADLINE}; a server beside was called {victim.calls} times"
        )


def schemathesis(examples: int) -> None:
    """Whether each answer is one that the description promises; ends with the status of the library."""
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "schemathesis.toml"
        settings.write_text(UNSAID, encoding="ascii")
        command = [str(Path(PYTHON).with_name("st")), "--config-file", str(settings), "run"]
        options = (f"--max-examples={examples}", "--seed=1", "--checks=all", "--warnings=off")
        address = f"http://127.0.0.1:{server.port}/openapi.json"
        status = subprocess.run([*command, *options, address], cwd=folder, check=False).returncode
    sys.exit(status)


def main() -> None:
    """Run what is named."""
    what, *numbers = [*sys.argv[1:], "all"][: max(1, len(sys.argv) - 1)]
    if what == "client":
        client(int(numbers[0]), float(numbers[1]))
        return
    seconds = float(numbers[0]) if numbers else 10.0
    count = int(numbers[1]) if len(numbers) > 1 else 8
    if what == "schemathesis":
        schemathesis(int(seconds) if numbers else 300)
    parts: dict[str, Callable[[float, int], None]] = {
        "small": small,
        "runaway": runaway,
        "flood": flood,
        "killed": killed,
    }
    for name, part in parts.items():
        if what in (name, "all"):
            part(seconds, count)
    if what in ("fuzz", "all"):
        fuzz(int(seconds) if what == "fuzz" and numbers else 10_000)


if __name__ == "__main__":
    main()
