"""The title of a report, however it was printed: doubled, over several lines, with blanks, without its year or body."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.dates import YEARS
from parsers.readers.content import Content
from parsers.words import chinese_digits, half, squeeze

LONGEST_PIECE = 45
MOST_PIECES = 4
_YEARS = re.compile(r"(?<!\d)(?:20(?=20\d\d年))?(20\d\d)(?!\d)(年度)?")
_CHINESE_YEAR = re.compile(r"二[〇○零OＯ0][〇○零OＯ一二三四五六七八九]{2}(?=年)")
_SEPARATOR = re.compile(r"[|_＿]|(?<=[一-鿿）)])\s*[-–—]+\s*(?=[一-鿿\d])|\s[-–—]+\s|\s*>\s*(?=[一-鿿\d])")


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed, and the words of it that name a body; `year` is None where it names none, or two."""

    text: str
    org: str | None
    year: int | None


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(resources.files("parsers").joinpath("header.toml").read_text(encoding="utf-8"))


@cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    return re.compile(words()[table][key])


def find(content: Content, top: Sequence[str]) -> Title | None:
    """The fullest title among the page's own facts and its first lines (`top`), in the order in which they are trusted.

    What is no report's title is returned only where nothing better is there.
    """
    told = [text for text in (content.meta.get("title"), *content.titles) if text and text.strip()]
    pieces = [piece for text in told for piece in _pieces(text)]
    found = [read(text) for text in [*pieces, *_printed(top)] if is_report_title(text)]
    if found:
        return max(found, key=_fullness)
    return read(tidy(told[0])) if told else None


@lru_cache(maxsize=1024)
def is_report_title(text: str) -> bool:
    plain = tidy(text)
    return bool(_subject(plain) and re.search(words()["title"]["ends"] + r"\W*$", plain))


@lru_cache(maxsize=1024)
def tidy(text: str) -> str:
    """Without blanks, marks before it, brackets around it; said once where it is printed twice or three times."""
    plain = half(squeeze(text))
    previous = None
    while previous != plain:
        previous, plain = plain, pattern("title", "prefix").sub("", plain, count=1)
        for times in (3, 2):
            size, rest = divmod(len(plain), times)
            if size > 8 and not rest and plain[:size] * times == plain:
                plain = plain[:size]
    return plain.strip("《》【】[]*#·:： ")


def read(text: str) -> Title:
    plain = tidy(text)
    return Title(plain, _org(plain), _year(plain))


def years(text: str) -> tuple[int, ...]:
    plain = _CHINESE_YEAR.sub(lambda match: chinese_digits(match[0]), text)
    return tuple(dict.fromkeys(int(match[1]) for match in _YEARS.finditer(plain) if int(match[1]) in YEARS))


def _subject(plain: str) -> re.Match[str] | None:
    return pattern("title", "subject").search(plain)


def _year(plain: str) -> int | None:
    found = years(plain)
    if len(found) > 1:
        of_year = {int(match[1]) for match in _YEARS.finditer(plain) if match[2]}
        found = tuple(of_year) if len(of_year) == 1 else ()
    return found[0] if found else None


def _org(plain: str) -> str | None:
    """The words before 政府信息公开, without the year; 夏镇人民政府信息公开 shares its one 政府."""
    subjects = list(pattern("title", "subject").finditer(plain))
    if not subjects:
        return None
    subject = subjects[-1]
    head = _CHINESE_YEAR.sub(lambda match: chinese_digits(match[0]), plain[: subject.start()])
    head = _YEARS.sub("", head).replace("年度", "")
    head = re.sub(r"^年|年$", "", head)
    head = re.sub(r"^(?:关于)|(?:关于|的)$", "", head).strip("《》【】[]·-—_,，:：")
    head = head.strip("()（）") if head.count("(") + head.count("（") != head.count(")") + head.count("）") else head
    if head.endswith("人民") and subject[0].startswith("政府"):
        head += "政府"
    return head if len(re.findall("[一-鿿]", head)) >= 2 else None


def _pieces(text: str) -> Iterator[str]:
    """A page's <title> also names its site and column."""
    pieces = [piece for piece in _SEPARATOR.split(text) if is_report_title(piece)]
    yield from map(tidy, pieces or [text])


def _fullness(title: Title) -> tuple[bool, bool, bool]:
    whole = not title.text.endswith(("年度报", "工作年度"))
    return whole, title.year is not None, title.org is not None


def _printed(top: Sequence[str]) -> list[str]:
    """Every title that the first lines print, put together from its pieces."""
    lines = [half(squeeze(line)) for line in top]
    return [_backwards(lines, end) for end in range(len(lines)) if _may_end(lines, end)]


def _may_end(lines: Sequence[str], end: int) -> bool:
    line = lines[end]
    return 1 < len(line) <= 2 * LONGEST_PIECE and re.search(words()["title"]["ends"] + r"\W*$", line) is not None


def _backwards(lines: Sequence[str], end: int) -> str:
    text = lines[end]
    for before in reversed(lines[max(0, end - MOST_PIECES + 1) : end]):
        whole = is_report_title(text)
        if whole and read(text).org is not None:
            break
        if not before or len(before) > LONGEST_PIECE or pattern("title", "not_a_piece").search(before):
            break
        if is_report_title(before) or (whole and not is_name(before) and not _YEARS.search(before)):
            break
        text = before + text
    return text


def is_name(line: str) -> bool:
    """Whether a line is the name of a body and nothing else."""
    ends = f"(?:{words()['org']['legal']}|{words()['org']['place']})$"
    return re.fullmatch(r"[一-鿿（）()·“”、]{3,40}", line) is not None and re.search(ends, line) is not None
