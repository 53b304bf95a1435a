"""Files that do not say whose report they are, or of which year, and what their links say instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reread import reread
from tests.reports import NIGHT, Kept, a_report, a_store, requests
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
    kept.store.read = kept.read.__getitem__
    kept.put(NAMELESS, "http://x/a")
    kept.put(NAMELESS, "http://x/c", kind="attachment", org="青石县统计局", year=2023)
    kept.put(NAMELESS, "http://x/a", NEXT)
    kept.put(a_report(year=2022), "http://x/c", NEXT)
    assert kept.one("SELECT count(*) FROM reports WHERE year IS NULL OR org IS NULL") == 0
    assert (2022, 1) in kept.rows("SELECT year, is_current FROM reports")


DOCUMENTS = (
    *(replace(NAMELESS, figures=a_report(figures=requests(new)).figures) for new in (1, 2)),
    *(a_report(year=year, figures=requests(new)) for year, new in ((2022, 5), (2023, 6))),
)
BODIES = ("青石县统计局", "青石县财政局")
LOOKS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from("ABC"), st.integers(0, len(DOCUMENTS) - 1), st.sampled_from([2022, 2023, None]),
                  st.sampled_from(["attachment", "attachment", "report"]), st.sampled_from(BODIES)),
        st.sampled_from("ABC"),
    ),
    min_size=2, max_size=6,
)  # fmt: skip


@settings(max_examples=60)
@given(LOOKS)
def test_whatever_links_say_and_whenever_reading_again_changes_nothing(looks: list[tuple[Any, ...] | str]) -> None:
    """Each night one address shows something, or is gone."""
    with a_store() as kept:
        for night, look in enumerate(looks, 1):
            at = NIGHT + timedelta(days=5 * night)
            if isinstance(look, str):
                kept.store.gone(f"http://x/{look}", night, at)
            else:
                url, document, year, kind, org = look
                kept.put(DOCUMENTS[document], f"http://x/{url}", at, kind=kind, org=org, year=year)
        assert kept.rows(STRANGE_SOURCES) == []
        assert kept.rows(NOT_ITS_OWN) == []
        before = kept.rows(STANDING)
        for (document_id,) in kept.rows("SELECT id FROM documents ORDER BY rowid"):
            reread(kept.store, document_id, kept.read[document_id], None)
        assert kept.rows(STANDING) == before


STANDING = "SELECT org_id, year, version, is_current, document_id, gone_at IS NULL FROM reports ORDER BY 1, 2, 3"
STRANGE_SOURCES = """
SELECT * FROM report_sources s JOIN reports r ON r.id = s.report_id JOIN readings d ON d.document_id = s.document_id
WHERE d.year IS NOT r.year OR d.org_id IS NOT r.org_id
"""
NOT_ITS_OWN = """
SELECT * FROM reports r WHERE NOT EXISTS
(SELECT 1 FROM report_sources s WHERE s.report_id = r.id AND s.document_id = r.document_id)
"""
