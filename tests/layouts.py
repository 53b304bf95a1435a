"""The three official tables printed in every layout that real reports come in, whole or damaged.

A `Sheet` is a printed table: a matrix whose entries name the cell that covers them. Damage is done to the matrix or to
the rows that come of it; the figures themselves are never altered. Shares nothing with the parsers but the form's data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from parsers import form

Figures = Mapping[str, object]


@dataclass(frozen=True)
class Sheet:
    """`matrix[r][c]` is the number of the cell that covers row r and column c; `texts` what the cells print."""

    matrix: tuple[tuple[int, ...], ...]
    texts: tuple[str, ...]
    labels: int  # columns of labels

    def without_row(self, at: int) -> Sheet:
        return Sheet(self.matrix[:at] + self.matrix[at + 1 :], self.texts, self.labels)

    def with_row_moved(self, at: int, to: int) -> Sheet:
        rows = list(self.matrix)
        rows.insert(to, rows.pop(at))
        return Sheet(tuple(rows), self.texts, self.labels)

    def without_column(self, at: int) -> Sheet:
        return Sheet(tuple(row[:at] + row[at + 1 :] for row in self.matrix), self.texts, self.labels)

    def with_column_moved(self, at: int, to: int) -> Sheet:
        rows = []
        for row in self.matrix:
            cells = list(row)
            cells.insert(to, cells.pop(at))
            rows.append(tuple(cells))
        return Sheet(tuple(rows), self.texts, self.labels)

    def misread(self, cell: int, text: str) -> Sheet:
        return Sheet(self.matrix, (*self.texts[:cell], text, *self.texts[cell + 1 :]), self.labels)


def _sheet(rows: Sequence[Sequence[tuple[str, int, int]]], labels: int) -> Sheet:
    """Rows of (text, rowspan, colspan), as a page's source has them."""
    matrix: list[dict[int, int]] = [{} for _ in rows]
    texts: list[str] = []
    for r, row in enumerate(rows):
        column = 0
        for text, down, across in row:
            while column in matrix[r]:
                column += 1
            for dr in range(down):
                for dc in range(across):
                    matrix[r + dr][column + dc] = len(texts)
            texts.append(text)
    return Sheet(tuple(tuple(row[c] for c in sorted(row)) for row in matrix), tuple(texts), labels)


def _printed(value: object) -> str:
    return "" if value is None else str(value)


def applications(figures: Figures, on: str) -> Sheet:
    of = form.table("applications")
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    names = [head.zh for head in of.heads]
    rows: list[list[tuple[str, int, int]]] = [
        [(corner, 3, 3), ("申请人情况", 1, 7)],
        [(names[0], 2, 1), ("法人或其他组织", 1, 5), (names[-1], 2, 1)],
        [(name, 1, 1) for name in names[1:-1]],
    ]
    items = of.items_of(on)
    seen: set[tuple[str, ...]] = set()
    for item in items:
        row: list[tuple[str, int, int]] = []
        for depth in range(len(item.group)):
            path = item.group[: depth + 1]
            if path not in seen:
                seen.add(path)
                row.append((path[-1], sum(other.group[: depth + 1] == path for other in items), 1))
        row.append((item.zh, 1, 3 - len(item.group)))
        row += [(_printed(figures[f"applications.{item.key}.{head.figure}"]), 1, 1) for head in of.heads]
        rows.append(row)
    return _sheet(rows, 3)


