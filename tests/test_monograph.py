"""The page of a drug holds everything that is claimed of it, each thing where a reader looks for it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING

import pytest
from building import knowledge, shipped, stable, toy
from command_line import glutagraph as command
from hypothesis import given
from hypothesis import strategies as st
from toy_files import TRIALS, Toy

from glutagraph.listing import listing
from glutagraph.location import shipped_graph
from glutagraph.model import STUDY_RESULTS, Claim, Entity, Family, Sign
from glutagraph.monograph import monograph_lines
from glutagraph.text import Page, claim_text

if TYPE_CHECKING:
    from pathlib import Path

    from glutagraph.knowledge import Knowledge

WIDE = Page(100_000)
TARGETS = {"receptor", "ion-channel", "transporter", "enzyme"}


def lines_of(graph: Knowledge, drug: str, page: Page = WIDE) -> list[str]:
    return "\n".join(monograph_lines(graph.entities[drug], graph, page)).split("\n")


def sections(graph: Knowledge, drug: str) -> dict[str, list[str]]:
    """The page of a drug by its titles; what stands above the first under an empty one."""
    found: dict[str, list[str]] = {"": []}
    title = ""
    lines = lines_of(graph, drug)
    for number, line in enumerate(lines):
        if number and lines[number - 1] == "":
            title = line
            assert title not in found, f"{title} stands twice"
            found[title] = []
        elif line:
            found[title].append(line)
    return found


def named_in(lines: list[str]) -> list[str]:
    """The claims that some lines name."""
    return [name for line in lines for name in re.findall(r"claim:([\w.-]+)", line)]


def where(graph: Knowledge, drug: str, claim: str) -> list[str]:
    """The titles under which a claim is named."""
    return [title for title, lines in sections(graph, drug).items() if claim in named_in(lines)]


def drugs(graph: Knowledge) -> list[Entity]:
    return [drug for drug in listing(graph, "drugs") if isinstance(drug, Entity)]


# what stands where


def test_a_page_begins_with_what_the_drug_is_and_is_called() -> None:
    assert sections(toy("trials"), "ketamine")[""] == [
        "ketamine · drug · entity:ketamine",
        "  The racemate.",
        "  also called racemic ketamine",
        "  exact match: chebi:6121",
    ]
    assert "  is an enantiomer of ketamine" in sections(toy("trials"), "esketamine")[""]


def test_sections_stand_in_the_order_of_a_readers_questions() -> None:
    assert list(sections(toy("trials"), "ketamine"))[1:] == [
        "How it is given",
        "What it is made of and into",
        "Actions on its targets",
        "Hypotheses of how it works",
        "Outcomes",
        "Studies: 1 positive, 1 negative, 1 mixed",
        "Studies that compared with it or added to it: 1 negative",
        "Side effects",
        "Side effects not seen, or less",
        "Not found",
        "What else it does",
        "What its effects need",
        "State of knowledge",
        "Open questions",
    ]


def test_of_a_drug_of_which_nothing_is_claimed_there_is_only_a_name() -> None:
    graph = knowledge("valproate", kinds={"valproate": "drug"})

    assert sections(graph, "valproate") == {"": ["valproate · drug · entity:valproate"]}


@pytest.mark.parametrize(
    ("claim", "titles"),
    [
        ("esketamine.has-development-status.fda-approval", ["Status"]),
        ("ketamine.is-given-by.intravenous-route", ["How it is given"]),
        ("ketamine.is-bioavailable-by.oral-route", ["How it is given"]),
        ("ketamine.contains.esketamine", ["What it is made of and into"]),
        ("ketamine.blocks.nmda-receptor", ["Actions on its targets"]),
        ("ketamine.increases.mood", ["Outcomes"]),
        ("ketamine.does-not-affect.mood", ["Outcomes", "Not found"]),
        ("ketamine.does-not-affect.glutamate-release", ["Not found"]),
        ("ketamine.increases.dissociation", ["Side effects"]),
        ("ketamine.decreases.nausea", ["Side effects not seen, or less"]),
        ("ketamine.does-not-affect.sedation", ["Side effects not seen, or less"]),
        ("ketamine.has-greater-effect-than.midazolam", ["What else it does"]),
        ("ketamine.increases.mood.requires.sigma-1-receptor", ["What its effects need"]),
        ("ketamine.has-state-of-knowledge.few-mechanistic-studies", ["State of knowledge"]),
        ("dextromethorphan.is-used-for.cough", ["What else it does"]),
        ("midazolam.increases.nmda-receptor", ["What else it does"]),
    ],
)
def test_a_claim_stands_where_it_belongs(claim: str, titles: list[str]) -> None:
    assert where(toy("trials"), claim.partition(".")[0], claim) == titles


def test_what_contains_a_drug_and_what_it_was_compared_with_act_on_it() -> None:
    graph = toy("trials")
    contains, compared = (
        "ketamine.contains.esketamine",
        "ketamine.has-greater-effect-than.midazolam",
    )

    assert where(graph, "esketamine", contains) == ["What acts on it"]
    assert where(graph, "midazolam", compared) == ["What acts on it"]


def test_an_action_is_named_with_its_target() -> None:
    assert sections(toy("trials"), "lanicemine")["Actions on its targets"] == [
        "  blocks NMDA receptor, low-trapping channel blocker",
        "    proposal, 1 independent source · claim:lanicemine.blocks.nmda-receptor",
    ]


def test_a_status_is_told_with_what_it_is_for_and_by_whom() -> None:
    graph = toy("trials")

    assert sections(graph, "esketamine")["Status"] == [
        "  approved by the FDA (depression)",
        "    Reader 2018: Esketamine was approved against depression."
        " · claim:esketamine.has-development-status.fda-approval",
    ]
    assert sections(graph, "lanicemine")["Status"][0] == "  development discontinued"


def test_a_hypothesis_is_told_with_the_outcomes_that_it_carries_a_drug_to() -> None:
    assert sections(toy("trials"), "ketamine")["Hypotheses of how it works"] == [
        "  Glutamate release: increases mood",
        "  Sigma-1 receptors: carried to no outcome",
    ]


def test_a_module_is_no_hypothesis_of_how_a_drug_works() -> None:
    graph = knowledge("drug -> kinase [whole, module]", includes={"whole": ("module",)})

    told = sections(graph, "drug")["Hypotheses of how it works"]

    assert told == ["  whole: carried to no outcome"]


def test_a_verdict_is_told_with_what_was_found_end_to_end() -> None:
    heading, found = sections(toy("trials"), "ketamine")["Outcomes"]

    assert heading == "  INCREASES  mood"
    assert "increases [context-bound]: randomised-trial" in found
    assert "does not affect: randomised-trial" in found


def test_what_is_disputed_is_marked_wherever_it_stands() -> None:
    graph = knowledge(
        *("drug -> mood {} {disputes}", "drug -| nmdar {} {disputes}"),
        *("drug -> dissociation {} {disputes}", "drug contains half {} {disputes}"),
        *("drug -> spines {} {disputes}", "drug is-given-by vein {} {disputes}"),
        kinds={
            "mood": "outcome",
            "nmdar": "receptor",
            "dissociation": "side-effect",
            "vein": "route",
        },
    )

    told = sections(graph, "drug")

    for title in ("Actions on its targets", "Side effects", "What it is made of and into"):
        assert "[disputed]" in told[title][0]
    assert "[disputed]" in told["What else it does"][0]
    assert "[disputed]" in told["How it is given"][0]
    assert "[disputed]" in told["Outcomes"][1]


def test_experiments_with_a_drug_are_named() -> None:
    graph = shipped()

    told = sections(graph, "dextromethorphan")["Experiments"]

    assert any("experiment:sigma-1-receptor-dextromethorphan" in line for line in told)


# side effects


def test_side_effects_that_were_seen_are_kept_apart_from_those_that_were_not() -> None:
    graph = knowledge(
        *("drug -> dissociation", "drug -? headache", "drug -| nausea", "drug -0 sedation"),
        kinds=dict.fromkeys(("dissociation", "headache", "nausea", "sedation"), "side-effect"),
    )

    told = sections(graph, "drug")

    assert [line.strip() for line in told["Side effects"][::2]] == ["dissociation", "headache"]
    assert [line.strip() for line in told["Side effects not seen, or less"][::2]] == [
        "nausea",
        "sedation",
    ]
    assert "Outcomes" not in told, "a side effect is told once"
    assert "Not found" not in told


def test_a_side_effect_that_was_seen_and_was_not_stands_in_both_sections_marked() -> None:
    graph = knowledge(
        "drug -> dissociation {human}",
        "drug -0 dissociation {human}",
        kinds={"dissociation": "side-effect"},
    )

    told = sections(graph, "drug")

    assert told["Side effects"][0] == "  dissociation [disputed]"
    assert told["Side effects not seen, or less"][0] == "  dissociation"


def test_what_goes_together_with_a_side_effect_is_not_called_unseen() -> None:
    graph = knowledge("drug correlates-with dissociation", kinds={"dissociation": "side-effect"})

    assert "Side effects not seen, or less" not in sections(graph, "drug")


# what is not known


@pytest.mark.parametrize(
    ("drug", "told"),
    [
        ("sarcosine", "no mechanistic studies available"),
        ("ketamine", "few studies of the mechanism"),
        ("dextromethorphan", "mechanism largely unknown"),
    ],
)
def test_no_studies_few_studies_and_an_unknown_mechanism_are_three_things(
    drug: str, told: str
) -> None:
    heading, _ = sections(toy("trials"), drug)["State of knowledge"]

    assert heading == f"  {told}"


def test_a_question_left_open_is_no_outcome_and_told_with_its_finding() -> None:
    told = sections(toy("trials"), "ketamine")

    assert told["Open questions"] == [
        "  ketamine increases remission [open] · claim:ketamine.increases.remission",
        "    Reader 2018: Whether patients remit is not known.",
    ]
    assert "remission" not in " ".join(told["Outcomes"])


def test_what_was_refuted_is_told_as_such() -> None:
    told = sections(knowledge("drug -> spines {disputes, by=rival-2005}"), "drug")

    assert told["Open questions"] == [
        "  drug increases spines [refuted] · claim:drug.increases.spines",
        "    rival-2005: As rival-2005 found.",
    ]


def test_a_question_left_open_can_be_looked_up() -> None:
    assert where(knowledge("drug -> spines {open}"), "drug", "drug.increases.spines") == [
        "Open questions"
    ]


# studies


def test_studies_are_counted_by_result() -> None:
    graph = toy("trials")

    assert "Studies: 1 positive, 1 negative" in sections(graph, "esketamine")
    assert "Studies: 1 positive, 1 pending, 1 halted, 1 not-stated" in sections(
        graph, "nmda-receptor-antagonists"
    )


def test_a_study_is_told_with_its_result_its_paper_its_size_and_its_finding() -> None:
    told = sections(toy("trials"), "ketamine")["Studies: 1 positive, 1 negative, 1 mixed"]

    assert told[:2] == [
        "  positive: Ketamine at two doses, placebo or midazolam"
        " (Author et al. 2016; Trial record 2015, n 68)",
        "    study:author-2016 · Ketamine beat placebo and midazolam at both doses.",
    ]


def test_a_page_has_the_studies_of_all_forms_of_a_drug_and_those_that_compared_with_it() -> None:
    graph = toy("trials")

    assert studies_on(graph, "ketamine") == [
        "author-2016",
        "rival-2017",
        "repeated",
        "esketamine-vein",
    ]
    assert studies_on(graph, "dextromethorphan") == ["nuedexta-review", "dextromethorphan"]
    assert studies_on(graph, "midazolam") == ["author-2016"]
    assert studies_on(graph, "sarcosine") == []


def studies_on(graph: Knowledge, drug: str) -> list[str]:
    """The studies on a drug's page, in its order."""
    return [
        name for line in lines_of(graph, drug) for name in re.findall(r"study:([\w-]+) ·", line)
    ]


