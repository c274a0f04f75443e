"""The explorer: one HTML file that needs nothing but a browser.

>>> import glutagraph
>>> knowledge = glutagraph.load()
>>> page(knowledge, focus=knowledge.entity("eef2")).startswith("<!doctype html>")
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .notebook import load_ipython_extension, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..knowledge import Knowledge
    from ..model import Entity, Hypothesis

__all__ = ["load_ipython_extension", "page", "show"]


def page(
    knowledge: Knowledge,
    *,
    focus: Entity | None = None,
    start: Entity | None = None,
    end: Entity | None = None,
    hypothesis: Hypothesis | None = None,
    compared: Sequence[Entity | Hypothesis] = (),
    top: int = 3,
) -> str:
    """The page of a graph, opening on the core of it, or on what is asked for: an entity's surroundings,
    the paths from a start to an end, a hypothesis, or drugs or hypotheses side by side.

    It asks nothing of any network and is the same text each time; write it as UTF-8. Of a graph with
    more entities than one page holds it has the part that is asked for, and says so. Raises
    TooLargeError where nothing is.
    """
    from .contents import contents  # here, since pyvis takes long to import
    from .document import document
    from .given import given
    from .parts import MOST, Opening, Wanted, core_of, part_of

    wanted = Wanted(focus, start, end, hypothesis, tuple(compared), top)
    answer = None
    if start and end and len(knowledge.entities) > MOST:
        from ..tracing import trace

        answer = trace(knowledge, start, end, top=top)
    part = part_of(knowledge, wanted, answer)
    opening = Opening(wanted.state, core_of(knowledge, part), given(answer) if answer else None)
    return document(part.title, contents(knowledge, part, opening))
