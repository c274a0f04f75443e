"""Tables in Parquet on the storage of a cluster, read with Apache Spark: the one door of pyspark.

A frontier is sent, the rows at it come back; the process that asks holds the rest. Nothing is kept on
the cluster between two rounds, so that a worker that dies costs the repetition of its tasks, no answer.
"""

from __future__ import annotations

import socket
from contextlib import contextmanager
from pathlib import Path as FilePath
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError, StoreError
from .arrays import np
from .fetched import part_name

try:
    import pyarrow as pa
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import broadcast, col
except ImportError:
    raise MissingExtraError("pyspark", "cluster", "a graph on a Spark cluster") from None

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyspark.sql import DataFrame

    from .arrays import Array

_LISTED = 2_000
"""Up to so many keys are listed in the plan, by which Spark skips groups of rows; more are joined."""
_PATIENCE = 10.0
"""Seconds in which a master is there or not."""
_WAITING = 60.0
"""Seconds within which a worker takes the work."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SparkTables:
    """The tables of a folder that the cluster and this machine both see."""

    def __init__(self, master: str, folder: FilePath) -> None:
        """`master` is HOST:PORT. Raises StoreError for a cluster that does not answer."""
        self.place = f"spark:{master}{folder}"
        self._folder = folder
        _knock(master, self.place)
        with self._told():
            self._session = _session(master)
            there = self._session.sparkContext.master
            if there != f"spark://{master}":
                cure = "ask it in another process, or stop that session"
                raise StoreError(self.place, f"this process has a session with {there}", cure)
            self._wait_for_workers()

    def fetch(
        self, table: str, parts: Sequence[int], key: str, keys: Array, columns: Sequence[str]
    ) -> dict[str, Array]:
        """See `fetched.Tables`."""
        files = [(self._folder / table / part_name(part)).as_uri() for part in parts]
        if not files or not len(keys):
            return {column: np.empty(0, np.int64) for column in columns}
        with self._told():
            rows = self._session.read.parquet(*files)
            found = self._among(rows, key, keys).select(*columns).toArrow()
        return {name: found.column(name).to_numpy() for name in columns}

    def _among(self, rows: DataFrame, key: str, keys: Array) -> DataFrame:
        """The rows that have one of some keys."""
        if len(keys) <= _LISTED:
            return rows.where(col(key).isin(keys.tolist()))
        frontier = self._session.createDataFrame(pa.table({key: keys.astype(np.int64)}))
        return rows.join(broadcast(frontier), key, "left_semi")

    def _wait_for_workers(self) -> None:
        """A cluster whose workers are all taken, or too small, would let us wait for ever in silence."""
        until = monotonic() + _WAITING
        context: Any = self._session.sparkContext
        while context._jsc.sc().getExecutorMemoryStatus().size() < 2:  # one is this process
            if monotonic() > until:
                told = f"no worker has taken the work within {_WAITING:g} s"
                cure = f"free a core and {_SETTINGS['spark.executor.memory']} of memory on one"
                raise StoreError(self.place, told, cure)
            sleep(0.1)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What Spark cannot do, as an error of ours."""
        try:
            yield
        except Exception as error:  # those of Java have no base of their own
            if not _is_of_spark(error):
                raise
            reason = str(error).partition("\n")[0]
            cure = "see whether the cluster is up and sees the folder"
            raise StoreError(self.place, f"Spark says: {reason}", cure) from None


def _knock(master: str, place: str) -> None:
    """Whether anything listens there: Spark itself would try for a minute."""
    host, _, port = master.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        cure = "start the cluster, or name its master's HOST:PORT"
        raise StoreError(place, f"nothing answers there: {error}", cure) from None


def _is_of_spark(error: Exception) -> bool:
    return isinstance(error, PySparkException) or type(error).__module__.startswith("py4j.")


def _session(master: str) -> SparkSession:
    """The session of this process with a cluster, begun where there is none."""
    builder: Any = SparkSession.builder.master(f"spark://{master}").appName("glutagraph")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    if master.rpartition(":")[0].strip("[]") in _LOOPBACK:
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    session: SparkSession = builder.getOrCreate()
    return session


_SETTINGS = {
    "spark.executor.memory": "512m",  # a scan needs little; larger ones would not fit every worker
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.parquet.pushdown.inFilterThreshold": str(_LISTED),
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.adaptive.enabled": "false",  # one scan each: there is nothing to adapt
    "spark.driver.extraJavaOptions": (
        f"-Dlog4j2.configurationFile={(FilePath(__file__).parent / 'quiet.log4j2.properties').as_uri()}"
    ),
}
