"""How far something long has come is shown at a terminal, after a while, and then goes away."""

from __future__ import annotations

import io

from glutagraph.progress import Progress


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_in_a_pipe_nor_in_the_first_second() -> None:
    pipe, terminal = io.StringIO(), Terminal()

    for stream in (pipe, terminal):
        with Progress("importing", 100, stream) as bar:
            bar.add(50)

    assert (pipe.getvalue(), terminal.getvalue()) == ("", "")


def test_a_bar_fills_and_is_wiped_away() -> None:
    terminal = Terminal()

    with Progress("importing", 4_000_000, terminal, after=0) as bar:
        bar.add(1_000_000)
        shown = terminal.getvalue()

    assert shown == "\rimporting [#######.......................]  25% of 4 MB"
    assert terminal.getvalue().endswith(" \r")


def test_of_an_unknown_size_only_the_bytes_are_told() -> None:
    terminal = Terminal()

    with Progress("importing", 0, terminal, after=0) as bar:
        bar.add(3_000_000)
        assert terminal.getvalue() == "\rimporting: 3 MB"
