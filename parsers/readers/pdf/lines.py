"""Characters to words to lines: what stands on one base line, and where a gap parts two words.

Two numbers are never joined: digits are one number only where their gap is a letter-spacing, never over a printed space
wider than a hair. Digits printed over one another are unreadable. Knows nothing of tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import category, normalize

from parsers.readers.pdf.page import UNREADABLE, Box, Char

# Share of the taller glyph's height by which two glyphs of one line may stand apart.
_SAME_LINE = 0.45
# Word's own margin at either side of a cell, in points.
_PADDING = 5.4


class Word(NamedTuple):
    """Characters without a gap between them."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line, left to right, of one page."""

    words: tuple[Word, ...]
    page: int

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        words = self.words
        return words[0].x0, min(w.y0 for w in words), max(w.x1 for w in words), max(w.y1 for w in words)

    @property
    def height(self) -> float:
        heights = sorted(word.y1 - word.y0 for word in self.words)
        return heights[len(heights) // 2]


def lines_of(chars: Iterable[Char], page: int) -> list[Line]:
    lines = (Line(tuple(words_of(row)), page) for row in rows_of(chars))
    return [line for line in lines if line.words]


def text_of(chars: Sequence[Char], width: float) -> str:
    """The text of one cell `width` wide, whose lines are joined as they were one before it was set."""
    if not chars:
        return ""
    angle = Counter(char.angle for char in chars).most_common(1)[0][0] if any(c.angle for c in chars) else 0
    rows = [" ".join(word.text for word in words_of(row)) for row in rows_of(_turned(chars, angle))]
    if len(rows) == 1:
        return rows[0]
    digit = min((char.x1 - char.x0 for char in chars if char.text.isdigit()), default=0.0)
    return joined([row for row in rows if row], int((width - 2 * _PADDING) / digit) if digit else 0)


def joined(rows: Sequence[str], digits: int = 0) -> str:
    """Chinese goes on without a space; a number goes on only where its line was full of `digits`."""
    text = ""
    last = ""
    for row in rows:
        text += _seam(last, row, digits) + row if text else row
        last = row
    return text


def _seam(above: str, below: str, digits: int) -> str:
    a, b = above[-1:], below[:1]
    if a.isdigit() and b.isdigit():
        return "" if 1 < len(above) >= digits else " "
    if wide(a) or wide(b):
        return ""
    return " " if a.isalnum() and b.isalnum() else ""


def _turned(chars: Sequence[Char], angle: int) -> Iterable[Char]:
    if angle == 0:
        return chars
    if angle == 90:
        return (c._replace(x0=-c.y1, x1=-c.y0, y0=c.x0, y1=c.x1) for c in chars)
    if angle == 180:
        return (c._replace(x0=-c.x1, x1=-c.x0, y0=-c.y1, y1=-c.y0) for c in chars)
    return (c._replace(x0=c.y0, x1=c.y1, y0=-c.x1, y1=-c.x0) for c in chars)


def rows_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by base line, from the top; the order within a line is left to words_of."""
    rows: list[list[Char]] = []
    centre = height = -1e9
    for middle, run in sorted(_runs(chars), key=_first):
        tall = run[0].y1 - run[0].y0
        if rows and middle - centre <= _SAME_LINE * max(height, tall):
            rows[-1] += run
        else:
            rows.append(run)
            centre, height = middle, tall
    return rows


def _runs(chars: Iterable[Char]) -> list[tuple[float, list[Char]]]:
    """Characters printed one after the other stay together, wherever the lines beside them stand."""
    runs: list[tuple[float, list[Char]]] = []
    last_x = last_middle = -1e9
    for char in chars:
        _, x0, y0, x1, y1, _ = char
        middle, size = (y0 + y1) / 2, x1 - x0 + 1
        if abs(x0 - last_x) <= size and abs(middle - last_middle) <= 0.25 * (y1 - y0):
            runs[-1][1].append(char)
        else:
            runs.append((middle, [char]))
        last_x, last_middle = x1, middle
    return runs


def _first(pair: tuple[float, list[Char]]) -> float:
    return pair[0]


def _left(char: Char) -> float:
    return char.x0


def words_of(row: list[Char]) -> list[Word]:
    words: list[Word] = []
    letters: list[str] = []
    spaced = False
    first = last = None
    for char in sorted(row, key=_left):
        if char.text.isspace():
            spaced = True
            continue
        if last is not None and first is not None:
            if char.text == last.text and char.x0 - last.x0 < 0.4 * (last.x1 - last.x0):
                continue  # bold by printing twice
            parted = _parted(last, char, spaced)
            if _struck(last, char) or (not parted and _raised(last, char)):
                letters[-1] = UNREADABLE
                char = char._replace(text=UNREADABLE)
            elif parted:
                words.append(_word(letters, first, last))
                letters, first = [], char
        letters.append(_clean(char.text))
        first, last, spaced = first or char, char, False
    if first and last:
        words.append(_word(letters, first, last))
    return words


def _word(letters: list[str], first: Char, last: Char) -> Word:
    return Word("".join(letters), first.x0, min(first.y0, last.y0), last.x1, max(first.y1, last.y1))


def _struck(a: Char, b: Char) -> bool:
    """Two different digits in one place: neither can be trusted."""
    overlap = a.x1 - b.x0
    return overlap > 0.5 * min(a.x1 - a.x0, b.x1 - b.x0) and a.text.isdigit() and b.text.isdigit()


def _raised(a: Char, b: Char) -> bool:
    """A small or shifted digit beside another is a note's number, not one more digit."""
    if not (a.text.isdigit() and b.text.isdigit()):
        return False
    tall = max(a.y1 - a.y0, b.y1 - b.y0)
    return min(a.y1 - a.y0, b.y1 - b.y0) < 0.8 * tall or abs(a.y0 + a.y1 - b.y0 - b.y1) > 0.3 * tall


def _parted(a: Char, b: Char, spaced: bool) -> bool:
    gap = b.x0 - a.x1
    width = min(a.x1 - a.x0, b.x1 - b.x0)
    if gap <= 0.1 * width:
        return False
    if a.text.isdigit() and b.text.isdigit():
        narrow = width < 0.75 * (a.y1 - a.y0)
        return gap > (0.15 if spaced else 0.6 if narrow else 0.3) * width
    if wide(a.text) and wide(b.text):
        return gap > (0.3 if spaced else 0.6) * width
    return spaced or gap > 0.6 * width


def wide(letter: str) -> bool:
    return letter >= "\u2e80"


def _clean(letter: str) -> str:
    """The letter as it is meant; private use, controls and the scripts that run leftwards are what a font without a map
    gives."""
    if "\u2e80" <= letter <= "\u2fdf":
        return normalize("NFKC", _RADICALS.get(letter, letter))
    if letter.isprintable() and not "\u0590" <= letter <= "\u08ff":
        return letter
    if letter in _BULLETS:
        return "•"
    return "" if category(letter[0]) == "Cf" else UNREADABLE


# Fonts share a glyph between a character and its radical, and some makers write down the radical.
_RADICALS = dict(
    zip(
        "⺁⺊⺓⺟⺠⺫⻁⻄⻅⻆⻇⻉⻋⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻫⻬⻭⻮⻯⻰⻳",
        "厂卜幺母民目虎西见角角贝车彦长门青韦页风飞食马骨鬼鱼鸟卤麦黄斉齐歯齿竜龙龟",
        strict=True,
    )
)
# Marks of Symbol and Wingdings, which have no Unicode but no meaning either.
_BULLETS = frozenset("\uf06c\uf06e\uf076\uf09f\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc")
