"""The explorer: one HTML file that needs nothing but a browser.

>>> import glutagraph
>>> knowledge = glutagraph.load()
>>> page(knowledge, focus=knowledge.entity("eef2")).startswith("<!doctype html>")
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..answers import Trace
    from ..knowledge import Knowledge
    from ..model import Entity

__all__ = ["page"]


def page(knowledge: Knowledge, *, focus: Entity | None = None, answer: Trace | None = None) -> str:
    """The page of everything that paths may walk along, of an entity's surroundings, or of an answer.

    It asks nothing of any network and is the same text each time; write it as UTF-8. Of a focus and
    an answer only one can be shown: the answer.
    """
    from .contents import contents  # here, since pyvis takes long to import
    from .document import document
    from .views import everything, views_around, views_of_answer

    if answer is not None:
        views = views_of_answer(knowledge, answer)
    elif focus is not None:
        views = views_around(knowledge, focus)
    else:
        views = everything(knowledge)
    return document(views.title, contents(knowledge, views))
