"""Reads many files over all cores, gives the outcomes in the order of the files, and outlives a reader that is killed.

Knows processes, nothing of files or reports: a source goes in, an outcome comes out.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.context import BaseContext
from typing import Generic, TypeVar

In = TypeVar("In")
Out = TypeVar("Out")

# Results wait in the parent until their turn: more of them would buy no speed, only memory.
AHEAD = 8
# Native libraries keep what they once took; a fresh process gives it back.
TASKS_OF_ONE_PROCESS = 500


class Pool(Generic[In, Out]):
    """`work` runs in other processes; `killed` makes the outcome of an input whose process died of it."""

    def __init__(self, work: Callable[[In], Out], killed: Callable[[In], Out], jobs: int | None = None) -> None:
        self.work = work
        self.killed = killed
        self.jobs = jobs or os.cpu_count() or 1
        self.executor = self._fresh(self.jobs)

    def outcomes(self, inputs: Iterable[In]) -> Iterator[Out]:
        """In the order of `inputs`, which is read only a little ahead."""
        waiting: deque[tuple[In, Future[Out]]] = deque()
        ahead = iter(inputs)
        try:
            while True:
                for one in islice(ahead, self.jobs * AHEAD - len(waiting)):
                    waiting.append((one, self._submit(one)))
                if not waiting:
                    return
                one, future = waiting.popleft()
                try:
                    yield future.result()
                except BrokenProcessPool:
                    yield from self._one_by_one([one, *(rest for rest, _ in waiting)])
                    waiting.clear()
        finally:
            self.executor.shutdown(wait=False, cancel_futures=True)

    def _submit(self, one: In) -> Future[Out]:
        try:
            return self.executor.submit(self.work, one)
        except BrokenProcessPool:
            future: Future[Out] = Future()
            future.set_exception(BrokenProcessPool("the pool broke before this input was taken"))
            return future

    def _one_by_one(self, inputs: Iterable[In]) -> Iterator[Out]:
        """After a death nobody knows which input was its cause: each runs alone until the guilty one is found."""
        self.executor.shutdown(wait=False, cancel_futures=True)
        alone = self._fresh(1)
        for one in inputs:
            try:
                yield alone.submit(self.work, one).result()
            except BrokenProcessPool:
                alone.shutdown(wait=False)
                alone = self._fresh(1)
                yield self.killed(one)
        alone.shutdown(wait=False)
        self.executor = self._fresh(self.jobs)

    def _fresh(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            jobs, mp_context=_context(), initializer=_deaf, max_tasks_per_child=TASKS_OF_ONE_PROCESS
        )


def kill_workers() -> None:
    """For an interrupted run, which waits for nobody."""
    for process in multiprocessing.active_children():
        process.terminate()


def _context() -> BaseContext:
    """Not by fork: the parent may have threads (a progress bar)."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.reading"])
    return context


def _deaf() -> None:
    """Ctrl-C reaches every process of the terminal; the parent alone answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
