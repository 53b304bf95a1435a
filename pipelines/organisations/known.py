"""Organisations that the project knows by name (data/organisations.toml): variants, former names, who took over.

Each fact stands there with where it was seen. What people decide is pipelines/decisions.py's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pipelines import regions
from pipelines.organisations.naming import Named, named


@dataclass(frozen=True, slots=True)
class Entry:
    """`region` is a code, or the name of a zone; `names` are its variants and former names."""

    name: str
    region: str
    source: str
    names: tuple[str, ...] = ()
    successor: str | None = None
    since: int | None = None


@cache
def entries() -> tuple[Entry, ...]:
    text = resources.files("pipelines").joinpath("data", "organisations.toml").read_text(encoding="utf-8")
    return tuple(_entry(row) for row in tomllib.loads(text)["organisations"])


def canonical(one: Named) -> Named:
    """The name that data gives to a variant; the name itself where data says nothing of it."""
    return _variants().get((one.code, one.text), one)


@cache
def _variants() -> Mapping[tuple[str, str], Named]:
    found: dict[tuple[str, str], Named] = {}
    for entry in entries():
        own = named(entry.name, entry.region)
        for variant in _read(entry):
            key = (variant.code, variant.text)
            if found.setdefault(key, own) != own:
                raise ValueError(f"organisations.toml: {variant.text} stands for two organisations")
    return found


def _read(entry: Entry) -> Iterator[Named]:
    """Each name as its own region and every region around it would read it."""
    zone = regions.zone(entry.region)
    code = zone.region if zone else entry.region
    for name in (entry.name, *entry.names):
        yield named(name, entry.region)
        yield from (named(name, outer.code) for outer in regions.chain(code) if outer.level != "province")


def _entry(row: Mapping[str, Any]) -> Entry:
    names = (*row.get("variants", ()), *row.get("former", ()))
    successor = row.get("successor", {})
    return Entry(row["name"], row["region"], row["source"], names, successor.get("name"), successor.get("since"))
