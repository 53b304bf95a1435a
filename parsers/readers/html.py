"""HTML to Content: bytes and headers in, lines and Grids in reading order out. Knows pages, nothing of the form.

The way: charset (charset.py), tree with its structure marked in the text (tree.py; soup.py where lxml gives up),
blocks (flow.py), the page's own facts (meta.py), the article among the blocks (article.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.readers.article import article
from parsers.readers.charset import Decoded, decode
from parsers.readers.content import Content
from parsers.readers.flow import flow, one_line
from parsers.readers.meta import read_meta
from parsers.readers.page_rules import rules
from parsers.readers.soup import mend
from parsers.readers.tree import Page, read_tree
from parsers.report import Document, Problem

MEDIA_TYPE = "text/html"
MAX_BYTES = 16 * 1024 * 1024
# Beautiful Soup reads about a million characters a second.
MAX_SOUP = 4 * 1024 * 1024
FEW_CHARS = 50

_CONTROL = bytes([*range(9), 11, 12, *range(14, 32)])
_NO_CHARACTERS = ("\ufffe", "\uffff")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_CELL = re.compile(rb"<t[dh][\s>/]", re.IGNORECASE)


def read_html(document: Document) -> Content:
    if not document.body.strip():
        return Content(MEDIA_TYPE, problems=(Problem("empty_document"),))
    if len(document.body) > MAX_BYTES:
        size = f"{len(document.body)} > {MAX_BYTES} 字节"
        return Content(MEDIA_TYPE, problems=(Problem("too_large", detail=size),))
    decoded = decode(document.body, _content_type(document))
    page = _page(_utf8(document, decoded))
    problems = decoded.problems
    if page.cut:
        problems += (Problem("damaged", detail="标签嵌套过深，其后的内容未能读取"),)
    meta, blocks = read_meta(flow(page.text), page.tags, rules())
    return Content(MEDIA_TYPE, article(blocks, rules()), meta, _titles(page, meta.get("title")), page.links, problems)


def _content_type(document: Document) -> str | None:
    return next((value for name, value in document.headers.items() if name.lower() == "content-type"), None)


def _utf8(document: Document, decoded: Decoded) -> bytes:
    # What is UTF-8 already need not be written out again.
    source = document.body if decoded.trust == "utf-8" else decoded.text.encode("utf-8", "replace")
    source = source.translate(None, _CONTROL)
    for character in _NO_CHARACTERS:
        if character in decoded.text:
            source = source.replace(character.encode("utf-8"), b"")
    return _REFERENCE.sub(_printable, source)


def _printable(reference: re.Match[bytes]) -> bytes:
    """A character reference, unless it is to a control character: Word leaves them, and the tree takes none."""
    digits = reference[1] or reference[2]
    code = int(digits, 16 if reference[1] else 10) if len(digits) < 9 else 0
    return reference[0] if code in (9, 10, 13) or 32 <= code < 0xFFFE or 0x10000 <= code < 0x110000 else b""


def _page(source: bytes) -> Page:
    page = read_tree(source, rules())
    lost = page.cut or (not page.cells and _CELL.search(source)) or len(page.text.strip()) < FEW_CHARS
    if not lost or len(source) > MAX_SOUP:
        return page
    mended = read_tree(mend(source), rules())
    return max(page, mended, key=lambda reading: (reading.cells, len(reading.text)))


def _titles(page: Page, known: str | None) -> tuple[str, ...]:
    """Further candidates: the tags' title when the metadata block has another, then headings, then <title>."""
    tagged = (page.tags.get(name, "") for name in rules().tags["title"])
    candidates = (*tagged, *page.heads, page.title)
    return tuple(title for title in _distinct(map(one_line, candidates)) if title and title != known)


def _distinct(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(texts)
