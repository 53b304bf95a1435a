"""A list leafed through in an opened page: what it shows page by page, whether that is all, and as one page of HTML.

Works on one Playwright page that has been opened already. Bounded in pages, bytes and time; a list that was not seen to
its end ends with a 下一页 that leads nowhere, which the platforms read as what it is: a list not known to its end.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib import resources
from time import monotonic
from typing import TYPE_CHECKING, Any

from crawler.addresses import pattern, words
from crawler.browser.traffic import Traffic

if TYPE_CHECKING:
    from playwright.async_api import Frame, Page

MOST_PAGES = 100
# Seconds after which no further page is turned to.
LEAFING = 240.0
MOST_CHARS = 16 * 1024 * 1024
# So many controls are tried before a list is taken to be at its end.
CHOICES = 3
# A script of the page may never come back.
LONGEST = 20.0
KEPT = 3
# The control that is to be pressed, and the seconds after which it is taken to be covered.
MARK, COVERED = "data-gongkai-next", 2.0
MOST_FRAMES, MOST_BREATHS = 20, 20


@dataclass(frozen=True, slots=True)
class Shot:
    """What the page shows at one time."""

    url: str
    title: str
    body: str
    links: frozenset[str]

    def html(self) -> str:
        return _page([self])


@dataclass(slots=True)
class Leafed:
    """The pages of a list in their order; `whole` where its end was seen and nothing was lost on the way."""

    shots: list[Shot] = field(default_factory=list)
    # Which page is being asked for.
    step: int = 1
    whole: bool = False

    def html(self) -> str:
        """All that was shown as one page."""
        kept = [shot for shot, after in zip(self.shots, self.shots[1:], strict=False) if not _grown(shot, after)]
        return _page([*kept, *self.shots[-1:]], "" if self.whole else '<p><a href="javascript:void(0)">下一页</a></p>')


async def leaf(page: Page, traffic: Traffic, leafed: Leafed, *, pages: int = MOST_PAGES, rest: float = 0) -> None:
    """Fills `leafed`, which keeps what was seen where this is broken off. `rest` is waited before each further page."""
    end = monotonic() + LEAFING
    calm = await done(page, traffic) and not traffic.lost
    leafed.shots.append(await look(page))
    seen = set(leafed.shots[0].links)
    for number in range(2, pages + 1):
        await asyncio.sleep(rest)
        leafed.step = number
        before = traffic.lost
        shot = await turned(page, traffic, number, seen)
        size = sum(len(one.body) for one in leafed.shots)
        if traffic.lost > before or size > MOST_CHARS or monotonic() > end:
            return
        if shot is None:
            leafed.whole = calm and not _says_more(leafed.shots[0], number - 1)
            return
        _keep(leafed.shots, shot)
        seen |= shot.links


async def turned(page: Page, traffic: Traffic, number: int, seen: set[str]) -> Shot | None:
    """The next page, by whichever control brings links that were not seen before; None where none does."""
    before = traffic.lost
    for choice in range(CHOICES):
        if choice >= await press(page, number, choice):
            return None
        if not await done(page, traffic):
            traffic.lost += 1
        if traffic.lost > before:
            return None
        shot = await look(page)
        if shot.links - seen:
            return shot
    return None


async def done(page: Page, traffic: Traffic) -> bool:
    """Waits until the page neither has nor begins anything; False where that does not come."""
    for _ in range(MOST_BREATHS):
        # By the page's own clock: what it does first thing is begun, and known to be, before it has breathed.
        await _breathe(page)
        begun = traffic.begun
        if not await traffic.settled():
            return False
        await _breathe(page)
        if traffic.begun == begun:
            return True
    return False


async def look(page: Page) -> Shot:
    told = {**_words(), "most": MOST_CHARS}
    seen = []
    for frame in _frames(page):
        try:
            seen.append(await _ask(frame, "look.js", told))
        except _gone():
            # The page itself has to answer, once it is there.
            if frame is page.main_frame:
                await page.wait_for_load_state()
                seen.append(await _ask(frame, "look.js", told))
    links = frozenset(link for one in seen for link in one["links"])
    title = seen[0]["title"] if seen else ""
    return Shot(page.url, title, "\n".join(one["body"] for one in seen), links)


async def press(page: Page, number: int, choice: int) -> int:
    """How many controls there are that could show the page of this number; the one chosen of them is pressed."""
    for frame in _frames(page):
        told = {**_words(), "number": number, "choice": choice, "scroll": frame is page.main_frame, "mark": MARK}
        try:
            found = await _ask(frame, "press.js", told)
            if found["marked"]:
                await _click(frame)
        except _gone():
            # It was pressed, and led away at once.
            found = {"there": choice + 1 if frame is page.main_frame else 0}
        if found["there"]:
            return int(found["there"])
    return 0


async def _click(frame: Frame) -> None:
    """As a person does; where something lies over it, by the page's own means."""
    control = frame.locator(f"[{MARK}]").first
    try:
        await control.click(timeout=COVERED * 1000, no_wait_after=True)
    except _gone():
        await control.evaluate("(one) => one.click()", timeout=COVERED * 1000)


def _keep(shots: list[Shot], shot: Shot) -> None:
    """The first ones are always kept: what each page brings is told by them."""
    if len(shots) >= KEPT and _grown(shots[-1], shot):
        shots.pop()
    shots.append(shot)


def _says_more(first: Shot, seen: int) -> bool:
    """A list that says itself how many pages it has."""
    said = pattern("list", "pages").search(re.sub(r"<[^<>]*>", " ", first.body))
    return said is not None and int(next(filter(None, said.groups()))) > seen


def _grown(before: Shot, after: Shot) -> bool:
    """A list that grows downwards shows again what it showed."""
    return after.links >= before.links and after.url == before.url


def _page(shots: Sequence[Shot], end: str = "") -> str:
    title = escape(shots[0].title) if shots else ""
    bodies = "\n<hr>\n".join(f"<div>{shot.body}</div>" for shot in shots)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{bodies}\n{end}</body></html>\n"
    )


async def _breathe(page: Page) -> None:
    try:
        async with asyncio.timeout(LONGEST):
            await page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    except _gone():
        # On its way to another page; a page that was closed fails here.
        await page.wait_for_load_state()


def _frames(page: Page) -> list[Frame]:
    return [frame for frame in page.frames[:MOST_FRAMES] if frame.url.startswith(("http:", "https:"))]


async def _ask(frame: Frame, script: str, told: Mapping[str, Any]) -> Any:
    async with asyncio.timeout(LONGEST):
        return await frame.evaluate(_script(script), told)


def _gone() -> type[Exception]:
    from playwright.async_api import Error  # noqa: PLC0415  # only where there is a browser

    return Error


@cache
def _script(name: str) -> str:
    """Without the comment above the function."""
    lines = resources.files("crawler.browser").joinpath(name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("//"))


@cache
def _words() -> dict[str, str]:
    own = tomllib.loads(resources.files("crawler.browser").joinpath("pager.toml").read_text(encoding="utf-8"))
    return {**own, "next": words()["list"]["next"], "off": words()["list"]["off"]}
