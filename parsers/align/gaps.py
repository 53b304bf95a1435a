"""Rows before a gap, where a cell is a line of its own and a row is not one thing on the page.

A lost page may begin within one row and end within another: then the figures behind a label are another row's.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.align.match import Matched
from parsers.align.rows import Row


def before_gaps(rows: Sequence[Row], found: Sequence[Matched], items: Sequence[str]) -> frozenset[str]:
    """The items whose row is followed by the loss of another, without figures in between that could be that row's."""
    suspect = set()
    for one, after in zip(found, [*found[1:], None], strict=True):
        last = items[-1] if after is None else after.item
        lost = items.index(last) - items.index(one.item) - (after is not None)
        if not one.row.keeps_rows and lost > 0 and not _figures_between(rows, one.row, after.row if after else None):
            suspect.add(one.item)
    return frozenset(suspect)


def _figures_between(rows: Sequence[Row], row: Row, after: Row | None) -> bool:
    start = (row.last, row.at)
    stop = (after.first, after.at) if after is not None else None
    return any(
        other.has_figures and start < (other.first, other.at) and (stop is None or (other.first, other.at) < stop)
        for other in rows
        if len(other.figures) > 1 or other.labels
    )
