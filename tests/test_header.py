"""The facts of the header: titles, names, years and dates as pages really print them, with invented bodies."""

from __future__ import annotations

from datetime import date

import pytest

from parsers import header, sections
from parsers.dates import created, first_date, period
from parsers.header import Header
from parsers.org import same_body
from parsers.readers.content import Content
from parsers.report import Contact, Document

SECTIONS = ("一、总体情况", "甲。", "二、主动公开政府信息情况", "乙。")
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def read(
    *lines: str, meta: dict[str, str] | None = None, titles: tuple[str, ...] = (), url: str | None = None
) -> Header:
    content = Content("text/html", (*lines, *SECTIONS), meta or {}, titles)
    return header.read(content, Document(b"", url=url), sections.split(content.blocks))


def codes(head: Header) -> list[str]:
    return [problem.code for problem in head.problems]


@pytest.mark.parametrize(
    ("printed", "org", "year"),
    [
        ("石泉县教育局2023年政府信息公开工作年度报告", "石泉县教育局", 2023),
        ("石泉县教育局2023年度政府信息公开工作年度报告", "石泉县教育局", 2023),
        ("石泉县教育局2023年政府信息公开工作报告", "石泉县教育局", 2023),
        ("石泉县教育局2023年度信息公开年度报告", "石泉县教育局", 2023),
        ("石泉县教育局2023年政务信息公开年报", "石泉县教育局", 2023),
        ("2023年石泉县教育局政府信息公开工作年度报告", "石泉县教育局", 2023),
        ("石泉县教育局政府信息公开工作2023年度报告", "石泉县教育局", 2023),
        ("2025石泉县大岭乡2025年度政府信息公开工作报告", "石泉县大岭乡", 2025),
        ("竹溪镇2025政府信息公开工作年度报告", "竹溪镇", 2025),
        ("溪夏镇人民政府2023年信息公开工作年度报告", "溪夏镇人民政府", 2023),
        ("2023年溪夏镇人民政府信息公开工作年度报告", "溪夏镇人民政府", 2023),
        ("二〇二三年度石泉县教育局政府信息公开工作年度报告", "石泉县教育局", 2023),
        ("石泉县教育局关于2023年政府信息公开工作的年度报告", "石泉县教育局", 2023),
    ],
)
def test_title_gives_body_and_year_wherever_they_stand(printed: str, org: str, year: int) -> None:
    head = read(printed)
    assert (head.title, head.org, head.year, head.problems) == (printed, org, year, ())


@pytest.mark.parametrize(
    "lines",
    [
        ("石泉县教育局 2023 年 政府信息公开工作年度报告",),
        ("石泉县教育局", "2023年政府信息公开工作年度报告"),
        ("石泉县教育局2023年政府信息", "公开工作年度报告"),
        ("石泉县教育局", "2023年", "政府信息公开工作", "年度报告"),
        ("石泉县教育局2023年政府信息公开工作年度报告",) * 3,
        ("石泉县教育局2023年政府信息公开工作年度报告" * 2,),
        ("点击接收年报语音朗读", '7pt; ">石泉县教育局2023年政府信息公开工作年度报告'),
        ("首页", "政务公开", "石泉县教育局", "标题：", "石泉县教育局2023年政府信息公开工作年度报告"),
        ("关于公布2023年政府信息公开工作年度报告的通知", "石泉县教育局", "2023年政府信息公开工作年度报告"),
    ],
)
def test_title_is_put_together_from_what_is_printed(lines: tuple[str, ...]) -> None:
    head = read(*lines)
    assert head.title == "石泉县教育局2023年政府信息公开工作年度报告"
    assert (head.org, head.year) == ("石泉县教育局", 2023)


def test_fuller_title_is_taken_before_the_more_trusted() -> None:
    head = read(
        "石泉县教育局政府信息公开工作年度报告", titles=("石泉县教育局2023年政府信息公开工作年度报告_石泉县人民政府",)
    )
    assert head.title == "石泉县教育局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize("mark", ["_", "-", " - ", "|"])
def test_site_name_of_the_page_is_cut_from_its_title(mark: str) -> None:
    title = "石泉县教育局2023年政府信息公开工作年度报告"
    for told in (f"{title}{mark}石泉县人民政府", f"石泉县人民政府{mark}{title}"):
        assert read("甲。", titles=(told,)).title == title


def test_page_without_anything_has_no_facts() -> None:
    head = header.read(Content("text/html"), Document(b""), ())
    assert (head.title, head.org, head.year, head.published) == (None, None, None, None)


