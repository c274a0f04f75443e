"""The words of the graph: namespaces, prefixes, and the few closed sets that Python itself must know.

Predicates, kinds, methods and context terms are declared in `graph/vocabulary.ttl`; adding one needs
no Python. What is here is what the shape of the data rests on.
"""

from typing import Final

BASE: Final = "https://w3id.org/glutagraph/"
"""The one base of every name. It is not registered with w3id.org yet, so it does not resolve."""

VOCABULARY: Final = BASE + "vocabulary/"
ENTITY: Final = BASE + "entity/"
CLAIM: Final = BASE + "claim/"
EVIDENCE: Final = BASE + "evidence/"
HYPOTHESIS: Final = BASE + "hypothesis/"
SOURCE: Final = BASE + "source/"
STUDY: Final = BASE + "study/"
EXPERIMENT: Final = BASE + "experiment/"
PREDICATE: Final = BASE + "predicate/"
KIND: Final = BASE + "kind/"
METHOD: Final = BASE + "method/"
TIER: Final = BASE + "tier/"
CONTEXT: Final = BASE + "context/"
ACTION: Final = BASE + "action/"
DESIGN: Final = BASE + "design/"
VERDICT: Final = BASE + "verdict/"
GRAPH: Final = BASE + "graph/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_OBO: Final = "http://purl.obolibrary.org/obo/"
_IDENTIFIERS: Final = "https://identifiers.org/"

PREFIXES: Final[dict[str, str]] = {
    "gg": VOCABULARY,
    "entity": ENTITY,
    "claim": CLAIM,
    "evidence": EVIDENCE,
    "hypothesis": HYPOTHESIS,
    "source": SOURCE,
    "study": STUDY,
    "experiment": EXPERIMENT,
    "predicate": PREDICATE,
    "kind": KIND,
    "method": METHOD,
    "tier": TIER,
    "context": CONTEXT,
    "action": ACTION,
    "design": DESIGN,
    "verdict": VERDICT,
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "xsd": XSD,
    "owl": "http://www.w3.org/2002/07/owl#",
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "prov": "http://www.w3.org/ns/prov#",
    "sh": "http://www.w3.org/ns/shacl#",
    "biolink": "https://w3id.org/biolink/vocab/",
    "bfo": _OBO + "BFO_",
    "chebi": _OBO + "CHEBI_",
    "cl": _OBO + "CL_",
    "eco": _OBO + "ECO_",
    "go": _OBO + "GO_",
    "hp": _OBO + "HP_",
    "mondo": _OBO + "MONDO_",
    "ncbitaxon": _OBO + "NCBITaxon_",
    "ro": _OBO + "RO_",
    "uberon": _OBO + "UBERON_",
    "efo": "http://www.ebi.ac.uk/efo/EFO_",
    "mesh": "http://id.nlm.nih.gov/mesh/",
    "uniprot": "http://purl.uniprot.org/uniprot/",
    "chembl": _IDENTIFIERS + "chembl.compound:",
    "cvcl": _IDENTIFIERS + "cellosaurus:",
    "drugbank": _IDENTIFIERS + "drugbank:",
    "fplx": _IDENTIFIERS + "fplx:",
    "hgnc": _IDENTIFIERS + "hgnc:",
    "inchikey": _IDENTIFIERS + "inchikey:",
    "mgi": _IDENTIFIERS + "mgi:",
    "ncbigene": _IDENTIFIERS + "ncbigene:",
    "pubchem": _IDENTIFIERS + "pubchem.compound:",
    "rgd": _IDENTIFIERS + "rgd:",
    "unii": _IDENTIFIERS + "unii:",
    "doi": "https://doi.org/",
    "nct": "https://clinicaltrials.gov/study/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
}
"""Every prefix our files may declare, in the order in which `glutagraph format` writes them."""

