"""The families of content management systems, one small module each: a list page in, links and further pages out.

Pure, without Scrapy: a platform is tested with a saved page. A module has `recognises(url, text)` and
`listing(page, portal)`, and `starts(portal)` where starting addresses are no plain addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from crawler import clock
from crawler.addresses import clean, identity
from crawler.anchors import markup
from crawler.page import Ask, Listing, Page
from crawler.platforms import anhui, endpoint, generic, gkmlpt, jcms, on_page, trs, ucap, vsb, zibo
from crawler.portal import PLATFORMS, Portal, Start

Starts: TypeAlias = Callable[[Portal], Iterator[Ask]]


@dataclass(frozen=True, slots=True)
class Platform:
    name: str
    recognises: Callable[[str, str], bool]
    listing: Callable[[Page, Portal], Listing]
    starts: Starts | None = None


_ALL = (
    Platform("zibo", zibo.recognises, zibo.listing),
    Platform("jcms", jcms.recognises, jcms.listing),
    Platform("ucap", ucap.recognises, ucap.listing),
    Platform("gkmlpt", gkmlpt.recognises, gkmlpt.listing, gkmlpt.starts),
    Platform("vsb", vsb.recognises, vsb.listing),
    Platform("anhui", anhui.recognises, anhui.listing),
    Platform("trs", trs.recognises, trs.listing),
    Platform("generic", generic.recognises, generic.listing),
)
platforms: Mapping[str, Platform] = {one.name: one for one in _ALL}


def recognised(url: str, text: str) -> str:
    """The platform of a page: what its address says counts before what stands on it."""
    by_address = (name for name in PLATFORMS[:-1] if platforms[name].recognises(url, ""))
    by_text = (name for name in PLATFORMS if platforms[name].recognises(url, text))
    return next(by_address, None) or next(by_text)


def starts(portal: Portal, newest: int | None = None) -> tuple[Ask, ...]:
    """Where a crawl of the portal begins. `newest` is the newest year that a report can be of: last year."""
    last = clock.now().year - 1 if newest is None else newest
    own = platforms[portal.platform].starts
    lists = own(portal) if own else (ask for one in portal.starts if one.kind != "report" for ask in _asks(one, last))
    reports = (ask for one in portal.starts if one.kind == "report" for ask in _asks(one, last))
    return tuple(_once((*(endpoint.asked_for(portal, ask) for ask in lists), *reports)))


def list_ask(portal: Portal, url: str, org: str | None = None) -> Ask:
    """A list that is known from an earlier night."""
    return endpoint.asked_for(portal, Ask(url, org=org, list=url))


def listing(page: Page, portal: Portal) -> Listing:
    """What a list page says, as far as the portal's allow-list lets it be followed."""
    found = read(page, portal)
    return replace(found, links=followed(found.links, portal), more=followed(found.more, portal))


def read(page: Page, portal: Portal) -> Listing:
    """What a list page says, wherever it leads."""
    if endpoint.is_answer(page, portal):
        return endpoint.listing(page, portal)
    found = platforms[portal.platform].listing(page, portal)
    if portal.list is not None and portal.list.browser and not page.ask.browser:
        # No browser has opened it: what it shows is not its list.
        found = replace(found, more=(), trouble=on_page.UNKNOWN)
    if any(start.kind == "site" and identity(start.url) == identity(page.ask.url) for start in portal.starts):
        found = _with_columns(found, page)
    more = (endpoint.asked_for(portal, ask) if ask.list == ask.url else ask for ask in found.more)
    return replace(found, links=tuple(_once(found.links)), more=tuple(_once(more)))


def followed(asks: Iterable[Ask], portal: Portal) -> tuple[Ask, ...]:
    return tuple(ask for ask in asks if portal.allows(ask.url) and not portal.leaves_out(ask.url))


def _with_columns(found: Listing, page: Page) -> Listing:
    """A site's own page is no list: it is only the way to the columns that hold the reports."""
    tree = markup(page.text, page.url)
    columns = tuple(on_page.columns(tree, page)) if tree is not None else ()
    return Listing(more=columns) if columns else replace(found, more=(), entries=0, total=None)


def _asks(start: Start, last: int) -> Iterator[Ask]:
    years = [str(year) for year in start.span(last)] or [""]
    areas = [(area.code, area.org or start.org) for area in start.areas] or [("", start.org)]
    for code, org in areas:
        for year in years:
            url = clean(start.url.replace("{area}", code).replace("{year}", year)) or start.url
            if start.kind == "report":
                yield Ask(url, "report", org=org)
            else:
                yield Ask(url, org=org, list=url)


def _once(asks: Iterable[Ask]) -> Iterator[Ask]:
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for ask in asks:
        key = (identity(ask.url), ask.form)
        if key not in seen:
            seen.add(key)
            yield ask
