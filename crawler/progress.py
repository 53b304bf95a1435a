"""Shows how far a long run is: a bar on a terminal, elsewhere a line on stderr every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

# Fewer are done before a bar could be read.
FEW = 16
SECONDS = 5.0

Thing = TypeVar("Thing")


def watched(things: Iterator[Thing], total: int, bar: Console | None) -> Iterator[Thing]:
    """Passes `things` on. `bar` is the terminal to draw on; None where results scroll by and a bar would cut them."""
    if total < FEW or (bar is None and sys.stderr.isatty()):
        return things
    if bar is not None and sys.stderr.isatty():
        return _with_bar(things, total, bar)
    return _with_lines(things, total)


def _with_bar(things: Iterator[Thing], total: int, console: Console) -> Iterator[Thing]:
    columns = (TextColumn("读取"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=True) as progress:
        yield from progress.track(things, total=total)


def _with_lines(things: Iterator[Thing], total: int) -> Iterator[Thing]:
    said = time.monotonic()
    for done, thing in enumerate(things, 1):
        yield thing
        if time.monotonic() - said >= SECONDS:
            said = time.monotonic()
            click.echo(f"gongkai: {done}/{total}", err=True)
