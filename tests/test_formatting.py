"""Whatever is typed, there is one layout, and it changes no fact, no figure and no comment."""

from __future__ import annotations

import os
import re
import stat
import time
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glutagraph.errors import TurtleSyntaxError
from glutagraph.formatting import WIDTH, format_file, format_turtle
from glutagraph.rdf import Literal, parse_turtle, same_graph
from glutagraph.turtle_tree import DEEPEST, MOST_LABELLED
from glutagraph.vocabulary import PREFIXES

if TYPE_CHECKING:
    import pathlib

USED = ("gg", "entity", "claim", "source", "predicate", "kind", "rdfs", "skos", "xsd", "chebi")
PROLOGUE = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in USED)

CLAIM = """\
claim:ketamine.blocks.nmda-receptor
    a gg:Claim ;
    gg:subject entity:ketamine ;
    gg:predicate predicate:blocks ;
    gg:object entity:nmda-receptor ;
    gg:directness gg:direct ;
    gg:evidence [
        gg:source source:li-2010 ;
        gg:stance gg:supports ;
        gg:finding "Ketamine occupies the open channel." ;
        gg:dose "10 mg/kg" ;
        gg:locator "Results, paragraph 1" ;
    ], [
        gg:source source:zanos-2016 ;
        gg:stance gg:disputes ;
    ] .
"""


def body(typed: str) -> str:
    """The layout of what is typed below our prefixes, without the prefixes."""
    lines = format_turtle(PROLOGUE + typed).split("\n")
    return "\n".join(line for line in lines if not line.startswith("@prefix")).lstrip("\n")


def literals(text: str) -> set[str]:
    objects = (triple.object for triple in parse_turtle(text, ""))
    return {str(term) for term in objects if isinstance(term, Literal)}


def comments(text: str) -> list[str]:
    """The comments of a document whose literals hold no `#`."""
    return sorted(comment.rstrip() for comment in re.findall(r"#[^\r\n<>]*(?=[\r\n])", text))


def test_a_claim_in_the_layout_stays_as_it_is() -> None:
    assert body(CLAIM) == CLAIM


def test_a_claim_typed_in_any_order_comes_out_in_one() -> None:
    typed = """
      claim:ketamine.blocks.nmda-receptor gg:evidence [ gg:stance gg:disputes; gg:source
      source:zanos-2016 ] , [ gg:locator "Results, paragraph 1" ; gg:dose "10 mg/kg" ;
        gg:finding "Ketamine occupies the open channel.";
        gg:source source:li-2010; gg:stance gg:supports; ];
      gg:directness gg:direct ; gg:object entity:nmda-receptor; gg:predicate predicate:blocks ;
      gg:subject entity:ketamine ; a gg:Claim .
    """

    assert body(typed) == CLAIM


def test_only_the_prefixes_in_use_are_declared_in_the_order_of_the_vocabulary() -> None:
    typed = """\
PREFIX zebra: <https://example.org/>
@prefix chebi: <http://purl.obolibrary.org/obo/CHEBI_> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ape: <https://example.org/ape/> .
prefix entity: <https://w3id.org/glutagraph/entity/>
@prefix entity: <https://w3id.org/glutagraph/entity/> .
entity:ketamine ape:eats zebra:grass . @prefix chebi: <http://purl.obolibrary.org/obo/CHEBI_> .
entity:ketamine skos:exactMatch "6121"^^chebi:number .
"""

    assert (
        format_turtle(typed)
        == """\
@prefix entity: <https://w3id.org/glutagraph/entity/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix chebi: <http://purl.obolibrary.org/obo/CHEBI_> .
@prefix ape: <https://example.org/ape/> .
@prefix zebra: <https://example.org/> .

entity:ketamine
    ape:eats zebra:grass ;
    skos:exactMatch "6121"^^chebi:number .
"""
    )


def test_a_base_comes_before_the_prefixes() -> None:
    typed = "@prefix rdfs: <http://rdfs/> .\nBASE <http://base/>\n<ketamine> rdfs:label <ket>."

    assert (
        format_turtle(typed)
        == """\
@base <http://base/> .
@prefix rdfs: <http://rdfs/> .

<ketamine>
    rdfs:label <ket> .
"""
    )


