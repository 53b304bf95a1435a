"""Headings: by keyword before number, only as blocks of their own, and not what merely looks like one."""

from __future__ import annotations

import pytest

from parsers.grid import Grid, from_lists
from parsers.sections import Blocks, named, split, texts

TABLE = from_lists([["规章", "1"], ["行政规范性文件", "2"]])


def outline(*blocks: str | Grid) -> list[tuple[int | None, str]]:
    return [(part.number, part.heading) for part in split(blocks)]


def numbers(blocks: Blocks) -> list[int | None]:
    return [part.number for part in split(blocks)]


def test_six_headings_cut_the_text() -> None:
    blocks = (
        "标题",
        "一、总体情况",
        "甲。",
        "二、主动公开政府信息情况",
        TABLE,
        "注：乙。",
        "六、其他需要报告的事项",
        "丙。",
    )
    parts = split(blocks)
    assert [(p.number, p.start, p.end) for p in parts] == [(1, 1, 3), (2, 3, 6), (6, 6, 8)]
    assert [s.text for s in texts(blocks, parts, set())] == ["甲。", "注：乙。", "丙。"]


def test_lines_taken_by_a_table_are_no_text() -> None:
    blocks = ("一、总体情况", "甲。", "二、主动公开政府信息情况", "规章 0 0 0", "注：乙。")
    assert [s.text for s in texts(blocks, split(blocks), {3})] == ["甲。", "注：乙。"]


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("一、概述", 1),
        ("一、政府信息公开总体情况", 1),
        ("一、 总体情况", 1),
        ("二、行政机关主动公开政府信息情况", 2),
        ("二、主动公开政府信息的情况", 2),
        ("三、行政机关收到和处理政府信息公开申请情况", 3),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", 4),
        ("四、政府信息公开工作被申请行政复议与提起行政诉讼情况", 4),
        ("四、行政复议行政诉讼情况", 4),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5),
        ("五、存在问题及改进措施", 5),
        ("四、存在的主要问题及改进情况", 5),
        ("6. 其他需要报告的事项", 6),
        ("其他需要报告的事项", 6),
    ],
)
def test_keyword_decides_before_the_printed_number(heading: str, number: int) -> None:
    other = "六、其他需要报告的事项" if number < 6 else "一、总体情况"
    blocks = (heading, "甲。", other, "乙。") if number < 6 else (other, "乙。", heading, "甲。")
    assert number in numbers(blocks)


def test_preamble_that_lists_the_names_is_no_heading() -> None:
    listing = "本报告包括一、总体情况,二、主动公开政府信息情况,三、收到和处理政府信息公开申请情况等部分。"
    assert outline(listing, "一、总体情况", "甲。", "五、存在的主要问题及改进情况", "乙。") == [
        (1, "总体情况"),
        (5, "存在的主要问题及改进情况"),
    ]


def test_sub_items_named_like_sections_stay_in_section_one() -> None:
    blocks = (
        "一、总体情况",
        "一、主动公开情况",
        "甲。",
        "(二)平台建设和主动公开政府信息情况",
        "乙。",
        "(二)行政机关主动公开政府信息情况",
        "丙。",
        "(三)复议、诉讼和申诉情况",
        "丁。",
        "二、主动公开政府信息情况",
        TABLE,
        "三、收到和处理政府信息公开申请情况",
        TABLE,
    )
    assert [(p.number, p.start) for p in split(blocks)] == [(1, 0), (2, 9), (3, 11)]


def test_sub_item_does_not_stand_in_for_a_lost_heading() -> None:
    blocks = ("一、总体情况", "（二）主动公开政府信息情况", "甲。", "三、收到和处理政府信息公开申请情况", TABLE)
    assert numbers(blocks) == [1, 3]


def test_table_of_contents_is_passed_over() -> None:
    names = ("一、总体情况", "二、主动公开政府信息情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项")
    body = (names[0], "甲。", names[1], TABLE, names[2], "乙。", names[3], "丙。")
    assert [part.start for part in split((*names, *body))] == [4, 6, 8, 10]


def test_repeated_first_heading_is_one_section() -> None:
    blocks = ("一、总体情况", "一、总体情况", "甲。", "六、其他需要报告的事项", "乙。")
    assert [(p.number, p.start) for p in split(blocks)] == [(1, 0), (6, 3)]


def test_rows_of_table_three_are_no_headings() -> None:
    blocks = (
        "三、收到和处理政府信息公开申请情况",
        "一、本年新收政府信息公开申请数量",
        "3",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
        "五、存在的主要问题及改进情况",
    )
    assert numbers(blocks) == [3, 5]


def test_heading_over_two_lines_is_joined() -> None:
    blocks = (
        "三、收到和处理政府信息公开申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行",
        "政诉讼情况",
        "甲。",
    )
    parts = split(blocks)
    assert parts[1].heading == "因政府信息公开工作被申请行政复议、提起行政诉讼情况"
    assert texts(blocks, parts, set())[1].text == "甲。"


def test_number_on_a_line_of_its_own_belongs_to_its_heading() -> None:
    blocks = ("一、", "总体情况", "甲。", "二、", "主动公开政府信息情况", TABLE)
    parts = split(blocks)
    assert [(p.number, p.start) for p in parts] == [(1, 0), (2, 3)]
    assert texts(blocks, parts, set())[0].text == "甲。"


def test_nothing_to_report_is_text_not_heading() -> None:
    blocks = ("五、存在的主要问题及改进情况", "甲。", "六、其他需要报告的事项：无。")
    parts = split(blocks)
    assert parts[1].heading == "其他需要报告的事项"
    assert texts(blocks, parts, set())[1].text == "无。"


def test_missing_tables_leave_headings_one_under_the_other() -> None:
    blocks = ("一、总体情况", "甲。", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "乙。")
    assert numbers(blocks) == [1, 2, 3]


def test_report_before_2019_has_its_own_headings() -> None:
    blocks = ("前言。", "一、行政机关主动公开情况", "甲。", "二、咨询处理情况", "乙。", "三、人员和经费情况", "丙。")
    parts = split(blocks)
    assert [(p.number, p.heading) for p in parts] == [
        (1, "行政机关主动公开情况"),
        (2, "咨询处理情况"),
        (3, "人员和经费情况"),
    ]
    assert named(parts) == 0


def test_own_heading_between_official_ones_is_a_section_without_number() -> None:
    blocks = (
        "四、行政复议、行政诉讼情况",
        "甲。",
        "五、收费及减免情况",
        "乙。",
        "六、存在的主要问题及改进情况",
        "丙。",
    )
    assert outline(*blocks) == [
        (4, "行政复议、行政诉讼情况"),
        (None, "收费及减免情况"),
        (5, "存在的主要问题及改进情况"),
    ]


def test_text_before_a_lost_first_heading_is_a_section_without_name() -> None:
    blocks = ("公开专栏37个。", "二、主动公开政府信息情况", TABLE, "三、收到和处理政府信息公开申请情况")
    parts = split(blocks)
    assert [(p.number, p.start, p.end) for p in parts] == [(None, 0, 1), (2, 1, 3), (3, 3, 4)]
    assert texts(blocks, parts, set())[0].text == "公开专栏37个。"


def test_text_without_headings_is_one_nameless_part() -> None:
    assert outline("甲。", "乙。") == [(None, "")]
    assert split(()) == ()
