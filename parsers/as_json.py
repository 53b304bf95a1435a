"""A Report or a NotReport as the JSON object that `gongkai parse --json` promises (docs/data.md).

Only spells what was read: keys in the promised order, every item of the form there, null where no number was read.
Reads nothing, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from parsers.form import FORMS, TABLES, cells, form_in_force, order
from parsers.report import Check, NotReport, Number, Problem, Report

LEGACY = "legacy"

Json = dict[str, Any]
Value = TypeVar("Value")


def as_json(result: Report | NotReport, file: str) -> Json:
    if isinstance(result, NotReport):
        return {"file": file, "report": False, "kind": result.kind, "problems": _problems(result.problems)}
    return {
        "file": file,
        "report": True,
        **_facts(result),
        **{name: figures(result, name) for name in TABLES},
        "derived": dict(_in_order(result.derived)),
        "marks": dict(_in_order(result.marks)),
        **_indicators(result),
        "sections": [{"number": part.number, "heading": part.heading, "text": part.text} for part in result.sections],
        "narrative": [{"key": one.key, "value": one.value, "quote": one.quote} for one in result.narrative],
        "checks": [_check(check) for check in result.checks],
        "problems": _problems(result.problems),
    }


def form_of(report: Report) -> str | None:
    """The form of the report as a whole: that of 表二, of 表三 where 表二 is not shown."""
    return report.forms.get("proactive") or report.forms.get("applications") or (LEGACY if report.indicators else None)


def paths(report: Report, name: str) -> tuple[str, ...]:
    """The cells of one table: those the report has (a mixed table has some of either form), or else its form's."""
    has = [path for path in report.figures if path.startswith(f"{name}.")]
    if has:
        return tuple(path for path, _ in _in_order(dict.fromkeys(has)))
    form = report.forms.get(name)
    return cells(name, form if form in FORMS else form_in_force(report.year))


def figures(report: Report, name: str) -> dict[str, dict[str, Number | None]]:
    """Items with their figures, by item in printed order."""
    table: dict[str, dict[str, Number | None]] = {}
    for path in paths(report, name):
        _, item, figure = path.split(".")
        table.setdefault(item, {})[figure] = report.figures.get(path)
    return table


def _facts(report: Report) -> Json:
    return {
        "title": report.title,
        "org": report.org,
        "year": report.year,
        "form": form_of(report),
        "forms": {name: report.forms.get(name) for name in ("proactive", "applications")},
        "scope": report.scope,
        "tables": report.tables,
        "period": [day.isoformat() for day in report.period] if report.period else None,
        "published": report.published.isoformat() if report.published else None,
        "created": report.created.isoformat() if report.created else None,
        "index_number": report.index_number,
        "contact": {
            "address": report.contact.address,
            "postcode": report.contact.postcode,
            "phone": report.contact.phone,
            "email": report.contact.email,
        },
    }


def _indicators(report: Report) -> Json:
    """Only a report on the form before 2019 has this key."""
    if form_of(report) != LEGACY and not report.indicators:
        return {}
    rows = [{"label": row.label, "value": row.value, "unit": row.unit, "key": row.key} for row in report.indicators]
    return {"indicators": rows}


def _in_order(by_path: Mapping[str, Value]) -> Iterable[tuple[str, Value]]:
    """By table and item as printed; the figures of an item stay in the order they came in."""
    return sorted(by_path.items(), key=lambda pair: _place(pair[0]))


def _place(path: str) -> tuple[int, int]:
    name, item, _ = path.split(".")
    return TABLES.index(name), order(name)[item]


def _check(check: Check) -> Json:
    return {
        "rule": check.rule,
        "status": check.status,
        "cells": list(check.cells),
        "printed": check.printed,
        "expected": check.expected,
        "blame": check.blame,
        "detail": check.detail,
    }


def _problems(problems: Iterable[Problem]) -> list[Json]:
    return [{"code": one.code, "cells": list(one.cells), "detail": one.detail} for one in problems]