_SAME_PREFIX: Final = {
    "chembl.compound": "chembl",
    "chembl_compound": "chembl",
    "cid": "pubchem",
    "clinicaltrials": "nct",
    "disease_ontology": "doid",
    "ec-code": "ec",
    "ensembl.gene": "ensembl",
    "entrez": "ncbigene",
    "entrezgene": "ncbigene",
    "geneid": "ncbigene",
    "hgnc.id": "hgnc",
    "hpo": "hp",
    "medline": "pmid",
    "mesh_id": "mesh",
    "mim": "omim",
    "msh": "mesh",
    "ncbi_gene": "ncbigene",
    "ncbi_taxid": "ncbitaxon",
    "ncbi_taxonomy_id": "ncbitaxon",
    "ncbigene_id": "ncbigene",
    "nlm_pmid": "pmid",
    "orpha": "orphanet",
    "orphanet.ordo": "orphanet",
    "pmcid": "pmc",
    "pubchem.compound": "pubchem",
    "pubchem_cid": "pubchem",
    "pubmed": "pmid",
    "react": "reactome",
    "taxid": "ncbitaxon",
    "taxonomy": "ncbitaxon",
    "umlscui": "umls",
    "uniprotkb": "uniprot",
    "uniprot_kb": "uniprot",
}
"""Prefixes that say the same, in lower case, and the one that we write: only spellings, no mappings."""

_SAYS_ITS_PREFIX: Final = frozenset(
    {"chebi", "cl", "doid", "efo", "go", "hgnc", "hp", "mgi", "mondo", "ncbitaxon", "pr", "uberon"}
)
"""Vocabularies whose identifiers are often written with their own prefix once more: `GO:GO:0008150`."""

_IN_CAPITALS: Final = frozenset(
    {"chembl", "drugbank", "inchikey", "mesh", "umls", "unii", "uniprot"}
)
"""Vocabularies whose identifiers are capitals and digits, however they were typed."""

NAMESPACES: Final[dict[str, str]] = {
    prefix: PREFIXES[prefix]
    for prefix in ("entity", "claim", "hypothesis", "source", "study", "experiment")
}
"""The namespaces of things that can be shown and cited, by the word that stands before the colon."""

CONTEXT_AXES: Final = (
    "species",
    "region",
    "cell-type",
    "model",
    "state",
    "baseline",
    "dose",
    "route",
    "regimen",
    "timing",
    "time",
)
"""The axes of a context, in the order in which they are printed."""


def local_name(iri: str) -> str:
    """The part of one of our IRIs after its namespace: its slug.

    >>> local_name("https://w3id.org/glutagraph/entity/ketamine")
    'ketamine'
    """
    return iri[len(BASE) :].partition("/")[2] if iri.startswith(BASE) else iri


def compact(iri: str) -> str:
    """An IRI as prefix and local name, or unchanged where no prefix of ours fits.

    >>> compact("http://purl.obolibrary.org/obo/CHEBI_6121")
    'chebi:6121'
    """
    fitting = [prefix for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)]
    if not fitting:
        return iri
    prefix = max(fitting, key=lambda prefix: len(PREFIXES[prefix]))
    return f"{prefix}:{iri[len(PREFIXES[prefix]) :]}"


def expand(name: str) -> str | None:
    """The IRI that a compact name stands for, or None where its prefix is not one of ours.

    The prefix's case is ignored, since people write `CHEBI:6121`.

    >>> expand("entity:ketamine")
    'https://w3id.org/glutagraph/entity/ketamine'
    """
    prefix, colon, local = name.partition(":")
    namespace = PREFIXES.get(prefix.lower())
    return namespace + local if colon and namespace is not None else None


def folded(name: str) -> str:
    """A compact name or IRI as we write it, so that one identifier is one text; others are unchanged.

    Only spellings are folded: prefixes that say the same, a prefix said twice, capitals. What merely
    maps to something else (a gene to its protein, a salt to its acid) stays another identifier.

    >>> [folded(one) for one in ("CHEBI:CHEBI:6121", "UniProtKB:p42345", "PUBCHEM.COMPOUND:3821")]
    ['chebi:6121', 'uniprot:P42345', 'pubchem:3821']
    >>> folded("http://purl.obolibrary.org/obo/GO_0017146")
    'go:0017146'
    """
    prefix, colon, local = (compact(name) if "://" in name else name).partition(":")
    if not colon or local.startswith("//"):
        return name
    prefix = prefix.strip().lower()
    prefix, local = _SAME_PREFIX.get(prefix, prefix), local.strip()
    if prefix in _SAYS_ITS_PREFIX:
        said, more, rest = local.replace("_", ":", 1).partition(":")
        local = rest if more and said.lower() == prefix else local
    return f"{prefix}:{local.upper() if prefix in _IN_CAPITALS else local}"
