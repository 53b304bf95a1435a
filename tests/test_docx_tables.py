"""DOCX to Grids: merged cells, nested tables, and the law that what was written is read."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.grid import Cell, Grid, Span, from_lists, from_spans
from parsers.readers.docx import read_docx
from tests.word_samples import (
    cell,
    docx,
    paragraph,
    raw,
    rough_table,
    row,
    rows,
    table,
)  # fmt: skip


def grid_of(*body: str) -> Grid:
    (grid,) = read_docx(docx(*body)).grids
    return grid


def texts(grid: Grid) -> list[list[str]]:
    return [[box.text for box in line] for line in grid.rows]


def test_merged_cells_span_as_printed() -> None:
    grid = from_spans(
        [
            [Span("三、本年度办理结果", rows=3), Span("（三）不予公开", rows=2), Span("1.属于国家秘密"), Span("11")],
            [Span("2.其他"), Span("12")],
            [Span("（七）总计", columns=2), Span("23")],
        ]
    )
    assert grid_of(table(grid)) == grid


def test_rows_may_begin_late_and_end_early() -> None:
    grid = grid_of(rough_table(
        row(cell(paragraph("甲")), cell(paragraph("乙")), cell(paragraph("丙"))),
        row(cell(paragraph("丁")), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    ))  # fmt: skip
    assert grid.rows[1] == (Cell("", 1, 0), Cell("丁", 1, 1))


def test_horizontal_merges_of_the_old_kind() -> None:
    begun = '<w:hMerge w:val="restart"/>'
    grid = grid_of(rough_table(
        row(cell(paragraph("甲"), begun), cell("<w:p/>", begun.replace("restart", "continue")), cell(paragraph("乙"))),
        row(*(cell(paragraph(text)) for text in "丙丁戊")),
    ))  # fmt: skip
    assert grid.rows[0] == (Cell("甲", 0, 0, 1, 2), Cell("乙", 0, 2))


def test_slivers_between_hand_drawn_borders_are_no_columns() -> None:
    grid = grid_of(rough_table(
        row(cell(paragraph("甲"), '<w:gridSpan w:val="2"/>'), cell(paragraph("乙"))),
        row(cell(paragraph("丙")), cell(paragraph("丁"), '<w:gridSpan w:val="2"/>')),
        widths=(4000, 20, 4000),
    ))  # fmt: skip
    assert grid == from_lists([["甲", "乙"], ["丙", "丁"]], "ruled")


def test_a_continuation_under_another_width_is_a_cell() -> None:
    grid = grid_of(rough_table(
        row(cell(paragraph("甲"), '<w:vMerge w:val="restart"/>'), cell(paragraph("1")), cell(paragraph("2"))),
        row(cell(paragraph("乙"), '<w:gridSpan w:val="2"/><w:vMerge/>'), cell(paragraph("3"))),
    ))  # fmt: skip
    assert texts(grid) == [["甲", "1", "2"], ["乙", "3"]]


def test_a_table_that_holds_tables_is_layout() -> None:
    outer = rough_table(
        row(cell(paragraph("二、主动公开")), cell(rows(["规章", "3"], ["文件", "4"]) + paragraph("三、收到")))
    )
    content = read_docx(docx(outer))
    assert content.lines == ("二、主动公开", "三、收到")
    assert [texts(grid) for grid in content.grids] == [[["规章", "3"], ["文件", "4"]]]


def test_a_framed_cell_within_a_cell_is_its_text() -> None:
    grid = grid_of(
        rough_table(
            row(cell(paragraph("规章")), cell(rows(["3"]) + "<w:p/>")),
            row(cell(paragraph("文件")), cell(paragraph("4"))),
        )
    )
    assert texts(grid) == [["规章", "3"], ["文件", "4"]]


def test_a_label_of_several_paragraphs_is_one_word_and_figures_stay_apart() -> None:
    two = cell(paragraph("商业") + paragraph("企业"))
    grid = grid_of(
        rough_table(row(two, cell(paragraph("总计"))), row(cell(paragraph("1") + paragraph("2")), cell(paragraph("3"))))
    )
    assert texts(grid) == [["商业企业", "总计"], ["1 2", "3"]]


def test_a_picture_or_a_fraction_in_a_cell_is_not_a_blank() -> None:
    picture = raw("<w:r><w:drawing><wp:inline><a:blip/></wp:inline></w:drawing></w:r>")
    fraction = raw(
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    )
    plain = raw("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>")
    grid = grid_of(rough_table(row(cell(paragraph("甲")), cell(picture)), row(cell(fraction), cell(plain))))
    assert texts(grid) == [["甲", "\ufffc"], ["\ufffc", "12"]]


# --- laws ---

_words = st.text(st.sampled_from("规章行政许可处罚申请公开局办12０"), min_size=1, max_size=40)
_figures = st.sampled_from(["", "0", "/", "-", "—", "无"]) | st.integers(-9, 10**9).map(str) | st.just("0.37万元")


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Rows of a label or two and figures; heads and labels span as the official forms have them."""
    columns = draw(st.integers(1, 7))
    heads = draw(st.lists(_words, min_size=columns, max_size=columns))
    spans = [
        [Span(draw(_words), rows=2, columns=2), Span(draw(_words), columns=columns)],
        [Span(head) for head in heads],
    ]
    for group in draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)):
        for at in range(group):
            figures = [Span(draw(_figures)) for _ in range(columns)]
            label = [Span(draw(_words), rows=group)] if at == 0 else []
            spans.append([*label, Span(draw(_words)), *figures])
    return from_spans(spans)


@given(st.lists(grids(), min_size=1, max_size=3), st.lists(_words, min_size=3, max_size=3))
@settings(max_examples=40, deadline=None)
def test_what_was_written_is_read(tables: list[Grid], headings: list[str]) -> None:
    pairs = list(zip(headings, tables, strict=False))
    content = read_docx(docx(*(part for heading, grid in pairs for part in (paragraph(heading), table(grid)))))
    assert content.problems == ()
    assert content.blocks == tuple(block for pair in pairs for block in pair)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damage_never_raises(data: st.DataObject) -> None:
    whole = docx(paragraph("一、总体情况"), rows(["规章", "3"], ["文件", "4"]))
    body = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 8))):
        if body:
            body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    content = read_docx(bytes(body))
    assert content.problems or content.blocks


# --- a real document ---


def test_the_real_empty_form(shared: Path) -> None:
    content = read_docx((shared / "real" / "form-2021.docx").read_bytes())
    assert content.problems == ()
    assert content.lines[1:4] == ("一、总体情况", "（文字描述）", "二、主动公开政府信息情况")
    proactive, applications, proceedings = content.grids
    assert [box.text for box in proactive.rows[1]] == ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    assert (len(applications.rows), applications.rows[0][-1].column + applications.rows[0][-1].columns) == (28, 10)
    assert applications.rows[5][0] == Cell("三、本年度办理结果", 5, 0, 22, 1)
    assert [box.text for box in applications.rows[7][1:3]] == ["（三）不予公开", "1.属于国家秘密"]
    assert all(box.text == "" for line in applications.rows[3:] for box in line if box.column >= 3)
    assert [box.text for box in proceedings.rows[-1]] == [""] * 15
