"""What a report says, as rows: written whole, taken out whole, and what its other documents say of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from parsers.form import TABLES
from parsers.report import NotReport, Report
from pipelines import rows, schema, verdicts, versions
from pipelines.versions import Source, Version
from pipelines.words import spaced

WITNESS = ("witness_differs", "witness_prose_differs")
LINKS = "links_differ"
_OWN = (*TABLES, "derived", "marks", "cell_places", "narrative", "indicators", "verdicts", "problems")


def replace(db: sqlite3.Connection, report_id: int, source: Source, report: Report) -> None:
    """This document's reading is what the version says from now on."""
    (before,) = db.execute("SELECT document_id FROM reports WHERE id = ?", (report_id,)).fetchone()
    if before is not None:
        clear(db, report_id)
    facts = {**rows.facts(report), "url": source.url, "document_id": source.reading.document_id,
             "parser_version": source.reading.parser_version}  # fmt: skip
    changes = ", ".join(f"{name} = ?" for name in facts)
    db.execute(f"UPDATE reports SET {changes} WHERE id = ?", (*facts.values(), report_id))  # noqa: S608
    for name, found in rows.of_tables(report_id, report):
        if found:
            db.executemany(schema.insertion(name), found)
    _put_sections(db, report_id, report)
    verdicts.put(db, report_id, report)
    db.executemany(schema.insertion("problems"), rows.problems(source.reading.document_id, report_id, report))


def clear(db: sqlite3.Connection, report_id: int) -> None:
    for name in _OWN:
        db.execute(f"DELETE FROM {name} WHERE report_id = ?", (report_id,))  # noqa: S608
    indexed = db.execute("SELECT id, heading, text FROM sections WHERE report_id = ?", (report_id,)).fetchall()
    db.executemany(
        "INSERT INTO sections_fts(sections_fts, rowid, heading, text) VALUES ('delete', ?, ?, ?)", _spaced(indexed)
    )
    db.execute("DELETE FROM sections WHERE report_id = ?", (report_id,))


def remove(db: sqlite3.Connection, report_id: int) -> None:
    """A report that never was: a misreading, or another's. Its news goes with it."""
    clear(db, report_id)
    for statement in (
        "DELETE FROM changes WHERE report_id = ?",
        "DELETE FROM copied WHERE report_id = ?",
        "DELETE FROM copied WHERE like_id = ?",
        "DELETE FROM reports WHERE id = ?",
    ):
        db.execute(statement, (report_id,))


def unmake(db: sqlite3.Connection, report_id: int) -> None:
    """Of a version that has no document left; the one before it, if there is one, counts again."""
    org_id, year, scope = db.execute("SELECT org_id, year, scope FROM reports WHERE id = ?", (report_id,)).fetchone()
    remove(db, report_id)
    db.execute(
        "UPDATE reports SET is_current = 1 WHERE id = (SELECT id FROM reports WHERE org_id = ? AND year = ?"
        " AND (scope IS 'region') = ? ORDER BY version DESC LIMIT 1)",
        (org_id, year, versions.is_regional(scope)),
    )
    verdicts.beside(db, org_id, year, scope)


def _put_sections(db: sqlite3.Connection, report_id: int, report: Report) -> None:
    (last,) = db.execute("SELECT coalesce(max(id), 0) FROM sections").fetchone()
    found = [(number, *row) for number, row in enumerate(rows.sections(report_id, report), last + 1)]
    db.executemany(schema.insertion("sections"), found)
    indexed = [(number, heading, text) for number, _, _, heading, text in found]
    db.executemany("INSERT INTO sections_fts(rowid, heading, text) VALUES (?, ?, ?)", _spaced(indexed))


def _spaced(indexed: Iterable[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    return [(number, spaced(heading), spaced(text)) for number, heading, text in indexed]


def put_no_report(db: sqlite3.Connection, document_id: str, result: Report | NotReport) -> None:
    """Why a document made no report row."""
    db.execute("DELETE FROM problems WHERE document_id = ? AND report_id IS NULL", (document_id,))
    db.executemany(
        schema.insertion("problems"),
        [(document_id, None, one.code, json.dumps(one.cells), one.detail) for one in result.problems],
    )


def put_witnesses(db: sqlite3.Connection, version: Version) -> None:
    """Where another live document of the report says otherwise; asked anew whenever its documents change."""
    asked = (*WITNESS, LINKS)
    db.execute(
        f"DELETE FROM problems WHERE report_id = ? AND code IN ({', '.join('?' for _ in asked)})",  # noqa: S608
        (version.report_id, *asked),
    )
    counts = version.reading()
    if counts is None:
        return
    _put_links(db, version.report_id, counts.document_id)
    told: set[str] = set()
    for source in version.sources:
        said = source.reading
        if source.gone or said.document_id in {counts.document_id, *told}:
            continue
        told.add(said.document_id)
        cells = versions.differing(counts, said)
        if cells:
            _put_witness(db, version, source, WITNESS[0], cells)
        elif versions.prose_differs(counts, said):
            _put_witness(db, version, source, WITNESS[1], ())


def _put_links(db: sqlite3.Connection, report_id: int, document_id: str) -> None:
    """A document that does not name its year has that of the first link; that another link says otherwise is told."""
    others = db.execute(
        "SELECT DISTINCT c.year FROM captures c JOIN reports r ON r.id = ?"
        " WHERE c.document_id = ? AND c.kind = 'attachment' AND c.year <> r.year"
        " AND EXISTS (SELECT 1 FROM problems p WHERE p.report_id = r.id AND p.code = 'taken_from_link'"
        " AND (p.detail = r.year OR p.detail LIKE '%；' || r.year)) ORDER BY c.year",
        (report_id, document_id),
    ).fetchall()
    if others:
        detail = "、".join(str(year) for (year,) in others)
        db.execute(schema.insertion("problems"), (document_id, report_id, LINKS, "[]", detail))


def _put_witness(db: sqlite3.Connection, version: Version, source: Source, code: str, cells: tuple[str, ...]) -> None:
    other = source.reading.figures
    detail = "；".join([source.url, *(f"{cell} = {other[cell]}" for cell in cells)])
    db.execute(
        schema.insertion("problems"),
        (source.reading.document_id, version.report_id, code, json.dumps(cells), detail),
    )
