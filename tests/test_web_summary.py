"""What is counted at publication is what the panel and coverage say, region by region."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest

from pipelines import coverage, reference, summary
from pipelines.choice import Choice
from pipelines.summary import GROUPS, WHOLE
from tests.reports import NIGHT, Kept, a_report, a_store, requests

COUNTY, OTHER, CITY, PROVINCE = "370302", "370303", "370300", "370000"
PANEL = "SELECT {columns} FROM panel p JOIN reports r ON r.id = p.report_id WHERE p.year = ? AND r.scope <> 'region'"


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as one:
        reference.refresh(one.db)
        one.put(a_report("青石县教育局", 2023, requests(new=3, carried_out=1)), region=COUNTY)
        one.put(
            a_report("青石县水利局", 2023, {**requests(new=5), "proceedings.reconsideration.total": None}),
            region=COUNTY,
        )
        one.put(a_report("临溪县教育局", 2023, requests(new=7), published=date(2024, 3, 1)), region=OTHER)
        one.put(a_report("淄博市统计局", 2023, requests(new=11)), region=CITY)
        one.put(a_report("青石县人民政府", 2023, requests(new=100), scope="region"), region=COUNTY)
        one.put(a_report("青石县人民政府", 2024, tables="none"), region=COUNTY)
        one.put(a_report("青石县教育局", 2024, {**requests(new=4), "applications.new.total": None}), region=COUNTY)
        one.put(
            a_report("青石县水利局", 2024, {**requests(new=4), "applications.handled_total.total": 5}), region=COUNTY
        )
        summary.refresh(one.db, NIGHT)
        one.db.row_factory = sqlite3.Row
        yield one


def row(kept: Kept, region: str, year: int, own: int = 0) -> sqlite3.Row:
    found: sqlite3.Row = kept.db.execute(
        "SELECT * FROM summary WHERE region_code = ? AND own = ? AND year = ?", (region, own, year)
    ).fetchone()
    return found


@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize(("counted", "names"), GROUPS.items())
def test_sums_are_the_panels(kept: Kept, year: int, counted: str, names: tuple[str, ...]) -> None:
    known = " AND ".join(f"p.{name} IS NOT NULL" for name in names)
    columns = ", ".join(f"coalesce(sum(p.{name}), 0)" for name in names)
    panel = kept.db.execute(f"{PANEL.format(columns=columns + ', count(*)')} AND {known}", (year,)).fetchone()
    whole = row(kept, WHOLE, year)
    assert [*(whole[name] for name in names), whole[counted]] == list(panel)


def test_a_report_for_a_whole_region_is_in_no_sum(kept: Kept) -> None:
    assert row(kept, WHOLE, 2023)["new"] == 3 + 5 + 7 + 11
    assert row(kept, WHOLE, 2023)["reports"] == 5


def test_a_region_holds_what_lies_in_it(kept: Kept) -> None:
    counted = {
        (code, own): row(kept, code, 2023, own) for code, own in ((COUNTY, 0), (CITY, 0), (CITY, 1), (PROVINCE, 0))
    }
    assert {key: one["new"] for key, one in counted.items()} == {
        (COUNTY, 0): 8, (CITY, 0): 26, (CITY, 1): 11, (PROVINCE, 0): 26,
    }  # fmt: skip


def test_a_year_in_which_something_is_not_known_is_counted_without_it(kept: Kept) -> None:
    assert (row(kept, WHOLE, 2024)["received_reports"], row(kept, WHOLE, 2024)["reports"]) == (2, 3)


def test_states_are_coverages(kept: Kept) -> None:
    kept.db.row_factory = None
    found = coverage.coverage(kept.db, Choice(years=(2023, 2025)), NIGHT)
    kept.db.row_factory = sqlite3.Row
    for year in (2023, 2024):
        states = [cell.state for (_, of_year), cell in found.cells.items() if of_year == year]
        assert [row(kept, WHOLE, year)[state] for state in coverage.STATES] == [
            states.count(state) for state in coverage.STATES
        ]
    assert row(kept, OTHER, 2023)["late"] == 1


def test_broken_identities_are_counted_by_rule_and_dismissed_ones_are_not(kept: Kept) -> None:
    def failed() -> dict[str, int]:
        return dict(kept.db.execute("SELECT rule, failed FROM summary_rules WHERE region_code = '' AND year = 2024"))

    before = failed()
    assert before["received_equals_handled"] == 1
    assert row(kept, WHOLE, 2024)["failed"] == sum(before.values())
    found = kept.one("SELECT finding FROM checks WHERE status = 'fail' AND rule = 'received_equals_handled'")
    printed, expected = kept.rows("SELECT printed, expected FROM checks WHERE finding = ? AND status = 'fail'", found)[
        0
    ]
    kept.db.execute("INSERT INTO decisions VALUES (?, ?, ?, 'dismissed', '', '')", (found, printed, expected))
    summary.refresh(kept.db, NIGHT)
    assert "received_equals_handled" not in failed()


def test_refreshing_again_changes_nothing(kept: Kept) -> None:
    def everything() -> list[list[tuple[object, ...]]]:
        names = ("coverage", "summary", "summary_rules", "numbers", "names_fts")
        return [[tuple(one) for one in kept.rows(f"SELECT * FROM {name} ORDER BY 1, 2")] for name in names]

    before = everything()
    summary.refresh(kept.db, NIGHT)
    assert everything() == before


def test_every_name_of_an_organisation_is_found(kept: Kept) -> None:
    found = kept.rows("SELECT org_id FROM names_fts WHERE names_fts MATCH '\"水 利\"'")
    assert {one[0] for one in found} == {kept.one("SELECT org_id FROM reports WHERE org = '青石县水利局'")}


def test_an_empty_database_is_counted() -> None:
    with a_store() as one:
        summary.refresh(one.db, NIGHT)
        assert one.rows("SELECT * FROM summary") == []
        assert one.one("SELECT value FROM numbers WHERE name = 'reports'") == 0
