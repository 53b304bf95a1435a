"""The option `--data DIR`, which every command takes, before its name or after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

DEFAULT = Path("data")
_KEY = "gongkai.data"

Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="GONGKAI_DATA",
        metavar="DIR",
        expose_value=False,
        is_eager=True,
        callback=_keep,
        help="数据目录（默认 data/，也可用环境变量 GONGKAI_DATA）。",
    )(command)


def data_folder(context: click.Context) -> Path:
    folder: Path = context.meta.get(_KEY, DEFAULT)
    return folder


def _keep(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    """What stands nearest to the command counts; the environment only where neither place says anything."""
    source = context.get_parameter_source(parameter.name or "")
    if value is not None and (source is click.core.ParameterSource.COMMANDLINE or _KEY not in context.meta):
        context.meta[_KEY] = value
