"""`gongkai search`: full text search with the passages, for a person or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich.text import Text

from crawler.commands.choosing import choice_options, chosen, refusal, terminal
from crawler.commands.data import data_option
from crawler.commands.opening import opened
from crawler.show.words import clean
from crawler.show.words import words as word_for
from pipelines.search import Hit, NoWordsError, count, match
from pipelines.search import search as sections

_MARKS = ("【", "】")


# An unknown option may be a word that is to be left out: -诉讼.
@click.command(context_settings={"ignore_unknown_options": True})
@data_option
@choice_options
@click.option("--all-versions", is_flag=True, help="也找已被改动的旧版本（默认只找现行版本）。")
@click.option("--headings", is_flag=True, help="也找各节的标题（标题多为规定的文字，每份报告都有）。")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="最多显示几节。")
@click.option("--json", "as_lines", is_flag=True, help="每节输出一行 JSON。")
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@click.pass_context
def search(
    context: click.Context, words: Sequence[str], org: str | None, region: str | None, year: str | None,
    all_versions: bool, headings: bool, limit: int, as_lines: bool,
) -> None:  # fmt: skip
    """在报告正文里检索，词不论长短；给出上下文、机关、年度、章节和地址。

    空白隔开的词须在同一节里都出现；“引号括起的”是一个词；-词 为不要出现。标点不计，全角与半角、大写与小写不分。
    先列最相关的。

    退出码：0 完成，没有找到也是；2 没有可以检索的词，或没有数据库。
    """
    with opened(context) as db:
        query, choice = _query(words, headings), chosen(db, org, region, year)
        found, reports = count(db, query, choice, all_versions=all_versions)
        hits = sections(db, query, choice, limit, all_versions=all_versions)
        if as_lines:
            for hit in hits:
                click.echo(json.dumps(_json(hit), ensure_ascii=False))
        else:
            _show(hits)
    click.echo(f"gongkai: {_summary(found, reports, limit)}", err=True)


def _query(words: Sequence[str], headings: bool) -> str:
    unknown = next((word for word in words if word.startswith("--")), None)
    if unknown is not None:
        raise click.NoSuchOption(unknown)
    try:
        return match(" ".join(words), headings=headings)
    except NoWordsError as error:
        raise refusal(str(error)) from None


def _summary(found: int, reports: int, limit: int) -> str:
    if not found:
        return "没有找到"
    return f"{reports} 份报告的 {found} 节" + (f"，显示前 {limit} 节（--limit）" if found > limit else "")


def _show(hits: Iterable[Hit]) -> None:
    console = terminal()
    for hit in hits:
        head = Text(f"{clean(hit.org)} {hit.year}", "bold")
        head.append(f"  {clean(_section(hit))}", "not bold cyan")
        head.append("".join(f"  {one}" for one in _asides(hit)), "not bold yellow")
        for line in (head, Text("  ").append_text(_lit(hit)), Text(f"  {clean(hit.url or '')}", "dim"), Text()):
            console.print(line, soft_wrap=True)


def _section(hit: Hit) -> str:
    return hit.heading or ("" if hit.number is None else f"第 {hit.number} 节")


def _asides(hit: Hit) -> list[str]:
    """What makes this report another than the body's own current one."""
    scope = [] if hit.scope in {None, "own"} else [word_for("scopes", str(hit.scope))]
    return scope + ([] if hit.is_current else [f"旧版本（第 {hit.version} 版）"])


def _lit(hit: Hit) -> Text:
    """The marks are printed, too, since a pipe has no colours."""
    of, at = hit.passage, 0
    line = Text("…" if of.cut_before else "")
    for start, end in of.marks:
        line.append(of.text[at:start]).append(f"{_MARKS[0]}{of.text[start:end]}{_MARKS[1]}", "bold red")
        at = end
    return line.append(of.text[at:]).append("…" if of.cut_after else "")


def _json(hit: Hit) -> dict[str, Any]:
    return {
        "org": hit.org,
        "org_id": hit.org_id,
        "region": hit.region,
        "year": hit.year,
        "scope": hit.scope,
        "section": hit.number,
        "heading": hit.heading,
        "passage": hit.passage.text,
        "marks": [list(mark) for mark in hit.passage.marks],
        "url": hit.url,
        "published": hit.published,
        "report_id": hit.report_id,
        "version": hit.version,
        "is_current": bool(hit.is_current),
        "score": hit.score,
    }
