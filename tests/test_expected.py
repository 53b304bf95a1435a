"""Who is expected to publish where: by a portal's file, and by having published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crawler.portal_parts import Organisation as Listed
from pipelines.choice import Choice
from pipelines.coverage import coverage, refresh_expected
from pipelines.decisions import Decisions, Same
from pipelines.registry import Registry
from tests.reports import NIGHT, PORTAL, Kept, a_portal, a_report, a_store


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as store:
        yield store


def state(kept: Kept, name: str) -> str:
    """Of 2025."""
    found = coverage(kept.db, Choice(), NIGHT)
    org_id = next(one.id for one in found.organisations if one.name.endswith(name))
    return found.cells[org_id, 2025].state


def expected(kept: Kept) -> dict[str, tuple[int | None, int | None]]:
    rows = kept.rows("SELECT o.name, e.since, e.until FROM expected e JOIN organisations o ON o.id = e.org_id")
    return {name.removeprefix("淄川区"): (since, until) for name, since, until in rows}


def test_who_is_listed_and_who_has_published_is_expected(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2023))
    kept.put(a_report("青石县教育局", 2021))
    refresh_expected(kept.db, [a_portal("青石县审计局", Listed("青石县统计局", since=2020, until=2024))])
    assert expected(kept) == {
        "青石县审计局": (None, None),
        "青石县统计局": (2020, 2024),
        "青石县教育局": (2021, None),
    }


def test_what_the_file_says_of_a_year_counts_before_the_first_that_was_seen(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2021))
    refresh_expected(kept.db, [a_portal(Listed("青石县教育局", since=2017))])
    assert expected(kept) == {"青石县教育局": (2017, None)}


def test_who_was_listed_by_mistake_is_expected_no_more(kept: Kept) -> None:
    refresh_expected(kept.db, [a_portal("青石县审计局", "青石县统计局")])
    refresh_expected(kept.db, [a_portal("青石县统计局")])
    assert list(expected(kept)) == ["青石县统计局"]


def test_refreshing_twice_changes_nothing(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2021))
    portals = a_portal("青石县审计局")
    refresh_expected(kept.db, [portals])
    before = kept.rows("SELECT * FROM expected ORDER BY 1"), kept.rows("SELECT * FROM portals")
    refresh_expected(kept.db, [portals])
    assert (kept.rows("SELECT * FROM expected ORDER BY 1"), kept.rows("SELECT * FROM portals")) == before


def test_a_portal_without_a_file_is_looked_at_no_more(kept: Kept) -> None:
    kept.run()
    refresh_expected(kept.db, [a_portal("青石县审计局")])
    assert state(kept, "审计局") == "missing"
    refresh_expected(kept.db, [a_portal(name="other")])
    assert kept.rows("SELECT id, enabled FROM portals ORDER BY id") == [("other", 1), (PORTAL, 0)]
    assert state(kept, "审计局") == "not_looked"


def test_organisations_that_people_joined_are_one(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2021))
    kept.put(a_report("青石县教体局", 2022))
    a, b = (row[0] for row in kept.rows("SELECT id FROM organisations ORDER BY name"))
    registry = Registry(kept.db, Decisions((Same(a, b, kept=a),)))
    refresh_expected(kept.db, [a_portal("青石县教育局", "青石县教体局")], registry)
    assert a in {row[0] for row in kept.rows("SELECT org_id FROM expected")}
