"""Rules to cells: collinear pieces are joined, lines that touch make a lattice, no wall between boxes makes one cell.

Works in the reading space of one page. Knows nothing of characters.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parsers.readers.pdf.page import THIN, Box, Rule

# Lines nearer than this are one line (double borders, cells that each draw their own).
NEAR = 3.0
# A gap this wide within a line is still a line: dots, dashes, borders drawn cell by cell.
_GAP = 3.0
_SHORTEST = 6.0
# Beyond this a page is a drawing, not a table.
_MOST_CROSSINGS = 250_000
_MOST_BOXES = 20_000


class Edge(NamedTuple):
    """A line at `at`, from `low` to `high`: at is y for a horizontal one, x for a vertical one."""

    at: float
    low: float
    high: float


class Box4(NamedTuple):
    """A cell of a lattice: rows and columns from, and up to (not included)."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """One table: its lines `xs` and `ys` in order, its cells, and which of them lie open at the table's outer side."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Box4, ...]
    open: frozenset[Box4]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def lattices(rules: Iterable[Rule]) -> list[Lattice]:
    """The tables that the rules of a page draw; frames of one column are none."""
    flat, upright = edges(rules)
    if not flat or not upright or len(flat) * len(upright) > _MOST_CROSSINGS:
        return []
    found = (_lattice(h, v) for h, v in _touching(flat, upright))
    return [lattice for lattice in found if lattice is not None]


def edges(rules: Iterable[Rule]) -> tuple[list[Edge], list[Edge]]:
    """Horizontal and vertical lines, whole again where they were drawn in pieces."""
    flat, upright = [], []
    for x0, y0, x1, y1 in rules:
        wide, tall = x1 - x0, y1 - y0
        if tall <= THIN:
            flat.append(Edge((y0 + y1) / 2, x0, x1))
        if wide <= THIN:
            upright.append(Edge((x0 + x1) / 2, y0, y1))
    return _whole(flat), _whole(upright)


def _whole(pieces: list[Edge]) -> list[Edge]:
    whole: list[Edge] = []
    for group in _grouped(sorted(pieces)):
        at = sum(piece.at for piece in group) / len(group)
        low = high = None
        for piece in sorted(group, key=lambda piece: piece.low):
            if high is not None and low is not None and piece.low > high + _GAP:
                whole.append(Edge(at, low, high))
                low = high = None
            low = piece.low if low is None else low
            high = piece.high if high is None else max(high, piece.high)
        if low is not None and high is not None:
            whole.append(Edge(at, low, high))
    return [edge for edge in whole if edge.high - edge.low >= _SHORTEST]


def _grouped(pieces: Sequence[Edge]) -> Iterator[list[Edge]]:
    group: list[Edge] = []
    for piece in pieces:
        if group and piece.at - group[0].at > NEAR:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _touching(flat: list[Edge], upright: list[Edge]) -> Iterator[tuple[list[Edge], list[Edge]]]:
    """Lines that cross or meet belong to one table."""
    parent = list(range(len(flat) + len(upright)))
    for i, h in enumerate(flat):
        for j, v in enumerate(upright, len(flat)):
            if v.low - NEAR <= h.at <= v.high + NEAR and h.low - NEAR <= v.at <= h.high + NEAR:
                parent[_root(parent, i)] = _root(parent, j)
    groups: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate(flat + upright):
        groups.setdefault(_root(parent, i), ([], []))[i >= len(flat)].append(edge)
    yield from (group for group in groups.values() if group[0] and len(group[1]) > 1)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _lattice(flat: list[Edge], upright: list[Edge]) -> Lattice | None:
    xs = _positions([v.at for v in upright] + [h.low for h in flat] + [h.high for h in flat], upright)
    ys = _positions([h.at for h in flat] + [v.low for v in upright] + [v.high for v in upright], flat)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > _MOST_BOXES:
        return None
    beside = _walls(upright, xs, ys)
    below = _walls(flat, ys, xs)
    cells = tuple(_regions(rows, columns, beside, below))
    return Lattice(xs, ys, cells, frozenset(_open(cells, rows, columns, beside, below)))


