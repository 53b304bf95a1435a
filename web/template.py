"""What every template may use: words in the language of the page, labels, addresses of the page's own files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.abc import Traversable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request

from crawler.show.tables import number
from web import labels
from web.language import PARAMETER, either, language, say
from web.metadata import described
from web.queries import queries

# What the head of each page leads to.
LINKS = {"home": "/", "missing": "/missing", "findings": "/findings", "compare": "/compare", "data": "/gongkai"}


def variables(request: Request | None) -> dict[str, Any]:
    """Without a request where Datasette shows an error of its own."""
    return {
        "say": say,
        "either": either,
        "label": labels.label,
        "problem": labels.problem,
        "rule": labels.rule,
        "cell_label": labels.cell_label,
        "number": number,
        "count": count,
        "day": day,
        "moment": moment,
        "lang": language(),
        "html_lang": either("zh-CN", "en"),
        "other_language": either("en", "zh"),
        "other_address": _other_address(request),
        "static": static,
        "links": LINKS,
        "canned": tuple(queries().values()),
        "described": described,
        "here": request.path if request is not None else "",
    }


def count(value: float | None) -> str:
    """A number that counts what is in the database, with its thousands parted; a figure of a report is never this."""
    return "–" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def day(text: str | None) -> str:
    return (text or "")[:10]


def moment(text: str | None) -> str:
    """A time of the database (UTC) to the minute."""
    return (text or "")[:16].replace("T", " ")


def static(name: str) -> str:
    """With a mark of the content, so that no browser keeps what has changed."""
    return f"/-/static-plugins/web/{name}?{_marks()[name]}"


@cache
def _marks() -> Mapping[str, str]:
    root = resources.files("web").joinpath("static")
    return {name: hashlib.sha256(file.read_bytes()).hexdigest()[:10] for name, file in _files(root, "")}


def _files(folder: Traversable, path: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for one in folder.iterdir():
        found += _files(one, f"{path}{one.name}/") if one.is_dir() else [(path + one.name, one)]
    return found


def _other_address(request: Request | None) -> str:
    """This page in the other language; what was posted cannot be asked for again."""
    if request is None:
        return f"/?{PARAMETER}={either('en', 'zh')}"
    pairs = [(key, value) for key, value in parse_qsl(request.query_string) if key != PARAMETER]
    return f"{request.path.partition('?')[0]}?{urlencode([*pairs, (PARAMETER, either('en', 'zh'))])}"
