"""The command line `gongkai`: the group, its exit codes, and how it ends when it is interrupted.

Each command is a module of crawler/commands/, loaded when it is asked for; nothing here knows what they do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

import click

from crawler.commands.data import data_option

# The second is what click itself gives where a pipe closes during the output.
INTERRUPTED, PIPE_CLOSED = 130, 1

# In the order of a report's way through the system; each is the module's function of its own name.
COMMANDS = (
    "demo", "portals", "crawl", "status", "parse", "ingest", "reparse", "check", "changes", "coverage", "copied",
    "organisations", "search", "export", "serve",
)  # fmt: skip


def _version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "（未安装）"


class Commands(click.Group):
    """Loads a command when it is named, so that `gongkai parse` does not wait for the crawler's libraries."""

    def list_commands(self, _: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"crawler.commands.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@data_option
@click.version_option(_version(), prog_name="gongkai", message="%(prog)s %(version)s", help="显示版本。")
def gongkai() -> None:
    """采集、读取、核对政府信息公开工作年度报告。

    退出码：0 完成；1 完成，但有需要留意的；2 用法有误，或没有能读的。
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Ends the process with the exit code; wrong usage and interruptions are one line, never a traceback."""
    try:
        code = gongkai.main(arguments, prog_name="gongkai", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.ClickException as error:
        click.echo(f"gongkai: {error.format_message()}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _kill_workers()
        click.echo("gongkai: 已中断", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        _kill_workers()
        # What is still buffered has no reader; without this the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = PIPE_CLOSED
    sys.exit(code)


def _kill_workers() -> None:
    """Only where there may be some."""
    pool = sys.modules.get("crawler.pool")
    if pool is not None:
        pool.kill_workers()


if __name__ == "__main__":
    main()
