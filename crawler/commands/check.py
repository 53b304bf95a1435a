"""`gongkai check`: lists what does not add up, by weight, and keeps what people decide of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import click
from rich.console import Console

from crawler import clock
from crawler.commands.choosing import choice_options, chosen, refusal, terminal
from crawler.commands.data import data_folder, data_option
from crawler.commands.opening import opened
from crawler.commands.writing import publish
from crawler.show import findings as shown
from pipelines import database, decisions, findings, intake
from pipelines.findings import CHECKS, DISMISSED, SEVERITIES, Broken, Finding
from pipelines.misread import Misread, misread

ATTENTION = 1
LIMIT = 50


@click.command
@data_option
@choice_options
@click.option("--rule", metavar="RULE", help="只列这条规则，如 carry_over（见 docs 或 --json 的 rule）。")
@click.option("--all", "everything", is_flag=True, help="也列出已判定不成问题的。")
@click.option("--problems", is_flag=True, help="随后列出读取问题：没有显示的单元格、互相不同的文件等。")
@click.option("--limit", type=click.IntRange(0), default=LIMIT, show_default=True, help="最多列出几项，0 为全部。")
@click.option("--json", "as_lines", is_flag=True, help="每条不成立的关系输出一行 JSON（不限数目）。")
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="有这样重（或更重）的发现时，退出码为 1。")
@click.option("--confirm", multiple=True, metavar="FINDING", help="这项发现属实。")
@click.option("--dismiss", multiple=True, metavar="FINDING", help="这项发现不成问题；须写 --note。")
@click.option("--note", default="", help="作出结论的理由。")
@click.pass_context
def check(
    context: click.Context, org: str | None, region: str | None, year: str | None, rule: str | None,
    everything: bool, problems: bool, limit: int, as_lines: bool, fail_on: str | None,
    confirm: Sequence[str], dismiss: Sequence[str], note: str,
) -> None:  # fmt: skip
    """列出对不上的地方：一份报告之内、两个年度之间、正文与表格之间。

    先重后轻：表上印明的关系、由版式推出的关系、提示；机关所印在前，疑为读取有误的在后；相差大的在前。
    一个错误使几条关系同时不成立的，能确定时列为一项。印错的数字是数据，退出码总是 0，除非用 --fail-on。

    --confirm、--dismiss 把人的结论记入 decisions.jsonl；结论只对当时所印的和应有的数有效。
    """
    data = data_folder(context)
    if confirm or dismiss:
        _decide(data, confirm, dismiss, note)
        return
    with opened(context) as db:
        if rule is not None and rule not in (known := findings.rules(db)):
            raise refusal(f"没有规则 {rule}；有：{'、'.join(known)}")
        choice = chosen(db, org, region, year)
        found = findings.findings(db, choice, rule=rule, dismissed=everything)
        misreadings = misread(db, choice) if problems else []
    if as_lines:
        _print_lines(found, misreadings, rule)
    else:
        _print(terminal(), found, misreadings, limit or max(len(found), len(misreadings)))
    context.exit(ATTENTION if fail_on and _reaches(found, fail_on) else 0)


def _reaches(found: Sequence[Finding], severity: str) -> bool:
    heavy = SEVERITIES[: SEVERITIES.index(severity) + 1]
    return any(one.first.check.severity in heavy and one.decision != DISMISSED for one in found)


def _print(console: Console, found: Sequence[Finding], misreadings: Sequence[Misread], limit: int) -> None:
    shown.show(console, found[:limit])
    console.print(shown.summary(found, min(limit, len(found))), soft_wrap=True)
    if misreadings:
        console.print()
        shown.show_misread(console, misreadings[:limit])
        rest = f"（只列出 {limit} 处；全部：--limit 0）" if limit < len(misreadings) else ""
        console.print(f"共 {len(misreadings)} 处读取问题{rest}", soft_wrap=True)


def _print_lines(found: Sequence[Finding], misreadings: Sequence[Misread], rule: str | None) -> None:
    for line in (*_rows(found, rule), *map(_problem, misreadings)):
        click.echo(json.dumps(line, ensure_ascii=False))


def _rows(found: Sequence[Finding], rule: str | None) -> Iterator[dict[str, Any]]:
    """One broken identity each; those of one finding have its name, and its cell where that is certain."""
    for one in found:
        of_finding = {
            "of": one.first.name,
            "cell": one.cell,
            "cell_printed": one.printed,
            "cell_expected": one.expected,
        }
        for part in one.parts:
            if rule in (None, part.check.rule):
                yield {**_columns(part), "org": part.org, "year": part.year, "url": part.url, **of_finding}


def _columns(part: Broken) -> dict[str, Any]:
    """The columns of `checks`, by their names."""
    said = {
        "report_id": part.report_id, "rule": part.check.rule, "cells": part.check.cells, "status": part.check.status,
        "printed": part.check.printed, "expected": part.check.expected, "blame": part.check.blame,
        "severity": part.check.severity, "decision": part.decision, "note": part.note,
        "detail": part.check.detail or None, "finding": part.name,
    }  # fmt: skip
    return {name: said[name] for name in CHECKS}


def _problem(one: Misread) -> dict[str, Any]:
    return {
        "problem": one.code, "cells": one.cells, "detail": one.detail or None, "report_id": one.report_id,
        "document_id": one.document_id, "org": one.org, "year": one.year, "url": one.url,
    }  # fmt: skip


def _decide(data: Path, confirm: Sequence[str], dismiss: Sequence[str], note: str) -> None:
    if dismiss and not note.strip():
        raise refusal("--dismiss 须写明理由：--note")
    if both := set(confirm) & set(dismiss):
        raise refusal(f"{min(both)} 不能既属实又不成问题")
    try:
        count = _keep(data, confirm, dismiss, note)
    except (database.BusyError, database.NoDatabaseError, decisions.DecisionsError) as error:
        raise refusal(str(error)) from None
    except (OSError, sqlite3.DatabaseError) as error:
        raise refusal(f"没有写入 {data}：{error}") from error
    click.echo(f"已记入 {data / decisions.FILE}：{len(confirm) + len(dismiss)} 项发现，{count} 条关系")


def _keep(data: Path, confirm: Sequence[str], dismiss: Sequence[str], note: str) -> int:
    """Into the file first, which is what counts; nothing is written while somebody else writes."""
    at = clock.now().isoformat(timespec="seconds")
    wanted: list[tuple[Literal["confirmed", "dismissed"], Sequence[str]]] = [
        ("confirmed", confirm),
        ("dismissed", dismiss),
    ]
    database.work(data).close()
    with intake.opened(data) as writing:
        taken = [
            line
            for decision, names in wanted
            for name in names
            for line in findings.decided(_named(writing.db, name), decision, note, at)
        ]
        for line in taken:
            decisions.append(data / decisions.FILE, line)
        publish(writing)
    return len(taken)


def _named(db: sqlite3.Connection, name: str) -> Finding:
    found = findings.named(db, name)
    if found is None:
        raise refusal(f"没有发现 {name}（代号见 gongkai check 每项的末行）")
    return found
