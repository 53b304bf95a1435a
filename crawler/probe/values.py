"""A request taken apart into the values that it carries, and put together again with names in braces for some of them.

Values stand in the path, the query, a form, or inside JSON that is posted or stands in one of those. Pure, and knows
nothing of what a value means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal
from urllib.parse import quote, unquote_plus, urlsplit

from crawler.probe.recording import Exchange

Where = Literal["path", "query", "form"]

_PLACE = re.compile(r"(\{\w+\})")
# A key of JSON with a value that is text or a whole number.
_LEAF = re.compile(r'"(\w{1,64})"\s*:\s*(?:"((?:[^"\\]|\\.){0,500})"|(-?\d{1,18})(?![\d.eE]))')


@dataclass(frozen=True, slots=True)
class Value:
    """`text` may hold places in braces; `was` is what the page itself asked."""

    where: Where
    name: str
    text: str
    was: str
    # The parameter that it belongs to, and which of its values it is; what of the parameter stands around it.
    of: str
    at: int = 0
    before: str = ""
    after: str = ""
    # The parameter as it was written.
    raw: str = ""

    @property
    def key(self) -> tuple[str, str, int, str]:
        return self.where, self.of, self.at, self.name

    @property
    def whole(self) -> bool:
        """It is all that its parameter holds."""
        return self.name == self.of and not self.before and not self.after

    @property
    def open(self) -> bool:
        """No place stands in it."""
        return _PLACE.search(self.text) is None


def taken_apart(exchange: Exchange) -> tuple[Value, ...]:
    parts = urlsplit(exchange.url)
    pairs = (pair.partition("=") for pair in parts.query.split("&") if pair)
    return (
        *(Value("path", str(at), piece, piece, str(at), raw=piece) for at, piece in enumerate(path(exchange.url))),
        *(one for name, _, raw in pairs for one in _apart("query", name, unquote_plus(raw), raw)),
        *(one for name, text in exchange.form for one in _apart("form", name, text, text)),
    )


def path(url: str) -> list[str]:
    return urlsplit(url).path.split("/")


def endpoint(values: Sequence[Value]) -> str:
    """Path and query."""
    folders = "/".join(one.text for one in values if one.where == "path")
    query = "&".join(f"{name}={_written(pieces)}" for name, pieces in _parameters(values, "query"))
    return folders + (f"?{query}" if query else "")


def form(values: Sequence[Value]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _joined(pieces)) for name, pieces in _parameters(values, "form"))


def with_place(value: Value, told: str, name: str) -> Value:
    """With the place {name} for `told`, where that stands in the value by itself."""
    edge = r"\d" if told.isdecimal() else "[0-9A-Za-z]"
    pieces = _PLACE.split(value.text)
    put = [
        piece if at % 2 else re.sub(rf"(?<!{edge}){re.escape(told)}(?!{edge})", f"{{{name}}}", piece)
        for at, piece in enumerate(pieces)
    ]
    return replace(value, text="".join(put))


def _apart(where: Where, name: str, text: str, raw: str) -> Iterator[Value]:
    leaves = list(_LEAF.finditer(text)) if text.lstrip()[:1] in ("{", "[") else []
    if not leaves:
        yield Value(where, name, text, text, name, raw=raw)
        return
    end = 0
    for at, leaf in enumerate(leaves):
        group = 2 if leaf[2] is not None else 3
        last = at == len(leaves) - 1
        before, after = text[end : leaf.start(group)], text[leaf.end(group) :] if last else ""
        yield Value(where, leaf[1], leaf[group], leaf[group], name, at, before, after, raw)
        end = leaf.end(group)


def _parameters(values: Iterable[Value], where: Where) -> Iterator[tuple[str, list[Value]]]:
    for name, pieces in groupby((one for one in values if one.where == where), key=lambda one: one.of):
        yield name, list(pieces)


def _joined(pieces: Sequence[Value]) -> str:
    return "".join(one.before + one.text + one.after for one in pieces)


def _written(pieces: Sequence[Value]) -> str:
    """As it was written, where it is what it was; else in the one way that every server reads."""
    if all(one.text == one.was for one in pieces):
        return pieces[0].raw
    parts = _PLACE.split(_joined(pieces))
    return "".join(part if at % 2 else quote(part, safe="") for at, part in enumerate(parts))
