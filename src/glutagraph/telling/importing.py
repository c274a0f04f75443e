"""What came of an import, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..importing import Report
    from ..importing.account import Reason
    from ..text import Page

_SIGNS = {1: "+", -1: "-", 0: "?"}
_NEVER = "never walked"


def report_lines(report: Report, place: str, page: Page) -> Iterator[str]:
    """What was read, kept and skipped, and why."""
    edges = f"{report.kept:,} of {report.read:,} edges kept"
    found = f"{report.claims:,} claims between {report.entities:,} entities"
    yield page.wrapped(f"{place}: {edges}, as {found}", 0, 2)
    yield ""
    walked = {"causal", "production", "definition"}
    wide = max((len(f"{one.edges:,}") for one in report.said), default=0)
    for one in report.said:
        sign = f"causal {_SIGNS[one.sign]}" if one.family in walked else _NEVER
        told = [one.family if one.family not in walked else "", "end result" if one.net else ""]
        more = ", ".join(filter(None, told))
        line = f"{one.edges:>{wide},}  {one.label}: {sign}" + (f" ({more})" if more else "")
        yield page.wrapped(line, 2, wide + 6)
    for heading, reasons in (("skipped", report.skipped), ("worth a look", report.warnings)):
        if reasons:
            yield ""
            yield heading
            for reason in reasons:
                yield page.wrapped(_told(reason), 2, 6)


def _told(reason: Reason) -> str:
    first = ", ".join(reason.first)
    more = " ..." if reason.count > len(reason.first) else ""
    where = f" ({first}{more})" if first else ""
    cure = f"; {reason.cure}" if reason.cure else ""
    return f"{reason.count:,}  {reason.why}{where}{cure}"
