"""A document read again by other parsers: the same version with another reading, never a new version.

Where it turns out to be another body's or another year's report, or none, it leaves the report it stood in; if it is
what its address shows today, it is attached where it belongs, as if it had been read so from the start.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from parsers.report import NotReport, Report
from pipelines import content, news, places
from pipelines.news import Kind
from pipelines.reading import Reading, completed, parser_version
from pipelines.versions import is_regional

if TYPE_CHECKING:
    from pipelines.store import Store


def stale(db: sqlite3.Connection, *, everything: bool = False) -> list[str]:
    """Documents that other parsers read last, or of which a report still says what they read, oldest first."""
    return [
        row[0]
        for row in db.execute(
            "SELECT d.id FROM documents d JOIN readings r ON r.document_id = d.id"
            " WHERE :all OR r.parser_version <> :now"
            " OR EXISTS (SELECT 1 FROM reports p WHERE p.document_id = d.id AND p.parser_version <> :now)"
            " ORDER BY d.rowid",
            {"all": everything, "now": parser_version()},
        )
    ]


def reread(store: Store, document_id: str, result: Report | NotReport, run_id: int | None) -> Kind | None:
    """In one transaction, so that a re-reading that is cut off goes on where it was. Without a run nothing is news."""
    with store.transaction():
        captures = places.captures(store.db, document_id, run_id or 0, last_word=False)
        if not captures:
            return None
        was = {row[0]: row[1:] for row in _reports(store.db, document_id)}
        before = places.reading_of(store.db, document_id)
        result = completed(result, captures)
        said = store.said(captures[0], result)
        if isinstance(result, NotReport) or not said.makes_report:
            content.put_no_report(store.db, document_id, result)
            return _leaves(store, document_id, list(was), run_id)
        content.put_no_report(store.db, document_id, NotReport("other"))
        if was and all(_is_same(key, said) for key in was.values()):
            kinds = [_again(store, report_id, before, said, result, run_id) for report_id in was]
            return next((kind for kind in kinds if kind), None)
        _leaves(store, document_id, list(was), run_id)
        for capture in places.captures(store.db, document_id, run_id or 0, last_word=True):
            store.attach(capture, said, result)
        return "reread" if was else "new"


def _reports(db: sqlite3.Connection, document_id: str) -> list[tuple[Any, ...]]:
    return db.execute(
        "SELECT DISTINCT r.id, r.org_id, r.year, r.scope FROM report_sources s JOIN reports r ON r.id = s.report_id"
        " WHERE s.document_id = ? ORDER BY r.id",
        (document_id,),
    ).fetchall()


def _is_same(key: tuple[str, int, str | None], said: Reading) -> bool:
    org_id, year, scope = key
    return (org_id, year, is_regional(scope)) == (said.org_id, said.year, is_regional(said.scope))


def _again(
    store: Store, report_id: int, before: Reading | None, said: Reading, report: Report, run_id: int | None
) -> Kind | None:
    """The same version; news only where what counts is not what it was."""
    counted = places.version(store.db, report_id).document_id == said.document_id
    changed = counted and (before is None or before.values_hash != said.values_hash)
    detail = news.difference(store.db, report_id, before, said, report) if changed else ""
    store.settle(report_id, {said.document_id: report}, anew=counted)
    return news.say(store.db, "reread", run_id, report_id, detail) if changed and run_id else None


def _leaves(store: Store, document_id: str, reports: list[int], run_id: int | None) -> Kind | None:
    """Out of the versions it stood in by a misreading; one that has no other document never was."""
    for report_id in reports:
        places.take_out(store.db, report_id, document_id)
        store.settle(report_id, {}, anew=True)
        if run_id and store.db.execute("SELECT 1 FROM reports WHERE id = ?", (report_id,)).fetchone():
            news.say(store.db, "reread", run_id, report_id)
    return "reread" if reports else None
