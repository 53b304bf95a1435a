"""Bytes to Content: the type of a document is told by its content, never by its name.

Each reader knows one format and nothing of the official form.
"""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from parsers.grid import Grid
from parsers.readers import charset
from parsers.readers.content import Content
from parsers.readers.doc import read_doc
from parsers.readers.docx import read_docx
from parsers.readers.html import read_html
from parsers.readers.pdf import read_pdf
from parsers.readers.text import read_text
from parsers.report import Document, Problem

MAX_BYTES = 64 * 1024 * 1024
# Text of more characters than this is no report; a real one has some twenty thousand.
MAX_TEXT = 400_000

_TAG = re.compile(rb"<(?:!doctype|html|head|body|meta|table|div|p|span|title|script)\b", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def read(document: Document) -> Content:
    content = _read(document)
    size = sum(len(block) if isinstance(block, str) else _letters(block) for block in content.blocks)
    if size > MAX_TEXT:
        return Content(content.media_type, problems=(Problem("too_large", detail=f"{size} characters"),))
    return content


def _letters(grid: Grid) -> int:
    return sum(len(cell.text) + 1 for row in grid.rows for cell in row)


def _read(document: Document) -> Content:
    body = document.body
    if not body.strip():
        return Content("application/octet-stream", problems=(Problem("empty_document"),))
    if len(body) > MAX_BYTES:
        return Content("application/octet-stream", problems=(Problem("too_large", detail=f"{len(body)} bytes"),))
    if b"%PDF-" in body[:1024]:
        return read_pdf(body)
    if body.startswith(b"PK\x03\x04"):
        return read_docx(body)
    if body.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")):
        return read_doc(body)
    if body.startswith(_IMAGES):
        return Content("image/*", problems=(Problem("no_text_layer"),))
    return _read_text(document)


def _read_text(document: Document) -> Content:
    body = document.body
    if _is_archive(body):
        return _read_archive(document)
    # UTF-16 has a tag's letters apart, so it is looked for after decoding too.
    if _TAG.search(body[:65536]):
        return read_html(document)
    decoded = charset.decode(body, document.headers.get("Content-Type"))
    if _TAG.search(decoded.text[:65536].encode("utf-8", "replace")):
        return read_html(document)
    if _BINARY.search(decoded.text[:4096].encode("utf-8", "replace")):
        return Content("application/octet-stream", problems=(Problem("unsupported_type"),))
    if len(decoded.text) > MAX_TEXT:
        return Content("text/plain", problems=(Problem("too_large", detail=f"{len(decoded.text)} characters"),))
    content = read_text(decoded.text)
    return Content(content.media_type, content.blocks, problems=decoded.problems)


def _is_archive(body: bytes) -> bool:
    head = body[:4096].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def _read_archive(document: Document) -> Content:
    """A page that was saved as a web archive (MHTML): its first HTML part is the page."""
    message = message_from_bytes(document.body, policy=policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                headers = {"Content-Type": str(part.get("Content-Type", ""))}
                return read_html(Document(payload, document.name, document.url, headers))
    return Content("multipart/related", problems=(Problem("unsupported_type"),))
