"""The figures a report states in its prose, each with the words it stands in; the wording is data (narrative.toml).

Only printed numbers: 未收到 gives none. A number whose meaning is not plain has the key `other`, never a guessed one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from parsers.prose import COUNTED, Sentence, clauses, close, quote, sentences
from parsers.report import NarrativeFigure, Number, Section
from parsers.words import chinese_number

OTHER = "other"
# How far before a number its clause and its sentence are asked for words that change its meaning.
NEAR = 120
FAR = 600
# No count has so many digits; an int() of thousands of them fails.
EXACT = 16
_TIMES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "百万": 10**6,
    "千万": 10_000_000,
    "亿": 100_000_000,
}

_DIGITS = r"(?P<n>\d{1,3}(?:[,，]\d{3})+(?![\d,，])|\d+(?:\.\d+)?)"
_APART = r"(?<![\d.,，〔\[])(?<!\d )(?<!\d[-~～—–至到])"
_TAIL = r"(?P<w>[十百千万亿]{0,2})(?P<a>余|多|几|来)?(?P<w2>[万亿]?)(?! ?\d)(?![-~～—–至到]\d)"
_NUMBER = _APART + _DIGITS + _TAIL
_FILL = r"(?P<fill>(?:[:：为是有]|达到?|共计?|合计|总[计数量]|累计|将近|大约|约|近|逾|超过?|数量?){0,3})"
_CHINESE = r"(?P<c>[一二两三四五六七八九十]{1,3})"
_NO_CHINESE = "(?P<c>(?!))"
# Wherever a number may begin; no clause has more of them.
_NUMERAL = re.compile(r"\d+|[一二两三四五六七八九十]")
_FILLED = re.compile(_FILL + _NUMBER)
_ABOUT = re.compile(r"近$|约|逾|超")

_ASIDE = re.compile(r"《[^》]*》|〔[^〕]*〕|\[[^\]]*\]|(?:较|比|与|同)20\d\d年")
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True, slots=True)
class Rule:
    """`has`: words of which a clause must have one for any of the patterns to match; looked for first, to be quick."""

    keys: tuple[str, ...]
    has: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    never: re.Pattern[str] | None
    needs: re.Pattern[str] | None
    total: bool
    any_year: bool
    only: Number | None


@dataclass(frozen=True, slots=True)
class Rules:
    rules: tuple[Rule, ...]
    words: tuple[tuple[str, tuple[int, ...]], ...]
    other: re.Pattern[str]
    compared: re.Pattern[str]
    foreign: re.Pattern[str]
    cumulative: re.Pattern[str]
    this_year: re.Pattern[str]
    checks_only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as it is stated; `approximate` where 余, 近 or the like stands beside it."""

    key: str
    value: Number
    quote: str
    start: int
    approximate: bool


def figures(sections: Sequence[Section], year: int | None = None) -> tuple[NarrativeFigure, ...]:
    """What the prose counts, in its order; the same key and value once."""
    found: list[NarrativeFigure] = []
    seen: set[tuple[str, Number]] = set()
    for figure in stated(sections, year):
        key = OTHER if figure.key in rules().checks_only else figure.key
        if key == OTHER or (key, figure.value) not in seen:
            seen.add((key, figure.value))
            found.append(NarrativeFigure(key, figure.value, figure.quote))
    return tuple(found)


def stated(sections: Sequence[Section], year: int | None = None) -> tuple[Stated, ...]:
    """As `figures`, with each occurrence, and with keys that only the checks know (applications_carried_in)."""
    return tuple(
        figure for section in sections for sentence in sentences(section) for figure in _settled(_read(sentence, year))
    )


def is_approximate(figure: NarrativeFigure) -> bool:
    """Whether the quote gives the number as 余, 多, 近 or 约."""
    numbers = _FILLED.finditer(close(figure.quote))
    return any(_value(match) == figure.value and _approximate(match) for match in numbers)


def _read(sentence: Sentence, year: int | None) -> list[Stated]:
    """Every number of a sentence once: by the first rule that matches it, else as `other` where it counts something."""
    found: dict[int, list[Stated]] = {}
    for start, end in clauses(sentence.text):
        clause = sentence.text[start:end]
        if not COUNTED.search(clause):
            continue
        unread = len(_NUMERAL.findall(clause))
        for rule, match in _matches(clause):
            place = start + _number_start(match)
            if place in found or _is_difference(clause, match):
                continue
            keys = rule.keys if rule and _fits(rule, match, sentence, start, year) else (OTHER,)
            # 一 and 三 count only where a rule is sure of them: they stand in too many other words.
            if keys != (OTHER,) or match["c"] is None:
                found[place] = [_stated(key, match, sentence, place) for key in keys]
                unread -= 1
            if not unread:
                break
    return [figure for place in sorted(found) for figure in found[place]]


def _matches(clause: str) -> Iterator[tuple[Rule | None, re.Match[str]]]:
    known = rules()
    may = {index for word, indexes in known.words if word in clause for index in indexes}
    for index in sorted(may):
        rule = known.rules[index]
        for pattern in rule.patterns:
            for match in pattern.finditer(clause):
                yield rule, match
    for match in known.other.finditer(clause):
        yield None, match


