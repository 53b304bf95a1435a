"""The second engine: pdfminer.six as a device that notes characters and paths, without its layout analysis.

Slower by ten times and written independently of pdfium, hence a witness; also kinder to damaged files.
"""

from __future__ import annotations

import logging
import math
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdffont import PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, resolve1, stream_value
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from parsers.readers.pdf.page import (
    MAX_CHARS,
    MAX_OBJECTS,
    MAX_PAGES,
    MAX_SECONDS,
    UNREADABLE,
    Box,
    BrokenError,
    Char,
    Document,
    LockedError,
    Page,
    Rule,
    quarter,
)
from parsers.readers.pdf.strokes import Matrix, Step, moved, strokes

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

# What damaged files make pdfminer raise, besides its own exceptions: it trusts the types of what it reads.
FAULTS = (
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_INVISIBLE = 3
# pdfminer needs seconds for a million bytes of operators, and nothing can stop it within a page that paints nothing.
_MOST_CONTENT = 2_000_000


class _LimitError(Exception):
    """A limit is reached."""


@contextmanager
def opened(body: bytes) -> Iterator[Document]:
    try:
        document = PDFDocument(PDFParser(BytesIO(body)))
        pages = PDFPage.create_pages(document)
        count, title = _count(document), _title(document)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise LockedError from error
    except FAULTS as error:
        raise BrokenError from error
    yield Document(count, _pages(pages), title)


def _count(document: PDFDocument) -> int:
    count = resolve1(dict_value(document.catalog.get("Pages")).get("Count"))
    return count if isinstance(count, int) else 0


def _title(document: PDFDocument) -> str:
    for info in document.info:
        title = info.get("Title")
        if isinstance(title, bytes):
            # Some writers put the other byte order there than the standard says.
            other = title.startswith(b"\xff\xfe")
            return (title.decode("utf-16", "replace") if other else decode_text(title))[:500]
    return ""


def _pages(pages: Iterator[PDFPage]) -> Iterator[Page]:
    end = time.monotonic() + MAX_SECONDS
    device = _Device(end)
    interpreter = PDFPageInterpreter(PDFResourceManager(), device)
    for number in range(1, MAX_PAGES + 1):
        try:
            page = next(pages, None)
        except FAULTS:
            yield Page(number, (0, 0, 0, 0), 0, (), whole=False)
            return
        if page is None or time.monotonic() > end:
            return
        yield _page(page, number, interpreter, device)


def _page(page: PDFPage, number: int, interpreter: PDFPageInterpreter, device: _Device) -> Page:
    device.clear()
    whole = True
    try:
        if sum(len(stream_value(content).get_data()) for content in page.contents) > _MOST_CONTENT:
            raise _LimitError
        interpreter.render_contents(page.resources, page.contents)
    except (_LimitError, *FAULTS):
        whole = False
    box = _box(page)
    area = (box[2] - box[0]) * (box[3] - box[1]) or 1.0
    hidden = device.hidden / device.texts if device.texts else 0.0
    rotation = round(page.rotate / 90) * 90 % 360
    chars, rules = tuple(device.chars), tuple(device.rules)
    return Page(number, box, rotation, chars, rules, device.pictures / area, hidden, device.curves, whole)


def _box(page: PDFPage) -> Box:
    (a, b, c, d), (p, q, r, s) = page.mediabox, page.cropbox
    x0, y0, x1, y1 = max(a, p), max(b, q), min(c, r), min(d, s)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else (a, b, c, d)


class _Device(PDFTextDevice):
    """Notes what is painted, in the page's own space."""

    def __init__(self, end: float) -> None:
        super().__init__(PDFResourceManager())
        self.end = end
        self.clear()

    def clear(self) -> None:
        self.chars: list[Char] = []
        self.rules: list[Rule] = []
        self.pictures = 0.0
        self.paths = self.texts = self.hidden = self.curves = 0

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self.texts += 1
        self.hidden += textstate.render == _INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        *_paint: Any,
    ) -> float:
        if len(self.chars) >= MAX_CHARS or time.monotonic() > self.end:
            raise _LimitError
        advance = font.char_width(cid) * fontsize * scaling
        angle = quarter(math.degrees(math.atan2(matrix[1], matrix[0])))
        if angle is not None:
            box = moved(_glyph(font, fontsize, rise, cid, advance), matrix)
            self.chars.append(Char(_unicode(font, cid), *box, angle))
        return advance

    def paint_path(self, _state: Any, stroke: bool, fill: bool, _evenodd: bool, path: Sequence[Any]) -> None:
        self.paths += 1
        if self.paths > MAX_OBJECTS:
            raise _LimitError
        if not stroke and not fill:
            return
        rules, curves = strokes(_steps(path), self.ctm or _IDENTITY, stroke)
        self.rules += rules
        self.curves += curves

    def begin_figure(self, _name: str, _bbox: Any, _matrix: Any) -> None:
        self.paths += 1
        if self.paths > MAX_OBJECTS or time.monotonic() > self.end:
            raise _LimitError

    def render_image(self, _name: str, _stream: Any) -> None:
        x0, y0, x1, y1 = moved((0.0, 0.0, 1.0, 1.0), self.ctm or _IDENTITY)
        self.pictures += (x1 - x0) * (y1 - y0)


_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _glyph(font: PDFFont, size: float, rise: float, cid: int, advance: float) -> Box:
    if not font.is_vertical():
        low = font.get_descent() * size + rise
        return 0.0, low, advance, low + size
    placed = font.char_disp(cid)
    vx, vy = placed if isinstance(placed, tuple) else (None, placed)
    left = -size * 0.5 if vx is None else -vx * size * 0.001
    top = (1000 - vy) * size * 0.001 + rise
    return left, top + advance, left + size, top


def _unicode(font: PDFFont, cid: int) -> str:
    # A Type 3 font names its glyphs as it likes; without a map pdfminer would read them by the standard encoding.
    if isinstance(font, PDFType3Font) and not font.unicode_map:
        return UNREADABLE
    try:
        return font.to_unichr(cid)
    except PDFUnicodeNotDefined:
        return UNREADABLE


def _steps(path: Sequence[Any]) -> Iterator[Step]:
    for step in path:
        kind = step[0]
        if kind == "h":
            yield "h", 0.0, 0.0
        elif kind in "ml":
            yield kind, step[1], step[2]
        else:
            yield "c", step[-2], step[-1]
