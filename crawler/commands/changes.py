"""`gongkai changes`: what happened to reports: new, edited, moved, withdrawn, back, read anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import click

from crawler.commands.choosing import choice_options, chosen, refusal
from crawler.commands.data import data_option
from crawler.commands.opening import opened
from crawler.show.changes import lines
from parsers.dates import BEIJING
from pipelines.changes import KINDS, Change
from pipelines.changes import changes as news

LIMIT = 50


@click.command
@data_option
@choice_options
@click.option("--since", metavar="DATE|RUN", help="自某日（北京时间，如 2026-08-01）或某次运行（编号）以来。")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="只列这一种，可重复。")
@click.option("--limit", type=click.IntRange(0), default=LIMIT, show_default=True, help="最多列出几条，0 为全部。")
@click.option("--json", "as_lines", is_flag=True, help="每条输出一行 JSON（不限数目）。")
@click.pass_context
def changes(
    context: click.Context, org: str | None, region: str | None, year: str | None, since: str | None,
    kinds: Sequence[str], limit: int, as_lines: bool,
) -> None:  # fmt: skip
    """报告的变化，最近的在前：新增、改动、换址、撤下、恢复、重读。

    改动（门户改了）和重读（读取程序改进了）列出哪些单元格由多少变为多少，哪些章节的文字有改动。
    """
    moment, run = _since(since)
    most = None if as_lines or not limit else limit + 1
    with opened(context) as db:
        found = news(db, chosen(db, org, region, year), since=moment, run=run, kinds=tuple(kinds), limit=most)
        if as_lines:
            for one in found:
                click.echo(json.dumps(_object(one), ensure_ascii=False))
            return
        listed = list(islice(found, limit or None))
        more = next(found, None) is not None
    for one in listed:
        for line in lines(one):
            click.echo(line)
    if not listed:
        click.echo("没有变化。")
    elif more:
        click.echo(f"只列出最近的 {len(listed)} 条；全部：--limit 0")


def _since(said: str | None) -> tuple[datetime | None, int | None]:
    if said is None:
        return None, None
    if said.isascii() and said.isdecimal() and len(said) < 10 and len(said) != len("20260801"):
        return None, int(said)
    try:
        return datetime.combine(date.fromisoformat(said), time(), BEIJING), None
    except ValueError:
        raise refusal(f"--since 应为日期（如 2026-08-01）或运行的编号，不是 {said}") from None


def _object(one: Change) -> dict[str, Any]:
    return {
        "run_id": one.run_id, "at": one.at.isoformat(), "portal": one.portal, "kind": one.kind,
        "report_id": one.report_id, "org": one.org, "year": one.year, "scope": one.scope, "version": one.version,
        "url": one.to or one.url, "cells": one.cells, "sections": one.sections,
    }  # fmt: skip
