"""Lines to paragraphs: a line that runs to the right margin goes on in the next, unless that one is indented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.readers.pdf.lines import Line, joined

_HEADING = re.compile(r"[一二三四五六七八九十]、")
_DOTTED = re.compile(r"(?:\.{4,}|…{2,}|·{4,})\s*\d+$")


@dataclass(frozen=True, slots=True)
class Measure:
    """The outer sides of the column that a line stands in."""

    left: float
    right: float


def measure(lines: Sequence[Line], right: float | None = None) -> Measure:
    left = min((line.box[0] for line in lines), default=0.0)
    return Measure(left, max((line.box[2] for line in lines), default=0.0) if right is None else right)


def goes_on(above: Line, within: Measure, below: Line, beneath: Measure) -> bool:
    """Whether `below` is the next line of the paragraph that `above` belongs to."""
    a, b = above.box, below.box
    height = above.height
    if a[2] < within.right - 1.6 * height or b[0] > beneath.left + 0.8 * below.height:
        return False
    if _spread(above) or _spread(below):
        return False
    if not 0.75 < below.height / max(height, 0.1) < 1.33:
        return False
    if above.page == below.page and b[1] > a[3] + 1.8 * height:
        return False
    return not _HEADING.match(below.text) and not _DOTTED.search(above.text)


def _spread(line: Line) -> bool:
    """Words set apart as the cells of a table are, not as words of a sentence."""
    return any(b.x0 - a.x1 > line.height for a, b in pairwise(line.words))


def paragraph(lines: Sequence[Line]) -> str:
    # A line of prose is always full, so a number that a line's end cuts goes on.
    return joined([line.text for line in lines], digits=1)
