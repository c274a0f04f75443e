"""What can go wrong, said so that the reader can mend it: the thing, the place, the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .model import Problem


class GlutagraphError(Exception):
    """Anything that glutagraph raises for a user's mistake; its text is one that a user can act on."""

    exit_code = 3
    shown = ""
    """Lines that show the place, for a terminal to print below the text; mostly there are none."""


class TurtleSyntaxError(GlutagraphError):
    """A file that is not Turtle."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}:{line}: {reason}")


class CurationError(GlutagraphError):
    """Knowledge that breaks its own rules. Every problem is told, never only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        heading = f"{count} problem{'s' if count != 1 else ''} in the graph"
        super().__init__("\n".join([heading, *(str(problem) for problem in self.problems)]))


class ImportingError(GlutagraphError):
    """Somebody else's graph that cannot be read. Every problem is told; nothing has been written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        heading = f"{count} problem{'s' if count != 1 else ''}; nothing was imported"
        super().__init__("\n".join([heading, *(str(problem) for problem in self.problems)]))


class KnowledgeNotFoundError(GlutagraphError):
    """A folder or file that was named as knowledge and holds none."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


class UnknownNameError(GlutagraphError):
    """A name that nothing in the graph bears."""

    exit_code = 4

    def __init__(
        self, name: str, suggestions: Sequence[str] = (), what: str = "entity", other: str = ""
    ) -> None:
        """`other` is what else bears the name, where something does."""
        self.name, self.suggestions, self.what = name, tuple(suggestions), what
        article = "an" if what[0] in "aeiou" else "a"
        shows = _SHOWN_BY.get(what, f"list {what}s")
        cure = (
            f"did you mean {_either(suggestions)}?"
            if suggestions
            else f"'glutagraph {shows}' shows what there is"
        )
        but = f", but of a {other}" if other else ""
        super().__init__(f"'{name}' is not the name of {article} {what}{but}; {cure}")


class AmbiguousNameError(GlutagraphError):
    """A name that fits several things."""

    exit_code = 4

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        super().__init__(f"'{name}' fits several things; name one of {', '.join(candidates)}")


class QueryError(GlutagraphError):
    """A SPARQL query that cannot be answered."""

    exit_code = 2

    def __init__(self, query: str, line: int, reason: str, column: int = 0) -> None:
        self.query, self.line, self.reason, self.column = query, line, reason, column
        self.shown = pointed(query, line, column)
        super().__init__(f"query, line {line}: {reason}" if line else f"query: {reason}")


class OutputError(GlutagraphError):
    """A file that could not be written."""

    def __init__(self, place: str, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"{place}: {reason}")


class StoreError(GlutagraphError):
    """A compiled store that cannot be read, or something that cannot be written into one."""

    def __init__(self, place: str, reason: str, cure: str = "") -> None:
        self.place, self.reason, self.cure = place, reason, cure
        super().__init__(f"{place}: {reason}" + (f"; {cure}" if cure else ""))


class MissingExtraError(GlutagraphError):
    """A library that is not installed, since not everybody needs it."""

    def __init__(self, library: str, extra: str, what: str) -> None:
        self.library, self.extra, self.what = library, extra, what
        cure = f"install it with: pip install 'glutagraph[{extra}]'"
        super().__init__(f"{what} needs {library}; {cure}")


class EndpointError(GlutagraphError):
    """An endpoint that did not answer, or not with what an endpoint answers."""

    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(f"{url}: {reason}")


class DeadlineError(GlutagraphError):
    """What took longer than it was given."""

    def __init__(self, seconds: float, cure: str) -> None:
        self.seconds, self.cure = seconds, cure
        super().__init__(f"ended after {seconds:g} s without an answer; {cure}")


_WIDEST = 100


def pointed(text: str, line: int, column: int) -> str:
    """A line of a text with a caret below one of its columns; lines and columns count from 1.

    A long line is cut to what surrounds the place. Nothing where line or column is 0.

    >>> print(pointed("SELECT *\\n{ ?x predicat:blocks ?y }", 2, 6))
      { ?x predicat:blocks ?y }
           ^
    """
    lines = text.split("\n")
    if not (line and column and line <= len(lines)):
        return ""
    told = lines[line - 1].replace("\t", " ").replace("\r", " ")
    start = max(0, min(column - _WIDEST // 2, len(told) - _WIDEST))
    return f"  {told[start : start + _WIDEST].rstrip()}\n  {' ' * (column - 1 - start)}^"


def _either(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


_SHOWN_BY = {
    "entity": "list entities",
    "hypothesis": "list hypotheses",
    "query": "query --list",
    "region": "list brain-regions",
    "cell type": "list cell-types",
    "species": "list claims",
    "study": "list studies",
    "thing": "list entities",
    "word": "query --list",
}
"""Where to look for the names of a sort."""
