"""A listing holds what passes every filter, in an order, and says what it cannot make of a word."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from building import knowledge, shipped, stable, toy
from command_line import glutagraph as command
from hypothesis import given
from hypothesis import strategies as st
from toy_files import TRIALS, Toy, printed_under_two_hash_seeds

from glutagraph.commands import list as list_command
from glutagraph.errors import UnknownNameError
from glutagraph.export import thing_json
from glutagraph.listing import FILTERS, LISTS, columns_of, list_name, listing, places_of
from glutagraph.location import shipped_graph
from glutagraph.model import STATUSES, STUDY_RESULTS, Claim, Experiment, Family, Study

if TYPE_CHECKING:
    from pathlib import Path

    from glutagraph.knowledge import Knowledge

TOY = ("--graph", TRIALS, "--graph", shipped_graph() / "vocabulary.ttl")
FORMS = ("table", "json", "jsonl", "csv", "tsv", "md")
ANTAGONISTS = "NMDA receptor antagonists"


def found(graph: Knowledge, kind: str, **filters: str | None) -> list[str]:
    """What a listing holds, by name."""
    return [thing.id for thing in listing(graph, kind, **filters)]


# studies, one filter at a time


@pytest.mark.parametrize(
    ("drug", "trials"),
    [
        ("ketamine", ["author-2016", "repeated", "rival-2017"]),
        ("racemic ketamine", ["author-2016", "repeated", "rival-2017"]),
        ("chebi:6121", ["author-2016", "repeated", "rival-2017"]),
        ("repeated-ketamine", ["repeated"]),
        ("(S)-ketamine", ["esketamine-nose", "esketamine-vein"]),
        ("DXM", ["dextromethorphan", "nuedexta-review"]),
        ("quinidine", ["nuedexta-review"]),
        ("Nuedexta", ["nuedexta-review"]),
        (ANTAGONISTS, ["dextromethorphan", "lanicemine", "nuedexta-review", "traxoprodil"]),
        ("GluN2B antagonists", ["traxoprodil"]),
        ("placebo", []),
        ("midazolam", []),
        ("sarcosine", []),
    ],
)
def test_the_trials_of_a_drug_are_those_that_treated_with_a_form_of_it(
    drug: str, trials: list[str]
) -> None:
    """Its regimens and combinations are forms of a drug, its members those of a class; what a racemate
    holds is no form of it, nor is what it was compared with."""
    assert found(toy("trials"), "studies", drug=drug) == trials


@pytest.mark.parametrize(
    ("filters", "trials"),
    [
        ({"result": "positive"}, ["author-2016", "esketamine-nose", "nuedexta-review"]),
        ({"result": "negative"}, ["esketamine-vein", "rival-2017"]),
        ({"result": "mixed"}, ["repeated"]),
        ({"result": "halted"}, ["dextromethorphan"]),
        ({"result": "pending"}, ["lanicemine"]),
        ({"result": "not-stated"}, ["traxoprodil"]),
        ({"population": "bipolar depression"}, ["nuedexta-review", "rival-2017"]),
        ({"population": "cough"}, []),
        ({"scale": "MADRS"}, ["author-2016", "rival-2017"]),
        ({"scale": "ham-d"}, ["author-2016", "esketamine-nose"]),
        ({"route": "intravenous"}, ["author-2016", "esketamine-vein", "rival-2017"]),
        ({"route": "Intranasal"}, ["esketamine-nose"]),
        ({"route": "intraperitoneal"}, []),
        ({"comparator": "placebo"}, ["author-2016", "esketamine-nose", "rival-2017"]),
        ({"comparator": "ketamine"}, ["esketamine-vein"]),
        ({"section": "Others"}, ["lanicemine", "traxoprodil"]),
        ({}, sorted(toy("trials").studies)),
        ({"drug": None, "result": None}, sorted(toy("trials").studies)),
    ],
    ids=str,
)
def test_each_filter_leaves_the_studies_that_it_names(
    filters: dict[str, str], trials: list[str]
) -> None:
    assert found(toy("trials"), "studies", **filters) == trials


@pytest.mark.parametrize(
    ("filters", "trials"),
    [
        ({"drug": "esketamine", "result": "negative"}, ["esketamine-vein"]),
        ({"drug": "ketamine", "result": "positive", "scale": "madrs"}, ["author-2016"]),
        ({"drug": "esketamine", "comparator": "placebo"}, ["esketamine-nose"]),
        ({"drug": ANTAGONISTS, "population": "bipolar-depression"}, ["nuedexta-review"]),
        ({"drug": "ketamine", "section": "ketamine: trials, paragraph 2"}, ["rival-2017"]),
        ({"drug": "sarcosine", "result": "positive"}, []),
    ],
    ids=str,
)
def test_filters_together_leave_what_passes_them_all(
    filters: dict[str, str], trials: list[str]
) -> None:
    assert found(toy("trials"), "studies", **filters) == trials


CHOICES = {
    "studies": {
        "drug": ("ketamine", "esketamine", ANTAGONISTS, "quinidine"),
        "result": STUDY_RESULTS,
        "population": ("depression", "bipolar-depression"),
        "scale": ("madrs", "ham-d"),
        "route": ("intravenous", "intranasal", "oral"),
        "comparator": ("placebo", "midazolam", "ketamine"),
        "section": ("Ketamine", "Esketamine", "Others", "Others, paragraph 1"),
    },
    "claims": {
        "hypothesis": ("glutamate", "sigma"),
        "about": ("ketamine", "nmda-receptor", "mood"),
        "family": tuple(family.value for family in Family),
        "status": STATUSES,
        "section": ("Ketamine", "Dextromethorphan", "Others, paragraph 10"),
    },
}


@pytest.mark.parametrize("kind", CHOICES)
@stable(80)
@given(data=st.data())
def test_any_filters_together_leave_what_each_of_them_leaves(
    kind: str, data: st.DataObject
) -> None:
    choices = {name: st.none() | st.sampled_from(words) for name, words in CHOICES[kind].items()}
    filters = data.draw(st.fixed_dictionaries(choices))
    graph = toy("trials")

    alone = [set(found(graph, kind, **{name: word})) for name, word in filters.items()]

    together = set.intersection(*alone)
    assert found(graph, kind, **filters) == [i for i in found(graph, kind) if i in together]


def test_the_filters_that_are_tried_together_are_all_there_are() -> None:
    assert {kind: tuple(CHOICES[kind]) for kind in CHOICES} == {
        kind: FILTERS[kind] for kind in CHOICES
    }


def test_every_study_has_one_of_the_results() -> None:
    for graph in (toy("trials"), shipped()):
        told = [one for word in STUDY_RESULTS for one in found(graph, "studies", result=word)]
        assert sorted(told) == sorted(graph.studies)


# forms of a drug


def forms(graph: Knowledge, drug: str) -> list[str]:
    return [form.id for form in graph.forms_of(graph.entity(drug))]


KINDS = {"a-mix": "drug-combination", "b-mix": "drug-combination", "c-mix": "drug-combination"}


def test_a_drug_is_the_first_of_its_forms() -> None:
    graph = toy("trials")

    assert forms(graph, "ketamine") == ["ketamine", "repeated-ketamine"]
    assert forms(graph, "glun2b-antagonists") == ["glun2b-antagonists", "traxoprodil"]
    assert forms(graph, "sarcosine") == ["sarcosine"]


def test_a_regimen_of_a_member_is_a_form_of_the_class() -> None:
    graph = knowledge("ketamine member-of blockers", "infusions regimen-of ketamine")

    assert forms(graph, "blockers") == ["blockers", "infusions", "ketamine"]


def test_a_combination_with_a_member_is_a_form_of_the_class() -> None:
    graph = knowledge("drug member-of blockers", "a-mix contains drug", kinds=KINDS)

    assert forms(graph, "blockers") == ["blockers", "a-mix", "drug"]


def test_what_contains_a_drug_and_is_no_combination_is_no_form_of_it() -> None:
    assert forms(knowledge("racemate contains drug"), "drug") == ["drug"]


def test_a_combination_of_a_combination_is_a_form_whatever_it_is_called() -> None:
    graph = knowledge(
        "b-mix contains drug", "a-mix contains b-mix", "c-mix contains b-mix", kinds=KINDS
    )

    assert forms(graph, "drug") == ["drug", "a-mix", "b-mix", "c-mix"]


def test_what_does_not_contain_a_drug_after_all_is_no_form_of_it() -> None:
    assert forms(knowledge("a-mix contains drug {disputes}", kinds=KINDS), "drug") == ["drug"]


# drugs by what they act on, and how


@pytest.mark.parametrize(
    ("filters", "drugs"),
    [
        (
            {"target": "NMDAR"},
            [
                *("dextromethorphan", "esketamine", "ketamine", "lanicemine", "rapastinel"),
                "traxoprodil",
            ],
        ),
        ({"target": "GluN2B NMDA receptors"}, ["traxoprodil"]),
        ({"target": "GlyT1"}, ["sarcosine"]),
        ({"target": "sigma-1-receptor"}, ["dextromethorphan", "ketamine"]),
        ({"target": "mood"}, []),
        ({"action": "channel blocker"}, ["ketamine", "lanicemine"]),
        ({"action": "low-trapping-channel-blocker"}, ["lanicemine"]),
        ({"action": "inhibitor"}, ["sarcosine"]),
        ({"action": "agonist"}, ["dextromethorphan", "ketamine", "rapastinel"]),
        ({"action": "full-agonist"}, []),
        (
            {"target": "NMDAR", "action": "antagonist"},
            ["dextromethorphan", "esketamine", "ketamine", "lanicemine", "traxoprodil"],
        ),
        ({"target": "glun2b-nmda-receptor", "action": "antagonist"}, ["traxoprodil"]),
        ({"target": "NMDAR", "action": "partial agonist"}, ["rapastinel"]),
    ],
    ids=str,
)
def test_drugs_are_found_by_target_and_by_action(filters: dict[str, str], drugs: list[str]) -> None:
    """What acts on a pool acts on the receptor, and a channel blocker antagonises; an end result, as
    that of midazolam, is no action on a target."""
    assert found(toy("trials"), "drugs", **filters) == drugs


@pytest.mark.parametrize(
    ("target", "action", "drugs"),
    [("sigma-1-receptor", "antagonist", []), ("NMDAR", "agonist", ["rapastinel"])],
)
def test_an_action_with_a_target_is_the_action_on_that_target(
    target: str, action: str, drugs: list[str]
) -> None:
    """Ketamine blocks NMDA receptors and excites the sigma-1 receptor: it antagonises only the first."""
    assert found(toy("trials"), "drugs", target=target, action=action) == drugs


SELECTIVE = 'gg:stance gg:supports ;\n        gg:finding "Traxoprodil keeps'


@pytest.mark.parametrize("stance", ["disputes", "leaves-open"])
@pytest.mark.parametrize(
    "filters",
    [
        {"target": "NMDAR"},
        pytest.param(
            {"action": "selective-antagonist"},
        ),
    ],
    ids=str,
)
def test_an_action_that_was_not_borne_out_is_none(
    filters: dict[str, str], stance: str, tmp_path: Path
) -> None:
    graph = Toy.copied_to(tmp_path, TRIALS)
    graph.change("claims.ttl", SELECTIVE, SELECTIVE.replace("supports", stance))

    assert "traxoprodil" not in found(graph.knowledge(), "drugs", **filters)


# what was read where


def test_a_heading_is_found_by_its_beginning() -> None:
    graph = toy("trials")
    trials = set(found(graph, "claims", section="Ketamine: Trials"))

    assert {"ketamine.increases.mood", "ketamine.does-not-affect.mood"} <= trials
    assert "ketamine.blocks.nmda-receptor" not in trials
    assert trials < set(found(graph, "claims", section="Ketamine"))
    assert trials < set(found(graph, "claims", section="ket"))


def test_one_paragraph_is_not_ten() -> None:
    graph = toy("trials")

    assert found(graph, "studies", section="Others, paragraph 1") == ["lanicemine"]
    assert found(graph, "studies", section="Others, paragraph 10") == ["traxoprodil"]
    assert len(found(graph, "claims", section="Others, paragraph 1")) == 2


@pytest.mark.parametrize("section", ["OTHERS,  Paragraph 10", " others, paragraph 10 "])
def test_a_section_is_named_in_any_case(section: str) -> None:
    assert found(toy("trials"), "studies", section=section) == ["traxoprodil"]


def test_a_paragraph_of_claims_alone_holds_no_study_and_is_no_mistake() -> None:
    graph = toy("trials")

    assert found(graph, "studies", section="Others, paragraph 2") == []
    assert found(graph, "experiments", section="Others, paragraph 2") == []


def test_all_sections_together_hold_everything_that_was_read() -> None:
    graph = shipped()
    for kind in ("claims", "studies", "experiments"):
        every = listing(graph, kind)
        things = [one for one in every if isinstance(one, (Claim, Experiment, Study))]
        placed = {thing.id for thing in things if any(places_of(thing))}
        places = {place for thing in things for place in places_of(thing)}
        told = {one for place in places for one in found(graph, kind, section=place)}
        assert told == placed


# words that fit nothing


@pytest.mark.parametrize(
    ("kind", "filters", "suggested", "what"),
    [
        ("studies", {"drug": "ketamin"}, "ketamine", "entity"),
        ("studies", {"comparator": "placbo"}, "placebo", "entity"),
        ("studies", {"scale": "mdrs"}, "madrs", "entity"),
        ("studies", {"population": "depresion"}, "depression", "entity"),
        ("studies", {"route": "intravenos"}, "intravenous", "route"),
        ("studies", {"route": "acute"}, "intranasal", "route"),
        ("drugs", {"action": "antagonists"}, "antagonist", "action"),
        ("drugs", {"action": "zzz"}, "antagonist", "action"),
        ("drugs", {"target": "NMDARs"}, "nmda-receptor", "entity"),
        ("claims", {"hypothesis": "glutamat"}, "glutamate", "hypothesis"),
        ("claims", {"about": "moood"}, "mood", "entity"),
        ("claims", {"section": "Ketamine: Trails"}, "Ketamine: Trials", "section"),
        ("studies", {"section": "Esketamin, paragraph 1"}, "Esketamine", "section"),
        ("experiments", {"section": "Others, paragraph"}, "Others", "section"),
        ("claims", {"section": "Others, paragraph 99"}, "Others", "section"),
    ],
    ids=str,
)
def test_a_misspelt_word_is_answered_with_what_it_may_have_meant(
    kind: str, filters: dict[str, str], suggested: str, what: str
) -> None:
    with pytest.raises(UnknownNameError) as caught:
        listing(toy("trials"), kind, **filters)

    assert suggested in caught.value.suggestions
    assert caught.value.what == what


def test_a_section_like_none_is_answered_with_all_headings() -> None:
    with pytest.raises(UnknownNameError) as caught:
        listing(toy("trials"), "studies", section="Zzz")

    assert caught.value.suggestions == (
        *("Dextromethorphan", "Esketamine", "Ketamine", "Ketamine: Trials", "Others"),
    )


@pytest.mark.parametrize(
    ("kind", "filters", "words"),
    [
        ("studies", {"result": "success"}, STUDY_RESULTS),
        ("studies", {"result": "Positive"}, STUDY_RESULTS),
        ("claims", {"status": "true"}, STATUSES),
        ("claims", {"family": "clan"}, tuple(family.value for family in Family)),
    ],
    ids=str,
)
def test_a_word_of_a_closed_set_is_answered_with_the_set(
    kind: str, filters: dict[str, str], words: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="one of " + ", ".join(words)):
        listing(toy("trials"), kind, **filters)


STRANGERS = [
    (kind, name)
    for kind in (*LISTS, "receptor", "drug-class")
    for name in sorted({name for names in FILTERS.values() for name in names})
    if name not in FILTERS.get(kind, ())
]


@pytest.mark.parametrize(("kind", "name"), STRANGERS)
def test_a_filter_of_another_listing_says_where_it_belongs(kind: str, name: str) -> None:
    with pytest.raises(ValueError, match=f"--{name} is for ") as caught:
        listing(toy("trials"), kind, **{name: "ketamine"})

    told, _, wrong = str(caught.value).partition(", not for ")
    assert wrong == f"'list {kind}'"
    assert all((f"'list {one}'" in told) == (name in names) for one, names in FILTERS.items())


# what a listing is called


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("studies", "studies"), ("study", "studies"), ("Studies", "studies")),
        *(("contradiction", "contradictions"), ("DRUGS", "drugs"), ("drug", "drugs")),
        *(("drug classes", "drug-class"), ("drug-combinations", "drug-combination")),
        *(("rating  scales", "rating-scale"), ("hypothesis", "hypotheses")),
    ],
)
def test_a_listing_is_asked_for_in_the_singular_or_the_plural(typed: str, meant: str) -> None:
    assert list_name(toy("trials"), typed) == meant


@pytest.mark.parametrize("typed", ["", " ", "trials", "studiess", "zzz"])
def test_what_is_no_listing_is_none(typed: str) -> None:
    with pytest.raises(KeyError):
        list_name(toy("trials"), typed)


@pytest.mark.parametrize("kind", [*LISTS, "receptor", "drug-combination"])
def test_every_column_of_a_listing_is_a_field_of_its_rows(kind: str) -> None:
    for form in FORMS:
        columns = columns_of(kind, form)
        assert columns[0] == "id"
        assert len(set(columns)) == len(columns)
        for thing in listing(shipped(), kind):
            assert set(columns) <= thing_json(thing).keys()


@pytest.mark.parametrize("kind", [*(name for name in LISTS if name != "hypotheses"), "receptor"])
def test_a_listing_is_in_the_order_of_its_names(kind: str) -> None:
    names = found(shipped(), kind)

    assert names == sorted(names)
    assert names


def test_a_kind_of_drug_is_listed_alone_and_among_the_drugs() -> None:
    graph = toy("trials")

    assert found(graph, "drug-combination") == ["dextromethorphan-quinidine"]
    assert found(graph, "dosing-regimen") == ["repeated-ketamine"]
    assert {"dextromethorphan-quinidine", "repeated-ketamine"} <= set(found(graph, "drugs"))
    assert "placebo" not in found(graph, "drugs")


def test_the_command_line_has_every_filter_and_every_word() -> None:
    options = {parameter.name for parameter in list_command.command.params}

    assert {name for names in FILTERS.values() for name in names} <= options


# at the shell


def rows_of(form: str, text: str) -> list[str]:
    """The names of the rows that a listing printed."""
    if form == "json":
        return [row["id"] for row in json.loads(text)]
    if form == "jsonl":
        return [json.loads(line)["id"] for line in text.splitlines()]
    if form in ("csv", "tsv"):
        read = csv.DictReader(io.StringIO(text), delimiter="," if form == "csv" else "\t")
        return [row["id"] for row in read]
    cells = [line.split("|")[1] if form == "md" else line for line in text.splitlines()[2:]]
    return [cell.split()[0] for cell in cells]


@pytest.mark.parametrize("form", FORMS)
def test_studies_are_printed_in_every_format(form: str) -> None:
    answer = command(*TOY, "list", "studies", "--drug", "ketamine", "--format", form)

    assert (answer.status, answer.err) == (0, "")
    assert rows_of(form, answer.out) == ["author-2016", "repeated", "rival-2017"]


def test_separated_values_of_studies_have_more_than_fits_a_page() -> None:
    answer = command(*TOY, "list", "studies", "--scale", "ham-d", "--format", "csv")
    whole, _ = csv.DictReader(io.StringIO(answer.out))

    assert whole["drugs"] == "ketamine"
    assert whole["comparators"] == "midazolam; placebo"
    assert whole["participants"] == "68"
    assert whole["absent_adverse_effects"] == "nausea; sedation"
    assert whole["registrations"] == "nct:NCT01640080"
    assert whole["finding"] == "Ketamine beat placebo and midazolam at both doses."


@pytest.mark.parametrize("form", FORMS)
def test_contradictions_are_printed_in_every_format(form: str) -> None:
    answer = command(*TOY, "list", "contradictions", "--format", form)

    assert (answer.status, answer.err) == (0, "")
    if form == "table":
        assert " ".join(answer.out.split()) == (
            "ketamine increases mood (null finding) for · claim:ketamine.increases.mood"
            " Author et al. 2016 (randomised-trial): Mood rose within two hours."
            " [species human, timing acute: within hours of the dose]"
            " against · claim:ketamine.does-not-affect.mood"
            " Rival 2017 (randomised-trial): After four weeks mood was as with placebo."
            " [species human, timing chronic: under repeated or prolonged exposure]"
            " differs in timing: acute: within hours of the dose"
            " | chronic: under repeated or prolonged exposure"
        )
    else:
        assert rows_of(form, answer.out.replace("\\_", "_")) == ["ketamine.increases.mood"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("studies", "--drug", "esketamine", "--result", "negative"), ["esketamine-vein"]),
        (("studies", "--drug", "dxm", "--match", "Nuedexta"), ["nuedexta-review"]),
        (("studies", "--route", "Intranasal", "--comparator", "placebo"), ["esketamine-nose"]),
        (
            ("claims", "--family", "attribute", "--about", "sarcosine"),
            ["sarcosine.has-state-of-knowledge.no-mechanistic-studies"],
        ),
        (("claims", "--status", "open"), ["ketamine.increases.remission"]),
        (("claims", "--section", "Others, paragraph 2", "--hypothesis", "glutamate"), []),
        (("drugs", "--target", "GlyT1", "--action", "inhibitor"), ["sarcosine"]),
        (("studies", "--drug", "sarcosine"), []),
        (("studies", "--match", "no such text"), []),
        (("experiments", "--section", "Others"), []),
    ],
    ids=str,
)
def test_what_is_found_ends_with_0_and_nothing_with_1(
    words: tuple[str, ...], names: list[str]
) -> None:
    answer = command(*TOY, "list", *words, "--format", "json")

    assert rows_of("json", answer.out) == names
    assert answer.status == (0 if names else 1)
    assert answer.err == ("" if names else f"no {words[0]} to list\n")


def test_an_empty_listing_of_studies_keeps_its_header() -> None:
    empty = (*TOY, "list", "studies", "--drug", "sarcosine", "--format")

    assert command(*empty, "csv").out.startswith("id,drugs,")
    assert command(*empty, "md").out.startswith("| id | drugs |")
    assert command(*empty, "jsonl").out == ""
    assert command(*empty, "table").out == ""


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("drugs", "--result", "positive"), 2, "--result is for 'list studies'"),
        (("studies", "--target", "NMDAR"), 2, "--target is for 'list drugs'"),
        (("contradictions", "--section", "Others"), 2, "'list claims' and 'list studies'"),
        (("receptors", "--about", "mood"), 2, "not for 'list receptor'"),
        (("studies", "--result", "success"), 2, "'not-stated'"),
        (("studies", "--drug", "ketamin"), 4, "did you mean ketamine"),
        (("studies", "--route", "acute"), 4, "is not the name of a route"),
        (("drugs", "--action", "agonists"), 4, "did you mean agonist"),
        (("claims", "--section", "Otters"), 4, "did you mean Others?"),
        (("studies", "--drug", " "), 2, "it is empty"),
        pytest.param(
            *(("studies", "--section", ""), 2, "it is empty"),
        ),
    ],
    ids=str,
)
def test_a_mistake_is_answered_with_its_cure(
    words: tuple[str, ...], status: int, told: str
) -> None:
    answer = command(*TOY, "list", *words)

    assert (answer.status, answer.out) == (status, "")
    assert told in answer.err
    assert "Traceback" not in answer.err


# what is shipped


def test_the_antagonists_of_nmda_receptors_are_listed() -> None:
    drugs = found(shipped(), "drugs", target="NMDAR", action="antagonist")

    assert {"ketamine", "dextromethorphan", "lanicemine"} <= set(drugs)
    assert "nr2b-selective-antagonists" in drugs, "a pool is part of the receptor"


def test_sarcosine_inhibits_the_glycine_transporter() -> None:
    assert "sarcosine" in found(shipped(), "drugs", target="GlyT1", action="inhibitor")


def test_negative_trials_of_esketamine_are_of_esketamine() -> None:
    graph = shipped()
    named = found(graph, "studies", drug="esketamine", result="negative")

    assert all(graph.studies[name].result == "negative" for name in named)
    assert "ionescu-2019" in found(graph, "studies", drug="ketamine", result="negative")
    assert "ionescu-2019" not in named


def test_trials_of_the_racemate_are_not_those_of_esketamine() -> None:
    graph = shipped()
    racemate = graph.entity("ketamine")

    assert "singh-2016a" in found(graph, "studies", drug="esketamine")
    for name in found(graph, "studies", drug="esketamine"):
        assert racemate not in graph.studies[name].treatments


def test_trials_with_quinidine_are_among_those_of_dextromethorphan() -> None:
    trials = found(shipped(), "studies", drug="dextromethorphan")

    assert {"kelly-lieberman-2014", "murrough-2017b", "lee-2012"} <= set(trials)


def test_trials_of_a_class_are_those_of_its_members() -> None:
    trials = found(shipped(), "studies", drug="nmda-receptor-antagonists")

    assert {"sanacora-2017", "lee-2012"} <= set(trials)


def test_listings_pages_and_contradictions_are_the_same_under_any_hash_seed() -> None:
    """Else two runs of one question could differ."""
    script = (
        "import glutagraph\n"
        "from glutagraph.contradicting import contradictions\n"
        "from glutagraph.listing import listing\n"
        "from glutagraph.monograph import monograph_lines\n"
        "from glutagraph.text import Page\n"
        "graph = glutagraph.load()\n"
        "print(contradictions(graph), listing(graph, 'studies', drug='nmda-receptor-antagonists'))\n"
        "print(listing(graph, 'drugs', target='NMDAR', action='antagonist'))\n"
        "for drug in listing(graph, 'drugs'):\n"
        "    print(*monograph_lines(drug, graph, Page()), sep='\\n')\n"
    )

    (printed,) = printed_under_two_hash_seeds(script)

    assert b"Actions on its targets" in printed
