"""What an opened page has under way: so that one knows when it is done, whether something was lost, and how much came.

Listens to one Playwright page. Judges nothing and stops nothing but a page that takes in too much.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from crawler.browser.gate import Gate

if TYPE_CHECKING:
    from playwright.async_api import Page, Request, Response

MIB = 1024 * 1024
MOST_BYTES = 32 * MIB
# Nothing under way for so long, and the page is taken to be done; after the longest wait it is not waited for.
QUIET, LONGEST = 0.2, 15.0
# What can bring entries of a list.
BRINGING = frozenset(("document", "xhr", "fetch", "script"))


class Traffic:
    """`begun` counts requests for what can bring entries, `lost` those that failed; `bytes` is all that came."""

    def __init__(self, gate: Gate, most_bytes: int = MOST_BYTES) -> None:
        self.gate = gate
        self.most_bytes = most_bytes
        self.begun = 0
        self.lost = 0
        self.bytes = 0
        self._under_way: set[Request] = set()
        self._changed = monotonic()
        self._gone = False
        self._closing: asyncio.Future[None] | None = None

    @property
    def too_much(self) -> bool:
        return self.bytes > self.most_bytes

    def listeners(self) -> dict[str, Callable[[Any], None]]:
        """By the name of the page's event."""
        return {
            "request": self._began,
            "requestfinished": self._ended,
            "requestfailed": self._failed,
            "response": self._answered,
            "close": self._left,
            "crash": self._left,
        }

    async def measure(self, page: Page) -> None:
        """Closes the page when more has come than it may take."""
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")

        def arrived(told: dict[str, Any]) -> None:
            self.bytes += int(told.get("dataLength", 0))
            if self.too_much and self._closing is None:
                self._closing = asyncio.ensure_future(page.close())

        session.on("Network.dataReceived", arrived)

    async def settled(self, longest: float = LONGEST) -> bool:
        """Waits until nothing has been under way for a while; False where that does not come."""
        end = monotonic() + longest
        while monotonic() < end and not self._gone:
            if not self._under_way and monotonic() - self._changed >= QUIET:
                return True
            await asyncio.sleep(0.05)
        # What never ends is not waited for again.
        self._under_way.clear()
        return False

    def _began(self, request: Request) -> None:
        if request.resource_type in BRINGING:
            self.begun += 1
            self._under_way.add(request)
            self._changed = monotonic()

    def _ended(self, request: Request) -> None:
        if request in self._under_way:
            self._under_way.discard(request)
            self._changed = monotonic()

    def _failed(self, request: Request) -> None:
        """Refused by the gate, or broken off by the page itself, is not lost."""
        self._ended(request)
        by_us = request.url in self.gate.refused
        if request.resource_type in BRINGING and not by_us and request.failure != "net::ERR_ABORTED":
            self.lost += 1

    def _left(self, _: object) -> None:
        """Closed, or crashed: nothing comes any more."""
        self._gone = True

    def _answered(self, response: Response) -> None:
        # A page asks for much that is not there (404) without missing it.
        if response.request.resource_type in BRINGING and (response.status >= 500 or response.status in (412, 429)):
            self.lost += 1
