"""Everything that questions are answered from, read and made before the first of them."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import QueryError
from ..explorer import page
from ..named_queries import named_queries
from ..verdicts import add_verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..knowledge import Knowledge
    from ..named_queries import NamedQuery


@dataclass(frozen=True, slots=True)
class Library:
    """What is known, and the questions that are asked often."""

    knowledge: Knowledge
    queries: Mapping[str, NamedQuery]
    void: str
    """What the graph says of itself as a data set, in Turtle; empty where it says nothing."""
    explorer: str
    """The page to look at."""


def library(knowledge: Knowledge) -> Library:
    """A library with its indexes made, and what every drug does, where that can be told of all."""
    knowledge.index  # noqa: B018
    with suppress(QueryError):
        add_verdicts(knowledge)
    files = (place / "void.ttl" for place in knowledge.places if place.is_dir())
    void = next((file.read_text(encoding="utf-8") for file in files if file.is_file()), "")
    return Library(knowledge, named_queries(knowledge.places), void, _apart(knowledge))


def _apart(knowledge: Knowledge) -> str:
    """The explorer, made in a process of its own: what that loads would make each fork slower."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException), open(writing, "wb") as stream:
            stream.write(page(knowledge).encode())
        os._exit(0)
    os.close(writing)
    with open(reading, encoding="utf-8", newline="") as stream:
        made = stream.read()
    os.waitpid(pid, 0)
    return made or page(knowledge)
