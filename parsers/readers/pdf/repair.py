"""A file whose end is lost (a download that broke off) given a new one: its pages are found and listed afresh.

Only objects that stand openly in the file are found; what they once inherited is lost with the list of pages.
"""

from __future__ import annotations

import re

from parsers.readers.pdf.page import MAX_PAGES

_OBJECT = re.compile(rb"(?:^|[\r\n\s])(\d{1,8}) (\d{1,5}) obj\b")
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_HEAD = 4096


def repaired(body: bytes) -> bytes | None:
    """The file cut behind its last whole object, with a new list of pages; None where no page is left."""
    end = body.rfind(b"endobj")
    if end < 0:
        return None
    body = body[: end + len(b"endobj")]
    found = list(_OBJECT.finditer(body))
    pages: dict[int, bytes] = {}
    for match, stop in zip(found, [*(later.start() for later in found[1:]), len(body)], strict=True):
        if _PAGE.search(body, match.end(), min(stop, match.end() + _HEAD)):
            pages[int(match[1])] = b"%b %b R" % (match[1], match[2])
    if not pages:
        return None
    kids = list(pages.values())[:MAX_PAGES]
    number = max(int(match[1]) for match in found) + 1
    tree = b"<</Type/Pages/Count %d/MediaBox[0 0 595 842]/Kids[%b]>>" % (len(kids), b" ".join(kids))
    catalog = b"\n%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj" % (number, number + 1)
    listed = b"\n%d 0 obj\n%b\nendobj" % (number + 1, tree)
    trailer = b"\ntrailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (number, number + 2)
    return body + catalog + listed + trailer
