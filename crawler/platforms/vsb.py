"""博达 VSB (webber): plain lists whose further pages count DOWN, nb.htm, nb/138.htm, nb/137.htm … nb/1.htm.

All page names shift when a page is added, so none is ever computed: only the link to the next page is followed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.addresses import identity, resolve
from crawler.anchors import Markup, markup, names, words_of
from crawler.page import Listing, Page
from crawler.platforms import on_page
from crawler.portal import Portal

DETAIL = re.compile(r"/info/\d+/\d+\.htm$|/content\.jsp\?.*wbnewsid=\d+")
_PAGER = "p_next"
_PLACE = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})")


def recognises(url: str, text: str) -> bool:
    return bool(
        DETAIL.search(url)
        or re.search(r"class=[\"'][^\"']*\bp_next|/system/resource/|vsb_content|v_news_content|_showDynClick", text)
    )


def listing(page: Page, _portal: Portal) -> Listing:
    tree = markup(page.text, page.url)
    if tree is None:
        return Listing(trouble=on_page.UNREADABLE)
    found = on_page.shown(tree, page, DETAIL)
    pagers = [one for one in tree.root.iter("span") if any(name.startswith("p_") for name in names(one))]
    if not pagers:
        return on_page.follow(tree, page, found)
    told = " ".join(words_of(one) for one in pagers if "p_t" in names(one))
    found = replace(found, total=on_page.number("entries", told) if told else found.total)
    url = _next(tree)
    if url is not None and identity(url) != identity(page.url):
        return replace(found, more=(on_page.further(page, url),))
    place = _PLACE.search(told)
    early = place is not None and int(place[1]) < int(place[2])
    return replace(found, trouble=found.trouble or on_page.UNREADABLE) if early else found


def _next(tree: Markup) -> str | None:
    for span in tree.root.iter("span"):
        if _PAGER in names(span):
            link = next(span.iter("a"), None)
            return resolve(tree.url, link.get("href") or "") if link is not None else None
    return None
