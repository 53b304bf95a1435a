"""What stands between the portals and the rest: challenges, addresses, bodies, hours. Nothing here is solved or mended.

`check` is the question that the spider asks of each answer. The middlewares (crawler/middlewares.py) ask the others.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.addresses import identity
from crawler.guards.bodies import kind_of, text_of
from crawler.guards.challenge import holds, verdict, visible
from crawler.page import Page
from crawler.reasons import of_status

__all__ = ["check", "holds", "text_of", "verdict", "visible"]


def check(page: Page, found: bool | None = None) -> str | None:
    """Why an answer is not what was asked for, as a reason code; None for what may be taken and parsed.

    `found` is what the caller knows who has read the page: whether a list gave entries.
    """
    success = of_status(page.status) is None
    if success and page.status != 304:
        if not page.body:
            return "empty_body"
        kind = kind_of(page.body)
        if kind != "text":
            return None if kind in ("pdf", "word") and page.ask.kind != "list" else "wrong_type"
        if sent_home(page.ask.url, page.url):
            return "home_redirect"
    text = page.text or text_of(page.headers, page.body)
    reason = verdict(page.status, page.headers, text, page.ask.kind, found)
    if reason is None and success and page.status != 304 and page.ask.kind == "attachment":
        return "wrong_type"
    return reason


def sent_home(asked: str, url: str) -> bool:
    """Whether a page inside a site was asked for and a site's home page came."""
    return _is_home(url) and not _is_home(asked)


def _is_home(url: str) -> bool:
    parts = urlsplit(identity(url))
    return parts.path in ("", "/") and not parts.query
