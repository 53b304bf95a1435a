"""Runs: one crawl of one portal, one ingest, one re-reading; what each came to, and what the last good one had."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal

Outcome = Literal["ok", "incomplete", "failed"]

INGEST, REPARSE = "ingest", "reparse"
LOCAL = frozenset({INGEST, REPARSE})


@dataclass(frozen=True, slots=True)
class Run:
    id: int
    portal: str
    started: str
    finished: str | None = None
    outcome: Outcome | None = None
    reason: str | None = None
    detail: str | None = None
    requests: int = 0
    not_modified: int = 0
    listed: int = 0
    new_reports: int = 0
    changed_reports: int = 0
    gone: int = 0
    failed: int = 0
    bytes: int = 0


@dataclass(slots=True)
class Counts:
    """Counted while a run goes on."""

    requests: int = 0
    not_modified: int = 0
    listed: int = 0
    new_reports: int = 0
    changed_reports: int = 0
    gone: int = 0
    failed: int = 0
    bytes: int = 0

    def news(self, kind: str | None) -> None:
        if kind == "new":
            self.new_reports += 1
        elif kind == "gone":
            self.gone += 1
        elif kind is not None:
            self.changed_reports += 1


_COUNTED = tuple(one.name for one in fields(Counts))
_COLUMNS = ", ".join(one.name for one in fields(Run))


def begin(db: sqlite3.Connection, portal: str, now: datetime) -> int:
    """A run of the same portal that never ended was killed; it is closed here, so that it never looks like a night."""
    db.execute(
        "UPDATE runs SET finished = ?, outcome = 'failed', reason = 'killed' WHERE portal = ? AND finished IS NULL",
        (now.isoformat(), portal),
    )
    cursor = db.execute("INSERT INTO runs(portal, started) VALUES (?, ?)", (portal, now.isoformat()))
    return int(cursor.lastrowid or 0)


def end(
    db: sqlite3.Connection, run_id: int, now: datetime, outcome: Outcome, counts: Counts,
    reason: str | None = None, detail: str | None = None,
) -> None:  # fmt: skip
    counted = ", ".join(f"{name} = ?" for name in _COUNTED)
    db.execute(
        f"UPDATE runs SET finished = ?, outcome = ?, reason = ?, detail = ?, {counted} WHERE id = ?",  # noqa: S608
        (now.isoformat(), outcome, reason, detail, *(getattr(counts, name) for name in _COUNTED), run_id),
    )


def get(db: sqlite3.Connection, run_id: int) -> Run:
    return Run(*db.execute(f"SELECT {_COLUMNS} FROM runs WHERE id = ?", (run_id,)).fetchone())  # noqa: S608


def last(db: sqlite3.Connection, portal: str, *, good: bool = False) -> Run | None:
    """The last run of a portal that ended, or the last that was ok."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM runs WHERE portal = ? AND finished IS NOT NULL"  # noqa: S608
        f" AND (outcome = 'ok' OR {0 if good else 1}) ORDER BY id DESC LIMIT 1",
        (portal,),
    ).fetchone()
    return None if row is None else Run(*row)


def last_good_before(db: sqlite3.Connection, run: Run) -> Run | None:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM runs WHERE portal = ? AND outcome = 'ok' AND id < ? ORDER BY id DESC LIMIT 1",  # noqa: S608
        (run.portal, run.id),
    ).fetchone()
    return None if row is None else Run(*row)


def open_runs(db: sqlite3.Connection, portal: str) -> list[int]:
    rows = db.execute("SELECT id FROM runs WHERE portal = ? AND finished IS NULL ORDER BY id", (portal,)).fetchall()
    return [row[0] for row in rows]
