"""A loaded graph finds whatever people call a thing, and hands its triples to other libraries whole."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from building import shipped
from toy_files import INTERNEURONS, Toy, printed_under_two_hash_seeds

import glutagraph
from glutagraph.errors import AmbiguousNameError, UnknownNameError
from glutagraph.knowledge import Knowledge
from glutagraph.loading import load_files
from glutagraph.location import shipped_graph
from glutagraph.rdf import BlankNode, Literal, NamedNode, Term
from glutagraph.vocabulary import CLAIM, ENTITY, EVIDENCE, PREDICATE, VOCABULARY

SEE_ALSO = "http://www.w3.org/2000/01/rdf-schema#seeAlso"
SRC = Path(__file__).parent.parent / "src"


@pytest.fixture(scope="module")
def graph() -> Knowledge:
    places = [INTERNEURONS, shipped_graph() / "vocabulary.ttl"]
    return Knowledge(load_files(places), places)


# names


@pytest.mark.parametrize(
    "name",
    [
        "ketamine",
        "Ketamine",
        "KETAMINE",
        "entity:ketamine",
        "ENTITY:ketamine",
        "racemic ketamine",
        "Racemic  Ketamine",
        " ketamine ",
        "ci-581",
        "chebi:6121",
        "CHEBI:6121",
    ],
)
def test_an_entity_is_found_by_slug_label_synonym_and_identifier_in_any_case(
    name: str, graph: Knowledge
) -> None:
    assert graph.entity(name).id == "ketamine"
    assert graph.find(name).id == "ketamine"


def test_a_name_is_found_as_often_as_it_is_asked_for(graph: Knowledge) -> None:
    assert [graph.entity("racemic ketamine").id for _ in range(3)] == ["ketamine"] * 3


def test_a_broad_match_is_no_name(graph: Knowledge) -> None:
    """Ketamine's identifier is a broad match of esketamine, which has no identifier of its own."""
    assert graph.entity("chebi:6121").id == "ketamine"


def test_a_retired_name_gives_its_successor(graph: Knowledge) -> None:
    assert graph.entity("nmda-channel").id == "nmda-receptor"
    assert graph.entity("NMDA channel").id == "nmda-receptor"
    assert graph.find("nmda-channel").id == "nmda-receptor"


def test_a_misspelt_name_is_answered_with_what_it_may_have_meant(graph: Knowledge) -> None:
    with pytest.raises(UnknownNameError) as caught:
        graph.entity("ketamin")

    assert caught.value.suggestions[0] == "ketamine"
    assert "did you mean ketamine" in str(caught.value)


def test_a_name_like_nothing_is_answered_with_where_to_look(graph: Knowledge) -> None:
    with pytest.raises(UnknownNameError, match="'glutagraph list entities' shows what there is"):
        graph.entity("zzz")


def test_a_misspelt_name_of_anything_is_answered_too(graph: Knowledge) -> None:
    with pytest.raises(UnknownNameError, match="did you mean disinhibition"):
        graph.find("disinhibiton")


@pytest.mark.parametrize(
    "name", ["", " ", ":", "entity:", "claim:", "entity:entity:ketamine", "\0"]
)
def test_what_is_hardly_a_name_is_nobodys(name: str, graph: Knowledge) -> None:
    with pytest.raises(UnknownNameError):
        graph.find(name)


def test_a_bare_name_that_fits_two_things_must_say_which(graph: Knowledge) -> None:
    """The disinhibition hypothesis is also called mood, as an outcome is."""
    with pytest.raises(AmbiguousNameError) as caught:
        graph.find("mood")

    assert caught.value.candidates == ("entity:mood", "hypothesis:disinhibition")
    assert graph.find("entity:mood").id == "mood"
    assert graph.find("hypothesis:disinhibition").id == "disinhibition"
    assert graph.hypothesis("mood").id == "disinhibition"
    assert graph.entity("mood").id == "mood"


def test_a_synonym_of_two_entities_must_say_which(tmp_path: Path) -> None:
    toy = Toy.copied_to(tmp_path)
    toy.change("outcomes/mood.ttl", '"low mood"', '"Racemic Ketamine"')

    with pytest.raises(AmbiguousNameError) as caught:
        toy.knowledge().entity("racemic ketamine")

    assert caught.value.candidates == ("entity:ketamine", "entity:low-mood")


