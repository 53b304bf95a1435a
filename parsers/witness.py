"""Two readings of one PDF, as two typists key one page: what the first leaves unproved, the second reads too.

Where they agree the characters are cleared; where they differ the cells are null and a Problem names them.
"""

from __future__ import annotations

from dataclasses import replace

from parsers.build import build
from parsers.readers.content import Content
from parsers.readers.pdf import read_pdf
from parsers.report import Check, Document, NotReport, Problem, Report

# Problems of the first reading that a second engine may not have.
_BROKEN = frozenset({"damaged", "glyphs_unreadable"})


def build_pdf(content: Content, document: Document) -> Report | NotReport:
    first = build(content, document)
    if proved(first) and all(grid.layout == "ruled" for grid in content.grids):
        return first
    second = build(read_pdf(document.body, "pdfminer"), document)
    if isinstance(second, NotReport):
        return first
    if isinstance(first, NotReport):
        return second if any(problem.code in _BROKEN for problem in first.problems) else first
    return compared(first, second)


def proved(reading: Report | NotReport) -> bool:
    """Every figure of 表三 and 表四 in identities that hold, and every cell of 表二 read without a doubt."""
    if isinstance(reading, NotReport):
        return not any(problem.code in _BROKEN for problem in reading.problems)
    if any(problem.cells or problem.code in _BROKEN for problem in reading.problems):
        return False
    held = {cell for one in reading.checks if one.status == "pass" for cell in one.cells}
    broken = {cell for one in reading.checks if one.status == "fail" for cell in one.cells}
    return not broken and all(
        cell in held or cell.startswith("proactive.") for cell, value in reading.figures.items() if value is not None
    )


def compared(first: Report, second: Report) -> Report:
    """The first reading, less the cells that the second reads otherwise."""
    if first.tables == "none" and second.tables != "none":
        return second
    differing = [
        cell
        for cell in first.figures
        if (first.figures[cell], first.marks.get(cell)) != (second.figures.get(cell), second.marks.get(cell))
        and first.figures[cell] is not None
    ]
    if not differing:
        return first
    gone = set(differing)
    detail = ", ".join(f"{cell}: {first.figures[cell]} / {second.figures.get(cell)}" for cell in differing[:5])
    return replace(
        first,
        figures={**first.figures, **dict.fromkeys(differing)},
        derived={},
        checks=tuple(_open(one) if gone & set(one.cells) else one for one in first.checks),
        problems=(*first.problems, Problem("engines_differ", tuple(differing), detail)),
    )


def _open(one: Check) -> Check:
    """A verdict that rested on a figure which is no longer believed."""
    return replace(one, status="unknown", printed=None, expected=None, blame=None, detail="")
