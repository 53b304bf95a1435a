"""Cells and characters to Pieces: the part of a table that one page prints. A Piece keeps where its columns stand,
so that pages can be stitched. Knows nothing of what the cells mean.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.grid import Layout, Place
from parsers.readers.pdf.lattice import Box4, Lattice, lattices
from parsers.readers.pdf.lines import text_of
from parsers.readers.pdf.page import UNREADABLE, Box, Char, Sheet

# An empty cell smaller than this is a gap between two lines.
_SLIVER = 5.0
_FIGURES = frozenset("0123456789.,+-０１２３４５６７８９．，＋－")


@dataclass(frozen=True, slots=True)
class PieceCell:
    """A cell by its rows (from, up to) and its horizontal extent; `place` is where the page shows it."""

    text: str
    top: int
    bottom: int
    x0: float
    x1: float
    place: Place


@dataclass(frozen=True, slots=True)
class Piece:
    cells: tuple[PieceCell, ...]
    rows: int
    box: Box
    page: int
    layout: Layout = "ruled"


def ruled(sheet: Sheet) -> tuple[list[Piece], list[Char]]:
    """The ruled tables of a page, and the characters outside of them."""
    found = lattices(sheet.rules)
    if not found:
        return [], list(sheet.chars)
    inside, outside = _assigned(sheet.chars, found)
    pieces = []
    for lattice, cells in zip(found, inside, strict=True):
        piece = _piece(sheet, lattice, cells)
        if piece is None:
            outside += [char for chars in cells.values() for char in chars]
        else:
            pieces.append(piece)
    return pieces, outside


Filled = dict[Box4, list[Char]]


def _assigned(chars: Iterable[Char], found: list[Lattice]) -> tuple[list[Filled], list[Char]]:
    maps = [_map(lattice) for lattice in found]
    inside: list[Filled] = [{} for _ in found]
    outside: list[Char] = []
    for run in _runs(chars):
        for index, lattice in enumerate(found):
            if (homes := _homes(run, lattice, maps[index])) is not None:
                for home, char in homes:
                    inside[index].setdefault(home, []).append(char)
                break
        else:
            outside += run
    return inside, outside


def _map(lattice: Lattice) -> dict[tuple[int, int], Box4]:
    return {(r, c): cell for cell in lattice.cells for r in range(cell[0], cell[2]) for c in range(cell[1], cell[3])}


def _runs(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Digits printed without a gap belong together even where they run over a cell's border."""
    run: list[Char] = []
    for char in chars:
        if run and not (char.text in _FIGURES and _follows(run[-1], char)):
            yield run
            run = []
        run.append(char)
        if char.text not in _FIGURES:
            yield run
            run = []
    if run:
        yield run


def _follows(a: Char, b: Char) -> bool:
    if a.angle or b.angle:
        return False
    return abs(b.x0 - a.x1) <= 0.2 * (a.x1 - a.x0) and abs(b.y0 + b.y1 - a.y0 - a.y1) <= 0.5 * (a.y1 - a.y0)


def _homes(run: list[Char], lattice: Lattice, cells: dict[tuple[int, int], Box4]) -> list[tuple[Box4, Char]] | None:
    x0, x1 = run[0].x0, run[-1].x1
    y = (run[0].y0 + run[0].y1) / 2
    middle = (x0 + x1) / 2
    left, top, right, bottom = lattice.box
    if not (left <= middle <= right and top <= y <= bottom):
        return None
    row = min(bisect_right(lattice.ys, y), len(lattice.ys) - 1) - 1
    home = cells[row, _column(lattice, middle)]
    if len(run) == 1:
        return [(home, run[0])]
    if all(cells[row, _column(lattice, (c.x0 + c.x1) / 2)] == home for c in run):
        return [(home, char) for char in run]
    if any(lattice.xs[edge] > x0 and _strikes(lattice.xs[edge], run) for edge in (home.left, home.right)):
        return [(home, char) for char in run]
    # A border that falls between two digits may part two numbers or cut one: nobody can tell.
    return [(cells[row, _column(lattice, (c.x0 + c.x1) / 2)], c._replace(text=UNREADABLE)) for c in run]


def _column(lattice: Lattice, x: float) -> int:
    return max(0, min(bisect_right(lattice.xs, x), len(lattice.xs) - 1) - 1)


def _strikes(x: float, run: list[Char]) -> bool:
    return any(c.x0 + 0.2 * (c.x1 - c.x0) < x < c.x1 - 0.2 * (c.x1 - c.x0) for c in run)


def _piece(sheet: Sheet, lattice: Lattice, filled: Filled) -> Piece | None:
    cells = [cell for cell in lattice.cells if _kept(cell, lattice, filled)]
    if len({cell.left for cell in cells}) < 2:
        return None
    if not any(char.text > " " for chars in filled.values() for char in chars):
        return None
    lines = sorted({line for cell in cells for line in (cell.top, cell.bottom)})
    row = {line: index for index, line in enumerate(lines)}
    made = []
    for cell in cells:
        x0, x1 = lattice.xs[cell.left], lattice.xs[cell.right]
        shown = sheet.shown((x0, lattice.ys[cell.top], x1, lattice.ys[cell.bottom]))
        text = text_of(filled.get(cell, ()), x1 - x0)
        made.append(PieceCell(text, row[cell.top], row[cell.bottom], x0, x1, Place(sheet.page.number, *shown)))
    return Piece(tuple(made), len(lines) - 1, lattice.box, sheet.page.number)


def _kept(cell: Box4, lattice: Lattice, filled: Filled) -> bool:
    if any(char.text > " " for char in filled.get(cell, ())):
        return True
    width = lattice.xs[cell.right] - lattice.xs[cell.left]
    height = lattice.ys[cell.bottom] - lattice.ys[cell.top]
    return width >= _SLIVER and height >= _SLIVER and cell not in lattice.open
