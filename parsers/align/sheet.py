"""A table as it is being filled: what each cell prints, and what could not be taken. Decides nothing about columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from parsers import numbers
from parsers.align.rows import Row
from parsers.form import Head, rank
from parsers.grid import Cell, Place
from parsers.report import Number, Problem


@dataclass(frozen=True, slots=True)
class Filled:
    """One table as the document shows it. `form` is None where no row that decides is shown.

    `unsure` are cells whose digits allow another reading: an identity has to prove them.
    `taken` are the blocks that the table's rows stand in.
    """

    name: str
    form: str | None
    figures: Mapping[str, Number | None]
    marks: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unsure: frozenset[str] = frozenset()
    taken: frozenset[int] = frozenset()
    shown: bool = False
    lost_blanks: bool = False  # of lines: rows differ in their number of figures, so blanks have vanished


@dataclass(slots=True)
class Sheet:
    """The only thing here that changes: a table's cells while they are read."""

    figures: dict[str, Number | None] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)

    def absent(self, code: str, paths: Iterable[str], detail: str = "") -> None:
        """Cells that are null because the document does not tell them, and why."""
        cells = tuple(paths)
        for path in cells:
            self.figures[path] = None
        self.problems.append(Problem(code, cells, detail))

    def put(
        self, path: str, cell: Cell | None, head: Head, signs: bool = False, printed_unit: str | None = None
    ) -> None:
        """`signs`: the table has a column of signed figures, so a sign elsewhere is a figure out of its column."""
        text = cell.text if cell is not None else ""
        if cell is not None and cell.place is not None:
            self.places[path] = cell.place
        figure = numbers.read_as(text, head.unit, printed_unit)
        self.figures[path] = None
        if figure is None:
            self.marks[path] = numbers.clean(text)
            self.problems.append(Problem("cell_unreadable", (path,), numbers.clean(text)))
            return
        if figure.mark is not None:
            self.marks[path] = figure.mark
        if figure.signed and signs and not head.signed:
            self.marks[path] = numbers.clean(text)
            self.problems.append(Problem("sign_unexpected", (path,), numbers.clean(text)))
            return
        self.figures[path] = figure.value
        if not figure.sure:
            self.unsure.add(path)

    def filled(self, name: str, form: str | None, taken: Iterable[int], lost_blanks: bool = False) -> Filled:
        order = rank(name)
        return Filled(
            name,
            form,
            dict(sorted(self.figures.items(), key=lambda pair: order[pair[0]])),
            self.marks,
            self.places,
            tuple(self.problems),
            frozenset(self.unsure),
            frozenset(taken),
            shown=True,
            lost_blanks=lost_blanks,
        )


def spelled(row: Row, *others: Row) -> str:
    """Rows as they are printed, for the detail of a problem."""
    lines = (
        " | ".join([*one.labels[-2:], *(numbers.clean(cell.text) for cell in one.figures)]) for one in (row, *others)
    )
    return " ‖ ".join(line[:200] for line in lines)
