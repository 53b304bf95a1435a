"""`gongkai demo`: serves the sample portals on loopback, crawls two of their nights with the real spider, shows all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import tomli_w

from crawler.clock import VARIABLE
from crawler.commands.data import data_folder, data_option
from crawler.portal import portals
from sample import Server, World, serve

# Only what an earlier demo has left behind is removed.
MADE_HERE = ("gongkai.db", "gongkai.toml", "work", "archive", "portals")
ATTENTION = 1
NIGHTS = (1, 2)


@click.command
@data_option
@click.pass_context
def demo(context: click.Context) -> None:
    """用真正的采集程序采集随附的示例网站两夜，展示存下了什么、变了什么、哪里有问题。

    示例网站在本机运行，机关是虚构的；不联网。数据放在数据目录下的 demo/ 里，每次重做。
    """
    data = data_folder(context) / "demo"
    _clear(data)
    with serve(World()) as server:
        names = [file.stem for file in server.write_portals(data / "portals")]
        _disable_real_ones(data, names)
        clocks = [server.world.clock(number).isoformat() for number in NIGHTS]
        for number, now in zip(NIGHTS, clocks, strict=True):
            server.night = number
            _say(f"第 {number} 夜（{now[:10]}）：{_about(server, number)}")
            _gongkai(data, now, "crawl", *names)
    _say("第 2 夜变了什么")
    _gongkai(data, clocks[-1], "changes", "--kind", "edited", "--kind", "moved", "--kind", "gone")
    _say("数据里哪里有问题（机关所印如此，照印保存）")
    _gongkai(data, clocks[-1], "check", "--limit", "5")
    _say("接下来可以试")
    click.echo(_next(data))


def _clear(data: Path) -> None:
    for name in MADE_HERE:
        path = data / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _disable_real_ones(data: Path, names: Sequence[str]) -> None:
    """Whoever says `gongkai --data …/demo crawl` later means the demo, not the government's sites."""
    real = sorted(set(portals(data)) - set(names))
    (data / "gongkai.toml").write_text(tomli_w.dumps({"portals": {"disabled": real}}), encoding="utf-8")


def _gongkai(data: Path, now: str, *arguments: str) -> None:
    """The very command that an operator gives, in a process of its own; that a night needs attention is part of it."""
    command = [sys.executable, "-m", "crawler.cli", "--data", str(data), *arguments]
    done = subprocess.run(command, env={**os.environ, VARIABLE: now}, check=False)  # noqa: S603
    if done.returncode not in (0, ATTENTION):
        raise click.ClickException(f"gongkai {arguments[0]} 以退出码 {done.returncode} 结束")


def _about(server: Server, night: int) -> str:
    if night == 1:
        return f"{len(server.expected())} 个示例网站，什么都还没有"
    return "一份新增，一份改动，一份撤下，一份换址；一个列表突然变短，一个网站要求验证"


def _say(words: str) -> None:
    click.echo(click.style(f"\n── {words}", bold=True))


def _next(data: Path) -> str:
    commands: Sequence[tuple[str, str]] = (
        ("check", "不成立的勾稽关系，一条条列出"),
        ("coverage --year 2025", "谁公布了、谁晚了、谁还没有"),
        ("search 复议", "正文里的词"),
        ("export 导出 --format csv,xlsx", "导出，附编码簿"),
        ("serve", "在浏览器里看"),
    )
    lines = [f"  gongkai --data {data} {command:<32} # {words}" for command, words in commands]
    return "\n".join([*lines, f"  数据库：{data / 'gongkai.db'}"])
