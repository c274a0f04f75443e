"""Where identifiers lead: https addresses at a few hosts, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from ..model import Identifier

HOSTS: Final = (
    "clinicaltrials.gov",
    "doi.org",
    "identifiers.org",
    "pubmed.ncbi.nlm.nih.gov",
    "www.ncbi.nlm.nih.gov",
)
"""The only hosts that a link of the page may lead to; the page checks each once more."""

_REGISTRY: Final = "https://identifiers.org/"
_ADDRESSES: Final[dict[str, str]] = {
    "doi": "https://doi.org/",
    "nct": "https://clinicaltrials.gov/study/",
    "pmc": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
    "chembl": _REGISTRY + "chembl.compound:",
    "cvcl": _REGISTRY + "cellosaurus:",
    "pubchem": _REGISTRY + "pubchem.compound:",
    **{
        prefix: f"{_REGISTRY}{prefix.upper()}:"
        for prefix in ("chebi", "cl", "eco", "go", "hp", "mgi", "mondo", "uberon")
    },
    **{
        prefix: f"{_REGISTRY}{prefix}:"
        for prefix in (
            *("drugbank", "efo", "fplx", "hgnc", "inchikey", "mesh", "ncbigene", "rgd", "unii"),
            "uniprot",
        )
    },
}
# What an identifier is called before its number; these of PMC and NCT say it themselves.
_NAMES: Final[dict[str, str]] = {
    **{prefix: prefix.upper() for prefix in ("cl", "doi", "go", "hp", "mgi", "rgd", "unii")},
    "chebi": "ChEBI",
    "chembl": "ChEMBL",
    "cvcl": "Cellosaurus",
    "drugbank": "DrugBank",
    "eco": "ECO",
    "efo": "EFO",
    "fplx": "FamPlex",
    "hgnc": "HGNC",
    "inchikey": "InChIKey",
    "mesh": "MeSH",
    "mondo": "Mondo",
    "ncbigene": "NCBI Gene",
    "nct": "",
    "pmc": "",
    "pmid": "PubMed",
    "pubchem": "PubChem",
    "uberon": "Uberon",
    "uniprot": "UniProt",
}


def link(identifier: Identifier) -> dict[str, str]:
    """An identifier as it is read, how well it fits, and where it leads, if that is known.

    >>> from ..model import Identifier
    >>> link(Identifier("chebi:6121", "exact"))["href"]
    'https://identifiers.org/CHEBI:6121'
    >>> link(Identifier("javascript:alert(1)", "exact"))["href"]
    ''
    """
    prefix, _, local = identifier.curie.partition(":")
    address = _ADDRESSES.get(prefix, "")
    return {
        "text": f"{_NAMES[prefix]} {local}".strip() if prefix in _NAMES else identifier.curie,
        "match": identifier.match,
        "href": address + quote(local, safe="/:().;-_") if address else "",
    }
