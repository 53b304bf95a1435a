"""A report on the terminal: each state of a cell has its sign, no figure is cut, many cells are said in few words."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from crawler.show import words
from crawler.show.lines import broken
from crawler.show.report import show
from parsers import form
from parsers.report import Indicator, Kind, NotReport, Problem, Report
from tests.hand_made import full, marked


def shown(result: Report | NotReport, width: int = 80, *, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=width, highlight=False, force_terminal=colour, color_system="standard" if colour else None
    )
    show(console, result, "a.html")
    return out.getvalue()


def row(text: str, label: str) -> list[str]:
    """The cells of the line that begins with the label."""
    line = next(line for line in text.splitlines() if line.strip().startswith(label))
    return line.strip().removeprefix(label).split()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("of_form", form.FORMS)
def test_every_figure_is_printed_in_order_and_no_line_is_too_long(of_form: str, width: int) -> None:
    report = full(of_form=of_form)
    text = shown(report, width)
    assert all(cell_len(line) <= width for line in text.splitlines())
    tables = text[text.index("二、主动") :].replace("（", " ").split()
    printed = [int(word) for word in tables if word.isdigit()]
    assert printed == list(report.figures.values())


def test_large_figures_push_the_label_not_themselves() -> None:
    report = full()
    large = {path: 1_000_000 + place for place, path in enumerate(report.figures)}
    text = shown(replace(report, figures=large))
    assert all(str(value) in text for value in large.values())


def test_each_state_of_a_cell_has_its_sign() -> None:
    text = shown(marked())
    assert row(text, "一、本年新收政府信息公开申请数量")[1:3] == ["·", "/"]
    assert row(text, "（二）部分公开")[0] == "(0)"
    assert row(text, "1.属于国家秘密")[1] == "?"
    assert all(cell.startswith("!") for cell in row(text, "行政复议"))
    assert "25.1" in text
    assert "印作“251000元”" in text


def test_what_failed_and_what_is_missing_is_said() -> None:
    text = " ".join(shown(marked(), 200).split())
    assert "✗ 表四 行政复议：四种结果之和＝总计，印 0，应为 11（机关所印如此）" in text
    assert "表三 新收 与正文，表中 17，正文 28" in text
    assert "表三 （二）部分公开、（三）1.属于国家秘密（共 14 格）" in text
    assert "主动公开 368" in text
    assert "另有 1 个未归类" in text


def test_colours_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in shown(marked(), colour=True)
    assert "\x1b[" not in shown(marked())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in shown(marked(), colour=True)


def test_a_document_cannot_steer_the_terminal() -> None:
    hostile = replace(
        marked(), title="标题\x1b[2J", org="机关\x1b]0;x\x07", marks={"applications.new.research": "\x1b[H"}
    )
    assert "\x1b" not in shown(hostile)


def test_a_table_that_is_not_shown_is_said_once() -> None:
    report = full()
    figures = {path: value for path, value in report.figures.items() if not path.startswith("proceedings.")}
    text = shown(replace(report, figures=figures, tables="some"))
    assert "文件没有显示这张表" in text
    assert "未经复议直接起诉" not in text


def test_reports_without_tables() -> None:
    assert "只有文字" in shown(replace(full(), figures={}, tables="none", forms={}))
    old = Report(year=2016, tables="all", indicators=(Indicator("主动公开政府信息数", 12, "条", "proactive_total"),))
    assert row(shown(old), "主动公开政府信息数") == ["12", "条"]


@pytest.mark.parametrize(
    "kind", ["interpretation", "guide", "list", "challenge", "not_found", "login", "scan", "other"]
)
def test_every_kind_has_words(kind: Kind) -> None:
    assert words.words("kinds", kind) in shown(NotReport(kind, (Problem("not_a_report"),)))


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (form.cells("applications", "2021"), "表三全表"),
        (form.cells("proactive", "2019"), "表二全表"),
        (form.cells("proceedings", "2021")[:5], "表四 行政复议"),
        (
            form.cells("applications", "2021")[: 3 * 7],
            "表三 一、本年新收政府信息公开申请数量 至 （一）予以公开（3 行）",
        ),
        (("applications.other_misc.total",), "表三 总计：（六）3.其他"),
        (("indicators.proactive_total",), "统计表 主动公开政府信息数"),
        (("proactive.licensing.decisions", "proceedings.reconsideration.total"), "表二 行政许可；表四 总计：行政复议"),
    ],
)
def test_many_cells_in_few_words(paths: tuple[str, ...], said: str) -> None:
    assert words.cells(paths) == said


def test_no_cell_is_lost_among_the_words() -> None:
    column = [path for path in form.cells("applications", "2021") if path.endswith(".ngo")]
    assert words.cells(column).startswith("表三 社会公益组织：一、本年新收")
    assert words.cells(column).endswith("四、结转下年度继续办理（25 行）")


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ([path for path in form.cells("applications", "2021") if path.endswith(".total")], "表三 总计列"),
        (form.cells("applications", "2021")[:7], "表三 一、本年新收政府信息公开申请数量"),
        (["proactive.regulations.issued"], "表二 规章 本年制发件数"),
        ([], ""),
    ],
)
def test_place_of_an_identity(paths: list[str], said: str) -> None:
    assert words.place(paths) == said


def test_chinese_lines_break_anywhere_but_in_a_number_or_before_a_stop() -> None:
    text = broken(Text("主动公开政府信息12345条，其中"), 20)
    assert text.plain.splitlines() == ["主动公开政府信息", "12345条，其中"]
    assert broken(Text("一二三四五，六"), 10).plain.splitlines() == ["一二三四", "五，六"]
