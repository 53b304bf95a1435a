"""What the database holds of each organisation and year, for coverage.py: reports, what gave none, who is expected.

Each is one query over all organisations; nothing is judged here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from parsers import title as titles
from parsers.dates import BEIJING
from pipelines.choice import Choice
from pipelines.organisations import deadline, identify

Key = tuple[str, int]
# unreadable: a document that gave no report; not_fetched: a link whose document was never had.
Unread = Literal["unreadable", "not_fetched"]
# So many cells are not shown that perhaps none is.
HARDLY_SHOWN = 150

_REPORTS = """
SELECT r.org_id, r.year, r.id, r.url, r.is_current, r.tables, r.gone_at IS NOT NULL, coalesce(r.published, r.created),
       r.first_seen, r.cells_not_shown >= ? AND r.tables <> 'none'
       AND (SELECT d.shown FROM readings d WHERE d.document_id = r.document_id) = 0
FROM reports r WHERE """
_ORGANISATIONS = """
SELECT o.id, o.name, o.region_code, o.region, o.level, o.kind, o.successor_id, e.portal, e.since, e.until, p.enabled
FROM organisations o LEFT JOIN expected e ON e.org_id = o.id LEFT JOIN portals p ON p.id = e.portal
WHERE """
# What is plainly something else (a guide, a list) is no report that could not be read.
_UNREADABLE = """
SELECT g.org, g.title, g.year, p.region_code, 'unreadable' FROM problems b
JOIN readings d ON d.document_id = b.document_id JOIN pages g ON g.document_id = b.document_id
LEFT JOIN portals p ON p.id = g.portal
WHERE b.report_id IS NULL AND d.kind IN ('report', 'scan', 'other') AND g.year IS NOT NULL AND g.gone_at IS NULL"""
_NOT_FETCHED = """
SELECT g.org, g.title, g.year, p.region_code, 'not_fetched' FROM pages g LEFT JOIN portals p ON p.id = g.portal
WHERE g.document_id IS NULL AND g.kind <> 'list' AND g.year IS NOT NULL AND g.gone_at IS NULL"""


@dataclass(frozen=True, slots=True)
class Reported:
    """One report of a year, of several the best: still there, with tables, with figures.

    `public_by` is the first day on which it was certainly public, where any page names a day.
    """

    report_id: int
    url: str | None = None
    tables: str = "all"
    shows_nothing: bool = False
    gone: bool = False
    public_by: date | None = None

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        return (self.gone, self.shows_nothing, self.tables == "none", self.report_id)


@dataclass(frozen=True, slots=True)
class Organisation:
    """`portals`: where it is expected and looked for, each with the beginning of its last ok run.

    `expected`: the first and the last report year, None for no bound, of each portal.
    """

    id: str
    name: str
    region_code: str
    region: str
    level: str | None
    kind: str
    portals: Mapping[str, datetime | None]
    expected: tuple[tuple[int | None, int | None], ...] = ()

    @property
    def looked(self) -> datetime | None:
        """Since then every portal where it is expected was covered once more."""
        times = [moment for moment in self.portals.values() if moment is not None]
        return min(times) if times and len(times) == len(self.portals) else None

    def due(self, year: int) -> date | None:
        return _deadline(self.kind, self.level, year)

    def owes(self, year: int) -> bool:
        return any((since or year) <= year <= (until or year) for since, until in self.expected)


_deadline = cache(deadline)


def reported(db: sqlite3.Connection, choice: Choice) -> dict[Key, Reported]:
    """All years, whatever years are chosen: who was taken over owes nothing after its last one."""
    where, values = Choice(choice.orgs).where()
    versions: dict[Key, list[tuple[Any, ...]]] = {}
    for row in db.execute(_REPORTS + where, (HARDLY_SHOWN, *values)):
        versions.setdefault((row[0], row[1]), []).append(row[2:])
    return {key: _best(rows) for key, rows in versions.items()}


def _best(versions: Sequence[tuple[Any, ...]]) -> Reported:
    """The first day of all versions counts: an edit does not make a report late."""
    named = [date.fromisoformat(row[5]) for row in versions if row[5]]
    seen = [datetime.fromisoformat(row[6]).astimezone(BEIJING).date() for row in versions if row[6]]
    public_by = min(named + seen) if named else None
    current = [row for row in versions if row[2]] or list(versions)
    found = [
        Reported(report_id, url, tables, bool(nothing), bool(gone), public_by)
        for report_id, url, _, tables, gone, _, _, nothing in current
    ]
    return min(found, key=lambda one: one.rank)


def organisations(db: sqlite3.Connection, choice: Choice, reports: Mapping[Key, Reported]) -> list[Organisation]:
    """In the order of regions, governments first; portals that are not enabled are not looked at."""
    where, values = Choice(choice.orgs).where("o.id")
    last: dict[str, int] = {}
    for org_id, year in reports:
        last[org_id] = max(year, last.get(org_id, 0))
    looked = last_ok(db)
    found: dict[str, Organisation] = {}
    for row in db.execute(_ORGANISATIONS + where, values):
        org_id, name, region_code, region, level, kind, successor, portal, since, until, enabled = row
        one = found.get(org_id) or Organisation(org_id, name, region_code, region, level, kind, {})
        if portal is not None:
            until = until if successor is None else min(until or 9999, last.get(org_id, 0))
            portals = {portal: looked.get(portal)} if enabled else {}
            one = replace(one, portals={**one.portals, **portals}, expected=(*one.expected, (since, until)))
        found[org_id] = one
    return sorted(found.values(), key=_place)


_KINDS = ("government", "office", "department", "town", "other")


def _place(one: Organisation) -> tuple[str, int, str, str]:
    return (one.region_code, _KINDS.index(one.kind) if one.kind in _KINDS else len(_KINDS), one.name, one.id)


def last_ok(db: sqlite3.Connection) -> dict[str, datetime]:
    """The beginning of each portal's last good run."""
    rows = db.execute("SELECT portal, max(started) FROM runs WHERE outcome = 'ok' GROUP BY portal")
    return {portal: datetime.fromisoformat(started) for portal, started in rows}


def never_run(db: sqlite3.Connection) -> set[str]:
    """Portals that no run ever began on."""
    rows = db.execute("SELECT id FROM portals WHERE id NOT IN (SELECT portal FROM runs WHERE portal IS NOT NULL)")
    return {row[0] for row in rows}


def unread(db: sqlite3.Connection) -> dict[Key, Unread]:
    """By what the list or the link says of whose report it is; the worse word of two."""
    names = _Names(db)
    found: dict[Key, Unread] = {}
    for query in (_NOT_FETCHED, _UNREADABLE):
        for org, title, year, region, trouble in db.execute(query):
            org_id = names.id_of(org, title, region)
            if org_id is not None:
                found[org_id, year] = trouble
    return found


class _Names:
    """Printed names to organisations, those that the database knows and those that it would know."""

    def __init__(self, db: sqlite3.Connection) -> None:
        found: dict[str, set[str]] = {}
        for org_id, name in db.execute(
            "SELECT org_id, name FROM organisation_names UNION SELECT id, name FROM organisations"
        ):
            found.setdefault(name, set()).add(org_id)
        self.ids = {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}

    def id_of(self, org: str | None, title: str | None, region: str | None) -> str | None:
        for name in _said(org, title):
            if name in self.ids:
                return self.ids[name]
            try:
                return identify(name, region).id
            except ValueError:
                continue
        return None


def _said(org: str | None, title: str | None) -> Iterator[str]:
    if title and titles.is_report_title(title) and (named := titles.read(title).org):
        yield named
    if org:
        yield org
