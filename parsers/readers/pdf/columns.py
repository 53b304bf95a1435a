"""Tables without rules: lines whose figures stand under one another become a Piece where no column is in doubt.

Where one is, the lines stay lines. Knows numbers from words, nothing of the form.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.grid import Place
from parsers.readers.pdf.labels import Row, gathered
from parsers.readers.pdf.lines import Line, Word
from parsers.readers.pdf.page import Sheet
from parsers.readers.pdf.tables import Piece, PieceCell

_FIGURE = re.compile(r"[+\-－＋减]{0,2}[\d,，.．\ufffd]+(?:%|％|元|万元|件|条)?|[-—–－/／\\无]+")
_PROSE = re.compile(r"[。；;]")
_HEADING = re.compile(r"[一二三四五六七][、.．].{0,40}(?:情况|事项)")
_LONGEST_LABEL = 48
# A line that has so many figures is a row of a table even if it stands alone.
_MANY = 5
_DEEPEST_HEAD = 12


def unruled(lines: Sequence[Line], sheet: Sheet) -> list[Line | Piece]:
    """The lines of a page from its top, those that make a table replaced by it."""
    out: list[Line | Piece] = []
    at = 0
    for first, last in _blocks(lines):
        piece = _piece([_row(line) for line in lines[first:last]], sheet)
        if piece is not None:
            out += [*lines[at:first], piece]
            at = last
    return [*out, *lines[at:]]


def _row(line: Line) -> Row:
    at = len(line.words)
    while at and _FIGURE.fullmatch(line.words[at - 1].text):
        at -= 1
    box = line.box
    return Row(line.words[:at], line.words[at:], box[1], box[3])


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Runs of lines that may be one table with its head: [first, last)."""
    start = None
    rows = [_row(line) for line in lines]
    for i, row in enumerate([*rows, None]):
        if row is not None and not _ends(row):
            start = i if start is None else start
            continue
        if start is not None:
            yield from _parts(rows, start, i)
        start = None


def _ends(row: Row) -> bool:
    text = "".join(word.text for word in row.label)
    if row.figures:
        return len(text) > _LONGEST_LABEL or "。" in text
    return bool(_PROSE.search(text)) or len(text) > _LONGEST_LABEL or bool(_HEADING.fullmatch(text))


