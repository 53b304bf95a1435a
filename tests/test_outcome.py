"""What a run came to: what is not surely whole is not ok, and the heaviest reason is the one that is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from crawler.outcome import Seen, judge
from pipelines.runs import Run

GOOD = Run(1, "p", "2026-08-14T02:00:00+00:00", "…", "ok", listed=40)
WELL = Seen(answered=30, listed=40)


@pytest.mark.parametrize(
    ("seen", "last_good", "outcome", "reason"),
    [
        pytest.param(WELL, GOOD, "ok", None, id="all is well"),
        pytest.param(WELL, None, "ok", None, id="the first night"),
        pytest.param(replace(WELL, listed=31), GOOD, "incomplete", "fewer_reports", id="far fewer than last time"),
        pytest.param(replace(WELL, listed=39), GOOD, "ok", None, id="one fewer"),
        pytest.param(replace(WELL, asked=20, pages=Counter(http_404=3)), GOOD, "ok", None,
                     id="some dead links are the portal's own"),
        pytest.param(replace(WELL, asked=6, pages=Counter(http_404=6)), GOOD, "incomplete", "many_gone",
                     id="nothing but dead links is a fault"),
        pytest.param(replace(WELL, asked=6, pages=Counter(robots=6)), GOOD, "incomplete", "many_gone",
                     id="or a robots.txt that forbids them all"),
        pytest.param(replace(WELL, stored=40, withdrawn=8), GOOD, "ok", None, id="some withdrawals"),
        pytest.param(replace(WELL, stored=40, withdrawn=9), GOOD, "incomplete", "many_gone", id="too many at once"),
        pytest.param(replace(WELL, stored=40, withdrawn=9, full=True), GOOD, "ok", None, id="unless all is asked anew"),
        pytest.param(replace(WELL, listed=10, full=True), GOOD, "ok", None, id="fewer is the new measure then"),
        pytest.param(Seen(answered=1, walked=1), None, "incomplete", "list_empty", id="lists that link nothing"),
        pytest.param(replace(WELL, pages=Counter(timeout=1)), GOOD, "incomplete", "timeout", id="a page is lost"),
        pytest.param(replace(WELL, lists={"u": "list_short"}), GOOD, "incomplete", "list_short", id="a short list"),
        pytest.param(replace(WELL, lists={"u": "list_short"}, pages=Counter(challenge_river=1)), GOOD,
                     "incomplete", "challenge_river", id="the heavier reason is told"),
        pytest.param(replace(WELL, has_list=False), GOOD, "incomplete", "list_unknown", id="known addresses alone"),
        pytest.param(replace(WELL, ended="limit"), GOOD, "incomplete", "limit", id="ended before its time"),
        pytest.param(replace(WELL, ended="crashed"), GOOD, "failed", "crashed", id="a fault of ours"),
        pytest.param(Seen(lists={"u": "unreachable"}), GOOD, "failed", "unreachable", id="nothing answered"),
        pytest.param(Seen(ended="hours_over"), GOOD, "failed", "hours_over", id="nothing was asked in time"),
        pytest.param(Seen(), None, "failed", "no_starts", id="nothing to begin with"),
        pytest.param(Seen(answered=2, pages=Counter(http_404=2)), GOOD, "incomplete", "fewer_reports",
                     id="nothing but dead links is not nothing there"),
    ],
)  # fmt: skip
def test_judge(seen: Seen, last_good: Run | None, outcome: str, reason: str | None) -> None:
    verdict = judge(seen, last_good)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_the_detail_says_where_and_how_often() -> None:
    verdict = judge(replace(WELL, lists={"http://x/list": "timeout"}, pages=Counter(timeout=2)), GOOD)
    assert verdict.detail == "3 × http://x/list"
