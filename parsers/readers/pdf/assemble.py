"""Pages to blocks: tables and lines of each page, without furniture, in reading order, joined over the pages' ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, takewhile

from parsers.grid import Grid
from parsers.readers.pdf.columns import unruled
from parsers.readers.pdf.furniture import Laid, stripped
from parsers.readers.pdf.lines import Line, joined, lines_of
from parsers.readers.pdf.order import Item, columns
from parsers.readers.pdf.page import Page, Sheet, upright
from parsers.readers.pdf.prose import Measure, goes_on, measure, paragraph
from parsers.readers.pdf.stitch import continues, grid_of
from parsers.readers.pdf.tables import Piece, ruled

Placed = tuple[Item, Measure]
# A title is set larger than the text by this much, and stands among so many of the first lines.
_LARGER = 1.15
_TITLE_LINES = 12
# A column of text on a page of its own is not narrower than this.
_NARROWEST = 0.6
_SECTION = re.compile(r"[一二三四五六七八九十]、")


def assembled(pages: Sequence[Page]) -> tuple[tuple[str | Grid, ...], tuple[str, ...]]:
    """The document's blocks in reading order, and its titles by the size of their letters."""
    sheets = [upright(page) for page in pages if page.chars]
    laid = stripped([_laid(sheet) for sheet in sheets])
    rights = _rights(laid)
    placed = [item for page, sheet in zip(laid, sheets, strict=True) for item in _placed(page, sheet, rights)]
    return _blocks(placed), _titles(laid)


def _laid(sheet: Sheet) -> Laid:
    pieces, rest = ruled(sheet)
    return Laid(sheet.page.number, sheet.width, sheet.height, tuple(pieces), tuple(lines_of(rest, sheet.page.number)))


def _rights(pages: Sequence[Laid]) -> dict[int, float]:
    """The right margin of all pages of one width: one page alone may have short lines only."""
    rights: dict[int, float] = {}
    for page in pages:
        for line in page.lines:
            rights[round(page.width)] = max(rights.get(round(page.width), _NARROWEST * page.width), line.box[2])
    return rights


def _placed(page: Laid, sheet: Sheet, rights: dict[int, float]) -> list[Placed]:
    runs = columns(page.lines, page.pieces, page.width)
    right = rights.get(round(page.width)) if len(runs) == 1 else None
    placed: list[Placed] = []
    for run in runs:
        within = measure([item for item in run if isinstance(item, Line)], right)
        for is_line, items in groupby(run, key=lambda item: isinstance(item, Line)):
            group = list(items)
            laid = unruled([item for item in group if isinstance(item, Line)], sheet) if is_line else group
            placed += [(item, within) for item in laid]
    return placed


def _blocks(placed: Sequence[Placed]) -> tuple[str | Grid, ...]:
    blocks: list[str | Grid] = []
    pieces: list[Piece] = []
    lines: list[tuple[Line, Measure]] = []
    for item, within in placed:
        if isinstance(item, Line):
            blocks += _flushed(pieces)
            if lines and not goes_on(*lines[-1], item, within):
                blocks += _written(lines)
            lines.append((item, within))
        else:
            blocks += _written(lines)
            if pieces and not continues(pieces[-1], item):
                blocks += _flushed(pieces)
            pieces.append(item)
    return (*blocks, *_written(lines), *_flushed(pieces))


def _written(lines: list[tuple[Line, Measure]]) -> list[str]:
    text = paragraph([line for line, _ in lines])
    lines.clear()
    return [text] if text else []


def _flushed(pieces: list[Piece]) -> list[Grid]:
    grids = [grid_of(pieces)] if pieces else []
    pieces.clear()
    return grids


def _titles(pages: Sequence[Laid]) -> tuple[str, ...]:
    """The largest lines at the head of the first page, those below one another as one."""
    if not pages:
        return ()
    heights = sorted(line.height for page in pages for line in page.lines)
    if not heights:
        return ()
    usual = heights[len(heights) // 2]
    first = sorted(pages[0].lines, key=lambda line: line.box[1])[:_TITLE_LINES]
    large = [line for line in first if line.height >= _LARGER * usual and not _SECTION.match(line.text)]
    if not large:
        return ()
    size = max(line.height for line in large)
    at = next(i for i, line in enumerate(first) if line.height >= 0.95 * size)
    title = list(takewhile(lambda line: line.height >= 0.9 * size, first[at:]))
    return (joined([line.text for line in title]),)
