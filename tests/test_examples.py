"""Every example in `--help` and in README runs, and says what it is shown to say."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from command_line import CHECKOUT, HOME, PLAIN, glutagraph

from glutagraph.arguments import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Example(NamedTuple):
    """A line to type at a shell, and what README shows that it prints."""

    line: str
    shown: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """0, unless its comment says that it finds nothing: `# ends with status 1`."""
        return int("# ends with status 1" in self.line)


def help_of(command: str) -> str:
    return glutagraph(*command.split(), "--help").out


def examples_in_help(text: str) -> list[str]:
    """The lines of the section of examples."""
    section = re.search(r"^Examples:\n((?:  .*\n)+)", text, re.MULTILINE)
    assert section, f"no examples in:\n{text}"
    return [line.strip() for line in section[1].splitlines()]


def blocks(markdown: str, language: str) -> list[str]:
    """The fenced blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)


def examples_in_markdown(markdown: str) -> Iterator[Example]:
    """What a reader would type: `glutagraph ...`, after `$ ` where the output is shown below it."""
    for block in blocks(markdown, "sh"):
        yield from (Example(line) for line in block.splitlines() if line.startswith("glutagraph "))
    for block in blocks(markdown, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE):
            line, *shown = part.splitlines() or [""]
            if line.startswith("glutagraph "):
                yield Example(line, tuple(shown))


def readme() -> str:
    file = CHECKOUT / "README.md"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def run(example: Example, folder: Path) -> str:
    """What a shell prints for an example, in a folder from which `graph` can be named."""
    (folder / "graph").symlink_to(CHECKOUT / "graph")
    if " serve" in example.line:
        return serve(example.line, folder)
    done = subprocess.run(
        ["sh", "-c", example.line],
        cwd=folder,
        env=PLAIN,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == example.status, done.stderr.decode()
    return done.stdout.decode("utf-8")


def serve(line: str, folder: Path) -> str:
    """The same of a server: it is ended as soon as it serves, or its port is taken by another test."""
    command = shlex.split(line)
    with subprocess.Popen(
        command, cwd=folder, env=PLAIN, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        process.send_signal(signal.SIGINT)
    assert (process.returncode, "serving http://" in told) == (
        0,
        True,
    ) or "take another --port" in told
    return ""


HELP_EXAMPLES = [
    Example(line) for command in ("", *COMMANDS) for line in examples_in_help(help_of(command))
]
README_EXAMPLES = list(examples_in_markdown(readme()))


@pytest.mark.parametrize("example", HELP_EXAMPLES, ids=lambda example: example.line)
def test_an_example_in_help_runs(example: Example, tmp_path: Path) -> None:
    run(example, tmp_path)


@pytest.mark.parametrize("example", README_EXAMPLES, ids=lambda example: example.line)
def test_an_example_in_readme_prints_what_is_shown(example: Example, tmp_path: Path) -> None:
    printed = run(example, tmp_path).splitlines()

    for shown in example.shown:
        if shown.strip() == "...":
            break
        assert printed.pop(0) == shown


@pytest.mark.parametrize("code", blocks(readme(), "python"), ids=lambda code: code[:40])
def test_python_in_readme_runs(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=HOME, env=PLAIN, timeout=120, check=True)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_leads_with_examples(command: str) -> None:
    text = help_of(command)
    lines = [line for line in text.splitlines() if line.strip()]

    assert lines[0].startswith("Usage: glutagraph")
    assert lines[1] == "Examples:"
    assert all("glutagraph" in line for line in examples_in_help(text))
    assert text.index("Examples:") < text.index("Options:")


def test_help_names_every_command_on_a_line_of_its_own() -> None:
    listed = help_of("").partition("Commands:\n")[2].partition("\n\n")[0]

    assert re.findall(r"^  ([\w-]+) +\S.*[^.]\.$", listed, re.MULTILINE) == [*COMMANDS]


def test_examples_are_found_in_markdown() -> None:
    text = """
```sh
glutagraph list drugs
sh scripts/demo
```
```console
$ glutagraph show nothing  # ends with status 1
told
...
$ glutagraph list drugs
```
"""

    assert list(examples_in_markdown(text)) == [
        Example("glutagraph list drugs"),
        Example("glutagraph show nothing  # ends with status 1", ("told", "...")),
        Example("glutagraph list drugs"),
    ]
