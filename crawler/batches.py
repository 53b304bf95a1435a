"""Many documents in one transaction, where nothing is lost if they are done again: `ingest` and `reparse`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")

# The full text index is written once a transaction; more would only make an interruption dearer.
BATCH = 200


def batches(things: Iterable[Thing], size: int = BATCH) -> Iterator[list[Thing]]:
    ahead = iter(things)
    while batch := list(islice(ahead, size)):
        yield batch
