"""The one layout of a Turtle file that people edit by hand.

The text is read into a small tree, arranged and printed again. Terms and comments stay exactly as
they were typed; what changes is white space, order and repetition.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final, TypeVar

from .errors import TurtleSyntaxError
from .rdf import parse_turtle, same_graph
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterable, Iterator, Sequence

PREDICATE_ORDER: Final = (
    *("a", "rdfs:label", "skos:altLabel", "dcterms:title", "gg:firstAuthor", "dcterms:issued"),
    *("gg:journal", "gg:sourceType", "rdfs:comment", "rdfs:subClassOf"),
    *("gg:subject", "gg:predicate", "gg:object", "gg:directness", "gg:action", "gg:inRespectOf"),
    *("gg:hypothesis", "gg:includes", "gg:rivalOf", "gg:proposedBy"),
    *("gg:given", "gg:manipulation", "gg:clamps", "gg:cuts", "gg:to", "gg:by", "gg:with"),
    *("gg:measured", "gg:manipulationAlone", "gg:drugOnTop"),
    *("gg:source", "gg:stance", "gg:finding", "gg:method", "gg:species", "gg:region"),
    *("gg:cellType", "gg:model", "gg:state", "gg:baseline", "gg:dose", "gg:route", "gg:timing"),
    *("gg:time", "gg:readIn", "gg:locator"),
)
"""The predicates of a block from top to bottom; any others follow by name, then the evidence."""

EVIDENCE: Final = "gg:evidence"
EVIDENCE_ORDER: Final = ("gg:source", "gg:locator", "gg:finding")
WIDTH: Final = 110
INDENT: Final = 4
DEEPEST: Final = 50

_DIRECTIVES: Final = ["@base", *(f"@prefix {prefix}:" for prefix in PREFIXES)]
_CLOSING: Final = {"[": "]", "(": ")"}
_T = TypeVar("_T")

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


def format_turtle(text: str, name: str = "") -> str:
    """A Turtle document in the one layout; its terms and comments are those that were typed.

    Raises TurtleSyntaxError, which names the document as `name`.

    >>> print(format_turtle("<a:ketamine> <a:dose> 0.50; a <a:drug>. # racemic"), end="")
    <a:ketamine>
        a <a:drug> ;  # racemic
        <a:dose> 0.50 .
    """
    lines = re.sub(r"(?<!\r)\r+\n", "\n", text.removeprefix("\ufeff"))
    parse_turtle(lines, name)
    parser = _Parser(lines, name)
    formatted = _document(parser.statements(), parser.used)
    if not _same(lines, formatted):
        raise RuntimeError(f"formatting would change the meaning of {name or 'the text'}")
    return formatted


def format_file(path: pathlib.Path, *, write: bool) -> bool:
    """Whether a file is not in the one layout; `write` lays it out, in one step or not at all.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "dose.ttl")
    ...     _ = file.write_text("<a:ketamine> <a:dose> 0.50.")
    ...     format_file(file, write=True), format_file(file, write=True)
    (True, False)
    """
    typed = path.read_bytes()
    # A byte that is not UTF-8 becomes a surrogate, which the parser refuses, naming its line.
    formatted = format_turtle(typed.decode("utf-8", "surrogateescape"), str(path)).encode()
    if write and formatted != typed:
        _replace_whole(path.resolve(), formatted)
    return formatted != typed


def _same(typed: str, formatted: str) -> bool:
    try:
        return same_graph(typed, formatted)
    except TurtleSyntaxError:
        return False


def _replace_whole(path: pathlib.Path, content: bytes) -> None:
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, aside)
        os.replace(aside, path)
    except BaseException:
        os.unlink(aside)
        raise


# The tree


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A term, a bracket with what is `inside`, or a predicate with its objects inside.

    A comment stands `above` the node's line, at its end (`after`), behind an opening bracket
    (`opening`), or alone before a closing one (`foot`).
    """

    text: str
    line: int
    inside: tuple[_Node, ...] = ()
    above: tuple[str, ...] = ()
    after: str = ""
    opening: str = ""
    foot: tuple[str, ...] = ()

    def with_comments_of(self, *others: _Node) -> _Node:
        """Only one comment fits at the end of a line, so any others go above it."""
        above = [comment for node in (self, *others) for comment in node.above if comment]
        after = [node.after for node in (self, *others) if node.after]
        return replace(self, above=(*above, *after[:-1]), after="".join(after[-1:]))


