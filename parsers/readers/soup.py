"""Soup that lxml loses, written out again as mark-up that it takes: for pages nested too deep or never closed.

Beautiful Soup's parser has no limit of depth and gives up on nothing, but takes many times as long: it is asked only
when lxml has lost something. Inline elements, which are what nests without end, are left out.
"""

from __future__ import annotations

from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

# lxml stops at 256; the deepest page of tables within tables that was seen has a dozen.
MAX_DEPTH = 200
_INLINE = frozenset(
    (
        "span",
        "font",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "ins",
        "small",
        "big",
        "abbr",
        "o:p",
        "tt",
        "code",
        "label",
        "html",
        "body",
    )
)
# Elements that hold nothing but text: with an element inside, they were never closed and the page went on.
_TEXT_ONLY = frozenset(("title", "textarea", "option", "noscript"))
_VOID = frozenset(("br", "hr", "meta", "link", "img", "input", "col", "wbr"))
_KEPT_ATTRIBUTES = (
    "rowspan",
    "colspan",
    "class",
    "id",
    "style",
    "hidden",
    "href",
    "title",
    "name",
    "content",
    "rel",
    "property",
)


def mend(source: bytes) -> bytes:
    """The same page with every element closed and none nested deeper than lxml reads."""
    out: list[str] = []
    open_: list[tuple[Tag, str]] = []
    depth = 0
    soup = BeautifulSoup(source.decode("utf-8"), "html.parser")
    for node in soup.descendants:
        while open_ and open_[-1][0] is not node.parent:
            end = open_.pop()[1]
            out.append(end)
            depth -= bool(end)
        if isinstance(node, Tag):
            start, end = _written(node, depth)
            out.append(start)
            depth += bool(end)
            open_.append((node, end))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            out.append(node if node.parent is not None and node.parent.name in ("script", "style") else escape(node))
    out.extend(end for _, end in reversed(open_))
    return "".join(out).encode("utf-8")


def _written(tag: Tag, depth: int) -> tuple[str, str]:
    if tag.name in _INLINE or (tag.name in _TEXT_ONLY and tag.find(True) is not None):
        return "", ""
    attributes = "".join(f' {name}="{escape(_value(tag, name))}"' for name in _KEPT_ATTRIBUTES if name in tag.attrs)
    if tag.name in _VOID:
        return f"<{tag.name}{attributes}>", ""
    if depth >= MAX_DEPTH:
        return "<br>", ""
    return f"<{tag.name}{attributes}>", f"</{tag.name}>"


def _value(tag: Tag, name: str) -> str:
    value = tag.attrs[name]
    return value if isinstance(value, str) else " ".join(value or ())