def _positions(candidates: list[float], lines: list[Edge]) -> tuple[float, ...]:
    """Where the lattice's lines lie: every line, and the ends of the crossing ones where no line closes the table."""
    found = sorted({line.at for line in lines})
    merged = [found[0]]
    for at in found[1:]:
        if at - merged[-1] > NEAR:
            merged.append(at)
    low, high = min(candidates), max(candidates)
    if low < merged[0] - NEAR:
        merged.insert(0, low)
    if high > merged[-1] + NEAR:
        merged.append(high)
    return tuple(merged)


def _walls(lines: list[Edge], ats: Sequence[float], stops: Sequence[float]) -> set[tuple[int, int]]:
    """(i, k): line i of the lattice is drawn along the greater part of interval k across it."""
    walls = set()
    for line in lines:
        i = _nearest(ats, line.at)
        first = max(0, bisect_right(stops, line.low) - 1)
        last = min(len(stops) - 1, bisect_left(stops, line.high))
        for k in range(first, last):
            low, high = stops[k], stops[k + 1]
            if min(high, line.high) - max(low, line.low) >= 0.6 * (high - low):
                walls.add((i, k))
    return walls


def _nearest(ats: Sequence[float], at: float) -> int:
    i = bisect_left(ats, at)
    if i and (i == len(ats) or at - ats[i - 1] < ats[i] - at):
        return i - 1
    return i


def _regions(rows: int, columns: int, beside: set[tuple[int, int]], below: set[tuple[int, int]]) -> Iterator[Box4]:
    parent = list(range(rows * columns))
    for r in range(rows):
        for c in range(columns):
            i = r * columns + c
            if c + 1 < columns and (c + 1, r) not in beside:
                parent[_root(parent, i + 1)] = _root(parent, i)
            if r + 1 < rows and (r + 1, c) not in below:
                parent[_root(parent, i + columns)] = _root(parent, i)
    regions: dict[int, list[tuple[int, int]]] = {}
    for i in range(rows * columns):
        regions.setdefault(_root(parent, i), []).append(divmod(i, columns))
    for boxes in regions.values():
        yield from _rectangles(boxes)


def _rectangles(boxes: list[tuple[int, int]]) -> Iterator[Box4]:
    """A region that is no rectangle (a line ends too soon) is cut into runs, equal runs below one another joined."""
    top, left = min(r for r, _ in boxes), min(c for _, c in boxes)
    bottom, right = max(r for r, _ in boxes) + 1, max(c for _, c in boxes) + 1
    if (bottom - top) * (right - left) == len(boxes):
        yield Box4(top, left, bottom, right)
        return
    hanging: dict[tuple[int, int], int] = {}
    within = set(boxes)
    for r in range(top, bottom + 1):
        runs = list(_runs([c for c in range(left, right) if (r, c) in within]))
        for run in [run for run in hanging if run not in runs]:
            yield Box4(hanging.pop(run), run[0], r, run[1])
        for run in runs:
            hanging.setdefault(run, r)


def _runs(columns: list[int]) -> Iterator[tuple[int, int]]:
    start = None
    for i, c in enumerate(columns):
        start = c if start is None else start
        if i + 1 == len(columns) or columns[i + 1] != c + 1:
            yield start, c + 1
            start = None


def _open(
    cells: Iterable[Box4], rows: int, columns: int, beside: set[tuple[int, int]], below: set[tuple[int, int]]
) -> Iterator[Box4]:
    """Cells at a side that is drawn elsewhere in the table but not here: they lie outside of it."""
    drawn = {i for i, _ in beside}, {i for i, _ in below}
    for cell in cells:
        top, left, bottom, right = cell
        across, along = range(top, bottom), range(left, right)
        sides = (
            left == 0 and 0 in drawn[0] and not any((0, r) in beside for r in across),
            right == columns and columns in drawn[0] and not any((columns, r) in beside for r in across),
            top == 0 and 0 in drawn[1] and not any((0, c) in below for c in along),
            bottom == rows and rows in drawn[1] and not any((rows, c) in below for c in along),
        )
        if any(sides):
            yield cell
