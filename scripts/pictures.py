"""Takes the pictures of the explorer that README shows: `.venv/bin/python scripts/pictures.py`.

Needs Chromium and playwright (the extra `test`); writes docs/img/*.png.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT / "tests"))

from browser import launched, opened  # noqa: E402  # only found once the folder is on the path

import glutagraph  # noqa: E402
from glutagraph.explorer import page  # noqa: E402

SIZE = (1440, 900)
PICTURES = {
    "core": ("show=core", "light"),
    "hypothesis": ("hypothesis=disinhibition", "light"),
    "what-if": ("from=ketamine&to=antidepressant-like-effect&block=mtorc1", "dark"),
    "compare": ("compare=esketamine,rapastinel", "light"),
}


def main() -> None:
    """Opens the page at each address and keeps what is seen."""
    folder = CHECKOUT / "docs" / "img"
    folder.mkdir(exist_ok=True)
    html = page(glutagraph.load())
    with launched() as browser, TemporaryDirectory() as place:
        for name, (address, theme) in PICTURES.items():
            with opened(
                browser, html, Path(place), SIZE, address=address, color_scheme=theme
            ) as it:
                it.tab.wait_for_timeout(300)
                it.tab.screenshot(path=folder / f"{name}.png")


if __name__ == "__main__":
    main()
