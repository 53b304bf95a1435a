"""Numbers, lines, paragraphs, columns and furniture: what stands where, drawn by hand, read by both engines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers.grid import Grid
from parsers.readers.pdf import Engine, read_pdf
from parsers.readers.pdf.lines import words_of
from parsers.readers.pdf.page import Char
from tests.pdf_samples import border
from tests.pdf_writer import Canvas, pdf, width

ENGINES: tuple[Engine, ...] = ("pdfium", "pdfminer")
BOTH = pytest.mark.parametrize("engine", ENGINES)
LOST = "\ufffd"


def cells(canvas: Canvas, engine: Engine, first: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row] for row in read_pdf(pdf([canvas]), engine).grids[first].rows]


def boxed(widths: tuple[float, ...] = (100, 100), x: float = 100) -> Canvas:
    """One row of empty cells, 40 points high from y = 100."""
    canvas = Canvas()
    for wide in widths:
        border(canvas, x, 100, x + wide, 140, "lines")
        x += wide
    return canvas


# --- numbers ---


@BOTH
@pytest.mark.parametrize("spacing", [0.0, 0.5, 1.2])
def test_letter_spacing_does_not_part_a_number(spacing: float, engine: Engine) -> None:
    canvas = boxed()
    canvas.text(110, 120, "规章")
    canvas.text(210, 120, "12345", spacing=spacing)
    assert cells(canvas, engine) == [["规章", "12345"]]


@BOTH
@pytest.mark.parametrize("gap", [4, 10, 30])
def test_two_numbers_in_one_cell_are_never_joined(gap: float, engine: Engine) -> None:
    canvas = boxed()
    canvas.text(110, 120, "规章")
    canvas.text(210, 120, "12")
    canvas.text(220 + gap, 120, "7")
    assert cells(canvas, engine) == [["规章", "12 7"]]


@BOTH
def test_a_printed_space_keeps_two_numbers_apart(engine: Engine) -> None:
    canvas = boxed()
    canvas.text(110, 120, "规章")
    canvas.text(210, 120, "1 0")
    assert cells(canvas, engine) == [["规章", "1 0"]]


@BOTH
def test_a_number_wrapped_in_a_narrow_cell_is_one_number(engine: Engine) -> None:
    canvas = boxed((100, 30))
    canvas.text(110, 120, "规章")
    canvas.text(207, 115, "141")
    canvas.text(212, 127, "47")
    assert cells(canvas, engine) == [["规章", "14147"]]


@BOTH
def test_two_numbers_below_one_another_stay_two(engine: Engine) -> None:
    canvas = boxed()
    canvas.text(110, 120, "规章")
    canvas.text(245, 115, "3")
    canvas.text(245, 127, "5")
    assert cells(canvas, engine) == [["规章", "3 5"]]


@BOTH
def test_a_number_wider_than_its_cell_belongs_to_it_whole(engine: Engine) -> None:
    canvas = boxed((100, 20, 20))
    canvas.text(110, 120, "规章")
    canvas.text(194, 120, "12345.6", 8)
    assert cells(canvas, engine) == [["规章", "12345.6", ""]]


@BOTH
def test_a_border_between_two_touching_digits_makes_both_unreadable(engine: Engine) -> None:
    """Two numbers of neighbours, or one number cut: nobody can tell, so neither is read."""
    canvas = boxed((100, 20, 20))
    canvas.text(110, 120, "规章")
    canvas.text(208, 120, "5812", 8)
    content = read_pdf(pdf([canvas]), engine)
    texts = [cell.text for cell in content.grids[0].rows[0]]
    assert texts == ["规章", LOST * 3, LOST]
    assert [problem.code for problem in content.problems] == ["glyphs_unreadable"]


@BOTH
def test_digits_printed_over_other_digits_are_unreadable(engine: Engine) -> None:
    canvas = boxed()
    canvas.text(110, 120, "规章")
    canvas.text(210, 120, "35")
    canvas.text(210.5, 120, "85")
    content = read_pdf(pdf([canvas]), engine)
    assert LOST in content.grids[0].rows[0][1].text
    assert [problem.code for problem in content.problems] == ["glyphs_unreadable"]


@BOTH
def test_bold_by_printing_twice_is_read_once(engine: Engine) -> None:
    canvas = boxed()
    for shift in (0, 0.4):
        canvas.text(110 + shift, 120, "规章")
        canvas.text(210 + shift, 120, "199")
    assert cells(canvas, engine) == [["规章", "199"]]


# --- labels ---


@BOTH
def test_a_label_set_one_character_a_line_is_joined(engine: Engine) -> None:
    canvas = Canvas()
    border(canvas, 100, 100, 122, 260, "lines")
    for i, letter in enumerate("三、本年度办理结果"):
        canvas.text(106, 116 + 16 * i, letter)
    for row in range(2):
        border(canvas, 122, 100 + 80 * row, 222, 180 + 80 * row, "lines")
        canvas.text(130, 140 + 80 * row, f"（{'一二'[row]}）")
    assert cells(canvas, engine) == [["三、本年度办理结果", "（一）"], ["三、本年度办理结果", "（二）"]]


@BOTH
@pytest.mark.parametrize(("angle", "x", "y"), [(90, 115, 170), (270, 105, 110)])
def test_a_label_turned_on_its_side_is_read(angle: int, x: float, y: float, engine: Engine) -> None:
    canvas = Canvas()
    border(canvas, 100, 100, 122, 180, "lines")
    canvas.text(x, y, "办理结果", angle=angle)
    border(canvas, 122, 100, 262, 180, "lines")
    canvas.text(130, 140, "一、本年新收申请数量")
    assert cells(canvas, engine) == [["办理结果", "一、本年新收申请数量"]]


@BOTH
def test_heads_broken_over_three_lines_are_one_word(engine: Engine) -> None:
    canvas = boxed((40, 40))
    for i, (left, right) in enumerate((("社会", "法律"), ("公益", "服务"), ("组织", "机构"))):
        canvas.text(110, 112 + 11 * i, left)
        canvas.text(150, 112 + 11 * i, right)
    assert cells(canvas, engine) == [["社会公益组织", "法律服务机构"]]


@BOTH
def test_radicals_are_the_characters_they_look_like(engine: Engine) -> None:
    canvas = Canvas()
    canvas.text(100, 100, "主动公开政府信息", 12)
    content = read_pdf(pdf([canvas]).replace("政".encode("utf-16-be").hex().encode(), b"2f42"), engine)
    assert "⽂" not in "".join(content.lines)


# --- tables without rules ---


def unruled(rows: Sequence[tuple[float, str, tuple[str, ...]]], xs: tuple[float, ...] = (320, 370, 420)) -> Canvas:
    canvas = Canvas()
    for y, label, figures in rows:
        canvas.text(80, y, label)
        for x, figure in zip(xs, figures, strict=True):
            canvas.text(x - width(figure, 10) / 2, y, figure)
    return canvas


@BOTH
def test_figures_under_one_another_are_columns_and_blanks_stay_blank(engine: Engine) -> None:
    canvas = unruled(
        [
            (100, "信息内容", ("制发", "废止", "有效")),
            (120, "规章", ("12", "", "345")),
            (140, "行政规范性文件", ("3", "4567", "8")),
            (160, "其他文件", ("", "9", "")),
        ]
    )
    assert cells(canvas, engine) == [
        ["信息内容", "制发", "废止", "有效"],
        ["规章", "12", "", "345"],
        ["行政规范性文件", "3", "4567", "8"],
        ["其他文件", "", "9", ""],
    ]


@BOTH
def test_figures_that_do_not_stand_under_one_another_stay_lines(engine: Engine) -> None:
    canvas = unruled([(100, "规章", ("12", "5", "345")), (120, "行政规范性文件", ("3", "4", "8"))])
    for i, x in enumerate((345, 395, 400)):
        canvas.text(x, 140, str(i))
    content = read_pdf(pdf([canvas]), engine)
    assert content.grids == ()
    assert content.lines[0] == "规章 12 5 345"


@BOTH
def test_figures_between_the_lines_of_their_label_belong_to_it(engine: Engine) -> None:
    rows = [(100, "1.重复申请", ("1", "2", "3")), (147, "", ("4", "5", "6")), (190, "3.其他", ("7", "8", "9"))]
    canvas = unruled(rows)
    canvas.text(80, 140, "2.要求行政机关确认或重新出具")
    canvas.text(80, 154, "已获取信息")
    assert cells(canvas, engine) == [
        ["1.重复申请", "1", "2", "3"],
        ["2.要求行政机关确认或重新出具已获取信息", "4", "5", "6"],
        ["3.其他", "7", "8", "9"],
    ]


@BOTH
def test_a_table_with_horizontal_rules_only_has_columns_too(engine: Engine) -> None:
    rows = [(100, "信息内容", ("制发", "废止", "有效")), (120, "规章", ("1", "2", "3")), (140, "文件", ("4", "5", "6"))]
    canvas = unruled(rows)
    for y in (85, 106, 126, 146):
        canvas.line(75, y, 450, y)
    assert cells(canvas, engine)[1:] == [["规章", "1", "2", "3"], ["文件", "4", "5", "6"]]


# --- prose ---


def typed(canvas: Canvas, x: float, y: float, lines: list[str], indent: bool = True, size: float = 12.0) -> None:
    for i, line in enumerate(lines):
        canvas.text(x + (2 * size if indent and i == 0 else 0), y + 20 * i, line, size)


@BOTH
def test_lines_that_run_to_the_margin_are_one_paragraph(engine: Engine) -> None:
    canvas = Canvas()
    typed(canvas, 80, 100, ["一二三四五六七八九十" * 3, "甲乙丙丁戊己庚辛壬癸" * 3 + "子丑", "终。"])
    typed(canvas, 80, 160, ["另起一段。"])
    assert read_pdf(pdf([canvas]), engine).blocks == (
        "一二三四五六七八九十" * 3 + "甲乙丙丁戊己庚辛壬癸" * 3 + "子丑终。",
        "另起一段。",
    )


@BOTH
def test_a_paragraph_goes_on_over_the_page_and_its_furniture(engine: Engine) -> None:
    first, second = Canvas(), Canvas()
    for number, page in enumerate((first, second), 1):
        page.text(200, 40, "临川市望湖区河道管理局年度报告", 9)
        page.text(280, 810, f"—{number}—", 9)
    typed(first, 80, 740, ["一二三四五六七八九十" * 3])
    typed(second, 80, 80, ["接着写完。"], indent=False)
    blocks = read_pdf(pdf([first, second]), engine).blocks
    assert blocks == ("临川市望湖区河道管理局年度报告", "一二三四五六七八九十" * 3 + "接着写完。")


@BOTH
@pytest.mark.parametrize("footer", ["- {} -", "— {} —", "第{}页", "第 {} 页 共 3 页", "{}/3", "Page {} of 3", "{}"])
def test_page_numbers_are_no_text(footer: str, engine: Engine) -> None:
    pages = [Canvas(), Canvas(), Canvas()]
    for number, page in enumerate(pages, 1):
        page.text(80, 100, f"{'甲乙丙'[number - 1]}段。", 12)
        page.text(280, 805, footer.format(number), 9)
    assert read_pdf(pdf(pages), engine).blocks == ("甲段。", "乙段。", "丙段。")


@BOTH
def test_a_figure_alone_at_the_foot_of_a_page_is_no_page_number(engine: Engine) -> None:
    pages = [Canvas(), Canvas()]
    pages[0].text(80, 800, "1", 9)
    pages[1].text(80, 800, "57", 9)
    assert read_pdf(pdf(pages), engine).lines == ("1", "57")


@BOTH
def test_the_left_column_is_read_before_the_right(engine: Engine) -> None:
    canvas = Canvas()
    canvas.text(200, 60, "两栏排印的年度报告", 14)
    for i in range(8):
        canvas.text(60, 100 + 18 * i, f"左栏第{'一二三四五六七八'[i]}行文字写满这一行", 12)
        canvas.text(320, 100 + 18 * i, f"右栏第{'一二三四五六七八'[i]}行文字写满这一行", 12)
    text = "".join(read_pdf(pdf([canvas]), engine).lines)
    assert text.index("两栏") < text.index("左栏第八行") < text.index("右栏第一行")
    assert text.index("左栏第二行") < text.index("左栏第八行")


@BOTH
def test_slanted_text_is_a_watermark_and_not_read(engine: Engine) -> None:
    canvas = boxed()
    canvas.text(110, 120, "规章")
    canvas.text(210, 120, "17")
    canvas.raw("BT /F1 40 Tf 0.7 0.7 -0.7 0.7 150 650 Tm <68377a3f> Tj ET")
    content = read_pdf(pdf([canvas]), engine)
    assert [block for block in content.blocks if not isinstance(block, Grid)] == []
    assert cells(canvas, engine) == [["规章", "17"]]


@BOTH
def test_the_largest_lines_of_the_first_page_are_the_title(engine: Engine) -> None:
    canvas = Canvas()
    canvas.text(150, 80, "临川市望湖区河道管理局", 22)
    canvas.text(120, 110, "2024年政府信息公开工作年度报告", 22)
    typed(canvas, 80, 160, ["本报告由本局编制。" * 3, "正文。", "正文。"])
    assert read_pdf(pdf([canvas]), engine).titles == ("临川市望湖区河道管理局2024年政府信息公开工作年度报告",)


def test_a_small_or_raised_digit_is_no_more_digit() -> None:
    number = [Char(digit, 100 + 5 * at, 700, 105 + 5 * at, 709, 0) for at, digit in enumerate("101")]
    assert [word.text for word in words_of(number)] == ["101"]
    small = Char("1", 115, 700, 118, 705, 0)
    raised = Char("1", 115, 696, 120, 705, 0)
    for note in (small, raised):
        assert not words_of([*number, note])[-1].text.isdigit()
