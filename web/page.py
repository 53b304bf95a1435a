"""What every page has in common: it reads in one go and within a time, and its answer says that it is ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import NotFound, Request, Response

from web import guard
from web.site import site

Result = TypeVar("Result")

# Milliseconds that one page may read; what takes longer is a question for the command line.
LIMIT = 4000
_INTERRUPTED = "interrupted"


class TooMuchError(Exception):
    """What was asked for takes longer than a page may."""


async def read(datasette: Datasette, work: Callable[[sqlite3.Connection], Result]) -> Result:
    """Runs `work` on the snapshot of this request, away from the loop that answers the others."""

    def within_limit(db: sqlite3.Connection) -> Result:
        with sqlite_timelimit(db, LIMIT):
            return work(db)

    try:
        found: Result = await site(datasette).database.execute_fn(within_limit)
    except sqlite3.OperationalError as error:
        if error.args[0] == _INTERRUPTED:
            raise TooMuchError from error
        raise
    return found


async def shown(
    datasette: Datasette,
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] = guard.PAGE,
) -> Response:
    body = await datasette.render_template(template, dict(context), request=request)
    return Response.html(body, status=status, headers=dict(headers))


def found(row: Result | None) -> Result:
    """There is such a thing, or the page says that there is none."""
    if row is None:
        raise NotFound("404")
    return row


def rows(db: sqlite3.Connection, sql: str, *values: Any) -> list[sqlite3.Row]:
    return db.execute(sql, values).fetchall()


def row(db: sqlite3.Connection, sql: str, *values: Any) -> sqlite3.Row | None:
    one: sqlite3.Row | None = db.execute(sql, values).fetchone()
    return one


def holes(values: Sequence[object]) -> str:
    """As many question marks as values."""
    return ", ".join("?" for _ in values)


def number_of(text: str | None, most: int = 2**62) -> int | None:
    """A number in an address; whatever else stands there is none."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return min(int(text), most)
