"""One report: the form as printed with the state of each cell, what does not add up, the prose, and the original."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from web import cells, documents, findings
from web.cells import Shown
from web.documents import Document
from web.findings import Finding, Part
from web.page import found, number_of, read, row, rows, shown
from web.prose import Figure, Piece, paragraphs, quoted

_REPORT = """
SELECT r.*, o.name AS org_name, o.region, o.region_code, coalesce(r.published, r.created) AS day, c.days_late
FROM reports r JOIN organisations o ON o.id = r.org_id
LEFT JOIN coverage c ON c.org_id = r.org_id AND c.year = r.year AND c.report_id = r.id
WHERE r.id = ?
"""
_VERSIONS = """
SELECT id, year, scope, version, is_current, first_seen, last_seen, gone_at, published, document_id FROM reports
WHERE org_id = ? AND year = ? ORDER BY is_current DESC, version DESC, id
"""
_BESIDE = """
SELECT r.id, r.year, r.scope FROM reports r WHERE r.org_id = ? AND r.is_current = 1 AND r.year {sign} ?
ORDER BY r.year {order}, coalesce(r.scope, '') <> ?, r.id LIMIT 1
"""
_ALIKE = """
SELECT c.share, r.id, r.org, r.year FROM copied c JOIN reports r ON r.id = c.like_id WHERE c.report_id = ?
ORDER BY c.share DESC LIMIT 5
"""


@dataclass(frozen=True, slots=True)
class Section:
    number: int | None
    heading: str
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    report: sqlite3.Row
    tables: tuple[Shown, ...]
    indicators: Sequence[sqlite3.Row]
    verdicts: tuple[Part, ...]
    findings: tuple[Finding, ...]
    sections: tuple[Section, ...]
    unplaced: tuple[Figure, ...]
    problems: Sequence[sqlite3.Row]
    sources: Sequence[sqlite3.Row]
    versions: Sequence[sqlite3.Row]
    changes: Sequence[sqlite3.Row]
    alike: Sequence[sqlite3.Row]
    before: sqlite3.Row | None
    after: sqlite3.Row | None
    document: Document | None
    first_page: int

    @property
    def states(self) -> Counter[str]:
        return Counter(cell.state for table in self.tables if table.is_shown for cell in table.cells.values())

    @property
    def statuses(self) -> Counter[str]:
        return Counter(one.status for one in self.verdicts)

    @property
    def sums(self) -> list[dict[str, object]]:
        """What the page's script tells of a cell: the identities that it stands in."""
        return [{"rule": one.title, "status": one.status, "cells": one.here} for one in self.verdicts]


async def report(datasette: Datasette, request: Request) -> Response:
    report_id = found(number_of(request.url_vars["id"]))
    page = found(await read(datasette, lambda db: load(db, report_id)))
    return await shown(datasette, request, "report.html", {"page": page})


async def of_year(datasette: Datasette, request: Request) -> Response:
    """The address that stays: numbers of reports are valid in one file only."""
    org_id, year = request.url_vars["id"], found(number_of(request.url_vars["year"]))
    current = await read(datasette, lambda db: row(db, _CURRENT, org_id, year))
    return Response.redirect(f"/report/{found(current)['id']}")


_CURRENT = """
SELECT id FROM reports WHERE org_id = ? AND year = ? AND is_current = 1
ORDER BY coalesce(scope, '') = 'region', id LIMIT 1
"""


def load(db: sqlite3.Connection, report_id: int) -> Page | None:
    one = row(db, _REPORT, report_id)
    if one is None:
        return None
    known = cells.of_report(db, report_id)
    sections, unplaced = _prose(db, report_id)
    scope = one["scope"] or ""
    verdicts = findings.verdicts(db, report_id)
    return Page(
        one,
        tuple(cells.tables(db, one, known)) if one["tables"] != "none" else (),
        rows(db, "SELECT label, value, unit FROM indicators WHERE report_id = ?", report_id),
        verdicts,
        findings.of_report(db, one, verdicts),
        sections,
        unplaced,
        rows(db, "SELECT code, cells, detail FROM problems WHERE report_id = ?", report_id),
        rows(db, "SELECT * FROM report_sources WHERE report_id = ? ORDER BY gone_at, url", report_id),
        rows(db, _VERSIONS, one["org_id"], one["year"]),
        rows(db, "SELECT * FROM changes WHERE report_id = ? ORDER BY id DESC LIMIT 20", report_id),
        rows(db, _ALIKE, report_id),
        row(db, _BESIDE.format(sign="<", order="DESC"), one["org_id"], one["year"], scope),
        row(db, _BESIDE.format(sign=">", order="ASC"), one["org_id"], one["year"], scope),
        documents.known(db, one["document_id"]),
        min(known.pages.values(), default=1),
    )


def _prose(db: sqlite3.Connection, report_id: int) -> tuple[tuple[Section, ...], tuple[Figure, ...]]:
    """The sections with their figures marked, and the figures whose words stand in none of them."""
    texts = rows(db, "SELECT number, heading, text FROM sections WHERE report_id = ? ORDER BY id", report_id)
    told = rows(db, "SELECT key, value, quote FROM narrative WHERE report_id = ?", report_id)
    figures = [Figure(at, one["key"], one["value"], one["quote"]) for at, one in enumerate(told, 1)]
    sections = []
    for one in texts:
        here = [figure for figure in figures if quoted(one["text"], figure)]
        figures = [figure for figure in figures if figure not in here]
        sections.append(Section(one["number"], one["heading"], tuple(paragraphs(one["text"], here))))
    return tuple(sections), tuple(figures)
