"""The one door of numpy, which only stores need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from ..errors import MissingExtraError

try:
    import numpy as np
except ImportError:
    raise MissingExtraError("numpy", "scale", "a compiled store") from None

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array: TypeAlias = NDArray[Any]

__all__ = ["Array", "np", "packed", "ranges", "searched"]


def ranges(first: Array, last: Array) -> Array:
    """The whole numbers of several ranges, one after the other.

    >>> ranges(np.array([3, 10]), np.array([5, 11])).tolist()
    [3, 4, 10]
    """
    counts = last - first
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    found: Array = np.arange(total, dtype=np.int64) + np.repeat(first - (ends - counts), counts)
    return found


def searched(values: Array, wanted: object, side: Literal["left", "right"] = "left") -> Array:
    """Where values would stand in a sorted column. Of another type than its own they would have all of
    it copied, a file of gigabytes perhaps.

    >>> searched(np.array([2, 4, 4], "<u4"), 4, "right").tolist()
    3
    """
    found: Array = np.searchsorted(values, np.asarray(wanted, values.dtype), side=side)
    return found


def packed(most: int) -> str:
    """The smallest unsigned type, little-endian, that holds a number.

    >>> packed(70_000)
    '<u4'
    """
    return "<u2" if most < 1 << 16 else "<u4" if most < 1 << 32 else "<u8"
