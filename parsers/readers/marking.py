"""A page's tree to marked text in one pass that runs in C: a stylesheet says which element writes which mark where.

It decides nothing about tables or articles, it says where they are.
"""

from __future__ import annotations

from lxml import etree

from parsers.readers.marks import BREAK, CELL, CELL_END, RAW, RAW_END, RESERVED, ROW, SPANS, TABLE, TABLE_END

_BLOCKS = (
    *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "center", "blockquote"),
    *("article", "section", "main", "header", "aside", "address", "form", "fieldset", "legend", "figure", "figcaption"),
    *("html", "caption", "hr", "ucapcontent", "summary", "details", "dir", "menu"),
)
# What an element writes before its text and after its end. A footnote's digit must not touch the number before it.
_MARKS = (
    ("|".join(_BLOCKS), BREAK, BREAK),
    ("br", "", BREAK),
    ("pre", BREAK + RAW, RAW_END + BREAK),
    ("table", TABLE, TABLE_END),
    ("tr", ROW, ""),
    ("sup|sub", "<xsl:text> </xsl:text>", ""),
)
_TEMPLATE = '<xsl:template match="{}">{}<xsl:apply-templates/>{}</xsl:template>'
_SPAN = "<xsl:value-of select=\"translate(@{}, '{}', '')\"/>{}"
_SPANS = "".join(_SPAN.format(name, RESERVED, SPANS) for name in ("rowspan", "colspan"))
_CELL = f'{CELL}<xsl:if test="@rowspan|@colspan">{_SPANS}</xsl:if>'
_TEMPLATES = "".join(_TEMPLATE.format(*row) for row in (*_MARKS, ("td|th", _CELL, CELL_END)))
_HEAD = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/>'
_STYLESHEET = etree.XSLT(etree.fromstring(f"{_HEAD}{_TEMPLATES}</xsl:stylesheet>"))


def marked(element: etree._Element) -> str:
    """The text of an element and all within it, with the marks; a cell writes its spans as the page gives them."""
    return str(_STYLESHEET(element))
