"""The heads of 表二: which column of a block holds which figure, on which form.

The forms of 2019 and 2021 print other heads over the same items, so the heads decide the form, block by block. A head
that names nothing, or that two columns share, leaves its column unknown; it never lends a column to its neighbour.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from parsers import form
from parsers.align.heads import scan
from parsers.align.rows import Row, kind
from parsers.form import Head, Item
from parsers.grid import Cell
from parsers.labels import LONGEST, is_foreign, normal

TABLE = form.table("proactive")
LIKE = 0.75
# Of two forms that could both be meant, one has to be so much liker than the other.
MARGIN = 0.05
_NOTE = re.compile(r"[（(][^（）()]*[）)]")
_ARTICLE = re.compile(r"第二十条\s*第?\s*[（(]?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The head cells above one item, and the figure each names on one form; None where it names none."""

    form: str
    cells: tuple[tuple[str | None, Cell], ...]
    likeness: float
    row: Row


def head_rows(rows: Sequence[Row], below: Sequence[Row]) -> list[Row | None]:
    """For each row the nearest heads above it in its block; rows of lines tell their heads before their own label."""
    wanted = {id(row): at for at, row in enumerate(below)}
    places = {(row.first, row.at): at for at, row in enumerate(below) if row.layout != "loose"}
    found: list[Row | None] = [None] * len(below)
    above: dict[bool, Row | None] = {True: None, False: None}
    for row in rows:
        loose = row.layout == "loose"
        if loose:
            above[loose] = _told(row, above[loose])
        at = wanted.get(id(row), places.get((row.first, row.at)) if not loose else None)
        if at is not None:
            found[at] = above[loose]
        elif not loose:
            above[loose] = row if is_head(row) else None if _opens_block(row) else above[loose]
    return found


def _told(row: Row, above: Row | None) -> Row | None:
    said = replace(row, cells=_spoken(row), tail=())
    if is_head(said):
        return said
    return None if any(_ARTICLE.match(label) for label in row.labels[:-1]) else above


def _opens_block(row: Row) -> bool:
    """第二十条第（六）项 on a row of its own: the heads above it are another block's."""
    own = [cell for cell in row.cells if cell.text and cell.row == row.at]
    return len(own) == 1 and _ARTICLE.match(own[0].text) is not None


def _parted(cell: Cell) -> list[Cell]:
    """Heads glued to one cell over as many columns, as where a table without rules is set tightly."""
    told = _heads_in([cell.text]) if cell.columns > 1 else []
    if len(told) != cell.columns or len("".join(told)) < len(_plain(cell.text)):
        return [cell]
    return [cell._replace(text=text, column=cell.column + at, columns=1) for at, text in enumerate(told)]


def _heads_in(labels: Sequence[str]) -> list[str]:
    return scan([_NOTE.sub("", label) for label in labels], _words())


@cache
def _words() -> Mapping[str, str]:
    return {_plain(label): head.zh for head in TABLE.heads for label in (head.zh, *head.aliases)}


@cache
def _parents() -> frozenset[str]:
    return frozenset(_plain(parent) for parent in TABLE.parents)


def _spoken(row: Row) -> tuple[Cell, ...]:
    """The heads that a row of lines tells before its own label, however the lines are cut."""
    return tuple(Cell(text, 0, column) for column, text in enumerate(_heads_in(row.labels[:-1])))


@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    """A head's words without a note in brackets: 本年（2023）制发件数, 本年增/减（减用负值表示）."""
    return normal(_NOTE.sub("", text)) or normal(text)


@lru_cache(maxsize=4096)
def like(text: str, head: Head) -> float:
    plain = _plain(text)
    if len(plain) > LONGEST:
        return 0.0
    labels = [_plain(label) for label in (head.zh, *head.aliases)]
    return max(0.0 if is_foreign(plain, label, TABLE.foreign) else fuzz.ratio(plain, label) / 100 for label in labels)


def is_head(row: Row) -> bool:
    """A row that names a figure, or says 信息内容: then whatever it names rules the rows below, known or not."""
    return not row.has_figures and any(_like_any(cell.text) or _plain(cell.text) in _parents() for cell in row.cells)


@lru_cache(maxsize=4096)
def _like_any(text: str) -> bool:
    return kind(text) == "label" and (
        any(like(text, head) >= LIKE for head in TABLE.heads) or len(_heads_in([text])) > 1
    )


def columns(item: Item, row: Row | None) -> Columns | None:
    """The columns of one item under a row of heads, on the form whose heads they are."""
    if row is None:
        return None
    ways = [way for on, figures in item.figures.items() if (way := _on_form(on, figures, row)) is not None]
    ways.sort(key=lambda way: -way.likeness)
    if not ways or (len(ways) > 1 and ways[0].likeness - ways[1].likeness < MARGIN):
        return None
    return ways[0]


def _on_form(on: str, figures: tuple[str, ...], row: Row) -> Columns | None:
    heads = [TABLE.head(on, figure) for figure in figures]
    cells = _head_cells(row, len(heads))
    if row.layout == "loose" and len(cells) != len(heads):
        return None
    named = [_named(cell.text, on, figures) for cell in cells]
    if row.layout == "loose" and any(_others(cell, heads) for cell in cells):
        # Of a head that was cut in two, 处理决定数量 alone is no 本年处理决定数量.
        return None
    times = Counter(named)
    clear = [name if times[name] == 1 else None for name in named]
    likeness = sum(
        like(cell.text, TABLE.head(on, name)) for name, cell in zip(clear, cells, strict=True) if name is not None
    )
    if not likeness or (row.layout == "loose" and None in clear):
        return None
    return Columns(on, tuple(zip(clear, cells, strict=True)), likeness / max(len(heads), len(cells)), row)


def _head_cells(row: Row, wanted: int) -> list[Cell]:
    labels = [cell for cell in row.cells if kind(cell.text) == "label" and _plain(cell.text) not in _parents()]
    cells = [part for cell in labels for part in _parted(cell)]
    if len(cells) > wanted:
        # The article (第二十条第（一）项) may stand in a column of its own beside the heads.
        cells = [cell for cell in cells if not _ARTICLE.match(cell.text)]
    return cells


@lru_cache(maxsize=2048)
def _named(text: str, on: str, figures: tuple[str, ...]) -> str | None:
    """The figure that a head names; None where it names none, or two as well as each other."""
    ranked = sorted(((like(text, TABLE.head(on, figure)), figure) for figure in figures), reverse=True)
    best = ranked[0]
    if best[0] < LIKE or (len(ranked) > 1 and best[0] - ranked[1][0] < MARGIN):
        return None
    return best[1]


def _others(cell: Cell, heads: Sequence[Head]) -> bool:
    """Whether a head is, to the letter, one of the other form and none of these."""
    exact = [head for head in TABLE.heads if like(cell.text, head) == 1.0]
    return bool(exact) and not any(head in heads for head in exact)
