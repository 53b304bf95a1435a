"""Where a printed name says that its body is: the region words at its beginning, and the rest.

What the name itself says comes before the portal's region; the portal decides where the words allow several regions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from pipelines import regions
from pipelines.organisations.region_words import Home, repaired, words_of
from pipelines.organisations.rules import head_of, is_town, rules
from pipelines.regions import UNKNOWN, Region, Zone


@dataclass(frozen=True, slots=True)
class Place:
    """`head` stands before the region (国家税务总局), `prefix` is how a canonical name writes it, `rest` what follows.

    `level` is what the words say of the level where the region is unknown.
    """

    rest: str
    code: str = UNKNOWN
    prefix: str = ""
    head: str = ""
    level: str | None = None
    zone: Zone | None = None


def locate(name: str, near: Home) -> Place:
    head = head_of(name)
    if head:
        inner = _told(name[len(head) :], near) or Place(name[len(head) :])
        return replace(inner, head=head)
    return _told(name, near) or _untold(name, near)


def _told(name: str, near: Home) -> Place | None:
    """What the name itself says; None where it says nothing."""
    found = words_of(name, near) or repaired(name, near)
    if found is None:
        return _zone(name, None, near) or _generic(name, near) or _by_stem(name, near)
    if found.code is None:
        return Place(name[found.end :], prefix=found.word, level=found.level)
    return _after(name[found.end :], regions.regions()[found.code], near)


def _after(rest: str, region: Region, near: Home) -> Place:
    """What follows a region may be more precise than the region, or bear a name that takes no region before it."""
    return (
        _headed(rest, region)
        or _repeated(rest, region)
        or _zone(rest, region, near)
        or _branch(rest, region)
        or _stem_within(rest, region)
        or Place(rest, region.code, _prefix(rest, region))
    )


def _headed(rest: str, region: Region) -> Place | None:
    """张店区国家税务总局张店区税务局."""
    head = head_of(rest)
    inner = _told(rest[len(head) :], Home(region)) if head else None
    return replace(inner, head=head) if inner else None


def _repeated(rest: str, region: Region) -> Place | None:
    """淄博市溜川区…, and 张店区 before 淄博市公安局张店分局; never a larger region than was said before."""
    near = Home(region)
    found = words_of(rest, near) or repaired(rest, near)
    if found is None or found.code is None or not regions.related(found.code, region.code):
        return None
    inner = _after(rest[found.end :], regions.regions()[found.code], near)
    return inner if regions.within(inner.code, region.code) else None


def _prefix(rest: str, region: Region) -> str:
    return "" if re.search(rules()["unprefixed"], rest) else region.name


def _untold(name: str, near: Home) -> Place:
    """The portal's region, where there is one and the body is not the whole country's."""
    if near.region is None or re.search(rules()["national"], name):
        return Place(name)
    if near.zone:
        return _of_zone(name, near.zone)
    city = next((region for region in regions.chain(near.code) if region.level == "city"), near.region)
    branch = _branch(name, city)
    if branch and regions.within(branch.code, near.code):
        return branch
    return Place(name, near.code, _prefix(name, near.region))


def _zone(rest: str, region: Region | None, near: Home) -> Place | None:
    """A zone by its full name, or by its short one after its region or inside it."""
    full = [(name, zone) for zone in regions.zones() for name in zone.names]
    if region:
        full = [(name, zone) for name, zone in full if regions.related(zone.region, region.code)]
    around = [region] if region else list(regions.chain(near.code))
    for outer in around:
        full += [(name, zone) for zone in regions.zones() if zone.region == outer.code for name in zone.short]
    fitting = [(name, zone) for name, zone in full if rest.startswith(name)]
    if not fitting:
        return None
    longest = max(len(name) for name, _ in fitting)
    # Where an inner and an outer zone share a short name, the inner one comes first.
    name, zone = next(pair for pair in fitting if len(pair[0]) == longest)
    return _of_zone(rest[len(name) :], zone)


def _of_zone(rest: str, zone: Zone) -> Place:
    return Place(rest, zone.region, zone.name, zone=zone)


def _generic(name: str, near: Home) -> Place | None:
    """市教育局 on a portal of 张店区 is the city's."""
    match = re.match(rules()["generic"], name)
    if match is None or re.search(regions.data()["not_generic"], name) or is_town(name):
        return None
    word, rest = match[0], name[match.end() :]
    if near.zone and word == "区":
        return _of_zone(rest, near.zone)
    region = next((one for one in regions.chain(near.code) if one.name.endswith(word)), None)
    if region:
        return _after(rest, region, near)
    return None if word in "州旗盟" else Place(rest, prefix=word, level=rules()["generic_levels"].get(word))


def _by_stem(name: str, near: Home) -> Place | None:
    """淄博新区…, 张店经济开发区…: the name keeps its words, only the region is taken from them."""
    if is_town(name):
        return None
    for bare, codes in _stems_of(name):
        if near.region:
            codes = tuple(code for code in codes if regions.related(code, near.code))
        else:
            codes = tuple(code for code in codes if all(regions.within(other, code) for other in codes))
        codes = tuple(code for code in codes if regions.regions()[code].level != "province")
        if len(codes) == 1 and (near.region or regions.regions()[codes[0]].level == "city"):
            return _by_stem_of(name, bare, regions.regions()[codes[0]])
    return None


def _by_stem_of(name: str, bare: str, region: Region) -> Place:
    """诸城市场监督管理局 is 诸城市's, one 市 being lost."""
    rest = name[len(bare) :]
    if region.name == bare + rest[:1]:
        return Place(rest, region.code, region.name)
    return Place(name, region.code)


def _stem_within(rest: str, region: Region) -> Place | None:
    """山东省淄博实验中学 is in 淄博市; 淄博市淄博新区… repeats its own region."""
    if is_town(rest):
        return None
    for _, codes in _stems_of(rest):
        inner = [code for code in codes if code == region.code or regions.regions()[code].parent == region.code]
        if len(inner) == 1:
            return Place(rest, inner[0])
    return None


def _stems_of(name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for size in range(8, 1, -1):
        bare = name[:size]
        if len(name) > size and bare in regions.stems() and bare not in regions.data()["no_stem"]:
            yield bare, regions.stems()[bare]


def _branch(rest: str, outer: Region) -> Place | None:
    """淄博市公安局张店分局 works in 张店区 and is named after its city."""
    match = re.search(rules()["branches"], rest)
    before = rest[: match.start()] if match else ""
    for size in range(8, 1, -1):
        if len(before) > size + 1 and (code := _parts(outer.code).get(before[-size:])):
            return Place(rest, code, outer.name)
    return None


@cache
def _parts(outer: str) -> dict[str, str]:
    """What a branch calls the part that it works in: a county of the city or a city of the province, or a zone."""
    zones = [zone for zone in regions.zones() if zone.region == outer]
    found = {name: outer for zone in zones for name in (*zone.short, *zone.names)}
    for region in regions.inside(outer):
        if region.parent == outer:
            found |= {region.name: region.code, regions.stem(region.name): region.code}
    return found
