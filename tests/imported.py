"""Small graphs in the shapes of other people's formats, and what a plain reader finds in them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import glutagraph
from glutagraph.importing import Report, import_graph
from glutagraph.model import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from glutagraph.knowledge import Knowledge
    from glutagraph.model import Claim

SAMPLES = Path(__file__).parent / "data" / "importing"

Said = set[tuple[str, int, str, str]]
"""Subject, sign, object and family of each claim."""


def written(folder: Path, files: dict[str, str | bytes]) -> list[Path]:
    """Some files, written into a folder."""
    places = []
    for name, text in files.items():
        places.append(folder / name)
        places[-1].write_bytes(text.encode() if isinstance(text, str) else text)
    return places


def brought_in(
    folder: Path, form: str, files: dict[str, str | bytes] | Sequence[Path], **options: object
) -> tuple[Report, Knowledge]:
    """What came of an import, and the graph that it made."""
    places = written(folder, files) if isinstance(files, dict) else files
    store = folder / f"{form}.ggstore"
    report = import_graph(form, places, store, force=True, **options)  # type: ignore[arg-type]
    return report, glutagraph.load(store)


def said(knowledge: Knowledge) -> Said:
    """What the claims of a graph say."""
    return {
        (c.subject.id, int(c.sign), c.object.id, c.family.value) for c in knowledge.claims.values()
    }


def label_of(claim: Claim) -> str:
    """The label of what a claim is about."""
    assert isinstance(claim.subject, Entity)
    return claim.subject.label


def table(*rows: str) -> str:
    """Rows as a table with tabs, written with bars."""
    return "".join("\t".join(part.strip() for part in row.split("|")) + "\n" for row in rows)


def rows_of(file: Path, delimiter: str) -> Iterable[dict[str, str]]:
    """The rows of a table as Python's own reader finds them."""
    with open(file, encoding="utf-8", newline="") as stream:
        if delimiter == "\t":
            reader = csv.DictReader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            reader = csv.DictReader(stream, delimiter=delimiter)
        yield from ({key: value or "" for key, value in row.items() if key} for row in reader)


HETIONET_NODES = table(
    "id | name | kind",
    "Gene::2904 | GRIN2B | Gene",
    "Gene::627 | BDNF | Gene",
    "Compound::DB01221 | Ketamine | Compound",
    "Disease::DOID:1470 | major depressive disorder | Disease",
    "Side Effect::C0012833 | Dizziness | Side Effect",
    "Anatomy::UBERON:0000955 | brain | Anatomy",
)
HETIONET_EDGES = table(
    "source | metaedge | target",
    "Compound::DB01221 | CbG | Gene::2904",
    "Compound::DB01221 | CuG | Gene::627",
    "Compound::DB01221 | CdG | Gene::2904",
    "Compound::DB01221 | CtD | Disease::DOID:1470",
    "Compound::DB01221 | CcSE | Side Effect::C0012833",
    "Gene::2904 | Gr>G | Gene::627",
    "Gene::2904 | GiG | Gene::627",
    "Disease::DOID:1470 | DuG | Gene::2904",
    "Anatomy::UBERON:0000955 | AeG | Gene::627",
)
PRIMEKG_HEADER = (
    "relation,display_relation,x_index,x_id,x_type,x_name,x_source,"
    "y_index,y_id,y_type,y_name,y_source\n"
)
KETAMINE = "{n},DB01221,drug,Ketamine,DrugBank"
GRIN2B = "{n},2904,gene/protein,GRIN2B,NCBI"
BDNF = "{n},627,gene/protein,BDNF,NCBI"
DEPRESSION = '{n},2009,disease,"depressive disorder, major",MONDO'
GROUPED = "{n},5132_13924,disease,CMV infection,MONDO_grouped"
DIZZINESS = "{n},2321,effect/phenotype,Vertigo,HPO"


def primekg(*edges: tuple[str, str, str, str]) -> str:
    """PrimeKG's table of some edges, in both directions: relation, display, two ends."""
    lines = []
    for relation, shown, one, two in edges:
        x, y = one.format(n=1), two.format(n=2)
        lines += [f"{relation},{shown},{x},{y}\n", f"{relation},{shown},{y},{x}\n"]
    return PRIMEKG_HEADER + "".join(lines)


