"""What Biolink's predicates and qualifiers say, and its categories.

The model is that of Biolink 4.4; predicates that it has dropped since, and that files still have, are
read too. A predicate that is not here says nothing of what acts on what, and is never walked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..model import Family, Sign
from . import meaning as m

_CAUSAL = {
    "acts_upstream_of": 0,
    "acts_upstream_of_negative_effect": -1,
    "acts_upstream_of_positive_effect": 1,
    "affects": 0,
    "causes": 0,
    "disrupts": -1,
    "regulates": 0,
    "decreases_amount_or_activity_of": -1,
    "increases_amount_or_activity_of": 1,
}
"""Predicates of which the subject acts on the object, with their sign."""
_NET = {
    "ameliorates_condition": -1,
    "exacerbates_condition": 1,
    "has_adverse_event": 1,
    "has_side_effect": 1,
    "predisposes_to_condition": 1,
    "preventative_for_condition": -1,
    "promotes_condition": 1,
    "treats": -1,
    "ameliorates": -1,
    "exacerbates": 1,
    "prevents": -1,
}
"""The same, as end results."""
_INVERSE = {
    "affected_by": "affects",
    "adverse_event_of": "has_adverse_event",
    "amount_or_activity_decreased_by": "decreases_amount_or_activity_of",
    "amount_or_activity_increased_by": "increases_amount_or_activity_of",
    "caused_by": "causes",
    "condition_ameliorated_by": "ameliorates_condition",
    "condition_exacerbated_by": "exacerbates_condition",
    "condition_predisposed_by": "predisposes_to_condition",
    "condition_promoted_by": "promotes_condition",
    "disrupted_by": "disrupts",
    "has_negative_upstream_actor": "acts_upstream_of_negative_effect",
    "has_positive_upstream_actor": "acts_upstream_of_positive_effect",
    "has_preventative_intervention": "preventative_for_condition",
    "has_upstream_actor": "acts_upstream_of",
    "is_metabolite_of": "has_metabolite",
    "is_side_effect_of": "has_side_effect",
    "regulated_by": "regulates",
    "treated_by": "treats",
}
"""Predicates that are written the other way round."""
_STRUCTURAL = re.compile(
    r"(sub|super)class_of|(has_)?part(_of)?|(has_)?member(_of)?|(actively_|primarily_)?"
    r"(located_in|location_of|expressed_in|expresses|occurs_in|participates_in|has_participant|"
    r"involved_in|involves|active_in|has_active_component|composed_of)|in_taxon|taxon_of|"
    r"(has_)?gene_product(_of)?|enables|enabled_by|capable_of|.*_variant(_of)?|composed_.*|"
    r"(is_|has_)?(input|output|substrate|catalyst)(_of)?|catalyzes|same_as|(exact|close|broad|narrow)"
    r"_match|derives_(from|into)|(homo|ortho|para|xeno)logous_to|(has_)?(active_)?ingredient(_of)?"
)
_OLD_SIGNED = re.compile(r"(?:(?:entity|process)_)?(positively|negatively)_regulates(?:_\w+)?")
_OLD_ASPECT = re.compile(r"(increases|decreases|affects)_(\w+?)_of")
_OLD_PASSIVE = re.compile(r"(\w+)_(increased|decreased|affected)_by")
_DIRECTIONS = {"increased": 1, "upregulated": 1, "decreased": -1, "downregulated": -1}
_SAME_LEVEL = frozenset(
    {"", "activity", "abundance", "activity_or_abundance", "expression", "synthesis", "stability"}
)
"""Aspects that rise and fall with the thing itself. Any other one is a node of its own, since to raise
the degradation of a protein is not to raise the protein."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a predicate says with its qualifiers. A *part* is what of an end is meant,
    if not its level."""

    meaning: m.Meaning
    inverse: bool = False
    subject_part: str = ""
    object_part: str = ""
    finding: str = ""


@cache
def read(predicate: str, qualifiers: tuple[tuple[str, str], ...], level: str = "") -> Read:
    """What an edge says. Qualifiers are by name, sorted; `level` is its knowledge level.

    >>> said = read("biolink:affects", (("object_direction_qualifier", "decreased"),))
    >>> said.meaning.sign
    <Sign.NEGATIVE: -1>
    """
    name = bare(predicate)
    told = dict(qualifiers)
    inverse = name in _INVERSE
    name = _INVERSE.get(name, name)
    if found := _OLD_PASSIVE.fullmatch(name):
        verbs = {"increased": "increases", "decreased": "decreases", "affected": "affects"}
        inverse, name = not inverse, f"{verbs[found[2]]}_{found[1]}_of"
    ends = ("object", "subject") if inverse else ("subject", "object")
    if (found := _OLD_ASPECT.fullmatch(name)) and name not in _CAUSAL:
        told.setdefault(f"{ends[1]}_aspect_qualifier", found[2])
        sign = {"increases": "increased", "decreases": "decreased"}.get(found[1])
        if sign:
            told.setdefault(f"{ends[1]}_direction_qualifier", sign)
        name = "affects"
    if found := _OLD_SIGNED.fullmatch(name):
        told.setdefault(
            f"{ends[1]}_direction_qualifier",
            "increased" if found[1] == "positively" else "decreased",
        )
        name = "regulates"
    meaning = _meaning(name, told, ends, level)
    acts, acted_on = (_part(told, end) for end in ends)
    return Read(meaning, inverse, acts, acted_on, _finding(bare(predicate), dict(qualifiers)))


def bare(name: str) -> str:
    """A predicate or category without its prefix, its words joined by underscores.

    >>> bare("biolink:positively regulates")
    'positively_regulates'
    """
    return name.rpartition(":")[2].rpartition("/")[2].strip().replace(" ", "_").replace("-", "_")


def _meaning(name: str, told: dict[str, str], ends: tuple[str, str], level: str) -> m.Meaning:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower() or "related-to"
    if bare(level) == "statistical_association":
        return m.goes_with(f"statistically-{slug}", label=f"{name.replace('_', ' ')} (statistics)")
    if name in _NET:
        return m.Meaning(f"biolink-{slug}", Family.CAUSAL, Sign(_NET[name]), net=True)
    if name == "has_metabolite":
        return m.Meaning("biolink-has-metabolite", Family.PRODUCTION, Sign.POSITIVE)
    if name not in _CAUSAL:
        is_structural = _STRUCTURAL.fullmatch(name)
        make = m.belongs if is_structural else m.goes_with
        return make(f"biolink-{slug}", label=name.replace("_", " "))
    sign, words = _CAUSAL[name], name.replace("_", " ")
    caused = _DIRECTIONS.get(bare(told.get(f"{ends[1]}_direction_qualifier", "")), 0)
    by = _DIRECTIONS.get(bare(told.get(f"{ends[0]}_direction_qualifier", "")), 1)
    if caused:
        sign = caused * by
    suffix = {1: "-up", -1: "-down", 0: ""}[sign] if caused else ""
    words += {1: ", raising it", -1: ", lowering it", 0: ""}[sign] if caused else ""
    return m.Meaning(f"biolink-{slug}{suffix}", Family.CAUSAL, Sign(sign), label=words)


def _part(told: dict[str, str], end: str) -> str:
    """What of an end an edge means, where it is not its level: its degradation, a variant form of it."""
    aspect = bare(told.get(f"{end}_aspect_qualifier", ""))
    parts = [] if aspect in _SAME_LEVEL else [aspect]
    for name in ("form_or_variant", "part", "derivative"):
        if value := bare(told.get(f"{end}_{name}_qualifier", "")):
            parts.append(value)
    return "-".join(parts).replace("_", "-")


def _finding(name: str, told: dict[str, str]) -> str:
    """The predicate and its qualifiers in words."""
    words = [f"{key.removesuffix('_qualifier')} {bare(value)}" for key, value in told.items()]
    return ", ".join([name, *words]).replace("_", " ")


_KINDS = (
    ("Drug MolecularMixture", m.DRUG),
    ("Gene", m.GENE),
    ("Protein GeneProduct ProteinIsoform Polypeptide GeneOrGeneProduct", m.PROTEIN),
    ("MacromolecularComplex ProteinComplex MacromolecularMachineMixin", m.COMPLEX),
    ("ProteinFamily GeneFamily ProteinDomain", m.PROTEIN_FAMILY),
    ("Transcript RNAProduct MicroRNA NoncodingRNAProduct SiRNA", m.RNA),
    ("SmallMolecule ChemicalEntity ChemicalSubstance ChemicalMixture Metabolite Food", m.CHEMICAL),
    ("Disease DiseaseOrPhenotypicFeature", m.DISEASE),
    ("PhenotypicFeature BehavioralFeature ClinicalFinding", m.PHENOTYPE),
    ("Pathway", m.PATHWAY),
    ("BiologicalProcess PhysiologicalProcess Behavior PathologicalProcess", m.PROCESS),
    ("MolecularActivity", m.MOLECULAR_PROCESS),
    ("CellularComponent", m.COMPARTMENT),
    ("Cell CellLine", m.CELL_TYPE),
    ("AnatomicalEntity GrossAnatomicalStructure", m.ANATOMY),
    ("SequenceVariant Genotype Haplotype Snv", m.VARIANT),
    ("EnvironmentalExposure ExposureEvent ChemicalExposure Treatment Procedure", m.EXPOSURE),
)
_KIND_OF = {name: kind for names, kind in _KINDS for name in names.split()}


@cache
def kind(categories: str) -> m.KindOf:
    """The kind of a node by its categories, joined by bars: the first in the table that it has.

    >>> kind("biolink:NamedThing|biolink:Gene").slug
    'gene'
    """
    has = {bare(name) for name in categories.split("|")}
    return next((found for name, found in _KIND_OF.items() if name in has), m.THING)


def is_chemical(kind: m.KindOf) -> bool:
    """Whether other names of a node may be those of its salts and enantiomers, which are not it."""
    return kind in (m.DRUG, m.CHEMICAL)
