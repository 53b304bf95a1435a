"""The command line `gongkai`: the group, its exit codes, and how it ends when it is interrupted.

Each command is a module of crawler/commands/; nothing here knows what they do.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

import click

from crawler.commands.data import data_option
from crawler.commands.demo import demo
from crawler.commands.parse import parse
from crawler.pool import kill_workers

# The second is what click itself gives where a pipe closes during the output.
INTERRUPTED, PIPE_CLOSED = 130, 1


def _version() -> str:
    try:
        return version("gongkai")
    except PackageNotFoundError:
        return "（未安装）"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@data_option
@click.version_option(_version(), prog_name="gongkai", message="%(prog)s %(version)s", help="显示版本。")
def gongkai() -> None:
    """读取、核对政府信息公开工作年度报告。

    退出码：0 完成；1 完成，但有需要留意的；2 用法有误，或没有能读的。
    """


gongkai.add_command(parse)
gongkai.add_command(demo)


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
        kill_workers()
        click.echo("gongkai: 已中断", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        kill_workers()
        # What is still buffered has no reader; without this the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = PIPE_CLOSED
    sys.exit(code)


if __name__ == "__main__":
    main()
