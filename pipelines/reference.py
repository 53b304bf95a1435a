"""The tables that hold no news: regions, deadlines and what codes mean, written from the project's data files."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from parsers.problems import meanings
from pipelines import regions, schema
from pipelines.organisations import deadlines

UNKNOWN_REGION = "000000"
# Where a rule has no end, so that SQL can compare.
FIRST_YEAR, LAST_YEAR = 0, 9999

Row = tuple[Any, ...]


def refresh(db: sqlite3.Connection) -> None:
    """Part of the caller's transaction; writes only where the data is not what the tables hold."""
    for name, rows in (("regions", _regions()), ("deadlines", _deadlines()), ("codes", _codes())):
        there = set(db.execute(f"SELECT * FROM {name}").fetchall())  # noqa: S608  # one of the three names above
        if there != set(rows):
            db.execute(f"DELETE FROM {name}")  # noqa: S608
            db.executemany(schema.insertion(name), rows)


@cache
def _regions() -> tuple[Row, ...]:
    known = tuple((one.code, one.name, one.level, one.parent or None) for one in regions.regions().values())
    return ((UNKNOWN_REGION, "不明", None, None), *known)


@cache
def _deadlines() -> tuple[Row, ...]:
    return tuple(
        (one.kind, one.since or FIRST_YEAR, one.until or LAST_YEAR, one.month_day, one.zh, one.en)
        for one in deadlines.rules()
    )


@cache
def _codes() -> tuple[Row, ...]:
    return tuple(_meant())


def _meant() -> Iterator[Row]:
    for code, meaning in meanings().items():
        yield ("problem", code, meaning.zh, meaning.en)
    words = _data("crawler", "show/words.toml")
    for rule, zh in words["rules"].items():
        yield ("rule", rule, zh, words["rules_en"][rule])
    for code, reason in _data("crawler", "reasons.toml").items():
        yield ("reason", code, reason["zh"], reason["en"])


def _data(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(name).read_text(encoding="utf-8"))
