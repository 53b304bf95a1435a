"""大汉 jcms: columns whose entries stand as XML in a script (jpage), in groups of three pages; jpaas, its successor.

A column's page holds the first group of each of its lists and the address that gives the others. In jpaas a column's
page only names the parameters of a unit, which is asked for as JSON. Organisations × years without any list
(`xxgkAnnualReport.jsp?area=…&fbtime=…`) are starting addresses of the portal's file, with {area} and {year}.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from crawler.addresses import identity, resolve
from crawler.anchors import markup
from crawler.page import Ask, Listing, Page
from crawler.platforms import on_page
from crawler.platforms.answers import count_of, dig, read_json
from crawler.platforms.scanning import between
from crawler.portal import Portal

DETAIL = re.compile(
    r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html|/art/\d{4}/art_(?:[0-9a-f]{32}|\d+_\d+)\.html"
    r"|/xxgkAnnualReport\.jsp\?"
)
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
# One answer of jpage holds so many pages.
GROUP = 3
PER_PAGE, UNIT_SIZE = 15, 50
MOST_LISTS = 20
# A page has a unit for each of its blocks; the ones called so are lists.
_LISTS = re.compile(r"列表|分页|list|ajax", re.IGNORECASE)


def recognises(url: str, text: str) -> bool:
    return bool(
        DETAIL.search(url)
        or re.search(r"/col/col\d+/|/module/(?:web/|xxgk/|jpage/)", url)
        or "<datastore>" in text
        or UNIT in text
        or "jpage/dataproxy.jsp" in text
    )


def listing(page: Page, _portal: Portal) -> Listing:
    if UNIT in page.url:
        return _unit_answer(page)
    stores = [store for store in _stores(page.text) if store.records or store.total is not None][:MOST_LISTS]
    if stores:
        return _of_stores(stores, page)
    units = tuple(_units(page))
    # With units the page is only the frame that their entries are fetched into.
    return Listing(more=units) if units else on_page.listing(page, DETAIL)


@dataclass(frozen=True, slots=True)
class Store:
    """One jpage list as far as a page holds it. `next_group` is where its next group is."""

    records: tuple[str, ...]
    next_group: str
    total: int | None
    per_page: int


def _stores(text: str) -> Iterator[Store]:
    """The numbers may stand in the XML, or in the call that draws the list: behind it, or anywhere round a lone one."""
    alone = text.count("<datastore>") == 1
    for body, rest in between(text, "<datastore>", "</datastore>"):
        records = tuple(_cdata(record) for record, _ in between(body, "<record>", "</record>"))
        group = next((_cdata(one) for one, _ in between(body, "<nextgroup>", "</nextgroup>")), "")
        link = re.search(r"href\s*=\s*[\"']([^\"']{1,2000})", group)
        call = text if alone else rest
        yield Store(
            records,
            link[1].replace("&amp;", "&").strip() if link else "",
            _number(r"<totalrecord>\s*(\d{1,7})", body) or _number(r"totalRecord['\"]?\s*[:=]\s*['\"]?(\d{1,7})", call),
            _number(r"perPage['\"]?\s*[:=]\s*['\"]?(\d{1,4})", call) or 0,
        )


def _cdata(text: str) -> str:
    return next((inner for inner, _ in between(text, "<![CDATA[", "]]>")), text)


def _number(form: str, text: str) -> int | None:
    found = re.search(form, text, re.IGNORECASE)
    return int(found[1]) if found else None


def _of_stores(stores: list[Store], page: Page) -> Listing:
    trees = [markup("".join(store.records), on_page.list_key(page)) for store in stores]
    found = [tuple(on_page.report_asks(tree.anchors, page, DETAIL)) if tree is not None else () for tree in trees]
    if any(found):
        # Beside the list of reports a page may show others, which go on for hundreds of pages.
        stores = [store for store, links in zip(stores, found, strict=True) if links]
    totals = [store.total for store in stores]
    return Listing(
        tuple(ask for links in found for ask in links),
        more=tuple(ask for store in stores for ask in _groups(store, page)),
        total=sum(total for total in totals if total is not None) if None not in totals else None,
        entries=sum(len(store.records) for store in stores),
        trouble=on_page.UNREADABLE if any(tree is not None and tree.cut for tree in trees) else None,
    )


def _groups(store: Store, page: Page) -> Iterator[Ask]:
    """The further groups, by the numbers of their records where they are known, else by the address that is named."""
    if "startrecord" in _query(page.url) or not store.records:
        # Every group of a list whose length is known was named by its first page.
        return
    url = resolve(page.url, store.next_group)
    if url is None:
        return
    named = _query(url)
    if store.total is None or not {"columnid", "unitid", "webid"} <= named.keys():
        if identity(url) != identity(page.url):
            yield on_page.further(page, url)
        return
    per = store.per_page or _number(r"^(\d{1,4})$", named.get("perpage", "")) or PER_PAGE
    yield from _numbered(page, url, named, per, len(store.records), store.total)


def _numbered(page: Page, url: str, named: dict[str, str], per: int, here: int, total: int) -> Iterator[Ask]:
    constant = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}
    kept = {name: value for name, value in named.items() if name not in ("page", "startrecord", "endrecord", "perpage")}
    base = url.partition("?")[0]
    last = min(total, per * on_page.most_pages())
    for start in range(here + 1, last + 1, GROUP * per):
        numbers = {
            "startrecord": str(start),
            "endrecord": str(min(start + GROUP * per - 1, total)),
            "perpage": str(per),
        }
        query = urlencode(numbers | constant | kept, quote_via=quote, safe="/", encoding="latin-1")
        yield on_page.further(page, f"{base}?{query}", (start - 1) // per + 1)


def _query(url: str) -> dict[str, str]:
    """Byte for byte: a name in it may be written in any charset."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True, encoding="latin-1"))


