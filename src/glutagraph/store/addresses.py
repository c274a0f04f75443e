"""Graphs whose claims lie in tables: `parquet:FOLDER`, and `spark:HOST:PORT/FOLDER` on a cluster."""

from __future__ import annotations

import re
from pathlib import Path as FilePath

from ..errors import StoreError
from ..location import PARQUET
from .fetched import STORE
from .opening import Opened

_SPARK = re.compile(r"spark:(?://)?([^/\s]+:\d{1,5})(/.+)")


def open_address(address: str) -> Opened:
    """A graph at such an address, its claims fetched as they are asked for.

    Raises StoreError for an address that is none, a folder that holds no exported graph, and a cluster
    that does not answer.
    """
    if address.startswith(PARQUET):
        folder = _folder(FilePath(address.removeprefix(PARQUET)), address)
        from .duck import ParquetTables  # here, since few graphs are in tables

        return Opened(folder / STORE, ParquetTables(folder))
    found = _SPARK.fullmatch(address)
    if not found:
        raise StoreError(
            address, "is no address of a graph on a cluster", "write it spark:HOST:PORT/FOLDER"
        )
    folder = _folder(FilePath(found[2]), address)
    from .spark import SparkTables

    return Opened(folder / STORE, SparkTables(found[1], folder))


def _folder(folder: FilePath, address: str) -> FilePath:
    if not (folder / STORE).is_file():
        cure = "make it with 'glutagraph export parquet'"
        raise StoreError(address, "there is no exported graph", cure)
    return folder
