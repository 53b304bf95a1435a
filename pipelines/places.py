"""Where reports were found, as rows: `readings`, `report_sources`, and the versions that they make up.

Reads and writes those tables; what follows from them is decided in versions.py.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Any

from pipelines import schema, versions
from pipelines.capture import Capture
from pipelines.reading import Known, Reading
from pipelines.versions import Source, Version

# Documents that are captured so close to each other came in one night, in whatever order.
SAME_NIGHT = timedelta(hours=12)

_SOURCES = """
SELECT s.url, s.carried, s.gone_at IS NOT NULL, d.media_type, r.* FROM report_sources s
JOIN readings r ON r.document_id = s.document_id JOIN documents d ON d.id = s.document_id
WHERE s.report_id = ?
"""
_INTO_READINGS = schema.insertion("readings").replace("INSERT", "INSERT OR REPLACE", 1)


# Of a document's captures at an address the last; with the body and the year that links to it named first, which were
# believed.
_CAPTURES = """
SELECT c.url, c.fetched_at, c.status, c.headers, b.attached, c.name, c.region, c.parent,
       (SELECT o.org FROM captures o WHERE o.document_id = c.document_id AND o.org IS NOT NULL ORDER BY o.id LIMIT 1),
       (SELECT y.year FROM captures y WHERE y.document_id = c.document_id
        AND y.kind = 'attachment' AND y.year IS NOT NULL ORDER BY y.id LIMIT 1)
FROM captures c JOIN (SELECT min(id) AS first, max(id) AS last, max(kind = 'attachment') AS attached
                      FROM captures WHERE document_id = :document GROUP BY url) b ON b.last = c.id
WHERE NOT :last_word OR NOT EXISTS
      (SELECT 1 FROM captures l WHERE l.url = c.url AND l.id > c.id AND l.document_id <> c.document_id)
ORDER BY b.first
"""


def put_reading(db: sqlite3.Connection, one: Reading) -> None:
    db.execute(
        _INTO_READINGS,
        (one.document_id, one.kind, one.parser_version, one.title, one.org_id, one.year, one.scope,
         one.shown, one.prose, one.prose_hash, one.values_hash, one.packed),
    )  # fmt: skip


def reading_of(db: sqlite3.Connection, document_id: str) -> Reading | None:
    row = db.execute(
        "SELECT '', 0, 0, d.media_type, r.* FROM readings r JOIN documents d ON d.id = r.document_id"
        " WHERE r.document_id = ?",
        (document_id,),
    ).fetchone()
    return None if row is None else _source(row).reading


def version_at(db: sqlite3.Connection, url: str) -> Version | None:
    """The current version that this address shows, or showed before it was gone."""
    row = db.execute(
        "SELECT r.id FROM report_sources s JOIN reports r ON r.id = s.report_id WHERE s.url = ? AND r.is_current = 1"
        " ORDER BY s.gone_at IS NOT NULL, s.last_seen DESC, r.id DESC LIMIT 1",
        (url,),
    ).fetchone()
    return None if row is None else version(db, row[0])


def current(db: sqlite3.Connection, said: Reading) -> Version | None:
    """The current version of the report that a reading is of."""
    rows = db.execute(
        "SELECT id, scope FROM reports WHERE org_id = ? AND year = ? AND is_current = 1 ORDER BY id",
        (said.org_id, said.year),
    ).fetchall()
    report_id = versions.chosen(rows, said.scope)
    return None if report_id is None else version(db, report_id)


def version(db: sqlite3.Connection, report_id: int) -> Version:
    number, opened, document_id = db.execute(
        "SELECT version, first_seen, document_id FROM reports WHERE id = ?", (report_id,)
    ).fetchone()
    sources = tuple(_source(row) for row in db.execute(_SOURCES + " ORDER BY s.url", (report_id,)))
    return Version(report_id, number, datetime.fromisoformat(opened), document_id, sources)


def _source(row: tuple[Any, ...]) -> Source:
    url, carried, gone, media_type = row[:4]
    document_id, kind, parsers, title, org_id, year, scope, shown, prose, prose_hash, values_hash, packed = row[4:]
    said = Reading(
        document_id, kind, parsers, media_type, title, org_id, year, scope, shown, prose, prose_hash, values_hash,
        packed,
    )  # fmt: skip
    return Source(url, said, bool(carried), bool(gone))


def open_version(db: sqlite3.Connection, said: Reading, number: int, at: datetime) -> int:
    """A version without content yet; the one before it no longer counts."""
    cursor = db.execute(
        "INSERT INTO reports(org_id, year, scope, version, is_current, first_seen, last_seen) VALUES (?,?,?,?,1,?,?)",
        (said.org_id, said.year, said.scope, number, at.isoformat(), at.isoformat()),
    )
    return int(cursor.lastrowid or 0)


def supersede(db: sqlite3.Connection, before: Version, report_id: int, said: Reading, at: datetime) -> bool:
    """The places that are still there go on into the new version, with what they show; `said` is what makes it new.

    What came in the night of the edit belongs to the new version alone, as if it had come after the edit; whether
    anything did, so that the old version has to be looked at again.
    """
    tonight = (at - SAME_NIGHT).isoformat()
    db.execute("UPDATE reports SET is_current = 0 WHERE id = ?", (before.report_id,))
    db.execute(
        "INSERT INTO report_sources(report_id, url, document_id, first_seen, last_seen, carried)"
        " SELECT :to, s.url, s.document_id, s.first_seen, s.last_seen, s.first_seen < :tonight"
        " OR r.values_hash <> :said AND r.values_hash IN (SELECT q.values_hash"
        " FROM report_sources o JOIN readings q ON q.document_id = o.document_id"
        " WHERE o.report_id = :before AND o.first_seen < :tonight)"
        " FROM report_sources s JOIN readings r ON r.document_id = s.document_id"
        " WHERE s.report_id = :before AND s.gone_at IS NULL",
        {"to": report_id, "tonight": tonight, "before": before.report_id, "said": said.values_hash},
    )
    moved = db.execute(
        "DELETE FROM report_sources WHERE report_id = ? AND first_seen >= ? AND EXISTS"
        " (SELECT 1 FROM report_sources o WHERE o.report_id = report_sources.report_id AND o.first_seen < ?)",
        (before.report_id, tonight, tonight),
    )
    return moved.rowcount > 0


def put_source(db: sqlite3.Connection, report_id: int, capture: Capture, *, old: bool = False) -> None:
    """The address shows this document now; the day it was first seen there stays. `old`: it is what the report said
    before the version that counts."""
    at = capture.fetched_at.isoformat()
    db.execute(
        "INSERT INTO report_sources(report_id, url, document_id, first_seen, last_seen, carried)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(report_id, url) DO UPDATE SET"
        " carried = carried AND document_id = excluded.document_id,"
        " document_id = excluded.document_id, last_seen = excluded.last_seen, gone_at = NULL",
        (report_id, capture.url, capture.document_id, at, at, int(old)),
    )
    db.execute("UPDATE reports SET last_seen = ?, gone_at = NULL WHERE id = ?", (at, report_id))


def seen(db: sqlite3.Connection, url: str, at: datetime) -> None:
    """Asked, and unchanged by the portal's own word."""
    for (report_id,) in db.execute(
        "SELECT s.report_id FROM report_sources s JOIN reports r ON r.id = s.report_id"
        " WHERE s.url = ? AND s.gone_at IS NULL AND r.is_current = 1",
        (url,),
    ).fetchall():
        moment = at.isoformat()
        db.execute("UPDATE report_sources SET last_seen = ? WHERE report_id = ? AND url = ?", (moment, report_id, url))
        db.execute("UPDATE reports SET last_seen = ? WHERE id = ?", (moment, report_id))