def _units(page: Page) -> Iterator[Ask]:
    """The lists of a jpaas page, each from its first page on. What its script would not send is refused."""
    found = [data for data in _query_data(page.text) if {"webId", "pageId"} <= data.keys()]
    lists = [data for data in found if _LISTS.search(data.get("tagId", ""))] or found
    for data in lists[:MOST_LISTS]:
        yield _unit(page, data, 1)


def _query_data(text: str) -> Iterator[dict[str, str]]:
    for value in re.findall(r"(?i)\bquerydata\s*=\s*\"([^\"<>]{2,2000})\"", text):
        try:
            data = ast.literal_eval(value.replace("&quot;", '"').replace("&#39;", "'"))
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(data, dict):
            yield {str(key): str(one) for key, one in data.items()}


def _unit(page: Page, data: dict[str, str], number: int) -> Ask:
    numbered = json.dumps({"pageNo": number, "pageSize": UNIT_SIZE}, separators=(",", ":"))
    query = urlencode({"parseType": "bulidstatic"} | data | {"paramJson": numbered}, quote_via=quote)
    return on_page.further(page, resolve(page.url, f"{UNIT}?{query}") or page.url, number)


def _unit_answer(page: Page) -> Listing:
    html = dig(read_json(page.text), "data.html")
    tree = markup(html, on_page.list_key(page)) if isinstance(html, str) and html.strip() else None
    if tree is None or not isinstance(html, str):
        return Listing(trouble=on_page.UNREADABLE)
    found = on_page.shown(tree, page, DETAIL)
    told = re.search(r"\bcount\s*=\s*[\"']?(\d{1,7})", html)
    total = count_of(told[1]) if told else found.total
    data = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    answered = on_page.paged(page, found.links, found.entries, total, UNIT_SIZE, partial(_unit, page, data))
    return replace(answered, trouble=answered.trouble or found.trouble)
