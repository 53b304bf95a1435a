"""What a document seen at an address means to its report, and which of a report's documents counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading import HTML, PDF, Reading, packed
from pipelines.versions import FOLLOWING, Source, Version, chosen, differing, fullest, prose_differs, step

OPENED = datetime(2026, 2, 1, tzinfo=UTC)
SOON, LATER = OPENED + timedelta(hours=1), OPENED + FOLLOWING + timedelta(days=30)


def said(document: str, values: str = "v", shown: int = 200, prose: int = 1000, media: str = HTML) -> Reading:
    return Reading(document, "report", "1", media, org_id="o", year=2024, shown=shown, prose=prose, values_hash=values)


def version(*sources: Source) -> Version:
    return Version(1, 1, OPENED, sources[0].reading.document_id, sources)


A = Source("a", said("d1"))
GONE = replace(A, gone=True)
CARRIED = replace(A, carried=True)


@pytest.mark.parametrize(
    ("current", "url", "reading", "now", "expected"),
    [
        pytest.param(None, "a", said("d1"), SOON, "new", id="the first of its report"),
        pytest.param(version(A), "a", said("d1"), LATER, "same", id="seen again"),
        pytest.param(version(A), "a", said("d2"), LATER, "redressed", id="other bytes, same values"),
        pytest.param(version(A), "a", said("d2", "w"), SOON, "edited", id="other values at the same address"),
        pytest.param(version(A), "b", said("d2", "w"), LATER, "joins", id="another live address"),
        pytest.param(version(GONE), "a", said("d1"), LATER, "back", id="the gone address answers again"),
        pytest.param(version(GONE), "a", said("d2"), LATER, "back", id="and in another dress"),
        pytest.param(version(GONE), "b", said("d2"), LATER, "moved", id="a new address with the same values"),
        pytest.param(version(GONE), "b", said("d2", "w"), LATER, "edited", id="a new address with other values"),
        pytest.param(version(A, replace(GONE, url="c")), "b", said("d2", "w"), LATER, "joins", id="one is still live"),
        pytest.param(version(said_b := Source("b", said("d9", "w")), CARRIED), "a", said("d2", "w"), LATER, "joins",
                     id="a carried address that follows the edit late, in the same words"),
        pytest.param(version(said_b, CARRIED), "a", said("d2", "x"), SOON, "joins", id="or soon, in its own"),
        pytest.param(version(said_b, CARRIED), "a", said("d2", "x"), LATER, "edited", id="but late is an edit"),
    ],
)  # fmt: skip
def test_step(current: Version | None, url: str, reading: Reading, now: datetime, expected: str) -> None:
    assert step(current, url, reading, now) == expected


def test_the_fuller_document_counts() -> None:
    html, pdf = Source("a", said("d1", shown=0)), Source("b", said("d2", shown=200, media=PDF))
    assert fullest([html, pdf]) == pdf


def test_of_equally_full_ones_the_page_counts_before_its_pdf() -> None:
    assert fullest([Source("a", said("d2", media=PDF, prose=1100)), A]) == A


def test_what_the_version_brought_counts_before_what_was_carried_into_it() -> None:
    edited = Source("b", said("d2", "w", shown=150))
    assert fullest([CARRIED, edited]) == edited


SOURCES = st.builds(
    Source,
    st.sampled_from("abcd"),
    st.builds(said, st.sampled_from(["d1", "d2", "d3"]), shown=st.integers(0, 2), prose=st.integers(0, 2),
              media=st.sampled_from([HTML, PDF])),
    st.booleans(),
    st.booleans(),
)  # fmt: skip


@given(st.lists(SOURCES, min_size=1, max_size=4, unique_by=lambda one: one.url))
def test_which_counts_does_not_depend_on_the_order_of_arrival(sources: list[Source]) -> None:
    assert len({fullest(order).url for order in permutations(sources)}) == 1


def test_witnesses_differ_only_where_both_print_a_number() -> None:
    one = replace(said("d1"), packed=packed(['"x.a.b":1', '"x.c.d":2']))
    other = replace(said("d2"), packed=packed(['"x.a.b":3', '"x.e.f":4']))
    assert differing(one, other) == ("x.a.b",)


def test_prose_is_compared_within_one_format_only() -> None:
    one, other = replace(said("d1"), prose_hash="p"), replace(said("d2"), prose_hash="q")
    assert prose_differs(one, other)
    assert not prose_differs(one, replace(other, media_type=PDF))


@pytest.mark.parametrize(
    ("candidates", "scope", "expected"),
    [
        ([], None, None),
        ([(1, None)], "region", None),
        ([(1, "own")], "region", None),
        ([(1, "region")], None, None),
        ([(1, "level"), (2, "region")], "region", 2),
        ([(1, "level"), (2, "region")], None, 1),
        ([(1, "own")], "level", 1),
    ],
)
def test_what_speaks_for_the_whole_region_is_a_report_of_its_own(
    candidates: list[tuple[int, str | None]], scope: str | None, expected: int | None
) -> None:
    assert chosen(candidates, scope) == expected
