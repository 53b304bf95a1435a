"""What is a report is known by what it has; what is none is said to be that."""

from __future__ import annotations

import pytest

from parsers import sections
from parsers.kind import not_report
from parsers.readers.content import Content
from parsers.report import Kind

TITLE = "石泉县教育局2023年政府信息公开工作年度报告"
SIX = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
PROSE = (
    "石泉县教育局认真落实条例要求，全年主动公开政府信息，及时回应群众关切，公开目录不断完善，工作制度逐步健全。" * 2,
    "依申请公开方面，畅通受理渠道，规范答复文书，全年未收到申请，也没有因此引起的行政复议和行政诉讼。" * 2,
    "存在的主要问题是公开形式较少，今后将加强培训，继续改进。" * 2,
)


def kind(
    *lines: str,
    title: str | None = TITLE,
    tables: bool = False,
    titles: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    meta: dict[str, str] | None = None,
    body: bytes = b"",
    media_type: str = "text/html",
) -> Kind | None:
    content = Content(media_type, lines, meta or {}, titles, links)
    return not_report(content, sections.split(content.blocks), title, tables, body)


def test_headings_or_tables_make_a_report() -> None:
    assert kind(*SIX, tables=True) is None
    assert kind(*SIX[:2], "甲。") is None
    assert kind("甲。", title=None, tables=True) is None


def test_prose_without_tables_is_a_report() -> None:
    assert kind(TITLE, *PROSE) is None
    assert (
        kind(TITLE, "一、行政机关主动公开情况", PROSE[0], "二、依申请情况", PROSE[1], "三、人员情况", PROSE[2]) is None
    )


@pytest.mark.parametrize(
    "title", [f"【文稿解读】{TITLE}", f"{TITLE}解读", f"文字解读：{TITLE}", f"图解：{TITLE}", f"《{TITLE}》说明"]
)
def test_interpretation_by_its_title(title: str) -> None:
    assert kind(TITLE, *PROSE, title=title) == "interpretation"
    assert kind(TITLE, *PROSE, meta={"title": title}) == "interpretation"


def test_interpretation_by_its_headings() -> None:
    assert kind("一、编制背景", PROSE[0], "二、编制依据", PROSE[1]) == "interpretation"


def test_a_whole_report_is_one_whatever_its_page_is_called() -> None:
    assert kind(*SIX, tables=True, titles=(f"{TITLE}解读",)) is None


def test_tab_of_the_page_called_interpretation_does_not_count() -> None:
    assert kind(*SIX, titles=("解读",)) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("您访问的页面不存在或已删除",), "not_found"),
        (("404 Not Found",), "not_found"),
        (("当前访问疑似黑客攻击，已被创宇盾拦截",), "challenge"),
        (("您的请求包含恶意行为，请稍后重试",), "challenge"),
        (("用户名", "密码", "验证码", "登录"), "login"),
        (("关于报送2023年政府信息公开工作年度报告的通知", "各单位：现将有关事项通知如下。"), "other"),
        ((TITLE, "附件：年度报告.pdf"), "other"),
        ((), "other"),
    ],
)
def test_short_pages(lines: tuple[str, ...], expected: Kind) -> None:
    assert kind(*lines, title=None) == expected


def test_page_with_only_title_and_attachment_is_other() -> None:
    menu = ("法定主动公开内容", "依申请公开", "行政复议", "政府信息公开年报") * 20
    assert kind(*menu, TITLE, "附件：年度报告.pdf") == "other"


@pytest.mark.parametrize(
    "script",
    [
        b"$_ts=window['$_ts'];",
        b"document.cookie='__jsl_clearance_s='+x;location.href=location.pathname",
        b"var arg1='A2F1';reload",
    ],
)
def test_challenge_without_any_text_is_known_by_its_script(script: bytes) -> None:
    assert kind(title=None, body=b"<html><script>" + script + b"</script><body></body></html>") == "challenge"


def test_notice_of_how_to_write_reports_is_none() -> None:
    title = "石泉县关于做好2023年政府信息公开工作年度报告编制工作的通知"
    assert kind(*SIX, title=title, tables=True) == "other"
    assert kind(*SIX, title="石泉县教育局关于2023年政府信息公开工作年度报告的公告", tables=True) is None


def test_marks_of_a_challenge_do_not_outweigh_a_report() -> None:
    assert kind(*SIX, "网站防火墙改造完成，访问异常已处理。", tables=True) is None


def test_guide_shown_under_the_columns_title() -> None:
    guide = ("政府信息公开指南", *PROSE, "受理机构：石泉县教育局。", "申请人填写申请表，提出申请。")
    assert kind(*guide, title="政府信息公开年报") == "guide"
    assert kind(*PROSE, title="石泉县教育局政府信息公开指南") == "guide"


def test_list_is_mostly_links() -> None:
    links = tuple(f"石泉县教育局{year}年政府信息公开工作年度报告" for year in range(2010, 2024))
    assert kind("政府信息公开年报", *links, title="政府信息公开年报", links=links) == "list"


def test_news_about_reports_is_other() -> None:
    assert kind(*PROSE, title="石泉县召开政府信息公开工作年度报告培训会") == "other"
    assert kind(*PROSE, title="石泉县各部门公布2023年政府信息公开工作年度报告") == "other"


def test_pictures_without_text_are_a_scan() -> None:
    assert kind(title=None, media_type="application/pdf") == "scan"
