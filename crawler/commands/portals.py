"""`gongkai portals`: which portals there are. What adds, probes or tests one is a module of its own.

Each is loaded when it is named.
"""

from __future__ import annotations

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from crawler.commands.data import data_folder, data_option
from crawler.config import load as load_config
from crawler.portal import Portal, Wrong, built_in, files
from crawler.portal import portals as all_portals
from crawler.show.words import clean

ATTENTION = 1
# Each is a function of its name in a module of this folder.
COMMANDS = {"add": "portals_add", "probe": "portals_probe", "test": "portals_proof"}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        return [name for name, module in COMMANDS.items() if find_spec(f"crawler.commands.{module}")]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(import_module(f"crawler.commands.{COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=Commands, invoke_without_command=True)
@data_option
@click.option("--json", "as_lines", is_flag=True, help="每个门户输出一行 JSON。")
@click.pass_context
def portals(context: click.Context, as_lines: bool) -> None:
    """列出各门户：内置的，和数据目录 portals/ 里自己的（同名时以自己的为准）。

    退出码：0 完成；1 有门户文件写错了（已指出，其余照列）。
    """
    if context.invoked_subcommand is not None:
        return
    data = data_folder(context)
    wrong: list[Wrong] = []
    found = all_portals(data, wrong)
    config = load_config(data)
    enabled = {name for name, portal in found.items() if config.enables(name, portal.enabled)}
    own = {name for name, file in files(data).items() if file not in built_in()}
    if as_lines:
        for portal in found.values():
            said = _as_json(portal, files(data)[portal.id], portal.id in own, portal.id in enabled)
            click.echo(json.dumps(said, ensure_ascii=False))
    else:
        _print(found, own, enabled)
    for error in wrong:
        click.echo(f"gongkai: {error.format_message()}", err=True)
    context.exit(ATTENTION if wrong else 0)


def list_known(portal: Portal) -> bool:
    """False where the lists are filled by a script and the portal's file does not say from where."""
    return portal.platform != "zibo" or portal.list is not None


def _as_json(portal: Portal, file: Path, own: bool, enabled: bool) -> dict[str, object]:
    return {
        "id": portal.id,
        "name": portal.name,
        "region": portal.region,
        "platform": portal.platform,
        "hosts": portal.hosts,
        "starts": len(portal.starts),
        "organisations": len(portal.organisations),
        "list_known": list_known(portal),
        "enabled": enabled,
        "own": own,
        "file": str(file),
    }


def _print(found: dict[str, Portal], own: set[str], enabled: set[str]) -> None:
    table = Table(box=None, pad_edge=False, header_style="cyan")
    for head in ("门户", "名称", "区划", "平台"):
        table.add_column(head, no_wrap=True)
    for head in ("起点", "机关"):
        table.add_column(head, justify="right")
    for head in ("列表", "启用", "来源"):
        table.add_column(head, no_wrap=True)
    for portal in found.values():
        table.add_row(
            portal.id,
            clean(portal.name),
            portal.region,
            portal.platform,
            str(len(portal.starts)),
            str(len(portal.organisations) or ""),
            "" if list_known(portal) else "未知",
            "" if portal.id in enabled else "停用",
            "自己的" if portal.id in own else "内置",
        )
    Console(highlight=False, emoji=False, markup=False).print(table)
    if any(not list_known(portal) for portal in found.values()):
        click.echo("列表“未知”：由脚本填充，运行 gongkai portals probe URL 找出接口。")
