"""The cells of one report, each with its state: what is printed, blank, forced by the identities, or not shown.

Reads the rows of one report; the printed form they stand in is printed.py's business.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crawler.show.tables import number
from parsers import form
from parsers.form import Item
from web.printed import Printed, form_of, printed

State = Literal["printed", "blank", "derived", "not_shown"]

NOT_SHOWN = "?"
# What was named by a problem as unreadable is not blank, whatever mark was kept; a witness only disagrees.
_WITNESS = "witness_"


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what is shown in its place; `mark` what is printed there where that is no plain number."""

    path: str
    state: State
    text: str
    value: float | None = None
    mark: str | None = None
    failed: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """What is known of every cell of a report, whatever its table."""

    marks: Mapping[str, str]
    derived: Mapping[str, float]
    lost: frozenset[str]
    failed: frozenset[str]
    pages: Mapping[str, int]

    def cell(self, path: str, value: float | None) -> Cell:
        mark = self.marks.get(path)
        state, text = self._shown(path, value, mark)
        return Cell(path, state, text, value, mark, path in self.failed, self.pages.get(path))

    def _shown(self, path: str, value: float | None, mark: str | None) -> tuple[State, str]:
        if value is not None:
            return "printed", number(value)
        if path in self.derived:
            return "derived", number(self.derived[path])
        if mark is None or path in self.lost:
            return "not_shown", NOT_SHOWN
        return "blank", mark.strip()


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of the form with its cells; without any the document does not show it."""

    form: Printed
    cells: Mapping[str, Cell]

    @property
    def is_shown(self) -> bool:
        return any(cell.state != "not_shown" for cell in self.cells.values())


def of_report(db: sqlite3.Connection, report_id: int) -> Cells:
    def pairs(sql: str) -> list[tuple[str, float]]:
        return [(row[0], row[1]) for row in db.execute(sql, (report_id,))]

    marks = {row[0]: str(row[1]) for row in pairs("SELECT cell, mark FROM marks WHERE report_id = ?")}
    lost = db.execute("SELECT code, cells FROM problems WHERE report_id = ?", (report_id,))
    failed = db.execute(
        "SELECT i.cells FROM verdicts v JOIN identities i ON i.id = v.identity_id"
        " WHERE v.report_id = ? AND v.status = 'fail'",
        (report_id,),
    )
    return Cells(
        marks,
        dict(pairs("SELECT cell, value FROM derived WHERE report_id = ?")),
        frozenset(cell for code, cells in lost if not code.startswith(_WITNESS) for cell in _listed(cells)),
        frozenset(cell for (cells,) in failed for cell in _listed(cells)),
        {path: int(page) for path, page in pairs("SELECT cell, page FROM cell_places WHERE report_id = ?")},
    )


def _listed(cells: str | None) -> list[str]:
    return [str(cell) for cell in json.loads(cells or "[]")]


def tables(db: sqlite3.Connection, report: sqlite3.Row, cells: Cells) -> Iterator[Shown]:
    """表二, 表三 and 表四 of a report; a table that it does not have has the rows of its form, not shown."""
    for name in form.TABLES:
        stated = report[f"form_{name}"] if name != "proceedings" else None
        of_form = form_of(stated, report["year"])
        values = _values(db, report["id"], name) or {item.key: {} for item in form.table(name).items_of(of_form)}
        known = {
            (item, figure): cells.cell(f"{name}.{item}.{figure}", value)
            for item, row in values.items()
            for figure, value in row.items()
        }
        columns = {item: _columns(name, item, known, of_form) for item in values}
        drawn = printed(name, columns, of_form)
        yield Shown(drawn, dict(_drawn(drawn, known, cells)))


def _drawn(drawn: Printed, known: Mapping[tuple[str, str], Cell], cells: Cells) -> Iterator[tuple[str, Cell]]:
    for row in drawn.rows:
        for box in row:
            if box.kind == "cell":
                _, item, figure = box.cell.split(".")
                yield box.cell, known.get((item, figure)) or cells.cell(box.cell, None)


def _values(db: sqlite3.Connection, report_id: int, name: str) -> dict[str, dict[str, float | None]]:
    found = db.execute(f"SELECT * FROM {name} WHERE report_id = ?", (report_id,))  # noqa: S608  # one of form.TABLES
    heads = [column[0] for column in found.description][2:]
    return {row[1]: dict(zip(heads, tuple(row)[2:], strict=True)) for row in found}


def _columns(name: str, key: str, known: Mapping[tuple[str, str], Cell], of_form: str) -> Sequence[str]:
    """The columns of an item: its form's, and whatever else it prints; a mixed table has some of either."""
    item: Item = form.table(name).item(key)
    on = of_form if of_form in item.figures else next(iter(item.figures))
    figures = dict.fromkeys(head.figure for head in form.table(name).heads)
    has = [figure for figure in figures if _is_there(known.get((key, figure)))]
    if on != of_form or not set(has) <= set(item.figures[on]):
        best = max(item.figures, key=lambda one: (len(set(has) & set(item.figures[one])), one == on))
        on = best
    return tuple(figure for figure in figures if figure in item.figures[on] or figure in has)


def _is_there(cell: Cell | None) -> bool:
    return cell is not None and cell.state != "not_shown"
