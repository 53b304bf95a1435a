"""Coverage: each state by a rule of its own, and missing only where that is certain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.portal_parts import Organisation as Listed
from crawler.portal_parts import Portal
from parsers.report import NotReport, Problem
from pipelines.choice import Choice, choose
from pipelines.coverage import Cell, State, coverage, newest, refresh_expected, state
from pipelines.holdings import Reported, Unread
from tests.reports import NIGHT, Kept, a_portal, a_report, a_store

DUE = date(2025, 1, 31)
# The day is over in Beijing.
OVER = datetime(2025, 1, 31, 16, tzinfo=UTC)
LATER = OVER + timedelta(days=30)
APRIL = datetime(2025, 4, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SHOWN = Reported(1, public_by=date(2025, 1, 20))


@dataclass(frozen=True)
class Case:
    """What is not said is: due on 31 January, long past, covered since, nothing found."""

    said: str
    wanted: State
    found: Reported | None = None
    due: date | None = DUE
    now: datetime = LATER
    looked: datetime | None = LATER
    unread: Unread | None = None


CASES = [
    Case("a report in time", "there", SHOWN),
    Case("on the last day", "there", replace(SHOWN, public_by=DUE)),
    Case("the day after", "late", replace(SHOWN, public_by=date(2025, 2, 1))),
    Case("no day is named", "there", replace(SHOWN, public_by=None)),
    Case("nobody who has no statutory day is late", "there", replace(SHOWN, public_by=date(2025, 9, 1)), due=None),
    Case("no table is printed", "narrative", replace(SHOWN, tables="none")),
    Case("one table is printed", "there", replace(SHOWN, tables="some")),
    Case("narrative only, and late", "narrative", replace(SHOWN, tables="none", public_by=date(2025, 9, 1))),
    Case("no cell can be read", "unreadable", replace(SHOWN, shows_nothing=True)),
    Case("withdrawn", "withdrawn", replace(SHOWN, gone=True)),
    Case("withdrawn before it was due", "withdrawn", replace(SHOWN, gone=True), now=OVER - SECOND),
    Case("a report is there before it is due", "there", SHOWN, now=OVER - SECOND, looked=None),
    Case("a document that gave no report", "unreadable", unread="unreadable"),
    Case("a document that gave no report, before it is due", "unreadable", now=OVER - SECOND, unread="unreadable"),
    Case("before the day is over in Beijing", "not_due", now=OVER - SECOND),
    Case("before the day, and never looked", "not_due", now=OVER - SECOND, looked=None),
    Case("the day is over, and nobody looked", "not_looked", now=OVER, looked=None),
    Case("the last run began before the day was over", "not_looked", looked=OVER - SECOND),
    Case("a run began when the day was over", "missing", looked=OVER),
    Case("a link was seen and never fetched", "not_looked", unread="not_fetched"),
    Case("a link was seen and never fetched, before it is due", "not_due", now=OVER - SECOND, unread="not_fetched"),
    Case("no statutory day, before the last of all", "not_due", due=None, now=datetime(2025, 3, 31, 15, tzinfo=UTC)),
    Case("no statutory day, after the last of all", "missing", due=None, now=APRIL, looked=APRIL),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_state(case: Case) -> None:
    assert state(case.found, case.due, 2024, case.now, case.looked, case.unread) == case.wanted


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as store:
        yield store


def expect(kept: Kept, *portals: Portal) -> None:
    refresh_expected(kept.db, portals)


def cells(kept: Kept, now: datetime = NIGHT, choice: Choice = Choice()) -> dict[tuple[str, int], Cell]:  # noqa: B008
    """By the name without its region."""
    found = coverage(kept.db, choice, now)
    names = {one.id: one.name.removeprefix("淄川区") for one in found.organisations}
    return {(names[org_id], year): cell for (org_id, year), cell in found.cells.items()}


def states(kept: Kept, now: datetime = NIGHT) -> dict[tuple[str, int], State]:
    return {key: cell.state for key, cell in cells(kept, now).items()}


def test_the_states_of_one_organisation(kept: Kept) -> None:
    kept.run()
    org = "青石县教育局"
    kept.put(a_report(org, 2020))
    kept.put(a_report(org, 2021, published=date(2022, 3, 1)))
    kept.put(a_report(org, 2022, tables="none"))
    kept.put(a_report(org, 2023), url="http://www.qingshi.example/2023.html")
    kept.store.gone("http://www.qingshi.example/2023.html", kept.run_id, NIGHT)
    expect(kept, a_portal())
    assert states(kept) == {
        (org, 2020): "there",
        (org, 2021): "late",
        (org, 2022): "narrative",
        (org, 2023): "withdrawn",
        (org, 2024): "missing",
        (org, 2025): "missing",
    }
    assert cells(kept)[org, 2021].days_late == 29


def test_governments_have_until_the_end_of_march_and_reports_before_2019_too(kept: Kept) -> None:
    for org in ("青石县人民政府", "青石县教育局", "青石县白石镇人民政府"):
        kept.put(a_report(org, 2023, published=date(2024, 3, 1)))
    kept.put(a_report("青石县教育局", 2017, published=date(2018, 3, 1)))
    assert states(kept) == {
        ("青石县人民政府", 2023): "there",
        ("青石县教育局", 2023): "late",
        ("青石县白石镇人民政府", 2023): "late",
        ("青石县教育局", 2017): "there",
    }


def test_an_edit_does_not_make_a_report_late(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2024, published=date(2025, 1, 20)))
    kept.put(a_report("青石县教育局", 2024, published=date(2025, 6, 20), prose="改了。"))
    assert kept.one("SELECT max(version) FROM reports") == 2
    assert states(kept) == {("青石县教育局", 2024): "there"}


def test_what_was_seen_in_time_is_not_late_whatever_day_the_page_names(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2025, published=date(2026, 6, 1)), at=datetime(2026, 1, 30, 14, tzinfo=UTC))
    assert states(kept) == {("青石县教育局", 2025): "there"}


def test_a_report_with_no_cell_shown_is_unreadable(kept: Kept) -> None:
    blank = a_report("青石县教育局", 2024)
    kept.put(replace(blank, figures=dict.fromkeys(blank.figures)))
    assert states(kept) == {("青石县教育局", 2024): "unreadable"}


SCAN = NotReport("scan", (Problem("no_text_layer"), Problem("not_a_report", detail="scan")))
GUIDE = NotReport("guide", (Problem("not_a_report", detail="guide"),))


def test_a_scan_is_unreadable_and_not_missing(kept: Kept) -> None:
    kept.run()
    expect(kept, a_portal("青石县教育局"))
    title = "青石县教育局2024年政府信息公开工作年度报告"
    kept.put(SCAN, url="http://x.example/s.pdf", year=2024)
    kept.listed("http://x.example/s.pdf", title=title, year=2024)
    assert states(kept)["青石县教育局", 2024] == "unreadable"


def test_a_guide_in_its_place_does_not_hide_that_the_report_is_missing(kept: Kept) -> None:
    kept.run()
    expect(kept, a_portal(Listed("青石县教育局", since=2024)))
    kept.put(GUIDE, url="http://x.example/g.html", year=2024)
    kept.listed("http://x.example/g.html", org="青石县教育局", year=2024)
    assert states(kept)["青石县教育局", 2024] == "missing"


def test_a_link_that_could_not_be_fetched_is_not_missing(kept: Kept) -> None:
    kept.run()
    expect(kept, a_portal(Listed("青石县教育局", since=2024)))
    kept.listed("http://x.example/1.html", org="青石县教育局", year=2024)
    assert states(kept) == {("青石县教育局", 2024): "not_looked", ("青石县教育局", 2025): "missing"}


def test_a_run_that_was_not_ok_covers_nothing(kept: Kept) -> None:
    expect(kept, a_portal(Listed("青石县教育局", since=2025)))
    kept.run(outcome="incomplete")
    kept.run(outcome="failed")
    kept.run(portal="elsewhere")
    assert states(kept) == {("青石县教育局", 2025): "not_looked"}
    kept.run()
    assert states(kept) == {("青石县教育局", 2025): "missing"}


def test_every_portal_where_it_is_expected_must_have_been_covered(kept: Kept) -> None:
    listed = Listed("青石县教育局", since=2025)
    expect(kept, a_portal(listed), a_portal(listed, name="city"))
    kept.run()
    assert states(kept) == {("青石县教育局", 2025): "not_looked"}
    kept.run(portal="city")
    assert states(kept) == {("青石县教育局", 2025): "missing"}


def test_a_portal_that_is_not_enabled_is_not_waited_for(kept: Kept) -> None:
    listed = Listed("青石县教育局", since=2025)
    expect(kept, a_portal(listed), a_portal(listed, name="old", enabled=False))
    kept.run()
    assert states(kept) == {("青石县教育局", 2025): "missing"}


def test_nothing_is_said_of_years_before_or_after_it_is_expected(kept: Kept) -> None:
    kept.run()
    expect(kept, a_portal(Listed("青石县教育局", since=2022, until=2023)))
    assert set(states(kept)) == {("青石县教育局", 2022), ("青石县教育局", 2023)}


def test_who_was_taken_over_owes_nothing_after_its_last_report(kept: Kept) -> None:
    kept.run()
    kept.put(a_report("青石县教育局", 2022))
    kept.put(a_report("青石县教体局", 2023))
    kept.db.execute("UPDATE organisations SET successor_id = 'x' WHERE name LIKE '%教育局'")
    expect(kept, a_portal())
    assert ("青石县教育局", 2023) not in states(kept)
    assert states(kept)["青石县教体局", 2024] == "missing"


def test_who_is_expected_nowhere_is_never_missing(kept: Kept) -> None:
    kept.run()
    kept.put(a_report("青石县教育局", 2021))
    assert states(kept) == {("青石县教育局", 2021): "there"}


def test_of_two_scopes_the_one_that_is_still_there_counts(kept: Kept) -> None:
    kept.put(a_report("青石县人民政府", 2024, scope="level"), url="http://x.example/level.html")
    kept.put(a_report("青石县人民政府", 2024, scope="region"), url="http://x.example/region.html")
    kept.store.gone("http://x.example/level.html", 1, NIGHT)
    assert states(kept) == {("青石县人民政府", 2024): "there"}


@pytest.mark.parametrize(
    ("now", "year"), [(datetime(2025, 12, 31, 15, tzinfo=UTC), 2024), (datetime(2025, 12, 31, 17, tzinfo=UTC), 2025)]
)
def test_the_newest_year_is_the_one_that_is_over_in_beijing(now: datetime, year: int) -> None:
    assert newest(now) == year


def test_as_many_years_as_a_terminal_shows_unless_others_are_chosen(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2009))
    assert coverage(kept.db, Choice(), NIGHT).years == tuple(range(2016, 2026))
    assert coverage(kept.db, choose(kept.db, years="2008-2010"), NIGHT).years == (2008, 2009, 2010)


def test_no_query_a_cell(kept: Kept) -> None:
    """As many statements for forty organisations as for two."""
    counts = []
    for names in (range(2), range(40)):
        expect(kept, a_portal(*(f"青石县第{n}局" for n in names)))
        asked: list[str] = []
        kept.db.set_trace_callback(asked.append)
        coverage(kept.db, Choice(), NIGHT)
        kept.db.set_trace_callback(None)
        counts.append(len([one for one in asked if not one.startswith("--")]))
    assert counts[0] == counts[1]
