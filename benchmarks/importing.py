"""How fast other people's formats are imported: made files of each, with the columns of real ones.

    .venv/bin/python benchmarks/importing.py [FOLDER [EDGES [NAME ...]]]

Each import is a process of its own, so that the memory told is its own: the most that it ever had. What
is counted is processor time, which is the same on a busy machine, nearly. Files are kept in FOLDER. Ends
are drawn so that few nodes have most edges; `kgx`, `omnipath` and `signor` have a paper of its own for
each edge, `kgx-alike` has none, and `kgx-two` has two for each.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

EDGES = 300_000
SEED = 20_260_101
_KGX = (
    *("id", "subject", "predicate", "object", "qualified_predicate", "object_aspect_qualifier"),
    *("object_direction_qualifier", "negated", "publications", "primary_knowledge_source"),
    *("knowledge_level", "agent_type", "species_context_qualifier"),
)
_OMNIPATH = (
    *("source", "target", "source_genesymbol", "target_genesymbol", "is_directed"),
    *("is_stimulation", "is_inhibition", "consensus_direction", "sources", "references"),
)
_PRIMEKG = (
    *("relation", "display_relation", "x_index", "x_id", "x_type", "x_name", "x_source"),
    *("y_index", "y_id", "y_type", "y_name", "y_source"),
)
_SAID = (
    ("biolink:affects", "biolink:causes", "activity", "decreased"),
    ("biolink:affects", "biolink:causes", "expression", "increased"),
    ("biolink:affects", "biolink:causes", "expression", "decreased"),
    ("biolink:affects", "biolink:causes", "degradation", "increased"),
    ("biolink:regulates", "", "", ""),
    ("biolink:interacts_with", "", "", ""),
    ("biolink:treats", "", "", ""),
    ("biolink:correlated_with", "", "", ""),
)
_RELATIONS = (
    ("protein_protein", "ppi"),
    ("anatomy_protein_present", "expression present"),
    ("drug_drug", "synergistic interaction"),
    ("disease_protein", "associated with"),
)


def pairs(edges: int) -> Iterator[tuple[random.Random, int, int]]:
    """The ends of so many edges, by number, and the dice with which the rest is drawn."""
    dice = random.Random(SEED + edges)
    nodes = max(edges // 20, 100)
    for _ in range(edges):
        yield dice, int(nodes * dice.random() ** 2), int(nodes * dice.random() ** 2)


def table(header: Iterable[str], rows: Iterable[Iterable[object]], by: str = "\t") -> Iterator[str]:
    """A table line by line."""
    yield by.join(header) + "\n"
    for row in rows:
        yield by.join(map(str, row)) + "\n"


def kgx(edges: int, papers: int = 1) -> Iterator[str]:
    """KGX whose edges have so many papers each."""

    def rows() -> Iterator[Iterable[object]]:
        for number, (dice, one, two) in enumerate(pairs(edges)):
            predicate, qualified, aspect, way = dice.choice(_SAID)
            cited = "|".join(f"PMID:{dice.randrange(10**7, 4 * 10**7)}" for _ in range(papers))
            species = dice.choice(("NCBITaxon:9606", "NCBITaxon:9606", "NCBITaxon:10090", ""))
            source = dice.choice(("infores:ctd", "infores:semmeddb", "infores:chembl"))
            yield (
                *(f"urn:uuid:{number:032x}", f"NCBIGene:{one}", predicate, f"CHEBI:{two}"),
                *(qualified, aspect, way, "True" if dice.random() < 0.01 else "False", cited),
                *(source, "knowledge_assertion", "manual_agent", species),
            )

    return table(_KGX, rows())


def omnipath(edges: int) -> Iterator[str]:
    """OmniPath's table, one paper to a row."""

    def rows() -> Iterator[Iterable[object]]:
        for dice, one, two in pairs(edges):
            up = dice.randrange(2)
            by = dice.choice(("SIGNOR", "KEA", "BioGRID", "TRIP"))
            paper = f"{by}:{dice.randrange(10**7, 4 * 10**7)}"
            yield (f"P{one:05}", f"P{two:05}", f"G{one}", f"G{two}", 1, up, 1 - up, 1, by, paper)

    return table(_OMNIPATH, rows())


