"""`gongkai coverage`: the matrix, the list of who is missing, JSON and CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from crawler.commands.coverage import coverage as command
from crawler.portal_parts import Organisation as Listed
from pipelines import database
from pipelines.coverage import refresh_expected
from tests.reports import NIGHT, PORTAL, a_portal, a_report, a_store


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with a_store(tmp_path) as kept:
        kept.run()
        kept.put(a_report("青石县教育局", 2024))
        kept.put(a_report("青石县财政局", 2024, published=date(2025, 5, 1)))
        refresh_expected(kept.db, [a_portal(Listed("青石县审计局", since=2024))])
    return tmp_path


def ran(data: Path, *arguments: str) -> Result:
    environment = {"GONGKAI_DATA": str(data), "GONGKAI_NOW": NIGHT.isoformat()}
    return CliRunner().invoke(command, list(arguments), env=environment)


def row(lines: Sequence[str], name: str) -> str:
    return next(line for line in lines if name in line)


def test_the_matrix_has_a_sign_a_year_and_its_counts(data: Path) -> None:
    lines = ran(data, "--year", "2024-2025").output.splitlines()
    assert row(lines, "教育局").split()[1:] == ["有", "缺"]
    assert row(lines, "财政局").split()[1:] == ["迟", "缺"]
    assert row(lines, "缺 逾期未公布").split()[2:] == ["1", "3"]
    assert row(lines, "合计").split()[-2:] == ["3", "3"]
    assert len({cell_len(line.rstrip().ljust(1)) for line in lines if line.strip().startswith("20")}) == 1


def test_columns_stand_under_their_years(data: Path) -> None:
    lines = ran(data, "--year", "2024-2025").output.splitlines()
    middle = cell_len(lines[0].split("2024")[0]) + 1
    for name, sign in (("教育局", "有"), ("财政局", "迟")):
        assert cell_len(row(lines, name).split(sign)[0]) == middle


def test_missing_names_the_portal_and_its_last_good_run(data: Path) -> None:
    lines = ran(data, "--missing").output.splitlines()
    assert len(lines) == 4
    assert "2025" in row(lines, "审计局")
    assert f"青石县（{PORTAL}） 2026-08-15 采集完好" in row(lines, "审计局")
    assert lines[-1] == "缺 逾期未公布 3"


def test_nobody_missing_is_said(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        kept.put(a_report("青石县教育局", 2025))
    assert ran(tmp_path, "--missing").output == "没有尚未公布的机关（只算应当公布的）。\n"


def test_those_of_a_portal_that_was_never_crawled_are_counted_and_listed_where_asked_for(data: Path) -> None:
    with database.writing(data) as db:
        refresh_expected(db, [a_portal(Listed("青石县审计局", since=2024)), a_portal("白石县水利局", name="other")])
        database.publish(data)
    text = ran(data).output
    assert "水利局" not in text
    assert text.splitlines()[-1].startswith("另有 1 个机关")
    assert "未" in row(ran(data, "--org", "水利局").output.splitlines(), "水利局")
    assert "水利局" in ran(data, "--json").output


def test_json_has_an_object_for_each_organisation_and_year(data: Path) -> None:
    told = [json.loads(line) for line in ran(data, "--json", "--year", "2024", "--org", "财政局").output.splitlines()]
    [one] = told
    assert {key: one[key] for key in ("year", "state", "deadline", "published", "days_late", "kind")} == {
        "year": 2024, "state": "late", "deadline": "2025-01-31", "published": "2025-05-01", "days_late": 90,
        "kind": "department",
    }  # fmt: skip
    assert one["portals"] == [{"id": PORTAL, "last_ok": NIGHT.isoformat()}]


def test_csv_is_safe_in_a_spreadsheet(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        kept.run()
        kept.put(a_report("青石县教育局", 2024))
        kept.db.execute("UPDATE organisations SET name = '=1+1'")
    [one] = csv.DictReader(ran(tmp_path, "--csv", "--year", "2024").output.splitlines())
    assert (one["org"], one["year"], one["state"], one["days_late"]) == ("'=1+1", "2024", "there", "-11")


@pytest.mark.parametrize(
    "arguments", [["--json", "--csv"], ["--year", "25"], ["--region", "000001"], ["--org", "没有这个局"]]
)
def test_wrong_usage_is_one_line_and_exit_code_2(data: Path, arguments: list[str]) -> None:
    result = ran(data, *arguments)
    assert result.exit_code == 2
    assert len(result.output.strip().splitlines()) == 1


def test_no_database_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    result = ran(tmp_path / "nothing")
    assert result.exit_code == 2
    assert "不存在" in result.output
