"""Verdicts as rows: of a report's own identities, and of those that tie two years of one organisation together.

What holds between two years is decided in years.py; here the two reports are found, and their cells.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from functools import cache

from parsers.report import Check, Number, Report
from pipelines import schema, versions, years
from pipelines.years import Year

_ROWS_OF = {
    name: f"SELECT * FROM {name} WHERE report_id = ? AND item IN ({', '.join('?' for _ in items)})"  # noqa: S608
    for name, items in years.NEEDED.items()
}


def put(db: sqlite3.Connection, report_id: int, report: Report) -> None:
    """Of a report just written: its own checks, those against last year's, and next year's against this one."""
    last, following = _neighbours(db, report_id) or (None, None)
    mine = years.of(report)
    between = () if last is None else years.between(_year(db, last), mine)
    _insert(db, report_id, (*report.checks, *between))
    if following is not None:
        _between(db, following, mine, _year(db, following))


def between_years(db: sqlite3.Connection, report_id: int) -> None:
    """The checks of this report against last year's, and of next year's against this one, looked at again."""
    found = _neighbours(db, report_id)
    if found is None:
        return
    last, following = found
    mine = _year(db, report_id)
    _between(db, report_id, None if last is None else _year(db, last), mine)
    if following is not None:
        _between(db, following, mine, _year(db, following))


def beside(db: sqlite3.Connection, org_id: str, year: int, scope: str | None) -> None:
    """After a report of this year is no longer there: of what is there now, and of the year after it."""
    for number in (year, year + 1):
        report_id = _current(db, org_id, number, scope)
        if report_id is not None:
            between_years(db, report_id)


def _neighbours(db: sqlite3.Connection, report_id: int) -> tuple[int | None, int | None] | None:
    """Last year's report and next year's; nothing of a version that no longer counts."""
    org_id, year, scope, counts = db.execute(
        "SELECT org_id, year, scope, is_current FROM reports WHERE id = ?", (report_id,)
    ).fetchone()
    if not counts:
        return None
    return _current(db, org_id, year - 1, scope), _current(db, org_id, year + 1, scope)


def _current(db: sqlite3.Connection, org_id: str, year: int, scope: str | None) -> int | None:
    found = db.execute(
        "SELECT id, scope FROM reports WHERE org_id = ? AND year = ? AND is_current = 1 ORDER BY id", (org_id, year)
    ).fetchall()
    return versions.chosen(found, scope)


def _between(db: sqlite3.Connection, report_id: int, last: Year | None, this: Year) -> None:
    db.execute(
        "DELETE FROM verdicts WHERE report_id = ? AND identity_id IN (SELECT id FROM identities WHERE rule IN (?, ?))",
        (report_id, *years.RULES),
    )
    if last is not None:
        _insert(db, report_id, years.between(last, this))


def _year(db: sqlite3.Connection, report_id: int) -> Year:
    """What `years.of` makes of a report, from its rows."""
    figures: dict[str, Number | None] = {}
    for name, items in years.NEEDED.items():
        for row in db.execute(_ROWS_OF[name], (report_id, *items)):
            figures |= zip(_cells_of(name, row[1]), row[2:], strict=True)
    shown = db.execute("SELECT 1 FROM applications WHERE report_id = ? LIMIT 1", (report_id,)).fetchone() is not None
    derived = dict(db.execute("SELECT cell, value FROM derived WHERE report_id = ?", (report_id,)).fetchall())
    return Year(figures, derived, shown)


@cache
def _cells_of(name: str, item: str) -> tuple[str, ...]:
    return tuple(f"{name}.{item}.{figure}" for figure in schema.table(name).names[2:])


def _insert(db: sqlite3.Connection, report_id: int, checks: Iterable[Check]) -> None:
    """An identity has a row of its own from the first verdict on it that there is."""
    found = [(_fingerprint(one.rule, one.cells), one) for one in checks]
    ids: dict[str, int] = dict(db.execute("SELECT fingerprint, id FROM identities").fetchall())
    for name, one in found:
        if name not in ids:
            cursor = db.execute(
                "INSERT INTO identities(fingerprint, rule, cells, severity) VALUES (?, ?, ?, ?)",
                (name, one.rule, json.dumps(one.cells), one.severity),
            )
            ids[name] = int(cursor.lastrowid or 0)
    db.executemany(
        schema.insertion("verdicts"),
        [
            (report_id, ids[name], one.status, one.printed, one.expected, one.blame, one.detail or None)
            for name, one in found
        ],
    )


@cache
def _fingerprint(rule: str, cells: tuple[str, ...]) -> str:
    return f"{rule}-{hashlib.sha256(' '.join(cells).encode()).hexdigest()[:8]}"
