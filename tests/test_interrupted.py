"""Nights that are ended from outside while portals are still answering, and what an operator is told of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.portal import built_in
from pipelines import database
from sample import World, serve
from tests.conftest import ROOT
from tests.nights import Nights, content, nights

NIGHT = datetime(2026, 8, 15, 2, tzinfo=UTC)
# Of some forty requests: some reports are stored, some are not.
ANSWERED = 20
SETTINGS = 'contact = "https://operator.example/"\nmax_body = 7\n[portals]\ndisabled = [{}]\n'


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Nights]:
    with nights(tmp_path / "data", serve(World(only=("sample-trs",)), delay=0)) as made:
        real = ", ".join(f'"{file.stem}"' for file in built_in())
        (made.data / "gongkai.toml").write_text(SETTINGS.format(real), encoding="utf-8")
        yield made


@contextmanager
def stalled(world: Nights, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A night whose portal has stopped answering, with what it answered before stored."""
    go_on, stuck = threading.Event(), threading.Event()

    def told(_: object) -> None:
        if len(world.server.requests) > ANSWERED:
            stuck.set()
            go_on.wait(60)

    world.server.tell(told)
    with subprocess.Popen(world.command("crawl", *options, *world.portals), env=world.environment(NIGHT), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # fmt: skip
        try:
            assert stuck.wait(60)
            settled(world)
            yield process
        finally:
            process.kill()
            go_on.set()


def settled(world: Nights) -> None:
    """What was answered is stored: for a second nothing more came."""
    before, since = -1, time.monotonic()
    while time.monotonic() - since < 1:
        ((now,),) = world.rows("SELECT count(*) FROM captures")
        if now != before or not now:
            before, since = now, time.monotonic()
        time.sleep(0.05)


def test_ctrl_c_twice_is_interrupted_with_its_counts_and_what_was_stored_is_published(world: Nights) -> None:
    with stalled(world) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "")
    assert "interrupted" in out
    ((outcome, reason, requests, size, new, news),) = world.rows(
        "SELECT outcome, reason, requests, bytes, new_reports, (SELECT count(*) FROM changes) FROM runs"
    )
    assert (outcome, reason) == ("incomplete", "interrupted")
    assert requests >= ANSWERED
    assert size > 0
    assert new == news > 0
    assert content(world.data / "gongkai.db") == content(world.data / "work/gongkai.db")


def test_status_while_a_night_is_under_way_and_after_it_was_killed(world: Nights) -> None:
    assert world.crawl(NIGHT).returncode == 0
    world.server.requests.clear()
    with stalled(world, "--full") as process:
        during = world.run("status", now=NIGHT)
        process.kill()
        process.wait()
        after = world.run("status", now=NIGHT)
    assert (during.returncode, during.stderr) == (0, "")
    assert during.stdout.splitlines()[-1].endswith("完好，1 个正在运行")
    assert (after.returncode, after.stderr) == (1, "")
    assert "（killed）" in after.stdout
    assert "1 个被杀死（sample-trs）" in after.stdout.splitlines()[-1]


def test_looking_whether_somebody_writes_keeps_nobody_from_writing(tmp_path: Path) -> None:
    """Two look all the time: more than any `gongkai status` ever does."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.001):
            database.being_written(tmp_path)

    looking = [threading.Thread(target=look) for _ in range(2)]
    for one in looking:
        one.start()
    try:
        for _ in range(20):
            with database.writing(tmp_path):
                assert database.being_written(tmp_path)
    finally:
        done.set()
        for one in looking:
            one.join()
    assert not database.being_written(tmp_path)


def scrapy(world: Nights, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", "crawl", "reports", *arguments]
    environment = {**world.environment(NIGHT), "GONGKAI_DATA": str(world.data), "PYTHONWARNINGS": ""}
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_scrapy_crawl_keeps_the_operator_s_settings_and_publishes(world: Nights) -> None:
    done = scrapy(world, "-a", "portal=sample-trs")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert " ERROR: " not in done.stderr
    assert "'DOWNLOAD_MAXSIZE': 7340032" in done.stderr
    # The sample portal's own: it is on this machine.
    assert "'AUTOTHROTTLE_ENABLED'" not in done.stderr
    assert all("https://operator.example/" in one.agent for one in world.server.requests)
    assert world.rows("SELECT outcome, reason FROM runs") == [("ok", None)]
    assert content(world.data / "gongkai.db") == content(world.data / "work/gongkai.db")


def test_scrapy_crawl_of_an_unknown_portal_is_one_line(world: Nights) -> None:
    done = scrapy(world, "-a", "portal=nowhere", "-s", f"LOG_FILE={os.devnull}")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "gongkai: 没有门户 nowhere；gongkai portals 列出全部\n"


def test_a_portal_with_a_broken_file_costs_itself_and_its_own_error_is_said(world: Nights) -> None:
    (world.data / "portals" / "broken.toml").write_text('name = "坏"\n', encoding="utf-8")
    alone = world.crawl(NIGHT, portals=["broken"])
    assert (alone.returncode, alone.stdout, len(alone.stderr.splitlines())) == (2, "", 1)
    assert "broken.toml：region：缺少" in alone.stderr
    both = world.crawl(NIGHT, portals=["broken", *world.portals])
    assert both.returncode == 1
    assert both.stderr == alone.stderr
    assert world.rows("SELECT portal, outcome FROM runs") == [("sample-trs", "ok")]
