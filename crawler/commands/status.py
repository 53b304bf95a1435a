"""`gongkai status`: the last run of each portal, and in one line whether the last night was good."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawler import clock
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble
from crawler.config import Config
from crawler.config import load as load_config
from crawler.portal import Portal, Wrong, portals
from crawler.show.runs import line
from pipelines import database, runs
from pipelines.runs import Run

ATTENTION = 1
# Portals that the last line names.
NAMED = 8


@click.command
@data_option
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象。")
@click.pass_context
@one_line_for_trouble
def status(context: click.Context, as_json: bool) -> None:
    """各门户最近一次运行，最后一行说昨夜好不好。

    正在进行的运行不算数，以最近一次结束的为准；被杀死的（没有进程持有数据目录的锁）不是完好。

    退出码：0 最近一夜完好；1 有门户不是完好、从未运行、已过了该运行的时间，或门户文件写错了；
    2 用法有误，或还没有运行过。
    """
    data = data_folder(context)
    config = load_config(data)
    wrong: list[Wrong] = []
    enabled = [one for one in portals(data, wrong).values() if config.enables(one.id, one.enabled)]
    with closing(database.work(data)) as db:
        found = _look(db, data, [one.id for one in enabled])
        good = {one.id: runs.last(db, one.id, good=True) for one in enabled}
    told = _told(found, config, [error.format_message() for error in wrong])
    for error in told["wrong"]:
        click.echo(f"gongkai: {error}", err=True)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(enabled, found.last, good, told)
    context.exit(0 if told["ok"] else ATTENTION)


@dataclass(frozen=True, slots=True)
class _Found:
    """By portal: the run by which it is judged, and the one that is under way; and whose run was killed."""

    last: dict[str, Run | None]
    under_way: dict[str, Run]
    killed: list[str]

    def started(self, portal: str) -> datetime | None:
        """When its newest run began, ended or not."""
        both = (self.under_way.get(portal), self.last[portal])
        return max((datetime.fromisoformat(run.started) for run in both if run is not None), default=None)


def _look(db: sqlite3.Connection, data: Path, names: list[str]) -> _Found:
    """A run that was open before nobody wrote, and is open after it, has no process any more."""
    opened = {name: runs.open_runs(db, name) for name in names}
    held = any(opened.values()) and database.being_written(data)
    still = {name: [one for one in runs.open_runs(db, name) if one in opened[name]] for name in names}
    newest = {name: runs.get(db, found[-1]) for name, found in still.items() if found}
    last = {name: runs.last(db, name) for name in names}
    if held:
        return _Found(last, newest, [])
    killed = {name: replace(run, outcome="failed", reason="killed") for name, run in newest.items()}
    return _Found({**last, **killed}, {}, list(killed))


def _told(found: _Found, config: Config, wrong: list[str]) -> dict[str, Any]:
    now = clock.now()
    ended = [run for run in found.last.values() if run is not None]
    started = {name: found.started(name) for name in found.last}
    newest = max((datetime.fromisoformat(run.started) for run in ended), default=None)
    # Those that never ran are told as that.
    overdue = [name for name, at in started.items() if at and config.schedule and config.schedule.overdue(at, now)]
    never = [name for name, run in found.last.items() if run is None]
    bad = [run.portal for run in ended if run.outcome != "ok"]
    return {
        "ok": bool(ended) and not (overdue or never or bad or wrong),
        "last": newest.isoformat() if newest else None,
        "overdue": overdue,
        "under_way": list(found.under_way),
        "killed": found.killed,
        "never_run": never,
        "not_ok": bad,
        "wrong": wrong,
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
    said += [f"{len(told['killed'])} 个被杀死（{_some(told['killed'])}）"] if told["killed"] else []
    said += [f"{len(told['never_run'])} 个门户从未运行（{_some(told['never_run'])}）"] if told["never_run"] else []
    said += [f"{len(told['overdue'])} 个已过了该运行的时间（{_some(told['overdue'])}）"] if told["overdue"] else []
    said += [f"{len(told['wrong'])} 个门户文件写错了"] if told["wrong"] else []
    well = [] if said else ["完好"]
    well += [f"{len(told['under_way'])} 个正在运行"] if told["under_way"] else []
    night = f"最近一夜 {told['last'][:16].replace('T', ' ')}（UTC）" if told["last"] else "还没有采集过"
    click.echo(f"{night}：{'，'.join([*said, *well])}")


def _some(names: list[str]) -> str:
    """A line stays one that is read; `--json` names all."""
    return "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")
