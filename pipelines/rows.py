"""A Report as rows of the schema's tables. Pure: nothing is looked up, nothing is left out, nothing is added."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from parsers.as_json import form_of
from parsers.form import TABLES
from parsers.report import Report
from pipelines import schema
from pipelines.reading import shown

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
        "cells_not_shown": len(report.figures) - shown(report),
        "contact_address": report.contact.address,
        "contact_postcode": report.contact.postcode,
        "contact_phone": report.contact.phone,
        "contact_email": report.contact.email,
    }


def of_tables(report_id: int, report: Report) -> Iterator[tuple[str, list[Row]]]:
    """Table and rows, for every table whose rows are only the report's own."""
    yield from _printed(report_id, report)
    yield "derived", [(report_id, cell, value) for cell, value in report.derived.items()]
    yield "marks", [(report_id, cell, mark) for cell, mark in report.marks.items()]
    yield "cell_places", list(_places(report_id, report))
    yield "narrative", [(report_id, one.key, one.value, one.quote) for one in report.narrative]
    yield "indicators", [(report_id, one.label, one.value, one.unit, one.key) for one in report.indicators]


def _printed(report_id: int, report: Report) -> Iterator[tuple[str, list[Row]]]:
    values = (*report.figures.values(), None)
    for name, layout in _layout(tuple(report.figures)):
        yield name, [(report_id, item, *[values[at] for at in places]) for item, places in layout]


@lru_cache(maxsize=64)
def _layout(cells: tuple[str, ...]) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    """Where the rows of each table find their values among those of these cells; -1 is the blank after the last.

    Reports on one form show the same cells, so this is worked out once for all of them. Items keep the order in
    which the parser gave them, which is that of the form.
    """
    found: dict[str, dict[str, list[int]]] = {name: {} for name in TABLES}
    for at, cell in enumerate(cells):
        name, item, figure = cell.split(".")
        figures = schema.table(name).names[2:]
        found[name].setdefault(item, [-1] * len(figures))[figures.index(figure)] = at
    return [(name, list(items.items())) for name, items in found.items()]


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
