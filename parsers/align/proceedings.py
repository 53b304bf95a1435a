"""表四 政府信息公开行政复议、行政诉讼情况: one row of fifteen figures without a label, found under its head.

No identity joins its three groups, so a row that is not whole is not laid out by arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers import form, numbers
from parsers.align import heads as head_rows
from parsers.align.heads import Heads
from parsers.align.place import place
from parsers.align.rows import Row, behind, kind
from parsers.align.sheet import Filled, Sheet, spelled

NAME = "proceedings"
EVERY = tuple(f"{item.key}.{head.figure}" for item in form.table(NAME).items for head in form.table(NAME).heads)
# The rows above the figures that may belong to their head, broken words and captions included.
_DEEPEST = 12
_FIGURES = {head.figure: head for head in form.table(NAME).heads}


@dataclass(frozen=True, slots=True)
class Found:
    heads: Heads
    head: tuple[Row, ...]
    row: Row


def read(rows: Sequence[Row], lost_blanks: bool) -> Filled:
    """`lost_blanks`: the document's other tables show that blanks have vanished from its lines."""
    found = list(_found(rows))
    if not found:
        return Filled(NAME, None, {})
    sheet = Sheet()
    # A spare row of blanks under the head is not the table's row where another one has figures.
    found = [one for one in found if one.row.figures] or found[:1]
    printed = {tuple(cell.text for cell in one.row.figures) for one in found}
    first = found[0]
    if len(printed) > 1:
        sheet.absent("row_repeated", _paths(EVERY), spelled(*(one.row for one in found)))
    else:
        _fill(sheet, first, lost_blanks)
    taken = {row.first for one in found for row in one.head} | {
        block for one in found for block in range(one.row.first, one.row.last + 1)
    }
    return sheet.filled(NAME, None, taken)


def _found(rows: Sequence[Row]) -> Iterator[Found]:
    """Heads of this table and the row under each; rows of lines carry their head in their own labels."""
    head: list[Row] = []
    for row in rows:
        if row.layout == "loose":
            heads = head_rows.spoken_results(row.labels)
            if heads.shown and (heads.clear or len(row.figures) >= len(EVERY) - 1) and _names_groups(row.labels):
                yield Found(heads, (), row)
            head = []
            continue
        if head and head[-1].first != row.first and not head_rows.results(head).shown:
            head = []
        row = _without_label(row) if head else row
        if (row.labels or row.figures) and not row.has_figures:
            head = [*head[-_DEEPEST:], row]
            continue
        if head and not row.labels and (row.figures or len(row.tail) >= len(EVERY)):
            heads = head_rows.results(head)
            texts = [cell.text for above in head for cell in above.cells]
            if heads.shown and _names_groups(texts):
                yield Found(heads, tuple(head), row)
        if row.labels:
            head = []


def _without_label(row: Row) -> Row:
    """Under the head, words in front of fifteen cells (件数) or in the first of them are no label of a row."""
    if not row.has_figures or len(row.labels) != 1 or len(EVERY) not in (row.width, len(row.tail)):
        return row
    start = 0 if row.width == len(EVERY) else row.start
    tail = behind(row.cells, start, row.width)
    figures = sum(cell is not None and kind(cell.text) == "figure" for cell in tail)
    return replace(row, labels=(), tail=tuple(tail), start=start) if figures > len(EVERY) - 3 else row


def _names_groups(labels: Sequence[str]) -> bool:
    """The head names its groups: 总计 and 其他 alone stand over other tables too."""
    spoken = "".join("".join(label.split()) for label in labels)
    return any(item.zh in spoken for item in form.table(NAME).items)


def _fill(sheet: Sheet, found: Found, lost_blanks: bool) -> None:
    if not found.heads.clear:
        sheet.absent("head_unclear", _paths(EVERY), spelled(found.row))
        return
    as_wide = found.row.width == max((row.width for row in found.head), default=-1)
    placed = place(replace(found.row, regular=found.row.regular or as_wide), found.heads, len(EVERY))
    doubtful = lost_blanks and found.row.layout == "loose" and not _adds_up(found.row)
    if not placed.certain or doubtful:
        sheet.absent("row_unclear", _paths(EVERY), spelled(found.row))
        return
    for name in EVERY:
        path = f"{NAME}.{name}"
        if name in found.heads.sequence:
            cell = placed.readings[0][found.heads.sequence.index(name)]
            sheet.put(path, cell, _FIGURES[name.partition(".")[2]])
    missing = [name for name in EVERY if name not in found.heads.sequence]
    if missing:
        sheet.absent("column_missing", _paths(missing))


def _adds_up(row: Row) -> bool:
    """Fifteen figures of which blanks may be missing are in their places only where each group adds up."""
    values = [figure.value if (figure := numbers.read(cell.text)) else None for cell in row.figures]
    groups = [values[at : at + 5] for at in range(0, len(values), 5)]
    return all(None not in group and sum(filter(None, group)) == 2 * (group[-1] or 0) for group in groups)


def _paths(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{NAME}.{name}" for name in names)
