"""A Report as rows of the schema's tables. Pure: nothing is looked up, nothing is left out, nothing is added."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from parsers.as_json import form_of
from parsers.form import TABLES
from parsers.report import Report
from pipelines import schema

Row = tuple[Any, ...]


def facts(report: Report) -> dict[str, Any]:
    """The columns of `reports` that the document itself fills."""
    start, end = report.period or (None, None)
    return {
        "org": report.org,
        "year": report.year,
        "title": report.title,
        "published": report.published and report.published.isoformat(),
        "created": report.created and report.created.isoformat(),
        "form": form_of(report),
        "form_proactive": report.forms.get("proactive"),
        "form_applications": report.forms.get("applications"),
        "scope": report.scope,
        "tables": report.tables,
        "period_start": start and start.isoformat(),
        "period_end": end and end.isoformat(),
        "index_number": report.index_number,
        "cells_not_shown": sum(value is None and cell not in report.marks for cell, value in report.figures.items()),
        "contact_address": report.contact.address,
        "contact_postcode": report.contact.postcode,
        "contact_phone": report.contact.phone,
        "contact_email": report.contact.email,
    }


def of_tables(report_id: int, report: Report) -> Iterator[tuple[str, list[Row]]]:
    """Table and rows, for every table whose rows are only the report's own."""
    for name in TABLES:
        yield name, list(_printed(report_id, report, name))
    yield "derived", [(report_id, cell, value) for cell, value in report.derived.items()]
    yield "marks", [(report_id, cell, mark) for cell, mark in report.marks.items()]
    yield "cell_places", list(_places(report_id, report))
    yield "narrative", [(report_id, one.key, one.value, one.quote) for one in report.narrative]
    yield "indicators", [(report_id, one.label, one.value, one.unit, one.key) for one in report.indicators]


def _printed(report_id: int, report: Report, name: str) -> Iterator[Row]:
    """Items in the order in which the parser gave them, which is that of the form."""
    columns = _columns(name)
    items: dict[str, list[Any]] = {}
    for cell, value in report.figures.items():
        table, item, figure = _parts(cell)
        if table == name:
            items.setdefault(item, [None] * len(columns))[columns[figure]] = value
    for item, values in items.items():
        yield (report_id, item, *values)


@cache
def _columns(name: str) -> dict[str, int]:
    return {figure: place for place, figure in enumerate(schema.table(name).names[2:])}


@lru_cache(maxsize=4096)
def _parts(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("."))


def _places(report_id: int, report: Report) -> Iterator[Row]:
    """Whole points, outwards: a third of the room, and a box that is drawn round the cell is no worse for it."""
    for cell, box in report.places.items():
        yield (report_id, cell, box.page, math.floor(box.x0), math.floor(box.y0), math.ceil(box.x1), math.ceil(box.y1))


def sections(report_id: int, report: Report) -> list[Row]:
    return [(report_id, part.number, part.heading, part.text) for part in report.sections]


def problems(document_id: str, report_id: int | None, report: Report) -> list[Row]:
    return [
        (document_id, report_id, one.code, json.dumps(one.cells, ensure_ascii=False), one.detail)
        for one in report.problems
    ]
