"""What the tests of the formats share: a database with awkward text in it, and how its files are read back."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from crawler.commands.export import export as command
from pipelines import database
from pipelines.export import EXTRACTS
from tests.reports import a_report
from tests.research import a_database

FORMULA = '=HYPERLINK("http://bad.example")'
# A day that Excel has not, a count that is none, text of every awkward kind.
ODD = replace(
    a_report("怪石县统计局", 2023, {"applications.new.company": 1.5, "applications.new.total": None}, prose=FORMULA),
    title='+"甲",\r\n乙', index_number="-1+1", marks={"applications.new.total": ""}, created=date(24, 1, 20),
)  # fmt: skip


def a_folder(tmp: Path) -> Path:
    """A data folder with the database of the recipes, and the odd report."""
    with a_database(tmp / "data") as kept:
        kept.put(ODD, region=None)
    return tmp / "data"


def exported(data: Path, formats: str) -> Path:
    out = data.parent / "out"
    assert run(data, str(out), "--format", formats).exit_code == 0
    return out


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--data", str(data), *arguments])


def wanted(db: sqlite3.Connection, name: str) -> list[tuple[Any, ...]]:
    """The rows of current reports, as SQLite has them."""
    one = EXTRACTS[name]
    current = "(SELECT id FROM reports WHERE is_current = 1)"
    where = f" WHERE {one.owner} IN {current} OR {one.owner} IS NULL" if one.by == "report" else ""
    rows = db.execute(f"SELECT {', '.join(one.of.names)} FROM {name}{where}").fetchall()
    return sorted(rows, key=repr)


def wanted_rows(data: Path, name: str) -> list[tuple[Any, ...]]:
    with closing(database.published(data)) as db:
        return wanted(db, name)


def cells_of(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines()]


def as_cell(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def floats(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(float(value) if isinstance(value, int | float) else value for value in row)
