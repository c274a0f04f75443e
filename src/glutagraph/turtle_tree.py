"""A Turtle document as a tree that keeps every term and comment as it was typed.

For `formatting`, which lays the tree out again; what a document *says* is read by `rdf`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from .errors import TurtleSyntaxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DEEPEST: Final = 50
MOST_LABELLED: Final = 8
"""More labelled blank nodes than this are refused: whether two documents with many of them say the
same can take longer than anyone waits."""
CLOSING: Final = {"[": "]", "(": ")"}

# Names are read generously: pyoxigraph has refused the characters that no name may have. Whatever
# repeats is possessive (`++`), so that no text, however hostile, makes the reader go back.
_LETTERS: Final = r"[A-Za-z0-9_\-\x80-\U0010FFFF]++"
_LOCAL: Final = r"(?: [A-Za-z0-9_\-:%\x80-\U0010FFFF] | \\. )++"
_TERM: Final = rf"""
      \"\"\" (?: [^"\\]++ | \\. | "(?!"") )*+ \"\"\"
    | ''' (?: [^'\\]++ | \\. | '(?!'') )*+ '''
    | " (?: [^"\\\r\n]++ | \\. )*+ "
    | ' (?: [^'\\\r\n]++ | \\. )*+ '
    | < [^<>"\x00-\x20]*+ >
    | _: {_LETTERS} (?: \.++ {_LETTERS} )*+
    | (?: (?![0-9_-]) {_LETTERS} (?: \.++ {_LETTERS} )*+ )? :
      (?: (?!-) {_LOCAL} (?: \.++ {_LOCAL} )*+ )?
    | [+-]? (?: [0-9]++ (?: \. (?: [0-9]++ | (?=[eE][+-]?[0-9]) ) )? | \.[0-9]++ )
      (?: [eE][+-]?[0-9]++ )?
    | [A-Za-z]++
"""
_TOKEN: Final = rf"""
    (?P<above> (?: [ \t\r\n]++ | \#[^\r\n]*+ )*+ )
    (?P<text> {_TERM} | \^\^ | @[A-Za-z]++ (?: -[A-Za-z0-9]++ )*+ | .? )
    (?: [ \t]*+ (?P<after> \#[^\r\n]*+ ) )?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A term, a bracket with what is `inside`, or a predicate with its objects inside.

    A comment stands `above` the node's line, at its end (`after`), behind an opening bracket
    (`opening`), or alone before a closing one (`foot`).
    """

    text: str
    line: int
    inside: tuple[Node, ...] = ()
    above: tuple[str, ...] = ()
    after: str = ""
    opening: str = ""
    foot: tuple[str, ...] = ()

    def with_comments_of(self, *others: Node) -> Node:
        """Only one comment fits at the end of a line, so any others go above it."""
        above = [comment for node in (self, *others) for comment in node.above if comment]
        after = [node.after for node in (self, *others) if node.after]
        return replace(self, above=(*above, *after[:-1]), after="".join(after[-1:]))


@dataclass(frozen=True, slots=True)
class Statement:
    """A subject and its predicates, or a directive, or what stands at the end of the file.

    Its `sections` are the comments before it that a blank line sets apart.
    """

    sections: tuple[str, ...]
    head: Node
    predicates: tuple[Node, ...] = ()

    @property
    def is_directive(self) -> bool:
        return self.head.text.startswith("@")

    @property
    def is_claim(self) -> bool:
        return self.head.text.startswith("claim:")


def _tokens(text: str) -> Iterator[Node]:
    """Every term and mark with its comments, then an empty one for the end of the text."""
    line = 1
    for match in re.finditer(_TOKEN, text, re.VERBOSE):
        line += match["above"].count("\n")
        after = (match["after"] or "").rstrip()
        yield Node(text=match["text"], line=line, above=_lines(match["above"]), after=after)
        line += match["text"].count("\n")


def _lines(gap: str) -> tuple[str, ...]:
    """The comments between two tokens, and an empty string for each blank line."""
    lines = [line.strip() for line in re.split(r"[\r\n]", gap)]
    return tuple(line for n, line in enumerate(lines) if line or 0 < n < len(lines) - 1)


class Parser:
    """Reads Turtle that pyoxigraph has accepted, looking one token ahead."""

    def __init__(self, text: str, file: str) -> None:
        self.used = {"@base"}
        self._file = file
        self._tokens = _tokens(text)
        self._ahead = next(self._tokens)
        self._declarations: dict[str, str] = {}
        self._labels: set[str] = set()
        self._depth = 0

    def statements(self) -> list[Statement]:
        statements = []
        while self._ahead.text:
            is_directive = self._ahead.text.lower().lstrip("@") in ("prefix", "base")
            statements.append(self._directive() if is_directive else self._block())
        return [*statements, Statement(self._sections(), self._ahead)]

    def _directive(self) -> Statement:
        sections = self._sections()
        keyword = self._next()
        words = [self._next() for _ in range(2 if "prefix" in keyword.text.lower() else 1)]
        dot = [self._take(".")] if keyword.text.startswith("@") else []
        text = " ".join(["@" + keyword.text.lower().lstrip("@"), *(word.text for word in words)])
        if self._declarations.setdefault(declared(text), text) != text:
            reason = f"'{declared(text)}' was declared before, for another IRI; keep one of them"
            raise TurtleSyntaxError(self._file, keyword.line, reason)
        head = Node(text=text, line=keyword.line).with_comments_of(keyword, *words, *dot)
        return Statement(sections, head)

    def _block(self) -> Statement:
        sections = self._sections()
        if self._ahead.text.isalpha():
            raise self._unexpected("a subject")
        subject = self._object()
        predicates = self._until(".", self._predicate)
        dot = self._take(".")
        head = subject if predicates else subject.with_comments_of(dot)
        return Statement(sections, head, predicates)

    def _until(self, mark: str, read: Callable[[], Node]) -> tuple[Node, ...]:
        nodes = []
        while self._ahead.text != mark:
            nodes.append(read())
        return tuple(nodes)

    def _predicate(self) -> Node:
        verb = self._term()
        objects = [self._object()]
        while self._ahead.text == ",":
            objects[-1] = objects[-1].with_comments_of(self._next())
            objects.append(self._object())
        ends = []
        while self._ahead.text == ";":
            ends.append(self._next())
        ends += [self._ahead] if self._ahead.text == "." else []
        return _ended(replace(verb, inside=tuple(objects)), ends)

    def _object(self) -> Node:
        if self._ahead.text in CLOSING:
            return self._bracket()
        term, *rest = self._literal() if self._ahead.text[:1] in ('"', "'") else [self._term()]
        text = "".join(token.text for token in (term, *rest))
        return replace(term, text=text).with_comments_of(*rest)

    def _literal(self) -> list[Node]:
        string = self._term()
        if self._ahead.text == "^^":
            return [string, self._next(), self._term()]
        return [string, self._next()] if self._ahead.text.startswith("@") else [string]

    def _bracket(self) -> Node:
        opening = self._next()
        self._depth += 1
        if self._depth > DEEPEST:
            reason = f"brackets are nested more than {DEEPEST} deep; give the inner nodes names"
            raise TurtleSyntaxError(self._file, opening.line, reason)
        end = CLOSING[opening.text]
        inside = self._until(end, self._predicate if end == "]" else self._object)
        closing = self._take(end)
        self._depth -= 1
        return replace(
            opening,
            inside=inside,
            opening=opening.after,
            foot=tuple(filter(None, closing.above)),
            after=closing.after,
        ).with_comments_of()

    def _sections(self) -> tuple[str, ...]:
        """Take the comments that a blank line sets apart from the token ahead."""
        above = self._ahead.above
        paragraphs = ["\n".join(lines) for filled, lines in groupby(above, bool) if filled]
        own = paragraphs.pop() if above and above[-1] else ""
        self._ahead = replace(self._ahead, above=(own,) if own else ())
        return tuple(paragraphs)

    def _next(self) -> Node:
        token = self._ahead
        self._ahead = next(self._tokens, token)
        return token

    def _take(self, mark: str) -> Node:
        if self._ahead.text != mark:
            raise self._unexpected(f"'{mark}'")
        return self._next()

    def _term(self) -> Node:
        text = self._ahead.text
        if not re.fullmatch(_TERM, text, re.VERBOSE):
            raise self._unexpected("a term")
        if text.startswith("_:"):
            self._label(text)
        elif text[0] not in "<\"'":
            self.used.add("@prefix " + "".join(text.partition(":")[:2]))
        return self._next()

    def _label(self, label: str) -> None:
        self._labels.add(label)
        if len(self._labels) > MOST_LABELLED:
            reason = f"more than {MOST_LABELLED} labelled blank nodes; nest them as [ ... ]"
            raise TurtleSyntaxError(self._file, self._ahead.line, reason)

    def _unexpected(self, expected: str) -> TurtleSyntaxError:
        found = f"'{self._ahead.text[:40]}'" if self._ahead.text else "the end of the file"
        reason = f"expected {expected} and found {found}; write it in Turtle 1.1"
        return TurtleSyntaxError(self._file, self._ahead.line, reason)


def declared(directive: str) -> str:
    """What a directive declares: `@base`, or `@prefix` and the prefix."""
    return directive.rpartition(" ")[0]


def _ended(predicate: Node, ends: Sequence[Node]) -> Node:
    """A predicate with the comments of the marks that end it.

    The comment that ends a row of objects is about the row; elsewhere it is about the last object.
    """
    *others, last = predicate.inside
    predicate = predicate.with_comments_of(*(replace(end, after="") for end in ends))
    last = last.with_comments_of(*(replace(end, above=()) for end in ends))
    if others and last.line == predicate.line:
        predicate, last = predicate.with_comments_of(last), replace(last, above=(), after="")
    return replace(predicate, inside=(*others, last))
