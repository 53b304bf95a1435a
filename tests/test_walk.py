"""Walking a list: when it is followed to its end, and when it is not believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crawler.page import Ask, Listing
from crawler.walk import MAX_PAGES, Walk
from pipelines.pages import PageState

NOW = datetime(2026, 8, 15, tzinfo=UTC)


def ask(number: int) -> Ask:
    return Ask(f"http://x/list_{number}", list="http://x/list_1", number=number)


def links(first: int, count: int) -> dict[str, Ask]:
    return {f"//x/{n}": Ask(f"http://x/{n}", "report", f"{n}年") for n in range(first, first + count)}


def walked(
    *pages: dict[str, Ask], known: PageState | None = None, total: int | None = None, full: bool = False
) -> Walk:
    walk = Walk("http://x/list_1", known)
    for number, found in enumerate(pages, 1):
        assert walk.expect(ask(number))
        walk.arrived(ask(number), Listing(tuple(found.values()), total=total, entries=len(found)), found,
                     full=full, now=NOW)  # fmt: skip
    return walk


def before(walk: Walk, days: int, entries: int) -> PageState:
    return PageState("http://x/list_1", "p", "list", signature=walk.signature, entries=entries,
                     walked_at=NOW - timedelta(days=days))  # fmt: skip


def test_a_list_walked_to_its_end_is_complete() -> None:
    walk = walked(links(0, 10), links(10, 5), total=15)
    assert walk.verdict(full=False) is None
    assert walk.complete(full=False)


def test_an_unchanged_first_page_ends_the_walk_and_proves_no_absence() -> None:
    known = before(walked(links(0, 10)), days=1, entries=15)
    walk = walked(links(0, 10), known=known)
    assert walk.unchanged
    assert walk.verdict(full=False) is None
    assert not walk.complete(full=False)


def test_it_is_walked_all_the_same_after_a_week_and_when_told_to() -> None:
    assert not walked(links(0, 10), known=before(walked(links(0, 10)), days=8, entries=10)).unchanged
    assert not walked(links(0, 10), known=before(walked(links(0, 10)), days=1, entries=10), full=True).unchanged


def test_a_new_link_or_another_title_on_the_first_page_is_a_change() -> None:
    known = before(walked(links(0, 10)), days=1, entries=10)
    assert not walked(links(0, 11), known=known).unchanged
    renamed = {**links(0, 10), "//x/3": Ask("http://x/3", "report", "更正")}
    assert not walked(renamed, known=known).unchanged


def test_fewer_entries_than_the_list_itself_counts_is_an_early_end() -> None:
    assert walked(links(0, 10), total=15).verdict(full=False) == "list_short"


def test_a_list_that_shrank_is_not_believed_unless_all_is_asked_anew() -> None:
    known = PageState("http://x/list_1", "p", "list", signature="", entries=40, walked_at=NOW)
    assert walked(links(0, 10), known=known).verdict(full=False) == "list_shrunk"
    assert walked(links(0, 10), known=known, full=True).verdict(full=True) is None
    assert walked({}, known=known).verdict(full=False) == "list_empty"


def test_one_report_withdrawn_is_no_shrinking() -> None:
    known = PageState("http://x/list_1", "p", "list", signature="", entries=4, walked_at=NOW)
    assert walked(links(0, 3), known=known).verdict(full=False) is None


def test_a_page_that_failed_leaves_the_list_open_to_doubt() -> None:
    walk = walked(links(0, 10))
    assert walk.expect(ask(2))
    assert not walk.complete(full=False)
    walk.failed("timeout")
    assert walk.verdict(full=False) == "timeout"


def test_a_pager_that_turns_in_a_circle_ends() -> None:
    walk = walked(links(0, 10), links(10, 10))
    assert not walk.expect(ask(1))
    assert walk.expect(ask(3))
    again = links(0, 10)
    assert not walk.arrived(ask(3), Listing(tuple(again.values()), entries=10), again, full=False, now=NOW)


def test_a_pager_without_end_is_not_followed_for_ever() -> None:
    walk = Walk("http://x/list_1", None)
    assert all(walk.expect(ask(number)) for number in range(1, MAX_PAGES + 1))
    assert not walk.expect(ask(MAX_PAGES + 1))
    assert walk.verdict(full=False) == "list_endless"


def arrive(walk: Walk, number: int, found: dict[str, Ask], body: str, entries: int | None = None) -> bool:
    assert walk.expect(ask(number))
    listing = Listing(tuple(found.values()), total=walk.total, entries=len(found) if entries is None else entries)
    return walk.arrived(ask(number), listing, found, full=False, now=NOW, body=body)


def test_a_page_of_other_notices_alone_is_no_end() -> None:
    walk = walked(links(0, 4))
    assert arrive(walk, 2, {}, "notices", entries=5)
    assert not arrive(walk, 3, {}, "notices", entries=5)


def test_a_page_that_comes_under_another_number_does_not_fill_the_total() -> None:
    walk = walked(links(0, 15), total=45)
    for number in (2, 3):
        arrive(walk, number, links(0, 15), "the same")
    assert walk.verdict(full=False) == "list_short"


def test_a_page_that_never_came_leaves_the_list_short() -> None:
    walk = walked(links(0, 4))
    assert walk.expect(ask(2))
    assert walk.verdict(full=False) == "list_short"


def test_a_list_that_is_empty_though_reports_of_it_are_stored_is_not_believed() -> None:
    walk = Walk("http://x/list_1", None, stored=5)
    arrive(walk, 1, {}, "empty", entries=0)
    assert walk.verdict(full=False) == "list_empty"
