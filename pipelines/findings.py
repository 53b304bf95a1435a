"""What does not add up, as a list of findings by weight; and what people decided of them.

A finding is one mistake: one broken identity, or several that are certainly one (one_cause.py). What is unknown is no
finding. Reads the view `checks`; the only table written here is `decisions`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Literal

from parsers import form
from parsers.report import Check, Number
from pipelines import schema
from pipelines.choice import Choice
from pipelines.decisions import Decisions
from pipelines.decisions import Finding as Decided
from pipelines.one_cause import causes

# From the heaviest to the lightest.
SEVERITIES = ("printed", "implied", "soft")
BLAMES = ("agency", "reading", None)
DISMISSED, CONFIRMED = "dismissed", "confirmed"

CHECKS = schema.table("checks").names
_OPEN = f"""
SELECT {", ".join("c." + name for name in CHECKS)}, r.org, r.year, r.url, r.scope
FROM checks c JOIN reports r ON r.id = c.report_id
WHERE c.status IN ('fail', 'hint') AND r.is_current = 1 AND """  # noqa: S608  # columns of schema.toml
_HOLDING = """
SELECT v.report_id, i.rule, i.cells, v.printed, v.expected, i.severity
FROM verdicts v JOIN identities i ON i.id = v.identity_id
WHERE v.status = 'pass' AND v.report_id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True)
class Broken:
    """One row of `checks` that does not hold, and whose report it is of."""

    report_id: int
    check: Check
    decision: str | None
    note: str | None
    name: str
    org: str
    year: int
    url: str | None
    scope: str | None

    @property
    def gap(self) -> Number:
        printed, expected = self.check.printed, self.check.expected
        return 0 if printed is None or expected is None else abs(printed - expected)


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: its identities, the heaviest first, and the one misprinted cell where that is certain."""

    parts: tuple[Broken, ...]
    cell: str | None = None
    printed: Number | None = None
    expected: Number | None = None

    @property
    def first(self) -> Broken:
        return self.parts[0]

    @property
    def decision(self) -> str | None:
        """What was decided of all of it; where only a part was decided, the finding is open."""
        decisions = {part.decision for part in self.parts}
        return decisions.pop() if len(decisions) == 1 else None


def findings(
    db: sqlite3.Connection, choice: Choice, *, rule: str | None = None, dismissed: bool = False
) -> list[Finding]:
    """By weight. With `rule`, those in which it is broken; what people dismissed only where asked for."""
    where, values = choice.where()
    rows = [_broken(row) for row in db.execute(_OPEN + where, values)]
    rows.sort(key=lambda one: one.report_id)
    by_report = [list(group) for _, group in groupby(rows, key=lambda one: one.report_id)]
    holding = _holding(db, [group[0].report_id for group in by_report if len(group) > 1])
    found = [one for group in by_report for one in _grouped(db, group, holding.get(group[0].report_id, ()))]
    kept = [one for one in found if dismissed or one.decision != DISMISSED]
    if rule is not None:
        kept = [one for one in kept if any(part.check.rule == rule for part in one.parts)]
    return sorted(kept, key=_weight)


def rules(db: sqlite3.Connection) -> list[str]:
    """Those that any report was checked by."""
    return [row[0] for row in db.execute("SELECT DISTINCT rule FROM identities ORDER BY rule")]


def named(db: sqlite3.Connection, name: str) -> Finding | None:
    """The one that has this name, or a part with it."""
    org_id, year, _ = (*name.split(".", 2), "", "")[:3]
    if not (year.isascii() and year.isdecimal()):
        return None
    found = findings(db, Choice((org_id,), (int(year[:9]), int(year[:9]))), dismissed=True)
    return next((one for one in found if any(part.name == name for part in one.parts)), None)


def decided(one: Finding, decision: Literal["confirmed", "dismissed"], note: str, at: str) -> list[Decided]:
    """One line for each of its identities, for the values they have."""
    return [
        Decided(part.name, decision, part.check.printed, part.check.expected, note.strip(), at) for part in one.parts
    ]


def apply_decisions(db: sqlite3.Connection, decisions: Decisions) -> None:
    """The table becomes what the file says, where it says something else; part of the caller's transaction."""
    rows: dict[str, tuple[Any, ...]] = {}
    for one in decisions.taken:
        if isinstance(one, Decided):
            # Two organisations may have been found to be one since; of two decisions the later one counts.
            org_id, _, rest = one.fingerprint.partition(".")
            name = f"{decisions.resolve(org_id)}.{rest}"
            rows[name] = (name, one.printed, one.expected, one.decision, one.note or None, one.at or None)
    if set(rows.values()) != set(db.execute("SELECT * FROM decisions")):
        db.execute("DELETE FROM decisions")
        db.executemany(schema.insertion("decisions"), rows.values())


def _broken(row: Sequence[Any]) -> Broken:
    said = dict(zip(CHECKS, row, strict=False))
    check = Check(
        said["rule"], said["status"], _cells(said["cells"]), number(said["printed"]), number(said["expected"]),
        said["blame"], said["severity"], said["detail"] or "",
    )  # fmt: skip
    return Broken(said["report_id"], check, said["decision"], said["note"], said["finding"], *row[len(CHECKS) :])


@cache
def _cells(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def number(value: float | None) -> Number | None:
    """Counts come back from SQLite as decimals."""
    return int(value) if value is not None and value == int(value) else value


def _holding(db: sqlite3.Connection, reports: Sequence[int]) -> Mapping[int, list[Check]]:
    """The identities that hold in reports where several do not."""
    found: dict[int, list[Check]] = {}
    for report_id, rule, cells, printed, expected, severity in db.execute(_HOLDING, (json.dumps(reports),)):
        check = Check(rule, "pass", _cells(cells), number(printed), number(expected), severity=severity)
        found.setdefault(report_id, []).append(check)
    return found


def _grouped(db: sqlite3.Connection, group: Sequence[Broken], holding: Sequence[Check]) -> Iterator[Finding]:
    if len(group) == 1:
        yield Finding(tuple(group))
        return
    report_id = group[0].report_id
    for cause in causes([one.check for one in group], holding, lambda cell: _printed(db, report_id, cell)):
        parts = sorted((group[place] for place in cause.parts), key=_part_weight)
        yield Finding(tuple(parts), cause.cell, cause.printed, cause.expected)


def _printed(db: sqlite3.Connection, report_id: int, cell: str) -> Number | None:
    name, item, figure = cell.split(".")
    if cell not in form.rank(name):
        return None
    row = db.execute(f"SELECT {figure} FROM {name} WHERE report_id = ? AND item = ?", (report_id, item)).fetchone()  # noqa: S608
    return None if row is None else number(row[0])


def _weight(one: Finding) -> tuple[Any, ...]:
    """How sure the rule is, whose fault it is, how much it is; then by name, so that the order stays."""
    return (*_part_weight(one.first)[:3], one.first.org, -one.first.year, one.first.name, one.first.report_id)


def _part_weight(one: Broken) -> tuple[int, int, Number, str]:
    return (SEVERITIES.index(one.check.severity), BLAMES.index(one.check.blame), -one.gap, one.name)
