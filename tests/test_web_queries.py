"""Canned queries answer the questions of docs/recipes.md, and no page and no query reads a whole table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines import summary
from pipelines.summary import WHOLE
from pipelines.words import phrase, spaced
from tests.conftest import ROOT
from tests.reports import REGION, Kept, a_report, a_store, requests
from tests.web_site import NIGHT, Browsing, browsing, write
from web.pages import compare, findings, missing, organisation, region, report, search
from web.pages.findings import Filters
from web.pages.search import Asked
from web.queries import Query, queries

# What has few rows however many reports there are; a recursion and a list given as JSON are no tables.
SMALL = {"regions", "portals", "numbers", "codes", "deadlines", "fields", "runs", "summary", "within", "around"}
_FROM = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)(?:\s+(?:AS\s+)?(?!ON\b|WHERE\b|JOIN\b|LEFT\b|CROSS\b|ORDER\b)(\w+))?")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    data = tmp_path_factory.mktemp("queries")
    write(data)
    with browsing(data) as here:
        yield here


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    """Without statistics SQLite takes every table for a large one, so that its plans are those of a large database."""
    with a_store() as one:
        one.db.row_factory = sqlite3.Row
        for year in (2022, 2023):
            one.put(a_report(year=year, figures={**requests(new=9), "applications.handled_total.total": 3}))
        summary.refresh(one.db, NIGHT)
        one.db.create_function("phrase", 1, phrase)
        one.db.create_function("spaced", 1, spaced)
        yield one


def whole_tables(db: sqlite3.Connection, sql: str) -> list[str]:
    """The tables that the plan of a statement goes through from end to end."""
    names = {alias or table: table for table, alias in _FROM.findall(sql)}
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", dict.fromkeys(re.findall(r":(\w+)", sql), "x"))]
    scanned = [line.split()[1] for line in plan if line.startswith("SCAN ") and "VIRTUAL TABLE" not in line]
    views = {"panel", "figures", "checks"}
    return [one for one in scanned if names.get(one, one) not in SMALL | views and names.get(one, one) in tables(db)]


def tables(db: sqlite3.Connection) -> set[str]:
    names = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return names | {"r", "t", "v", "o"}


def asked_by(db: sqlite3.Connection, load: Callable[[], object]) -> list[str]:
    """Every statement that a page runs, as SQLite ran it."""
    statements: list[str] = []
    db.set_trace_callback(statements.append)
    try:
        load()
    finally:
        db.set_trace_callback(None)
    return [one for one in dict.fromkeys(statements) if one.lstrip().upper().startswith(("SELECT", "WITH"))]


def pages(db: sqlite3.Connection) -> dict[str, Callable[[], object]]:
    org = db.execute("SELECT id FROM organisations").fetchone()[0]
    first, last = (row[0] for row in db.execute("SELECT id FROM reports ORDER BY id LIMIT 2"))
    return {
        "home": lambda: region.load(db, WHOLE, None),
        "region": lambda: region.load(db, REGION, None),
        "organisation": lambda: organisation.load(db, org),
        "report": lambda: report.load(db, first),
        "compare": lambda: compare.load(db, [first, last], "all", "青石", None),
        "missing": lambda: missing.load(db, REGION, 2023, ("missing", "late"), ""),
        "missing everywhere": lambda: missing.load(db, WHOLE, 2023, ("missing",), ""),
        "findings": lambda: findings.load(db, Filters(WHOLE, 2023, "", "", False, 0)),
        "findings of a region": lambda: findings.load(db, Filters(REGION, None, "results_sum", "agency", True, 0)),
        "search": lambda: search.load(db, Asked("平稳", WHOLE, None, 0)),
        "search in a region": lambda: search.load(db, Asked("平稳", REGION, 2023, 0)),
    }


def test_no_page_reads_a_whole_table(kept: Kept) -> None:
    read = {
        name: found
        for name, load in pages(kept.db).items()
        for statement in asked_by(kept.db, load)
        if (found := whole_tables(kept.db, statement))
    }
    assert read == {}


def test_a_whole_table_would_be_noticed(kept: Kept) -> None:
    assert whole_tables(kept.db, "SELECT count(*) FROM reports r WHERE r.title = 'x'") == ["r"]
    assert whole_tables(kept.db, "SELECT * FROM coverage WHERE org_id = 'x'") == []


@pytest.mark.parametrize("query", queries().values(), ids=lambda one: one.name)
def test_no_canned_query_reads_a_whole_table(kept: Kept, query: Query) -> None:
    assert whole_tables(kept.db, query.sql) == []


@pytest.mark.parametrize("query", queries().values(), ids=lambda one: one.name)
def test_every_canned_query_runs_with_what_it_is_filled_with(site: Browsing, query: Query) -> None:
    assert set(re.findall(r":(\w+)", query.sql)) == set(query.fill)
    answer = site.get(f"/gongkai/{query.name}.json?{query.filled}&_shape=array")
    assert isinstance(answer.json(), list)
    assert query.title in site.text(f"/gongkai/{query.name}?{query.filled}")


def test_every_recipe_has_its_canned_query() -> None:
    recipes = Path(ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
    numbers = {int(number) for number in re.findall(r"^## (\d+)\.", recipes, re.MULTILINE)}
    assert numbers == {one.recipe for one in queries().values() if one.recipe}


def test_the_queries_say_what_the_pages_say(site: Browsing) -> None:
    missing_now = site.get("/gongkai/who_is_missing.json?year=2024&region=370300&_shape=array").json()
    assert [row["name"] for row in missing_now] == ["淄川区青石县水利局"]
    history = site.get("/gongkai/one_organisation.json?organisation=青石县人民政府&_shape=array").json()
    assert [(row["year"], row["new"]) for row in history] == [(year, year - 2000) for year in range(2020, 2025)]
    found = site.get("/gongkai/full_text.json?words=复议&_shape=array").json()
    assert [row["org"] for row in found] == ["临川市望湖区河道管理局", "青石县教育局"]