def signor(edges: int) -> Iterator[str]:
    """SIGNOR's 28 columns, one paper to a row."""
    from glutagraph.importing.signor import COLUMNS

    def rows() -> Iterator[Iterable[object]]:
        for number, (dice, one, two) in enumerate(pairs(edges)):
            effect = dice.choice(("up-regulates activity", "down-regulates quantity", "unknown"))
            yield (
                *(f"G{one}", "protein", f"P{one:05}", "UNIPROT", f"G{two}", "protein"),
                *(f"P{two:05}", "UNIPROT", effect, dice.choice(("phosphorylation", "binding"))),
                *(dice.choice(("Ser473", "Thr308", "")), "", dice.choice(("9606", "10090"))),
                *("BTO:0000938", "", "", "", "", "", "", "", dice.randrange(10**7, 4 * 10**7)),
                *(dice.choice(("YES", "NO")), "", "someone", "A sentence of the paper.", "0.5"),
                f"SIGNOR-{number}",
            )

    return table(COLUMNS, rows())


def hetionet(edges: int) -> Iterator[str]:
    """Hetionet's edges."""
    types = ("CbG", "CuG", "CdG", "Gr>G", "GiG", "GcG")

    def rows() -> Iterator[Iterable[object]]:
        for dice, one, two in pairs(edges):
            edge = dice.choice(types)
            yield f"{'Compound' if edge[0] == 'C' else 'Gene'}::{one}", edge, f"Gene::{two}"

    return table(("source", "metaedge", "target"), rows())


def primekg(edges: int) -> Iterator[str]:
    """PrimeKG's table, each edge in both directions."""

    def rows() -> Iterator[Iterable[object]]:
        for dice, one, two in islice(pairs(edges), edges // 2):
            said = dice.choice(_RELATIONS)
            x = (one, one, "gene/protein", f"GENE{one}", "NCBI")
            name = f'"disorder {two}, other"' if two % 4 == 0 else f"disorder {two}"
            y = (two, two, "disease", name, "MONDO")
            yield (*said, *x, *y)
            yield (*said, *y, *x)

    return table(_PRIMEKG, rows(), ",")


def sif(edges: int) -> Iterator[str]:
    """Signed SIF."""
    for dice, one, two in pairs(edges):
        yield f"G{one}\t{dice.choice(('1', '-1', '0'))}\tG{two}\n"


MADE: dict[str, Callable[[int], Iterable[str]]] = {
    "kgx": kgx,
    "kgx-alike": lambda edges: kgx(edges, 0),
    "kgx-two": lambda edges: kgx(edges, 2),
    "omnipath": omnipath,
    "signor": signor,
    "hetionet": hetionet,
    "primekg": primekg,
    "sif": sif,
}


def one(name: str, place: Path) -> None:
    """Import one file and print how long it took."""
    from glutagraph.importing import import_graph

    started = process_time()
    report = import_graph(name.partition("-")[0], [place], f"{place}.ggstore", force=True)
    seconds = process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = Path(f"{place}.ggstore").stat().st_size / 1e6
    print(f"{name:10} {report.read:>12,} {report.read / seconds:>12,.0f}", end="")
    print(f" {seconds:>8.1f} {most:>8,.0f} {size:>8,.0f}", flush=True)


def main() -> None:
    """Make the files that are not there, and import each."""
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
        return
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    edges = int(sys.argv[2]) if len(sys.argv) > 2 else EDGES
    print("format            edges edges/second  seconds       MB MB store", flush=True)
    for name in sys.argv[3:] or MADE:
        place = folder / f"{name}-{edges}.txt"
        if not place.exists():
            with open(place, "w", encoding="utf-8") as stream:
                stream.writelines(MADE[name](edges))
        subprocess.run([sys.executable, __file__, "--one", name, str(place)], check=True)


if __name__ == "__main__":
    main()
