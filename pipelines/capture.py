"""What crosses from the crawl to the store: one answer of a portal, or one file that was ingested."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal


@dataclass(frozen=True)
class Capture:
    """Bytes as they were sent, and where and when they came from."""

    url: str
    run_id: int
    fetched_at: datetime
    body: bytes
    portal: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["report", "attachment"] = "report"
    # What the link calls it.
    name: str = ""
    # The organisation whose list linked it, and the region of the portal: used only where the document says less.
    org: str | None = None
    # The report year that the link names.
    year: int | None = None
    region: str | None = None
    # The page that links an attachment.
    parent: str | None = None

    # Of a document that is in the archive already and is not carried about.
    archived: str | None = None

    @cached_property
    def document_id(self) -> str:
        return self.archived or hashlib.sha256(self.body).hexdigest()
