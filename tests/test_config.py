"""gongkai.toml: found in one of two places, read strictly, every fault in a line of its own, every key documented."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import FILE, Config, example, find, keys, load, read
from crawler.guards.hours import BEIJING
from crawler.schedule import EARLY, GRACE, Schedule, schedule_of
from crawler.strict import Wrong

WHOLE = """
contact = "mailto:gongkai@example.org"
webhook = "https://example.org/hook?key=1"
hours = "22:00-06:00"
schedule = "weekly mon 02:30"
rota = 30
max_body = 16
jobs = 4
[portals]
enabled = ["zibo"]
disabled = ["huantai", "sample-2"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


def wrong(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Wrong) as raised:
        read(file)
    assert raised.value.exit_code == 2
    return raised.value.message.splitlines()


def test_every_key_is_read(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    assert read(file) == Config(
        contact="mailto:gongkai@example.org", webhook="https://example.org/hook?key=1", hours="22:00-06:00",
        schedule=Schedule(2, 30, 0), rota=30, max_body=16, jobs=4, enabled=("zibo",), disabled=("huantai", "sample-2"),
    )  # fmt: skip


def test_no_key_is_needed(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    assert read(file) == Config()


def test_it_lies_in_the_data_folder_or_beside_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert find(data) is None
    assert load(data) == Config()
    (tmp_path / FILE).write_text("rota = 1")
    assert load(data).rota == 1
    (data / FILE).write_text("rota = 2")
    assert load(data).rota == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('contcat = "x"', "contcat：没有这个键，是否为 contact？"),
        ('contact = "联系我"', "contact：应为网址或邮箱，只用 ASCII 字符（联系我）"),
        ('contact = "a\\r\\nCookie: b"', "contact："),
        ("contact = 7", "contact：应为非空的文字"),
        ('webhook = "ftp://example.org"', "webhook："),
        ('webhook = "http://"', "webhook："),
        ('webhook = "http://[::1/"', "webhook："),
        ('webhook = "http://a b/"', "webhook："),
        ('hours = "22-6"', "hours：应如 22:00-06:00（22-6）"),
        ('hours = "25:00-06:00"', "hours："),
        ('hours = "06:00-06:00"', "hours：起止相同"),
        ('schedule = "nightly"', "schedule：应如 daily 02:00 或 weekly mon 02:00（nightly）"),
        ('schedule = "weekly 02:00"', "schedule："),
        ("rota = 0", "rota：应为 1 到 3650 的数"),
        ("rota = 1.5", "rota：应为整数"),
        ("max_body = true", "max_body："),
        ("jobs = -1", "jobs："),
        ('portals = "zibo"', "portals：应写作 [portals]"),
        ('[portals]\nenabled = "zibo"', "portals.enabled：应为文字的列表"),
        ('[portals]\nenabled = ["../zibo"]', "portals.enabled：不是门户的名字"),
        ('[portals]\nenable = ["zibo"]', "portals.enable：没有这个键，是否为 enabled？"),
        ('[portals]\nenabled = ["zibo"]\ndisabled = ["zibo"]', "portals：zibo 既在 enabled 又在 disabled"),
        ("rota = ", "不是 TOML"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_key_and_why(file: Path, text: str, said: str) -> None:
    (line,) = wrong(file, text)
    assert line.startswith(f"{file}：{said}")


def test_all_that_is_wrong_is_told_at_once(file: Path) -> None:
    lines = wrong(file, 'rota = 0\nhours = "x"\nnothing = 1\n[portals]\nother = 1')
    assert [line.removeprefix(f"{file}：").partition("：")[0] for line in lines] == [
        "hours", "rota", "nothing", "portals.other",
    ]  # fmt: skip


def test_portals_are_switched_on_and_off() -> None:
    config = Config(enabled=("on",), disabled=("off",))
    assert [config.enables(*one) for one in (("on", False), ("off", True), ("other", True), ("other", False))] == [
        True, False, True, False,
    ]  # fmt: skip
    assert config.unknown({"on"}) == ["off"]


def test_scrapy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Config(contact="mailto:a@example.org", max_body=2, hours="22:00-06:00").settings()
    assert said["USER_AGENT"].endswith("; mailto:a@example.org)")
    assert said["DOWNLOAD_MAXSIZE"] == 2 * 1024 * 1024
    assert said["GONGKAI_HOURS"] == "22:00-06:00"
    monkeypatch.setattr("crawler.settings.CONTACT", "from-the-environment")
    assert "from-the-environment" in Config().settings()["USER_AGENT"]


def test_every_key_is_explained_and_every_explanation_has_its_key() -> None:
    assert {key.name.removeprefix("portals.") for key in keys()} == {one.name for one in fields(Config)}
    assert all(key.zh and key.en for key in keys())


def test_the_example_sets_nothing_and_could_set_everything(file: Path) -> None:
    file.write_text(example(), encoding="utf-8")
    assert read(file) == Config()
    named = {key.name.rpartition(".")[2] for key in keys()} | {"[portals]"}
    lines = [line.removeprefix("# ") for line in example().splitlines()]
    file.write_text("\n".join(line for line in lines if line.partition(" = ")[0] in named), encoding="utf-8")
    config = read(file)
    assert (config.contact, config.enabled, config.disabled) == (
        "https://example.org/gongkai", ("zhangdian",), ("huantai",),
    )  # fmt: skip


# --- the schedule ---

moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
schedules = st.builds(Schedule, st.integers(0, 23), st.integers(0, 59), st.none() | st.integers(0, 6))


@given(schedules, moments)
def test_the_last_due_time_is_the_last(schedule: Schedule, now: datetime) -> None:
    due = schedule.due(now)
    local = due.astimezone(BEIJING)
    assert (local.hour, local.minute, local.second) == (schedule.hour, schedule.minute, 0)
    assert schedule.weekday is None or local.weekday() == schedule.weekday
    assert timedelta(0) <= now - due < timedelta(days=1 if schedule.weekday is None else 7)


@given(schedules, moments)
def test_a_run_at_its_time_is_never_overdue_before_the_next(schedule: Schedule, now: datetime) -> None:
    assert not schedule.overdue(schedule.due(now), now)
    assert schedule.overdue(schedule.due(now - GRACE) - EARLY - timedelta(seconds=1), now)


def test_a_run_is_overdue_only_after_its_grace() -> None:
    nightly = schedule_of("daily 02:00")
    yesterday = datetime(2026, 8, 14, 18, 5, tzinfo=UTC)
    assert not nightly.overdue(yesterday, datetime(2026, 8, 15, 20, 59, tzinfo=UTC))
    assert nightly.overdue(yesterday, datetime(2026, 8, 15, 21, 0, tzinfo=UTC))
    assert nightly.overdue(None, datetime(2026, 8, 15, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("daily 02:00", Schedule(2, 0)),
        ("weekly mon 23:59", Schedule(23, 59, 0)),
        ("weekly sun 00:00", Schedule(0, 0, 6)),
    ],
)
def test_a_schedule_is_read(text: str, schedule: Schedule) -> None:
    assert schedule_of(text) == schedule
