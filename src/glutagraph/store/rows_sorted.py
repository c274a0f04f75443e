"""Claims in the order of a store: by subject and name, and by object, within a bound of memory.

Where all claims do not fit into memory they are sorted bucket by bucket, a range of subjects at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .arrays import np
from .records import judged, merged
from .spool import ColumnSpool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .arrays import Array
    from .writer import Trait, Writer

_BYTES = 80
"""How much memory sorting takes for each claim."""
LEAST = 1 << 16
"""So many claims are sorted at a time however little memory there is."""
_SORTED = [("object", "<u4"), ("trait", "<u4"), ("record", "<u4")]
_REVERSED = [("subject", "<u4"), ("trait", "<u4"), ("number", "<u4")]


class Sorted:
    """The claims, each once, waiting on disk in both orders."""

    def __init__(self, writer: Writer, nodes: int) -> None:
        self.traits: list[Trait] = []
        self.firsts: list[int] = []
        """A claim of each trait."""
        self.repeated = 0
        self.leaving = np.zeros(nodes, np.int64)
        self.arriving = np.zeros(nodes, np.int64)
        self.forward = ColumnSpool(writer.aside.spool("forward"), _SORTED)
        self.backward = ColumnSpool(writer.aside.spool("backward"), _REVERSED)

    @property
    def count(self) -> int:
        """How many claims there are."""
        return self.forward.count

    def column(self, name: str, type_: str) -> Iterator[Array]:
        """A column of the rows by subject, piece by piece."""
        return _column(self.forward, name, type_)

    def reverse_column(self, name: str, type_: str) -> Iterator[Array]:
        """A column of the rows by object, piece by piece."""
        return _column(self.backward, name, type_)


def _column(spool: ColumnSpool, name: str, type_: str) -> Iterator[Array]:
    for rows in spool.pieces():
        yield np.ascontiguousarray(rows[name], dtype=type_)


def sorted_claims(writer: Writer, ranks: Array) -> Sorted:
    """All claims in both orders. `ranks` are the places of the ids among all, by number."""
    found = Sorted(writer, len(ranks))
    most = max(writer.memory // _BYTES, LEAST)
    traits = _Traits(writer)
    counts = np.zeros(len(ranks), np.int64)
    for rows in writer.spooled.pieces():
        counts += np.bincount(ranks[rows["subject"]], minlength=len(ranks))
    for low, high in _buckets(counts, most):
        rows = _within(writer.spooled, ranks, low, high)
        ordered = rows[_order(rows, traits)]
        kept, records, kinds = _once(ordered, writer, traits)
        out = np.empty(len(kept), _SORTED)
        out["object"], out["trait"], out["record"] = kept["object"], kinds, records
        found.repeated += len(rows) - len(kept)
        found.leaving += np.bincount(kept["subject"], minlength=len(ranks))
        found.arriving += np.bincount(kept["object"], minlength=len(ranks))
        traits.note(kinds, found.forward.count)
        found.forward.add(out)
    _reverse(found, most)
    found.traits, found.firsts = traits.used()
    return found


def _buckets(counts: Array, most: int) -> Iterator[tuple[int, int]]:
    """Ranges of numbers that have so many rows at most; one with more than that is alone."""
    sums = np.concatenate([[0], np.cumsum(counts)])
    low = 0
    while low < len(counts):
        high = int(np.searchsorted(sums, sums[low] + most, side="right")) - 1
        high = min(max(high, low + 1), len(counts))
        yield low, high
        low = high


def _within(spool: ColumnSpool, ranks: Array, low: int, high: int) -> Array:
    """The rows whose subjects lie in a range, ends by rank, in the order in which they came."""
    parts = [spool.none()]
    for rows in spool.pieces():
        subjects = ranks[rows["subject"]]
        chosen = (subjects >= low) & (subjects < high)
        part = rows[chosen]  # a copy
        part["subject"] = subjects[chosen]
        part["object"] = ranks[part["object"]]
        parts.append(part)
    return np.concatenate(parts)


def _order(rows: Array, traits: _Traits) -> Array:
    """In what order rows stand: by subject, then by name, then as they came."""
    predicates = traits.predicate_ranks()[rows["trait"]]
    bits = [max(int(part.max(initial=0)).bit_length(), 1) for part in (predicates, rows["object"])]
    base = int(rows["subject"].min(initial=0))
    wide = int(rows["subject"].max(initial=0) - base).bit_length()
    if wide + sum(bits) > 63:
        return np.lexsort((rows["object"], predicates, rows["subject"]))
    key = (rows["subject"] - base).astype(np.int64) << sum(bits)
    key |= predicates.astype(np.int64) << bits[1]
    key |= rows["object"]
    return np.argsort(key, kind="stable")


def _once(rows: Array, writer: Writer, traits: _Traits) -> tuple[Array, Array, Array]:
    """Ordered rows without repetitions, with the records and traits that repeated ones make together."""
    predicates = traits.predicate_ranks()[rows["trait"]]
    is_new = np.ones(len(rows), bool)
    is_new[1:] = (
        (rows["subject"][1:] != rows["subject"][:-1])
        | (rows["object"][1:] != rows["object"][:-1])
        | (predicates[1:] != predicates[:-1])
    )
    firsts = np.flatnonzero(is_new)
    kept = rows[firsts]
    records, kinds = kept["record"].copy(), kept["trait"].copy()
    lasts = np.append(firsts[1:], len(rows))
    for place in np.flatnonzero(lasts - firsts > 1):
        group = rows[firsts[place] : lasts[place]]
        if len(set(group["record"].tolist())) > 1:
            records[place], kinds[place] = traits.joined(writer, group)
    return kept, records, kinds


class _Traits:
    """The traits that claims have, and of each a claim that has it."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._firsts: dict[int, int] = {}
        self._ranks = np.empty(0, np.int64)
        self._joined: dict[tuple[int, ...], tuple[int, int]] = {}

    def predicate_ranks(self) -> Array:
        """For each trait the place of its predicate in the order of names."""
        traits = self._writer.traits
        if len(self._ranks) != len(traits):
            names = sorted({f"{trait[0]}." for trait in traits})
            place = {name: number for number, name in enumerate(names)}
            self._ranks = np.array([place[f"{trait[0]}."] for trait in traits], np.int64)
        return self._ranks

    def joined(self, writer: Writer, group: Array) -> tuple[int, int]:
        """The record and the trait of one claim that was said several times."""
        numbers = tuple(dict.fromkeys(group["record"].tolist()))
        trait = int(group["trait"][0])
        if (trait, *numbers) not in self._joined:
            row = merged([writer.records.read(number) for number in numbers])
            predicate, *_, net, scope, _contexts = [*writer.traits][trait]
            found = judged(row[0], writer.predicates[predicate].family, writer.methods)
            contexts = writer.signatures.setdefault(found.signature, len(writer.signatures))
            made = (predicate, found.status, found.tier, net, scope, contexts)
            number = writer.traits.setdefault(made, len(writer.traits))
            self._joined[(trait, *numbers)] = (writer.records.add(row), number)
        return self._joined[(trait, *numbers)]

    def note(self, kinds: Array, before: int) -> None:
        """Note a claim of each trait among some, the first of which has the number `before`."""
        found, places = np.unique(kinds, return_index=True)
        for trait, place in zip(found.tolist(), places.tolist(), strict=True):
            self._firsts.setdefault(trait, before + place)

    def used(self) -> tuple[list[Trait], list[int]]:
        """All traits, and of each a claim that has it; -1 where none does any more."""
        traits = [*self._writer.traits]
        return traits, [self._firsts.get(number, -1) for number in range(len(traits))]


def _reverse(found: Sorted, most: int) -> None:
    """The same claims by object."""
    subjects = np.repeat(np.arange(len(found.leaving), dtype="<u4"), found.leaving)
    for low, high in _buckets(found.arriving, most):
        parts, before = [], 0
        for rows in found.forward.pieces():
            chosen = np.flatnonzero((rows["object"] >= low) & (rows["object"] < high))
            part = np.empty(len(chosen), [*_REVERSED, ("object", "<u4")])
            part["number"] = chosen + before
            part["trait"], part["object"] = rows["trait"][chosen], rows["object"][chosen]
            parts.append(part)
            before += len(rows)
        every = np.concatenate(parts) if parts else np.empty(0, [*_REVERSED, ("object", "<u4")])
        every = every[np.argsort(every["object"], kind="stable")]
        every["subject"] = subjects[every["number"]]
        out = np.empty(len(every), _REVERSED)
        for name, _ in _REVERSED:
            out[name] = every[name]
        found.backward.add(out)
