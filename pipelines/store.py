"""Stores what was read: one report once, every version, each in one transaction.

What a document means to its report is decided in versions.py; whose report it is, in registry.py. This module puts
the decision into rows. It repairs nothing and fetches nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from parsers.report import NotReport, Report
from pipelines import content, news, places, versions
from pipelines.capture import Capture
from pipelines.news import Kind
from pipelines.reading import NO_PARSER, Reading, completed, media_type, parser_version, reading
from pipelines.registry import Registry
from pipelines.reread import reread
from pipelines.versions import Source, Version

_INTO_CAPTURES = """
INSERT INTO captures(url, run_id, fetched_at, status, headers, document_id, kind, name, org, year, region, parent)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

Read = Callable[[str], "Report | NotReport"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a document: its report, if it is one, and the news of it, if there is any."""

    reading: Reading
    report_id: int | None = None
    news: Kind | None = None


class Store:
    """One writer on one connection. `read` reads a document again from the archive; it is asked for rarely."""

    def __init__(self, db: sqlite3.Connection, registry: Registry, read: Read) -> None:
        self.db = db
        self.registry = registry
        self.read = read

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another one, a part of it."""
        if self.db.in_transaction:
            yield
            return
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        self.registry.forget()
        # On a full disk SQLite has done it by itself.
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def put(self, capture: Capture, result: Report | NotReport) -> Stored:
        """One answer of a portal, with what its body was read as."""
        with self.transaction():
            before = places.reading_of(self.db, capture.document_id)
            known = None if before is None else places.known(self.db, capture.document_id)
            result = completed(result, [capture], known)
            self._capture(capture)
            again = None
            if before is not None and before.parser_version not in (parser_version(), NO_PARSER):
                # Other parsers read these bytes last: what they said is put right before anything is concluded.
                again = reread(self, capture.document_id, result, capture.run_id)
            said = self.said(capture, result)
            if isinstance(result, NotReport) or not said.makes_report:
                # What is no report makes no edit of the one that stood at this address.
                content.put_no_report(self.db, said.document_id, result)
                return Stored(said, news=again)
            stored = self.attach(capture, said, result)
            return stored if stored.news else replace(stored, news=again)

    def gone(self, url: str, run_id: int, at: datetime) -> Kind | None:
        """An address that an ok run found withdrawn. What it showed stays in the database."""
        with self.transaction():
            current = places.version_at(self.db, url)
            here = current.at(url) if current else None
            if current is None or here is None or here.gone:
                return None
            return self._withdraw(current, url, run_id, at)

    def seen(self, url: str, at: datetime) -> None:
        """The portal says that the address is unchanged."""
        with self.transaction():
            places.seen(self.db, url, at)

    def _capture(self, capture: Capture) -> None:
        at, headers = capture.fetched_at.isoformat(), json.dumps(dict(capture.headers), ensure_ascii=False)
        self.db.execute(
            "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?)",
            (capture.document_id, media_type(capture.body), len(capture.body), at),
        )
        self.db.execute(
            _INTO_CAPTURES,
            (capture.url, capture.run_id, at, capture.status, headers, capture.document_id, capture.kind,
             capture.name or None, capture.org, capture.year, capture.region, capture.parent),
        )  # fmt: skip

    def said(self, capture: Capture, result: Report | NotReport) -> Reading:
        org = result.org if isinstance(result, Report) else None
        org_id = None if org is None else self.registry.known(org, capture.region)
        kind = places.media_type(self.db, capture.document_id)
        said = reading(capture.document_id, kind, result, org_id)
        places.put_reading(self.db, said)
        return said

    def attach(self, capture: Capture, said: Reading, report: Report) -> Stored:
        """What this document at this address means to its report."""
        current = places.current(self.db, said)
        before = places.version_at(self.db, capture.url)
        if before is not None and (current is None or before.report_id != current.report_id):
            here = before.at(capture.url)
            if here is not None and not here.gone:
                # The address shows another report now.
                self._withdraw(before, capture.url, capture.run_id, capture.fetched_at)
        if current is not None and self._read_alike(current):
            current = places.current(self.db, said)
        step = versions.step(current, capture.url, said, capture.fetched_at)
        if current is None or step == "edited":
            return self._open(current, capture, said, report)
        return self._attend(current, step, capture, said, report)

    def _open(self, before: Version | None, capture: Capture, said: Reading, report: Report) -> Stored:
        """The first version of a report, or the next one."""
        number, detail = 1, ""
        if before is not None:
            here = before.at(capture.url)
            was = here.reading if here is not None else before.reading()
            number, detail = before.number + 1, news.difference(self.db, before.report_id, was, said, report)
        report_id = places.open_version(self.db, said, number, capture.fetched_at)
        if before is not None and places.supersede(self.db, before, report_id, said, capture.fetched_at):
            self.settle(before.report_id, {})
        places.put_source(self.db, report_id, capture)
        if before is None:
            # Its one document: there is nothing to choose between.
            content.replace(self.db, report_id, Source(capture.url, said), report)
        else:
            self.settle(report_id, {said.document_id: report})
        kind = news.say(self.db, "edited" if before else "new", capture.run_id, report_id, detail)
        return Stored(said, report_id, kind)

    def _attend(self, current: Version, step: versions.Step, capture: Capture, said: Reading, report: Report) -> Stored:
        """One more look at the version that is there."""
        report_id, kind = current.report_id, None
        counts = current.reading()
        new = step != "joins" or counts is None or counts.values_hash == said.values_hash
        old = not new and places.said_before(self.db, report_id, said)
        places.put_source(self.db, report_id, capture, old=old)
        if step != "same":
            self.settle(report_id, {said.document_id: report})
        if step == "moved":
            kind = news.say(self.db, "moved", capture.run_id, report_id, news.to(capture.url))
        elif step == "back" and all(source.gone for source in current.sources):
            kind = news.say(self.db, "back", capture.run_id, report_id, news.to(capture.url))
        return Stored(said, report_id, kind)

    def _withdraw(self, current: Version, url: str, run_id: int, at: datetime) -> Kind | None:
        left = places.withdraw(self.db, current.report_id, url, at)
        live = [source for source in left.sources if not source.gone]
        if not live:
            return news.say(self.db, "gone", run_id, current.report_id, news.to(url))
        counts = current.reading()
        same = [one for one in live if counts is None or versions.agree(one.reading, counts)]
        if same:
            recent = [
                one for one in same if at - places.first_seen(self.db, current.report_id, one.url) < versions.FOLLOWING
            ]
            # Looked at again, what is left may be no report of this body and year, and the version never have been.
            if not self.settle(current.report_id, {}) or not recent:
                return None
            return news.say(self.db, "moved", run_id, current.report_id, news.to(recent[0].url))
        return self._outlived(left, live, run_id, at)

    def _outlived(self, left: Version, live: list[Source], run_id: int, at: datetime) -> Kind | None:
        """What counted is gone with its address, and what is left says otherwise: that is what the portal says now.

        But a cover page that outlives its attachment says nothing of the figures, and leaves them as they were.
        """
        counts, heir = left.reading(), versions.fullest(live)
        stays = counts is None or any(one.reading.document_id == counts.document_id for one in live)
        if counts is None or stays or (counts.shown and not heir.reading.shown):
            return None
        report = self.read(heir.reading.document_id)
        if not isinstance(report, Report):
            return None
        detail = news.difference(self.db, left.report_id, counts, heir.reading, report)
        report_id = places.open_version(self.db, heir.reading, left.number + 1, at)
        places.supersede(self.db, left, report_id, heir.reading, at)
        self.settle(report_id, {heir.reading.document_id: report})
        return news.say(self.db, "edited", run_id, report_id, detail)

    def settle(self, report_id: int, in_hand: dict[str, Report], *, anew: bool = False) -> bool:
        """The fullest document counts, the others are its witnesses, and the years beside it are looked at again;
        False where none of its documents is such a report, and the version never was."""
        version = places.version(self.db, report_id)
        while version.sources:
            *row, year, is_current = self.db.execute(
                "SELECT document_id, url, year, is_current FROM reports WHERE id = ?", (report_id,)
            ).fetchone()
            # What went after a version was edited away does not change what it said.
            source = versions.fullest(
                version.sources if is_current else [replace(one, gone=False) for one in version.sources]
            )
            wanted = source.reading.document_id
            if not anew and row == [wanted, source.url]:
                break
            report = in_hand.get(wanted) or self.read(wanted)
            if isinstance(report, Report) and report.org is not None and report.year == year:
                content.replace(self.db, report_id, source, report)
                break
            # It no longer reads as this report; the next fullest counts.
            places.take_out(self.db, report_id, wanted)
            version, anew = places.version(self.db, report_id), True
        if not version.sources:
            content.unmake(self.db, report_id)
            return False
        places.put_gone(self.db, report_id)
        content.put_witnesses(self.db, places.version(self.db, report_id))
        return True

    def _read_alike(self, current: Version) -> bool:
        """An edit is judged between two readings by the same parsers: what other parsers read is read again."""
        stale = {one.reading.document_id for one in current.sources
                 if one.reading.parser_version not in (parser_version(), NO_PARSER)}  # fmt: skip
        for document_id in sorted(stale):
            reread(self, document_id, self.read(document_id), None)
        return bool(stale)
