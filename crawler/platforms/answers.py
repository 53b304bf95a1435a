"""JSON that fills a list: values by dotted paths, days as they are written there, titles freed of mark-up."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from parsers.dates import BEIJING, first_date

MAX_CHARS = 32 * 1024 * 1024
_CALLBACK = re.compile(r"^\s*[\w.$]{1,80}\s*\(\s*([\[{].*[\]}])\s*\)\s*;?\s*$", re.DOTALL)


def read_json(text: str) -> Any:
    """None for what is no JSON; the name of a callback round it does not matter."""
    if len(text) > MAX_CHARS:
        return None
    bare = text.lstrip("\ufeff \t\r\n")
    called = _CALLBACK.match(bare) if bare[:1] not in ("{", "[") else None
    try:
        return json.loads(called[1] if called else bare)
    except (ValueError, RecursionError):
        return None


def dig(value: Any, path: str | None) -> Any:
    """`data.rows` of an object; a number is a place in a list. None where the path leads nowhere."""
    for key in (path or "").split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def text_of(value: Any) -> str:
    """A title without the marks that a search puts into it; nothing for what is no text."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(unescape(re.sub(r"<[^<>]{0,200}>", "", str(value))).split())


def day_of(value: Any) -> date | None:
    """A day as text, or as seconds or milliseconds since 1970."""
    if isinstance(value, str) and not re.fullmatch(r"\d{10}(?:\d{3})?", value.strip()):
        return first_date(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    seconds = float(value)
    try:
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC).astimezone(BEIJING).date()
    except (ValueError, OverflowError, OSError):
        return None


def count_of(value: Any) -> int | None:
    """A number of entries; also where it stands in quotation marks."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip()):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
