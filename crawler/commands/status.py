"""`gongkai status`: the last run of each portal, and in one line whether the last night was good."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from crawler import clock
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble
from crawler.config import Config
from crawler.config import load as load_config
from crawler.portal import Portal, portals
from crawler.show.runs import line
from pipelines import database, runs
from pipelines.runs import Run

ATTENTION = 1


@click.command
@data_option
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象。")
@click.pass_context
@one_line_for_trouble
def status(context: click.Context, as_json: bool) -> None:
    """各门户最近一次运行，最后一行说昨夜好不好。

    退出码：0 最近一夜完好；1 有门户不是完好、从未运行，或已过了该运行的时间；2 用法有误，或还没有运行过。
    """
    data = data_folder(context)
    config = load_config(data)
    enabled = [one for one in portals(data, []).values() if config.enables(one.id, one.enabled)]
    with closing(database.work(data)) as db:
        last = {one.id: runs.last(db, one.id) for one in enabled}
        good = {one.id: runs.last(db, one.id, good=True) for one in enabled}
        under_way = [one.id for one in enabled if runs.open_runs(db, one.id)]
    told = _told(last, config, under_way)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(enabled, last, good, told)
    context.exit(0 if told["ok"] else ATTENTION)


def _told(last: dict[str, Run | None], config: Config, under_way: list[str]) -> dict[str, Any]:
    ended = [run for run in last.values() if run is not None]
    started = max((datetime.fromisoformat(run.started) for run in ended), default=None)
    overdue = config.schedule is not None and config.schedule.overdue(started, clock.now())
    never = [portal for portal, run in last.items() if run is None]
    bad = [run.portal for run in ended if run.outcome != "ok"]
    return {
        "ok": bool(ended) and not (overdue or never or bad),
        "last": started.isoformat() if started else None,
        "overdue": overdue,
        "under_way": under_way,
        "never_run": never,
        "not_ok": bad,
        "runs": [asdict(run) for run in ended],
    }


def _print(
    enabled: list[Portal], last: dict[str, Run | None], good: dict[str, Run | None], told: dict[str, Any]
) -> None:
    for portal in enabled:
        run = last[portal.id]
        if run is not None:
            click.echo(f"{line(run, portal.name, good[portal.id])}  {run.started[:16].replace('T', ' ')}")
    said = [f"{len(told['not_ok'])} 个门户不是完好"] if told["not_ok"] else []
    said += [f"{len(told['never_run'])} 个门户从未运行"] if told["never_run"] else []
    said += ["已过了该运行的时间"] if told["overdue"] else []
    said += [f"{len(told['under_way'])} 个正在运行或被杀死"] if told["under_way"] else []
    night = f"最近一夜 {told['last'][:16].replace('T', ' ')}（UTC）" if told["last"] else "还没有采集过"
    click.echo(f"{night}：{'，'.join(said) if said else '完好'}")
