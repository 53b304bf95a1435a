"""表三 收到和处理政府信息公开申请情况: rows by their labels, columns by the head, doubtful rows by the identities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from parsers import form
from parsers.align import heads as head_rows
from parsers.align.gaps import before_gaps
from parsers.align.heads import Heads
from parsers.align.match import Matched, match
from parsers.align.place import NOWHERE, Reading, place
from parsers.align.rows import Row
from parsers.align.settle import adds_up, settle, total_elsewhere
from parsers.align.sheet import Filled, Sheet, spelled
from parsers.report import Problem

NAME = "applications"
EVERY = tuple(head.figure for head in form.table(NAME).heads)
HEADS = {head.figure: head for head in form.table(NAME).heads}
_SIXTH = re.compile(r"\s*[（(]?六[）)、.．]")
# A page number may stand among the figures of a row; a row with many more is another table's.
MOST = len(EVERY) + 3


def read(rows: Sequence[Row], year: int | None) -> Filled:
    found = _sixth(match(rows, form.item_words(NAME), form.order(NAME), least=len(EVERY), most=MOST))
    printed = _form(found)
    used = printed or form.form_in_force(year)
    found = [one for one in found if used in form.table(NAME).item(one.item).figures]
    heads = _heads(rows, found)
    found = _vouched(found)
    if len(found) < 2 and not any(head.shown for head in heads.values()):
        return Filled(NAME, None, {})
    placed = {
        one.item: (heads[one.row.first].sequence, place(one.row, heads[one.row.first], len(EVERY)))
        for one in found
        if not one.rivals
    }
    if all(one.row.layout != "ruled" for one in found) and total_elsewhere(placed):
        heads = {block: replace(head, clear=False) for block, head in heads.items()}
    sheet = Sheet()
    suspect = before_gaps(rows, found, [item.key for item in form.table(NAME).items_of(used)])
    if blanks_lost(found):
        loose = {one.item for one in found if one.row.layout == "loose"}
        suspect |= {item for item in loose if item in placed and not adds_up(*placed[item])}
    placed = {item: (sequence, NOWHERE if item in suspect else way) for item, (sequence, way) in placed.items()}
    readings = settle(used, placed)
    for item in form.table(NAME).items_of(used):
        one = next((one for one in found if one.item == item.key), None)
        certain = item.key in placed and placed[item.key][1].certain
        _fill(sheet, item.key, one, heads, readings, certain)
    sheet.problems += _unknown(rows, found)
    taken = {block for one in found for block in range(one.row.first, one.row.last + 1)}
    return sheet.filled(NAME, printed, taken, lost_blanks=blanks_lost(found))


def _sixth(found: list[Matched]) -> list[Matched]:
    """（六）其他 on one row is 其他处理 of 2019; 3.其他 of 2021 stands beside its two neighbours or its group."""
    items = {one.item for one in found}
    if "other_misc" not in items or items & {"other_not_corrected", "other_fee_unpaid"}:
        return found
    kept = []
    for one in found:
        if one.item == "other_misc" and _SIXTH.match(one.row.labels[-1]) and "other_handling" not in items:
            kept.append(replace(one, item="other_handling"))
        elif one.item != "other_misc" or any("其他处理" in label for label in one.row.labels[:-1]):
            kept.append(one)
    return kept


def _form(found: Sequence[Matched]) -> str | None:
    """（六）其他处理 decides: one row in 2019, three in 2021. The head of the three is no row of its own."""
    items = form.table(NAME).items
    votes = [
        form_only
        for one in found
        for item in items
        if item.key == one.item and len(item.figures) == 1
        for form_only in item.figures
    ]
    return max(votes) if votes else None


def _heads(rows: Sequence[Row], found: Sequence[Matched]) -> dict[int, Heads]:
    """The head of each block that holds a matched row; a piece without one goes on with the columns before it."""
    heads: dict[int, Heads] = {}
    last = Heads(EVERY, shown=False)
    matched = {id(one.row) for one in found}
    by_block: dict[int, list[Row]] = {}
    for one in found:
        by_block.setdefault(one.row.first, []).append(one.row)
    for block, members in by_block.items():
        own = _unshifted(_off_labels(_own_head(rows, block, members[0], matched), members), members)
        last = _whole(own, members) if own.shown else replace(last, columns={}, shown=False)
        heads[block] = last
    return heads


def _own_head(rows: Sequence[Row], block: int, first: Row, matched: set[int]) -> Heads:
    if first.layout == "loose":
        return head_rows.spoken_applicants(first.labels[:-1])
    above = [
        row
        for row in rows
        if row.first == block
        and row.layout != "loose"
        and row.at < first.at
        and not row.has_figures
        and id(row) not in matched
    ]
    return head_rows.applicants(above)


def blanks_lost(found: Sequence[Matched]) -> bool:
    """Whether rows of lines differ in their number of figures: then one that has seven may have lost a blank too."""
    return any(one.row.layout == "loose" and len(one.row.figures) != len(EVERY) for one in found)


def _off_labels(heads: Heads, members: Sequence[Row]) -> Heads:
    """A head that stands above the labels of the rows has slid from its columns."""
    first = min((span.start for span in heads.columns.values()), default=0)
    slid = (
        heads.columns and members[0].layout == "ruled" and sum(row.start > first for row in members) > len(members) / 2
    )
    return replace(heads, columns={}, clear=False) if slid else heads


def _unshifted(heads: Heads, members: Sequence[Row]) -> Heads:
    """Where merged cells lost their spans, one label that reaches into the head's columns says that rows shift."""
    layout = members[0].layout
    first = min((span.start for span in heads.columns.values()), default=0)
    shifted = heads.columns and any(row.start > first for row in members)
    return replace(heads, columns={}) if layout == "stacked" or (layout == "tabbed" and shifted) else heads


