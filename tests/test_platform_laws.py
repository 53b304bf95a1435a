"""Laws of all platforms: whatever a page holds, what comes out is bounded, unique, absolute and on the allow-list."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import platforms
from crawler.addresses import clean
from crawler.page import Ask, Page
from crawler.portal import PLATFORMS, ListRule, Portal
from crawler.reasons import reasons
from crawler.saved import read_saved
from tests.test_platforms import HOST, LISTS

PATHS = f"""
/nb/
/nb/index_1.html
/col/col1/index.html
/module/web/jpage/dataproxy.jsp?startrecord=1
/api-gateway/jpaas-publish-server/front/page/build/unit?paramJson=x
/common/search/{"0" * 32}?page=x
/x/gkmlpt/index
/x/gkmlpt/api/all/9?page=x
/xxgk/nb.htm
/public/column/1?type=4
/gongkai/site_a/channel_c1/
/gongkai/site_a/
""".split()
# What no page should hold.
ODD = """
<datastore>
<record><![CDATA[
]]>]]>
totalRecord:99999999
perPage:0
createPageHTML(0,9,'a','b')
createPageHTML(9,-1,'','')
<meta name=channelid>
{"data":{"results":[1,null,{"title":1}],"total":"x"}}
{"articles":[{"title":"2024年政府信息公开年报","url":5}],"total":-1}
queryData="{1:2}"
queryData="__import__('os')"
<base href='http://[::1'>
<a href='http://[::1/'>
""".splitlines()


@cache
def pieces() -> tuple[str, ...]:
    """The lines of all saved pages, as if they were one portal's."""
    lines: set[str] = set()
    for folder in LISTS.iterdir():
        for saved in read_saved(folder).values():
            text = saved.page(Ask(saved.url)).text.replace(folder.name, "yanxi")
            lines |= {line.strip() for line in text.splitlines()}
    return (*sorted(lines), *ODD, "\x00", "\ud800")


def texts() -> st.SearchStrategy[str]:
    mixed = st.lists(st.sampled_from(pieces()), max_size=25).map("\n".join)
    return mixed | mixed.map(lambda text: text[len(text) // 3 :]) | st.text(max_size=60)


@pytest.mark.parametrize("platform", PLATFORMS)
@settings(max_examples=60)
@given(text=texts(), path=st.sampled_from(PATHS), number=st.sampled_from([1, 2, 7]), ruled=st.booleans())
def test_whatever_a_page_holds(platform: str, text: str, path: str, number: int, ruled: bool) -> None:
    portal = Portal(
        "yanxi", "研溪县", "990321", platform, ("www.yanxi.example",), list=ListRule("/api?p={page}") if ruled else None
    )
    page = Page(Ask(HOST + path, list=f"{HOST}/nb/", number=number), HOST + path, 200, text=text)
    found = platforms.listing(page, portal)
    asks = (*found.links, *found.more)
    assert all(portal.allows(ask.url) and clean(ask.url) for ask in asks)
    assert len({(ask.url, ask.form) for ask in found.links}) == len(found.links)
    assert len({(ask.url, ask.form) for ask in found.more}) == len(found.more)
    assert {ask.kind for ask in found.links} <= {"report"}
    assert {ask.kind for ask in found.more} <= {"list"}
    assert len(found.more) < 1000
    assert found.entries >= 0
    assert found.trouble is None or found.trouble in reasons()
    assert (
        found.trouble or found.entries or found.links or found.more or "暂无" in text or "没有" in text or "0" in text
    )
    assert platforms.listing(replace(page), portal) == found


@given(text=texts(), path=st.sampled_from(PATHS))
def test_every_page_is_recognised_as_of_some_platform(text: str, path: str) -> None:
    assert platforms.recognised(HOST + path, text) in PLATFORMS
