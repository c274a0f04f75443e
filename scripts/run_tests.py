"""Runs every test of glutagraph, part by part; `scripts/test` makes `.venv` and calls it there.

Each part runs whatever became of those before it. What this machine lacks is skipped and listed at
the end; with CI=1 it is installed where that is possible, and a failure where it is not.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "") in ("1", "true")
LONGEST = 40 * 60  # seconds, for everything
BIOME = ("--yes", "@biomejs/biome@2.6.8")
ON_A_CLUSTER = "tests/test_spark.py"
FIRST_QUESTION = ("trace", "ketamine", "antidepressant-effect")
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


class PartFailed(Exception):
    """A part did not pass, for the reason that it carries."""


@dataclass(slots=True)
class Report:
    """What has passed, what has failed, what was skipped, and how long each took."""

    passed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Times what happens inside, and counts it as one test if it counted none itself."""
        print(f"\n--- {name}", flush=True)
        start = time.monotonic()
        passed, failed = self.passed, len(self.failures)
        try:
            yield
            self.passed += self.passed == passed
        except Exception as error:  # whatever it is, the parts after this one are to run
            print(f"failed: {name}: {error}", flush=True)
            if len(self.failures) == failed:
                self.failures.append(name)
        self.seconds[name] = time.monotonic() - start

    def add_tests(self, junit: Path, suite: str = "") -> None:
        """Counts the tests in pytest's file; outside the main suite a skip is no lack."""
        for case in ElementTree.parse(junit).getroot().iter("testcase"):
            name = f"{case.get('classname')}::{case.get('name')}{suite}"
            self.seconds[name] = float(case.get("time", "0"))
            skip = case.find("skipped")
            if case.find("failure") is not None or case.find("error") is not None:
                self.failures.append(name)
            elif skip is None or skip.get("type") == "pytest.xfail":
                self.passed += 1
            else:
                self.skipped += 1
                if not suite:
                    self.lacking.append(f"{name}: {skip.get('message')}")

    def conclude(self, seconds: float) -> int:
        """Prints what is to be known of the whole run, and gives its exit status."""
        print("\nslowest:")
        for name in sorted(self.seconds, key=self.seconds.__getitem__, reverse=True)[:10]:
            print(f"  {self.seconds[name]:6.1f} s  {name}")
        print(f"  {seconds:6.1f} s  in all")
        if IN_CI:
            self.failures += [f"skipped: {lack}" for lack in self.lacking]
            if seconds > LONGEST:
                self.failures.append(f"took {seconds:.0f} s, longer than {LONGEST} s")
        for lack in self.lacking:
            print(f"skipped: {lack}")
        for failure in self.failures:
            print(f"failed: {failure}")
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        print(f"{self.passed} passed, {len(self.failures)} failed{skipped}")
        return 1 if self.failures else 0


def run(*command: str | Path, cwd: Path = CHECKOUT, env: dict[str, str] | None = None) -> None:
    """Runs a command to its good end, what it prints among what this prints."""
    subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, timeout=LONGEST, check=True)


def settings(home: Path) -> dict[str, str]:
    """The environment without the user's settings and files, which no test may read."""
    ours = re.compile("PYTHON|GLUTAGRAPH|XDG_|JUPYTER|IPYTHON")
    kept = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return kept | {"HOME": str(home), "GLUTAGRAPH_CACHE": str(home / "cache")}


def find_chromium(report: Report) -> list[str]:
    """Tells the tests where Chromium is, or gives the options of pytest that leave it out.

    Where that is allowed, Chromium is installed first.
    """
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUMS)
    debian = shutil.which("apt-get") is not None
    if IN_CI and debian and os.geteuid() == 0 and not any(map(shutil.which, names)):
        with report.part("install Chromium"):
            quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            run("apt-get", "update", "-qq", env=quiet)
            run("apt-get", "install", "-qqy", "--no-install-recommends", "chromium", env=quiet)
    found = next(filter(None, map(shutil.which, names)), None)
    if found is not None:
        os.environ["CHROMIUM"] = found
        return []
    cure = "apt-get install chromium" if debian else "install it, or set CHROMIUM to its path"
    report.skipped += 1
    report.lacking.append(f"browser tests (Chromium not found): {cure}")
    return ["-m", "not browser"]


def shell_scripts() -> None:
    """Every shell script parses, and shellcheck is content where the machine has it."""
    files = [
        file
        for folder in ("scripts", ".ci")
        for file in sorted((CHECKOUT / folder).glob("*"))
        if file.suffix == ".sh" or file.read_bytes().startswith(b"#!/bin/sh")
    ]
    for file in files:
        run("sh", "-n", file)
    if shutil.which("shellcheck"):
        run("shellcheck", "--external-sources", "--shell=sh", *files)


