"""What a process that answers a stranger can still do: compute, for a while, and write one answer.

It has no file, no socket but the one it answers on, no room for another, no child, no network, a
limit to its memory and to its time that the system holds, and nobody misses it when it dies. Left
alone, with server and zygote killed, it ends when its time is over.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from math import ceil, inf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .bounds import Bounds

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWNET: Final = 0x40000000
_CLONE_NEWUSER: Final = 0x10000000
_SYSTEM: Final = ctypes.CDLL(None)


def confine_family() -> bool:
    """What holds for a process and all that it will fork; whether they are without any network.

    A network of their own, in which there is nothing, can be had on Linux by root and where users
    may have namespaces. Without it no descriptor is left for a socket: see `confine`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ.clear()
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")  # where memory runs out, the system ends a question, not the server
    if sys.platform != "linux":
        return False
    _SYSTEM.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _SYSTEM.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    unshared = (_SYSTEM.unshare(flags) for flags in (_CLONE_NEWNET, _CLONE_NEWNET | _CLONE_NEWUSER))
    return any(failed == 0 for failed in unshared)


def address_space() -> int:
    """The bytes that this process has mapped; 0 where the system does not say."""
    with suppress(OSError), open("/proc/self/statm", encoding="ascii") as pages:
        return int(pages.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def worked(pid: int) -> float:
    """The seconds that a process has had a processor; endless where the system does not say."""
    with suppress(OSError), open(f"/proc/{pid}/schedstat", encoding="ascii") as told:
        return int(told.read().split()[0]) / 1e9
    return inf


def confine(descriptor: int, bounds: Bounds, mapped: int) -> None:
    """Leave this process one descriptor, number 0, and what the bounds allow it.

    The alarm is the deadline: nobody handles it, so that it ends the process in the midst of anything.
    """
    os.dup2(descriptor, 0)
    os.closerange(1, 256)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, bounds.seconds)
    seconds = ceil(bounds.seconds) + 1
    limits = {
        resource.RLIMIT_NOFILE: 1,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NPROC: 0,
    }
    if mapped:
        limits[resource.RLIMIT_AS] = mapped + bounds.memory
    for what, most in limits.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))
