"""A graph at somebody else's SPARQL endpoint, because the user named it: `sparql:URL`.

A small one is fetched whole and answers every question. Of a large one the part is fetched in which the
answer to one question lies: the endpoint finds the neighbours of nodes, and the tracer here does the
rest on what is left. What comes back is read by the same readers as files are, and is trusted as little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from .. import knowledge as local
from ..errors import EndpointError, KnowledgeNotFoundError
from ..limits import MAX_STEPS
from ..location import ENDPOINT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path as FilePath

    from ..knowledge import Knowledge

MOST_CLAIMS: Final = 5_000
"""How many claims an endpoint may hold to be fetched whole, and how many a part may have."""
_CURE: Final = "fetch what a question needs: glutagraph.distant.part(url, start, end, max_steps)"


class Question(NamedTuple):
    """Between which entities ways are sought, by name, and what else is named."""

    start: str
    end: str
    max_steps: int = MAX_STEPS
    others: tuple[str, ...] = ()


def load(*places: str | FilePath) -> Knowledge:
    """The knowledge in folders, Turtle files and stores, joined; without any, the graph that is shipped,
    which the word `shipped` names too. An exported one is `parquet:FOLDER` or `spark:HOST:PORT/FOLDER`,
    all that an endpoint holds `sparql:URL`; each of these stands alone.

    Raises CurationError with every problem, KnowledgeNotFoundError for a place that holds none, and
    EndpointError for an endpoint that does not answer, or holds too much: see `part`.

    >>> len(load().hypotheses) > 10
    True
    """
    urls = [str(place)[len(ENDPOINT) :] for place in places if str(place).startswith(ENDPOINT)]
    if not urls:
        return local.load(*places)
    if len(places) > 1:
        raise KnowledgeNotFoundError(ENDPOINT + urls[0], "an endpoint stands alone")
    return at(urls[0])


def part(
    url: str, start: str, end: str, max_steps: int = MAX_STEPS, others: Iterable[str] = ()
) -> Knowledge:
    """What an endpoint holds of the ways from a start to an end, of so many steps at most: enough to ask
    `trace` and `necessary` with these ends, and for no other question. `others` are further entities
    that are going to be named.

    Raises UnknownNameError and AmbiguousNameError for names, EndpointError where the part is too large.
    """
    from .asking import Asking  # here, as below, since few graphs are far away
    from .fetching import fetched

    return fetched(Asking(url), Question(start, end, max_steps, tuple(others)), MOST_CLAIMS)


def at(url: str, question: Question | None = None, cure: str = _CURE) -> Knowledge:
    """All that an endpoint holds, or of a large one the part that a question needs.

    Without such a question EndpointError says that it is large, and the cure.
    """
    from .asking import Asking
    from .fetching import everything, fetched

    asking = Asking(url)
    if not asking.has_more("SELECT ?claim { ?claim a gg:Claim }", MOST_CLAIMS):
        return everything(asking)
    if question is None:
        raise EndpointError(url, f"holds more than {MOST_CLAIMS:,} claims; {cure}")
    return fetched(asking, question, MOST_CLAIMS)
