"""`gongkai check`: what is printed, its JSON, exit codes, and decisions that are kept."""

from __future__ import annotations

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock
from rich.cells import cell_len
from rich.console import Console

from crawler.commands.check import check
from crawler.show import findings as shown
from parsers.report import Problem
from pipelines import database, schema
from pipelines.choice import Choice
from pipelines.findings import findings
from tests.reports import NIGHT, a_report, a_store, requests

WRONG_CELL = {**requests(9), "applications.new.natural_person": 7}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A misprinted cell, a broken 表四, what was carried over wrongly, a hint, and cells that are not shown."""
    with a_store(tmp_path) as kept:
        kept.run()
        kept.put(a_report("青石县教育局", 2023, WRONG_CELL))
        kept.put(a_report("青石县财政局", 2023, {"proceedings.reconsideration.upheld": 10}))
        kept.put(a_report("青石县审计局", 2022, requests(new=3, carried_out=2)))
        kept.put(a_report("青石县审计局", 2023, requests(new=3, carried_in=1)))
        kept.put(a_report("青石县白石镇人民政府", 2023, {"proactive.regulations.in_force": 3}))
        lost = ("applications.new.total", "applications.new.company")
        kept.put(a_report("青石县统计局", 2023, problems=(Problem("row_missing", lost),)))
    return tmp_path


def ran(data: Path, *arguments: str) -> Result:
    environment = {"GONGKAI_DATA": str(data), "GONGKAI_NOW": NIGHT.isoformat()}
    return CliRunner().invoke(check, list(arguments), env=environment)


def told(data: Path, *arguments: str) -> list[dict[str, object]]:
    result = ran(data, "--json", *arguments)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def names(data: Path) -> list[str]:
    return list(dict.fromkeys(str(one["of"]) for one in told(data)))


def decisions(data: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (data / "decisions.jsonl").read_text(encoding="utf-8").splitlines()]


# --- what is printed ---


def test_each_finding_says_whose_where_what_and_its_address(data: Path) -> None:
    text = ran(data, "--org", "教育局").output
    with closing(database.published(data)) as db:
        query = "SELECT r.url, c.finding FROM checks c JOIN reports r ON r.id = c.report_id WHERE c.status = 'fail'"
        url, name = db.execute(query + " AND c.rule = 'received_equals_handled'").fetchone()
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "✗ 青石县教育局 2023"
    assert "".join(lines[1:3]).startswith(
        "表三 一、本年新收政府信息公开申请数量 自然人：印 7，应为 9，2 项勾稽关系不成立"
    )
    assert lines[-3:-1] == [url, name]


def test_heavy_findings_come_first_and_are_counted(data: Path) -> None:
    lines = ran(data).output.splitlines()
    heads = [line for line in lines if line[:1] in "✗!?"]
    assert [line.split()[1] for line in heads] == [
        "青石县教育局",
        "青石县财政局",
        "青石县审计局",
        "青石县白石镇人民政府",
    ]
    assert lines[-1] == "共 4 项：表上印明的关系不成立 1，由版式推出的关系不成立 2，提示 1"


def test_the_limit_is_said(data: Path) -> None:
    lines = ran(data, "--limit", "1").output.splitlines()
    assert len([line for line in lines if line[:1] in "✗!?"]) == 1
    assert "只列出最重的 1 项" in lines[-1]


def test_problems_of_reading_follow_only_where_they_are_asked_for(data: Path) -> None:
    assert "青石县统计局" not in ran(data).output
    text = ran(data, "--problems").output
    assert text.index("共 4 项") < text.index("? 青石县统计局 2023")
    assert "表三 商业企业、总计：一、本年新收政府信息公开申请数量（共 2 格）" in text.replace("\n  ", "")
    assert text.rstrip().endswith("共 1 处读取问题")


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_but_addresses_and_names_is_wider_than_the_terminal(data: Path, width: int) -> None:
    out = io.StringIO()
    with closing(database.published(data)) as db:
        shown.show(Console(file=out, width=width, highlight=False), findings(db, Choice()))
    lines = [line for line in out.getvalue().splitlines() if "http" not in line and ".2023." not in line]
    assert all(cell_len(line) <= width for line in lines)


def test_control_characters_of_a_document_do_not_reach_the_terminal(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        kept.put(a_report("青石县\x1b[31m教育局", 2023, WRONG_CELL))
    assert "\x1b" not in ran(tmp_path).output


def test_nothing_found_is_said(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        kept.put(a_report())
    assert ran(tmp_path).output == "没有发现。\n"


# --- JSON ---


def test_json_has_the_columns_of_checks_and_whose_report_it_is(data: Path) -> None:
    lines = told(data)
    assert all({*schema.table("checks").names, "org", "year", "url"} <= set(line) for line in lines)
    with closing(database.published(data)) as db:
        query = "SELECT finding, printed, expected FROM checks WHERE status IN ('fail', 'hint')"
        rows = {(finding, printed, expected) for finding, printed, expected in db.execute(query)}
    assert {(line["finding"], line["printed"], line["expected"]) for line in lines} == rows


def test_json_tells_which_lines_are_one_finding_and_the_cell(data: Path) -> None:
    lines = told(data, "--org", "教育局")
    assert len({line["of"] for line in lines}) == 1
    assert {(line["cell"], line["cell_printed"], line["cell_expected"]) for line in lines} == {
        ("applications.new.natural_person", 7, 9)
    }
    assert {line["rule"] for line in lines} == {"received_equals_handled", "applicants_sum"}


def test_json_of_a_rule_has_only_that_rule(data: Path) -> None:
    assert {line["rule"] for line in told(data, "--rule", "applicants_sum")} == {"applicants_sum"}


def test_json_of_problems_names_code_and_cells(data: Path) -> None:
    [problem] = [line for line in told(data, "--problems") if "problem" in line]
    assert (problem["problem"], problem["org"], problem["year"]) == ("row_missing", "青石县统计局", 2023)


# --- exit codes ---


@pytest.mark.parametrize(
    ("org", "level", "code"),
    [
        ("教育局", "printed", 1), ("教育局", "soft", 1), ("财政局", "printed", 0), ("财政局", "implied", 1),
        ("白石镇", "implied", 0), ("白石镇", "soft", 1), ("统计局", "soft", 0),
    ],
)  # fmt: skip
def test_fail_on(data: Path, org: str, level: str, code: int) -> None:
    assert ran(data, "--org", org, "--fail-on", level).exit_code == code
    assert ran(data, "--org", org).exit_code == 0


def test_fail_on_looks_beyond_the_limit_and_past_what_was_dismissed(data: Path) -> None:
    assert ran(data, "--limit", "1", "--fail-on", "soft").exit_code == 1
    for name in names(data):
        ran(data, "--dismiss", name, "--note", "已核")
    assert ran(data, "--all", "--fail-on", "soft").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--rule", "no_such_rule"], "没有规则"),
        (["--dismiss", "370302-00000000.2023.range-1", "--note", "x"], "没有发现"),
        (["--confirm", "nonsense"], "没有发现"),
        (["--dismiss", "x"], "--note"),
        (["--dismiss", "x", "--note", "  "], "--note"),
        (["--dismiss", "x", "--confirm", "x", "--note", "y"], "不能既属实"),
        (["--region", "没有这个区"], "没有名为"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(data: Path, arguments: list[str], words: str) -> None:
    result = ran(data, *arguments)
    assert (result.exit_code, len(result.output.strip().splitlines())) == (2, 1)
    assert words in result.output
    assert not (data / "decisions.jsonl").exists()


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--confirm", "x"]])
def test_no_database_is_one_line_and_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    result = ran(tmp_path / "nothing", *arguments)
    assert (result.exit_code, len(result.output.strip().splitlines())) == (2, 1)
    assert not (tmp_path / "nothing").exists()


# --- decisions ---


def test_a_decision_is_kept_in_the_file_and_published(data: Path) -> None:
    first = names(data)[0]
    result = ran(data, "--dismiss", first, "--note", " 另有说明 ")
    assert result.exit_code == 0, result.output
    assert {(line["decision"], line["note"]) for line in decisions(data)} == {("dismissed", "另有说明")}
    assert len(decisions(data)) == 2
    assert first not in names(data)
    again = told(data, "--all", "--org", "教育局")
    assert {(line["decision"], line["note"]) for line in again} == {("dismissed", "另有说明")}


def test_a_confirmed_finding_stays_listed_and_says_so(data: Path) -> None:
    [name] = {str(line["of"]) for line in told(data, "--org", "财政局")}
    ran(data, "--confirm", name)
    assert "✗ 青石县财政局 2023  已确认属实" in ran(data).output
    with closing(sqlite3.connect(data / "gongkai.db")) as db:
        assert db.execute("SELECT decision FROM checks WHERE finding = ?", (name,)).fetchone() == ("confirmed",)


def test_a_decision_can_be_changed(data: Path) -> None:
    [name] = {str(line["of"]) for line in told(data, "--org", "财政局")}
    ran(data, "--dismiss", name, "--note", "看错")
    assert ran(data, "--confirm", name).exit_code == 0
    assert {line["decision"] for line in told(data, "--org", "财政局")} == {"confirmed"}


def test_several_at_once_or_none(data: Path) -> None:
    first, second, *_ = names(data)
    assert ran(data, "--confirm", first, "--confirm", "nonsense").exit_code == 2
    assert not (data / "decisions.jsonl").exists()
    assert ran(data, "--confirm", first, "--dismiss", second, "--note", "已核").exit_code == 0
    assert {line["decision"] for line in decisions(data)} == {"confirmed", "dismissed"}


def test_while_somebody_writes_nothing_is_decided(data: Path) -> None:
    first = names(data)[0]
    with FileLock(data / "work" / "gongkai.lock"):
        result = ran(data, "--confirm", first)
    assert (result.exit_code, len(result.output.strip().splitlines())) == (2, 1)
    assert not (data / "decisions.jsonl").exists()


def test_a_broken_file_of_decisions_is_named_and_left_alone(data: Path) -> None:
    first = names(data)[0]
    (data / "decisions.jsonl").write_text("{nonsense\n", encoding="utf-8")
    result = ran(data, "--confirm", first)
    assert (result.exit_code, len(result.output.strip().splitlines())) == (2, 1)
    assert "decisions.jsonl 第 1 行" in result.output
    assert (data / "decisions.jsonl").read_text(encoding="utf-8") == "{nonsense\n"
