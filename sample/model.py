"""The nouns of the sample world: an organisation, what one report prints, an article of a portal, an answer, a site.

Plain data; nothing here draws a number, renders a page or opens a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Number = int | float
Figures = Mapping[str, Number | None]
Key = tuple[str, int]  # organisation and report year
Kind = Literal["government", "office", "department", "town"]
Shape = Literal["tables", "narrative", "statistics", "prose"]
# A table's source: text, rows it spans, columns it spans.
Line = list[tuple[str, int, int]]
Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Body:
    """An invented organisation."""

    name: str
    kind: Kind
    region: str
    site: str
    code: str  # its credit code
    short: str = ""  # what titles call it, where they drop the district
    missing: tuple[int, ...] = ()

    @property
    def called(self) -> str:
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd about one report on purpose."""

    form: str | None = None
    applications: str | None = None
    table: str | None = None
    shape: Shape | None = None
    marks: Literal["", "slash", "blank", "totals"] = ""
    breaks: Mapping[str, int] = field(default_factory=dict)  # added to what the agency should have printed
    texts: Mapping[str, str] = field(default_factory=dict)  # printed instead of the plain number
    carried: int = 0  # added to the carried-in that last year's report promises
    prose_new: int = 0  # added to the prose's count of new requests
    copied_from: Key | None = None
    attach: Literal["", "cover-pdf", "cover-docx", "twin-pdf", "twin-docx", "twin-differs", "xlsx"] = ""
    title: str = ""  # {org} {year}
    headings: Literal["", "arabic", "long"] = ""
    note: str = ""  # words left before the text


@dataclass(frozen=True, slots=True)
class Printed:
    """What one report prints: the truth that a database is compared with."""

    body: Body
    year: int
    shape: Shape
    form: str
    applications: str
    figures: Figures
    published: date
    table: str = "plain"
    odd: Oddity = Oddity()
    indicators: Mapping[str, Number] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.body.name, self.year

    @property
    def title(self) -> str:
        return (self.odd.title or "{org}{year}年政府信息公开工作年度报告").format(org=self.body.called, year=self.year)


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    body: bytes
    media: str
    report: Key | None = None  # the report it holds


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of a portal's lists and its page; `serial` changes its address."""

    key: str
    title: str
    org: str
    published: date
    inner: str
    report: Key | None = None
    attachments: tuple[Attachment, ...] = ()
    serial: int = 0
    edited: date | None = None


Behaviour = Literal["plain", "slow", "truncated", "truncated_once", "busy_once"]


@dataclass(frozen=True, slots=True)
class Resource:
    """One answer; `seen` is the day of its Last-Modified."""

    body: bytes
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    behaviour: Behaviour = "plain"
    seen: date = date(2026, 3, 1)


# A handler's parameters are those of the query and of a posted form; the referer stands under this name.
REFERER = "@referer"
Handler = Callable[[Params], "Resource | None"]


@dataclass(slots=True)
class Site:
    """Everything that one host answers in one night."""

    host: str
    validators: Literal["etag", "modified", "none"] = "none"
    counter: bool = False  # pages hold a number of visitors that changes with each request
    resources: dict[str, Resource] = field(default_factory=dict)
    handlers: dict[str, Handler] = field(default_factory=dict)
    # Every path answers this one (a challenge), but for robots.txt.
    wall: Resource | None = None
    # Where each article and each attachment lies, as a full address.
    addresses: dict[str, str] = field(default_factory=dict)
    attached: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Other addresses of an article's page.
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    starts: list[dict[str, object]] = field(default_factory=list)
    listing: dict[str, object] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)
    disallow: tuple[str, ...] = ()

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"
