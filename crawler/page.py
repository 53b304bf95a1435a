"""What the spider and the platforms say to each other: a request wanted, an answer, and what a list page lists.

Plain data without Scrapy: a platform is tested with a saved page and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Ask:
    """One request that the crawl wants to make, and what is known of the thing it asks for."""

    url: str
    kind: Literal["list", "report", "attachment"] = "list"
    # What the link calls it, in full where the anchor is cut with ….
    title: str = ""
    # The day that the list prints beside it.
    published: date | None = None
    # The organisation whose list this is, by the portal's file or by the list itself.
    org: str | None = None
    # The list it belongs to: the address of that list's first page.
    list: str = ""
    # Which page of the list, the first being 1 however the portal counts.
    number: int = 1
    method: Literal["GET", "POST"] = "GET"
    # What is posted; one value without a name is a body of JSON.
    form: tuple[tuple[str, str], ...] = ()
    referer: str | None = None
    # The page that links an attachment.
    parent: str | None = None
    # The list can be filled only by a browser.
    browser: bool = False

    @property
    def json(self) -> str | None:
        """The body of a POST of JSON, which is no form."""
        return self.form[0][1] if [name for name, _ in self.form] == [""] else None


@dataclass(frozen=True, slots=True)
class Page:
    """One answer, decoded; `url` is where it came from after redirects, the names of `headers` are lower-case."""

    ask: Ask
    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page says; an empty list and a list that could not be read never look alike."""

    # Every entry that could be a report, in the order of the page.
    links: tuple[Ask, ...] = ()
    # Further pages of the same list.
    more: tuple[Ask, ...] = ()
    # How many entries the list says it has in all.
    total: int | None = None
    # Entries seen on this page, reports or not.
    entries: int = 0
    # A reason code (crawler/reasons.toml) where the list could not be read.
    trouble: str | None = None
