"""The prose of a report against its tables, and its years against each other: verdicts, never a repair.

A rule is emitted only where the prose states the figure. Words that may mean two things (受理) and a figure of the
whole region can prove agreement but no fault; 余 and 近 are never compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from parsers import narrative as prose
from parsers import title as titles
from parsers.header import Header
from parsers.report import Check, NarrativeFigure, Number, Section
from parsers.words import squeeze

Figures = Mapping[str, Number | None]

NEW = "applications.new.total"
CARRIED_IN = "applications.carried_in.total"
HANDLED = "applications.handled_total.total"
CARRIED_OUT = "applications.carried_out.total"
RECONSIDERATION = "proceedings.reconsideration.total"
DIRECT = "proceedings.litigation_direct.total"
AFTER = "proceedings.litigation_after.total"

_CARRIED = re.compile("结转|结余|转入")
_FINISHED = re.compile("办结|答复|回复|办理完毕")
_REGION = re.compile("全[省市区县州旗]|各级|各部门|本行政区域|代表")
_OPENS = re.compile(r"(20\d\d)年")
_NAMED = re.compile(r"(20\d\d)年(?:度|[，,])")
_ASIDE = re.compile("《[^》]*》|〔[^〕]*〕")


def check(
    sections: Sequence[Section], narrative: Sequence[NarrativeFigure], figures: Figures, header: Header
) -> tuple[Check, ...]:
    return (
        *_applications(sections, narrative, figures, header),
        *_proceedings(narrative, figures),
        *_years(sections, header),
    )


def _applications(
    sections: Sequence[Section], narrative: Sequence[NarrativeFigure], figures: Figures, header: Header
) -> Iterator[Check]:
    both = _sum(figures, NEW, CARRIED_IN)
    if figure := _first(narrative, "applications_new"):
        yield _verdict("prose_new", figure, (NEW,), figures.get(NEW))
    elif figure := _first(narrative, "applications_accepted"):
        yield _verdict("prose_new", figure, (NEW, CARRIED_IN), figures.get(NEW), both, ambiguous=True)
    resting = [section for section in sections if _CARRIED.search(section.text)]
    carried = [stated for stated in prose.stated(resting, header.year) if stated.key == "applications_carried_in"]
    if carried:
        figure = NarrativeFigure(carried[0].key, carried[0].value, carried[0].quote)
        yield _verdict("prose_carried_in", figure, (CARRIED_IN,), figures.get(CARRIED_IN))
    if figure := _first(narrative, "applications_handled"):
        if _FINISHED.search(figure.quote):
            yield _verdict("prose_handled", figure, (HANDLED,), figures.get(HANDLED))
        else:
            yield _verdict("prose_handled", figure, (HANDLED,), figures.get(HANDLED), both, ambiguous=True)
    if figure := _first(narrative, "applications_carried_out"):
        yield _verdict("prose_carried_out", figure, (CARRIED_OUT,), figures.get(CARRIED_OUT))


def _proceedings(narrative: Sequence[NarrativeFigure], figures: Figures) -> Iterator[Check]:
    if figure := _first(narrative, "reconsiderations"):
        yield _verdict("prose_reconsideration", figure, (RECONSIDERATION,), figures.get(RECONSIDERATION))
    if figure := _first(narrative, "litigations"):
        total = _sum(figures, DIRECT, AFTER)
        one_group = figure.value > 0 and figure.value in (figures.get(DIRECT), figures.get(AFTER))
        yield _verdict("prose_litigation", figure, (DIRECT, AFTER), total, ambiguous=one_group)


def _first(narrative: Sequence[NarrativeFigure], key: str) -> NarrativeFigure | None:
    """The first plain statement; an approximate one only where there is no other."""
    found = [figure for figure in narrative if figure.key == key]
    return next((figure for figure in found if not prose.is_approximate(figure)), found[0] if found else None)


def _sum(figures: Figures, *cells: str) -> Number | None:
    total: Number = 0
    for cell in cells:
        value = figures.get(cell)
        if value is None:
            return None
        total += value
    return total


def _verdict(
    rule: str,
    figure: NarrativeFigure,
    cells: tuple[str, ...],
    printed: Number | None,
    either: Number | None = None,
    *,
    ambiguous: bool = False,
) -> Check:
    status: Literal["pass", "fail", "unknown"] = "fail"
    reason = ""
    if prose.is_approximate(figure):
        status, reason = "unknown", "约数不比较："
    elif printed is None:
        status, reason = "unknown", "表中没有这个数："
    elif figure.value in (printed, either):
        status = "pass"
    elif ambiguous or _REGION.search(figure.quote):
        status, reason = "unknown", "文字所指范围不明："
    return Check(
        rule,
        status,
        cells,
        printed=printed,
        expected=figure.value,
        blame="agency" if status == "fail" else None,
        detail=reason + figure.quote,
    )


def _years(sections: Sequence[Section], header: Header) -> Iterator[Check]:
    """Title, period and body; the body's year is the one that opens its first section."""
    stated = titles.read(header.title).year if header.title else None
    year = stated or header.year
    if year is None:
        return
    period = {day.year for day in header.period} if header.period and stated else set()
    opens, named = _body_years(sections)
    others = sorted(period - {year})
    if others:
        yield _year_check("fail", year, others[0], f"标题：{year}年；统计期限：{'、'.join(map(str, sorted(period)))}年")
    elif named and year not in named:
        sure = opens is not None or len(named) > 1
        yield _year_check("fail" if sure else "unknown", year, named[0], f"报告年度：{year}年；正文：{named[0]}年")
    elif period or named:
        yield _year_check("pass", year, year, "")


def _body_years(sections: Sequence[Section]) -> tuple[int | None, list[int]]:
    text = next((_ASIDE.sub("", squeeze(section.text)) for section in sections if section.number == 1), "")
    opens = _OPENS.match(text)
    named = [int(year) for year in _NAMED.findall(text)]
    return (int(opens[1]), [int(opens[1]), *named]) if opens else (None, named)


def _year_check(status: Literal["pass", "fail", "unknown"], year: int, other: int, detail: str) -> Check:
    blame: Literal["agency"] | None = "agency" if status == "fail" else None
    return Check("year_agrees", status, (), printed=year, expected=other, blame=blame, detail=detail)