def test_title_without_body_or_year_says_what_is_missing() -> None:
    assert codes(read("政府政务公开年报")) == ["org_missing", "year_missing"]


def test_short_and_long_name_are_one_body_and_the_legal_one_is_kept() -> None:
    title = "石泉县青石镇2023年政府信息公开工作年度报告"
    assert read(title, meta={"org": "青石镇人民政府"}).org == "青石镇人民政府"
    head = read(title, "请与石泉县青石镇人民政府联系。", meta={"org": "青石镇人民政府"})
    assert (head.org, head.problems) == ("石泉县青石镇人民政府", ())


@pytest.mark.parametrize("publisher", ["石泉县政府", "石泉县人民政府办公室", "石泉县融媒体中心"])
def test_publisher_is_not_the_body(publisher: str) -> None:
    head = read("石泉县教育局2023年政府信息公开工作年度报告", meta={"org": publisher})
    assert (head.org, head.problems) == ("石泉县教育局", ())


def test_publisher_is_the_body_where_the_title_names_none() -> None:
    assert read("2023年政府信息公开工作年度报告", meta={"org": "石泉县教育局"}).org == "石泉县教育局"


def test_another_body_in_metadata_or_text_is_a_problem() -> None:
    title = "石泉县教育局2023年政府信息公开工作年度报告"
    assert codes(read(title, meta={"org": "石泉县水利局"})) == ["org_differs"]
    assert codes(read("石泉县面河镇2023年政府信息公开工作年度报告", "请与石泉县水利局联系。")) == ["org_differs"]
    assert codes(read(title, "请与石泉县教育局办公室联系。")) == []


def test_cut_name_is_completed_by_the_page() -> None:
    assert read("石泉县行政审批服务2020年政府信息公开工作年度报告", meta={"org": "石泉县行政审批服务局"}).org == (
        "石泉县行政审批服务局"
    )


def test_footer_names_the_body_last() -> None:
    content = Content("text/plain", ("2023年政府信息公开工作年度报告", *SECTIONS, "石泉县教育局", "2024年1月9日"))
    head = header.read(content, Document(b""), sections.split(content.blocks))
    assert (head.org, head.published) == ("石泉县教育局", date(2024, 1, 9))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("青石镇人民政府", "石泉县青石镇", True),
        ("高新区建设局", "石泉高新技术产业开发区建设局", True),
        ("石泉县人民政府", "石泉县教育局", False),
        ("石泉县", "石泉县教育局", False),
        ("丝路街道", "石泉区丝路街道办事处", True),
    ],
)
def test_same_body(one: str, other: str, same: bool) -> None:
    assert same_body(one, other) is same
    assert same_body(other, one) is same


def test_year_comes_from_the_title_then_from_the_period() -> None:
    period_of_2023 = "统计期限自2023年1月1日起，至2023年12月31日止。"
    assert read("石泉县教育局政府信息公开工作年度报告", "2020年4月7日", period_of_2023).year == 2023
    head = read("石泉县教育局2022年政府信息公开工作年度报告", period_of_2023)
    assert (head.year, codes(head)) == (2022, ["year_differs"])
    assert read("石泉县教育局政府信息公开工作年度报告", "根据2019年修订的条例").year is None


def test_only_a_last_day_gives_a_year_but_no_period() -> None:
    head = read("石泉县教育局政府信息公开工作年度报告", "本报告数据截止2023年12月31日。")
    assert (head.year, head.period) == (2023, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("自2023年1月1日起，至2023年12月31日止", 2023),
        ("自2023年1月1日起至12月31日止", 2023),
        ("自20201月1日始,至202012月31日止", 2020),
        ("自202011日至20201231日", 2020),
        ("从202411日到20241231日", 2024),
        ("自2020年1月1日至202020年12月31日", 2020),
        ("2023.1.1-2023.12.31", 2023),
        ("自二○二三年一月一日起，至二○二三年十二月三十一日止", 2023),
    ],
)
def test_period_is_read_with_characters_lost(text: str, year: int) -> None:
    assert period(f"数据的统计期限{text}", 0) == (date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    "text", ["数据截止2023年12月31日", "统计期限为2023年度", "统计期限自2023年13月1日至2023年12月31日", ""]
)
def test_period_needs_both_dates(text: str) -> None:
    assert period(text, len(text)) is None


