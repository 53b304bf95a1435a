"""Verdicts, blame, and what the identities force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import checks, form
from parsers.report import Check, Number

Figures = dict[str, Number | None]
ROWS = [item.key for item in form.table("applications").items_of("2021")]
COLUMNS = [head.figure for head in form.table("applications").heads]
RULES = form.identities("applications", "2021")


def cell(item: str, figure: str = "total") -> str:
    return f"applications.{item}.{figure}"


def table(rows: Mapping[str, Sequence[int]]) -> Figures:
    """表三 with the rows given, the others zero, and its sums made to hold."""
    figures: Figures = {cell(item, figure): 0 for item in ROWS for figure in COLUMNS}
    for item, values in rows.items():
        for figure, value in zip(COLUMNS[:-1], values, strict=True):
            figures[cell(item, figure)] = value
            if item not in ("new", "carried_in", "carried_out"):
                figures[cell("handled_total", figure)] = (figures[cell("handled_total", figure)] or 0) + value
    for item in ROWS:
        figures[cell(item)] = sum(figures[cell(item, figure)] or 0 for figure in COLUMNS[:-1])
    return figures


WHOLE = table({"new": [9, 3, 0, 1, 0, 0], "carried_in": [2, 0, 0, 0, 0, 0], "granted": [8, 2, 0, 1, 0, 0],
               "rejected_petition": [1, 1, 0, 0, 0, 0], "carried_out": [2, 0, 0, 0, 0, 0]})  # fmt: skip


def verdicts(figures: Figures) -> tuple[Check, ...]:
    return checks.check(figures, checks.derive(figures, RULES), RULES)


def failed(figures: Figures) -> list[Check]:
    return [one for one in verdicts(figures) if one.status == "fail"]


def test_a_table_that_adds_up_passes_everywhere() -> None:
    assert {one.status for one in verdicts(WHOLE)} == {"pass"}
    assert len(verdicts(WHOLE)) == 7 + 7 + 25


def test_one_broken_total_is_the_agencys() -> None:
    broken = failed(WHOLE | {cell("granted", "company"): 3})
    assert {one.rule for one in broken} == {"results_sum", "applicants_sum"}
    assert {one.blame for one in broken} == {"agency"}
    applicants = next(one for one in broken if one.rule == "applicants_sum")
    assert (applicants.printed, applicants.expected) == (11, 12)


def test_off_by_one_in_two_columns_is_the_agencys() -> None:
    swapped = WHOLE | {cell("new", "natural_person"): 8, cell("new", "company"): 4}
    assert {one.blame for one in failed(swapped)} == {"agency"}


def test_a_row_moved_by_one_column_is_our_reading() -> None:
    values = [WHOLE[cell("new", figure)] for figure in COLUMNS]
    moved = WHOLE | dict(zip((cell("new", figure) for figure in COLUMNS), [0, *values[:-1]], strict=True))
    assert {one.blame for one in failed(moved)} == {"reading"}
    assert checks.shifted(moved, {}, RULES) == tuple(cell("new", figure) for figure in COLUMNS)


def test_blanks_under_a_zero_total_are_forced() -> None:
    blank = WHOLE | {cell("refused_process", figure): None for figure in COLUMNS[:-1]}
    assert checks.derive(blank, RULES) == {cell("refused_process", figure): 0 for figure in COLUMNS[:-1]}


def test_one_unknown_is_what_is_left() -> None:
    assert checks.derive(WHOLE | {cell("granted"): None}, RULES) == {cell("granted"): 11}


def test_two_unknowns_that_share_a_rest_stay_unknown() -> None:
    lost = WHOLE | {
        cell(item, figure): None for item in ("new", "carried_in") for figure in ("natural_person", "total")
    }
    assert checks.derive(lost, RULES) == {}


def test_a_broken_identity_forces_nothing() -> None:
    lost = {cell("carried_in", "company"): None, cell("carried_in"): None}
    assert checks.derive(WHOLE | lost, RULES) == {cell("carried_in", "company"): 0, cell("carried_in"): 2}
    assert checks.derive(WHOLE | lost | {cell("new", "company"): 5}, RULES) == {}


def test_a_cell_that_is_not_known_leaves_its_identities_unknown() -> None:
    lost = WHOLE | {
        cell(item, figure): None for item in ("new", "carried_in") for figure in ("natural_person", "total")
    }
    unknown = {(one.rule, one.cells[0]) for one in verdicts(lost) if one.status == "unknown"}
    assert unknown == {
        ("received_equals_handled", cell("new", "natural_person")),
        ("received_equals_handled", cell("new")),
        ("applicants_sum", cell("new", "natural_person")),
        ("applicants_sum", cell("carried_in", "natural_person")),
    }


def test_forms_differ_in_their_result_rows() -> None:
    assert [len(form.identities("applications", on)) for on in form.FORMS] == [39, 37]
    assert [len(form.cells(name, "2021")) for name in form.TABLES] == [10, 175, 15]
    assert [len(form.cells(name, "2019")) for name in form.TABLES] == [22, 161, 15]


def test_a_township_with_regulations_is_hinted_at() -> None:
    figures: Figures = {"proactive.regulations.issued": 2, "proactive.licensing.decisions": 5}
    assert [(one.status, one.cells) for one in checks.ranges(figures, "石桥镇人民政府")] == [
        ("hint", ("proactive.regulations.issued",))
    ]
    assert [one.status for one in checks.ranges(figures, "某某市人民政府")] == ["pass"]


NUMBERS = st.lists(st.integers(0, 20), min_size=6, max_size=6)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.dictionaries(st.sampled_from(ROWS[2:-2]), NUMBERS), st.sets(st.sampled_from(sorted(WHOLE)), max_size=12))
def test_what_is_forced_is_what_was_printed(rows: dict[str, list[int]], lost: set[str]) -> None:
    whole = table(rows)
    for figure in COLUMNS:
        whole[cell("new", figure)] = whole[cell("handled_total", figure)]
    forced = checks.derive(whole | dict.fromkeys(lost), RULES)
    assert set(forced) <= lost
    assert all(whole[path] == value for path, value in forced.items())
