"""`gongkai organisations`: who is in the database under which names, and what people decide of doubtful pairs.

Lists and asks; a decision is one line of decisions.jsonl and counts from the next run that reads names again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import click

from crawler import clock
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble
from crawler.show.words import clean
from pipelines import database, decisions, regions
from pipelines.decisions import Decision, Decisions, Different, Same, Successor
from pipelines.organisations import Known, Pair, doubtful
from pipelines.organisations.rules import rules

_ROWS = "SELECT id, name, region_code, region, level, kind, successor_id FROM organisations ORDER BY id"
_NAMES = "SELECT org_id, name FROM organisation_names ORDER BY org_id, name"


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row of the database, with the other names it was met under."""

    id: str
    name: str
    region_code: str
    region: str
    level: str | None
    kind: str
    successor_id: str | None
    names: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {key: getattr(self, key) for key in self.__slots__}


@click.group(invoke_without_command=True)
@data_option
@click.option("--doubtful", "doubts", is_flag=True, help="列出同一地区里可能是同一机关的名称，以及理由。")
@click.option("--region", metavar="CODE", help="只列这个地区及其下级（行政区划代码，如 370303）。")
@click.option("--json", "as_lines", is_flag=True, help="每项输出一行 JSON。")
@click.pass_context
@one_line_for_trouble
def organisations(context: click.Context, doubts: bool, region: str | None, as_lines: bool) -> None:
    """列出机关及其各种名称；有疑问的由人决定。

    名称只凭证据合并：规范名称相同，或资料里写明，或由人决定（same、different、successor）。
    决定保存在数据目录的 decisions.jsonl，重建数据库后仍有效。

    退出码：0 完成；2 用法有误，或没有数据库。
    """
    if context.invoked_subcommand:
        return
    if region and regions.get(region) is None:
        raise click.UsageError(f"没有这个行政区划代码：{region}")
    data = data_folder(context)
    found = [one for one in _stored(data) if not region or regions.within(one.region_code, region)]
    taken = decisions.read(data / decisions.FILE)
    for line in _doubts(found, taken, as_lines) if doubts else _all(found, as_lines):
        click.echo(line)


@organisations.command
@data_option
@click.argument("a")
@click.argument("b")
@click.option("--keep", metavar="ID", help="以后用这两个编号中的哪一个（默认由程序取较小的、区划已知的）。")
@click.option("--note", default="", help="说明。")
@click.pass_context
@one_line_for_trouble
def same(context: click.Context, a: str, b: str, keep: str | None, note: str) -> None:
    """决定 A 与 B（机关编号）是同一机关。"""
    first, second = _names_of(context, a, b)
    _decide(context, Same(a, b, keep, first, second, note, _now()))


@organisations.command
@data_option
@click.argument("a")
@click.argument("b")
@click.option("--note", default="", help="说明。")
@click.pass_context
@one_line_for_trouble
def different(context: click.Context, a: str, b: str, note: str) -> None:
    """决定 A 与 B（机关编号）是两个机关；也用来收回先前的 same。"""
    first, second = _names_of(context, a, b)
    _decide(context, Different(a, b, first, second, note, _now()))


@organisations.command
@data_option
@click.argument("a")
@click.argument("b")
@click.option("--since", type=int, required=True, metavar="YEAR", help="自哪一年起。")
@click.option("--note", default="", help="说明。")
@click.pass_context
@one_line_for_trouble
def successor(context: click.Context, a: str, b: str, since: int, note: str) -> None:
    """决定机关 A 由机关 B（机关编号）承接，例如机构改革。"""
    before, after = _names_of(context, a, b)
    _decide(context, Successor(a, b, since, before, after, note, _now()))


def _stored(data: Path) -> Sequence[Organisation]:
    with closing(database.published(data)) as db:
        names: dict[str, list[str]] = {}
        for org_id, name in db.execute(_NAMES):
            names.setdefault(org_id, []).append(name)
        return [_organisation(row, names.get(row[0], [])) for row in db.execute(_ROWS)]


def _organisation(row: sqlite3.Row | tuple[str, ...], names: Sequence[str]) -> Organisation:
    org_id, name, code, region, level, kind, after = row
    others = tuple(other for other in names if other != name)
    return Organisation(org_id, name, code, region, level, kind, after, others)


def _all(found: Sequence[Organisation], as_lines: bool) -> Iterator[str]:
    if as_lines:
        yield from (json.dumps(one.as_json(), ensure_ascii=False) for one in found)
        return
    by_id = {one.id: one for one in found}
    for one in found:
        also = f"（又名：{'、'.join(one.names)}）" if one.names else ""
        after = by_id.get(one.successor_id or "")
        gone = f" → 由 {after.name if after else one.successor_id} 承接" if one.successor_id else ""
        yield clean(f"{one.id}  {_what(one)}  {one.name}{also}{gone}")
    yield f"{len(found)} 个机关"


def _what(one: Organisation) -> str:
    words = rules()["zh"]
    return f"{words['levels'].get(one.level, '层级不明')}·{words['kinds'][one.kind]}"


def _doubts(found: Sequence[Organisation], taken: Decisions, as_lines: bool) -> Iterator[str]:
    known = [Known(one.id, one.name, one.region_code) for one in found]
    open_pairs = [pair for pair in doubtful(known) if taken.decided(pair.a.id, pair.b.id) is None]
    for pair in open_pairs:
        yield json.dumps(_as_json(pair), ensure_ascii=False) if as_lines else clean(_line(pair))
    if not as_lines:
        yield (
            f"{len(open_pairs)} 对待定；用 gongkai organisations same、different 或 successor 决定"
            if open_pairs
            else "没有待定的"
        )


def _as_json(pair: Pair) -> dict[str, str]:
    return {
        "a": pair.a.id, "a_name": pair.a.name, "b": pair.b.id, "b_name": pair.b.name, "reason": pair.reason,
    }  # fmt: skip


def _line(pair: Pair) -> str:
    return f"{pair.a.id} {pair.a.name}  ？  {pair.b.id} {pair.b.name}  （{rules()['zh']['reasons'][pair.reason]}）"


def _names_of(context: click.Context, a: str, b: str) -> tuple[str, str]:
    """The names of both; an organisation that was joined into another is known from the decision that did it."""
    data = data_folder(context)
    known: dict[str, str] = {}
    for one in decisions.read(data / decisions.FILE).taken:
        if isinstance(one, Same | Different):
            known |= {one.a: one.a_name, one.b: one.b_name}
    known |= {one.id: one.name for one in _stored(data)}
    if unknown := [org_id for org_id in (a, b) if org_id not in known]:
        raise click.UsageError(f"没有机关 {unknown[0]}；gongkai organisations 列出全部")
    return known[a], known[b]


def _decide(context: click.Context, decision: Decision) -> None:
    file = data_folder(context) / decisions.FILE
    decisions.append(file, decision)
    click.echo(f"已记入 {file}，下次 gongkai crawl、ingest 或 reparse 时生效")


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")
