"""Identities to verdicts, and what they force. A printed figure is never changed here; `derived` stands beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from parsers import form
from parsers.form import Identity
from parsers.report import Blame, Check, Number

Figures = Mapping[str, Number | None]

# From so many broken identities on, and this share of those that could be tried, it is the reading that is suspect.
MANY = 5
SHARE = 0.25
# A shift has to mend so many identities; fewer may be mended by chance, or only be left open by it.
MENDED = 3


def derive(figures: Figures, identities: Sequence[Identity]) -> dict[str, Number]:
    """Cells that the identities force, figures being whole and not negative.

    A figure that stands in a broken identity forces nothing, and what two identities contest is left out.
    """
    if all(figures.get(cell) is not None for one in identities for cell in one.cells):
        return {}
    known = {one: sides for one in identities if (sides := _sides(one, figures, {})) is not None}
    doubtful = {cell for one, (left, right) in known.items() if left != right for cell in one.cells}
    usable = [one for one in identities if doubtful.isdisjoint(one.cells)]
    open_cells = {cell for one in usable for cell in one.cells if figures.get(cell) is None}
    contested: set[str] = set()
    while True:
        forced = _propagate(figures, usable, open_cells - contested)
        broken = {
            cell
            for one in usable
            if (sides := _sides(one, figures, forced)) is not None and sides[0] != sides[1]
            for cell in one.cells
            if cell in forced
        }
        if not broken:
            return {cell: forced[cell] for one in identities for cell in one.cells if cell in forced}
        contested |= broken


def _propagate(figures: Figures, identities: Sequence[Identity], open_cells: set[str]) -> dict[str, Number]:
    forced: dict[str, Number] = {}
    waiting = [one for one in identities if any(cell in open_cells for cell in one.cells)]
    moved = True
    while moved and waiting:
        moved = False
        for one in waiting:
            found = _force(one, figures, forced, open_cells)
            if found:
                forced |= found
                moved = True
    return forced


def _force(one: Identity, figures: Figures, forced: Mapping[str, Number], open_cells: set[str]) -> dict[str, Number]:
    sums: list[Number] = []
    unknown: list[list[str]] = []
    for side in (one.left, one.right):
        values = {cell: _value(cell, figures, forced) for cell in side}
        unknown.append([cell for cell, value in values.items() if value is None])
        sums.append(sum(value for value in values.values() if value is not None))
    for here, there in ((0, 1), (1, 0)):
        cells, rest = unknown[here], sums[there] - sums[here]
        if not cells or unknown[there] or rest < 0 or rest != int(rest) or not open_cells.issuperset(cells):
            continue
        if rest == 0 or len(cells) == 1:
            return dict.fromkeys(cells, int(rest))
    return {}


def _value(cell: str, figures: Figures, forced: Mapping[str, Number]) -> Number | None:
    value = figures.get(cell)
    return forced.get(cell) if value is None else value


def _sides(one: Identity, figures: Figures, forced: Mapping[str, Number]) -> tuple[Number, Number] | None:
    left = [_value(cell, figures, forced) for cell in one.left]
    right = [_value(cell, figures, forced) for cell in one.right]
    if None in left or None in right:
        return None
    return sum(filter(None, left)), sum(filter(None, right))


def check(figures: Figures, derived: Mapping[str, Number], identities: Sequence[Identity]) -> tuple[Check, ...]:
    """One verdict an identity, passed ones too, each broken one with its blame."""
    verdicts = [_verdict(one, figures, derived) for one in identities]
    blame = {name: _blame(name, verdicts, figures, derived, identities) for name in _broken_tables(verdicts)}
    return tuple(replace(one, blame=blame[_table(one)]) if one.status == "fail" else one for one in verdicts)


def _table(one: Check) -> str:
    return one.cells[0].partition(".")[0]


def _broken_tables(verdicts: Iterable[Check]) -> set[str]:
    return {_table(one) for one in verdicts if one.status == "fail"}


def _verdict(one: Identity, figures: Figures, derived: Mapping[str, Number]) -> Check:
    sides = _sides(one, figures, derived)
    if sides is None:
        return Check(one.rule, "unknown", one.cells, severity=one.severity)
    left, right = sides
    if left == right:
        return Check(one.rule, "pass", one.cells, right, left, severity=one.severity)
    detail = (
        " + ".join(_spelled(one.left, figures, derived)) + " ≠ " + " + ".join(_spelled(one.right, figures, derived))
    )
    return Check(one.rule, "fail", one.cells, right, left, severity=one.severity, detail=detail)


def _spelled(cells: Sequence[str], figures: Figures, derived: Mapping[str, Number]) -> list[str]:
    """The numbers of one side, zeros left out."""
    return [str(value) for cell in cells if (value := _value(cell, figures, derived))] or ["0"]


def _blame(
    name: str,
    verdicts: Sequence[Check],
    figures: Figures,
    derived: Mapping[str, Number],
    identities: Sequence[Identity],
) -> Blame:
    """Many broken at once, or all mended by one shift: the reading is suspect. Else the agency printed it so."""
    counts = Counter(one.status for one in verdicts if _table(one) == name)
    tried = counts["pass"] + counts["fail"]
    if counts["fail"] >= MANY and counts["fail"] >= SHARE * tried:
        return "reading"
    return "reading" if counts["fail"] > 1 and _shifted(name, figures, derived, identities) else "agency"


def shifted(figures: Figures, derived: Mapping[str, Number], identities: Sequence[Identity]) -> tuple[str, ...]:
    """The rows and columns which, moved by one place, mend every broken identity of their table."""
    broken = [one for one in identities if (sides := _sides(one, figures, derived)) and sides[0] != sides[1]]
    tables = Counter(one.cells[0].partition(".")[0] for one in broken)
    names = [name for name, times in tables.items() if times > 1]
    return tuple(cell for name in names for cell in _shifted(name, figures, derived, identities))


def _shifted(
    name: str, figures: Figures, derived: Mapping[str, Number], identities: Sequence[Identity]
) -> tuple[str, ...]:
    of_table = [one for one in identities if one.cells[0].startswith(name + ".")]
    broken = [one for one in of_table if (sides := _sides(one, figures, derived)) and sides[0] != sides[1]]
    for line in _shifts(name, figures) if len(broken) >= MENDED else ():
        moved = {**figures, **line}
        if any((sides := _sides(one, moved, derived)) and sides[0] != sides[1] for one in of_table):
            continue
        if sum(_sides(one, moved, derived) is not None for one in broken) >= MENDED:
            return tuple(line)
    return ()


def _shifts(name: str, figures: Figures) -> Iterator[dict[str, Number | None]]:
    """Every row and every column of a table moved by one place; what falls off at one end is unknown at the other."""
    lines: dict[tuple[str, str], list[str]] = {}
    for cell in figures:
        table, item, figure = cell.split(".")
        if table == name:
            lines.setdefault(("row", item), []).append(cell)
            lines.setdefault(("column", figure), []).append(cell)
    for cells in lines.values():
        values = [figures[cell] for cell in cells]
        for turned in ([None, *values[:-1]], [*values[1:], None]):
            if turned != values:
                yield dict(zip(cells, turned, strict=True))


def identities_of(figures: Figures, forms: Mapping[str, str | None], year: int | None) -> tuple[Identity, ...]:
    """The identities of the tables that are shown, each on its form."""
    shown = {cell.partition(".")[0] for cell in figures}
    return tuple(
        one
        for name in form.TABLES
        if name in shown
        for one in form.identities(name, forms.get(name) or form.form_in_force(year))
    )


def ranges(figures: Figures, org: str | None) -> tuple[Check, ...]:
    """The soft rule on single cells: counts are whole and not negative, and a town or department makes no 规章."""
    odd = [cell for cell, value in figures.items() if value is not None and _odd(cell, value, org)]
    if odd:
        return tuple(Check("range", "hint", (cell,), figures[cell], severity="soft") for cell in odd)
    return (Check("range", "pass", (), severity="soft"),) if any(v is not None for v in figures.values()) else ()


def _odd(cell: str, value: Number, org: str | None) -> bool:
    name, item, figure = cell.split(".")
    of = form.table(name)
    if item in of.zero_items and value != 0:
        return org is not None and org.endswith(of.zero_for)
    return (figure not in of.not_counts) and (value < 0 or value != int(value))
