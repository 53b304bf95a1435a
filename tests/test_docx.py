"""DOCX to lines: the text that Word prints, its tracked changes, its generated numbers."""

from __future__ import annotations

import pytest

from parsers.grid import Grid, from_lists
from parsers.readers.docx import read_docx
from tests.word_samples import (
    SPACES,
    cell,
    docx,
    family,
    list_of,
    numbered,
    paragraph,
    raw,
    rough_table,
    row,
    rows,
    run,
)  # fmt: skip


def lines(*body: str, styles: str = "", numbering: str = "") -> tuple[str, ...]:
    content = read_docx(docx(*body, styles=styles, numbering=numbering))
    assert content.problems == ()
    return content.lines


def grid_of(*body: str) -> Grid:
    (grid,) = read_docx(docx(*body)).grids
    return grid


def texts(grid: Grid) -> list[list[str]]:
    return [[box.text for box in line] for line in grid.rows]


# --- text ---


def test_paragraphs_and_tables_keep_their_order() -> None:
    content = read_docx(docx(paragraph("二、主动公开"), rows(["规章", "3"], ["文件", "5"]), paragraph("三、收到")))
    assert [piece if isinstance(piece, str) else "grid" for piece in content.blocks] == [
        "二、主动公开",
        "grid",
        "三、收到",
    ]


def test_a_line_break_makes_two_lines() -> None:
    assert lines(raw(run("高岭镇人民政府") + "<w:r><w:br/></w:r>" + run("2024年年度报告"))) == (
        "高岭镇人民政府",
        "2024年年度报告",
    )


def test_special_characters_are_printed_ones() -> None:
    inside = (
        "<w:r><w:t>0533</w:t><w:noBreakHyphen/><w:t>22</w:t><w:softHyphen/><w:t>70</w:t><w:tab/><w:t>转</w:t></w:r>"
    )
    assert lines(raw(inside)) == ("0533-2270 转",)


def test_unpreserved_space_is_no_space() -> None:
    assert lines(raw("<w:r><w:t>\n  12\n </w:t></w:r><w:r><w:t>3</w:t></w:r>")) == ("123",)


def test_symbols_become_characters() -> None:
    inside = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Symbol" w:char="F034"/></w:r>'
    assert lines(raw(inside)) == ("☑4",)


def test_a_field_shows_its_result_only() -> None:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    inner = begin + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + separate + run("7") + end
    outer = begin + "<w:r><w:instrText>IF </w:instrText></w:r>" + inner + separate + run("42") + end
    assert lines(raw(run("收到") + outer + run("件"))) == ("收到42件",)


def test_a_field_that_never_ends_hides_nothing() -> None:
    inside = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("收到3件")
    assert lines(raw(inside), paragraph("后文")) == ("收到3件", "后文")


def test_hidden_runs_are_left_out_also_by_their_style() -> None:
    styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    shown = (
        run("新收") + run("99", "<w:vanish/>") + run("88", '<w:rStyle w:val="h"/>') + run("7", '<w:vanish w:val="0"/>')
    )
    assert lines(raw(shown), styles=styles) == ("新收7",)


def test_content_controls_links_and_ruby_are_entered() -> None:
    inside = (
        f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"
        f"<w:hyperlink>{run('乙')}</w:hyperlink><w:smartTag>{run('丙')}</w:smartTag>"
        f"<w:r><w:ruby><w:rt>{run('dīng')}</w:rt><w:rubyBase>{run('丁')}</w:rubyBase></w:ruby></w:r>"
    )
    assert lines(raw(inside)) == ("甲乙丙丁",)
    assert lines(f"<w:sdt><w:sdtContent>{paragraph('戊')}</w:sdtContent></w:sdt>") == ("戊",)


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框内文字')}</w:txbxContent>"
    twins = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert lines(raw(run("正文") + f"<w:r>{twins}</w:r>")) == ("正文", "框内文字")


