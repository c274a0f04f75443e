"""A graph on a Spark cluster answers as everywhere else, also where a worker dies half-way.

One master and two workers, each a process of its own, run on loopback while these tests do.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import shipped
from click.testing import CliRunner
from imported_at_random import best, large

import glutagraph
from glutagraph.cli import cli
from glutagraph.errors import StoreError
from glutagraph.export import trace_json
from glutagraph.store.parquet import export

if TYPE_CHECKING:
    from collections.abc import Iterator

    from glutagraph.knowledge import Knowledge

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Java not found"),
]
UP = 60.0
"""Seconds within which a process of the cluster is there."""


class Cluster:
    """A standalone master with workers of one core each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.master = f"127.0.0.1:{_free_port()}"
        port = self.master.rpartition(":")[2]
        self._processes = [self._start("master.Master", "--port", port)]
        self._wait("ALIVE")
        self.workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self) -> None:
        """Start a worker and wait until the master knows it."""
        sizes = ("--cores", "1", "--memory", "600m", "--work-dir", str(self._folder / "work"))
        before = self._said("Registering worker")
        self.workers.append(self._start("worker.Worker", *sizes, f"spark://{self.master}"))
        self._wait("Registering worker", before + 1)

    def kill_worker(self) -> None:
        """Kill the worker that came last, and what it was doing."""
        worker = self.workers.pop()
        worker.kill()
        worker.wait()

    def stop(self) -> None:
        for process in (*self.workers, *self._processes):
            process.kill()
            process.wait()

    def _start(self, what: str, *options: str) -> subprocess.Popen[bytes]:
        import pyspark

        command = Path(pyspark.__file__).parent / "bin" / "spark-class"
        with open(self._folder / "log", "ab") as log:
            return subprocess.Popen(
                [
                    *(str(command), f"org.apache.spark.deploy.{what}"),
                    *("--host", "127.0.0.1", "--webui-port", "0", *options),
                ],
                env=os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _said(self, what: str) -> int:
        return (self._folder / "log").read_text("utf-8", "replace").count(what)

    def _wait(self, what: str, times: int = 1) -> None:
        until = time.monotonic() + UP
        while self._said(what) < times:
            assert time.monotonic() < until, (self._folder / "log").read_text("utf-8", "replace")
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        started.add_worker()
        started.add_worker()
        yield started
    finally:
        with suppress(ImportError):
            from pyspark.sql import SparkSession

            if (session := SparkSession.getActiveSession()) is not None:
                session.stop()
        started.stop()


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return large(tmp_path_factory.mktemp("made") / "large.ggstore")


@pytest.fixture(scope="session")
def folder(stored: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as tables in parts of which a frontier needs several."""
    place = tmp_path_factory.mktemp("tables") / "made"
    export(stored, place, rows=15_000)
    return place


QUESTIONS = [("made:00003", "made:00041", 3), ("made:00011", "made:06000", 4)]


def test_the_shipped_graph_is_traced_as_in_its_files(cluster: Cluster, tmp_path: Path) -> None:
    export(shipped(), tmp_path / "shipped", rows=200)
    spark = glutagraph.load(f"spark:{cluster.master}{tmp_path / 'shipped'}")

    for end in ("antidepressant-effect", "bdnf", "psychotomimetic-effects"):
        answer = glutagraph.trace(spark, "ketamine", end)

        assert trace_json(answer) == trace_json(glutagraph.trace(shipped(), "ketamine", end))


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_engine_finds_the_same_paths(
    cluster: Cluster, stored: Knowledge, folder: Path, question: tuple[str, str, int]
) -> None:
    found = best(stored, *question)

    assert found
    for address in (f"parquet:{folder}", f"spark:{cluster.master}{folder}"):
        assert best(glutagraph.load(address), *question) == found


def test_a_worker_that_dies_half_way_costs_no_answer(
    cluster: Cluster, stored: Knowledge, folder: Path
) -> None:
    spark = glutagraph.load(f"spark:{cluster.master}{folder}")
    assert spark.stored.between(0, 1) == stored.stored.between(0, 1)  # a round has been made

    cluster.kill_worker()

    for question in QUESTIONS:
        assert best(spark, *question) == best(stored, *question)
    cluster.add_worker()


def test_a_cluster_that_is_not_there_is_told_at_once(folder: Path) -> None:
    started = time.monotonic()

    with pytest.raises(StoreError, match="nothing answers there"):
        glutagraph.load(f"spark:127.0.0.1:{_free_port()}{folder}")

    assert time.monotonic() - started < 20


def test_a_process_asks_one_cluster(cluster: Cluster, folder: Path) -> None:
    glutagraph.load(f"spark:{cluster.master}{folder}")
    other = f"localhost:{cluster.master.rpartition(':')[2]}"  # another name is another master

    with pytest.raises(StoreError, match=f"has a session with spark://{cluster.master}"):
        glutagraph.load(f"spark:{other}{folder}")


def test_a_damaged_table_is_told_with_its_cure(
    cluster: Cluster, folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    for file in (copy / "claims").iterdir():
        file.write_bytes(b"PAR1 no more")

    with pytest.raises(StoreError, match="Spark says"):
        best(glutagraph.load(f"spark:{cluster.master}{copy}"), *QUESTIONS[0])


def test_the_command_traces_on_the_cluster(cluster: Cluster, tmp_path: Path) -> None:
    export(shipped(), tmp_path / "shipped")
    address, run = f"spark:{cluster.master}{tmp_path / 'shipped'}", CliRunner()

    there = run.invoke(cli, ["--graph", address, "trace", "ketamine", "mood"])

    assert there.exit_code == 0
    assert there.output == run.invoke(cli, ["trace", "ketamine", "mood"]).output
