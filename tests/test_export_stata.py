"""Stata: reads back as the database, with labels; what Stata could not name or hold is kept out."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest
from pandas.io.stata import StataReader

from pipelines import database
from pipelines.coverage import STATES
from pipelines.export import EXTRACTS
from tests.exporting import ODD, a_folder, exported, floats, run, wanted
from tests.reports import a_report, a_store


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return exported(data, "dta")


@pytest.fixture
def db(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(database.published(data)) as db:
        yield db


def stata(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_stata(folder / f"{name}.dta", preserve_dtypes=False)


def test_dta_is_of_the_panel_and_the_printed_tables(folder: Path) -> None:
    assert sorted(path.stem for path in folder.glob("*.dta")) == [
        "applications", "indicators", "organisations", "panel", "proactive", "proceedings", "reports",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["panel", "applications", "proactive", "proceedings", "organisations"])
def test_dta_reads_back_as_the_database(folder: Path, db: sqlite3.Connection, name: str) -> None:
    frame = stata(folder, name)
    if "published" in frame and name == "panel":
        frame["published"] = frame["published"].dt.strftime("%Y-%m-%d")
    rows = [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]
    # Stata has no null among its texts.
    told = [tuple("" if value is None and column.type == "TEXT" and column.name not in {"published", "level", "kind"}
                  else value for value, column in zip(row, EXTRACTS[name].columns, strict=True))
            for row in wanted(db, name)]  # fmt: skip
    assert sorted(map(floats, rows), key=repr) == sorted(map(floats, told), key=repr)


def test_dta_days_are_days(folder: Path) -> None:
    reports = stata(folder, "reports").set_index("org")
    assert str(reports["published"]["怪石县统计局"].date()) == "2024-01-20"
    assert reports["created"].isna().sum() == len(reports) - 1


def test_dta_labels_its_variables_and_keys(folder: Path) -> None:
    with StataReader(folder / "applications.dta") as reader:
        labels = reader.variable_labels()
        values = reader.value_labels()
    assert labels["natural_person"] == "自然人 natural persons"
    assert all(len(label) <= 80 for label in labels.values())
    assert values["item"][0] == "new"
    assert "carried_out" in values["item"].values()


def test_dta_keys_have_the_same_numbers_in_every_export(data: Path, tmp_path: Path) -> None:
    """Whatever a choice leaves out; and the words of a column are those of its table."""
    run(data, str(tmp_path), "--format", "dta", "--tables", "coverage,changes,figures,organisations", "--year", "2019")
    labels = {}
    for name in ("coverage", "changes", "figures", "organisations"):
        with StataReader(tmp_path / f"{name}.dta") as reader:
            labels[name] = reader.value_labels()
    assert list(labels["coverage"]["state"].values()) == list(STATES)
    assert list(labels["figures"]["state"].values()) == ["printed", "blank", "not_shown"]
    assert labels["changes"]["kind"][0] == "new"
    assert labels["organisations"]["kind"][0] == "government"


def test_dta_names_are_valid() -> None:
    names = {column.name for one in EXTRACTS.values() for column in one.columns}
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,31}", name) for name in names)
    reserved = "byte double float if in int long using with strL"
    assert not names & set(reserved.split())


def test_dta_keeps_long_text_when_asked(tmp_path: Path) -> None:
    with a_store(tmp_path / "data") as kept:
        kept.put(a_report("青石县统计局", 2023, prose="政" * 3000))
    assert run(tmp_path / "data", str(tmp_path / "out"), "--format", "dta", "--tables", "sections").exit_code == 0
    assert "政" * 3000 in stata(tmp_path / "out", "sections")["text"].tolist()


def test_dta_holds_text_as_it_is(folder: Path) -> None:
    assert ODD.title in stata(folder, "reports")["title"].tolist()
