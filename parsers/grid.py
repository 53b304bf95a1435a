"""A Grid: a rectangle of strings, as a page prints it. Knows spans and places, nothing of the official form.

Four layouts tell what a reader could still see:
`ruled`    spans and columns are as printed (HTML, Word, ruled PDF); a blank cell is a cell;
`tabbed`   cells are separate and blank ones kept, but merged cells lost their spans: columns shift from row to row;
`stacked`  the same, one cell a line: a lost page may end within one row and go on within another;
`loose`    only the order of the words is left; a blank cell has vanished.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Literal, NamedTuple

Layout = Literal["ruled", "tabbed", "stacked", "loose"]

# A hostile page may say colspan="1000000"; the widest official table has fifteen columns.
MAX_COLUMNS = 64
MAX_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a PDF prints a cell: page from 1, points from the upper left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class Cell(NamedTuple):
    """One printed cell; `row` and `column` are its upper left corner, `rows` and `columns` its spans."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """`rows[r]` holds the cells that cover row r, left to right; a cell that spans rows stands in each of them."""

    rows: tuple[tuple[Cell, ...], ...]
    layout: Layout = "ruled"


class Span(NamedTuple):
    """A cell before it has a place: what a `<td>` or `<w:tc>` says of itself."""

    text: str
    rows: int = 1
    columns: int = 1
    place: Place | None = None


def from_spans(rows: Iterable[Iterable[Span]]) -> Grid:
    """Places each row's cells in the first free columns, as browsers do; spans beyond the limits are cut."""
    placed: list[tuple[Cell, ...]] = []
    hanging: dict[int, Cell] = {}
    for r, row in enumerate(islice(rows, MAX_ROWS)):
        cells = list(distinct(hanging.values()))
        column = 0
        for span in row:
            while column in hanging:
                column += 1
            if column >= MAX_COLUMNS:
                break
            width = 1 if span.columns == 1 else _free_width(span.columns, column, hanging)
            height = 1 if span.rows == 1 else max(1, min(span.rows, MAX_ROWS))
            cells.append(Cell(span.text, r, column, height, width, span.place))
            column += width
        if hanging:
            cells.sort(key=attrgetter("column"))
        placed.append(tuple(cells))
        hanging = {
            c: cell
            for cell in cells
            if cell.row + cell.rows > r + 1
            for c in range(cell.column, cell.column + cell.columns)
        }
    return Grid(tuple(placed), "ruled")


def _free_width(wanted: int, column: int, taken: Mapping[int, Cell]) -> int:
    width = max(1, min(wanted, MAX_COLUMNS - column))
    while width > 1 and any(c in taken for c in range(column, column + width)):
        width -= 1
    return width


def distinct(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Each cell once, in order; a cell that spans is the same object wherever it stands."""
    return tuple({id(cell): cell for cell in cells}.values())


def from_lists(rows: Iterable[Sequence[str]], layout: Layout = "tabbed") -> Grid:
    """A Grid of cells without spans, column by column."""
    return Grid(
        tuple(
            tuple(Cell(text, r, c) for c, text in enumerate(row[:MAX_COLUMNS]))
            for r, row in enumerate(islice(rows, MAX_ROWS))
        ),
        layout,
    )
