"""What runs in a process of the pool (crawler/pool.py): takes an input and gives back what came of it.

Knows nothing of files or reports. It leaves no orphan: it ends when its parent ends, however that happened, and what
it started ends with it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# A process that takes more than this for itself gets a MemoryError, which costs it the document. LibreOffice, its
# child, inherits the limit; what is only mapped (files, reserved addresses) is not counted.
MEMORY = 2 * 2**30
# Parent and limit may both be gone while C code holds the interpreter: then the kernel ends the process.
GRACE = 10.0


def serve(connection: Connection, work: Callable[[Any], object]) -> None:
    """Takes (seconds, input) and gives (done, result or exception), both pickled, until the other end is closed."""
    # Ctrl-C reaches every process of the terminal; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    threading.Thread(target=_end_with_parent, args=(connection.fileno(),), daemon=True).start()
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            seconds, one = pickle.loads(connection.recv_bytes())  # noqa: S301  # from the parent, nobody else
            signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
            answer = _answer(work, one)
            signal.setitimer(signal.ITIMER_REAL, 0)
            connection.send_bytes(answer)
    # The watcher ends it; returning would wait for threads that a reader may have left behind.
    end_descendants(os.getpid())
    os._exit(0)


def _answer(work: Callable[[Any], object], one: object) -> bytes:
    try:
        return pickle.dumps((True, work(one)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001  # it is the parent's to raise
        error.add_note(traceback.format_exc())
        return _pickled_error(error)


def _pickled_error(error: Exception) -> bytes:
    """An exception that does not survive the way is replaced by one that names it."""
    try:
        data = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
        pickle.loads(data)  # noqa: S301
    except Exception:  # noqa: BLE001  # classes of others may refuse in any way
        data = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")), pickle.HIGHEST_PROTOCOL)
    return data


def _end_with_parent(descriptor: int) -> None:
    """Waits for the other end to be closed, which the kernel does even for a parent killed with -9."""
    watched = select.poll()
    watched.register(descriptor, 0)
    while not any(event & (select.POLLHUP | select.POLLERR) for _, event in watched.poll()):
        pass
    end_descendants(os.getpid())
    os._exit(0)


def _limit_memory() -> None:
    """Where the system knows the limit; a lower one that the operator has set stays."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  # not on every system

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def end_descendants(pid: int) -> None:
    """Ends what a process started (LibreOffice, in a session of its own), youngest first, not the process itself."""
    for one in reversed(list(_descendants(pid))):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(one, signal.SIGKILL)


def _descendants(pid: int) -> Iterator[int]:
    """By /proc, where processes come and go; where there is none, nothing is found."""
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _descendants(child)
