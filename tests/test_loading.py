"""A graph is loaded whole, or everything that is wrong with it is told: the file, the line, the cure."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from building import stable
from hypothesis import given
from hypothesis import strategies as st
from toy_files import Toy, prefixes

import glutagraph
from glutagraph import facts as facts_module
from glutagraph import loading
from glutagraph.errors import CurationError, GlutagraphError, KnowledgeNotFoundError
from glutagraph.loading import contents_of, load_files, read_facts
from glutagraph.location import shipped_graph
from glutagraph.model import Claim, Evidence, Sign
from glutagraph.triples import described
from glutagraph.vocabulary import BASE, RDF, RDFS, VOCABULARY, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import FrameType
    from typing import Any

    from glutagraph.rdf import Triple

KETAMINE = "drugs/ketamine.ttl"
RECEPTOR = "receptors/nmda-receptor.ttl"
CELLS = "cells/gaba-interneuron-activity.ttl"
EXPERIMENTS = "experiments/disinhibition.ttl"
SOURCES = "sources.ttl"
WORDS = "vocabulary.ttl"

BLOCKS = "claim:ketamine.blocks.interneuron-nmda-receptor"
ACTIVATES = "claim:interneuron-nmda-receptor.activates.gaba-interneuron-activity"
REMOVED = "experiment:receptors-removed"


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy.copied_to(tmp_path)


@dataclass(frozen=True, slots=True)
class Break:
    """One thing broken, and what is said of it: in which block, what is wrong, and the cure."""

    name: str
    file: str
    old: str
    new: str
    block: str
    what: str
    cure: str

    def __str__(self) -> str:
        return self.name

    def apply(self, toy: Toy) -> None:
        if self.old:
            toy.change(self.file, self.old, self.new)
        else:
            toy.add(self.file, self.new)


def test_the_toy_graph_is_whole(toy: Toy) -> None:
    assert toy.problems() == ()


# one problem at a time

BREAKS = [
    # Turtle
    Break(
        "a statement without its dot",
        RECEPTOR,
        "predicate:pool-of entity:nmda-receptor .",
        "predicate:pool-of entity:nmda-receptor",
        ACTIVATES,
        "A dot is expected",
        "mend the Turtle",
    ),
    Break(
        "a prefix that nobody declared",
        "anatomy/brain.ttl",
        "@prefix kind: <https://w3id.org/glutagraph/kind/> .\n",
        "",
        "    a kind:brain-region",
        'prefix "kind:" is not declared',
        "add '@prefix kind: <https://w3id.org/glutagraph/kind/> .'",
    ),
    Break(
        "a triple within a triple",
        "anatomy/brain.ttl",
        "",
        "<< entity:brain a kind:brain-region >> rdfs:comment 'quoted' .\n",
        "@prefix",
        "a triple within a triple",
        "write a claim with evidence",
    ),
    # types
    Break(
        "a thing that is nothing",
        SOURCES,
        "",
        'source:nobody-1999 rdfs:label "Nobody 1999" .\n',
        "source:nobody-1999",
        "source:nobody-1999 has no type",
        "say what it is",
    ),
    Break(
        "a type that nobody knows",
        SOURCES,
        '    a gg:Source ;\n    rdfs:label "Rival 2005" ;',
        '    a gg:Paper ;\n    rdfs:label "Rival 2005" ;',
        "source:rival-2005",
        "gg:Paper is not a type we know",
        "use a kind:... or one of gg:Action, gg:Claim,",
    ),
    Break(
        "a kind that nobody knows",
        "outcomes/mood.ttl",
        'kind:outcome ;\n    rdfs:label "mood"',
        'kind:feeling ;\n    rdfs:label "mood"',
        "entity:mood",
        "kind:feeling is not a kind",
        "use kind:brain-region, kind:cell-activity,",
    ),
    Break(
        "an entity of two kinds",
        RECEPTOR,
        'kind:receptor ;\n    rdfs:label "NMDA receptor" ;',
        'kind:receptor, kind:ion-channel ;\n    rdfs:label "NMDA receptor" ;',
        "entity:nmda-receptor",
        "entity:nmda-receptor has two kinds: ion-channel, receptor",
        "keep one",
    ),
    Break(
        "a source with a kind",
        SOURCES,
        "",
        "@prefix kind: <https://w3id.org/glutagraph/kind/> .\nsource:drug a kind:drug .\n",
        "source:drug",
        "source:drug has a kind",
        "name it entity:...",
    ),
    Break(
        "a source named as an entity",
        KETAMINE,
        "",
        'entity:author-2001 a gg:Source ; rdfs:label "Author 2001" .\n',
        "entity:author-2001",
        "entity:author-2001 is a gg:Source",
        "name it source:...",
    ),
    Break(
        "evidence that belongs to no claim",
        RECEPTOR,
        "",
        '[] gg:source source:author-2001 ; gg:finding "Lost." .\n',
        "",
        "a nameless [ ... ] belongs to nothing",
        "nest it",
    ),
    Break(
        "evidence that belongs to two claims",
        "shared.ttl",
        "",
        "entity:spine a kind:process ; rdfs:label 'spine' .\n"
        "claim:mood.increases.spine a gg:Claim ; gg:subject entity:mood ; gg:directness gg:net ;\n"
        "    gg:predicate predicate:increases ; gg:object entity:spine ; gg:evidence _:one .\n"
        f"{ACTIVATES} gg:evidence _:one .\n"
        "_:one gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding 'Twice.' ;\n"
        "    gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'B' .\n",
        "claim:mood.increases.spine",
        "a nameless [ ... ] belongs to two things",
        "write it out in each",
    ),
    # one property
    Break(
        "a label that is missing",
        KETAMINE,
        '    rdfs:label "esketamine" ;\n',
        "",
        "entity:esketamine",
        "rdfs:label is missing",
        "add it",
    ),
    Break(
        "two labels",
        KETAMINE,
        '"esketamine"',
        '"esketamine", "(S)-ketamine"',
        "entity:esketamine",
        "rdfs:label is given twice: (S)-ketamine, esketamine",
        "keep one",
    ),
    Break(
        "a label that is empty",
        KETAMINE,
        '"esketamine"',
        '" "',
        "entity:esketamine",
        "rdfs:label is empty",
        "fill it, or leave it out",
    ),
    Break(
        "a label that is a number",
        KETAMINE,
        '"esketamine"',
        "007",
        "entity:esketamine",
        "rdfs:label 007 is not text",
        'write it as text: "007"',
    ),
    Break(
        "a label that is a name",
        KETAMINE,
        '"esketamine"',
        "entity:esketamine",
        "entity:esketamine",
        "rdfs:label entity:esketamine is not text",
        "write it in quotes",
    ),
    Break(
        "a label that rings a bell",
        KETAMINE,
        '"esketamine"',
        '"esket\\u0007amine"',
        "entity:esketamine",
        "rdfs:label has the control character U+0007",
        "take it out",
    ),
    Break(
        "a source that is text",
        RECEPTOR,
        "gg:source source:author-2001",
        'gg:source "Author et al. 2001"',
        ACTIVATES,
        'gg:source "Author et al. 2001" is not a name',
        "write a name, as in entity:ketamine",
    ),
    Break(
        "a subject that is nested",
        RECEPTOR,
        "gg:subject entity:interneuron-nmda-receptor",
        "gg:subject [ a kind:receptor ]",
        ACTIVATES,
        "gg:subject [ ... ] is not a name",
        "write a name",
    ),
    Break(
        "evidence that is text",
        KETAMINE,
        "gg:inRespectOf entity:nmda-receptor ;",
        'gg:inRespectOf entity:nmda-receptor ;\n    gg:evidence "Author et al. 2001" ;',
        "claim:esketamine.has-higher-affinity-than.ketamine",
        "gg:evidence is text",
        "write it as [ ... ]",
    ),
    # the properties that a thing may have
    Break(
        "a misspelt property of a claim",
        RECEPTOR,
        "gg:directness gg:direct ;",
        "gg:directness gg:direct ;\n    gg:hypotheses hypothesis:disinhibition ;",
        ACTIVATES,
        "gg:hypotheses is not a property of a claim",
        "did you mean gg:hypothesis?",
    ),
    Break(
        "a misspelt axis of a context",
        KETAMINE,
        "gg:timing context:acute",
        "gg:timin context:acute",
        "claim:ketamine.increases.mood",
        "gg:timin is not a property of a evidence",
        "did you mean gg:timing?",
    ),
    Break(
        "a property that nothing has",
        SOURCES,
        'dcterms:issued "2005" ;',
        'dcterms:issued "2005" ;\n    gg:zzz "?" ;',
        "source:rival-2005",
        "gg:zzz is not a property of a source",
        "leave it out",
    ),
    Break(
        "structure in a claim",
        RECEPTOR,
        "gg:directness gg:direct ;",
        "gg:directness gg:direct ;\n    predicate:part-of entity:brain ;",
        ACTIVATES,
        "predicate:part-of stands outside an entity's block",
        "move it there, or write a claim",
    ),
    Break(
        "a causal arrow without evidence",
        RECEPTOR,
        "predicate:pool-of entity:nmda-receptor .",
        "predicate:pool-of entity:nmda-receptor ;\n    predicate:activates entity:mood .",
        "entity:interneuron-nmda-receptor",
        "predicate:activates is not structural",
        "write it as a claim, with evidence",
    ),
    # names that lead nowhere
    Break(
        "a predicate that nobody declared",
        RECEPTOR,
        "gg:predicate predicate:activates",
        "gg:predicate predicate:actuates",
        ACTIVATES,
        "predicate:actuates is described nowhere",
        "did you mean activates?",
    ),
    Break(
        "structure that nobody declared",
        RECEPTOR,
        "predicate:pool-of entity:nmda-receptor .",
        "predicate:pol-of entity:nmda-receptor .",
        "entity:interneuron-nmda-receptor",
        "predicate:pol-of is described nowhere",
        "did you mean pool-of?",
    ),
    Break(
        "structure that leads nowhere",
        RECEPTOR,
        "predicate:pool-of entity:nmda-receptor .",
        "predicate:pool-of entity:zzz .",
        "entity:interneuron-nmda-receptor",
        "entity:zzz is described nowhere",
        "describe it, or name another",
    ),
    Break(
        "structure that leads to a hypothesis",
        RECEPTOR,
        "predicate:pool-of entity:nmda-receptor .",
        "predicate:pool-of hypothesis:plasticity .",
        "entity:interneuron-nmda-receptor",
        "hypothesis:plasticity is not an entity",
        "name an entity:...",
    ),
    Break(
        "an object that nobody described",
        CELLS,
        "gg:object entity:mood",
        "gg:object entity:moods",
        "claim:gaba-interneuron-activity.decreases.mood",
        "entity:moods is described nowhere",
        "did you mean mood?",
    ),
    Break(
        "a source that nobody described",
        RECEPTOR,
        "gg:source source:author-2001",
        "gg:source source:author-2002",
        ACTIVATES,
        "source:author-2002 is described nowhere",
        "did you mean author-2001?",
    ),
    Break(
        "a hypothesis that nobody described",
        RECEPTOR,
        "gg:hypothesis hypothesis:disinhibition",
        "gg:hypothesis hypothesis:disinhibtion",
        ACTIVATES,
        "hypothesis:disinhibtion is described nowhere",
        "did you mean disinhibition?",
    ),
    Break(
        "a module that nobody described",
        "hypotheses.ttl",
        "gg:includes hypothesis:plasticity",
        "gg:includes hypothesis:growth",
        "hypothesis:disinhibition",
        "hypothesis:growth is described nowhere",
        "describe it, or name another",
    ),
    Break(
        "a proposer that nobody described",
        "hypotheses.ttl",
        "gg:proposedBy source:author-2001",
        "gg:proposedBy source:author-2010",
        "hypothesis:disinhibition",
        "source:author-2010 is described nowhere",
        "did you mean author-2001?",
    ),
    Break(
        "a method that is a context term",
        KETAMINE,
        "gg:method method:slice-electrophysiology",
        "gg:method context:slice-electrophysiology",
        BLOCKS,
        "context:slice-electrophysiology is described nowhere",
        "did you mean slice-electrophysiology?",
    ),
    Break(
        "a region that nobody described",
        KETAMINE,
        "gg:region entity:prefrontal-cortex",
        "gg:region entity:prefrontal-cortx",
        BLOCKS,
        "entity:prefrontal-cortx is described nowhere",
        "did you mean prefrontal-cortex?",
    ),
    Break(
        "a way to act that nobody declared",
        KETAMINE,
        "gg:action action:channel-blocker",
        "gg:action action:chanel-blocker",
        BLOCKS,
        "action:chanel-blocker is described nowhere",
        "did you mean channel-blocker?",
    ),
    Break(
        "a respect that nobody described",
        KETAMINE,
        "gg:inRespectOf entity:nmda-receptor",
        "gg:inRespectOf entity:nmda-recepter",
        "claim:esketamine.has-higher-affinity-than.ketamine",
        "entity:nmda-recepter is described nowhere",
        "did you mean nmda-receptor?",
    ),
    # claims
    Break(
        "a claim that is not its triple",
        RECEPTOR,
        f"{ACTIVATES}\n",
        "claim:interneuron-nmda-receptor.inhibits.gaba-interneuron-activity\n",
        "claim:interneuron-nmda-receptor.inhibits.gaba-interneuron-activity",
        "claim:interneuron-nmda-receptor.inhibits.gaba-interneuron-activity is not its triple",
        f"name it {ACTIVATES}",
    ),
    Break(
        "a claim named as an entity",
        RECEPTOR,
        f"{ACTIVATES}\n",
        ACTIVATES.replace("claim:", "entity:") + "\n",
        "entity:interneuron-nmda-receptor.activates.gaba-interneuron-activity",
        "entity:interneuron-nmda-receptor.activates.gaba-interneuron-activity is not its triple",
        f"name it {ACTIVATES}",
    ),
    Break(
        "a causal claim neither direct nor net",
        RECEPTOR,
        "    gg:directness gg:direct ;\n",
        "",
        ACTIVATES,
        "gg:directness is missing",
        "add it",
    ),
    Break(
        "a directness of its own",
        RECEPTOR,
        "gg:directness gg:direct ;",
        "gg:directness gg:roundabout ;",
        ACTIVATES,
        "gg:roundabout is not a directness",
        "use gg:direct or gg:net",
    ),
    Break(
        "a comparison with a directness",
        KETAMINE,
        "gg:inRespectOf entity:nmda-receptor ;",
        "gg:inRespectOf entity:nmda-receptor ;\n    gg:directness gg:net ;",
        "claim:esketamine.has-higher-affinity-than.ketamine",
        "has higher affinity than is not causal, so gg:directness does not apply",
        "leave it out",
    ),
    Break(
        "a subject outside the domain",
        "more.ttl",
        "",
        "claim:mood.blocks.nmda-receptor a gg:Claim ; gg:subject entity:mood ;\n"
        "    gg:predicate predicate:blocks ; gg:object entity:nmda-receptor ;\n"
        "    gg:directness gg:net ; gg:evidence [\n"
        "        gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding 'Odd.' ;\n"
        "        gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'A' ] .\n",
        "claim:mood.blocks.nmda-receptor",
        "mood is a outcome, which is not in the domain of 'blocks'",
        "that is drug",
    ),
    Break(
        "an object outside the range",
        "more.ttl",
        "",
        "claim:ketamine.blocks.mood a gg:Claim ; gg:subject entity:ketamine ;\n"
        "    gg:predicate predicate:blocks ; gg:object entity:mood ;\n"
        "    gg:directness gg:net ; gg:evidence [\n"
        "        gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding 'Odd.' ;\n"
        "        gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'A' ] .\n",
        "claim:ketamine.blocks.mood",
        "mood is a outcome, which is not in the range of 'blocks'",
        "that is ion-channel, receptor, transporter",
    ),
    Break(
        "a claim without evidence",
        "more.ttl",
        "",
        "claim:ketamine.increases.low-mood a gg:Claim ; gg:subject entity:ketamine ;\n"
        "    gg:predicate predicate:increases ; gg:object entity:low-mood ; gg:directness gg:net .\n",
        "claim:ketamine.increases.low-mood",
        "claim:ketamine.increases.low-mood has no evidence",
        "add gg:evidence [ ... ]",
    ),
    Break(
        "a requirement of a drug",
        "more.ttl",
        "",
        "claim:ketamine.requires.nmda-receptor a gg:Claim ; gg:subject entity:ketamine ;\n"
        "    gg:predicate predicate:requires ; gg:object entity:nmda-receptor ; gg:evidence [\n"
        "        gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding 'Odd.' ;\n"
        "        gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'A' ] .\n",
        "claim:ketamine.requires.nmda-receptor",
        "the subject of 'requires' must be a causal claim",
        "a drug's effect depends on things",
    ),
    Break(
        "a requirement of a null finding",
        "more.ttl",
        "",
        "claim:ketamine.does-not-affect.gaba-interneuron-activity.requires.nmda-receptor a gg:Claim ;\n"
        "    gg:subject claim:ketamine.does-not-affect.gaba-interneuron-activity ;\n"
        "    gg:predicate predicate:requires ; gg:object entity:nmda-receptor ; gg:evidence [\n"
        "        gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding 'Odd.' ;\n"
        "        gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'A' ] .\n",
        "claim:ketamine.does-not-affect.gaba-interneuron-activity.requires.nmda-receptor",
        "gaba-interneuron-activity.requires.nmda-receptor is not a causal claim",
        "name the causal claim that it speaks of",
    ),
    Break(
        "an effect of a claim",
        "more.ttl",
        "",
        "claim:ketamine.increases.mood.increases.low-mood a gg:Claim ; gg:directness gg:net ;\n"
        "    gg:subject claim:ketamine.increases.mood ;\n"
        "    gg:predicate predicate:increases ; gg:object entity:low-mood ; gg:evidence [\n"
        "        gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding 'Odd.' ;\n"
        "        gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'A' ] .\n",
        "claim:ketamine.increases.mood.increases.low-mood",
        "'increases' cannot have a claim as its subject",
        "name an entity:...",
    ),
    # evidence
    *(
        Break(
            f"evidence without {name}",
            RECEPTOR,
            f"        gg:{name} {value} ;\n",
            "",
            ACTIVATES,
            f"gg:{name} is missing",
            "add it",
        )
        for name, value in (
            ("source", "source:author-2001"),
            ("stance", "gg:supports"),
            ("method", "method:proposal"),
            ("finding", '"The receptors keep interneurons firing."'),
            ("locator", '"Receptors, paragraph 1"'),
            ("readIn", "source:reader-2018"),
        )
    ),
    Break(
        "a stance of its own",
        RECEPTOR,
        "gg:stance gg:supports",
        "gg:stance gg:Supports",
        ACTIVATES,
        "gg:Supports is not a value of gg:stance",
        "use gg:supports, gg:disputes, gg:leaves-open",
    ),
    Break(
        "a time in the place of a species",
        KETAMINE,
        "gg:timing context:acute",
        "gg:model context:acute",
        "claim:ketamine.increases.mood",
        "context:acute is a timing, not a model",
        "use gg:timing",
    ),
    Break(
        "evidence that stands twice",
        KETAMINE,
        "gg:source source:rival-2005 ;\n        gg:stance gg:supports ;\n"
        '        gg:finding "Interneurons are blocked first." ;',
        "gg:source source:author-2001 ;\n        gg:stance gg:supports ;\n"
        '        gg:finding "Ketamine occupies the channel in interneurons." ;',
        BLOCKS,
        "evidence of author-2001 stands twice",
        "keep one",
    ),
    Break(
        "a source of a type of its own",
        SOURCES,
        "gg:sourceType gg:review",
        "gg:sourceType gg:blog",
        "source:reader-2018",
        "gg:blog is not a value of gg:sourceType",
        "use gg:primary, gg:review, gg:context",
    ),
    # experiments
    Break(
        "an experiment in which nothing was done",
        "more.ttl",
        "",
        'experiment:idle a gg:Experiment ; rdfs:label "Idle" ; gg:measured entity:mood ;\n'
        "    gg:manipulationAlone gg:not-stated ; gg:drugOnTop gg:not-stated ;\n"
        "    gg:source source:rival-2005 ; gg:finding 'Nothing.' ; gg:method method:proposal ;\n"
        "    gg:readIn source:reader-2018 ; gg:locator 'A' .\n",
        "experiment:idle",
        "gg:manipulation is missing",
        "add gg:manipulation [ ... ]",
    ),
    Break(
        "a manipulation that does nothing",
        EXPERIMENTS,
        "        gg:clamps entity:interneuron-nmda-receptor ;\n        gg:to gg:low ;\n",
        "",
        REMOVED,
        "a manipulation either clamps nodes or cuts claims",
        "give one of gg:clamps and gg:cuts",
    ),
    Break(
        "a cut to a level",
        EXPERIMENTS,
        'gg:by "esketamine in its place" ;',
        'gg:by "esketamine in its place" ;\n        gg:to gg:low ;',
        REMOVED,
        "gg:to stands with gg:cuts",
        "leave gg:to out",
    ),
    Break(
        "a result of its own",
        EXPERIMENTS,
        "gg:drugOnTop gg:abolished",
        "gg:drugOnTop gg:increases",
        REMOVED,
        "gg:increases is not a value of gg:drugOnTop",
        "use gg:abolished, gg:reduced, gg:unchanged, gg:reversed, gg:not-stated",
    ),
    Break(
        "a cut claim that nobody made",
        EXPERIMENTS,
        f"gg:cuts {BLOCKS}",
        "gg:cuts claim:ketamine.blocks.nmda-receptor",
        REMOVED,
        "claim:ketamine.blocks.nmda-receptor is described nowhere",
        "did you mean ketamine.inhibits.nmda-receptor?",
    ),
    Break(
        "a compound that nobody described",
        EXPERIMENTS,
        "gg:with entity:esketamine",
        "gg:with entity:esketamin",
        REMOVED,
        "entity:esketamin is described nowhere",
        "did you mean esketamine?",
    ),
    # retired names, groups
    Break(
        "a successor that nobody described",
        RECEPTOR,
        "gg:replacedBy entity:nmda-receptor",
        "gg:replacedBy entity:nmda-receptors",
        "entity:nmda-channel",
        "entity:nmda-receptors is described nowhere",
        "describe it, or name another",
    ),
    Break(
        "a group of groups that is one of them",
        "groups.ttl",
        "",
        "entity:joy a kind:outcome ; rdfs:label 'joy' ; predicate:member-of entity:glee .\n"
        "entity:glee a kind:outcome ; rdfs:label 'glee' ; predicate:member-of entity:mirth .\n"
        "entity:mirth a kind:outcome ; rdfs:label 'mirth' ; predicate:member-of entity:joy .\n",
        "entity:glee",
        "entity:glee leads by predicate:member-of back to itself",
        "break the circle",
    ),
    # words
    Break(
        "a predicate without a family",
        WORDS,
        "gg:family gg:definition ;",
        "gg:family gg:clan ;",
        "predicate:is-opposite-of",
        "gg:clan is not a value of gg:family",
        "use gg:causal, gg:production,",
    ),
    Break(
        "a predicate whose domain is no kind",
        "more.ttl",
        "",
        'predicate:plugs a gg:Predicate ; rdfs:label "plugs" ; gg:family gg:causal ;\n'
        "    gg:sign gg:negative ; gg:range kind:ion-chanel .\n",
        "predicate:plugs",
        "kind:ion-chanel is described nowhere",
        "did you mean ion-channel?",
    ),
    Break(
        "a kind of its own kind",
        WORDS,
        'rdfs:label "drug" ;',
        'rdfs:label "drug" ;\n    rdfs:subClassOf kind:metabolite ;',
        "kind:metabolite",
        "kind:metabolite is broader than itself",
        "break the circle",
    ),
    Break(
        "a species within one that nobody declared",
        "more.ttl",
        "",
        'context:vole a gg:ContextTerm ; rdfs:label "vole" ; gg:axis "species" ;\n'
        "    skos:broader context:rodents .\n",
        "context:vole",
        "context:rodents is described nowhere",
        "describe it, or name another",
    ),
    Break(
        "an axis of its own",
        "more.ttl",
        "",
        'context:warm a gg:ContextTerm ; rdfs:label "warm" ; gg:axis "weather" .\n',
        "context:warm",
        "'weather' is not an axis",
        "use species, model, state, route, regimen, timing",
    ),
    Break(
        "a method without a tier",
        "more.ttl",
        "",
        'method:guess a gg:Method ; rdfs:label "guess" ; gg:tier tier:guesswork .\n',
        "method:guess",
        "tier:guesswork is not a tier",
        "use tier:animal-intervention, tier:animal-observation,",
    ),
    Break(
        "a tier above all others",
        "more.ttl",
        "",
        'tier:revelation a gg:Tier ; rdfs:label "revelation" ; gg:rank 0 .\n',
        "tier:revelation",
        "gg:rank 0 is not a tier's",
        "use 1 to 6",
    ),
    Break(
        "a tier without a number",
        "more.ttl",
        "",
        'tier:hearsay a gg:Tier ; rdfs:label "hearsay" ; gg:rank "last" .\n',
        "tier:hearsay",
        "gg:rank is not a whole number",
        "write it in digits",
    ),
    Break(
        "a tier of two ranks",
        "more.ttl",
        "",
        'tier:hearsay a gg:Tier ; rdfs:label "hearsay" ; gg:rank 1, 2 .\n',
        "tier:hearsay",
        "gg:rank is given twice: 1, 2",
        "keep one",
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_a_problem_is_told_with_its_file_line_and_cure(broken: Break, toy: Toy) -> None:
    broken.apply(toy)
    line = toy.line(broken.file, broken.block) if broken.block else 0

    problems = toy.problems()

    told = [problem for problem in problems if broken.what in problem.what]
    assert told, f"not among {[str(problem) for problem in problems]}"
    assert (told[0].file, told[0].line) == (f"toy/{broken.file}", line)
    assert broken.cure in f"{told[0].what}; {told[0].cure}"
    assert all(problem.cure for problem in problems)
    assert len(set(problems)) == len(problems)


def test_every_problem_that_loading_can_tell_of_is_among_those_broken_here(tmp_path: Path) -> None:
    """Every line that reports a problem is reached by some case; a new one needs a case here."""
    reached: set[tuple[str, int]] = set()
    files = [str(module.__file__) for module in (facts_module, loading)]

    def watch(frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        if frame.f_code.co_filename not in files:
            return None
        if event == "line":
            reached.add((frame.f_code.co_filename, frame.f_lineno))
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        for number, broken in enumerate(BREAKS):
            toy = Toy.copied_to(tmp_path / str(number))
            broken.apply(toy)
            toy.problems()
            shutil.rmtree(toy.folder)
    finally:
        sys.settrace(before)

    unbroken = [
        f"{Path(file).name}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(Path(file).read_text("utf-8").split("\n"), 1)
        if "report(" in line and "def " not in line and (file, number) not in reached
    ]
    assert unbroken == []


# several problems, and what one hides of another


def test_many_problems_are_all_told_at_once_in_the_order_of_the_files(toy: Toy) -> None:
    toy.change(KETAMINE, '"esketamine"', "007")
    toy.change(RECEPTOR, "gg:stance gg:supports", "gg:stance gg:maybe")
    toy.change("outcomes/mood.ttl", 'rdfs:label "mood"', 'rdfs:label "mood", "spirits"')

    problems = toy.problems()

    assert [(problem.file, problem.what) for problem in problems] == [
        ("toy/drugs/ketamine.ttl", "rdfs:label 007 is not text"),
        ("toy/outcomes/mood.ttl", "rdfs:label is given twice: mood, spirits"),
        ("toy/receptors/nmda-receptor.ttl", "gg:maybe is not a value of gg:stance"),
    ]
    assert str(CurationError(problems)).startswith("3 problems in the graph\n")


def test_a_syntax_error_hides_neither_another_nor_a_problem_elsewhere(toy: Toy) -> None:
    toy.change("anatomy/brain.ttl", 'rdfs:label "brain" .', 'rdfs:label "brain"')
    toy.change(SOURCES, "source:rival-2005\n", "source:rival-2005 gg:\n")
    toy.change(KETAMINE, '"esketamine"', "007")

    files = [problem.file for problem in toy.problems()]

    assert files == ["toy/anatomy/brain.ttl", "toy/drugs/ketamine.ttl", "toy/sources.ttl"]


@pytest.mark.parametrize("file", [KETAMINE, RECEPTOR, SOURCES, WORDS])
def test_what_stands_in_a_file_that_cannot_be_read_is_not_called_missing(
    file: str, toy: Toy
) -> None:
    toy.write(file, toy.text(file) + '\n"half a thought')

    (problem,) = toy.problems()

    assert problem.file == f"toy/{file}"


def test_evidence_with_an_unknown_source_is_not_called_missing_evidence(toy: Toy) -> None:
    toy.change(RECEPTOR, "gg:source source:author-2001", "gg:source source:author-2002")

    (problem,) = toy.problems()

    assert problem.what == "source:author-2002 is described nowhere"


def test_a_graph_without_its_vocabulary_says_so(toy: Toy) -> None:
    (toy.folder / WORDS).unlink()

    cures = {problem.cure for problem in toy.problems()}

    assert "load vocabulary.ttl together with it" in cures


def test_messages_are_the_same_each_time(toy: Toy) -> None:
    toy.change(RECEPTOR, "gg:source source:author-2001", "gg:source [ ], [ ]")
    toy.add("loose.ttl", "[] rdfs:label 'loose' . [] rdfs:label 'loose, too' .\n")

    assert toy.problems() == toy.problems()


# hostile input


def test_a_megabyte_of_brackets_is_one_syntax_error(toy: Toy) -> None:
    toy.write("hostile.ttl", "[" * 1_000_000)

    (problem,) = toy.problems()

    assert (problem.file, problem.line) == ("toy/hostile.ttl", 1)


@pytest.mark.parametrize("opened", ["( ", "[ rdfs:seeAlso ", "<<( rdfs:a rdfs:b ", "<< "])
def test_what_is_opened_a_hundred_thousand_times_and_never_closed_is_a_problem(
    opened: str, toy: Toy
) -> None:
    toy.add("hostile.ttl", "entity:ketamine rdfs:seeAlso " + opened * 100_000)

    (problem,) = toy.problems()

    assert problem.file == "toy/hostile.ttl"


def test_triples_within_triples_are_refused_however_deep(toy: Toy) -> None:
    nested = "<<( rdfs:a rdfs:b " * 60_000 + "1 " + ")>> " * 60_000
    toy.add("hostile.ttl", f"entity:ketamine rdfs:seeAlso {nested} .")

    (problem,) = toy.problems()

    assert problem.what == "a triple within a triple; write a claim with evidence"


def test_nested_nodes_ten_thousand_deep_are_read(toy: Toy) -> None:
    nested = "[ rdfs:seeAlso " * 10_000 + "1" + " ]" * 10_000
    toy.add("deep.ttl", f"entity:ketamine rdfs:seeAlso {nested} .")

    assert len(toy.knowledge().triples) > 10_000


@pytest.mark.parametrize(
    ("name", "data", "line", "what"),
    [
        ("a NUL byte", b"entity:brain\x00 a kind:brain-region .\n", 1, ""),
        ("nothing but NUL bytes", b"\x00" * 1000, 1, ""),
        ("Latin-1", 'entity:a rdfs:label "1\n µM" .'.encode("latin-1"), 2, "not UTF-8"),
        ("UTF-16", 'entity:a rdfs:label "µM" .'.encode("utf-16"), 1, "not UTF-8"),
        ("half a surrogate", b'<a:a> <a:b> "\\uD800" .', 1, "\\uD800"),
        ("a text without an end", b'<a:a> <a:b> """open\n\n', 1, "Unexpected end"),
        ("a name that leads nowhere", b"<a> <b> <c> .", 1, "No scheme found"),
        ("a megabyte in one word", b"<a:a> <a:b> " + b"x" * 1_000_000, 1, "xxx"),
        ("a merge conflict", b"<<<<<<< HEAD\n<a:a> <a:b> 1 .\n=======\n", 1, ""),
    ],
    ids=lambda value: value if isinstance(value, str) and value[:2].isalpha() else "",
)
def test_bytes_that_are_not_turtle_are_one_problem_in_their_file(
    name: str, data: bytes, line: int, what: str, toy: Toy
) -> None:
    (toy.folder / "hostile.ttl").write_bytes(data)

    (problem,) = toy.problems()

    assert (problem.file, problem.line) == ("toy/hostile.ttl", line), name
    assert what in problem.what
    assert len(str(problem)) < 1000


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(toy: Toy) -> None:
    before = toy.contents()
    for file in toy.folder.rglob("*.ttl"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert _told(toy.contents().claims.values()) == _told(before.claims.values())


def test_a_nul_in_a_text_is_told_even_where_turtle_allows_it(toy: Toy) -> None:
    toy.change(KETAMINE, '"esketamine"', '"esket\x00amine"')

    (problem,) = toy.problems()

    assert problem.what == "rdfs:label has the control character U+0000"


def test_an_absurdly_long_text_is_read_and_in_the_wrong_place_told_briefly(toy: Toy) -> None:
    toy.change(KETAMINE, '"esketamine"', f'"{"very " * 1_000_000}long"')
    assert toy.problems() == ()

    toy.change(RECEPTOR, "gg:source source:author-2001", f'gg:source "{"very " * 1_000_000}long"')

    (problem,) = toy.problems()

    assert "very very" in problem.what
    assert len(str(problem)) < 300


def test_nameless_things_nested_in_a_circle_are_told(toy: Toy) -> None:
    toy.add(
        "circle.ttl",
        "_:a rdfs:seeAlso _:b . _:b rdfs:seeAlso _:a . _:c rdfs:seeAlso _:c .\n"
        f"{ACTIVATES} gg:evidence _:d . _:d gg:evidence _:e . _:e gg:evidence _:d .\n",
    )

    told = {problem.what for problem in toy.problems()}

    assert "a nameless [ ... ] belongs to nothing" in told
    assert "a nameless [ ... ] belongs to two things" in told


def test_a_hundred_thousand_values_of_one_property_take_no_time_to_speak_of(toy: Toy) -> None:
    values = ", ".join(map(str, range(100_000)))
    toy.add("many.ttl", f"entity:ketamine rdfs:seeAlso {values} .\n")

    assert toy.problems() == ()


def test_ten_thousand_problems_are_all_told(toy: Toy) -> None:
    blocks = (f"entity:e{number} a kind:process .\n" for number in range(10_000))
    toy.add("many.ttl", "".join(blocks))

    problems = toy.problems()

    assert len(problems) == 10_000
    assert problems[0].line > 0


@stable(60)
@given(
    place=st.integers(0, 6000),
    length=st.integers(0, 300),
    typed=st.sampled_from(["", " ", '"', ";", ".", ",", "[", "]", "<", "gg:", "_:x", "a", "007"])
    | st.text(max_size=20),
)
def test_a_file_with_anything_typed_anywhere_is_a_graph_or_a_clear_error(
    place: int, length: int, typed: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    toy = Toy.copied_to(tmp_path_factory.mktemp("typed"))
    text = toy.text(KETAMINE)
    broken = text[:place] + typed + text[place + length :]
    (toy.folder / KETAMINE).write_text(broken, encoding="utf-8", errors="surrogatepass")

    assert all(problem.file and problem.what and problem.cure for problem in toy.problems())


# hostile places


NO_PLACE = "there is no such folder or file; the graph that comes with glutagraph is 'shipped'"


def test_no_folder_an_empty_folder_and_one_without_turtle_hold_no_knowledge(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").touch()

    for name, reason in (
        ("nowhere", NO_PLACE),
        ("empty", "the folder holds no Turtle (*.ttl)"),
        ("other", "the folder holds no Turtle (*.ttl)"),
        ("a" * 5000, "cannot be read: File name too long"),
        ("a\0b", NO_PLACE),
    ):
        with pytest.raises(KnowledgeNotFoundError) as caught:
            glutagraph.load(tmp_path / name)
        assert str(caught.value) == f"{tmp_path / name}: {reason}"


def test_a_folder_with_the_name_of_a_file_is_a_folder(toy: Toy) -> None:
    (toy.folder / "anatomy").rename(toy.folder / "anatomy.ttl")

    assert toy.problems() == ()


def test_a_folder_that_holds_only_a_folder_named_as_turtle_holds_none(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").mkdir()

    with pytest.raises(KnowledgeNotFoundError, match="holds no Turtle"):
        glutagraph.load(tmp_path)


def test_a_link_that_leads_to_itself_is_told(toy: Toy) -> None:
    (toy.folder / "loop.ttl").symlink_to(toy.folder / "loop.ttl")

    with pytest.raises(KnowledgeNotFoundError, match=r"loop\.ttl: "):
        toy.contents()


def test_a_link_that_leads_nowhere_is_told(toy: Toy) -> None:
    (toy.folder / "gone.ttl").symlink_to(toy.folder / "nowhere.ttl")

    with pytest.raises(
        KnowledgeNotFoundError, match=r"gone\.ttl: neither a file nor a link to one"
    ):
        toy.contents()


def test_folders_that_link_to_one_another_are_read_once(toy: Toy) -> None:
    (toy.folder / "again").symlink_to(toy.folder, target_is_directory=True)
    (toy.folder / "drugs" / "up").symlink_to(toy.folder, target_is_directory=True)

    assert toy.problems() == ()


def test_a_pipe_that_nobody_fills_is_not_waited_for(toy: Toy) -> None:
    os.mkfifo(toy.folder / "pipe.ttl")

    with pytest.raises(KnowledgeNotFoundError, match=r"pipe\.ttl"):
        toy.contents()


def test_what_an_editor_leaves_lying_about_is_not_read(toy: Toy) -> None:
    (toy.folder / "drugs" / ".#ketamine.ttl").symlink_to("curator@desk.1234")
    toy.write("drugs/.ketamine.ttl", "half a thou")
    toy.write("drugs/ketamine.ttl~", "half a thou")

    assert toy.problems() == ()


def test_a_file_that_cannot_be_read_is_a_problem_beside_the_others(toy: Toy) -> None:
    _make_unreadable(toy.folder / SOURCES)
    toy.change(KETAMINE, '"esketamine"', "007")

    drug, sources = toy.problems()

    assert drug.what == "rdfs:label 007 is not text"
    assert (sources.file, sources.line) == ("toy/sources.ttl", 0)
    assert sources.what.startswith("cannot be read: ")


def _make_unreadable(file: Path) -> None:
    """Root may read anything, except for memory that is not there."""
    if os.geteuid() == 0:
        file.unlink()
        file.symlink_to("/proc/self/mem")
    else:
        file.chmod(0)


def test_every_error_of_loading_is_one_of_ours(toy: Toy) -> None:
    toy.write("hostile.ttl", "?")

    with pytest.raises(GlutagraphError):
        glutagraph.load(toy.folder)


# several places


def test_places_are_joined(tmp_path: Path, toy: Toy) -> None:
    (toy.folder / SOURCES).rename(tmp_path / SOURCES)

    assert toy.problems()
    assert load_files([toy.folder, tmp_path / SOURCES]).sources


def test_a_file_that_is_named_twice_is_read_once(toy: Toy) -> None:
    once = load_files([toy.folder])

    twice = load_files([toy.folder, toy.folder / KETAMINE, toy.folder / "drugs"])

    assert _told(twice.claims.values()) == _told(once.claims.values())


def test_files_of_one_name_in_two_places_are_told_apart(tmp_path: Path, toy: Toy) -> None:
    other = tmp_path / "other" / "toy"
    (other / "drugs").mkdir(parents=True)
    (other / KETAMINE).write_text(
        prefixes() + "\nentity:spine\n    a kind:process .\n", encoding="utf-8"
    )

    with pytest.raises(CurationError) as caught:
        load_files([toy.folder, other])

    (problem,) = caught.value.problems
    assert (problem.file, problem.what) == (str(other / KETAMINE), "rdfs:label is missing")


# what is read


def test_two_curators_of_one_claim_add_evidence_to_it(toy: Toy) -> None:
    toy.add(
        "second-curator.ttl",
        f"""{ACTIVATES} a gg:Claim ;
    gg:subject entity:interneuron-nmda-receptor ; gg:predicate predicate:activates ;
    gg:object entity:gaba-interneuron-activity ; gg:directness gg:direct ;
    gg:hypothesis hypothesis:direct-inhibition ; gg:evidence [
        gg:source source:rival-2005 ; gg:stance gg:supports ; gg:finding "So it seems." ;
        gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator "B, paragraph 1" ] .
""",
    )

    claim = toy.contents().claims[ACTIVATES.removeprefix("claim:")]

    assert [item.source.id for item in claim.evidence] == ["author-2001", "rival-2005"]
    assert claim.hypotheses == ("direct-inhibition", "disinhibition")


def test_two_curators_with_one_finding_have_written_it_twice(toy: Toy) -> None:
    text = toy.text(RECEPTOR)
    prologue, _, claim = text.partition(f"{ACTIVATES}\n")
    toy.write("second-curator.ttl", prologue.split("entity:nmda-receptor\n")[0] + ACTIVATES + claim)

    (problem,) = toy.problems()

    assert problem.what == "evidence of author-2001 stands twice"


def test_two_curators_who_disagree_on_a_claim_are_told(toy: Toy) -> None:
    toy.add("second-curator.ttl", f"{ACTIVATES} gg:directness gg:net .\n")

    (problem,) = toy.problems()

    assert problem.what == "gg:directness is given twice: gg:direct, gg:net"


def test_the_order_of_evidence_does_not_hang_on_the_files(toy: Toy) -> None:
    """Three items of one source and place differ in stance and context only."""
    item = (
        "[ gg:source source:rival-2005 ; gg:stance gg:{} ; gg:finding 'Seen.' ; gg:dose '{} mg/kg' ;"
        " gg:method method:proposal ; gg:readIn source:reader-2018 ; gg:locator 'B, paragraph 1' ]"
    )
    items = [item.format(*each) for each in (("supports", 2), ("disputes", 1), ("leaves-open", 3))]
    orders = (items, items[::-1], [items[1], items[0], items[2]])
    answers = []
    for order in orders:
        for number, one in enumerate(order):
            (toy.folder / f"{number}.ttl").unlink(missing_ok=True)
            toy.add(f"{number}.ttl", f"{ACTIVATES} gg:evidence {one} .\n")
        knowledge = toy.knowledge()
        evidence = sorted(str(triple) for triple in knowledge.triples if "evidence/" in str(triple))
        answers.append((_told(knowledge.claims.values()), evidence))

    assert answers[0] == answers[1] == answers[2]


def test_a_literal_and_a_figure_keep_the_form_in_which_they_were_typed(toy: Toy) -> None:
    claim = toy.contents().claims[BLOCKS.removeprefix("claim:")]

    assert claim.evidence[0].context.dose == "0.80 µM"


def test_opposites_become_steps_in_both_directions(toy: Toy) -> None:
    claims = toy.contents().claims

    for name in ("mood.is-opposite-of.low-mood", "low-mood.is-opposite-of.mood"):
        assert (claims[name].status, claims[name].sign) == ("definition", Sign.NEGATIVE)


@pytest.mark.parametrize(
    ("name", "status", "against"),
    [
        ("ketamine.blocks.interneuron-nmda-receptor", "supported", ()),
        ("ketamine.inhibits.nmda-receptor", "open", ()),
        ("ketamine.decreases.mood", "refuted", (("author-2001", ""),)),
        ("ketamine.increases.mood", "disputed", (("rival-2005", ""),)),
        (
            "ketamine.decreases.gaba-interneuron-activity",
            "context-bound",
            (("ketamine.does-not-affect.gaba-interneuron-activity", "dose"),),
        ),
    ],
)
def test_a_claim_stands_as_its_evidence_lets_it(
    name: str, status: str, against: tuple[tuple[str, str], ...], toy: Toy
) -> None:
    claim = toy.contents().claims[name]

    assert (claim.status, claim.against) == (status, against)


def test_a_null_finding_in_rodents_at_the_same_dose_disputes_one_in_rats(toy: Toy) -> None:
    toy.change(KETAMINE, '"1 mg/kg"', '"10 mg/kg"')

    claim = toy.contents().claims["ketamine.decreases.gaba-interneuron-activity"]

    assert claim.status == "disputed"


def test_a_null_finding_elsewhere_in_the_same_region_disputes(toy: Toy) -> None:
    """The prefrontal cortex lies in the brain, so the two regions agree."""
    toy.change(KETAMINE, 'gg:dose "1 mg/kg"', "gg:region entity:brain")
    toy.change(KETAMINE, 'gg:dose "10 mg/kg"', "gg:region entity:prefrontal-cortex")

    claim = toy.contents().claims["ketamine.decreases.gaba-interneuron-activity"]

    assert claim.status == "disputed"


def test_a_null_finding_in_another_region_binds_the_claim_to_its_own(toy: Toy) -> None:
    toy.add(
        "hippocampus.ttl", "entity:hippocampus a kind:brain-region ; rdfs:label 'hippocampus' .\n"
    )
    toy.change(KETAMINE, 'gg:dose "1 mg/kg"', "gg:region entity:hippocampus")
    toy.change(KETAMINE, 'gg:dose "10 mg/kg"', "gg:region entity:prefrontal-cortex")

    claim = toy.contents().claims["ketamine.decreases.gaba-interneuron-activity"]

    assert (claim.status, claim.against[0][1]) == ("context-bound", "region")


# from Turtle to claims and back


def test_every_claim_can_be_read_off_the_triples_again(toy: Toy) -> None:
    facts = read_facts([toy.folder])
    contents = contents_of(facts)

    again = _from_triples(described(facts, contents))

    assert again == {
        claim.iri: _said(claim)
        for claim in contents.claims.values()
        if claim.status != "definition"
    }


def test_every_shipped_claim_can_be_read_off_the_triples_again() -> None:
    facts = read_facts([shipped_graph()])
    contents = contents_of(facts)

    again = _from_triples(described(facts, contents))

    assert again == {
        claim.iri: _said(claim)
        for claim in contents.claims.values()
        if claim.status != "definition"
    }
    assert len(again) > 250


def _told(claims: Iterable[Claim]) -> list[str]:
    """Everything that claims hold; claims of one name are equal whatever they hold."""
    return [repr(claim) for claim in claims]


def _said(claim: Claim) -> dict[str, object]:
    """What a claim says, in the words of the files."""
    return {
        "subject": claim.subject.iri,
        "predicate": claim.predicate.iri,
        "object": claim.object.iri,
        "net": claim.net,
        "hypotheses": set(claim.hypotheses),
        "in respect of": {entity.id for entity in claim.in_respect_of},
        "evidence": {_item_said(item) for item in claim.evidence},
    }


def _item_said(item: Evidence) -> frozenset[tuple[str, str]]:
    context = {
        axis.replace("cell-type", "cellType"): v for axis, v in item.context.stated().items()
    }
    return frozenset(
        {
            **context,
            "source": item.source.id,
            "stance": item.stance.value,
            "finding": item.finding,
            "method": item.method.id,
            "locator": item.locator,
            "readIn": item.read_in.id,
            **({RDFS + "comment": item.note} if item.note else {}),
        }.items()
    )


def _from_triples(triples: Iterable[Triple]) -> dict[str, dict[str, object]]:
    """What the claims among some triples say, read without any of the code that loads them."""
    said: dict[str, dict[str, set[str]]] = {}
    for subject, predicate, object_ in triples:
        of_subject = said.setdefault(subject.value, {})
        of_subject.setdefault(predicate.value.removeprefix(VOCABULARY), set()).add(object_.value)
    claims = [iri for iri, of in said.items() if VOCABULARY + "Claim" in of.get(RDF + "type", ())]

    def slug(iri: str) -> str:
        return local_name(iri) if iri.startswith(BASE) else iri

    def item(node: str) -> frozenset[tuple[str, str]]:
        return frozenset((name, slug(value)) for name, (value,) in said[node].items())

    return {
        iri: {
            "subject": next(iter(said[iri]["subject"])),
            "predicate": next(iter(said[iri]["predicate"])),
            "object": next(iter(said[iri]["object"])),
            "net": VOCABULARY + "net" in said[iri].get("directness", ()),
            "hypotheses": set(map(slug, said[iri].get("hypothesis", ()))),
            "in respect of": set(map(slug, said[iri].get("inRespectOf", ()))),
            "evidence": set(map(item, said[iri]["evidence"])),
        }
        for iri in claims
    }
