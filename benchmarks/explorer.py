"""How quickly the page opens and answers, in a real browser: `python benchmarks/explorer.py`.

Needs Chromium and playwright (the extra `test`). Times are medians in milliseconds; frames per second
are those while the pointer moves over the map. A browser without a graphics card paints more slowly.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from browser import DESKTOP, launched, opened

import glutagraph
from glutagraph.explorer import page
from glutagraph.explorer.contents import layouts
from glutagraph.explorer.parts import Wanted, core_of, part_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from browser import Opened

ROUNDS = 7
_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_TIMED = """() => {
  const times = [];
  for (let round = 0; round < 7; round += 1) {
    const before = performance.now();
    SCRIPT;
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[3];
}"""
_FRAMES = """() => new Promise((done) => {
  const began = performance.now();
  let frames = 0;
  const stage = document.getElementById("stage");
  const { left, top, width, height } = stage.getBoundingClientRect();
  const move = (clientX, clientY) => stage.querySelector("canvas").dispatchEvent(
    new PointerEvent("pointermove", { clientX, clientY, bubbles: true, pointerType: "mouse" }));
  const step = (now) => {
    frames += 1;
    move(left + (frames * 7) % width, top + (frames * 3) % height);
    if (now - began < 2000) requestAnimationFrame(step);
    else done((frames * 1000) / (now - began));
  };
  requestAnimationFrame(step);
})"""


def main() -> None:
    """Prints a table."""
    knowledge = glutagraph.load()
    core = core_of(knowledge, part_of(knowledge, Wanted()))
    layouts(knowledge, core)
    rows = [("layout of the core in Python", _timed(lambda: layouts(knowledge, core)), "ms")]
    rows.append(("page in Python", _timed(lambda: page(knowledge), rounds=3), "ms"))
    html = page(knowledge)
    rows.append(("file", len(html.encode()) / 1e6, "MB"))
    with launched() as browser, tempfile.TemporaryDirectory() as folder:
        paints, ready = [], []
        for _ in range(ROUNDS):
            with opened(browser, html, Path(folder), DESKTOP) as it:
                paints.append(float(it.tab.evaluate(_FIRST_PAINT)))
                ready.append(float(it.tab.evaluate("glutagraph.readyAfter")))
        rows.append(("first paint", statistics.median(paints), "ms"))
        rows.append(("ready for the first click", statistics.median(ready), "ms"))
        with opened(browser, html, Path(folder), DESKTOP) as it:
            rows += [(what, _in_page(it, script), "ms") for what, script in SCRIPTS.items()]
            rows.append(
                ("the pointer moved over the map", float(it.tab.evaluate(_FRAMES)), "frames/s")
            )
    for what, value, unit in rows:
        print(f"{what:34} {value:10.1f} {unit}")


SCRIPTS = {
    "a box chosen on the core": "glutagraph.go(`select=entity:${['trkb', 'ketamine'][round % 2]}`)",
    "paths, the search": "glutagraph.trace(glutagraph.knowledge, 'ketamine', 'mood')",
    "paths, with the figure": "glutagraph.go(`from=ketamine&to=antidepressant-effect&top=${3 + round}`)",
    "what-if, with the figure": "glutagraph.go(`from=ketamine&to=mood&block=mtorc1&top=${3 + round}`)",
    "a hypothesis": "glutagraph.go(`hypothesis=${['dopamine', 'disinhibition'][round % 2]}`)",
    "everything": "glutagraph.go(`show=${['everything', 'core'][round % 2]}`)",
}


def _timed(run: Callable[[], Any], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _in_page(it: Opened, script: str) -> float:
    return float(it.tab.evaluate(_TIMED.replace("SCRIPT", script)))


if __name__ == "__main__":
    main()
