"""What is counted once, at each publication, so that no page of the website counts it again (summary.toml).

Adds up what other modules say: coverage.py of organisations and years, the views of cells and verdicts. A report for a
whole region is never added to its members, and one whose reading is suspect to nothing; a sum is taken only over
reports in which all of it is known.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from parsers import form
from pipelines import coverage, schema, views
from pipelines.choice import Choice
from pipelines.schema import NAMES
from pipelines.words import spaced

WHOLE = ""
# Sums that belong together: shares of them are only right over the same reports.
GROUPS = {
    "received_reports": ("new",),
    "outcome_reports": ("granted", "partly_granted", "refused", "unavailable", "rejected", "other_handled"),
    "remedy_reports": ("reconsiderations", "reconsiderations_corrected", "litigations", "litigations_corrected"),
}


def refresh(db: sqlite3.Connection, now: datetime) -> None:
    """Part of the caller's transaction. `now` decides what is missing by now, and what is not due yet."""
    _cover(db, now)
    _tell(db)
    _place(db)
    _sum_up(db)
    _rules(db)
    _numbers(db)
    _names(db)
    for name in ("told", "broken", "lies"):
        db.execute(f"DROP TABLE temp.{name}")


def _cover(db: sqlite3.Connection, now: datetime) -> None:
    """Every organisation and year of which anything can be said."""
    first = db.execute("SELECT min(year) FROM reports").fetchone()[0]
    last = coverage.newest(now)
    found = coverage.coverage(db, Choice(years=(min(first or last, last), last)), now)
    regions = {one.id: one.region_code for one in found.organisations}
    rows = (
        (org_id, year, regions[org_id], cell.state, cell.report_id, cell.due and cell.due.isoformat(), cell.days_late)
        for (org_id, year), cell in found.cells.items()
    )
    _renew(db, "coverage", rows)


