"""Questions to one endpoint: rows of IRIs, and all that is said of some things. No answer is cut off.

Many endpoints end long answers without a word. Rows are asked for without an order, which is three times
as quick as page by page, and then whether there is one more; triples are counted. Where anything is
missing, rows are fetched page by page, and triples raise.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from ..endpoint import Endpoint, ask
from ..errors import EndpointError
from ..rdf import NamedNode, Triple
from ..sparql import Rows, Triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..rdf import Term
    from ..sparql import Answer

SECONDS: Final = 120.0
"""How long all questions together may take."""
_PAGE: Final = 300
"""Names in one question; servers refuse long ones."""
_CERTAINLY_ALL: Final = 100
"""No endpoint cuts answers off at fewer rows."""
_MOST_ROWS: Final = 100_000
_PARTS: Final = "(gg:evidence|gg:manipulation|gg:arm|gg:figure)?"
"""What is nested in a thing: it is told with it, since a nameless part cannot be asked for."""


class Asking:
    """An endpoint that is asked until the time is up; `requests` is how many questions that took."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self.url, self.requests = url, 0
        self._seconds, self._end = seconds, monotonic() + seconds
        Endpoint(url)  # which raises for an address that is none

    def rows(self, query: str) -> list[tuple[Term | None, ...]]:
        """The rows of a SELECT without an order or bound of its own, each once, sorted."""
        found = self.some(query, _MOST_ROWS)
        if len(found) == _MOST_ROWS:
            told = f"finds more than {_MOST_ROWS:,} rows; ask for less, as with --max-steps"
            raise EndpointError(self.url, told)
        if len(found) >= _CERTAINLY_ALL and self.has_more(query, len(found)):
            found = self._rows(query)
        return list(dict.fromkeys(found))

    def some(self, query: str, most: int) -> tuple[tuple[Term | None, ...], ...]:
        """The same, of which so many are enough."""
        return self._rows(f"{query} LIMIT {most}")

    def has_more(self, query: str, count: int) -> bool:
        """Whether a SELECT finds more rows than so many."""
        return bool(self._rows(f"{query} OFFSET {count} LIMIT 1"))

    def names(self, query: str) -> list[tuple[str, ...]]:
        """The rows of a SELECT that are names throughout: no other row is of use."""
        return [
            tuple(term.value for term in row if term is not None)
            for row in self.rows(query)
            if all(isinstance(term, NamedNode) for term in row)
        ]

    def about(self, variable: str, iris: Iterable[str], query: str) -> Iterator[tuple[str, ...]]:
        """The rows of a SELECT in which a variable is one of some names, so many at a time.

        There is one VALUES, in front: at a second one Oxigraph looks through all that it has.
        """
        head, brace, rest = query.partition("{")
        for listed in _pages(iris):
            yield from self.names(f"{head}{brace} VALUES ?{variable} {{ {listed} }} {rest}")

    def described(self, iris: Iterable[str]) -> Iterator[Triple]:
        """All that is said of some things and of the nameless parts of them."""
        for listed in _pages(iris):
            yield from self.triples(f"VALUES ?thing {{ {listed} }} ?thing {_PARTS} ?s . ?s ?p ?o")

    def triples(self, pattern: str) -> tuple[Triple, ...]:
        """Every `?s ?p ?o` of a pattern, in one answer, which is counted."""
        where = f"{{ {pattern} }}"
        answer = self._ask(f"CONSTRUCT {{ ?s ?p ?o }} {where}")
        told = answer.triples if isinstance(answer, Triples) else ()
        each = f"{{ SELECT DISTINCT ?s ?p ?o {where} }}"
        ((count,),) = self._rows(f"SELECT (COUNT(*) AS ?n) {each}") or ((None,),)
        if count is None or count.value != str(len(told)):
            said = "no number" if count is None else count.value[:20]
            raise EndpointError(
                self.url, f"sends {len(told):,} triples where it counts {said}: it cuts answers off"
            )
        return told

    def _rows(self, query: str) -> tuple[tuple[Term | None, ...], ...]:
        answer = self._ask(query)
        return answer.rows if isinstance(answer, Rows) else ()

    def _ask(self, query: str) -> Answer:
        self.requests += 1
        left = self._end - monotonic()
        try:
            return ask(Endpoint(self.url, seconds=max(left, 0.001)), query)
        except EndpointError as error:
            if "--timeout" not in error.reason:  # which only what takes too long is told
                raise
            told = f"not done in {self._seconds:g} s; ask for shorter ways, with --max-steps"
            raise EndpointError(self.url, told) from None


def _pages(iris: Iterable[str]) -> Iterator[str]:
    """Names as a query has them, so many at a time, each once."""
    names = [str(NamedNode(iri)) for iri in sorted(set(iris))]
    for first in range(0, len(names), _PAGE):
        yield " ".join(names[first : first + _PAGE])
