"""What happened to reports, in words: whose, what kind of news, and which cells were what before and are what now."""

from __future__ import annotations

from collections.abc import Iterator

import click

from crawler.show.tables import number
from crawler.show.words import cells, clean, place, words
from parsers.dates import BEIJING
from parsers.form import TABLES
from parsers.report import Number
from pipelines.changes import Change

KINDS = {
    "new": ("新增", "green"),
    "edited": ("改动", "yellow"),
    "moved": ("换址", "cyan"),
    "gone": ("撤下", "red"),
    "back": ("恢复", "green"),
    "reread": ("重读", "magenta"),
}
# A report that was read quite differently is told of in its first cells; the others are in --json.
MOST = 12
NARRATIVE, NONE = "narrative", "无"


def lines(one: Change) -> Iterator[str]:
    word, colour = KINDS[one.kind]
    scope = f" {words('scopes', one.scope)}" if one.scope not in (None, "own") else ""
    version = f"（第 {one.version} 版）" if one.kind == "edited" else ""
    whose = click.style(f"{clean(one.org)} {one.year}", bold=True)
    yield f"{one.at.astimezone(BEIJING):%Y-%m-%d} {click.style(word, fg=colour)} {whose}{scope}{version}"
    for cell, (before, now) in list(one.cells.items())[:MOST]:
        yield f"  {name(cell)}：{_value(before)} → {_value(now)}"
    if len(one.cells) > MOST:
        yield f"  ……共 {len(one.cells)} 格（全部见 --json）"
    if one.sections:
        yield f"  文字有改动：{'、'.join(clean(heading) or '（无标题）' for heading in one.sections)}"
    yield click.style(f"  {clean(one.to or one.url or '')}", dim=True)


def name(cell: str) -> str:
    """A cell of a table, or a figure of the prose; one that was known only to earlier parsers as it was written."""
    table, _, key = cell.partition(".")
    try:
        if table == NARRATIVE:
            return f"正文 {words('narrative', key)}"
        return place([cell]) if table in TABLES else cells([cell])
    except KeyError:
        return clean(cell)


def _value(value: Number | None) -> str:
    return NONE if value is None else number(value)
