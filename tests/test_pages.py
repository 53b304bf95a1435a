"""When a page is asked again: the whole of the incremental crawl is one pure function and a few rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines import database
from pipelines.pages import Pages, PageState, due, is_open

ROTA = timedelta(days=90)
AUGUST, FEBRUARY = datetime(2026, 8, 15, 2, tzinfo=UTC), datetime(2026, 2, 15, 2, tzinfo=UTC)
LONG_AGO = datetime(2025, 8, 1, tzinfo=UTC)


def page(now: datetime, checked_days_ago: float | None, **facts: object) -> PageState:
    checked = None if checked_days_ago is None else now - timedelta(days=checked_days_ago)
    known: dict[str, object] = {"document_id": "a", "year": 2025, "first_seen": now - timedelta(days=400), **facts}
    return PageState("http://x/1", "p", "report", last_checked=checked, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "days", "facts", "asked"),
    [
        pytest.param(AUGUST, None, {}, True, id="never asked"),
        pytest.param(AUGUST, 1, {}, False, id="closed year, asked last night"),
        pytest.param(AUGUST, 89, {}, False, id="closed year, within the rota"),
        pytest.param(AUGUST, 90 * 1.25, {}, True, id="closed year, after the rota and its spread"),
        pytest.param(FEBRUARY, 1, {}, True, id="open year, asked last night"),
        pytest.param(FEBRUARY, 0.2, {}, False, id="open year, asked in this night"),
        pytest.param(FEBRUARY, 1, {"year": 2024}, False, id="an older year in the open months"),
        pytest.param(FEBRUARY, 1, {"year": None}, False, id="no year known"),
        pytest.param(
            AUGUST, 1, {"document_id": None, "first_seen": AUGUST - timedelta(days=2)}, True, id="not had yet"
        ),
        pytest.param(AUGUST, 1, {"document_id": None, "failing_since": LONG_AGO}, False, id="not had for a long time"),
        pytest.param(AUGUST, 1, {"reason": "timeout", "failing_since": AUGUST}, True, id="failed, though old"),
        pytest.param(
            FEBRUARY, 1, {"reason": "timeout", "failing_since": LONG_AGO}, True, id="failing, of the open year"
        ),
        pytest.param(FEBRUARY, 1, {"gone_at": FEBRUARY}, False, id="gone, though of the open year"),
        pytest.param(FEBRUARY, 91, {"gone_at": FEBRUARY}, True, id="gone, after the rota"),
    ],
)
def test_due(now: datetime, days: float | None, facts: dict[str, object], asked: bool) -> None:
    assert due(page(now, days, **facts), now, ROTA) is asked


@pytest.mark.parametrize(
    ("today", "expected"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 30), True), (date(2026, 7, 1), False)],
)
def test_a_year_is_open_from_january_to_june_of_the_next(today: date, expected: bool) -> None:
    assert is_open(2025, today) is expected


def test_what_was_fetched_in_one_night_is_asked_again_over_many() -> None:
    checked = AUGUST - ROTA - ROTA / 8
    pages = [PageState(f"http://x/{n}", "p", "report", document_id="a", last_checked=checked) for n in range(200)]
    asked = sum(due(one, AUGUST, ROTA) for one in pages)
    assert 60 < asked < 140


@pytest.fixture
def pages() -> Iterator[Pages]:
    db = database.connect(":memory:")
    yield Pages(db)
    db.close()


def test_a_link_never_forgets_what_was_known(pages: Pages) -> None:
    pages.listed(PageState("u", "p", "report", "2024年年度报告", "某局", "list", None, 2024), AUGUST)
    pages.fetched("u", AUGUST, status=200, document_id="d", year=2023, etag='"1"')
    pages.listed(PageState("u", "p", "report", None, None, None, None, 2024), AUGUST + timedelta(days=1))
    known = pages.get("u")
    assert known is not None
    assert (known.title, known.org, known.list, known.document_id) == ("2024年年度报告", "某局", "list", "d")
    # What the document says of its year outweighs what a link says.
    assert (known.year, known.etag, known.last_seen) == (2023, '"1"', AUGUST + timedelta(days=1))


def test_a_failure_keeps_what_was_stored(pages: Pages) -> None:
    pages.listed(PageState("u", "p", "report"), AUGUST)
    pages.fetched("u", AUGUST, status=200, document_id="d", year=2024, etag='"1"')
    pages.failed("u", AUGUST + timedelta(days=1), "timeout")
    known = pages.get("u")
    assert known is not None
    assert (known.document_id, known.etag, known.reason) == ("d", '"1"', "timeout")
    pages.unchanged("u", AUGUST + timedelta(days=2))
    known = pages.get("u")
    assert known is not None
    assert (known.status, known.reason) == (304, None)
