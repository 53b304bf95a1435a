"""Anhui's openness sites (龙讯, 博约): /public/column/…, /OpennessContent/…, /XxgkAnnualReport/….

The first form is filled by a script on many sites: then the list is unknown unless the portal's file has its endpoint
([list]; `/site/label/8888?…labelName=publicInfoList…&pageIndex={page}` answers with HTML on the sites that were seen).
"""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.anchors import markup
from crawler.page import Listing, Page
from crawler.platforms import on_page
from crawler.portal import Portal

DETAIL = re.compile(
    r"/public/(?:content/)?\d+/\d+\.html$|/(?:OpennessContent|XxgkAnnualReport|Xxgknb|BranchOpennessContent)/show/\d+\.html"
)
_COLUMN = re.compile(r"/public/column/\d+")


def recognises(url: str, text: str) -> bool:
    return bool(
        _COLUMN.search(url)
        or DETAIL.search(url)
        or re.search(r"/(?:OpennessContent|BranchOpennessContent)/show|/XxgkAnnualReport/|publicInfoList", url + text)
    )


def listing(page: Page, _portal: Portal) -> Listing:
    tree = markup(page.text, page.url)
    if tree is None:
        return Listing(trouble=on_page.UNREADABLE)
    found = on_page.shown(tree, page, DETAIL)
    filled = any(one.published and DETAIL.search(one.url) for one in on_page.entries_of(tree, DETAIL))
    if _COLUMN.search(page.url) and not filled and not page.ask.browser:
        return replace(found, trouble=on_page.UNKNOWN)
    return on_page.follow(tree, page, found)