def proceedings(figures: Figures) -> Sheet:
    of = form.table("proceedings")
    leaves = [head.zh for head in of.heads]
    cells = form.cells("proceedings", "2021")
    return _sheet(
        [
            [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
            [(name, 2, 1) for name in leaves] + [("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
            [(name, 1, 1) for name in leaves * 2],
            [(_printed(figures[cell]), 1, 1) for cell in cells],
        ],
        0,
    )


def proactive(figures: Figures, on: str) -> Sheet:
    of = form.table("proactive")
    rows: list[list[tuple[str, int, int]]] = []
    group = heads = None
    for item in of.items_of(on):
        names = item.figures[on]
        width = 3 if len(names) == 1 else 1
        if item.group != group:
            group = item.group
            rows.append([(group[0], 1, 4)])
            heads = None
        if names != heads:
            heads = names
            rows.append([("信息内容", 1, 1)] + [(of.head(on, name).zh, 1, width) for name in names])
        rows.append(
            [(item.zh, 1, 1)] + [(_printed(figures[f"proactive.{item.key}.{name}"]), 1, width) for name in names]
        )
    full = [row + [("", 1, 1)] * (4 - sum(across for _, _, across in row)) for row in rows]
    return _sheet(full, 1)


Line = list[tuple[str, int, int]]


def lines(sheet: Sheet) -> list[Line]:
    """The rows as a page's source has them; a cell that damage has torn apart prints its text once."""
    done: set[int] = set()
    rows: list[Line] = []
    covered: set[tuple[int, int]] = set()
    for r, row in enumerate(sheet.matrix):
        line: Line = []
        for c, cell in enumerate(row):
            if (r, c) in covered:
                continue
            across = 1
            while c + across < len(row) and row[c + across] == cell and (r, c + across) not in covered:
                across += 1
            down = 1
            while r + down < len(sheet.matrix) and sheet.matrix[r + down][c : c + across] == (cell,) * across:
                down += 1
            covered |= {(r + dr, c + dc) for dr in range(down) for dc in range(across)}
            line.append(("" if cell in done else sheet.texts[cell], down, across))
            done.add(cell)
        rows.append(line)
    return rows


def ruled(rows: Sequence[Line]) -> str:
    html = []
    for row in rows:
        cells = "".join(
            f'<td rowspan="{down}" colspan="{across}"><p><span>{escape(text)}</span></p></td>'
            for text, down, across in row
        )
        html.append(f"<tr>{cells}</tr>")
    return "<table>" + "\n".join(html) + "</table>"


def flat(rows: Sequence[Line]) -> list[list[str]]:
    """Column by column, a merged cell's text at its upper left corner and blanks for the rest of it."""
    table: list[dict[int, str]] = [{} for _ in rows]
    for r, row in enumerate(rows):
        column = 0
        for text, down, across in row:
            while column in table[r]:
                column += 1
            for dr in range(min(down, len(rows) - r)):
                for dc in range(across):
                    table[r + dr][column + dc] = text if dr == dc == 0 else ""
    return [[row[c] for c in sorted(row)] for row in table]


def squeezed(rows: Sequence[Line]) -> list[list[str]]:
    """Spans lost altogether: a cell that hangs down leaves one blank, a wide one leaves none."""
    hanging: list[tuple[int, int]] = []
    table = []
    for row in rows:
        cells: list[str] = []
        column = 0
        fresh: list[tuple[int, int]] = []
        queue = list(row)
        while queue or any(at == column for at, _ in hanging):
            if any(at == column for at, _ in hanging):
                cells.append("")
                column += 1
                continue
            text, down, across = queue.pop(0)
            cells.append(text)
            fresh += [(column + dc, down) for dc in range(across)]
            column += across
        hanging = [(at, left - 1) for at, left in [*hanging, *fresh] if left > 1]
        table.append(cells)
    return table


def tab_cells(rows: Sequence[Line]) -> str:
    return "\n\n".join("\n".join("\t" + text for text in row) for row in squeezed(rows))


def tabs(rows: Sequence[Line]) -> str:
    return "\n".join("\t".join(row) for row in flat(rows))


def pipes(rows: Sequence[Line]) -> str:
    table = flat(rows)
    rule = "|" + "|".join(" --- " for _ in table[0]) + "|"
    padded = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([padded[0], rule, *padded[1:]])


def bare_pipes(rows: Sequence[Line]) -> str:
    return "\n".join("|".join(row) for row in flat(rows))


def paragraphs(rows: Sequence[Line]) -> str:
    return "\n\n".join(text for row in rows for text, _, _ in row if text)


def blanks(rows: Sequence[Line]) -> str:
    return "\n".join(" ".join(text for text, _, _ in row if text) for row in rows)


KEEP_BLANKS: Mapping[str, Callable[[Sequence[Line]], str]] = {
    "ruled": ruled, "tab_cells": tab_cells, "tabs": tabs, "pipes": pipes, "bare_pipes": bare_pipes,
}  # fmt: skip
LOSE_BLANKS: Mapping[str, Callable[[Sequence[Line]], str]] = {"paragraphs": paragraphs, "blanks": blanks}
LAYOUTS = {**KEEP_BLANKS, **LOSE_BLANKS}
