"""Which requests of an opened page go out: the portal's hosts, what robots.txt allows, no pictures, and not too many.

This is for courtesy and for the log; for safety the browser is pinned to the same hosts (program.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from protego import Protego

from crawler.guards.addresses import refusal, slot
from crawler.portal import Portal

# So many requests make no list of reports.
MOST_REQUESTS = 400
NOT_NEEDED = frozenset(("image", "media", "font", "websocket", "eventsource", "ping", "cspviolationreport"))


class Robots:
    """The robots.txt of each host, read once; `read` gives its text, nothing where there is none."""

    def __init__(self, agent: str, read: Callable[[str], Awaitable[str]]) -> None:
        self._agent, self._read = agent, read
        self._rules: dict[str, Protego] = {}
        self._lock = asyncio.Lock()

    async def allow(self, url: str) -> bool:
        place = slot(url)
        async with self._lock:
            if place not in self._rules:
                self._rules[place] = Protego.parse(await self._read(url))
        return bool(self._rules[place].can_fetch(url, self._agent))


class Gate:
    """For one opened page."""

    def __init__(self, portal: Portal, robots: Robots, most: int = MOST_REQUESTS) -> None:
        self.portal, self.robots, self.most = portal, robots, most
        self.passed = 0
        # What the page wanted and was not given, and why: for a person who asks why a list stays empty.
        self.refused: dict[str, str] = {}

    async def lets(self, url: str, kind: str) -> bool:
        """Asked once for each request."""
        reason = "not_needed" if kind in NOT_NEEDED else refusal(url, self.portal)
        if reason is None and not await self.robots.allow(url):
            reason = "robots"
        if reason is not None:
            self.refused.setdefault(url, reason)
            return False
        self.passed += 1
        return self.passed <= self.most
