"""The three tables as the official form prints them: merged heads, groups, and where each figure stands.

Pure: the items of a report and the columns of each go in, boxes come out. Knows labels and places, no figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from parsers import form
from parsers.form import FORMS, Head, Item, Table
from web import labels
from web.language import either

Kind = Literal["cell", "head", "row", "group", "corner"]

# Blocks of 表二 have one, two or three figures (in a mixed table more), and each block is as wide as the others.
WIDE = 12
# What stands left of the figures of 表三: result, group, row.
DEEP = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the printed table: a label, or the place of a figure (`cell` is its path)."""

    kind: Kind
    text: str = ""
    cell: str = ""
    across: int = 1
    down: int = 1


Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """`heads` stand above all rows; 表二 has none, its blocks bring their own."""

    name: str
    number: str
    title: str
    heads: tuple[Row, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row with the columns that it has."""

    item: Item
    heads: tuple[Head, ...]

    def cells(self, table: str) -> Iterator[Box]:
        for head, across in zip(self.heads, self.across, strict=True):
            yield Box("cell", cell=f"{table}.{self.item.key}.{head.figure}", across=across)

    @property
    def across(self) -> tuple[int, ...]:
        """How wide each column is where all rows are as wide as `WIDE`."""
        each, rest = divmod(WIDE, len(self.heads))
        return (*(each for _ in self.heads[:-1]), each + rest)


def printed(name: str, columns: Mapping[str, Sequence[str]], of_form: str) -> Printed:
    """One table with the rows and columns that a report has, in the order of the form."""
    of = form.table(name)
    lines = [Line(item, _heads(of, columns[item.key], of_form)) for item in of.items if columns.get(item.key)]
    draw = {"proactive": _proactive, "applications": _applications, "proceedings": _proceedings}[name]
    heads, rows = draw(of, lines)
    return Printed(name, of.number, either(of.zh, of.en), heads, rows)


def _heads(of: Table, figures: Sequence[str], of_form: str) -> tuple[Head, ...]:
    """The heads as this form words them; a figure that only the other form prints has that form's words."""
    return tuple(
        min((head for head in of.heads if head.figure == figure), key=lambda head: of_form not in head.forms)
        for figure in figures
    )


def item_label(item: Item) -> str:
    return either(item.zh, item.en)


def head_label(head: Head) -> str:
    return either(head.zh, head.en)


def _proactive(of: Table, lines: Sequence[Line]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    rows: list[Row] = []
    for group, block in groupby(lines, key=lambda line: line.item.group):
        rows.append((Box("group", labels.group(group[0]), across=WIDE + 1),))
        above: tuple[Head, ...] = ()
        for line in block:
            if line.heads != above:
                pairs = zip(line.heads, line.across, strict=True)
                heads = (Box("head", head_label(head), across=across) for head, across in pairs)
                rows.append((Box("corner", labels.group("信息内容")), *heads))
                above = line.heads
            rows.append((Box("row", item_label(line.item)), *line.cells(of.name)))
    return (), tuple(rows)


def _applications(of: Table, lines: Sequence[Line]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    return tuple(_applicants(of)), tuple(_results(of, lines))


def _applicants(of: Table) -> Iterator[Row]:
    """Three rows of heads: all applicants, who is a body, and which body."""
    yield (Box("corner", labels.group("corner"), across=DEEP, down=3),
           Box("head", labels.group("申请人情况"), across=len(of.heads)))  # fmt: skip
    second: list[Box] = []
    for parent, heads in groupby(of.heads, key=lambda head: head.parent):
        if parent is None:
            second += [Box("head", head_label(head), down=2) for head in heads]
        else:
            second.append(Box("head", labels.group(parent), across=len(tuple(heads))))
    yield tuple(second)
    yield tuple(Box("head", head_label(head)) for head in of.heads if head.parent)


def _results(of: Table, lines: Sequence[Line]) -> Iterator[Row]:
    for at, line in enumerate(lines):
        item = line.item
        left: list[Box] = []
        for depth, group in enumerate(item.group):
            path = item.group[: depth + 1]
            if at == 0 or lines[at - 1].item.group[: depth + 1] != path:
                same = sum(1 for other in lines[at:] if other.item.group[: depth + 1] == path)
                left.append(Box("group", labels.group(group), down=same))
        left.append(Box("row", item_label(item), across=DEEP - len(item.group)))
        yield (*left, *(replace(cell, across=1) for cell in line.cells(of.name)))


def _proceedings(of: Table, lines: Sequence[Line]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """One row of figures; what was litigated stands one level deeper than what was reconsidered."""
    heads: tuple[list[Box], ...] = ([], [], [])
    for group, block in groupby(lines, key=lambda line: line.item.group):
        several = tuple(block)
        if group:
            wide = sum(len(line.heads) for line in several)
            heads[0].append(Box("head", labels.group(group[0]), across=wide))
        top = 1 if group else 0
        for line in several:
            heads[top].append(Box("head", item_label(line.item), across=len(line.heads)))
            heads[top + 1].extend(Box("head", head_label(head), down=2 - top) for head in line.heads)
    cells = tuple(replace(cell, across=1) for line in lines for cell in line.cells(of.name))
    return tuple(tuple(row) for row in heads if row), (cells,)


def form_of(stated: str | None, year: int | None) -> str:
    return stated if stated in FORMS else form.form_in_force(year)
