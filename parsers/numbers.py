"""One cell's text to one figure: a number, a mark of absence, or neither. Never guesses; what is unsure says so."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from parsers.report import Number

_PLAIN = re.compile(r"0|[1-9]\d{0,11}")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,8})?"
_SPACED = re.compile(r"\d(?:[\d ]*\d)?")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@dataclass(frozen=True, slots=True)
class Figure:
    """`mark` is what is printed where that is no plain number; `sure` is False where digits allow another reading."""

    value: Number | None
    mark: str | None = None
    signed: bool = False
    sure: bool = True


BLANK = Figure(None, "")


@cache
def _marks() -> dict[str, Any]:
    text = resources.files("parsers").joinpath("forms/marks.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _worded() -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, _marks()["signs"]), key=len, reverse=True))
    units = "|".join(sorted([*_marks()["money"], *_marks()["count_units"]], key=len, reverse=True))
    return re.compile(rf"(?P<sign>{signs})?\s*(?P<number>{_NUMBER})\s*(?P<unit>{units})?")


def money() -> Mapping[str, str]:
    """The units of money, and what each is in 万元."""
    units: Mapping[str, str] = _marks()["money"]
    return units


def clean(text: str) -> str:
    """Full-width forms folded, invisible characters and outer blanks gone."""
    if text.isascii():
        return text.strip()
    if any(unicodedata.category(character) == "No" for character in text):
        # NFKC would fold the note sign of 5² into the number 52.
        return text.strip()
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()


@lru_cache(maxsize=8192)
def read(text: str, unit: str = "件") -> Figure | None:
    """The figure a cell prints, in the column's unit; None when it prints neither a number nor a mark of absence."""
    plain = clean(text)
    if not plain:
        return BLANK
    if _PLAIN.fullmatch(plain):
        return Figure(int(plain))
    if plain in _marks()["absent"]:
        return Figure(None, plain)
    if " " in plain and _SPACED.fullmatch(plain):
        return _spaced(plain)
    match = _worded().fullmatch(plain)
    return _number(match, plain, unit) if match else None


def read_as(text: str, unit: str, printed: str | None) -> Figure | None:
    """The same where the column's head prints another unit: a number that names none is in that one."""
    figure = read(text, unit)
    if printed is None or figure is None or figure.value is None or figure.mark is not None:
        return figure
    return read(clean(text) + printed, unit)


def _spaced(plain: str) -> Figure | None:
    digits = plain.replace(" ", "")
    if not _PLAIN.fullmatch(digits):
        return None
    return Figure(int(digits), plain, sure=False)


def _number(match: re.Match[str], plain: str, unit: str) -> Figure | None:
    digits = match["number"].replace(",", "")
    whole = digits.partition(".")[0]
    if len(whole) > 1 and whole.startswith("0"):
        return None
    value = Decimal(digits)
    money = _marks()["money"]
    if match["unit"] in money:
        if unit not in money:
            return None
        value = value * Decimal(money[match["unit"]]) / Decimal(money[unit])
    if match["sign"]:
        value *= _marks()["signs"][match["sign"]]
    mark = None if re.fullmatch(r"-?[\d.]+", plain) else plain
    return Figure(number(value), mark, signed=match["sign"] is not None)


def number(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)


def figure_like(text: str) -> bool:
    """Whether a cell prints a number or a mark; a blank is neither label nor figure."""
    return bool(text) and (figure := read(text, "万元")) is not None and figure.mark != ""
