"""`glutagraph serve`: the knowledge over HTTP, for browsers and for programs.

A question of a stranger is worked on in a process of its own, which has nothing and can do nothing but
answer it, and which is ended when that takes too much. The server itself never runs one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..knowledge import Knowledge
    from .bounds import Bounds

__all__ = ["serve"]


def serve(
    knowledge: Knowledge, host: str, port: int, bounds: Bounds, told: Callable[[str], None]
) -> None:
    """Serve what is known at an address until a signal ends it; `told` gets lines for people.

    Raises ServingError where the address cannot be had or the machine cannot fork.
    """
    from .answering import answerer, rehearse
    from .app import App
    from .kennel import Kennel
    from .library import library
    from .listening import address_of, is_loopback, listen, run

    listener = listen(host, port)
    shelves = library(knowledge)
    rehearse(shelves)
    app = App(Kennel(answerer(shelves, bounds), bounds), shelves)

    def began() -> None:
        told(f"serving {address_of(listener)}/ (Ctrl-C ends it)")
        if not is_loopback(listener):
            told("this is no loopback address: whoever reaches this machine can ask")

    run(app, listener, began)
