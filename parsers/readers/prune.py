"""What of a page's tree is no part of what it says: code, hidden elements, forms, furniture; and where articles stand.

Drops only what is certain: an element that was never closed may have swallowed the report, and is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import cast

from lxml import etree

from parsers.readers.marks import ARTICLE, ARTICLE_END
from parsers.readers.page_rules import Rules

# A page of furniture alone: what comes after so many elements of one kind is kept as text.
MAX_DROPPED = 5000
FURNITURE_CHARS = 400
MAX_ARTICLES = 100

_CODE = ("head", "script", "style", "noscript", "template", "xml", "svg", "math", "iframe", "audio", "video")
_PARTS = ("nav", "footer", "select", "option", "button", "textarea", "object", "map", "rt", "rp", "del", "s", "strike")
_GONE = "gone"
# Cheap to look for in the source: only a page that has one of them is searched for hidden elements.
_HIDING_WORDS = (b"display", b"DISPLAY", b"hidden", b"mso-hide", b"line-through")
_NO_PLACE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NO_WORDS = re.compile(r"visibility\s*:\s*hidden|mso-hide\s*:\s*all|line-through", re.IGNORECASE)
# What articles and furniture are wrapped in.
_WRAPPERS = ("div", "ul", "section", "article", "main", "aside", "header", "form", "font", "ucapcontent")
_NAMED_CELLS = etree.XPath("descendant::td[@id]")
_ANCHORS = etree.XPath(".//a[@href]")


def text_of(element: etree._Element | None) -> str:
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def drop_code(root: etree._Element) -> None:
    etree.strip_elements(root, *_CODE, with_tail=False)


def drop_hidden(root: etree._Element, source: bytes) -> None:
    """What a script will show later is kept: all the page's tables, or most of its words."""
    if not any(word in source for word in _HIDING_WORDS):
        return
    hidden = list(islice(_hidden(root), MAX_DROPPED))
    if not hidden:
        return
    inside = {table for element in hidden for table in element.iter("table")}
    all_inside = all(table in inside for table in root.iter("table"))
    words = len(text_of(root))
    for element in hidden:
        kept = (all_inside and _has_table(element)) or 2 * len(text_of(element)) > words
        if not kept:
            _hide(element)
    etree.strip_elements(root, _GONE, with_tail=False)


def _hidden(root: etree._Element) -> Iterator[etree._Element]:
    """Word gives each of a thousand elements one of few styles."""
    hides: dict[str, bool] = {}
    for element in root.iterdescendants("*"):
        style = element.get("style") or ""
        if style not in hides:
            hides[style] = bool(_NO_PLACE.search(style) or _NO_WORDS.search(style))
        if (hides[style] or element.get("hidden") is not None) and element.tag not in ("html", "body"):
            yield element


def _takes_no_place(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _NO_PLACE.search(element.get("style") or "") is not None


def _hide(element: etree._Element) -> None:
    """A cell whose words alone are hidden or struck out still holds its column."""
    if element.tag in ("td", "th", "tr") and not _takes_no_place(element):
        cells = [element] if element.tag != "tr" else list(element.iterchildren("td", "th"))
        for cell in cells:
            cell.text = None
            for child in cell:
                child.tag = _GONE
                child.tail = None
    else:
        element.tag = _GONE


def _has_table(element: etree._Element) -> bool:
    return next(element.iter("table"), None) is not None


def drop_parts(root: etree._Element, words: int) -> None:
    """Forms, navigation, struck-out words and lists of links; what holds most of the page's words was left open."""
    parts = list(islice(root.iter(*_PARTS), MAX_DROPPED))
    lists = [e for e in islice(root.iter("ul", "ol", "dl"), MAX_DROPPED) if _is_link_list(e)]
    for element in (*parts, *lists):
        if not _has_table(element) and 2 * len(text_of(element)) <= words:
            element.tag = _GONE
    if parts or lists:
        etree.strip_elements(root, _GONE, with_tail=False)


def _is_link_list(element: etree._Element) -> bool:
    anchors = _found(_ANCHORS, element)
    if len(anchors) < 5:
        return False
    linked = sum(len("".join(text_of(anchor).split())) for anchor in anchors)
    return linked >= len("".join(text_of(element).split()))


def use_names(root: etree._Element, rules: Rules) -> None:
    """Marks the containers that articles are known to stand in, and drops what is named as furniture."""
    articles: list[etree._Element] = []
    named: list[etree._Element] = []
    for element in (*root.iter(*_WRAPPERS), *_found(_NAMED_CELLS, root)):
        own, classes = (element.get("id") or "").lower(), (element.get("class") or "").lower().split()
        if own in rules.ids or not rules.classes.isdisjoint(classes):
            articles.append(element)
        elif own in rules.furniture or not rules.furniture.isdisjoint(classes):
            named.append(element)
    for element in named:
        if len(text_of(element)) < FURNITURE_CHARS and not _has_table(element):
            element.tag = _GONE
    if named:
        etree.strip_elements(root, _GONE, with_tail=False)
    known = set(articles[:MAX_ARTICLES])
    for element in known:
        if known.isdisjoint(element.iterancestors()):
            _mark_article(element)


def _mark_article(element: etree._Element) -> None:
    """Inside the element, so that an article that is a cell stays in its cell."""
    element.text = ARTICLE + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + ARTICLE_END
    else:
        element.text += ARTICLE_END


def _found(query: etree.XPath, element: etree._Element) -> list[etree._Element]:
    """These queries ask for elements only; XPath's type cannot say so."""
    return cast(list[etree._Element], query(element))