def page_scripts() -> None:
    """The linter and formatter of the page's scripts are content, where the machine can fetch them."""
    npx = shutil.which("npx")
    known = subprocess.run([npx, *BIOME, "--version"], capture_output=True) if npx else None
    if known is None or known.returncode:
        print("no npx, or nothing to be had with it: the page's scripts are not checked")
    else:
        run(npx or "", *BIOME, "check", "--error-on-warnings")


def pytest(
    report: Report, home: Path, python: Path, *options: str, suite: str = "", workers: str = "auto"
) -> None:
    """Runs tests in a process per core, four at most, and counts each of them."""
    junit = home / "junit.xml"
    junit.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "-q", "-n", workers, "--maxprocesses=4"]
    try:
        run(*command, f"--junit-xml={junit}", *options, env=settings(home))
    finally:
        if junit.is_file():
            report.add_tests(junit, suite)


def lowest_versions() -> list[str]:
    """The lowest version that pyproject.toml allows of everything glutagraph runs on."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needs = [*project["dependencies"], *extras["validate"], *extras["scale"]]
    return [need.replace(">=", "==") for need in needs]


def new_python(folder: Path) -> Path:
    """The Python of a new virtual environment."""
    run(sys.executable, "-m", "venv", folder)
    return folder / "bin" / "python"


def install(python: Path, *what: str | Path) -> None:
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def first_answer(program: Path, home: Path) -> str:
    """What an installed glutagraph says to the first question, asked outside the checkout."""
    answer = subprocess.run(
        [program, *FIRST_QUESTION],
        cwd=home,
        env=settings(home) | {"GLUTAGRAPH_CACHE": f"{program.parent.parent}/cache"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=LONGEST,
        check=True,
    ).stdout
    if not answer.strip():
        raise PartFailed(f"{program} {' '.join(FIRST_QUESTION)} said nothing")
    return answer


def installed_answer(what: str | Path, folder: Path, home: Path) -> None:
    """Installed, glutagraph answers as it does in the checkout, from its own copy of graph/."""
    python = new_python(folder)
    install(python, what)
    if first_answer(python.with_name("glutagraph"), home) != checkout_answer(home):
        raise PartFailed("the answer is not the one that the checkout gives")


def checkout_answer(home: Path) -> str:
    return first_answer(Path(sys.executable).with_name("glutagraph"), home)


def source_archive(folder: Path) -> Path:
    run(sys.executable, "-m", "build", "--sdist", "--outdir", folder, CHECKOUT)
    (archive,) = folder.glob("*.tar.gz")
    return archive


def demo(archive: Path, folder: Path, home: Path) -> None:
    """The demo works in a fresh copy, where an edited Turtle file is seen at once."""
    shutil.unpack_archive(archive, folder)
    (copy,) = folder.iterdir()
    run("sh", copy / "scripts" / "demo", cwd=home)
    if not (copy / "glutagraph.html").is_file():
        raise PartFailed("the demo wrote no page")
    program = copy / ".venv" / "bin" / "glutagraph"
    if first_answer(program, home) != checkout_answer(home):
        raise PartFailed("the answer is not the one that the checkout gives")
    ketamine = copy / "graph" / "drugs" / "ketamine.ttl"
    text = ketamine.read_text("utf-8")
    ketamine.write_text(text.replace('"ketamine"', '"edited ketamine"', 1), "utf-8")
    if "edited ketamine" not in first_answer(program, home):
        raise PartFailed("an edited Turtle file is not seen")


def main(started: float) -> int:
    report = Report()
    python = Path(sys.executable)
    with TemporaryDirectory(prefix="glutagraph-") as name:
        place = Path(name)
        home = place / "home"
        home.mkdir()
        with report.part("ruff check"):
            run(python, "-m", "ruff", "check")
        with report.part("ruff format"):
            run(python, "-m", "ruff", "format", "--check")
        with report.part("mypy"):
            run(python, "-m", "mypy")
        with report.part("shell scripts"):
            shell_scripts()
        with report.part("page's scripts"):
            page_scripts()
        without = find_chromium(report)
        with report.part("pytest"):
            pytest(report, home, python, f"--ignore={ON_A_CLUSTER}", *without)
        with report.part("Spark"):
            pytest(report, home, python, ON_A_CLUSTER, workers="0")  # one session for all of them
        with report.part("lowest versions"):
            lowest = new_python(place / "lowest")
            install(lowest, "--editable", ".[test]", *lowest_versions())
            fast = ("-m", "not slow and not browser", "-o", "filterwarnings=default")
            pytest(report, home, lowest, *fast, suite=" (lowest versions)")
        with report.part("wheel"):
            installed_answer(CHECKOUT, place / "wheel", home)
        with report.part("wheel from the source archive"):
            archive = source_archive(place / "dist")
            installed_answer(archive, place / "source", home)
        with report.part("demo and editable install"):
            demo(archive, place / "demo", home)
    return report.conclude(time.time() - started)


if __name__ == "__main__":
    sys.exit(main(started=float(sys.argv[1])))