def test_a_slug_comes_before_anothers_synonym(tmp_path: Path) -> None:
    toy = Toy.copied_to(tmp_path)
    toy.change("outcomes/mood.ttl", '"low mood"', '"ketamine"')

    assert toy.knowledge().entity("ketamine").id == "ketamine"


def test_each_sort_of_thing_is_found_by_its_own_names(graph: Knowledge) -> None:
    assert graph.source("author-2001").id == "author-2001"
    assert graph.source("Author et al. 2001").id == "author-2001"
    assert graph.source("pmid:1").id == "author-2001"
    assert graph.hypothesis("disinhibition of interneurons").id == "disinhibition"
    assert graph.experiment("receptors-removed").id == "receptors-removed"
    assert graph.claim("ketamine.increases.mood").id == "ketamine.increases.mood"
    assert graph.find("claim:ketamine.increases.mood").id == "ketamine.increases.mood"


def test_a_name_of_one_sort_is_not_taken_for_another(graph: Knowledge) -> None:
    with pytest.raises(UnknownNameError, match="is not the name of a hypothesis"):
        graph.hypothesis("ketamine")
    with pytest.raises(UnknownNameError):
        graph.entity("hypothesis:disinhibition")


def test_every_shipped_thing_is_found_by_its_slug_and_its_label() -> None:
    knowledge = shipped()
    for entity in knowledge.entities.values():
        assert knowledge.find(f"entity:{entity.id}") == knowledge.entity(entity.id)
        assert entity.retired or knowledge.entity(entity.label) == entity
    for hypothesis in knowledge.hypotheses.values():
        assert knowledge.find(f"hypothesis:{hypothesis.id}") == hypothesis
    for source in knowledge.sources.values():
        assert knowledge.find(f"source:{source.id}") == source
    for experiment in knowledge.experiments.values():
        assert knowledge.find(experiment.id) == experiment


def test_a_context_term_is_found_by_slug_and_label(graph: Knowledge) -> None:
    assert graph.context("species", "Rat") == "rat"
    with pytest.raises(UnknownNameError, match="is not the name of a species"):
        graph.context("species", "acute")


# what belongs together


def test_a_hypothesis_holds_its_own_claims_and_those_of_the_modules_it_includes(
    graph: Knowledge,
) -> None:
    held = {claim.id for claim in graph.claims_of(graph.hypothesis("disinhibition"))}

    assert "gaba-interneuron-activity.decreases.mood" in held
    assert "ketamine.blocks.interneuron-nmda-receptor" in held
    assert "ketamine.increases.mood" not in held


def test_a_claim_about_a_claim_is_about_the_entities_of_both(graph: Knowledge) -> None:
    required = "ketamine.increases.mood.requires.interneuron-nmda-receptor"

    for name in ("ketamine", "interneuron-nmda-receptor", "mood"):
        about = {claim.id for claim in graph.claims_about(graph.entity(name))}
        assert required in about


def test_a_rat_is_a_rodent_and_the_cortex_is_in_the_brain(graph: Knowledge) -> None:
    assert graph.holds("species", "rodent", "rat")
    assert not graph.holds("species", "rat", "rodent")
    assert graph.holds("region", "brain", "prefrontal-cortex")
    assert not graph.holds("region", "prefrontal-cortex", "brain")


# triples


def test_a_supported_claim_has_its_direct_triple(graph: Knowledge) -> None:
    direct = _direct(graph)

    assert ("ketamine", "blocks", "interneuron-nmda-receptor") in direct
    assert ("ketamine", "increases", "mood") in direct, "disputed, not refuted"
    assert ("ketamine", "decreases", "gaba-interneuron-activity") in direct, "context-bound"


def test_an_open_or_refuted_claim_has_none(graph: Knowledge) -> None:
    direct = _direct(graph)

    assert ("ketamine", "inhibits", "nmda-receptor") not in direct
    assert ("ketamine", "decreases", "mood") not in direct


def test_of_the_shipped_claims_those_that_stand_have_a_direct_triple_and_no_others() -> None:
    knowledge = shipped()
    triples = {(t.subject.value, t.predicate.value, t.object.value) for t in knowledge.triples}

    for claim in knowledge.claims.values():
        ends = (claim.subject.iri, claim.predicate.iri, claim.object.iri)
        assert (ends in triples) == (claim.status not in ("open", "refuted")), claim.id


