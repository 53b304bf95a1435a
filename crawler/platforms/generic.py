"""Any site whose lists are plain pages: reports by what their links are called, further pages by 下一页.

A page that is a report itself (an organisation's column page often is) is returned as its own entry.
"""

from __future__ import annotations

from crawler.page import Listing, Page
from crawler.platforms import on_page
from crawler.portal import Portal


def recognises(_url: str, _text: str) -> bool:
    """What no other platform knows."""
    return True


def listing(page: Page, _portal: Portal) -> Listing:
    return on_page.listing(page)
