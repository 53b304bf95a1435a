"""Many documents in one transaction, where nothing is lost if they are done again: `ingest` and `reparse`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from time import monotonic
from typing import TypeVar

Thing = TypeVar("Thing")

# The full text index is written once a transaction; what is not yet written, an interruption costs.
BATCH, SECONDS = 500, 10.0


def batches(things: Iterable[Thing], size: int = BATCH, seconds: float = SECONDS) -> Iterator[Iterator[Thing]]:
    """One after the other, each to be taken to its end before the next; nothing is taken ahead of its turn."""
    ahead = iter(things)
    for first in ahead:
        yield _batch(first, ahead, size, monotonic() + seconds)


def _batch(first: Thing, ahead: Iterator[Thing], size: int, until: float) -> Iterator[Thing]:
    yield first
    for one in islice(ahead, size - 1):
        yield one
        if monotonic() >= until:
            return
