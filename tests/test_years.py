"""Checks between years: carried over and in force, broken, held, and unknown where a figure is not there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import form
from parsers.report import Check, Number
from pipelines.years import CARRY_OVER, STOCK, Year, between

HEADS = [head.figure for head in form.table("applications").heads]
OUT, IN = "applications.carried_out.", "applications.carried_in."
NORMATIVE = "proactive.normative_documents."


def year(figures: Mapping[str, Number], derived: Mapping[str, Number] | None = None, *, table: bool = True) -> Year:
    return Year(figures, derived or {}, table)


def carried(row: str, **columns: int) -> dict[str, Number]:
    return {f"{row}{figure}": columns.get(figure, 0) for figure in HEADS}


def verdicts(last: Year, this: Year, rule: str) -> dict[str, Check]:
    """By the cell of this year that is judged."""
    return {one.cells[0]: one for one in between(last, this) if one.rule == rule}


def stock(in_force: int | None = None, issued: int | None = None, repealed: int | None = None) -> dict[str, Number]:
    cells = {"in_force": in_force, "issued": issued, "repealed": repealed}
    return {f"{NORMATIVE}{figure}": value for figure, value in cells.items() if value is not None}


def test_what_was_carried_out_last_year_is_carried_in_this_year() -> None:
    found = verdicts(year(carried(OUT, total=3, company=3)), year(carried(IN, total=3, company=3)), CARRY_OVER)
    assert [one.status for one in found.values()] == ["pass"] * len(HEADS)


def test_a_broken_carry_over_is_the_agency_s_with_both_figures() -> None:
    found = verdicts(year(carried(OUT, total=3)), year(carried(IN, total=2)), CARRY_OVER)
    one = found[f"{IN}total"]
    assert (one.status, one.printed, one.expected, one.blame, one.severity) == ("fail", 2, 3, "agency", "implied")
    assert one.cells == (f"{IN}total", f"previous.{OUT}total")
    assert {other.status for cell, other in found.items() if cell != f"{IN}total"} == {"pass"}


@pytest.mark.parametrize("side", ["last", "this"])
def test_a_figure_that_is_not_there_leaves_its_column_unknown(side: str) -> None:
    last, this = carried(OUT), carried(IN)
    del (last if side == "last" else this)[f"{OUT if side == 'last' else IN}total"]
    found = verdicts(year(last), year(this), CARRY_OVER)
    assert found.pop(f"{IN}total").status == "unknown"
    assert {one.status for one in found.values()} == {"pass"}


def test_an_unknown_carry_over_blames_nobody() -> None:
    found = verdicts(year({}), year(carried(IN)), CARRY_OVER)
    assert {(one.status, one.blame) for one in found.values()} == {("unknown", None)}


def test_a_figure_that_the_identities_force_counts_as_if_it_were_printed() -> None:
    last = year({}, dict.fromkeys(carried(OUT), 0))
    assert {one.status for one in verdicts(last, year(carried(IN)), CARRY_OVER).values()} == {"pass"}
    assert verdicts(last, year(carried(IN, total=4)), CARRY_OVER)[f"{IN}total"].status == "fail"


def test_a_printed_figure_counts_before_a_forced_one() -> None:
    last = year(carried(OUT, total=2), {f"{OUT}total": 0})
    assert verdicts(last, year(carried(IN, total=2)), CARRY_OVER)[f"{IN}total"].status == "pass"


@pytest.mark.parametrize("without", ["last", "this"])
def test_a_report_without_the_table_is_not_asked(without: str) -> None:
    last = year({} if without == "last" else carried(OUT), table=without != "last")
    this = year({} if without == "this" else carried(IN), table=without != "this")
    assert verdicts(last, this, CARRY_OVER) == {}


def test_the_stock_in_force_grows_by_what_was_issued_and_shrinks_by_what_was_repealed() -> None:
    found = verdicts(year(stock(10)), year(stock(12, 5, 3)), STOCK)
    [one] = found.values()
    assert (one.status, one.printed, one.expected, one.severity) == ("pass", 12, 12, "soft")
    assert one.cells == (
        f"{NORMATIVE}in_force", f"{NORMATIVE}issued", f"{NORMATIVE}repealed", f"previous.{NORMATIVE}in_force",
    )  # fmt: skip


def test_a_stock_that_does_not_follow_is_a_hint_and_no_fault() -> None:
    [one] = verdicts(year(stock(10)), year(stock(9, 0, 0)), STOCK).values()
    assert (one.status, one.printed, one.expected) == ("hint", 9, 10)


@pytest.mark.parametrize("lost", ["issued", "repealed"])
def test_a_stock_without_what_was_issued_or_repealed_is_unknown(lost: str) -> None:
    this = {"in_force": 12, "issued": 5, "repealed": 3, lost: None}
    [one] = verdicts(year(stock(10)), year(stock(**this)), STOCK).values()
    assert (one.status, one.printed, one.expected) == ("unknown", 12, None)


def test_the_form_of_2019_prints_no_stock() -> None:
    other = {f"{NORMATIVE}total_public": 8, f"{NORMATIVE}made": 1}
    assert verdicts(year(other), year(stock(9, 1, 0)), STOCK) == {}
    assert verdicts(year(stock(8)), year(other), STOCK) == {}


@given(
    st.dictionaries(st.sampled_from(HEADS), st.integers(0, 99)),
    st.dictionaries(st.sampled_from(HEADS), st.integers(0, 99)),
)
def test_law_each_column_has_one_verdict_and_it_is_that_of_its_two_figures(
    last: dict[str, int], this: dict[str, int]
) -> None:
    found = verdicts(
        year({f"{OUT}{figure}": value for figure, value in last.items()}),
        year({f"{IN}{figure}": value for figure, value in this.items()}),
        CARRY_OVER,
    )
    assert list(found) == [f"{IN}{figure}" for figure in HEADS]
    for figure in HEADS:
        both = (last.get(figure), this.get(figure))
        wanted = "unknown" if None in both else "pass" if both[0] == both[1] else "fail"
        assert found[f"{IN}{figure}"].status == wanted
