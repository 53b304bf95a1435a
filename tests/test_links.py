"""Addresses that are one page, titles that could be a report, a page's files and further pages; hostile pages too."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.anchors import markup
from crawler.links import attachments, could_be_report, identity, is_report, resolve, subpages, year_of
from crawler.page import Ask, Page

HOST = "http://www.yanxi.example"
SECTIONS = "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"


def page(body: str, url: str = f"{HOST}/nb/t1.html", ask: Ask | None = None) -> Page:
    return Page(ask or Ask(url, "report", title="研溪县2024年年报"), url, 200, text=f"<html><body>{body}</body></html>")


def urls(asks: tuple[Ask, ...]) -> list[str]:
    return [ask.url.removeprefix(HOST) for ask in asks]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://h.cn/a/", "https://h.cn/a/"),
        ("http://h.cn/a/", "http://h.cn/a/index.html"),
        ("http://h.cn/a/", "http://h.cn/a"),
        ("http://h.cn/a/x.html", "http://H.CN:80/a/x.html#top"),
        ("http://h.cn/a/x.html", "http://h.cn/a/x_wap.html"),
        ("http://h.cn/c/post_12.html", "http://h.cn/c/mpost_12.html"),
        ("http://h.cn/channel_x/", "http://h.cn/channel_x/?topSearch=1"),
        ("http://h.cn/ld.html", "http://h.cn/ld.html?key=1700000000000"),
        ("http://h.cn/x.html", "http://h.cn/x.html?ddtab=true"),
        ("http://h.cn/x.html", "http://h.cn/x.html;jsessionid=0A1B?PHPSESSID=9"),
        ("http://h.cn/r.jsp?area=1&fbtime=2019", "http://h.cn/r.jsp?fbtime=2019&area=1&showType=2"),
        ("http://h.cn/a/b.html", "http://h.cn/a/../a/./b.html"),
        ("http://h.cn/%E6%94%BF.html", "http://h.cn/政.html"),
        ("http://h.cn/~a.html", "http://h.cn/%7ea.html"),
    ],
)
def test_two_addresses_of_one_page_are_the_same(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://h.cn/r.jsp?area=1&fbtime=2019", "http://h.cn/r.jsp?area=1&fbtime=2020"),
        ("http://h.cn/downfile.jsp?classid=0&filename=a.pdf", "http://h.cn/downfile.jsp?classid=0&filename=b.pdf"),
        ("http://h.cn/public/column/1?type=4&catId=5", "http://h.cn/public/column/1?type=4&catId=6"),
        ("http://h.cn/show.php?id=1", "http://h.cn/show.php?id=2"),
        ("http://h.cn/l.html?t=20240131", "http://h.cn/l.html?t=20230131"),
        ("http://h.cn/a/x.html", "http://h.cn/a/x_1.html"),
        ("http://h.cn/a/", "http://h.cn:8080/a/"),
        ("http://h.cn/a/", "http://www.h.cn/a/"),
        ("http://h.cn/a.html", "http://h.cn/A.html"),
    ],
)
def test_what_chooses_the_page_makes_another_address(one: str, other: str) -> None:
    assert identity(one) != identity(other)


PIECES = st.sampled_from(
    ["index.html", "INDEX.HTM", "a", "..", ".", "%2e%2e", "x_wap.html", "x_wap_wap.html", "mpost_12.html", "%7E", "%e4",
     "汉", "", ";jsessionid=1", "default.aspx", "?", "#", "&", "key=1700000000000", "topSearch=1", "a=", "b=1&a=2",
     "JSESSIONID=3", " ", "\\", "@", ":80", ":443", "host", "//", "http:", "https:", "/"]
)  # fmt: skip
ADDRESSES = (
    st.lists(PIECES, max_size=10).map("".join)
    | st.lists(PIECES, max_size=8).map(lambda pieces: "http://h.cn/" + "/".join(pieces))
    | st.text(max_size=30)
    | st.text(max_size=20).map("https://h.cn/".__add__)
)


@given(url=ADDRESSES)
def test_the_identity_of_an_identity_is_itself(url: str) -> None:
    assert identity(identity(url)) == identity(url)


@given(url=ADDRESSES)
def test_the_address_to_fetch_is_the_same_page(url: str) -> None:
    fetched = resolve("", url) if "://" in url else None
    if fetched is not None:
        assert identity(fetched) == identity(url.replace("\\", "/"))
        assert resolve("", fetched) == fetched


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("./202401/t2.html", f"{HOST}/nb/202401/t2.html"),
        ("//www.other.example/a", "http://www.other.example/a"),
        (" /a b.html\n", f"{HOST}/a%20b.html"),
        ("\\gk\\x.html", f"{HOST}/gk/x.html"),
        ("x_wap.html", f"{HOST}/nb/x.html"),
        ("#top", None),
        ("", None),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("http://[::1", None),
        ("http://u:p@h.cn/", None),
        ("http://h.cn/" + "a" * 3000, None),
    ],
)
def test_a_link_leads_to_an_address_or_nowhere(link: str, leads: str | None) -> None:
    assert resolve(f"{HOST}/nb/", link) == leads


COULD_BE = """
研溪县公园街道办事处2021年政府信息公开工作年度报告
2020年度政府信息公开工作年度报告
政府政务公开年报
夏镇人民政府信息公开工作年度报告
2025湖口县大垅乡2025年度政府信息公开工作报告
某局2023年政府信息公开工作年度…
关于观胜镇人民政府信息公开工作年度
市场监管局2023年政府信息公开年报
市督查考核办2023年政府信息公开工作年度报告
2021年年报
市统计局2021年度报告
关于印发《某镇2023年政府信息公开工作年度报告》的通知
某局2015年政府信息公开工作总结
二〇一五年政府信息公开年度报告
某县2023年政府信息公开工作年度报告（汇总）
2010年施行政府信息公开条例工作年度报告
"""
SOMETHING_ELSE = """
【文稿解读】某街道2020年政府信息公开工作年度报告
2023年政府信息公开工作年度报告解读
一图读懂2023年政府信息公开年报
政府信息公开指南
政府信息公开目录
政府信息公开申请表
政府信息公开
政府信息公开制度
2024年政务公开工作要点
关于做好2023年政府信息公开工作年度报告编制工作的通知
某局2023年法治政府建设年度报告
2021年政府网站工作年度报表
2021年卫生统计年报
2021年部门决算
2023年行政执法年度报告
2020年政府工作报告
2023年政府信息公开培训会
"""


@pytest.mark.parametrize("title", COULD_BE.split())
def test_it_could_be_a_report(title: str) -> None:
    assert could_be_report(title)


@pytest.mark.parametrize("title", ["", *SOMETHING_ELSE.split()])
def test_it_is_something_else(title: str) -> None:
    assert not could_be_report(title)


@pytest.mark.parametrize(("title", "year"), [("某局2019年年报", 2019), ("二〇一五年年报", 2015), ("年报", None)])
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert year_of(title) == year


def test_a_link_has_its_full_title_and_the_day_of_its_row() -> None:
    rows = (
        '<li><a href="1.html" title="研溪县水务局2024年年度报告">研溪县水务局2024…</a><span>2025-01-20</span></li>'
        '<li><a href="2.html">研溪县林业局2024年年度报告[2025-01-21]</a></li>'
        '<li><a href="3.html"><span>研溪县司法局2024年年度报告</span><i>2025年1月22日</i></a></li>'
        '<li><a href="4.html" title="点击查看">研溪县民政局2024年年度报告</a> <a href="4.pdf">PDF</a> 2025.1.23</li>'
    )
    tree = markup(f"<ul>{rows}</ul>", f"{HOST}/nb/")
    assert tree is not None
    assert [(one.title[3:6], one.title[-4:], one.published) for one in tree.anchors if one.words != "PDF"] == [
        ("水务局", "年度报告", date(2025, 1, 20)),
        ("林业局", "年度报告", date(2025, 1, 21)),
        ("司法局", "年度报告", date(2025, 1, 22)),
        ("民政局", "年度报告", date(2025, 1, 23)),
    ]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<a href="P020240120.pdf">全文</a>', ["/nb/P020240120.pdf"]),
        ('<a href="a.DOCX">年报</a><a href="a.xls">表</a>', ["/nb/a.DOCX", "/nb/a.xls"]),
        ('<a href="/module/download/downfile.jsp?classid=0&filename=f0.pdf">年报</a>',
         ["/module/download/downfile.jsp?classid=0&filename=f0.pdf"]),
        ('附件【<a href="/system/_content/download.jsp?id=9">年报.pdf</a>】', ["/system/_content/download.jsp?id=9"]),
        ('<a href="/x/getfile?id=7">点击查看WORD版</a>', ["/x/getfile?id=7"]),
        ('<a href="javascript:;" onclick="window.open(\'/f/b.pdf\')">年报</a>', ["/f/b.pdf"]),
        ('<a href="/pdfjs/web/viewer.html?file=/f/c.pdf">阅读</a>', ["/f/c.pdf"]),
        ('<iframe src="/f/d.pdf"></iframe>', ["/f/d.pdf"]),
        ('<a href="a.pdf">一</a><a href="a.pdf#page=2">二</a>', ["/nb/a.pdf"]),
        ('<a href="/f/sqb.doc">政府信息公开申请表</a>', []),
        ('<a href="W020240120.jpg">图</a><a href="t2.html">下一篇</a>', []),
        ('<a href="/system/_content/download.jsp?wbfileid=8">第二季度</a>', []),
    ],
)  # fmt: skip
def test_the_files_of_a_report_are_found(link: str, found: list[str]) -> None:
    assert urls(attachments(page(f'<div class="TRS_Editor">{SECTIONS}{link}</div>'))) == found


@pytest.mark.parametrize(
    "beside",
    [
        '<div class="nav"><a href="/f/a.pdf">规划</a></div>',
        '<div id="footer"><a href="/f/a.pdf">附件</a></div>',
        '<a href="/f/a.pdf">规划</a>',
    ],
)
def test_a_file_round_the_article_is_not_of_it(beside: str) -> None:
    assert attachments(page(f'<div class="TRS_Editor">{SECTIONS}</div>{beside}')) == ()


def test_a_file_behind_the_article_is_of_it_where_it_says_so() -> None:
    found = attachments(page(f'<div class="TRS_Editor">{SECTIONS}</div><p>附件：<a href="a.pdf">1</a></p>'))
    assert urls(found) == ["/nb/a.pdf"]
    assert (found[0].kind, found[0].parent, found[0].title) == ("attachment", f"{HOST}/nb/t1.html", "1")


def test_the_link_of_a_cover_is_followed_to_the_report() -> None:
    beside = '<a href="n.html">2023年政府信息公开年报</a>'
    cover = f'<div class="TRS_Editor"><p>研溪县年报已公布，<a href="r.html">点击查看</a>。</p></div>{beside}'
    assert urls(subpages(page(cover))) == ["/nb/r.html"]
    assert subpages(page(cover.replace("研溪县年报已公布", SECTIONS))) == ()


def test_a_page_of_many_reports_is_no_cover() -> None:
    many = "".join(f'<a href="{n}.html">某局{n}年政府信息公开年报</a>' for n in range(2015, 2025))
    assert subpages(page(many)) == ()


def test_a_page_that_moves_on_by_itself_is_followed() -> None:
    body = '<meta http-equiv="refresh" content="0; URL=\'/nb/2024/\'">'
    assert urls(subpages(page(body))) == ["/nb/2024/"]
    assert subpages(page(body.replace("/nb/2024/", "t1.html"))) == ()


def test_the_further_pages_of_an_e_book_are_found() -> None:
    links = "".join(f'<a href="page{n}.html">{n}</a>' for n in range(1, 5)) + '<a href="index.html">目录</a>'
    book = page(f"<div>{'字' * 400}{links}</div>", "http://10.example:8080/book/n24/files/basic-html/page2.html")
    assert [ask.url.rpartition("/")[2] for ask in subpages(book)] == ["page3.html", "page4.html"]


def test_a_page_is_a_report_by_its_sections() -> None:
    assert is_report(page(SECTIONS))
    assert not is_report(page("<p>二、主动公开政府信息情况</p>"))
    assert not is_report(page(""))


@pytest.mark.parametrize(
    "body",
    [
        "".join(f'<li><a href="/{n}.pdf" title="某局{n}年年报">某…</a><i>2024-1-1</i></li>' for n in range(100_000)),
        '<a href="/x.html">' * 50_000,
        "<div>" * 20_000 + '<a href="/a.pdf">附件</a>',
        '<div class="zw">' * 3_000 + '<a href="/a.pdf">附件</a>' * 3_000,
        '<a href="/a.html">' + "字" * 2_000_000 + "</a>",
    ],
    ids=["many", "nested", "deep", "articles", "long"],
)  # fmt: skip
def test_a_hostile_page_costs_little(body: str) -> None:
    begun = time.process_time()
    attachments(page(body))
    subpages(page(body))
    assert time.process_time() - begun < 10


def test_a_page_that_could_not_be_read_to_its_end_says_so() -> None:
    many = markup('<a href="/a.html">年报</a>' * 12_000, HOST)
    assert many is not None
    assert many.cut
