"""Guangdong's catalogue of public information (gkmlpt), and the NFCMS sites round it (content/post_….html).

A catalogue's column is what follows # in its address, which is never sent: the page only tells the site's number
(SID), and the columns are then asked for one by one. NFCMS lists are plain; page two is `index_2.html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from crawler.addresses import identity, resolve
from crawler.links import could_be_report
from crawler.page import Ask, Listing, Page
from crawler.platforms import on_page
from crawler.platforms.answers import count_of, day_of, dig, read_json, text_of
from crawler.portal import Portal, Start

DETAIL = re.compile(r"/m?post_\d+\.s?html?$")
SIZE = 100
_CATALOGUE = re.compile(r"^(?P<base>[^?#]*/gkmlpt/)(?:index(?:\.html)?|policy)?/?(?:\?[^#]*)?(?:#(?P<column>\d+))?$")
_API = re.compile(r"^(?P<base>[^?#]*/gkmlpt/)api/all/(?P<column>\d+)")
_SID = re.compile(r"\bSID[\"']?\s*[:=]\s*[\"']?(\d{1,12})")


def recognises(url: str, text: str) -> bool:
    return bool("/gkmlpt/" in url or DETAIL.search(url) or "gkmlpt/api" in text or re.search(r"NFCMS_", text))


def starts(portal: Portal) -> Iterator[Ask]:
    """A catalogue's page is asked for once, however many of its columns are wanted."""
    seen: set[str] = set()
    for start in portal.starts:
        base = _base(start)
        if start.kind == "report" or base in seen:
            continue
        url = start.url if base is None else f"{base}index"
        seen.add(base or url)
        yield Ask(url, org=start.org if base is None else None, list=url)


def listing(page: Page, portal: Portal) -> Listing:
    if _API.match(page.url):
        return _answer(page)
    catalogue = _CATALOGUE.match(page.url)
    if catalogue is None:
        return on_page.listing(page, DETAIL)
    sid = _SID.search(page.text)
    columns = [start for start in portal.starts if _base(start) == catalogue["base"] and _column(start)]
    if sid is None or not columns:
        return Listing(trouble=on_page.UNREADABLE if sid is None else on_page.UNKNOWN)
    return Listing(more=tuple(_first(page, catalogue["base"], start, sid[1]) for start in columns))


def _base(start: Start) -> str | None:
    found = _CATALOGUE.match(start.url)
    return found["base"] if found else None


def _column(start: Start) -> str | None:
    found = _CATALOGUE.match(start.url)
    return found["column"] if found else None


def _first(page: Page, base: str, start: Start, sid: str) -> Ask:
    url = f"{base}api/all/{_column(start)}?page=1&sid={sid}"
    return Ask(url, org=start.org, list=url, referer=page.url)


def _answer(page: Page) -> Listing:
    data = read_json(page.text)
    articles = dig(data, "articles")
    if not isinstance(articles, list):
        return Listing(trouble=on_page.UNREADABLE)
    total = count_of(dig(data, "total"))
    return on_page.paged(page, _links(articles, page), len(articles), total, SIZE, partial(_page, page))


def _page(page: Page, number: int) -> Ask:
    """The same address with another number; the first page is 1, and one user's 0."""
    counted = re.search(r"([?&]page=)(\d+)", page.url)
    here = number - page.ask.number + (int(counted[2]) if counted else 1)
    if counted is None:
        return on_page.further(page, f"{page.url}{'&' if '?' in page.url else '?'}page={number}", number)
    return on_page.further(page, f"{page.url[: counted.start(2)]}{here}{page.url[counted.end(2) :]}", number)


def _links(articles: list[Any], page: Page) -> list[Ask]:
    found: dict[str, Ask] = {}
    for one in articles:
        title = text_of(dig(one, "title"))
        url = resolve(page.url, text_of(dig(one, "url")) or text_of(dig(one, "post_url")))
        if url is not None and could_be_report(title):
            published = day_of(dig(one, "display_publish_time")) or day_of(dig(one, "created_at"))
            org = page.ask.org or text_of(dig(one, "publisher")) or None
            ask = replace(on_page.report_ask(page, url), title=title, published=published, org=org)
            found.setdefault(identity(url), ask)
    return list(found.values())
