"""`gongkai coverage`: organisation × year, there, late or missing; and who has not published for this year yet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

import click

from crawler import clock
from crawler.commands.choosing import choice_options, chosen, refusal
from crawler.commands.data import data_option
from crawler.commands.opening import opened
from crawler.show import coverage as shown
from pipelines.choice import Choice
from pipelines.coverage import ABSENT, Cell, Coverage, newest
from pipelines.coverage import coverage as covered
from pipelines.holdings import Organisation, never_run

Row = tuple[Organisation, int, Cell]
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "org_id", "org", "region_code", "region", "level", "kind", "year", "state", "deadline", "published", "days_late",
    "report_id", "url", "portals",
)  # fmt: skip


@click.command
@data_option
@choice_options
@click.option(
    "--missing", is_flag=True, help="列出还没有公布的机关（默认为最近一个年度）、所在门户和最近一次完好的采集。"
)
@click.option("--json", "as_lines", is_flag=True, help="每个机关每个年度输出一行 JSON。")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV，每个机关每个年度一行。")
@click.pass_context
def coverage(
    context: click.Context,
    org: str | None,
    region: str | None,
    year: str | None,
    missing: bool,
    as_lines: bool,
    as_csv: bool,
) -> None:
    """机关 × 年度：报告已公布、逾期、撤下、只有文字、读不出、逾期未公布，还是不知道。

    法定期限：县级以上人民政府为次年 3 月 31 日，部门、乡镇街道为 1 月 31 日；2018 年度及以前都是 3 月 31 日。
    说“逾期未公布”，须是应当公布的机关（门户文件列出的，或在该门户公布过的），期限已过，期限之后又完好地采集过。
    """
    if as_lines and as_csv:
        raise refusal("--json 和 --csv 只能用一个")
    now = clock.now()
    with opened(context) as db:
        choice = chosen(db, org, region, year)
        if missing and choice.years is None:
            choice = Choice(choice.orgs, (newest(now), newest(now)))
        found = covered(db, choice, now)
        names = dict(db.execute("SELECT id, name FROM portals"))
        untried = never_run(db)
    hidden: list[Organisation] = []
    if choice.orgs is None and not (as_lines or as_csv):
        found, hidden = _without(found, untried)
    rows = [row for row in _rows(found) if not missing or row[2].state in ABSENT]
    for line in _lines(found, rows, names, missing=missing, as_lines=as_lines, as_csv=as_csv):
        click.echo(line)
    if hidden:
        click.echo(f"另有 {len(hidden)} 个机关，所在的门户从未采集过（列出：--region 或 --org）。")


def _without(found: Coverage, untried: set[str]) -> tuple[Coverage, list[Organisation]]:
    """Those of whom nothing is known, since nobody ever went there: for a person they are no news."""
    known = {org_id for (org_id, _), cell in found.cells.items() if cell.state not in ABSENT}
    listed: list[Organisation] = []
    hidden: list[Organisation] = []
    for one in found.organisations:
        news = one.id in known or not one.portals or not one.portals.keys() <= untried
        (listed if news else hidden).append(one)
    ids = {one.id for one in listed}
    cells = {key: cell for key, cell in found.cells.items() if key[0] in ids}
    return Coverage(found.years, tuple(listed), cells), hidden


def _lines(
    found: Coverage, rows: list[Row], names: dict[str, str], *, missing: bool, as_lines: bool, as_csv: bool
) -> Iterator[str]:
    if as_lines:
        yield from (json.dumps(_object(*row), ensure_ascii=False) for row in rows)
    elif as_csv:
        yield from _table(rows)
    elif missing:
        order = [state for state in shown.SIGNS if state in ABSENT]
        yield from shown.missing(sorted(rows, key=lambda row: (order.index(row[2].state), -row[1])), names)
        yield shown.summary(rows)
    else:
        yield from shown.matrix(found)


def _rows(found: Coverage) -> Iterator[Row]:
    for one in found.organisations:
        for year in found.years:
            if (one.id, year) in found.cells:
                yield one, year, found.cells[one.id, year]


def _object(one: Organisation, year: int, cell: Cell) -> dict[str, Any]:
    portals = [
        {"id": portal, "last_ok": moment.isoformat() if moment else None} for portal, moment in one.portals.items()
    ]
    said = (
        one.id, one.name, one.region_code, one.region, one.level, one.kind, year, cell.state,
        cell.due and str(cell.due), cell.public_by and str(cell.public_by), cell.days_late, cell.report_id, cell.url,
        portals,
    )  # fmt: skip
    return dict(zip(_COLUMNS, said, strict=True))


def _table(rows: Iterable[Row]) -> Iterator[str]:
    yield _line(_COLUMNS)
    for row in rows:
        said = _object(*row)
        said["portals"] = "；".join(f"{one['id']} {one['last_ok'] or ''}".strip() for one in said["portals"])
        yield _line(said.values())


def _line(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([_safe(cell) for cell in cells])
    return out.getvalue()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
