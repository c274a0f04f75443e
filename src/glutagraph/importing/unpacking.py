"""Files as they come, packed or not, piece by piece: never more in memory than a piece.

What a file is packed with is seen in its first bytes, not in its name. A file that grows out of all
proportion while it is unpacked is refused, as is one that ends too soon.
"""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from ..location import STORE_MAGIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 1 << 19
MAX_SIZE = 64 << 30
"""How many bytes all files together may have once they are unpacked, unless more are asked for."""
MAX_RATIO = 250
"""Text packs to a tenth or a thirtieth of its size; what claims to be far smaller is a trap."""
_SMALL = 64 << 20
"""Below so many unpacked bytes no ratio is suspicious."""
_LZMA_MEMORY = 256 << 20
_BEGINNING = 1024
_MAGIC = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_REFUSED = {
    STORE_MAGIC: ("a compiled store already", "ask it: glutagraph --graph FILE ..."),
    b"PK\x03\x04": ("a zip archive", "unpack it first: unzip FILE"),
    b"7z\xbc\xaf": ("a 7z archive", "unpack it first"),
    b"\xff\xfe": ("UTF-16 text", "write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE"),
    b"\xfe\xff": ("UTF-16 text", "write it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE"),
    b"PAR1": ("a Parquet file", "write it as text first"),
    b"%PDF": ("a PDF file", "give the data, not the paper"),
}


class Unreadable(Exception):
    """A file that cannot be unpacked, with the cure."""

    def __init__(self, what: str, cure: str = "") -> None:
        self.what, self.cure = what, cure
        super().__init__(what)


@dataclass(slots=True)
class Allowance:
    """How many unpacked bytes there may still be, all files together."""

    left: int = MAX_SIZE
    max_size: int = MAX_SIZE
    ratio: float = MAX_RATIO

    @classmethod
    def of(cls, max_size: int | None) -> Allowance:
        """So many bytes; one who says how many knows the files, and is not asked about ratios."""
        return cls() if max_size is None else cls(max_size, max_size, float("inf"))


def packing(first: bytes) -> str:
    """What a file is packed with, by its first bytes; empty for plain text. Raises Unreadable.

    >>> packing(b"\\x1f\\x8b\\x08")
    'gzip'
    """
    for magic, (what, cure) in _REFUSED.items():
        if first.startswith(magic):
            raise Unreadable(f"this is {what}", cure)
    packed = next((name for magic, name in _MAGIC.items() if first.startswith(magic)), "")
    if not packed and b"\0" in first[:_BEGINNING] and not _is_text(first[:_BEGINNING]):
        raise Unreadable("this is no text", "is it the file that you mean?")
    return packed


def _is_text(data: bytes) -> bool:
    """Whether the beginning of a file is UTF-8, but for a letter that may be cut off at its end."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True


def pieces(
    stream: BinaryIO, allowance: Allowance, seen: Callable[[int], None]
) -> Iterator[tuple[str, bytes]]:
    """What a stream is packed with, and its bytes unpacked, so many at a time.

    `seen` is told of the bytes read. Raises Unreadable for what is damaged, cut off or too large.
    """
    first = stream.read(PIECE)
    seen(len(first))
    packed = packing(first)
    taken, given = len(first), 0
    unpack = _unpacked(packed, first, stream) if packed else _plain(first, stream)
    for read, data in unpack:
        seen(read)
        taken, given = taken + read, given + len(data)
        allowance.left -= len(data)
        if allowance.left < 0:
            told = f"more than {allowance.max_size:,} bytes unpacked"
            raise Unreadable(told, "if that is right, say so: --max-size SIZE")
        if packed and given > _SMALL and given > taken * allowance.ratio:
            told = f"it unpacks to more than {allowance.ratio:.0f} times its size"
            raise Unreadable(told, "if that is right, say how large it is: --max-size SIZE")
        if data:
            yield packed, data


def _plain(first: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    yield 0, first
    while data := stream.read(PIECE):
        yield len(data), data


def _unpacked(packed: str, first: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """How many bytes were read, and what came of them; several packed streams may follow each other."""
    engine, data, read = _engine(packed), first, 0
    while True:
        try:
            out, data, needs_more, ended = engine.step(data)
        except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError) as error:
            raise Unreadable(f"the {packed} data are damaged: {error}", "fetch it again") from None
        yield read, out
        read = 0
        if ended:
            while not data.strip(b"\0"):
                data = stream.read(PIECE)
                if not data:
                    return
                read += len(data)
            data = data.lstrip(b"\0")
            engine = _engine(packed)
        elif needs_more and not data:
            data = stream.read(PIECE)
            read = len(data)
            if not data:
                raise Unreadable(f"the {packed} data end too soon", "fetch it again, whole")


class _Engine:
    """One packed stream, unpacked no more than a piece at a time."""

    def __init__(self, made: Any) -> None:
        self._made = made

    def step(self, data: bytes) -> tuple[bytes, bytes, bool, bool]:
        """What came out, what of the data is left, whether it needs more, whether it has ended."""
        made = self._made
        out = made.decompress(data, PIECE)
        if made.eof:
            return out, made.unused_data, False, True
        return out, b"", made.needs_input, False


class _Gzip(_Engine):
    """The same for zlib, which gives back what it has not looked at."""

    def __init__(self) -> None:
        super().__init__(zlib.decompressobj(wbits=31))

    def step(self, data: bytes) -> tuple[bytes, bytes, bool, bool]:
        made = self._made
        out = made.decompress(data, PIECE)
        if made.eof:
            return out, made.unused_data, False, True
        left = made.unconsumed_tail
        return out, left, not left and len(out) < PIECE, False


class _Zstd(_Engine):
    """The same for the package `zstandard`, which unpacks all that it is given: it is given little."""

    _BITE = 1 << 12

    def step(self, data: bytes) -> tuple[bytes, bytes, bool, bool]:
        made, bite = self._made, data[: self._BITE]
        out = made.decompress(bite)
        if made.eof:
            return out, made.unused_data + data[self._BITE :], False, True
        return out, data[self._BITE :], True, False


def _engine(packed: str) -> _Engine:
    if packed == "gzip":
        return _Gzip()
    if packed == "bzip2":
        return _Engine(bz2.BZ2Decompressor())
    if packed == "xz":
        return _Engine(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY))
    return _zstd()


def _zstd() -> _Engine:
    """Zstandard is in Python's own library from 3.14 on, and in a package of its own before."""
    if sys.version_info >= (3, 14):
        return _Engine(import_module("compression.zstd").ZstdDecompressor())
    try:
        made = import_module("zstandard").ZstdDecompressor(max_window_size=1 << 27)
    except ImportError:
        cure = "pip install zstandard, or unpack it first: zstd -d FILE"
        raise Unreadable(
            "this is packed with zstd, which Python reads from 3.14 on", cure
        ) from None
    return _Zstd(made.decompressobj())
