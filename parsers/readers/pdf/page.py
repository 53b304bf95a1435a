"""The seam between engines and the rest: what one page prints, and how it is laid before the reader.

An engine (pdfium, pdfminer, later recognised characters of a scan) yields Pages; everything after it is shared.
Knows nothing of lines, tables or text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

Engine = Literal["pdfium", "pdfminer"]
Box = tuple[float, float, float, float]

UNREADABLE = "\ufffd"
MAX_PAGES = 200
MAX_CHARS = 20_000
MAX_OBJECTS = 20_000
MAX_SECONDS = 60.0
# A border is at most this wide; anything thicker is a background.
THIN = 4.0


class LockedError(Exception):
    """The document asks for a password."""


class BrokenError(Exception):
    """The engine cannot open the document."""


class Char(NamedTuple):
    """One glyph, its box in the page's own space (points, y upwards), its base line's angle counter-clockwise."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    angle: int = 0


class Rule(NamedTuple):
    """A straight line along an axis, or a thin filled rectangle, as its box."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """What an engine saw: `box` is what is shown of the page, `pictures` the share of it that pictures cover.

    `hidden` is the share of the characters that are not painted (the text laid under a scan),
    `whole` is False where the page could not be read to its end.
    """

    number: int
    box: Box
    rotation: int
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...] = ()
    pictures: float = 0.0
    hidden: float = 0.0
    curves: int = 0
    whole: bool = True


class Document(NamedTuple):
    """An open document: how many pages it says it has, the pages as they are asked for, the title its maker gave it."""

    length: int
    pages: Iterator[Page]
    title: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A Page turned so that most of its text is upright; the origin is its upper left corner, y downwards."""

    page: Page
    turn: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]

    def shown(self, box: Box) -> Box:
        """The box in the page as a viewer shows it, which differs where a table is printed sideways."""
        if self.turn == self.page.rotation:
            return box
        return _forward(_back(box, self.turn, self.page.box), self.page.rotation, self.page.box)


def quarter(degrees: float) -> int | None:
    """The right angle this one stands for; None for slanted text, which is a watermark."""
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 10 else None


def upright(page: Page) -> Sheet:
    """Text decides which way is up: /Rotate is right about the viewer, not about the table on the page."""
    angles = Counter(char.angle for char in page.chars if char.text > " ")
    turn = angles.most_common(1)[0][0] if angles else page.rotation
    x0, y0, x1, y1 = page.box
    width, height = (x1 - x0, y1 - y0) if turn % 180 == 0 else (y1 - y0, x1 - x0)
    chars = []
    for text, a, b, c, d, angle in page.chars:
        left, top, right, bottom = _forward((a, b, c, d), turn, page.box)
        if 0 <= left + right <= 2 * width and 0 <= top + bottom <= 2 * height:
            chars.append(Char(text, left, top, right, bottom, (angle - turn) % 360))
    rules = tuple(Rule(*_forward(rule, turn, page.box)) for rule in page.rules)
    return Sheet(page, turn, width, height, tuple(chars), rules)


def _forward(box: Box, turn: int, page: Box) -> Box:
    left, bottom, right, top = box
    x0, y0, x1, y1 = page
    if turn == 0:
        return left - x0, y1 - top, right - x0, y1 - bottom
    if turn == 90:
        return bottom - y0, left - x0, top - y0, right - x0
    if turn == 180:
        return x1 - right, bottom - y0, x1 - left, top - y0
    return y1 - top, x1 - right, y1 - bottom, x1 - left


def _back(box: Box, turn: int, page: Box) -> Box:
    left, top, right, bottom = box
    x0, y0, x1, y1 = page
    if turn == 0:
        return left + x0, y1 - bottom, right + x0, y1 - top
    if turn == 90:
        return top + x0, left + y0, bottom + x0, right + y0
    if turn == 180:
        return x1 - right, top + y0, x1 - left, bottom + y0
    return x1 - bottom, y1 - right, x1 - top, y1 - left
