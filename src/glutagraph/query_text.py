"""What the text of a SPARQL query says before anybody answers it: its words, what it may not do.

Nothing here understands a whole query; pyoxigraph does. What would reach out of the graph or change it
is refused, mistakes that pyoxigraph words poorly are told with the place and the cure, and variables
are bound that it cannot bind by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .errors import QueryError
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .rdf import Term

_TEXTS = (
    *(r'"""(?:[^"\\]|\\.|"(?!""))*"""', r"\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'"),
    *(r'"(?:[^"\\\n\r]|\\.)*"', r"'(?:[^'\\\n\r]|\\.)*'"),
)
_IRI = r"""<[^<>"{}|^`\x00-\x20]*>"""
_LOCAL = r":(?:(?:[\w:%]|\\.)(?:[\w:%-]|\\.)*)?"
_DOTTED = r":(?:(?:[\w:%]|\\.)(?:[\w:%-]|\\.|\.(?=[\w:%.\\-]))*)?"
_TOKEN = re.compile(
    rf"""
    \#[^\n\r]* | (?P<iri>{_IRI}) | {"|".join(_TEXTS)} | (?P<variable>[?$]\w+) | @[A-Za-z-]+
    | (?P<prefix>[\w.-]{{0,60}})(?P<local>{_DOTTED})
    | (?P<bracket>[(){{}}\[\]])
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)

# A server that SERVICE names would be asked before we see any answer, so here a reading that merely
# looks right is not enough: pyoxigraph needs no blank before or behind a word, and what '<', a quote or
# '\' begins depends on what stands before. Hence every reading is followed, and a query is refused where
# any of them meets a call for help. More is refused than need be, but only what nobody writes.
_WHOLE = re.compile(rf"\#[^\n\r]* | [?$]\w+ | {_LOCAL} | \\.", re.VERBOSE | re.DOTALL)
_PERHAPS = [re.compile(one, re.VERBOSE | re.DOTALL) for one in (_IRI, *_TEXTS)]
_SKIP = r"(?:\s|\#[^\n\r]*+)*+"
_NAME = r"""(?:<[^>]*>|(?:\\.|[^\s{}<>"'\#\\])++)"""
_CALL = "SERVICE asks another server"
_BEYOND = {
    _CALL: re.compile(
        rf"(?<![/?&=#])SERVICE{_SKIP}(?:SILENT{_SKIP})?{_NAME}{_SKIP}\{{", re.IGNORECASE | re.DOTALL
    ),
    "FROM names a graph to fetch": re.compile(
        rf"(?<![/?&=#])FROM{_SKIP}(?:NAMED{_SKIP})?(?:<|(?<=\s)[\w.-]{{0,60}}:)",
        re.IGNORECASE | re.DOTALL,
    ),
}
_DEEPEST = 50
"""How deep brackets may nest; pyoxigraph ends the process on some thousands."""
LONG = 4_000
"""Characters of a query that may be too much even without brackets."""
_MOST_STACK = 4_000
_KEYWORD_STACK, _OPERATOR_STACK, _TERM_STACK, _DESCRIBED_STACK = 3.5, 1.4, 2.0, 3.5
"""Kilobytes of the stack, of which there are 8,000 as a rule, that pyoxigraph takes for each of many
keywords (3.3 for MINUS, BIND or a SELECT within), operators (1.3 for `+`), terms (1.6 in a list) or
terms that are described (3.2) in a row."""
_OPERATORS = re.compile(r"[!/|^+*&=<>-]")
_LONGEST_IRI = 2_000
"""Longer ones are counted as what else they may be: pyoxigraph reads `1<...>2` as a comparison."""
_UPDATING = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_WORDS = """
    SELECT ASK CONSTRUCT DESCRIBE PREFIX BASE DISTINCT REDUCED AS WHERE FROM NAMED GRAPH SERVICE SILENT
    OPTIONAL UNION MINUS FILTER BIND VALUES UNDEF EXISTS NOT IN A TRUE FALSE
    GROUP HAVING ORDER BY ASC DESC LIMIT OFFSET SEPARATOR
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT IF COALESCE BOUND SAMETERM
    ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC STR LANG DATATYPE IRI URI BNODE STRDT STRLANG UUID STRUUID
    STRLEN SUBSTR UCASE LCASE STRSTARTS STRENDS CONTAINS STRBEFORE STRAFTER ENCODE_FOR_URI CONCAT
    LANGMATCHES REGEX REPLACE ABS ROUND CEIL FLOOR RAND
    NOW YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ MD5 SHA1 SHA256 SHA384 SHA512
    TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE HASLANG HASLANGDIR LANGDIR STRLANGDIR LATERAL
    ADJUST VERSION
    """
KEYWORDS = frozenset(_WORDS.split())
"""Every bare word of SPARQL, in capitals."""
_KEYWORDS_WITHIN = KEYWORDS - {"A", "TRUE", "FALSE", "UNDEF"}
"""Those that stand for a part of a query, not for a term."""
LIMITED = "LIMIT without ORDER BY keeps whichever rows come first; add ORDER BY"


class Place(NamedTuple):
    """Where something stands in a query, counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word of a query, in capitals: no part of a name, a string or a comment."""

    text: str
    start: int
    depth: int
    """The number of brackets that stand open around it."""
    group: int
    """Where the innermost of them stands; -1 outside of all."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name with a prefix, or a full IRI, as it stands in a query."""

    prefix: str
    local: str
    start: int


def words(text: str) -> list[Word]:
    """The bare words of a query. Raises QueryError where there is more than can be worked out at once:
    brackets nested too deeply, or too many operators and keywords.

    >>> [word.text for word in words("select ?limit { ?limit a 'ORDER' } # BY")]
    ['SELECT', 'A']
    """
    found, opened = [], []
    for token in _TOKEN.finditer(text):
        if bracket := token["bracket"]:
            if bracket in "([{":
                opened.append(token.start())
            elif opened:
                opened.pop()
            if len(opened) > _DEEPEST:
                raise _error(text, token.start(), f"brackets are nested more than {_DEEPEST} deep")
        elif word := token["word"]:
            group = opened[-1] if opened else -1
            found.append(Word(word.upper(), token.start(), len(opened), group))
    if len(text) * _KEYWORD_STACK > _MOST_STACK:
        _refuse_endless(text, found)
    return found


def _refuse_endless(text: str, found: Sequence[Word]) -> None:
    """Raise QueryError where pyoxigraph would go so deep that it ends the process."""
    keywords = sum(word.text in _KEYWORDS_WITHIN for word in found)
    operators, terms = _operators_and_terms(text)
    term_stack = _DESCRIBED_STACK if form_of(found) == "DESCRIBE" else _TERM_STACK
    stack = keywords * _KEYWORD_STACK + operators * _OPERATOR_STACK + terms * term_stack
    if stack > _MOST_STACK:
        told = (
            f"{keywords + operators + terms:,} keywords, operators and terms are more than can be"
        )
        cure = "worked out at once; give alternatives as VALUES, or as IN (...)"
        raise QueryError(text, 0, f"{told} {cure}")


def _operators_and_terms(text: str) -> tuple[int, int]:
    """How many operators there are, and names, variables, numbers and strings; values are not counted,
    nor are the terms of a list behind IN."""
    operators, terms, end, before = 0, 0, 0, ""
    is_data, listed = False, 0
    for token in _TOKEN.finditer(text):
        piece, bracket = token[0], token["bracket"] or ""
        operators += 0 if is_data else len(_OPERATORS.findall(text, end, token.start()))
        is_data = bracket != "}" and (is_data or before == "VALUES")
        if bracket == "(" and (listed or before == "IN"):
            listed += 1
        elif bracket == ")" and listed:
            listed -= 1
        elif not (bracket or is_data or listed):
            terms += not (piece.startswith("#") or (token["word"] and piece.upper() in KEYWORDS))
        before = piece.upper()
        end = token.end() if len(token["iri"] or "") <= _LONGEST_IRI else token.start()
    return operators + len(_OPERATORS.findall(text, end)), terms


def tokens(text: str) -> list[str]:
    """A query piece by piece, without blanks and comments; operators are pieces of one letter.

    >>> tokens("ASK { ?x a kind:drug } # or not")
    ['ASK', '{', '?x', 'a', 'kind:drug', '}']
    """
    pieces = re.compile(rf"{_TOKEN.pattern} | \S", re.VERBOSE | re.DOTALL)
    found = (token[0] for token in pieces.finditer(text))
    return [token for token in found if not token.startswith("#")]


def is_ordered(found: Iterable[Word]) -> bool:
    """Whether the answer itself, not a part of it, is put in order."""
    return any(word.text == "ORDER" and word.depth == 0 for word in found)


def form_of(found: Iterable[Word]) -> str:
    """Which of the four forms a query has; empty where it has none."""
    return next((word.text for word in found if word.text in _FORMS), "")


def limited_unordered(text: str, found: Iterable[Word]) -> list[str]:
    """A warning for each LIMIT or OFFSET that keeps rows of no order, with its line."""
    ordered: set[int] = set()
    limits: dict[int, int] = {}
    for word in found:
        if word.text == "ORDER":
            ordered.add(word.group)
        elif word.text in ("LIMIT", "OFFSET"):
            limits.setdefault(word.group, word.start)
    starts = (start for group, start in limits.items() if group not in ordered)
    return [f"line {place_of(text, start).line}: {LIMITED}" for start in starts]


def variables(text: str) -> list[str]:
    """The variables of a query, each once, in order.

    >>> variables("SELECT ?a { $b ?a '?c' }")
    ['a', 'b']
    """
    found = (token["variable"] for token in _TOKEN.finditer(text))
    return list(dict.fromkeys(variable[1:] for variable in found if variable))


def names(text: str) -> Iterator[Name]:
    """The names in a query: `entity:ketamine`, and full IRIs with an empty prefix."""
    for token in _TOKEN.finditer(text):
        if token["prefix"] is not None:
            yield Name(token["prefix"], token["local"][1:], token.start())
        elif iri := token["iri"]:
            yield Name("", iri[1:-1], token.start())


def declared(text: str) -> set[str]:
    """The prefixes that a query declares itself."""
    return set(re.findall(r"\bprefix\s+([\w.-]*)\s*:", text, re.IGNORECASE))


def place_of(text: str, start: int) -> Place:
    """The line and the column of a place in a text."""
    return Place(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))


# what is bound


def with_values(text: str, bindings: Mapping[str, Term]) -> str:
    """A query with values in front of its pattern, as the library writes terms: never as they came.

    >>> from glutagraph.rdf import Literal
    >>> with_values("SELECT ?x { ?x ?p ?o }", {"o": Literal("a } b")})
    'SELECT ?x { VALUES ?o { "a } b" } ?x ?p ?o }'
    """
    opened = 0
    for token in _TOKEN.finditer(text):
        bracket = token["bracket"]
        if bracket == "{" and not opened and _opens_pattern(text, token.start()):
            told = "".join(f" VALUES ?{name} {{ {term} }}" for name, term in bindings.items())
            return text[: token.end()] + told + text[token.end() :]
        opened += (bracket in "([{") - (bracket in ")]}") if bracket else 0
    raise QueryError(text, 0, "there is no pattern in braces whose variables could be bound")


def _opens_pattern(text: str, start: int) -> bool:
    """Whether a brace opens the pattern, not the template of a CONSTRUCT."""
    before = [word.text for word in words(text[:start]) if word.text in (*_FORMS, "WHERE")]
    return before[-1:] != ["CONSTRUCT"]


def parsable(text: str) -> str:
    """A query with the dots of names escaped that have several: pyoxigraph cannot read them otherwise.

    The names of our claims are such names.

    >>> print(parsable("ASK { claim:a.blocks.b ?p 'a.b.c' }"))
    ASK { claim:a\\.blocks\\.b ?p 'a.b.c' }
    """
    parts, end = [], 0
    for token in _TOKEN.finditer(text):
        local = token["local"] or ""
        if len(re.findall(r"(?<!\\)\.", local)) > 1:
            escaped = re.sub(r"(?<!\\)\.", r"\\.", local)
            parts += [text[end : token.start()], token["prefix"], escaped]
            end = token.end()
    return "".join((*parts, text[end:]))


# what is refused


def refuse(text: str, found: list[Word], *, graphs_are_named: bool = False) -> None:
    """Refuse with QueryError what would reach out of the graph or change it.

    Where the graphs to ask are named beside the query, what FROM says is passed over.
    """
    _refuse_reaching(text, {_CALL: _BEYOND[_CALL]} if graphs_are_named else _BEYOND)
    refuse_update(text, found)


def _refuse_reaching(text: str, beyond: Mapping[str, re.Pattern[str]]) -> None:
    if not re.search("SERVICE|FROM", text, re.IGNORECASE):
        return
    for start in _places(text):
        for what, pattern in beyond.items():
            if pattern.match(text, start):
                raise _error(text, start, f"{what}; a query stays within the graph")


def calls_service(text: str) -> bool:
    """Whether a query may ask another server, in one reading or another."""
    is_near = re.search("SERVICE", text, re.IGNORECASE)
    return bool(is_near) and any(_BEYOND[_CALL].match(text, start) for start in _places(text))


def _places(text: str) -> Iterator[int]:
    """Every place in a query where, in one reading or another, a word may begin."""
    reached = bytearray(len(text) + 1)
    reached[0] = True
    for place, letter in enumerate(text):
        if not reached[place]:
            continue
        yield place
        if whole := _WHOLE.match(text, place):
            reached[whole.end()] = True
            continue
        if letter in "<\"'":
            ends = (pattern.match(text, place) for pattern in _PERHAPS)
            for end in filter(None, ends):
                reached[end.end()] = True
        if letter not in "\"'":
            reached[place + 1] = True


def refuse_update(text: str, found: list[Word]) -> None:
    """Refuse with QueryError what is an update."""
    first = next((word for word in found if word.text in {*_FORMS, *_UPDATING}), None)
    if first and first.text in _UPDATING:
        raise _error(text, first.start, _changing(first.text))


def _changing(word: str) -> str:
    return f"{word} would change the graph; only queries are answered"


# what is mistaken


def refuse_undeclared(text: str) -> None:
    """Name the first prefix that nobody declared: pyoxigraph often says only that it is lost."""
    known = {*PREFIXES, *declared(text), "_"}
    for token in _TOKEN.finditer(text):
        if token["prefix"] is not None and token["prefix"] not in known:
            prefix = token["prefix"]
            close = _close(prefix, known)
            cure = f"did you mean {close}:?" if close else f"add PREFIX {prefix}: <...>"
            reason = f"the prefix {prefix}: is not declared; {cure}"
            raise _error(text, token.start(), reason)


def refuse_misspelt(text: str) -> None:
    """Name the first text that is not closed, or bare word that is none of SPARQL's.

    Of both pyoxigraph only says where it gave up.
    """
    end = 0
    for token in _TOKEN.finditer(text):
        _refuse_open_text(text, end, token.start())
        end, word = token.end(), token["word"]
        if word and word.upper() not in KEYWORDS and not word[0].isdigit():
            if word.upper() in _UPDATING:
                raise _error(text, token.start(), _changing(word.upper()))
            close = _close(word.upper(), KEYWORDS)
            cure = f"did you mean {close}?" if close else "a name has a prefix, a variable a ?"
            raise _error(text, token.start(), f"'{word}' is no word of SPARQL; {cure}")
    _refuse_open_text(text, end, len(text))


def refuse_unbalanced(text: str) -> None:
    """Name the bracket that is not closed, or that closes none; pyoxigraph says where it gave up."""
    opened: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(text):
        bracket = token["bracket"]
        if not bracket:
            continue
        if bracket in "([{":
            opened.append((bracket, token.start()))
        elif not opened:
            raise _error(text, token.start(), f"the {bracket} closes nothing; leave it out")
        elif opened.pop()[0] + bracket not in ("()", "[]", "{}"):
            raise _error(
                text, token.start(), f"the {bracket} stands where another bracket is to close"
            )
    if opened:
        raise _error(text, opened[-1][1], f"the {opened[-1][0]} is not closed")


def _refuse_open_text(text: str, start: int, end: int) -> None:
    """Refuse a quote between two tokens: what it opens is nowhere closed."""
    if quote := re.compile("[\"']").search(text, start, end):
        raise _error(text, quote.start(), f"a text that {quote[0]} opens is not closed")


def _close(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # here, since only a mistake needs it

    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.75)), "")


def _error(text: str, start: int, reason: str) -> QueryError:
    line, column = place_of(text, start)
    return QueryError(text, line, reason, column)
