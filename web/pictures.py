"""A page of a PDF as a picture: drawn in another process, within a time and a number of pixels, and kept for a while.

Whatever a PDF does while it is drawn costs that process alone (crawler/pool.py).
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from crawler.pool import Pool

Trouble = Literal["damaged", "late", "no_page"]

SECONDS = 15.0
PROCESSES = 2
# Twice the size on paper is sharp on most screens; a page that is larger than a poster is drawn smaller.
SCALE = 2.0
PIXELS = 4_000_000
# What is kept in memory.
BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Asked:
    """One page (from 1) of a document; the body goes to the process that draws it."""

    document_id: str
    page: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, the size of the page in points, and how many pages there are; or why there is none."""

    png: bytes = b""
    width: float = 0.0
    height: float = 0.0
    pages: int = 0
    trouble: Trouble | None = None


class Pictures:
    """Those drawn lately. Processes are started with the first one."""

    def __init__(self) -> None:
        self._pool: Pool[Asked, Picture] = Pool(draw, _killed, PROCESSES, late=_late, seconds=SECONDS)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int], Picture] = OrderedDict()
        self._bytes = 0

    def kept(self, document_id: str, page: int) -> Picture | None:
        with self._lock:
            found = self._kept.get((document_id, page))
            if found is not None:
                self._kept.move_to_end((document_id, page))
            return found

    async def picture(self, asked: Asked) -> Picture:
        drawn = self.kept(asked.document_id, asked.page)
        if drawn is None:
            drawn = await self._pool.outcome(asked)
            self._keep((asked.document_id, asked.page), drawn)
        return drawn

    def close(self) -> None:
        self._pool.close()

    def _keep(self, key: tuple[str, int], drawn: Picture) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._bytes += len(drawn.png) - (len(before.png) if before else 0)
            self._kept[key] = drawn
            while self._bytes > BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._bytes -= len(oldest.png)


def draw(asked: Asked) -> Picture:
    """In the process of the pool."""
    try:
        document = pypdfium2.PdfDocument(asked.body)
    except pypdfium2.PdfiumError:
        return Picture(trouble="damaged")
    try:
        if not 1 <= asked.page <= len(document):
            return Picture(pages=len(document), trouble="no_page")
        page = document[asked.page - 1]
        width, height = page.get_size()
        scale = min(SCALE, (PIXELS / max(width * height, 1.0)) ** 0.5)
        return Picture(_png(page, scale), width, height, len(document))
    except pypdfium2.PdfiumError:
        return Picture(trouble="damaged")
    finally:
        document.close()


def _png(page: pypdfium2.PdfPage, scale: float) -> bytes:
    file = io.BytesIO()
    drawn: Image.Image = page.render(scale=scale).to_pil()
    drawn.convert("RGB").save(file, "PNG", compress_level=4)
    return file.getvalue()


def _killed(_: Asked) -> Picture:
    return Picture(trouble="damaged")


def _late(_: Asked) -> Picture:
    return Picture(trouble="late")
