"""A rule is written only when it proved true: it brings the whole list, and serves only the lists it was proved for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portal import ListRule, Start, built_in, load
from crawler.probe.guess import guesses
from crawler.probe.recording import Entry, Recording
from crawler.probe.verify import Trial, serves
from crawler.probe.write import written
from crawler.proof import walk
from tests.filled import API, CHANNEL, HOST, LIST, Filled, path, portal, row, title

RULE = ListRule(
    endpoint="/gongkai/api/docs?channel={channel}&page={page}&size=4", size=4, items="rows", total="total"
)  # fmt: skip


def rule_of(site: Filled, pages: int = 2) -> ListRule | None:
    recording = site.recording(pages)
    for guess in guesses(recording, portal()):
        passed = Trial(guess, portal(), recording, site).passed()
        if passed is not None:
            return passed.rule(passed.patterns(LIST, "zibo")[0], LIST)
    return None


def test_a_rule_that_proved_true_is_whole() -> None:
    site = Filled()
    assert rule_of(site) == RULE
    assert len(site.asked) == 4


@pytest.mark.parametrize("total", [4, 26, 12], ids=["of pages", "of something else", "one too few"])
def test_a_total_that_is_not_that_of_the_entries_is_left_out(total: int) -> None:
    site = Filled(envelope=lambda rows, _: {"total": total, "rows": rows})
    assert rule_of(site) == replace(RULE, size=None, total=None)


def test_a_last_page_that_is_shown_again_is_the_last_page() -> None:
    assert rule_of(Filled(clamps=True)) == RULE


@pytest.mark.parametrize("site", [Filled(closed=True), Filled(missing=True)], ids=["wants a login", "is not there"])
def test_an_endpoint_that_answers_only_the_page_is_none(site: Filled) -> None:
    assert rule_of(site) is None


def test_of_a_list_of_one_page_the_paging_is_told_by_its_name_and_tried() -> None:
    assert rule_of(Filled(count=3)) == RULE


def test_a_list_of_one_page_whose_paging_does_nothing_is_asked_for_once() -> None:
    made = rule_of(Filled(count=3, clamps=True))
    assert made is not None
    assert made.endpoint == RULE.endpoint.replace("{page}", "1")


def test_a_list_that_shows_its_second_page_without_asking_is_in_one_answer() -> None:
    site = Filled(size=13)
    whole = site.recording(1)
    turned = replace(whole, pages=(whole.pages[0][:5], whole.pages[0][5:]))
    guess = next(guesses(turned, portal()))
    assert not guess.asked.paged
    assert Trial(guess, portal(), turned, site).passed() is not None


# --- other lists


def test_a_rule_serves_another_list_that_asks_the_same_way_and_no_other() -> None:
    there, shown = LIST.replace("7210_", "7211_"), Filled().recording(1)
    asks = replace(
        shown.exchanges[0], url=f"{API}?channel={CHANNEL.replace('7210_', '7211_')}&page=1&size=4&_=1700000000001"
    )  # fmt: skip
    assert serves(RULE, portal(), Recording(there, shown.pages, (asks,)))
    assert not serves(RULE, portal(), Recording(there, shown.pages, (replace(asks, url=f"{API}?id=77"),)))
    others = (Entry(f"{HOST}/d/99.html", "研溪区文旅局2024年政府信息公开年报"),)
    assert not serves(RULE, portal(), Recording(there, (others,), (asks,)))


# --- the portal's file


def test_a_built_in_file_is_copied_with_its_comments_and_stays_as_it_is(tmp_path: Path) -> None:
    source = next(file for file in built_in() if file.stem == "zhangdian")
    before = source.read_bytes()
    file = written(load(source), RULE, Start(f"http://{load(source).hosts[0]}/nb/"), source, tmp_path, "某日")
    assert source.read_bytes() == before
    made = load(file)
    assert (made.list, made.starts[-1].url) == (RULE, f"http://{made.hosts[0]}/nb/")
    assert replace(made, list=None, starts=made.starts[:-1]) == replace(load(source), list=None)
    assert set(source.read_text(encoding="utf-8").splitlines()) <= set(file.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    "old",
    ["", "\n[list]\nbrowser = true\n", '\n[list]\nendpoint = "/a"\nmethod = "POST"\n\n[list.form]\na = "b"\n\n'
     '[[oddities]]\nwhat = "怪"\nwhy = "因"\n', "list = { browser = true }\n", "list.browser = true\n"],
    ids=["none", "the other kind", "with a form", "on one line", "dotted"],
)  # fmt: skip
def test_an_old_rule_gives_way(tmp_path: Path, old: str) -> None:
    file = tmp_path / "portals" / "yanxi.toml"
    file.parent.mkdir()
    keys = 'name = "研溪区"\nregion = "990321"\nplatform = "zibo"\nhosts = ["www.yanxi.example"]\n'
    file.write_text(f"# 说明\n{keys}{old}", encoding="utf-8")
    was = load(file)
    posted = replace(RULE, method="POST", form=(("", '{"page":{page},"of":"年报"}'),))
    for rule in (RULE, posted):
        written(load(file), rule, None, file, tmp_path, "某日")
        assert load(file) == replace(was, list=rule)


# --- the law


ROWS: list[Callable[[int], dict[str, Any]]] = [
    row,
    lambda at: {"docTitle": title(at), "link": f"//www.yanxi.example{path(at)}", "id": at, "org": "研溪区"},
    lambda at: {"_id": f"{at:024x}", "n": at % 3, "bt": title(at), "img": "/i/a.png"},
    lambda at: {"meta": {"name": title(at), "views": at * 7}, "address": {"path": f"{HOST}{path(at)}"}},
]


def misleading(rows: list[dict[str, Any]], _: int) -> Any:
    return {"total": 3, "hot": [{"title": "通知", "url": "/t.html"}], "data": {"docs": rows}}


ENVELOPES: list[Callable[[list[dict[str, Any]], int], Any]] = [
    lambda rows, count: {"total": count, "rows": rows},
    lambda rows, _: {"code": 200, "data": {"list": rows}},
    lambda rows, count: {"count": len(rows), "page": {"totalCount": str(count), "content": rows}},
    misleading,
    lambda rows, count: [{"data": {"totals": count * 2, "rows": rows}}],
]


@given(
    count=st.integers(1, 40),
    size=st.integers(2, 11),
    param=st.sampled_from(["page", "pageNo", "pn", "current", "x", "k7"]),
    first=st.integers(0, 1),
    starts=st.booleans(),
    how=st.sampled_from(["get", "form", "json", "json in the query"]),
    clamps=st.booleans(),
    row=st.sampled_from(ROWS),
    envelope=st.sampled_from(ENVELOPES),
)
def test_whatever_is_found_brings_the_whole_list(count: int, size: int, **way: Any) -> None:
    """Of every way to answer that a file has words for a rule is found; and none loses an entry without a word."""
    site = Filled(count, size, **way)
    rule = rule_of(site)
    if rule is None:
        # It says that there are more entries than anybody gets to see.
        assert site.pages == 1
        assert site.envelope is misleading
        return
    proof = walk(replace(portal(), list=rule), lambda ask: site(ask) if ask.kind == "list" else None)
    assert [one.url for one in proof.reports.values()] == [HOST + path(at) for at in range(count)]
    assert [looked.trouble for looked in proof.looked.values() if looked.trouble] == []
    assert proof.wrong == []
