"""The first engine: pdfium's characters and paths, asked through its C interface because a page has a thousand of them.

Opens, reads and closes; decides nothing. The page's objects are walked once, forms within forms to a small depth.
"""

from __future__ import annotations

import ctypes
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from parsers.readers.pdf.page import (
    MAX_CHARS,
    MAX_OBJECTS,
    MAX_PAGES,
    MAX_SECONDS,
    THIN,
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
from parsers.readers.pdf.strokes import Matrix, Step, moved, multiplied, strokes

MAX_DEPTH = 4
# pdfium keeps global state and is not safe in threads.
_LOCK = threading.Lock()
# pdfium gives a hyphen at a line's end as this.
_HYPHEN = "\x02"
_INVISIBLE = 3
# Where a Chinese glyph stands on its base line, in squares.
_ASCENT, _DESCENT = 0.88, 0.12


@contextmanager
def opened(body: bytes) -> Iterator[Document]:
    with _LOCK:
        handle = pdfium.FPDF_LoadMemDocument64(body, len(body), None)
        if not handle:
            locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            raise LockedError if locked else BrokenError
        try:
            count = pdfium.FPDF_GetPageCount(handle)
            yield Document(count, _pages(handle, count), _title(handle))
        finally:
            pdfium.FPDF_CloseDocument(handle)


def _pages(document: Any, count: int) -> Iterator[Page]:
    end = time.monotonic() + MAX_SECONDS
    for index in range(min(count, MAX_PAGES)):
        if time.monotonic() > end:
            return
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            yield Page(index + 1, (0, 0, 0, 0), 0, (), whole=False)
            continue
        try:
            yield _page(page, index + 1)
        finally:
            pdfium.FPDF_ClosePage(page)


def _page(page: Any, number: int) -> Page:
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return Page(number, _box(page), 0, (), whole=False)
    try:
        count = pdfium.FPDFText_CountChars(text)
        chars = tuple(_chars(text, min(count, MAX_CHARS)))
    finally:
        pdfium.FPDFText_ClosePage(text)
    box = _box(page)
    seen = _Objects(abs((box[2] - box[0]) * (box[3] - box[1])) or 1.0)
    seen.walk(pdfium.FPDFPage_CountObjects(page), lambda i: pdfium.FPDFPage_GetObject(page, i), None, 0)
    rotation = pdfium.FPDFPage_GetRotation(page) % 4 * 90
    hidden = seen.hidden / seen.texts if seen.texts else 0.0
    whole = count <= MAX_CHARS and seen.left > 0
    return Page(number, box, rotation, chars, tuple(seen.rules), seen.pictures, hidden, seen.curves, whole)


def _box(page: Any) -> Box:
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def _chars(text: Any, count: int) -> Iterator[Char]:
    box = pdfium.FS_RECTF()
    where = ctypes.byref(box)
    letters = _letters(text, count)
    loose, error = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_HasUnicodeMapError
    angle = pdfium.FPDFText_GetCharAngle
    usual = 0.0
    for index, letter in enumerate(letters):
        # What pdfium adds of its own (spaces, line ends) is not on the page.
        if letter <= " " and letter != "\0" and letter != _HYPHEN and pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        turned = angle(text, index)
        right = 0 if turned == 0.0 else quarter(-math.degrees(turned))
        if right is None or not loose(text, index, where):
            continue
        if error(text, index) == 1:
            letter = UNREADABLE
        place = box.left, box.bottom, box.right, box.top
        tall = place[2] - place[0] if right % 180 else place[3] - place[1]
        if abs(tall - usual) > 0.01:
            place, good = _checked(text, index, place, right)
            usual = tall if good else 0.0
        yield Char("-" if letter == _HYPHEN else letter, *place, right)


def _checked(text: Any, index: int, loose: Box, angle: int) -> tuple[Box, bool]:
    """pdfium's loose box, or one made of the glyph's origin and size: where the font does not say how tall it is, the
    loose box is as low as the glyph, and in vertical writing it leaves the matrix out. Also whether it was good."""
    matrix, ox, oy = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetMatrix(text, index, matrix) or not pdfium.FPDFText_GetCharOrigin(text, index, ox, oy):
        return loose, True
    size = pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
    x0, y0, x1, y1 = loose
    wide, tall = (y1 - y0, x1 - x0) if angle % 180 else (x1 - x0, y1 - y0)
    if 0.85 * size <= tall <= 2.5 * size:
        return loose, True
    x, y = ox.value, oy.value
    if angle == 0 and wide > 2 * size:
        return (x, y, x + size, y + size), False
    low, high = _DESCENT * size, _ASCENT * size
    made = {0: (x0, y - low, x1, y + high), 90: (x - high, y0, x + low, y1),
            180: (x0, y - high, x1, y + low), 270: (x - low, y0, x + high, y1)}  # fmt: skip
    return made[angle], False


def _letters(text: Any, count: int) -> str:
    buffer = (ctypes.c_ushort * (count + 1))()
    got = pdfium.FPDFText_GetText(text, 0, count, buffer)
    letters = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    if got == count + 1 and len(letters) == count:
        return letters
    return "".join(_letter(pdfium.FPDFText_GetUnicode(text, index)) for index in range(count))


def _letter(code: int) -> str:
    return UNREADABLE if code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def _title(document: Any) -> str:
    size = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    if not 2 < size <= 1000:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, b"Title", buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


class _Objects:
    """One walk over a page's objects: its rules, its pictures, and whether its text is painted."""

    def __init__(self, area: float) -> None:
        self.area = area
        self.left = MAX_OBJECTS
        self.rules: list[Rule] = []
        self.pictures = 0.0
        self.texts = self.hidden = self.curves = 0

    def walk(self, count: int, get: Callable[[int], Any], matrix: Matrix | None, depth: int) -> None:
        for index in range(min(count, self.left)):
            self.left -= 1
            item = get(index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                self.texts += 1
                self.hidden += pdfium.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                x0, y0, x1, y1 = _bounds(item, matrix)
                self.pictures += (x1 - x0) * (y1 - y0) / self.area
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                self.form(item, matrix, depth)

    def form(self, item: Any, matrix: Matrix | None, depth: int) -> None:
        inner = multiplied(_matrix(item), matrix)
        count = pdfium.FPDFFormObj_CountObjects(item)
        self.walk(count, lambda i: pdfium.FPDFFormObj_GetObject(item, i), inner, depth + 1)

    def path(self, item: Any, matrix: Matrix | None) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
        if not fill.value and not stroke.value:
            return
        box = _bounds(item, matrix)
        if min(box[2] - box[0], box[3] - box[1]) <= THIN:
            self.rules.append(Rule(*box))
            return
        count = pdfium.FPDFPath_CountSegments(item)
        if count <= 5 and not stroke.value:
            return
        count = min(count, self.left)
        self.left -= count
        rules, curves = strokes(_steps(item, count), multiplied(_matrix(item), matrix), bool(stroke.value))
        self.rules += rules
        self.curves += curves


_KINDS = {pdfium.FPDF_SEGMENT_MOVETO: "m", pdfium.FPDF_SEGMENT_LINETO: "l"}


def _steps(path: Any, count: int) -> Iterator[Step]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        yield _KINDS.get(pdfium.FPDFPathSegment_GetType(segment), "c"), x.value, y.value
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield "h", 0.0, 0.0


def _matrix(item: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, m)
    return m.a, m.b, m.c, m.d, m.e, m.f


def _bounds(item: Any, matrix: Matrix | None) -> Box:
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, x0, y0, x1, y1)
    return moved((x0.value, y0.value, x1.value, y1.value), matrix)
