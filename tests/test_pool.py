"""The pool: order, a bounded look ahead, and what a killed process costs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

from crawler.pool import AHEAD, Pool

JOBS = 2


def work(number: int) -> str:
    if number % 10 == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"read {number}"


def killed(number: int) -> str:
    return f"killed {number}"


def test_outcomes_come_in_the_order_of_the_inputs() -> None:
    assert list(Pool(work, killed, JOBS).outcomes([1, 2, 3, 4, 5, 6])) == [f"read {n}" for n in range(1, 7)]


def test_a_killed_process_costs_one_input() -> None:
    expected = [killed(n) if n in (7, 17) else f"read {n}" for n in range(20)]
    assert list(Pool(work, killed, JOBS).outcomes(range(20))) == expected


def test_inputs_are_taken_only_a_little_ahead() -> None:
    taken: list[int] = []

    def inputs() -> Iterator[int]:
        for number in (n * 10 for n in range(1000)):
            taken.append(number)
            yield number

    outcomes = Pool(work, killed, JOBS).outcomes(inputs())
    assert next(outcomes) == "read 0"
    assert len(taken) <= JOBS * AHEAD
