"""Laws of reading: a table in any layout reads back as itself, and damage costs nulls with a name, never a figure.

`GONGKAI_LAWS=5000` tries more tables than the few hundred of every day.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from parsers import form
from parsers.align import align
from parsers.align.sheet import Filled
from parsers.grid import Grid, Span, from_spans
from parsers.readers.text import text_blocks
from tests import layouts
from tests.layouts import Line, Sheet

EXAMPLES = int(os.environ.get("GONGKAI_LAWS", "150"))
LAW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="GONGKAI_LAWS" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
NUMBERS = st.sampled_from([0, 0, 0, 1, 2, 3, 5, 8, 13, 37, 120, 1024, 98765])
Figures = dict[str, int | None]


@dataclass(frozen=True)
class Case:
    """One table of one report, and its rows as a page's source would have them after the damage."""

    name: str
    form: str
    figures: Figures
    rows: list[Line]
    layout: str
    damage: str = ""
    cut: tuple[int, int] = (0, 0)  # lines of the text that are lost, in thousandths


@st.composite
def figures(draw: st.DrawFn, name: str, on: str, blanks: bool) -> Figures:
    cells = form.cells(name, on)
    values = draw(
        st.lists(st.one_of(NUMBERS, st.none()) if blanks else NUMBERS, min_size=len(cells), max_size=len(cells))
    )
    return dict(zip(cells, values, strict=True))


@st.composite
def balanced(draw: st.DrawFn, name: str, on: str) -> Figures:
    """Figures whose rows add up, as those of nearly all reports do."""
    made = draw(figures(name, on, blanks=False))
    for identity in form.identities(name, on):
        if identity.rule in ("applicants_sum", "proceedings_sum"):
            made[identity.right[0]] = sum(made[cell] or 0 for cell in identity.left)
    return made


def _sheet(name: str, made: Figures, on: str) -> Sheet:
    if name == "applications":
        return layouts.applications(made, on)
    return layouts.proactive(made, on) if name == "proactive" else layouts.proceedings(made)


@st.composite
def printed(draw: st.DrawFn) -> Case:
    name, on = draw(st.sampled_from(form.TABLES)), draw(st.sampled_from(form.FORMS))
    layout = draw(st.sampled_from(sorted(layouts.LAYOUTS)))
    made = draw(figures(name, on, blanks=layout in layouts.KEEP_BLANKS and draw(st.booleans())))
    return Case(name, on, made, layouts.lines(_sheet(name, made, on)), layout)


@st.composite
def damaged(draw: st.DrawFn) -> Case:
    name, on = draw(st.sampled_from(form.TABLES)), draw(st.sampled_from(form.FORMS))
    layout = draw(st.sampled_from(sorted(layouts.LAYOUTS)))
    damage = draw(
        st.sampled_from(
            ["no row", "moved row", "no column", "moved column", "no cell", "moved cell", "label", "no page"]
        )
    )
    loose = layout in layouts.LOSE_BLANKS
    # Where blanks are lost too, a cell in the place of a blank, or a column without its sums, is another table's text.
    made = draw(
        balanced(name, on) if loose and damage.startswith("moved") else figures(name, on, blanks=draw(st.booleans()))
    )
    sheet = _sheet(name, made, on)
    height, width = len(sheet.matrix), len(sheet.matrix[0])
    row, column = st.integers(0, height - 1), st.integers(sheet.labels, width - 1)
    if damage == "no row":
        sheet = sheet.without_row(draw(row))
    elif damage == "moved row":
        sheet = sheet.with_row_moved(draw(row), draw(row))
    elif damage == "no column":
        sheet = sheet.without_column(draw(column))
    elif damage == "moved column":
        assume(not loose or _tells_columns(made))
        sheet = sheet.with_column_moved(draw(column), draw(column))
    elif damage == "label":
        sheet = draw(_misread(sheet))
    rows = layouts.lines(sheet)
    cut = (0, 0)
    if damage == "no page" and layout == "ruled":
        first, last = sorted((draw(row), draw(row)))
        rows = rows[:first] + rows[last:]
    elif damage == "no page":
        first, last = sorted((draw(st.integers(0, 1000)), draw(st.integers(0, 1000))))
        cut = (first, last)
    elif damage in ("no cell", "moved cell"):
        rows = draw(_cell_gone(rows, damage == "moved cell", loose))
    return Case(name, on, made, rows, layout, damage, cut)


def _tells_columns(made: Figures) -> bool:
    """With two rows that are not all zero, the sums show which column is 总计."""
    items = {cell.rpartition(".")[0] for cell, value in made.items() if value}
    return len(items) > 1


@st.composite
def _misread(draw: st.DrawFn, sheet: Sheet) -> Sheet:
    cell = draw(st.sampled_from([at for at, text in enumerate(sheet.texts) if text and not text.isdigit()]))
    letters = list(sheet.texts[cell])
    for _ in range(draw(st.integers(1, 6))):
        letters[draw(st.integers(0, len(letters) - 1))] = draw(st.sampled_from("囗曰凵丨其他总计公开申请信息行政处罚"))
    return sheet.misread(cell, "".join(letters))


@st.composite
def _cell_gone(draw: st.DrawFn, rows: list[Line], moved: bool, loose: bool) -> list[Line]:
    figures_at = [
        (r, c)
        for r, row in enumerate(rows)
        for c, (text, down, _) in enumerate(row)
        if text.isdigit() or (not text and down == 1)
    ]
    r, c = draw(st.sampled_from(figures_at))
    done = [list(row) for row in rows]
    cell = done[r].pop(c)
    if moved:
        # At the end of the line above, without any sign of a row, it still stands in the order of its own row.
        others = [at for at in range(len(done)) if at != r and not (loose and abs(at - r) == 1)]
        assume(others)
        to = draw(st.sampled_from(others))
        done[to].insert(draw(st.integers(0, len(done[to]))), cell)
    return done


def _read(case: Case) -> Filled:
    if case.layout == "ruled":
        blocks: Sequence[str | Grid] = (
            from_spans([[Span(text, down, across) for text, down, across in row] for row in case.rows]),
        )
    else:
        lines = layouts.LAYOUTS[case.layout](case.rows).split("\n")
        first, last = (len(lines) * part // 1000 for part in case.cut)
        blocks = text_blocks("\n".join(lines[:first] + lines[last:]))
    return align(blocks, 2021 if case.form == "2021" else 2020).filled[case.name]


@LAW
@given(printed())
def test_a_table_in_any_layout_reads_back_as_itself(case: Case) -> None:
    read = _read(case)
    assert {cell: read.figures.get(cell) for cell in case.figures} == case.figures
    assert {cell for problem in read.problems for cell in problem.cells} == set()
    assert {cell for cell, mark in read.marks.items() if mark == ""} == {
        cell for cell, value in case.figures.items() if value is None
    }


@LAW
@given(damaged())
def test_damage_leaves_every_figure_at_its_own_cell_or_null_and_named(case: Case) -> None:
    read = _read(case)
    named = {cell for problem in read.problems for cell in problem.cells}
    for cell, value in case.figures.items():
        got = read.figures.get(cell)
        if got is not None:
            assert got == value, f"{cell} reads {got}, prints {value}"
        elif value is not None:
            assert cell in named, f"{cell} is null without a name"
