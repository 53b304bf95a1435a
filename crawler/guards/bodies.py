"""Bodies as they come over the wire: compression undone within a limit, cut-off ones, and their kind by content.

Knows bytes only. What is cut off is never taken for a document: half a report looks like a whole one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Literal

from parsers.readers.charset import decode

Kind = Literal["pdf", "word", "picture", "sound", "text"]

GZIP = b"\x1f\x8b"
_CHUNK = 2**20
_TAIL = 4096
# What a server may call compression; another word there (a charset, say) is a mistake of its own and means nothing.
_COMPRESSED = frozenset({"gzip", "x-gzip", "deflate"})
_NOT_ASKED_FOR = frozenset({"br", "zstd", "compress", "x-compress"})

_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "word"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "word"),
    (b"{\\rtf", "word"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"\x1aE\xdf\xa3", "sound"),
    (b"FLV\x01", "sound"),
)


class CutOffError(ValueError):
    """The compressed body ends before its end."""


class TooLargeError(ValueError):
    """It unpacks to more than the limit."""


class UnreadableError(ValueError):
    """It is not what it says that it is."""


def text_of(headers: Mapping[str, str], body: bytes) -> str:
    """The characters of a page; `headers` have lower-case names."""
    return decode(body, headers.get("content-type")).text


def kind_of(body: bytes) -> Kind:
    """By how it begins; what begins like nothing known is text."""
    for beginning, kind in _BEGINNINGS:
        if body.startswith(beginning) and (beginning != b"BM" or b"\0" in body[:16]):
            return kind
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body[:4] == b"RIFF":
        return "picture" if body[8:12] == b"WEBP" else "sound"
    return "sound" if body[4:8] == b"ftyp" else "text"


def looks_cut_off(body: bytes) -> bool:
    """Of a body whose length nobody announced: whether what such a document ends with is missing."""
    kind = kind_of(body)
    if kind == "pdf":
        return b"%%EOF" not in body[-_TAIL:]
    if body.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" not in body[-66_000:]
    head = body[:_TAIL].lower()
    begun = kind == "text" and (b"<html" in head or b"<!doctype html" in head)
    return begun and re.search(rb"(?i)</(?:html|body)\s*>", body[-_TAIL * 4 :]) is None


def unpacked(body: bytes, encodings: Sequence[str], limit: int) -> bytes:
    """The body without its content encodings, the last of which was put on last. Raises one of the errors above."""
    for encoding in reversed([one.strip().lower() for one in encodings]):
        if encoding in _NOT_ASKED_FOR:
            raise UnreadableError(encoding)
        if encoding in _COMPRESSED and body:
            body = _inflated(body, encoding, limit)
    return body


def _inflated(body: bytes, encoding: str, limit: int) -> bytes:
    """Both of gzip and deflate by how the bytes begin, for servers mix them up; gzip may have several members."""
    parts: list[bytes] = []
    left = limit
    while body:
        inflater = zlib.decompressobj(_window(body, encoding))
        try:
            while not inflater.eof:
                part = inflater.decompress(body, min(_CHUNK, left + 1))
                parts.append(part)
                left -= len(part)
                if left < 0:
                    raise TooLargeError(f"> {limit}")
                body = inflater.unconsumed_tail
                if not body and not inflater.eof and not part:
                    raise CutOffError
        except zlib.error as error:
            raise UnreadableError(str(error)) from error
        body = inflater.unused_data if inflater.unused_data.startswith(GZIP) else b""
    return b"".join(parts)


def _window(body: bytes, encoding: str) -> int:
    """zlib's number for gzip, for zlib's own frame, and for deflate without any frame."""
    if body.startswith(GZIP):
        return 31
    framed = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    if not framed and encoding != "deflate":
        raise UnreadableError(f"not {encoding}")
    return 15 if framed else -15
