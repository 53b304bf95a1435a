"""Source of a page to marked text, by lxml: parse once, prune (prune.py), mark structure, write out the text.

Everything that costs time here runs in C; Python only touches the elements that carry structure. It decides nothing
about tables or articles, it says where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from parsers.grid import MAX_COLUMNS, MAX_ROWS
from parsers.readers.marks import (
    BREAK,
    CELL,
    CELL_END,
    RAW,
    RAW_END,
    ROW,
    SPANS,
    TABLE,
    TABLE_END,
    has_marks,
    without_marks,
    without_unseen,
)
from parsers.readers.page_rules import Rules
from parsers.readers.prune import drop_code, drop_hidden, drop_parts, text_of, use_names

MAX_LINKS = 500
MAX_HEADS = 3

_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "center", "blockquote"),
    *("article", "section", "main", "header", "aside", "address", "form", "fieldset", "legend", "figure", "figcaption"),
    *("caption", "hr", "ucapcontent", "summary", "details", "dir", "menu"),
)
# What an element writes before its text and after its end. A footnote's digit must not touch the number before it.
_MARKS = {
    **dict.fromkeys(_BLOCKS, (BREAK, BREAK)),
    "br": ("", BREAK),
    "pre": (BREAK + RAW, RAW_END + BREAK),
    "table": (TABLE, TABLE_END),
    "tr": (ROW, ""),
    "sup": (" ", ""),
    "sub": (" ", ""),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a page's tree gives: its marked text, and what it says of itself outside the text.

    `cut` when lxml stopped at a depth of 256 and threw the rest of the page away.
    """

    text: str
    tags: Mapping[str, str]
    heads: tuple[str, ...]
    title: str
    links: tuple[str, ...]
    cells: int
    cut: bool


def read_tree(source: bytes, rules: Rules) -> Page:
    # A parser keeps the errors of its last page, so each page has its own.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return Page("", {}, (), "", (), 0, cut=False)
    cut = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return _page(root, source, rules, cut)


def _page(root: etree._Element, source: bytes, rules: Rules, cut: bool) -> Page:
    tags = _tags(root)
    title = text_of(root.find(".//title"))
    drop_code(root)
    links = _links(root)
    drop_hidden(root, source)
    drop_parts(root)
    if has_marks(text_of(root)):
        _clean(root)
    use_names(root, rules)
    cells = _mark(root)
    heads = tuple(text_of(head) for head in _heads(root))
    text = without_unseen(text_of(root))
    return Page(text, tags, heads, title, links, cells, cut)


def _tags(root: etree._Element) -> dict[str, str]:
    tags: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property")
        if name:
            tags.setdefault(name.strip().lower(), (meta.get("content") or "").strip())
    for link in root.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            tags.setdefault("canonical", (link.get("href") or "").strip())
    return tags


def _links(root: etree._Element) -> tuple[str, ...]:
    return tuple(filter(None, (_link(anchor) for anchor in islice(root.iter("a"), MAX_LINKS))))


def _link(anchor: etree._Element) -> str:
    """A list cuts its links short and keeps the whole words in `title`."""
    text = " ".join(without_unseen(text_of(anchor) if len(anchor) else anchor.text or "").split())
    whole = " ".join((anchor.get("title") or "").split())
    return whole if whole and (not text or text.endswith(("...", "…", ".."))) else text


def _heads(root: etree._Element) -> Iterator[etree._Element]:
    """h1; some platforms begin with h2 or h3, and their first ones are the title or the first section."""
    ones = list(islice(root.iter("h1"), MAX_HEADS))
    yield from ones or islice(root.iter("h2", "h3"), MAX_HEADS)


def _clean(root: etree._Element) -> None:
    """Nothing that a page prints may be taken for a mark."""
    for element in root.iter():
        element.text = without_marks(element.text or "")
        element.tail = without_marks(element.tail or "")


def _mark(root: etree._Element) -> int:
    """Writes the marks of structure into the tree and counts the cells."""
    for element in root.iter(*_MARKS):
        before, after = _MARKS[element.tag]
        if before:
            element.text = before + (element.text or "")
        if after:
            element.tail = after + (element.tail or "")
    cells = 0
    for cell in root.iter("td", "th"):
        cells += 1
        cell.text = _cell_mark(cell) + (cell.text or "")
        cell.tail = CELL_END + (cell.tail or "")
    return cells


def _cell_mark(cell: etree._Element) -> str:
    rows, columns = cell.get("rowspan"), cell.get("colspan")
    if rows is None and columns is None:
        return CELL
    # rowspan="0" means: to the end of the table.
    return f"{CELL}{_span(rows) or MAX_ROWS},{min(_span(columns) or 1, MAX_COLUMNS)}{SPANS}"


def _span(value: str | None) -> int:
    digits = re.match(r"\s*\+?(\d{1,6})", value or "1")
    return int(digits[1]) if digits else 1
