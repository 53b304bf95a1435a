"""Shows how far a long run is: a bar on a terminal, elsewhere a line on stderr every few seconds.

What is done sooner than anybody wonders shows nothing.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

PATIENCE = 1.0
SECONDS = 5.0

Thing = TypeVar("Thing")


def watched(things: Iterator[Thing], total: int, bar: Console | None, words: str = "读取") -> Iterator[Thing]:
    """Passes `things` on. `bar` is the terminal to draw on; None where results scroll by and a bar would cut them."""
    if bar is None and sys.stderr.isatty():
        return things
    if bar is not None and sys.stderr.isatty():
        return _with_bar(things, total, bar, words)
    return _with_lines(things, total)


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """While something is done that cannot be counted."""
    if not sys.stderr.isatty():
        yield
        return
    columns = (SpinnerColumn(), TextColumn(words), TimeElapsedColumn())
    with _shown_late(Progress(*columns, console=Console(stderr=True), transient=True)) as progress:
        progress.add_task("", total=None)
        yield


def _with_bar(things: Iterator[Thing], total: int, console: Console, words: str) -> Iterator[Thing]:
    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=True)
    with _shown_late(bar) as progress:
        yield from progress.track(things, total=total)


@contextmanager
def _shown_late(progress: Progress) -> Iterator[Progress]:
    """It is there to be told things from the beginning, and seen from when somebody might wonder."""
    timer = threading.Timer(PATIENCE, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield progress
    finally:
        timer.cancel()
        timer.join()
        progress.stop()


def _with_lines(things: Iterator[Thing], total: int) -> Iterator[Thing]:
    said = time.monotonic()
    for done, thing in enumerate(things, 1):
        yield thing
        if time.monotonic() - said >= SECONDS:
            said = time.monotonic()
            click.echo(f"gongkai: {done}/{total}", err=True)
