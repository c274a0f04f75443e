"""A process that is warm and forks another for each question, so that a small one costs a few ms.

The server sends it a message for each question to begin, with the socket to answer on, or to end. It
sends one back for each process that has ended: how. It knows nothing of HTTP.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from .confinement import address_space, confine, confine_family, worked

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bounds import Bounds

    Answer = Callable[[bytes], bytes]

MESSAGE: Final = struct.Struct("!cQi")
"""What is meant, the number of a question, and for `ENDED` how its process ended."""
BEGIN: Final = b"b"
END: Final = b"e"
ENDED: Final = b"x"
READY: Final = b"r"
_BRIEF: Final = 0.02
"""Seconds of work after which a question is no small one and gives way to all that are."""
_LOW: Final = 15


class Zygote(NamedTuple):
    """A living zygote, as the server sees it."""

    control: socket.socket
    pid: int


def spawn(answer: Answer, bounds: Bounds) -> Zygote:
    """Fork a zygote of this process, in which there must be one thread only."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            _live(theirs.detach(), answer, bounds)
        finally:
            os._exit(1)
    theirs.close()
    ours.setblocking(False)
    return Zygote(ours, pid)


def _live(control: int, answer: Answer, bounds: Bounds) -> NoReturn:
    """Serve one control socket until it closes, with nothing left of what the server had open."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Whoever ends the server ends this by closing the socket; a terminal signals both at once.
        signal.signal(one, signal.SIG_IGN)
    os.dup2(control, 3)
    os.closerange(4, max(256, os.sysconf("SC_OPEN_MAX")))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    _Family(socket.socket(fileno=3), answer, bounds).run()


class _Family:
    """The zygote's own view: its children by process and by question."""

    def __init__(self, control: socket.socket, answer: Answer, bounds: Bounds) -> None:
        self.control, self.answer, self.bounds = control, answer, bounds
        self.numbers: dict[int, int] = {}
        self.looked: dict[int, float] = {}
        """When each child was looked at that has not had to give way yet."""
        self.woken, waker = os.pipe()
        os.set_blocking(self.woken, False)
        os.set_blocking(waker, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        gc.disable()  # a child that looked through all that is here would need a copy of it
        gc.freeze()
        self.without_network = confine_family()
        self.mapped = address_space()

    def run(self) -> NoReturn:
        self._tell(READY, int(self.without_network), 0)
        while True:
            oldest = min(self.looked.values(), default=None)
            patience = None if oldest is None else max(0, oldest + _BRIEF - time.monotonic())
            watched = [self.control.fileno(), self.woken]
            ready, _, _ = select.select(watched, [], [], patience)
            if watched[0] in ready:
                self._listen()
            if self.woken in ready:
                with suppress(BlockingIOError):
                    os.read(self.woken, 4096)
            self._reap()
            self._make_way()

    def _listen(self) -> None:
        try:
            message, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE.size, 1)
        except ConnectionError:
            message, descriptors = b"", []
        if len(message) < MESSAGE.size:
            os._exit(0)
        what, number, _ = MESSAGE.unpack(message)
        if what == BEGIN:
            self._begin(number, descriptors[0])
        else:
            for pid, other in self.numbers.items():
                if other == number:
                    os.kill(pid, signal.SIGKILL)

    def _begin(self, number: int, descriptor: int) -> None:
        try:
            pid = os.fork()
        except OSError:
            self._tell(ENDED, number, -1)
        else:
            if pid == 0:
                self._answer(descriptor)
            self.numbers[pid] = number
            self.looked[pid] = time.monotonic()
        os.close(descriptor)

    def _answer(self, descriptor: int) -> NoReturn:
        """What a child does: read one question, write one answer, end."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            confine(descriptor, self.bounds, self.mapped)
            question = b"".join(iter(lambda: os.read(0, 65_536), b""))
            told = memoryview(self.answer(question))
            while told:
                told = told[os.write(0, told) :]
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                self.looked.pop(pid, None)
                self._tell(ENDED, self.numbers.pop(pid, 0), status)

    def _make_way(self) -> None:
        """Let what is no small question any more wait for all that may be."""
        now = time.monotonic()
        for pid in [pid for pid, looked in self.looked.items() if now - looked >= _BRIEF]:
            self.looked[pid] = now
            if worked(pid) >= _BRIEF:
                del self.looked[pid]
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, pid, _LOW)

    def _tell(self, what: bytes, number: int, status: int) -> None:
        try:
            self.control.sendall(MESSAGE.pack(what, number, status))
        except ConnectionError:
            os._exit(0)
