"""开普 UCAP, the sites with columns called c123456: lists as JSON, by the channel's id that the column's page names.

Columns without such an id are plain lists (column-index-1.shtml and so on) and read as such.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import identity, resolve
from crawler.links import could_be_report
from crawler.page import Ask, Listing, Page
from crawler.platforms import on_page
from crawler.platforms.answers import count_of, day_of, dig, read_json, text_of
from crawler.portal import Portal

DETAIL = re.compile(
    r"/c\d{4,9}/(?:\d{6}/[0-9a-f]{32}\.s?html?|content_\d+\.s?html?|c\d+/content\.s?html?|\d{6}/c\d+_\d+\.s?html?)"
    r"|/c\d{2}_\d+\.shtml$"
)
SIZE = 15
_SEARCH = re.compile(r"/(?:common/search|searchList)/[0-9a-f]{32}\?")
_META = re.compile(r"<meta\s[^<>]{0,300}channelid[^<>]{0,300}>", re.IGNORECASE)
_ID = re.compile(r"content\s*=\s*[\"']([0-9a-f]{32})[\"']", re.IGNORECASE)


def recognises(url: str, text: str) -> bool:
    return bool(DETAIL.search(url) or _SEARCH.search(url) or _channel(text) or "UCAP-CONTENT" in text)


def listing(page: Page, _portal: Portal) -> Listing:
    if _SEARCH.search(page.url):
        return _answer(page)
    channel = _channel(page.text)
    if channel is None:
        return on_page.listing(page, DETAIL)
    way = "searchList" if "/searchList/" in page.text else "common/search"
    first = _asked(page, f"/{way}/{channel}", 1)
    # Only the frame that the entries are fetched into: what it shows of them is the first of what the search gives.
    return Listing(more=(first,))


def _channel(text: str) -> str | None:
    meta = _META.search(text)
    found = _ID.search(meta[0]) if meta else None
    return found[1] if found else None


def _asked(page: Page, path: str, number: int) -> Ask:
    query = f"_isAgg=true&_isJson=true&_pageSize={SIZE}&_template=index&_rangeTimeGte=&_channelName=&page={number}"
    return on_page.further(page, resolve(page.url, f"{path}?{query}") or page.url, number)


def _answer(page: Page) -> Listing:
    data = read_json(page.text)
    results = dig(data, "data.results")
    if not isinstance(results, list):
        return Listing(trouble=on_page.UNREADABLE)
    size = count_of(dig(data, "data.rows")) or SIZE
    further = partial(_asked, page, urlsplit(page.url).path)
    return on_page.paged(page, _links(results, page), len(results), count_of(dig(data, "data.total")), size, further)


def _links(results: list[Any], page: Page) -> list[Ask]:
    """Addresses lack their scheme; a title may bear the marks of a search."""
    found: dict[str, Ask] = {}
    for one in results:
        title = text_of(dig(one, "title"))
        url = resolve(on_page.list_key(page), text_of(dig(one, "url")))
        if url is not None and could_be_report(title):
            published = day_of(dig(one, "publishedTimeStr")) or day_of(dig(one, "publishedTime"))
            found.setdefault(identity(url), replace(on_page.report_ask(page, url), title=title, published=published))
    return list(found.values())
