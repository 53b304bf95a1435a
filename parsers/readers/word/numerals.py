"""The printed form of a list's number: Word's number formats, as far as Chinese documents use them.

A format or a number that is not known gives None: then the label is left out, not guessed.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_CIRCLED = "".join(map(chr, (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))


def numeral(style: str, number: int) -> str | None:
    """`style` is the value of w:numFmt."""
    write = _FORMATS.get(style)
    return write(number) if write else None


def _counting(digits: str, units: str) -> Callable[[int], str | None]:
    """十一 rather than 一十一 where the digits are the common ones; the legal ones are written in full (壹拾壹)."""

    def write(number: int) -> str | None:
        if not 0 <= number < 10000:
            return None
        text = ""
        for power, unit in zip((1000, 100, 10, 1), units, strict=True):
            digit = number // power % 10
            if digit:
                text += digits[digit] + unit.strip()
            elif text and number % power:
                text += "" if text.endswith(digits[0]) else digits[0]
        return (text.removeprefix("一") if digits == _DIGITS and 10 <= number < 20 else text) or digits[0]

    return write


def _positional(digits: str) -> Callable[[int], str | None]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number)) if number >= 0 else None


def _from(signs: str) -> Callable[[int], str | None]:
    return lambda number: signs[number - 1] if 1 <= number <= len(signs) else None


def _consecutive(first: int, count: int) -> Callable[[int], str | None]:
    return _from("".join(map(chr, range(first, first + count))))


def _roman(number: int) -> str | None:
    if not 1 <= number < 4000:
        return None
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


def _letters(number: int) -> str | None:
    """After Z come AA, BB: Word repeats the letter."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 1 <= number <= 780 else None


def _lower(write: Callable[[int], str | None]) -> Callable[[int], str | None]:
    def lowered(number: int) -> str | None:
        text = write(number)
        return None if text is None else text.lower()

    return lowered


_COMMON = _counting(_DIGITS, "千百十 ")
_FORMATS: dict[str, Callable[[int], str | None]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _from(_CIRCLED),
    "decimalEnclosedCircleChinese": _from(_CIRCLED),
    "decimalEnclosedParen": _consecutive(0x2474, 20),
    "decimalEnclosedFullstop": _consecutive(0x2488, 20),
    "upperRoman": _roman,
    "lowerRoman": _lower(_roman),
    "upperLetter": _letters,
    "lowerLetter": _lower(_letters),
    "chineseCounting": _COMMON,
    "chineseCountingThousand": _COMMON,
    "japaneseCounting": _COMMON,
    "taiwaneseCounting": _COMMON,
    "taiwaneseCountingThousand": _COMMON,
    "ideographDigital": _positional(_DIGITS),
    "japaneseDigitalTenThousand": _positional(_DIGITS),
    "taiwaneseDigital": _positional(_DIGITS),
    "chineseLegalSimplified": _counting(_LEGAL, "仟佰拾 "),
    "ideographLegalTraditional": _counting(_LEGAL_TRADITIONAL, "仟佰拾 "),
    "ideographEnclosedCircle": _consecutive(0x3280, 10),
    "ideographTraditional": _from(_STEMS),
    "ideographZodiac": _from(_BRANCHES),
}
