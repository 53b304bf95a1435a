"""What an OLE container (.doc, .wps, .xls, an encrypted .docx) says it is, from its directory and Word's own head.

Streams are known by their names, which the directory holds in UTF-16; for this much no library is needed.
Nothing is read from the streams.
"""

from __future__ import annotations

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_WORD_97, _WORD_95 = b"\xec\xa5", b"\xdc\xa5"
_VERSIONS = range(0x65, 0x120)
_FLAG_ENCRYPTED = 0x0100


def is_ole(body: bytes) -> bool:
    return body.startswith(MAGIC)


def is_word(body: bytes) -> bool:
    """A Word document, by whatever program and under whatever name, rather than a spreadsheet or a mail."""
    return is_ole(body) and _has_stream(body, "WordDocument")


def has_directory(body: bytes) -> bool:
    """A container cut short has lost it: it stands at the end as a rule."""
    return _has_stream(body, "Root Entry")


def is_word_95(body: bytes) -> bool:
    return bool(_head(body, _WORD_95)) and not _head(body, _WORD_97)


def is_encrypted(body: bytes) -> bool:
    """A document of the zip kind wrapped for its password, or a Word file whose head says so."""
    if _has_stream(body, "EncryptedPackage"):
        return True
    head = _head(body, _WORD_97) or _head(body, _WORD_95)
    return is_word(body) and bool(int.from_bytes(head[10:12], "little") & _FLAG_ENCRYPTED)


def _has_stream(body: bytes, name: str) -> bool:
    return (name + "\0").encode("utf-16-le") in body


def _head(body: bytes, magic: bytes) -> bytes:
    """Word's stream begins at some sector, with a magic number, a version, and flags ten bytes on."""
    at = body.find(magic)
    while at >= 0:
        if at % _SECTOR == 0 and int.from_bytes(body[at + 2 : at + 4], "little") in _VERSIONS:
            return body[at : at + 12]
        at = body.find(magic, at + 1)
    return b""
