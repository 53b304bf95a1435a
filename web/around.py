"""Regions as pages ask for them: what lies in one, what is around it, which of them anything is known of."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines import regions
from pipelines.summary import WHOLE
from web.language import say
from web.page import rows

# Codes of a region and of all that lies in it; one parameter.
WITHIN = (
    "(WITH RECURSIVE within(code) AS (SELECT ? UNION SELECT g.code FROM regions g"
    " JOIN within ON g.parent = within.code) SELECT code FROM within)"
)
# Those below a region of which anything was added up: provinces where there is none above.
_BELOW = """
SELECT g.code, g.name FROM regions g WHERE {parent} AND EXISTS (
  SELECT 1 FROM summary s WHERE s.region_code = g.code AND s.own = 0) ORDER BY g.code = '000000', g.code
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A region, or the whole database (whose code is empty)."""

    code: str
    name: str


def whole() -> Place:
    return Place(WHOLE, say("region.whole"))


def place(code: str) -> Place | None:
    """By its code; None for what is no region."""
    if code == WHOLE:
        return whole()
    if code == regions.UNKNOWN:
        return Place(code, say("region.unknown"))
    found = regions.get(code)
    return Place(code, found.name) if found else None


def above(code: str) -> tuple[Place, ...]:
    """The whole, then each region around this one from the outside, itself left out."""
    if code == WHOLE:
        return ()
    around = reversed(regions.chain(code)[1:])
    return (whole(), *(Place(one.code, one.name) for one in around))


def below(db: sqlite3.Connection, code: str) -> tuple[Place, ...]:
    parent, values = ("g.parent IS NULL", ()) if code == WHOLE else ("g.parent = ?", (code,))
    return tuple(
        Place(row["code"], say("region.unknown") if row["code"] == regions.UNKNOWN else row["name"])
        for row in rows(db, _BELOW.format(parent=parent), *values)
    )


def narrowest(db: sqlite3.Connection) -> tuple[str, tuple[Place, ...]]:
    """The smallest region that holds everything, and what lies in it: one city begins with its counties."""
    code, inner = WHOLE, below(db, WHOLE)
    while len(inner) == 1 and (further := below(db, inner[0].code)):
        code, inner = inner[0].code, further
    return code, inner


def choices(db: sqlite3.Connection, code: str) -> Sequence[Place]:
    """What a filter offers: the regions around the chosen one, itself, and those in it."""
    if code == WHOLE:
        return (whole(), *narrowest(db)[1])
    here = place(code)
    return (*above(code), *((here,) if here else ()), *below(db, code))