def test_every_shipped_page_counts_the_studies_that_it_tells_in_the_order_of_results() -> None:
    graph = shipped()
    for drug in drugs(graph):
        for title, lines in sections(graph, drug.id).items():
            if not title.startswith("Studies"):
                continue
            names = re.findall(r"study:([\w-]+) ·", " ".join(lines))
            told = [graph.studies[name].result for name in names]
            counts = Counter(told)
            counted = ", ".join(f"{counts[word]} {word}" for word in STUDY_RESULTS if counts[word])

            assert title.endswith(f": {counted}")
            assert told == sorted(told, key=STUDY_RESULTS.index)


def test_every_shipped_page_has_the_studies_that_are_listed_of_its_drug() -> None:
    graph = shipped()
    for drug in drugs(graph):
        listed = {study.id for study in listing(graph, "studies", drug=drug.id)}
        told = studies_on(graph, drug.id)

        assert listed <= set(told)
        assert len(told) == len(set(told))


# every claim of a drug stands on its page


def belongs(claim: Claim) -> list[str]:
    """The title under which a reader looks for a claim of a drug."""
    kind, family = claim.object.kind, claim.family
    if kind == "development-status":
        return ["Status"]
    if kind == "state-of-knowledge":
        return ["State of knowledge"]
    if kind == "route":
        return ["How it is given"]
    if family is Family.PRODUCTION:
        return ["What it is made of and into"]
    if kind == "side-effect":
        is_seen = family is Family.CAUSAL and claim.sign is not Sign.NEGATIVE
        return ["Side effects" if is_seen else "Side effects not seen, or less"]
    if family is Family.NULL:
        return ["Not found"]
    if family is Family.CAUSAL and kind in TARGETS and not claim.net:
        return ["Actions on its targets"]
    if family is Family.CAUSAL and kind in ("outcome", "rating-scale"):
        return ["Outcomes"]
    return ["What else it does"]


