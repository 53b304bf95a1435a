"""Dates as pages print them, also with characters lost, and the statistics period. Says None rather than guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from parsers.words import chinese_digits, chinese_number, half, squeeze

YEARS = range(2000, 2036)
BEIJING = timezone(timedelta(hours=8))

# A differently fonted 年 or 月 vanishes in some extractions (20201月1日, 20201231日); a year's 20 may be typed twice.
_YEAR = r"(?<!\d)(?:20(?=20\d\d年))?(?P<{p}y>20\d\d)"
_LENIENT = _YEAR + r"年?(?:(?P<{p}m>\d{{1,2}})月(?P<{p}d>\d{{1,2}})(?!\d)[日号]?|(?P<{p}md>\d{{2,4}})日)"
_SIGNED = r"(?<!\d)(?P<{p}sy>20\d\d)[-./](?P<{p}sm>\d{{1,2}})[-./](?P<{p}sd>\d{{1,2}})(?!\d)"
_DAY = rf"(?:{_LENIENT}|{_SIGNED})"
_SHORT = r"(?P<tm>\d{1,2})月(?P<td>\d{1,2})日"
_TO = r"[^\d。；;至到]{0,6}(?:至|到|[-—–~～－]+)[^\d。；;]{0,4}"
_PERIOD = re.compile(_DAY.format(p="a") + _TO + "(?:" + _DAY.format(p="b") + f"|{_SHORT})")
_CLOSED = re.compile(r"数据[^\d。；]{0,12}(?:截[至止]|截止到)[^\d。；]{0,6}" + _DAY.format(p="c"))
_ABOUT = re.compile(r"统计|期限|时限|数据|报告期")

_PRINTED = re.compile(
    r"(?<!\d)(20\d\d)(?:年(\d{1,2})月(\d{1,2})日?|[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|([01]\d)([0-3]\d)(?!\d))"
)
_CHINESE = re.compile(
    r"(二[〇○零OＯ0][〇○零OＯ一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_OBJECT_ID = re.compile(r"(?:doc_|(?:^|/)(?=[0-9a-f]{24}(?:\.|$)))([0-9a-f]{24})(?![0-9a-f])")


def first_date(text: str) -> date | None:
    """The first whole date that a text prints."""
    plain = half(text)
    # A time of day would glue to its date if the blank between them went.
    match = _PRINTED.search(re.sub(r"(?<=[年月/.-])\s+|\s+(?=[年月日])", "", plain))
    if match:
        year, *rest = (int(group) for group in match.groups() if group)
        return _date(year, *rest)
    written = _CHINESE.search(squeeze(text))
    if not written:
        return None
    month, day = chinese_number(written[2]), chinese_number(written[3])
    return _date(int(chinese_digits(written[1])), month or 0, day or 0)


def year_closed(text: str) -> int | None:
    """The year of a text that only says up to which 31 December its figures are (数据截止2022年12月31日)."""
    for match in _CLOSED.finditer(half(text)):
        last = _end(match, "c")
        if last is not None and (last.month, last.day) == (12, 31):
            return last.year
    return None


def period(text: str, preamble: int) -> tuple[date, date] | None:
    """The period the figures are of; `text` is squeezed, its first `preamble` characters stand before the sections."""
    found = list(_periods(text))
    said = [span for start, end, span in found if _ABOUT.search(text, max(0, start - 40), end + 12)]
    before = [span for start, _, span in found if start < preamble]
    return next(iter(said or before), None)


def created(*addresses: str | None) -> date | None:
    """The day an address's ObjectId was made: its first eight hex digits are seconds since 1970."""
    for address in filter(None, addresses):
        match = _OBJECT_ID.search(address.split("?")[0])
        if match:
            made = datetime.fromtimestamp(int(match[1][:8], 16), BEIJING).date()
            if made.year in YEARS:
                return made
    return None


def _periods(text: str) -> Iterator[tuple[int, int, tuple[date, date]]]:
    for match in _spans(_CHINESE.sub(_in_digits, half(text))):
        start = _end(match, "a")
        if start is None:
            continue
        stop = _date(start.year, int(match["tm"]), int(match["td"])) if match["tm"] else _end(match, "b")
        if stop is not None:
            yield match.start(), match.end(), (start, stop)


def _spans(text: str) -> Iterator[re.Match[str]]:
    """As `_PERIOD.finditer(text)`; both its days begin with a year, and its many ways are only tried there."""
    at = text.find("20")
    while at >= 0:
        match = _PERIOD.match(text, at)
        if match:
            yield match
        at = text.find("20", match.end() if match else at + 1)


def _in_digits(match: re.Match[str]) -> str:
    return f"{chinese_digits(match[1])}年{chinese_number(match[2])}月{chinese_number(match[3])}日"


def _end(match: re.Match[str], side: str) -> date | None:
    if match[f"{side}sy"]:
        return _date(*(int(match[f"{side}s{part}"]) for part in "ymd"))
    year = int(match[f"{side}y"])
    if match[f"{side}m"]:
        return _date(year, int(match[f"{side}m"]), int(match[f"{side}d"]))
    digits = match[f"{side}md"]
    days = {_date(year, int(digits[:cut]), int(digits[cut:])) for cut in (1, 2) if 0 < len(digits) - cut <= 2}
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
