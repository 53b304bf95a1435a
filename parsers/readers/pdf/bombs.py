"""Refuses a PDF whose streams unpack to far more than a report can hold, before an engine unpacks them."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_TWICE = re.compile(rb"/Filter\s*\[[^\]]{0,200}(?:FlateDecode|Fl\b)[^\]]{0,200}(?:FlateDecode|Fl\b)")
_STREAM = re.compile(rb"stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_FONT = re.compile(rb"/Length1\b|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)\b")
_HEAD = 400
# Deflate grows a thousandfold at most, so a shorter stream is harmless unless it is packed more than once.
_SHORTEST = 16_384
# A page's content has some hundred thousand bytes; a Chinese font whole, twenty million.
_MOST_CONTENT = 16_000_000
_MOST_FONT = 48_000_000


def explosive(body: bytes) -> bool:
    """Whether a stream that is read for its text grows without measure. Pictures are never unpacked."""
    nested = _TWICE.search(body) is not None
    starts = [*(match.end() for match in _STREAM.finditer(body)), len(body)]
    for start, stop in pairwise(starts):
        if stop - start < (0 if nested else _SHORTEST):
            continue
        head = body[max(0, start - _HEAD) : start].rpartition(b"obj")[2]
        most = _MOST_FONT if _FONT.search(head) else _MOST_CONTENT
        if not _PICTURE.search(head) and _unpacked(body[start:stop], most, 3 if nested else 1) >= most:
            return True
    return False


def _unpacked(data: bytes, most: int, levels: int) -> int:
    size = 0
    for _ in range(levels):
        try:
            data = zlib.decompressobj().decompress(data, most)
        except zlib.error:
            break
        size = max(size, len(data))
    return size
