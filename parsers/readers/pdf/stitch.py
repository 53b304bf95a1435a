"""Pieces to Grids: what continues a table of the page before, and which column is which on the next page.

The continuation may lack the label column that spans on, or stand a little to the side; columns are told by position.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid
from parsers.readers.pdf.lattice import NEAR
from parsers.readers.pdf.tables import Piece, PieceCell

# How far a column may wander from page to page.
_WANDER = 6.0


def continues(before: Piece, after: Piece) -> bool:
    """Whether `after` is the next page's part of the table: an outer edge and most columns stand where they did."""
    if after.page != before.page + 1 or after.layout != before.layout:
        return False
    ours, theirs = edges_of(before), edges_of(after)
    shift = _shift(ours, theirs)
    outer = abs(theirs[0] + shift - ours[0]) <= _WANDER or abs(theirs[-1] + shift - ours[-1]) <= _WANDER
    return outer and _matches(ours, theirs, shift) >= 0.6 * min(len(ours), len(theirs))


def grid_of(pieces: Sequence[Piece]) -> Grid:
    """One Grid of pieces that continue each other; rows cut in two at a page's end stay two rows."""
    columns = edges_of(pieces[0])
    shifts = [0.0]
    for piece in pieces[1:]:
        edges = edges_of(piece)
        shifts.append(_shift(columns, edges))
        columns = _united(columns, [x + shifts[-1] for x in edges])
    rows: list[tuple[Cell, ...]] = []
    for piece, shift in zip(pieces, shifts, strict=True):
        rows += _rows(piece, shift, columns, len(rows))
    return Grid(tuple(rows[:MAX_ROWS]), pieces[0].layout)


def edges_of(piece: Piece) -> list[float]:
    edges: list[float] = []
    for x in sorted({x for cell in piece.cells for x in (cell.x0, cell.x1)}):
        if not edges or x - edges[-1] > NEAR:
            edges.append(x)
    return edges


def _shift(ours: Sequence[float], theirs: Sequence[float]) -> float:
    shifts = (0.0, ours[-1] - theirs[-1], ours[0] - theirs[0])
    return max(shifts, key=lambda shift: _matches(ours, theirs, shift))


def _matches(ours: Sequence[float], theirs: Sequence[float], shift: float) -> int:
    return sum(abs(ours[_nearest(ours, x + shift)] - x - shift) <= _WANDER for x in theirs)


def _nearest(edges: Sequence[float], x: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - x))


def _united(ours: list[float], theirs: Sequence[float]) -> list[float]:
    taken: set[int] = set()
    new = []
    for x in theirs:
        i = _nearest(ours, x)
        if abs(ours[i] - x) <= _WANDER and i not in taken:
            taken.add(i)
        else:
            new.append(x)
    return sorted(ours + new)


def _rows(piece: Piece, shift: float, columns: Sequence[float], offset: int) -> list[tuple[Cell, ...]]:
    rows: list[list[Cell]] = [[] for _ in range(piece.rows)]
    for cell in sorted(piece.cells, key=lambda cell: cell.x0):
        placed = _placed(cell, shift, columns, offset)
        if placed.column < MAX_COLUMNS:
            for r in range(cell.top, cell.bottom):
                rows[r].append(placed)
    return [tuple(row) for row in rows]


def _placed(cell: PieceCell, shift: float, columns: Sequence[float], offset: int) -> Cell:
    first = min(_nearest(columns, cell.x0 + shift), len(columns) - 2)
    last = max(_nearest(columns, cell.x1 + shift), first + 1)
    wide = min(last, MAX_COLUMNS) - first
    return Cell(cell.text, offset + cell.top, first, cell.bottom - cell.top, max(1, wide), cell.place)
