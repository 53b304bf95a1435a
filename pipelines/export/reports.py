"""A stored report as the Report that it was read as, and what the database knows of it besides."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from parsers import form
from parsers.as_json import as_json
from parsers.report import Check, Contact, Indicator, NarrativeFigure, Number, Problem, Report, Section
from pipelines import schema

_IDENTITIES = """
SELECT i.rule, v.status, i.cells, v.printed, v.expected, v.blame, i.severity, coalesce(v.detail, '')
FROM verdicts v JOIN identities i ON i.id = v.identity_id WHERE v.report_id = ? ORDER BY v.rowid
"""
# What the database adds: columns of `reports`, of its organisation, and of the places it was found at.
OWN = ("id", "org_id", "url", "version", "is_current", "document_id", "parser_version", "first_seen", "last_seen",
       "gone_at")  # fmt: skip
OF_ORGANISATION = ("name", "region_code", "region", "level", "kind")
OF_SOURCE = ("url", "document_id", "first_seen", "last_seen", "gone_at")


def report_json(db: sqlite3.Connection, report_id: int) -> dict[str, Any]:
    """As `gongkai parse --json` gives it, and under `database` what is known beyond the document."""
    row = _row(db, "reports", schema.table("reports").names, report_id)
    facts = {
        **{name: row[name] for name in OWN},
        "is_current": bool(row["is_current"]),
        "organisation": _row(db, "organisations", OF_ORGANISATION, row["org_id"]),
        "sources": list(_sources(db, report_id)),
        "decisions": list(_decisions(db, report_id)),
    }
    return {**as_json(stored(db, row), row["url"]), "database": facts}


def stored(db: sqlite3.Connection, row: Mapping[str, Any]) -> Report:
    """`row` is the report's row of `reports`."""
    of = row["id"]
    forms = {"proactive": row["form_proactive"], "applications": row["form_applications"]}
    period = _day(row["period_start"]), _day(row["period_end"])
    return Report(
        title=row["title"],
        org=row["org"],
        year=row["year"],
        forms={name: one for name, one in forms.items() if one is not None},
        scope=row["scope"],
        tables=row["tables"],
        period=(period[0], period[1]) if period[0] and period[1] else None,
        published=_day(row["published"]),
        created=_day(row["created"]),
        index_number=row["index_number"],
        contact=Contact(*(row[f"contact_{name}"] for name in ("address", "postcode", "phone", "email"))),
        figures=_figures(db, row),
        derived=dict(_rows(db, "cell, value", "derived", of)),
        marks=dict(_rows(db, "cell, mark", "marks", of)),
        sections=tuple(Section(*one) for one in _rows(db, "number, heading, text", "sections", of)),
        narrative=tuple(
            NarrativeFigure(key, _whole(value), quote)
            for key, value, quote in _rows(db, "key, value, quote", "narrative", of)
        ),
        indicators=tuple(
            Indicator(label, _number(value), unit, key)
            for label, value, unit, key in _rows(db, "label, value, unit, key", "indicators", of)
        ),
        checks=tuple(_check(one) for one in db.execute(_IDENTITIES, (of,))),
        problems=tuple(
            Problem(code, tuple(json.loads(cells)), detail or "")
            for code, cells, detail in _rows(db, "code, cells, detail", "problems", of)
        ),
    )


def _figures(db: sqlite3.Connection, row: Mapping[str, Any]) -> dict[str, Number | None]:
    """What is printed, and the empty cells of the rows that are there."""
    in_force = form.form_in_force(row["year"])
    cells: dict[str, Number | None] = {}
    for name in form.TABLES:
        on = row.get(f"form_{name}")
        figures = schema.table(name).names[2:]
        for item, *values in _rows(db, ", ".join(("item", *figures)), name, row["id"]):
            numbers = {f"{name}.{item}.{figure}": _number(value) for figure, value in zip(figures, values, strict=True)}
            shown = {cell for cell, value in numbers.items() if value is not None}
            own = _own(name, on if on in form.FORMS else in_force, shown)
            cells |= {cell: value for cell, value in numbers.items() if cell in shown or cell in own}
    return cells


def _own(name: str, on: str, shown: set[str]) -> frozenset[str]:
    """The cells of the form that a row is on: its table's, or where a table mixes the two, the one that has them."""
    forms = [frozenset(form.cells(name, one)) for one in sorted(form.FORMS, key=lambda one: one != on)]
    return next((cells for cells in forms if shown <= cells), forms[0])


def _check(row: tuple[Any, ...]) -> Check:
    rule, status, cells, printed, expected, blame, severity, detail = row
    return Check(
        rule, status, tuple(json.loads(cells)), _number(printed), _number(expected), blame, severity, detail
    )  # fmt: skip


def _row(db: sqlite3.Connection, table: str, names: Sequence[str], key: object) -> dict[str, Any]:
    row = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE id = ?", (key,)).fetchone()  # noqa: S608
    return dict(zip(names, row, strict=True))


def _sources(db: sqlite3.Connection, report_id: int) -> Iterator[dict[str, Any]]:
    for row in _rows(db, ", ".join(OF_SOURCE), "report_sources", report_id):
        yield dict(zip(OF_SOURCE, row, strict=True))


def _decisions(db: sqlite3.Connection, report_id: int) -> Iterator[dict[str, Any]]:
    for finding, decision, note in db.execute(
        "SELECT finding, decision, note FROM checks WHERE report_id = ? AND decision IS NOT NULL", (report_id,)
    ):
        yield {"finding": finding, "decision": decision, "note": note}


def _rows(db: sqlite3.Connection, columns: str, table: str, report_id: int) -> Iterator[tuple[Any, ...]]:
    yield from db.execute(f"SELECT {columns} FROM {table} WHERE report_id = ? ORDER BY rowid", (report_id,))  # noqa: S608


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _number(value: float | None) -> Number | None:
    return None if value is None else _whole(value)


def _whole(value: float) -> Number:
    """A column of decimals holds 12 as 12.0."""
    return int(value) if value == int(value) else value
