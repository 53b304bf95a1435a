"""Opens a list's page in a headless browser and records what fills it, page after page. Needs the extra `browser`.

The page is asked for plainly before (the caller judges the answer); here only the portal's hosts are loaded, for a
bounded time and a bounded number of bytes, and the browser is closed whatever happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import click
from playwright.async_api import Browser, BrowserContext, Error, Request, Route, async_playwright
from playwright.async_api import Page as Tab

from crawler.browser.gate import Gate, Robots
from crawler.browser.house import first_line, launched
from crawler.browser.leafing import Leafed, leaf
from crawler.browser.program import OPENING, window
from crawler.browser.traffic import MIB, Traffic
from crawler.fetch import Caller
from crawler.guards import text_of
from crawler.page import Ask, Page
from crawler.portal import Portal
from crawler.probe.recording import Exchange, Recording, recorded

# Pages of the list that are turned to: the third shows that the second was no accident.
PAGES = 3
SECONDS = 120.0
# Of the answers that are kept.
MOST_BYTES, MOST_ANSWERS = 32 * MIB, 200
KEPT = frozenset(("xhr", "fetch", "script", "document"))


class NotOpenedError(click.UsageError):
    """Why a page could not be opened, in one line."""


@dataclass(slots=True)
class Watched:
    """What came of opening one page: the recording, the page as the crawl would be given it, what it was not let do."""

    recording: Recording
    opened: Page
    refused: dict[str, str]


class Recorder:
    """Keeps what could fill a list, with the page of the list it was asked for."""

    def __init__(self, leafed: Leafed) -> None:
        self.leafed = leafed
        self.kept: list[Exchange] = []
        self.bytes = 0
        self._steps: dict[Request, int] = {}
        self._reading: set[asyncio.Task[None]] = set()

    def began(self, request: Request) -> None:
        own = request.is_navigation_request() and request.frame.parent_frame is None
        if request.resource_type in KEPT and not own and len(self._steps) < MOST_ANSWERS:
            self._steps[request] = self.leafed.step

    def finished(self, request: Request) -> None:
        if request in self._steps:
            task = asyncio.ensure_future(self._read(request))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def all(self) -> tuple[Exchange, ...]:
        await asyncio.gather(*self._reading)
        return tuple(sorted(self.kept, key=lambda one: one.step))

    async def _read(self, request: Request) -> None:
        """What is gone before it could be read has filled nothing."""
        with suppress(Error):
            response = await request.response()
            body = await response.body() if response is not None else b""
            if response is None or self.bytes + len(body) > MOST_BYTES:
                return
            self.bytes += len(body)
            headers = await response.all_headers()
            form, sayable = _form(request)
            self.kept.append(
                Exchange(self._steps[request], request.resource_type, request.method, request.url, response.status,
                         text_of(headers, body), form, not sayable)
            )  # fmt: skip


def watch(plain: Page, portal: Portal, caller: Caller, pages: int = PAGES) -> Watched:
    """Opens the page of which the plain answer is known already, and turns to so many pages of the list."""
    try:
        return asyncio.run(_bounded(plain, portal, caller, pages))
    except (TimeoutError, Error) as error:
        said = first_line(error) or f"超过 {SECONDS:.0f} 秒"
        raise NotOpenedError(f"{plain.ask.url}：浏览器打不开（{said}）") from None


async def _bounded(plain: Page, portal: Portal, caller: Caller, pages: int) -> Watched:
    async def robots(url: str) -> str:
        return await asyncio.to_thread(caller.robots, url)

    async with _browser(portal) as browser, asyncio.timeout(SECONDS):
        own = await browser.new_context(**window(caller.agent))
        traffic = Traffic(Gate(portal, Robots(caller.agent, robots)))
        return await _watched(plain, own, traffic, caller.rest, pages)


@asynccontextmanager
async def _browser(portal: Portal) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launched(playwright, [portal])
        try:
            yield browser
        finally:
            await browser.close()


async def _watched(plain: Page, own: BrowserContext, traffic: Traffic, rest: float, pages: int) -> Watched:
    leafed = Leafed()
    recorder = Recorder(leafed)
    tab = await _tab(own, traffic, recorder)
    answer = await tab.goto(plain.url, timeout=OPENING * 1000)
    headers = await answer.all_headers() if answer is not None else {}
    await leaf(tab, traffic, leafed, pages=pages, rest=rest)
    html = leafed.html()
    opened = Page(
        Ask(plain.ask.url, list=plain.ask.url, browser=True),
        leafed.shots[0].url,
        answer.status if answer is not None else 200,
        {**headers, "content-type": "text/html; charset=utf-8"},
        html.encode("utf-8", "replace"),
        html,
    )
    shots = [shot.html() for shot in leafed.shots]
    return Watched(recorded(plain, shots, await recorder.all()), opened, dict(traffic.gate.refused))


async def _tab(own: BrowserContext, traffic: Traffic, recorder: Recorder) -> Tab:
    async def pass_gate(route: Route) -> None:
        lets = await traffic.gate.lets(route.request.url, route.request.resource_type)
        await (route.continue_() if lets else route.abort())

    await own.route("**", pass_gate)
    tab = await own.new_page()
    tab.on("popup", lambda popup: asyncio.ensure_future(popup.close()))
    for event, told in traffic.listeners().items():
        # Playwright's types name each event by itself.
        listen: Any = tab.on
        listen(event, told)
    tab.on("request", recorder.began)
    tab.on("requestfinished", recorder.finished)
    await traffic.measure(tab)
    return tab


def _form(request: Request) -> tuple[tuple[tuple[str, str], ...], bool]:
    """What was posted, and whether a portal's file has words for it."""
    if request.method not in ("GET", "POST"):
        return (), False
    body = request.post_data_buffer
    if not body:
        return (), True
    kind, text = request.headers.get("content-type", ""), body.decode("utf-8", "replace")
    if "x-www-form-urlencoded" in kind:
        return tuple(parse_qsl(text, keep_blank_values=True)), True
    return ((("", text),), True) if "json" in kind else ((), False)
