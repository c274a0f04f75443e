"""Which of the formats on offer does a client like best? RFC 9110, section 12.5.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_RANGES: Final = 100


def best(accept: str, offers: Sequence[str]) -> str | None:
    """The offer of the highest quality; of several the first. None where the client wants none.

    What is no media range is passed over, and so is a header in which nothing else is left.

    >>> best("text/csv;q=0.5, text/*;q=0.1, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> best("*/*, text/turtle;q=0", ["text/turtle", "application/rdf+xml"])
    'application/rdf+xml'
    >>> best("image/png", ["text/turtle"])
    """
    parts = accept.lower().split(",", _MOST_RANGES)[:_MOST_RANGES]
    ranges = [found for part in parts if (found := _range(part))]
    if not ranges:
        return offers[0]
    rated = [(_quality(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    quality, _, offer = max(rated)
    return offer if quality > 0 else None


def _range(part: str) -> tuple[str, str, float] | None:
    """The two halves of a media range and its quality; None for what is none."""
    media_type, *parameters = part.split(";")
    sort, _, name = media_type.strip().partition("/")
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            quality = _number(value.strip())
    return (sort, name, quality) if sort and name and quality >= 0 else None


def _number(text: str) -> float:
    """A quality from 0 to 1; -1 for what is none."""
    is_number = text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) <= 5
    return float(text) if is_number and float(text) <= 1 else -1


def _quality(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """What the most specific range that an offer fits says of it."""
    sort, _, name = offer.partition("/")
    fitting = [
        ((wanted != "*") + (wanted_name != "*"), quality)
        for wanted, wanted_name, quality in ranges
        if wanted in (sort, "*") and wanted_name in (name, "*")
    ]
    return max(fitting)[1] if fitting else 0.0
