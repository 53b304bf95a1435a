"""The facts a report states of itself before its figures: title, body, year, period, dates, contact, scope.

Reads a Content and the address it came from; never the path for body or year, and never the first year that comes by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import pairwise

from parsers import dates
from parsers.org import Names, choose, footer_name, page_name, scope, text_name
from parsers.readers.content import Content
from parsers.report import Contact, Document, Problem, Scope
from parsers.sections import Part
from parsers.title import Title, find, is_report_title, pattern, words
from parsers.words import half, squeeze

TOP_LINES = 60
CONTACT_LENGTH = 320
_DATE_LABEL = re.compile(r"(?:发布|发文|公开|生成|更新)?(?:日期|时间)[:：]")
_BARE_DATE = re.compile(r"[(（]?[^，。；]{0,8}?(?:20\d\d|二[〇○零])[^，。；]{4,14}[)）]?")
_INDEX = re.compile(r"索\W*引\W*[号號]\W*?[:：]?\s*([0-9A-Za-z][0-9A-Za-z/\-—]{5,60})")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(r"[(（]?\d[\d\-—－–()（）转、/+]{5,40}\d")


@dataclass(frozen=True, slots=True)
class Header:
    title: str | None = None
    org: str | None = None
    year: int | None = None
    period: tuple[date, date] | None = None
    published: date | None = None
    created: date | None = None
    index_number: str | None = None
    contact: Contact = field(default_factory=Contact)
    scope: Scope | None = None
    problems: tuple[Problem, ...] = ()


def read(content: Content, document: Document, parts: Sequence[Part]) -> Header:
    top = _top(content, parts)
    title = find(content, top)
    preamble = squeeze("".join(top))
    text = squeeze("".join(content.lines))
    period = dates.period(text, len(preamble))
    body = choose(
        Names(
            title=title.org if title and is_report_title(title.text) else None,
            page=page_name(content.meta.get("org")),
            text=text_name(preamble),
            footer=footer_name(content.lines),
        )
    )
    year = title.year if title and title.year else period[1].year if period else dates.year_closed(text)
    return Header(
        title=title.text if title else None,
        org=body.name,
        year=year,
        period=period,
        published=_published(content, top),
        created=dates.created(document.url, document.name, content.meta.get("url")),
        index_number=_index_number(content, top),
        contact=_contact(preamble, text),
        scope=scope(body.name, title.text if title else "", preamble),
        problems=(*body.problems, *_year_problems(title, period, year), *_template(text)),
    )


def _top(content: Content, parts: Sequence[Part]) -> tuple[str, ...]:
    """The lines before the first heading; of a text without headings, its first ones."""
    end = next((part.start for part in parts if part.heading), TOP_LINES)
    return tuple(block for block in content.blocks[:end] if isinstance(block, str))


def _year_problems(title: Title | None, period: tuple[date, date] | None, year: int | None) -> Iterator[Problem]:
    if year is None:
        yield Problem("year_missing")
    if period is None:
        return
    said = sorted({period[0].year, period[1].year})
    if period[0] > period[1]:
        yield Problem("year_differs", (), f"统计期限起讫颠倒：{period[0]} 至 {period[1]}")
    elif title is not None and title.year is not None and said != [title.year]:
        yield Problem("year_differs", (), f"标题：{title.year}；统计期限：{period[0]} 至 {period[1]}")


def _template(text: str) -> Iterator[Problem]:
    left = [match[0] for expression in words()["template"]["left"] if (match := re.search(expression, text))]
    if left:
        yield Problem("template_left", (), "；".join(left))


def _published(content: Content, top: Sequence[str]) -> date | None:
    """The page's own field, a labelled date, a date that stands alone under the title or under the text."""
    told = dates.first_date(content.meta.get("published", ""))
    if told:
        return told
    for line, following in pairwise((*top, "")):
        label = _DATE_LABEL.search(squeeze(line))
        if label:
            after = re.split(r"日\s*期|时\s*间", line, maxsplit=1)[-1]
            found = dates.first_date(after[:30]) or (_alone(following) if squeeze(after) in (":", "：") else None)
            if found:
                return found
    return next(filter(None, map(_alone, [*top, *content.lines[-4:]])), None)


def _alone(line: str) -> date | None:
    return dates.first_date(line) if _BARE_DATE.fullmatch(squeeze(line)) else None


def _index_number(content: Content, top: Sequence[str]) -> str | None:
    told = squeeze(content.meta.get("index_number", ""))
    if told:
        return told
    match = _INDEX.search("\n".join(half(line) for line in top))
    return match[1] if match else None


def _contact(*texts: str) -> Contact:
    """From the bracket after 请与…联系, before the sections or else anywhere."""
    for text in texts:
        may_begin = any(word in text for word in words()["contact"]["has"])
        begins = pattern("contact", "begins").search(text) if may_begin else None
        if begins:
            found = _fields(text[begins.start() : begins.start() + CONTACT_LENGTH])
            if found != Contact():
                return found
    return Contact()


def _fields(text: str) -> Contact:
    values: dict[str, str] = {}
    for match in _labelled().finditer(half(text)):
        values.setdefault(_kind(match["label"]), match["value"].strip("、:："))
    email, phone = _EMAIL.search(values.get("email", "")), _PHONE.search(values.get("phone", ""))
    postcode = re.search(r"(?<!\d)\d{6}(?!\d)", values.get("postcode", ""))
    return Contact(
        address=values.get("address") or None,
        postcode=postcode[0] if postcode else None,
        phone=phone[0] if phone else None,
        email=email[0] if email else None,
    )


@cache
def _labelled() -> re.Pattern[str]:
    """A label and what stands between it and the next one; brackets within an address are of it."""
    label = words()["contact"]["label"]
    value = r"(?:[(（][^()（）]{1,30}[)）]|[^；;，,。）)])*?"
    return re.compile(rf"(?P<label>{label})(?:为|是)?[:：]?(?P<value>{value})(?=(?:{label})|[；;，,。）)]|$)")


def _kind(label: str) -> str:
    for ending, name in (("址", "address"), ("编", "postcode"), ("编码", "postcode"), ("真", "fax"), ("话", "phone")):
        if label.endswith(ending) and not re.search("邮箱|邮件|信箱", label):
            return name
    return "email"
