"""Organisation × year: is the report there, late, missing, or do we not know? Reads the published database.

That a report is missing is said only of who is expected to publish (`expected`), after the statutory day, and after
an ok run of every portal where it is expected: "we did not look" and "there is none" never look alike.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from parsers.dates import BEIJING
from pipelines.choice import Choice
from pipelines.expected import refresh_expected
from pipelines.holdings import Key, Organisation, Reported, Unread, organisations, reported, unread

__all__ = ["ABSENT", "STATES", "Cell", "Coverage", "State", "coverage", "newest", "refresh_expected", "state"]

State = Literal["there", "late", "narrative", "unreadable", "withdrawn", "missing", "not_looked", "not_due"]
STATES: tuple[State, ...] = (
    "there", "late", "narrative", "unreadable", "withdrawn", "missing", "not_looked", "not_due",
)  # fmt: skip
# Nothing was published, as far as is known.
ABSENT: frozenset[State] = frozenset({"missing", "not_looked", "not_due"})
# Who has no statutory day is waited for until the last one of all.
LAST_DAY = (3, 31)
# As many years as a terminal shows.
YEARS = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """`days_late` is 0 or less for what was in time, None where no day is named or none is prescribed."""

    state: State
    due: date | None = None
    report_id: int | None = None
    url: str | None = None
    public_by: date | None = None

    @property
    def days_late(self) -> int | None:
        return (self.public_by - self.due).days if self.public_by and self.due else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every organisation that has a cell, region by region, and its cells."""

    years: tuple[int, ...]
    organisations: tuple[Organisation, ...]
    cells: Mapping[Key, Cell]


def coverage(db: sqlite3.Connection, choice: Choice, now: datetime) -> Coverage:
    """A handful of queries, however many organisations there are."""
    reports = reported(db, choice)
    known = organisations(db, choice, reports)
    trouble = unread(db)
    first, last = choice.years or _span(known, {*reports, *trouble}, now)
    years = tuple(range(first, last + 1))
    cells = {(one.id, year): cell for one in known for year, cell in _cells(one, years, reports, trouble, now)}
    kept = {org_id for org_id, _ in cells}
    return Coverage(years, tuple(one for one in known if one.id in kept), cells)


def newest(now: datetime) -> int:
    """The last report year that is over."""
    return now.astimezone(BEIJING).year - 1


def _span(known: Iterable[Organisation], found: Iterable[Key], now: datetime) -> tuple[int, int]:
    """From the first year of which anything is known, but no more than a terminal shows."""
    last = newest(now)
    ids = {one.id for one in known}
    since = [first for one in known for first, _ in one.expected if first]
    first = min([last, *since, *(year for org_id, year in found if org_id in ids)])
    return max(first, last - YEARS + 1), last


def _cells(
    one: Organisation,
    years: Iterable[int],
    reports: Mapping[Key, Reported],
    trouble: Mapping[Key, Unread],
    now: datetime,
) -> Iterator[tuple[int, Cell]]:
    """Nothing is said of a year in which it is not expected, and of which nothing was found."""
    for year in years:
        found, unread_ = reports.get((one.id, year)), trouble.get((one.id, year))
        if found or unread_ == "unreadable" or one.owes(year):
            due = one.due(year)
            said = state(found, due, year, now, one.looked, unread_)
            yield year, Cell(said, due, *((found.report_id, found.url, found.public_by) if found else ()))


def state(
    found: Reported | None, due: date | None, year: int, now: datetime, looked: datetime | None, unread: Unread | None
) -> State:
    """`due`: the statutory day, None for who has none; `looked`: the beginning of the last ok run that covered it."""
    if found is not None:
        return _published(found, due)
    if unread == "unreadable":
        return "unreadable"
    over = _end(due or date(year + 1, *LAST_DAY))
    if now < over:
        return "not_due"
    return "not_looked" if unread == "not_fetched" or looked is None or looked < over else "missing"


def _published(found: Reported, due: date | None) -> State:
    if found.gone:
        return "withdrawn"
    if found.shows_nothing:
        return "unreadable"
    if found.tables == "none":
        return "narrative"
    return "late" if due and found.public_by and found.public_by > due else "there"


def _end(day: date) -> datetime:
    """The moment when the day is over in Beijing."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)
