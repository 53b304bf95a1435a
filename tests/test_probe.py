"""What fills a list is recognised in recorded answers: where the entries are, how it pages, what its address tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crawler.page import Ask, Page
from crawler.probe.addresses import patterns
from crawler.probe.fields import fields, totals
from crawler.probe.recording import Entry, Exchange, Recording, entries, recorded
from crawler.probe.requests import asked
from tests.filled import API, CHANNEL, HOST, LIST

IDS = ("61e4cd8e91b9b931d743a661", "5fb44efdfbfe6647ee0dc3d2", "6973270dc57810dabdc7a6b3")
TITLES = tuple(f"研溪区东亭街道办事处{year}年政府信息公开工作年度报告" for year in (2024, 2023, 2022))
DAYS = (date(2025, 1, 17), date(2024, 1, 26), date(2023, 1, 11))


def shown(urls: tuple[str, ...] = (), titles: tuple[str, ...] = TITLES) -> Recording:
    places = urls or tuple(f"{LIST}doc_{one}.html" for one in IDS)
    return Recording(LIST, (tuple(map(Entry, places, titles, DAYS)),))


def docs(**more: Callable[[int], Any]) -> list[dict[str, Any]]:
    """Entries of an answer with fields of their number."""
    return [{"title": TITLES[at], **{name: made(at) for name, made in more.items()}} for at in range(3)]


def path(at: int) -> str:
    return f"/gongkai/site_yxqjdbsc/channel_{CHANNEL}/doc_{IDS[at]}.html"


def day(at: int) -> str:
    return f"{DAYS[at]} 09:30:00"


def millis(at: int) -> int:
    return (DAYS[at] - date(1970, 1, 1)).days * 86_400_000


ANCHORS = "".join(f"<li><a href='{path(at)}'>{TITLES[at]}</a><span>{DAYS[at]}</span></li>" for at in range(3))


@pytest.mark.parametrize(
    ("answer", "items", "title", "url", "when"),
    [
        ({"data": {"list": docs(url=path, pubDate=day), "total": 13}}, "data.list", "title", "url", "pubDate"),
        ({"rows": docs(link=lambda at: f"//www.yanxi.example{path(at)}", ts=millis)}, "rows", "title", "link", "ts"),
        ({"a": {"b": [{"doc": one} for one in docs(href=path)]}}, "a.b", "doc.title", "doc.href", None),
        ({"list": docs(_id=lambda at: IDS[at])}, "list", "title", "doc_{_id}.html", None),
        ({"list": docs(num=lambda at: at, _id=lambda at: IDS[at], site=lambda _: "yxqjdbsc")},
         "list", "title", "doc_{_id}.html", None),
        ({"hot": [{"title": "无关", "url": "/x.html"}], "list": docs(url=path)}, "list", "title", "url", None),
        ({"list": docs(name=lambda at: TITLES[at][:4], url=path)}, "list", "title", "url", None),
        ({"list": docs(cover=lambda _: path(0), url=path)}, "list", "title", "url", None),
    ],
    ids=["total", "without a scheme, in milliseconds", "nested", "by an id", "by the id among others",
         "beside another list", "a short name", "an address that is the same for all"],
)  # fmt: skip
def test_the_array_that_is_shown_is_found(answer: Any, items: str, title: str, url: str, when: str | None) -> None:
    found = list(fields(json.dumps(answer), shown()))
    assert [(one.items, one.title, one.url, one.date) for one in found] == [(items, title, url, when)]
    assert found[0].matched == 3


def test_an_address_outside_of_the_lists_folder_is_made_of_the_entrys_fields() -> None:
    urls = tuple(f"{HOST}/detail/2024/{number}.html" for number in (100001, 100002, 100003))
    answer = {"list": docs(id=lambda at: 100001 + at, year=lambda _: 2024)}
    assert [one.url for one in fields(json.dumps(answer), shown(urls))] == ["/detail/{year}/{id}.html"]


def test_what_cannot_be_made_of_the_fields_is_no_address() -> None:
    urls = tuple(f"{HOST}/detail/{secret}.html" for secret in ("9f3a", "77be", "01cd"))
    assert list(fields(json.dumps({"list": docs(id=lambda at: 100001 + at)}), shown(urls))) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [(f"<ul>{ANCHORS}</ul>", None), (json.dumps({"data": {"html": ANCHORS}}), "data.html")],
    ids=["the whole answer", "inside JSON"],
)
def test_a_piece_of_html_is_a_list(text: str, place: str | None) -> None:
    assert [(one.items, one.html, one.matched) for one in fields(text, shown())] == [(None, place, 3)]


def test_a_callback_round_the_answer_does_not_matter() -> None:
    text = f"jQuery191({json.dumps({'rows': docs(url=path)})});"
    assert [one.items for one in fields(text, shown())] == ["rows"]


def test_cut_words_of_the_page_agree_with_the_whole_title() -> None:
    cut = tuple(f"{title[:14]}…" for title in TITLES)
    assert [one.title for one in fields(json.dumps({"rows": docs(url=path)}), shown(titles=cut))] == ["title"]


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{", '{"a": 1}', '{"rows": []}', '{"rows": [1, 2]}', "[" * 100_000, "<p>无</p>",
     '{"rows": [{"title": "通知", "url": "/a.html"}]}', json.dumps([{"title": TITLES[0], "url": path(0)}])],
)  # fmt: skip
def test_what_does_not_hold_the_list_is_none(text: str) -> None:
    assert list(fields(text, shown())) == []


def test_a_day_that_differs_from_the_page_is_no_date() -> None:
    answer = {"rows": docs(url=path, pubDate=lambda _: "2020-01-01")}
    assert [one.date for one in fields(json.dumps(answer), shown())] == [None]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"data": {"total": 13, "pages": 4, "rows": []}}, ["data.total"]),
        ({"page": {"totalCount": "13"}, "data": {"rows": []}}, ["page.totalCount"]),
        ({"total": 2, "data": {"rows": []}}, []),
        ({"count": 3, "data": {"rows": []}}, []),
        ({"count": 4, "data": {"rows": [], "recordCount": 9}}, ["data.recordCount", "count"]),
        ({"totalPage": 20, "code": 200}, []),
    ],
)
def test_a_number_of_entries_is_known_by_its_name_and_by_its_size(answer: Any, found: list[str]) -> None:
    assert totals(json.dumps(answer), "data.rows", 3) == found


# --- how pages are asked for


def get(url: str, step: int = 1, text: str = "") -> Exchange:
    return Exchange(step, "xhr", "GET", url, text=text)


@pytest.mark.parametrize(
    ("one", "two", "endpoint", "first"),
    [
        ("?ch=a&page=1&size=3", "?ch=a&page=2&size=3", "?ch=a&page={page}&size=3", 1),
        ("?pageNo=0", "?pageNo=1", "?pageNo={page}", 0),
        ("?start=0&rows=3", "?start=3&rows=3", "?start={start}&rows=3", 1),
        ("?p=1&_=1700000000001", "?p=2&_=1700000000002", "?p={page}", 1),
        ("?callback=jQuery1_1&p=1", "?callback=jQuery1_2&p=2", "?p={page}", 1),
        ("?ch=a", "?ch=a&page=2", "?ch=a&page={page}", 1),
        ("/1.json", "/2.json", "/{page}.json", 1),
        ("?q=%7B%22no%22%3A1%2C%22of%22%3A3%7D", "?q=%7B%22no%22%3A2%2C%22of%22%3A3%7D",
         "?q=%7B%22no%22%3A{page}%2C%22of%22%3A3%7D", 1),
        ("?tag=%E5%B9%B4%E6%8A%A5&n=1", "?tag=%E5%B9%B4%E6%8A%A5&n=2", "?tag=%E5%B9%B4%E6%8A%A5&n={page}", 1),
        ("?salt=abcx&p=1", "?salt=cdey&p=2", "?p={page}", 1),
    ],
)  # fmt: skip
def test_two_requests_tell_what_counts_the_pages(one: str, two: str, endpoint: str, first: int) -> None:
    found = list(asked(get(API + one), get(API + two, 2), 3))
    assert [(made.endpoint(LIST), made.first) for made in found] == [(f"/gongkai/api/docs{endpoint}", first)]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("?from=1&to=3", "?from=4&to=6"),
        ("?page=1&at=0&end=3", "?page=2&at=3&end=6"),
        ("/a/1.json", "/b/2.json"),
        ("?page=1", "?page=1"),
        ("?page=1", "?page=3"),
    ],
    ids=["counted from one", "an end", "two folders", "the same", "a leap"],
)
def test_what_counts_in_another_way_cannot_be_said(one: str, two: str) -> None:
    assert list(asked(get(API + one), get(API + two, 2), 3)) == []


def test_a_form_is_asked_for_as_it_was_posted() -> None:
    posted = [Exchange(at, "xhr", "POST", API, form=(("ch", "a"), ("page", str(at)))) for at in (1, 2)]
    found = next(asked(posted[0], posted[1], 3))
    assert (found.method, found.endpoint(LIST), found.form()) == (
        "POST", "/gongkai/api/docs", (("ch", "a"), ("page", "{page}")),
    )  # fmt: skip


def test_posted_json_is_asked_for_as_it_was_posted() -> None:
    posted = [
        Exchange(at, "xhr", "POST", API, form=(("", f'{{"ch":"a","page":{at},"q":{{"n":5}}}}'),)) for at in (1, 2)
    ]
    found = next(asked(posted[0], posted[1], 3))
    assert found.form() == (("", '{"ch":"a","page":{page},"q":{"n":5}}'),)
    assert next(asked(posted[0], None, 3)).form() == found.form()


def test_what_is_posted_otherwise_cannot_be_said() -> None:
    assert list(asked(replace(get(API), method="POST", unsayable=True), None, 3)) == []


def test_of_one_request_alone_the_names_tell() -> None:
    query = "/gongkai/api/docs?ch=a&pageIndex={}&pageSize=15"
    found = [made.endpoint(LIST) for made in asked(get(f"{HOST}{query.format(1)}"), None, 3)]
    assert found == [query.format("{page}"), query.format(1)]


# --- which lists a rule serves


def test_the_zibo_channel_is_told_by_every_lists_address() -> None:
    found = next(patterns(LIST, [CHANNEL, "1"], "zibo"))
    assert (found.address, found.groups) == ("", {"channel": CHANNEL})


def test_what_the_address_does_not_tell_ties_the_rule_to_its_list() -> None:
    found = list(patterns(LIST, ["8801", "nb"], "zibo"))
    assert [one.groups for one in found] == [{}]
    assert found[0].address.endswith(f"channel_{CHANNEL}/$")


@pytest.mark.parametrize(
    ("url", "values", "address", "groups"),
    [
        ("/col/col33381/index.html", ["33381"], r"^https?://[^/]+/col/col(?P<id1>\d+)/index\.html$", {"id1": "33381"}),
        ("/list?ch=zfnb2", ["zfnb2", "1"], r"^https?://[^/]+/list\?ch=(?P<id1>[0-9A-Za-z_.-]+)$", {"id1": "zfnb2"}),
    ],
)
def test_pieces_of_an_address_become_groups(url: str, values: list[str], address: str, groups: dict[str, str]) -> None:
    found = list(patterns(HOST + url, values, "generic"))
    assert (found[-2].address, found[-2].groups) == (address, groups)


def test_folders_before_the_piece_are_open_only_where_that_is_proved() -> None:
    wide, narrow, only = patterns(f"{HOST}/dongting/list/8801/", ["8801"], "generic")
    assert (wide.address, wide.to_prove) == (r"^https?://[^/]+/[^/]+/[^/]+/(?P<id1>\d+)/$", True)
    assert (narrow.address, narrow.to_prove) == (r"^https?://[^/]+/dongting/list/(?P<id1>\d+)/$", False)
    assert only.address == r"^https?://[^/]+/dongting/list/8801/$"


def test_what_the_page_shows_unfilled_is_no_entry() -> None:
    plain = Page(Ask(LIST), LIST, 200, {}, b"", "<a href='/zn.html'>政府信息公开指南</a>")
    made = recorded(plain, [plain.text + ANCHORS], [])
    assert [one.url for one in made.pages[0]] == [HOST + path(at) for at in range(3)]
    assert entries("", LIST) == ()
