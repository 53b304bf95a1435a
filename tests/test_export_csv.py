"""CSV: reads back as the database, is safe in a spreadsheet, and its data package says the truth."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import database
from pipelines.export import EXTRACTS
from pipelines.export.cells import UNDO, safe
from tests.exporting import FORMULA, ODD, a_folder, as_cell, cells_of, exported, wanted


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return exported(data, "csv")


@pytest.fixture
def db(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(database.published(data)) as db:
        yield db


@pytest.mark.parametrize("name", EXTRACTS)
def test_csv_reads_back_as_the_database(folder: Path, db: sqlite3.Connection, name: str) -> None:
    head, *rows = cells_of(folder, name)
    assert tuple(head) == EXTRACTS[name].of.names
    undone = [tuple(re.sub(UNDO, r"\1", cell) for cell in row) for row in rows]
    assert sorted(undone, key=repr) == sorted((tuple(map(as_cell, row)) for row in wanted(db, name)), key=repr)


def test_csv_begins_with_a_mark_and_tells_null_from_empty(folder: Path) -> None:
    body = (folder / "figures.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbfreport_id,")
    # value, derived, mark, state: a printed number has no mark, a blank has an empty one.
    assert b',"new","natural_person",0,,,"printed",' in body
    assert re.search(rb',"new","total",,\d*,"","blank",', body)


def test_pandas_reads_csv_with_nulls_as_nulls(folder: Path, db: sqlite3.Connection) -> None:
    panel = pd.read_csv(folder / "panel.csv").set_index("report_id")
    (report_id,) = db.execute("SELECT report_id FROM panel WHERE new IS NULL AND org LIKE '临溪%'").fetchone()
    assert panel["new"].isna()[report_id]
    assert panel["days_late"].notna()[report_id]


@pytest.mark.parametrize("name", EXTRACTS)
def test_datapackage_is_valid(folder: Path, name: str) -> None:
    """By the specification of Frictionless Data (v1): names, types, keys and references hold in the files."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    resources = {one["name"]: one for one in package["resources"]}
    assert list(resources) == list(EXTRACTS)
    said = resources[name]
    head, *rows = cells_of(folder, said["path"].removesuffix(".csv"))
    fields = said["schema"]["fields"]
    assert [field["name"] for field in fields] == head
    assert all(field["title"] and field["description"] for field in fields)
    for field, values in zip(fields, zip(*rows, strict=True), strict=False):
        assert all(_CASTS[field["type"]].fullmatch(value) for value in values if value)
    key = [head.index(one) for one in said["schema"].get("primaryKey", ())]
    assert not key or len({tuple(row[at] for at in key) for row in rows}) == len(rows)
    for one in said["schema"].get("foreignKeys", ()):
        other = one["reference"]["resource"] or name
        at = cells_of(folder, other)[0].index(one["reference"]["fields"])
        there = {row[at] for row in cells_of(folder, other)[1:]}
        assert {row[head.index(one["fields"])] for row in rows} - {""} <= there


_CASTS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "string": re.compile(r"(?s).*"),
}


TEXTS = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠a1甲 "), max_size=5)


@given(st.lists(TEXTS | st.none(), max_size=5))
def test_a_formula_is_defused_and_nothing_is_lost(texts: list[str | None]) -> None:
    given_ = pa.record_batch([pa.array(texts, pa.string())], names=["text"])
    made = safe(given_).column(0).to_pylist()
    assert not [one for one in made if one and one[0] in "=+-@\t\r\n＝＋－＠"]
    assert [one if one is None else re.sub(UNDO, r"\1", one) for one in made] == texts


def test_text_that_looks_like_a_formula_is_defused_and_numbers_are_left(folder: Path) -> None:
    assert f"'{ODD.title}" in [row[4] for row in cells_of(folder, "reports")]
    assert [row[4] for row in cells_of(folder, "sections")].count(f"'{FORMULA}") == 1
    assert "-11" in [row[7] for row in cells_of(folder, "panel")]
