"""A night: what all its spiders share, how a portal's run begins, and how it ends.

The spiders ask and hand on; here is what they write with, and the one place that says what a run came to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler

from crawler import clock
from crawler.config import Config, load
from crawler.outcome import judge
from crawler.pool import Pool
from crawler.portal import Portal
from crawler.reading import SECONDS, Result, crashed, read_document, timed_out
from parsers.report import Document
from pipelines import intake, runs
from pipelines.capture import Capture
from pipelines.intake import Intake

if TYPE_CHECKING:
    from crawler.spiders.reports import ReportsSpider

# More portals than these wait for their turn: each has its own hosts, but memory and the parsers are shared.
AT_ONCE = 16


def print_nothing(_: object) -> None:
    """Nobody watches."""


@dataclass
class Night:
    """`full` asks for everything anew, `since` leaves out older years, `limit` bounds the pages asked of a portal."""

    intake: Intake
    pool: Pool[Document, Result]
    config: Config
    now: datetime
    full: bool = False
    since: int | None = None
    limit: int | None = None
    # Told of each run that ended, and of each document that was stored.
    ended: Callable[[runs.Run], None] = print_nothing
    stored: Callable[[Portal], None] = print_nothing
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def rota(self) -> timedelta:
        return timedelta(days=self.config.rota)

    async def turn(self) -> None:
        await self._turns.acquire()

    async def parsed(self, capture: Capture) -> Result:
        """In another process: a document that crashes or hangs its reader costs itself."""
        return await self.pool.outcome(Document(capture.body, url=capture.url, headers=capture.headers))

    def begin(self, portal: Portal) -> int:
        with self.intake.store.transaction():
            return runs.begin(self.intake.db, portal.id, self.now)

    def finish(self, spider: ReportsSpider, stats: Mapping[str, Any]) -> None:
        """A spider came to its end, and another may begin."""
        self.book(spider, stats)
        self._turns.release()

    def book(self, spider: ReportsSpider, stats: Mapping[str, Any]) -> None:
        """Absence counts only in an ok run: withdrawn addresses are marked with its verdict, or not at all."""
        counts, seen, walks = spider.counts, spider.seen, spider.walks
        seen.lists = {walk.key: reason for walk in walks if (reason := walk.verdict(full=self.full))}
        seen.listed = counts.listed = walks.listed()
        seen.walked, seen.asked, seen.full = len(list(walks)), len(spider.ledger.asked), self.full
        seen.withdrawn, seen.stored = len(spider.withdrawn), spider.ledger.stored
        seen.pages.update(spider.ledger.still_failing())
        counts.requests = stats.get("downloader/request_count", 0)
        counts.not_modified = stats.get("downloader/response_status_count/304", 0)
        counts.bytes = stats.get("downloader/response_bytes", 0)
        verdict = judge(seen, runs.last(self.intake.db, spider.portal.id, good=True))
        with self.intake.store.transaction():
            for walk in walks:
                if walk.complete(full=self.full):
                    self.intake.pages.walked(walk.key, self.now, entries=len(walk.links), signature=walk.signature)
            if verdict.outcome == "ok":
                for url in spider.withdrawn:
                    self._withdraw(spider, url)
            runs.end(
                self.intake.db, spider.run_id, max(self.now, clock.now()), verdict.outcome, counts,
                verdict.reason, verdict.detail,
            )  # fmt: skip
        self.ended(runs.get(self.intake.db, spider.run_id))

    def _withdraw(self, spider: ReportsSpider, url: str) -> None:
        """A page, and with it what only it led to."""
        attached = [page.url for page in self.intake.pages.of_portal(spider.portal.id) if page.parent == url]
        for address in (url, *attached):
            self.intake.pages.gone(address, self.now)
            spider.counts.news(self.intake.store.gone(address, spider.run_id, self.now))


@contextmanager
def opened(data: Path, now: datetime, **options: Any) -> Iterator[Night]:
    """Locks the data folder; the processes end with it."""
    config = load(data)
    with intake.opened(data) as writing:
        pool: Pool[Document, Result] = Pool(read_document, crashed, config.jobs, late=timed_out, seconds=SECONDS)
        try:
            yield Night(writing, pool, config, now, **options)
        finally:
            pool.close()


def entered(crawler: Crawler, options: dict[str, Any]) -> dict[str, Any]:
    """What a spider is made with: a night that is under way, or (`scrapy crawl`) one of its own."""
    night = options.pop("night", None)
    portal = options.pop("portal", None)
    if night is None:
        from crawler.alone import enter  # noqa: PLC0415  # it knows the spider, which knows this module

        night, portal = enter(crawler, portal)
    return {"portal": portal, "night": night, "run_id": night.begin(portal), **options}
