"""JSON lines: one report an object, and beside them the JSON Schema that says what each key is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.export.json_schema import json_schema
from pipelines.export.reports import report_json

FILE, SCHEMA = "reports.jsonl", "reports.schema.json"


def write(db: sqlite3.Connection, folder: Path, parts: Iterator[Sequence[int]]) -> Iterator[None]:
    """Goes on after each part, so that a caller sees how far it is."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    (folder / SCHEMA).write_text(text + "\n", encoding="utf-8")
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        for report_ids in parts:
            for report_id in report_ids:
                file.write(json.dumps(report_json(db, report_id), ensure_ascii=False) + "\n")
            yield
