"""An answer in the format that a client likes best, as W3C and IANA name them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .. import rdf
from ..results import results_csv, results_tsv, results_xml
from ..sparql import results_json
from ..tables import to_json
from .exchange import HTML, JSON, PLAIN, Refusal, Reply
from .negotiation import best

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..rdf import Triple
    from ..sparql import Rows
    from .exchange import Job

_RESULTS: Final = "application/sparql-results"
ROWS: Final[dict[str, Callable[[Rows], str]]] = {
    f"{_RESULTS}+json": lambda rows: to_json(results_json(rows), indent=None),
    JSON: lambda rows: to_json(results_json(rows), indent=None),
    f"{_RESULTS}+xml": results_xml,
    "application/xml": results_xml,
    "text/xml": results_xml,
    "text/csv": results_csv,
    "text/tab-separated-values": results_tsv,
}
BOOLEANS: Final[dict[str, Callable[[bool], str]]] = {
    f"{_RESULTS}+json": lambda answer: to_json({"head": {}, "boolean": answer}, indent=None),
    JSON: lambda answer: to_json({"head": {}, "boolean": answer}, indent=None),
    f"{_RESULTS}+xml": results_xml,
    "application/xml": results_xml,
    "text/xml": results_xml,
    "text/csv": lambda answer: f"{str(answer).lower()}\r\n",
    "text/tab-separated-values": lambda answer: f"{str(answer).lower()}\n",
    PLAIN: lambda answer: f"{str(answer).lower()}\n",
}
GRAPHS: Final = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
    JSON: "jsonld",
    "application/xml": "rdfxml",
    PLAIN: "ntriples",
}
_SHORT: Final = {
    "json": (f"{_RESULTS}+json", "application/ld+json"),
    "xml": (f"{_RESULTS}+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "turtle": ("text/turtle",),
    "ntriples": ("application/n-triples",),
    "jsonld": ("application/ld+json",),
    "rdfxml": ("application/rdf+xml",),
    "html": (HTML,),
}
_FILES: Final = {
    f"{_RESULTS}+json": "json",
    f"{_RESULTS}+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
_LOCAL: Final = re.compile(r"[A-Za-z_][\w.-]*$", re.ASCII)


def wanted(job: Job, offers: Sequence[str]) -> str:
    """The media type to answer in: what `format` says, else what the client accepts.

    Raises Refusal with what there is where that is nothing of it.
    """
    if job.all("format"):
        name = job.one("format")
        fitting = [offer for offer in _SHORT.get(name, ()) if offer in offers]
        if not fitting:
            names = [name for name, types in _SHORT.items() if set(types) & set(offers)]
            raise Refusal(400, f"this is not written as '{name}'; take {', '.join(names)}")
        return fitting[0]
    if form := best(job.accept, offers):
        return form
    raise Refusal(406, f"this is not to be had as that; accept one of {', '.join(offers)}")


def saved(job: Job, form: str) -> dict[str, str]:
    """The header that has a browser save what was asked for by `format`."""
    if not job.one("format") or form not in _FILES:
        return {}
    return {"Content-Disposition": f'attachment; filename="answer.{_FILES[form]}"'}


def graph_reply(triples: Iterable[Triple], form: str) -> Reply:
    """A graph in a media type. Raises Refusal where that cannot express it."""
    every = list(triples)
    if GRAPHS[form] == "rdfxml":
        _refuse_inexpressible(every)
    return Reply(rdf.serialised(every, GRAPHS[form]).encode(), form)


def _refuse_inexpressible(triples: Iterable[Triple]) -> None:
    """RDF/XML writes a property as an element, so its IRI must end in a name; XML lacks characters."""
    cure = "take text/turtle"
    for triple in triples:
        if not _LOCAL.search(triple.predicate.value):
            told = f"the property <{triple.predicate.value}> cannot be written as RDF/XML"
            raise Refusal(406, f"{told}; {cure}")
        if re.search("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", triple.object.value):
            raise Refusal(406, f"a text holds what cannot be written as RDF/XML; {cure}")
