"""Downloads what a browser has to open, through scrapy-playwright: gated, measured, leafed through, and closed again.

Everything else goes the plain way. A failure of the browser becomes one of Scrapy's own, so that retries, reasons and
giving up work as ever. Needs the extra `browser`; the settings that belong to it are crawler/browser/settings.py's.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Error, Page, Route
from playwright.async_api import TimeoutError as Late
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod

from crawler.browser.gate import Gate, Robots
from crawler.browser.house import first_line
from crawler.browser.leafing import LEAFING, Leafed, leaf
from crawler.browser.program import OPENING, NoBrowserError, window
from crawler.browser.traffic import Traffic
from crawler.failures import Refused
from crawler.middlewares.base import portal_of

# Seconds for what hangs beyond the time that leafing through a list may take.
HANGING = 60.0
MOST_ROBOTS = 512 * 1024
FAILURES = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError,
    DownloadTimeoutError, ResponseDataLossError,
)  # fmt: skip


class Handler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # it has no types
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.house = crawler.settings["PLAYWRIGHT_BROWSER_PROVIDER"]
        # A page that was closed, was closed for good.
        self.config.target_closed_max_retries = 0
        self.robots = Robots(crawler.settings["USER_AGENT"], self._robots)
        self.opened = 0

    async def download_request(self, request: Request) -> Response:
        if not request.meta.get("playwright"):
            answer: Response = await super().download_request(request)
            return answer
        gate = Gate(portal_of(self.crawler.spider), self.robots)
        async with self.house.turn:
            return await self._opened(request, Traffic(gate))

    async def _opened(self, request: Request, traffic: Traffic) -> Response:
        leafed = Leafed()
        self.opened += 1
        name = f"page {self.opened}"
        request.meta.update(self._visit(name, traffic, leafed))
        try:
            async with asyncio.timeout(OPENING + LEAFING + HANGING):
                response: Response = await super().download_request(request)
        except (TimeoutError, Late) as error:
            raise DownloadTimeoutError(str(error)) from error
        except NoBrowserError as error:
            logging.getLogger(__name__).error(error.format_message())
            raise Refused("list_unknown", error.format_message()) from error
        except Error as error:
            if traffic.too_much:
                raise DownloadCancelledError(f"> {traffic.most_bytes}") from error
            raise DownloadFailedError(first_line(error)) from error
        finally:
            await self._leave(name)
        headers = response.headers.copy()
        headers["Content-Type"] = "text/html; charset=utf-8"
        body = leafed.html().encode()
        return response.replace(url=leafed.shots[0].url, body=body, headers=headers, encoding="utf-8")

    def _visit(self, name: str, traffic: Traffic, leafed: Leafed) -> dict[str, Any]:
        """Each page in a context of its own, of which nothing is left."""

        async def pass_gate(route: Route) -> None:
            lets = await traffic.gate.lets(route.request.url, route.request.resource_type)
            await (route.fallback() if lets else route.abort())

        async def begin(page: Page, _: Request) -> None:
            # After scrapy-playwright's own, so it is asked before it.
            await page.route("**", pass_gate)
            await page.context.route("**", pass_gate)
            page.on("popup", lambda popup: asyncio.ensure_future(popup.close()))
            await traffic.measure(page)

        rest = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        return {
            "playwright_context": name,
            "playwright_context_kwargs": window(self.crawler.settings["USER_AGENT"]),
            "playwright_page_init_callback": begin,
            "playwright_page_event_handlers": traffic.listeners(),
            "playwright_page_goto_kwargs": {"timeout": OPENING * 1000},
            "playwright_page_methods": [PageMethod(leaf, traffic, leafed, rest=rest)],
        }

    async def _leave(self, name: str) -> None:
        wrapper = self.context_wrappers.get(name)
        if wrapper is not None:
            with suppress(Error, TimeoutError):
                async with asyncio.timeout(OPENING):
                    await wrapper.context.close()

    async def _robots(self, url: str) -> str:
        """What a page's own requests are held to; one that cannot be had says nothing."""
        parts = urlsplit(url)
        agent = self.crawler.settings["USER_AGENT"]
        told = Request(f"{parts.scheme}://{parts.netloc}/robots.txt", headers={"User-Agent": agent})
        try:
            answer: Response = await super().download_request(told)
        except FAILURES:
            return ""
        return answer.body[:MOST_ROBOTS].decode("utf-8", "replace") if answer.status == 200 else ""
