"""Content to Report: header, sections, tables, prose and checks put together in one place, top to bottom.

Nothing is decided here that one of its parts could decide; nothing is fetched or stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parsers import checks, form, header, kind, narrative, prose_checks, sections
from parsers.align import Tables, align, indicators
from parsers.form import Identity
from parsers.header import Header
from parsers.readers.content import Content
from parsers.report import Check, Document, Kind, NotReport, Number, Problem, Report
from parsers.report import Tables as Shown

# Before the form of 2019 there were no three tables: their cells are not missing then.
FIRST_FORM = 2019


@dataclass(frozen=True, slots=True)
class Proved:
    """The figures after the identities have spoken of the doubtful ones."""

    figures: Mapping[str, Number | None]
    derived: Mapping[str, Number]
    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]


def build(content: Content, document: Document) -> Report | NotReport:
    parts = sections.split(content.blocks)
    head = header.read(content, document, parts)
    tables = align(content.blocks, head.year)
    shown = bool(tables.shown or tables.indicators)
    other = kind.not_report(content, parts, head.title, shown, document.body)
    if other is not None:
        return not_report(other, content, head.title)
    before = not tables.shown and (bool(tables.indicators) or (head.year is not None and head.year < FIRST_FORM))
    forms = {name: one.form for name, one in tables.filled.items() if name != "proceedings"}
    proved = _prove(tables, forms, head, before)
    text = sections.texts(content.blocks, parts, tables.taken)
    told = narrative.figures(text, head.year)
    return Report(
        title=head.title,
        org=head.org,
        year=head.year,
        forms=forms,
        scope=head.scope,
        tables=_shown(tables),
        period=head.period,
        published=head.published,
        created=head.created,
        index_number=head.index_number,
        contact=head.contact,
        figures=proved.figures,
        derived=proved.derived,
        marks={cell: mark for one in tables.filled.values() for cell, mark in one.marks.items()},
        places={cell: place for one in tables.filled.values() for cell, place in one.places.items()},
        sections=text,
        narrative=told,
        indicators=tables.indicators,
        checks=(
            *proved.checks,
            *indicators.checks(tables.indicators),
            *prose_checks.check(text, told, proved.figures, head),
        ),
        problems=(*content.problems, *head.problems, *proved.problems),
    )


def not_report(other: Kind, content: Content, title: str | None) -> NotReport:
    return NotReport(other, (*content.problems, Problem("not_a_report", detail=other)), title)


def _shown(tables: Tables) -> Shown:
    if tables.indicators and not tables.shown:
        return "all"
    if len(tables.shown) == len(form.TABLES):
        return "all"
    return "some" if tables.shown else "none"


def _prove(tables: Tables, forms: Mapping[str, str | None], head: Header, before: bool) -> Proved:
    """Figures whose digits allow another reading stand only where an identity holds with them and none breaks."""
    if before:
        return Proved({}, {}, (), ())
    figures = {cell: value for one in tables.filled.values() for cell, value in one.figures.items()}
    problems = [problem for one in tables.filled.values() for problem in one.problems]
    identities = checks.identities_of(figures, forms, head.year)
    derived, verdicts = _check(figures, identities)
    unsure = {cell for one in tables.filled.values() for cell in one.unsure}
    doubtful = sorted(unsure - _held(verdicts))
    if doubtful:
        figures |= dict.fromkeys(doubtful)
        problems.append(Problem("number_unclear", tuple(doubtful)))
        derived, verdicts = _check(figures, identities)
    suspect = dict.fromkeys(cell for one in verdicts if one.blame == "reading" for cell in one.cells)
    if suspect:
        shifted = checks.shifted(figures, derived, identities)
        problems.append(Problem("reading_suspect", tuple(shifted or suspect)))
        # The verdicts stay as they were found: they are why the line is not believed.
        figures |= dict.fromkeys(shifted)
    ranges = checks.ranges(figures, head.org)
    return Proved(figures, derived, (*verdicts, *ranges), tuple(problems))


def _check(
    figures: Mapping[str, Number | None], identities: tuple[Identity, ...]
) -> tuple[dict[str, Number], tuple[Check, ...]]:
    derived = checks.derive(figures, identities)
    return derived, checks.check(figures, derived, identities)


def _held(verdicts: tuple[Check, ...]) -> set[str]:
    """The cells that stand in an identity that holds and in none that is broken."""
    held = {cell for one in verdicts if one.status == "pass" for cell in one.cells}
    return held - {cell for one in verdicts if one.status == "fail" for cell in one.cells}
