"""PDF bytes to Content. Two engines see characters and rules; what they mean as lines and tables is decided here, once.

A document that cannot be read, or not wholly, says so in its problems; nothing is ever raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from parsers.readers.content import Content
from parsers.readers.pdf.assemble import assembled
from parsers.readers.pdf.bombs import explosive
from parsers.readers.pdf.findings import findings
from parsers.readers.pdf.page import MAX_PAGES, BrokenError, Document, Engine, LockedError, Page
from parsers.readers.pdf.repair import repaired
from parsers.report import Problem

__all__ = ["Engine", "read_pages", "read_pdf"]

MEDIA_TYPE = "application/pdf"
_MAX_BYTES = 64_000_000
_HEADER = 1024


def read_pdf(body: bytes, engine: Engine = "pdfium") -> Content:
    """Lines and Grids in reading order. What pdfium cannot open is tried with pdfminer; the other way round never,
    since pdfminer is asked for a second, independent reading."""
    if len(body) > _MAX_BYTES or explosive(body):
        return _failed("too_large")
    if b"%PDF-" not in body[:_HEADER]:
        return _failed("damaged", "没有 PDF 文件头")
    try:
        content = _read(body, engine)
    except LockedError:
        return _failed("encrypted")
    except BrokenError:
        content = _failed("damaged")
    if content.blocks or not _lost(content):
        return content
    return _repaired(body, engine) or content


def _failed(code: str, detail: str = "") -> Content:
    return Content(MEDIA_TYPE, problems=(Problem(code, detail=detail),))


def _lost(content: Content) -> bool:
    return any(problem.code in ("damaged", "page_unreadable", "empty_document") for problem in content.problems)


def _repaired(body: bytes, engine: Engine) -> Content | None:
    """The first reading that finds anything: by the other engine, or of the file with a new list of pages."""
    whole = repaired(body)
    engines: tuple[Engine, ...] = (engine,) if engine == "pdfminer" else ("pdfium", "pdfminer")
    tries: list[tuple[bytes | None, Engine]] = [(body, "pdfminer")] if engine == "pdfium" else []
    for data, other in [*tries, *((whole, each) for each in engines)]:
        if data is None:
            continue
        try:
            content = _read(data, other)
        except (BrokenError, LockedError):
            continue
        if content.blocks:
            problems = (Problem("repaired"), *(p for p in content.problems if p.code != "repaired"))
            return Content(MEDIA_TYPE, content.blocks, content.meta, content.titles, (), problems)
    return None


def _read(body: bytes, engine: Engine) -> Content:
    with _engine(engine)(body) as document:
        pages = tuple(document.pages)
        content = read_pages(pages, document.title)
    problems = list(content.problems)
    if document.length > MAX_PAGES or len(pages) < min(document.length, MAX_PAGES):
        problems.append(Problem("too_large", detail=f"共 {document.length} 页，只读了 {len(pages)} 页"))
    if not pages:
        problems.append(Problem("damaged", detail="没有页面"))
    elif b"%%EOF" not in body[-2048:]:
        problems.append(Problem("repaired", detail="文件没有结尾"))
    return Content(MEDIA_TYPE, content.blocks, content.meta, content.titles, (), tuple(problems))


def _engine(engine: Engine) -> Callable[[bytes], AbstractContextManager[Document]]:
    # Imported when asked for: who reads no PDF pays for neither engine.
    if engine == "pdfium":
        from parsers.readers.pdf import pdfium  # noqa: PLC0415

        return pdfium.opened
    from parsers.readers.pdf import miner  # noqa: PLC0415

    return miner.opened


def read_pages(pages: Iterable[Page], title: str = "") -> Content:
    """Everything behind the seam: for the two engines, and for characters recognised in a picture."""
    seen = tuple(pages)
    blocks, titles = assembled(seen)
    if title and any(letter >= "\u4e00" for letter in title):
        titles = (*titles, title)
    return Content(MEDIA_TYPE, blocks, {}, titles, (), findings(seen, blocks))
