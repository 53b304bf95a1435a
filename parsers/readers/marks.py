"""The marks that carry a page's structure inside its text, so that one string says where tables, cells and lines end.

They are Unicode noncharacters: no page may print them, and what a page prints of them all the same is taken out.
The tree writes them (marking.py), the flow reads them (flow.py); neither knows the other.
"""

from __future__ import annotations

TABLE, TABLE_END, ROW, CELL, SPANS, CELL_END = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4", "\ufdd5"
BREAK, RAW, RAW_END = "\ufdd6", "\ufdd7", "\ufdd8"
ARTICLE, ARTICLE_END = "\ufdd9", "\ufdda"
GRID = "\ufddb"

RESERVED = "".join(map(chr, range(0xFDD0, 0xFDF0)))
# Zero-width characters, directions and soft hyphens: they stand inside numbers and labels and print nothing.
_UNSEEN = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff\ufffc"


def has_marks(text: str) -> bool:
    return any(char in text for char in RESERVED)


def without_marks(text: str) -> str:
    return _without(text, RESERVED)


def without_unseen(text: str) -> str:
    return _without(text, _UNSEEN)


def _without(text: str, chars: str) -> str:
    # Looking for each is many times faster than a translate() over a text that holds none of them.
    for char in chars:
        if char in text:
            text = text.replace(char, "")
    return text
