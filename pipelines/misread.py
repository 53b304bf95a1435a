"""What could not be taken as printed, report by report: cells that are not shown, documents that say otherwise.

And documents that should have been a report and gave none; what is plainly something else (a guide, a list) is not
among them. Reads `problems`; decides nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.choice import Choice

_OF_REPORTS = """
SELECT r.id, p.document_id, p.code, p.cells, p.detail, r.org, r.year, r.url FROM problems p
JOIN reports r ON r.id = p.report_id WHERE r.is_current = 1 AND """
# A guide is no report that could not be read; what is left may be one.
_OF_OTHERS = """
SELECT NULL, p.document_id, p.code, p.cells, p.detail, NULL, d.year,
       (SELECT min(c.url) FROM captures c WHERE c.document_id = p.document_id)
FROM problems p JOIN readings d ON d.document_id = p.document_id
WHERE p.report_id IS NULL AND d.kind IN ('report', 'scan', 'other') AND p.code <> 'not_a_report'"""


@dataclass(frozen=True, slots=True)
class Misread:
    """One code of one report (or of one document that gave none), all its cells together."""

    report_id: int | None
    document_id: str
    code: str
    cells: tuple[str, ...]
    detail: str
    org: str | None
    year: int | None
    url: str | None


def misread(db: sqlite3.Connection, choice: Choice) -> list[Misread]:
    """Most cells first; documents without a report last, and only where the choice is open."""
    where, values = choice.where()
    rows = db.execute(_OF_REPORTS + where, values).fetchall()
    if choice == Choice():
        rows += db.execute(_OF_OTHERS).fetchall()
    alike: dict[tuple[Any, ...], list[Sequence[Any]]] = {}
    for row in rows:
        whose = row[1] if row[0] is None else row[0]
        alike.setdefault((row[0] is None, whose, row[2]), []).append(row)
    return sorted((_together(same) for same in alike.values()), key=_weight)


def _together(same: Sequence[Sequence[Any]]) -> Misread:
    report_id, document_id, code, _, _, org, year, url = same[0]
    cells = dict.fromkeys(cell for row in same for cell in json.loads(row[3] or "[]"))
    detail = "；".join(dict.fromkeys(row[4] for row in same if row[4]))
    return Misread(report_id, document_id, code, tuple(cells), detail, org, year, url)


def _weight(one: Misread) -> tuple[Any, ...]:
    return (one.report_id is None, -len(one.cells), one.code, one.org or "", -(one.year or 0), one.document_id)
