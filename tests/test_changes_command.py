"""`gongkai changes`: what happened to reports, the newest first, cell by cell in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.commands.changes import changes
from pipelines import database
from tests.reports import NIGHT, a_report, a_store, requests


def ran(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(changes, list(arguments), env={"GONGKAI_DATA": str(data)})


def told(data: Path, *arguments: str) -> list[dict[str, object]]:
    result = ran(data, "--json", *arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Three nights: new, edited, gone and back; another report only new."""
    url = "http://www.qingshi.example/1.html"
    with a_store(tmp_path) as kept:
        kept.run(NIGHT - timedelta(days=2))
        kept.put(a_report("青石县教育局", 2023, requests(3)), url, NIGHT - timedelta(days=2))
        kept.put(a_report("青石县财政局", 2022), at=NIGHT - timedelta(days=2))
        kept.run(NIGHT - timedelta(days=1))
        edited = a_report("青石县教育局", 2023, requests(5), prose="全年公开4条。")
        kept.put(edited, url, NIGHT - timedelta(days=1))
        kept.run(NIGHT)
        kept.store.gone(url, kept.run_id, NIGHT)
        kept.put(edited, url, NIGHT)
    return tmp_path


def kinds(lines: Sequence[dict[str, object]]) -> Iterator[tuple[object, object]]:
    return ((line["kind"], line["org"]) for line in lines)


def test_the_newest_change_comes_first(history: Path) -> None:
    assert list(kinds(told(history))) == [
        ("back", "青石县教育局"),
        ("gone", "青石县教育局"),
        ("edited", "青石县教育局"),
        ("new", "青石县财政局"),
        ("new", "青石县教育局"),
    ]


def test_an_edit_is_told_cell_by_cell_in_words(history: Path) -> None:
    lines = ran(history, "--kind", "edited").output.splitlines()
    assert lines[0] == "2026-08-14 改动 青石县教育局 2023（第 2 版）"
    assert "  表三 一、本年新收政府信息公开申请数量 自然人：3 → 5" in lines
    assert "  文字有改动：总体情况" in lines
    [one] = told(history, "--kind", "edited")
    assert one["cells"]["applications.new.total"] == [3, 5]  # type: ignore[index]
    assert one["sections"] == ["总体情况"]


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ("2026-08-13", 5),
        ("2026-08-14", 3),
        ("2026-08-15", 2),
        ("2026-08-16", 0),
        ("1", 5),
        ("2", 3),
        ("3", 2),
        ("4", 0),
    ],
)
def test_since_a_day_or_a_run(history: Path, since: str, count: int) -> None:
    assert len(told(history, "--since", since)) == count


def test_a_day_begins_in_beijing(tmp_path: Path) -> None:
    """A night's run at 22:00 of the 14th, which is 14:00 in UTC; and one at 01:00 of the 15th, 17:00 the day before."""
    with a_store(tmp_path) as kept:
        for year, hours in ((2022, -12), (2023, -9)):
            kept.run(NIGHT + timedelta(hours=hours))
            kept.put(a_report(year=year))
    assert [line["year"] for line in told(tmp_path, "--since", "2026-08-15")] == [2023]


def test_the_choice_of_organisation_year_and_kinds(history: Path) -> None:
    assert len(told(history, "--org", "财政局")) == 1
    assert len(told(history, "--year", "2023")) == 4
    assert {line["kind"] for line in told(history, "--kind", "gone", "--kind", "back")} == {"gone", "back"}


def test_the_limit_of_changes_is_said(history: Path) -> None:
    assert ran(history, "--limit", "2").output.splitlines()[-1] == "只列出最近的 2 条；全部：--limit 0"
    assert "只列出" not in ran(history, "--limit", "5").output


def test_no_change_is_said(history: Path) -> None:
    assert ran(history, "--since", "2027-01-01").output == "没有变化。\n"


def test_a_reread_without_detail_is_told(history: Path) -> None:
    with database.writing(history) as db:
        db.execute("INSERT INTO changes(run_id, report_id, kind, detail) VALUES (3, 1, 'reread', '')")
        database.publish(history)
    assert ran(history, "--kind", "reread").output.startswith("2026-08-15 重读 青石县教育局 2023")


def test_cells_of_the_prose_and_of_old_tables_are_told_in_words(history: Path) -> None:
    cells = {
        "narrative.no_longer_read": [7, 8],
        "narrative.trainings": [1, None],
        "indicators.applications_received": [None, 2.5],
    }
    with database.writing(history) as db:
        db.execute("INSERT INTO changes(run_id, report_id, kind, detail) VALUES (3, 1, 'reread', ?)",
                   (json.dumps({"cells": cells, "sections": []}),))  # fmt: skip
        database.publish(history)
    text = ran(history, "--kind", "reread").output
    assert "  正文 培训：1 → 无" in text
    assert "  narrative.no_longer_read：7 → 8" in text
    assert "：无 → 2.5" in text


def test_control_characters_of_a_document_do_not_reach_the_terminal(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        kept.run()
        kept.put(a_report("青石县\x1b[31m教育局", 2023))
    assert "教育局" in ran(tmp_path).output
    assert "\x1b" not in ran(tmp_path).output


@pytest.mark.parametrize("since", ["昨天", "2026-13-01", "-1"])
def test_a_day_that_is_none_is_one_line_and_exit_code_2(history: Path, since: str) -> None:
    result = ran(history, "--since", since)
    assert (result.exit_code, len(result.output.strip().splitlines())) == (2, 1)
    assert "--since" in result.output


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_no_database_is_one_line_and_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    result = ran(tmp_path / "nothing", *arguments)
    assert (result.exit_code, len(result.output.strip().splitlines())) == (2, 1)
