"""A region, or all of them: what is in the database, who has published, how many requests, what became of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines.summary import WHOLE
from web import around, charts
from web.around import Place
from web.charts import Chart
from web.page import found, holes, read, row, rows, shown

# What was published, however late or little it is.
PUBLISHED = ("there", "late", "narrative")
# Of whom it is known whether they have; who was not looked for is neither here nor there.
KNOWN = (*PUBLISHED, "unreadable", "withdrawn", "missing")
# Newer years are of more use than old ones, and a table has to fit.
YEARS = 12
# Organisations on one page.
MANY = 100

_SUMMARY = "SELECT * FROM summary WHERE region_code = ? AND own = ? ORDER BY year"
_ORGANISATIONS = """
SELECT o.id, o.name, o.kind FROM organisations o WHERE o.region_code = ? AND o.id > ? ORDER BY o.id LIMIT ?
"""
_LAST_RUNS = """
SELECT p.name, r.started, r.outcome, r.detail, r.new_reports, r.changed_reports, r.gone, k.zh, k.en
FROM portals p LEFT JOIN runs r ON r.id = (SELECT max(id) FROM runs WHERE portal = p.id)
LEFT JOIN codes k ON k.kind = 'reason' AND k.code = r.reason
WHERE p.enabled = 1 ORDER BY r.outcome = 'failed' DESC, r.outcome = 'incomplete' DESC, p.id LIMIT 500
"""
_LAST_RUN = "SELECT * FROM runs ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those looked for have published; `level` is the step of its colour, None where nobody was."""

    published: int
    known: int
    not_looked: int

    @property
    def level(self) -> int | None:
        return None if not self.known else min(5, int(self.published * 5 / self.known))


@dataclass(frozen=True, slots=True)
class HeatRow:
    place: Place
    own: bool
    shares: Mapping[int, Share]


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation of the region, and the state of each of its years."""

    org: sqlite3.Row
    years: Mapping[int, sqlite3.Row]


@dataclass(frozen=True, slots=True)
class Page:
    place: Place
    above: Sequence[Place]
    years: tuple[int, ...]
    summary: Sequence[sqlite3.Row]
    heat: tuple[HeatRow, ...]
    charts: tuple[Chart, ...]
    members: tuple[Member, ...]
    after: str | None
    numbers: Mapping[str, int]
    runs: Sequence[sqlite3.Row]
    last_run: sqlite3.Row | None

    @property
    def newest(self) -> sqlite3.Row | None:
        """The last year of which more is known than that its day has not come."""
        return next((one for one in reversed(self.summary) if one["reports"] or one["missing"]), None)

    @property
    def troubled(self) -> list[sqlite3.Row]:
        """Portals whose last run was not ok; one that was never run has no trouble yet."""
        return [one for one in self.runs if one["started"] and one["outcome"] != "ok"]

    @property
    def never(self) -> int:
        return sum(1 for one in self.runs if not one["started"])

    @property
    def news(self) -> dict[str, int]:
        """What the last run of each portal brought."""
        return {name: sum(one[name] or 0 for one in self.runs) for name in ("new_reports", "changed_reports", "gone")}


async def home(datasette: Datasette, request: Request) -> Response:
    page = await read(datasette, lambda db: load(db, WHOLE, None))
    return await shown(datasette, request, "home.html", {"page": page})


async def region(datasette: Datasette, request: Request) -> Response:
    code = request.url_vars["code"]
    found(around.place(code))
    page = await read(datasette, lambda db: load(db, code, request.args.get("after")))
    return await shown(datasette, request, "region.html", {"page": page})


def load(db: sqlite3.Connection, code: str, after: str | None) -> Page:
    summary = rows(db, _SUMMARY, code, 0)
    years = tuple(one["year"] for one in summary)[-YEARS:]
    members, following = _members(db, code, after or "")
    is_whole = code == WHOLE
    return Page(
        found(around.place(code)),
        around.above(code),
        years,
        summary,
        _heat(db, code, years),
        tuple(one for one in _charts(summary) if one.is_worth_it),
        members,
        following,
        {one["name"]: one["value"] for one in rows(db, "SELECT name, value FROM numbers")} if is_whole else {},
        rows(db, _LAST_RUNS) if is_whole else (),
        row(db, _LAST_RUN) if is_whole else None,
    )


def _heat(db: sqlite3.Connection, code: str, years: Sequence[int]) -> tuple[HeatRow, ...]:
    """The regions in this one, and what is this one's own."""
    inner, outer = around.below(db, code), code
    if code == WHOLE:
        outer, inner = around.narrowest(db)
    heat = [HeatRow(one, False, _shares(rows(db, _SUMMARY, one.code, 0), years)) for one in inner]
    own = _shares(rows(db, _SUMMARY, outer, 1), years) if outer != WHOLE else {}
    if own and inner:
        heat.insert(0, HeatRow(found(around.place(outer)), True, own))
    return tuple(heat)


def _shares(summary: Sequence[sqlite3.Row], years: Sequence[int]) -> dict[int, Share]:
    return {
        one["year"]: Share(_sum(one, PUBLISHED), _sum(one, KNOWN), one["not_looked"])
        for one in summary
        if one["year"] in years
    }


def _sum(one: sqlite3.Row, states: Sequence[str]) -> int:
    return sum(int(one[state]) for state in states)


def _charts(summary: Sequence[sqlite3.Row]) -> tuple[Chart, ...]:
    return (
        charts.of_years("received", "bars", summary, ("new",), counted="received_reports"),
        charts.of_years("outcomes", "stacked", summary, charts.OUTCOMES, counted="outcome_reports"),
        charts.of_years("remedies", "lines", summary, charts.REMEDIES, counted="remedy_reports"),
    )


def _members(db: sqlite3.Connection, code: str, after: str) -> tuple[tuple[Member, ...], str | None]:
    """The region's own organisations, a page of them; the whole database has none of its own."""
    if code == WHOLE:
        return (), None
    orgs = rows(db, _ORGANISATIONS, code, after, MANY + 1)
    here = orgs[:MANY]
    ids = [one["id"] for one in here]
    states: dict[str, dict[int, sqlite3.Row]] = {one: {} for one in ids}
    for cell in rows(db, f"SELECT * FROM coverage WHERE org_id IN ({holes(ids)})", *ids):  # noqa: S608  # question marks
        states[cell["org_id"]][cell["year"]] = cell
    members = tuple(Member(one, states[one["id"]]) for one in here)
    return members, here[-1]["id"] if len(orgs) > MANY else None