def test_a_prefix_cannot_stand_for_two_namespaces() -> None:
    typed = "@prefix e: <http://one/> .\ne:s e:p 1 .\n@prefix e: <http://two/> .\ne:s e:p 2 ."

    with pytest.raises(TurtleSyntaxError, match="'@prefix e:' was declared before") as told:
        format_turtle(typed, "twice.ttl")

    assert (told.value.file, told.value.line) == ("twice.ttl", 3)


def test_known_predicates_come_in_their_order_then_others_by_name_then_evidence() -> None:
    typed = """entity:k gg:evidence []; skos:exactMatch chebi:1; predicate:part-of entity:b;
        gg:unheard-of 1; rdfs:comment "c"; skos:altLabel "l"; rdfs:label "l"; a kind:drug ."""

    verbs = [line.split()[0] for line in body(typed).splitlines()[1:]]

    assert verbs == [
        *("a", "rdfs:label", "skos:altLabel", "rdfs:comment"),
        *("gg:unheard-of", "predicate:part-of", "skos:exactMatch", "gg:evidence"),
    ]


def test_objects_are_sorted_and_said_once() -> None:
    typed = 'entity:k skos:altLabel "racemic", "(R,S)"; skos:altLabel "racemic", "K"@en .'

    assert body(typed) == 'entity:k\n    skos:altLabel "(R,S)", "K"@en, "racemic" .\n'


def test_objects_that_do_not_fit_a_line_have_a_line_each() -> None:
    names = sorted(f"entity:interneuron-{number:02}" for number in range(5))
    typed = f"entity:k predicate:blocks {', '.join(reversed(names))} ."

    assert body(typed) == (
        "entity:k\n    predicate:blocks\n        " + ",\n        ".join(names) + " .\n"
    )


@pytest.mark.parametrize(("spare", "rows"), [(0, 1), (-1, 3)])
def test_a_row_may_fill_its_width_to_the_last_column(spare: int, rows: int) -> None:
    filling = "x" * (WIDTH - spare - len('    rdfs:label "a", "" .'))

    laid_out = body(f'entity:k rdfs:label "a", "{filling}" .')

    assert len(laid_out.splitlines()) == 1 + rows


def test_one_long_finding_stays_behind_its_predicate() -> None:
    finding = '"' + "long " * 40 + '"'

    assert body(f"entity:k gg:finding {finding}.") == f"entity:k\n    gg:finding {finding} .\n"


def test_evidence_is_sorted_by_source_then_locator_then_finding() -> None:
    pieces = [
        'gg:source source:b; gg:locator "1"; gg:finding "x"',
        'gg:source source:a; gg:locator "2"; gg:finding "x"',
        'gg:source source:a; gg:locator "1"; gg:finding "y"',
        'gg:source source:a; gg:locator "1"; gg:finding "x"',
    ]

    laid_out = body(f"claim:c gg:evidence {', '.join(f'[{piece}]' for piece in pieces)} .")

    assert laid_out == body(f"claim:c gg:evidence [{'], ['.join(reversed(pieces))}] .")
    assert re.findall(r"source:(.) ;\n.*\"(.)\" ;\n.*\"(.)\"", laid_out) == [
        ("a", "x", "1"),
        ("a", "y", "1"),
        ("a", "x", "2"),
        ("b", "x", "1"),
    ]


def test_manipulations_keep_the_order_in_which_they_were_done() -> None:
    typed = "entity:k gg:manipulation [ gg:clamps entity:z ], [ gg:clamps entity:a ] ."

    assert (
        body(typed)
        == """\
entity:k
    gg:manipulation [
        gg:clamps entity:z ;
    ], [
        gg:clamps entity:a ;
    ] .
"""
    )


def test_blocks_of_one_subject_become_one() -> None:
    typed = "entity:k a kind:drug. entity:b a kind:drug. # b\nentity:k a kind:tool ."

    assert (
        body(typed)
        == """\
entity:k
    a kind:drug, kind:tool .

entity:b
    a kind:drug .  # b
"""
    )


def test_claims_follow_the_entity_by_name_and_others_keep_their_order() -> None:
    typed = "claim:b gg:p 1. entity:z gg:p 1. claim:a gg:p 1. entity:y gg:p 1 . [] gg:p 1 ."

    assert re.findall(r"^\S+", body(typed), re.M) == [
        *("entity:z", "entity:y", "[]", "claim:a", "claim:b")
    ]


