"""Turtle is read as it was typed and compared by what it says; nothing is fetched while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servers import listening

from glutagraph.errors import QueryError, TurtleSyntaxError
from glutagraph.rdf import (
    BlankNode,
    Literal,
    NamedNode,
    Triple,
    parse_turtle,
    rows,
    same_graph,
    serialised,
    store_of,
)
from glutagraph.vocabulary import ENTITY, PREFIXES, compact, expand

if TYPE_CHECKING:
    from collections.abc import Iterable


def objects(triples: Iterable[Triple]) -> list[str]:
    return [str(triple.object) for triple in triples]


@pytest.mark.parametrize(
    "typed", ['"0.80"', '"007"', '"a\\"b"', '"µ"@en', '"1 mg/kg"', '"line\\nline"']
)
def test_a_text_is_read_as_it_was_typed(typed: str) -> None:
    assert objects(parse_turtle(f"<a:a> <a:b> {typed} .", "")) == [typed]


@pytest.mark.parametrize("typed", ["0.80", "007", "+1", "1e0", "true"])
def test_a_figure_keeps_its_form(typed: str) -> None:
    (triple,) = parse_turtle(f"<a:a> <a:b> {typed} .", "")

    assert triple.object.value == typed


def test_nameless_things_of_two_documents_are_never_the_same() -> None:
    turtle = "_:x <a:b> 1 ."

    (one,), (other,) = parse_turtle(turtle, ""), parse_turtle(turtle, "")

    assert one.subject != other.subject


@pytest.mark.parametrize(
    ("turtle", "line", "reason"),
    [
        ("<a:a> <a:b> .", 1, ". is not a valid RDF object"),
        ("<a:a> <a:b> 1 .\n\n<a:a> <a:b>", 3, "Unexpected end"),
        ("kind:drug <a:b> 1 .", 1, "add '@prefix kind: <https://w3id.org/glutagraph/kind/> .'"),
        ("ent:drug <a:b> 1 .", 1, 'prefix "ent:" is not declared'),
        ("<a:a> <a:b> '''\n\n", 1, "Unexpected end"),
    ],
)
def test_what_is_not_turtle_is_told_with_its_line(turtle: str, line: int, reason: str) -> None:
    with pytest.raises(TurtleSyntaxError) as caught:
        parse_turtle(turtle, "graph/drugs/ketamine.ttl")

    assert (caught.value.file, caught.value.line) == ("graph/drugs/ketamine.ttl", line)
    assert reason in caught.value.reason
    assert "Parser error" not in str(caught.value)
    assert str(caught.value).startswith(f"graph/drugs/ketamine.ttl:{line}: ")


def test_bytes_in_another_encoding_are_told_with_the_line_that_has_them() -> None:
    with pytest.raises(TurtleSyntaxError, match=r"x\.ttl:2: not UTF-8; save the file as UTF-8"):
        parse_turtle("<a:a> <a:b>\n'é' .".encode("latin-1"), "x.ttl")


def test_nothing_is_fetched_while_a_document_is_read() -> None:
    with listening() as server:
        turtle = f"""@base <{server.url}> .
            @prefix x: <{server.url}> .
            <> <http://www.w3.org/2002/07/owl#imports> <{server.url}import> .
            x:a a <{server.url}type> ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <more.ttl> ."""

        assert len(parse_turtle(turtle, "")) == 3

    assert server.calls == 0


def test_two_documents_that_say_the_same_are_the_same_graph() -> None:
    assert same_graph("<a:a> <a:b> [ <a:c> 1 ], 2 .", "<a:a> <a:b> 2, _:x . _:x <a:c> 1 .")


@pytest.mark.parametrize(
    "other",
    [
        "<a:a> <a:b> [ <a:c> 2 ] .",
        "<a:a> <a:b> [ <a:c> 1.0 ] .",
        "<a:a> <a:b> [ <a:c> 01 ] .",
        "<a:a> <a:b> [ <a:c> 1 ], [ <a:c> 1 ; <a:d> 1 ] .",
        "<a:a> <a:c> [ <a:c> 1 ] .",
    ],
)
def test_a_figure_or_an_item_more_is_another_graph(other: str) -> None:
    assert not same_graph("<a:a> <a:b> [ <a:c> 1 ] .", other)


@given(st.text(), st.sampled_from(["turtle", "ntriples"]))
def test_any_text_survives_being_written_and_read(text: str, form: str) -> None:
    literal = Literal(text.encode("utf-8", "ignore").decode())
    triple = Triple(NamedNode(ENTITY + "ketamine"), NamedNode("a:b"), literal)

    (again,) = parse_turtle(serialised([triple], form), "")

    assert again == triple


def test_turtle_is_written_with_the_prefixes_it_needs_and_no_others() -> None:
    triples = parse_turtle(f"<{ENTITY}ketamine> <a:b> <{ENTITY}esketamine> .", "")

    written = serialised(triples, "turtle")

    assert "@prefix entity:" in written
    assert written.count("@prefix") == 1
    assert "entity:ketamine" in written


def test_our_prefixes_are_declared_in_every_query() -> None:
    store = store_of(parse_turtle(f"<{ENTITY}ketamine> <a:b> 1 .", ""))

    assert rows(store, "SELECT ?o { entity:ketamine ?p ?o }")[0] == ["o"]


@pytest.mark.parametrize(
    ("query", "line", "reason"),
    [
        ("SELECT ?s\n{ ?s ?p }", 2, "this is not SPARQL"),
        ("SELECT * { ?s ?p zzz:a }", 1, "a prefix is not declared; add PREFIX name: <...>"),
        ("ASK {}", 0, "not a SELECT"),
    ],
)
def test_a_query_that_cannot_be_answered_is_told_with_its_line(
    query: str, line: int, reason: str
) -> None:
    with pytest.raises(QueryError) as caught:
        rows(store_of([]), query)

    assert caught.value.line == line
    assert reason in caught.value.reason
    assert "expected" not in caught.value.reason


def test_a_store_holds_each_triple_once() -> None:
    triple = Triple(NamedNode("a:a"), NamedNode("a:b"), BlankNode("x"))

    assert len(store_of([triple, triple])) == 1


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_prefix_leads_to_a_name_and_back(prefix: str) -> None:
    name = f"{prefix}:thing-1"

    iri = expand(name)

    assert iri == PREFIXES[prefix] + "thing-1"
    assert compact(iri) == name
