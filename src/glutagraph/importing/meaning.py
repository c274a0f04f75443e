"""What an edge of somebody else's graph says: predicates, and the kinds of what they join.

Only what says which end acts on the other is causal, and only what says up or down has a sign.
Whatever is correlated, associated, bound or merely near is kept and never walked.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Family, Sign


@dataclass(frozen=True, slots=True)
class Meaning:
    """A predicate as a format means it. `net` marks an end result rather than the link itself."""

    slug: str
    family: Family
    sign: Sign = Sign.UNKNOWN
    net: bool = False
    label: str = ""

    @property
    def negated(self) -> Meaning:
        """That this was looked for and not found: a null claim, never walked.

        >>> raises("upregulates").negated.slug
        'not-upregulates'
        """
        words = self.label or self.slug.replace("-", " ").replace("_", " ")
        return Meaning(f"not-{self.slug}", Family.NULL, label=f"not: {words}")


def raises(slug: str, *, net: bool = False, label: str = "") -> Meaning:
    """The object rises with the subject."""
    return Meaning(slug, Family.CAUSAL, Sign.POSITIVE, net, label)


def lowers(slug: str, *, net: bool = False, label: str = "") -> Meaning:
    """The object falls as the subject rises."""
    return Meaning(slug, Family.CAUSAL, Sign.NEGATIVE, net, label)


def changes(slug: str, *, net: bool = False, label: str = "") -> Meaning:
    """The subject acts on the object; whether it raises or lowers it is not said."""
    return Meaning(slug, Family.CAUSAL, Sign.UNKNOWN, net, label)


def goes_with(slug: str, label: str = "") -> Meaning:
    """An association, a correlation, a contact: never walked."""
    return Meaning(slug, Family.ASSOCIATION, label=label)


def belongs(slug: str, label: str = "") -> Meaning:
    """Part, member, subclass, place: never walked."""
    return Meaning(slug, Family.STRUCTURAL, label=label)


def absent(slug: str, label: str = "") -> Meaning:
    """Looked for and not found: never walked."""
    return Meaning(slug, Family.NULL, label=label)


@dataclass(frozen=True, slots=True)
class KindOf:
    """A kind of thing that our vocabulary lacks, and the one of ours that it is most like."""

    slug: str
    like: str
    label: str = ""


GENE = KindOf("gene", "signaling-molecule")
PROTEIN = KindOf("protein", "signaling-molecule")
RNA = KindOf("rna", "signaling-molecule", "RNA")
COMPLEX = KindOf("complex", "signaling-molecule")
PROTEIN_FAMILY = KindOf("protein-family", "signaling-molecule", "protein family")
CHEMICAL = KindOf("chemical", "signaling-molecule")
"""A substance that may be the body's own."""
DRUG = KindOf("drug", "drug")
DRUG_CLASS = KindOf("drug-class", "drug-class")
EXPOSURE = KindOf("exposure", "exposure")
VARIANT = KindOf("gene-variant", "gene-variant")
PROCESS = KindOf("process", "process")
PATHWAY = KindOf("pathway", "process")
MOLECULAR_PROCESS = KindOf("molecular-process", "molecular-process")
COMPARTMENT = KindOf("compartment", "compartment")
CELL_TYPE = KindOf("cell-type", "cell-type")
ANATOMY = KindOf("anatomy", "brain-region", "anatomical structure")
DISEASE = KindOf("disease", "condition")
PHENOTYPE = KindOf("phenotype", "outcome")
SIDE_EFFECT = KindOf("side-effect", "side-effect")
THING = KindOf("thing", "process", "thing of no stated kind")
