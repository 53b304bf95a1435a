"""What every format has to do, and the folder in which files become what readers see only when all are complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self

import pyarrow as pa
from filelock import FileLock, Timeout

from pipelines.export.tables import Extract

PARTS = ".gongkai-export"

Write = Callable[[pa.RecordBatch], None]


class BusyError(Exception):
    """Another export is writing to the same folder; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a format is made with: where to write, which tables it will get, and of when the data is."""

    folder: Path
    names: tuple[str, ...]
    as_of: datetime | None


class Format(Protocol):
    """Gets one table after the other, each in batches; writes only below its task's folder. Whatever describes all
    tables is written when it is left, unless by an error."""

    # What a person has to know of these files, a line each.
    notes: list[str]

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None: ...

    def table(self, one: Extract, of: pa.Schema) -> AbstractContextManager[Write]: ...


class Plain:
    """A format whose files need nothing after the last table."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.notes: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self.finish()

    def finish(self) -> None:
        """After the last table, if all went well."""


@contextmanager
def taking_place(folder: Path) -> Iterator[Path]:
    """A folder to write in. At the end its files take their places in `folder`, each at once; after an error none."""
    parts = folder / PARTS
    parts.mkdir(parents=True, exist_ok=True)
    lock = FileLock(parts / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(f"另一个 gongkai export 正在写入 {folder}，本次没有运行") from None
    try:
        # A killed export left its files here.
        fresh = parts / "files"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        yield fresh
        for path in sorted(fresh.iterdir()):
            _sync(path)
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(parts, ignore_errors=True)
        lock.release()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
