"""A Word table's rows with their merged cells, as a Grid. The text of a cell is somebody else's business.

Columns are the places where a cell begins or ends, not Word's own grid: hand-drawn tables have slivers in it that no
eye sees, and a hostile one may claim a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Literal

from lxml import etree

from parsers.grid import MAX_COLUMNS, MAX_ROWS, Grid, Span, from_spans
from parsers.readers.word.markup import W, final, prop, switch, value, whole

# Borders nearer to each other than this, in twentieths of a point (1.5 mm), are one border drawn twice.
SLIVER = 85
_NO_WIDTH = 1000
_LEAST_TABLE = 2000

Merge = Literal["", "restart", "continue"]


@dataclass(frozen=True, slots=True)
class Box:
    """One w:tc, or the blank before a row that begins further right (no element); edges in Word's grid columns."""

    element: etree._Element | None
    left: int
    right: int
    merge: Merge = ""


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Box, ...], ...]

    @property
    def cells(self) -> tuple[etree._Element, ...]:
        """The cells that show their content: what is merged into the cell above does not."""
        return tuple(
            box.element for row in self.rows for box in row if box.element is not None and box.merge != "continue"
        )


def read_table(element: etree._Element) -> Table:
    """Deleted and hidden rows are gone, horizontal merges joined, vertical ones followed from row to row."""
    shown = (row for row in final(element) if row.tag == W + "tr" and not _row_gone(row))
    rows = [tuple(islice(_boxes(row), MAX_COLUMNS)) for row in islice(shown, MAX_ROWS)]
    edges = _edges(rows, _widths(prop(element, "tblGrid")))
    placed = [tuple(replace(box, left=edges[box.left], right=edges[box.right]) for box in row) for row in rows]
    return Table(tuple(_followed(placed)))


def to_grid(table: Table, texts: Sequence[str]) -> Grid:
    """`texts` belong to `table.cells`, in their order."""
    heights = _heights(table.rows)
    remaining = iter(texts)
    spans: list[list[Span]] = []
    for r, row in enumerate(table.rows):
        line: list[Span] = []
        for box in row:
            if box.merge != "continue":
                text = "" if box.element is None else next(remaining)
                line.append(Span(text, heights.get((r, box.left), 1), box.right - box.left))
        spans.append(line)
    return from_spans(spans)


def _row_gone(row: etree._Element) -> bool:
    properties = prop(row, "trPr")
    return prop(properties, "del") is not None or bool(switch(properties, "hidden"))


def _boxes(row: etree._Element) -> Iterator[Box]:
    before = max(0, whole(value(row, "trPr/gridBefore"), 0))
    at = before
    if before:
        yield Box(None, 0, before)
    last: Box | None = None
    for cell in final(row):
        properties = prop(cell, "tcPr")
        if cell.tag != W + "tc" or prop(properties, "cellDel") is not None:
            continue
        right = at + max(1, whole(value(properties, "gridSpan"), 1))
        if last is not None and value(properties, "hMerge") == "continue":
            last = replace(last, right=right)
        else:
            if last is not None:
                yield last
            last = Box(cell, at, right, _merge(properties))
        at = right
    if last is not None:
        yield last


def _merge(properties: etree._Element | None) -> Merge:
    """A tracked merge stands beside the former one and is the final one."""
    tracked = value(properties, "cellMerge", "vMerge")
    if tracked is not None:
        return "restart" if tracked == "rest" else "continue"
    if prop(properties, "vMerge") is None:
        return ""
    return "restart" if value(properties, "vMerge") == "restart" else "continue"


def _widths(grid: etree._Element | None) -> Sequence[int]:
    """None where the widths cannot be meant: some writers put 0 or 1 everywhere and leave the layout to Word."""
    widths = [] if grid is None else [max(0, whole(column.get(W + "w"), _NO_WIDTH)) for column in grid.iterchildren()]
    return widths if sum(widths) >= _LEAST_TABLE else ()


def _edges(rows: Iterable[Iterable[Box]], widths: Sequence[int]) -> dict[int, int]:
    """Each edge that some cell has, mapped to its number among those that can be told apart by eye."""
    used = sorted({edge for row in rows for box in row for edge in (box.left, box.right)})
    narrow = {(box.left, box.right) for row in rows for box in row}
    places = [0, *accumulate(widths)]
    number, numbered = -1, {}
    group: list[int] = []
    for edge in used:
        near = bool(group) and _place(edge, places) - _place(group[0], places) < SLIVER
        if not near or any((earlier, edge) in narrow for earlier in group):
            number, group = number + 1, []
        group.append(edge)
        numbered[edge] = number
    return numbered


def _place(edge: int, places: Sequence[int]) -> int:
    beyond = edge - (len(places) - 1)
    return places[-1] + beyond * _NO_WIDTH if beyond > 0 else places[edge]


def _followed(rows: Iterable[tuple[Box, ...]]) -> Iterator[tuple[Box, ...]]:
    """A continuation under no cell of its width begins a cell of its own, as Word shows it."""
    above: set[tuple[int, int]] = set()
    for row in rows:
        fixed = tuple(
            replace(box, merge="restart") if box.merge == "continue" and (box.left, box.right) not in above else box
            for box in row
        )
        above = {(box.left, box.right) for box in fixed if box.merge}
        yield fixed


def _heights(rows: Sequence[Sequence[Box]]) -> dict[tuple[int, int], int]:
    """Rows and left edges of the cells that begin a vertical merge, and how many rows they cover."""
    heights: dict[tuple[int, int], int] = {}
    begun: dict[int, int] = {}
    for r, row in enumerate(rows):
        for box in row:
            if box.merge == "restart":
                begun[box.left] = r
                heights[r, box.left] = 1
            elif box.merge == "continue":
                heights[begun[box.left], box.left] += 1
    return heights
