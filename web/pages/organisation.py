"""One organisation: its years side by side, its charts, what does not add up, and where its reports were found."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines import findings as known
from web import around, charts, findings
from web.around import Place
from web.charts import Chart
from web.findings import Finding
from web.page import found, read, row, rows, shown

# Rows of the years side by side, as they stand in the panel, by what they belong to.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "requests": ("new", "carried_in", "handled", "carried_out"),
    "outcomes": charts.OUTCOMES,
    "remedies": charts.REMEDIES,
    "proactive": ("normative_documents_in_force", "licensing", "penalties", "coercion", "fees"),
    "quality": ("checks_failed", "cells_not_shown", "cells_derived"),
}
# Findings that are shown; the rest are a link away.
FINDINGS = 30

_ORG = "SELECT * FROM organisations WHERE id = ?"
_LINKED = "SELECT id, name FROM organisations WHERE successor_id = ? ORDER BY id LIMIT 50"
_REPORTS = """
SELECT id, year, scope, version, is_current, url, published, created, tables, first_seen, last_seen, gone_at
FROM reports WHERE org_id = ? ORDER BY year DESC, is_current DESC, version DESC, id LIMIT 300
"""
_SOURCES = """
SELECT s.url, min(s.first_seen) AS first_seen, max(s.last_seen) AS last_seen, max(s.gone_at) AS gone_at, r.year
FROM reports r JOIN report_sources s ON s.report_id = r.id WHERE r.org_id = ? AND r.is_current = 1
GROUP BY s.url ORDER BY r.year DESC, s.url LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Page:
    org: sqlite3.Row
    place: Place | None
    above: Sequence[Place]
    names: Sequence[str]
    successor: sqlite3.Row | None
    predecessors: Sequence[sqlite3.Row]
    panel: Sequence[sqlite3.Row]
    coverage: Mapping[int, sqlite3.Row]
    charts: tuple[Chart, ...]
    findings: Mapping[int, Sequence[Finding]]
    reports: Sequence[sqlite3.Row]
    sources: Sequence[sqlite3.Row]

    @property
    def years(self) -> list[int]:
        """Those of which anything is known, the newest first."""
        return sorted({*self.coverage, *(one["year"] for one in self.panel)}, reverse=True)

    @property
    def by_year(self) -> dict[int, sqlite3.Row]:
        return {one["year"]: one for one in self.panel}

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The rows that say anything in any year."""
        said = {
            group: tuple(name for name in names if any(one[name] is not None for one in self.panel))
            for group, names in GROUPS.items()
        }
        return {group: names for group, names in said.items() if names}


async def organisation(datasette: Datasette, request: Request) -> Response:
    org_id = request.url_vars["id"]
    page = found(await read(datasette, lambda db: load(db, org_id)))
    return await shown(datasette, request, "organisation.html", {"page": page})


def load(db: sqlite3.Connection, org_id: str) -> Page | None:
    org = row(db, _ORG, org_id)
    if org is None:
        return None
    panel = rows(db, "SELECT * FROM panel WHERE org_id = ? ORDER BY year", org_id)
    return Page(
        org,
        around.place(org["region_code"]),
        around.above(org["region_code"]),
        [one["name"] for one in rows(db, "SELECT name FROM organisation_names WHERE org_id = ? ORDER BY name", org_id)],
        row(db, _ORG, org["successor_id"]),
        rows(db, _LINKED, org_id),
        panel,
        {one["year"]: one for one in rows(db, "SELECT * FROM coverage WHERE org_id = ?", org_id)},
        tuple(one for one in _charts(panel) if one.is_worth_it),
        _findings(db, org_id, panel),
        rows(db, _REPORTS, org_id),
        rows(db, _SOURCES, org_id),
    )


def _charts(panel: Sequence[sqlite3.Row]) -> tuple[Chart, ...]:
    return (
        charts.of_years("received", "lines", panel, ("new", "handled", "carried_out")),
        charts.of_years("outcomes", "stacked", panel, charts.OUTCOMES),
        charts.of_years("remedies", "lines", panel, charts.REMEDIES),
    )


def _findings(db: sqlite3.Connection, org_id: str, panel: Sequence[sqlite3.Row]) -> dict[int, list[Finding]]:
    """Of the newest years first; only what fails, hints stand with the report."""
    told: dict[int, list[Finding]] = {}
    left = FINDINGS
    for one in reversed(panel):
        if left <= 0:
            break
        if one["checks_failed"]:
            here = [item for item in findings.of_year(db, org_id, one["year"]) if item.first.status == "fail"]
            open_ones = [item for item in here if item.decision != known.DISMISSED]
            told[one["year"]] = open_ones[:left]
            left -= len(open_ones)
    return {year: items for year, items in told.items() if items}
