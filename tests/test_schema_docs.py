"""The schema's documentation says what the database is: every table, column, key, index and reference."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlite_utils import Database

from pipelines import database, schema
from pipelines.panel_docs import explained
from pipelines.schema_docs import GROUPS, datasette_metadata, markdown, readme_table
from pipelines.views import SUMS
from tests.conftest import ROOT

TEXT = markdown()
TABLES: dict[str, str] = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", TEXT, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with closing(database.connect(":memory:")) as db:
        yield db


def test_the_file_is_fresh() -> None:
    said = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    assert said == TEXT, "run `make docs` (python -m pipelines.schema_docs > docs/schema.md)"


def test_every_table_stands_in_one_group() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(
        one.name for one in schema.everything()
    )
    assert list(TABLES) == [name for names in GROUPS.values() for name in names]


@pytest.mark.parametrize("one", schema.everything(), ids=lambda one: one.name)
def test_columns_are_those_of_the_database(db: sqlite3.Connection, one: schema.Table) -> None:
    there = [row[1] for row in db.execute(f"PRAGMA table_info({one.name})")]
    assert re.findall(r"^\| `(\w+)` \|", TABLES[one.name], re.MULTILINE) == there
    assert all(column.zh and column.en for column in one.columns)


@pytest.mark.parametrize("one", schema.tables(), ids=lambda one: one.name)
def test_references_are_those_of_the_database(db: sqlite3.Connection, one: schema.Table) -> None:
    there = {(key.column, f"{key.other_table}.{key.other_column}") for key in Database(db).table(one.name).foreign_keys}
    assert set(re.findall(r"^- `(\w+)` → \[`([\w.]+)`\]", TABLES[one.name], re.MULTILINE)) == there
    drawn = set(re.findall(rf"^    (\w+) \|\|--o\{{ {one.name} : (\w+)$", TEXT, re.MULTILINE))
    assert drawn == {(target.partition(".")[0], column) for column, target in there}


@pytest.mark.parametrize("one", schema.tables(), ids=lambda one: one.name)
def test_indexes_are_those_of_the_database(db: sqlite3.Connection, one: schema.Table) -> None:
    there = {tuple(index.columns) for index in Database(db).table(one.name).indexes if index.origin == "c"}
    # One that holds only what is not well is an optimisation of its own (pipelines/schema.py).
    line = re.search(r"^- 索引 indexes：(.*)$", TABLES[one.name], re.MULTILINE)
    said = {tuple(re.findall(r"`(\w+)`", group)) for group in re.findall(r"\((.*?)\)", line[1])} if line else set()
    assert said <= there


def test_links_lead_to_a_heading() -> None:
    headings = {title.lower() for title in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", TEXT)) <= headings


def test_every_column_of_the_panel_is_defined_by_printed_rows() -> None:
    lines = list(explained())
    defined = [re.match(r"- \*\*`(\w+)`\*\*", line) for line in lines]
    assert [found[1] for found in defined if found] == list(schema.table("panel").names)
    text = "\n".join(lines)
    assert all(f"`{cell}`" in text for one in SUMS for cell in one.cells)
    assert "\n\n" not in text
    assert all(line.strip("= ") for line in lines)


def test_readme_lists_the_promised_tables() -> None:
    promised = {
        "reports", "organisations", "proactive", "applications", "proceedings", "sections", "narrative", "checks",
        "problems", "changes", "cell_places", "indicators", "derived", "marks", "report_sources", "documents",
        "captures", "pages", "runs", "fields", "figures", "panel",
    }  # fmt: skip
    listed = re.findall(r"^\| \[`(\w+)`\]\(docs/schema\.md#(\w+)\) \| .+ \| .+ \|$", readme_table(), re.MULTILINE)
    assert promised <= {name for name, _ in listed}
    assert all(name == anchor for name, anchor in listed)


def test_datasette_is_told_every_column(db: sqlite3.Connection) -> None:
    tables = datasette_metadata()["databases"]["gongkai"]["tables"]
    for one in schema.everything():
        assert list(tables[one.name]["columns"]) == list(one.names)
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    assert {name for name in there if name not in tables} <= {"sqlite_sequence", "sqlite_stat1"}
    assert all(tables[name]["hidden"] for name in there if name.startswith(schema.FTS))


def test_units_stand_in_the_words() -> None:
    tables = datasette_metadata()["databases"]["gongkai"]["tables"]
    assert "万元" in tables["proactive"]["columns"]["amount"]
    assert tables["applications"]["columns"]["total"].endswith("（件）")
