"""`gongkai crawl`: one night. A line a portal, a summary, and an exit code that says whether the night was good."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

import click

from crawler import clock
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble, publish
from crawler.config import Config
from crawler.config import load as load_config
from crawler.night import Night, opened
from crawler.portal import Portal, Wrong, files, portals
from crawler.process import crawl_all
from crawler.show.runs import Watch, line, summary
from crawler.webhook import tell
from pipelines import runs
from pipelines.runs import Run

ATTENTION, USAGE, INTERRUPTED = 1, 2, 130


@click.command
@data_option
@click.option("--full", is_flag=True, help="全部重新取得，并以所见为新的基准（列表变短也接受）。")
@click.option("--since", type=click.IntRange(2000, 2100), metavar="YEAR", help="只取这个年度及以后的报告。")
@click.option("--max", "limit", type=click.IntRange(1), metavar="N", help="每个门户最多取 N 个报告页和附件。")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 对象。")
@click.argument("names", nargs=-1, metavar="[PORTAL…]")
@click.pass_context
@one_line_for_trouble
def crawl(
    context: click.Context, names: Sequence[str], full: bool, since: int | None, limit: int | None, as_json: bool
) -> None:
    """采集各门户（默认全部启用的），只取新的和有改动的。

    每个门户一行：完好（ok）、不完整（incomplete）或失败（failed）及原因；最后一行是总结。
    中断后再运行，从断处继续。

    退出码：0 全部完好；1 有门户不是完好；2 用法有误，或没有运行；130 按了两次 Ctrl-C。
    """
    data = data_folder(context)
    config = load_config(data)
    wrong: list[Wrong] = []
    known = portals(data, wrong)
    _warn(wrong, config.unknown(files(data)))
    chosen = _chosen(known, names, config, broken=files(data).keys() - known.keys())
    if not chosen:
        context.exit(USAGE)
    with opened(data, clock.now(), full=full, since=since, limit=limit) as night:
        ended, in_order = run(night, chosen, data, quiet=as_json)
        good = any(one.outcome != "failed" for one in ended)
        path = publish(night.intake) if good else None
    said = summary(ended, path)
    if as_json:
        click.echo(json.dumps(said.as_json(), ensure_ascii=False))
    else:
        click.echo(said.text())
    if config.webhook:
        tell(config.webhook, said.as_json())
    if not in_order:
        context.exit(INTERRUPTED)
    context.exit(0 if said.ok and not wrong else ATTENTION)


def _warn(wrong: Sequence[Wrong], unknown: Sequence[str]) -> None:
    """What is wrong in a portal's file or in the settings costs that portal, not the night."""
    for said in (*map(str, wrong), *(f"gongkai.toml：没有门户 {name}" for name in unknown)):
        click.echo(f"gongkai: {said}", err=True)


def run(night: Night, chosen: Sequence[Portal], data: Path, *, quiet: bool) -> tuple[list[Run], bool]:
    """All portals side by side, each line printed as its portal ends; and whether nobody pressed Ctrl-C twice."""
    ended: list[Run] = []
    names = {portal.id: portal.name for portal in chosen}
    with Watch(chosen, quiet=quiet) as watch:

        def told(one: Run) -> None:
            ended.append(one)
            watch.ended(one, line(one, names[one.portal], runs.last_good_before(night.intake.db, one)))

        night.ended, night.stored = told, watch.stored
        in_order = crawl_all(night, chosen, data)
    return ended, in_order


def _chosen(known: dict[str, Portal], names: Sequence[str], config: Config, broken: Set[str]) -> list[Portal]:
    """Those that are named, enabled or not; without names those that are enabled. None where all files are broken."""
    unknown = [name for name in names if name not in known and name not in broken]
    if unknown:
        raise click.UsageError(f"没有门户 {'、'.join(unknown)}；gongkai portals 列出全部")
    if names:
        return [known[name] for name in dict.fromkeys(names) if name in known]
    enabled = list(_enabled(known.values(), config))
    if not enabled and not broken:
        raise click.UsageError("没有启用的门户；gongkai portals 列出全部")
    return enabled


def _enabled(known: Iterable[Portal], config: Config) -> Iterable[Portal]:
    return (portal for portal in known if config.enables(portal.id, portal.enabled))
