"""What a portal's file says, as plain frozen data: the portal, its starts, its lists, whom it is known to hold.

Reads no file (crawler/portal.py does) and asks nothing; the one thing decided here is which addresses are allowed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["list", "report", "site"]
Method = Literal["GET", "POST"]

SCHEMES = ("http", "https")
_PORTS = {"http": 80, "https": 443}
_NO_ADDRESS = re.compile(r"[\s\\\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Area:
    """One value of `{area}` in a start's address, and whose report it gives."""

    code: str
    org: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Where the crawl begins: a list, a site's root, or a report.

    Its address may stand for many: {year} for each of `years` (2017-2024, or 2017- up to the last), {area} for each
    of `areas`.
    """

    url: str
    kind: Kind = "list"
    org: str | None = None
    why: str | None = None
    years: str | None = None
    areas: tuple[Area, ...] = ()

    def span(self, last: int) -> range:
        """The years that {year} stands for; `last` is the newest year that can have a report."""
        begin, _, end = (self.years or "").partition("-")
        return range(int(begin), int(end or last) + 1) if begin else range(0)


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What differs from the settings: seconds between two requests, and the hours of the day for it (Beijing)."""

    delay: float | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class ListRule:
    """How the portal's lists are filled, where the list's own page does not hold its entries.

    `endpoint` and `form` may name {page}, {size}, {start} (the number of the page's first entry, from 0) and the
    groups of `address`, a pattern on the address of the list's page. `items`, `total` and what is said of an entry are
    dotted paths into the JSON (`url` may also be an address with {paths} in it); without `items` the answer is HTML,
    or holds it under `html`.
    """

    endpoint: str = ""
    method: Method = "GET"
    form: tuple[tuple[str, str], ...] = ()
    address: str = ""
    first: int = 1
    size: int | None = None
    items: str | None = None
    html: str | None = None
    title: str = "title"
    url: str = "url"
    date: str | None = None
    org: str | None = None
    total: str | None = None
    # Only a browser can fill the lists; there is no endpoint to ask.
    browser: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that publishes here, so that a missing report is noticed; `since` and `until` are report years."""

    name: str
    site: str | None = None
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Addresses with this text in them are never followed."""

    address: str
    why: str


@dataclass(frozen=True, slots=True)
class Oddity:
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Portal:
    id: str
    name: str
    region: str
    platform: str
    hosts: tuple[str, ...]
    # The first is the one to try first.
    schemes: tuple[str, ...] = SCHEMES
    enabled: bool = True
    # The explicit permission for a server on this machine: the sample portal, and nothing else.
    loopback: bool = False
    courtesy: Courtesy = Courtesy()
    starts: tuple[Start, ...] = ()
    list: ListRule | None = None
    organisations: tuple[Organisation, ...] = ()
    # The functional zone that it belongs to, which has no code of its own: names without a place are names in it.
    zone: str | None = None
    leave_out: tuple[LeaveOut, ...] = ()
    oddities: tuple[Oddity, ...] = ()

    @property
    def home(self) -> str:
        """Where a name that says no place belongs: the zone, or else the region."""
        return self.zone or self.region

    def allows(self, url: str) -> bool:
        """Scheme, host and port stand on the allow-list; nothing else is ever asked."""
        place = host_of(url)
        return place is not None and place[0] in self.schemes and place[1] in self.hosts

    def leaves_out(self, url: str) -> bool:
        return any(one.address in url for one in self.leave_out)


def host_of(url: str) -> tuple[str, str] | None:
    """Scheme and host with its port unless that is the scheme's own; None for what is no plain web address."""
    if _NO_ADDRESS.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in SCHEMES or not parts.hostname or "@" in parts.netloc:
        return None
    bare = port is None or port == _PORTS[parts.scheme]
    return parts.scheme, parts.hostname if bare else f"{parts.hostname}:{port}"
