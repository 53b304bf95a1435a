"""What a review of the store found, each as the few documents that showed it, and the law behind most of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.report import NotReport, Problem
from pipelines import verdicts
from pipelines.capture import Capture
from pipelines.reread import reread, stale
from tests.reports import NIGHT, Kept, a_report, a_store, address, requests
from tests.test_store import MUCH_LATER, NEXT, news, read_again, versions


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as one:
        yield one


def total(kept: Kept) -> Any:
    """本年新收 总计 of the one report that counts."""
    return kept.one("SELECT new FROM panel")


def test_an_edited_cover_page_leaves_the_attachment_its_figures(kept: Kept) -> None:
    cover, pdf = a_report(tables="none"), a_report(figures=requests(4))
    kept.put(cover, "http://x/1.html")
    kept.put(pdf, "http://x/1.pdf")
    kept.put(a_report(tables="none", prose="改过的话。"), "http://x/1.html", MUCH_LATER)
    kept.put(pdf, "http://x/1.pdf", MUCH_LATER)
    assert total(kept) == 4
    kept.store.gone("http://x/1.pdf", 9, MUCH_LATER)
    assert total(kept) == 4


def test_a_document_of_long_ago_never_becomes_today_s_answer(kept: Kept) -> None:
    first = NotReport("other", (Problem("not_a_report", detail="other"),))
    kept.put(first, "http://x/1")
    kept.put(a_report(figures=requests(5)), "http://x/1", NEXT)
    document = hashlib.sha256(b"<html>" + repr(first).encode()).hexdigest()
    reread(kept.store, document, a_report(figures=requests(3)), 9)
    assert total(kept) == 5
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]


def test_bytes_seen_again_by_other_parsers_are_read_anew_at_once(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(a_report(figures=requests(5)))
    for module in ("reading", "reread", "store"):
        monkeypatch.setattr(f"pipelines.{module}.parser_version", lambda: "other")
    body = b"<html>" + repr(a_report(figures=requests(5))).encode()
    kept.store.put(Capture(address(a_report()), 2, NEXT, body, region="370302"), a_report(figures=requests(6)))
    assert (total(kept), news(kept), stale(kept.db)) == (6, ["new", "reread"], [])


def test_an_old_address_that_comes_back_with_the_old_text_counts_for_nothing(kept: Kept) -> None:
    before, after = a_report(figures=requests(1)), a_report(figures=requests(2))
    kept.put(before, "http://x/a")
    kept.put(after, "http://x/a", NEXT)
    kept.put(before, "http://x/A", MUCH_LATER)
    assert total(kept) == 2


@pytest.mark.parametrize("order", list(permutations([None, "level", "region"])))
def test_the_whole_region_is_never_the_body_s_own(order: tuple[Any, ...]) -> None:
    numbers = {None: 2, "level": 2, "region": 90}
    with a_store() as kept:
        for scope in order:
            kept.put(a_report(figures=requests(numbers[scope]), scope=scope), f"http://x/{scope}")
        assert total(kept) == 2
        assert kept.rows("SELECT count(*) FROM reports WHERE is_current") == [(2,)]


def test_a_report_for_the_whole_region_alone_says_so_in_the_panel(kept: Kept) -> None:
    kept.put(a_report(figures=requests(90), scope="region"))
    assert kept.rows("SELECT new, scope FROM panel") == [(90, "region")]


def test_two_documents_that_no_longer_read_as_reports_leave_nothing(kept: Kept) -> None:
    nothing = NotReport("other", (Problem("not_a_report", detail="other"),))
    put = [a_report(), replace(a_report(), index_number="2")]
    for number, one in enumerate(put):
        kept.put(one, f"http://x/{number}")
    for one in put:
        read_again(kept, one, nothing)
    assert versions(kept) == []
    assert [row for row in kept.db.execute("PRAGMA foreign_key_check") if row[2] == "reports"] == []


def test_carry_over_goes_with_the_year_it_was_held_against(kept: Kept) -> None:
    last = a_report(year=2022, figures=requests(new=9, carried_out=5))
    kept.put(last)
    kept.put(a_report(year=2023, figures=requests(new=3, carried_in=4, carried_out=1)))
    assert kept.one("SELECT count(*) FROM checks WHERE rule = 'carry_over' AND status = 'fail'") == 2
    read_again(kept, last, NotReport("guide", (Problem("not_a_report", detail="guide"),)))
    assert kept.one("SELECT count(*) FROM checks WHERE rule = 'carry_over'") == 0


def test_an_edit_makes_no_report_late(kept: Kept) -> None:
    for published, at in ((date(2024, 1, 20), NIGHT), (date(2024, 5, 1), NEXT)):
        kept.put(a_report(published=published, figures=requests(published.month)), at=at)
    kept.db.execute("INSERT INTO deadlines VALUES ('department', 0, 9999, '01-31', '', '')")
    assert kept.rows("SELECT published, days_late FROM panel") == [("2024-05-01", -11)]


def test_a_pdf_that_follows_the_edit_of_its_page_late_is_no_edit_of_its_own(kept: Kept) -> None:
    for number, at in ((1, NIGHT), (2, NEXT)):
        kept.put(a_report(figures=requests(number)), "http://x/1.html", at)
        if number == 1:
            kept.store.put(pdf(number, at), a_report(figures=requests(number), prose="另排的话。"))
    kept.store.put(pdf(2, MUCH_LATER), a_report(figures=requests(2), prose="另排的话。"))
    assert news(kept) == ["new", "edited"]


def pdf(number: int, at: Any) -> Capture:
    return Capture("http://x/1.pdf", 1, at, b"%PDF-" + bytes([48 + number]), region="370302", kind="attachment")


def test_what_an_old_version_said_outlives_its_address(kept: Kept) -> None:
    """The address that counted shows another year's report; the other one's figures are a version of their own."""
    first, witness, other = a_report(figures=requests(6)), a_report(figures=requests(1)), a_report(year=2022)
    kept.put(first, "http://x/2")
    kept.put(witness, "http://x/1", NEXT)
    kept.put(other, "http://x/2", MUCH_LATER)
    before = kept.rows("SELECT year, version, is_current, document_id FROM reports ORDER BY id")
    assert len({row[3] for row in before}) == 3
    for report in (first, witness, other):
        read_again(kept, report, report)
    assert kept.rows("SELECT year, version, is_current, document_id FROM reports ORDER BY id") == before


def test_a_reader_that_failed_leaves_its_document_to_be_read(kept: Kept) -> None:
    kept.put(NotReport("other", (Problem("reader_timed_out"),)))
    assert len(stale(kept.db)) == 1


SHOWN = st.sampled_from(["none", "all"])
NIGHTS = st.lists(
    st.dictionaries(st.sampled_from(["a.html", "b.html"]), st.tuples(SHOWN, st.integers(1, 2)), min_size=1),
    min_size=1,
    max_size=2,
)


@settings(max_examples=60)
@given(NIGHTS)
def test_the_order_within_a_night_makes_no_difference(nights: list[dict[str, tuple[Any, int]]]) -> None:
    """Of two addresses, each asked once a night: whichever answers first, the database is the same in the morning.

    Of more that disagree and are edited night after night, which counts may depend on it (pipelines/versions.py).
    """
    told = []
    for order in (sorted, lambda urls: sorted(urls, reverse=True)):
        with a_store() as kept:
            for number, night in enumerate(nights):
                for url in order(night):
                    tables, count = night[url]
                    figures = requests(count) if tables == "all" else {}
                    kept.put(a_report(figures=figures, tables=tables, prose=f"{count}"), f"http://x/{url}",
                             NIGHT + timedelta(days=number))  # fmt: skip
            told.append((
                kept.rows("SELECT version, is_current, url, document_id FROM reports ORDER BY version"),
                kept.rows("SELECT r.version, s.url, s.document_id, s.carried FROM report_sources s"
                          " JOIN reports r ON r.id = s.report_id ORDER BY 1, 2"),
                sorted(news(kept)),
                kept.rows("SELECT new FROM panel"),
            ))  # fmt: skip
    assert told[0] == told[1]


CELLS = [f"applications.{item}.{who}" for item in ("carried_in", "carried_out") for who in ("natural_person", "total")]
CELLS += ["proactive.regulations.in_force", "proactive.normative_documents.issued"]
FIGURES = st.dictionaries(st.sampled_from(CELLS), st.one_of(st.none(), st.integers(0, 3)))


@settings(max_examples=30)
@given(FIGURES, FIGURES, st.sampled_from(["all", "none"]))
def test_a_report_in_hand_and_its_rows_are_held_against_the_year_before_alike(
    last: dict[str, Any], this: dict[str, Any], tables: str
) -> None:
    with a_store() as kept:
        for year, figures in ((2022, last), (2023, this)):
            shown = figures if tables == "all" else {}
            kept.put(a_report(year=year, figures=shown, tables=tables))
        query = "SELECT r.year, c.* FROM checks c JOIN reports r ON r.id = c.report_id ORDER BY c.rule, c.cells, r.year"
        in_hand = kept.rows(query)
        for (report_id,) in kept.rows("SELECT id FROM reports"):
            verdicts.between_years(kept.db, report_id)
        assert kept.rows(query) == in_hand
        assert tables == "none" or any(row[2] == "carry_over" for row in in_hand)
