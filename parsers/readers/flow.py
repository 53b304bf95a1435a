"""Marked text to blocks in reading order: lines, and tables as Grids. Knows marks, no mark-up and no form.

Tables are taken innermost first. A table that only lays out the page becomes the lines and Grids of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from parsers.grid import MAX_COLUMNS, MAX_ROWS, Grid, Span, from_spans
from parsers.readers.marks import (
    ARTICLE,
    ARTICLE_END,
    BREAK,
    CELL,
    CELL_END,
    GRID,
    RAW,
    RAW_END,
    RESERVED,
    ROW,
    SPANS,
    TABLE,
    TABLE_END,
)
from parsers.readers.text import text_blocks

Block = str | Grid

SHORT_CELL = 32
PROSE_CHARS = 150
CELLS_PER_PROSE = 12

_INNERMOST = re.compile(f"{TABLE}([^{TABLE}{TABLE_END}]*){TABLE_END}")
_RAW = re.compile(f"{RAW}([^{RAW}{RAW_END}]*){RAW_END}")
_ANY_MARK = re.compile(f"[{RESERVED}]")
_STRUCTURE = re.compile(f"{CELL}(?:[^{RESERVED}]*{SPANS}[^{RESERVED}]*{SPANS})?|[{ROW}{CELL_END}]")
_SIZE = re.compile(r"\s*\+?(\d{1,6})")
_STANDING = re.compile(f"([{ARTICLE}{ARTICLE_END}])")
# The signs of Chinese words, without digits, dashes and strokes: two of them on two lines are one word.
_HAN = "\u3001-\u301f\u3400-\u9fff\uf900-\ufaff（）：；，！？％“”‘’"
_WRAP = re.compile(f"(?<=[{_HAN}])[ \t\r]*\n\\s*(?=[{_HAN}])")
_JOINT = re.compile(f"(?<=[{_HAN}])\n(?=[{_HAN}])")
_EDGE = f"{BREAK} \t\r\n\xa0\u3000"
# A line of a table that was copied as text: cells between tabs, and a digit among them.
_TABBED = re.compile(r"^[^\n]*\S[ ]*\t[ ]*\S[^\n]*\t[^\n]*$", re.MULTILINE)


def flow(text: str) -> tuple[Block, ...]:
    """The blocks; ARTICLE and ARTICLE_END stand among them as blocks of their own."""
    grids: list[Grid] = []

    def shelve(table: re.Match[str]) -> str:
        return _table(table[1], grids)

    found = 1
    while found:
        text, found = _INNERMOST.subn(shelve, text)
    return tuple(_blocks(_STRUCTURE.sub(BREAK, text), grids))


def one_line(text: str) -> str:
    """Marked text as `joined`; an element that was never closed may hold whole tables."""
    return joined(_ANY_MARK.sub(BREAK, _STRUCTURE.sub(BREAK, text)))


def joined(text: str) -> str:
    """One line of words that were broken over several: no blank within a Chinese word, one between two numbers."""
    text = text.strip(_EDGE)
    if BREAK not in text:
        return _squeezed(text)
    lines = [line for line in map(_squeezed, text.split(BREAK)) if line]
    return _JOINT.sub("", "\n".join(lines)).replace("\n", " ")


def _squeezed(line: str) -> str:
    words = line.split()
    if len(words) < 2:
        return words[0] if words else ""
    if "\n" in line:
        words = _WRAP.sub("", line).split()
    return " ".join(words)


def _table(source: str, grids: list[Grid]) -> str:
    """What stands in the text for one table: its Grid's number, or, if it only lays out the page, its lines."""
    rows, stray = _rows(source.replace(RAW, "").replace(RAW_END, ""))
    if _is_layout(rows):
        return BREAK + _STRUCTURE.sub(BREAK, source) + BREAK
    grids.append(from_spans(rows))
    # As browsers do: what stands between the cells is printed before the table.
    return f"{BREAK}{stray}{BREAK}{GRID}{len(grids) - 1}{BREAK}"


def _rows(source: str) -> tuple[list[list[Span]], str]:
    """The table's rows, and what stands between its cells."""
    stray: list[str] = []
    rows: list[list[Span]] = []
    for at, row in enumerate(source.split(ROW)):
        before, *cells = row.split(CELL)
        spans = []
        stray.append(before)
        for cell in cells:
            inside, _, after = cell.partition(CELL_END)
            spans.append(_known(inside) if len(inside) < SHORT_CELL else _span(inside))
            stray.append(after)
        # An empty row still counts for the cells that hang down over it; cells before the first row are one.
        if spans or at:
            rows.append(spans)
    return rows, BREAK.join(text for text in stray if text and not text.isspace()).replace(CELL_END, BREAK)


def _span(cell: str) -> Span:
    if SPANS not in cell:
        return Span(joined(cell))
    rows, columns, text = cell.split(SPANS)
    # rowspan="0" means: to the end of the table.
    return Span(joined(text), _size(rows) or MAX_ROWS, min(_size(columns) or 1, MAX_COLUMNS))


# Most cells of most tables are the same few numbers in the same mark-up.
_known = lru_cache(maxsize=1024)(_span)


def _size(value: str) -> int:
    digits = _SIZE.match(value)
    return int(digits[1]) if digits else 1


def _is_layout(rows: list[list[Span]]) -> bool:
    if all(len(row) < 2 for row in rows):
        return True
    cells = [span.text for row in rows for span in row]
    everything = BREAK.join(cells)
    if GRID in everything or ARTICLE in everything or ARTICLE_END in everything:
        return True
    prose = sum(1 for text in cells if len(text) >= PROSE_CHARS and "。" in text)
    return prose * CELLS_PER_PROSE > len(cells)


def _blocks(text: str, grids: list[Grid]) -> Iterator[Block]:
    at = 0
    for raw in _RAW.finditer(text):
        yield from _lines(text[at : raw.start()], grids)
        yield from _raw(raw[1], grids)
        at = raw.end()
    yield from _lines(text[at:], grids)


def _raw(text: str, grids: list[Grid]) -> Iterator[Block]:
    if GRID in text or ARTICLE in text or ARTICLE_END in text:
        yield from _lines(text, grids)
    else:
        yield from text_blocks(text.replace(BREAK, "\n"))


def _lines(text: str, grids: list[Grid]) -> Iterator[Block]:
    for line in _STANDING.sub(rf"{BREAK}\1{BREAK}", text).split(BREAK):
        if not line or line.isspace():
            continue
        if line.startswith(GRID):
            yield grids[int(line[1:])]
        elif line in (ARTICLE, ARTICLE_END):
            yield line
        else:
            yield from _line(_ANY_MARK.sub("", line))


def _line(line: str) -> Iterator[Block]:
    if "\t" in line and len(_TABBED.findall(line.strip())) > 1:
        yield from text_blocks(line)
        return
    words = _squeezed(line)
    if words:
        yield words
