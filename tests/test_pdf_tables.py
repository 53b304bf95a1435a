"""Ruled tables: what was drawn comes back, cell by cell, from both engines and whatever the lines are drawn with."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parsers import parse
from parsers.grid import Grid, Span, from_spans
from parsers.readers.pdf import Engine, read_pdf
from parsers.report import Document, Report
from tests.pdf_samples import (
    Rows,
    Style,
    applications,
    balanced,
    border,
    drawn,
    numbered,
    proactive,
    proceedings,
    report,
)
from tests.pdf_writer import Canvas, pdf

ENGINES: tuple[Engine, ...] = ("pdfium", "pdfminer")

Shape = list[list[tuple[str, int, int, int, int]]]


def shape(grid: Grid) -> Shape:
    return [[(cell.text, cell.row, cell.column, cell.rows, cell.columns) for cell in row] for row in grid.rows]


def shapes(rows: Rows) -> Shape:
    return shape(from_spans(rows))


def figures(grid: Grid) -> list[tuple[str, list[str]]]:
    """Each row's last label and its figures, by column."""
    found = []
    for row in grid.rows:
        numbers = [cell.text for cell in row if cell.text.isdigit()]
        labels = [cell.text for cell in row if cell.text and not cell.text.isdigit()]
        if numbers:
            found.append((labels[-1] if labels else "", numbers))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("style", ["lines", "double", "dotted", "boxes", "filled"])
def test_spans_come_back_whatever_the_borders_are_drawn_with(style: Style, engine: Engine) -> None:
    ten, seven, fifteen = numbered()
    for rows in (proactive(ten), applications(seven), proceedings(fifteen)):
        content = read_pdf(drawn([rows], style), engine)
        assert content.problems == ()
        assert [shape(grid) for grid in content.grids] == [shapes(rows)]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_over_two_pages_is_one_grid_with_its_columns(engine: Engine) -> None:
    blocks = report(*numbered())
    content = read_pdf(drawn(blocks), engine)
    wanted = [from_spans(block) for block in blocks if not isinstance(block, str)]
    assert len(content.grids) == 3
    for grid, want in zip(content.grids, wanted, strict=True):
        assert figures(grid) == figures(want)
        assert [len(row) for row in grid.rows] == [len(row) for row in want.rows]
    pages = {cell.place.page for row in content.grids[1].rows for cell in row if cell.place}
    assert pages == {1, 2}
    assert [cell.column for cell in content.grids[1].rows[-4]] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_a_drawn_report_that_balances_is_read_and_proved() -> None:
    """The whole way: every figure at its cell, every identity kept, nothing to complain of."""
    ten, seven, fifteen = balanced()
    read = parse(Document(drawn(report(ten, seven, fifteen)), "report.pdf"))
    assert isinstance(read, Report)
    printed = [*ten, *(figure for row in seven for figure in row), *fifteen]
    assert sorted(str(value) for value in read.figures.values()) == sorted(printed)
    assert read.problems == ()
    assert {check.status for check in read.checks if check.severity != "soft"} <= {"pass", "hint"}
    assert set(read.places) == set(read.figures)


