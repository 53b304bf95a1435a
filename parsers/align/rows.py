"""Physical rows: every layout reduced to the same thing, some label words and behind them some figures.

Knows what looks like a number and what like words; which row of the form it is, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Literal

from parsers.grid import Cell, Grid, Layout, distinct
from parsers.numbers import clean, figure_like

Block = str | Grid

_CJK = re.compile(r"[\u3400-\u9fff]")
_PAGE_NUMBER = re.compile(r"[-—–－]+\s*\d{1,3}\s*[-—–－]+|第?\s*\d{1,3}\s*页.{0,12}")
_PROSE = re.compile(r"[。；;]")
_GLUED = re.compile(r"(.*[\u3400-\u9fff）)”\"])([\d.,]+)")
# The longest head of a table, spelled one cell a line, and the longest label.
_PENDING = 60
_LINE = 90
# No report has so many rows; a hostile page is not read on.
_MOST_ROWS = 20_000
# So many rows of one width make a table without spans rectangular.
_RECTANGULAR = 0.85


@dataclass(frozen=True, slots=True)
class Row:
    """`tail` has one slot a column behind the last label: its Cell, or None where the row covers nothing."""

    first: int  # block where it begins
    last: int
    at: int  # row in its Grid
    layout: Layout
    labels: tuple[str, ...]
    tail: tuple[Cell | None, ...] = ()
    start: int = 0  # column of the tail's first slot
    width: int = 0
    cells: tuple[Cell, ...] = ()
    regular: bool = False  # as wide as the rows around it, so that nothing was lost from it
    beside: bool = False  # of lines: its figures stand on the line of its label

    figures: tuple[Cell, ...] = field(init=False)  # what is printed in the tail, each cell once
    has_figures: bool = field(init=False)

    def __post_init__(self) -> None:
        figures = distinct(cell for cell in self.tail if cell is not None and cell.text)
        object.__setattr__(self, "figures", figures)
        object.__setattr__(self, "has_figures", any(kind(cell.text) == "figure" for cell in figures))

    @property
    def keeps_rows(self) -> bool:
        """Whether a row is one thing on the page, so that nothing can be lost from the middle of two."""
        return self.layout in ("ruled", "tabbed") or self.beside


@lru_cache(maxsize=8192)
def kind(text: str) -> Literal["blank", "figure", "label", "odd"]:
    """`odd` is what is too short or too broken for a label and no figure either."""
    if not clean(text):
        return "blank"
    if figure_like(text):
        return "figure"
    return "label" if len(_CJK.findall(text)) >= 2 or len(text) > 12 else "odd"


def rows(blocks: Sequence[Block]) -> list[Row]:
    found: list[Row] = []
    lines: list[tuple[int, str]] = []
    for place, block in enumerate(blocks):
        if len(found) > _MOST_ROWS:
            break
        if isinstance(block, str):
            lines.append((place, block))
            continue
        found += islice(_of_lines(lines), _MOST_ROWS)
        lines = []
        found += _of_grid(block, place)
    return [*found, *islice(_of_lines(lines), _MOST_ROWS)]


def _of_grid(grid: Grid, place: int) -> list[Row]:
    widths = [max((cell.column + cell.columns for cell in cells), default=0) for cells in grid.rows]
    usual = _usual_width(widths, grid.layout)
    return [
        _physical(cells, place, at, grid.layout, width, usual)
        for at, (cells, width) in enumerate(zip(grid.rows, widths, strict=True))
    ]


def _usual_width(widths: Sequence[int], layout: Layout) -> int:
    """How wide a whole row is; -1 where the rows agree on nothing, as where each merged cell left another gap."""
    usual = Counter(widths).most_common(2)
    if not usual or (len(usual) == 2 and usual[0][1] == usual[1][1]):
        return -1
    width, times = usual[0]
    return width if layout == "ruled" or times >= _RECTANGULAR * len(widths) else -1


def _physical(cells: tuple[Cell, ...], place: int, at: int, layout: Layout, width: int, usual: int) -> Row:
    start = 0
    labels = []
    for cell in cells:
        if kind(cell.text) == "label":
            labels.append(cell.text)
            start = cell.column + cell.columns
    slots = behind(cells, start, width)
    # A broken label in front of the figures is still no figure; what has a digit may be a broken figure.
    while len(slots) > 1 and (head := slots[0]) is not None and _broken_label(head.text):
        labels.append(head.text)
        slots.pop(0)
        start += 1
    regular = width == usual and sum(cell.columns for cell in cells) == width
    return Row(place, place, at, layout, tuple(labels), tuple(slots), start, width, cells, regular)


def _broken_label(text: str) -> bool:
    return kind(text) == "odd" and not any(character.isdigit() for character in text)


def behind(cells: Sequence[Cell], start: int, width: int) -> list[Cell | None]:
    """One slot a column from `start` on: the cell that covers it, or None."""
    slots: list[Cell | None] = [None] * max(0, width - start)
    for cell in cells:
        for column in range(max(cell.column, start), cell.column + cell.columns):
            slots[column - start] = cell
    return slots


def _of_lines(lines: Sequence[tuple[int, str]]) -> Iterator[Row]:
    """Label lines, then the figures behind them: on the label's own line, or else on lines of their own."""
    pending: list[tuple[int, str]] = []
    figures: list[str] = []
    last, beside = 0, False
    for place, block in lines:
        for line in block.splitlines():
            if len(line) < _LINE and _PAGE_NUMBER.fullmatch(clean(line)):
                continue
            for label, numbers in _split(line):
                if figures and (label or (numbers and beside)):
                    # Below figures that stand beside their label, a lone number is the page's.
                    yield _loose(pending, figures, last, beside)
                    pending, figures = [], []
                if label:
                    prose = len(label) > _LINE or (_PROSE.search(label) and not numbers)
                    pending = [] if prose else [*pending[-_PENDING:], (place, label)]
                    beside = bool(numbers)
                elif not figures:
                    beside = False
                figures += numbers
                last = place
    if figures:
        yield _loose(pending, figures, last, beside)


def _loose(pending: Sequence[tuple[int, str]], figures: Sequence[str], last: int, beside: bool) -> Row:
    first = pending[0][0] if pending else last
    tail = tuple(Cell(text, 0, column) for column, text in enumerate(figures))
    return Row(first, last, 0, "loose", tuple(label for _, label in pending), tail, beside=beside)


def _split(line: str) -> list[tuple[str, list[str]]]:
    """A line's label words and the figures behind them; rows glued to one line are parted behind their figures."""
    if line.endswith("。"):
        return [(line, [])]
    parts: list[tuple[list[str], list[str]]] = [([], [])]
    for word in line.split():
        words, figures = parts[-1]
        if figure_like(word):
            figures.append(word)
        elif len(figures) > 1:
            parts.append(([word], []))
        else:
            # A lone number between words is the label's own: 2023 年, 1 .属于国家秘密.
            words += [*figures, word]
            figures.clear()
    words, figures = parts[-1]
    if not figures and words and (glued := _GLUED.fullmatch(words[-1])):
        parts[-1] = ([*words[:-1], glued[1]], _unglued(glued[2]))
    return [(" ".join(words), figures) for words, figures in parts]


def _unglued(digits: str) -> list[str]:
    """Figures glued to each other can be told apart only where each must be a zero of its own."""
    return list(digits) if set(digits) == {"0"} else [digits]