@dataclass(frozen=True, slots=True)
class _Statement:
    """A subject and its predicates, or a directive, or what stands at the end of the file.

    Its `sections` are the comments before it that a blank line sets apart.
    """

    sections: tuple[str, ...]
    head: _Node
    predicates: tuple[_Node, ...] = ()

    @property
    def is_directive(self) -> bool:
        return self.head.text.startswith("@")

    @property
    def is_claim(self) -> bool:
        return self.head.text.startswith("claim:")


# From text to tree


def _tokens(text: str) -> Iterator[_Node]:
    """Every term and mark with its comments, then an empty one for the end of the text."""
    line = 1
    for match in re.finditer(_TOKEN, text, re.VERBOSE):
        line += match["above"].count("\n")
        after = (match["after"] or "").rstrip()
        yield _Node(text=match["text"], line=line, above=_lines(match["above"]), after=after)
        line += match["text"].count("\n")


def _lines(gap: str) -> tuple[str, ...]:
    """The comments between two tokens, and an empty string for each blank line."""
    lines = [line.strip() for line in re.split(r"[\r\n]", gap)]
    return tuple(line for n, line in enumerate(lines) if line or 0 < n < len(lines) - 1)


class _Parser:
    """Reads Turtle that pyoxigraph has accepted, looking one token ahead."""

    def __init__(self, text: str, file: str) -> None:
        self.used = {"@base"}
        self._file = file
        self._tokens = _tokens(text)
        self._ahead = next(self._tokens)
        self._declared: dict[str, str] = {}
        self._depth = 0

    def statements(self) -> list[_Statement]:
        statements = []
        while self._ahead.text:
            is_directive = self._ahead.text.lower().lstrip("@") in ("prefix", "base")
            statements.append(self._directive() if is_directive else self._block())
        return [*statements, _Statement(self._sections(), self._ahead)]

    def _directive(self) -> _Statement:
        sections = self._sections()
        keyword = self._next()
        words = [self._next() for _ in range(2 if "prefix" in keyword.text.lower() else 1)]
        dot = [self._take(".")] if keyword.text.startswith("@") else []
        text = " ".join(["@" + keyword.text.lower().lstrip("@"), *(word.text for word in words)])
        if self._declared.setdefault(_declared(text), text) != text:
            reason = f"'{_declared(text)}' was declared before, for another IRI; keep one of them"
            raise TurtleSyntaxError(self._file, keyword.line, reason)
        head = _Node(text=text, line=keyword.line).with_comments_of(keyword, *words, *dot)
        return _Statement(sections, head)

    def _block(self) -> _Statement:
        sections = self._sections()
        if self._ahead.text.isalpha():
            raise self._unexpected("a subject")
        subject = self._object()
        predicates = _arranged(self._until(".", self._predicate))
        dot = self._take(".")
        head = subject if predicates else subject.with_comments_of(dot)
        return _Statement(sections, head, predicates)

    def _until(self, mark: str, read: Callable[[], _Node]) -> tuple[_Node, ...]:
        nodes = []
        while self._ahead.text != mark:
            nodes.append(read())
        return tuple(nodes)

    def _predicate(self) -> _Node:
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

    def _object(self) -> _Node:
        if self._ahead.text in _CLOSING:
            return self._bracket()
        term, *rest = self._literal() if self._ahead.text[:1] in ('"', "'") else [self._term()]
        text = "".join(token.text for token in (term, *rest))
        return replace(term, text=text).with_comments_of(*rest)

    def _literal(self) -> list[_Node]:
        string = self._term()
        if self._ahead.text == "^^":
            return [string, self._next(), self._term()]
        return [string, self._next()] if self._ahead.text.startswith("@") else [string]

    def _bracket(self) -> _Node:
        opening = self._next()
        self._depth += 1
        if self._depth > DEEPEST:
            reason = f"brackets are nested more than {DEEPEST} deep; give the inner nodes names"
            raise TurtleSyntaxError(self._file, opening.line, reason)
        end = _CLOSING[opening.text]
        is_list = opening.text == "["
        inside = self._until(end, self._predicate if is_list else self._object)
        closing = self._take(end)
        self._depth -= 1
        return replace(
            opening,
            inside=_arranged(inside) if is_list else inside,
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

    def _next(self) -> _Node:
        token = self._ahead
        self._ahead = next(self._tokens, token)
        return token

    def _take(self, mark: str) -> _Node:
        if self._ahead.text != mark:
            raise self._unexpected(f"'{mark}'")
        return self._next()

    def _term(self) -> _Node:
        text = self._ahead.text
        if not re.fullmatch(_TERM, text, re.VERBOSE):
            raise self._unexpected("a term")
        if text[0] not in "<\"'":
            self.used.add("@prefix " + "".join(text.partition(":")[:2]))
        return self._next()

    def _unexpected(self, expected: str) -> TurtleSyntaxError:
        found = f"'{self._ahead.text[:40]}'" if self._ahead.text else "the end of the file"
        reason = f"expected {expected} and found {found}; write it in Turtle 1.1"
        return TurtleSyntaxError(self._file, self._ahead.line, reason)


def _declared(directive: str) -> str:
    """What a directive declares: `@base`, or `@prefix` and the prefix."""
    return directive.rpartition(" ")[0]


def _ended(predicate: _Node, ends: Sequence[_Node]) -> _Node:
    """A predicate with the comments of the marks that end it.

    The comment that ends a row of objects is about the row; elsewhere it is about the last object.
    """
    *others, last = predicate.inside
    predicate = predicate.with_comments_of(*(replace(end, after="") for end in ends))
    last = last.with_comments_of(*(replace(end, above=()) for end in ends))
    if others and last.line == predicate.line:
        predicate, last = predicate.with_comments_of(last), replace(last, above=(), after="")
    return replace(predicate, inside=(*others, last))


# The order of things


def _alike(things: Iterable[_T], text_of: Callable[[_T], str]) -> list[list[_T]]:
    """Things grouped by their text, in the order of its first use; a bracket is like no other."""
    groups: dict[str | int, list[_T]] = {}
    for number, thing in enumerate(things):
        text = text_of(thing)
        groups.setdefault(number if text in _CLOSING else text, []).append(thing)
    return list(groups.values())


def _merged(nodes: Iterable[_Node]) -> list[_Node]:
    """Each text once, with the comments of all and everything that is inside."""
    groups = _alike(nodes, lambda node: node.text)
    return [
        replace(
            group[0].with_comments_of(*group[1:]),
            inside=tuple(chain.from_iterable(node.inside for node in group)),
        )
        for group in groups
    ]


def _arranged(predicates: Iterable[_Node]) -> tuple[_Node, ...]:
    sorted_inside = (replace(node, inside=_objects(node)) for node in _merged(predicates))
    return tuple(sorted(sorted_inside, key=_predicate_key))


def _predicate_key(predicate: _Node) -> tuple[int, str]:
    verb, known = predicate.text, len(PREDICATE_ORDER)
    rank = PREDICATE_ORDER.index(verb) if verb in PREDICATE_ORDER else known + (verb == EVIDENCE)
    return rank, verb


def _objects(predicate: _Node) -> tuple[_Node, ...]:
    """Terms by their text, then brackets: evidence by its source, others as they were typed."""
    objects = _merged(predicate.inside)
    terms = sorted((n for n in objects if n.text not in _CLOSING), key=lambda term: term.text)
    brackets = [node for node in objects if node.text in _CLOSING]
    if predicate.text == EVIDENCE:
        brackets.sort(key=_evidence_key)
    return (*terms, *brackets)


def _evidence_key(evidence: _Node) -> tuple[str, ...]:
    said = {node.text: [_shown(value, 0) for value in node.inside] for node in evidence.inside}
    return (*(", ".join(said.get(verb, ())) for verb in EVIDENCE_ORDER), _shown(evidence, 0))


def _blocks(statements: Iterable[_Statement]) -> list[_Statement]:
    """One block for each subject: claims last and by name, the others as they stand.

    Sections keep their place, so that a heading above the claims stays above the first of them.
    """
    merged = [_joined(group) for group in _alike(statements, lambda block: block.head.text)]
    claims = [block for block in merged if block.is_claim]
    by_name = sorted(claims, key=lambda claim: claim.head.text)
    placed = (replace(c, sections=at.sections) for c, at in zip(by_name, claims, strict=True))
    return [*(block for block in merged if not block.is_claim), *placed]


def _joined(blocks: Sequence[_Statement]) -> _Statement:
    return _Statement(
        tuple(chain.from_iterable(block.sections for block in blocks)),
        blocks[0].head.with_comments_of(*(block.head for block in blocks[1:])),
        _arranged(chain.from_iterable(block.predicates for block in blocks)),
    )


# From tree to text


def _document(statements: Sequence[_Statement], used: Iterable[str]) -> str:
    *statements, end = statements
    directives = [statement for statement in statements if statement.is_directive]
    paragraphs = _prologue(directives, used)
    for block in _blocks(statement for statement in statements if not statement.is_directive):
        paragraphs += [*block.sections, _block_text(block)]
    paragraphs += [*end.sections, *end.head.above]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _prologue(directives: Sequence[_Statement], used: Iterable[str]) -> list[str]:
    """The opening comments, with those of prefixes that go; then the base and the prefixes."""
    heads = _merged(directive.head for directive in directives)
    kept = [head for head in heads if _declared(head.text) in used]
    opening = [comment for head in heads for comment in head.above]
    opening += [head.after for head in heads if head.after and _declared(head.text) not in used]
    lines = [
        _commented(replace(head, above=()), 0, f"{head.text} .")
        for head in sorted(kept, key=_directive_key)
    ]
    sections = [section for directive in directives for section in directive.sections]
    return [*sections, "\n".join(opening + lines)]


def _directive_key(directive: _Node) -> tuple[int, str]:
    name = _declared(directive.text)
    return _DIRECTIVES.index(name) if name in _DIRECTIVES else len(_DIRECTIVES), name


def _block_text(block: _Statement) -> str:
    subject = _shown(block.head, 0) + ("" if block.predicates else " .")
    lines = [
        _predicate_text(predicate, INDENT, " ." if predicate is block.predicates[-1] else " ;")
        for predicate in block.predicates
    ]
    return "\n".join([_commented(block.head, 0, subject), *lines])


def _commented(node: _Node, indent: int, text: str) -> str:
    """A line between its comments."""
    ending = f"{text}  {node.after}" if node.after else text
    return "\n".join(" " * indent + part for part in (*node.above, ending))


def _predicate_text(predicate: _Node, indent: int, end: str) -> str:
    last = predicate.inside[-1]
    if row := _row(predicate, indent):
        line = replace(predicate, after=predicate.after or last.after)
        return _commented(line, indent, f"{predicate.text} {row}{end}")
    lines = [
        _object_text(item, indent + INDENT, end if item is last else ",")
        for item in predicate.inside
    ]
    return "\n".join([_commented(predicate, indent, predicate.text), *lines])


def _row(predicate: _Node, indent: int) -> str:
    """The objects behind their predicate; empty where each must have a line of its own.

    A row is one object, several that fit a line, or several that all run on: `[ ... ], [ ... ]`.
    """
    *others, last = predicate.inside
    between = last.above or any(node.above or node.after for node in others)
    if between or (predicate.after and last.after):
        return ""
    fits = {bool(_inline(node)) for node in predicate.inside}
    if len(fits) > 1:
        return ""
    row = ", ".join(_shown(node, indent) for node in predicate.inside)
    is_wide = indent + len(f"{predicate.text} {row} ;") > WIDTH
    return "" if others and is_wide and fits == {True} else row


def _object_text(node: _Node, indent: int, end: str) -> str:
    return _commented(node, indent, _shown(node, indent) + end)


def _shown(node: _Node, indent: int) -> str:
    return _inline(node) or (_spread(node, indent) if node.text in _CLOSING else node.text)


def _inline(node: _Node) -> str:
    """A node on one line; empty where it needs several."""
    if node.text not in _CLOSING:
        return "" if "\n" in node.text else node.text
    parts = ["" if part.above or part.after else _inline(part) for part in node.inside]
    text = f"{node.text}{' '.join(parts)}{_CLOSING[node.text]}"
    must_spread = node.opening or node.foot or not all(parts) or (node.text == "[" and parts)
    return "" if must_spread or len(text) > WIDTH else text


def _spread(bracket: _Node, indent: int) -> str:
    inner = indent + INDENT
    opening = f"{bracket.text}  {bracket.opening}" if bracket.opening else bracket.text
    lines = [
        _predicate_text(node, inner, " ;") if bracket.text == "[" else _object_text(node, inner, "")
        for node in bracket.inside
    ]
    foot = [" " * inner + comment for comment in bracket.foot]
    return "\n".join([opening, *lines, *foot, " " * indent + _CLOSING[bracket.text]])