def test_each_item_of_evidence_has_a_name_that_says_whose_it_is(graph: Knowledge) -> None:
    named = {t.object.value for t in graph.triples if t.predicate.value == VOCABULARY + "evidence"}

    assert f"{EVIDENCE}ketamine.increases.mood/author-2001" in named
    assert f"{EVIDENCE}ketamine.increases.mood/rival-2005" in named
    assert len(named) == sum(len(claim.evidence) for claim in graph.claims.values())


def test_several_items_of_one_source_are_numbered(tmp_path: Path) -> None:
    toy = Toy.copied_to(tmp_path)
    toy.change("drugs/ketamine.ttl", "source:rival-2005 ;\n        gg:stance gg:disputes", _SECOND)

    names = {t.object.value for t in toy.knowledge().triples if "evidence/" in t.object.value}

    assert f"{EVIDENCE}ketamine.increases.mood/author-2001" in names
    assert f"{EVIDENCE}ketamine.increases.mood/author-2001-2" in names


_SECOND = "source:author-2001 ;\n        gg:stance gg:disputes"


def test_rdflib_and_the_store_hold_the_same_triples(graph: Knowledge) -> None:
    ours = {f"{_term(t.subject)} {_term(t.predicate)} {_term(t.object)}" for t in graph.triples}

    stored = {
        f"{_term(quad.subject)} {_term(quad.predicate)} {_term(quad.object)}"
        for quad in graph.store
    }
    in_rdflib = {" ".join(part.n3() for part in triple) for triple in graph.rdf}

    assert stored == ours
    assert in_rdflib == ours
    assert len(ours) > 500


def test_the_shipped_graph_is_as_large_in_rdflib_as_in_the_store() -> None:
    knowledge = glutagraph.load()  # of its own: the store grows when verdicts are asked for

    assert len(knowledge.rdf) == len(knowledge.store) > 5000


def test_rdflib_binds_our_prefixes(graph: Knowledge) -> None:
    assert dict(graph.rdf.namespaces())["entity"].toPython() == ENTITY


TYPED = {
    "0.80": "0.8",
    "007": "7",
    '"1"^^xsd:boolean': "true",
    '"2018-11"^^xsd:gYearMonth': "2018-11",
    '"µ"@en': "µ",
    '"0.80 µM"': "0.80 µM",
}
"""How a literal is typed, and what stands for it in a store, which knows figures by their value."""


def test_literals_keep_the_form_in_which_they_were_typed(tmp_path: Path) -> None:
    toy = Toy.copied_to(tmp_path)
    toy.add("typed.ttl", f"entity:ketamine rdfs:seeAlso {', '.join(TYPED)} .\n")
    knowledge = toy.knowledge()
    forms = {form.partition("^")[0].partition("@")[0].strip('"') for form in TYPED}

    read = {t.object.value for t in knowledge.triples if t.predicate.value == SEE_ALSO}
    in_rdflib = {str(node) for node in knowledge.rdf.objects(None, rdflib.RDFS.seeAlso)}
    stored = {quad.object.value for quad in knowledge.store if quad.predicate.value == SEE_ALSO}

    assert read == forms
    assert in_rdflib == forms
    assert stored == set(TYPED.values())


def test_what_stays_nameless_is_numbered_alike_in_every_process() -> None:
    """Else two runs of one query could differ, in their rows and in the order of these."""
    script = (
        "import glutagraph\n"
        f"knowledge = glutagraph.load({str(INTERNEURONS)!r},"
        f" {str(shipped_graph() / 'vocabulary.ttl')!r})\n"
        "print(*map(str, knowledge.triples), sep='\\n')\n"
    )

    answers = printed_under_two_hash_seeds(script)

    (answer,) = answers
    assert b"manipulation" in answer


def test_without_a_place_the_shipped_graph_is_loaded() -> None:
    assert glutagraph.load().places == (shipped_graph(),)
    assert glutagraph.load(str(shipped_graph())).claims.keys() == shipped().claims.keys()


def _direct(knowledge: Knowledge) -> set[tuple[str, str, str]]:
    return {
        (
            triple.subject.value.removeprefix(ENTITY),
            triple.predicate.value.removeprefix(PREDICATE),
            triple.object.value.removeprefix(ENTITY),
        )
        for triple in knowledge.triples
        if triple.predicate.value.startswith(PREDICATE)
        and not triple.subject.value.startswith(CLAIM)
    }


def _term(term: Term) -> str:
    """A term in N-Triples, as rdflib writes it."""
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value).n3()
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value).n3()
    assert isinstance(term, Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language).n3()
    plain = term.datatype.value.endswith("#string")
    datatype = None if plain else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False).n3()
