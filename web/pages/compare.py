"""Two or more reports side by side: their tables cell by cell, and of two of them the prose with what changed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from parsers import form
from pipelines.words import phrase
from web import cells, labels
from web.cells import Cell, Shown
from web.difference import Piece, difference, is_same
from web.language import say
from web.page import number_of, read, row, rows, shown

Show = Literal["totals", "differences", "all"]

# More columns than this nobody can compare.
MANY = 6
CANDIDATES = 20

_REPORT = """
SELECT r.*, o.name AS org_name, o.region FROM reports r JOIN organisations o ON o.id = r.org_id WHERE r.id = ?
"""
_CANDIDATES = """
SELECT o.id, o.name, o.region, r.id AS report_id, r.year FROM organisations o JOIN reports r ON r.org_id = o.id
WHERE r.is_current = 1 AND (? IS NULL OR r.year = ?) AND o.id IN (
  SELECT org_id FROM names_fts WHERE names_fts MATCH ? ORDER BY rank LIMIT ?)
ORDER BY length(o.name), o.id, r.year DESC LIMIT ?
"""
_NUMBER = re.compile(r"^[\s（(]*[一二三四五六七八九十\d]+[）)、.．\s]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the form, in each report; `gap` is how much the last is above the first."""

    label: str
    cells: tuple[Cell | None, ...]
    gap: float | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One table, compared."""

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    heading: str
    pieces: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        return is_same(self.pieces)


@dataclass(frozen=True, slots=True)
class Page:
    reports: Sequence[sqlite3.Row]
    show: Show
    tables: tuple[Side, ...]
    prose: tuple[Passage, ...]
    candidates: Sequence[sqlite3.Row]
    org: str
    year: int | None

    @property
    def names(self) -> list[str]:
        """What stands over the columns; versions of one report are told apart by their numbers."""
        same = len({(one["org_id"], one["year"]) for one in self.reports}) < len(self.reports)
        return [
            f"{one['org_name']} {one['year']}" + (f" · {say('report.version')} {one['version']}" if same else "")
            for one in self.reports
        ]

    @property
    def ids(self) -> list[int]:
        return [one["id"] for one in self.reports]


async def compare(datasette: Datasette, request: Request) -> Response:
    args = request.args
    numbers = (number_of(text) for text in args.getlist("report"))
    ids = list(dict.fromkeys(number for number in numbers if number is not None))[:MANY]
    show = next((one for one in get_args(Show) if one == args.get("show")), None)
    org, year = (args.get("org") or "").strip()[:100], number_of(args.get("year"))
    page = await read(datasette, lambda db: load(db, ids, show, org, year))
    return await shown(datasette, request, "compare.html", {"page": page})


def load(db: sqlite3.Connection, ids: Sequence[int], show: Show | None, org: str, year: int | None) -> Page:
    reports = [one for one in (row(db, _REPORT, number) for number in ids) if one is not None]
    chosen = show or _usual(reports)
    tables = tuple(_compared(db, reports, chosen)) if len(reports) > 1 else ()
    prose = tuple(_prose(db, *reports)) if len(reports) == 2 else ()
    wanted = phrase(org)
    found = rows(db, _CANDIDATES, year, year, wanted, CANDIDATES, CANDIDATES * 3) if wanted else []
    return Page(reports, chosen, tables, prose, found, org, year)


def _usual(reports: Sequence[sqlite3.Row]) -> Show:
    """Versions of one report are the same but for what was edited; others are compared by their totals."""
    return "differences" if len({(one["org_id"], one["year"]) for one in reports}) == 1 else "totals"


def _compared(db: sqlite3.Connection, reports: Sequence[sqlite3.Row], show: Show) -> Iterator[Side]:
    every = [tuple(cells.tables(db, one, cells.of_report(db, one["id"]))) for one in reports]
    for tables in zip(*every, strict=True):
        name = tables[0].form.name
        ranked = form.rank(name)
        paths = sorted({path for table in tables for path in table.cells}, key=lambda path: ranked[path])
        lines = (_line(path, tables, show) for path in paths if show != "totals" or _is_total(path))
        kept = tuple(line for line in lines if show != "differences" or line.differs)
        yield Side(name, tables[0].form.title, kept)


def _is_total(path: str) -> bool:
    return not path.startswith("applications.") or path.endswith(".total")


def _line(path: str, tables: Sequence[Shown], show: Show) -> Line:
    found = tuple(table.cells.get(path) for table in tables)
    first, last = (one.value if one else None for one in (found[0], found[-1]))
    gap = last - first if first is not None and last is not None else None
    label = labels.row_and_column(path, total=show != "totals" or not path.startswith("applications."))
    return Line(label, found, gap, len({_said(one) for one in found}) > 1)


def _said(cell: Cell | None) -> tuple[str, str]:
    return (cell.state, cell.text) if cell else ("", "")


def _prose(db: sqlite3.Connection, before: sqlite3.Row, after: sqlite3.Row) -> Iterator[Passage]:
    """Section by section, those of the same heading beside each other."""
    old, new = (_sections(db, one["id"]) for one in (before, after))
    for heading in dict.fromkeys([*new, *old]):
        pieces = difference(old.get(heading, ""), new.get(heading, ""))
        if pieces:
            yield Passage(heading, pieces)


def _sections(db: sqlite3.Connection, report_id: int) -> Mapping[str, str]:
    """By heading without its number; what stands twice under one heading is one text."""
    texts: dict[str, str] = {}
    for one in rows(db, "SELECT heading, text FROM sections WHERE report_id = ? ORDER BY id", report_id):
        heading = _NUMBER.sub("", one["heading"] or "")
        texts[heading] = f"{texts.get(heading, '')}\n{one['text'] or ''}"
    return texts
