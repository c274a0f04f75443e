"""Each curation rule finds what breaks it, and the shipped graph breaks none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from toy_graph import TOY, VOCABULARY, Edit, add, change, claim, remove, study

from glutagraph.checks import Rule, broken, rules
from glutagraph.loading import contents_of, read_facts
from glutagraph.location import shipped_graph
from glutagraph.rdf import Store, store_of
from glutagraph.triples import described
from glutagraph.vocabulary import CONTEXT_AXES, expand

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RULES = rules(shipped_graph())
NET = "gg:directness gg:net"
MOOD = "gg:measured entity:mood"
SHARE = """gg:quantity "response rate" ;
        gg:unit "%" ;
        gg:value 70 ;"""
SPREAD = """        gg:spread 12.0 ;
        gg:spreadType gg:standard-deviation ;
"""


def told(finding: str, subject: str, predicate: str, object_: str) -> str:
    """A net claim with a finding of its own."""
    return claim(subject, predicate, object_, NET).replace("So it was found.", finding)


# (rule, the thing that it names, what breaks it)
BREAKING: list[tuple[str, str, Edit]] = [
    (
        "finding-not-a-sentence",
        "claim:ketamine.increases.mood",
        change("Ketamine lifts mood.", "ketamine lifts mood."),
    ),
    (
        "finding-not-a-sentence",
        "experiment:racemate-cut",
        change("the racemate does less.", "the racemate does less"),
    ),
    (
        "finding-not-a-sentence",
        "study:trial",
        change("Ketamine did better than placebo.", "better than placebo"),
    ),
    (
        "finding-too-long",
        "claim:ketamine.increases.mood",
        change("Ketamine lifts mood.", f"Ketamine lifts mood {'very ' * 60}much."),
    ),
    (
        "locator-without-paragraph",
        "claim:ketamine.increases.mood",
        change("Trials, paragraph 1", "Trials, third paragraph"),
    ),
    ("time-spelt-out", "claim:ketamine.increases.spine-density", change('"24 h"', '"24 hours"')),
    ("timing-against-time", "claim:ketamine.increases.spine-density", change('"24 h"', '"1 h"')),
    (
        "timing-against-time",
        "claim:ketamine.increases.mood",
        change("gg:timing context:acute ;", 'gg:timing context:acute ; gg:time "2 days" ;'),
    ),
    ("ambiguous-name", "entity:esketamine", change('"racemic ketamine"', '"Esketamine"')),
    ("synonym-repeats-label", "entity:ketamine", change('"racemic ketamine"', '"Ketamine"')),
    (
        "orphan-entity",
        "entity:glutamate",
        add('entity:glutamate a kind:signaling-molecule ; rdfs:label "glutamate" .'),
    ),
    (
        "hypothesis-without-claims",
        "hypothesis:habenula",
        add('hypothesis:habenula a gg:Hypothesis ; rdfs:label "Habenula" .'),
    ),
    (
        "rival-not-mutual",
        "hypothesis:disinhibition",
        change(" ;\n    gg:rivalOf hypothesis:disinhibition .", " ."),
    ),
    (
        "claim-joins-itself",
        "claim:ketamine.increases.ketamine",
        add(claim("ketamine", "increases", "ketamine", NET)),
    ),
    (
        "place-as-cause",
        "claim:ketamine.regulates.cortex",
        add(claim("ketamine", "regulates", "cortex", NET)),
    ),
    (
        "place-as-cause",
        "experiment:receptor-clamp",
        change("gg:measured entity:mood", "gg:measured entity:cortex"),
    ),
    (
        "place-as-cause",
        "study:trial",
        change("gg:measured entity:antidepressant-effect", "gg:measured entity:madrs"),
    ),
    (
        "context-of-wrong-kind",
        "claim:ketamine.blocks.interneuron-nmda-receptor",
        change("gg:cellType entity:interneuron", "gg:cellType entity:cortex"),
    ),
    (
        "contradiction",
        "claim:ketamine.increases.spine-density",
        add(claim("ketamine", "decreases", "spine-density", NET, "gg:hypothesis hypothesis:rest")),
    ),
    (
        "requirement-contradicted",
        "claim:ketamine.increases.spine-density.requires.mood",
        add(
            claim("ketamine.increases.spine-density", "requires", "mood"),
            claim("ketamine.increases.spine-density", "does-not-require", "mood"),
        ),
    ),
    (
        "requirement-of-its-own-end",
        "claim:ketamine.increases.mood.requires.ketamine",
        add(claim("ketamine.increases.mood", "requires", "ketamine")),
    ),
    (
        "null-curated-twice",
        "claim:esketamine.increases.spine-density",
        add(
            claim(
                *("esketamine", "increases", "spine-density", NET),
                evidence="gg:stance gg:disputes",
            )
        ),
    ),
    (
        "comparison-without-respect",
        "claim:esketamine.has-higher-affinity-than.ketamine",
        remove("    gg:inRespectOf entity:nmda-receptor ;\n"),
    ),
    (
        "action-against-sign",
        "claim:ketamine.blocks.interneuron-nmda-receptor",
        change("action:channel-blocker", "action:agonist"),
    ),
    (
        "action-against-sign",
        "claim:ketamine.blocks.interneuron-nmda-receptor",
        change("action:channel-blocker", "action:positive-allosteric-modulator"),
    ),
    (
        "action-against-sign",
        "claim:ketamine.blocks.interneuron-nmda-receptor",
        change("action:channel-blocker", "action:channel-activator"),
    ),
    (
        "action-against-sign",
        "claim:ketamine.activates.nmda-receptor",
        add(
            claim(
                *("ketamine", "activates", "nmda-receptor", NET),
                "gg:action action:competitive-glycine-site-antagonist",
            )
        ),
    ),
    (
        "action-against-sign",
        "claim:ketamine.activates.nmda-receptor",
        add(
            claim(
                *("ketamine", "activates", "nmda-receptor", NET),
                "gg:action action:negative-allosteric-modulator",
            )
        ),
    ),
    (
        "statement-against-source",
        "claim:esketamine.does-not-affect.spine-density",
        change("method:statement-with-source", "method:statement-without-source"),
    ),
    (
        "review-as-experiment",
        "claim:ketamine.contains.esketamine",
        change("method:statement-without-source", "method:cell-assay"),
    ),
    (
        "species-against-method",
        "claim:ketamine.increases.mood",
        change("gg:species context:human", "gg:species context:rat"),
    ),
    (
        "experiment-without-result",
        "experiment:receptor-clamp",
        change("gg:drugOnTop gg:abolished", "gg:drugOnTop gg:not-stated"),
    ),
    (
        "experiment-without-drug",
        "experiment:racemate-cut",
        change(
            'esketamine" ;\n    gg:given entity:ketamine ;',
            'esketamine" ;',
        ),
    ),
    (
        "experiment-measures-clamp",
        "experiment:receptor-clamp",
        change("gg:clamps entity:interneuron-nmda-receptor", "gg:clamps entity:mood"),
    ),
    (
        "experiment-cuts-no-step",
        "experiment:racemate-cut",
        change(
            "gg:cuts claim:ketamine.contains.esketamine",
            "gg:cuts claim:esketamine.does-not-affect.spine-density",
        ),
    ),
    (
        "structure-in-a-circle",
        "entity:cortex",
        change(
            'rdfs:label "cortex" .',
            'rdfs:label "cortex" ; predicate:part-of entity:prefrontal-cortex .',
        ),
    ),
    (
        "structure-to-itself",
        "entity:esketamine",
        change(
            "predicate:enantiomer-of entity:ketamine", "predicate:enantiomer-of entity:esketamine"
        ),
    ),
    (
        "structure-out-of-range",
        "entity:interneuron-nmda-receptor",
        change("predicate:located-in entity:interneuron", "predicate:located-in entity:mood"),
    ),
    (
        "shared-identifier",
        "entity:esketamine",
        change('rdfs:label "esketamine"', 'rdfs:label "esketamine" ; skos:exactMatch chebi:6121'),
    ),
    (
        "near-duplicate-name",
        "entity:esketamine",
        change('"racemic ketamine"', '"es-ketamine"'),
    ),
    ("near-duplicate-name", "entity:ketamine", change('"racemic ketamine"', '"Moods"')),
    (
        "opposite-claims-undisputed",
        "claim:ketamine.increases.mood",
        add(claim("ketamine", "decreases", "mood", NET)),
    ),
    (
        "production-both-ways",
        "claim:esketamine.is-metabolised-to.ketamine",
        add(claim("esketamine", "is-metabolised-to", "ketamine")),
    ),
    (
        "comparison-both-ways",
        "claim:esketamine.has-higher-affinity-than.ketamine",
        add(
            claim(
                *("ketamine", "has-higher-affinity-than", "esketamine"),
                "gg:inRespectOf entity:nmda-receptor",
            )
        ),
    ),
    (
        "knock-out-against-sign",
        "claim:nmda-receptor.inhibits.spine-density",
        add(
            told(
                "Without NMDA receptors spines are fewer.",
                *("nmda-receptor", "inhibits", "spine-density"),
            )
        ),
    ),
    (
        "knock-out-against-sign",
        "claim:nmda-receptor.increases.mood",
        add(
            told(
                "Mice lack it and are of better mood, with more play.",
                *("nmda-receptor", "increases", "mood"),
            ).replace("method:proposal", "method:knockout")
        ),
    ),
    (
        "finding-of-other-enantiomer",
        "claim:esketamine.increases.mood",
        add(told("Mood rises after racemic ketamine.", "esketamine", "increases", "mood")),
    ),
    (
        "finding-of-other-enantiomer",
        "claim:esketamine.increases.mood",
        add(
            told("Mood rises.", "esketamine", "increases", "mood"),
            told("Mood rises.", "ketamine", "increases", "antidepressant-effect"),
        ),
    ),
    (
        "finding-cites-another",
        "claim:ketamine.increases.mood",
        change("Ketamine lifts mood.", "Ketamine lifts mood (Reader et al., 2001)."),
    ),
    (
        "finding-cites-another",
        "experiment:racemate-cut",
        change("the racemate does less.", "the racemate does less, as in Reader and Author 2002."),
    ),
    (
        "finding-cites-another",
        "study:trial",
        change("Ketamine did better than placebo.", "Ketamine did better (Author 2002)."),
    ),
    (
        "words-against-sign",
        "claim:ketamine.increases.mood",
        change("Ketamine lifts mood.", "Ketamine quickly lowers mood."),
    ),
    (
        "words-against-sign",
        "claim:esketamine.decreases.mood",
        add(told("Esketamine raises mood.", "esketamine", "decreases", "mood")),
    ),
    ("study-arms-too-large", "study:trial", change("gg:participants 22", "gg:participants 21")),
    (
        "study-completers-too-many",
        "study:trial",
        change("gg:completers 20", "gg:completers 23"),
    ),
    ("figure-out-of-range", "study:trial", change("gg:value 70", "gg:value 170")),
    ("figure-out-of-range", "study:trial", change("gg:value 70", "gg:value -70")),
    (
        "spread-without-value",
        "study:trial",
        change(
            'gg:unit "%" ;\n        gg:value 70',
            "gg:spread 3 ;\n        gg:spreadType gg:standard-error",
        ),
    ),
    (
        "study-measures-nothing",
        "study:trial",
        remove("    gg:measured entity:antidepressant-effect ;\n"),
    ),
    (
        "comparator-is-treatment",
        "study:twins",
        add(
            study(
                *("twins", "positive", MOOD),
                "gg:arm [ gg:given entity:ketamine ; gg:role gg:comparator ]",
            )
        ),
    ),
    (
        "pending-study-with-results",
        "study:trial",
        change("gg:primaryResult gg:positive", "gg:primaryResult gg:pending"),
    ),
    (
        "study-without-claim",
        "study:unused",
        add(study("unused", "positive", MOOD, source="registry")),
    ),
    ("negative-study-without-null", "study:failed", add(study("failed", "negative", MOOD))),
    (
        "study-of-wrong-kind",
        "study:moody",
        add(study("moody", "pending", "gg:population entity:mood")),
    ),
    (
        "study-of-wrong-kind",
        "study:cortical",
        add(
            study(
                *("cortical", "pending"),
                "gg:arm [ gg:given entity:cortex ; gg:role gg:comparator ]",
            )
        ),
    ),
    (
        "identifier-fits-twice",
        "entity:ketamine",
        change(
            "skos:exactMatch chebi:6121", "skos:exactMatch chebi:6121 ; skos:closeMatch chebi:6121"
        ),
    ),
    (
        "retired-entity-in-use",
        "claim:ketamine.increases.spine-density",
        change(
            'rdfs:label "spine density" .',
            'rdfs:label "spine density" ; gg:retiredBecause "too wide" ; gg:replacedBy entity:mood .',
        ),
    ),
    (
        "retired-entity-in-use",
        "study:trial",
        change(
            'rdfs:label "depression" .',
            'rdfs:label "depression" ; gg:retiredBecause "too wide" ; gg:replacedBy entity:mood .',
        ),
    ),
    (
        "retired-by-halves",
        "entity:spines",
        add('entity:spines a kind:process ; rdfs:label "spines" ; gg:retiredBecause "too wide" .'),
    ),
    (
        "local-name",
        "entity:gsα",
        add(
            'entity:gsα a kind:outcome ; rdfs:label "Gsα" ;',
            "    predicate:member-of entity:antidepressant-effect .",
        ),
    ),
]

# (what a rule must not take for a fault, an edit that has it)
SOUND: list[tuple[str, Edit]] = [
    (
        "opposite claims in regimens that exclude each other",
        add(
            claim(
                *("ketamine", "decreases", "mood", NET),
                evidence="gg:stance gg:supports ; gg:regimen context:adjunctive",
            )
        ),
    ),
    (
        "opposite claims, one of which is disputed",
        add(
            claim("ketamine", "decreases", "mood", NET),
            "claim:ketamine.decreases.mood gg:evidence [",
            "    gg:source source:reader-2002 ; gg:stance gg:disputes ;",
            '    gg:finding "It does not." ; gg:method method:proposal ;',
            '    gg:readIn source:reader-2002 ; gg:locator "Toys, paragraph 1" ] .',
        ),
    ),
    (
        "opposite claims that serve a hypothesis each",
        add(
            "claim:ketamine.increases.mood gg:hypothesis hypothesis:plasticity .",
            claim("ketamine", "decreases", "mood", NET, "gg:hypothesis hypothesis:rest"),
        ),
    ),
    (
        "a partial agonist activates and weakens",
        add(
            claim("ketamine", "inhibits", "nmda-receptor", NET),
            claim(
                *("ketamine", "activates", "nmda-receptor", NET),
                "gg:action action:glycine-site-partial-agonist",
            ),
        ),
    ),
    (
        "a partial agonist that weakens",
        change("action:channel-blocker", "action:partial-agonist"),
    ),
    ("a production twice told", add(claim("ketamine", "is-metabolised-to", "esketamine"))),
    (
        "a loop of causes",
        add(
            claim("mood", "increases", "spine-density", NET),
            claim("spine-density", "increases", "mood", NET),
        ),
    ),
    (
        "a comparison turned round in another respect",
        add(
            claim(
                *("ketamine", "has-higher-affinity-than", "esketamine"),
                "gg:inRespectOf entity:interneuron-nmda-receptor",
            )
        ),
    ),
    (
        "a comparison turned round in another context",
        add(
            claim(
                *("ketamine", "has-greater-effect-than", "esketamine"),
                "gg:inRespectOf entity:mood",
                evidence="gg:stance gg:supports ; gg:species context:human",
            ),
            claim(
                *("esketamine", "has-greater-effect-than", "ketamine"),
                "gg:inRespectOf entity:mood",
                evidence="gg:stance gg:supports ; gg:species context:rodent",
            ),
        ),
    ),
    (
        "what rises without the subject is inhibited by it",
        add(
            told(
                "Without NMDA receptors spines are more.",
                *("nmda-receptor", "inhibits", "spine-density"),
            )
        ),
    ),
    (
        "what something else lowers",
        add(
            told(
                "Spines are fewer without glutamate, and NMDA receptors do it.",
                *("nmda-receptor", "inhibits", "spine-density"),
            )
        ),
    ),
    (
        "a finding that names both enantiomers",
        add(told("Esketamine lifts mood, as ketamine does.", "esketamine", "increases", "mood")),
    ),
    (
        "a citation of the source itself",
        change("Ketamine lifts mood.", "Ketamine lifts mood (Author et al., 2001)."),
    ),
    (
        "a citation that is said to be printed",
        change("Ketamine lifts mood.", "Ketamine lifts mood (printed with Reader 2002)."),
    ),
    ("a date", change("Ketamine lifts mood.", "Ketamine lifts mood, as was said in March 2013.")),
    (
        "words of lowering for what goes before",
        change("Ketamine lifts mood.", "Ketamine blocks the receptors and so raises mood."),
    ),
    (
        "words of lowering for a score",
        change("Ketamine lifts mood.", "Ketamine lowers the score of low mood."),
    ),
    (
        "words of lowering in one of two findings",
        add(
            told("Esketamine lowers gloom.", "esketamine", "increases", "mood"),
            "claim:esketamine.increases.mood gg:evidence [",
            "    gg:source source:reader-2002 ; gg:stance gg:supports ;",
            '    gg:finding "Esketamine lifts mood." ; gg:method method:proposal ;',
            '    gg:readIn source:reader-2002 ; gg:locator "Toys, paragraph 1" ] .',
        ),
    ),
    (
        "the same participants in both arms of a crossover trial",
        add(
            study(
                *("crossed", "positive", MOOD, "gg:design design:crossover ; gg:participants 9"),
                "gg:arm [ gg:given entity:ketamine ; gg:role gg:treatment ; gg:participants 9 ]",
                "gg:arm [ gg:given entity:placebo ; gg:role gg:comparator ; gg:participants 9 ]",
            )
        ),
    ),
    ("a study that all completed", change("gg:completers 20", "gg:completers 22")),
    (
        "a fall in percent",
        change(SHARE, SHARE.replace("response rate", "change of score").replace("70", "-70")),
    ),
    ("a figure without spread", remove(SPREAD)),
    ("a pending study that measures nothing yet", add(study("awaited", "pending"))),
    (
        "a comparator that is the treatment in another dose",
        add(
            study(
                *("doses", "positive", MOOD),
                'gg:arm [ gg:given entity:ketamine ; gg:role gg:comparator ; gg:dose "1 mg" ]',
            )
        ),
    ),
    ("a pending study without a claim", add(study("awaited", "pending", source="registry"))),
    (
        "a study whose claim is about a regimen of its treatment",
        add(
            study("repeated", "positive", MOOD, source="registry"),
            'entity:infusions a kind:dosing-regimen ; rdfs:label "repeated infusions" ;',
            "    predicate:regimen-of entity:ketamine .",
            claim("infusions", "increases", "mood", NET).replace("author-2001", "registry"),
        ),
    ),
    (
        "a negative study with its null claim",
        add(
            study("failed", "negative", MOOD),
            claim("ketamine", "does-not-affect", "antidepressant-effect"),
        ),
    ),
    ("names that differ in a word", change('"racemic ketamine"', '"esketamine with ketamine"')),
    (
        "a study as the only use of an entity",
        add(
            'entity:gloom a kind:condition ; rdfs:label "gloom" .',
            study("gloomy", "pending", "gg:population entity:gloom"),
        ),
    ),
]


def stored(places: Iterable[Path]) -> Store:
    """A store to ask, of a graph that loading accepts."""
    facts = read_facts(places)
    return store_of(described(facts, contents_of(facts)))


def complaints(text: str, folder: Path) -> list[tuple[str, str, str]]:
    """(rule, thing, message) for everything that breaks a rule in the toy graph, as edited."""
    file = folder / "toy.ttl"
    file.write_text(text, encoding="utf-8")
    return [
        (rule.name, thing, message)
        for rule, thing, message in broken(RULES, stored([VOCABULARY, file]))
    ]


@pytest.fixture(scope="module")
def shipped() -> Store:
    return stored([shipped_graph()])


def test_the_toy_graph_breaks_no_rule(tmp_path: Path) -> None:
    assert complaints(TOY, tmp_path) == []


@pytest.mark.parametrize(
    ("rule", "thing", "edit"), BREAKING, ids=[f"{rule}: {thing}" for rule, thing, _ in BREAKING]
)
def test_what_breaks_a_rule_is_found_and_named(
    rule: str, thing: str, edit: Edit, tmp_path: Path
) -> None:
    found = complaints(edit.text, tmp_path)

    assert {name for name, _, _ in found} == {rule}
    messages = [message for _, iri, message in found if iri == expand(thing)]
    assert messages, f"{thing} is not at fault in {found}"
    assert thing in messages[0]


@pytest.mark.parametrize("edit", [edit for _, edit in SOUND], ids=[what for what, _ in SOUND])
def test_what_only_looks_like_a_fault_is_let_be(edit: Edit, tmp_path: Path) -> None:
    assert complaints(edit.text, tmp_path) == []


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if "?axis IN (" in rule.query and "gg:dose" in rule.query],
    ids=lambda rule: rule.name,
)
def test_a_rule_that_compares_contexts_knows_every_axis(rule: Rule) -> None:
    axes = {f"gg:{axis.replace('cell-type', 'cellType')}" for axis in CONTEXT_AXES}

    assert axes <= set(rule.query.replace(",", " ").split())


def test_every_rule_is_broken_by_some_case() -> None:
    assert sorted({rule for rule, _, _ in BREAKING}) == [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_the_shipped_graph_keeps_the_rule(rule: Rule, shipped: Store) -> None:
    assert [message for _, _, message in broken([rule], shipped)] == [], rule.cure


@pytest.mark.parametrize(
    ("context", "contradicts"),
    [
        ("gg:timing context:acute", False),
        ("gg:species context:rodent", True),
        ("gg:species context:mouse", False),
    ],
    ids=["another timing separates", "rodents are also rats", "mice are not rats"],
)
def test_only_a_context_that_excludes_the_other_separates_opposite_claims(
    context: str, contradicts: bool, tmp_path: Path
) -> None:
    opposite = claim(
        *("ketamine", "decreases", "spine-density", NET, "gg:hypothesis hypothesis:rest"),
        evidence=f"gg:stance gg:supports ; {context}",
    )

    found = {rule for rule, _, _ in complaints(add(opposite).text, tmp_path)}

    assert found == ({"contradiction"} if contradicts else set())


def test_a_finding_may_begin_with_the_name_of_a_protein(tmp_path: Path) -> None:
    edit = change("Ketamine lifts mood.", "mTORC1 and eEF2 lift mood.")

    assert complaints(edit.text, tmp_path) == []
