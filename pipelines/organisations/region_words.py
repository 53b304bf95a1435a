"""The region words at the beginning of a name: the longest run of them, and which of several regions they mean.

Knows names of regions and where the name was met; zones, stems and what follows are place.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines import regions
from pipelines.organisations.rules import is_town
from pipelines.regions import UNKNOWN, Region, Zone

_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Home:
    """The region a name was met in: a portal's, or a zone that has a portal of its own."""

    region: Region | None = None
    zone: Zone | None = None

    @property
    def code(self) -> str:
        return self.region.code if self.region else UNKNOWN


@dataclass(frozen=True, slots=True)
class Found:
    """Region words that end at `end`; no code where they fit several regions."""

    word: str
    end: int
    code: str | None
    level: str


def home(region: str | None) -> Home:
    """A code of GB/T 2260 or the name of a zone; anything else is no help."""
    if zone := regions.zone(region or ""):
        return Home(regions.get(zone.region), zone)
    return Home(regions.get(region))


def words_of(name: str, near: Home) -> Found | None:
    """The longest run of region words at the beginning: 山东省淄博市张店区."""
    runs = list(_runs(name, 0, None))
    if not runs:
        return None
    end = max(run[0] for run in runs)
    longest = [run for run in runs if run[0] == end]
    codes = sorted({code for _, code, _ in longest})
    alone = all(count == 1 for _, _, count in longest)
    return Found(name[:end], end, _nearest(codes, near, name[:end] if alone else ""), _level(codes))


def _runs(name: str, start: int, outer: str | None) -> Iterator[tuple[int, str, int]]:
    """Every run of words from `start` on, each word inside the one before: its end, its region, how many words."""
    for end in range(min(len(name), start + _LONGEST), start + 1, -1):
        piece = name[start:end]
        for word in regions.words().get(piece, ()):
            if outer is None or outer in word.under:
                if _may_end(name, end):
                    yield end, word.code, 1
                yield from _more(name, end, word.code)
        for code in regions.stems().get(piece, ()):
            if outer is None or (code != outer and regions.within(code, outer)):
                yield from _more(name, end, code)


def _more(name: str, end: int, code: str) -> Iterator[tuple[int, str, int]]:
    yield from ((last, inner, count + 1) for last, inner, count in _runs(name, end, code))


def _may_end(name: str, end: int) -> bool:
    """诸城市场监督管理局 does not begin with 诸城市, 老城区街道 is no street of 老城区."""
    rest = name[end:]
    if re.search(regions.data()["town_tail"], rest):
        return False
    return not re.search(regions.data()["not_generic"], name[end - 1 :]) or is_town(rest)


def _nearest(codes: Sequence[str], near: Home, alone: str) -> str | None:
    """The one of several regions of one name that is nearest to the portal; None where that is not one."""
    for circle in _circles(codes, near):
        if len(circle) == 1:
            return circle[0]
        if circle:
            return None
    return codes[0] if len(codes) == 1 and alone not in regions.data()["not_alone"] else None


def _circles(codes: Sequence[str], near: Home) -> Iterator[Sequence[str]]:
    """Those in or around the portal's region, then those of its city, then of its province."""
    around = regions.chain(near.code)
    yield [code for code in codes if regions.related(code, near.code)]
    for outer in around[1:]:
        yield [code for code in codes if regions.within(code, outer.code)]


def _level(codes: Sequence[str]) -> str:
    return regions.regions()[codes[0]].level


def repaired(name: str, near: Home) -> Found | None:
    """A region word that was misread in a scan, where a region of the portal's own is meant: 溜川区 in 淄博市."""
    if near.region is None:
        return None
    city = next((region for region in regions.chain(near.code) if region.level == "city"), near.region)
    around = {region.code: region for region in (*regions.chain(near.code), *regions.inside(city.code))}
    meant = [region for region in around.values() if _alike(name, region.name)]
    if len(meant) != 1 or not _may_end(name, len(meant[0].name)):
        return None
    whole = meant[0].name + name[len(meant[0].name) :]
    found = words_of(whole, Home(meant[0]))
    return found if found and found.code else None


def _alike(name: str, word: str) -> bool:
    table = regions.data()["lookalikes"]
    pairs = [(got, meant) for got, meant in zip(name, word, strict=False) if got != meant]
    return len(name) >= len(word) and bool(pairs) and all(got in table.get(meant, "") for got, meant in pairs)
