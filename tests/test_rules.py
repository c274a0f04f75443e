"""Each curation rule finds what breaks it, and the shipped graph breaks none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from toy_graph import TOY, VOCABULARY, Edit, add, change, claim, remove

from glutagraph.checks import Rule, broken, rules
from glutagraph.loading import contents_of, read_facts
from glutagraph.location import shipped_graph
from glutagraph.rdf import Store, store_of
from glutagraph.triples import described
from glutagraph.vocabulary import expand

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

RULES = rules(shipped_graph())
NET = "gg:directness gg:net"

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
