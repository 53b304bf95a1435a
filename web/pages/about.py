"""How the figures are to be read: states of cells and of years, rules, statutory days, breaks between forms."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from pipelines.coverage import STATES
from web.page import read, rows, shown


async def about(datasette: Datasette, request: Request) -> Response:
    codes = await read(datasette, lambda db: rows(db, "SELECT kind, code, zh, en FROM codes ORDER BY kind, code"))
    days = await read(datasette, lambda db: rows(db, "SELECT kind, month_day, zh, en FROM deadlines"))
    context = {"codes": codes, "days": days, "states": STATES, "breaks": _breaks()}
    return await shown(datasette, request, "about.html", context)


@cache
def _breaks() -> Sequence[dict[str, Any]]:
    text = resources.files("parsers").joinpath("forms/breaks.toml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["breaks"]
    return found
