"""Tiny tables: which row, which column, and what is named when neither can be told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers.align import Tables, align
from parsers.grid import Grid, Span, from_lists, from_spans
from parsers.readers.text import text_blocks

HEAD = "\t\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
NEW = "一、本年新收政府信息公开申请数量"
CARRIED_IN = "二、上年结转政府信息公开申请数量"
GRANTED = "（一）予以公开"


def codes(tables: Tables, name: str = "applications") -> dict[str, set[str]]:
    """For each problem code the items it names."""
    found: dict[str, set[str]] = {}
    for problem in tables.filled[name].problems:
        found.setdefault(problem.code, set()).update(cell.split(".")[1] for cell in problem.cells)
    return found


def row(tables: Tables, item: str, name: str = "applications") -> list[float | None]:
    figures = tables.filled[name].figures
    return [value for cell, value in figures.items() if cell.startswith(f"{name}.{item}.")]


def ruled(*rows: Sequence[str | tuple[str, int]]) -> Grid:
    return from_spans(
        [[Span(cell) if isinstance(cell, str) else Span(cell[0], columns=cell[1]) for cell in cells] for cells in rows]
    )


def test_a_label_is_matched_by_likeness_and_a_lost_row_is_named() -> None:
    tables = align(
        text_blocks(
            f"{HEAD}一、本年新收政府信息公开申諸数量\t\t1\t2\t3\t4\t5\t6\t21\n{GRANTED}\t\t1\t0\t0\t0\t0\t0\t1"
        ),
        2024,
    )
    assert row(tables, "new") == [1, 2, 3, 4, 5, 6, 21]
    assert row(tables, "granted") == [1, 0, 0, 0, 0, 0, 1]
    assert "carried_in" in codes(tables)["row_missing"]


def test_numbers_of_prose_and_pages_are_no_figures() -> None:
    prose = "本年新收政府信息公开申请数量为12件，比上年增加3件。"
    text = f"{prose}\n{NEW} 1 2 3 4 5 6 21\n- 3 -\n4\n{CARRIED_IN} 0 0 0 0 0 0 0\n"
    tables = align(text_blocks(text), 2024)
    assert row(tables, "new") == [1, 2, 3, 4, 5, 6, 21]
    assert row(tables, "carried_in") == [0] * 7


def test_columns_follow_the_words_of_a_ruled_head() -> None:
    grid = ruled(
        ["", "总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"],
        [NEW, "21", "1", "2", "3", "4", "5", "6"],
        [CARRIED_IN, "0", "0", "0", "0", "0", "0", "0"],
    )
    assert row(align([grid], 2024), "new") == [1, 2, 3, 4, 5, 6, 21]


def test_a_missing_cell_leaves_its_row_unknown() -> None:
    grid = ruled(
        ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
        [NEW, "1", "2", "4", "5", "6", "21"],
        [CARRIED_IN, "1", "0", "0", "0", "0", "0", "1"],
    )
    tables = align([grid], 2024)
    assert row(tables, "new") == [None] * 7
    assert codes(tables)["row_unclear"] == {"new"}
    assert row(tables, "carried_in") == [1, 0, 0, 0, 0, 0, 1]


def test_a_figure_over_two_columns_is_nobodys() -> None:
    grid = ruled(
        ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
        [NEW, ("7", 2), "0", "0", "0", "0", "7"],
        [CARRIED_IN, "1", "0", "0", "0", "0", "0", "1"],
    )
    assert codes(align([grid], 2024))["row_unclear"] == {"new"}


def test_a_row_cut_in_two_at_a_pages_end_is_one_row() -> None:
    rows = [[NEW, "1", "0", "0", "0", "0", "0", "1"], ["5.要求行政机关确认或重", "", "", "", "", "", "", ""],
            ["新出具已获取信息", "2", "0", "0", "0", "0", "0", "2"]]  # fmt: skip
    tables = align([from_lists(rows)], 2024)
    assert row(tables, "rejected_reconfirm") == [2, 0, 0, 0, 0, 0, 2]


def test_the_tail_of_a_lost_label_is_not_seven_blanks() -> None:
    rows = [["止公开", "", "", "", "", "", "", ""], ["3.危及“三安全一稳定”", "0", "0", "0", "0", "0", "0", "0"],
            ["4.保护第三方合法权益", "0", "0", "0", "0", "0", "0", "0"]]  # fmt: skip
    tables = align([from_lists(rows)], 2024)
    assert tables.filled["applications"].marks == {}
    assert "refused_law_forbids" in codes(tables)["row_missing"]


def test_the_same_row_twice_with_other_figures_is_believed_in_neither() -> None:
    grid = ruled([NEW, *"1000001"], [CARRIED_IN, *"0000000"], [CARRIED_IN, *"2000002"])
    tables = align([grid], 2024)
    assert row(tables, "carried_in") == [None] * 7
    assert codes(tables)["row_repeated"] == {"carried_in"}


def test_a_row_the_form_does_not_have_is_told() -> None:
    grid = ruled([NEW, *"1000001"], ["其中：网上申请", *"1000001"], [CARRIED_IN, *"0000000"])
    problems = align([grid], 2024).filled["applications"].problems
    assert [problem.detail for problem in problems if problem.code == "row_unknown"] == [
        "其中：网上申请 | 1 | 0 | 0 | 0 | 0 | 0 | 1"
    ]


@pytest.mark.parametrize(
    ("heads", "item", "values"),
    [
        (["本年制发件数", "本年废止件数", "现行有效件数"], "regulations", {"issued": 1, "repealed": 2, "in_force": 3}),
        (
            ["本年新制作数量", "本年新公开数量", "对外公开总数量"],
            "regulations",
            {"made": 1, "published": 2, "total_public": 3},
        ),
        (["现行有效件数", "本年制发件数", "本年废止件数"], "regulations", {"in_force": 1, "issued": 2, "repealed": 3}),
        (
            ["上一年项目数量", "本年增/减", "处理决定数量"],
            "licensing",
            {"items_last_year": 1, "change": 2, "decisions": 3},
        ),
    ],
)
def test_heads_decide_the_form_not_the_year(heads: list[str], item: str, values: dict[str, int]) -> None:
    label = {"regulations": "规章", "licensing": "行政许可"}[item]
    tables = align([ruled(["信息内容", *heads], [label, "1", "2", "3"], ["行政强制", "9", "9", "9"])], 2023)
    got = {
        cell.split(".")[2]: value for cell, value in tables.filled["proactive"].figures.items() if f".{item}." in cell
    }
    assert got == values


def test_a_signed_figure_in_a_column_of_counts_is_out_of_place() -> None:
    grid = ruled(
        ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"],
        ["行政许可", "+22", "301", ""],
        ["行政处罚", "5", "-2", "7"],
    )
    filled = align([grid], 2020).filled["proactive"]
    assert filled.figures["proactive.licensing.items_last_year"] is None
    assert filled.marks["proactive.licensing.items_last_year"] == "+22"
    assert filled.figures["proactive.penalties.change"] == -2
    assert [problem.cells for problem in filled.problems if problem.code == "sign_unexpected"] == [
        ("proactive.licensing.items_last_year",)
    ]


def test_a_unit_in_the_head_or_the_cell_is_turned_into_the_columns() -> None:
    grid = ruled(
        ["信息内容", "采购项目数量", "采购总金额（单位：元）"], ["政府集中采购", "3", "251000"], ["规章", "", ""]
    )
    assert align([grid], 2020).filled["proactive"].figures["proactive.procurement.amount"] == 25.1


def test_fifteen_figures_without_a_head_are_not_a_table() -> None:
    assert not align([ruled(["1"] * 15, ["2"] * 15)], 2024).filled["proceedings"].shown


def test_a_table_that_is_not_shown_is_null_and_named_whole() -> None:
    tables = align(["一、总体情况", "本年新收申请5件。"], 2024)
    assert tables.shown == ()
    for filled in tables.filled.values():
        assert set(filled.figures.values()) == {None}
        assert [(problem.code, problem.cells) for problem in filled.problems] == [
            ("table_missing", tuple(filled.figures))
        ]


def test_a_statistics_table_gives_indicators() -> None:
    grid = ruled(
        ["统计指标", "单位", "统计数"],
        ["一、主动公开情况", "——", ""],
        ["主动公开政府信息数", "条", "1,204"],
        ["新开栏目", "个", "3"],
    )
    told = align([grid], 2016).indicators
    assert [(one.label, one.value, one.unit, one.key) for one in told] == [
        ("一、主动公开情况", None, None, None),
        ("主动公开政府信息数", 1204, "条", "proactive_total"),
        ("新开栏目", 3, "个", None),
    ]
