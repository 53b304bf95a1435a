"""Keys in the results of a query as links to the project's own pages. A key is checked before it becomes an address."""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup

VIEWS = ("panel", "figures", "checks")
_PAGES = {
    "report_id": (re.compile(r"\d{1,18}"), "/report/{}"),
    "like_id": (re.compile(r"\d{1,18}"), "/report/{}"),
    "org_id": (re.compile(r"\d{6}-[0-9a-f]{8}"), "/organisation/{}"),
    "region_code": (re.compile(r"\d{6}"), "/region/{}"),
}


def link(column: str, value: object) -> Markup | None:
    known = _PAGES.get(column)
    text = str(value)
    if known is None or not known[0].fullmatch(text):
        return None
    return Markup('<a href="{}">{}</a>').format(known[1].format(quote(text)), text)
