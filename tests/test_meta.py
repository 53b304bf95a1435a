"""What a page says of itself: the metadata block in its shapes, the meta tags, and which of them is trusted."""

from __future__ import annotations

import pytest

from parsers.grid import from_lists
from parsers.readers.flow import Block
from parsers.readers.meta import read_meta
from parsers.readers.page_rules import rules

ORG = "松河县青石镇人民政府"
TITLE = f"{ORG}2024年政府信息公开工作年度报告"
INDEX = "11370303004217709K/2025-1043"


def meta(*blocks: Block, **tags: str) -> dict[str, str]:
    return read_meta(blocks, tags, rules())[0]


def rest(*blocks: Block) -> tuple[Block, ...]:
    return read_meta(blocks, {}, rules())[1]


def test_table_of_three_rows() -> None:
    table = from_lists(
        [["标题:", TITLE], ["索引号:", INDEX, "文号:", "无文号"], ["发文日期:", "2025-01-19", "发布机构:", ORG]],
        "ruled",
    )
    assert meta(table) == {"title": TITLE, "index_number": INDEX, "published": "2025-01-19", "org": ORG}
    assert rest(table, "一、总体情况") == ("一、总体情况",)


def test_table_of_mostly_empty_cells_with_lost_bytes_in_its_labels() -> None:
    rows = [["", "索??引??號：", "", INDEX, ""], [""] * 5, ["发 布 机 构：", "", "", ORG, ""], [""] * 5]
    assert meta(from_lists(rows + [[""] * 5] * 90, "ruled")) == {"index_number": INDEX, "org": ORG}


def test_an_empty_cell_does_not_take_the_next_label_for_its_value() -> None:
    rows = [["文号", "", "主题分类", "政务公开"], ["发布机构", "", "发布日期", "2025年1月20日"], ["标题", ""]]
    assert meta(from_lists(rows, "ruled")) == {"published": "2025年1月20日"}


def test_a_table_of_figures_is_no_metadata() -> None:
    table = from_lists([["信息内容", "本年制发件数"], ["规章", "3"], ["日期", "5"]], "ruled")
    assert rest(table) == (table,)


def test_list_items_with_the_value_on_the_next_line() -> None:
    lines = ("索 引 号：", INDEX, "文号：", "发布机构：", ORG, "发布日期：", "2025-01-20", "一、总体情况")
    assert meta(*lines) == {"index_number": INDEX, "org": ORG, "published": "2025-01-20"}
    assert rest(*lines) == ("一、总体情况",)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("时间:2026-01-26 09:42来源:", {"published": "2026-01-26 09:42"}),
        (f"来源：{ORG} 发布时间：2025-01-20 浏览次数：12次", {"org": ORG, "published": "2025-01-20"}),
        ("【发布日期】：2025/1/20 | 打印", {"published": "2025/1/20"}),
        (f"发布机构：{ORG}【字体：大 中 小】", {"org": ORG}),
        ("发布日期:", {}),
        ("来源：本站", {}),
        ("来源：11370000MB284723XW", {}),
        ("文号：〔〕号", {}),
        ("文号：松政办发〔2025〕3号", {"document_number": "松政办发〔2025〕3号"}),
        ("索引号：/2026-5566305", {"index_number": "/2026-5566305"}),
        ("统计时间：2024年1月1日至12月31日", {}),
    ],
)
def test_lines(line: str, expected: dict[str, str]) -> None:
    assert meta(line, "一、总体情况") == expected


def test_an_empty_label_does_not_take_the_body_for_its_value() -> None:
    lines = ("发布日期：", "2024年，全镇主动公开政府信息 368 条，比上年增加 27 条。")
    assert meta(*lines) == {}
    assert "2024年" in str(rest(*lines)[-1])


def test_words_that_prose_uses_are_labels_only_before_the_first_sentence() -> None:
    assert meta("时间：2025-01-20", "正文。") == {"published": "2025-01-20"}
    lines = ("本镇公开各类信息。", "时间：2024-05-06", f"名称：{ORG}党政办公室", "来源：群众来信")
    assert meta(*lines, pubdate="2025-01-20") == {"published": "2025-01-20"}
    assert rest(*lines) == lines


def test_words_on_tabs_are_no_labels() -> None:
    assert meta("标题", "正文内容在此", "附件") == {}


def test_tags() -> None:
    found = meta(
        articletitle=TITLE,
        pubdate="2025-01-20 10:12",
        contentsource="11370000MB284723XW",
        sitename="松河县人民政府",
        columnname="年报",
        url="http://www.example.gov.cn/1.html",
        author="管理员",
    )
    assert found == {
        "title": TITLE,
        "published": "2025-01-20 10:12",
        "site": "松河县人民政府",
        "column": "年报",
        "url": "http://www.example.gov.cn/1.html",
        "author": "管理员",
    }


def test_the_metadata_block_is_trusted_over_tags_and_its_better_label_over_the_worse() -> None:
    lines = ("发文日期：2025-01-01", f"发布机构：{ORG}", "发布日期：2025-01-27")
    assert meta(*lines, pubdate="2025-02-01", contentsource="松河县融媒体中心") == {
        "published": "2025-01-27",
        "org": ORG,
    }
