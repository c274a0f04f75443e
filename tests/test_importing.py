"""What is read of other people's graphs: signs, directions, negation, evidence, and nothing else."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import random
from typing import TYPE_CHECKING

import pytest
from building import stable
from hypothesis import given
from hypothesis import strategies as some
from imported import (
    KGX_EDGES,
    KGX_NODES,
    OMNIPATH,
    SAMPLES,
    SMALL,
    brought_in,
    label_of,
    rows_of,
    said,
    table,
)

import glutagraph
from glutagraph.errors import ImportingError
from glutagraph.importing import FORMATS, import_graph
from glutagraph.model import Family, Stance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CAUSAL, NEVER = "causal", "association"


# what each format says


def test_signs_of_sif_are_read_and_what_names_no_direction_is_never_walked(tmp_path: Path) -> None:
    report, knowledge = brought_in(tmp_path, "sif", SMALL["sif"], ids="hgnc.symbol")

    assert said(knowledge) == {
        ("hgnc.symbol:MTOR", -1, "hgnc.symbol:EEF2K", CAUSAL),
        ("hgnc.symbol:NTRK2", 1, "hgnc.symbol:MTOR", CAUSAL),
        ("hgnc.symbol:EEF2K", 0, "hgnc.symbol:EEF2", CAUSAL),
        ("hgnc.symbol:BDNF", 0, "hgnc.symbol:NTRK2", NEVER),
    }
    assert glutagraph.trace(knowledge, "NTRK2", "EEF2K").verdict == "decreases"
    assert glutagraph.trace(knowledge, "BDNF", "MTOR").verdict == "none"
    assert [reason.first for reason in report.warnings] == [["mine.sif:3"]]


def test_a_line_of_sif_may_have_several_targets_or_none(tmp_path: Path) -> None:
    report, knowledge = brought_in(tmp_path, "sif", {"a.sif": "A 1 B C\nD\n"})

    assert {(s, o) for s, _, o, _ in said(knowledge)} == {("sif:A", "sif:B"), ("sif:A", "sif:C")}
    assert "sif:D" in knowledge.entities
    assert (report.read, report.kept) == (2, 2)


def test_resources_of_omnipath_that_disagree_are_both_kept(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "omnipath", SMALL["omnipath"])

    assert said(knowledge) == {
        ("uniprot:P42345", -1, "uniprot:O00418", CAUSAL),
        ("uniprot:Q16620", 1, "uniprot:P42345", CAUSAL),
        ("uniprot:Q16620", 0, "uniprot:P23560", NEVER),
        ("uniprot:P23560", 1, "uniprot:Q16620", CAUSAL),
        ("uniprot:P23560", -1, "uniprot:Q16620", CAUSAL),
        ("uniprot:O00418", 0, "uniprot:P13639", CAUSAL),
    }


def test_papers_of_omnipath_are_the_evidence_each_once(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "omnipath", SMALL["omnipath"])

    items = knowledge.claims["uniprot:P42345.inhibits.uniprot:O00418"].evidence

    assert [(item.source.id, item.note) for item in items] == [
        ("pmid:11500364", "cited by KEA, SIGNOR"),
        ("pmid:9", "cited by KEA"),
    ]


def test_hetionet_says_what_compounds_do_and_only_correlates_the_rest(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "hetionet", SMALL["hetionet"])

    assert said(knowledge) == {
        ("drugbank:DB01221", 0, "ncbigene:2904", NEVER),
        ("drugbank:DB01221", 1, "ncbigene:627", CAUSAL),
        ("drugbank:DB01221", -1, "ncbigene:2904", CAUSAL),
        ("drugbank:DB01221", -1, "doid:1470", CAUSAL),
        ("drugbank:DB01221", 1, "umls:C0012833", CAUSAL),
        ("ncbigene:2904", 0, "ncbigene:627", CAUSAL),
        ("ncbigene:2904", 0, "ncbigene:627", NEVER),
        ("doid:1470", 0, "ncbigene:2904", NEVER),
        ("uberon:0000955", 0, "ncbigene:627", "structural"),
    }
    assert knowledge.entity("BDNF").kind == "gene"
    net = {claim.object.id for claim in knowledge.claims.values() if claim.net}
    assert net == {"doid:1470", "umls:C0012833"}


def test_a_file_of_hetionet_says_its_type_by_its_name(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "Compound_Downregulates_Gene.tsv": ":START_ID(Compound)\t:END_ID(Gene)\nDB01221\t2904\n",
        "Gene_Regulates_Gene.tsv": ":START_ID(Gene)\t:END_ID(Gene)\n2904\t627\n",
    }

    _, knowledge = brought_in(tmp_path, "hetionet", files)

    assert said(knowledge) == {
        ("drugbank:DB01221", -1, "ncbigene:2904", CAUSAL),
        ("ncbigene:2904", 0, "ncbigene:627", CAUSAL),
    }


def test_both_directions_of_an_edge_of_primekg_are_one_claim_whichever_comes_first(
    tmp_path: Path,
) -> None:
    report, knowledge = brought_in(tmp_path, "primekg", SMALL["primekg"])

    assert said(knowledge) == {
        ("drugbank:DB01221", 0, "ncbigene:2904", CAUSAL),
        ("drugbank:DB01221", 0, "ncbigene:627", NEVER),
        ("drugbank:DB01221", -1, "mondo:0002009", CAUSAL),
        ("drugbank:DB01221", 0, "primekg:mondo-5132_13924", NEVER),
        ("drugbank:DB01221", 1, "hp:0002321", CAUSAL),
        ("ncbigene:2904", 0, "ncbigene:627", NEVER),
        ("mondo:0002009", 0, "hp:0002321", "null"),
    }
    assert (report.read, report.claims) == (14, 7)
    group = knowledge.entities["primekg:mondo-5132_13924"]
    assert {(i.curie, i.match) for i in group.identifiers} == {
        ("mondo:0005132", "close"),
        ("mondo:0013924", "close"),
    }


def test_signs_directness_species_and_papers_of_signor(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "signor", SMALL["signor"])
    rows = [*rows_of(SAMPLES / "signor_test_data.csv", ";")]

    found = {
        (label_of(claim), int(claim.sign), claim.object.label)
        for claim in knowledge.claims.values()
    }
    expected = {
        (row["ENTITYA"], {"u": 1, "d": -1}.get(row["EFFECT"][0], 0), row["ENTITYB"])
        for row in rows
        for row in [{**row, "EFFECT": row["EFFECT"].replace("unknown", "?")}]
    }

    assert found == expected
    assert len(knowledge.claims) == len(rows)
    net = {label_of(claim) for claim in knowledge.claims.values() if claim.net}
    assert net == {row["ENTITYA"] for row in rows if row["DIRECT"] == "NO"}
    claim = knowledge.claims["uniprot:P42574.down-regulates.uniprot:P09874"]
    (item,) = claim.evidence
    assert (item.source.id, item.context.species) == ("pmid:11907276", "mouse")
    assert item.finding == "down-regulates activity, cleavage"


def test_sentences_of_papers_are_not_copied(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "signor", SMALL["signor"])

    told = json.dumps([repr(claim.evidence) for claim in knowledge.claims.values()])

    assert not any(
        row["SENTENCE"][:60] in told
        for row in rows_of(SAMPLES / "signor_test_data.csv", ";")
        if row["SENTENCE"]
    )


def test_members_of_complexes_are_told_and_never_walked(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "signor", SMALL["signor"])

    mtor = knowledge.entities["uniprot:P42345"]

    assert ("part-of", "signor:SIGNOR-C3") in mtor.structure
    assert not knowledge.index.expand(knowledge.index.number["uniprot:P42345"])


def test_qualifiers_of_kgx_give_the_sign_and_aspects_that_would_turn_it_are_apart(
    tmp_path: Path,
) -> None:
    _, knowledge = brought_in(tmp_path, "kgx", SMALL["kgx"])

    assert said(knowledge) == {
        ("chebi:6121", -1, "ncbigene:2904", CAUSAL),
        ("chebi:6121", 1, "ncbigene:627", CAUSAL),
        ("chebi:6121", 0, "ncbigene:627", "null"),
        ("chebi:6121", 1, "ncbigene:627#degradation", CAUSAL),
        ("ncbigene:2904", 0, "ncbigene:627", CAUSAL),
        ("ncbigene:627", 0, "ncbigene:2904", CAUSAL),
        ("ncbigene:2904", 0, "mondo:0002009", NEVER),
        ("chebi:6121", -1, "mondo:0002009", CAUSAL),
        ("ncbigene:627", 0, "mondo:0002009", NEVER),
    }


CITED = {
    "PMID:1": "pmid:1",
    'doi:10.1/"x"': 'doi:10.1/"x"',
    "doi:10.1/\\": "doi:10.1/\\",
    "doi:é 2": "doi:é-2",
    " ": "",
    "": "",
}
"""How files write publications, and the sources that they are; blanks are none."""


@stable(40)
@given(some.lists(some.lists(some.sampled_from([*CITED]), max_size=5), min_size=1, max_size=5))
def test_each_publication_of_an_edge_is_one_item_of_evidence(
    tmp_path_factory: pytest.TempPathFactory, cited: list[list[str]]
) -> None:
    rows = [f"A:{n}|biolink:affects|B:{n}|infores:ctd|" for n in range(len(cited))]
    text = table("subject|predicate|object|primary_knowledge_source|publications", *rows)
    lines = [
        line + "|".join(papers)
        for line, papers in zip(text.split("\n"), [[], *cited], strict=False)
    ]

    _, knowledge = brought_in(
        tmp_path_factory.mktemp("cited"), "kgx", {"edges.tsv": "\n".join(lines)}
    )

    for number, papers in enumerate(cited):
        claim = knowledge.claims[f"a:{number}.biolink-affects.b:{number}"]
        sources = [*dict.fromkeys(filter(None, (CITED[paper] for paper in papers)))]
        assert [item.source.id for item in claim.evidence] == (sources or ["infores:ctd"])
        assert {item.finding for item in claim.evidence} == {"affects"}
        assert {item.read_in.id for item in claim.evidence if item.read_in} <= {"infores:ctd"}


def test_a_negated_edge_disputes_the_claim_that_it_denies(tmp_path: Path) -> None:
    report, knowledge = brought_in(tmp_path, "kgx", SMALL["kgx"])

    claim = next(c for c in knowledge.claims.values() if c.is_disputed)

    assert (claim.subject.id, claim.object.id) == ("chebi:6121", "ncbigene:627")
    supporting = {item.source.id for item in claim.items(Stance.SUPPORTS)}
    assert supporting == {"pmid:2", "pmid:3"}
    assert any(r.why.startswith("denies") and r.first == ["edges.tsv:4"] for r in report.warnings)


def test_a_prediction_is_an_open_question(tmp_path: Path) -> None:
    _, knowledge = brought_in(tmp_path, "kgx", SMALL["kgx"])

    claim = knowledge.claims["ncbigene:627.biolink-affects.ncbigene:2904"]

    assert claim.status == "open"
    assert glutagraph.trace(knowledge, "BDNF", "GRIN2B").verdict == "none"


def test_other_names_of_a_gene_are_its_own_those_of_a_chemical_are_only_close(
    tmp_path: Path,
) -> None:
    _, knowledge = brought_in(tmp_path, "kgx", SMALL["kgx"])

    matches = {
        one.id: [(i.curie, i.match) for i in one.identifiers] for one in knowledge.entities.values()
    }

    assert matches["ncbigene:627"] == [("hgnc:1033", "exact")]
    assert matches["chebi:6121"] == [("chebi:60799", "close")]


def test_kgx_as_lines_of_json_says_the_same_as_its_tables(tmp_path: Path) -> None:
    _, tables = brought_in(tmp_path, "kgx", SMALL["kgx"])
    lines = ""
    for name, text in SMALL["kgx"].items():
        (tmp_path / name).write_text(str(text))
        for row in rows_of(tmp_path / name, "\t"):
            full: dict[str, object] = {key: value for key, value in row.items() if value}
            for key in {"publications", "equivalent_identifiers", "category"} & full.keys():
                full[key] = str(full[key]).split("|")
            full |= {"negated": True} if "negated" in full else {}
            lines += json.dumps(full) + "\n"

    _, knowledge = brought_in(tmp_path, "kgx", {"all.jsonl": lines})

    assert said(knowledge) == said(tables)
    assert {c.id: c.status for c in knowledge.claims.values()} == {
        c.id: c.status for c in tables.claims.values()
    }


@pytest.mark.parametrize(
    ("predicate", "sign", "family"),
    [
        ("biolink:positively_regulates", 1, CAUSAL),
        ("biolink:entity_negatively_regulates_entity", -1, CAUSAL),
        ("biolink:decreases_activity_of", -1, CAUSAL),
        ("biolink:causes", 0, CAUSAL),
        ("biolink:treats", -1, CAUSAL),
        ("biolink:applied_to_treat", 0, NEVER),
        ("biolink:interacts_with", 0, NEVER),
        ("biolink:positively_correlated_with", 0, NEVER),
        ("biolink:gene_associated_with_condition", 0, NEVER),
        ("biolink:part_of", 0, "structural"),
        ("biolink:never_heard_of", 0, NEVER),
    ],
)
def test_predicates_of_biolink(tmp_path: Path, predicate: str, sign: int, family: str) -> None:
    text = f"subject\tpredicate\tobject\nA:1\t{predicate}\tB:2\n"

    _, knowledge = brought_in(tmp_path, "kgx", {"edges.tsv": text})

    assert said(knowledge) == {("a:1", sign, "b:2", family)}


def test_less_of_the_subject_that_raises_the_object_is_a_negative_sign(tmp_path: Path) -> None:
    text = table(
        "subject|predicate|object|subject_direction_qualifier|object_direction_qualifier",
        "A:1|biolink:affects|B:2|decreased|increased",
        "A:1|biolink:affects|C:3|decreased|",
    )

    _, knowledge = brought_in(tmp_path, "kgx", {"edges.tsv": text})

    assert said(knowledge) == {("a:1", -1, "b:2", CAUSAL), ("a:1", 0, "c:3", CAUSAL)}


def test_degradation_of_a_protein_that_rises_is_not_the_protein_that_rises(tmp_path: Path) -> None:
    text = table(
        "subject|predicate|object|object_aspect_qualifier|object_direction_qualifier",
        "A:1|biolink:affects|B:2|degradation|increased",
        "B:2|biolink:affects|C:3|activity|increased",
    )

    _, knowledge = brought_in(tmp_path, "kgx", {"edges.tsv": text})

    assert glutagraph.trace(knowledge, "a:1", "c:3").verdict == "none"
    assert ("aspect-of", "b:2") in knowledge.entities["b:2#degradation"].structure


def test_what_a_plain_reader_finds_in_the_sample_of_kgx_is_what_is_kept(tmp_path: Path) -> None:
    files = [SAMPLES / "graph_nodes.tsv", SAMPLES / "graph_edges.tsv"]
    rows = [*rows_of(files[1], "\t")]

    report, knowledge = brought_in(tmp_path, "kgx", files)

    triples = {(row["subject"], row["predicate"], row["object"]) for row in rows}
    assert (report.read, report.kept, report.claims) == (len(rows), len(rows), len(triples))
    ends = {end for row in rows for end in (row["subject"], row["object"])}
    nodes = {row["id"] for row in rows_of(files[0], "\t")}
    assert len(knowledge.entities) == len({glutagraph.vocabulary.folded(n) for n in ends | nodes})
    assert not any(claim.family is Family.CAUSAL for claim in knowledge.claims.values())


# the same whatever the order, packing and line ends


@pytest.mark.parametrize("form", FORMATS)
def test_the_order_of_lines_does_not_matter(tmp_path: Path, form: str) -> None:
    _, knowledge = brought_in(tmp_path, form, SMALL[form])
    shuffled: dict[str, str | bytes] = {}
    for name, text in reversed(SMALL[form].items()):
        data = text.encode() if isinstance(text, str) else text
        first, *lines = data.splitlines(keepends=True)
        lines = [first, *lines] if form == "sif" else lines
        random.Random(7).shuffle(lines)
        shuffled[name] = b"".join(lines if form == "sif" else [first, *lines])

    _, other = brought_in(tmp_path, form, shuffled)

    assert said(other) == said(knowledge)
    for slug, claim in knowledge.claims.items():
        assert other.claims[slug].status == claim.status
        assert {*other.claims[slug].evidence} == {*claim.evidence}


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_files_give_the_same_bytes(tmp_path: Path, form: str) -> None:
    places = [tmp_path / name for name in SMALL[form]]
    stores = []
    for number in range(2):
        brought_in(tmp_path, form, SMALL[form])
        import_graph(form, places, tmp_path / f"{number}.ggstore", name="same")
        stores.append((tmp_path / f"{number}.ggstore").read_bytes())

    assert stores[0] == stores[1]


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "two gz": lambda data: gzip.compress(data[:20]) + gzip.compress(data[20:]),
    "crlf": lambda data: data.replace(b"\n", b"\r\n"),
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "no last line end": lambda data: data.rstrip(b"\n"),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("packing", PACKED)
def test_packing_and_line_ends_do_not_matter(tmp_path: Path, form: str, packing: str) -> None:
    _, plain = brought_in(tmp_path, form, SMALL[form])
    files: dict[str, str | bytes] = {
        name: PACKED[packing](text.encode() if isinstance(text, str) else text)
        for name, text in SMALL[form].items()
    }

    _, knowledge = brought_in(tmp_path, form, files)

    assert said(knowledge) == said(plain)


def test_zstd_is_read_where_something_reads_it(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard", reason="the package zstandard is not installed")
    packed = zstandard.ZstdCompressor().compress(str(SMALL["sif"]["mine.sif"]).encode())

    report, _ = brought_in(tmp_path, "sif", {"mine.sif": packed})

    assert report.kept == 4


# the report


@pytest.mark.parametrize("form", FORMATS)
def test_every_edge_that_is_read_is_kept_or_has_its_reason(tmp_path: Path, form: str) -> None:
    report, _ = brought_in(tmp_path, form, SMALL[form])

    assert report.read == report.kept + sum(reason.count for reason in report.skipped)
    assert report.kept <= sum(one.edges for one in report.said)


def test_what_is_skipped_is_told_with_its_first_lines(tmp_path: Path) -> None:
    text = table(
        "subject|predicate|object",
        "A:1|biolink:affects|B:2",
        "|biolink:affects|B:2",
        "A:1|biolink:affects|B:2|more",
        *["A:1|biolink:affects|"] * 5,
    )

    report, _ = brought_in(tmp_path, "kgx", {"edges.tsv": text})

    assert (report.read, report.kept) == (8, 1)
    told = {reason.why: (reason.count, reason.first) for reason in report.skipped}
    assert told == {
        "an edge without subject, predicate or object": (
            6,
            ["edges.tsv:3", "edges.tsv:5", "edges.tsv:6"],
        ),
        "a row with more than the 3 columns of the header": (1, ["edges.tsv:4"]),
    }


def test_repetitions_contradictions_and_loose_ends_are_told_with_their_lines(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes] = {
        "nodes.tsv": KGX_NODES,
        "edges.tsv": table(
            "subject|predicate|object|object_direction_qualifier|publications",
            "CHEBI:6121|biolink:affects|NCBIGene:627|increased|PMID:1",
            "CHEBI:6121|biolink:affects|NCBIGene:627|increased|PMID:1",
            "CHEBI:6121|biolink:affects|NCBIGene:627|increased|PMID:2",
            "CHEBI:6121|biolink:affects|NCBIGene:627|decreased|PMID:3",
            "CHEBI:6121|biolink:affects|NCBIGene:999|increased|PMID:1",
        ),
    }

    report, knowledge = brought_in(tmp_path, "kgx", files)

    assert {reason.why: reason.first for reason in report.warnings} == {
        "said again with the same evidence": ["edges.tsv:3"],
        "said again with other evidence": ["edges.tsv:4"],
        "lowers what another edge says that it raises": ["edges.tsv:5"],
        "an end that no node describes": ["edges.tsv:6"],
    }
    assert len(knowledge.claims) == 3
    assert "ncbigene:999" in knowledge.entities


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    text = "subject\tpredicate\tobject\tdose\nA:1\tbiolink:affects\tB:2\t10 mg\n"

    report, _ = brought_in(tmp_path, "kgx", {"edges.tsv": text})

    assert [reason.why for reason in report.warnings] == ["column 'dose' is not read"]


def test_the_report_is_kept_in_the_store(tmp_path: Path) -> None:
    from glutagraph.store.opening import Opened

    report, _ = brought_in(tmp_path, "sif", SMALL["sif"])

    kept = Opened(tmp_path / "sif.ggstore").more["import"]
    told = report.as_json()

    assert {**kept, "claims": 0, "entities": 0} == {**told, "claims": 0, "entities": 0}


@stable(60)
@given(
    some.lists(
        some.tuples(
            some.sampled_from("ABCDE"),
            some.sampled_from(["1", "-1", "0"]),
            some.sampled_from("ABCDE"),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_signed_edge_is_a_claim_and_every_claim_an_edge(
    tmp_path_factory: pytest.TempPathFactory, edges: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("edges")
    text = "".join(f"{a}\t{sign}\t{b}\n" for a, sign, b in edges)

    report, knowledge = brought_in(folder, "sif", {"a.sif": text}, ids="x")

    assert said(knowledge) == {(f"x:{a}", int(sign), f"x:{b}", CAUSAL) for a, sign, b in edges}
    again = next((r.count for r in report.warnings if r.why.startswith("said again")), 0)
    assert report.claims == len({*edges}) == len(edges) - again


def test_omnipath_and_kgx_by_the_wrong_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ImportingError, match="it looks like omnipath"):
        brought_in(tmp_path, "kgx", {"interactions.tsv": OMNIPATH})
    with pytest.raises(ImportingError, match="it looks like kgx"):
        brought_in(tmp_path, "signor", {"edges.tsv": KGX_EDGES})