def test_lines_with_tabs_that_are_rows_become_a_grid() -> None:
    tabbed = [
        raw("<w:r><w:tab/></w:r>".join(run(text) for text in line)) for line in (["规章", "1", "2"], ["文件", "3", "4"])
    ]
    assert texts(grid_of(paragraph("前"), *tabbed, paragraph("后"))) == [["规章", "1", "2"], ["文件", "3", "4"]]


def test_the_table_of_contents_is_not_text() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="10"><w:name w:val="toc 1"/></w:style>'
    entry = raw(run("一、总体情况") + "<w:r><w:tab/></w:r>" + run("2"), '<w:pStyle w:val="10"/>')
    assert lines(entry, paragraph("一、总体情况"), styles=styles) == ("一、总体情况",)


def test_titles_are_the_title_style_and_last_the_properties() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="a5"><w:name w:val="Title"/></w:style>'
    title = '<w:pStyle w:val="a5"/>'
    body = docx(
        paragraph("云水县教育局", title),
        paragraph("2024年年度报告", title),
        paragraph("正文"),
        styles=styles,
        title="旧题",
    )
    assert read_docx(body).titles == ("云水县教育局2024年年度报告", "旧题")


def test_a_file_pulled_into_the_text_is_named() -> None:
    content = read_docx(docx(paragraph("甲"), '<w:altChunk r:id="r9"/>'))
    assert [problem.code for problem in content.problems] == ["part_not_read"]


def test_headers_are_not_read() -> None:
    content = read_docx(
        docx(paragraph("甲"), extra={"word/header1.xml": f"<w:hdr {SPACES}>{paragraph('页眉')}</w:hdr>"})
    )
    assert content.lines == ("甲",)


# --- tracked changes ---


def test_tracked_changes_give_the_final_text() -> None:
    inside = (
        run("收到") + f"<w:del>{run('3')}</w:del><w:ins>{run('5')}</w:ins>"
        f"<w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo>" + run("件")
    )
    assert lines(raw(inside)) == ("收到5新件",)


def test_a_deleted_paragraph_mark_joins_the_paragraphs() -> None:
    assert lines(paragraph("一、总", "<w:rPr><w:del/></w:rPr>"), paragraph("体情况")) == ("一、总体情况",)


def test_deleted_rows_and_cells_are_gone_and_inserted_ones_stay() -> None:
    grid = grid_of(rough_table(
        row(cell(paragraph("规章")), cell(paragraph("1"))),
        row(cell(paragraph("旧")), cell(paragraph("2")), properties="<w:del/>"),
        row(cell(paragraph("文件")), cell(paragraph("9"), "<w:cellDel/>"), cell(paragraph("3")), properties="<w:ins/>"),
    ))  # fmt: skip
    assert texts(grid) == [["规章", "1"], ["文件", "3"]]


def test_the_former_properties_of_a_changed_cell_do_not_count() -> None:
    former = '<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>'
    grid = grid_of(rough_table(
        row(cell(paragraph("甲"), former), cell(paragraph("乙"))), row(cell(paragraph("丙")), cell(paragraph("丁")))
    ))  # fmt: skip
    assert grid == from_lists([["甲", "乙"], ["丙", "丁"]], "ruled")


# --- numbering ---