def _fits(rule: Rule, match: re.Match[str], sentence: Sentence, offset: int, year: int | None) -> bool:
    at = _number_start(match)
    clause_before = match.string[max(0, at - NEAR) : at]
    before = sentence.text[max(0, offset + at - FAR) : offset + at]
    known = rules()
    if rule.only is not None and _value(match) != rule.only:
        return False
    if rule.needs and not rule.needs.search(sentence.context):
        return False
    if rule.never and rule.never.search(clause_before + match[0]):
        return False
    if known.foreign.search(clause_before) or (rule.total and "其中" in before):
        return False
    if known.cumulative.search(clause_before) and not _of_this_year(before, year):
        return False
    return year is None or rule.any_year or _year_of(before) in (None, year)


def _of_this_year(before: str, year: int | None) -> bool:
    said = rules().this_year.search(before) or (year is not None and f"{year}年" in before)
    return bool(said) and not re.search("截[至止]|至今", before)


def _year_of(before: str) -> int | None:
    """The year last named before the number, those of titles and comparisons aside."""
    if "年" not in before:
        return None
    named = _YEAR.findall(_ASIDE.sub("", before))
    return int(named[-1]) if named else None


def _is_difference(clause: str, match: re.Match[str]) -> bool:
    end = match.start("fill") if match["fill"] else _number_start(match)
    return rules().compared.search(clause[max(0, end - NEAR) : end]) is not None


def _number_start(match: re.Match[str]) -> int:
    return match.start("n") if match["n"] is not None else match.start("c")


def _stated(key: str, match: re.Match[str], sentence: Sentence, place: int) -> Stated:
    value = _value(match)
    if key != OTHER and "unit" in match.re.groupindex and match["unit"] == "万元":
        value = _whole(Decimal(str(value)) * 10_000)
    return Stated(key, value, quote(sentence, place), place, _approximate(match))


def _value(match: re.Match[str]) -> Number:
    digits, tens, more = match["n"], match["w"], match["w2"]
    if digits is None:
        return chinese_number(match["c"]) or 0
    times = _TIMES.get(tens, 1) * _TIMES.get(more, 1)
    plain = digits.replace(",", "").replace("，", "")
    if plain.isdecimal() and len(plain) < EXACT:
        return int(plain) * times
    return _whole(Decimal(plain) * times)


def _whole(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)


def _approximate(match: re.Match[str]) -> bool:
    return bool(match["a"] or (match["fill"] and _ABOUT.search(match["fill"])))


def _settled(found: list[Stated]) -> list[Stated]:
    """Within a sentence one key has one value: the sum of the others where they are its parts, else none is plain."""
    if len(found) < 2:
        return found
    values: dict[str, set[Number]] = {}
    for figure in found:
        values.setdefault(figure.key, set()).add(figure.value)
    totals: dict[str, Number | None] = {}
    for key, numbers in values.items():
        if key != OTHER and len(numbers) > 1:
            parts = [figure.value for figure in found if figure.key == key]
            totals[key] = max(parts) if max(parts) * 2 == sum(parts) else None
    return [
        replace(figure, key=OTHER) if figure.key in totals and figure.value != totals[figure.key] else figure
        for figure in found
    ]


@cache
def rules() -> Rules:
    data = tomllib.loads(resources.files("parsers").joinpath("narrative.toml").read_text(encoding="utf-8"))
    counted = rf"{_FILL}(?:{_NUMBER}|{_NO_CHINESE})(?!{data['not_counted']})(?:{data['measures']})"
    every = tuple(_rule(row, data) for row in data["rule"])
    words = dict.fromkeys(word for rule in every for word in rule.has)
    return Rules(
        every,
        tuple((word, tuple(at for at, rule in enumerate(every) if word in rule.has)) for word in words),
        re.compile(counted),
        re.compile(data["compared"]),
        re.compile(data["foreign"]),
        re.compile(data["cumulative"]),
        re.compile(data["this_year"]),
        frozenset(data["checks_only"]),
    )


def _rule(row: dict[str, Any], data: dict[str, Any]) -> Rule:
    number = f"(?:{_NUMBER}|{_CHINESE})" if row.get("chinese") else f"(?:{_NUMBER}|{_NO_CHINESE})"
    words = {name: data[name] for name in ("items", "count", "app", "info")} | {"n": _FILL + number}
    patterns = tuple(
        re.compile(re.sub(r"\{(n|items|count|app|info)\}", lambda m: words[m[1]], pattern))
        for pattern in row["patterns"]
    )
    never, needs = row.get("never"), row.get("needs")
    return Rule(
        tuple(row["keys"]),
        tuple(row["has"]),
        patterns,
        re.compile(never) if never else None,
        re.compile(needs) if needs else None,
        row.get("total", False),
        row.get("any_year", False),
        row.get("only"),
    )
