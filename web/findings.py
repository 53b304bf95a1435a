"""What does not add up in a report, in words: one mistake each, where it stands, and what was decided of it.

Which broken identities are one mistake is pipelines/findings.py's to say; here it is put into words.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines import findings as known
from pipelines.choice import Choice
from web import labels

_CHECKS = """
SELECT rule, cells, status, printed, expected, blame, severity, decision, note, detail, finding
FROM checks WHERE report_id = ?
"""
_PREVIOUS = "previous."


@dataclass(frozen=True, slots=True)
class Part:
    """One identity and its verdict."""

    rule: str
    cells: tuple[str, ...]
    status: str
    printed: float | None
    expected: float | None
    blame: str | None
    severity: str
    decision: str | None
    note: str | None
    detail: str | None
    name: str | None

    @property
    def title(self) -> str:
        return labels.rule(self.rule)

    @property
    def place(self) -> str:
        return labels.place(self.cells)

    @property
    def figures(self) -> str:
        return labels.compared(self.rule, self.printed, self.expected)

    @property
    def here(self) -> tuple[str, ...]:
        """The cells of this report; last year's stand in another."""
        return tuple(cell for cell in self.cells if not cell.startswith(_PREVIOUS))


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake; `cell` is the one misprinted cell where that is certain."""

    report_id: int
    parts: tuple[Part, ...]
    cell: str | None = None
    printed: float | None = None
    expected: float | None = None

    @property
    def first(self) -> Part:
        return self.parts[0]

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell for part in self.parts for cell in part.here))

    @property
    def decision(self) -> str | None:
        """What was decided of all of it."""
        decisions = {part.decision for part in self.parts}
        return decisions.pop() if len(decisions) == 1 else None

    @property
    def note(self) -> str | None:
        return next((part.note for part in self.parts if part.note), None)

    @property
    def where(self) -> str:
        return labels.cell_label(self.cell) if self.cell else self.first.place

    @property
    def figures(self) -> str:
        return labels.compared("each", self.printed, self.expected) if self.cell else self.first.figures


def verdicts(db: sqlite3.Connection, report_id: int) -> tuple[Part, ...]:
    """Every identity of a report, what holds as well."""
    return tuple(_part(row) for row in db.execute(_CHECKS, (report_id,)))


def _part(row: sqlite3.Row) -> Part:
    values = dict(row)
    cells = tuple(str(cell) for cell in json.loads(values.pop("cells") or "[]"))
    return Part(values.pop("rule"), cells, name=values.pop("finding"), **values)


def of_report(db: sqlite3.Connection, report: sqlite3.Row, parts: Sequence[Part]) -> tuple[Finding, ...]:
    """By weight, what was dismissed last. Only the version that counts is looked at for what is one mistake."""
    if report["is_current"]:
        found = [one for one in of_year(db, report["org_id"], report["year"]) if one.report_id == report["id"]]
    else:
        found = [Finding(report["id"], (part,)) for part in parts if part.status in ("fail", "hint")]
    return tuple(sorted(found, key=lambda one: (one.decision == known.DISMISSED, one.first.status != "fail")))


def of_year(db: sqlite3.Connection, org_id: str, year: int) -> Iterator[Finding]:
    """Those of one organisation's year, in all scopes, by weight."""
    for one in known.findings(db, Choice((org_id,), (year, year)), dismissed=True):
        parts = tuple(_broken(part) for part in one.parts)
        yield Finding(one.first.report_id, parts, one.cell, one.printed, one.expected)


def _broken(one: known.Broken) -> Part:
    check = one.check
    return Part(
        check.rule, check.cells, check.status, check.printed, check.expected, check.blame, check.severity,
        one.decision, one.note, check.detail, one.name,
    )  # fmt: skip
