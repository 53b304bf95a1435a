"""Copied text: reports whose prose is nearly the same as their own of the year before, or as another organisation's.

A pair is found by its sketches (MinHash, LSH) and judged by its text: `share` is the exact part of the report's runs
of characters (prose.py: without what the form makes everybody say, figures and names masked) that stand in the other.
Another organisation's report counts where it is of the same year or of the year before. What is written for a year
depends on the reports that count for it and the year before, on nothing else: not on the order in which they came.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from pipelines import prose, regions, schema
from pipelines.sketches import Index, Sketch, Sketches, alike, beside, sketch

# So much of the report's prose stands in the other, and so much of both together: a short text that was taken into a
# long one is not nearly the same as it.
SHARE, TOGETHER = 0.8, 0.6
# A sketch errs; what it puts a little below is looked at too.
ESTIMATE = 0.45
# Where hundreds share one text, a report names so many of the others, and looks at so many to find them.
LIKES, CANDIDATES = 5, 24
# What is left of a name without its region and is shorter (办公室 is a word, too) is not masked.
SHORTEST_NAME = 4
# Texts at hand, as runs; some 15 kB each.
AT_HAND = 4096

_REPORTS = """
SELECT r.id, r.org_id, r.year, coalesce(r.scope, ''), r.document_id, r.parser_version, r.org, o.name, o.region_code
FROM reports r JOIN organisations o ON o.id = r.org_id WHERE r.year = ? AND r.is_current = 1 ORDER BY r.id"""


@dataclass(frozen=True, slots=True)
class Member:
    """A report of a year, with the key of its text."""

    id: int
    org_id: str
    year: int
    scope: str
    names: tuple[str, ...]
    key: str

    @property
    def place(self) -> tuple[str, int, str]:
        """An order that is the same in every database."""
        return (self.org_id, -self.year, self.scope)


class Like(NamedTuple):
    report_id: int
    like_id: int
    share: float


def refresh(db: sqlite3.Connection, report_ids: Iterable[int] | None = None) -> None:
    """Brings `copied` up to date, for the years of these reports or for all; a year without a change costs nothing."""
    with beside(db) as kept:
        before: _Year | None = None
        for year in _years(db, report_ids):
            if before is None or before.year != year - 1:
                before = _Year.of(db, kept, year - 1)
            this = _Year.of(db, kept, year)
            if kept.state(year) != _state(db, before, this):
                _write(db, this, _likes(db, before, this))
                kept.settle(year, _state(db, before, this))
            before = this


def _years(db: sqlite3.Connection, report_ids: Iterable[int] | None) -> list[int]:
    """Those that the reports may have changed: their own, and the one after it, which is compared with it."""
    if report_ids is None:
        rows = db.execute("SELECT DISTINCT year FROM reports")
    else:
        ids = json.dumps(list(report_ids))
        rows = db.execute("SELECT DISTINCT year FROM reports WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    years = {row[0] for row in rows}
    return sorted(years | {year + 1 for year in years})


class _Year:
    """The reports that count for a year; their sketches are made or fetched when they are asked for."""

    def __init__(self, db: sqlite3.Connection, kept: Sketches, year: int, members: Sequence[Member]) -> None:
        self.db, self.kept, self.year, self.members = db, kept, year, members
        self.sketches: Mapping[int, Sketch] | None = None

    @classmethod
    def of(cls, db: sqlite3.Connection, kept: Sketches, year: int) -> _Year:
        return cls(db, kept, year, [_member(row) for row in db.execute(_REPORTS, (year,))])

    def sketched(self) -> Mapping[int, Sketch]:
        if self.sketches is None:
            found = self.kept.get(one.key for one in self.members)
            made = {one.key: sketch(_runs(self.db, one)) for one in self.members if one.key not in found}
            self.kept.put(made)
            found |= made
            self.sketches = {one.id: said for one in self.members if (said := found[one.key]) is not None}
        return self.sketches


def _member(row: Sequence[Any]) -> Member:
    report_id, org_id, year, scope, document_id, parser_version, org, name, region_code = row
    names = tuple(_names(org or "", name, region_code))
    told = json.dumps([document_id, parser_version, names, prose.version()], ensure_ascii=False)
    return Member(report_id, org_id, year, scope, names, hashlib.sha256(told.encode()).hexdigest()[:32])


def _names(org: str, name: str, region_code: str) -> Iterator[str]:
    """Its names, also without the regions before them, and the regions' own."""
    around = [region.name for region in regions.chain(region_code)]
    yield from around
    for whole in (org, name):
        yield whole
        rest = whole
        for region in reversed(around):
            rest = rest.removeprefix(region)
            if len(rest) >= SHORTEST_NAME:
                yield rest


