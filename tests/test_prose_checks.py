"""Prose against tables: fail only where the words are plain."""

from __future__ import annotations

from datetime import date

import pytest

from parsers.header import Header
from parsers.narrative import figures
from parsers.prose_checks import check
from parsers.report import Check, Section

TITLE = "石泉县教育局2023年政府信息公开工作年度报告"
TABLE = {
    "applications.new.total": 12,
    "applications.carried_in.total": 3,
    "applications.handled_total.total": 13,
    "applications.carried_out.total": 2,
    "proceedings.reconsideration.total": 4,
    "proceedings.litigation_direct.total": 1,
    "proceedings.litigation_after.total": 5,
}


def run(
    text: str, table: dict[str, int | float | None] | None = None, header: Header | None = None
) -> dict[str, Check]:
    sections = (Section(1, "依申请公开情况", text),)
    cells = dict(TABLE) if table is None else table
    found = check(sections, figures(sections, 2023), cells, header or Header(title=TITLE, year=2023))
    return {one.rule: one for one in found}


@pytest.mark.parametrize(
    ("text", "rule", "status"),
    [
        ("收到政府信息公开申请12件。", "prose_new", "pass"),
        ("收到政府信息公开申请11件。", "prose_new", "fail"),
        ("受理政府信息公开申请12件。", "prose_new", "pass"),
        ("受理政府信息公开申请15件。", "prose_new", "pass"),
        ("受理政府信息公开申请14件。", "prose_new", "unknown"),
        ("收到政府信息公开申请20余件。", "prose_new", "unknown"),
        ("收到政府信息公开申请近20件。", "prose_new", "unknown"),
        ("全县共收到政府信息公开申请90件。", "prose_new", "unknown"),
        ("上年结转政府信息公开申请3件。", "prose_carried_in", "pass"),
        ("上年结转政府信息公开申请1件。", "prose_carried_in", "fail"),
        ("办结政府信息公开申请13件。", "prose_handled", "pass"),
        ("办结政府信息公开申请12件。", "prose_handled", "fail"),
        ("办理政府信息公开申请15件。", "prose_handled", "pass"),
        ("办理政府信息公开申请9件。", "prose_handled", "unknown"),
        ("结转下年度继续办理2件。", "prose_carried_out", "pass"),
        ("结转下年度继续办理1件。", "prose_carried_out", "fail"),
        ("因政府信息公开被申请行政复议4件。", "prose_reconsideration", "pass"),
        ("因政府信息公开被申请行政复议3件。", "prose_reconsideration", "fail"),
        ("因政府信息公开被提起行政诉讼6件。", "prose_litigation", "pass"),
        ("因政府信息公开被提起行政诉讼5件。", "prose_litigation", "unknown"),
        ("因政府信息公开被提起行政诉讼9件。", "prose_litigation", "fail"),
    ],
)
def test_verdict(text: str, rule: str, status: str) -> None:
    verdict = run(text)[rule]
    assert verdict.status == status
    assert verdict.blame == ("agency" if status == "fail" else None)


def test_verdict_shows_both_numbers_and_the_words() -> None:
    verdict = run("收到政府信息公开申请11件。")["prose_new"]
    assert (verdict.printed, verdict.expected, verdict.cells) == (12, 11, ("applications.new.total",))
    assert "申请11件" in verdict.detail


def test_cell_that_is_not_shown_is_unknown() -> None:
    assert run("收到政府信息公开申请12件。", {})["prose_new"].status == "unknown"
    assert run("因政府信息公开被提起行政诉讼6件。", {"proceedings.litigation_direct.total": 6})[
        "prose_litigation"
    ].status == ("unknown")


def test_no_rule_where_the_prose_states_no_figure() -> None:
    assert [rule for rule in run("本年未收到政府信息公开申请。") if rule.startswith("prose")] == []


@pytest.mark.parametrize(
    ("text", "period_year", "status"),
    [
        ("2023年，石泉县教育局认真工作。", 2023, "pass"),
        ("石泉县教育局认真工作。", 2023, "pass"),
        ("2023年，石泉县教育局认真工作。", 2022, "fail"),
        ("2022年，石泉县教育局认真工作。", 2023, "fail"),
        ("石泉县教育局按照部署，2022年，认真工作。", 2023, "unknown"),
        ("2023年，石泉县教育局认真工作，比2022年，有改进。", 2023, "pass"),
    ],
)
def test_year_agrees(text: str, period_year: int, status: str) -> None:
    span = (date(period_year, 1, 1), date(period_year, 12, 31))
    assert run(text, header=Header(title=TITLE, year=2023, period=span))["year_agrees"].status == status


def test_year_is_not_checked_where_only_the_title_states_one() -> None:
    assert "year_agrees" not in run("石泉县教育局认真工作。")
