"""Which physical row is which row of the form: labels by likeness, order kept, a price for every row passed over.

A sequence alignment, as of two texts: a lost page, a repeated head or a note between rows costs a skip, never a shift.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from parsers.align.rows import Row, behind
from parsers.grid import Cell
from parsers.labels import SURE, Vocabulary, normal

# Longer words are a label of their own that could not be matched.
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Matched:
    """A row and the item it is; `others` are further rows with the very same label."""

    item: str
    row: Row
    score: float
    others: tuple[Row, ...] = ()

    @property
    def rivals(self) -> tuple[Row, ...]:
        """The others that print other figures: with one of them, neither can be believed."""
        return tuple(row for row in self.others if _printed(row.figures) != _printed(self.row.figures))

    @property
    def rows(self) -> tuple[Row, ...]:
        return (self.row, *self.others)


@lru_cache(maxsize=4096)
def best_label(words: Vocabulary, labels: tuple[str, ...]) -> tuple[str, float] | None:
    """The last label names the row; halves of a wrapped label, and a group glued in front, are tried joined."""
    if not labels:
        return None
    found = words.match(labels[-1])
    if found is not None and found[1] == 1.0:
        return found
    for size in (2, 3):
        if len(labels) >= size:
            joined = words.match("".join(labels[-size:]))
            if joined is not None and joined[1] >= SURE and (found is None or joined[1] > found[1]):
                found = joined
    return found


def match(rows: Sequence[Row], words: Vocabulary, order: Mapping[str, int], least: int, most: int) -> list[Matched]:
    """`least` is how many slots a row without any figure must have to be a row of blanks; more than `most` figures
    are another table's."""
    candidates: list[Matched] = []
    for physical in _joined(rows, words):
        row = _cut_at_label(physical, words)
        found = best_label(words, row.labels)
        if found is None or not (row.has_figures or len(row.tail) >= least) or len(row.figures) > most:
            continue
        if found[1] < SURE and not row.has_figures:
            # The tail of a lost row's label, or its head: the blanks beside it are not its printed blanks.
            continue
        candidates.append(Matched(found[0], row, found[1]))
    chosen = _in_order(candidates, order)
    if len(chosen) == len(candidates):
        return chosen
    return [replace(one, others=_same_label(one, candidates)) for one in chosen]


def _cut_at_label(row: Row, words: Vocabulary) -> Row:
    """Short words right of a label stand where a figure belongs (见附件): they are the row's figure, unreadable."""
    if len(row.labels) < 2 or len(row.labels[-1]) > _SHORT or row.layout == "loose":
        return row
    if sum(cell.row == row.at and cell.text in row.labels for cell in row.cells) != 2:
        return row
    if best_label(words, row.labels) is not None or normal(row.labels[-2]) not in words.exact:
        return row
    cell = next(cell for cell in reversed(row.cells) if cell.text == row.labels[-2])
    start = cell.column + cell.columns
    return replace(row, labels=row.labels[:-1], tail=tuple(behind(row.cells, start, row.width)), start=start)


def _joined(rows: Sequence[Row], words: Vocabulary) -> list[Row]:
    """A row cut in two at a page's end, or a label wrapped above and below its figures, is one row again.

    Only where the pieces make one of the form's labels; a piece that was used is no row of its own.
    """
    done: list[Row] = list(rows)
    for at, row in enumerate(rows):
        if not row.has_figures or row.layout == "loose" or not row.labels or normal(row.labels[-1]) in words.exact:
            continue
        above = _piece(rows[at - 1] if at else None, words)
        below = _piece(rows[at + 1] if at + 1 < len(rows) else None, words)
        for before, after in ((above, ""), ("", below), (above, below)):
            label = before + row.labels[-1] + after
            if (before or after) and normal(label) in words.exact:
                done[at] = replace(row, labels=(label,))
                break
    return done


def _piece(row: Row | None, words: Vocabulary) -> str:
    """A row's label where that is all there is of the row, and no label of its own."""
    if (
        row is None
        or row.layout == "loose"
        or row.has_figures
        or not row.labels
        or normal(row.labels[-1]) in words.exact
    ):
        return ""
    return row.labels[-1]


def _in_order(candidates: Sequence[Matched], order: Mapping[str, int]) -> list[Matched]:
    """The likest chain of rows whose items stand in the form's order."""
    places = [order[one.item] for one in candidates]
    if all(a < b for a, b in pairwise(places)):
        return list(candidates)
    score: list[float] = []
    before: list[int] = []
    ending: dict[int, int] = {}  # the best chain that ends at each place of the form
    for at, (one, place) in enumerate(zip(candidates, places, strict=True)):
        link = max((ending[p] for p in ending if p < place), key=lambda k: score[k], default=-1)
        score.append(one.score + (score[link] if link >= 0 else 0.0))
        before.append(link)
        if place not in ending or score[at] > score[ending[place]]:
            ending[place] = at
    at = max(ending.values(), key=lambda k: score[k])
    chain: list[Matched] = []
    while at >= 0:
        chain.append(candidates[at])
        at = before[at]
    return chain[::-1]


def _same_label(one: Matched, candidates: Sequence[Matched]) -> tuple[Row, ...]:
    """A likeness does not rival an exact label."""
    return tuple(
        other.row
        for other in candidates
        if other.item == one.item and other.row is not one.row and other.score >= min(SURE, one.score)
    )


def _printed(cells: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in cells]
