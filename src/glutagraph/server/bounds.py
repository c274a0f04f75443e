"""How much a server gives to those who ask, so that none of them can take it from the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """Times are in seconds, sizes in bytes.

    >>> Bounds().seconds
    10.0
    """

    seconds: float = 10.0
    """How long a question may take, from the moment that a process takes it up."""
    memory: int = 256 * MEGABYTE
    """What a question may take beyond the knowledge itself."""
    answer: int = 16 * MEGABYTE
    """How big an answer may be."""
    at_once: int = 32
    """Questions that are worked on at the same time, each in a process of its own."""
    waiting: int = 100
    """Questions that may wait for their turn; whoever comes after them is asked to come back."""
    patience: float = 1.0
    """While others wait, the question that has run longest is ended after this time."""
    request: int = MEGABYTE
    """How big the body of a request may be."""
    line: int = 65_536
    """How long the first line and the headers of a request may be together."""
    reading: float = 10.0
    """How long a client may take to send its request, or to take up the next piece of its answer."""
    connections: int = 256
    """Connections at the same time; beyond them the one that has been idle longest is cut."""
    held: int = 256 * MEGABYTE
    """All answers together that clients have not taken up yet; the oldest are cut beyond that."""