PRIMEKG = primekg(
    ("drug_protein", "target", KETAMINE, GRIN2B),
    ("drug_protein", "enzyme", KETAMINE, BDNF),
    ("indication", "indication", KETAMINE, DEPRESSION),
    ("off-label use", "off-label use", KETAMINE, GROUPED),
    ("drug_effect", "side effect", KETAMINE, DIZZINESS),
    ("protein_protein", "ppi", GRIN2B, BDNF),
    ("disease_phenotype_negative", "phenotype absent", DEPRESSION, DIZZINESS),
)
OMNIPATH = table(
    "source|target|source_genesymbol|target_genesymbol|is_directed|is_stimulation|is_inhibition"
    "|sources|references",
    "P42345|O00418|MTOR|EEF2K|1|0|1|SIGNOR;KEGG|SIGNOR:11500364;KEA:11500364;KEA:9",
    "Q16620|P42345|NTRK2|MTOR|1|1|0|KEGG|",
    "Q16620|P23560|NTRK2|BDNF|0|0|0|BioGRID|BioGRID:1",
    "P23560|Q16620|BDNF|NTRK2|1|1|1|KEGG;SPIKE|",
    "O00418|P13639|EEF2K|EEF2|1|0|0|KEGG|",
)
KGX_NODES = table(
    "id | category | name | equivalent_identifiers",
    "CHEBI:6121 | biolink:SmallMolecule | ketamine | CHEBI:60799",
    "NCBIGene:2904 | biolink:Gene | GRIN2B | HGNC:4586",
    "NCBIGene:627 | biolink:Gene | BDNF | HGNC:1033",
    "MONDO:0002009 | biolink:Disease | major depressive disorder |",
)
KGX_EDGES = table(
    "subject | predicate | object | qualified_predicate | object_aspect_qualifier"
    " | object_direction_qualifier | negated | publications | primary_knowledge_source"
    " | knowledge_level | species_context_qualifier",
    "CHEBI:6121 | biolink:affects | NCBIGene:2904 | biolink:causes | activity | decreased"
    " | | PMID:1 | infores:ctd | knowledge_assertion | NCBITaxon:9606",
    "CHEBI:6121 | biolink:affects | NCBIGene:627 | biolink:causes | expression | increased"
    " | | PMID:2`PMID:3 | infores:ctd | knowledge_assertion |",
    "CHEBI:6121 | biolink:affects | NCBIGene:627 | biolink:causes | expression | increased"
    " | true | PMID:4 | infores:ctd | knowledge_assertion |",
    "CHEBI:6121 | biolink:affects | NCBIGene:627 | biolink:causes | degradation | increased"
    " | | PMID:5 | infores:ctd | knowledge_assertion |",
    "NCBIGene:627 | biolink:regulated_by | NCBIGene:2904 | | | | | | | |",
    "NCBIGene:627 | biolink:affects | NCBIGene:2904 | | | | | | | prediction |",
    "NCBIGene:2904 | biolink:affects | MONDO:0002009 | | | | | | | statistical_association |",
    "CHEBI:6121 | biolink:treats | MONDO:0002009 | | | | | | infores:drugcentral | |",
    "NCBIGene:627 | biolink:correlated_with | MONDO:0002009 | | | | | | | |",
).replace("`", "|")
SIF = "MTOR\t-1\tEEF2K\nNTRK2\t1\tMTOR\nBDNF\tpp\tNTRK2\nEEF2K\tregulates\tEEF2\n"
SMALL: dict[str, dict[str, str | bytes]] = {
    "hetionet": {"nodes.tsv": HETIONET_NODES, "edges.sif": HETIONET_EDGES},
    "kgx": {"nodes.tsv": KGX_NODES, "edges.tsv": KGX_EDGES},
    "omnipath": {"interactions.tsv": OMNIPATH},
    "primekg": {"kg.csv": PRIMEKG},
    "sif": {"mine.sif": SIF},
    "signor": {
        "signor.csv": (SAMPLES / "signor_test_data.csv").read_bytes(),
        "complexes.csv": (SAMPLES / "signor_test_complexes.csv").read_bytes(),
    },
}
"""A small graph in each format."""
