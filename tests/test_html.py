"""Pages to lines and Grids: each test is one thing that pages do, as small as it can be shown."""

from __future__ import annotations

import pytest

from parsers.grid import Grid
from parsers.readers import html
from parsers.readers.content import Content
from parsers.readers.html import read_html
from parsers.readers.marks import has_marks
from parsers.report import Document

TITLE = "松河县青石镇人民政府2024年政府信息公开工作年度报告"
PROSE = "<p>全镇认真落实条例，公开各类政府信息，接受群众监督。</p>" * 20
TABLE = "<table>" + "<tr><td>甲</td><td>1</td><td>2</td></tr>" * 6 + "</table>"


def read(source: str | bytes, **headers: str) -> Content:
    body = source if isinstance(source, bytes) else source.encode("utf-8")
    return read_html(Document(body, headers={name.replace("_", "-"): value for name, value in headers.items()}))


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def table(rows: str) -> list[list[str]]:
    """The one table of a page."""
    (grid,) = read(f"<table>{rows}</table>").grids
    return texts(grid)


# --- lines ---


def test_blocks_come_in_reading_order() -> None:
    page = read(
        f"<h2>二、主动公开</h2><p>说明</p>{TABLE}<div>文字<p>段落</p>尾</div><ul><li>一项</li><li>二项</li></ul>"
    )
    assert [block if isinstance(block, str) else "GRID" for block in page.blocks] == [
        *("二、主动公开", "说明", "GRID", "文字", "段落", "尾", "一项", "二项"),
    ]


def test_blanks_collapse_and_unseen_characters_vanish() -> None:
    assert read("<p>&nbsp;&emsp;　政\u200b府\u00ad信\ufeff息 &nbsp; 公开　报告\n</p>").lines == ("政府信息 公开 报告",)


def test_br_parts_lines() -> None:
    assert read("<p>松河县<br/>青石镇<br>报告</p>").lines == ("松河县", "青石镇", "报告")


def test_a_wrap_of_the_source_parts_no_chinese_word_and_glues_no_numbers() -> None:
    assert read("<p>国务\n  院令第711\n号 12\n34</p>").lines == ("国务院令第711 号 12 34",)


def test_inline_elements_leave_no_trace() -> None:
    source = "<p><span>主动<b>公</b><font>开</font></span><span lang=EN-US>3<u>6</u></span><o:p>8</o:p>条</p>"
    assert read(source).lines == ("主动公开368条",)


def test_a_footnote_does_not_touch_the_number_before_it() -> None:
    assert table("<tr><td>规章</td><td>12<sup>3</sup></td></tr>") == [["规章", "12 3"]]


@pytest.mark.parametrize(
    "dropped",
    [
        "<style>p{width:7pt}</style>",
        "<script>var a = '<p>9</p>';</script>",
        "<noscript><p>请启用脚本 9</p></noscript>",
        "<template><p>9</p></template>",
        "<!-- <p>9</p> --><!--[if gte mso 9]><xml><w:View>9</w:View></xml><![endif]-->",
        "<xml><o:Pages>9</o:Pages></xml>",
        '<p style="DISPLAY: none">9</p><p hidden>9</p><span style="mso-hide:all">9</span>',
        "<select><option>9</option></select><button>9</button><textarea>9</textarea>",
        "<nav><a href='/'>9</a></nav><footer>9</footer>",
        '<div class="share Breadcrumb">9</div><div id="footer">9</div>',
        "<ul>" + "".join(f"<li><a href='/{n}'>9</a></li>" for n in range(6)) + "</ul>",
        "<p>点击收听年报语音朗读</p><p>【打印】【关闭】</p><p>字号：[大 中 小]</p><p>首页 > 政务公开 > 年报</p>",
        "<p>当前位置：首页 > 政府信息公开</p><p>分享到：</p><p>鲁公网安备 37030002000009号</p>",
    ],
)
def test_what_is_not_the_page_s_own_words_is_dropped(dropped: str) -> None:
    assert read(f"{PROSE}{dropped}<p>完</p>").lines[20:] == ("完",)


def test_struck_out_figures_are_not_printed_and_their_cells_stay() -> None:
    struck = "<td><s>3</s>5</td><td style='text-decoration:line-through'>7</td><td><del>8</del></td>"
    assert table(f"<tr><td>甲</td>{struck}<td>9</td></tr>") == [["甲", "5", "", "", "9"]]


