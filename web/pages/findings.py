"""What does not add up, report by report: by region, year, rule and whose mistake it is; read only."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines.summary import WHOLE
from web import around, findings
from web.around import WITHIN, Place
from web.findings import Finding
from web.page import found, number_of, read, rows, shown

MANY = 25
BLAMES = ("agency", "reading")

# The partial index of what does not hold is taken where its own condition stands word for word.
_REPORTS = """
SELECT r.id, r.org_id, r.year, o.name, o.region FROM reports r JOIN organisations o ON o.id = r.org_id
WHERE r.is_current = 1 AND r.year = ? AND r.id > ? AND {where} AND EXISTS (
  SELECT 1 FROM verdicts v INDEXED BY idx_verdicts_open JOIN identities i ON i.id = v.identity_id
  WHERE v.status IN ('fail', 'hint') AND v.status = 'fail' AND v.report_id = r.id
    AND (? = '' OR i.rule = ?) AND (? = '' OR v.blame = ?))
ORDER BY r.id LIMIT ?
"""
_YEARS = """
SELECT year, sum(failed) AS failed FROM summary_rules WHERE region_code = ? GROUP BY year ORDER BY year DESC
"""
_RULES = "SELECT rule, failed FROM summary_rules WHERE region_code = ? AND year = ? ORDER BY failed DESC"


@dataclass(frozen=True, slots=True)
class Filters:
    code: str
    year: int | None
    rule: str
    blame: str
    dismissed: bool
    after: int


@dataclass(frozen=True, slots=True)
class Found:
    report: sqlite3.Row
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Page:
    filters: Filters
    place: Place
    places: Sequence[Place]
    year: int
    years: Sequence[sqlite3.Row]
    rules: Sequence[sqlite3.Row]
    found: tuple[Found, ...]
    after: int | None


async def of_all(datasette: Datasette, request: Request) -> Response:
    asked = request.args
    filters = Filters(
        asked.get("region") or WHOLE,
        number_of(asked.get("year")),
        asked.get("rule") or "",
        asked.get("blame") if asked.get("blame") in BLAMES else "",
        asked.get("dismissed") == "1",
        number_of(asked.get("after")) or 0,
    )
    found(around.place(filters.code))
    page = await read(datasette, lambda db: load(db, filters))
    return await shown(datasette, request, "findings.html", {"page": page})


def load(db: sqlite3.Connection, filters: Filters) -> Page:
    years = rows(db, _YEARS, filters.code)
    year = filters.year or (years[0]["year"] if years else 0)
    where, values = ("1", ()) if filters.code == WHOLE else (f"o.region_code IN {WITHIN}", (filters.code,))
    reports = rows(
        db, _REPORTS.format(where=where), year, filters.after, *values,
        filters.rule, filters.rule, filters.blame, filters.blame, MANY + 1,
    )  # fmt: skip
    return Page(
        filters,
        found(around.place(filters.code)),
        around.choices(db, filters.code),
        year,
        years,
        rows(db, _RULES, filters.code, year),
        tuple(one for one in (_of(db, report, filters) for report in reports[:MANY]) if one.findings),
        reports[MANY - 1]["id"] if len(reports) > MANY else None,
    )


def _of(db: sqlite3.Connection, report: sqlite3.Row, filters: Filters) -> Found:
    here = (one for one in findings.of_year(db, report["org_id"], report["year"]) if one.report_id == report["id"])
    return Found(report, tuple(one for one in here if _meant(one, filters)))


def _meant(one: Finding, filters: Filters) -> bool:
    return (
        one.first.status == "fail"
        and (filters.dismissed or one.decision != "dismissed")
        and (not filters.rule or any(part.rule == filters.rule for part in one.parts))
        and (not filters.blame or one.first.blame == filters.blame)
    )