def _runs(db: sqlite3.Connection, one: Member) -> prose.Runs:
    rows = db.execute("SELECT text FROM sections WHERE report_id = ? ORDER BY number, id", (one.id,))
    return prose.runs(prose.plain((row[0] or "" for row in rows), one.names))


def _state(db: sqlite3.Connection, before: _Year, this: _Year) -> str:
    """What the year's rows are made from, and the rows: a database that was rebuilt has other rows than it should."""
    rows = sorted(Like(*row) for row in db.execute(_ROWS, (this.year,)))
    made_from = [[(one.id, one.key) for one in year.members] for year in (before, this)]
    return hashlib.sha256(json.dumps([made_from, rows, SHARE, TOGETHER, LIKES]).encode()).hexdigest()[:32]


_OF_YEAR = "report_id IN (SELECT id FROM reports WHERE year = ?)"
_ROWS = f"SELECT report_id, like_id, share FROM copied WHERE {_OF_YEAR}"  # noqa: S608  # a constant


def _write(db: sqlite3.Connection, this: _Year, likes: Iterable[Like]) -> None:
    rows = sorted(likes)
    with _transaction(db):
        db.execute(f"DELETE FROM copied WHERE {_OF_YEAR}", (this.year,))  # noqa: S608
        db.executemany(schema.insertion("copied"), rows)


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _likes(db: sqlite3.Connection, before: _Year, this: _Year) -> Iterator[Like]:
    members = {one.id: one for year in (before, this) for one in year.members}
    sketches = {**before.sketched(), **this.sketched()}

    @lru_cache(maxsize=AT_HAND)
    def runs(report_id: int) -> prose.Runs:
        return _runs(db, members[report_id])

    near, own = _near(before, this), _by_organisation(before)
    for one in this.members:
        if one.id in sketches:
            found = {*near.get(one.id, ()), *own.get(one.org_id, ())} & sketches.keys()
            yield from _judged(one, [members[other] for other in found], sketches, runs)


def _near(before: _Year, this: _Year) -> dict[int, list[int]]:
    """One index at a time: it is the largest thing in memory."""
    near: dict[int, list[int]] = {}
    for year in (before, this):
        index = Index(year.sketched())
        for report_id, one in this.sketched().items():
            near.setdefault(report_id, []).extend(index.near(one))
    return near


def _by_organisation(year: _Year) -> dict[str, list[int]]:
    own: dict[str, list[int]] = {}
    for one in year.members:
        own.setdefault(one.org_id, []).append(one.id)
    return own


def _judged(
    one: Member, found: Sequence[Member], sketches: Mapping[int, Sketch], runs: Callable[[int], prose.Runs]
) -> Iterator[Like]:
    """Its own of the year before, and of the others' those that are most alike."""
    mine = [other for other in found if other.org_id == one.org_id and other.year < one.year]
    others = [other for other in found if other.org_id != one.org_id]
    for candidates, most in ((mine, len(mine)), (others, LIKES)):
        shares = [
            (-share, other.place, other.id)
            for other in _likely(one, candidates, sketches)
            if (share := _share(runs(one.id), runs(other.id))) is not None
        ]
        yield from (Like(one.id, other, -share) for share, _, other in sorted(shares)[:most])


def _likely(one: Member, found: Sequence[Member], sketches: Mapping[int, Sketch]) -> list[Member]:
    """The most alike by their sketches."""
    estimates = alike(sketches[one.id], [sketches[other.id] for other in found])
    ranked = sorted(zip(-estimates, found, strict=True), key=lambda pair: (pair[0], pair[1].place))
    return [other for estimate, other in ranked[:CANDIDATES] if -estimate >= ESTIMATE]


def _share(mine: prose.Runs, other: prose.Runs) -> float | None:
    """None where they are not nearly the same."""
    both = prose.shared(mine, other)
    if both < SHARE * len(mine) or both < TOGETHER * (len(mine) + len(other) - both):
        return None
    return round(both / len(mine), 4)