def _vouched(found: Sequence[Matched]) -> list[Matched]:
    """Where merged cells lost their spans rows differ in width: two of one depth and one shape vouch for each other."""
    depth = {item.key: len(item.group) for item in form.table(NAME).items}
    shapes = Counter((one.row.first, depth[one.item], one.row.start, len(one.row.tail)) for one in found)
    return [
        replace(one, row=replace(one.row, regular=True))
        if one.row.layout in ("tabbed", "stacked")
        and None not in one.row.tail
        and shapes[one.row.first, depth[one.item], one.row.start, len(one.row.tail)] > 1
        else one
        for one in found
    ]


def _whole(heads: Heads, members: Sequence[Row]) -> Heads:
    """A head that could not be read leaves a gap in the order; rows that still have all seven figures fill it.

    Where the blanks are lost too, a gap is a lost column only if every row has just the figures that are left.
    """
    if not heads.clear or len(heads.sequence) == len(EVERY) or members[0].layout == "ruled":
        return heads
    counts = Counter(len(row.tail if row.layout == "stacked" else row.figures) for row in members)
    if counts[len(EVERY)] > counts[len(heads.sequence)]:
        return Heads(EVERY)
    if any(row.layout == "loose" and len(row.figures) != len(heads.sequence) for row in members):
        return replace(heads, clear=False)
    return heads


def _paths(item: str, figures: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{NAME}.{item}.{figure}" for figure in figures)


def _fill(
    sheet: Sheet,
    item: str,
    one: Matched | None,
    heads: Mapping[int, Heads],
    readings: Mapping[str, Sequence[Reading]],
    certain: bool,
) -> None:
    if one is None:
        sheet.absent("row_missing", _paths(item, EVERY))
        return
    if one.rivals:
        sheet.absent("row_repeated", _paths(item, EVERY), spelled(one.row, *one.rivals))
        return
    head = heads[one.row.first]
    if not head.clear:
        sheet.absent("head_unclear", _paths(item, EVERY), spelled(one.row))
        return
    doubtful = _columns(sheet, item, head, readings.get(item, ()), certain)
    if doubtful:
        sheet.absent("row_unclear", doubtful, spelled(one.row))
    missing = [figure for figure in EVERY if figure not in head.sequence]
    if missing:
        sheet.absent("column_missing", _paths(item, missing))


def _columns(sheet: Sheet, item: str, head: Heads, readings: Sequence[Reading], certain: bool) -> list[str]:
    """Reads the cells in which all readings agree and gives back the others, as also the blanks of a broken row."""
    doubtful = []
    for at, figure in enumerate(head.sequence):
        path = f"{NAME}.{item}.{figure}"
        cell = readings[0][at] if readings else None
        agree = certain or all(reading[at] is cell for reading in readings)
        if cell is not None and agree and (certain or cell.text):
            sheet.put(path, cell, HEADS[figure])
        else:
            doubtful.append(path)
    return doubtful


def _unknown(rows: Sequence[Row], found: Sequence[Matched]) -> list[Problem]:
    """Rows with figures among the table's own rows that are none of them."""
    if not found:
        return []
    known = {(row.first, row.at, row.last) for one in found for row in one.rows}
    first, last = found[0].row, found[-1].row
    return [
        Problem("row_unknown", (), spelled(row))
        for row in rows
        if row.has_figures
        and (row.labels or len(row.figures) > 1)  # a lone number between rows is the page's
        and (first.first, first.at) < (row.first, row.at) < (last.first, last.at)
        and (row.first, row.at, row.last) not in known
        and not any(
            one.row.first <= row.first and row.last <= one.row.last and one.row.layout == "loose" for one in found
        )
    ]
