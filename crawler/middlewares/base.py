"""What all middlewares of the project share: the crawler, the portal that its spider crawls, and how a run is ended."""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request

from crawler.failures import Refused
from crawler.portal import Portal


class Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.settings = crawler.settings
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @property
    def portal(self) -> Portal:
        return portal_of(self.crawler.spider)

    def end_run(self, reason: str, detail: str) -> Refused:
        """Closes the spider, once what is under way has ended, and gives what the request at hand is refused with."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))
        return Refused(reason, detail)

    def again(self, request: Request, reason: str) -> Request | None:
        """The request to be tried once more, None after RETRY_TIMES."""
        spider = self.crawler.spider
        return None if spider is None else get_retry_request(request, spider=spider, reason=reason)


def portal_of(spider: Spider | None) -> Portal:
    portal = getattr(spider, "portal", None)
    if not isinstance(portal, Portal):
        raise TypeError("a spider without a portal may ask nothing")
    return portal
