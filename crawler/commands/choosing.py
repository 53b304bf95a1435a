"""What the commands that read the published database share: which organisations, which region, which years."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any, TypeVar

import click
from rich.console import Console

from pipelines.choice import Choice, NothingChosenError, choose

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--org", metavar="ORG", help="机关编号，或名称（任何一个名称）的一部分。"),
    click.option("--region", metavar="REGION", help="行政区划的代码或名称，含其下级。"),
    click.option("--year", metavar="YEAR", help="报告年度，如 2024 或 2019-2024。"),
)


def choice_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen(db: sqlite3.Connection, org: str | None, region: str | None, year: str | None) -> Choice:
    try:
        return choose(db, org, region, year)
    except NothingChosenError as error:
        raise refusal(str(error)) from None


class Refusal(click.ClickException):
    """One line, exit code 2."""

    exit_code = 2


def refusal(message: str) -> click.ClickException:
    return Refusal(message)


def terminal() -> Console:
    """Where people read; a character that the terminal lacks is no reason to stop."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console(highlight=False, emoji=False, markup=False)
