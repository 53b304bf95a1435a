"""The published database as it is read: a file that is replaced as a whole each night, while pages are being read.

A request reads one snapshot from beginning to end. The file that took its place is noticed with the next request;
the old one is closed when its last reader is done. Nothing here writes.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import LifoQueue
from typing import TypeVar

Result = TypeVar("Result")
Prepare = Callable[[sqlite3.Connection], object]
Mark = tuple[int, int, int, int]

# A file that is replaced while it is being opened is tried again; twice in a row does not happen.
TRIES = 3


class Snapshot:
    """One file, opened once. Connections are made at once: later its path leads to another file."""

    def __init__(self, path: Path, mark: Mark, prepare: Prepare, connections: int) -> None:
        self.mark = mark
        self.readers = 0
        self.superseded = False
        self._free: LifoQueue[sqlite3.Connection] = LifoQueue()
        try:
            for _ in range(connections):
                connection = _open(path)
                self._free.put(connection)
                prepare(connection)
        except BaseException:
            self.close()
            raise

    def run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """On a connection that nobody else uses meanwhile."""
        connection = self._free.get()
        try:
            return work(connection)
        finally:
            self._free.put(connection)

    def close(self) -> None:
        while not self._free.empty():
            self._free.get().close()


def _open(path: Path) -> sqlite3.Connection:
    # No statement outlives its run, so each run may be on another thread.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


class Snapshots:
    """The snapshot that counts now."""

    def __init__(self, path: Path, prepare: Prepare, connections: int) -> None:
        self.path = path
        self._prepare = prepare
        self._connections = connections
        self._lock = threading.Lock()
        self._latest: Snapshot | None = None

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The same snapshot for as long as it is held."""
        snapshot = self._take()
        try:
            yield snapshot
        finally:
            self._give_back(snapshot)

    def close(self) -> None:
        with self._lock:
            latest, self._latest = self._latest, None
            if latest is not None:
                _supersede(latest)

    def _take(self) -> Snapshot:
        with self._lock:
            self._follow()
            if self._latest is None:
                raise FileNotFoundError(self.path)
            self._latest.readers += 1
            return self._latest

    def _give_back(self, snapshot: Snapshot) -> None:
        with self._lock:
            snapshot.readers -= 1
            if snapshot.superseded and not snapshot.readers:
                snapshot.close()

    def _follow(self) -> None:
        """Where the new file cannot be opened (it is gone for now, or no database) the old one goes on being read."""
        mark = _mark(self.path)
        if mark is None or (self._latest is not None and self._latest.mark == mark):
            return
        try:
            fresh = self._opened()
        except (sqlite3.Error, OSError):
            if self._latest is None:
                raise
            return
        before, self._latest = self._latest, fresh
        if before is not None:
            _supersede(before)

    def _opened(self) -> Snapshot:
        for _ in range(TRIES):
            mark = _mark(self.path)
            if mark is None:
                break
            snapshot = Snapshot(self.path, mark, _checked(self._prepare), self._connections)
            if _mark(self.path) == mark:
                return snapshot
            snapshot.close()
        raise FileNotFoundError(self.path)


def _checked(prepare: Prepare) -> Prepare:
    """SQLite looks at the file only when it is first asked for something."""

    def prepared(connection: sqlite3.Connection) -> None:
        prepare(connection)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()

    return prepared


def _mark(path: Path) -> Mark | None:
    """What tells one file from another at the same path; a number of a file may be used again after it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def _supersede(snapshot: Snapshot) -> None:
    snapshot.superseded = True
    if not snapshot.readers:
        snapshot.close()
