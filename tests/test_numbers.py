"""One cell's text to one figure: what is a number, what is a mark, and what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.numbers import Figure, figure_like, read


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("12", 12), ("１２", 12), ("\u00a07 ", 7), ("\u200b5", 5), ("3.0", 3), ("12.50", 12.5), ("-2", -2)],
)
def test_a_plain_number_has_no_mark(text: str, value: float) -> None:
    figure = read(text, "万元")
    assert figure is not None
    assert (figure.value, figure.mark, figure.sure) == (value, None, True)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("251000元", "万元", 25.1),
        ("0.37万元", "万元", 0.37),
        ("1.2亿元", "万元", 12000),
        ("70487元", "元", 70487),
        ("5件", "件", 5),
        ("+3", "项", 3),
        ("减3", "项", -3),
        ("--253", "项", -253),
        ("1,234", "件", 1234),
        ("1，234", "件", 1234),
        ("1 234", "件", 1234),
    ],
)
def test_what_is_no_plain_number_keeps_its_print(text: str, unit: str, value: float) -> None:
    figure = read(text, unit)
    assert figure is not None
    assert figure.value == value
    assert figure.mark is not None


@pytest.mark.parametrize("text", ["", " ", "/", "-", "—", "——", "无", "\\", "／"])
def test_a_mark_of_absence_is_null(text: str) -> None:
    figure = read(text)
    assert figure is not None
    assert figure.value is None
    assert figure.mark is not None


@pytest.mark.parametrize(
    "text", ["O", "00", "007", "0 0", "见附件", "5²", "①", "3/4", "5(2)", "1,23", "约5", "3元", "\ufffd", "1.2.3"]
)
def test_what_is_neither_is_not_guessed(text: str) -> None:
    assert read(text) is None


def test_digits_apart_are_unsure() -> None:
    assert read("1 2") == Figure(12, "1 2", sure=False)


@given(st.integers(0, 10**12 - 1))
def test_every_count_reads_back(number: int) -> None:
    assert read(str(number)) == Figure(number)
    assert figure_like(str(number))
