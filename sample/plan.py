"""world.toml as plain data: portals, organisations, oddities of single reports, and what the nights change."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Any, Literal

from sample.model import Body, Key, Oddity

Change = Literal["new", "edited", "gone", "moved", "back"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A portal as world.toml describes it; `style` is the module of sample/styles that builds its pages."""

    name: str
    region: str
    style: str
    platform: str
    tables: tuple[str, ...]
    bodies: tuple[Body, ...]
    validators: Literal["etag", "modified", "none"] = "none"
    counter: bool = False
    mirrors: tuple[Key, ...] = ()
    # Whether its lists also hold what is no report.
    extras: bool = True
    # Pages are made at least so long.
    page_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """One change of one report in one night."""

    night: int
    kind: Change
    key: Key
    cell: str = ""
    add: int = 0


@dataclass(frozen=True, slots=True)
class WorldPlan:
    seed: str
    years: tuple[int, ...]
    nights: tuple[datetime, ...]
    regions: Mapping[str, str]
    portals: tuple[Plan, ...]
    oddities: Mapping[Key, Oddity] = field(default_factory=dict)
    changes: tuple[Planned, ...] = ()
    # Portal and night: what holds it back.
    states: Mapping[tuple[str, int], Literal["shrunk", "walled"]] = field(default_factory=dict)


def load() -> WorldPlan:
    data = tomllib.loads(resources.files("sample").joinpath("world.toml").read_text(encoding="utf-8"))
    return WorldPlan(
        seed=data["seed"],
        years=tuple(range(data["first"], data["last"] + 1)),
        nights=tuple(data["nights"]),
        regions=data["regions"],
        portals=tuple(_portal(row) for row in data["portals"]),
        oddities={(row["org"], row["year"]): _oddity(row) for row in data["oddities"]},
        changes=tuple(_change(row) for row in data["changes"]),
        states={(row["portal"], row["night"]): row["state"] for row in data["states"]},
    )


def credit_code(region: str, name: str) -> str:
    """Eighteen characters, as a unified social credit code has them; a real one would have another check digit."""
    return f"11{region}MB{int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 10**8:08d}"


def _portal(row: Mapping[str, Any]) -> Plan:
    return Plan(
        row["name"],
        row["region"],
        row["style"],
        row["platform"],
        tuple(row["tables"]),
        tuple(_body(each, row["region"]) for each in row["organisations"]),
        row.get("validators", "none"),
        row.get("counter", False),
        tuple((org, year) for org, year in row.get("mirrors", ())),
        row.get("extras", True),
    )


def _body(row: Mapping[str, Any], region: str) -> Body:
    name = row["name"]
    return Body(
        name,
        row["kind"],
        region,
        row.get("site", ""),
        credit_code(region, name),
        row.get("short", ""),
        tuple(row.get("missing", ())),
    )


def _oddity(row: Mapping[str, Any]) -> Oddity:
    said = {key: value for key, value in row.items() if key not in ("org", "year")}
    if "copied_from" in said:
        said["copied_from"] = tuple(said["copied_from"])
    return Oddity(**said)


def _change(row: Mapping[str, Any]) -> Planned:
    return Planned(row["night"], row["kind"], (row["org"], row["year"]), row.get("cell", ""), row.get("add", 0))
