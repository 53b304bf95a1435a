"""A document read again by other parsers: the same version with another reading, never a new version.

Where it turns out to be another body's or another year's report, or none, it leaves the report it stood in and is
attached where it belongs, as if it had been read so from the start.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import Any

from parsers.report import NotReport, Report
from pipelines import content, news, places
from pipelines.capture import Capture
from pipelines.news import Kind
from pipelines.reading import Reading, completed, parser_version
from pipelines.store import Store
from pipelines.versions import chosen


def stale(db: sqlite3.Connection, *, everything: bool = False) -> list[str]:
    """Documents that other parsers read last, in the order in which they were first fetched."""
    return [
        row[0]
        for row in db.execute(
            "SELECT d.id FROM documents d JOIN readings r ON r.document_id = d.id"
            " WHERE ? OR r.parser_version <> ? ORDER BY d.rowid",
            (everything, parser_version()),
        )
    ]


def reread(store: Store, document_id: str, body: bytes, result: Report | NotReport, run_id: int) -> Kind | None:
    """In one transaction, so that a re-reading that is cut off goes on where it was."""
    with store.transaction():
        captures = _captures(store.db, document_id, body, run_id)
        if not captures:
            return None
        was = {row[0]: row[1:] for row in _reports(store.db, document_id)}
        before = places.reading_of(store.db, document_id)
        result = completed(result, captures[0])
        said = store.said(captures[0], result)
        if isinstance(result, NotReport) or not said.makes_report:
            content.put_no_report(store.db, document_id, result)
            return _leaves(store, document_id, list(was), run_id)
        content.put_no_report(store.db, document_id, NotReport("other"))
        if was and all(_is_same(key, said) for key in was.values()):
            kinds = [_again(store, report_id, before, said, result, run_id) for report_id in was]
            return next((kind for kind in kinds if kind), None)
        _leaves(store, document_id, list(was), run_id)
        for capture in captures:
            store.attach(capture, said, result)
        return "reread" if was else "new"


def _captures(db: sqlite3.Connection, document_id: str, body: bytes, run_id: int) -> list[Capture]:
    """One for each address whose last word this document is."""
    rows = (
        db.execute(
            "SELECT c.url, c.fetched_at, c.status, c.headers, c.kind, c.name, c.org, c.year, c.region, c.parent"
            " FROM captures c WHERE c.document_id = ? AND c.id = (SELECT max(l.id) FROM captures l WHERE l.url = c.url)"
            " ORDER BY c.id",
            (document_id,),
        ).fetchall()
        or db.execute(
            "SELECT url, fetched_at, status, headers, kind, name, org, year, region, parent FROM captures"
            " WHERE document_id = ? ORDER BY id LIMIT 1",
            (document_id,),
        ).fetchall()
    )
    return [_capture(row, body, run_id) for row in rows]


def _capture(row: tuple[Any, ...], body: bytes, run_id: int) -> Capture:
    url, fetched_at, status, headers, kind, name, org, year, region, parent = row
    return Capture(
        url, run_id, datetime.fromisoformat(fetched_at), body, None, status, json.loads(headers), kind, name or "",
        org, year, region, parent,
    )  # fmt: skip


def _reports(db: sqlite3.Connection, document_id: str) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT DISTINCT r.id, r.org_id, r.year, r.scope FROM report_sources s JOIN reports r ON r.id = s.report_id"
        " WHERE s.document_id = ? ORDER BY r.id",
        (document_id,),
    ).fetchall()


def _is_same(key: tuple[str, int, str | None], said: Reading) -> bool:
    org_id, year, scope = key
    return (org_id, year) == (said.org_id, said.year) and chosen([(0, scope)], said.scope) == 0


def _again(
    store: Store, report_id: int, before: Reading | None, said: Reading, report: Report, run_id: int
) -> Kind | None:
    """The same version; news only where what counts is not what it was."""
    counted = places.version(store.db, report_id).document_id == said.document_id
    changed = counted and (before is None or before.values_hash != said.values_hash)
    detail = news.difference(store.db, report_id, before, said, report) if changed else ""
    store.settle(report_id, {said.document_id: report}, anew=counted)
    return news.say(store.db, "reread", run_id, report_id, detail) if changed else None


def _leaves(store: Store, document_id: str, reports: list[int], run_id: int) -> Kind | None:
    """Out of the versions it stood in by a misreading; one that has no other document never was."""
    for report_id in reports:
        store.db.execute("DELETE FROM report_sources WHERE report_id = ? AND document_id = ?", (report_id, document_id))
        if places.version(store.db, report_id).sources:
            store.settle(report_id, {}, anew=True)
            news.say(store.db, "reread", run_id, report_id)
        else:
            _unmake(store.db, report_id)
    return "reread" if reports else None


def _unmake(db: sqlite3.Connection, report_id: int) -> None:
    """The version before it, if there is one, counts again."""
    org_id, year, scope = db.execute("SELECT org_id, year, scope FROM reports WHERE id = ?", (report_id,)).fetchone()
    content.remove(db, report_id)
    db.execute(
        "UPDATE reports SET is_current = 1 WHERE id = (SELECT id FROM reports WHERE org_id = ? AND year = ?"
        " AND scope IS ? ORDER BY version DESC LIMIT 1)",
        (org_id, year, scope),
    )
