"""What every command that writes does in the same way: one line for trouble, and the readers' copy at the end."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from crawler import clock
from crawler.commands.choosing import refusal
from crawler.config import load as load_config
from crawler.portal import Wrong, portals
from crawler.progress import waiting
from pipelines import publishing
from pipelines.archive import ArchiveError
from pipelines.database import BusyError, NoDatabaseError
from pipelines.decisions import DecisionsError
from pipelines.intake import Intake

Given = ParamSpec("Given")
Back = TypeVar("Back")


def one_line_for_trouble(command: Callable[Given, Back]) -> Callable[Given, Back]:
    """Trouble that has a reason is said in one line, exit code 2; anything else is ours and keeps its traceback."""

    @functools.wraps(command)
    def wrapped(*args: Given.args, **options: Given.kwargs) -> Back:
        try:
            return command(*args, **options)
        except (BusyError, NoDatabaseError, Wrong, ArchiveError, DecisionsError) as error:
            raise refusal(str(error)) from error
        except PermissionError as error:
            raise refusal(f"没有写入权限：{error.filename}") from error
        except OSError as error:
            raise refusal(f"{error.strerror or error}：{error.filename or ''}") from error
        except sqlite3.OperationalError as error:
            raise refusal(f"数据库：{error}") from error

    return wrapped


def publish(writing: Intake) -> Path:
    """The readers' copy. A portal's file that is wrong is said where portals are listed and crawled."""
    config = load_config(writing.data)
    known = [replace(one, enabled=config.enables(one.id, one.enabled)) for one in portals(writing.data, []).values()]
    with waiting("整理并发布"):
        return publishing.publish(writing, known, clock.now())
