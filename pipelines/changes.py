"""What happened to reports, run by run: the rows of `changes` with whose report it was. Reads; news.py writes them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from parsers.report import Number
from pipelines.choice import Choice
from pipelines.findings import number

KINDS = ("new", "edited", "moved", "gone", "back", "reread")

_CHANGES = """
SELECT c.id, c.run_id, u.started, u.portal, c.kind, c.detail, r.id, r.org, r.year, r.scope, r.version, r.url
FROM changes c JOIN runs u ON u.id = c.run_id JOIN reports r ON r.id = c.report_id WHERE """


@dataclass(frozen=True, slots=True)
class Change:
    """`cells` are as [before, now], None where no number was printed; `to` is the address it is about."""

    id: int
    run_id: int
    at: datetime
    portal: str
    kind: str
    report_id: int
    org: str
    year: int
    scope: str | None
    version: int
    url: str | None
    cells: dict[str, tuple[Number | None, Number | None]]
    sections: tuple[str, ...]
    to: str | None


def changes(
    db: sqlite3.Connection,
    choice: Choice,
    *,
    since: datetime | None = None,
    run: int | None = None,
    kinds: tuple[str, ...] = (),
    limit: int | None = None,
) -> Iterator[Change]:
    """The newest first. `since`: of runs that began then or later; `run`: of this one and those after it."""
    where, values = choice.where()
    parts, given = [where], list(values)
    if since is not None:
        # Moments are all written in UTC, so that their text is in their order.
        parts.append("c.run_id IN (SELECT id FROM runs WHERE started >= ?)")
        given.append(since.astimezone(UTC).isoformat())
    if run is not None:
        parts.append("c.run_id >= ?")
        given.append(run)
    if kinds:
        parts.append("c.kind IN (SELECT value FROM json_each(?))")
        given.append(json.dumps(kinds))
    query = _CHANGES + " AND ".join(parts) + " ORDER BY c.id DESC LIMIT ?"
    for row in db.execute(query, (*given, -1 if limit is None else limit)):
        yield _change(row)


def count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM changes").fetchone()[0])


def _change(row: tuple[Any, ...]) -> Change:
    change_id, run_id, started, portal, kind, detail, report_id, org, year, scope, version, url = row
    said = json.loads(detail) if detail else {}
    cells = {cell: (number(before), number(now)) for cell, (before, now) in said.get("cells", {}).items()}
    return Change(
        change_id, run_id, datetime.fromisoformat(started), portal, kind, report_id, org, year, scope, version, url,
        cells, tuple(said.get("sections", ())), said.get("url"),
    )  # fmt: skip
