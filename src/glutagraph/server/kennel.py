"""One process for each question: begun, waited for, and ended where it must be.

Whatever happens to that process, the one who asked gets a reply or a refusal that says what happened.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import Counter, deque
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

from .exchange import TOO_MUCH_MEMORY, Refusal, Reply, busy
from .zygote import BEGIN, END, ENDED, MESSAGE, READY, spawn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .bounds import Bounds
    from .exchange import Job
    from .zygote import Answer, Zygote

_GRACE: Final = 0.5
"""Seconds beyond its deadline after which a process is ended from outside: its own alarm comes first."""
_NEVER_BEGAN: Final = -1
_PIECE: Final = 262_144
_NO_PROCESS: Final = "no process could be begun; ask again in a moment"


@dataclass(eq=False, slots=True)
class _Child:
    """A question that a process works on."""

    began: float
    ended: asyncio.Future[int]
    """How its process ended, as the system says it; set when it has."""
    gave_way: bool = False


@dataclass(slots=True)
class Tally:
    """What a kennel has seen, for those who watch over it."""

    ended: Counter[str] = field(default_factory=Counter)
    zygotes: int = 0


class Kennel:
    """Processes that answer, at most so many at once; a queue before them."""

    def __init__(self, answer: Answer, bounds: Bounds) -> None:
        self.bounds, self.tally = bounds, Tally()
        self.without_network = False
        self._answer = answer
        self._children: dict[int, _Child] = {}
        self._numbers = count(1)
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._hurrying: asyncio.TimerHandle | None = None
        self._zygote: Zygote | None = None
        self._heard = b""
        self._spawned = 0.0

    @property
    def running(self) -> int:
        return self._running

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def zygote(self) -> int:
        """The process that forks the others; 0 where there is none at the moment."""
        return self._zygote.pid if self._zygote else 0

    def open(self) -> None:
        """Fork the zygote. The server must have no thread, since those are not forked."""
        loop = asyncio.get_running_loop()
        self._spawned = loop.time()
        self._zygote, self._heard = spawn(self._answer, self.bounds), b""
        self.tally.zygotes += 1
        loop.add_reader(self._zygote.control, self._hear)

    def close(self) -> None:
        """End the zygote, and with it every question that is still worked on; there is no other."""
        self._spawned = 0.0
        if self._zygote is None:
            return
        zygote, self._zygote = self._zygote, None
        asyncio.get_running_loop().remove_reader(zygote.control)
        for number in self._children:
            with suppress(OSError):
                zygote.control.send(MESSAGE.pack(END, number, 0))
        zygote.control.close()
        with suppress(ChildProcessError):
            os.waitpid(zygote.pid, 0)

    async def ask(self, job: Job) -> Reply:
        """The reply to a job; raises Refusal where the process that worked on it did not get there."""
        async with self._turn():
            return await self._ask(job)

    # the queue

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._running >= self.bounds.at_once:
            await self._wait()
        else:
            self._running += 1
        try:
            yield
        finally:
            self._next()

    async def _wait(self) -> None:
        if len(self._waiting) >= self.bounds.waiting:
            self.tally.ended["turned away"] += 1
            raise busy("too many questions are waiting; ask again in a moment")
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if self._hurrying is None:
            self._hurry()
        try:
            async with asyncio.timeout(self.bounds.seconds):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            if turn.done() and not turn.cancelled():
                self._next()
            with suppress(ValueError):
                self._waiting.remove(turn)
            if isinstance(error, asyncio.CancelledError):
                raise
            self.tally.ended["turned away"] += 1
            raise busy("every process was busy for too long; ask again in a moment") from None

    def _next(self) -> None:
        """Give the place to whoever has waited longest, or leave it free."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._running -= 1

    def _hurry(self) -> None:
        """While others wait, end the questions that have run longest beyond all patience."""
        self._hurrying = None
        loop = asyncio.get_running_loop()
        late = loop.time() - self.bounds.patience
        children = sorted(self._children.items(), key=lambda item: item[1].began)
        needed = len(self._waiting) - sum(child.gave_way for _, child in children)
        slow = [(n, child) for n, child in children if child.began <= late and not child.gave_way]
        for number, child in slow[: max(0, needed)]:
            child.gave_way = True
            self._end(number)
        if self._waiting:
            self._hurrying = loop.call_later(0.1, self._hurry)

    # one question

    async def _ask(self, job: Job) -> Reply:
        loop = asyncio.get_running_loop()
        number, child = next(self._numbers), _Child(loop.time(), loop.create_future())
        ours, theirs = self._pair()
        self._children[number] = child
        reply = None
        try:
            with theirs:
                self._begin(number, theirs)
            async with asyncio.timeout(self.bounds.seconds + _GRACE):
                reply = await self._exchanged(ours, job)
            if reply is None:
                raise await self._why(child)
        except TimeoutError:
            raise self._refusal(signal.SIGALRM) from None
        finally:
            ours.close()
            if reply is None and not child.ended.done():
                self._end(number)
            del self._children[number]
        self.tally.ended["answered"] += 1
        return reply

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        try:
            ours, theirs = socket.socketpair()
        except OSError:
            raise busy(_NO_PROCESS) from None
        ours.setblocking(False)
        return ours, theirs

    def _begin(self, number: int, theirs: socket.socket) -> None:
        if self._zygote is None:
            raise busy("the processes that answer are being ended or begun; ask again in a moment")
        try:
            message = MESSAGE.pack(BEGIN, number, 0)
            socket.send_fds(self._zygote.control, [message], [theirs.fileno()])
        except OSError:
            raise busy(_NO_PROCESS) from None

    async def _exchanged(self, ours: socket.socket, job: Job) -> Reply | None:
        """The reply that a process writes to its end; None where it did not, or wrote too much."""
        loop = asyncio.get_running_loop()
        told = bytearray()
        with suppress(ConnectionError):
            await loop.sock_sendall(ours, job.encoded())
            ours.shutdown(socket.SHUT_WR)
            while piece := await loop.sock_recv(ours, _PIECE):
                told += piece
                if len(told) > self.bounds.answer + _PIECE:
                    return None
        return Reply.decoded(told)

    async def _why(self, child: _Child) -> Refusal:
        """Why a process did not answer: it says so itself where it can, its end says the rest."""
        if child.gave_way:
            self.tally.ended["gave way"] += 1
            return busy("ended after a while, since others were waiting; ask again in a moment")
        took = asyncio.get_running_loop().time() - child.began
        status = signal.SIGALRM if took >= self.bounds.seconds else _NEVER_BEGAN
        with suppress(TimeoutError):  # a zygote that was killed meanwhile tells nothing
            async with asyncio.timeout(1):
                status = await child.ended
        return self._refusal(os.WTERMSIG(status) if status > 0 else status)

    def _refusal(self, how: int) -> Refusal:
        """The words for a process that a signal ended."""
        if how in (signal.SIGALRM, signal.SIGXCPU):
            limit = f"{self.bounds.seconds:g} s"
            cause, told = "too long", f"this takes longer than {limit}; ask for less of it"
        elif how == signal.SIGABRT:
            cause, told = "too much memory", TOO_MUCH_MEMORY
        elif how in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL):
            cause, told = "too deep", "this is nested too deeply to be worked out; ask more simply"
        else:
            self.tally.ended["lost"] += 1
            return busy("the process that worked on this was ended; ask again in a moment")
        self.tally.ended[cause] += 1
        return Refusal(422, told)

    def _end(self, number: int) -> None:
        """End the process that works on a question, if it still does."""
        if self._zygote is not None:
            with suppress(OSError):
                self._zygote.control.send(MESSAGE.pack(END, number, 0))

    # the zygote

    def _hear(self) -> None:
        """Take in what the zygote says; where it has died, fork another."""
        assert self._zygote is not None
        try:
            heard = self._zygote.control.recv(MESSAGE.size * 256)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        if not heard:
            self._mourn()
            return
        self._heard += heard
        whole = len(self._heard) // MESSAGE.size * MESSAGE.size
        for what, number, status in MESSAGE.iter_unpack(self._heard[:whole]):
            if what == READY:
                self.without_network = bool(number)
            elif what == ENDED and number in self._children:
                ended = self._children[number].ended
                if not ended.done():
                    ended.set_result(status)
        self._heard = self._heard[whole:]

    def _mourn(self) -> None:
        """The zygote is gone: fork another, at most one a second. Its children work on to their end."""
        loop = asyncio.get_running_loop()
        assert self._zygote is not None
        zygote, self._zygote = self._zygote, None
        loop.remove_reader(zygote.control)
        zygote.control.close()
        with suppress(ChildProcessError):
            os.waitpid(zygote.pid, 0)
        if loop.time() - self._spawned > 1:
            self.open()
        else:
            loop.call_later(1, self._reopen)

    def _reopen(self) -> None:
        if self._zygote is None and self._spawned:
            self.open()
