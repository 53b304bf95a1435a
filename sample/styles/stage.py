"""What a style is given to build a site from, and what all of them do: ids, cut titles, frames, pages put in place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil
from typing import Literal

from sample.model import Article, Body, Resource, Site
from sample.pages import linked
from sample.plan import Plan
from sample.walls import river

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
XML = "text/xml; charset=utf-8"
UNDECLARED = "text/html"
# Anchors are cut to so many letters; the whole title stands in title=.
CUT = 18
# What the server puts the number of visitors in the place of.
COUNTER = "@@VISITORS@@"
# How many entries a list shows that has suddenly shrunk.
SHRUNK = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """One portal in one night."""

    plan: Plan
    region: str
    host: str
    stranger: str
    articles: tuple[Article, ...]
    years: tuple[int, ...]
    night: int
    changed: date
    state: Literal["shrunk", "walled"] | None = None

    @property
    def listed(self) -> tuple[Article, ...]:
        """What the lists show; a list that shrinks loses entries whose pages are still there."""
        return self.articles[:SHRUNK] if self.state == "shrunk" else self.articles

    def of(self, body: Body) -> tuple[Article, ...]:
        return tuple(one for one in self.listed if one.org == body.name)

    def open(self) -> Site:
        site = Site(self.host, self.plan.validators, self.plan.counter)
        site.wall = river() if self.state == "walled" else None
        return site

    def page(self, title: str, body: str, head: str = "") -> str:
        """The frame of the portal's pages."""
        visitors = f'<p class="visit">访问量：{COUNTER}</p>' if self.plan.counter else ""
        code = f"<p>网站标识码：{self.plan.region}0001</p>"
        return (
            f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
            f'<meta name="SiteName" content="{self.region}人民政府网站">\n{head}'
            "<style>body{max-width:980px;margin:auto} td{padding:3px}</style></head>\n<body>\n"
            f'<div class="header"><a href="/">{self.region}人民政府网站</a></div>\n{body}\n'
            f'<div class="footer"><p>主办：{self.region}人民政府办公室</p>{code}{visitors}</div>\n'
            "</body></html>"
        )

    def resource(self, text: str, media: str = HTML, seen: date | None = None) -> Resource:
        """What declares no charset is written in the old one."""
        charset = "utf-8" if "utf-8" in media else "gb18030"
        return Resource(text.encode(charset), media, seen=seen or self.changed)


def put(site: Site, stage: Stage, article: Article, path: str, html: str, media: str = HTML) -> None:
    """The article's page at its path."""
    site.resources[path] = stage.resource(html, media, article.edited or article.published)
    site.addresses[article.key] = site.url(path)


def attach(site: Site, article: Article, stem: str, *, ending: bool = True) -> str:
    """The article's attachments at a path that begins so; what the page says of them."""
    lines, places = [], []
    for one in article.attachments:
        path = f"{stem}.{one.name.rpartition('.')[2]}" if ending else stem
        site.resources[path] = Resource(one.body, one.media, seen=article.published)
        if one.report:
            places.append(site.url(path))
        lines.append(linked(one.name, path))
    site.attached[article.key] = tuple(places)
    return "\n".join(lines)


def digest(article: Article) -> str:
    """Of the article, and of its address where it moves."""
    return hashlib.sha256(f"{article.key}#{article.serial}".encode()).hexdigest()


def number(article: Article, digits: int = 7) -> int:
    low = int("1" + "0" * (digits - 1))
    return low + int(digest(article)[:12], 16) % (9 * low)


def object_id(article: Article) -> str:
    """Its first eight digits are the second in which it was made: one day after the date that the page shows."""
    seconds = (article.published - date(1970, 1, 1)).days * 86_400 + 86_400 + int(digest(article)[:4], 16) % 30_000
    return f"{seconds:08x}{digest(article)[:16]}"


def metas(facts: Mapping[str, str]) -> str:
    return "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in facts.items())


def anchor(href: str, title: str, cut: int = CUT) -> str:
    shown = title if len(title) <= cut else title[:cut] + "…"
    return f'<a href="{escape(href)}" title="{escape(title)}" target="_blank">{escape(shown)}</a>'


def pages_of(entries: Sequence[Article], size: int) -> list[Sequence[Article]]:
    """The list's pages; an empty list has one."""
    return [entries[at * size : (at + 1) * size] for at in range(max(1, ceil(len(entries) / size)))]
