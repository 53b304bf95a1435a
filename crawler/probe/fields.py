"""Where an answer holds a list: the array or piece of HTML whose titles and addresses are those that the page shows.

Pure. What is not shown to be so is not claimed: without titles and addresses that agree there is no list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from crawler.addresses import identity, pattern, resolve
from crawler.links import could_be_report
from crawler.platforms.answers import day_of, read_json, text_of
from crawler.probe.recording import Entry, Recording, entries, names, rank
from crawler.probe.shapes import MOST_CHARS, MOST_PLACES, Item, field_names, flat, numbers, places, together
from crawler.probe.templates import template
from parsers.words import squeeze

MOST_ITEMS = 500
# The share of a page's entries that an array explains.
ENOUGH = 0.6
# What a title and the beginning of one are at least.
LEAST_TITLE, LEAST_START = 6, 4

Pairs: TypeAlias = list[tuple[Item, Entry]]


@dataclass(frozen=True, slots=True)
class Fields:
    """As crawler/portal_parts.py's ListRule says them; of the page's entries so many are `matched`."""

    matched: int
    entries: int
    items: str | None = None
    html: str | None = None
    title: str = "title"
    url: str = "url"
    date: str | None = None


def fields(text: str, recording: Recording) -> Iterator[Fields]:
    """Each place of the answer that holds what the page shows."""
    shown = [one for page in recording.pages for one in page]
    first = max(1, len(recording.pages[0])) if recording.pages else 1
    data = read_json(text)
    if data is None:
        found = _html(text, None, recording.url, shown, first)
        if found is not None:
            yield found
        return
    for path, value in islice(places(data), MOST_PLACES):
        if isinstance(value, list):
            found = _array(path, value, recording.url, shown, first)
        else:
            found = _html(value, path, recording.url, shown, first)
        if found is not None:
            yield found


def totals(text: str, items: str | None, least: int) -> list[str]:
    """Paths of numbers that could be that of all entries, the likeliest first; near the list before far from it."""
    found = []
    for path, value in numbers(read_json(text)):
        name = path.rpartition(".")[2]
        strong, weak = rank(name, "entry", "total"), rank(name, "entry", "count")
        named = strong < len(names("entry", "total")) or (weak < len(names("entry", "count")) and value > least)
        if named and value >= least:
            found.append((-together(path, items or ""), strong, weak, path))
    return [path for *_, path in sorted(found)]


def _array(path: str, value: list[Any], base: str, shown: Sequence[Entry], first: int) -> Fields | None:
    """`first` is how many entries the first page of the list shows."""
    items = [flat(one) for one in value[:MOST_ITEMS] if isinstance(one, dict)]
    if not items or len(items) < len(value[:MOST_ITEMS]):
        return None
    url, pairs = _by_address(items, shown, base)
    if url is None:
        pairs = _by_title(items, shown)
        url = template([(item, entry.url) for item, entry in pairs], base)
    title = _title(items, pairs)
    matched = len({entry.identity for _, entry in pairs})
    if url is None or title is None or matched < ENOUGH * min(len(items), first):
        return None
    return Fields(matched, len(value), path, title=title, url=url, date=_date(items, pairs, {title, url}))


def _by_address(items: Sequence[Item], shown: Sequence[Entry], base: str) -> tuple[str | None, Pairs]:
    """The field that leads where the page's links lead, and each item with its link."""
    links = {one.identity: one for one in shown}
    best: tuple[tuple[int, int], str | None, Pairs] = ((0, 0), None, [])
    for name in field_names(items):
        led = ((item, _led(item.get(name), base)) for item in items)
        pairs = [(item, links[link]) for item, link in led if link in links]
        score = (len(pairs), -rank(name.rpartition(".")[2], "entry", "url"))
        # A field with a picture's or a body's address leads many entries to one place.
        if len({entry.identity for _, entry in pairs}) == len(pairs) > 0 and score > best[0]:
            best = (score, name, pairs)
    return best[1], best[2]


def _led(value: Any, base: str) -> str | None:
    link = resolve(base, value) if isinstance(value, str) and re.search(r"[/.?]", value) else None
    return identity(link) if link is not None else None


def _by_title(items: Sequence[Item], shown: Sequence[Entry]) -> Pairs:
    """Each item with the one link that is called as one of its fields says."""
    called: dict[str, list[Entry]] = {}
    for one in shown:
        called.setdefault(squeeze(one.title), []).append(one)
    cut = [one for one in shown if pattern("title", "cut").search(one.title)][:MOST_ITEMS]
    best: Pairs = []
    for name in field_names(items):
        pairs = []
        for item in items:
            title = squeeze(text_of(item.get(name)))
            same = called.get(title) or [one for one in cut if _agrees(title, one)]
            if title and len(same) == 1:
                pairs.append((item, same[0]))
        best = max(best, pairs, key=len)
    return best


def _title(items: Sequence[Item], pairs: Pairs) -> str | None:
    """The field that says what the links are called, in full where the page cuts it."""
    found = []
    for name in field_names(items):
        said = [(squeeze(text_of(item.get(name))), entry) for item, entry in pairs]
        agree = [_agrees(title, entry) for title, entry in said]
        if said and all(agree):
            letters = sum(len(title) for title, _ in said)
            found.append((-sum(agree), -letters, rank(name.rpartition(".")[2], "entry", "title"), name))
    return min(found)[3] if found else None


def _agrees(title: str, entry: Entry) -> int:
    """2 where the link is called so, as far as it is not cut; 1 where it says this and more; else 0."""
    shown = squeeze(entry.title)
    start = pattern("title", "cut").sub("", shown)
    if title and (title == shown or (start != shown and len(start) >= LEAST_START and title.startswith(start))):
        return 2
    return int(len(title) >= LEAST_TITLE and title in shown)


def _date(items: Sequence[Item], pairs: Pairs, taken: set[str]) -> str | None:
    """The field that holds the days beside the links; where none stand there, one that is called so and holds days."""
    printed = [(item, entry.published) for item, entry in pairs if entry.published is not None]
    found = []
    for name in field_names(items):
        days = [day_of(item.get(name)) for item in items]
        order = rank(name.rpartition(".")[2], "entry", "date")
        agree = all(day_of(item.get(name)) == day for item, day in printed)
        called = order < len(names("entry", "date")) and all(day is not None and 1990 < day.year < 2100 for day in days)
        if name not in taken and (agree if printed else called):
            found.append((order, name))
    return min(found)[1] if found else None


def _html(text: str, path: str | None, base: str, shown: Sequence[Entry], first: int) -> Fields | None:
    """A piece of HTML, or a page of its own in a frame."""
    if "<a" not in text[:MOST_CHARS]:
        return None
    links = {one.identity: one for one in entries(text[:MOST_CHARS], base)}
    both = [one for one in shown if one.identity in links and _agrees(squeeze(links[one.identity].title), one)]
    reports = any(could_be_report(one.title) for one in both)
    if not both or (len(both) < ENOUGH * min(len(links), first) and not reports):
        return None
    return Fields(len(both), len(links), html=path)
