"""A request that fills a list, as a pattern: which of its values counts the pages, and which are of no account.

Pure: of the requests for the first page and the second, or of the first alone and what its values are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.addresses import pattern
from crawler.probe import values as apart
from crawler.probe.recording import Exchange, names, plain_name, rank
from crawler.probe.values import Value, path, taken_apart, with_place

# No list is asked for more at once.
MOST_SIZE = 1000
PAGE, START = "{page}", "{start}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How each page of a list is asked for. Without `paged` there is one page; with `starts` entries are counted."""

    origin: str
    method: str
    values: tuple[Value, ...]
    first: int = 1
    paged: bool = False
    starts: bool = False
    size: int | None = None

    def endpoint(self, base: str) -> str:
        """Without the origin where the list's own page has the same."""
        same = urlsplit(base)[:2] == urlsplit(self.origin)[:2]
        return ("" if same else self.origin) + apart.endpoint(self.values)

    def form(self) -> tuple[tuple[str, str], ...]:
        return apart.form(self.values)


def asked(first: Exchange, second: Exchange | None, entries: int) -> Iterator[Asked]:
    """The likeliest first. `entries` is how many the first answer holds, `second` the request for the second page."""
    if first.unsayable or (second is not None and second.unsayable):
        return
    plain = _plain(first)
    if second is not None:
        found = _compared(plain, _plain(second), entries)
        if found is not None:
            yield found
        return
    yield from _named(plain, entries)
    yield plain


def same_place(one: Exchange, other: Exchange) -> bool:
    """Whether both could be requests for pages of one list."""
    if one.method != other.method or urlsplit(one.url)[:2] != urlsplit(other.url)[:2]:
        return False
    here, there = path(one.url), path(other.url)
    return len(here) == len(there) and sum(a != b for a, b in zip(here, there, strict=True)) <= 1


def tellable(request: Asked) -> list[str]:
    """The values that a list's own address could tell."""
    return [one.text for one in request.values if _tells(one)]


def with_places(request: Asked, places: Mapping[str, str]) -> Asked:
    """With names in braces for what a list's address tells (crawler/probe/addresses.py)."""
    values = []
    for value in request.values:
        for name, told in places.items() if _tells(value) else ():
            value = with_place(value, told, name)
        values.append(value)
    return replace(request, values=tuple(values))


def _tells(value: Value) -> bool:
    if value.where == "path":
        # Words there are the endpoint's own name.
        return value.open and any(letter.isdecimal() for letter in value.text)
    return value.open and not any(_is_called(value, key) for key in ("page", "start", "size"))


def _plain(exchange: Exchange) -> Asked:
    """Without the values that keep an answer from being kept, or name a function of the page."""
    parts = urlsplit(exchange.url)
    values = (one for one in taken_apart(exchange) if one.where == "path" or not one.whole or not _is_noise(one))
    return Asked(f"{parts.scheme}://{parts.netloc}", exchange.method, tuple(values))


def _is_noise(one: Value) -> bool:
    said = f"{one.name}={one.text}".lower()
    return plain_name(one.name) in names("request", "dropped") or bool(pattern("address", "noise").fullmatch(said))


def _compared(one: Asked, two: Asked, entries: int) -> Asked | None:
    """By what differs. What differs and counts nothing is left out; what counts otherwise cannot be said."""
    here, there = ({value.key: value for value in each.values} for each in (one, two))
    found, kept = replace(one, size=_size(one, entries, more=True)), []
    for key in {**here, **there}:
        either = here.get(key) or there[key]
        if key in here and key in there and here[key].text == there[key].text:
            kept.append(either)
            continue
        counted = _counter(here.get(key), there.get(key))
        if counted is None:
            if either.where == "path" or not either.whole:
                return None
            continue
        before, was, then, after = counted
        if then - was == 1 and (not found.paged or found.starts or found.first == was):
            found, place = replace(found, paged=True, first=was), PAGE
        elif was == 0 and then == entries > 1:
            found, place = replace(found, paged=True, starts=True, size=entries), START
        else:
            return None
        kept.append(replace(either, text=f"{before}{place}{after}"))
    return replace(found, values=tuple(kept)) if found.paged else None


def _counter(value: Value | None, later: Value | None) -> tuple[str, int, int, str] | None:
    """Two values that differ in one number: what stands before it, the numbers, what stands behind."""
    if later is None:
        return None
    if value is None:
        # The page's number, which is not said of the first page.
        return ("", int(later.text) - 1, int(later.text), "") if _first_of(later, ("1", "2")) else None
    first, second = re.split(r"(\d+)", value.text), re.split(r"(\d+)", later.text)
    if len(first) != len(second):
        return None
    differ = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if len(differ) != 1 or differ[0] % 2 == 0 or max(len(first[differ[0]]), len(second[differ[0]])) > 9:
        return None
    at = differ[0]
    return "".join(first[:at]), int(first[at]), int(second[at]), "".join(first[at + 1 :])


def _first_of(value: Value, numbers: tuple[str, ...]) -> bool:
    return _is_called(value, "page") and value.text in numbers


def _named(plain: Asked, entries: int) -> Iterator[Asked]:
    """By what values are called, where only the first page was asked for."""
    size = _size(plain, entries, more=False)
    for value in _called(plain.values, "page"):
        if value.text in ("0", "1"):
            values = tuple(replace(one, text=PAGE) if one is value else one for one in plain.values)
            yield replace(plain, values=values, paged=True, first=int(value.text), size=size)
    for value in _called(plain.values, "start"):
        if value.text == "0" and size is not None:
            values = tuple(replace(one, text=START) if one is value else one for one in plain.values)
            yield replace(plain, values=values, paged=True, starts=True, size=size)


def _size(plain: Asked, entries: int, *, more: bool) -> int | None:
    """How many entries a page has: as asked for, if so many came, or might have."""
    for value in _called(plain.values, "size"):
        if value.text.isdecimal() and entries <= int(value.text) <= MOST_SIZE:
            return entries if more else int(value.text)
    return entries if more else None


def _called(values: Sequence[Value], key: str) -> list[Value]:
    return sorted((one for one in values if _is_called(one, key)), key=lambda one: rank(one.name, "request", key))


def _is_called(value: Value, key: str) -> bool:
    return value.where != "path" and rank(value.name, "request", key) < len(names("request", key))