def test_downlevel_conditionals_of_word_keep_their_words() -> None:
    assert read("<p><![if !supportLists]>一、<![endif]>总体<!--[if !x]-->情况<!--[endif]--></p>").lines == (
        "一、总体情况",
    )


def test_leaked_markup_before_a_title_is_cut_off() -> None:
    assert read('<p>7pt; "&gt;松河县人民政府</p>').lines == ("松河县人民政府",)


def test_hidden_until_a_script_shows_it_is_kept_when_it_is_the_page() -> None:
    page = read(f'<p>加载中</p><div style="display:none">{PROSE}{TABLE}</div>')
    assert len(page.grids) == 1
    assert len(page.lines) == 21


def test_a_hidden_copy_is_dropped() -> None:
    assert len(read(f'{PROSE}{TABLE}<div style="display:none">{TABLE}</div>').grids) == 1


# --- tables ---


def test_spans() -> None:
    (grid,) = read("<table><tr><td rowspan=2>甲<td colspan='2'>乙<tr><td>1<td>2<tr><td>丙<td>3<td>4</table>").grids
    assert texts(grid) == [["甲", "乙"], ["甲", "1", "2"], ["丙", "3", "4"]]
    assert [(cell.column, cell.columns, cell.rows) for cell in grid.rows[0]] == [(0, 1, 2), (1, 2, 1)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("本年新<br>公开数量", "本年新公开数量"),
        ("<p>商业</p>\n<p>企业</p>", "商业企业"),
        ("<p>12</p><p>34</p>", "12 34"),
        ("12<br/>34", "12 34"),
        ("12<div>34</div>", "12 34"),
        ("１２<br>３４", "１２ ３４"),
        ("（三）<br>不予公开", "（三）不予公开"),
        ("<p>&nbsp;</p><p>0</p>", "0"),
        ("\n\t\t12\n\t\t", "12"),
        ("1 234", "1 234"),
        ("<ul><li>甲<li>乙</ul>", "甲乙"),
        ("<pre>5</pre>", "5"),
        ("<table><tr><td>7</td></tr></table>", "7"),
        ("<form><p><font>8</font></form>", "8"),
    ],
)
def test_the_words_of_one_cell(cell: str, text: str) -> None:
    assert table(f"<tr><td>规章</td><td>{cell}</td></tr>") == [["规章", text]]


def test_a_row_with_a_cell_too_few_stays_so() -> None:
    assert table("<tr><td>甲<td>1<td>2<tr><td>乙<td>3<tr><td>丙<td><td>4") == [
        ["甲", "1", "2"],
        ["乙", "3"],
        ["丙", "", "4"],
    ]


def test_blank_rows_and_columns_stay() -> None:
    # In the second half of a table that was cut in two, a blank column is a printed blank.
    assert table("<tr><td>甲<td>&nbsp;<td>1<tr><td><td><td>") == [["甲", "", "1"], ["", "", ""]]


def test_an_empty_row_counts_for_the_cell_that_hangs_over_it() -> None:
    assert table("<tr><td rowspan=2>甲<td>1</tr><tr></tr><tr><td>乙<td>2</tr>") == [["甲", "1"], ["甲"], ["乙", "2"]]


@pytest.mark.parametrize("head", ["<html><head></head></html>", "<html><body><p>首页</p></body></html>"])
def test_what_stands_after_the_page_s_end_is_read(head: str) -> None:
    page = read(f"{head}<div>正文</div><script>var x</script>{TABLE}尾")
    assert [block if isinstance(block, str) else "GRID" for block in page.blocks][-3:] == ["正文", "GRID", "尾"]


def test_a_heading_that_was_never_closed_is_a_line_without_marks() -> None:
    title = read(f"<h1>报告{TABLE}").titles[0]
    assert title.startswith("报告")
    assert not has_marks(title)


def test_layout_tables_are_entered() -> None:
    page = read(
        f"<table><tr><td>菜单</td><td><p>{TITLE}</p><table><tr><td>{TABLE}</td></tr></table><p>完</p></td></tr></table>"
    )
    assert page.lines == ("菜单", TITLE, "完")
    assert [len(grid.rows) for grid in page.grids] == [6]


