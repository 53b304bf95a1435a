"""What was seen while a list's page was open: what it showed page by page, and what it asked for to be filled.

Plain data, so that recognition is tested without a browser.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from crawler.addresses import identity
from crawler.anchors import markup
from crawler.links import could_be_report
from crawler.page import Page


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request of the page and its answer; `step` is the page of the list for which it was made."""

    step: int
    # What the browser calls it: xhr, fetch, script, document.
    kind: str
    method: str
    url: str
    status: int = 200
    text: str = ""
    form: tuple[tuple[str, str], ...] = ()
    # What was posted is no form: a portal's file has no words for it.
    unsayable: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A link that the page shows once it is filled."""

    url: str
    title: str
    published: date | None = None

    @property
    def identity(self) -> str:
        return identity(self.url)


@dataclass(frozen=True, slots=True)
class Recording:
    """One list. `pages` holds what was shown of it, page by page, without what the page shows unfilled."""

    url: str
    pages: tuple[tuple[Entry, ...], ...]
    exchanges: tuple[Exchange, ...] = ()

    def reports(self, number: int) -> frozenset[str]:
        """Those of a page of the list (from 1) that could be reports, by identity."""
        shown = self.pages[number - 1] if number <= len(self.pages) else ()
        return frozenset(one.identity for one in shown if could_be_report(one.title))


def entries(html: str, url: str, known: Collection[str] = ()) -> tuple[Entry, ...]:
    """The links with words on a page that are not among the known ones, each address once."""
    tree = markup(html, url)
    found: dict[str, Entry] = {}
    for one in tree.anchors if tree is not None else ():
        if one.title and identity(one.url) not in known:
            found.setdefault(identity(one.url), Entry(one.url, one.title, one.published))
    return tuple(found.values())


def recorded(plain: Page, shots: Collection[str], exchanges: Collection[Exchange]) -> Recording:
    """Of the page as it came and of what it showed when it was open, page by page."""
    known = {one.identity for one in entries(plain.text, plain.url)}
    pages = []
    for html in shots:
        fresh = entries(html, plain.ask.url, known)
        known |= {one.identity for one in fresh}
        pages.append(fresh)
    return Recording(plain.ask.url, tuple(pages), tuple(exchanges))


@cache
def names(topic: str, key: str) -> tuple[str, ...]:
    text = resources.files("crawler.probe").joinpath("names.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[topic][key])


def plain_name(name: str) -> str:
    """pageNo, page_no and PAGE-NO are one."""
    return name.lower().replace("_", "").replace("-", "")


def rank(name: str, topic: str, key: str) -> int:
    """The place among the known names; behind them all where it is none."""
    known = names(topic, key)
    plain = plain_name(name)
    return known.index(plain) if plain in known else len(known)