def astray(graph: Knowledge, drug: Entity) -> dict[str, list[str]]:
    """The claims of a drug that its page does not have where they belong, with where it has them.

    What was found end to end may stand beside the verdict on an outcome, too.
    """
    told = {title: named_in(lines) for title, lines in sections(graph, drug.id).items()}
    found = {}
    for claim in graph.claims_about(drug):
        if claim.family is Family.DEFINITION or claim.status in ("open", "refuted"):
            continue
        stands = [title for title, names in told.items() if claim.id in names]
        if claim.subject == drug and claim.object != drug:
            wanted = belongs(claim)
        else:
            wanted = ["What acts on it" if claim.object == drug else "What its effects need"]
        if stands not in (wanted, ["Outcomes", *wanted]):
            found[claim.id] = stands
    return found


def test_every_claim_of_every_shipped_drug_stands_where_it_belongs() -> None:
    graph = shipped()
    assert len(drugs(graph)) > 40

    assert {drug.id: lost for drug in drugs(graph) if (lost := astray(graph, drug))} == {}


def test_every_open_question_of_every_shipped_drug_is_told() -> None:
    graph = shipped()
    met = 0
    for drug in drugs(graph):
        told = sections(graph, drug.id).get("Open questions", [])
        for claim in graph.claims.values():
            if claim.subject == drug and claim.status in ("open", "refuted"):
                met += 1
                assert f"  {claim_text(claim)} [{claim.status}] · claim:{claim.id}" in told

    assert met > 1