def test_a_comment_above_a_block_moves_with_it_and_a_section_stays_where_it_is() -> None:
    typed = """\
# What ketamine is.

# The racemate.
entity:ketamine a kind:drug .

# What ketamine does.

# Second by name.
claim:b gg:p 1 .
# First by name.
claim:a gg:p 1 .
# The end.
"""

    assert (
        body("\n" + typed)
        == """\
# What ketamine is.

# The racemate.
entity:ketamine
    a kind:drug .

# What ketamine does.

# First by name.
claim:a
    gg:p 1 .

# Second by name.
claim:b
    gg:p 1 .

# The end.
"""
    )


def test_comments_in_a_block_keep_their_places() -> None:
    typed = """\
# Above the subject.
entity:ketamine  # Behind the subject.
    # Above the label.
    rdfs:label "ketamine" ;  # Behind the label.
    skos:altLabel
        # Above a name.
        "K",  # Behind a name.
        "special K" ;
    # gg:retired true ;
    gg:evidence [  # Behind the bracket.
        # Above the source.
        gg:source source:li-2010 ;  # Behind the source.
        # Before the end of the bracket.
    ] .  # Behind the bracket's end.
"""

    assert body(typed) == typed


def test_a_comment_behind_a_row_of_objects_is_about_the_row() -> None:
    assert body("entity:k gg:p 2, 1 . # both") == "entity:k\n    gg:p 1, 2 .  # both\n"


def test_a_comment_behind_one_of_several_lines_is_about_its_object() -> None:
    assert (
        body("entity:k gg:p 2,\n 3, # three\n 1 . # one")
        == """\
entity:k
    gg:p
        1,  # one
        2,
        3 .  # three
"""
    )


def test_comments_of_the_file_stay_at_its_top_and_those_of_a_dropped_prefix_join_them() -> None:
    typed = """\
# Licence: CC-BY.

# Ketamine.
@prefix gg: <https://w3id.org/glutagraph/vocabulary/> .  # ours
# Not needed.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .  # SKOS
<a:s> gg:p 1 .
"""

    assert (
        format_turtle(typed)
        == """\
# Licence: CC-BY.

# Ketamine.
# Not needed.
# SKOS
@prefix gg: <https://w3id.org/glutagraph/vocabulary/> .  # ours

<a:s>
    gg:p 1 .
"""
    )


@pytest.mark.parametrize(
    "term",
    [
        *("0.80", "007", "-.5", "+1", "1.e3", "6.022E23", "true", "false", "_:b.1", "()", "[]"),
        *('"plain"', "'single'", '"""a "long" one"""', "'''it's'''", r'"\u00e9\n\"quoted\""'),
        *('"Maus"@de-AT', '"1"^^xsd:integer', '"# no comment"', '""', '"""two\n\n   lines  \n"""'),
        *("chebi:6121", "entity:2r.6r-hnk", "entity:a%20b", r"entity:a\,b\.", "entity:a:b", "gg:"),
        *("<http://example.org/#fragment>", r"<http://example.org/\u00e9>", "entity:β-arrestin"),
        *("(1 2.0 (3))", '"spaced" ^^ xsd:integer'),
    ],
)
def test_a_term_stays_exactly_as_it_was_typed(term: str) -> None:
    laid_out = body(f"entity:k   rdfs:seeAlso {term} .")

    assert laid_out == f"entity:k\n    rdfs:seeAlso {term.replace(' ^^ ', '^^')} .\n"


def test_bracketed_things_may_be_subjects() -> None:
    assert (
        body("[ gg:p 1 ] . [] gg:p 2 . (1 2) gg:p [ gg:p () ] .")
        == """\
[
    gg:p 1 ;
] .

[]
    gg:p 2 .

(1 2)
    gg:p [
        gg:p () ;
    ] .
"""
    )


def test_a_list_that_does_not_fit_a_line_has_a_line_for_each_member() -> None:
    assert (
        body("entity:k gg:p ( 1 # one\n [ gg:p 2 ] ) .")
        == """\
entity:k
    gg:p (
        1  # one
        [
            gg:p 2 ;
        ]
    ) .
"""
    )


def test_windows_line_ends_and_byte_order_marks_go() -> None:
    assert format_turtle('\ufeff<a:s>\r\n  <a:p> """x\r\ny""" . # c\r\n') == (
        '<a:s>\n    <a:p> """x\ny""" .  # c\n'
    )


@pytest.mark.parametrize("text", ["", "\n\n", "@prefix gg: <http://gg/> ."], ids=repr)
def test_a_document_without_facts_is_one_empty_line(text: str) -> None:
    assert format_turtle(text) == "\n"


