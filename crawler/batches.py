"""Many documents in one transaction, where nothing is lost if they are done again: `ingest` and `reparse`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

Thing = TypeVar("Thing")

# The full text index is written once a transaction; more would only make an interruption dearer.
BATCH = 500


def batches(things: Iterable[Thing], size: int = BATCH) -> Iterator[Iterator[Thing]]:
    """One after the other, each to be taken to its end before the next; nothing is taken ahead of its turn."""
    ahead = iter(things)
    for first in ahead:
        yield chain((first,), islice(ahead, size - 1))
