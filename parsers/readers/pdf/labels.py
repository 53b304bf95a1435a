"""The words of an unruled table that stand above or beside its figures: labels and heads on several lines made whole.

Lines of one label follow each other more tightly than rows do, and no label has the figures of two rows beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from parsers.readers.pdf.lines import Word, joined

# Lines of one label follow about as tightly as any two lines do, always more tightly than rows, and where there is but
# one row, within so many letters.
_LEAST = 1.15
_BELOW_ROWS = 0.95
_LETTERS = 1.6
# A gap wider than this, in letters, parts a group's label from a row's own.
_APART = 0.52


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the words of a label or a head, and the figures behind them."""

    label: tuple[Word, ...]
    figures: tuple[Word, ...]
    y0: float
    y1: float

    def labels(self, edge: float) -> list[Word]:
        return [word for word in self.label if self.figures or (word.x0 + word.x1) / 2 <= edge]

    def heads(self, edge: float) -> list[Word]:
        return [word for word in self.label if not self.figures and (word.x0 + word.x1) / 2 > edge]


class _Part(NamedTuple):
    """A piece of a label: where it stands, in which row, and whether that row's figures are its own."""

    word: Word
    row: int
    own: bool


def gathered(rows: Sequence[Row], edge: float) -> list[Row]:
    """The rows with every label and head in one piece, at its figures or else where it began; `edge` is where figures
    may begin. Rows that have given all their words away are gone."""
    first = next(i for i, row in enumerate(rows) if row.figures)
    labels = _parts(rows, edge)
    heads = [_Part(word, i, False) for i, row in enumerate(rows[:first]) for word in row.heads(edge)]
    pitch = _pitch(rows, labels + heads)
    words: list[list[Word]] = [[] for _ in rows]
    for chain in _chains(labels, pitch, _halves(labels, rows)) + _chains(heads, pitch, frozenset()):
        words[_home(chain, rows)].append(_whole(chain))
    for i, row in enumerate(rows[first:], first):
        words[i] += row.heads(edge)
    made = (replace(row, label=tuple(sorted(words[i], key=lambda word: word.x0))) for i, row in enumerate(rows))
    return [row for row in made if row.label or row.figures]


def _pitch(rows: Sequence[Row], parts: Sequence[_Part]) -> float:
    """How tightly a label's lines follow."""
    words = sorted((part.word for part in parts), key=lambda word: word.y0)
    steps = [_step(a, b) for i, a in enumerate(words) for b in words[i + 1 : i + 4] if _beneath(a, b)]
    tight = _LEAST * min((step for step in steps if step > 1), default=0.0)
    middles = [(row.y0 + row.y1) / 2 for row in rows if row.figures]
    if len(middles) > 1:
        return min(tight, _BELOW_ROWS * min(b - a for a, b in pairwise(middles)))
    return min(tight, _LETTERS * median([(word.x1 - word.x0) / len(word.text) for word in words] or [0.0]))


def _step(above: Word, below: Word) -> float:
    return (below.y0 + below.y1 - above.y0 - above.y1) / 2


def _beneath(above: Word, below: Word) -> bool:
    return below.x0 < above.x1 and below.x1 > above.x0


def _parts(rows: Sequence[Row], edge: float) -> list[_Part]:
    beside = [row.labels(edge)[-1] for row in rows if row.figures and row.labels(edge)]
    left, right = (median(w.x0 for w in beside), median(w.x1 for w in beside)) if beside else (0.0, 0.0)
    parts = []
    for i, row in enumerate(rows):
        for word in _fragments(row.labels(edge)):
            parts.append(_Part(word, i, bool(row.figures) and word.x0 < right and word.x1 > left))
    return parts


def _fragments(words: Sequence[Word]) -> list[Word]:
    """Words that only a space parts."""
    out: list[Word] = []
    for word in words:
        if out and word.x0 - out[-1].x1 <= _APART * (word.x1 - word.x0) / len(word.text):
            last = out[-1]
            out[-1] = Word(f"{last.text} {word.text}", last.x0, min(last.y0, word.y0), word.x1, max(last.y1, word.y1))
        else:
            out.append(word)
    return out


def _chains(parts: Iterable[_Part], pitch: float, halves: frozenset[tuple[int, int]]) -> list[list[_Part]]:
    """Parts below one another, each tightly under the one before; at most one of them has figures of its own."""
    chains: list[list[_Part]] = []
    for part in sorted(parts, key=lambda part: part.word.y0):
        above = [chain for chain in chains if _follows(chain, part, pitch, halves)]
        if above:
            max(above, key=lambda chain: chain[-1].word.y0).append(part)
        else:
            chains.append([part])
    return chains


def _halves(parts: Sequence[_Part], rows: Sequence[Row]) -> frozenset[tuple[int, int]]:
    """Rows just above and below figures without a label, as far from them as from one another: a label in two lines."""
    owned = {part.row for part in parts if part.own}
    bare = [part for part in parts if not rows[part.row].figures]
    found = set()
    for i, row in enumerate(rows):
        above = [part for part in bare if part.row == i - 1]
        below = [part for part in bare if part.row == i + 1]
        if not row.figures or i in owned or not above or not below:
            continue
        middle = (row.y0 + row.y1) / 2
        up = middle - (above[-1].word.y0 + above[-1].word.y1) / 2
        down = (below[-1].word.y0 + below[-1].word.y1) / 2 - middle
        if abs(up - down) <= 0.1 * (up + down):
            found.add((i - 1, i + 1))
    return frozenset(found)


def _follows(chain: Sequence[_Part], part: _Part, pitch: float, halves: frozenset[tuple[int, int]]) -> bool:
    above, below = chain[-1].word, part.word
    if part.own and any(other.own for other in chain):
        return False
    if chain[-1].row == part.row or not _beneath(above, below):
        return False
    return _step(above, below) <= pitch or (chain[-1].row, part.row) in halves


def _home(chain: Sequence[_Part], rows: Sequence[Row]) -> int:
    """The row of its own figures, else the only figures without a label between its lines, else where it began."""
    for part in chain:
        if part.own:
            return part.row
    first, last = chain[0].row, chain[-1].row
    between = [i for i in range(first, last + 1) if rows[i].figures]
    return between[0] if len(between) == 1 else first


def _whole(chain: Sequence[_Part]) -> Word:
    words = [part.word for part in chain]
    return Word(
        joined([word.text for word in words]),
        min(word.x0 for word in words),
        words[0].y0,
        max(word.x1 for word in words),
        words[-1].y1,
    )
