"""How a query is read, in plain words: what it asks for, step by step, and how much fits each step.

pyoxigraph says nothing of its plan, and chooses the order of joins by itself. So what is told is the
algebra of the query as it stands, and for each pattern the number of triples that it matches alone:
where a query is slow, two large numbers without a common variable are the usual cause.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .. import rdf, sparql
from ..errors import QueryError
from ..query_text import parsable, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..knowledge import Knowledge

_FORMS = {
    "SELECT": "Rows of",
    "CONSTRUCT": "The triples",
    "ASK": "Whether there is",
    "DESCRIBE": "All on",
}
_STARTS = ("OPTIONAL", "MINUS", "GRAPH", "FILTER", "BIND", "VALUES", "SERVICE", "{", "}")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


def plan_lines(knowledge: Knowledge, text: str) -> list[str]:
    """A query told step by step. Raises QueryError where it is no query, as asking it would.

    >>> import glutagraph
    >>> text = "SELECT ?x { entity:ketamine predicate:blocks ?x }"
    >>> print(*plan_lines(glutagraph.load(), text)[:2], sep="\\n")
    Rows of ?x, where
      entity:ketamine predicate:blocks ?x  (5 triples)
    """
    sparql.checked(knowledge, text)
    return [*_Reader(knowledge, text).query(0), "", _LAST]


_LAST = (
    "Each number is of the pattern alone; pyoxigraph chooses the order in which they are joined."
)


class _Reader:
    """Reads a query that is known to be one, token by token."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        self.knowledge, self.tokens, self.place = knowledge, tokens(text), 0
        self.graph = ""
        self.prologue = ""
        while self.near.upper() in ("PREFIX", "BASE"):
            count = 3 if self.near.upper() == "PREFIX" else 2
            self.prologue += " ".join(self.take() for _ in range(count)) + "\n"

    @property
    def near(self) -> str:
        """The token that comes next; empty at the end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def query(self, depth: int) -> Iterator[str]:
        """A query or a query within one: its form, its pattern, what is done with the rows."""
        form = self.take().upper()
        head: list[str] = []
        while self.near and self.near != "{" and self.near.upper() not in ("WHERE", *_MODIFIERS):
            head += self.balanced() if self.near == "(" else [self.take()]
        if form == "CONSTRUCT" and self.near == "{":
            head = self.balanced()[1:-1]
        if self.near.upper() == "WHERE":
            self.take()
        once = "" if not head or head[0].upper() not in ("DISTINCT", "REDUCED") else ", each once"
        shown = _joined(head[1:] if once else head)
        what = "all variables" if shown == "*" else shown
        where = ", where" if self.near == "{" else ""
        yield _line(depth, f"{_FORMS.get(form, form)} {what}{once}".rstrip() + where)
        if self.near == "{":
            yield from self.group(depth + 1)
        yield from self.modifiers(depth)

    def modifiers(self, depth: int) -> Iterator[str]:
        told = {
            "GROUP": "counted together for each",
            "HAVING": "kept where",
            "ORDER": "in the order of",
            "LIMIT": "at most, so many rows:",
            "OFFSET": "without the first, so many:",
            "VALUES": "with",
        }
        while self.near.upper() in told:
            word = self.take().upper()
            parts: list[str] = []
            while self.near and self.near != "}" and self.near.upper() not in told:
                if self.near.upper() == "BY":
                    self.take()
                    continue
                parts += self.balanced() if self.near in _CLOSING else [self.take()]
            yield _line(depth, f"{told[word]} {_joined(parts)}")

    def group(self, depth: int) -> Iterator[str]:
        """What stands in braces."""
        self.take()
        if self.near.upper() == "SELECT":
            yield from self.query(depth)
        while self.near and self.near != "}":
            if self.near == ".":
                self.take()
            elif self.near.upper() in _STARTS:
                yield from self.part(depth)
            else:
                yield from self.patterns(depth)
        self.take()

    def part(self, depth: int) -> Iterator[str]:
        """One part of a group that is no triple pattern."""
        if self.near == "{":
            yield from self.either(depth)
            return
        word = self.take().upper()
        if word == "FILTER":
            yield from self.filter(depth)
        elif word == "BIND":
            *expression, _, variable = self.balanced()[1:-1]
            yield _line(depth, f"{variable} is {_joined(expression)}")
        elif word == "VALUES":
            variables = self.balanced() if self.near == "(" else [self.take()]
            yield _line(depth, f"{_joined(variables)} one of {_joined(self.balanced()[1:-1])}")
        elif word == "GRAPH":
            before, self.graph = self.graph, self.take()
            yield _line(depth, f"in the graph {self.graph}")
            yield from self.group(depth + 1)
            self.graph = before
        else:
            told = {"OPTIONAL": "and, where there is one", "MINUS": "but not what has"}
            yield _line(depth, told[word])
            yield from self.group(depth + 1)

    def either(self, depth: int) -> Iterator[str]:
        """A group within a group: by itself, or one of several."""
        one = list(self.group(depth + 1))
        yield _line(depth, "either" if self.near.upper() == "UNION" else "by itself")
        yield from one
        while self.near.upper() == "UNION":
            self.take()
            yield _line(depth, "or")
            yield from self.group(depth + 1)

    def filter(self, depth: int) -> Iterator[str]:
        no = ""
        if self.near.upper() == "NOT":
            self.take()
            no = "no "
        if self.near.upper() == "EXISTS":
            self.take()
            yield _line(depth, f"only where there is {no}".rstrip())
            yield from self.group(depth + 1)
            return
        expression = [] if self.near == "(" else [self.take()]
        yield _line(depth, f"only where {_joined([*expression, *self.balanced()])}")

    def patterns(self, depth: int) -> Iterator[str]:
        """Triple patterns up to the next full stop or part, one to a line, each with its count."""
        subject = _joined(self.term())
        while self.near and self.near != "." and self.near.upper() not in _STARTS:
            verb = _joined(self.path(), is_path=True)
            while True:
                pattern = f"{subject} {verb} {_joined(self.term())}"
                yield _line(depth, f"{pattern}{self.counted(verb, pattern)}")
                if self.near != ",":
                    break
                self.take()
            while self.near == ";":
                self.take()

    def path(self) -> list[str]:
        """A predicate or a path, up to where its object begins."""
        found: list[str] = []
        while True:
            while self.near in ("^", "!"):
                found.append(self.take())
            found += self.term()
            while self.near in ("*", "+") or (self.near == "?"):
                found.append(self.take())
            if self.near not in ("/", "|"):
                return found
            found.append(self.take())

    def term(self) -> list[str]:
        """A term, or what stands in brackets; a literal with its language or datatype."""
        if self.near in _CLOSING:
            return self.balanced()
        found = [self.take()]
        if self.near.startswith("@"):
            found.append(self.take())
        while self.near == "^" and found[-1][0] in "\"'^":
            found.append(self.take())
            if self.near != "^":
                found.append(self.take())
        if self.near == "." and found[0].isdigit() and self.after.isdigit():
            return [found[0] + self.take() + self.take()]
        return found

    @property
    def after(self) -> str:
        """The token after the next; empty at the end."""
        return self.tokens[self.place + 1] if self.place + 1 < len(self.tokens) else ""

    def balanced(self) -> list[str]:
        """What stands in brackets, with them."""
        opened, found = 0, []
        while self.near:
            token = self.take()
            found.append(token)
            opened += (token in _CLOSING) - (token in _CLOSING.values())
            if not opened:
                break
        return found

    def counted(self, verb: str, pattern: str) -> str:
        """How many triples fit a pattern, where that can be told soon."""
        if "[" in pattern or "(" in verb:
            return ""
        if verb[-1] in "*+":
            return "  (a path of any length)"
        inner = f"GRAPH {self.graph} {{ {pattern} }}" if self.graph else pattern
        text = f"{self.prologue}SELECT (COUNT(*) AS ?number_of_triples) {{ {inner} }}"
        try:
            _, ((count,),) = rdf.rows(self.knowledge.store, parsable(text))
        except QueryError:
            return ""
        number = int(count.value) if count else 0
        return f"  ({number:,} {'triple' if number == 1 else 'triples'})"


def _joined(parts: list[str], *, is_path: bool = False) -> str:
    """Tokens as one would type them; a path is written without blanks."""
    text = ""
    for part in parts:
        tight = not text or text[-1] in "([^!" or part[0] in ")],;@"
        if is_path and (text[-1:] in ("/", "|") or part in "/|*+?"):
            tight = True
        is_called = part == "(" and re.search(r"(?:^|[\s(,!])[A-Za-z_]+$", text)
        tight = tight or bool(is_called) or (part == "^" and text[-1] in "\"'")
        text += part if tight else f" {part}"
    return text if is_path else re.sub(r"([<>]) (?==)|([&|]) (?=\2)", r"\1\2", text)


def _line(depth: int, text: str) -> str:
    return "  " * depth + text
