"""What the crawl knows of each address: when it was seen and asked, and whether it is time to ask again.

`due` is the whole of the incremental crawl; it is pure, and the night is handed in. Nothing here makes a request.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

Kind = Literal["list", "report", "attachment"]

# A night is not a day long: what was asked at 02:10 is asked again at 02:00.
NIGHT = timedelta(hours=12)
# What could not be fetched is tried every night for so long, then on the rota like everything else.
STUBBORN = timedelta(days=14)
# The last day on which a report of the year before is still expected to be edited.
CLOSES = (6, 30)


@dataclass(frozen=True, slots=True)
class PageState:
    url: str
    portal: str
    kind: Kind
    title: str | None = None
    org: str | None = None
    list: str | None = None
    parent: str | None = None
    year: int | None = None
    status: int | None = None
    reason: str | None = None
    failing_since: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    document_id: str | None = None
    signature: str | None = None
    entries: int | None = None
    walked_at: datetime | None = None
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    last_checked: datetime | None = None
    gone_at: datetime | None = None


_NAMES = tuple(PageState.__dataclass_fields__)
_MOMENTS = frozenset({"failing_since", "walked_at", "first_seen", "last_seen", "last_checked", "gone_at"})


def is_open(year: int | None, today: date) -> bool:
    """A report is expected and edited from January to June of the year after its own."""
    return year is not None and date(year + 1, 1, 1) <= today <= date(year + 1, *CLOSES)


def due(page: PageState, now: datetime, rota: timedelta) -> bool:
    """Whether a report or attachment is to be asked tonight."""
    if page.last_checked is None:
        return True
    since = now - page.last_checked
    if page.gone_at is not None:
        return since >= rota
    if is_open(page.year, now.date()):
        return since >= NIGHT
    if page.document_id is None or page.reason is not None:
        young = page.failing_since is None or now - page.failing_since < STUBBORN
        return since >= (NIGHT if young else rota)
    return since >= rota + _spread(page.url, rota)


def _spread(url: str, rota: timedelta) -> timedelta:
    """A quarter of the rota, by the address: what was first fetched in one night is not asked again in one night."""
    share = int.from_bytes(hashlib.sha256(url.encode()).digest()[:4], "big") / 2**32
    return rota / 4 * share


class Pages:
    """The rows of `pages`; each change is part of the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def get(self, url: str) -> PageState | None:
        rows = list(self._where("url = ?", url))
        return rows[0] if rows else None

    def of_portal(self, portal: str) -> Iterator[PageState]:
        """Reports and attachments that are there, in the order in which they were found."""
        return self._where("portal = ? AND kind IN ('report', 'attachment') ORDER BY rowid", portal)

    def lists(self, portal: str) -> Iterator[PageState]:
        """Those that gave entries when they were last walked."""
        return self._where("portal = ? AND kind = 'list' AND entries > 0 AND gone_at IS NULL ORDER BY rowid", portal)

    def of_list(self, list_url: str) -> Iterator[PageState]:
        return self._where(
            "list = ? AND kind = 'report' AND parent IS NULL AND gone_at IS NULL ORDER BY rowid", list_url
        )

    def listed(self, page: PageState, at: datetime) -> None:
        """Seen on a list or a page; what is known of it already stays, unless the link knows more."""
        self.db.execute(
            "INSERT INTO pages(url, portal, kind, title, org, list, parent, year, first_seen, last_seen)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(url) DO UPDATE SET last_seen = excluded.last_seen,"
            " title = coalesce(excluded.title, title), org = coalesce(excluded.org, org),"
            " list = coalesce(excluded.list, list), parent = coalesce(excluded.parent, parent),"
            " year = coalesce(year, excluded.year)",
            (page.url, page.portal, page.kind, page.title, page.org, page.list, page.parent, page.year,
             at.isoformat(), at.isoformat()),
        )  # fmt: skip

    def fetched(
        self, url: str, at: datetime, *, status: int, document_id: str, year: int | None,
        etag: str | None = None, last_modified: str | None = None,
    ) -> None:  # fmt: skip
        """Stored: the mark of done."""
        self.db.execute(
            "UPDATE pages SET status = ?, reason = NULL, failing_since = NULL, document_id = ?,"
            " year = coalesce(?, year), etag = ?, last_modified = ?, last_checked = ?, gone_at = NULL WHERE url = ?",
            (status, document_id, year, etag, last_modified, at.isoformat(), url),
        )

    def unchanged(self, url: str, at: datetime) -> None:
        self.db.execute(
            "UPDATE pages SET status = 304, reason = NULL, failing_since = NULL, last_checked = ?, gone_at = NULL"
            " WHERE url = ?",
            (at.isoformat(), url),
        )

    def failed(self, url: str, at: datetime, reason: str, status: int | None = None) -> None:
        self.db.execute(
            "UPDATE pages SET status = coalesce(?, status), reason = ?, last_checked = ?,"
            " failing_since = coalesce(failing_since, ?) WHERE url = ?",
            (status, reason, at.isoformat(), at.isoformat(), url),
        )

    def gone(self, url: str, at: datetime) -> None:
        self.db.execute("UPDATE pages SET gone_at = ? WHERE url = ? AND gone_at IS NULL", (at.isoformat(), url))

    def walked(self, url: str, at: datetime, *, entries: int, signature: str) -> None:
        """A list was followed to its end."""
        self.db.execute(
            "UPDATE pages SET entries = ?, signature = ?, walked_at = ? WHERE url = ?",
            (entries, signature, at.isoformat(), url),
        )

    def list_answered(
        self, url: str, at: datetime, status: int, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        self.db.execute(
            "UPDATE pages SET status = ?, reason = NULL, etag = ?, last_modified = ?, last_checked = ? WHERE url = ?",
            (status, etag, last_modified, at.isoformat(), url),
        )

    def _where(self, condition: str, *values: Any) -> Iterator[PageState]:
        query = f"SELECT {', '.join(_NAMES)} FROM pages WHERE {condition}"  # noqa: S608  # conditions are written above
        for row in self.db.execute(query, values).fetchall():
            yield PageState(**{name: _value(name, value) for name, value in zip(_NAMES, row, strict=True)})


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name in _MOMENTS else value
