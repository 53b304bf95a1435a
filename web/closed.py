"""An archived page without what it would load, run, or lead to; what it says and how it is laid out stays.

The policy that it is sent with (guard.ORIGINAL) already forbids all of that; this keeps it from being tried. Done in
another process, within a time: whatever a page does to its parser costs that process alone.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from lxml import etree, html

from crawler.pool import Pool

SECONDS = 15.0
# What only loads, runs or frames something. Pictures stay as the words that stand for them.
_GONE = (
    "script", "link", "meta", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "video", "audio",
    "source", "track", "portal", "template",
)  # fmt: skip
_LEADS = frozenset({
    "src", "srcset", "href", "xlink:href", "action", "formaction", "background", "poster", "data", "ping", "longdesc",
    "manifest", "profile", "classid", "codebase", "archive", "lowsrc", "dynsrc", "autofocus", "target", "usemap",
})  # fmt: skip
_LOADS = re.compile(r"@import[^;]*;?|(?:url|image-set|-webkit-image-set|image)\s*\([^)]*\)", re.IGNORECASE)
_EMPTY = "<!DOCTYPE html><pre>{}</pre>"


class Closer:
    """Closes pages one after the other; its process starts with the first."""

    def __init__(self) -> None:
        self._pool: Pool[str, str | None] = Pool(closed, _nothing, 1, seconds=SECONDS)

    async def closed(self, text: str) -> str | None:
        """None where it could not be done in time."""
        return await self._pool.outcome(text)

    def close(self) -> None:
        self._pool.close()


def closed(text: str) -> str | None:
    """In the process of the pool."""
    try:
        tree: Any = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except etree.ParserError:
        return _EMPTY.format(escape(text))
    etree.strip_tags(tree, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(tree, *_GONE, with_tail=False)
    for element in tree.iter(etree.Element):
        _close(element)
    doctype = tree.getroottree().docinfo.doctype or None
    page: str = html.tostring(tree, encoding="unicode", doctype=doctype)
    return page


def _close(element: html.HtmlElement) -> None:
    for name in element.attrib:
        low = name.lower()
        if low.startswith("on") or (low in _LEADS and not _is_picture(low, element.attrib[name])):
            del element.attrib[name]
    if "style" in element.attrib:
        element.attrib["style"] = _LOADS.sub("none", element.attrib["style"])
    if element.tag == "style" and element.text:
        element.text = _LOADS.sub("none", element.text)


def _is_picture(name: str, value: str) -> bool:
    return name == "src" and value.startswith("data:image/")


def _nothing(_: str) -> None:
    return None