def _parts(rows: Sequence[Row], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A run is cut where a new head begins: a line without figures whose words stand over the figures."""
    first, filled = start, False
    for i in range(start, stop):
        row = rows[i]
        left = min((r.figures[0].x0 for r in rows[first:i] if r.figures), default=None)
        if filled and not row.figures and left is not None and row.label[-1].x1 > left:
            yield from _worthy(rows, first, i)
            first, filled = i, False
        filled = filled or bool(row.figures)
    yield from _worthy(rows, first, stop)


def _worthy(rows: Sequence[Row], first: int, stop: int) -> Iterator[tuple[int, int]]:
    filled = [i for i in range(first, stop) if rows[i].figures]
    most = max((len(rows[i].figures) for i in filled), default=0)
    if most >= _MANY or (most >= 2 and len(filled) >= 2) or (most == 1 and _headed(rows[first : filled[0] + 1])):
        yield max(first, filled[0] - _DEEPEST_HEAD), stop


def _headed(rows: Sequence[Row]) -> bool:
    """Whether words stand over the last row's figures."""
    return any(row.label and row.label[-1].x1 > rows[-1].figures[0].x0 for row in rows[:-1])


def _piece(rows: list[Row], sheet: Sheet) -> Piece | None:
    columns = _columns(rows)
    if columns is None:
        return None
    bounds = _bounds(rows, columns)
    rows = gathered(rows, bounds[1])
    labelled = any(word.x1 <= bounds[1] for row in rows for word in row.label)
    cells: list[PieceCell] = []
    for index, row in enumerate(rows):
        found = _filled(row, columns, bounds[1:])
        if found is None:
            return None
        labels = _labelled(row.labels(bounds[1]), bounds) if labelled else ()
        cells += [_cell(words, index, x0, x1, row, sheet) for words, x0, x1 in labels]
        cells += [_cell(words, index, bounds[i + 1], bounds[j + 1], row, sheet) for words, i, j in found]
    box = (bounds[0], rows[0].y0, bounds[-1], rows[-1].y1)
    return Piece(tuple(cells), len(rows), box, sheet.page.number)


Column = tuple[float, float]


def _columns(rows: Sequence[Row]) -> list[Column] | None:
    """Where the figures of the fullest rows stand; None where they do not stand under one another."""
    most = max(len(row.figures) for row in rows)
    full = [row.figures for row in rows if len(row.figures) == most]
    columns = [(min(row[i].x0 for row in full), max(row[i].x1 for row in full)) for i in range(most)]
    if any(a[1] >= b[0] for a, b in pairwise(columns)):
        return None
    return columns


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _bounds(rows: Sequence[Row], columns: Sequence[Column]) -> list[float]:
    """The left side, then the sides of each column: halfway between figures, the last as far as anything goes."""
    words = [word for row in rows for word in row.label + row.figures]
    labels = [row.label[-1].x1 for row in rows if row.figures and row.label]
    left = min(word.x0 for word in words)
    edge = max((x for x in labels if x < columns[0][0]), default=max(left, columns[0][0] - 20))
    between = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    return [left - 2, (edge + columns[0][0]) / 2, *between, max(word.x1 for word in words) + 2]


def _filled(row: Row, columns: Sequence[Column], sides: Sequence[float]) -> list[tuple[list[Word], int, int]] | None:
    """The words of each column, from, up to; None where a figure's column is in doubt."""
    found: dict[int, tuple[list[Word], int]] = {}
    for word in row.figures:
        column = _column(word, columns)
        if column is None or column in found:
            return None
        found[column] = [word], column + 1
    for word in row.heads(sides[0]):
        over = [i for i, (low, high) in enumerate(columns) if word.x0 < (low + high) / 2 < word.x1]
        middle = (word.x0 + word.x1) / 2
        first = over[0] if over else max(0, min(bisect_right(sides, middle), len(columns)) - 1)
        found.setdefault(first, ([], max(over, default=first) + 1))[0].append(word)
    filled = []
    column = 0
    while column < len(columns):
        words, stop = found.get(column, ([], column + 1))
        stop = min([stop, *(other for other in found if other > column)])
        filled.append((words, column, stop))
        column = stop
    return filled


def _column(word: Word, columns: Sequence[Column]) -> int | None:
    """The one column whose figures this one stands under, or plainly the nearest."""
    under = [i for i, (low, high) in enumerate(columns) if word.x0 < high and word.x1 > low]
    if under:
        return under[0] if len(under) == 1 else None
    middle = (word.x0 + word.x1) / 2
    away = sorted((abs((low + high) / 2 - middle), i) for i, (low, high) in enumerate(columns))
    return away[0][1] if len(away) > 1 and away[0][0] < 0.5 * away[1][0] else None


def _labelled(words: Sequence[Word], bounds: Sequence[float]) -> Iterator[tuple[list[Word], float, float]]:
    """A group's label beside a row's own."""
    if not words:
        yield [], bounds[0], bounds[1]
        return
    groups = [[words[0]]]
    for word in words[1:]:
        if word.x0 > groups[-1][-1].x1:
            groups.append([])
        groups[-1].append(word)
    starts = [bounds[0], *(group[0].x0 for group in groups[1:]), bounds[1]]
    for i, group in enumerate(groups):
        yield group, starts[i], max(starts[i + 1], starts[i] + 1)


def _cell(words: Sequence[Word], index: int, x0: float, x1: float, row: Row, sheet: Sheet) -> PieceCell:
    box = (x0, row.y0, x1, row.y1)
    if words:
        box = (words[0].x0, min(w.y0 for w in words), words[-1].x1, max(w.y1 for w in words))
    return PieceCell(_text(words), index, index + 1, x0, x1, Place(sheet.page.number, *sheet.shown(box)))
