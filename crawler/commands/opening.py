"""The published database for a command that only reads it; where there is none, one line and exit code 2."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click

from crawler.commands.choosing import refusal
from crawler.commands.data import data_folder
from pipelines import database


@contextmanager
def opened(context: click.Context) -> Iterator[sqlite3.Connection]:
    try:
        db = database.published(data_folder(context))
        try:
            yield db
        finally:
            db.close()
    except database.NoDatabaseError as error:
        raise refusal(str(error)) from None
    except sqlite3.DatabaseError as error:
        raise refusal(f"数据库：{error}") from error