def test_what_a_page_names_is_about_its_drug() -> None:
    graph = shipped()
    for drug in drugs(graph):
        about = {claim.id for claim in graph.claims_about(drug)}
        assert set(named_in(lines_of(graph, drug.id))) <= about


NODES = {
    **{"nmdar": "receptor", "channel": "ion-channel", "glyt1": "transporter", "mtor": "enzyme"},
    **{
        "bdnf": "signaling-molecule",
        "spines": "process",
        "mood": "outcome",
        "madrs": "rating-scale",
    },
    **{"dissociation": "side-effect", "nausea": "side-effect", "depression": "condition"},
}
OTHERS = {
    **{"vein": "route", "approval": "development-status", "unknown": "state-of-knowledge"},
    **{"hnk": "metabolite", "rival": "drug"},
}
ATTRIBUTES = (
    *("is-given-by vein", "is-bioavailable-by vein", "has-development-status approval"),
    *("has-state-of-knowledge unknown", "is-used-for depression", "is-metabolised-to hnk"),
    *("contains hnk", "contains rival", "has-greater-effect-than rival", "correlates-with spines"),
)
SAID = (
    *(f"{arrow} {node}" for arrow in ("->", "-|", "-?", "-0", "blocks") for node in NODES),
    *ATTRIBUTES,
)
EVIDENCE = ("", "", "{human}", "{mouse}", "{open}", "{disputes}", "{} {disputes}", "{acute} {open}")
HELD = ("", "net", "[one]", "[one, two]", "net [two]")

