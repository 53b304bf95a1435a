"""The reports and organisations that are exported, by organisation and year, and parts of them small enough to hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.choice import Choice
from pipelines.export.tables import Extract

# A report has some two hundred cells, so that a part of its longest table is fifty thousand rows.
PART = 250

_REPORTS = "SELECT r.id FROM reports r WHERE {condition} ORDER BY r.org_id, r.year, r.scope, r.version"
_ALL = "SELECT id FROM organisations"
_NAMED = "SELECT id FROM organisations WHERE {condition}"
_WITH_REPORTS = "SELECT r.org_id FROM reports r WHERE {condition}"
# Whoever took over an organisation is there, too, so that successor_id leads somewhere.
_AND_SUCCESSORS = """
WITH RECURSIVE kept(id) AS (
    {some}
    UNION SELECT o.successor_id FROM organisations o JOIN kept ON kept.id = o.id WHERE o.successor_id IS NOT NULL)
SELECT id FROM kept ORDER BY id
"""

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    report_ids: tuple[int, ...]
    org_ids: tuple[str, ...]
    # All reports, so that what belongs to none is part of it.
    everything: bool

    def parts(self, one: Extract) -> int:
        """How many lists of rows() there will be."""
        return len(list(self._owners(one))) + self._asks_for_none(one)

    def rows(self, db: sqlite3.Connection, one: Extract) -> Iterator[list[Row]]:
        """Part by part, the rows of each report together, the reports in order."""
        for owners in self._owners(one):
            rows = db.execute(one.query(len(owners)), owners).fetchall()
            if one.by != "whole":
                place, at = {owner: number for number, owner in enumerate(owners)}, one.of.names.index(one.owner)
                rows.sort(key=lambda row: place[row[at]])
            yield rows
        if self._asks_for_none(one):
            yield db.execute(one.query_of_none()).fetchall()

    def report_parts(self) -> Iterator[tuple[int, ...]]:
        for start in range(0, len(self.report_ids), PART):
            yield self.report_ids[start : start + PART]

    def _owners(self, one: Extract) -> Iterator[tuple[int, ...] | tuple[str, ...]]:
        if one.by == "whole":
            yield ()
            return
        owners = self.report_ids if one.by == "report" else self.org_ids
        for start in range(0, len(owners), PART):
            yield owners[start : start + PART]

    def _asks_for_none(self, one: Extract) -> bool:
        return one.some_of_none and self.everything


def chosen(db: sqlite3.Connection, choice: Choice, *, all_versions: bool = False) -> Chosen:
    condition, values = choice.where()
    current = "" if all_versions else " AND r.is_current = 1"
    reports = db.execute(_REPORTS.format(condition=condition + current), values).fetchall()
    everything = choice == Choice()
    return Chosen(tuple(row[0] for row in reports), tuple(_organisations(db, choice, everything)), everything)


def _organisations(db: sqlite3.Connection, choice: Choice, everything: bool) -> Iterator[str]:
    """All, those that were named, or those that have a report of these years."""
    query, condition = _ALL, ""
    values: tuple[object, ...] = ()
    if choice.orgs is not None:
        query, (condition, values) = _NAMED, Choice(choice.orgs).where("id")
    elif not everything:
        query, (condition, values) = _WITH_REPORTS, choice.where()
    yield from (row[0] for row in db.execute(_AND_SUCCESSORS.format(some=query.format(condition=condition)), values))