def test_a_table_of_prose_is_lines() -> None:
    page = read(f"<table><tr><td>报告</td><td>{PROSE}</td></tr></table>")
    assert (len(page.lines), page.grids) == (21, ())


def test_a_table_of_one_column_is_lines() -> None:
    assert read("<table><tr><td>一、总体情况<tr><td>无。</table>").lines == ("一、总体情况", "无。")


def test_a_long_note_under_many_figures_leaves_the_table_a_table() -> None:
    rows = "<tr><td>甲<td>1<td>2<td>3" * 12
    assert len(table(f"{rows}<tr><td colspan=4>{'说明。' * 60}")) == 13


def test_words_between_cells_are_printed_before_the_table() -> None:
    page = read("<table><caption>表一</caption><tr><td>甲</td>散<td>1</td></tr></table>")
    assert page.lines == ("表一", "散")
    assert texts(page.grids[0]) == [["甲", "1"]]


def test_text_copies_of_a_table_are_given_to_the_text_reader() -> None:
    rows = "项目\t新收\t总计\n自然人\t1\t2\n企业\t3\t4"
    for source in (f"<pre>{rows}</pre>", f"<p>{rows}</p>"):
        (grid,) = read(source).grids
        assert texts(grid)[1:] == [["自然人", "1", "2"], ["企业", "3", "4"]]


def test_tabs_of_an_indented_source_make_no_table() -> None:
    assert read("<div>\n\t\t\t首页\n\t\t\t政务\n\t\t</div>").lines == ("首页政务",)


# --- article and metadata ---


def test_the_known_container_is_the_article() -> None:
    page = read(f"<div>相关新闻</div><div class='TRS_Editor'>{PROSE}{TABLE}</div><p>上级部门</p>")
    assert (len(page.lines), len(page.grids)) == (20, 1)


def test_a_container_without_the_page_s_table_is_not_believed() -> None:
    page = read(f"<p>前言</p><div id=zoom>{PROSE}</div>{TABLE}")
    assert page.lines[0] == "前言"
    assert len(page.grids) == 1


def test_a_container_that_is_a_cell_or_holds_little() -> None:
    assert len(read(f"<table><tr><td>左</td><td id=Zoom>{PROSE}</td></tr></table>").lines) == 20
    assert read(f"<div id=zoom></div>{PROSE}").lines[0].startswith("全镇")


def test_metadata_title_links_and_heads() -> None:
    page = read(
        f"<title>年报-松河县</title><meta name=ArticleTitle content='{TITLE}'>"
        f"<a href=1>首页</a><a href=2 title='{TITLE}'>松河县…</a>"
        "<table><tr><td>标题：<td colspan=3>青石镇2024年年报"
        "<tr><td>索引号：<td>1137/2025-3<td>发布日期：<td>2025-01-20</table>"
        "<h1>青石镇<br>年报</h1><p>一、总体情况</p>"
    )
    assert page.meta == {"title": "青石镇2024年年报", "index_number": "1137/2025-3", "published": "2025-01-20"}
    assert page.titles == (TITLE, "青石镇年报", "年报-松河县")
    assert page.links == ("首页", TITLE)
    assert page.grids == ()


def test_the_heading_outside_the_article_is_a_title() -> None:
    assert read(f"<h3>{TITLE}</h3><div id=vsb_content><h3>一、总体情况</h3>{PROSE}</div>").titles[0] == TITLE


# --- bytes ---


def test_header_names_are_matched_in_any_case() -> None:
    assert read("<p>规章</p>".encode("gb18030"), CONTENT_TYPE="text/html; charset=gbk").lines == ("规章",)


@pytest.mark.parametrize("charset", ["gb18030", "utf-16", "utf-16-le", "utf-8-sig"])
def test_charsets(charset: str) -> None:
    declared = '<?xml version="1.0" encoding="gb2312"?>'
    source = f"{declared}<html><head><title>年报</title></head><body>{PROSE}{TABLE}</body></html>"
    page = read(source.encode(charset))
    assert (len(page.lines), len(page.grids), page.titles) == (20, 1, ("年报",))


def test_empty_and_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [problem.code for problem in read(b" \n").problems] == ["empty_document"]
    monkeypatch.setattr(html, "MAX_BYTES", 10)
    assert [problem.code for problem in read("<p>0123456789</p>").problems] == ["too_large"]
