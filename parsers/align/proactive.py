"""表二 主动公开政府信息情况: items by their labels, columns by the heads printed above each block.

Mixed tables exist, so each item is read on the form whose heads stand above it, never on that of its year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from parsers import form, numbers
from parsers.align.gaps import before_gaps
from parsers.align.match import Matched, match
from parsers.align.proactive_heads import TABLE, Columns, columns, head_rows
from parsers.align.rows import Row
from parsers.align.sheet import Filled, Sheet, spelled
from parsers.form import Item
from parsers.grid import Cell
from parsers.report import Problem

NAME = "proactive"
# The widest block has three figures; a row with many more is another table's.
MOST = 6
_UNIT = re.compile(r"单位\s*:?\s*([^\W\d_]{1,6})|[(]\s*([^\W\d_]{0,4}元)")

Cells = dict[str, Cell | None]


def read(rows: Sequence[Row], year: int | None) -> Filled:
    found = match(rows, form.item_words(NAME), form.order(NAME), least=1, most=MOST)
    above = head_rows(rows, [one.row for one in found])
    heads = {one.item: head for one, head in zip(found, above, strict=True)}
    if len(found) < 2 and not any(heads.values()):
        return Filled(NAME, None, {})
    ways = {one.item: columns(TABLE.item(one.item), heads[one.item]) for one in found}
    printed = _form(ways)
    used = printed or form.form_in_force(year)
    suspect = before_gaps(rows, found, [item.key for item in TABLE.items if used in item.figures or item.key in ways])
    sheet = Sheet()
    for item in TABLE.items:
        way = ways.get(item.key)
        on = way.form if way else used
        if on in item.figures:
            one = next((one for one in found if one.item == item.key), None)
            _fill(sheet, item, on, one, way, whole=item.key not in suspect)
    sheet.problems += _unknown(rows, found)
    taken = {block for one in found for block in range(one.row.first, one.row.last + 1)}
    return sheet.filled(NAME, printed, taken)


def _form(ways: Mapping[str, Columns | None]) -> str | None:
    """The form of most items whose heads are shown; a mixed table is called by its first block."""
    votes = Counter(way.form for way in ways.values() if way)
    ranked = votes.most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return next(way.form for way in ways.values() if way)
    return ranked[0][0] if ranked else None


def _fill(sheet: Sheet, item: Item, on: str, one: Matched | None, way: Columns | None, whole: bool) -> None:
    paths = {figure: f"{NAME}.{item.key}.{figure}" for figure in item.figures[on]}
    if one is None:
        sheet.absent("row_missing", paths.values())
        return
    if one.rivals:
        sheet.absent("row_repeated", paths.values(), spelled(one.row, *one.rivals))
        return
    if way is None:
        sheet.absent("head_unclear", paths.values(), spelled(one.row))
        return
    reading = _under_heads(one.row, way) if whole else None
    if reading is None:
        sheet.absent("row_unclear", paths.values(), spelled(one.row))
        return
    signs = any(TABLE.head(on, figure).signed for figure in paths)
    for figure, cell in reading.items():
        unit = _printed_unit(way, figure)
        if unit == "":
            sheet.absent("head_unclear", [paths[figure]], spelled(one.row))
        else:
            sheet.put(paths[figure], cell, TABLE.head(on, figure), signs, unit)
    missing = [path for figure, path in paths.items() if figure not in reading]
    if missing:
        unclear = any(name is None for name, _ in way.cells)
        sheet.absent("head_unclear" if unclear else "column_missing", missing, spelled(one.row))


def _printed_unit(way: Columns, figure: str) -> str | None:
    """A head of money may print a unit of its own, （单位：元） in place of 万元; "" where it is none that is known."""
    if TABLE.head(way.form, figure).unit != "万元":
        return None
    printed = next(cell.text for name, cell in way.cells if name == figure)
    found = _UNIT.search(numbers.clean(printed))
    if found is None:
        return None
    unit = (found[1] or found[2]).removeprefix("人民币")
    return None if unit == "万元" else unit if unit in numbers.money() else ""


def _under_heads(row: Row, way: Columns) -> Cells | None:
    """The figure under each head that names one; None where the row does not lie under its heads."""
    if row.layout == "loose":
        whole = len(row.figures) == len(way.cells)
        return {name: cell for (name, _), cell in zip(way.cells, row.figures, strict=True) if name} if whole else None
    if not (row.regular or (row.width == way.row.width and None not in row.tail)):
        return None
    reading: Cells = {}
    used: set[Cell] = set()
    for name, head in way.cells:
        below = _below(row, head)
        printed = {cell for cell in below if cell.text}
        if not below or len(printed) > 1 or printed & used:
            return None
        used |= printed
        if name is not None:
            reading[name] = next(iter(printed), below[0])
    if set(row.figures) - used or not all(_own(cell, row, way) for cell in used):
        return _only_figure(row, way)
    return reading


def _below(row: Row, head: Cell) -> list[Cell]:
    slots = range(head.column - row.start, head.column + head.columns - row.start)
    return list(dict.fromkeys(cell for slot in slots if 0 <= slot < len(row.tail) and (cell := row.tail[slot])))


def _own(cell: Cell, row: Row, way: Columns) -> bool:
    """A figure under one head alone, and of this row alone."""
    if row.layout == "ruled" and (cell.rows != 1 or cell.row != row.at):
        return False
    reach = range(cell.column, cell.column + cell.columns)
    return sum(any(c in reach for c in range(head.column, head.column + head.columns)) for _, head in way.cells) < 2


def _only_figure(row: Row, way: Columns) -> Cells | None:
    """One head and one figure of this row's own, though not one above the other: there is nothing to mix up."""
    (name, _), *others = way.cells
    if others or name is None or len(row.figures) != 1:
        return None
    cell = row.figures[0]
    own = row.layout != "ruled" or (cell.rows == 1 and cell.row == row.at)
    return {name: cell} if own else None


def _unknown(rows: Sequence[Row], found: Sequence[Matched]) -> list[Problem]:
    """Rows with figures among the table's own rows that are none of them."""
    known = {(row.first, row.at) for one in found for row in one.rows}
    first, last = min(known, default=(0, 0)), max(known, default=(0, 0))
    return [
        Problem("row_unknown", (), spelled(row))
        for row in rows
        if row.has_figures
        and (row.labels or len(row.figures) > 1)  # a lone number between rows is the page's
        and first < (row.first, row.at) < last
        and (row.first, row.at) not in known
    ]
