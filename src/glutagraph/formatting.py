"""The one layout of a Turtle file that people edit by hand.

The text is read into a small tree, arranged and printed again. Terms and comments are kept exactly as
typed; what moves is white space, order and repetition.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from .errors import TurtleSyntaxError
from .rdf import parse_turtle, same_graph
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable, Iterator, Sequence

WIDTH: Final = 110
"""The columns that a row of several objects may fill before it becomes one object a line."""

DEEPEST: Final = 50
"""How deep brackets may be nested; no curator comes near it."""

EVIDENCE: Final = "gg:evidence"

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
"""The predicates of a block from top to bottom; all others follow by name, and evidence is last."""

_RANK: Final = {predicate: rank for rank, predicate in enumerate(PREDICATE_ORDER)}
_PREFIX_RANK: Final = {name: rank for rank, name in enumerate(["@base", *(f"{p}:" for p in PREFIXES)])}
_CLOSING: Final = {"[": "]", "(": ")"}

_LETTER: Final = r"[A-Za-z0-9_\-\x80-\U0010FFFF]"  # pyoxigraph has already refused what is no letter
_LOCAL: Final = rf"(?:{_LETTER}|[:%]|\\.)"
_TOKEN: Final = re.compile(
    rf"""
    (?P<above> (?: [ \t\r\n]++ | \#[^\r\n]*+ )*+ )
    (?: (?P<term>
          \"\"\" (?: [^"\\]++ | \\. | "(?!"") )*+ \"\"\"
        | ''' (?: [^'\\]++ | \\. | '(?!'') )*+ '''
        | " (?: [^"\\\r\n]++ | \\. )*+ "
        | ' (?: [^'\\\r\n]++ | \\. )*+ '
        | < [^<>"\s]*+ >
        | _: {_LETTER}++ (?: \.++ {_LETTER}++ )*
        | (?: {_LETTER}++ (?: \.++ {_LETTER}++ )*+ )? : (?: {_LOCAL}++ (?: \.++ {_LOCAL}++ )* )?
        | [+-]? (?: [0-9]++ (?: \. (?: [0-9]++ | (?=[eE]) ) )? | \.[0-9]++ ) (?: [eE][+-]?[0-9]++ )?
        | [A-Za-z]++
        )
      | (?P<mark> \^\^ | @[A-Za-z]++ (?: -[A-Za-z0-9]++ )* | .? )
    )
    (?: [ \t]*+ (?P<after> \#[^\r\n]*+ ) )?
    """,
    re.VERBOSE,
)


# ---- The tree ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What has a line to itself: the comments above it, the one at its end, where it was typed."""

    above: tuple[str, ...] = ()
    after: str = ""
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token(_Line):
    text: str
    is_term: bool


@dataclass(frozen=True, slots=True)
class _Leaf:
    text: str


@dataclass(frozen=True, slots=True)
class _Bracket:
    """A property list or a collection, with the comments after its opening and before its end."""

    opening: str
    note: str
    lines: tuple[_Predicate, ...] | tuple[_Object, ...]
    foot: tuple[str, ...]


_Node: TypeAlias = _Leaf | _Bracket


@dataclass(frozen=True, slots=True, kw_only=True)
class _Object(_Line):
    node: _Node


@dataclass(frozen=True, slots=True, kw_only=True)
class _Predicate(_Line):
    verb: str
    objects: tuple[_Object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block(_Line):
    """All that is said of a subject; `sections` are the comments set apart by a blank line."""

    sections: tuple[str, ...]
    subject: _Node
    predicates: tuple[_Predicate, ...]

    @property
    def name(self) -> str:
        return self.subject.text if isinstance(self.subject, _Leaf) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Directive(_Line):
    sections: tuple[str, ...]
    name: str
    iri: str


@dataclass(frozen=True, slots=True)
class _Document:
    directives: Sequence[_Directive]
    blocks: Sequence[_Block]
    foot: tuple[str, ...]
    used: frozenset[str]


_L = TypeVar("_L", bound=_Line)


def _noted(line: _L, *others: _Line) -> _L:
    """A line that has taken over the comments of others; only one of them fits at its end."""
    afters = [part.after for part in (line, *others) if part.after]
    above = [comment for part in (line, *others) for comment in part.above if comment]
    return replace(line, above=(*above, *afters[:-1]), after="".join(afters[-1:]))


# ---- Reading -----------------------------------------------------------------------------------------


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        line += match["above"].count("\n")
        term, mark = match["term"], match["mark"]
        yield _Token(
            above=_comment_lines(match["above"]),
            after=(match["after"] or "").rstrip(),
            line=line,
            text=mark if term is None else term,
            is_term=term is not None,
        )
        line += (term or "").count("\n")


def _comment_lines(blank: str) -> tuple[str, ...]:
    """The comments between two tokens, and an empty string for each blank line."""
    first, *rest = (line.strip() for line in re.split(r"[\r\n]", blank))
    return tuple([first] * bool(first) + rest[:-1] + [line for line in rest[-1:] if line])


class _Parser:
    """Reads Turtle that pyoxigraph has accepted, one token ahead."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._tokens = _tokens(text)
        self._ahead = next(self._tokens)
        self._declared: dict[str, str] = {}
        self._used = {"@base"}

    def document(self) -> _Document:
        directives, blocks = [], []
        while self._ahead.text:
            if self._ahead.text.lower().lstrip("@") in ("prefix", "base"):
                directives.append(self._directive())
            else:
                blocks.append(self._block())
        foot = (*self._sections(), *self._ahead.above)
        return _Document(directives, blocks, foot, frozenset(self._used))

    def _directive(self) -> _Directive:
        sections = self._sections()
        keyword = self._next()
        names = [self._next()] if "prefix" in keyword.text.lower() else []
        iri = self._next()
        dots = [self._take(".")] if keyword.text.startswith("@") else []
        name = names[0].text if names else "@base"
        if self._declared.setdefault(name, iri.text) != iri.text:
            reason = f"'{name}' is declared twice, for different namespaces; rename one of them"
            raise TurtleSyntaxError(self._file, keyword.line, reason)
        directive = _Directive(line=keyword.line, sections=sections, name=name, iri=iri.text)
        return _noted(directive, keyword, *names, iri, *dots)

    def _block(self) -> _Block:
        sections = self._sections()
        subject = self._object(0)
        predicates = self._predicates(".", 0)
        dot = self._take(".")
        block = _Block(
            line=subject.line, sections=sections, subject=subject.node, predicates=predicates
        )
        return _noted(block, subject) if predicates else _noted(block, subject, dot)

    def _predicates(self, closing: str, depth: int) -> tuple[_Predicate, ...]:
        predicates = []
        while self._ahead.text != closing:
            predicates.append(self._predicate(depth))
        return _arranged(predicates)

    def _predicate(self, depth: int) -> _Predicate:
        verb = self._term()
        objects = [self._object(depth)]
        while self._ahead.text == ",":
            objects[-1] = _noted(objects[-1], self._next())
            objects.append(self._object(depth))
        ends = []
        while self._ahead.text == ";":
            ends.append(self._next())
        ends += [self._ahead] if self._ahead.text == "." else []
        predicate = _Predicate(line=verb.line, verb=verb.text, objects=tuple(objects))
        return _ended(_noted(predicate, verb), ends)

    def _object(self, depth: int) -> _Object:
        return self._bracket(depth + 1) if self._ahead.text in _CLOSING else self._leaf()

    def _leaf(self) -> _Object:
        tokens = [self._term()]
        if tokens[0].text[0] in "\"'":
            if self._ahead.text == "^^":
                tokens += [self._next(), self._term()]
            elif self._ahead.text.startswith("@"):
                tokens.append(self._next())
        node = _Leaf("".join(token.text for token in tokens))
        return _noted(_Object(line=tokens[0].line, node=node), *tokens)

    def _bracket(self, depth: int) -> _Object:
        opening = self._next()
        if depth > DEEPEST:
            reason = f"brackets are nested more than {DEEPEST} deep; give the inner nodes names"
            raise TurtleSyntaxError(self._file, opening.line, reason)
        end = _CLOSING[opening.text]
        lines = self._predicates(end, depth) if end == "]" else self._members(depth)
        closing = self._take(end)
        foot = tuple(filter(None, closing.above))
        node = _Bracket(opening.text, opening.after, lines, foot)
        opened = _Object(line=opening.line, above=opening.above, node=node)
        return _noted(opened, replace(closing, above=()))

    def _members(self, depth: int) -> tuple[_Object, ...]:
        members = []
        while self._ahead.text != ")":
            members.append(self._object(depth))
        return tuple(members)

    def _sections(self) -> tuple[str, ...]:
        """Take the comments ahead that a blank line sets apart from what they stand above."""
        above = self._ahead.above
        paragraphs = ["\n".join(lines) for filled, lines in groupby(above, bool) if filled]
        own = [paragraphs.pop()] if above and above[-1] else []
        self._ahead = replace(self._ahead, above=tuple(own))
        return tuple(paragraphs)

    def _next(self) -> _Token:
        token = self._ahead
        self._ahead = next(self._tokens, token)
        return token

    def _take(self, mark: str) -> _Token:
        if self._ahead.text != mark:
            raise self._unexpected(f"'{mark}'")
        return self._next()

    def _term(self) -> _Token:
        if not self._ahead.is_term:
            raise self._unexpected("a term")
        if self._ahead.text[0] not in "<\"'":
            self._used.add("".join(self._ahead.text.partition(":")[:2]))
        return self._next()

    def _unexpected(self, expected: str) -> TurtleSyntaxError:
        found = f"'{self._ahead.text}'" if self._ahead.text else "the end of the file"
        reason = f"expected {expected} and found {found}; files are written in Turtle 1.1"
        return TurtleSyntaxError(self._file, self._ahead.line, reason)


def _ended(predicate: _Predicate, ends: Sequence[_Token]) -> _Predicate:
    """A predicate with the comments of the marks that end it.

    The comment that ends a row of objects is about the row; elsewhere it is about the last object.
    """
    *others, last = predicate.objects
    predicate = _noted(predicate, *(replace(end, after="") for end in ends))
    last = _noted(last, *(replace(end, above=()) for end in ends))
    if others and last.line == predicate.line:
        predicate, last = _noted(predicate, last), replace(last, above=(), after="")
    return replace(predicate, objects=(*others, last))


# ---- Arranging ---------------------------------------------------------------------------------------


def _arranged(predicates: Iterable[_Predicate]) -> tuple[_Predicate, ...]:
    """Each predicate once, in the order of the layout."""
    merged: dict[str, _Predicate] = {}
    for predicate in predicates:
        same = merged.get(predicate.verb)
        if same:
            predicate = replace(_noted(same, predicate), objects=same.objects + predicate.objects)
        merged[predicate.verb] = predicate
    return tuple(sorted(map(_with_sorted_objects, merged.values()), key=_rank))


def _rank(predicate: _Predicate) -> tuple[bool, int, str]:
    verb = predicate.verb
    return verb == EVIDENCE, _RANK.get(verb, len(_RANK)), verb


def _with_sorted_objects(predicate: _Predicate) -> _Predicate:
    """Plain objects once each, by their text; then the bracketed ones."""
    plain: dict[str, _Object] = {}
    bracketed = []
    for item in predicate.objects:
        if isinstance(item.node, _Leaf):
            text = item.node.text
            plain[text] = _noted(plain[text], item) if text in plain else item
        else:
            bracketed.append(item)
    if predicate.verb == EVIDENCE:
        bracketed.sort(key=lambda item: _evidence_key(item.node))
    return replace(predicate, objects=(*(plain[text] for text in sorted(plain)), *bracketed))


def _evidence_key(node: _Node) -> tuple[str, ...]:
    lines = node.lines if isinstance(node, _Bracket) else ()
    shown = {line.verb: _row(line, 0) for line in lines if isinstance(line, _Predicate)}
    ranked = [shown.get(verb, "") for verb in ("gg:source", "gg:locator", "gg:finding")]
    return (*ranked, _shown(node, 0))


def _in_order(blocks: Iterable[_Block]) -> list[_Block]:
    """One block for each subject: claims last and by name, the others as they stand.

    Sections keep their place, so that a heading above the claims stays above the first of them.
    """
    merged: dict[str | int, _Block] = {}
    for number, block in enumerate(blocks):
        key = block.name or number
        merged[key] = _joined(merged[key], block) if key in merged else block
    claims = [block for block in merged.values() if block.name.startswith("claim:")]
    others = [block for block in merged.values() if not block.name.startswith("claim:")]
    by_name = sorted(claims, key=lambda claim: claim.name)
    placed = [replace(claim, sections=at.sections) for claim, at in zip(by_name, claims, strict=True)]
    return others + placed


def _joined(one: _Block, other: _Block) -> _Block:
    return replace(
        _noted(one, other),
        sections=one.sections + other.sections,
        predicates=_arranged(one.predicates + other.predicates),
    )


# ---- Printing ----------------------------------------------------------------------------------------


def _document_text(document: _Document) -> str:
    paragraphs = _prologue(document.directives, document.used)
    for block in _in_order(document.blocks):
        paragraphs += [*block.sections, _block_text(block)]
    return "\n\n".join(filter(None, [*paragraphs, *document.foot])) + "\n"


def _prologue(directives: Sequence[_Directive], used: frozenset[str]) -> list[str]:
    """The opening comments and the prefixes; comments of a prefix that goes are kept above them."""
    sections = directives[0].sections if directives else ()
    opening: list[str] = []
    kept: dict[str, _Directive] = {}
    for number, directive in enumerate(directives):
        above = (*(directive.sections if number else ()), *directive.above)
        opening += above if not number else ()
        directive = replace(directive, above=above if number else ())
        if directive.name not in used:
            opening += filter(None, [*directive.above, directive.after])
        else:
            kept[directive.name] = _noted(kept.get(directive.name, directive), directive)
    return [*sections, "\n".join([*opening, *map(_directive_text, sorted(kept.values()))])]
