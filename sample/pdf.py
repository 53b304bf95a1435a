"""A report's blocks as a ruled PDF over several pages, written by hand: the font is named, not embedded.

Knows paragraphs and tables with spans; a cell that a page's end cuts prints its words in its first part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sample.model import Line
from sample.report import Block, Text
from sample.tables import width

MEDIA = "application/pdf"
PAGE_WIDTH, PAGE_HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP, BOTTOM = 72.0, 523.0, 72.0, 770.0
BODY, SMALL, LEADING, PITCH = 12.0, 9.0, 20.0, 12.0


class Box(NamedTuple):
    text: str
    row: int
    column: int
    down: int
    across: int


@dataclass(slots=True)
class Press:
    """Pages being printed from top to bottom; each page is a list of drawing operators."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = TOP

    def turn(self) -> None:
        self.pages.append([])
        self.y = TOP

    def text(self, x: float, y: float, words: str, size: float) -> None:
        code = words.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size:g} Tf 1 0 0 1 {x:.1f} {PAGE_HEIGHT - y:.1f} Tm <{code}> Tj ET")

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"0.5 w {x0:.1f} {PAGE_HEIGHT - y1:.1f} {x1 - x0:.1f} {y1 - y0:.1f} re S")

    def paragraph(self, words: str) -> None:
        for at, line in enumerate(_wrapped("　　" + words, RIGHT - LEFT, BODY)):
            if self.y + LEADING > BOTTOM:
                self.turn()
            indent = 2 * BODY if at == 0 else 0
            self.text(LEFT + indent, self.y + 14, line.lstrip("　"), BODY)
            self.y += LEADING
        self.y += 4

    def table(self, rows: Sequence[Line]) -> None:
        xs = _columns(width(rows))
        boxes = _boxes(rows)
        heights = [max(_height(box, xs) for box in boxes if box.row == at and box.down == 1) for at in range(len(rows))]
        first = 0
        while first < len(rows):
            last, y = first, self.y
            while last < len(rows) and y + heights[last] <= BOTTOM:
                y += heights[last]
                last += 1
            if last > first:
                self._part(boxes, xs, heights, first, last)
                first = last
            if first < len(rows):
                self.turn()
        self.y += 8

    def _part(self, boxes: Sequence[Box], xs: Sequence[float], heights: Sequence[float], first: int, last: int) -> None:
        """The rows from `first` to before `last` on this page."""
        ys = [self.y]
        for height in heights[first:last]:
            ys.append(ys[-1] + height)
        for box in boxes:
            top, bottom = max(box.row, first), min(box.row + box.down, last)
            if top >= bottom:
                continue
            x0, x1 = xs[box.column], xs[box.column + box.across]
            y0, y1 = ys[top - first], ys[bottom - first]
            self.frame(x0, y0, x1, y1)
            lines = _wrapped(box.text, x1 - x0 - 4, SMALL) if box.row == top else []
            begin = (y0 + y1) / 2 - len(lines) * PITCH / 2 + 9.5
            for at, line in enumerate(lines):
                self.text((x0 + x1 - _wide(line, SMALL)) / 2, begin + at * PITCH, line, SMALL)
        self.y = ys[-1]


def pdf(blocks: Sequence[Block]) -> bytes:
    press = Press()
    for block in blocks:
        if isinstance(block, Text):
            press.paragraph(block.words)
        else:
            press.table(block.rows)
    for number, page in enumerate(press.pages, 1):
        code = f"- {number} -".encode("utf-16-be").hex()
        page.append(f"BT /F1 10 Tf 1 0 0 1 285 40 Tm <{code}> Tj ET")
    return _file(["\n".join(page).encode() for page in press.pages])


def _boxes(rows: Sequence[Line]) -> list[Box]:
    taken: set[tuple[int, int]] = set()
    boxes = []
    for at, row in enumerate(rows):
        column = 0
        for text, down, across in row:
            while (at, column) in taken:
                column += 1
            taken |= {(at + r, column + c) for r in range(down) for c in range(across)}
            boxes.append(Box(text, at, column, down, across))
            column += across
    return boxes


def _columns(count: int) -> list[float]:
    """Where the columns begin; the table of requests has three narrow columns of labels."""
    widths = [22.0, 72.0, 133.0, *[32.0] * 7] if count == 10 else [(RIGHT - LEFT) / count] * count
    xs = [LEFT]
    for each in widths:
        xs.append(xs[-1] + each)
    return xs


def _wide(text: str, size: float) -> float:
    return sum(size if letter >= "\u2000" else size / 2 for letter in text)


def _wrapped(text: str, room: float, size: float) -> list[str]:
    lines, wide = [""], 0.0
    for letter in text:
        step = _wide(letter, size)
        if lines[-1] and wide + step > room:
            lines.append("")
            wide = 0.0
        lines[-1] += letter
        wide += step
    return lines


def _height(box: Box, xs: Sequence[float]) -> float:
    return len(_wrapped(box.text, xs[box.column + box.across] - xs[box.column] - 4, SMALL)) * PITCH + 5


def _file(contents: Sequence[bytes]) -> bytes:
    """Objects 1 and 2 are the catalogue and the pages, 3 to 5 the font, then each page and what it draws."""
    kids = " ".join(f"{6 + 2 * at} 0 R" for at in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(contents)}/Kids[{kids}]>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/DW 1000/W[1 95 500 814 939 500]/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
        b"/Descent -120/CapHeight 700/StemV 80>>",
    ]
    for at, content in enumerate(contents):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}]"
            f"/Resources<</Font<</F1 3 0 R>>>>/Contents {7 + 2 * at} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    return _written(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(starts) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(starts) + 1, table)
    return bytes(out)
