"""Full text search: what a person wrote as a MATCH, and the sections that hold it, the best first.

The words are found in the text of the sections. Their headings are the form's own words, the same in every report,
and are looked at only when asked. The passages are made by passages.py.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.choice import Choice
from pipelines.passages import Passage, highlighter
from pipelines.words import phrase

# What a query may cost: more is no question but an accident, or an attack.
LONGEST, MOST_WORDS = 1000, 32

_QUOTES = str.maketrans({**dict.fromkeys("“”„「」『』＂", '"'), "－": "-"})
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')

# CROSS: the index is asked first, whatever the planner thinks of a small table.
_FOUND = """
FROM sections_fts f CROSS JOIN sections s ON s.id = f.rowid
JOIN reports r ON r.id = s.report_id LEFT JOIN organisations o ON o.id = r.org_id
WHERE sections_fts MATCH ? AND {condition}
"""
# Only the text that is shown is read.
_HITS = """
SELECT s.heading, s.text, s.number, r.id, r.org_id, coalesce(o.name, r.org), o.region, r.year, r.scope,
       r.version, r.is_current, r.published, r.url, h.score
FROM (SELECT s.id, bm25(sections_fts) AS score, r.year {found} ORDER BY score, r.year DESC, s.id LIMIT ?) h
JOIN sections s ON s.id = h.id JOIN reports r ON r.id = s.report_id LEFT JOIN organisations o ON o.id = r.org_id
ORDER BY h.score, r.year DESC, s.id
"""


class NoWordsError(Exception):
    """Nothing in the query can be looked for; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A section that holds the words, and whose it is."""

    passage: Passage
    heading: str
    number: int | None
    report_id: int
    org_id: str
    org: str
    region: str | None
    year: int
    scope: str | None
    version: int
    is_current: int
    published: str | None
    url: str | None
    score: float


def match(words: str, *, headings: bool = False) -> str:
    """A MATCH for sections_fts. Blanks part words that are all required, "…" is one phrase, -词 is not to be there.

    Only letters and digits, in quotes, reach SQLite, so that nothing of a query can be its syntax.
    """
    if len(words) > LONGEST:
        raise NoWordsError(f"检索词太长（最多 {LONGEST} 字）")
    wanted, unwanted = _terms(words)
    if len(wanted) + len(unwanted) > MOST_WORDS:
        raise NoWordsError(f"检索词太多（最多 {MOST_WORDS} 个）")
    if not wanted:
        raise NoWordsError("只有排除的词，没有要找的词" if unwanted else "没有可以检索的词（只有空白或标点）")
    without = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
    return f"{{{'heading text' if headings else 'text'}}} : (({' AND '.join(wanted)}){without})"


def _terms(words: str) -> tuple[list[str], list[str]]:
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, quoted, plain in _TERM.findall(words.translate(_QUOTES)):
        # phrase() makes one of each word; between quotes all of them are one.
        one = phrase(quoted or plain).replace('" "', " ")
        if any(character.isalnum() for character in one):
            (unwanted if minus else wanted).append(one)
    return wanted, unwanted


def count(db: sqlite3.Connection, query: str, choice: Choice, *, all_versions: bool = False) -> tuple[int, int]:
    """Sections and reports that hold the words."""
    found, values = _found(query, choice, all_versions)
    row = db.execute(f"SELECT count(*), count(DISTINCT r.id) {found}", values).fetchone()
    return int(row[0]), int(row[1])


def search(
    db: sqlite3.Connection, query: str, choice: Choice, limit: int, *, all_versions: bool = False
) -> Iterator[Hit]:
    """The best first (bm25), of equal ones the later year. `query` is what match() made."""
    found, values = _found(query, choice, all_versions)
    with highlighter(query) as lit:
        for heading, text, *facts in db.execute(_HITS.format(found=found), (*values, limit)):
            yield Hit(lit.passage(heading or "", text or ""), heading or "", *facts)


def _found(query: str, choice: Choice, all_versions: bool) -> tuple[str, tuple[object, ...]]:
    condition, values = choice.where()
    current = "" if all_versions else " AND r.is_current = 1"
    return _FOUND.format(condition=condition + current), (query, *values)