pages = st.lists(
    st.tuples(st.sampled_from(SAID), st.sampled_from(HELD), st.sampled_from(EVIDENCE)),
    max_size=20,
    unique_by=lambda drawn: drawn[0],
)


def drug_of(said: list[tuple[str, str, str]], required: bool) -> Knowledge:
    """A drug of which some things are said, with what acts on it and goes on from its targets."""
    lines = [" ".join(filter(None, ("drug", *words))) for words in said]
    effects = [words[0].split()[1] for words in said if words[0].startswith("-> ")]
    return knowledge(
        *lines,
        *(
            "rival -| drug",
            "rival contains drug",
            "nmdar -> mood [one]",
            "mtor -| dissociation [two]",
        ),
        *(f"drug.increases.{effect} requires kinase" for effect in effects if required),
        kinds={**NODES, **OTHERS, "drug": "drug"},
    )


@stable(150)
@given(said=pages, required=st.booleans())
def test_whatever_is_claimed_of_a_drug_stands_where_it_belongs(
    said: list[tuple[str, str, str]], required: bool
) -> None:
    graph = drug_of(said, required)

    assert astray(graph, graph.entity("drug")) == {}


@stable(60)
@given(said=pages, width=st.integers(1, 120))
def test_a_page_of_any_width_has_the_same_words(
    said: list[tuple[str, str, str]], width: int
) -> None:
    graph = drug_of(said, required=True)

    narrow, wide = (" ".join(lines_of(graph, "drug", Page(w))).split() for w in (width, 10_000))

    assert narrow == wide


# no page fails, however wide, and its text is only text


@pytest.mark.parametrize("width", [1, 40, 80, 140])
def test_every_shipped_page_has_the_same_words_at_any_width(width: int) -> None:
    graph = shipped()
    for drug in drugs(graph):
        narrow, wide = ("\n".join(lines_of(graph, drug.id, page)) for page in (Page(width), WIDE))
        assert narrow.split() == wide.split()


@pytest.mark.parametrize("width", [40, 72, 100])
def test_running_text_of_every_shipped_page_fits(width: int) -> None:
    """A title may stand out, and a name that cannot be broken."""
    graph = shipped()
    for drug in drugs(graph):
        for line in lines_of(graph, drug.id, Page(width)):
            is_title = not line.startswith("    ")
            assert len(line) <= width or is_title or len(line.split()) == 1


