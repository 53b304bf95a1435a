"""The passage of a text round a hit, and which of its characters are the hit.

What is a hit is not decided here a second time: the text is indexed once more in memory, and SQLite's own
highlight() says. It speaks of the text as it is indexed (pipelines/words.py: forms folded, each character a word);
this module leads back to the characters of the document.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from pipelines.words import folded, spaced

# Characters of a passage before its first hit, and in all.
BEFORE, WIDTH = 30, 120
# What is further in is not looked at: no section of a report is so long.
LONGEST = 500_000
# Of so many characters at most NFKC makes something else together; more are marks heaped on one letter.
_TOGETHER = 32
# Characters that nothing before them is ever joined with: ASCII, Chinese, and their full-width punctuation.
_ALONE = re.compile(r"[\x00-\x7f\u3001-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e]")
_CONTROL = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document; the hits are [start, end) in characters of `text`. Control characters are blanks."""

    text: str
    marks: tuple[Mark, ...]
    cut_before: bool = False
    cut_after: bool = False


class Highlighter:
    """Finds the hits of one MATCH (of sections_fts) in texts, one after the other."""

    def __init__(self, db: sqlite3.Connection, query: str) -> None:
        self.db = db
        self.query = query

    def passage(self, heading: str, text: str) -> Passage:
        """Of the text; of the heading where only that holds the words."""
        text = text[:LONGEST]
        in_heading, in_text = self._marks(heading, text)
        return cut(text, in_text) if in_text or not in_heading else cut(heading, in_heading)

    def _marks(self, heading: str, text: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        known = [_Indexed(heading), _Indexed(text)]
        opening, closing = _unused("".join(one.text for one in known))
        self.db.execute("DELETE FROM one")
        self.db.execute("INSERT INTO one VALUES (?, ?)", [one.text for one in known])
        row = self.db.execute(
            "SELECT highlight(one, 0, :a, :z), highlight(one, 1, :a, :z) FROM one WHERE one MATCH :query",
            {"a": opening, "z": closing, "query": self.query},
        ).fetchone()
        if row is None:
            return (), ()
        first, second = (one.led_back(lit, opening, closing) for one, lit in zip(known, row, strict=True))
        return first, second


@contextmanager
def highlighter(query: str) -> Iterator[Highlighter]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.execute("CREATE VIRTUAL TABLE one USING fts5(heading, text, tokenize='unicode61')")
        yield Highlighter(db, query)
    finally:
        db.close()


def cut(text: str, marks: Sequence[Mark]) -> Passage:
    """The part of the text with the most hits; its beginning where there is none."""
    first = max(marks, key=lambda mark: sum(mark[0] <= start < mark[0] + WIDTH for start, _ in marks), default=(0, 0))
    start = min(max(0, first[0] - BEFORE), max(0, len(text) - WIDTH))
    end = max(start + WIDTH, first[1])
    inside = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
    shown = _CONTROL.sub(" ", text[start:end])
    return Passage(shown, tuple((a - start, z - start) for a, z in inside), start > 0, end < len(text))


class _Indexed:
    """A text as it is indexed, each character a word, and from where in the document each of them comes."""

    def __init__(self, text: str) -> None:
        known = folded(text)
        self.text = spaced(text)
        self.places = list(_places(text, known))
        # Otherwise a part of the text was cut where it should not have been: better no mark than a wrong one.
        self.certain = len(self.places) == len(known)

    def led_back(self, lit: str, opening: str, closing: str) -> tuple[Mark, ...]:
        marks: list[Mark] = []
        if not self.certain:
            return ()
        at = 0
        for part in lit.split(opening):
            hit, found, rest = part.partition(closing)
            if found and hit:
                # Between two characters stands a blank.
                first, last = at // 2, (at + len(hit) - 1) // 2
                marks.append((self.places[first][0], self.places[last][1]))
            at += len(hit) + len(rest)
        return tuple(marks)


def _places(text: str, known: str) -> Iterator[Mark]:
    """For each character that is indexed, the characters of the text that it stands for."""
    if known == text:
        yield from ((at, at + 1) for at in range(len(text)))
        return
    for start, end in _together(text):
        yield from [(start, end)] * len(unicodedata.normalize("NFKC", text[start:end]))


def _together(text: str) -> Iterator[Mark]:
    """The smallest parts that are normalised each by itself."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _parted(text[start:at], text[at]):
            yield start, at
            start = at


def _parted(before: str, after: str) -> bool:
    if _ALONE.match(after) or len(before) >= _TOGETHER:
        return True
    one, two = (unicodedata.normalize("NFKC", part) for part in (before, after))
    # What begins with a mark belongs to the letter before it, however many marks stand between.
    return not unicodedata.combining(two[0]) and unicodedata.normalize("NFKC", before + after) == one + two


def _unused(text: str) -> tuple[str, str]:
    """Two characters that do not occur; of those for private use there are more than anybody prints."""
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    return next(free), next(free)
