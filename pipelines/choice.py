"""Which organisations and years a person asks about: words of the command line to ids. Reads names, writes nothing."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass

from pipelines import regions

_YEARS = re.compile(r"(20\d\d)(?:-(20\d\d))?")


class NothingChosenError(Exception):
    """Nothing answers to these words; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Choice:
    """None leaves the choice open. `orgs` are ids, `years` both included."""

    orgs: tuple[str, ...] | None = None
    years: tuple[int, int] | None = None

    def where(self, org_id: str = "r.org_id", year: str = "r.year") -> tuple[str, tuple[object, ...]]:
        """A condition on columns, to be joined by AND, with its values."""
        parts: list[str] = []
        values: list[object] = []
        if self.orgs is not None:
            parts.append(f"{org_id} IN (SELECT value FROM json_each(?))")  # noqa: S608  # a column named in the code
            values.append(json.dumps(self.orgs))
        if self.years is not None:
            parts.append(f"{year} BETWEEN ? AND ?")
            values += self.years
        return " AND ".join(parts) or "1", tuple(values)


def choose(
    db: sqlite3.Connection, org: str | None = None, region: str | None = None, years: str | None = None
) -> Choice:
    """`org`: an id, or a part of any name of it; `region`: a code or name; `years`: 2024 or 2019-2024."""
    found = None if org is None else _named(db, org)
    if region is not None:
        there = _within(db, region)
        found = there if found is None else found & there
        if not found:
            raise NothingChosenError(f"{region} 没有{f'名称含“{org}”的' if org else ''}机关")
    return Choice(None if found is None else tuple(sorted(found)), None if years is None else _years(years))


def _named(db: sqlite3.Connection, org: str) -> set[str]:
    part = "%" + re.sub(r"([%_\\])", r"\\\1", org) + "%"
    found = db.execute(
        "SELECT id FROM organisations WHERE id = ? OR name LIKE ? ESCAPE '\\'"
        " UNION SELECT org_id FROM organisation_names WHERE name LIKE ? ESCAPE '\\'",
        (org, part, part),
    ).fetchall()
    if not found:
        raise NothingChosenError(f"没有名称含“{org}”的机关")
    return {row[0] for row in found}


def _within(db: sqlite3.Connection, region: str) -> set[str]:
    code = _code(region)
    codes = [code, *(one.code for one in regions.inside(code))]
    rows = db.execute(
        "SELECT id FROM organisations WHERE region_code IN (SELECT value FROM json_each(?))", (json.dumps(codes),)
    )
    return {row[0] for row in rows}


def _code(region: str) -> str:
    """370300, its beginning 3703, 淄博市 or 淄博."""
    if region.isascii() and region.isdigit():
        code = region.ljust(6, "0")
        if len(region) % 2 == 0 and regions.get(code) is not None:
            return code
        raise NothingChosenError(f"没有代码为 {region} 的行政区划")
    codes = {word.code for word in regions.words().get(region, ())} or set(regions.stems().get(region, ()))
    if not codes:
        raise NothingChosenError(f"没有名为“{region}”的行政区划")
    if len(codes) > 1:
        named = "、".join(f"{code} {_full(code)}" for code in sorted(codes)[:8])
        raise NothingChosenError(f"名为“{region}”的行政区划不止一个，请写代码：{named}")
    return codes.pop()


def _full(code: str) -> str:
    return "".join(one.name for one in reversed(regions.chain(code)))


def _years(said: str) -> tuple[int, int]:
    match = _YEARS.fullmatch(said)
    if match is None:
        raise NothingChosenError(f"年度应如 2024 或 2019-2024，不是 {said}")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise NothingChosenError(f"年度 {said} 的起年晚于止年")
    return first, last
