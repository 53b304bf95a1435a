"""Broken and hostile pages: nothing printed is lost, nothing takes long, and no page can write our marks."""

from __future__ import annotations

import time

import pytest

from parsers.grid import MAX_COLUMNS
from tests.test_html import TABLE, read, table


def test_cells_that_were_never_closed() -> None:
    assert table("<tr><td><div>甲<td><div><p>1<tr><td><span>乙<td>2") == [["甲", "1"], ["乙", "2"]]


def test_lxml_loses_what_stands_deeper_than_256_elements_and_soup_finds_it() -> None:
    page = read("<span><font>" * 200 + "<p>报告</p>" + TABLE)
    assert (page.lines, len(page.grids), page.problems) == (("报告",), 1, ())


def test_a_title_that_was_never_closed() -> None:
    page = read(f"<html><head><title>年报</head><body><p>正文</p>{TABLE}")
    assert ("正文" in page.lines, len(page.grids)) == (True, 1)


def test_marks_of_our_own_in_a_page_are_only_characters() -> None:
    assert table("<tr><td>甲\ufdd3乙&#xFDD1;<td>&#64978;1\0") == [["甲乙", "1"]]


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>甲" * 100_000,
        "<table><tr><td>" * 20_000,
        "<table>" + "<tr><td colspan=9999 rowspan=9999>1" * 3_000,
        "<ul><li>" * 20_000 + "<a href=x>甲</a>" * 1_000,
        "<p style='display:none'>" * 20_000,
        "<div class=zw><div class=share>" * 20_000,
        "<td>" * 50_000,
        "&lt;" * 200_000,
    ],
    ids=["div", "table", "span", "list", "hidden", "names", "cell", "entity"],
)
def test_bombs_take_no_time(bomb: str) -> None:
    start = time.process_time()
    page = read(bomb)
    assert time.process_time() - start < 10
    assert all(len(row) <= MAX_COLUMNS for grid in page.grids for row in grid.rows)
