"""Whole reports printed as pages, Word files and PDFs, and read back through `parse`: what comes out is what went in.

Both forms, blank cells, long names, figures of Hypothesis's choice; PDFs over several pages, with and without rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parsers import Document, Report, form, parse
from parsers.build import build
from parsers.grid import Span, from_spans
from parsers.readers.pdf import read_pdf
from tests import layouts, pdf_samples, word_samples
from tests.layouts import Line

LAW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a whole report is slow to shrink; its first difference says enough
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ORGS = st.sampled_from(
    [
        "青石县人民政府办公室",
        "云麓市高新技术产业开发区管理委员会生态环境和应急管理监督执法服务中心（挂云麓市高新区防灾减灾办公室牌子）",
        "石桥镇人民政府",
    ]
)
NUMBERS = st.one_of(st.none(), st.sampled_from([0, 0, 0, 1, 2, 7, 30]), st.integers(0, 999_999))
HEADINGS = {"proactive": "二、主动公开政府信息情况", "applications": "三、收到和处理政府信息公开申请情况",
            "proceedings": "四、政府信息公开行政复议、行政诉讼情况"}  # fmt: skip


@dataclass(frozen=True)
class Printed:
    form: str
    org: str
    year: int
    figures: Mapping[str, int | None]

    @property
    def tables(self) -> dict[str, list[Line]]:
        sheets = {
            "proactive": layouts.proactive(self.figures, self.form),
            "applications": layouts.applications(self.figures, self.form),
            "proceedings": layouts.proceedings(self.figures),
        }
        return {HEADINGS[name]: layouts.lines(sheet) for name, sheet in sheets.items()}

    @property
    def front(self) -> tuple[str, ...]:
        period = f"所列数据的统计期限自{self.year}年1月1日起，至{self.year}年12月31日止。"
        return (f"{self.org}{self.year}年政府信息公开工作年度报告", f"本报告{period}", "一、总体情况", "做了日常工作。")


@st.composite
def reports(draw: st.DrawFn) -> Printed:
    on = draw(st.sampled_from(form.FORMS))
    cells = [cell for name in form.TABLES for cell in form.cells(name, on)]
    values = draw(st.lists(NUMBERS, min_size=len(cells), max_size=len(cells)))
    return Printed(on, draw(ORGS), 2023 if on == "2021" else 2020, dict(zip(cells, values, strict=True)))


def _spans(rows: Sequence[Line]) -> tuple[tuple[Span, ...], ...]:
    return tuple(tuple(Span(text, down, across) for text, down, across in row) for row in rows)


def as_html(printed: Printed) -> bytes:
    body = [f"<p>{escape(line)}</p>" for line in printed.front]
    for heading, rows in printed.tables.items():
        body += [f"<p>{heading}</p>", layouts.ruled(rows)]
    return f'<html><meta charset="gb2312"><body>{"".join(body)}<p>六、其他需要报告的事项</p>'.encode("gb18030")


def as_docx(printed: Printed) -> bytes:
    body = [word_samples.paragraph(line) for line in printed.front]
    for heading, rows in printed.tables.items():
        body += [word_samples.paragraph(heading), word_samples.table(from_spans(_spans(rows)))]
    return word_samples.docx(*body, word_samples.paragraph("六、其他需要报告的事项"))


def blocks(printed: Printed) -> list[pdf_samples.Block]:
    made: list[pdf_samples.Block] = [*printed.front]
    for heading, rows in printed.tables.items():
        made += [heading, _spans(rows)]
    return [*made, "六、其他需要报告的事项"]


def as_pdf(printed: Printed) -> bytes:
    return pdf_samples.drawn(blocks(printed))


def same(read: object, printed: Printed) -> None:
    assert isinstance(read, Report)
    assert (read.org, read.year) == (printed.org, printed.year)
    assert read.figures == printed.figures
    assert {cell for cell, mark in read.marks.items() if mark == ""} == {
        cell for cell, value in printed.figures.items() if value is None
    }
    assert [problem for problem in read.problems if problem.code != "reading_suspect"] == []


@pytest.mark.parametrize("render", [as_html, as_docx])
@LAW
@given(reports())
def test_a_page_and_a_word_file_read_back(render: Callable[[Printed], bytes], printed: Printed) -> None:
    same(parse(Document(render(printed))), printed)


@LAW
@given(reports())
def test_a_ruled_pdf_over_pages_reads_back_with_both_engines(printed: Printed) -> None:
    body = as_pdf(printed)
    same(parse(Document(body)), printed)
    same(build(read_pdf(body, "pdfminer"), Document(body)), printed)


def _numbered(on: str) -> Printed:
    cells = [cell for name in form.TABLES for cell in form.cells(name, on)]
    return Printed(
        on, "石桥镇人民政府", 2023 if on == "2021" else 2020, {cell: 1 + at for at, cell in enumerate(cells)}
    )


@pytest.mark.parametrize("on", form.FORMS)
@pytest.mark.usefixtures("chromium")
def test_an_unruled_print_has_no_wrong_figure_and_few_nulls(on: str) -> None:
    printed = _numbered(on)
    read = parse(Document(pdf_samples.by_chromium(pdf_samples.html(blocks(printed), ruled=False))))
    assert isinstance(read, Report)
    wrong = {cell: value for cell, value in read.figures.items() if value not in (None, printed.figures[cell])}
    assert wrong == {}
    named = {cell for problem in read.problems for cell in problem.cells}
    nulls = {cell for cell, value in read.figures.items() if value is None}
    assert nulls <= named
    assert len(nulls) <= 0.05 * len(read.figures)
