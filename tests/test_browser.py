"""What a browser opens: every kind of pager turned to its end, nothing asked for elsewhere, nothing without end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

import click
import pytest
from playwright.async_api import Browser, async_playwright

from crawler import platforms
from crawler.browser import program
from crawler.browser.gate import Gate, Robots
from crawler.browser.house import House, launched
from crawler.browser.leafing import Leafed, leaf
from crawler.browser.program import NoBrowserError, options, pins
from crawler.browser.traffic import Traffic
from crawler.fetch import Caller
from crawler.page import Ask, Page
from crawler.portal import Portal
from crawler.probe import watch as watching
from crawler.probe.watch import NotOpenedError, watch
from tests.scripted import PAGERS, PAGES, SIZE, Scripted, scripted

NOT_WHOLE = frozenset(("dead", "never ending", "breaking"))


@pytest.fixture(scope="module")
def site() -> Iterator[Scripted]:
    with scripted() as server, scripted() as stranger:
        server.elsewhere = stranger.place
        yield server
        assert stranger.asked == [], "the browser went where it must not"


# --- a list leafed through


@pytest.fixture(scope="module")
def leafed(site: Scripted, chromium: str) -> dict[str, Leafed]:  # noqa: ARG001
    """Every kind of pager, all side by side in one browser."""
    names = [*PAGERS, "frame"]

    async def one(browser: Browser, name: str) -> Leafed:
        page = await browser.new_page()
        traffic = Traffic(Gate(site.portal(f"/{name}"), Robots("gongkai", _nothing)))
        for event, told in traffic.listeners().items():
            page.on(event, told)  # type: ignore[call-overload]  # each event has a type of its own
        await page.goto(site.url(f"/{name.replace(' ', '-')}"))
        seen = Leafed()
        await leaf(page, traffic, seen, pages=PAGES + 1)
        return seen

    async def all_of_them() -> list[Leafed]:
        async with async_playwright() as playwright:
            browser = await launched(playwright, [site.portal("/")])
            seen = await asyncio.gather(*(one(browser, name) for name in names))
            await browser.close()
            return list(seen)

    return dict(zip(names, asyncio.run(all_of_them()), strict=True))


async def _nothing(_: str) -> str:
    return ""


@pytest.mark.parametrize("name", sorted({*PAGERS, "frame"} - NOT_WHOLE))
def test_every_pager_is_turned_to_its_end(leafed: dict[str, Leafed], site: Scripted, name: str) -> None:
    seen = platforms.listing(_page(leafed[name], site), site.portal("/"))
    assert [link.url for link in seen.links] == [site.url(f"/r/{at}.html") for at in range(1, PAGES * SIZE + 1)]
    assert (seen.trouble, seen.more) == (None, ())


@pytest.mark.parametrize("name", sorted(NOT_WHOLE))
def test_a_list_whose_end_was_not_seen_is_not_known(leafed: dict[str, Leafed], site: Scripted, name: str) -> None:
    seen = platforms.listing(_page(leafed[name], site), site.portal("/"))
    assert seen.trouble == "list_unknown"
    assert len(seen.links) >= SIZE


def _page(leafed: Leafed, site: Scripted) -> Page:
    return Page(Ask(site.url("/"), browser=True), site.url("/"), 200, {}, b"", leafed.html())


# --- what an opened page may do


def opened(site: Scripted, path: str) -> watching.Watched:
    portal = site.portal(path)
    caller = Caller(loopback=True)
    return watch(caller.fetch(Ask(portal.starts[0].url)), portal, caller, pages=1)


def test_an_opened_page_goes_nowhere_else(site: Scripted, chromium: str) -> None:  # noqa: ARG001
    """(What another server was asked is looked at when all is done.)"""
    already = len(site.asked)
    seen = opened(site, "/straying")
    asked = set(site.paths()[already:])
    assert asked == {"/robots.txt", "/straying", "/moved", "/rows?n=1", "/favicon.ico"} - ({"/favicon.ico"} - asked)
    assert len(seen.recording.pages[0]) == SIZE
    reasons = {url.rpartition("/")[2]: reason for url, reason in seen.refused.items()}
    assert (reasons["fetch"], reasons["rows"], reasons["picture"]) == ("address_refused", "robots", "not_needed")


def test_a_page_that_hangs_ends_in_time(site: Scripted, chromium: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setattr(watching, "SECONDS", 4.0)
    with pytest.raises(NotOpenedError, match="浏览器打不开"):
        opened(site, "/hanging")


def test_a_page_that_takes_too_much_is_closed(site: Scripted, chromium: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    monkeypatch.setattr(watching, "Traffic", partial(Traffic, most_bytes=2_000_000))
    with pytest.raises(NotOpenedError, match="浏览器打不开"):
        opened(site, "/flooding")


# --- pinned hosts


def test_the_browser_is_told_public_addresses_alone() -> None:
    answers = {
        "a.example": ["10.0.0.1", "1.1.1.1"],
        "b.example": ["127.0.0.1"],
        "c.example": [],
        "d.example": ["2606:4700::1"],
    }
    portal = Portal("p", "某", "370303", "generic", (*answers, "a.example:8080"))
    assert list(pins(portal, lambda name: answers[name])) == [
        "MAP a.example:80 1.1.1.1:80", "MAP a.example:443 1.1.1.1:443",
        "MAP d.example:80 [2606:4700::1]:80", "MAP d.example:443 [2606:4700::1]:443",
        "MAP a.example:8080 1.1.1.1:8080",
    ]  # fmt: skip


def test_everything_else_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "program", lambda: "/usr/bin/chromium")
    portal = Portal("p", "某", "370303", "generic", ("127.0.0.1:8000",), ("http",), loopback=True)
    chosen: dict[str, Any] = options([portal])
    assert chosen["args"][0] == "--host-resolver-rules=MAP 127.0.0.1:8000 127.0.0.1:8000,MAP * ~NOTFOUND"
    monkeypatch.setattr(program, "program", lambda: None)
    with pytest.raises(NoBrowserError) as raised:
        options([])
    assert isinstance(raised.value, click.UsageError)


# --- one browser for all


def test_the_browser_ends_when_the_last_gives_it_back_even_if_one_died(site: Scripted, chromium: str) -> None:  # noqa: ARG001
    async def lent() -> list[bool]:
        house = House([site.portal("/")])
        first = await house.lend()
        assert await house.lend() is first
        await first.close()
        second, again = await house.lend(), await house.lend()
        await house.take_back(first)
        await house.take_back(second)
        open_still = again.is_connected()
        await house.take_back(again)
        return [second is again, open_still, again.is_connected()]

    assert asyncio.run(lent()) == [True, True, False]
