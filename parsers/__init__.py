"""gongkai's parsers: the bytes of any page or file to a Report, every figure right or openly absent.

`parse` is the only public function. It is pure: it fetches nothing, stores nothing, and never raises for bad input.
"""

from __future__ import annotations

from parsers.build import build, not_report
from parsers.readers import read
from parsers.report import Document, NotReport, Report
from parsers.witness import build_pdf

__all__ = ["Document", "NotReport", "Report", "parse"]

# Problems of the reader after which there is nothing to read.
_UNREADABLE = frozenset({"empty_document", "unsupported_type", "too_large", "encrypted", "converter_missing",
                         "converter_failed"})  # fmt: skip


def parse(document: Document) -> Report | NotReport:
    """Reads one document; what is no report says what it is instead."""
    content = read(document)
    codes = {problem.code for problem in content.problems}
    if "no_text_layer" in codes:
        return not_report("scan", content, None)
    if codes & _UNREADABLE or ("damaged" in codes and not content.blocks):
        return NotReport("other", content.problems)
    if content.media_type == "application/pdf":
        return build_pdf(content, document)
    return build(content, document)
