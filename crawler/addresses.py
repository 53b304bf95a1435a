"""Addresses: what a link leads to, and when two addresses are the same page. Pure; asks nothing.

What may be dropped from an address is data (links.toml); whatever chooses the content of a page stays.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from urllib.parse import SplitResult, quote, unquote_to_bytes, urljoin, urlsplit

_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_PORTS = {"http": 80, "https": 443}


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawler").joinpath("links.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    value = words()[table][key]
    return re.compile(value if isinstance(value, str) else "|".join(f"(?:{one})" for one in value))


def resolve(base: str, link: str) -> str | None:
    """The address to fetch for a link on the page `base`; None for what leads to no page (scripts, mail, anchors)."""
    plain = re.sub(r"[\t\r\n]", "", link.strip()).replace("\\", "/")
    if not plain or plain.startswith("#") or len(plain) > words()["address"]["longest"]:
        return None
    try:
        return clean(urljoin(base, plain))
    except ValueError:
        return None


def clean(url: str) -> str | None:
    """The address to fetch: absolute, without a fragment or a session; the desktop page in place of its mobile twin."""
    try:
        parts = urlsplit(url.strip())
        place = _place(parts)
        path, query = _escaped(parts.path), _escaped(parts.query)
    except ValueError:
        return None
    if place is None or parts.scheme not in _PORTS:
        return None
    kept = "&".join(part for part in query.split("&") if not _whole("session", part))
    return f"{parts.scheme}://{place}{_desktop(_straight(path))}" + (f"?{kept}" if kept else "")


@lru_cache(maxsize=65_536)
def identity(url: str) -> str:
    """What two addresses of one page have in common: `//host/path?query`. It is compared, never fetched.

    The scheme, the fragment, a folder's own page, mobile twins, sessions and the like make no difference; every part
    of a query that may choose what is shown does.
    """
    bare = url.strip()
    web = clean(f"http:{bare}" if bare.startswith("//") else bare)
    if web is None:
        return bare
    parts = urlsplit(web)
    kept = sorted({part for part in parts.query.split("&") if _chooses(part)})
    place = parts.netloc.removesuffix(":80").removesuffix(":443")
    return f"//{place}{_folder(parts.path)}" + (f"?{'&'.join(kept)}" if kept else "")


def _chooses(part: str) -> bool:
    _, _, value = part.partition("=")
    return bool(value) and not _whole("noise", part)


def _whole(key: str, part: str) -> bool:
    return pattern("address", key).fullmatch(part.lower()) is not None


def _place(parts: SplitResult) -> str | None:
    """Host, and its port unless it is the scheme's own. A name and password in an address are nobody's to send."""
    host, port = parts.hostname, parts.port
    if not host or "@" in parts.netloc or re.search(r"[\s%<>\"^`{|}]", parts.netloc):
        return None
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    host = f"[{host}]" if ":" in host else host
    return host if port is None or port == _PORTS.get(parts.scheme) else f"{host}:{port}"


def _escaped(text: str) -> str:
    """Each byte written in one way: what need not be escaped is not, and hexadecimal digits are capitals."""
    return re.sub(r"%([0-9A-Fa-f]{2})", _unescaped, quote(text, safe="%/:?[]@!$&'()*+,;=~-._"))


def _unescaped(match: re.Match[str]) -> str:
    byte = unquote_to_bytes(match[0])
    return byte.decode("ascii") if byte[0] in _UNRESERVED else match[0].upper()


def _straight(path: str) -> str:
    """Without a session, and without dots that lead up and down."""
    kept: list[str] = []
    parts = re.sub(r";jsessionid=[^/]*", "", path, flags=re.IGNORECASE).split("/")
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept).lstrip("/")


def _desktop(path: str) -> str:
    previous = None
    while previous != path:
        previous = path
        for there, here in words()["address"]["twins"]:
            path = re.sub(there, here, path)
    return path


def _folder(path: str) -> str:
    """`/a/index.html` and `/a/` are `/a`."""
    previous = None
    while previous != path:
        previous = path
        bare = path.rstrip("/")
        above, _, page = bare.rpartition("/")
        path = _desktop(above if pattern("address", "folder_page").fullmatch(page.lower()) else bare)
    return path or "/"
