"""The recipes of docs/recipes.md run, SQL, pandas and DuckDB give the same answer, and it is the right one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from pipelines import database
from pipelines.export import plan
from tests.conftest import ROOT
from tests.research import a_database

TEXT = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
RUN = ("sql sqlite", "python pandas", "sql duckdb")
NOT_RUN = ("r", "stata")

Rows = list[tuple[object, ...]]


def blocks(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^```([^\n]+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


RECIPES = dict(re.findall(r"^## (\d+)\. (.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has after the first lines of the recipes: data/gongkai.db and export/."""
    folder = tmp_path_factory.mktemp("research")
    with a_database(folder / "data"):
        pass
    with closing(database.published(folder / "data")) as db:
        list(plan(db, ["parquet"], all_versions=True).run(folder / "export"))
    return folder


@contextmanager
def prepared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The names that the setup of the recipes leaves behind."""
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(dict(blocks(TEXT))["python setup"], names)  # noqa: S102  # our own documentation
    try:
        yield names
    finally:
        names["db"].close()


def answers(found: Mapping[str, str], names: dict[str, Any]) -> dict[str, pd.DataFrame]:
    exec(found["python pandas"], names)  # noqa: S102  # our own documentation
    return {
        "sqlite": pd.read_sql(found["sql sqlite"], names["db"]),
        "pandas": names["answer"],
        "duckdb": duckdb.execute(found["sql duckdb"]).df(),
    }


def plain(answer: pd.DataFrame) -> Rows:
    """Without types: 3, 3.0 and numpy's 3 are one number, and what is missing is None."""
    return sorted((tuple(_plain(value) for value in row) for row in answer.itertuples(index=False)), key=repr)


def _plain(value: Any) -> object:
    if pd.isna(value):
        return None
    return value if isinstance(value, str) else float(value)


@pytest.mark.parametrize("number", RECIPES)
def test_the_three_ways_give_one_answer(number: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with prepared(folder, monkeypatch) as names:
        found = answers(dict(blocks(RECIPES[number])), names)
    columns = {name: list(answer.columns) for name, answer in found.items()}
    assert columns["pandas"] == columns["sqlite"] == columns["duckdb"]
    assert plain(found["pandas"]) == plain(found["sqlite"])
    assert plain(found["duckdb"]) == plain(found["sqlite"])


# The part of each answer in which its trap lies.
RIGHT: Mapping[str, Rows] = {
    "1": [(2022, "county", 5, 5, 35), (2024, "county", 1, 0, None)],
    "2": [(2023, 6, 91, 0.0659)],
    "3": [("临溪县水利局", "not_looked", "2024-01-31"), ("青石县水利局", "missing", "2024-01-31")],
    "4": [(2020, 5, 5, 1, 33), (2021, 4, 3, 0, -11)],
    "5": [(2023, 1, 4, 2)],
    "6": [("370302", 20, 1), ("370303", 6, 0)],
    "7": [(2020, "2019", 5, 47, 6), (2021, "2021", 4, 47, None)],
    "8": [("青石县卫生健康局", 2020, 2, 13), ("青石县卫生健康局", 2021, 1, 10)],
    "9": [(2022, 2, 3, 0, 1), (2023, 2, 2, 1, 0)],
    "10": [(2023, 4, 1, 0, 2)],
    "11": [(2021, 4, 1), (2022, 7, 2)],
    "12": [("临溪县教育局", 2022, 2, "applications.new.total", 4, 5)],
    "13": [("370302", 2022, 36, 70), ("370302", 2023, 87, 80)],
}


@pytest.mark.parametrize("number", RIGHT)
def test_the_answer_avoids_the_trap(number: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with prepared(folder, monkeypatch) as names:
        answer = pd.read_sql(dict(blocks(RECIPES[number]))["sql sqlite"], names["db"])
    right = [tuple(_plain(value) for value in row) for row in RIGHT[number]]
    assert [row for row in plain(answer) if row in right] == sorted(right, key=repr)


def test_every_recipe_has_a_checked_answer() -> None:
    assert list(RECIPES) == list(RIGHT)


@pytest.mark.parametrize("number", RECIPES)
def test_a_recipe_has_all_languages_and_says_what_is_not_run(number: str) -> None:
    found = dict(blocks(RECIPES[number]))
    assert sorted(found) == sorted((*RUN, *NOT_RUN))
    assert all("此处未运行 not run here" in found[language].splitlines()[0] for language in NOT_RUN)
    assert "**容易错**" in RECIPES[number]
    assert "**The trap**" in RECIPES[number]