@pytest.mark.parametrize("engine", ENGINES)
def test_text_between_tables_comes_back_in_order(engine: Engine) -> None:
    blocks = report(*numbered())
    content = read_pdf(drawn(blocks), engine)
    assert [b if isinstance(b, str) else "表" for b in content.blocks] == [
        block if isinstance(block, str) else "表" for block in blocks
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_printed_sideways_reads_as_upright(engine: Engine) -> None:
    blocks = report(*numbered())
    upright, sideways = (read_pdf(drawn(blocks, sideways=turned), engine) for turned in (False, True))
    assert [shape(grid) for grid in sideways.grids] == [shape(grid) for grid in upright.grids]
    assert sideways.lines == upright.lines


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_place_is_where_a_viewer_shows_the_cell(angle: int, engine: Engine) -> None:
    """The same drawing, turned by the page's /Rotate: text turned with it is read all the same."""
    canvas = Canvas(rotate=angle)
    for i, text in enumerate(("行政处罚", "17")):
        border(canvas, 100 + 100 * i, 100, 200 + 100 * i, 120, "lines")
        canvas.text(110 + 100 * i, 114, text)
    content = read_pdf(pdf([canvas]), engine)
    assert [cell.text for cell in content.grids[0].rows[0]] == ["行政处罚", "17"]
    place = content.grids[0].rows[0][1].place
    assert place is not None
    wide, high = canvas.width, canvas.height
    shown = {
        0: (200, 100, 300, 120),
        90: (high - 120, 200, high - 100, 300),
        180: (wide - 300, high - 120, wide - 200, high - 100),
        270: (100, wide - 300, 120, wide - 200),
    }[angle]
    assert (place.x0, place.y0, place.x1, place.y1) == pytest.approx(shown, abs=1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stray_end_of_a_line_makes_no_odd_cells(engine: Engine) -> None:
    """A column's line that begins one row late leaves rectangles, none of them lost."""
    canvas = Canvas()
    for y in (100, 120, 140):
        canvas.line(100, y, 400, y)
    for x in (100, 200, 400):
        canvas.line(x, 100, x, 140)
    canvas.line(300, 120, 300, 140)
    for x, y, text in ((110, 114, "规章"), (250, 114, "合计"), (110, 134, "文件"), (240, 134, "3"), (340, 134, "8")):
        canvas.text(x, y, text)
    grid = read_pdf(pdf([canvas]), engine).grids[0]
    assert [[cell.text for cell in row] for row in grid.rows] == [["规章", "合计"], ["文件", "3", "8"]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_open_at_its_sides_keeps_its_blank_cells(engine: Engine) -> None:
    canvas = Canvas()
    for y in (100, 120, 140):
        canvas.line(100, y, 400, y)
    for x in (200, 300):
        canvas.line(x, 100, x, 140)
    for x, y, text in ((110, 114, "规章"), (240, 114, "3"), (110, 134, "文件"), (340, 134, "8")):
        canvas.text(x, y, text)
    grid = read_pdf(pdf([canvas]), engine).grids[0]
    assert [[cell.text for cell in row] for row in grid.rows] == [["规章", "3", ""], ["文件", "", "8"]]


@pytest.mark.parametrize("engine", ENGINES)
def test_frames_and_underlines_are_no_tables(engine: Engine) -> None:
    canvas = Canvas()
    canvas.box(90, 90, 500, 200, "S")
    canvas.text(100, 114, "本报告由区水务局编制。")
    canvas.line(100, 116, 300, 116)
    content = read_pdf(pdf([canvas]), engine)
    assert content.blocks == ("本报告由区水务局编制。",)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("shift", [0.0, 24.0])
def test_the_continuation_may_lack_the_spanning_label_and_stand_aside(shift: float, engine: Engine) -> None:
    first, second = Canvas(), Canvas()
    xs = (80, 110, 250, 300, 350)
    for row, y in enumerate((700, 720)):
        for x0, x1, text in zip(xs[1:4], xs[2:], (f"{row}.类", str(row + 3), str(row + 7)), strict=True):
            border(first, x0, y, x1, y + 20, "lines")
            first.text(x0 + 5, y + 14, text)
    border(first, 80, 700, 110, 740, "lines")
    first.text(85, 720, "三、")
    first.text(280, 800, "- 1 -")
    for x0, x1, text in zip(xs[1:4], xs[2:], ("2.类", "41", "42"), strict=True):
        border(second, x0 + shift, 80, x1 + shift, 100, "lines")
        second.text(x0 + shift + 5, 94, text)
    second.text(280, 800, "- 2 -")
    content = read_pdf(pdf([first, second]), engine)
    assert len(content.blocks) == 1
    assert [(cell.column, cell.text) for cell in content.grids[0].rows[2]] == [(1, "2.类"), (2, "41"), (3, "42")]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_heading_between_pages_parts_two_tables(engine: Engine) -> None:
    ten = numbered()[0]
    text = "二、主动公开政府信息情况"
    pages = [drawn([text, proactive(ten), "四、行政复议情况"]), drawn([text, proactive(ten)])]
    assert [len(read_pdf(page, engine).grids) for page in pages] == [1, 1]


# Shrinking takes minutes here and tells nothing that the example does not.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
Figure = st.one_of(st.integers(0, 20_000).map(str), st.sampled_from(["", "/", "-", "—", "无", "+3", "0.37"]))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=PHASES)
@given(
    seven=st.lists(st.lists(Figure, min_size=7, max_size=7), min_size=25, max_size=25),
    lead=st.integers(0, 40),
    engine=st.sampled_from(ENGINES),
)
def test_any_figures_come_back_from_any_height_of_the_page(seven: list[list[str]], lead: int, engine: Engine) -> None:
    """Wherever the page's end cuts the table, every row has its seven cells in their columns."""
    rows = applications(seven)
    content = read_pdf(drawn(["说明。"] * lead + [rows]), engine)
    assert len(content.grids) == 1
    got = [[cell.text for cell in row if cell.column >= 3] for row in content.grids[0].rows]
    assert [row for row in got if len(row) == 7][-25:] == seven


# --- a real document ---


@pytest.fixture
def hongze(shared: Path) -> bytes:
    return (shared / "real" / "hongze-2024.pdf").read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_real_report_reads_as_its_readme_gives_it(hongze: bytes, engine: Engine) -> None:
    content = read_pdf(hongze, engine)
    assert content.problems == ()
    assert content.titles[0] == "淮安市洪泽区人民政府2024年政府信息公开工作年度报告"
    proactive_grid, applications_grid, proceedings_grid = content.grids
    assert [(label, found) for label, found in figures(proactive_grid)] == [
        ("规章", ["0", "0", "0"]),
        ("行政规范性文件", ["3", "0", "8"]),
        ("行政许可", ["9487"]),
        ("行政处罚", ["2776"]),
        ("行政强制", ["84"]),
        ("行政事业性收费", ["7545"]),
    ]
    ours = ["95", "0", "50", "9", *"00100110", "31", *"10", *"10000", "0", "95", "0"]
    seven = [found for _, found in figures(applications_grid)]
    assert seven == [[number, "0", "0", "0", "0", "0", number] for number in ours]
    columns = [[cell.column for cell in row if cell.text.isdigit()] for row in applications_grid.rows]
    assert [row for row in columns if row] == [[3, 4, 5, 6, 7, 8, 9]] * len(ours)
    assert figures(proceedings_grid) == [("", [*"110021000120103"])]


def test_both_engines_read_the_same_from_the_real_report(hongze: bytes) -> None:
    first, second = (read_pdf(hongze, engine) for engine in ENGINES)
    assert first.lines == second.lines
    assert [shape(grid) for grid in first.grids] == [shape(grid) for grid in second.grids]


def test_spans_of_a_row_are_told_by_its_neighbours() -> None:
    rows = ((Span("甲", 2), Span("乙", columns=2)), (Span("1"), Span("2")))
    assert [shape(grid) for grid in read_pdf(drawn([rows])).grids] == [shapes(rows)]
