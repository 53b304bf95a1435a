"""Which broken identities are one mistake: certain ones together, with the cell; doubtful ones each for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import checks, form
from parsers.report import Check, Number, Report
from pipelines.one_cause import Cause, causes
from pipelines.years import Year, between
from tests.reports import a_report, requests

CELLS = form.cells("applications", "2021")
BALANCED = requests(new=9, carried_in=2, carried_out=1)


def found(report: Report, *more: Check) -> list[tuple[set[str], Cause]]:
    """Each cause with its rules."""
    verdicts = (*report.checks, *more)
    broken = [one for one in verdicts if one.status in ("fail", "hint")]
    holding = [one for one in verdicts if one.status == "pass"]
    causes_ = causes(broken, holding, report.figures.get)
    assert sorted(part for cause in causes_ for part in cause.parts) == list(range(len(broken)))
    return [({broken[part].rule for part in cause.parts}, cause) for cause in causes_]


def misprinted(prose: str = "全年平稳。", **cells: int) -> Report:
    """`new__total=8` in a 表三 that balances otherwise."""
    figures = {f"applications.{cell.replace('__', '.')}": value for cell, value in cells.items()}
    return a_report(figures={**BALANCED, **figures}, prose=prose)


def test_a_cell_that_breaks_its_row_and_its_column_is_named() -> None:
    [(rules, cause)] = found(misprinted(new__natural_person=7))
    assert rules == {"received_equals_handled", "applicants_sum"}
    assert (cause.cell, cause.printed, cause.expected) == ("applications.new.natural_person", 7, 9)


def test_a_total_that_breaks_three_identities_is_named_once() -> None:
    [(rules, cause)] = found(misprinted(handled_total__total=4))
    assert rules == {"received_equals_handled", "results_sum", "applicants_sum"}
    assert (cause.cell, cause.printed, cause.expected) == ("applications.handled_total.total", 4, 10)


def test_an_applicant_and_the_total_with_it_are_one_mistake_whose_cell_is_not_known() -> None:
    [(rules, cause)] = found(misprinted(new__natural_person=7, new__total=7))
    assert rules == {"received_equals_handled"}
    assert (len(cause.parts), cause.cell) == (2, None)


def test_two_cells_wrong_by_unequal_amounts_are_two_mistakes() -> None:
    causes_ = found(misprinted(new__natural_person=7, carried_in__company=5))
    assert {cause.cell for _, cause in causes_} == {
        "applications.new.natural_person",
        "applications.carried_in.company",
    }


def test_two_cells_wrong_by_one_amount_could_be_two_others() -> None:
    """Two rows and two columns lack 2: the cells may be these two, or the other two where they cross."""
    company = requests(new=3, carried_in=2, who="company")
    both = {cell: BALANCED.get(cell, 0) + company.get(cell, 0) for cell in {*BALANCED, *company}}
    wrong = {"applications.new.natural_person": 7, "applications.carried_in.company": 0}
    causes_ = found(a_report(figures={**both, **wrong}))
    assert [(len(cause.parts), cause.cell) for _, cause in causes_] == [(1, None)] * 4


def test_where_the_other_two_would_fall_below_zero_the_two_are_certain() -> None:
    causes_ = found(misprinted(new__natural_person=12, carried_in__company=3))
    assert {cause.cell: cause.expected for _, cause in causes_} == {
        "applications.new.natural_person": 9,
        "applications.carried_in.company": 0,
    }


def test_prose_that_says_what_the_identities_say_joins_them() -> None:
    [(rules, cause)] = found(misprinted("本年新收政府信息公开申请9件。", new__total=8))
    assert rules == {"received_equals_handled", "applicants_sum", "prose_new"}
    assert (cause.cell, cause.expected) == ("applications.new.total", 9)


def test_prose_that_agrees_with_the_printed_figure_speaks_against_its_being_the_mistake() -> None:
    causes_ = found(misprinted("本年新收政府信息公开申请8件。", new__total=8))
    assert [(len(cause.parts), cause.cell) for _, cause in causes_] == [(1, None), (1, None)]


def test_a_figure_is_never_mended_to_less_than_nothing() -> None:
    """Both identities would hold with -2 natural persons, which nobody printed."""
    report = a_report(figures={"applications.new.total": -2, "applications.carried_in.natural_person": 2})
    assert all(cause.expected is None or cause.expected >= 0 for _, cause in found(report))


def test_what_was_carried_over_wrongly_is_one_mistake_in_the_column_and_the_total() -> None:
    report = misprinted()
    last = Year({"applications.carried_out.natural_person": 5, "applications.carried_out.total": 5}, {}, True)
    this = Year({cell: value for cell, value in report.figures.items() if value is not None}, {}, True)
    [cause] = [cause for rules, cause in found(report, *between(last, this)) if rules == {"carry_over"}]
    assert (len(cause.parts), cause.cell) == (2, None)


def test_a_suspect_table_is_one_finding() -> None:
    report = misprinted(new__natural_person=70, carried_in__company=50)
    suspect = tuple(replace(one, blame="reading") if one.status == "fail" else one for one in report.checks)
    [(rules, cause)] = found(replace(report, checks=suspect))
    assert rules == {"received_equals_handled", "applicants_sum"}
    assert len(cause.parts) == 4


def test_hints_stand_alone() -> None:
    report = a_report(
        "青石县白石镇人民政府", figures={"proactive.regulations.in_force": 3, "proactive.regulations.issued": 3}
    )
    assert [len(cause.parts) for _, cause in found(report)] == [1, 1]


IDENTITIES = form.identities("applications", "2021")


def report_of(figures: Mapping[str, Number | None]) -> Report:
    return Report(figures=figures, checks=checks.check(figures, {}, IDENTITIES))


@st.composite
def balanced(draw: st.DrawFn) -> dict[str, int]:
    """Any 表三 in which every identity holds."""
    of, figures = form.table("applications"), [head.figure for head in form.table("applications").heads[:-1]]
    results = [item.key for item in of.items_of("2021")][2:-2]
    cells: dict[str, int] = {}
    for figure in figures:
        parts = {key: draw(st.integers(0, 5)) for key in results}
        handled = sum(parts.values())
        carried_in = draw(st.integers(0, handled))
        carried_out = draw(st.integers(0, 3))
        column = {"new": handled + carried_out - carried_in, "carried_in": carried_in, **parts}
        column |= {"handled_total": handled, "carried_out": carried_out}
        cells |= {f"applications.{key}.{figure}": value for key, value in column.items()}
    for item in of.items_of("2021"):
        cells[f"applications.{item.key}.total"] = sum(cells[f"applications.{item.key}.{figure}"] for figure in figures)
    return cells


@settings(max_examples=60, deadline=None)
@given(balanced(), st.sampled_from(CELLS), st.integers(1, 40))
def test_law_one_misprint_in_a_table_that_balances_is_named_with_what_it_should_be(
    figures: dict[str, int], cell: str, more: int
) -> None:
    report = report_of({**figures, cell: figures[cell] + more})
    [(_, cause)] = found(report)
    assert (cause.cell, cause.printed, cause.expected) == (cell, figures[cell] + more, figures[cell])


@settings(max_examples=60, deadline=None)
@given(balanced(), st.dictionaries(st.sampled_from(CELLS), st.integers(0, 9), max_size=5))
def test_law_a_named_cell_mends_its_identities_and_breaks_none(figures: dict[str, int], wrong: dict[str, int]) -> None:
    report = report_of({**figures, **wrong})
    broken = [one for one in report.checks if one.status == "fail"]
    for _, cause in found(report):
        if cause.cell is not None:
            mended = report_of({**report.figures, cause.cell: cause.expected})
            still = {(one.rule, one.cells) for one in mended.checks if one.status == "fail"}
            assert still == {(one.rule, one.cells) for one in broken} - {
                (broken[part].rule, broken[part].cells) for part in cause.parts
            }