def _renew(db: sqlite3.Connection, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
    db.execute(f"DELETE FROM {name}")  # noqa: S608  # a table of summary.toml
    db.executemany(schema.insertion(name), rows)


_BROKEN = """
CREATE TEMP TABLE broken AS SELECT v.report_id, i.rule, v.blame FROM verdicts v
JOIN identities i ON i.id = v.identity_id JOIN reports r ON r.id = v.report_id
LEFT JOIN decisions d ON d.finding = {finding}
     AND d.printed IS v.printed AND d.expected IS v.expected
WHERE v.status IN ('fail', 'hint') AND v.status = 'fail' AND r.is_current = 1
      AND coalesce(d.decision, '') <> 'dismissed'
"""
_TOLD = """
CREATE TEMP TABLE told AS SELECT r.id AS report_id, r.year, o.region_code, {sums}, {figures} AS figures,
       coalesce(r.scope, '') <> 'region' AND r.id NOT IN (SELECT report_id FROM broken WHERE blame = 'reading') AS adds
FROM reports r JOIN organisations o ON o.id = r.org_id {joins} WHERE r.is_current = 1
"""
_TABLE = """
LEFT JOIN (SELECT t.report_id, {columns} FROM {table} t {known} GROUP BY t.report_id) {table}
ON {table}.report_id = r.id
"""
_KNOWN = """
LEFT JOIN derived {figure} ON {figure}.report_id = t.report_id AND {figure}.cell = '{table}.' || t.item || '.{figure}'
"""
# A region lies in itself, in those around it, and in the whole; what is its own is told apart.
_LIES = """
CREATE TEMP TABLE lies AS
WITH RECURSIVE around(code, outer) AS (
  SELECT DISTINCT region_code, region_code FROM organisations
  UNION SELECT a.code, g.parent FROM around a JOIN regions g ON g.code = a.outer WHERE g.parent IS NOT NULL)
SELECT code, outer, 0 AS own FROM around
UNION SELECT DISTINCT region_code, ?, 0 FROM organisations
UNION SELECT DISTINCT region_code, region_code, 1 FROM organisations
"""


def _tell(db: sqlite3.Connection) -> None:
    """What each report that counts adds: one pass over each printed table."""
    wanted = [one for one in views.SUMS if any(one.name in names for names in GROUPS.values())]
    sums: dict[str, list[str]] = {}
    for at, one in enumerate(wanted):
        sums.setdefault(one.name, []).append(f"{one.table}.sum{at}")
    # With NULL beside it, since coalesce() wants two: what is printed as one row or as three has either.
    known = ", ".join(f"coalesce({', '.join(texts)}, NULL) AS {name}" for name, texts in sums.items())
    joins = "".join(_table(name, list(enumerate(wanted))) for name in form.TABLES)
    figures = " + ".join(f"coalesce({name}.figures, 0)" for name in form.TABLES)
    db.execute(_BROKEN.format(finding=views.FINDING))
    db.execute(_TOLD.format(sums=known, figures=figures, joins=joins))


def _table(name: str, wanted: Iterable[tuple[int, views.Sum]]) -> str:
    here = [(at, one) for at, one in wanted if one.table == name]
    known = "".join(_KNOWN.format(figure=figure, table=name) for figure in {one.figure for _, one in here})
    printed = " + ".join(f"(t.{figure} IS NOT NULL)" for figure in schema.table(name).names[2:])
    columns = [f"sum({printed}) AS figures", *(f"{_sum(one)} AS sum{at}" for at, one in here)]
    return _TABLE.format(columns=", ".join(columns), table=name, known=known)


def _sum(one: views.Sum) -> str:
    """Where every one of its cells is known: printed, or forced by the identities."""
    items = ", ".join(f"'{item}'" for item in one.items)
    value = f"CASE WHEN t.item IN ({items}) THEN coalesce(t.{one.figure}, {one.figure}.value) END"
    return f"CASE WHEN count({value}) = {len(one.items)} THEN sum({value}) END"


def _place(db: sqlite3.Connection) -> None:
    db.execute(_LIES, (WHOLE,))


_SUMMED = """
WITH c AS (SELECT outer AS region_code, own, year, {states}
           FROM coverage JOIN lies ON code = region_code GROUP BY 1, 2, 3),
     t AS (SELECT outer AS region_code, own, year, count(*) AS reports, sum(figures) AS figures, {sums}
           FROM told JOIN lies ON code = region_code GROUP BY 1, 2, 3),
     b AS (SELECT outer AS region_code, own, year, count(*) AS failed
           FROM broken JOIN told USING (report_id) JOIN lies ON code = region_code GROUP BY 1, 2, 3),
     every AS (SELECT region_code, own, year FROM c UNION SELECT region_code, own, year FROM t)
INSERT INTO summary SELECT region_code, own, year, {columns} FROM every
LEFT JOIN c USING (region_code, own, year) LEFT JOIN t USING (region_code, own, year)
LEFT JOIN b USING (region_code, own, year)
"""


def _sum_up(db: sqlite3.Connection) -> None:
    """Regions that have either a report or a cell of coverage; each of the three is added up by itself."""
    states = ", ".join(f"sum(state = '{state}') AS {state}" for state in coverage.STATES)
    sums = ", ".join(_of_group(group, names) for group, names in GROUPS.items())
    columns = ", ".join(f"coalesce({name}, 0)" for name in schema.table("summary").names[3:])
    db.execute("DELETE FROM summary")
    db.execute(_SUMMED.format(states=states, sums=sums, columns=columns))


def _of_group(group: str, names: tuple[str, ...]) -> str:
    """Over the reports in which all of the group is known."""
    whole = " AND ".join(f"{name} IS NOT NULL" for name in names)
    known = f"adds AND {whole}"
    return ", ".join(
        [f"sum({known}) AS {group}", *(f"sum(CASE WHEN {known} THEN {name} END) AS {name}" for name in names)]
    )


def _rules(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM summary_rules")
    db.execute(
        "INSERT INTO summary_rules SELECT outer, year, rule, count(DISTINCT report_id), count(*) FROM broken"
        " JOIN told USING (report_id) JOIN lies ON code = region_code AND own = 0 GROUP BY 1, 2, 3"
    )


_NUMBERS = {
    "organisations": "SELECT count(*) FROM organisations",
    "reports": "SELECT count(*) FROM reports WHERE is_current = 1",
    "versions": "SELECT count(*) FROM reports",
    "documents": "SELECT count(*) FROM documents",
    "figures": "SELECT sum(figures) FROM told",
    "failed": "SELECT count(*) FROM broken",
    "sections": "SELECT count(*) FROM sections",
}


def _numbers(db: sqlite3.Connection) -> None:
    _renew(db, "numbers", [(name, db.execute(query).fetchone()[0] or 0) for name, query in _NUMBERS.items()])


def _names(db: sqlite3.Connection) -> None:
    """Every name of an organisation, for words of any length, as pipelines/words.py spaces them."""
    db.execute(f"DELETE FROM {NAMES}")  # noqa: S608
    db.executemany(f"INSERT INTO {NAMES}(name, org_id) VALUES (?, ?)", list(_spaced(db)))  # noqa: S608


def _spaced(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    found = db.execute("SELECT name, id FROM organisations UNION SELECT name, org_id FROM organisation_names")
    return ((spaced(name), org_id) for name, org_id in found)
