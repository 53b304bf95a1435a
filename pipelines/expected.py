"""Who is expected to publish where: the organisations that a portal's file names, and those seen to publish on it.

Keeps the tables `portals` and `expected`; what follows for a year is coverage.py's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Protocol

from pipelines import schema
from pipelines.decisions import Decisions
from pipelines.registry import Registry


class Listed(Protocol):
    """An organisation of a portal's file; the years are report years."""

    @property
    def name(self) -> str: ...
    @property
    def since(self) -> int | None: ...
    @property
    def until(self) -> int | None: ...


class Site(Protocol):
    """What is needed of a portal (crawler/portal.py), which this package does not import."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def home(self) -> str: ...
    @property
    def platform(self) -> str: ...
    @property
    def enabled(self) -> bool: ...
    @property
    def organisations(self) -> Sequence[Listed]: ...


Key = tuple[str, str]
Years = tuple[int | None, int | None]

_SEEN = """
SELECT r.org_id, p.portal, min(r.year) FROM reports r
JOIN report_sources s ON s.report_id = r.id JOIN pages p ON p.url = s.url
GROUP BY r.org_id, p.portal"""
_INTO_PORTALS = schema.insertion("portals").replace("INSERT", "INSERT OR REPLACE", 1)


def refresh_expected(db: sqlite3.Connection, portals: Iterable[Site], registry: Registry | None = None) -> None:
    """Part of the caller's transaction. A portal without a file any more is asked no more: it is not enabled.

    Who was listed there stays expected, and is not looked for. `registry` knows which organisations people joined.
    """
    known = list(portals)
    registry = registry or Registry(db, Decisions())
    ids = ", ".join("?" for _ in known)
    db.execute(f"UPDATE portals SET enabled = 0 WHERE id NOT IN ({ids})", [site.id for site in known])  # noqa: S608
    db.executemany(
        _INTO_PORTALS, [(site.id, site.name, site.region, site.platform, int(site.enabled)) for site in known]
    )
    there = {(row[0], row[1]): (row[2], row[3]) for row in db.execute("SELECT * FROM expected")}
    wanted = _wanted(db, known, registry)
    read = {site.id for site in known}
    gone = [key for key in there if key[1] in read and key not in wanted]
    db.executemany("DELETE FROM expected WHERE org_id = ? AND portal = ?", gone)
    db.executemany(
        "INSERT OR REPLACE INTO expected VALUES (?, ?, ?, ?)",
        [(*key, *years) for key, years in wanted.items() if there.get(key) != years],
    )


def _wanted(db: sqlite3.Connection, portals: Iterable[Site], registry: Registry) -> dict[Key, Years]:
    """What the file says of a year counts; otherwise the first year that was seen there."""
    wanted: dict[Key, Years] = {}
    for site in portals:
        for one in site.organisations:
            org_id = registry.known(one.name, site.home)
            if org_id is not None:
                wanted[org_id, site.id] = (one.since, one.until)
    for org_id, portal, first in db.execute(_SEEN):
        since, until = wanted.get((org_id, portal), (None, None))
        wanted[org_id, portal] = (first if since is None else since, until)
    return wanted
