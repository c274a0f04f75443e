"""One HTML document from template, style, script and data: nothing in it is loaded, no data runs."""

from __future__ import annotations

import html
import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final

from .pyvis_network import vis_network

if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPES: Final = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
_SCRIPTS: Final = ("figure.js", "page.js")


def document(title: str, contents: Mapping[str, Any]) -> str:
    """The page. Only the scripts and the style that it names by their hash can take effect."""
    style = _text("page.css")
    scripts = [vis_network(), *(_text(name) for name in _SCRIPTS)]
    for part in (style, *scripts):
        if "</script" in part.lower() or "</style" in part.lower():
            raise ValueError("a script or style of the page would end before its end")
    return Template(_text("page.html")).substitute(
        title=html.escape(title),
        policy=_policy(scripts, style),
        style=style,
        data=embedded(contents),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def embedded(contents: Mapping[str, Any]) -> str:
    r"""JSON that can stand inside a script element, whatever the data holds.

    >>> embedded({"label": "</script>"})
    '{"label":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(
        contents, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.translate(_ESCAPES)


def _policy(scripts: list[str], style: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _text(name: str) -> str:
    """A file of this package, with the line ends that a browser will see."""
    text = (files(__package__) / name).read_bytes().decode("utf-8")
    return text.replace("\r\n", "\n")
