"""Flattened text to lines and Grids. Three layouts are tables by their own signs: one cell a line behind a tab,
cells between tabs, cells between pipes. Whatever else a table was flattened to (a paragraph a cell, cells glued
by blanks) stays lines: only the form's labels can find it again, and that is the aligner's work.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from statistics import median

from parsers.grid import Grid, from_lists
from parsers.numbers import figure_like
from parsers.readers.content import Content

Block = str | Grid

_RULE = re.compile(r"[\s|:+─—=-]*-{3,}[\s|:+─—=-]*")
_BLANKS = re.compile(r"[ \u00a0\u3000]+")


def read_text(text: str) -> Content:
    return Content("text/plain", text_blocks(text))


def text_blocks(text: str) -> tuple[Block, ...]:
    lines = text.replace("｜", "|").lstrip("\ufeff").splitlines()
    return tuple(_blocks(lines))


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    at = 0
    while at < len(lines):
        grid, stop = _grid(lines, at)
        if grid is not None:
            yield grid
        else:
            yield from filter(None, map(_flat, lines[at:stop]))
        at = stop


def _grid(lines: Sequence[str], at: int) -> tuple[Grid | None, int]:
    """The table that begins at a line and where it stops; the lines of a run that is no table are not tried again."""
    stop = at + 1
    for sign, read in _LAYOUTS:
        if sign(lines[at]):
            grid, end = read(lines, at)
            if grid is not None:
                return grid, end
            stop = max(stop, end)
    return None, stop


def _flat(line: str) -> str:
    return _BLANKS.sub(" ", line.replace("\t", " ")).strip()


def _is_cell(line: str) -> bool:
    return line.startswith("\t") and "\t" not in line[1:]


def _cells(lines: Sequence[str], start: int) -> tuple[Grid | None, int]:
    """One cell a line behind a tab; a blank line ends a row, a line without a tab goes on a cell of words."""
    rows: list[list[str]] = [[]]
    blank, stop = 0, start
    for at in range(start, len(lines)):
        line = lines[at]
        if _is_cell(line):
            if blank and rows[-1]:
                rows.append([])
            rows[-1].append(_flat(line))
        elif not line.strip():
            blank += 1
            continue
        elif rows[-1] and _goes_on(rows[-1][-1], lines, at, blank):
            rows[-1][-1] += " " + _flat(line)
        else:
            break
        blank, stop = 0, at + 1
    cells = [cell for row in rows for cell in row]
    # Paragraphs may be indented by a tab too; a table has many short cells side by side.
    if len(cells) < 4 or max(map(len, rows)) < 2 or median(map(len, cells)) > 20:
        return None, stop
    return from_lists(rows, "stacked"), stop


def _goes_on(cell: str, lines: Sequence[str], at: int, blank: int) -> bool:
    """Whether a line without a tab is more of the cell above it, and not the text that follows the table."""
    if "\t" in lines[at] or blank > 1 or figure_like(lines[at]) or not re.search(r"[^\W\d]", cell):
        return False
    return blank == 0 or (at + 1 < len(lines) and "\t" in lines[at + 1])


def _tabbed(lines: Sequence[str], start: int) -> tuple[Grid | None, int]:
    run = _run(lines, start, "\t")
    return _table([[_flat(cell) for cell in line.split("\t")] for line in run]), start + len(run)


def _piped(lines: Sequence[str], start: int) -> tuple[Grid | None, int]:
    run = _run(lines, start, "|")
    rows = [line.strip() for line in run if not _RULE.fullmatch(line)]
    # Outer pipes are a frame only where every row has both: without a frame, they stand beside a blank cell.
    framed = all(row.startswith("|") and row.endswith("|") and len(row) > 1 for row in rows)
    return _table([[_flat(cell) for cell in (row[1:-1] if framed else row).split("|")] for row in rows]), start + len(
        run
    )


def _run(lines: Sequence[str], start: int, sign: str) -> list[str]:
    return list(takewhile(lambda line: sign in line, (lines[at] for at in range(start, len(lines)))))


def _table(rows: list[list[str]]) -> Grid | None:
    if len(rows) < 2 or max(map(len, rows)) < 2 or all(len(row) == 2 and not row[0] for row in rows):
        return None
    return from_lists(rows)


_LAYOUTS: tuple[tuple[Callable[[str], bool], Callable[[Sequence[str], int], tuple[Grid | None, int]]], ...] = (
    (_is_cell, _cells),
    (lambda line: "\t" in line, _tabbed),
    (lambda line: "|" in line, _piped),
)
