"""Tables in Parquet, on this machine's disk, read with DuckDB: the one door of duckdb."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError, StoreError
from ..location import PARQUET
from .arrays import np
from .fetched import part_name

try:
    import duckdb
except ImportError:
    raise MissingExtraError("duckdb", "scale", "a graph in Parquet") from None

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .arrays import Array

ROWS_PER_GROUP = 16_384
"""Few enough that a small frontier reads little, enough that a large one is not slowed."""


class ParquetTables:
    """The tables of a folder. Nothing is fetched from a network, and no extension is installed."""

    def __init__(self, place: FilePath) -> None:
        self.place = f"{PARQUET}{place}"
        self._folder = place
        self._engine = _connected()

    def fetch(
        self, table: str, parts: Sequence[int], key: str, keys: Array, columns: Sequence[str]
    ) -> dict[str, Array]:
        """See `fetched.Tables`."""
        files = [str(self._folder / table / part_name(part)) for part in parts]
        if not files or not len(keys):
            return {column: np.empty(0, np.int64) for column in columns}
        told = f"select {', '.join(columns)} from read_parquet(?) where {key} in (select key from keys)"
        with _told(self.place), _registered(self._engine, "keys", {"key": keys}):
            found: dict[str, Array] = self._engine.execute(told, [files]).fetchnumpy()
        return found


class ParquetWriter:
    """Writes tables part by part. Raises OSError as the system does."""

    def __init__(self, folder: FilePath) -> None:
        self._folder, self._engine = folder, _connected()

    def write(
        self,
        table: str,
        part: int,
        columns: Mapping[str, Array],
        looked_up: Mapping[str, tuple[str, list[Any]]] | None = None,
    ) -> None:
        """Write a part. A column of `looked_up` is the value at the place that another column says."""
        (self._folder / table).mkdir(exist_ok=True)
        more = [
            f"list_extract(?, {by} + 1) as {name}" for name, (by, _) in (looked_up or {}).items()
        ]
        lists = [values for _, values in (looked_up or {}).values()]
        chosen = ", ".join([*columns, *more])
        file = str(self._folder / table / part_name(part)).replace("'", "''")
        form = f"format parquet, compression zstd, row_group_size {ROWS_PER_GROUP}"
        try:
            with _registered(self._engine, "given", columns):
                told = f"copy (select {chosen} from given) to '{file}' ({form})"
                self._engine.execute(told, lists)
        except duckdb.Error as error:
            raise OSError(str(error).partition("\n")[0]) from None


def _connected() -> duckdb.DuckDBPyConnection:
    """An engine in memory, in the order in which rows are given to it, that installs nothing."""
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
        }
    )


@contextmanager
def _registered(
    engine: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Array]
) -> Iterator[None]:
    engine.register(name, dict(columns))
    try:
        yield
    finally:
        engine.unregister(name)


@contextmanager
def _told(place: str) -> Iterator[None]:
    """What DuckDB cannot read, as an error of ours."""
    try:
        yield
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise StoreError(place, f"its tables cannot be read: {reason}", "export it again") from None