def test_period_in_running_text_needs_words_that_say_so() -> None:
    assert period("项目自2023年1月1日至2023年12月31日实施", 0) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("发布日期：2024-01-20 字号：",), date(2024, 1, 20)),
        (("时间:2026-01-26 09:42来源:石泉县",), date(2026, 1, 26)),
        (("发布日期:", "2024年1月20日"), date(2024, 1, 20)),
        (("发布日期:", "石泉县"), None),
        (("(2021年1月19日)",), date(2021, 1, 19)),
        (("二〇二四年一月三十一日",), date(2024, 1, 31)),
        (("20261",), None),
    ],
)
def test_published_date(lines: tuple[str, ...], expected: date | None) -> None:
    assert read("石泉县教育局2023年政府信息公开工作年度报告", *lines).published == expected


def test_metadata_date_is_taken_first() -> None:
    head = read("发布日期：2024-01-20", meta={"published": "2024-01-18 10:00"})
    assert head.published == date(2024, 1, 18)
    assert first_date("") is None


@pytest.mark.parametrize(
    ("address", "day"),
    [
        (
            "http://example.org/gongkai/channel_c_5f9f696d489871774b4da7e8/doc_69786d3f69d516b4fac7a719.html",
            date(2026, 1, 27),
        ),
        ("doc_5fb47c49189809a28f0dd8b1_0123456789abcdef0123456789abcdef.pdf", date(2020, 11, 18)),
        ("http://example.org/c1/60110d7498617ee119ec309a.html", date(2021, 1, 27)),
        ("http://example.org/gongkai/channel_c_5f9f696d489871774b4da7e8_n_1605680361.2793/index.html", None),
        ("doc_ffffffffffffffffffffffff.html", None),
    ],
)
def test_created_is_what_the_id_says(address: str, day: date | None) -> None:
    assert created(None, address) == day


def test_index_number_from_metadata_or_its_line() -> None:
    assert read("x", meta={"index_number": "11370000/2024-None"}).index_number == "11370000/2024-None"
    assert read("索 引 号：11370000123456789K/2024-5226856").index_number == "11370000123456789K/2024-5226856"
    assert read("索引号：", "文号：").index_number is None


@pytest.mark.parametrize(
    "text",
    [
        "请与石泉县教育局联系（地址：石泉县人民路1号；邮编：123456；电话：0533-1234567；电子邮箱：jyj@sq.example.cn）。",
        "请与石泉县教育局联系（联系地址：石泉县人民路 1 号，邮政编码：123456，"
        "联系电话：0533-1234567，邮箱：jyj@sq.example.cn）。",
    ],
)
def test_contact(text: str) -> None:
    assert read(text).contact == Contact("石泉县人民路1号", "123456", "0533-1234567", "jyj@sq.example.cn")


def test_contact_keeps_brackets_of_an_address_and_leaves_out_what_is_not_there() -> None:
    contact = read(
        "请与石泉县教育局联系（地址：石泉县人民路1号（市政大厦3楼）；电话：０５３３—１２３４５６７）。"
    ).contact
    assert contact == Contact("石泉县人民路1号（市政大厦3楼）", None, "0533—1234567", None)


@pytest.mark.parametrize(
    ("title", "line", "scope"),
    [
        ("石泉县教育局2023年政府信息公开工作年度报告", "甲。", "own"),
        ("石泉县青石镇人民政府2023年政府信息公开工作年度报告", "甲。", "own"),
        ("石泉县人民政府2023年政府信息公开工作年度报告", "甲。", None),
        ("石泉县人民政府2023年政府信息公开工作年度报告", "本报告数据为县本级数据。", "level"),
        ("石泉县人民政府2023年政府信息公开工作年度报告", "报告数据由全县各级行政机关汇总形成。", "region"),
        ("石泉县人民政府2023年政府信息公开工作年度报告（汇总）", "甲。", "region"),
        ("石泉县人民政府2023年政府信息公开工作年度报告", "推动全县各级各部门工作。", None),
    ],
)
def test_scope_only_where_it_is_plain(title: str, line: str, scope: str | None) -> None:
    assert read(title, line).scope == scope


@pytest.mark.parametrize(
    "words", ["请与行政机关规范全称联系", "《[具体地名]镇人民政府年报》", "详见(具体网址)", "该部分以表格形式报告"]
)
def test_words_of_the_template_are_named(words: str) -> None:
    assert "template_left" in codes(read("石泉县教育局2023年政府信息公开工作年度报告", words))
