"""Reports made by hand for the tests of what is printed, with an unequal number in every cell. Reads nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from parsers import form
from parsers.report import Check, Contact, NarrativeFigure, Number, Problem, Report, Section

LOST = form.cells("applications", "2021")[3 * 7 : 5 * 7]
BLANK = "applications.new.company"
SLASH = "applications.new.research"
DERIVED = LOST[0]
MONEY = "proactive.fees.amount"
BROKEN = tuple(path for path in form.cells("proceedings", "2021") if ".reconsideration." in path)


def full(year: int = 2023, of_form: str = "2021") -> Report:
    """Every cell printed: 1, 2, 3 … in the form's order."""
    paths = [path for name in form.TABLES for path in form.cells(name, of_form)]
    return Report(
        title="青石县统计局2023年政府信息公开工作年度报告",
        org="青石县统计局",
        year=year,
        forms={"proactive": of_form, "applications": of_form},
        scope="own",
        tables="all",
        period=(date(year, 1, 1), date(year, 12, 31)),
        published=date(year + 1, 1, 20),
        figures={path: place for place, path in enumerate(paths, 1)},
        sections=(Section(1, "总体情况", "全年平稳。"),),
    )


def marked() -> Report:
    """Each state of a cell once or more: printed, blank, a mark, a unit, derived, not shown, broken."""
    report = full()
    figures: dict[str, Number | None] = {**report.figures, **dict.fromkeys([*LOST, BLANK, SLASH]), MONEY: 25.1}
    return replace(
        report,
        figures=figures,
        marks={SLASH: "/", BLANK: "", MONEY: "251000元"},
        derived={DERIVED: 0},
        created=date(2024, 1, 19),
        index_number="11370000/2024-0001",
        contact=Contact(address="青石县某路1号", postcode="255000", phone="0533-0000000", email="a@example.org"),
        narrative=(
            NarrativeFigure("proactive_items", 368, "全年主动公开政府信息 368 条。"),
            NarrativeFigure("other", 4, "分为 4 类。"),
        ),
        checks=(
            Check("proceedings_sum", "fail", BROKEN, 0, 11, "agency", detail="10 + 1 ≠ 0"),
            Check("proceedings_sum", "pass", (), 5, 5),
            Check("prose_new", "fail", ("applications.new.total",), 17, 28, "agency", detail="收到申请 28 件"),
            Check("year_agrees", "unknown", ()),
        ),
        problems=(Problem("row_missing", LOST), Problem("org_differs", detail="青石县统计局 / 青石县教育局")),
    )