def test_a_document_of_comments_keeps_them() -> None:
    assert format_turtle("\n\n# one  \n# two\n\n\n#three") == "# one\n# two\n\n#three\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<a:s> <a:p> 1 .\n<a:s> <a:p> .", 2),
        ("<a:s>\n\n<a:p> entity:ketamine .", 3),
        ('<a:s> <a:p> "open', 1),
        ("<a:s> <a:p> <a:o> {| <a:q> 1 |} .", 1),
        ('VERSION "1.2"\n<a:s> <a:p> 1 .', 1),
        ("<a:s> <a:p> 1", 1),
    ],
    ids=repr,
)
def test_what_is_not_turtle_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TurtleSyntaxError) as told:
        format_turtle(text, "wrong.ttl")

    assert (told.value.file, told.value.line) == ("wrong.ttl", line)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        *("[" * MEGABYTE, "(" * (MEGABYTE // 5), '"' * MEGABYTE, "'" * MEGABYTE, "<" * MEGABYTE),
        *("a1" * MEGABYTE, "a." * MEGABYTE, "a:" + "." * MEGABYTE, '"""' + "\\" * MEGABYTE),
        "<a:s> <a:p> " + "(" * (MEGABYTE // 5) + ")" * (MEGABYTE // 5) + " .",
        "<a:s> <a:p> " + "[ <a:p> " * 100_000 + "1" + "]" * 100_000 + " .",
    ],
    ids=lambda text: f"{text[:14]}...{text[-2:]}",
)
def test_hostile_text_is_refused_soon(text: str) -> None:
    begun = time.monotonic()

    with pytest.raises(TurtleSyntaxError):
        format_turtle(text)

    assert time.monotonic() - begun < 20


def test_brackets_may_be_nested_only_so_deep() -> None:
    def nested(depth: int) -> str:
        return "<a:s> <a:p> " + "[ <a:p> <a:o>, (" * (depth // 2) + ") ]" * (depth // 2) + " ."

    assert format_turtle(nested(DEEPEST)).count("[") == DEEPEST // 2
    with pytest.raises(TurtleSyntaxError, match="nested more than 50 deep"):
        format_turtle(nested(DEEPEST + 2))


@pytest.mark.parametrize(
    "text",
    [
        "<a:s> <a:p> 1 . # c\n" * 20_000,
        "<a:s> <a:p> " + "2, # c\n" * 50_000 + "1 .",
        "<a:s> <a:p> 1 " + ("#" * 100 + "\n") * 10_000 + " .",
        "<a:s> <a:p> 1 ; " + "<a:p> 2 ;" * 50_000 + " .",
        "@prefix a: <a:> .\n" * 20_000,
    ],
    ids=lambda text: text[:24],
)
def test_a_long_document_is_laid_out_soon(text: str) -> None:
    begun = time.monotonic()

    format_turtle(text)

    assert time.monotonic() - begun < 20


# Files


def test_a_file_is_laid_out_whole_and_keeps_its_mode(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "ketamine.ttl"
    file.write_bytes("\ufeff<a:s>   <a:p> 'β'.\r\n".encode())
    file.chmod(0o640)

    assert format_file(file, write=False)
    assert file.read_bytes().endswith(b"\r\n")
    assert format_file(file, write=True)
    assert file.read_text(encoding="utf-8") == "<a:s>\n    <a:p> 'β' .\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert not format_file(file, write=True)
    assert os.listdir(tmp_path) == ["ketamine.ttl"]


@pytest.mark.parametrize("content", [b"<a:s> <a:p> .", b'<a:s> <a:p> "caf\xe9" .'], ids=repr)
def test_a_file_with_an_error_is_left_alone(tmp_path: pathlib.Path, content: bytes) -> None:
    file = tmp_path / "wrong.ttl"
    file.write_bytes(b"# fine\n" + content)

    with pytest.raises(TurtleSyntaxError) as told:
        format_file(file, write=True)

    assert (told.value.file, told.value.line) == (str(file), 2)
    assert file.read_bytes() == b"# fine\n" + content
    assert os.listdir(tmp_path) == ["wrong.ttl"]


def test_a_link_goes_on_pointing_to_its_file(tmp_path: pathlib.Path) -> None:
    file, link = tmp_path / "ketamine.ttl", tmp_path / "link.ttl"
    file.write_text("<a:s> <a:p> 1.")
    link.symlink_to(file)

    format_file(link, write=True)

    assert link.is_symlink()
    assert file.read_text() == "<a:s>\n    <a:p> 1 .\n"


# Whatever is typed

NAMES = st.sampled_from(
    [
        *("entity:ketamine", "entity:2r.6r-hnk", "claim:a.blocks.b", "claim:b", "gg:evidence"),
        *("gg:source", "gg:locator", "rdfs:label", "<http://a.org/#x>", "chebi:6121", "_:b.1"),
    ]
)
VERBS = NAMES.filter(lambda name: not name.startswith("_")) | st.just("a")
WORDS = st.text(st.characters(blacklist_characters='"\\\r\n#', codec="utf-8"), max_size=8)
LITERALS = st.sampled_from(["0.80", "007", "-.5e3", "true", "'it'", '"""a\n b"""@en']) | st.builds(
    '"{}"{}'.format, WORDS, st.sampled_from(["", "@de-AT", "^^xsd:date"])
)
GAPS = st.sampled_from(
    [" "] * 12
    + ["\n", "\n\n", "\t\r\n", " #c\n", "\n# d \n", "\n#e\n\n", " #f\r\n\n#g\n", "#\n#\n"]
)


def tokens_of_objects(things: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    """Property lists and collections of simpler things, as tokens."""
    return st.builds(
        lambda inside: ["[", *inside, "]"], predicates(things) | st.just([])
    ) | st.builds(lambda members: ["(", *chain(*members), ")"], st.lists(things, max_size=3))


def predicates(things: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    objects = st.lists(things, min_size=1, max_size=3).map(lambda each: joined(each, ","))
    one = st.builds(lambda verb, several: [verb, *several], VERBS, objects)
    return st.lists(one, min_size=1, max_size=3).map(lambda each: joined(each, ";"))


def joined(parts: list[list[str]], mark: str) -> list[str]:
    return [token for part in parts for token in [mark, *part]][1:]


THINGS = st.recursive((NAMES | LITERALS).map(lambda term: [term]), tokens_of_objects, max_leaves=6)
SUBJECTS = NAMES.map(lambda name: [name]) | tokens_of_objects(LITERALS.map(lambda term: [term]))
BLOCKS = st.builds(lambda subject, inside: [*subject, *inside, "."], SUBJECTS, predicates(THINGS))
AGAIN = st.sampled_from(
    [["@prefix", "gg:", f"<{PREFIXES['gg']}>", "."], ["PREFIX", "unused:", "<http://unused/>"]]
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Small documents, with white space and comments in every place where they may stand."""
    blocks = draw(st.lists(BLOCKS | BLOCKS | AGAIN, max_size=5))
    declared = [["@prefix", f"{prefix}:", f"<{PREFIXES[prefix]}>", "."] for prefix in USED]
    tokens = [token for statement in declared + blocks for token in statement]
    return "".join(draw(GAPS) + token for token in tokens) + draw(GAPS)


@settings(deadline=None)
@given(documents())
def test_layout_changes_no_fact(document: str) -> None:
    assert same_graph(format_turtle(document), document.replace("\r\n", "\n"))


@settings(deadline=None)
@given(documents())
def test_layout_is_done_once(document: str) -> None:
    laid_out = format_turtle(document)

    assert format_turtle(laid_out) == laid_out


@settings(deadline=None)
@given(documents())
def test_layout_loses_no_comment(document: str) -> None:
    assert comments(format_turtle(document)) == comments(document)


@settings(deadline=None)
@given(documents())
def test_layout_keeps_every_literal_as_typed(document: str) -> None:
    laid_out = format_turtle(document)

    assert literals(laid_out) == literals(document)


@settings(deadline=None)
@given(documents())
def test_a_layout_ends_in_one_line_end_and_no_line_in_white_space(document: str) -> None:
    laid_out = format_turtle(document)

    assert laid_out.endswith("\n")
    assert not laid_out.endswith("\n\n")
    assert not re.search(r"[ \t]$", laid_out, re.M)


def test_a_tangle_of_labelled_blank_nodes_is_refused_at_once() -> None:
    names = [f"_:n{number}" for number in range(MOST_LABELLED + 4)]
    tangle = "\n".join(f"{one} <a:meets> {other} ." for one in names for other in names)
    started = time.perf_counter()

    with pytest.raises(TurtleSyntaxError, match="labelled blank nodes; nest them"):
        format_turtle(tangle)

    assert time.perf_counter() - started < 5