def test_generated_numbers_are_written_before_the_text() -> None:
    numbering = family("1", ("chineseCountingThousand", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3."))
    body = [
        numbered("总体情况", "1"), numbered("主动公开", "1", 1), numbered("网站", "1", 2), numbered("公报", "1", 2),
        numbered("依申请", "1", 1), numbered("主动公开政府信息情况", "1", 0), numbered("再起", "1", 1),
    ]  # fmt: skip
    assert lines(*body, numbering=numbering) == (
        "一、总体情况", "（一）主动公开", "1.网站", "2.公报", "（二）依申请", "二、主动公开政府信息情况", "（一）再起",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("decimal", "12"), ("decimalZero", "12"), ("decimalEnclosedCircle", "⑫"), ("decimalEnclosedCircleChinese", "⑫"),
        ("decimalFullWidth", "１２"), ("chineseCounting", "十二"), ("chineseCountingThousand", "十二"),
        ("japaneseCounting", "十二"), ("taiwaneseCountingThousand", "十二"), ("ideographDigital", "一二"),
        ("chineseLegalSimplified", "壹拾贰"), ("upperRoman", "XII"), ("lowerRoman", "xii"), ("upperLetter", "L"),
        ("lowerLetter", "l"), ("decimalEnclosedParen", "⑿"), ("ideographZodiac", "亥"), ("numberInDash", "- 12 -"),
    ],
)  # fmt: skip
def test_number_formats(style: str, expected: str) -> None:
    numbering = family("1", (style, "%1、"))
    assert lines(*[numbered("项", "1")] * 12, numbering=numbering)[-1] == f"{expected}、项"


@pytest.mark.parametrize(
    ("number", "expected"), [(10, "十"), (20, "二十"), (21, "二十一"), (105, "一百〇五"), (110, "一百一十")]
)
def test_chinese_numbers(number: int, expected: str) -> None:
    numbering = family("1", ("chineseCounting", "%1、")).replace('<w:start w:val="1"/>', f'<w:start w:val="{number}"/>')
    assert lines(numbered("项", "1"), numbering=numbering) == (f"{expected}、项",)


def test_lists_of_one_family_count_on_unless_they_restart() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = family("1", ("decimal", "%1.")) + list_of("2", "1") + list_of("3", "1", restart)
    body = [numbered("甲", "1"), numbered("乙", "2"), numbered("丙", "3"), numbered("丁", "3"), numbered("戊", "1")]
    assert lines(*body, numbering=numbering) == ("1.甲", "2.乙", "1.丙", "2.丁", "3.戊")


def test_a_style_numbers_its_paragraphs_and_zero_takes_the_number_away() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    )
    body = [paragraph("甲", '<w:pStyle w:val="1"/>'), paragraph("乙", '<w:pStyle w:val="2"/>')]
    plain = paragraph("丙", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    numbering = family("1", ("chineseCounting", "%1、"))
    assert lines(*body, plain, styles=styles, numbering=numbering) == ("一、甲", "二、乙", "丙")


def test_a_list_may_be_that_of_a_list_style() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = family("1", ("decimal", "%1）")) + family("2", extra='<w:numStyleLink w:val="L"/>')
    assert lines(numbered("甲", "2"), styles=styles, numbering=numbering) == ("1）甲",)


def test_bullets_are_left_out_and_a_number_never_joins_a_figure() -> None:
    numbering = family("1", ("bullet", "-")) + family("2", ("decimal", "%1."))
    assert lines(numbered("5", "1"), numbered("5", "2"), numbering=numbering) == ("5", "1. 5")


def test_an_unknown_format_gives_no_number() -> None:
    assert lines(numbered("甲", "1"), numbering=family("1", ("hebrew1", "%1."))) == ("甲",)


def test_cells_are_numbered_too() -> None:
    body = rough_table(
        row(cell(numbered("属于国家秘密", "1")), cell(paragraph("0"))),
        row(cell(numbered("其他", "1")), cell(paragraph("2"))),
    )
    content = read_docx(docx(body, numbering=family("1", ("decimal", "%1."))))
    assert texts(content.grids[0]) == [["1.属于国家秘密", "0"], ["2.其他", "2"]]


def test_a_struck_or_raised_digit_is_no_part_of_the_number() -> None:
    struck = "<w:r><w:rPr><w:strike/></w:rPr><w:t>9</w:t></w:r>"
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'
    number = "<w:r><w:t>101</w:t></w:r>"
    assert lines(raw(struck + number)) == ("101",)
    assert lines(raw(number + raised)) == ("101 1",)
