"""Which broken identities of one report are one mistake: a list of problems, not of differences. Pure.

Broken identities are one mistake only where that is certain:

- One change mends them all: one cell misprinted, or one cell and the 总计 of its row by the same amount. The change
  leaves no figure below zero and breaks no identity that holds; an identity that cannot be tried says nothing.
- Where different changes do the same, it is one mistake whose cell is not known. Where they mend different, overlapping
  sets, the larger set that holds all the smaller ones is the mistake; otherwise nothing is certain, and each identity
  stands alone.
- A reading that is suspect (`blame` reading) is suspect as a whole: its table is one mistake, of ours.

Hints are never put together. Last year's cells can be the reason (`previous.`), but are never named as the mistake:
last year's own identities are not looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from parsers import form
from parsers.report import Check, Number
from pipelines.years import CARRY_OVER, PREVIOUS

# The printed figure of a cell; None where none is printed.
Printed = Callable[[str], Number | None]
Effect = Mapping[str, int]
_TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Cause:
    """Places in the list of broken identities; the cell, and what it would have to be, where both are certain."""

    parts: tuple[int, ...]
    cell: str | None = None
    printed: Number | None = None
    expected: Number | None = None


@dataclass(frozen=True, slots=True)
class _Move:
    """Cells that change by the same amount, and the identities that this mends."""

    cells: tuple[str, ...]
    change: Number
    mends: frozenset[int]


def causes(broken: Sequence[Check], holding: Sequence[Check], printed: Printed) -> list[Cause]:
    """Every broken identity in exactly one cause."""
    found = [*_of_tables(broken), *_of_moves(broken, holding, printed)]
    told = {part for cause in found for part in cause.parts}
    return found + [Cause((place,)) for place in range(len(broken)) if place not in told]


def _of_tables(broken: Sequence[Check]) -> Iterator[Cause]:
    tables: dict[str, list[int]] = {}
    for place, one in enumerate(broken):
        if one.blame == "reading" and one.cells:
            tables.setdefault(one.cells[0].partition(".")[0], []).append(place)
    yield from (Cause(tuple(places)) for places in tables.values())


def _of_moves(broken: Sequence[Check], holding: Sequence[Check], printed: Printed) -> Iterator[Cause]:
    own = {place: one for place, one in enumerate(broken) if one.status == "fail" and one.blame != "reading"}
    if len(own) < 2:
        return
    by_set: dict[frozenset[int], list[_Move]] = {}
    for move in _moves(own, holding):
        if all(_may(cell, move.change, printed) for cell in move.cells):
            by_set.setdefault(move.mends, []).append(move)
    for mends, moves in by_set.items():
        if all(other <= mends or other.isdisjoint(mends) for other in by_set):
            yield _cause(mends, moves, printed)


def _cause(mends: frozenset[int], moves: Sequence[_Move], printed: Printed) -> Cause:
    parts = tuple(sorted(mends))
    cells = moves[0].cells
    if len(moves) > 1 or len(cells) > 1 or cells[0].startswith(PREVIOUS):
        return Cause(parts)
    value = printed(cells[0])
    return Cause(parts) if value is None else Cause(parts, cells[0], value, value + moves[0].change)


def _may(cell: str, change: Number, printed: Printed) -> bool:
    if cell.startswith(PREVIOUS):
        return True
    value = printed(cell)
    return value is not None and value + change >= 0


def _moves(broken: Mapping[int, Check], holding: Sequence[Check]) -> Iterator[_Move]:
    """What mends at least two at once, and breaks none that holds."""
    effects = {place: effect(one.rule, one.cells) for place, one in broken.items()}
    held = [effect(one.rule, one.cells) for one in holding if one.printed is not None]
    for cells in _movable(effects):
        changes = {place: _change(broken[place], net) for place, of in effects.items() if (net := _net(of, cells))}
        if len(changes) > 1 and len(set(changes.values())) == 1 and not any(_net(of, cells) for of in held):
            yield _Move(cells, next(iter(changes.values())), frozenset(changes))


def _movable(effects: Mapping[int, Effect]) -> Iterator[tuple[str, ...]]:
    """Each cell of two broken identities, and each pair of a cell and its row's 总计."""
    cells = list(dict.fromkeys(cell for of in effects.values() for cell in of))
    yield from ((cell,) for cell in cells)
    for one, other in combinations(cells, 2):
        row, _, figure = one.rpartition(".")
        same_row, _, other_figure = other.rpartition(".")
        if (
            row == same_row
            and row.removeprefix(PREVIOUS).startswith("applications.")
            and _TOTAL in (figure, other_figure)
        ):
            yield (one, other)


def _net(of: Effect, cells: Sequence[str]) -> int:
    return sum(of.get(cell, 0) for cell in cells)


def _change(one: Check, net: int) -> Number:
    """By how much cells of this net effect would have to change; whether it is whole is told by its equals."""
    gap = (one.expected or 0) - (one.printed or 0)
    return gap / net if gap % net else gap // net


@cache
def effect(rule: str, cells: tuple[str, ...]) -> Effect:
    """How much printed − expected grows with each cell; empty for a rule that is no sum of cells of the form."""
    identity = _identities().get((rule, cells))
    if identity is not None:
        return {**dict.fromkeys(identity.left, -1), **dict.fromkeys(identity.right, 1)}
    if rule.startswith("prose_"):
        return dict.fromkeys(cells, 1)
    if rule == CARRY_OVER:
        return {cells[0]: 1, cells[1]: -1}
    return {}


@cache
def _identities() -> Mapping[tuple[str, tuple[str, ...]], form.Identity]:
    return {
        (one.rule, one.cells): one
        for name in form.TABLES
        for of_form in form.FORMS
        for one in form.identities(name, of_form)
    }
