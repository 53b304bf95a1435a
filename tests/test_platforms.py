"""Each platform on saved pages (fixtures/lists), and the traps that real portals set, one by one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from crawler import platforms
from crawler.page import Ask, Listing, Page
from crawler.platforms import on_page
from crawler.platforms.answers import day_of, dig, read_json, text_of
from crawler.platforms.trs import read_pager
from crawler.portal import PLATFORMS, ListRule, Portal, Start, load
from crawler.proof import Proof, prove
from crawler.saved import read_saved

LISTS = Path(__file__).parent.parent / "fixtures" / "lists"
HOST = "http://www.yanxi.example"
TITLE = "研溪县财政局2024年政府信息公开工作年度报告"


def proved(name: str) -> Proof:
    return prove(load(LISTS / name / f"{name}.toml"), read_saved(LISTS / name), 2025)


def portal(platform: str, *starts: Start, rule: ListRule | None = None) -> Portal:
    return Portal("yanxi", "研溪县", "990321", platform, ("www.yanxi.example",), starts=starts, list=rule)


def page(text: str, path: str = "/nb/", number: int = 1, key: str = "") -> Page:
    return Page(Ask(HOST + path, list=HOST + (key or path), number=number), HOST + path, 200, text=text)


def listing(platform: str, text: str, path: str = "/nb/", number: int = 1) -> Listing:
    return platforms.listing(page(text, path, number), portal(platform))


def more(found: Listing) -> list[str]:
    return [ask.url.removeprefix(HOST) for ask in found.more]


def rows(*links: str, title: str = TITLE, day: str = "2025-01-20") -> str:
    return "<ul>" + "".join(f'<li><a href="{link}">{title}</a><i>{day}</i></li>' for link in links) + "</ul>"


@pytest.mark.parametrize("name", sorted(folder.name for folder in LISTS.iterdir()))
def test_a_portal_finds_on_its_saved_pages_what_was_counted_there(name: str) -> None:
    assert proved(name).wrong == []


@pytest.mark.parametrize("name", sorted(folder.name for folder in LISTS.iterdir()))
def test_a_saved_page_is_recognised_as_of_its_platform(name: str) -> None:
    saved = [one.page(Ask(one.url)) for one in read_saved(LISTS / name).values()]
    recognised = {platforms.recognised(one.url, one.text) for one in saved}
    assert load(LISTS / name / f"{name}.toml").platform in recognised


def test_every_platform_walks_three_pages_of_a_saved_list() -> None:
    walked = {load(folder / f"{folder.name}.toml").platform: proved(folder.name) for folder in LISTS.iterdir()}
    assert set(walked) == set(PLATFORMS)
    assert all(max(listed.pages for listed in proof.lists.values()) >= 3 for proof in walked.values())


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_page_without_any_entry_is_trouble_unless_it_says_that_it_is_empty(name: str) -> None:
    empty = listing(name, "<html><body><p>栏目</p></body></html>")
    assert empty.trouble in (on_page.UNKNOWN, on_page.UNREADABLE)
    assert empty.links == ()
    if name != "zibo":
        assert listing(name, "<html><body><p>暂无相关信息</p></body></html>").trouble is None


@pytest.mark.parametrize("name", PLATFORMS)
def test_no_mark_up_at_all_is_trouble(name: str) -> None:
    assert listing(name, "").trouble is not None


@pytest.mark.parametrize("name", PLATFORMS)
def test_nothing_off_the_allow_list_is_followed(name: str) -> None:
    text = rows("http://www.mirror.example/nb/t20250120_1.html") + '<a href="http://www.mirror.example/2">下一页</a>'
    found = listing(name, text)
    assert (found.links, found.more) == ((), ())


def test_the_platform_in_an_address_counts_before_marks_on_the_page() -> None:
    assert platforms.recognised(f"{HOST}/col/col33381/index.html", '<div class="TRS_Editor">') == "jcms"
    assert platforms.recognised(f"{HOST}/nb/", '<div class="TRS_Editor">') == "trs"
    assert platforms.recognised(f"{HOST}/nb/", "<p>栏目</p>") == "generic"


# --- TRS


@pytest.mark.parametrize(
    ("call", "number", "pages"),
    [
        ('createPageHTML(3, 0, "index", "html");', 1, ["index_1.html", "index_2.html"]),
        ('createPageHTML(3, 1, "index", "html");', 2, ["index_2.html"]),
        ("createPageHTML('page_div',3, 1,'list','shtml',154);", 1, ["list_2.shtml", "list_3.shtml"]),
        ("createPageHTML('page_div',3, 2,'list','shtml',154);", 2, ["list_3.shtml"]),
        ('createPageHTML("page_div","3","1","list","shtml","154")', 1, ["list_2.shtml", "list_3.shtml"]),
        (
            "function createPageHTML(_nPageCount, _nCurrIndex) {} createPageHTML(2, 0, 'index', 'htm')",
            1,
            ["index_1.htm"],
        ),
        ("var currentPage = 0; var countPage = 3;", 1, ["index_1.html", "index_2.html"]),
        ('createPageHTML(1, 0, "index", "html");', 1, []),
    ],
)
def test_index_1_is_page_two_unless_the_pager_counts_from_one(call: str, number: int, pages: list[str]) -> None:
    found = listing("trs", f"{rows('t20250120_1.html')}<!--<script>{call}</script>-->", "/nb/index.html", number)
    assert more(found) == [f"/nb/{name}" for name in pages]


def test_a_pager_may_say_how_many_entries_there_are() -> None:
    pager = read_pager(page("createPageHTML('page_div',11, 1,'list','shtml',154)"))
    assert pager is not None
    assert (pager.last, pager.total) == (11, 154)


def test_a_pager_that_lies_is_followed_within_reason() -> None:
    found = listing("trs", rows("t20250120_1.html") + 'createPageHTML(999999, 0, "index", "html")')
    assert len(found.more) < 1000


def test_the_day_of_a_list_is_the_printed_one_never_that_of_the_address() -> None:
    link = listing("trs", rows("../2019/201801/t19700101_3215525.shtml", day="2025-01-21")).links[0]
    assert (link.published, link.url) == (date(2025, 1, 21), f"{HOST}/2019/201801/t19700101_3215525.shtml")


# --- 大汉 jcms


def test_the_next_group_is_followed_as_named_where_its_length_is_not_known() -> None:
    store = (
        '<datastore><nextgroup><![CDATA[<a href="./dataproxy.jsp?page=2&amp;k=8f3a"></a>]]></nextgroup>'
        f"<recordset><record><![CDATA[{rows('/art/2025/1/2/art_1_9.html')}]]></record></recordset></datastore>"
    )
    found = listing("jcms", store, "/module/jpage/dataproxy.jsp?page=1&k=8f3a")
    assert more(found) == ["/module/jpage/dataproxy.jsp?page=2&k=8f3a"]
    assert (len(found.links), found.entries) == (1, 1)


def test_a_group_is_three_pages_and_the_site_is_named_byte_for_byte() -> None:
    group = "/module/web/jpage/dataproxy.jsp?page=1&webid=7&columnid=9&unitid=3&webname=%D1%D0%CF%AA"
    record = f"<record><![CDATA[{rows('/art/2025/1/2/art_1_9.html')}]]></record>"
    store = f'<datastore><nextgroup><![CDATA[<a href="{group}"></a>]]></nextgroup>{record * 45}</datastore>'
    found = listing(
        "jcms", f"<script type='text/xml'>{store}</script><script>x({{totalRecord:100,perPage:15}})</script>"
    )
    assert [ask.url.partition("?")[2].partition("&perpage")[0] for ask in found.more] == [
        "startrecord=46&endrecord=90",
        "startrecord=91&endrecord=100",
    ]
    assert [ask.number for ask in found.more] == [4, 7]
    assert all("webname=%D1%D0%CF%AA" in ask.url for ask in found.more)


def test_beside_the_list_of_reports_no_other_list_is_walked() -> None:
    group = "/module/web/jpage/dataproxy.jsp?page=1&webid=7&columnid={}&unitid=3"
    other = f"<record><![CDATA[{rows('/art/2025/1/2/art_2_1.html', title='通知公告')}]]></record>"
    ours = f"<record><![CDATA[{rows('/art/2025/1/2/art_1_9.html')}]]></record>"
    stores = "".join(
        f"<datastore><totalrecord>99</totalrecord><nextgroup><![CDATA[<a href='{group.format(at)}'></a>]]></nextgroup>"
        f"{one}</datastore>"
        for at, one in enumerate((other, ours))
    )
    found = listing("jcms", stores)
    assert {ask.url.partition("columnid=")[2][0] for ask in found.more} == {"1"}
    assert found.total == 99


def test_what_a_unit_is_asked_for_is_what_its_page_says_and_nothing_else() -> None:
    shell = "<script queryData=\"{'webId':'2945','pageId':'c1','tagId':'信息列表','extra':'x'}\"></script>"
    asked = listing("jcms", shell).more[0]
    query = asked.url.partition("/page/build/unit?")[2]
    assert [part.partition("=")[0] for part in query.split("&")] == [
        "parseType", "webId", "pageId", "tagId", "extra", "paramJson",
    ]  # fmt: skip
    assert "parseType=bulidstatic" in query
    assert (asked.referer, asked.number, asked.list) == (f"{HOST}/nb/", 1, f"{HOST}/nb/")


# --- JSON lists


def test_a_json_list_that_ends_early_is_trouble() -> None:
    answer = json.dumps({"total": 250, "articles": []})
    found = listing("gkmlpt", answer, "/x/gkmlpt/api/all/9?page=2&sid=1", 2)
    assert (found.trouble, found.total, found.more) == (on_page.UNREADABLE, 250, ())
    assert (
        listing("gkmlpt", json.dumps({"total": 0, "articles": []}), "/x/gkmlpt/api/all/9?page=1&sid=1").trouble is None
    )


def test_a_portal_that_gives_fewer_a_page_than_asked_is_walked_by_what_it_gives() -> None:
    articles = [{"title": TITLE, "url": f"{HOST}/c/post_{n}.html"} for n in range(10)]
    answer = json.dumps({"total": 25, "articles": articles})
    found = listing("gkmlpt", answer, "/x/gkmlpt/api/all/9?page=1&sid=1")
    assert [ask.url.partition("page=")[2] for ask in found.more] == ["2&sid=1", "3&sid=1"]


def test_a_catalogue_whose_number_is_lost_is_trouble() -> None:
    start = Start(f"{HOST}/x/gkmlpt/index#9")
    found = platforms.listing(page("<div id='app'></div>", "/x/gkmlpt/index"), portal("gkmlpt", start))
    assert found.trouble == on_page.UNREADABLE


def test_a_column_without_a_channel_is_a_plain_list() -> None:
    text = (
        rows("/xyx/c112945/202501/0123456789abcdef0123456789abcdef.shtml") + '<a href="column-index-2.shtml">下一页</a>'
    )
    found = listing("ucap", text, "/xyx/c112945/column-index-1.shtml")
    assert more(found) == ["/xyx/c112945/column-index-2.shtml"]
    assert found.entries == 1


@pytest.mark.parametrize("text", ["", "<html>", "{", "[" * 100_000, '{"data": {"results": {}}}', "null"])
def test_an_answer_that_is_not_the_json_of_a_list_is_unreadable(text: str) -> None:
    assert listing("ucap", text, f"/common/search/{'0' * 32}?page=1").trouble == on_page.UNREADABLE


def test_values_of_an_answer_are_read_as_they_come() -> None:
    assert read_json('cb({"a": [1]});') == {"a": [1]}
    assert dig({"a": [{"b": 2}]}, "a.0.b") == 2
    assert dig({"a": 1}, "a.b") is None
    assert text_of("研溪<em>年报</em>&amp; ") == "研溪年报&"
    assert day_of("2025-01-20 09:00:00") == date(2025, 1, 20)
    assert day_of(1737331200) == day_of(1737331200000) == day_of("1737331200") == date(2025, 1, 20)
    assert day_of("去年") is None
    assert day_of(10**30) is None


# --- 博达 VSB


def test_pages_that_count_down_are_followed_never_computed() -> None:
    pager = '<span class="p_t">共8条</span><span class="p_next p_fun"><a href="nb/138.htm">下页</a></span>'
    found = listing("vsb", rows("../info/1021/1.htm") + pager, "/xxgk/nb.htm")
    assert more(found) == ["/xxgk/nb/138.htm"]
    assert (found.total, found.more[0].number) == (8, 2)


def test_a_page_added_between_two_nights_shifts_the_names_and_harms_nothing() -> None:
    nights = ["nb/138.htm", "nb/139.htm"]
    pager = '<span class="p_t">1/140</span><span class="p_next p_fun"><a href="{}">下页</a></span>'
    found = [more(listing("vsb", rows("/info/1/1.htm") + pager.format(name), "/xxgk/nb.htm")) for name in nights]
    assert found == [["/xxgk/nb/138.htm"], ["/xxgk/nb/139.htm"]]


def test_a_pager_that_breaks_off_before_the_last_page_is_trouble() -> None:
    pager = '<span class="p_pages"><span class="p_next_d p_fun_d">下页</span></span> <span class="p_t">{}/11</span>'
    assert listing("vsb", rows("/info/1/1.htm") + pager.format(7), number=7).trouble == on_page.UNREADABLE
    assert listing("vsb", rows("/info/1/1.htm") + pager.format(11), number=11).trouble is None


# --- 安徽


def test_a_column_that_a_script_fills_is_unknown_though_the_page_links_a_report() -> None:
    found = listing("anhui", '<a href="/public/1/7.html">' + TITLE + "</a>", "/public/column/1?type=4&catId=2")
    assert found.trouble == on_page.UNKNOWN
    assert len(found.links) == 1
    assert listing("anhui", rows("/public/1/7.html"), "/public/column/1?type=4&catId=2").trouble is None
