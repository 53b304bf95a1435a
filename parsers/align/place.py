"""A row's figures to its columns: by the grid where it tells, else the readings that are possible, never a guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from parsers.align.heads import Heads
from parsers.align.rows import Row
from parsers.grid import Cell, distinct

# More readings than this cannot be told apart by seven identities.
MAX_READINGS = 200

Reading = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The ways a row can be read, each as long as the heads' sequence; `certain` where the grid allows only one."""

    readings: tuple[Reading, ...]
    certain: bool = True


NOWHERE = Placed((), certain=False)


def place(row: Row, heads: Heads, whole: int) -> Placed:
    """`whole` is how many columns the form has: under a head shown in part, blanks beside figures mean nothing."""
    if not heads.clear:
        return NOWHERE
    wanted = len(heads.sequence)
    if len(row.tail) == wanted and len(row.figures) == wanted and _own(row.tail, row):
        return Placed((row.tail,))
    if row.regular and heads.columns:
        return _by_columns(row, heads)
    if row.regular and wanted == whole:
        windows = list(dict.fromkeys(_windows(row, wanted)))
        if windows and all(_own(window, row) for window in windows):
            return Placed(tuple(windows) if row.figures else (windows[0],), len(windows) == 1 or not row.figures)
    kept = row.figures if row.layout == "loose" else tuple(dict.fromkeys(cell for cell in row.tail if cell is not None))
    return _any_order(kept, wanted) if row.figures else NOWHERE


def _own(cells: Sequence[Cell | None], row: Row) -> bool:
    """Each column has a cell of this row to itself: none hangs down from above, none is merged with its neighbour."""
    printed = [cell for cell in cells if cell is not None]
    return len({id(cell) for cell in printed}) == len(cells) and all(
        cell.columns == 1 and (row.layout != "ruled" or (cell.rows == 1 and cell.row == row.at)) for cell in printed
    )


def _by_columns(row: Row, heads: Heads) -> Placed:
    """What stands under each head: one figure of this row's own, or a blank."""
    reading: list[Cell] = []
    for name in heads.sequence:
        span = heads.columns[name]
        slots = (row.tail[column - row.start] for column in span if 0 <= column - row.start < len(row.tail))
        below = distinct(cell for cell in slots if cell is not None)
        printed = [cell for cell in below if cell.text]
        if not below or len(printed) > 1:
            return NOWHERE
        cell = printed[0] if printed else below[0]
        hangs = row.layout == "ruled" and (cell.rows != 1 or cell.row != row.at)
        if hangs or cell.column < span.start or cell.column + cell.columns > span.stop:
            return NOWHERE
        reading.append(cell)
    used = {id(cell) for cell in reading}
    if len(used) < len(reading) or any(id(cell) not in used for cell in row.figures):
        return NOWHERE
    return Placed((tuple(reading),))


def _windows(row: Row, wanted: int) -> Iterator[Reading]:
    """Where merged cells lost their spans, blanks may stand before the figures and behind them."""
    for first in range(len(row.tail) - wanted + 1):
        window = row.tail[first : first + wanted]
        if set(row.figures) <= set(window):
            yield window


def _any_order(cells: Sequence[Cell], wanted: int) -> Placed:
    """A row that is not whole: every way to lay its cells on the columns, order kept."""
    count = len(cells)
    if comb(max(count, wanted), min(count, wanted)) > MAX_READINGS:
        return NOWHERE
    if count > wanted:
        return Placed(tuple(tuple(cells[k] for k in kept) for kept in combinations(range(count), wanted)), False)
    readings = []
    for columns in combinations(range(wanted), count):
        laid = dict(zip(columns, cells, strict=True))
        readings.append(tuple(laid.get(column) for column in range(wanted)))
    return Placed(tuple(readings), certain=False)
