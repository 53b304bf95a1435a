"""The regions of China by their GB/T 2260 codes, the ones that were abolished since 2008, and functional zones.

Knows codes, names and what lies in what; finding a region in an organisation's name is organisations/place.py's job.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

Level = Literal["province", "city", "county"]

UNKNOWN = "000000"
_LEVELS: Mapping[str, Level] = {"province": "province", "city": "city", "county": "county"}


@dataclass(frozen=True, slots=True)
class Region:
    """`parent` is empty for a province; `former` regions exist no more, and no present one is the same."""

    code: str
    name: str
    level: Level
    parent: str
    note: str = ""
    former: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone and the like: no code of its own, so what belongs to it has the code of `region`.

    `names` say by themselves which zone is meant, `short` ones only inside its region.
    """

    name: str
    region: str
    names: tuple[str, ...]
    short: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What a region word may mean; `under` are the codes of the regions that may stand before it."""

    code: str
    under: frozenset[str]


@cache
def regions() -> Mapping[str, Region]:
    """By code, sorted; the abolished ones are among them."""
    rows = [*_present(), *_former()]
    return {region.code: region for region in sorted(rows, key=lambda region: region.code)}


def get(code: str | None) -> Region | None:
    return regions().get(code) if code else None


@cache
def chain(code: str) -> tuple[Region, ...]:
    """The region and those around it, from the inside; empty for a code that is none."""
    region = get(code)
    return () if region is None else (region, *chain(region.parent))


def within(code: str, outer: str) -> bool:
    """Whether a region is `outer` or lies in it."""
    return any(region.code == outer for region in chain(code))


def related(one: str, other: str) -> bool:
    return within(one, other) or within(other, one)


@cache
def inside(code: str) -> tuple[Region, ...]:
    """Every region that lies in this one, itself left out."""
    return tuple(region for region in regions().values() if region.code != code and within(region.code, code))


@cache
def words() -> Mapping[str, tuple[Word, ...]]:
    """Every word that names a region: full, short (延边州) and former names (章丘市, now 章丘区)."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for region in regions().values():
        around = {outer.code for outer in chain(region.code)[1:]}
        for name in {region.name, short(region.name)}:
            found[name][region.code] |= around
    for row in _rows("regions_former.csv"):
        if row["now"]:
            around = {outer.code for outer in (*chain(row["now"])[1:], *chain(row["parent"]))}
            found[row["name"]][row["now"]] |= around
    return {name: tuple(Word(code, frozenset(under)) for code, under in found[name].items()) for name in found}


@cache
def stems() -> Mapping[str, tuple[str, ...]]:
    """Codes by the name without its ending (淄博, 张店), where that leaves two characters."""
    found: dict[str, list[str]] = defaultdict(list)
    for region in regions().values():
        if len(bare := stem(region.name)) > 1:
            found[bare].append(region.code)
    return {bare: tuple(codes) for bare, codes in found.items()}


@cache
def stem(name: str) -> str:
    """淄博市 without 市, 内蒙古自治区 without 自治区."""
    return re.sub(data()["endings"], "", short(name))


@cache
def short(name: str) -> str:
    """An autonomous region without its peoples: 延边朝鲜族自治州 is 延边州."""
    return re.sub(f"(?<=..)(?:{data()['peoples']})+自治(?=[州县旗]$)", "", name)


@cache
def zones() -> tuple[Zone, ...]:
    return tuple(
        Zone(row["name"], row["region"], (row["name"], *_listed(row["names"])), _listed(row["short"]))
        for row in _rows("regions_extra.csv")
    )


def zone(name: str) -> Zone | None:
    return next((one for one in zones() if name in one.names), None)


@cache
def data() -> Mapping[str, Any]:
    """The words about region names."""
    return tomllib.loads(_text("regions.toml"))


def _present() -> Iterator[Region]:
    for row in _rows("regions.csv"):
        yield Region(row["code"], row["name"], _LEVELS[row["level"]], row["parent"], row["note"])


def _former() -> Iterator[Region]:
    for row in _rows("regions_former.csv"):
        if not row["now"]:
            yield Region(row["code"], row["name"], _LEVELS[row["level"]], row["parent"], "已撤销", former=True)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("；")))


def _text(name: str) -> str:
    return resources.files("pipelines").joinpath("data", name).read_text(encoding="utf-8")
