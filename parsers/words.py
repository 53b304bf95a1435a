"""Small helpers on running text that header, sections and narrative share. Knows characters, nothing of a report."""

from __future__ import annotations

import re

_UNSEEN = tuple("\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_FULL = "０１２３４５６７８９．％／－＠"
_HALF = "0123456789.%/-@"
_TO_HALF = str.maketrans(_FULL, _HALF)
# Looking is thirty times faster than translate(), and most texts have none.
_ANY_FULL = re.compile(f"[{_FULL}]")
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "Ｏ": 0, "O": 0, "两": 2}


def half(text: str) -> str:
    """Full-width digits and their signs as plain ones; the length does not change."""
    return text.translate(_TO_HALF) if _ANY_FULL.search(text) else text


def squeeze(text: str) -> str:
    """Without any blank or invisible character."""
    text = "".join(text.split())
    for character in _UNSEEN:
        if character in text:
            text = text.replace(character, "")
    return text


def chinese_number(text: str) -> int | None:
    """一 to 九十九; None for anything else."""
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _CHINESE.get(text) if len(text) == 1 else None
    high = _CHINESE.get(tens) if tens else 1
    low = _CHINESE.get(units) if units else 0
    return None if high is None or low is None else high * 10 + low


def chinese_digits(text: str) -> str:
    """Digits written one by one (二〇二四) as 2024; other characters stay."""
    return "".join(str(_CHINESE[c]) if c in _CHINESE else c for c in text)
