"""The one layout of a Turtle file that people edit by hand.

The text is read into a small tree, arranged and printed again. Terms and comments stay exactly as
they were typed; what changes is white space, order and repetition.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

from .errors import TurtleSyntaxError
from .rdf import parse_turtle, same_graph
from .turtle_tree import CLOSING, Node, Parser, Statement, declared
from .vocabulary import PREFIXES
from .writing import write_whole

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterable, Sequence

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

_DIRECTIVES: Final = ["@base", *(f"@prefix {prefix}:" for prefix in PREFIXES)]
_T = TypeVar("_T")


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
    parser = Parser(lines, name)
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
    formatted = format_turtle(typed.decode("utf-8", "surrogateescape"), str(path))
    if write and formatted.encode() != typed:
        write_whole(path, formatted)
    return formatted.encode() != typed


def _same(typed: str, formatted: str) -> bool:
    try:
        return same_graph(typed, formatted)
    except TurtleSyntaxError:
        return False


# The order of things


def _alike(things: Iterable[_T], text_of: Callable[[_T], str]) -> list[list[_T]]:
    """Things grouped by their text, in the order of its first use; a bracket is like no other."""
    groups: dict[str | int, list[_T]] = {}
    for number, thing in enumerate(things):
        text = text_of(thing)
        groups.setdefault(number if text in CLOSING else text, []).append(thing)
    return list(groups.values())


def _merged(nodes: Iterable[Node]) -> list[Node]:
    """Each text once, with the comments of all and everything that is inside."""
    groups = _alike(nodes, lambda node: node.text)
    return [
        replace(
            group[0].with_comments_of(*group[1:]),
            inside=tuple(chain.from_iterable(node.inside for node in group)),
        )
        for group in groups
    ]


def _arranged(predicates: Iterable[Node]) -> tuple[Node, ...]:
    sorted_inside = (replace(node, inside=_objects(node)) for node in _merged(predicates))
    return tuple(sorted(sorted_inside, key=_predicate_key))


def _predicate_key(predicate: Node) -> tuple[int, str]:
    verb, known = predicate.text, len(PREDICATE_ORDER)
    rank = PREDICATE_ORDER.index(verb) if verb in PREDICATE_ORDER else known + (verb == EVIDENCE)
    return rank, verb


def _objects(predicate: Node) -> tuple[Node, ...]:
    """Terms by their text, then brackets: evidence by its source, others as they were typed."""
    objects = [_arranged_bracket(node) for node in _merged(predicate.inside)]
    terms = sorted((n for n in objects if n.text not in CLOSING), key=lambda term: term.text)
    brackets = [node for node in objects if node.text in CLOSING]
    if predicate.text == EVIDENCE:
        brackets.sort(key=_evidence_key)
    return (*terms, *brackets)


def _arranged_bracket(node: Node) -> Node:
    """What is inside a nameless node is arranged as what is inside a block; a list stays as it is."""
    return replace(node, inside=_arranged(node.inside)) if node.text == "[" else node


def _evidence_key(evidence: Node) -> tuple[str, ...]:
    said = {node.text: [_shown(value, 0) for value in node.inside] for node in evidence.inside}
    return (*(", ".join(said.get(verb, ())) for verb in EVIDENCE_ORDER), _shown(evidence, 0))


def _blocks(statements: Iterable[Statement]) -> list[Statement]:
    """One block for each subject: claims last and by name, the others as they stand.

    Sections keep their place, so that a heading above the claims stays above the first of them.
    """
    merged = [_joined(group) for group in _alike(statements, lambda block: block.head.text)]
    claims = [block for block in merged if block.is_claim]
    by_name = sorted(claims, key=lambda claim: claim.head.text)
    placed = (replace(c, sections=at.sections) for c, at in zip(by_name, claims, strict=True))
    return [*(block for block in merged if not block.is_claim), *placed]


def _joined(blocks: Sequence[Statement]) -> Statement:
    return Statement(
        tuple(chain.from_iterable(block.sections for block in blocks)),
        blocks[0].head.with_comments_of(*(block.head for block in blocks[1:])),
        _arranged(chain.from_iterable(block.predicates for block in blocks)),
    )


# From tree to text


def _document(statements: Sequence[Statement], used: Iterable[str]) -> str:
    *statements, end = statements
    directives = [statement for statement in statements if statement.is_directive]
    paragraphs = _prologue(directives, used)
    for block in _blocks(statement for statement in statements if not statement.is_directive):
        paragraphs += [*block.sections, _block_text(block)]
    paragraphs += [*end.sections, *end.head.above]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _prologue(directives: Sequence[Statement], used: Iterable[str]) -> list[str]:
    """The opening comments, with those of prefixes that go; then the base and the prefixes."""
    heads = _merged(directive.head for directive in directives)
    kept = [head for head in heads if declared(head.text) in used]
    opening = [comment for head in heads for comment in head.above]
    opening += [head.after for head in heads if head.after and declared(head.text) not in used]
    lines = [
        _commented(replace(head, above=()), 0, f"{head.text} .")
        for head in sorted(kept, key=_directive_key)
    ]
    sections = [section for directive in directives for section in directive.sections]
    return [*sections, "\n".join(opening + lines)]


def _directive_key(directive: Node) -> tuple[int, str]:
    name = declared(directive.text)
    return _DIRECTIVES.index(name) if name in _DIRECTIVES else len(_DIRECTIVES), name


def _block_text(block: Statement) -> str:
    subject = _shown(block.head, 0) + ("" if block.predicates else " .")
    lines = [
        _predicate_text(predicate, INDENT, " ." if predicate is block.predicates[-1] else " ;")
        for predicate in block.predicates
    ]
    return "\n".join([_commented(block.head, 0, subject), *lines])


def _commented(node: Node, indent: int, text: str) -> str:
    """A line between its comments."""
    ending = f"{text}  {node.after}" if node.after else text
    return "\n".join(" " * indent + part for part in (*node.above, ending))


def _predicate_text(predicate: Node, indent: int, end: str) -> str:
    last = predicate.inside[-1]
    if row := _row(predicate, indent):
        line = replace(predicate, after=predicate.after or last.after)
        return _commented(line, indent, f"{predicate.text} {row}{end}")
    lines = [
        _object_text(item, indent + INDENT, end if item is last else ",")
        for item in predicate.inside
    ]
    return "\n".join([_commented(predicate, indent, predicate.text), *lines])


def _row(predicate: Node, indent: int) -> str:
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


def _object_text(node: Node, indent: int, end: str) -> str:
    return _commented(node, indent, _shown(node, indent) + end)


def _shown(node: Node, indent: int) -> str:
    return _inline(node) or (_spread(node, indent) if node.text in CLOSING else node.text)


def _inline(node: Node) -> str:
    """A node on one line; empty where it needs several."""
    if node.text not in CLOSING:
        return "" if "\n" in node.text else node.text
    parts = ["" if part.above or part.after else _inline(part) for part in node.inside]
    text = f"{node.text}{' '.join(parts)}{CLOSING[node.text]}"
    must_spread = node.opening or node.foot or not all(parts) or (node.text == "[" and parts)
    return "" if must_spread or len(text) > WIDTH else text


def _spread(bracket: Node, indent: int) -> str:
    inner = indent + INDENT
    opening = f"{bracket.text}  {bracket.opening}" if bracket.opening else bracket.text
    lines = [
        _predicate_text(node, inner, " ;") if bracket.text == "[" else _object_text(node, inner, "")
        for node in bracket.inside
    ]
    foot = [" " * inner + comment for comment in bracket.foot]
    return "\n".join([opening, *lines, *foot, " " * indent + CLOSING[bracket.text]])
