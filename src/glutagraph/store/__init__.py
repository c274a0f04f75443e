"""Graphs of millions of claims in one file that is mapped into memory: see `opening` and `writer`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compiling import compile
    from .records import Item
    from .writer import Report, Writer

__all__ = ["Item", "Report", "Writer", "compile"]

_HOMES = {"compile": "compiling", "Item": "records"}


def __getattr__(name: str) -> Any:
    """Import a promised name where it is first used: numpy takes longer to import than most traces."""
    if name not in __all__:
        raise AttributeError(f"module 'glutagraph.store' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES.get(name, 'writer')}", __name__), name)
