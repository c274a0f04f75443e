"""A job becomes a reply. This runs in a process of its own, which is ended if it takes too much."""

from __future__ import annotations

import traceback
from difflib import get_close_matches
from typing import TYPE_CHECKING

from .. import rdf, sparql
from ..errors import GlutagraphError, UnknownNameError
from ..named_queries import ask, parameter_values
from ..sparql import Rows, Triples
from . import pages
from .bounds import MEGABYTE
from .description import service, void
from .exchange import HTML, TOO_MUCH_MEMORY, Job, Refusal, Reply
from .formats import BOOLEANS, GRAPHS, ROWS, graph_reply, saved, wanted
from .questions import QUESTIONS
from .refusing import refusal_of, refused
from .things import thing

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bounds import Bounds
    from .library import Library
    from .zygote import Answer


_BLOCKED = "SELECT * { entity:ketamine predicate:blocks ?x }"
_REHEARSED = (
    *(
        Job("sparql", (("query", _BLOCKED), ("format", form)))
        for form in ("json", "xml", "csv", "tsv")
    ),
    *(
        Job("sparql", (("query", "DESCRIBE entity:ketamine"), ("format", form)))
        for form in ("turtle", "jsonld", "rdfxml", "ntriples", "html")
    ),
    *(
        Job("sparql", (("query", text),), accept)
        for text in (
            "ASK {",
            "ASK { x:y ?a ?b }",
            "ASK { ?a predicate:bloks entity:ketamin }",
            "DROP ALL",
        )
        for accept in ("application/json", HTML)
    ),
    Job("sparql", (("named", "trials-of-drug"),), HTML),
    Job("named", (("name", "trials-of-drug"), ("drug", "esketamin"))),
    Job("void"),
    Job("thing", (("path", "entity/ketamine"),)),
    Job("thing", (("path", "entity/ketamin"),)),
    Job("trace", (("start", "ketamine"), ("end", "eef2"))),
    Job("trace", (("start", "ketamin"),)),
    Job("what-if", (("drug", "ketamine"), ("outcome", "eef2"), ("block", "eef2-kinase"))),
    Job("compare", (("name", "ketamine"), ("name", "esketamine"))),
)


def rehearse(library: Library) -> None:
    """Answer a question of each sort, and refuse some.

    A process that answers can open no file; whatever they import is imported then, and stays.
    """
    for job in _REHEARSED:
        answered(library, job)


def answerer(library: Library, bounds: Bounds) -> Answer:
    """The function that a process runs: a job in, a reply out, whatever happens in between."""

    def answer(data: bytes) -> bytes:
        job = Job.decoded(data)
        reply = answered(library, job)
        if len(reply.body) > bounds.answer:
            most = bounds.answer // MEGABYTE
            told = f"the answer is bigger than {most} MB; ask for less of it, with LIMIT and OFFSET"
            reply = refused(Refusal(422, told), job.accept, lambda m: refusal_page(library, job, m))
        return reply.encoded()

    return answer


def answered(library: Library, job: Job) -> Reply:
    """The reply to a job. A mistake of ours is told to nobody but the log."""
    try:
        return _ANSWERS.get(job.asked, thing)(library, job)
    except Refusal as error:
        refusal = error
    except GlutagraphError as error:
        refusal = refusal_of(error)
    except (MemoryError, RecursionError):
        refusal = Refusal(422, TOO_MUCH_MEMORY)
    except BaseException:  # pyoxigraph's panics are no Exception
        fault = traceback.format_exc(limit=-8)
        refusal = Refusal(500, "this failed, and the fault is ours; it has been noted")
        reply = refused(refusal, job.accept, pages.message_page)
        return Reply(reply.body, reply.media_type, 500, reply.headers, fault)
    return refused(refusal, job.accept, lambda told: refusal_page(library, job, told))


def refusal_page(library: Library, job: Job, message: str) -> Reply:
    """A refusal for one who looks with a browser: on the query page, if it came from there."""
    if job.asked != "sparql":
        return pages.message_page(message)
    queries = job.all("query")
    return pages.query_page(library.queries, queries[0] if queries else "", message=message)


def _sparql(library: Library, job: Job) -> Reply:
    """The answer to a query; without one, the service itself, or for people a page to ask on."""
    if not job.all("query"):
        return _service(library, job)
    query = job.one("query")
    default, named = job.all("default-graph-uri"), job.all("named-graph-uri")
    dataset = rdf.Dataset(tuple(default), tuple(named)) if default or named else None
    return _written(library, job, query, sparql.query(library.knowledge, query, None, dataset))


def _service(library: Library, job: Job) -> Reply:
    form = wanted(job, (*GRAPHS, HTML))
    if form != HTML:
        return graph_reply(service(library, job.base), form)
    name = job.one("named")
    if not name:
        return pages.query_page(library.queries, "SELECT * { ?claim gg:object entity:mtorc1 }")
    if name not in library.queries:
        raise UnknownNameError(name, what="query")
    named = library.queries[name]
    values = parameter_values(library.knowledge, named, {})
    text = pages.with_defaults(named, values)
    return pages.query_page(library.queries, text, chosen=name)


def _written(library: Library, job: Job, query: str, answer: Rows | Triples | bool) -> Reply:
    """An answer in the format that is wanted, on the query page where that is HTML."""
    offers = ROWS if isinstance(answer, Rows) else BOOLEANS if isinstance(answer, bool) else GRAPHS
    form = wanted(job, (*offers, HTML))
    if form == HTML:
        return pages.query_page(library.queries, query, _html(answer))
    if isinstance(answer, Triples):
        reply = graph_reply(answer.triples, form)
        return Reply(reply.body, form, headers=saved(job, form))
    told = BOOLEANS[form](answer) if isinstance(answer, bool) else ROWS[form](answer)
    return Reply(told.encode("utf-8", "replace"), form, headers=saved(job, form))


def _html(answer: Rows | Triples | bool) -> str:
    if isinstance(answer, bool):
        return pages.boolean_html(answer)
    if isinstance(answer, Rows):
        return pages.rows_html(answer)
    return pages.graph_html(rdf.serialised(answer.triples, "turtle"), len(answer.triples))


def _named(library: Library, job: Job) -> Reply:
    """The answer to a named query, its parameters set by the rest of what is given."""
    name = job.one("name")
    if name not in library.queries:
        raise UnknownNameError(name, get_close_matches(name, library.queries, n=3), "query")
    given = {key for key, _ in job.given} - {"name", "format"}
    named = library.queries[name]
    answer = ask(library.knowledge, named, {key: job.one(key) for key in sorted(given)})
    return _written(library, job, named.text, answer)


def _void(library: Library, job: Job) -> Reply:
    return graph_reply(void(library, job.base), wanted(job, tuple(GRAPHS)))


_ANSWERS: dict[str, Callable[[Library, Job], Reply]] = {
    "sparql": _sparql,
    "named": _named,
    "void": _void,
    **QUESTIONS,
}
