"""The Zibo family (also districts of 济南 and 聊城): a Python and MongoDB CMS, /gongkai/site_…/channel_…/doc_….html.

A channel's page shows a guide, and a script fills its list from an endpoint that is not publicly known. Unless the
portal's file knows it ([list], written by `gongkai portals probe`), or the list stands on the page after all, the
documents that a page links are followed and the list is said to be unknown. An article's page is never a list.
"""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.anchors import Anchor, markup
from crawler.page import Listing, Page
from crawler.platforms import on_page
from crawler.portal import ADDRESSES, Portal

DOC = re.compile(ADDRESSES["zibo"] + r"/doc_(?P<doc>[0-9a-f]{24})\.html$")
_CHANNEL = re.compile(ADDRESSES["zibo"] + r"(?:/(?:index\.html)?)?(?:\?|$)")
_SITE = re.compile(r"/gongkai/site_[a-z0-9]+/?(?:index\.html)?(?:\?|$)")
# So many dated documents of the channel itself are its list.
FEW = 2


def recognises(url: str, text: str) -> bool:
    return any(form.search(url) for form in (DOC, _CHANNEL, _SITE)) or bool(
        re.search(r"/gongkai/(?:site_[a-z0-9]+/)?channel_[0-9A-Za-z_.]+/", text)
    )


def listing(page: Page, _portal: Portal) -> Listing:
    tree = markup(page.text, page.url)
    if tree is None:
        return Listing(trouble=on_page.UNREADABLE)
    found = on_page.shown(tree, page, DOC)
    own = [one for one in tree.anchors if DOC.search(one.url) and _channel(one.url) == _channel(page.url)]
    if page.ask.browser or _is_list(own):
        return on_page.follow(tree, page, found)
    return replace(found, trouble=on_page.UNKNOWN)


def _channel(url: str) -> str | None:
    found = re.search(ADDRESSES["zibo"], url)
    return found["channel"] if found else None


def _is_list(own: list[Anchor]) -> bool:
    return sum(one.published is not None for one in own) >= FEW
