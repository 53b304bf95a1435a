"""What makes an edit of a report, and what does not: pipelines/reading.py's hashes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.report import Indicator, Report, Section
from pipelines.reading import HTML, reading, shown
from tests.reports import a_report, requests

FIRST = replace(
    a_report(figures={**requests(new=3), "proactive.fees.amount": None, "proactive.licensing.decisions": None},
             prose=["本年，平稳。", "公开 12 条。"]),
    marks={"proactive.fees.amount": "/"}, indicators=(Indicator("一、主动公开", 5, "条", None),),
)  # fmt: skip


def values_hash(report: Report) -> str:
    return reading("d", HTML, report, "o").values_hash


def with_text(text: str) -> Report:
    return replace(FIRST, sections=(replace(FIRST.sections[0], text=text), *FIRST.sections[1:]))


@pytest.mark.parametrize(
    "edited",
    [
        replace(FIRST, figures={**FIRST.figures, "applications.new.total": 4}),
        replace(FIRST, figures={**FIRST.figures, "proactive.licensing.decisions": 0}),
        replace(FIRST, figures={**FIRST.figures, "applications.new.total": None}),
        replace(FIRST, marks={"proactive.fees.amount": "—"}),
        replace(FIRST, indicators=(Indicator("一、主动公开", 6, "条", None),)),
        replace(FIRST, sections=FIRST.sections[:1]),
        replace(FIRST, sections=(*FIRST.sections, Section(7, "其他", "无。"))),
        with_text("本年平稳。"),
    ],
)
def test_another_figure_or_word_is_an_edit(edited: Report) -> None:
    assert values_hash(edited) != values_hash(FIRST)


@pytest.mark.parametrize(
    "same",
    [
        replace(FIRST, figures=dict(reversed(list(FIRST.figures.items())))),
        replace(FIRST, title="另一个标题", problems=(), checks=()),
        with_text("本年，\n 平 稳。"),
    ],
)
def test_the_order_of_cells_and_white_space_are_no_edit(same: Report) -> None:
    assert values_hash(same) == values_hash(FIRST)


def test_the_hash_is_the_one_that_databases_hold() -> None:
    """Another would make an edit of every report that is there."""
    assert values_hash(FIRST) == "8f2630a5dbd0f13b86c00ebc5169a681"


def test_a_cell_prints_a_number_or_a_mark() -> None:
    assert shown(FIRST) == len(FIRST.figures) - 1
    assert shown(replace(FIRST, marks={})) == len(FIRST.figures) - 2


@given(st.text("字a1_，。 \n＿\u0301", max_size=40))
def test_prose_is_counted_without_blanks_and_marks(text: str) -> None:
    said = reading("d", HTML, with_text(text), "o")
    assert said.prose == sum(letter.isalnum() for part in with_text(text).sections for letter in part.text)
