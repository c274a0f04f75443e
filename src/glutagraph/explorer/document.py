"""One HTML document from template, style, scripts and data: nothing in it is loaded, no data runs."""

from __future__ import annotations

import html
import json
import re
import zlib
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final

from .pyvis_network import vis_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "\./([a-z]+)\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ", re.MULTILINE)
_EXPORTED: Final = re.compile(
    r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE
)
_STYLES: Final = ("page.css", "evidence.css")


def document(title: str, contents: Mapping[str, Any]) -> str:
    """The page. Only the scripts and the style that it names by their hash can take effect."""
    style = "".join(map(_text, _STYLES))
    vis, script = vis_network(), joined("main")
    for part in (style, vis, script):
        if "</script" in part.lower() or "</style" in part.lower():
            raise ValueError("a script or style of the page would end before its end")
    return Template(_text("page.html")).substitute(
        title=html.escape(title),
        policy=_policy([vis, script], style),
        style=style,
        data=packed(contents),
        vis=vis,
        script=script,
    )


def packed(contents: Mapping[str, Any]) -> str:
    """JSON, deflated (RFC 1951) and in base 64: a third in size, and nothing that could end an element.

    >>> zlib.decompress(__import__("base64").b64decode(packed({"label": "</script>"})), -15)
    b'{"label":"</script>"}'
    """
    told = json.dumps(
        contents, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b64encode(deflate.compress(told.encode("utf-8")) + deflate.flush()).decode("ascii")


@cache
def joined(name: str) -> str:
    """A module of the page behind all that it imports, as one, each in a scope of its own.

    An inline module can import nothing from a file, and one from another only by its address: what a
    module exports is a value here, and what another imports is taken from there.
    """
    return "".join(_scoped(one, is_last=one == name) for one in _order(name))


def _scoped(name: str, *, is_last: bool) -> str:
    """A module as a value that holds what it exports; the last one exports nothing and may wait."""
    text = _text(f"{name}.js")
    exported = ", ".join(_EXPORTED.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(r"const {\1} = _\2;\n", text))
    return (
        f"{{\n{body}}}\n"
        if is_last
        else f"const _{name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"
    )


def _order(name: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
    """A module's imports, and theirs, before it; each once."""
    ordered: dict[str, None] = {}
    for _, other in _IMPORT.findall(_text(f"{name}.js")):
        if other in seen:
            raise ValueError(
                f"{' -> '.join((*seen, other))}: modules of the page import in a circle"
            )
        ordered |= dict.fromkeys(_order(other, (*seen, name)))
    yield from (*ordered, name)


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


@cache
def _text(name: str) -> str:
    """A file of the page, with the line ends that a browser will see."""
    text = (files(__package__) / "page" / name).read_bytes().decode("utf-8")
    return text.replace("\r\n", "\n")
