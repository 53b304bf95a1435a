"""Blocks × the official forms -> figures. The only door to this package: `align`.

rows (physical rows) -> match (which row of the form) -> heads, place (which column) -> settle (doubtful rows).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers import form
from parsers.align import applications, indicators, proactive, proceedings
from parsers.align.rows import Block, rows
from parsers.align.sheet import Filled
from parsers.report import Indicator, Problem


@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables as the document shows them, and the statistics table of the years before them."""

    filled: Mapping[str, Filled]
    indicators: tuple[Indicator, ...]
    taken: frozenset[int]

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(name for name, one in self.filled.items() if one.shown)


def align(blocks: Sequence[Block], year: int | None) -> Tables:
    physical = rows(blocks)
    told, taken = indicators.read(physical)
    physical = [row for row in physical if row.first not in taken]
    received = applications.read(physical, year)
    filled = (proactive.read(physical, year), received, proceedings.read(physical, received.lost_blanks))
    used = taken.union(*(one.taken for one in filled))
    return Tables({one.name: one if one.shown else _absent(one.name, year) for one in filled}, told, used)


def _absent(name: str, year: int | None) -> Filled:
    """A table that the document does not show: the cells of the form in force, all null."""
    cells = form.cells(name, form.form_in_force(year))
    return Filled(name, None, dict.fromkeys(cells), problems=(Problem("table_missing", cells),))
