"""The rows of `copied` with whose reports they are. Reads; copied.py writes them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pipelines.choice import Choice

_PAIRS = """
SELECT r.id, r.org_id, r.org, r.year, r.url, l.id, l.org_id, l.org, l.year, l.url, c.share
FROM copied c JOIN reports r ON r.id = c.report_id JOIN reports l ON l.id = c.like_id WHERE r.is_current = 1 AND """


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of `copied` with whose reports they are."""

    report_id: int
    org_id: str
    org: str
    year: int
    url: str | None
    like_id: int
    like_org_id: str
    like_org: str
    like_year: int
    like_url: str | None
    share: float


def pairs(db: sqlite3.Connection, choice: Choice) -> list[Pair]:
    """Report by report, those most alike first; of a report its own year before first."""
    where, values = choice.where()
    rows = db.execute(_PAIRS + where, values)
    found: dict[int, list[Pair]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(Pair(*row))
    reports = [sorted(same, key=lambda one: (one.org_id != one.like_org_id, *_first(one))) for same in found.values()]
    return [one for same in sorted(reports, key=lambda same: min(map(_first, same))) for one in same]


def _first(one: Pair) -> tuple[float, str, int, str, int, int]:
    return (-one.share, one.org_id, -one.year, one.like_org_id, -one.like_year, one.report_id)
