"""The dataclasses that cross the arrows: a Document goes into the parsers, a Report or a NotReport comes out.

Nothing here reads or decides anything. A cell is named by its path, `table.item.figure`
(`applications.new.total`); the paths and their order come from the forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from parsers.grid import Place
from parsers.problems import known_code

Kind = Literal["interpretation", "guide", "list", "challenge", "not_found", "login", "scan", "other"]

Number = int | float
Status = Literal["pass", "fail", "hint", "unknown"]
Blame = Literal["agency", "reading"]
Scope = Literal["own", "level", "region"]
Tables = Literal["all", "some", "none"]


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as they were fetched or found, and what is known of where they came from."""

    body: bytes
    name: str = ""
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be taken as printed; `code` is one of problems.toml."""

    code: str
    cells: tuple[str, ...] = ()
    detail: str = ""

    def __post_init__(self) -> None:
        known_code(self.code)


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one identity: one column, one row, or one number of the prose."""

    rule: str
    status: Status
    cells: tuple[str, ...]
    printed: Number | None = None
    expected: Number | None = None
    blame: Blame | None = None
    severity: Literal["printed", "implied", "soft"] = "implied"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    number: int | None
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class NarrativeFigure:
    """A figure stated in prose, with the words it stands in."""

    key: str
    value: Number
    quote: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a statistics table before 2019."""

    label: str
    value: Number | None
    unit: str | None
    key: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    address: str | None = None
    postcode: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One organisation's report for one year, as one document shows it."""

    title: str | None = None
    org: str | None = None
    year: int | None = None
    forms: Mapping[str, str | None] = field(default_factory=dict)
    scope: Scope | None = None
    tables: Tables = "none"
    period: tuple[date, date] | None = None
    published: date | None = None
    created: date | None = None
    index_number: str | None = None
    contact: Contact = Contact()
    figures: Mapping[str, Number | None] = field(default_factory=dict)
    derived: Mapping[str, Number] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    narrative: tuple[NarrativeFigure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class NotReport:
    """A document that is no report, and what it is instead."""

    kind: Kind
    problems: tuple[Problem, ...] = ()
    title: str | None = None
