"""`gongkai parse`: reads report files and prints each, for a person or as JSON. Stores nothing."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from io import TextIOWrapper

import click
from rich.console import Console

from crawler.commands.data import data_option
from crawler.pool import Pool
from crawler.progress import watched
from crawler.reading import Outcome, Source, read, sources
from crawler.show.report import show
from crawler.show.words import clean
from parsers.as_json import as_json
from parsers.report import Report

# From so many files on, starting processes costs less than it saves.
MANY = 16
ATTENTION, NOTHING_READ = 1, 2


@click.command
@data_option
@click.option("--json", "as_lines", is_flag=True, help="每个文件输出一行 JSON。")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.pass_context
def parse(context: click.Context, files: Sequence[str], as_lines: bool) -> None:
    """读取报告文件并逐一打印。

    FILE 可以是网页、PDF、Word（docx、doc、wps）、文本文件，或装有它们的文件夹；- 为标准输入。
    文件类型按内容判断，不看扩展名。

    退出码：0 完成；1 多个文件中有的不是年度报告或读不出；2 用法有误，或一个也读不出。
    """
    found = list(sources(files))
    _always_writable(as_lines)
    console = Console(soft_wrap=False, highlight=False, emoji=False, markup=False)
    tally: Counter[str] = Counter()
    for outcome in watched(outcomes(found), len(found), _bar(console, as_lines)):
        tally[_kind(outcome)] += 1
        _print(outcome, console, as_lines)
    if len(found) > 1:
        click.echo(f"gongkai: {summary(tally)}", err=True)
    context.exit(exit_code(tally))


def _bar(console: Console, as_lines: bool) -> Console | None:
    """On the reports' own terminal only their own console can draw a bar, and lines of JSON do not pass through it."""
    if not console.is_terminal:
        return Console(stderr=True)
    return None if as_lines else console


def outcomes(found: Sequence[Source]) -> Iterator[Outcome]:
    """In the order of the files; over all cores where there are many. Standard input is only here."""
    if len(found) < MANY or any(source.name == "-" for source in found):
        return map(read, found)
    return Pool(read, _killed).outcomes(found)


def _killed(source: Source) -> Outcome:
    return Outcome(source, trouble="读取程序异常终止（内存不足或文件损坏）")


def _kind(outcome: Outcome) -> str:
    if outcome.trouble:
        return "unreadable"
    return "report" if isinstance(outcome.result, Report) else "other"


def summary(tally: Counter[str]) -> str:
    return (
        f"{tally.total()} 个文件：{tally['report']} 份报告，{tally['other']} 个不是报告，{tally['unreadable']} 个读不出"
    )


def exit_code(tally: Counter[str]) -> int:
    if tally["report"] + tally["other"] == 0:
        return NOTHING_READ
    return ATTENTION if tally.total() > 1 and tally["report"] < tally.total() else 0


def _print(outcome: Outcome, console: Console, as_lines: bool) -> None:
    if outcome.trouble:
        click.echo(f"gongkai: {clean(outcome.source.name)}: {clean(outcome.trouble)}", err=True)
    if outcome.result is None:
        return
    if as_lines:
        line = json.dumps(as_json(outcome.result, outcome.source.name), ensure_ascii=False)
        console.file.write(line + "\n")
    elif not outcome.trouble:
        show(console, outcome.result, outcome.source.name)


def _always_writable(as_lines: bool) -> None:
    """JSON is UTF-8 whatever the terminal speaks; a name or character that it lacks is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8" if as_lines else None, errors="backslashreplace")
