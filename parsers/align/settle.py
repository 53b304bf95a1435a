"""Doubtful rows of 表三, decided by the form's own arithmetic.

A reading counts only where every identity that touches its row is closed (all its other cells are read) and holds.
One identity of the row alone proves nothing: a row that lost its 总计 may balance by chance on the figure before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from parsers import form, numbers
from parsers.align.place import Placed, Reading

NAME = "applications"
Values = dict[str, Fraction | None]


def settle(used: str, rows: Mapping[str, tuple[Sequence[str], Placed]]) -> dict[str, Sequence[Reading]]:
    """For each item the readings that stand: one where the grid tells, those that balance where it does not."""
    certain = {item: placed.readings for item, (_, placed) in rows.items() if placed.certain}
    doubtful = [item for item, (_, placed) in rows.items() if placed.readings and not placed.certain]
    readings: dict[str, Sequence[Reading]] = dict(certain)
    if not doubtful:
        return readings
    known: Values = {}
    for item, (reading,) in certain.items():
        known |= _values(item, rows[item][0], reading)
    for item in doubtful:
        sequence, placed = rows[item]
        readings[item] = tuple(
            reading for reading in placed.readings if _balances(used, item, known | _values(item, sequence, reading))
        )
    return readings


def _values(item: str, sequence: Sequence[str], reading: Reading) -> Values:
    """A blank adds nothing; what cannot be read is unknown."""
    values: Values = {}
    for figure, cell in zip(sequence, reading, strict=True):
        read = numbers.read(cell.text) if cell is not None else numbers.BLANK
        values[f"{NAME}.{item}.{figure}"] = None if read is None else Fraction(read.value or 0)
    return values


def _balances(used: str, item: str, values: Values) -> bool:
    touched = [one for one in form.identities(NAME, used) if any(f".{item}." in cell for cell in one.cells)]
    for identity in touched:
        left, right = ([values.get(cell) for cell in side] for side in (identity.left, identity.right))
        if None in left or None in right or sum(filter(None, left)) != sum(filter(None, right)):
            return False
    return True


def adds_up(sequence: Sequence[str], placed: Placed) -> bool:
    """Whether the one certain reading of a row has its applicants add up to its 总计."""
    if not placed.certain or len(placed.readings) != 1:
        return True
    values = list(_values("", sequence, placed.readings[0]).values())
    known = [value for value in values if value is not None]
    return len(known) == len(values) and 2 * known[-1] == sum(known)


def total_elsewhere(rows: Mapping[str, tuple[Sequence[str], Placed]]) -> bool:
    """Whether 总计 stands in another column than the head says: the sums hold there and break where it should be.

    Words alone cannot tell it where a head of several rows was flattened to lines.
    """
    lines = []
    for _, placed in rows.values():
        if placed.certain:
            values = [numbers.read(cell.text) if cell is not None else numbers.BLANK for cell in placed.readings[0]]
            lines.append([Fraction(value.value or 0) if value is not None else None for value in values])
    whole = [line for line in lines if None not in line and any(line)]
    known = [[value for value in line if value is not None] for line in whole]
    if len({len(line) for line in known}) != 1:
        return False
    broken = sum(2 * line[-1] != sum(line) for line in known)
    return broken >= 2 and any(all(2 * line[at] == sum(line) for line in known) for at in range(len(known[0]) - 1))
