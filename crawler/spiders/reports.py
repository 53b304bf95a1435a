"""The one spider: walks a portal's lists, asks for what is new or due, and hands every body on to be stored.

Driven by the portal's file. Which pages a list links is the platform's business (crawler/platforms), what is due is
pipelines/pages.py's, what a run came to is outcome.py's. `scrapy crawl reports -a portal=zhangdian` works too.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawler import platforms
from crawler.addresses import identity
from crawler.answer import capture_of, page_of, request_of
from crawler.guards import check
from crawler.ledger import WITHDRAWN, Ledger
from crawler.links import attachments, subpages
from crawler.night import Night, entered
from crawler.outcome import Seen
from crawler.page import Ask, Page
from crawler.portal import Portal
from crawler.reasons import reason_of
from crawler.walk import Walk, Walks
from parsers.words import squeeze
from pipelines.capture import Capture
from pipelines.pages import PageState
from pipelines.runs import Counts

NOT_MODIFIED = 304
# What a page may be that stands for a while where a report belongs; an interpretation or a guide stays what it is.
ELSE = frozenset({"other", "login", "not_found", "challenge"})


class ReportsSpider(scrapy.Spider):
    name = "reports"

    def __init__(self, portal: Portal, night: Night, run_id: int, **options: Any) -> None:
        super().__init__(**options)
        self.portal, self.night, self.run_id = portal, night, run_id
        self.pages = night.intake.pages
        self.walks, self.seen, self.counts = Walks(), Seen(), Counts()
        self.ledger = Ledger(portal, self.pages, night.now, night.rota, full=night.full, since=night.since,
                             limit=night.limit)  # fmt: skip
        # Addresses of which the portal itself said that they are no longer there.
        self.withdrawn: dict[str, str] = {}
        # Pages that may be no report without anything being wrong: they lead to one, or bear the title of their link.
        self.in_order: set[str] = set()
        self.closing: asyncio.Future[None] | None = None
        # What is done once all that was asked has been answered, one after the other.
        self.left = [self._due_pages, self._unreached_lists, self._absent]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **options: Any) -> ReportsSpider:
        """Handed a night by `gongkai crawl`; under `scrapy crawl` it opens one of its own."""
        spider = super().from_crawler(crawler, *args, **entered(crawler, options))
        crawler.signals.connect(spider.go_on, signal=signals.spider_idle)
        crawler.signals.connect(spider.broken, signal=signals.spider_error)
        return spider

    def stop(self, reason: str, detail: str = "") -> None:
        """Ends the run before its time."""
        self.seen.ended = self.seen.ended or reason
        self.logger.error("%s: %s", reason, detail)
        self.closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))

    def broken(self) -> None:
        """A fault of ours in a callback: the run did not see what that page said."""
        self.seen.ended = self.seen.ended or "crashed"

    def closed(self, reason: str) -> None:
        if reason != "finished":
            self.seen.ended = self.seen.ended or ("interrupted" if reason == "shutdown" else reason)
        self.night.finish(self, self.crawler.stats.get_stats())

    async def start(self) -> AsyncIterator[Request]:
        await self.night.turn()
        newest = self.night.now.year - 1
        starts = list(platforms.starts(self.portal, newest))
        self.seen.has_list = any(ask.kind == "list" for ask in starts) or any(one.years for one in self.portal.starts)
        for request in self._wanted(starts):
            yield request

    # --- lists ---

    def list_answered(self, response: Response, ask: Ask) -> Iterator[Request | Capture]:
        walk = self._walk(ask)
        if response.status == NOT_MODIFIED:
            if not _conditional(response):
                walk.failed("http_error")
                return
            self.seen.answered += 1
            if not walk.not_modified(full=self.night.full, now=self.night.now):
                walk.asked.clear()
                yield from self._list(ask, conditional=False)
            return
        page = page_of(response, ask)
        listing = platforms.listing(page, self.portal)
        reason = check(page, bool(listing.links or listing.entries or listing.more))
        if reason is not None:
            walk.failed(reason)
            return
        self.seen.answered += 1
        cut = listing.trouble == "list_unreadable"
        found = {} if cut else {identity(link.url): link for link in listing.links if self.ledger.may(link)}
        with self.night.intake.store.transaction():
            self._remember_list(ask, page, holds_entries=bool(found))
            for link in found.values():
                self.ledger.remember(link)
        body = hashlib.sha256(page.body).hexdigest()
        further = walk.arrived(ask, listing, found, full=self.night.full, now=self.night.now, body=body)
        own = found.pop(identity(ask.url), None)
        if own is not None and (walk.known is None or walk.known.document_id != body):
            # The list's page is a report itself, and is in hand.
            yield capture_of(replace(page, ask=own), self.portal, self.run_id, self.night.now, self.ledger.year(own))
        yield from self._wanted(found.values(), listed=True)
        if further:
            yield from self._wanted(more for more in listing.more if self.ledger.may(more))

    def list_lost(self, failure: Failure) -> None:
        ask = _asked(failure)
        self._walk(ask).failed(reason_of(failure))

    def _walk(self, ask: Ask) -> Walk:
        key = ask.list or ask.url
        return self.walks.of(key, lambda: (self.pages.get(key), sum(1 for _ in self.pages.of_list(key))))

    def _remember_list(self, ask: Ask, page: Page, *, holds_entries: bool) -> None:
        """The address of a list's first page stands for the list. Asked conditionally is only what holds entries."""
        if ask.number != 1:
            return
        key = ask.list or ask.url
        self.pages.listed(PageState(key, self.portal.id, "list", ask.title or None, ask.org), self.night.now)
        etag, modified = (page.headers.get(name) if holds_entries else None for name in ("etag", "last-modified"))
        self.pages.list_answered(key, self.night.now, page.status, etag, modified)

    # --- reports and their attachments ---

    def page_answered(self, response: Response, ask: Ask) -> Iterator[Request | Capture]:
        if response.status == NOT_MODIFIED and not _conditional(response):
            self._lost(ask, "http_error", response.status)
            return
        if response.status == NOT_MODIFIED:
            self.seen.answered += 1
            with self.night.intake.store.transaction():
                self.pages.unchanged(ask.url, self.night.now)
                self.night.intake.store.seen(ask.url, self.night.now)
            return
        page = page_of(response, ask)
        reason = check(page)
        if reason is not None:
            self._lost(ask, reason, response.status)
            return
        self.seen.answered += 1
        linked = list(self._linked(page))
        if linked or _bears(page, ask.title):
            self.in_order.add(ask.url)
        with self.night.intake.store.transaction():
            self.ledger.remember(ask)
            for link in linked:
                self.ledger.remember(link)
        yield capture_of(page, self.portal, self.run_id, self.night.now, self.ledger.year(ask))
        yield from self._wanted(linked)

    def _linked(self, page: Page) -> Iterator[Ask]:
        """Attachments, and the report behind a cover page; what such a link leads to is followed no further."""
        if page.ask.kind == "report" and page.ask.parent is None:
            yield from (link for link in (*attachments(page), *subpages(page)) if self.ledger.may(link))

    def not_a_report(self, capture: Capture, kind: str) -> None:
        """The link named a report of a year, and what came does not even bear its title: it is asked for again."""
        if kind in ELSE and capture.kind == "report" and capture.year is not None and capture.url not in self.in_order:
            self.seen.pages["not_the_report"] += 1
            self.counts.failed += 1
            with self.night.intake.store.transaction():
                self.pages.failed(capture.url, self.night.now, "not_the_report", capture.status)

    def page_lost(self, failure: Failure) -> None:
        self._lost(_asked(failure), reason_of(failure))

    def _lost(self, ask: Ask, reason: str, status: int | None = None) -> None:
        if reason in WITHDRAWN:
            # It answered, and that is its answer.
            self.seen.answered += 1
        reason = self.ledger.believed(ask, reason, self.walks)
        if self.ledger.is_withdrawn(ask, reason):
            self.withdrawn[ask.url] = reason
        self.seen.pages[reason] += 1
        self.counts.failed += 1
        with self.night.intake.store.transaction():
            self.ledger.remember(ask)
            self.pages.failed(ask.url, self.night.now, reason, status)

    # --- what is left when all that was asked has been answered ---

    def go_on(self) -> None:
        while self.left:
            requests = list(self.left.pop(0)())
            for request in requests:
                self.crawler.engine.crawl(request)
            if requests:
                raise DontCloseSpider

    def _due_pages(self) -> Iterator[Request]:
        """After what is new."""
        return self._wanted(self.ledger.in_turn())

    def _unreached_lists(self) -> Iterator[Request]:
        """A list that gave reports and that nothing led to tonight is asked for itself."""
        for page in self.pages.lists(self.portal.id):
            if page.url not in self.walks:
                yield from self._wanted([platforms.list_ask(self.portal, page.url, page.org)])

    def _absent(self) -> Iterator[Request]:
        for ask in self.ledger.absent(self.walks):
            yield from self._ask(ask)

    # --- what is asked ---

    def _wanted(self, asks: Iterable[Ask], *, listed: bool = False) -> Iterator[Request]:
        for ask in asks:
            if ask.kind == "list":
                yield from self._list(ask)
            elif self.ledger.due(ask, listed=listed):
                yield from self._ask(ask)

    def _list(self, ask: Ask, *, conditional: bool = True) -> Iterator[Request]:
        walk = self._walk(ask)
        if walk.expect(ask):
            whole = self.night.full or not conditional or ask.number != 1 or not walk.recent(self.night.now)
            known = None if whole else walk.known
            yield request_of(ask, known, self.list_answered, self.list_lost)

    def _ask(self, ask: Ask) -> Iterator[Request]:
        if not self.ledger.wants(ask):
            return
        claimed = self.ledger.claim(ask)
        if claimed is None:
            self.seen.ended = self.seen.ended or "limit"
            return
        known = None if self.night.full else self.ledger.of(ask)
        yield request_of(claimed, known, self.page_answered, self.page_lost)


def _bears(page: Page, title: str) -> bool:
    """A news item about a report has the title of its link; a page of maintenance has not."""
    return squeeze(title).rstrip(".…") in squeeze(page.text)


def _conditional(response: Response) -> bool:
    """Whether the answer 304 is one to a question of ours."""
    request = response.request
    return request is not None and bool({b"If-None-Match", b"If-Modified-Since"} & set(request.headers))


def _asked(failure: Failure) -> Ask:
    """Scrapy ties the request to the failure that its errback is given."""
    request: Request = vars(failure)["request"]
    ask: Ask = request.cb_kwargs["ask"]
    return ask
