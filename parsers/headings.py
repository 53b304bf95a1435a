"""One line as a heading: its number, its words, and which of the form's six sections they name (sections.toml).

Knows no other line: which of many candidates are the headings is for sections.py.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz import fuzz

from parsers.words import chinese_number, half, squeeze

LIKE = 0.6

NUMBER = re.compile(
    r"(?:第?(?P<cn>[一二三四五六七八九十]{1,3})(?:部分)?[、.,，:：．]|[(（](?P<paren>[一二三四五六七八九十\d]{1,3})[)）]、?"
    r"|(?P<arabic>\d{1,2})[、.．](?!\d))"
)
_NOTHING = re.compile(r"[:：。.]?[(（]?(?:暂?无|没有)(?:其他.{0,10})?[)）]?[。.]?$")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line would be if it were a heading."""

    style: str
    printed: int | None
    heading: str
    tail: str


@dataclass(frozen=True, slots=True)
class Spelling:
    number: int
    must: re.Pattern[str]
    table: bool
    aliases: tuple[str, ...]
    weak: tuple[str, ...]


@cache
def spellings() -> tuple[tuple[Spelling, ...], re.Pattern[str]]:
    data = tomllib.loads(resources.files("parsers").joinpath("sections.toml").read_text(encoding="utf-8"))
    rows = tuple(
        Spelling(
            row["number"], re.compile(row["must"]), row.get("table", False), tuple(row["aliases"]), tuple(row["weak"])
        )
        for row in data["section"]
    )
    return rows, re.compile(data["never"])


@lru_cache(maxsize=4096)
def read(block: str) -> Line:
    """Its number, its words and what stands after them (`无。`)."""
    plain = squeeze(half(block))
    match = NUMBER.match(plain)
    style = "none" if match is None else str(match.lastgroup)
    digits = "" if match is None else match[style]
    printed = None if match is None else int(digits) if digits.isdigit() else chinese_number(digits)
    body = plain if match is None else plain[match.end() :]
    nothing = _NOTHING.search(body)
    heading = body[: nothing.start()] if nothing else body
    tail = nothing[0].lstrip(":：。.") if nothing else ""
    return Line(style, printed, heading.strip(":：。.＊*#"), tail)


@lru_cache(maxsize=4096)
def likeness(words: str) -> tuple[int, float] | None:
    """The section of the form that a heading's words name, and how like the official ones they are."""
    rows, never = spellings()
    if never.search(words):
        return None
    best: tuple[int, float] | None = None
    for row in rows:
        if not row.must.search(words):
            continue
        score = max(fuzz.ratio(words, alias) / 100 for alias in row.aliases)
        score = max(score, *(0.75 * fuzz.ratio(words, alias) / 100 for alias in row.weak))
        if score >= LIKE and (best is None or score > best[1]):
            best = row.number, score
    return best
