"""Two readings of one PDF: what both say stands, what they say differently is null and named."""

from __future__ import annotations

from dataclasses import replace

from parsers import form
from parsers.checks import check, derive, identities_of
from parsers.report import NotReport, Problem, Report
from parsers.witness import compared, proved

FORMS = {"proactive": "2021", "applications": "2021"}


def report(**changed: int | None) -> Report:
    figures: dict[str, float | None] = dict.fromkeys(
        (cell for name in form.TABLES for cell in form.cells(name, "2021")), 0
    )
    for cell, value in changed.items():
        figures[cell.replace("__", ".")] = value
    identities = identities_of(figures, FORMS, 2024)
    derived = derive(figures, identities)
    return Report(
        year=2024,
        forms=FORMS,
        tables="all",
        figures=figures,
        derived=derived,
        checks=check(figures, derived, identities),
    )


def test_a_reading_whose_identities_all_hold_is_proved() -> None:
    assert proved(report())


def test_a_broken_identity_or_a_named_cell_leaves_it_unproved() -> None:
    assert not proved(report(applications__new__company=3))
    assert not proved(replace(report(), problems=(Problem("row_missing", ("proactive.licensing.decisions",)),)))
    assert not proved(NotReport("other", (Problem("damaged"),)))


def test_where_both_agree_nothing_changes() -> None:
    first = report(applications__new__company=3)
    assert compared(first, report(applications__new__company=3)) == first


def test_where_they_differ_the_cell_is_null_and_named() -> None:
    got = compared(report(applications__new__company=3), report(applications__new__company=8))
    assert got.figures["applications.new.company"] is None
    assert [(problem.code, problem.cells) for problem in got.problems] == [
        ("engines_differ", ("applications.new.company",))
    ]
    touched = [one for one in got.checks if "applications.new.company" in one.cells]
    assert {one.status for one in touched} == {"unknown"}
    assert len(touched) == 2


def test_the_second_reading_counts_where_the_first_shows_no_table() -> None:
    second = report()
    assert compared(replace(second, tables="none", figures={}), second) == second
