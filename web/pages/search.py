"""Search: organisations by any of their names, and the text of all reports, with the passage round each hit."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines.passages import Passage, highlighter
from pipelines.search import NoWordsError, match
from pipelines.summary import WHOLE
from pipelines.words import phrase
from web import around
from web.around import WITHIN, Place
from web.page import found, number_of, read, rows, shown

ORGANISATIONS = 12
MANY = 30
# So many hits are put in order of how well they fit; of more the latest stored come first.
ORDERED = 3000
LONGEST = 200

_ORGANISATIONS = """
SELECT o.id, o.name, o.region, o.region_code, o.kind,
  (SELECT group_concat(year, ' ')
   FROM (SELECT DISTINCT year FROM reports r WHERE r.org_id = o.id ORDER BY year)) AS years
FROM organisations o WHERE o.id IN (
  SELECT org_id FROM names_fts WHERE names_fts MATCH ? ORDER BY rank LIMIT ?)
ORDER BY length(o.name), o.id LIMIT ?
"""
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM sections_fts WHERE sections_fts MATCH ? LIMIT ?)"
# The index gives its rows in the order asked for, so that reading ends with the page; CROSS keeps it first.
_HITS = """
SELECT s.id, s.heading, s.text, r.id AS report_id, r.org_id, r.year, o.name, o.region, {score} AS score
FROM sections_fts f CROSS JOIN sections s ON s.id = f.rowid CROSS JOIN reports r ON r.id = s.report_id
CROSS JOIN organisations o ON o.id = r.org_id
WHERE sections_fts MATCH ? AND r.is_current = 1 AND {where}
ORDER BY {order} LIMIT ? OFFSET ?
"""


@dataclass(frozen=True, slots=True)
class Asked:
    words: str
    code: str
    year: int | None
    skip: int


@dataclass(frozen=True, slots=True)
class Hit:
    row: sqlite3.Row
    passage: Passage

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The passage cut at its marks: text, and whether it is a hit."""
        cuts, text = [], self.passage.text
        at = 0
        for start, end in self.passage.marks:
            cuts += [(text[at:start], False), (text[start:end], True)]
            at = end
        return [piece for piece in [*cuts, (text[at:], False)] if piece[0]]


@dataclass(frozen=True, slots=True)
class Page:
    asked: Asked
    place: Place
    places: Sequence[Place]
    years: Sequence[sqlite3.Row]
    organisations: Sequence[sqlite3.Row] = ()
    hits: tuple[Hit, ...] = ()
    ordered: bool = True
    more: bool = False
    trouble: str = ""


async def search(datasette: Datasette, request: Request) -> Response:
    args = request.args
    asked = Asked(
        (args.get("q") or "").strip()[:LONGEST],
        args.get("region") or WHOLE,
        number_of(args.get("year")),
        number_of(args.get("skip"), most=ORDERED) or 0,
    )
    found(around.place(asked.code))
    page = await read(datasette, lambda db: load(db, asked))
    return await shown(datasette, request, "search.html", {"page": page, "asked": asked.words})


def load(db: sqlite3.Connection, asked: Asked) -> Page:
    years = rows(db, "SELECT year FROM summary WHERE region_code = '' AND own = 0 ORDER BY year DESC")
    base = Page(asked, found(around.place(asked.code)), around.choices(db, asked.code), years)
    if not asked.words:
        return base
    orgs = _organisations(db, asked.words)
    try:
        query = match(asked.words)
    except NoWordsError as error:
        return Page(asked, base.place, base.places, years, orgs, trouble=str(error))
    few = db.execute(_COUNT, (query, ORDERED + 1)).fetchone()[0] <= ORDERED
    hits = _hits(db, query, asked, few)
    return Page(asked, base.place, base.places, years, orgs, tuple(hits[:MANY]), few, len(hits) > MANY)


def _organisations(db: sqlite3.Connection, words: str) -> list[sqlite3.Row]:
    wanted = phrase(words)
    return rows(db, _ORGANISATIONS, wanted, ORGANISATIONS * 4, ORGANISATIONS) if wanted else []


def _hits(db: sqlite3.Connection, query: str, asked: Asked, few: bool) -> list[Hit]:
    parts: list[str] = ["1"]
    values: list[object] = []
    if asked.year:
        parts.append("r.year = ?")
        values.append(asked.year)
    if asked.code != WHOLE:
        parts.append(f"o.region_code IN {WITHIN}")
        values.append(asked.code)
    score, order = ("bm25(sections_fts)", "score, r.year DESC, s.id") if few else ("0", "f.rowid DESC")
    sql = _HITS.format(score=score, where=" AND ".join(parts), order=order)
    with highlighter(query) as lit:
        return [
            Hit(row, lit.passage(row["heading"] or "", row["text"] or ""))
            for row in rows(db, sql, query, *values, MANY + 1, asked.skip)
        ]