def withdraw(db: sqlite3.Connection, report_id: int, url: str, at: datetime) -> Version:
    """The address no longer shows the report; the report is gone with its last address."""
    db.execute(
        "UPDATE report_sources SET gone_at = ? WHERE report_id = ? AND url = ? AND gone_at IS NULL",
        (at.isoformat(), report_id, url),
    )
    put_gone(db, report_id)
    return version(db, report_id)


def take_out(db: sqlite3.Connection, report_id: int, document_id: str) -> None:
    db.execute("DELETE FROM report_sources WHERE report_id = ? AND document_id = ?", (report_id, document_id))


def put_gone(db: sqlite3.Connection, report_id: int) -> None:
    """A report is gone since its last place went."""
    db.execute(
        "UPDATE reports SET gone_at = (SELECT CASE WHEN count(*) = count(gone_at) THEN max(gone_at) END"
        " FROM report_sources WHERE report_id = ?) WHERE id = ?",
        (report_id, report_id),
    )


def said_before(db: sqlite3.Connection, report_id: int, said: Reading) -> bool:
    """Whether any place of an earlier version said the same."""
    rows = db.execute(
        "SELECT 1 FROM reports now JOIN reports b ON b.org_id = now.org_id AND b.year = now.year"
        " AND b.version < now.version AND (b.scope IS 'region') = (now.scope IS 'region')"
        " JOIN report_sources s ON s.report_id = b.id JOIN readings r ON r.document_id = s.document_id"
        " WHERE now.id = ? AND r.values_hash = ? LIMIT 1",
        (report_id, said.values_hash),
    )
    return rows.fetchone() is not None


def known(db: sqlite3.Connection, document_id: str) -> Known:
    """What these bytes were taken for before."""
    row = db.execute(
        "SELECT o.name, r.year FROM readings r JOIN organisations o ON o.id = r.org_id WHERE r.document_id = ?",
        (document_id,),
    ).fetchone()
    return Known(*row) if row else Known()


def captures(db: sqlite3.Connection, document_id: str, run_id: int, *, last_word: bool) -> list[Capture]:
    """The last at each address that showed this document, in the order in which they first did; of `last_word` only
    where nothing else came after it."""
    rows = db.execute(_CAPTURES, {"document": document_id, "last_word": last_word}).fetchall()
    return [
        Capture(
            url,
            run_id,
            datetime.fromisoformat(at),
            b"",
            None,
            status,
            json.loads(headers),
            "attachment" if attached else "report",
            name or "",
            org,
            year,
            region,
            parent,
            archived=document_id,
        )
        for url, at, status, headers, attached, name, region, parent, org, year in rows
    ]


def media_type(db: sqlite3.Connection, document_id: str) -> str:
    row = db.execute("SELECT media_type FROM documents WHERE id = ?", (document_id,)).fetchone()
    return str(row[0])


def first_seen(db: sqlite3.Connection, report_id: int, url: str) -> datetime:
    row = db.execute("SELECT first_seen FROM report_sources WHERE report_id = ? AND url = ?", (report_id, url))
    return datetime.fromisoformat(row.fetchone()[0])
