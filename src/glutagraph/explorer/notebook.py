"""The explorer in a notebook: the page in a frame of its own, and answers as tables.

`%load_ext glutagraph.explorer` gives traces and paths their tables; `show` gives the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from ..text import claim_text, inert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..answers import Path, Trace
    from ..knowledge import Knowledge

HEIGHT = 720
_SIGNS = {1: "▲ raises", -1: "▼ lowers", 0: "○ unknown"}


@dataclass(frozen=True, slots=True)
class Frame:
    """A page in a sandboxed frame: its scripts run, and reach neither the notebook nor its server."""

    page: str
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        allowed = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
        return (
            f'<iframe title="glutagraph" sandbox="{allowed}" width="100%" height="{self.height}" '
            f'style="border:1px solid #ccc" srcdoc="{escape(self.page)}"></iframe>'
        )


def show(knowledge: Knowledge, *, height: int = HEIGHT, **opening: Any) -> Frame:
    """The page of a graph, to be the last value of a notebook's cell; `opening` is that of `page`.

    >>> import glutagraph
    >>> show(glutagraph.load(), height=500)._repr_html_()[:40]
    '<iframe title="glutagraph" sandbox="allo'
    """
    from . import page

    return Frame(page(knowledge, **opening), height)


def load_ipython_extension(shell: Any) -> None:
    """Shows traces and paths as tables in an IPython shell."""
    formatter = shell.display_formatter.formatters["text/html"]
    formatter.for_type_by_name("glutagraph.answers", "Trace", trace_html)
    formatter.for_type_by_name("glutagraph.answers", "Path", path_html)


def trace_html(trace: Trace) -> str:
    """A trace as a table: a row for each outcome, with its verdict, reason and best path."""
    to = f" → {trace.end.label}" if trace.end else ""
    rows = [
        (one.end.label, one.verdict, one.reason, _line(one.best) if one.best else "")
        for one in trace.outcomes
    ]
    said = f"{trace.verdict}: {trace.reason}" if trace.verdict else trace.reason
    caption = f"{trace.start.label}{to}. {said}"
    return _table(caption, ("outcome", "verdict", "reason", "best path"), rows)


def path_html(path: Path) -> str:
    """A path as a table: a row for each step, with the net sign so far and its sources."""
    rows = [
        (
            str(number),
            claim_text(step.claim),
            _SIGNS[int(step.net_sign)],
            step.claim.tier.id.replace("-", " "),
            "; ".join(dict.fromkeys(item.source.label for item in step.claim.evidence)),
        )
        for number, step in enumerate(path.steps, 1)
    ]
    return _table(_line(path), ("", "claim", "net so far", "evidence", "sources"), rows)


def _line(path: Path) -> str:
    first, *rest = path.claims
    return " → ".join([first.subject.id, first.object.id, *(claim.object.id for claim in rest)])


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{_safe(name)}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{_safe(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f"<table><caption>{_safe(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _safe(text: str) -> str:
    return escape(inert(text))
