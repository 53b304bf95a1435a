"""`gongkai portals test FILE [SAVED]`: is a portal's file right, and does it find what it should on saved pages?

Needs no network and stores nothing, so that a newcomer can send a portal together with its proof.
"""

from __future__ import annotations

from pathlib import Path

import click

from crawler.commands.data import data_option
from crawler.portal import load
from crawler.proof import Proof, prove
from crawler.saved import read_saved
from crawler.show.proof import shown
from crawler.show.words import clean

ATTENTION = 1


@click.command
@data_option
@click.option("--all", "whole", is_flag=True, help="列出全部链接，而不只是每个列表的前几个。")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("saved", required=False, metavar="[SAVED]", type=click.Path(path_type=Path))
@click.pass_context
def test(context: click.Context, whole: bool, file: Path, saved: Path | None) -> None:
    """检查一个门户文件；给出已保存网页的文件夹 SAVED，就在这些网页上试走一遍。不联网。

    SAVED 里有 pages.toml，逐页写明文件和网址，见 docs/portals.md。

    退出码：0 没有发现问题；1 有不对的地方；2 文件写错，或用法有误。
    """
    portal = load(file)
    click.echo(f"{file}：{clean(portal.name)}，平台 {portal.platform}，起点 {len(portal.starts)} 个")
    if saved is None:
        click.echo("文件没有写错。给出已保存的网页，才能知道会取到什么。")
        return
    proof = prove(portal, read_saved(saved))
    for line in shown(proof, len(proof.reports) + len(proof.files) if whole else 10):
        click.echo(line)
    wrong = list(_wrong(proof))
    for line in wrong:
        click.echo(f"不对：{clean(line)}", err=True)
    if not wrong:
        click.echo("没有发现问题。")
    context.exit(ATTENTION if wrong else 0)


def _wrong(proof: Proof) -> list[str]:
    if any(looked.ask.kind == "list" for looked in proof.looked.values()) and not proof.reports:
        return [*proof.wrong, "列表里一份报告也没有认出来"]
    return proof.wrong
