"""A refusal as a client reads it: words for people, fields for programs, by negotiation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import AmbiguousNameError, GlutagraphError, QueryError, UnknownNameError
from ..export import SCHEMA
from ..tables import to_json
from ..text import inert
from .exchange import HTML, JSON, PLAIN, Refusal, Reply
from .negotiation import best

if TYPE_CHECKING:
    from collections.abc import Callable


def refused(refusal: Refusal, accept: str, page: Callable[[str], Reply]) -> Reply:
    """The reply that says why there is none; `page` makes one for those who look with a browser.

    >>> refused(Refusal(404, "nothing here"), "application/json", Reply).status
    404
    """
    form = best(accept, (PLAIN, JSON, HTML)) or (JSON if "json" in accept else PLAIN)
    message = inert(refusal.message)
    if form == HTML:
        made = page(message)
        headers = {**made.headers, **refusal.headers}
        return Reply(made.body, made.media_type, refusal.status, headers)
    told = f"{message}\n"
    if form == JSON:
        fields = {"schema": SCHEMA, "status": refusal.status, "error": message}
        more = {"line": refusal.line, "suggestions": list(refusal.suggestions)}
        told = to_json({**fields, **{name: value for name, value in more.items() if value}})
    return Reply(told.encode("utf-8", "replace"), form, refusal.status, refusal.headers)


def refusal_of(error: GlutagraphError) -> Refusal:
    """What a mistake means over HTTP: a name that nothing bears is not found, the rest is the asker's.

    >>> refusal_of(UnknownNameError("ketamin", ["ketamine"])).status
    404
    """
    if isinstance(error, QueryError):
        return Refusal(400, str(error), line=error.line)
    if isinstance(error, UnknownNameError):
        return Refusal(404, str(error), suggestions=error.suggestions)
    if isinstance(error, AmbiguousNameError):
        return Refusal(400, str(error), suggestions=error.candidates)
    return Refusal(400, str(error))
