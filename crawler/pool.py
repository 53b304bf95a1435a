"""Reads many inputs over all cores and outlives a reader that is killed, crashes or hangs: that costs its input alone.

Knows processes, nothing of files or reports: a source goes in, an outcome comes out, in order (`outcomes`) or awaited
(`outcome`). Each process has a thread here that feeds it and looks at the clock; crawler/worker.py runs in it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from crawler.worker import end_descendants, serve

In = TypeVar("In")
Out = TypeVar("Out")

# Results wait in the parent until their turn: more of them would buy no speed, only memory.
AHEAD = 8
# Native libraries keep what they once took; a fresh process gives it back.
TASKS_OF_ONE_PROCESS = 500
# What one input may take; LibreOffice alone is given 90.
SECONDS = 300.0
# An input so small waits in the pipe while its process still works, so that the process never waits for this one.
SMALL = 128 * 1024
# A process may be killed for what is not its input's fault (memory taken by another): the input is tried once more.
TRIES = 2
# A killed process is gone long before; one that the kernel cannot end is not waited for.
REAPED = 5.0

# Starting and reaping processes is not safe in several threads at once.
_PROCESSES = threading.Lock()
_OPEN: weakref.WeakSet[Pool[Any, Any]] = weakref.WeakSet()


@dataclass(slots=True, eq=False)
class _Job(Generic[In, Out]):
    one: In
    seconds: float
    future: Future[Out] = field(default_factory=Future)
    taken: bool = False
    deaths: int = 0
    # Pickled and not yet sent; None once it is on its way.
    unsent: bytes | None = None

    def settle(self, make: Callable[[], Out]) -> None:
        """The outcome, or the exception that making it raised."""
        try:
            self.future.set_result(make())
        except Exception as error:  # noqa: BLE001  # it is raised where the outcome is asked for
            self.future.set_exception(error)


class ClosedError(RuntimeError):
    """The pool was closed while this input was read."""


class Pool(Generic[In, Out]):
    """`work` runs in other processes; `killed` makes the outcome of an input whose process died of it, `late` that of
    one that took longer than `seconds` (without it, `killed`). Processes start when they are needed."""

    def __init__(
        self,
        work: Callable[[In], Out],
        killed: Callable[[In], Out],
        jobs: int | None = None,
        *,
        late: Callable[[In], Out] | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self.work, self.killed, self.late = work, killed, late or killed
        self.jobs = jobs or os.cpu_count() or 1
        self.seconds = seconds
        self._waiting: deque[_Job[In, Out]] = deque()
        self._changed = threading.Condition()
        self._hands: list[_Hand[In, Out]] = []
        _OPEN.add(self)

    def submit(self, one: In, seconds: float | None = None) -> Future[Out]:
        job: _Job[In, Out] = _Job(one, self.seconds if seconds is None else seconds)
        with self._changed:
            self._waiting.append(job)
            if len(self._hands) < self.jobs:
                self._hands.append(_Hand(self))
            self._changed.notify()
        return job.future

    async def outcome(self, one: In, seconds: float | None = None) -> Out:
        """For an event loop, which is never blocked; awaiting it is what bounds how many inputs wait."""
        return await asyncio.wrap_future(self.submit(one, seconds))

    def outcomes(self, inputs: Iterable[In]) -> Iterator[Out]:
        """In the order of `inputs`, which is read only a little ahead. The processes end with it."""
        waiting: deque[Future[Out]] = deque()
        ahead = iter(inputs)
        try:
            while True:
                waiting.extend(map(self.submit, islice(ahead, self.jobs * AHEAD - len(waiting))))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            self.close()

    def close(self) -> None:
        """Ends all processes at once, whatever they are at. A later input starts fresh ones."""
        with self._changed:
            hands, self._hands = self._hands, []
            dropped, self._waiting = self._waiting, deque()
            for hand in hands:
                hand.closing = True
            self._changed.notify_all()
        for job in dropped:
            if not job.future.cancel():
                job.future.set_exception(ClosedError())
        for hand in hands:
            hand.close()

    def __enter__(self) -> Pool[In, Out]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def take(self, hand: _Hand[In, Out], wait: bool) -> _Job[In, Out] | None:
        """The next input that still matters; None when there is none now (or, having waited, ever)."""
        with self._changed:
            while not hand.closing:
                while self._waiting:
                    job = self._waiting.popleft()
                    if job.taken or job.future.set_running_or_notify_cancel():
                        job.taken = True
                        return job
                if not wait:
                    return None
                self._changed.wait()
        return None

    def give_back(self, jobs: Iterable[_Job[In, Out]]) -> None:
        """They were first, and are first again."""
        with self._changed:
            self._waiting.extendleft(reversed(list(jobs)))
            self._changed.notify_all()


class _Hand(Generic[In, Out]):
    """One process and the thread that feeds it. `held` is what the process has: it works on the first of them."""

    def __init__(self, pool: Pool[In, Out]) -> None:
        self.pool = pool
        self.closing = False
        self.process: BaseProcess | None = None
        self.connection: Connection | None = None
        self.done = 0
        self.held: deque[_Job[In, Out]] = deque()
        self.since = 0.0
        self.thread = threading.Thread(target=self._run, name="gongkai-pool", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """From another thread; this one's own sees its process end, and reaps it."""
        with _PROCESSES:
            if self.process is not None:
                _kill(self.process)
        self.thread.join(REAPED)

    def _run(self) -> None:
        while (job := self.pool.take(self, wait=True)) is not None:
            self._hold(job)
            while self.held:
                if self._has_room() and (more := self.pool.take(self, wait=False)) is not None:
                    self._hold(more)
                self._collect()
            if self.done >= TASKS_OF_ONE_PROCESS:
                self._end()
        self._end()

    def _has_room(self) -> bool:
        return len(self.held) == 1 and self.done + 1 < TASKS_OF_ONE_PROCESS

    def _hold(self, job: _Job[In, Out]) -> None:
        try:
            job.unsent = pickle.dumps((job.seconds, job.one), pickle.HIGHEST_PROTOCOL)
        except Exception as error:  # noqa: BLE001  # whatever cannot be sent is its sender's to hear of
            job.future.set_exception(error)
            return
        self.held.append(job)
        if len(self.held) == 1:
            self.since = time.monotonic()

    def _collect(self) -> None:
        """The outcome of the first that is held."""
        job = self.held[0]
        try:
            connection = self._fed()
            if not connection.poll(max(0.0, self.since + job.seconds - time.monotonic())):
                self._lost(late=True)
                return
            answer = connection.recv_bytes()
        except (EOFError, OSError):
            self._lost(late=False)
            return
        except Exception as error:  # noqa: BLE001  # a process that cannot be started: no input waits for ever
            self.held.popleft().future.set_exception(error)
            return
        self.held.popleft()
        self.done += 1
        self.since = time.monotonic()
        job.settle(lambda: _opened(answer))

    def _fed(self) -> Connection:
        """Sends the first, and the second where the pipe surely takes it at once."""
        if self.connection is None:
            self.connection = self._start()
            self.since = time.monotonic()
        for place, job in enumerate(self.held):
            if job.unsent is not None and (place == 0 or len(job.unsent) <= SMALL):
                self.connection.send_bytes(job.unsent)
                job.unsent = None
        return self.connection

    def _lost(self, late: bool) -> None:
        """The process is gone or goes now. The first alone was worked on; what else was held is tried again."""
        self._end()
        job, *rest = self.held
        self.held.clear()
        job.deaths += 1
        if self.closing:
            for one in (job, *rest):
                one.future.set_exception(ClosedError())
        elif late:
            job.settle(lambda: self.pool.late(job.one))
        elif job.deaths >= TRIES:
            job.settle(lambda: self.pool.killed(job.one))
        else:
            rest.insert(0, job)
        if not self.closing:
            self.pool.give_back(rest)

    def _start(self) -> Connection:
        with _PROCESSES:
            if self.closing:
                raise EOFError
            context = _context()
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs, self.pool.work), daemon=True)
            process.start()
            theirs.close()
            self.process, self.done = process, 0
            return ours

    def _end(self) -> None:
        with _PROCESSES:
            if self.connection is not None:
                self.connection.close()
            if self.process is not None:
                _kill(self.process)
                self.process.join()
            self.process = self.connection = None


def _opened(answer: bytes) -> Any:
    done, result = pickle.loads(answer)  # noqa: S301  # from our own process
    if not done:
        raise result
    return result


def _kill(process: BaseProcess) -> None:
    if process.pid is not None:
        end_descendants(process.pid)
    process.kill()


def kill_workers() -> None:
    """For an interrupted run, which waits for nobody."""
    for pool in list(_OPEN):
        pool.close()


def _context() -> ForkServerContext | SpawnContext:
    """Not by fork: the parent has threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.reading"])
    return context
