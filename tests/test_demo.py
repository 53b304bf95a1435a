"""What a newcomer sees of `gongkai demo`, and what an operator sees of `gongkai status`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.portal import built_in
from pipelines import database, runs
from sample import World, serve

DAY = datetime(2026, 3, 11, 2, tzinfo=UTC)


def gongkai(data: Path, *arguments: str, now: datetime = DAY) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "crawler.cli", "--data", str(data), *arguments], check=False,
                          env={**os.environ, "GONGKAI_NOW": now.isoformat()}, capture_output=True, text=True,
                          timeout=240)  # fmt: skip


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    data = tmp_path_factory.mktemp("demo")
    # What an earlier demo left is made anew; what is somebody's own stays.
    (data / "demo" / "work").mkdir(parents=True)
    (data / "demo" / "work" / "gongkai.db").write_bytes(b"old")
    (data / "demo" / "notes.txt").write_text("mine", encoding="utf-8")
    return data, gongkai(data, "demo")


def test_the_demo_shows_both_nights_and_what_to_try_next(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    data, done = demo
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("第 1 夜", "第 2 夜", "改动", "撤下", "换址", "列表比从前短得多", "验证", "应为", "接下来可以试"):
        assert words in done.stdout
    assert str(data / "demo" / "gongkai.db") in done.stdout
    assert (data / "demo" / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert not (data / "gongkai.db").exists()


def test_what_the_demo_stored_can_be_asked_by_every_command(
    demo: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    data = demo[0] / "demo"
    for arguments in (
        ("check",), ("changes",), ("coverage", "--year", "2025"), ("search", "复议"), ("organisations",),
        ("copied",), ("export", str(tmp_path / "out")),
    ):  # fmt: skip
        done = gongkai(data, *arguments)
        assert (arguments, done.returncode) == (arguments, 0), done.stderr
        assert done.stdout.strip() or arguments[0] == "export"
    with closing(database.published(data)) as db, serve(World()) as server:
        stored = set(db.execute("SELECT org, year FROM panel"))
        expected = {(one.org, one.year) for run in server.expected(2) for one in run.reports}
        gone = {(one.org, one.year) for one in server.expected_changes(2) if one.kind == "gone"}
    # What is gone can still be asked.
    assert stored == expected | gone


def test_the_demo_s_folder_never_leads_to_a_real_portal(demo: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    settings = (demo[0] / "demo" / "gongkai.toml").read_text(encoding="utf-8")
    assert all(f'"{file.stem}"' in settings for file in built_in())


def test_status_says_in_one_line_whether_the_last_night_was_good(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    done = gongkai(demo[0] / "demo", "status")
    assert done.returncode == 1
    assert "3 个门户不是完好" in done.stdout.splitlines()[-1]


def ended(data: Path, outcome: runs.Outcome | None, started: datetime = DAY, portal: str = "sample-one") -> None:
    with database.writing(data) as db:
        run_id = runs.begin(db, portal, started)
        if outcome is not None:
            runs.end(db, run_id, started, outcome, runs.Counts(), None if outcome == "ok" else "timeout")


def write_portal(data: Path, name: str) -> None:
    (data / "portals" / f"{name}.toml").write_text(
        'name = "一"\nregion = "990100"\nplatform = "generic"\nhosts = ["127.0.0.1:9"]\nloopback = true\n'
        'starts = [{ url = "http://127.0.0.1:9/list" }]\n',
        encoding="utf-8",
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "portals").mkdir()
    write_portal(tmp_path, "sample-one")
    real = ", ".join(f'"{file.stem}"' for file in built_in())
    (tmp_path / "gongkai.toml").write_text(
        f'schedule = "daily 10:00"\n[portals]\ndisabled = [{real}]\n', encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("outcome", "hours", "code", "words"),
    [("ok", 1, 0, "完好"), ("incomplete", 1, 1, "不是完好"), ("ok", 40, 1, "已过了该运行的时间")],
    ids=["good", "not ok", "overdue"],
)
def test_status(data: Path, outcome: runs.Outcome, hours: int, code: int, words: str) -> None:
    ended(data, outcome)
    done = gongkai(data, "status", now=DAY + timedelta(hours=hours))
    assert (done.returncode, done.stderr) == (code, "")
    assert words in done.stdout.splitlines()[-1]


def test_status_before_any_run_is_one_line(data: Path) -> None:
    done = gongkai(data, "status")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_a_run_that_was_killed_is_not_a_good_night(data: Path) -> None:
    ended(data, "ok")
    ended(data, None, DAY + timedelta(minutes=30))
    done = gongkai(data, "status", now=DAY + timedelta(hours=1))
    assert (done.returncode, done.stderr) == (1, "")
    assert "（killed）" in done.stdout
    assert "1 个被杀死（sample-one）" in done.stdout.splitlines()[-1]


def test_a_run_that_is_under_way_is_judged_by_the_last_that_ended(data: Path) -> None:
    """It has begun in time, too: the schedule waits for nothing."""
    ended(data, "ok")
    night = DAY + timedelta(days=2)
    ended(data, None, night)
    with database.writing(data):
        done = gongkai(data, "status", now=night + timedelta(hours=4))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("：完好，1 个正在运行")


def test_each_portal_is_overdue_by_its_own_last_start(data: Path) -> None:
    write_portal(data, "sample-two")
    ended(data, "ok")
    ended(data, "ok", DAY + timedelta(days=2), "sample-two")
    done = gongkai(data, "status", "--json", now=DAY + timedelta(days=2, hours=1))
    told = json.loads(done.stdout)
    assert (done.returncode, told["ok"], told["overdue"]) == (1, False, ["sample-one"])
    assert "已过了该运行的时间（sample-one）" in gongkai(data, "status", now=DAY + timedelta(days=2, hours=1)).stdout


def test_a_broken_portal_file_is_not_a_good_night(data: Path) -> None:
    ended(data, "ok")
    (data / "portals" / "broken.toml").write_text('name = "坏"\n', encoding="utf-8")
    done = gongkai(data, "status", now=DAY + timedelta(hours=1))
    assert done.returncode == 1
    assert done.stderr == f"gongkai: {data / 'portals' / 'broken.toml'}：region：缺少\n"
    assert done.stdout.splitlines()[-1].endswith("：1 个门户文件写错了")
