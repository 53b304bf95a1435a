"""Between Scrapy and the project's own words: an Ask to a Request, a Response to a Page, a Page to a Capture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from scrapy import FormRequest
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler.guards import text_of
from crawler.page import Ask, Page
from crawler.portal import Portal, host_of
from pipelines.capture import Capture
from pipelines.pages import PageState

# Lists first, so that a night that is cut short knows most of what there is.
PRIORITY = {"list": 20, "report": 10, "attachment": 0}
# Of no use to anybody later, and not ours to keep.
NOT_KEPT = frozenset({"set-cookie"})
# The flag of an answer that a browser has opened (crawler/browser).
OPENED = "playwright"

Answered = Callable[..., Iterator[Any]]
Lost = Callable[[Failure], Any]


def request_of(ask: Ask, known: PageState | None, answered: Answered, lost: Lost) -> Request:
    """Conditional where the page is known and was stored. Each host has its own slot, which is never hurried."""
    headers: dict[str, str] = {}
    if ask.referer:
        headers["Referer"] = ask.referer
    # That the page is unchanged which a browser has to fill says nothing of what it is filled with.
    if known is not None and known.reason is None and (known.document_id or known.signature) and not ask.browser:
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
    place = host_of(ask.url)
    options: dict[str, Any] = {
        "headers": headers,
        "callback": answered,
        "errback": lost,
        "cb_kwargs": {"ask": ask},
        "meta": {"download_slot": place[1] if place else ""},
        "priority": PRIORITY[ask.kind],
        # What has been asked is the spider's own knowledge, by identity rather than by address.
        "dont_filter": True,
    }
    if ask.json is not None:
        headers["Content-Type"] = "application/json"
        return Request(ask.url, method="POST", body=ask.json, **options)
    if ask.method == "POST":
        return FormRequest(ask.url, formdata=list(ask.form), **options)
    return Request(ask.url, **options)


def page_of(response: Response, ask: Ask) -> Page:
    """Its ask says `browser` only where a browser has opened it."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
        for name, values in response.headers.items()
    }
    text = text_of(headers, response.body) if ask.kind != "attachment" else ""
    if ask.browser and OPENED not in response.flags:
        ask = replace(ask, browser=False)
    return Page(ask, response.url, response.status, headers, response.body, text)


def capture_of(page: Page, portal: Portal, run_id: int, at: datetime, year: int | None) -> Capture:
    kept = {name.title(): value for name, value in page.headers.items() if name not in NOT_KEPT}
    return Capture(
        url=page.ask.url,
        run_id=run_id,
        fetched_at=at,
        body=page.body,
        portal=portal.id,
        status=page.status,
        headers=kept,
        kind="attachment" if page.ask.kind == "attachment" else "report",
        name=page.ask.title,
        org=page.ask.org,
        year=year,
        region=portal.home,
        parent=page.ask.parent,
    )
