"""Lists that no platform's own way explains: plain pages, the Zibo family, and [list] of a portal's file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crawler import platforms
from crawler.page import Ask, Listing, Page
from crawler.platforms import endpoint, on_page
from crawler.portal import ListRule, Start
from tests.test_platforms import HOST, TITLE, listing, more, page, portal, rows

CHANNEL = "channel_c_5f9f6cc17f98afa203837210_5fb3c2adca6492588cbb9ae0"
SITE = f"{HOST}/gongkai/site_yxqjdbsc/"
DOC = "doc_61e4cd8e91b9b931d743a66{}.html"


# --- plain pages


@pytest.mark.parametrize(
    ("pager", "found"),
    [
        ('<a href="l2.htm">下一页</a>', ["/nb/l2.htm"]),
        ('<a href="l2.htm">[下页&gt;]</a>', ["/nb/l2.htm"]),
        ('<a href="l2.htm">后一页</a>', ["/nb/l2.htm"]),
        ('<a href="l2.htm" rel="next">→</a>', ["/nb/l2.htm"]),
        ('<a href="l2.htm" title="下一页"><img></a>', ["/nb/l2.htm"]),
        ('<a href="list_9.htm">»</a><a href="list_2.htm">›</a>', ["/nb/list_2.htm"]),
        ('<a href="list_1.htm">1</a><a href="list_2.htm">2</a><a href="list_3.htm">3</a>', ["/nb/list_2.htm"]),
        ('<a href="index.html">下一页</a>', []),
        ('<a class="disabled" href="l2.htm">下一页</a>', []),
        ('<a href="t.htm">下一篇：某局</a>', []),
        ("<span>下一页</span>", []),
    ],
)
def test_the_next_page_is_where_its_link_leads(pager: str, found: list[str]) -> None:
    assert more(listing("generic", rows("1.htm") + pager)) == found


def test_a_pager_that_only_a_script_turns_leaves_the_list_unknown() -> None:
    pager = '<p>共{}页 <a href="javascript:turn(2)">下一页</a></p>'
    assert listing("generic", rows("1.htm") + pager.format(3)).trouble == on_page.UNKNOWN
    assert listing("generic", rows("1.htm") + pager.format(1)).trouble is None


def test_a_column_that_is_a_report_itself_is_its_own_entry() -> None:
    text = f"<h1>{TITLE}</h1><p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>六、其他需要报告的事项</p>"
    found = listing("generic", text + rows("2023/", title="研溪县财政局2023年政府信息公开年报"))
    assert [(link.url, link.title[6:11]) for link in found.links] == [
        (f"{HOST}/nb/", "2024年"),
        (f"{HOST}/nb/2023/", "2023年"),
    ]


def test_what_a_menu_calls_its_columns_is_no_report() -> None:
    menu = '<ul><li><a href="/nb/">政府信息公开年报</a></li><li><a href="/zn/">政府信息公开指南</a></li></ul>'
    assert listing("generic", menu + rows("1.htm")).links[0].url == f"{HOST}/nb/1.htm"
    dated = listing("generic", menu + rows("2.htm", title="政府政务公开年报"))
    assert [link.title for link in dated.links] == ["政府政务公开年报"]


def test_an_entry_says_what_the_list_prints() -> None:
    cut = f'<table><tr><td><a href="x.htm" title="{TITLE}">研溪县财政局20…</a></td><td>2025年1月20日</td></tr></table>'
    link = platforms.listing(
        replace(page(cut), ask=Ask(HOST + "/nb/", org="研溪县财政局", number=3)), portal("generic")
    ).links[0]
    assert (link.title, str(link.published), link.org, link.number) == (TITLE, "2025-01-20", "研溪县财政局", 3)
    assert (link.list, link.referer, link.kind) == (f"{HOST}/nb/", f"{HOST}/nb/", "report")


def test_the_same_entry_under_two_addresses_is_one() -> None:
    assert len(listing("generic", rows("1.html", "1.html?ddtab=true", "1_wap.html", "./1.html#a")).links) == 1


def test_all_entries_count_reports_or_not() -> None:
    text = rows("1.htm") + rows("2.htm", "3.htm", title="关于召开会议的通知") + "<p>共有 3 条</p>"
    found = listing("generic", text)
    assert (found.entries, found.total, len(found.links)) == (3, 3, 1)


def test_a_page_that_was_not_read_to_its_end_is_trouble() -> None:
    assert listing("generic", rows("1.htm") + "<b>" * 3 + '<a href="/x">x</a>' * 12_000).trouble == on_page.UNREADABLE


def test_a_sites_home_page_leads_to_its_column() -> None:
    home = portal("generic", Start(f"{HOST}/", "site", org="研溪县财政局"))
    menu = '<a href="/zn/">信息公开指南</a><a href="/gk/nb/">政府信息公开年报</a><a href="/gk/fz/">法治政府建设年报</a>'
    found = platforms.listing(page(menu, "/"), home)
    assert [(ask.url, ask.list, ask.number) for ask in found.more] == [(f"{HOST}/gk/nb/", f"{HOST}/gk/nb/", 1)]
    assert found.trouble is None
    assert platforms.listing(page("<a href='/zn/'>指南</a>", "/"), home).trouble is not None


# --- the Zibo family


def test_a_channel_is_unknown_and_its_documents_are_followed() -> None:
    guide = f"<p>信息公开指南</p><a href='{DOC.format(1)}'>{TITLE}</a>"
    found = listing("zibo", guide, f"/gongkai/site_yxqjdbsc/{CHANNEL}/")
    assert found.trouble == on_page.UNKNOWN
    assert [link.url for link in found.links] == [f"{SITE}{CHANNEL}/{DOC.format(1)}"]


def test_a_channel_that_shows_its_list_after_all_is_read() -> None:
    own = rows(DOC.format(1), DOC.format(2)) + '<a href="index_2.html">下一页</a>'
    found = listing("zibo", own, f"/gongkai/site_yxqjdbsc/{CHANNEL}/")
    assert (found.trouble, len(found.links), len(found.more)) == (None, 2, 1)
    other = rows(
        f"/gongkai/channel_5fe43e7c3dba8b1315731a18/{DOC.format(1)}", f"/gongkai/channel_c1534/{DOC.format(2)}"
    )
    assert listing("zibo", other, f"/gongkai/site_yxqjdbsc/{CHANNEL}/").trouble == on_page.UNKNOWN


@pytest.mark.parametrize(
    "path",
    [
        "/gongkai/site_zdqgyjdbsc/channel_c_5f9f6cc17f98afa2038372ee_5fb3c2adca6492588cbb9ae0/",
        "/gongkai/channel_c_5f3a4f3c43aa933a482b9195_n_1605680361.2793/doc_5fe837dcbcd3ff0d5af3749a.html",
        "/gongkai/site_lzqrmzfbgs/",
        "/gongkai/channel_c1534?topSearch=1",
        "/gongkai/channel_shifubanwenjian/",
    ],
)
def test_the_addresses_of_the_family_are_recognised(path: str) -> None:
    assert platforms.recognised(HOST + path, "") == "zibo"


# --- [list] of a portal's file

RULE = ListRule(endpoint="/api?c={channel}&p={page}&n={size}", size=2, items="d.rows", date="day", total="d.all")
START = Start(f"{SITE}{CHANNEL}/", org="研溪区金鸡街道办事处")


def answer(number: int, rows_: list[dict[str, object]], total: object = 5, rule: ListRule = RULE) -> Listing:
    known = portal("zibo", START, rule=rule)
    ask = (
        platforms.starts(known, 2025)[0]
        if number == 1
        else endpoint.asked_for(known, platforms.starts(known)[0], number)
    )
    text = json.dumps({"d": {"rows": rows_, "all": total}})
    return platforms.listing(Page(ask, ask.url, 200, text=text), known)


def entry(number: int, **other: object) -> dict[str, object]:
    return {"title": TITLE, "url": f"{CHANNEL}/{DOC.format(number)}", "day": "2025-01-20", **other}


def test_the_endpoint_is_asked_in_place_of_the_lists_page() -> None:
    ask = platforms.starts(portal("zibo", START, rule=RULE), 2025)[0]
    assert ask.url == f"{HOST}/api?c={CHANNEL.removeprefix('channel_')}&p=1&n=2"
    assert (ask.list, ask.referer, ask.org, ask.number) == (START.url, START.url, START.org, 1)


def test_the_pages_of_an_endpoint_are_counted_by_its_total() -> None:
    found = answer(1, [entry(1), entry(2)])
    assert [ask.url.partition("&p=")[2] for ask in found.more] == ["2&n=2", "3&n=2"]
    assert [ask.number for ask in found.more] == [2, 3]
    assert (found.total, found.entries, len(found.links)) == (5, 2, 2)
    assert found.links[0].url == f"{SITE}{CHANNEL}/{CHANNEL}/{DOC.format(1)}"


def test_without_a_total_an_endpoint_is_asked_until_a_page_is_not_full() -> None:
    rule = replace(RULE, total=None)
    assert [ask.number for ask in answer(1, [entry(1), entry(2)], rule=rule).more] == [2]
    assert [ask.number for ask in answer(2, [entry(3), entry(4)], rule=rule).more] == [3]
    assert answer(3, [entry(5)], rule=rule).more == ()


@pytest.mark.parametrize(
    ("rows_", "total"),
    [([], 5), ([{"name": TITLE}], 1), ([{"title": TITLE, "url": ""}], 1), ([{"title": TITLE}], 1)],
    ids=["empty", "no title", "no address", "no field"],
)
def test_an_answer_without_what_the_rule_says_is_unreadable(rows_: list[dict[str, object]], total: int) -> None:
    assert answer(1, rows_, total).trouble == on_page.UNREADABLE


def test_an_empty_list_of_an_endpoint_is_no_trouble() -> None:
    assert answer(1, [], 0).trouble is None


def test_an_address_may_be_made_of_the_entrys_fields() -> None:
    rule = replace(RULE, url="/gongkai/site_{site}/channel_{channel}/doc_{_id}.html")
    found = answer(1, [entry(1, _id="61e4cd8e91b9b931d743a66e")], 1, rule)
    assert found.links[0].url == f"{SITE}{CHANNEL}/doc_61e4cd8e91b9b931d743a66e.html"


def test_an_endpoint_may_take_a_form_and_count_entries() -> None:
    rule = replace(RULE, endpoint="/api", method="POST", form=(("id", "{channel}"), ("start", "{start}")), first=0)
    found = answer(1, [entry(1), entry(2)], 5, rule)
    assert [dict(ask.form)["start"] for ask in found.more] == ["2", "4"]
    assert {ask.method for ask in found.more} == {"POST"}


def test_an_endpoint_may_answer_with_a_piece_of_html() -> None:
    rule = ListRule(endpoint="/site/label/8888?pageIndex={page}&catId={cat}", address=r"catId=(?P<cat>\d+)", size=2)
    known = portal("anhui", Start(f"{HOST}/public/column/1?type=4&catId=22"), rule=rule)
    ask = platforms.starts(known, 2025)[0]
    assert ask.url == f"{HOST}/site/label/8888?pageIndex=1&catId=22"
    found = platforms.listing(Page(ask, ask.url, 200, text=rows("/public/1/7.html", "/public/1/8.html")), known)
    assert (len(found.links), [one.number for one in found.more]) == (2, [2])
    last = replace(found.more[0])
    ended = platforms.listing(Page(last, last.url, 200, text="<p>暂无相关信息</p>"), known)
    assert (ended.trouble, ended.more) == (None, ())


def test_a_list_that_only_a_browser_fills_is_asked_with_one() -> None:
    known = portal("zibo", START, rule=ListRule(browser=True))
    ask = platforms.starts(known, 2025)[0]
    assert (ask.url, ask.browser) == (START.url, True)
    filled = platforms.listing(Page(ask, ask.url, 200, text=rows(DOC.format(1))), known)
    assert (len(filled.links), filled.trouble) == (1, None)


def test_an_address_that_the_rule_does_not_know_is_asked_as_it_is() -> None:
    site = Start(SITE, "site")
    assert platforms.starts(portal("zibo", site, rule=RULE), 2025)[0].url == SITE
    home = platforms.listing(
        page(f'<a href="{CHANNEL}/">政府信息公开年报</a>', "/gongkai/site_yxqjdbsc/"), portal("zibo", site, rule=RULE)
    )
    assert [ask.url.partition("?")[0] for ask in home.more] == [f"{HOST}/api"]
