"""What a PDF's pages could not tell: glyphs without characters, scans, pages that broke off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.grid import Grid
from parsers.readers.pdf.page import UNREADABLE, Page
from parsers.report import Problem

# Fewer characters than this on a page that is a picture are a page number or a stamp.
_HARDLY_ANY = 20
_PICTURE = 0.3
# Letters drawn as outlines bend far more often than a logo does.
_OUTLINES = 300


def findings(pages: Sequence[Page], blocks: Sequence[str | Grid]) -> tuple[Problem, ...]:
    return tuple(_findings(pages, blocks))


def _findings(pages: Sequence[Page], blocks: Sequence[str | Grid]) -> Iterator[Problem]:
    if pictured := [page.number for page in pages if _pictured(page)]:
        yield Problem("no_text_layer", detail=_listed(pictured))
    elif pages and not blocks and all(page.whole for page in pages):
        yield Problem("empty_document")
    if recognised := [page.number for page in pages if page.hidden > 0.5 and page.pictures >= _PICTURE]:
        yield Problem("text_recognised", detail=_listed(recognised))
    if unread := [page.number for page in pages if not page.whole]:
        yield Problem("page_unreadable", detail=_listed(unread))
    yield from _unreadable(blocks)


def _pictured(page: Page) -> bool:
    letters = sum(char.text > " " for char in page.chars)
    return letters < _HARDLY_ANY and (page.pictures >= _PICTURE or page.curves >= _OUTLINES)


def _unreadable(blocks: Sequence[str | Grid]) -> Iterator[Problem]:
    cells = {cell for block in blocks if isinstance(block, Grid) for row in block.rows for cell in row}
    broken = [cell for cell in cells if UNREADABLE in cell.text]
    lines = [block for block in blocks if isinstance(block, str) and UNREADABLE in block]
    if not broken and not lines:
        return
    where = sorted({cell.place.page for cell in broken if cell.place is not None})
    detail = [f"表格 {len(broken)} 格（{_listed(where)}）"] if broken else []
    if lines:
        detail.append(f"正文 {len(lines)} 段")
    yield Problem("glyphs_unreadable", detail="，".join(detail))


def _listed(numbers: Sequence[int]) -> str:
    return "第 " + "、".join(map(str, numbers[:20])) + (" 等" if len(numbers) > 20 else "") + " 页"
