"""Reading order on one page: from the top, and where the text stands in two columns, the left one first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from parsers.readers.pdf.lines import Line
from parsers.readers.pdf.tables import Piece

Item = Line | Piece
T = TypeVar("T", Line, Piece, Item)

# A column of text has at least so many lines, most of them at least so long.
_FEWEST = 5
_PROSE = 8


def columns(lines: Sequence[Line], pieces: Sequence[Piece], width: float) -> list[list[Item]]:
    """Runs of lines and tables, each run read from its top before the next one begins."""
    gutter = _gutter(lines, width)
    if gutter is None:
        return [_down([*lines, *pieces])]
    runs: list[list[Item]] = []
    sides: tuple[list[Item], list[Item]] = ([], [])
    for item in _down([*(part for line in lines for part in _split(line, gutter)), *pieces]):
        left, _, right, _ = item.box
        if left < gutter < right:
            runs += [side for side in sides if side]
            runs.append([item])
            sides = ([], [])
        else:
            sides[left >= gutter].append(item)
    return runs + [side for side in sides if side]


def _down(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.box[1], item.box[0]))


def _gutter(lines: Sequence[Line], width: float) -> float | None:
    starts = {word.x0 for line in lines for word in line.words if 0.4 * width < word.x0 < 0.65 * width}
    best = None
    for start in sorted(starts):
        x = start - 4
        crossing = sum(_crosses(line, x) for line in lines)
        parts = [part for line in lines for part in _split(line, x) if _long(part)]
        left = sum(part.box[2] <= x for part in parts)
        right = sum(part.box[0] >= x for part in parts)
        if min(left, right) >= _FEWEST and crossing <= 0.25 * len(lines) and (best is None or right > best[0]):
            best = right, x
    return best[1] if best else None


def _crosses(line: Line, x: float) -> bool:
    return any(word.x0 < x < word.x1 for word in line.words)


def _long(line: Line) -> bool:
    return sum(letter >= "\u2e80" for letter in line.text) >= _PROSE


def _split(line: Line, x: float) -> list[Line]:
    """The line's parts at either side of x; words that only a space parts there are one line."""
    if _crosses(line, x):
        return [line]
    left = tuple(word for word in line.words if word.x1 <= x)
    right = line.words[len(left) :]
    if left and right and right[0].x0 - left[-1].x1 < 0.8 * line.height:
        return [line]
    return [Line(words, line.page) for words in (left, right) if words]
