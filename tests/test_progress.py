"""What a person sees on a terminal while something takes long: crawler/progress.py in a terminal of its own."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from rich.console import Console

from crawler import progress

SLOW = """
import time
from rich.console import Console
from crawler import progress
progress.PATIENCE = {patience}
def things():
    for number in range(3):
        time.sleep(0.3)
        yield number
with progress.waiting("整理"):
    time.sleep(0.3)
assert list(progress.watched(things(), 3, Console(stderr=True), "存入")) == [0, 1, 2]
print("完成")
"""


def seen(patience: float) -> str:
    """Everything that the program writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SLOW.format(patience=patience)],
        stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
    ) as process:  # fmt: skip
        os.close(theirs)
        told = b""
        try:
            while data := os.read(ours, 65536):
                told += data
        except OSError:
            pass  # the other end is closed
        assert process.wait(30) == 0, told.decode()
    os.close(ours)
    return told.decode()


def test_what_takes_long_shows_how_far_it_is() -> None:
    told = seen(0.05)
    assert "整理" in told
    assert "存入" in told
    assert "1/3" in told


def test_what_is_soon_done_shows_nothing() -> None:
    assert seen(30).split() == ["完成"]


def test_where_there_is_no_terminal_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.waiting("整理"):
        assert list(progress.watched(iter([1]), 1, Console(stderr=True), "存入")) == [1]
    assert capsys.readouterr() == ("", "")


def test_where_nobody_watches_it_is_a_line_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    assert list(progress.watched(iter("abc"), 3, None)) == ["a", "b", "c"]
    assert capsys.readouterr().err.splitlines() == ["gongkai: 1/3", "gongkai: 2/3", "gongkai: 3/3"]
