"""The news of a run: one row of `changes` for each thing that happened to a report, with what changed."""

from __future__ import annotations

import json
import re
import sqlite3
from typing import Literal

from parsers.report import Report
from pipelines.reading import Reading

Kind = Literal["new", "edited", "moved", "gone", "back", "reread"]

_SPACE = re.compile(r"\s+")


def say(db: sqlite3.Connection, kind: Kind, run_id: int, report_id: int, detail: str = "") -> Kind:
    db.execute(
        "INSERT INTO changes(run_id, report_id, kind, detail) VALUES (?, ?, ?, ?)", (run_id, report_id, kind, detail)
    )
    return kind


def to(url: str) -> str:
    return json.dumps({"url": url}, ensure_ascii=False)


def difference(db: sqlite3.Connection, report_id: int, before: Reading | None, now: Reading, report: Report) -> str:
    """Cells as [before, now], and the sections that are not the same; `report_id` is the version before."""
    old, new = before.figures if before else {}, now.figures
    cells = {cell: [old.get(cell), new.get(cell)] for cell in sorted({*old, *new}) if old.get(cell) != new.get(cell)}
    rows = db.execute("SELECT heading, text FROM sections WHERE report_id = ?", (report_id,)).fetchall()
    was = {_plain(heading): _plain(text) for heading, text in rows}
    is_now = {_plain(part.heading): _plain(part.text) for part in report.sections}
    sections = sorted(heading for heading in {*was, *is_now} if was.get(heading) != is_now.get(heading))
    return json.dumps({"cells": cells, "sections": sections}, ensure_ascii=False)


def _plain(text: str | None) -> str:
    return _SPACE.sub("", text or "")
