"""`gongkai copied`: reports whose prose is nearly the same as the year before's or as another organisation's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import click

from crawler.commands.choosing import choice_options, chosen
from crawler.commands.data import data_option
from crawler.commands.opening import opened
from crawler.show.words import clean
from pipelines.copies import Pair, pairs

LIMIT = 50
KINDS = ("self", "other")


@click.command
@data_option
@choice_options
@click.option("--kind", type=click.Choice(KINDS), help="self：与本机关上一年度相同；other：与其他机关相同。")
@click.option("--limit", type=click.IntRange(0), default=LIMIT, show_default=True, help="最多列出几份，0 为全部。")
@click.option("--json", "as_lines", is_flag=True, help="每一对输出一行 JSON（不限数目）。")
@click.pass_context
def copied(
    context: click.Context, org: str | None, region: str | None, year: str | None, kind: str | None, limit: int,
    as_lines: bool,
) -> None:  # fmt: skip
    """正文与本机关上一年度、或与其他机关同年度或上一年度几乎相同的报告，及相同的比例。

    比例是本报告的正文有多少也在对方之中，逐字核实；规定格式的文字不计，数字、机关和地区的名称不论。
    正文太短（不足 300 字）的不判断。相同不等于抄袭：也可能用的是同一份模板。
    """
    with opened(context) as db:
        found = [one for one in pairs(db, chosen(db, org, region, year)) if kind in (None, _kind(one))]
    if as_lines:
        for one in found:
            click.echo(json.dumps(_object(one), ensure_ascii=False))
        return
    reports = [list(same) for _, same in groupby(found, key=lambda one: one.report_id)]
    for same in reports[: limit or None]:
        for line in _lines(same):
            click.echo(line)
    rest = f"（只列出 {limit} 份；全部：--limit 0）" if limit and limit < len(reports) else ""
    click.echo(f"{len(reports)} 份报告的正文与别的报告几乎相同{rest}" if reports else "没有正文几乎相同的报告。")


def _kind(one: Pair) -> str:
    return "self" if one.org_id == one.like_org_id else "other"


def _lines(same: list[Pair]) -> Iterator[str]:
    first = same[0]
    yield click.style(f"{clean(first.org)} {first.year}", bold=True) + f"  {clean(first.url or '')}"
    for one in same:
        whose = "本机关" if _kind(one) == "self" else clean(one.like_org)
        yield f"  {one.share:.0%} 同 {whose} {one.like_year}  {clean(one.like_url or '')}"


def _object(one: Pair) -> dict[str, Any]:
    return {"kind": _kind(one), **{name: getattr(one, name) for name in Pair.__slots__}}
