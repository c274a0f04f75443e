"""An answer within a time, or an honest end: it is worked out in a process that can be killed.

pyoxigraph cannot be interrupted while it works, neither by a clock nor by Ctrl-C; a process can. See
docs/decisions/0015-killing-a-query.md for why the server has its own way.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from .errors import DeadlineError, GlutagraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_T = TypeVar("_T")
CAN_FORK = hasattr(os, "fork")
"""Whether this system can copy a process: POSIX systems can."""
_PIECE = 1 << 16


def within(seconds: float | None, work: Callable[[], _T], cure: str) -> _T:
    """What some work gives, done in a process of its own that is killed when the time is over.

    Without a time it may take as long as it likes, and Ctrl-C still ends it, as KeyboardInterrupt.
    Errors of ours are raised as if it had been done here. Raises DeadlineError with the cure. What
    comes back must be plain values, and there must be no other thread.

    >>> within(5, lambda: 6 * 7, "ask for less")
    42
    """
    if not CAN_FORK:
        raise GlutagraphError("a time limit needs a POSIX system; leave it out here")
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work(writing, work, seconds)
    os.close(writing)
    try:
        told = _read(reading, None if seconds is None else monotonic() + seconds)
    finally:
        os.close(reading)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if told is None:
        raise DeadlineError(seconds or 0, cure)
    if not told:
        raise _died(status)
    is_whole, value = pickle.loads(told)  # our own process wrote it
    if not is_whole:
        raise value
    return cast("_T", value)


@contextmanager
def interruptible() -> Iterator[None]:
    """While it lasts, Ctrl-C ends this process at once, whatever library is at work in it."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _work(writing: int, work: Callable[[], Any], seconds: float | None) -> NoReturn:
    """What the child does. Signals end it at once; an alarm does, should its parent be gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if seconds:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
    try:
        try:
            told = (True, work())
        except GlutagraphError as error:
            told = (False, _portable(error))
        data = memoryview(pickle.dumps(told))
        while data:
            data = data[os.write(writing, data) :]
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


def _portable(error: GlutagraphError) -> GlutagraphError:
    """An error as one that can be sent: its text, exit code and what it shows."""
    sent = GlutagraphError(str(error))
    sent.exit_code, sent.shown = error.exit_code, error.shown
    return sent


def _read(reading: int, end: float | None) -> bytes | None:
    """All that comes through a pipe; None where it has not ended in time."""
    data = bytearray()
    while True:
        patience = None if end is None else max(0, end - monotonic())
        if not select.select([reading], [], [], patience)[0]:
            return None
        piece = os.read(reading, _PIECE)
        if not piece:
            return bytes(data)
        data += piece


def _died(status: int) -> BaseException:
    """Why the process ended without an answer."""
    how = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if how == signal.SIGINT:
        return KeyboardInterrupt()
    if how in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGKILL):
        told = "this takes more memory, or is nested more deeply, than can be worked out"
        return GlutagraphError(f"{told}; ask for less of it")
    return GlutagraphError("the process that worked on this failed; what it said stands above")
