"""What is known of an archived document, and how it can be shown beside what was read from it."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Literal

from pipelines.reading import HTML, PDF, TEXT, WORD, WORD_XML
from web.page import row

Way = Literal["frame", "pages", "text", "download"]

_WAYS: dict[str, Way] = {HTML: "frame", PDF: "pages", TEXT: "text"}
_SUFFIXES = {HTML: ".html", PDF: ".pdf", TEXT: ".txt", WORD: ".doc", WORD_XML: ".docx"}


@dataclass(frozen=True, slots=True)
class Document:
    """`content_type` is what the portal said; it only helps to find the charset."""

    id: str
    media_type: str
    bytes: int
    first_seen: str
    url: str | None
    content_type: str | None

    @property
    def way(self) -> Way:
        return _WAYS.get(self.media_type, "download")

    @property
    def file_name(self) -> str:
        return f"{self.id[:12]}{_SUFFIXES.get(self.media_type, '.bin')}"


def known(db: sqlite3.Connection, document_id: str | None) -> Document | None:
    one = row(db, "SELECT id, media_type, bytes, first_seen FROM documents WHERE id = ?", document_id)
    if one is None:
        return None
    capture = row(db, "SELECT url, headers FROM captures WHERE document_id = ? ORDER BY id LIMIT 1", document_id)
    url, headers = (capture["url"], capture["headers"]) if capture else (None, None)
    return Document(one["id"], one["media_type"], one["bytes"], one["first_seen"], url, _content_type(headers))


def _content_type(headers: str | None) -> str | None:
    try:
        found = json.loads(headers or "{}")
    except ValueError:
        return None
    pairs = found.items() if isinstance(found, dict) else ()
    return next((str(value) for key, value in pairs if key.lower() == "content-type"), None)
