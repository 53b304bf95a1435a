"""Checks between two years of one organisation: what was carried over, and the stock of documents in force.

Pure: last year's cells and this year's go in, verdicts come out. Cells of last year are named `previous.…`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from parsers import form
from parsers.report import Check, Number, Report

CARRY_OVER, STOCK = "carry_over", "in_force_stock"
RULES = (CARRY_OVER, STOCK)
PREVIOUS = "previous."

_STOCK_ITEMS = ("regulations", "normative_documents")
# The rows that any rule here looks at.
NEEDED: Mapping[str, tuple[str, ...]] = {"applications": ("carried_in", "carried_out"), "proactive": _STOCK_ITEMS}


@dataclass(frozen=True, slots=True)
class Year:
    """One report's cells: what is printed, and what the identities force where nothing is."""

    figures: Mapping[str, Number | None]
    derived: Mapping[str, Number]
    # Whether 表三 is there at all: what it does not show is unknown, but a report without it is not asked.
    has_applications: bool

    def value(self, cell: str) -> Number | None:
        printed = self.figures.get(cell)
        return self.derived.get(cell) if printed is None else printed


def of(report: Report) -> Year:
    return Year(report.figures, report.derived, any(cell.startswith("applications.") for cell in report.figures))


def between(last: Year, this: Year) -> Iterator[Check]:
    if last.has_applications and this.has_applications:
        for head in form.table("applications").heads:
            yield _carry_over(last, this, head.figure)
    for item in _STOCK_ITEMS:
        check = _stock(last, this, item)
        if check is not None:
            yield check


def _carry_over(last: Year, this: Year, figure: str) -> Check:
    """结转下年度继续办理 of last year is 上年结转 of this one."""
    before, now = f"applications.carried_out.{figure}", f"applications.carried_in.{figure}"
    expected, printed = last.value(before), this.value(now)
    return _verdict(CARRY_OVER, (now, PREVIOUS + before), printed, expected, soft=False)


def _stock(last: Year, this: Year, item: str) -> Check | None:
    """现行有效 of last year + 制发 − 废止; only between two reports on the form that prints them."""
    before = f"proactive.{item}.in_force"
    cells = tuple(f"proactive.{item}.{figure}" for figure in ("in_force", "issued", "repealed"))
    if last.value(before) is None or this.value(cells[0]) is None:
        return None
    printed, issued, repealed = (this.value(cell) for cell in cells)
    stock = last.value(before)
    expected = None if stock is None or issued is None or repealed is None else stock + issued - repealed
    return _verdict(STOCK, (*cells, PREVIOUS + before), printed, expected, soft=True)


def _verdict(
    rule: str, cells: tuple[str, ...], printed: Number | None, expected: Number | None, *, soft: bool
) -> Check:
    severity: Literal["implied", "soft"] = "soft" if soft else "implied"
    if printed is None or expected is None:
        return Check(rule, "unknown", cells, printed, expected, severity=severity)
    if printed == expected:
        return Check(rule, "pass", cells, printed, expected, severity=severity)
    return Check(rule, "hint" if soft else "fail", cells, printed, expected, "agency", severity)
