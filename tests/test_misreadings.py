"""Pages on which a figure once came out wrong and looked right: each must be read as printed, or be null and named."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers import form
from parsers.align import align
from parsers.align.sheet import Filled
from parsers.grid import Grid, Span, from_spans
from parsers.readers.text import text_blocks
from tests import layouts

APPLICANTS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
NEW = "一、本年新收政府信息公开申请数量"


Printed = str | tuple[str, int, int]


def grid(rows: Sequence[Sequence[Printed]]) -> Grid:
    return from_spans(
        [[Span(cell) if isinstance(cell, str) else Span(cell[0], cell[1], cell[2]) for cell in row] for row in rows]
    )


def named(filled: Filled) -> set[str]:
    return {cell for problem in filled.problems for cell in problem.cells}


def distinct_figures(name: str) -> dict[str, int]:
    return {cell: 101 + at for at, cell in enumerate(form.cells(name, "2021"))}


def test_a_corner_one_row_too_short_slides_the_head() -> None:
    figures = distinct_figures("applications")
    rows = layouts.lines(layouts.applications(figures, "2021"))
    rows[0][0] = (rows[0][0][0], 2, 3)
    filled = align([grid(rows)], 2024).filled["applications"]
    assert all(value in (None, figures[cell]) for cell, value in filled.figures.items())
    assert {cell for cell, value in filled.figures.items() if value is None} <= named(filled)


@pytest.mark.parametrize("swapped", [(1, 2), (0, 1)])
def test_groups_of_results_in_another_order(swapped: tuple[int, int]) -> None:
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    names[swapped[0]], names[swapped[1]] = names[swapped[1]], names[swapped[0]]
    leaves = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows: list[list[Printed]] = [[(name, 1, 5) for name in names], [*leaves * 3], [str(n) for n in range(1, 16)]]
    filled = align([grid(rows)], 2024).filled["proceedings"]
    for cell, value in filled.figures.items():
        _, item, figure = cell.split(".")
        label = form.table("proceedings").item(item).zh
        head = next(one.zh for one in form.table("proceedings").heads if one.figure == figure)
        printed = 1 + 5 * names.index(label) + leaves.index(head)
        assert value in (None, printed)
        assert value is not None or cell in named(filled)


def test_two_rows_on_one_line_keep_their_own_figures() -> None:
    unpaid = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    line = f"{unpaid} 33 41 3 37 55 1 170 3.其他 25 49 33 13 12 49 181"
    head = f"{NEW} 0 0 0 0 0 0 0"
    figures = (
        align(text_blocks(f"{head}\n{line}\n（七）总计 58 90 36 50 67 50 351"), 2024).filled["applications"].figures
    )
    assert [figures[f"applications.other_fee_unpaid.{one}"] for one in ("natural_person", "total")] == [33, 170]
    assert [figures[f"applications.other_misc.{one}"] for one in ("natural_person", "total")] == [25, 181]


def test_where_blanks_were_lost_a_stray_number_fills_no_row() -> None:
    zeros = "\n0" * 7
    stray = "12\n44\n12\n3\n4\n5\n68"
    text = f"{NEW}{zeros}\n二、上年结转政府信息公开申请数量\n5\n5\n（一）予以公开\n{stray}\n（二）部分公开{zeros}\n"
    filled = align(text_blocks(text), 2024).filled["applications"]
    assert {filled.figures[f"applications.granted.{head.figure}"] for head in form.table("applications").heads} == {
        None
    }
    assert "applications.granted.natural_person" in named(filled)


@pytest.mark.parametrize("head", ["上年处理决定数量", "去年处理决定数量", "累计处理决定数量", "2023年数"])
def test_last_years_column_is_not_this_years(head: str) -> None:
    rows = [
        ["信息内容", "本年处理决定数量", head],
        ["行政许可", "7", "88"],
        ["信息内容", head, ""],
        ["行政处罚", "88", ""],
    ]
    filled = align([grid(rows)], 2024).filled["proactive"]
    assert filled.figures["proactive.licensing.decisions"] in (None, 7)
    assert filled.figures["proactive.penalties.decisions"] is None
    assert "proactive.penalties.decisions" in named(filled)


@pytest.mark.parametrize(
    "label",
    [
        "（三）不予公开",
        "（一）全部公开",
        "其中：予以公开",
        "1.属于商业秘密",
        "1.属于工作秘密",
        "上年总计",
        "3.其他情况",
        "总计占比",
    ],
)
def test_a_label_the_form_does_not_have_is_none_of_its_rows(label: str) -> None:
    rows = [["", *APPLICANTS], [NEW, *"1000001"], [label, *"9000009"], ["四、结转下年度继续办理", *"1000001"]]
    filled = align([grid(rows)], 2024).filled["applications"]
    assert 9 not in filled.figures.values()
    assert [problem.detail for problem in filled.problems if problem.code == "row_unknown"]


@pytest.mark.parametrize("label", ["（六）其他", "六、其他"])
def test_one_row_of_the_sixth_result_is_the_form_of_2019(label: str) -> None:
    rows = [
        ["", *APPLICANTS],
        [NEW, *"3000003"],
        ["（五）2.重复申请", *"1000001"],
        [label, *"2000002"],
        ["（七）总计", *"3000003"],
    ]
    filled = align([grid(rows)], 2022).filled["applications"]
    assert filled.form == "2019"
    assert filled.figures["applications.other_handling.total"] == 2
    assert "applications.other_misc.total" not in filled.figures


@pytest.mark.parametrize(
    ("unit", "value"),
    [("元", 1.5), ("人民币元", 1.5), ("千元", 1500), ("亿元", 150_000_000), ("万元", 15000), ("美元", None)],
)
def test_money_is_in_the_unit_of_its_head(unit: str, value: float | None) -> None:
    rows = [["信息内容", f"本年收费金额（单位：{unit}）"], ["行政事业性收费", "15000"], ["行政许可", "1"]]
    filled = align([grid(rows)], 2024).filled["proactive"]
    assert filled.figures["proactive.fees.amount"] == value
    assert value is not None or "proactive.fees.amount" in named(filled)


def test_a_number_without_its_tab_is_no_part_of_a_label() -> None:
    head = "\t信息内容\n\t本年制发件数\n\t本年废止件数\n\t现行有效件数\n\n"
    text = f"{head}\t规章\n\t1\n\t2\n\t3\n\n\t行政规范性文件\n47\n\t8\n\t10\n"
    figures = align(text_blocks(text), 2024).filled["proactive"].figures
    assert figures["proactive.regulations.in_force"] == 3
    assert figures["proactive.normative_documents.issued"] in (None, 47)


@pytest.mark.parametrize("odd", ["5*", "约5", "二"])
def test_an_odd_first_figure_does_not_hide_the_table(odd: str) -> None:
    leaves = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    rows: list[list[Printed]] = [[(name, 1, 5) for name in names], [*leaves * 3], [odd, *map(str, range(2, 16))]]
    filled = align([grid(rows)], 2024).filled["proceedings"]
    assert list(filled.figures.values()) == [None, *range(2, 16)]
    assert [(problem.code, problem.cells) for problem in filled.problems] == [
        ("cell_unreadable", ("proceedings.reconsideration.upheld",))
    ]


def test_two_rows_that_lost_the_rule_between_them_are_neither() -> None:
    rows = [
        ["", *APPLICANTS],
        [NEW + "二、上年结转政府信息公开申请数量", *("57413828",) * 7],
        ["（一）予以公开", *"1000001"],
    ]
    filled = align([grid(rows)], 2024).filled["applications"]
    assert 57413828 not in filled.figures.values()
    assert "applications.carried_in.total" in named(filled)


def test_one_figure_over_two_rows_is_neithers() -> None:
    rows: list[list[Printed]] = [
        ["信息内容", "本年处理决定数量"],
        ["行政许可", "7"],
        ["行政处罚", ("108", 2, 1)],
        ["行政强制"],
    ]
    filled = align([grid(rows)], 2024).filled["proactive"]
    assert filled.figures["proactive.penalties.decisions"] is None
    assert filled.figures["proactive.coercion.decisions"] is None
    assert {"proactive.penalties.decisions", "proactive.coercion.decisions"} <= named(filled)
