"""JSON lines: what parse gives, from the database, and a schema that every line keeps."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from parsers import parse
from parsers.as_json import as_json
from parsers.report import Document, Report, Section
from pipelines import database
from pipelines.export.json_schema import json_schema
from pipelines.export.reports import report_json
from tests.conftest import ROOT
from tests.exporting import ODD, a_folder, exported, lines_of
from tests.reports import a_report, a_store, address, requests


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return exported(data, "jsonl")


@pytest.fixture
def db(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(database.published(data)) as db:
        yield db


@pytest.mark.parametrize("report", [
    a_report("青石县统计局", 2023, requests(new=3, carried_out=1), prose="收到申请3件，制发文件1.5万件。"),
    a_report("青石县统计局", 2020, of_form="2019", contact=replace(ODD.contact, phone="0533-1")),
    a_report("青石县统计局", 2024, tables="none", prose="只有文字。"),
    replace(ODD, sections=(Section(None, "", "一"), Section(2, "二", ""))),
], ids=["2021", "2019", "prose", "odd"])  # fmt: skip
def test_jsonl_is_what_parse_gives(report: Report) -> None:
    with a_store() as kept:
        stored = kept.put(report, region=None)
        assert stored.report_id is not None
        told = report_json(kept.db, stored.report_id)
    facts = told.pop("database")
    assert told == as_json(report, address(report))
    assert (facts["version"], facts["is_current"]) == (1, True)
    assert [one["url"] for one in facts["sources"]] == [address(report)]


@pytest.mark.parametrize("case", ["shimen-2021-old-first-block", "shimen-2022-new-heads-old-label"])
def test_jsonl_knows_the_rows_of_a_mixed_table(case: str) -> None:
    """A row has the cells of the form that it is printed on, though its table is on the other."""
    read = parse(Document((ROOT / "fixtures" / "cases" / case / "input.html").read_bytes()))
    assert isinstance(read, Report)
    with a_store() as kept:
        stored = kept.put(read, region=None)
        assert stored.report_id is not None
        told = report_json(kept.db, stored.report_id)
    assert told["proactive"] == as_json(read, "")["proactive"]


def test_jsonl_has_one_line_a_report_as_its_schema_says(folder: Path, db: sqlite3.Connection) -> None:
    lines = lines_of(folder)
    (number,) = db.execute("SELECT count(*) FROM reports WHERE is_current = 1").fetchone()
    assert len(lines) == number
    said = json.loads((folder / "reports.schema.json").read_text(encoding="utf-8"))
    assert said == json.loads(json.dumps(json_schema()))
    for line in lines:
        _conforms(line, said)


def _conforms(value: Any, said: Mapping[str, Any]) -> None:
    """As much of JSON Schema as ours uses."""
    names = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object", list: "array"}
    if "const" in said:
        assert value == said["const"]
        return
    allowed = [said["type"]] if isinstance(said["type"], str) else said["type"]
    kind = "null" if value is None else names[type(value)]
    assert kind in allowed or (kind == "integer" and "number" in allowed)
    if kind == "array":
        for one in value:
            _conforms(one, said["items"])
    if kind == "object":
        assert set(said.get("required", ())) <= set(value)
        for name, one in value.items():
            rest = said.get("additionalProperties", True)
            assert name in said.get("properties", {}) or rest
            _conforms(one, said.get("properties", {}).get(name, rest))
