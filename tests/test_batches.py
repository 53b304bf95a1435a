"""How documents share transactions: crawler/batches.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import batches as module
from crawler.batches import batches


@given(st.lists(st.integers()), st.integers(1, 5))
def test_every_thing_is_in_one_batch_in_order(things: list[int], size: int) -> None:
    found = [list(batch) for batch in batches(things, size)]
    assert [one for batch in found for one in batch] == things
    assert all(0 < len(batch) <= size for batch in found)


def test_nothing_is_taken_ahead_of_its_turn() -> None:
    taken: list[int] = []

    def things() -> Iterator[int]:
        for number in range(5):
            taken.append(number)
            yield number

    for batch in batches(things(), 2):
        for number in batch:
            assert taken[-1] == number


def test_slow_things_do_not_wait_for_a_full_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 4.0, 11.0, 11.0, 12.0])
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    assert [list(batch) for batch in batches("abcde", 9, seconds=10)] == [["a", "b", "c"], ["d", "e"]]
