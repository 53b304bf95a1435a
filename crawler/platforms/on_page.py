"""A list whose entries stand on the page itself: which links are entries, which of them could be reports, what follows.

Shared by the platforms; knows none of them. A page without any entry is a list only where it says that it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from lxml import etree

from crawler.addresses import identity, pattern, resolve, words
from crawler.anchors import Anchor, Markup, is_furniture, markup, names, words_of
from crawler.links import could_be_report, reads_as_report, year_of
from crawler.page import Ask, Listing, Page

# Why a list could not be read (crawler/reasons.toml).
UNKNOWN, UNREADABLE = "list_unknown", "list_unreadable"
ENOUGH = 20_000

Detail = re.Pattern[str] | None
# Makes the request for a page of a list by its number.
Asked = Callable[[int], Ask]


def listing(page: Page, detail: Detail = None) -> Listing:
    """The list that a page shows, and its next page by the link that leads there."""
    tree = markup(page.text, page.url)
    return Listing(trouble=UNREADABLE) if tree is None else follow(tree, page, shown(tree, page, detail))


def shown(tree: Markup, page: Page, detail: Detail = None) -> Listing:
    """What stands on this one page. `detail` is what the platform's own pages of one article are called."""
    text = tree.text(ENOUGH)
    links = tuple(report_asks(tree.anchors, page, detail))
    if reads_as_report(tree):
        links = (replace(report_ask(page, page.url), title=_title(tree)), *links)
    entries = max(len({one.row for one in entries_of(tree, detail)}), len(links))
    return Listing(links, total=number("entries", text), entries=entries, trouble=_trouble(tree, text, entries))


def follow(tree: Markup, page: Page, found: Listing) -> Listing:
    """With the page that its 下一页 leads to; a script in its place is a list that is not known to its end."""
    url, scripted = _next(tree, page.ask.number)
    if url is not None and identity(url) != identity(page.url):
        return replace(found, more=(further(page, url),))
    last = number("pages", tree.text(ENOUGH))
    if scripted and (last is None or page.ask.number < last):
        return replace(found, trouble=found.trouble or UNKNOWN)
    return found


def list_key(page: Page) -> str:
    return page.ask.list or page.ask.url


def further(page: Page, url: str, number: int | None = None) -> Ask:
    """A further page of the same list; the next one unless told."""
    at = page.ask.number + 1 if number is None else number
    return Ask(url, org=page.ask.org, list=list_key(page), number=at, referer=page.url)


def most_pages() -> int:
    return int(words()["list"]["most_pages"])


def pages_after(page: Page, last: int) -> range:
    """The pages to ask for after this one: the first page names all, a later one the next: a list may have grown."""
    end = min(last, most_pages())
    here = page.ask.number
    return range(2, end + 1) if here == 1 else range(here + 1, min(here + 1, end) + 1)


def paged(page: Page, links: Sequence[Ask], entries: int, total: int | None, size: int, ask: Asked) -> Listing:
    """A list that is answered page by page, `size` entries being asked for each; a portal may give fewer than that."""
    here = page.ask.number
    if total is None:
        last = here + (entries >= size)
    else:
        last = -(-total // (entries if here == 1 and 0 < entries < size else size))
    lost = not entries and total is not None and total > (here - 1) * size
    more = tuple(ask(number) for number in pages_after(page, last)) if entries else ()
    return Listing(tuple(links), more, total, entries, UNREADABLE if lost else None)


def report_ask(page: Page, url: str, anchor: Anchor | None = None) -> Ask:
    return Ask(
        url,
        "report",
        title=anchor.title if anchor else "",
        published=anchor.published if anchor else None,
        org=page.ask.org,
        list=list_key(page),
        number=page.ask.number,
        referer=page.url,
    )


def report_asks(anchors: Sequence[Anchor], page: Page, detail: Detail = None) -> Iterator[Ask]:
    """Every link that could be a report, once. Without a year, a day or an article's address it is a menu's."""
    seen = {identity(page.url)}
    for one in anchors:
        if could_be_report(one.title) and identity(one.url) not in seen and _is_entry(one, detail):
            seen.add(identity(one.url))
            yield report_ask(page, one.url, one)


def columns(tree: Markup, page: Page) -> Iterator[Ask]:
    """On a site's page: the columns that hold the reports."""
    seen = {identity(page.url)}
    for one in tree.anchors:
        if pattern("title", "column").search(one.title) and not year_of(one.title) and identity(one.url) not in seen:
            seen.add(identity(one.url))
            yield Ask(one.url, org=page.ask.org, list=one.url, referer=page.url)


def entries_of(tree: Markup, detail: Detail = None) -> list[Anchor]:
    """The links that are entries of a list, reports or not: those with a day beside them; without any, the articles.

    Not only articles: many a list has entries that lead to files, or to what another system has left behind.
    """
    dated = [one for one in tree.anchors if one.published and not is_furniture(one.element)]
    return dated or [one for one in tree.anchors if detail is not None and detail.search(one.url)]


def number(what: str, text: str) -> int | None:
    """What a list says of itself: how many `entries` or `pages` it has."""
    found = pattern("list", what).search(text)
    return int(next(filter(None, found.groups()))) if found else None


def _is_entry(anchor: Anchor, detail: Detail) -> bool:
    if year_of(anchor.title) or (detail is not None and detail.search(anchor.url)):
        return True
    return anchor.published is not None and not is_furniture(anchor.element)


def _title(tree: Markup) -> str:
    heads = (words_of(head) for head in islice(tree.root.iter("h1", "title"), 4))
    return next(filter(could_be_report, heads), "")


def _trouble(tree: Markup, text: str, entries: int) -> str | None:
    if tree.cut:
        return UNREADABLE
    if entries or pattern("list", "empty").search(text):
        return None
    return UNKNOWN if pattern("list", "scripted").search(text) else UNREADABLE


def _next(tree: Markup, here: int) -> tuple[str | None, bool]:
    """Where 下一页 leads, and whether only a script goes there. A bare › may mean the last page: it has to count up."""
    scripted = False
    for link in tree.root.iter("a"):
        said = words_of(link)
        called = next((text for text in (said, link.get("title") or "") if pattern("list", "next").search(text)), None)
        if called is None and (link.get("rel") or "").lower() != "next":
            continue
        if _is_off(link):
            return None, False
        url = resolve(tree.url, link.get("href") or "")
        if url is None:
            scripted = True
        elif called is None or re.search(r"\w", called) or re.search(rf"(?<!\d)({here}|{here + 1})(?!\d)", url):
            return url, False
    return (None, True) if scripted else (_numbered(tree, here + 1), False)


def _numbered(tree: Markup, number: int) -> str | None:
    """Where pages are linked by their numbers alone."""
    numbered = (one for one in tree.anchors if one.words == str(number))
    return next((one.url for one in numbered if pattern("list", "numbered").search(one.url)), None)


def _is_off(link: etree._Element) -> bool:
    above = link.getparent()
    near = names(link) | (names(above) if above is not None else set())
    return any(pattern("list", "off").search(name) for name in near)
