"""The description of every path for programs: OpenAPI 3.1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from .. import __version__
from .exchange import HTML, JSON, PLAIN
from .formats import GRAPHS, ROWS
from .protocol import FORM, QUERY
from .questions import ASKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .questions import Parameter

    Json = dict[str, Any]

_REFUSALS: Final = {
    "400": "What was given does not fit.",
    "404": "Nothing bears the name; the names close to it are told.",
    "405": "This server only answers questions.",
    "406": "It cannot be had in what is accepted.",
    "422": "Working it out takes more time, memory or room than there is.",
    "431": "The first line and the headers are too long.",
    "503": "Busy: ask again after as many seconds as Retry-After says.",
}
_SHORT_FORMS: Final = (
    "json",
    "xml",
    "csv",
    "tsv",
    "turtle",
    "ntriples",
    "jsonld",
    "rdfxml",
    "html",
)


def description(base: str) -> Json:
    """Every path of a server at an address.

    >>> sorted(description("http://127.0.0.1:8400")["paths"])[:3]
    ['/', '/.well-known/void', '/compare']
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "glutagraph",
            "version": __version__,
            "description": "How rapid-acting antidepressants work: claims with their evidence.",
            "license": {"name": "MIT AND CC-BY-4.0", "identifier": "MIT AND CC-BY-4.0"},
        },
        "servers": [{"url": base}],
        "paths": {
            "/": _get("The explorer: a page to look at.", [HTML]),
            "/sparql": _sparql(),
            **{f"/{name}": _question(name) for name in ASKED},
            "/queries": _get("The questions that are asked often.", [JSON]),
            "/queries/{name}": _named(),
            "/{sort}/{name}": _thing(),
            "/.well-known/void": _get("The data set: VoID.", GRAPHS, refusals=("406",)),
            "/health": _get("Whether questions can be answered.", [JSON], refusals=("503",)),
            "/metrics": _get("Counters, as Prometheus reads them.", [PLAIN]),
            "/openapi.json": _get("This description.", [JSON]),
        },
        "components": {"schemas": {"Refusal": _refusal_schema()}},
    }


def _get(
    meaning: str,
    media_types: Iterable[str],
    parameters: Iterable[Json] = (),
    refusals: Iterable[str] = (),
) -> Json:
    operation: Json = {"summary": meaning, "responses": _responses(media_types, refusals)}
    if told := list(parameters):
        operation["parameters"] = told
    return {"get": operation}


def _responses(media_types: Iterable[str], refusals: Iterable[str]) -> Json:
    content: Json = {media_type: {} for media_type in dict.fromkeys(media_types)}
    refused = {
        JSON: {"schema": {"$ref": "#/components/schemas/Refusal"}},
        PLAIN: {"schema": {"type": "string"}},
        HTML: {"schema": {"type": "string"}},
    }
    return {
        "200": {"description": "The answer.", "content": content},
        **{one: {"description": _REFUSALS[one], "content": refused} for one in (*refusals, "431")},
    }


def _question(name: str) -> Json:
    question = ASKED[name]
    told = f"{question.meaning} For example: /{name}?{question.example}"
    refusals = ("400", "404", "406", "422", "503")
    examples = parse_qs(question.example)
    given = [_parameter(one, examples.get(one.name, [])) for one in question.parameters]
    return _get(told, [JSON], given, refusals)


def _parameter(parameter: Parameter, examples: list[str]) -> Json:
    schema: Json = {"type": "string", "pattern": parameter.pattern}
    if parameter.sort == "number":
        schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
    elif parameter.sort == "flag":
        schema = {"type": "boolean", "default": False}
    elif parameter.sort == "choice":
        schema = {"type": "string", "enum": list(parameter.choices)}
    if parameter.default != "":
        schema["default"] = parameter.default
    if parameter.repeated:
        schema = {"type": "array", "items": schema}
        if parameter.required:
            schema["minItems"] = parameter.least
    given = _given(parameter.name, parameter.meaning, schema)
    if examples:
        given["example"] = examples if parameter.repeated else examples[0]
    return {**given, "required": parameter.required}


def _sparql() -> Json:
    graphs: Json = {"type": "array", "items": {"type": "string", "format": "iri"}}
    query: Json = {"type": "string", "pattern": r"\S"}
    parameters = [
        _given("query", "The query; without one, what this service is.", query),
        _given("default-graph-uri", "Graphs to ask as one, of those that are here.", graphs),
        _given("named-graph-uri", "Graphs to ask by name, of those that are here.", graphs),
        _format(),
    ]
    refusals = ("400", "406", "422", "503")
    answers = _responses([*ROWS, *GRAPHS, HTML], refusals)
    forbidden = {"403": {"description": "An update: nothing here can be changed."}}
    sizes = {"413": {"description": "Too big."}, "415": {"description": "Not a query."}}
    late = {"408": {"description": "It took too long to arrive."}}
    form = {"type": "object", "properties": {"query": query}, "required": ["query"]}
    return {
        "get": {
            "summary": "SPARQL 1.1 Protocol: a query in the address.",
            "parameters": parameters,
            "responses": {**answers, **forbidden},
        },
        "post": {
            "summary": "SPARQL 1.1 Protocol: a query as a form, or as such.",
            "parameters": parameters[1:],
            "requestBody": {
                "required": True,
                "content": {FORM: {"schema": form}, QUERY: {"schema": query}},
            },
            "responses": {**answers, **forbidden, **sizes, **late},
        },
    }


def _named() -> Json:
    path = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "Its name, as /queries has it; its parameters stand in the address.",
        "schema": {"type": "string", "pattern": "^[a-z0-9-]+$"},
    }
    refusals = ("400", "404", "406", "422", "503")
    told = "The answer to a question that is asked often."
    return _get(told, [*ROWS, *GRAPHS, HTML], [path, _format()], refusals)


def _thing() -> Json:
    sorts = ["entity", "claim", "source", "hypothesis", "study", "experiment", "predicate"]
    sort: Json = {"type": "string", "enum": sorts}
    parameters = [
        {"name": "sort", "in": "path", "required": True, "schema": sort},
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}},
        _format(),
    ]
    refusals = ("400", "404", "406", "422", "503")
    made = _get("What is known of a thing.", [HTML, *GRAPHS], parameters, refusals)
    made["get"]["responses"]["301"] = {"description": "It was retired for another."}
    return made


def _given(name: str, meaning: str, schema: Json) -> Json:
    return {"name": name, "in": "query", "description": meaning, "schema": schema}


def _format() -> Json:
    told = "The format, where Accept cannot be set."
    return _given("format", told, {"type": "string", "enum": list(_SHORT_FORMS)})


def _refusal_schema() -> Json:
    return {
        "type": "object",
        "required": ["schema", "status", "error"],
        "properties": {
            "schema": {"type": "integer"},
            "status": {"type": "integer"},
            "error": {"type": "string", "description": "The thing, the place and the cure."},
            "line": {"type": "integer", "description": "The line of the query."},
            "suggestions": {"type": "array", "items": {"type": "string"}},
        },
    }
