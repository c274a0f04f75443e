"""The toy graph in `tests/toy/`, and ways to break it in one place at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

VOCABULARY = Path(__file__).parent.parent / "graph" / "vocabulary.ttl"
TOY = (Path(__file__).parent / "toy" / "minimal.ttl").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of the toy graph's text and what to write in its place; no `old` adds to the end."""

    new: str
    old: str = ""

    @property
    def text(self) -> str:
        """The toy graph's text, edited."""
        if not self.old:
            return f"{TOY}\n{self.new}\n"
        assert TOY.count(self.old) == 1, f"{TOY.count(self.old)} times in the toy graph: {self.old}"
        return TOY.replace(self.old, self.new)


def change(old: str, new: str) -> Edit:
    return Edit(new, old)


def remove(old: str) -> Edit:
    return Edit("", old)


def add(*blocks: str) -> Edit:
    return Edit("\n".join(blocks))


def claim(subject: str, predicate: str, object_: str, *more: str, evidence: str = "") -> str:
    """A claim with one item of evidence; `more` is said of the claim, `evidence` of the item.

    >>> print(claim("ketamine", "blocks", "nmda-receptor").splitlines()[1].strip())
    gg:subject entity:ketamine ;
    """
    item = f"""gg:evidence [
        gg:source source:author-2001 ; gg:finding "So it was found." ; gg:method method:proposal ;
        gg:readIn source:reader-2002 ; gg:locator "Toys, paragraph 1" ;
        {evidence or "gg:stance gg:supports"} ;
    ]"""
    said = " ;\n    ".join((*more, item))
    return f"""claim:{subject}.{predicate}.{object_} a gg:Claim ;
    gg:subject {"claim" if "." in subject else "entity"}:{subject} ;
    gg:predicate predicate:{predicate} ;
    gg:object entity:{object_} ;
    {said} ."""


def study(name: str, result: str, *more: str, source: str = "author-2001") -> str:
    """A study of ketamine with a result; `more` is said of it.

    >>> print(study("small", "negative").splitlines()[-1].strip())
    gg:arm [ gg:given entity:ketamine ; gg:role gg:treatment ] .
    """
    arm = "gg:arm [ gg:given entity:ketamine ; gg:role gg:treatment ]"
    said = " ;\n    ".join((*more, arm))
    return f"""study:{name} a gg:Study ;
    rdfs:label "{name} study" ;
    gg:source source:{source} ; gg:finding "So it was found." ; gg:method method:clinical-trial ;
    gg:readIn source:reader-2002 ; gg:locator "Toys, paragraph 1" ;
    gg:primaryResult gg:{result} ;
    {said} ."""
