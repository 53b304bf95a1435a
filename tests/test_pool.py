"""The pool: order, a bounded look ahead, what a killed or hanging process costs, and that none is left behind."""

from __future__ import annotations

import asyncio
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawler.pool import AHEAD, SMALL, TASKS_OF_ONE_PROCESS, Pool
from crawler.worker import MEMORY

JOBS = 2
ROOT = Path(__file__).resolve().parent.parent


def work(number: int) -> str:
    if number % 10 == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"read {number}"


def killed(number: int) -> str:
    return f"killed {number}"


def late(number: int) -> str:
    return f"late {number}"


def nap(number: int) -> str:
    time.sleep(60 if number == 3 else 0)
    return f"read {number}"


def hold_the_interpreter(number: int) -> str:
    """Matching runs in C, where no other thread of the process gets its turn."""
    if number == 3:
        re.match(r"(a+)+$", "a" * 60 + "b")
    return f"read {number}"


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
    outcomes.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("hang", [nap, hold_the_interpreter])
def test_a_hanging_process_costs_one_input(hang: Callable[[int], str]) -> None:
    expected = [late(n) if n == 3 else f"read {n}" for n in range(10)]
    # Long enough for a process to start on a busy machine.
    assert list(Pool(hang, killed, JOBS, late=late, seconds=4).outcomes(range(10))) == expected


def test_the_clock_runs_while_an_input_is_read_not_while_it_waits() -> None:
    with Pool(doze, killed, 1, late=late, seconds=1) as pool:
        assert list(pool.outcomes(range(6))) == [f"read {n}" for n in range(6)]


def doze(number: int) -> str:
    time.sleep(0.3)
    return f"read {number}"


def test_awaited_outcomes_do_not_block_the_loop() -> None:
    async def together() -> tuple[list[str], int]:
        turns = 0
        with Pool(nap, killed, JOBS, late=late, seconds=1) as pool:
            waiting = asyncio.gather(*(pool.outcome(n) for n in range(5)))
            while not waiting.done():
                turns += 1
                await asyncio.sleep(0.01)
            return await waiting, turns

    outcomes, turns = asyncio.run(together())
    assert outcomes == ["read 0", "read 1", "read 2", "late 3", "read 4"]
    assert turns > 20


def test_a_limit_may_be_given_with_the_input() -> None:
    with Pool(nap, killed, 1, late=late) as pool:
        assert asyncio.run(pool.outcome(3, 0.5)) == "late 3"


def fail(number: int) -> str:
    if number == 1:
        raise LookupError(number)
    return f"read {number}"


def test_what_the_work_raises_is_raised_where_its_outcome_is_asked_for() -> None:
    with Pool(fail, killed, 1) as pool:
        first, second = pool.submit(1), pool.submit(2)
        with pytest.raises(LookupError) as raised:
            first.result()
        assert "in fail" in raised.value.__notes__[0]
        assert second.result() == "read 2"


class Stubborn(Exception):  # noqa: N818
    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} {two}")


def raise_stubborn(_: int) -> str:
    raise Stubborn(1, 2)


def test_an_exception_that_cannot_be_pickled_is_named() -> None:
    with Pool(raise_stubborn, killed, 1) as pool, pytest.raises(RuntimeError, match="Stubborn: 1 2"):
        pool.submit(1).result()


def test_work_that_cannot_be_sent_is_said_and_nobody_waits() -> None:
    with Pool(lambda n: f"{n}", killed, 1) as pool, pytest.raises((AttributeError, pickle.PicklingError)):
        pool.submit(1).result(timeout=10)


def die_once(marker: str) -> str:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def test_one_death_may_be_another_s_fault(tmp_path: Path) -> None:
    marker = str(tmp_path / "died")
    assert list(Pool(die_once, lambda _: "killed", 1).outcomes([marker])) == ["read"]


def double(body: bytes) -> bytes:
    return body * 2


def test_large_inputs_and_outcomes_pass() -> None:
    bodies = [bytes([n]) * (SMALL * 4 if n % 2 else SMALL // 2) for n in range(20)]
    assert list(Pool(double, double, JOBS).outcomes(bodies)) == [double(body) for body in bodies]


def pid(_: int) -> int:
    return os.getpid()


def test_a_process_is_replaced_after_so_many_inputs() -> None:
    pids = list(Pool(pid, pid, 1).outcomes(range(TASKS_OF_ONE_PROCESS + 1)))
    assert [pids.count(one) for one in dict.fromkeys(pids)] == [TASKS_OF_ONE_PROCESS, 1]


def test_a_closed_pool_starts_afresh() -> None:
    pool = Pool(pid, pid, 1)
    before = list(pool.outcomes([1]))
    with pool:
        assert pool.submit(1).result() not in before


def test_closing_ends_what_is_running_and_what_waits() -> None:
    with Pool(nap, killed, 1) as pool:
        jobs = [pool.submit(3), pool.submit(1), pool.submit(2)]
        while not jobs[0].running():
            time.sleep(0.01)
    started = time.monotonic()
    assert all(isinstance(job.exception(timeout=5), Exception) for job in jobs if not job.cancelled())
    assert time.monotonic() - started < 5


def ignores_interrupts(_: int) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_an_interrupt_is_the_parent_s_to_answer() -> None:
    assert list(Pool(ignores_interrupts, ignores_interrupts, 1).outcomes([1])) == [True]


def take_memory(size: int) -> str:
    try:
        return f"{len(bytearray(size))}"
    except MemoryError:
        return "none left"


def test_memory_is_bounded() -> None:
    assert list(Pool(take_memory, killed, 1).outcomes([1000, MEMORY + 1])) == ["1000", "none left"]


def start_a_child(file: str) -> str:
    """As LibreOffice is started: in a session of its own."""
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    Path(file).write_text(f"{os.getpid()} {child.pid}")
    child.wait()
    return "read"


def test_what_a_late_process_started_ends_with_it(tmp_path: Path) -> None:
    file = str(tmp_path / "pids")
    assert list(Pool(start_a_child, lambda _: "late", 1, seconds=1).outcomes([file])) == ["late"]
    assert gone_within(5, *map(int, Path(file).read_text().split()))


PARENT = """
import sys
from crawler.pool import Pool
from tests.test_pool import start_a_child
if __name__ == "__main__":
    list(Pool(start_a_child, str, 1).outcomes(sys.argv[1:]))
"""


def test_a_parent_killed_with_9_leaves_no_process_behind(tmp_path: Path) -> None:
    file, script = tmp_path / "pids", tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script, file], env=environment) as parent:
        until = time.monotonic() + 20
        while not (file.exists() and " " in file.read_text()) and time.monotonic() < until:
            time.sleep(0.05)
        parent.kill()
    assert gone_within(5, *map(int, file.read_text().split()))


def gone_within(seconds: float, *pids: int) -> bool:
    until = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, pids))


def alive(one: int) -> bool:
    """A zombie that nobody has reaped is dead."""
    try:
        return Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
