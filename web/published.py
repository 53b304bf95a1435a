"""The published database as Datasette knows one: read-only, and each request reads one snapshot of it throughout."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from web.snapshot import Snapshot, Snapshots

Result = TypeVar("Result")

NAME = "gongkai"


class Published(Database):  # type: ignore[misc]  # Datasette carries no types
    """Datasette's own class opens a path once a thread and keeps it; this one follows the file that is there."""

    def __init__(self, datasette: Datasette, path: Path, threads: int) -> None:
        super().__init__(datasette, str(path))
        self.snapshots = Snapshots(path, self._prepare, threads)
        self._pinned: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """What is read in here comes from one snapshot."""
        with self.snapshots.reading() as snapshot:
            token = self._pinned.set(snapshot)
            try:
                yield
            finally:
                self._pinned.reset(token)

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Result]) -> Result:
        pinned = self._pinned.get()
        if pinned is not None:
            return await self._run(pinned, fn)
        with self.snapshots.reading() as snapshot:
            return await self._run(snapshot, fn)

    async def _run(self, snapshot: Snapshot, fn: Callable[[sqlite3.Connection], Result]) -> Result:
        """On another thread, which is told what this request knows: its language above all."""
        within = partial(copy_context().run, snapshot.run, fn)
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, within)

    async def execute_write_fn(self, *_: object, **__: object) -> NoReturn:
        raise PermissionError("the published database is only read")

    def connect(self, *_: object, **__: object) -> NoReturn:
        raise PermissionError("connections are made by the snapshot")

    def close(self) -> None:
        self.snapshots.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        connection.text_factory = _text
        hook: Any = pm.hook
        hook.prepare_connection(conn=connection, database=NAME, datasette=self.ds)


def _text(raw: bytes) -> str:
    return str(raw, "utf-8", "replace")
