"""Who has published, who has not, and of whom it is not known: by region, year and state."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines.coverage import STATES
from pipelines.summary import WHOLE
from web import around
from web.around import WITHIN, Place
from web.page import found, holes, number_of, read, row, rows, shown

# What somebody would look into.
ABSENT = ("missing", "withdrawn", "unreadable", "not_looked")
MANY = 100

_CELLS = """
SELECT c.*, o.name, o.region, o.kind, r.url, r.published, r.created
FROM coverage c JOIN organisations o ON o.id = c.org_id LEFT JOIN reports r ON r.id = c.report_id
WHERE c.year = ? AND c.state IN ({states}) AND {where} AND (c.region_code, c.org_id) > (?, ?)
ORDER BY c.region_code, c.org_id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Page:
    place: Place
    places: Sequence[Place]
    year: int
    years: Sequence[int]
    states: tuple[str, ...]
    summary: sqlite3.Row | None
    cells: Sequence[sqlite3.Row]
    after: str | None


async def missing(datasette: Datasette, request: Request) -> Response:
    code = request.args.get("region") or WHOLE
    found(around.place(code))
    chosen = request.args.getlist("state")
    states = tuple(state for state in STATES if state in chosen)
    year, after = number_of(request.args.get("year")), request.args.get("after") or ""
    page = await read(datasette, lambda db: load(db, code, year, states or ABSENT, after))
    return await shown(datasette, request, "missing.html", {"page": page})


def load(db: sqlite3.Connection, code: str, year: int | None, states: tuple[str, ...], after: str) -> Page:
    summary = rows(db, "SELECT * FROM summary WHERE region_code = '' AND own = 0 ORDER BY year DESC")
    years = [one["year"] for one in summary]
    said = [one["year"] for one in summary if one["reports"] or one["missing"]]
    chosen = year or next(iter([*said, *years]), 0)
    where, values = ("1", ()) if code == WHOLE else (f"c.region_code IN {WITHIN}", (code,))
    region, _, org_id = after.partition(".")
    sql = _CELLS.format(states=holes(states), where=where)
    cells = rows(db, sql, chosen, *states, *values, region, org_id, MANY + 1)
    last = cells[MANY - 1] if len(cells) > MANY else None
    return Page(
        found(around.place(code)),
        around.choices(db, code),
        chosen,
        years,
        states,
        row(db, "SELECT * FROM summary WHERE region_code = ? AND own = 0 AND year = ?", code, chosen),
        cells[:MANY],
        f"{last['region_code']}.{last['org_id']}" if last else None,
    )
