"""Scrapy's item pipeline, all of it: a Capture is archived, parsed in another process, and stored."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler

from parsers.report import NotReport
from pipelines.archive import DiskFullError
from pipelines.capture import Capture

if TYPE_CHECKING:
    from crawler.spiders.reports import ReportsSpider


class StoreCaptures:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StoreCaptures:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """In this order: whatever is cut off in between is done again the next time, and doubles nothing."""
        spider: ReportsSpider = self.crawler.spider  # type: ignore[assignment]  # the only spider there is
        capture: Capture = item
        try:
            await asyncio.to_thread(spider.night.intake.archive.put, capture.body)
            result = await spider.night.parsed(capture)
            stored = spider.night.intake.take(capture, result)
        except Exception as error:  # noqa: BLE001  # a document that is lost without a word would make a bad night look good
            spider.stop("disk_full" if _is_full(error) else "crashed", f"{type(error).__name__}: {error}")
            return item
        spider.counts.news(stored.news)
        if isinstance(result, NotReport):
            spider.not_a_report(capture, result.kind)
        return item


def _is_full(error: Exception) -> bool:
    full = isinstance(error, sqlite3.OperationalError) and "full" in str(error)
    return full or isinstance(error, DiskFullError) or getattr(error, "errno", 0) == errno.ENOSPC