def test_colour_adds_no_word() -> None:
    graph = shipped()
    for drug in drugs(graph):
        coloured = "\n".join(lines_of(graph, drug.id, Page(100, colour=True)))
        plain = "\n".join(lines_of(graph, drug.id, Page(100)))
        assert re.sub("\x1b\\[[0-9]+m", "", coloured) == plain


def test_text_of_a_drug_cannot_speak_to_the_terminal() -> None:
    bell = "\x1b[31mred\x07\u202e"
    outcome, effect, part = f"mood{bell}", f"nausea{bell}", f"half{bell}"
    graph = knowledge(
        *(f"drug{bell} -> {outcome} {{by=rival{bell}}}", f"drug{bell} -> {effect}"),
        *(f"drug{bell} contains {part}", f"drug{bell} -0 spines{bell} {{dose={bell}}}"),
        f"drug{bell} -> sleep{bell} {{open}}",
        kinds={outcome: "outcome", effect: "side-effect"},
    )

    for page in (WIDE, Page(40)):
        told = "\n".join(lines_of(graph, f"drug{bell}", page))
        assert not set(told) & set("\x1b\x07\u202e")
        assert "drug\\u001b[31mred\\u0007\\u202e" in told


def test_a_label_of_two_lines_breaks_no_line_and_makes_no_title(tmp_path: Path) -> None:
    hostile = Toy.copied_to(tmp_path, TRIALS)
    hostile.change("entities.ttl", 'rdfs:label "ketamine"', 'rdfs:label "ket\\n\\nStudies\\namine"')

    answer = command("--graph", hostile.folder, "show", "entity:ketamine")

    assert answer.status == 0
    assert answer.out.startswith("ket Studies amine · drug · entity:ketamine\n")
    assert "Studies" not in answer.out.splitlines()


# at the shell


def test_a_drug_is_shown_as_a_monograph_and_a_receptor_is_not() -> None:
    graph = ("--graph", TRIALS, "--graph", shipped_graph() / "vocabulary.ttl")
    drug, receptor = (command(*graph, "show", name).out for name in ("ketamine", "NMDAR"))

    assert "Actions on its targets" in drug.splitlines()
    assert "What acts on it" in receptor.splitlines()
    assert "Outcomes" not in receptor.splitlines()


@pytest.mark.parametrize("name", ["nmda-receptor-antagonists", "repeated-ketamine", "Nuedexta"])
def test_classes_regimens_and_combinations_have_monographs_too(name: str) -> None:
    graph = ("--graph", TRIALS, "--graph", shipped_graph() / "vocabulary.ttl")

    assert any(
        line.startswith("Studies: ") for line in command(*graph, "show", name).out.split("\n")
    )


# what is shipped


def test_sarcosine_has_no_mechanistic_studies_and_dextromethorphan_an_unknown_mechanism() -> None:
    graph = shipped()
    sarcosine = named_in(sections(graph, "sarcosine")["State of knowledge"])
    cough = named_in(sections(graph, "dextromethorphan")["State of knowledge"])

    assert "sarcosine.has-state-of-knowledge.no-mechanistic-studies" in sarcosine
    assert "dextromethorphan.has-state-of-knowledge.mechanism-largely-unknown" in cough
    assert not any("largely-unknown" in name for name in sarcosine)
    assert not any("no-mechanistic" in name for name in cough)


def test_ketamine_dissociates_and_lanicemine_does_not() -> None:
    graph = shipped()

    assert where(graph, "ketamine", "ketamine.increases.dissociation") == ["Side effects"]
    assert where(graph, "lanicemine", "lanicemine.does-not-affect.dissociation") == [
        "Side effects not seen, or less"
    ]


def test_the_page_of_ketamine_begins_with_what_ketamine_is() -> None:
    first = list(takewhile(bool, lines_of(shipped(), "ketamine")))

    assert first[0] == "ketamine · drug · entity:ketamine"
    assert any("racemic ketamine" in line for line in first)
