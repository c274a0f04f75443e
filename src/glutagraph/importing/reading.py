"""One import from its files to its store: complete, or not there at all."""

from __future__ import annotations

import gc
import os
import re
from collections import Counter
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from ..errors import ImportingError
from ..model import Problem
from .account import Account, Said
from .formats import FORMATS, looks_like
from .lines import Input, called
from .mappings import read_mappings
from .unpacking import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .account import Report
    from .gathering import Gatherer

    Place = str | os.PathLike[str]


def import_graph(
    format: str,
    files: Iterable[Place],
    out: Place,
    *,
    name: str = "",
    label: str = "",
    ids: str = "",
    same_as: Iterable[Place] = (),
    max_size: int | None = None,
    force: bool = False,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Read somebody else's graph and write it as a store; what was read, kept and skipped.

    `name` is the slug of the graph, else that of the store's file, and the source of what names none;
    `ids` is the prefix of bare names, else the graph's name. `same_as` are mappings of identifiers, as
    SSSOM. `max_size` is how many bytes the files may
    have unpacked; `progress` is told of the bytes read. A store that is there is replaced only with
    `force`. Raises ImportingError with every problem, OutputError where the store cannot be written.

    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "small.sif").write_text("NTRK2\\t1\\tMTOR\\nMTOR\\t-1\\tEEF2K\\n")
    >>> report = import_graph("sif", [folder / "small.sif"], folder / "small.ggstore")
    >>> report.read, report.kept, report.claims
    (2, 2, 2)
    """
    if format not in FORMATS:
        raise _unknown_format(format)
    from ..store import Writer  # here, since it needs numpy
    from .gathering import Gatherer

    account, allowance = Account(), Allowance.of(max_size)
    slug = name or _slug(FilePath(out).name)
    names = _names([*files])
    inputs = [Input(place, account, allowance, progress, name) for place, name in names]
    account.report.format, account.report.name = format, slug
    with _undisturbed(), Writer(FilePath(out), name=slug, label=label, force=force) as writer:
        exact = _mappings(same_as, account, allowance)
        gatherer = Gatherer(writer, account, ids.rstrip(":") or slug, exact)
        _read(format, inputs, gatherer)
        account.close()
        account.report.said = _said(gatherer)
        writer.more = {"import": account.report.as_json()}
    account.report.claims = writer.report.claims
    account.report.entities = writer.report.entities
    return account.report


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without looking for cycles, of which rows and names have none: over millions of them it takes up
    to a fifth of the time."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _mappings(
    files: Iterable[Place], account: Account, allowance: Allowance
) -> dict[str, tuple[str, ...]]:
    exact = read_mappings(Input(place, account, allowance) for place in files)
    account.settle()
    return exact


def _names(files: list[Place]) -> list[tuple[Place, str]]:
    """The files with what each is called; where two would be called alike, in full."""
    count = Counter(called(place) for place in files)
    return [
        (place, called(place) if count[called(place)] == 1 else os.fspath(place)) for place in files
    ]


def _read(format: str, inputs: list[Input], gatherer: Gatherer) -> None:
    account = gatherer.account
    if not inputs:
        account.fail("", 0, "no file is named", "name one; - is standard input")
    firsts = [(file, file.first()) for file in inputs]
    try:
        FORMATS[format].read(inputs, gatherer)
        account.settle()
    except ImportingError as error:
        raise _with_hint(error, format, firsts) from None
    gatherer.finish()
    report = account.close()
    if not report.kept:
        for reason in report.skipped[:5]:
            account.problem(reason.first[0] if reason.first else "", 0, reason.why, reason.cure)
        account.fail(inputs[0].name, 0, *_nothing(format, firsts))


def _nothing(format: str, firsts: list[tuple[Input, str]]) -> tuple[str, str]:
    """What to say where no edge was found."""
    close = {looks_like(line) for _, line in firsts} - {"", format}
    cure = f"it looks like {min(close)}: glutagraph import {min(close)} ..." if close else ""
    return "there is no edge in it that can be read", cure


def _with_hint(
    error: ImportingError, format: str, firsts: list[tuple[Input, str]]
) -> ImportingError:
    """The same error; where a file looks like another format, that is said."""
    hints = [
        Problem(
            file.name, 1, f"it looks like {other}", f"glutagraph import {other} {file.name} ..."
        )
        for file, line in firsts
        if (other := looks_like(line)) not in ("", format, "sif")
    ]
    return ImportingError([*error.problems, *hints]) if hints else error


def _unknown_format(format: str) -> ImportingError:
    close = get_close_matches(format, FORMATS, n=1)
    known = f"those that can be imported are {', '.join(FORMATS)}"
    cure = f"did you mean {close[0]}? {known}" if close else known
    return ImportingError([Problem(format, 0, "there is no such format", cure)])


def _slug(file: str) -> str:
    """The slug of a graph by the name of its store: what no id can have becomes a hyphen."""
    stem = file.removesuffix(".ggstore")
    return re.sub(r"[^a-z0-9.\-]+", "-", stem.lower()).strip("-.") or "imported"


def _said(gatherer: Gatherer) -> list[Said]:
    """How many edges each predicate has, the most frequent first."""
    made = []
    for (slug, is_net), count in gatherer.edges_said().items():
        meaning, predicate = gatherer.meaning(slug), gatherer.writer.predicates[slug]
        family, sign = meaning.family.value, int(meaning.sign)
        made.append(Said(slug, predicate.label, family, sign, is_net, count))
    return sorted(made, key=lambda one: (-one.edges, one.predicate, one.net))
