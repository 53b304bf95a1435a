"""Which resource of a site a request means, and how it is sent: validators, counters, robots, redirects, bad manners.

Pure: a request's facts in, status, headers and body out. The socket is sample/server.py's.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from sample.model import REFERER, Behaviour, Resource, Site
from sample.styles.stage import COUNTER
from sample.walls import not_there

_VISITORS = itertools.count(10_483, 7)
# One pixel, so that a browser asks no further.
ICON = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
_HOME = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>首页</title></head><body><ul>{}</ul></body></html>'


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says: its path with the query, the posted form, and the headers that matter, in lower case."""

    path: str
    form: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    behaviour: Behaviour = "plain"


def answer(site: Site, asked: Asked) -> Answer:
    found = find(site, asked)
    body = found.body
    if COUNTER.encode() in body:
        body = body.replace(COUNTER.encode(), str(next(_VISITORS)).encode())
    headers = [("Content-Type", found.media), *found.headers]
    if found.status != 200:
        return Answer(found.status, tuple(headers), body, found.behaviour)
    tags = _validators(site, found)
    if _unchanged(tags, asked.headers):
        return Answer(304, tuple(tags.items()), b"")
    return Answer(200, (*headers, *tags.items()), body, found.behaviour)


def find(site: Site, asked: Asked) -> Resource:
    """A page with this very query, then what makes answers for the path, then the page whatever its query."""
    parts = urlsplit(asked.path)
    path = unquote(parts.path)
    if path == "/robots.txt":
        lines = ["User-agent: *", *(f"Disallow: {one}" for one in ("/admin/", *site.disallow))]
        return Resource(("\n".join(lines) + "\n").encode(), "text/plain; charset=utf-8")
    if site.wall is not None:
        return site.wall
    if path == "/favicon.ico":
        return Resource(ICON, "image/gif")
    exact = site.resources.get(f"{path}?{parts.query}") if parts.query else None
    return exact or _made(site, path, parts.query, asked) or site.resources.get(path) or _other(site, path)


def _made(site: Site, path: str, query: str, asked: Asked) -> Resource | None:
    handler = site.handlers.get(path)
    if handler is None:
        return None
    params = dict(parse_qsl(query, keep_blank_values=True)) | dict(parse_qsl(asked.form, keep_blank_values=True))
    try:
        return handler({**params, REFERER: asked.headers.get("referer", "")})
    except ValueError:  # a page number that is no number, a form that is no JSON
        return Resource(b"Bad Request", "text/plain", 400)


def _other(site: Site, path: str) -> Resource:
    if path != "/":
        return not_there()
    links = "".join(f'<li><a href="{one["url"]}">政府信息公开年报</a></li>' for one in site.starts)
    return Resource(_HOME.format(links).encode())


def _validators(site: Site, found: Resource) -> dict[str, str]:
    if site.validators == "etag":
        return {"ETag": _tag(found.body)}
    return {"Last-Modified": _stamp(found.seen)} if site.validators == "modified" else {}


@lru_cache(maxsize=4096)
def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


@lru_cache(maxsize=4096)
def _stamp(day: date) -> str:
    return format_datetime(datetime.combine(day, time(1, 30), UTC), usegmt=True)


def _unchanged(tags: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    if "ETag" in tags and "if-none-match" in headers:
        return tags["ETag"] in headers["if-none-match"]
    if "Last-Modified" in tags and "if-modified-since" in headers:
        try:
            return parsedate_to_datetime(headers["if-modified-since"]) >= parsedate_to_datetime(tags["Last-Modified"])
        except ValueError:
            return False
    return False
