"""Reasons: each explained in both languages, each failure turned into one; and the hours in which a run may go on."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.failures import Refused, trouble_of
from crawler.guards.hours import within
from crawler.reasons import known_reason, of_status, reason_of, reasons, weight


@pytest.mark.parametrize("code", reasons())
def test_a_reason_is_explained_in_both_languages(code: str) -> None:
    reason = reasons()[code]
    assert all(text.strip() for text in (reason.zh, reason.en, reason.do_zh, reason.do_en))
    assert 0 <= weight(code) <= 100


def test_a_code_that_is_not_documented_cannot_be_used() -> None:
    with pytest.raises(ValueError, match="no_such_code"):
        known_reason("no_such_code")
    with pytest.raises(ValueError, match="no_such_code"):
        Refused("no_such_code")


@given(st.integers(100, 999))
def test_every_status_has_a_documented_reason_or_none(status: int) -> None:
    reason = of_status(status)
    assert reason is None or reason in reasons()
    assert (reason is None) == (200 <= status < 300 or status == 304)


def test_an_error_that_nobody_foresaw_is_named() -> None:
    assert trouble_of(KeyError("x")).word == "KeyError"
    assert reason_of(KeyError("x")) == "unexpected_error"
    assert reason_of(TimeoutError()) == "timeout"


# --- hours ---


@pytest.mark.parametrize(
    ("hours", "utc", "open_"),
    [
        ("22:00-06:00", "14:00", True),
        ("22:00-06:00", "13:59", False),
        ("22:00-06:00", "21:59", True),
        ("22:00-06:00", "22:00", False),
        ("09:00-17:30", "01:00", True),
        ("09:00-17:30", "09:30", False),
        ("20:00-24:00", "15:59", True),
        ("20:00-24:00", "16:00", False),
        ("00:00-24:00", "05:00", True),
        ("08:00-08:00", "05:00", True),
    ],
)
def test_hours_are_beijing_s(hours: str, utc: str, open_: bool) -> None:
    moment = datetime.fromisoformat(f"2026-08-15T{utc}:00").replace(tzinfo=UTC)
    assert within(hours, moment) == open_
