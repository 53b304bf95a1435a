"""Files that do not say whose report they are, or of which year, and what their links say instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.reports import NIGHT, Kept, a_report, a_store
from tests.test_store import NEXT, read_again, versions


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as one:
        yield one


NAMELESS = replace(a_report(), org=None, year=None)


def test_an_attachment_that_names_nobody_is_whose_link_it_is(kept: Kept) -> None:
    kept.put(NAMELESS, "http://x/1.pdf", kind="attachment", org="青石县统计局", year=2023)
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]
    assert ("taken_from_link",) in kept.rows("SELECT code FROM problems")


def test_a_nameless_file_linked_under_two_years_says_so(kept: Kept) -> None:
    for number, year in enumerate((2023, 2022, 2024)):
        kept.put(NAMELESS, f"http://x/{number}.pdf", kind="attachment", org="青石县统计局", year=year)
    assert kept.rows("SELECT year, version FROM reports") == [(2023, 1)]
    told = kept.rows("SELECT report_id, detail FROM problems WHERE code = 'links_differ'")
    assert told == [(1, "2022、2024")]
    kept.put(a_report(), "http://x/9.html")
    assert kept.rows("SELECT url FROM reports") == [("http://x/9.html",)]
    assert kept.one("SELECT count(*) FROM problems WHERE code = 'links_differ'") == 0


def test_a_file_that_names_its_year_is_not_asked_what_its_links_say(kept: Kept) -> None:
    for number, year in enumerate((2022, 2023)):
        kept.put(replace(a_report(), org=None), f"http://x/{number}.pdf", kind="attachment", org="2022局", year=year)
    assert kept.rows("SELECT code FROM problems") == [("taken_from_link",)]


@pytest.mark.parametrize("addresses", [("http://x/1.pdf", "http://x/1.pdf"), ("http://x/1.pdf", "http://x/2.pdf")])
def test_a_link_that_said_nothing_at_first_costs_no_report_when_it_is_read_again(
    kept: Kept, addresses: tuple[str, str]
) -> None:
    first, second = addresses
    kept.put(NAMELESS, first, kind="attachment")
    kept.put(NAMELESS, second, NEXT, kind="attachment", org="青石县统计局", year=2023)
    before = kept.rows("SELECT year, is_current FROM reports")
    read_again(kept, NAMELESS, NAMELESS)
    assert kept.rows("SELECT year, is_current FROM reports") == before == [(2023, 1)]


def test_a_link_that_no_longer_says_takes_back_nothing(kept: Kept) -> None:
    for at, year in ((NIGHT, 2023), (NEXT, None)):
        kept.put(NAMELESS, "http://x/1.pdf", at, kind="attachment", org="青石县统计局", year=year)
    read_again(kept, NAMELESS, NAMELESS)
    assert kept.rows("SELECT year, is_current FROM reports") == [(2023, 1)]


def test_a_file_whose_year_is_no_longer_known_makes_no_report_without_one(kept: Kept) -> None:
    """Read again it names nobody: it leaves the version rather than emptying it."""
    kept.put(NAMELESS, "http://x/a")
    kept.put(NAMELESS, "http://x/c", kind="attachment", org="青石县统计局", year=2023)
    kept.put(NAMELESS, "http://x/a", NEXT)
    kept.put(a_report(year=2022), "http://x/c", NEXT)
    assert kept.one("SELECT count(*) FROM reports WHERE year IS NULL OR org IS NULL") == 0
    assert (2022, 1) in kept.rows("SELECT year, is_current FROM reports")
