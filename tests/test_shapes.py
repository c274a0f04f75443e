"""Each SHACL shape refuses what breaks it, and the shipped graph fits them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, SH
from toy_graph import TOY, VOCABULARY, Edit, add, change, claim, remove

from glutagraph.location import shipped_graph, turtle_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SHAPE = "https://w3id.org/glutagraph/shape/"
SHAPES = rdflib.Graph().parse(shipped_graph() / "shapes.ttl")
NET = "gg:directness gg:net"
TIER = "https://w3id.org/glutagraph/tier/"
STUDY_SOURCE = "    gg:source source:author-2001, source:registry ;"
P = '        gg:p "< 0.05" ;\n'
QUANTITY = '        gg:quantity "response rate" ;\n'
VALUE = '        gg:unit "%" ;\n        gg:value 70 ;\n'
CUT = "gg:cuts claim:ketamine.contains.esketamine"
CLAMP = "gg:clamps entity:interneuron-nmda-receptor"

# (shape, what breaks it)
BREAKING: list[tuple[str, Edit]] = [
    # whatever is described
    ("label", remove('    rdfs:label "mood" ;\n')),
    ("comment", change('"The racemate."', '"The racemate.", "A mixture."')),
    ("synonym", change('"racemic ketamine"', "7")),
    ("identifier", change("skos:exactMatch chebi:6121", 'skos:exactMatch "6121"')),
    ("type", add('entity:glutamate rdfs:label "glutamate" .')),
    ("type", add('entity:glutamate a kind:molecule ; rdfs:label "glutamate" .')),
    (
        "type",
        change(
            'kind:process ;\n    rdfs:label "sp', 'kind:process, kind:drug ;\n    rdfs:label "sp'
        ),
    ),
    # words
    (
        "kind-name",
        add('entity:cell a gg:Kind ; rdfs:label "cell" ; gg:column "cell" ; gg:folder "cells" .'),
    ),
    ("kind-column", add('kind:cell a gg:Kind ; rdfs:label "cell" ; gg:folder "cells" .')),
    ("kind-folder", add('kind:cell a gg:Kind ; rdfs:label "cell" ; gg:column "cell" .')),
    ("kind-broader", add("kind:cell-type rdfs:subClassOf kind:cell .")),
    ("predicate-name", add('entity:acts a gg:Predicate ; rdfs:label "acts" ; gg:family gg:null .')),
    (
        "predicate-family",
        add('predicate:acts a gg:Predicate ; rdfs:label "acts" ; gg:family gg:magic .'),
    ),
    ("predicate-ends", add("predicate:models gg:range kind:molecule .")),
    (
        "predicate-sign",
        add('predicate:acts a gg:Predicate ; rdfs:label "acts" ; gg:family gg:causal .'),
    ),
    ("tier-rank", add(f'<{TIER}rumour> a gg:Tier ; rdfs:label "rumour" ; gg:rank 7 .')),
    (
        "method-name",
        add(f'entity:guess a gg:Method ; rdfs:label "guess" ; gg:tier <{TIER}proposal> .'),
    ),
    ("method-tier", add('method:guess a gg:Method ; rdfs:label "guess" .')),
    (
        "context-term-name",
        add('entity:cat a gg:ContextTerm ; rdfs:label "cat" ; gg:axis "species" .'),
    ),
    ("context-term-axis", add('context:cat a gg:ContextTerm ; rdfs:label "cat" ; gg:axis "pet" .')),
    ("context-term-broader", add("context:rodent skos:broader context:pet .")),
    ("action-name", add('entity:plug a gg:Action ; rdfs:label "plug" .')),
    ("action-broader", add("action:agonist skos:broader action:binder .")),
    ("design-name", add('entity:blind a gg:Design ; rdfs:label "blind" .')),
    # entities
    ("entity", add('source:glutamate a kind:signaling-molecule ; rdfs:label "glutamate" .')),
    ("retired", add('entity:mood gg:retiredBecause "too wide", "too vague" .')),
    ("replacement", add("entity:mood gg:replacedBy entity:feeling .")),
    ("structure", change("predicate:member-of entity:antid", "predicate:member-of entity:an")),
    (
        "structure",
        change("predicate:enantiomer-of entity:ketamine", "predicate:inhibits entity:ketamine"),
    ),
    ("structure", add("context:rat predicate:part-of entity:cortex .")),
    # claims
    ("claim", change("gg:action action", "gg:acton action")),
    (
        "claim-name",
        change("claim:ketamine.increases.spine-density\n", "claim:ketamine.spine-density\n"),
    ),
    ("claim-subject", add(claim("ketamin", "regulates", "mood", NET))),
    ("claim-predicate", add(claim("ketamine", "cures", "mood"))),
    ("claim-object", add(claim("ketamine", "regulates", "moods", NET))),
    ("claim-action", change("action:channel-blocker", "action:plug")),
    ("claim-respect", change("gg:inRespectOf entity:nmda", "gg:inRespectOf entity:nmd")),
    ("claim-hypothesis", change("hypothesis:plasticity, hypothesis:rest", "hypothesis:plastic")),
    (
        "claim-evidence",
        add(
            "claim:ketamine.does-not-affect.mood a gg:Claim ; gg:subject entity:ketamine ;",
            "    gg:predicate predicate:does-not-affect ; gg:object entity:mood .",
        ),
    ),
    ("claim-of-effect", add(claim("esketamine.does-not-affect.spine-density", "requires", "mood"))),
    (
        "claim-about-claim",
        add(claim("ketamine.increases.mood", "does-not-affect", "spine-density")),
    ),
    ("claim-domain", add(claim("mood", "contains", "esketamine"))),
    ("claim-range", add(claim("ketamine", "blocks", "mood", NET))),
    ("causal-directness", remove("    gg:directness gg:direct ;\n")),
    ("causal-directness", change("gg:directness gg:direct", "gg:directness gg:indirect")),
    ("other-directness", add("claim:ketamine.contains.esketamine gg:directness gg:direct .")),
    ("dependency-subject", add(claim("ketamine", "requires", "mood"))),
    # evidence
    ("evidence", change('gg:dose "10 µM"', 'gg:dosage "10 µM"')),
    (
        "evidence",
        add(
            "claim:ketamine.contains.esketamine gg:evidence source:item .",
            'source:item gg:source source:reader-2002 ; gg:finding "It does." ;',
            "    gg:method method:proposal ; gg:stance gg:supports ;",
            '    gg:readIn source:reader-2002 ; gg:locator "Toys, paragraph 1" .',
        ),
    ),
    ("evidence-stance", change("gg:leaves-open", "gg:doubts")),
    (
        "source",
        change(
            'author-2001 ;\n        gg:stance gg:supports ;\n        gg:finding "Ketamine l',
            'author-2010 ;\n        gg:stance gg:supports ;\n        gg:finding "Ketamine l',
        ),
    ),
    ("finding", change('"Ketamine lifts mood."', '" "')),
    ("method-used", change("method:binding-assay", "method:binding")),
    (
        "read-in",
        change('reader-2002 ;\n        gg:locator "Trials', 'reader ;\n        gg:locator "Trials'),
    ),
    ("locator", change("Trials, paragraph 1", "Trials")),
    ("species", change("gg:species context:human", "gg:species context:sustained")),
    ("model", change("gg:model context:chronic-stress", "gg:model context:rat")),
    ("state", change("gg:state context:stress-vulnerable", "gg:state context:at-work")),
    ("route", change("gg:route context:intraperitoneal", "gg:route context:rat")),
    (
        "regimen",
        change(
            "gg:regimen context:monotherapy",
            "gg:regimen context:acute",
        ),
    ),
    ("timing", change("gg:timing context:sustained", "gg:timing context:sustained, context:acute")),
    ("region", change("gg:region entity:prefrontal-cortex", "gg:region entity:prefrontal")),
    ("cell-type", change("gg:cellType entity:interneuron", "gg:cellType entity:interneurons")),
    ("baseline", change('"lowered by chronic stress"', '"lowered", "by chronic stress"')),
    ("dose", change('"10 µM"', "10")),
    ("time", change('"24 h"', "24")),
    # hypotheses
    ("hypothesis", change("gg:rivalOf hypothesis:rest", "gg:rival hypothesis:rest")),
    (
        "hypothesis-name",
        add('entity:idea a gg:Hypothesis ; rdfs:label "idea" ; rdfs:comment "An idea." .'),
    ),
    ("hypothesis-comment", remove('    rdfs:comment "Spines carry the effect." ;\n')),
    (
        "hypothesis-includes",
        change("gg:includes hypothesis:plasticity", "gg:includes hypothesis:rest"),
    ),
    ("hypothesis-rival", change("gg:rivalOf hypothesis:rest", "gg:rivalOf hypothesis:plasticity")),
    (
        "hypothesis-source",
        change("gg:proposedBy source:reader-2002", "gg:proposedBy source:reader"),
    ),
    # sources
    ("paper", change("gg:journal", "gg:jornal")),
    (
        "paper-name",
        add(
            'entity:book a gg:Source ; rdfs:label "Book" ;',
            '    dcterms:issued "2003" ; gg:sourceType gg:review .',
        ),
    ),
    ("paper-title", change('"Ketamine in the rat"', '"Ketamine", "In the rat"')),
    ("paper-year", change('dcterms:issued "2001"', 'dcterms:issued "2001", "2002"')),
    ("paper-dated", remove('    dcterms:issued "2001" ;\n')),
    ("paper-author", change('gg:firstAuthor "Author"', 'gg:firstAuthor "Author", "Other"')),
    ("paper-journal", change('gg:journal "J Toy"', 'gg:journal "J Toy", "Toys"')),
    ("paper-type", change("gg:sourceType gg:review", "gg:sourceType gg:book")),
    # studies
    ("study", add('study:trial gg:outcome "better" .')),
    ("study-name", change("study:trial\n", "entity:trial\n")),
    ("study-source", change(STUDY_SOURCE, STUDY_SOURCE.replace("registry", "register"))),
    ("study-source", remove(f"{STUDY_SOURCE}\n")),
    ("study-design", change("design:double-blind", "design:triple-blind")),
    ("study-phase", change('gg:phase "2b"', 'gg:phase "IIb"')),
    (
        "study-population",
        change("gg:population entity:depression", "gg:population entity:depressed"),
    ),
    ("participants", change("gg:participants 22", 'gg:participants "22"')),
    ("participants", change("gg:participants 12", "gg:participants 12, 13")),
    ("study-completers", change("gg:completers 20", "gg:completers 20.5")),
    ("regimen", change("gg:regimen context:adjunctive", "gg:regimen context:intravenous")),
    ("study-added", change("gg:addedTo entity:usual-care", "gg:addedTo entity:care")),
    ("study-length", change('gg:length "4 weeks"', 'gg:length "four weeks"')),
    ("study-arm", change("gg:role gg:treatment", "gg:role gg:comparator")),
    (
        "study-measured",
        change("gg:measured entity:antidepressant-effect", "gg:measured entity:effect"),
    ),
    ("study-scale", change("gg:scale entity:madrs .", "gg:scale entity:hamd .")),
    ("study-result", change("gg:primaryResult gg:positive", "gg:primaryResult gg:good")),
    ("study-result", remove("    gg:primaryResult gg:positive ;\n")),
    ("study-onset", change('gg:onset "within 2 h"', 'gg:onset "2 hours"')),
    ("study-duration", change('gg:duration "up to 7 d"', 'gg:duration "long"')),
    ("study-adverse", change("gg:adverseEffect entity:headache", "gg:adverseEffect entity:ache")),
    ("study-no-adverse", change("gg:noAdverseEffect entity:nausea", "gg:noAdverseEffect entity:n")),
    (
        "study-registration",
        change("gg:registration nct:NCT00000001", "gg:registration nct:NCT0000001"),
    ),
    ("arm", change('gg:schedule "once', 'gg:shedule "once')),
    ("arm-given", change("gg:given entity:placebo", "gg:given entity:plazebo")),
    ("arm-role", change("gg:role gg:comparator", "gg:role gg:control")),
    ("arm-schedule", change('"twice a week"', '"twice", "a week"')),
    ("dose", change('gg:dose "0.5 mg/kg"', "gg:dose 0.5")),
    ("route", change("gg:route context:intravenous", "gg:route context:adjunctive")),
    ("figure", change('gg:p "< 0.05"', 'gg:p "< 0.05" ; gg:n 12')),
    ("figure-number", change(f"{P}{QUANTITY}{VALUE}", QUANTITY)),
    ("figure-unit-of-value", remove('        gg:unit "%" ;\n')),
    ("figure-type-of-spread", remove("        gg:spreadType gg:standard-deviation ;\n")),
    ("figure-quantity", remove(QUANTITY)),
    ("figure-group", change('gg:group "ketamine"', 'gg:group "ketamine", "all"')),
    ("figure-scale", change("gg:scale entity:madrs ;\n", "gg:scale entity:hamd ;\n")),
    ("figure-value", change("gg:value -18.4", 'gg:value "-18.4"')),
    ("figure-unit", change('gg:unit "points"', "gg:unit 1")),
    ("figure-spread", change("gg:spread 12.0", 'gg:spread "12.0"')),
    ("figure-spread-type", change("gg:standard-deviation", "gg:range")),
    ("figure-p", change('gg:p "< 0.05"', 'gg:p "significant"')),
    ("figure-against", change('gg:against "placebo"', "gg:against 1")),
    ("figure-time", change('gg:time "15 d"', 'gg:time "day 15"')),
    # experiments
    ("experiment", add('experiment:racemate-cut gg:outcome "less" .')),
    ("experiment-name", change("experiment:racemate-cut\n", "entity:racemate-cut\n")),
    (
        "experiment-given",
        change(
            'blocked" ;\n    gg:given entity:ketamine', 'blocked" ;\n    gg:given entity:ketamin'
        ),
    ),
    (
        "experiment-manipulation",
        remove(
            f"    gg:manipulation [\n        {CUT} ;\n"
            '        gg:by "separation of the enantiomers" ;\n    ] ;\n'
        ),
    ),
    ("experiment-measured", change("gg:measured entity:mood", "gg:measured entity:moods")),
    (
        "experiment-alone",
        change("gg:manipulationAlone gg:unchanged", "gg:manipulationAlone gg:abolished"),
    ),
    ("experiment-on-top", remove("    gg:drugOnTop gg:reduced ;\n")),
    ("manipulation", change('gg:by "another blocker"', 'gg:how "another blocker"')),
    ("manipulation-choice", remove("        gg:to gg:low ;\n")),
    ("manipulation-choice", change(CUT, f"{CUT} ; {CLAMP}")),
    ("manipulation-clamps", change(CLAMP, "gg:clamps entity:interneurons")),
    ("manipulation-cuts", change(CUT, "gg:cuts claim:ketamine.contains.arketamine")),
    ("manipulation-to", change("gg:to gg:low", "gg:to gg:lower")),
    ("manipulation-by", change('gg:by "another blocker"', 'gg:by "another", "blocker"')),
    ("manipulation-with", change("gg:with entity:esketamine", "gg:with entity:eskatamine")),
]


def refusals(data: rdflib.Graph) -> list[tuple[str, str]]:
    """(shape, message) for everything in a graph that does not fit."""
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES)
    assert isinstance(report, rdflib.Graph)
    return sorted(
        (str(report.value(result, SH.sourceShape)), str(report.value(result, SH.resultMessage)))
        for result in report.objects(None, SH.result)
    )


def toy(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(VOCABULARY).parse(data=text, format="turtle")


def union(files: Iterable[Path]) -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in files:
        graph.parse(file)
    return graph


def refusing_shapes() -> set[str]:
    """The names of the shapes that refuse something themselves, not only through another."""
    constraints = (SH.closed, SH["or"], SH.sparql, SH.xone, SH.pattern)
    shapes = set(SHAPES.subjects(RDF.type, SH.PropertyShape))
    shapes.update(shape for constraint in constraints for shape in SHAPES.subjects(constraint))
    names = {str(shape) for shape in shapes if isinstance(shape, rdflib.URIRef)}
    return {name.removeprefix(SHAPE) for name in names} - {"text"}


def test_the_shipped_graph_fits() -> None:
    assert refusals(union(turtle_files(shipped_graph()))) == []


def test_the_toy_graph_fits() -> None:
    assert refusals(toy(TOY)) == []


@pytest.mark.parametrize(
    ("shape", "edit"), BREAKING, ids=[f"{n}-{shape}" for n, (shape, _) in enumerate(BREAKING)]
)
def test_what_breaks_a_shape_is_refused_by_that_shape_alone(shape: str, edit: Edit) -> None:
    found = refusals(toy(edit.text))

    assert {name for name, _ in found} == {SHAPE + shape}


def test_every_shape_is_broken_by_some_case() -> None:
    assert {shape for shape, _ in BREAKING} == refusing_shapes()


def test_every_property_shape_says_what_to_do_in_a_sentence() -> None:
    shapes = {*SHAPES.subjects(RDF.type, SH.PropertyShape), *SHAPES.objects(None, SH.property)}
    messages = {shape: str(SHAPES.value(shape, SH.message)) for shape in shapes}

    assert [shape for shape, message in messages.items() if not message.endswith(".")] == []


def test_a_claim_that_is_not_its_triple_is_named() -> None:
    edit = change("claim:ketamine.increases.spine-density\n", "claim:ketamine.spine-density\n")

    ((_, message),) = refusals(toy(edit.text))

    assert "claim/ketamine.spine-density is not its triple" in message
