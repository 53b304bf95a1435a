"""One browser a night, lent to all portals that need one: started when the first page is opened, ended with the last.

scrapy-playwright is given a Lender for each portal (PLAYWRIGHT_BROWSER_PROVIDER). Needs the extra `browser`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Self

from playwright.async_api import Browser, Error, Playwright, async_playwright

from crawler.browser.program import NoBrowserError, options
from crawler.portal import Portal

logger = logging.getLogger(__name__)
# So many pages are open at the same time, whatever portals they belong to.
AT_ONCE = 2


async def launched(playwright: Playwright, portals: Sequence[Portal]) -> Browser:
    chosen = await asyncio.to_thread(options, portals)
    try:
        return await playwright.chromium.launch(**chosen)
    except Error as error:
        raise NoBrowserError(f"Chromium 起不来（{first_line(error)}）") from error


def first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]


class House:
    """The browser and who has it. Settings that are copied, as Scrapy does for each spider, share it."""

    def __init__(self, portals: Sequence[Portal]) -> None:
        self.portals = portals
        self.turn = asyncio.Semaphore(AT_ONCE)
        self._lock = asyncio.Lock()
        self._lent = 0
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def __deepcopy__(self, _: dict[int, Any]) -> Self:
        return self

    def __call__(self, _: object) -> Lender:
        return Lender(self)

    async def lend(self) -> Browser:
        async with self._lock:
            if self._browser is None or not self._browser.is_connected():
                # Who has one that died gives back nothing.
                self._lent = 0
                if self._playwright is None:
                    self._playwright = await async_playwright().start()
                self._browser = await launched(self._playwright, self.portals)
                logger.info("Chromium started for %d portals", len(self.portals))
            self._lent += 1
            return self._browser

    async def take_back(self, browser: Browser) -> None:
        async with self._lock:
            if browser is not self._browser:
                return
            self._lent -= 1
            if self._lent > 0:
                return
            await browser.close()
            logger.info("Chromium ended")
            if self._playwright is not None:
                await self._playwright.stop()
            self._browser = self._playwright = None


class Lender:
    """What scrapy-playwright asks for a browser: it gets what only looks like its own."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def start(self) -> None:
        """Nothing is started before it is needed."""

    async def launch_browser(self) -> Lent:
        return Lent(await self._house.lend(), self._house)

    async def launch_persistent_context(self, _: dict[str, Any]) -> Any:
        raise NotImplementedError("no page leaves anything behind")

    async def close(self) -> None:
        """The browser is given back by whoever got it."""


class Lent:
    """A browser that is not closed while others have it."""

    def __init__(self, browser: Browser, house: House) -> None:
        self._browser = browser
        self._house = house

    def on(self, event: Any, told: Any) -> None:
        self._browser.on(event, told)

    async def new_context(self, **chosen: Any) -> Any:
        return await self._browser.new_context(**chosen)

    async def close(self) -> None:
        await self._house.take_back(self._browser)
