"""What a portal may expect of a guest: hours, robots.txt, rests that it asks for, to be left alone when it is down."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.clock import now
from crawler.failures import Refused, trouble_of
from crawler.guards import addresses
from crawler.guards.hours import ALWAYS, within
from crawler.middlewares.base import Middleware

# So often one request is made again after a rest.
RESTS = 5


class Hours(Middleware):
    """Outside the allowed hours nothing is asked; the run ends with `hours_over`."""

    def process_request(self, request: Request) -> None:
        hours = self.portal.courtesy.hours or self.settings.get("GONGKAI_HOURS") or ALWAYS
        if not within(hours, now()):
            raise self.end_run("hours_over", f"{hours} {request.url}")


class Robots(Middleware):
    """Scrapy's own, and its refusal under the project's code.

    Of the requests that come while robots.txt is fetched, Scrapy 2.19 lets all but one pass unjudged: they wait here.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.scrapys = RobotsTxtMiddleware.from_crawler(crawler)
        self.locks: dict[str, asyncio.Lock] = {}
        # A host that cannot be reached is told of by its pages, in one line and not in a traceback.
        logging.getLogger(RobotsTxtMiddleware.__module__).setLevel(logging.CRITICAL)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        try:
            async with self.locks.setdefault(urlsplit(request.url).netloc, asyncio.Lock()):
                await self.scrapys.process_request(request)
        except IgnoreRequest:
            raise Refused("robots") from None


class GivingUp(Middleware):
    """A host that brought nothing so many times in a row is not asked again tonight: each attempt costs minutes."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.most = crawler.settings.getint("GONGKAI_GIVE_UP_AFTER")
        self.lost: dict[str, int] = {}
        self.reasons: dict[str, str] = {}

    def process_request(self, request: Request) -> None:
        place = addresses.slot(request.url)
        if self.lost.get(place, 0) >= self.most:
            raise Refused(self.reasons[place], f"{place} × {self.most}")

    def process_response(self, request: Request, response: Response) -> Response:
        self.lost.pop(addresses.slot(request.url), None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        trouble = trouble_of(exception)
        if trouble.reason in ("timeout", "unreachable"):
            place = addresses.slot(request.url)
            self.lost[place] = self.lost.get(place, 0) + 1
            self.reasons[place] = trouble.reason


class RetryAfter(Middleware):
    """429 or 503 with Retry-After: the host's slot rests for as long, then the request is made again.

    A longer rest than the settings allow, at once or in all, ends the run with `retry_after`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.longest = crawler.settings.getfloat("GONGKAI_RETRY_AFTER_MAX")
        self.left = crawler.settings.getfloat("GONGKAI_RETRY_AFTER_TOTAL")

    def process_response(self, request: Request, response: Response) -> Response | Request:
        said, date = response.headers.get("Retry-After"), response.headers.get("Date")
        if response.status not in (429, 503) or said is None:
            return response
        seconds = seconds_of(said.decode("latin-1"), (date or b"").decode("latin-1"), now())
        rests = request.meta.get("rests", 0)
        # One second, again and again, would never end: that is for the retries, which are counted.
        if seconds is None or seconds < 1 or rests >= RESTS:
            return response
        self.left -= seconds
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if seconds > self.longest or self.left < 0:
            refused = self.end_run("retry_after", f"{seconds:.0f} s")
            # What is on its way in the slot is not sent any more.
            while slot is not None and slot.queue:
                slot.queue.popleft()[1].errback(refused)
            raise refused
        if slot is not None:
            # The next request is due a delay after the last one: the last one is set that much later.
            slot.delay = max(slot.delay, 0.001)
            slot.lastseen = max(slot.lastseen, monotonic() + seconds)
        return request.replace(dont_filter=True, meta=request.meta | {"rests": rests + 1})


def seconds_of(said: str, date: str, moment: datetime) -> float | None:
    """Retry-After's seconds, or its date against the server's own clock; None for what is neither."""
    if said.strip().isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, IndexError, OverflowError):
        return None
    with contextlib.suppress(ValueError, IndexError, OverflowError):
        moment = parsedate_to_datetime(date)
    if until.tzinfo is None or moment.tzinfo is None:
        return None
    return max(0.0, (until - moment) / timedelta(seconds=1))
