"""Everything a run writes with: the database, the archive, the store and what is known of pages, opened together.

`gongkai crawl`, `ingest` and `reparse` go through here, so that a document is archived, stored and marked as done in
one order only: the body first (a file), then report, capture and mark in one transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parsers import parse
from parsers.report import Document, NotReport, Report
from pipelines import database, decisions, places, reference
from pipelines.archive import Archive
from pipelines.capture import Capture
from pipelines.pages import Pages
from pipelines.reading import completed
from pipelines.registry import Registry
from pipelines.store import Store, Stored


class Intake:
    """One writer. `archive.put` may be called from other threads; everything else belongs to one."""

    def __init__(self, data: Path, db: sqlite3.Connection) -> None:
        self.data = data
        self.db = db
        self.decisions = decisions.read(data / decisions.FILE)
        self.archive = Archive(data / "archive")
        self.pages = Pages(db)
        self.store = Store(db, Registry(db, self.decisions), self.read)

    def reread_decisions(self) -> None:
        """Somebody may have taken one since."""
        self.decisions = decisions.read(self.data / decisions.FILE)
        self.store.registry.decide(self.decisions)

    def read(self, document_id: str) -> Report | NotReport:
        """A document as today's parsers read it, from the archive, with what its link said of it."""
        result = parse(self.document(document_id))
        found = places.captures(self.db, document_id, 0, last_word=False)
        return completed(result, found, places.known(self.db, document_id))

    def document(self, document_id: str) -> Document:
        """The body with what was known of it when it was first captured."""
        row = self.db.execute(
            "SELECT url, headers FROM captures WHERE document_id = ? ORDER BY id LIMIT 1", (document_id,)
        ).fetchone()
        url, headers = row if row is not None else (None, "{}")
        return Document(self.archive.get(document_id), url=url, headers=json.loads(headers))

    def take(self, capture: Capture, result: Report | NotReport) -> Stored:
        """Stored and marked as done at once; the body is in the archive already."""
        with self.store.transaction():
            stored = self.store.put(capture, result)
            headers = {name.lower(): value for name, value in capture.headers.items()}
            self.pages.fetched(
                capture.url,
                capture.fetched_at,
                status=capture.status,
                document_id=capture.document_id,
                year=stored.reading.year,
                etag=headers.get("etag"),
                last_modified=headers.get("last-modified"),
            )
        return stored


@contextmanager
def opened(data: Path) -> Iterator[Intake]:
    """The only way in: one writer at a time, the schema and the reference tables up to date."""
    with database.writing(data) as db:
        intake = Intake(data, db)
        intake.archive.sweep()
        with intake.store.transaction():
            reference.refresh(db)
        yield intake
