"""Refuses a PDF whose streams unpack to far more than a report can hold, before an engine unpacks them."""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_TWICE = re.compile(rb"/Filter\s*\[[^\]]{0,200}(?:FlateDecode|Fl\b)[^\]]{0,200}(?:FlateDecode|Fl\b)")
_STREAM = re.compile(rb"stream\r?\n")
# What the first part of a stream may unpack to: deflate cannot grow a thousandfold in honest pages.
_PART = 65_536
_MOST = 48_000_000
_TOTAL = 1_000_000_000


def explosive(body: bytes) -> bool:
    """Whether a stream grows without measure. Short streams cannot, unless they are packed more than once."""
    nested = _TWICE.search(body) is not None
    shortest = 0 if nested else _PART
    total = 0
    starts = [match.end() for match in _STREAM.finditer(body)]
    for start, stop in pairwise((*starts, len(body))):
        if stop - start < shortest or body[start : start + 1] not in (b"x", b"h", b"X"):
            continue
        size = _unpacked(body[start : start + _PART], nested)
        total += size
        if size >= _MOST or total >= _TOTAL:
            return True
    return False


def _unpacked(data: bytes, nested: bool) -> int:
    most = 0
    for _ in range(3 if nested else 1):
        try:
            data = zlib.decompressobj().decompress(data, _MOST)
        except zlib.error:
            return most
        most = max(most, len(data))
        if data[:1] != b"x":
            break
    return most
