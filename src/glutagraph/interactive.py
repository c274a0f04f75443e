"""Ask one query after another: history, completion, several lines, and Ctrl-C ends a query only.

A line that is a whole query is asked at once; otherwise lines are taken until one is empty.
"""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from . import sparql
from .cache import cache_folder
from .deadline import CAN_FORK, within
from .errors import GlutagraphError, QueryError
from .named_queries import ask, named_queries
from .query_text import KEYWORDS, LONG
from .tables import FORMATS, GRAPH_FORMATS, answered
from .telling.query_plan import plan_lines
from .terminal import plain, table_width, write
from .vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .knowledge import Knowledge
    from .sparql import Answer

    Asked = Callable[[Knowledge, str], Answer]

_T = TypeVar("_T")
_PROMPT: Final = "glutagraph> "
_MORE: Final = "        ... "
_BREAKS: Final = " \t\n{}()[];,|/^!<>="
_HELP: Final = """\
A query on one line is asked at once; several lines end with an empty one. Tab completes names.
A named query is asked by its name: trials-of-drug drug=esketamine
.queries  the named queries        .explain QUERY  how a query is read
.format F how answers are printed  .quit           or Ctrl-D; Ctrl-C ends a query that runs
"""
_COMMANDS: Final = (".explain", ".format", ".help", ".queries", ".quit")
_KEPT: Final = 1_000
"""Lines of history."""


def converse(knowledge: Knowledge, asked: Asked, form: str | None, timeout: float | None) -> None:
    """Ask what is typed until there is no more. `asked` answers a query, with warnings."""
    session = _Session(knowledge, asked, form, timeout)
    is_terminal = bool(sys.stdin and sys.stdin.isatty())
    with suppress(ImportError):
        if is_terminal:
            _read_with_help(session.completions)
    if is_terminal:
        _say(".help tells what can be typed here")
    for text in _typed(is_terminal, session.is_whole):
        if text == ".quit":
            return
        try:
            session.answer(text)
        except GlutagraphError as error:
            _say(f"{error}\n{error.shown}" if error.shown else str(error))
        except KeyboardInterrupt:
            _say("ended")


class _Session:
    """What is asked, and how its answers are printed."""

    def __init__(
        self, knowledge: Knowledge, asked: Asked, form: str | None, timeout: float | None
    ) -> None:
        self.knowledge, self.asked = knowledge, asked
        self.form, self.timeout = form, timeout
        self.queries = named_queries(knowledge.places)
        knowledge.store  # noqa: B018  # made here, so that no process has to make it anew

    def is_whole(self, line: str) -> bool:
        """Whether a line can be asked as it is; of a very long one it is not tried out."""
        if line.startswith(".") or line.split()[0] in self.queries:
            return True
        with suppress(QueryError):
            if len(line) <= LONG:
                sparql.checked(self.knowledge, line)
                return True
        return False

    def answer(self, text: str) -> None:
        """Do what was typed."""
        word, _, rest = text.partition(" ")
        if word == ".help":
            write("-", _HELP, for_people=True)
        elif word == ".queries":
            lines = (f"{one.id}: {one.label}\n" for one in self.queries.values())
            write("-", "".join(lines), for_people=True)
        elif word == ".explain":
            write("-", self._apart(lambda: self.plan(self.text_of(rest))), for_people=True)
        elif word == ".format":
            self.format(rest.strip())
        elif word.startswith("."):
            _say(f"there is no {word}; .help tells what there is")
        else:
            self.print(self.found(text))

    def plan(self, text: str) -> str:
        return "".join(f"{line}\n" for line in plan_lines(self.knowledge, text))

    def text_of(self, text: str) -> str:
        named = self.queries.get(text.strip())
        return named.text if named else text

    def format(self, form: str) -> None:
        forms = (*FORMATS, "xml", *GRAPH_FORMATS)
        if form not in forms:
            _say(f"formats are {', '.join(forms)}")
        else:
            self.form = form

    def found(self, text: str) -> Answer:
        """The answer, worked out in a process of its own where the system can make one."""
        word, *rest = text.split(maxsplit=1)
        if named := self.queries.get(word):
            values = dict(_value(one) for one in shlex.split("".join(rest)))
            return self._apart(lambda: ask(self.knowledge, named, values))
        if len(text) <= LONG:
            sparql.checked(self.knowledge, text)
        return self._apart(lambda: self.asked(self.knowledge, text))

    def _apart(self, work: Callable[[], _T]) -> _T:
        return within(self.timeout, work, "ask for less of it") if CAN_FORK else work()

    def print(self, answer: Answer) -> None:
        """The answer, as a table or Turtle where the format does not fit it."""
        is_graph = isinstance(answer, sparql.Triples)
        fits = self.form is None or is_graph == (self.form in GRAPH_FORMATS)
        form = self.form if fits else None
        text, _ = answered(answer, form, table_width("-"))
        write("-", text, for_people=form in (None, "table"))
        if not isinstance(answer, bool):
            for warning in answer.warnings:
                _say(f"warning: {warning}")
        if isinstance(answer, sparql.Rows):
            _say("1 row" if len(answer.rows) == 1 else f"{len(answer.rows):,} rows")

    def completions(self, begun: str) -> list[str]:
        """What a word may become: a keyword, a prefix, a name, a named query.

        Names of a prefix are offered once that is typed; before, the prefixes are.
        """
        prefix, colon, local = begun.partition(":")
        if colon:
            names = sparql.names_in(self.knowledge, prefix)
            return [f"{prefix}:{name}" for name in names if name.startswith(local)]
        words = (*(f"{one}:" for one in PREFIXES), *self.queries, *_COMMANDS)
        keywords = sorted(word for word in KEYWORDS if begun and word.startswith(begun.upper()))
        return [*(word for word in words if word.startswith(begun)), *keywords]


def _value(given: str) -> tuple[str, str]:
    """The name and value of a parameter, written NAME=VALUE."""
    name, equals, value = given.partition("=")
    if not (name and equals and value):
        raise QueryError("", 0, f"'{given}' is not NAME=VALUE")
    return name, value


def _typed(is_terminal: bool, is_whole: Callable[[str], bool]) -> Iterator[str]:
    """What is typed, one query or command at a time."""
    lines: list[str] = []
    while True:
        prompt = (_MORE if lines else _PROMPT) if is_terminal else ""
        try:
            line = input(prompt)
        except KeyboardInterrupt:
            _say("")
            lines = []
            continue
        except (EOFError, UnicodeDecodeError):
            if lines:
                yield "\n".join(lines)
            if is_terminal:
                _say("")
            return
        if line.strip():
            lines.append(line)
        is_end = not line.strip() or (len(lines) == 1 and is_whole(line.strip()))
        if lines and is_end:
            yield "\n".join(lines).strip()
            lines = []


def _read_with_help(completions: Callable[[str], list[str]]) -> None:
    """Line editing with completion, and the history of earlier sessions, kept for later ones."""
    import atexit
    import readline

    found: list[str] = []

    def complete(begun: str, number: int) -> str | None:
        if number == 0:
            found[:] = completions(begun)
        return found[number] if number < len(found) else None

    readline.set_completer_delims(_BREAKS)
    readline.set_completer(complete)
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    file = str(cache_folder() / "history")
    readline.set_history_length(_KEPT)
    with suppress(OSError):
        readline.read_history_file(file)

    def keep() -> None:
        with suppress(OSError):
            readline.write_history_file(file)

    atexit.register(keep)


def _say(text: str) -> None:
    print(plain(text, sys.stderr), file=sys.stderr, flush=True)
