"""The two databases of a data folder: the one that is written, and the one that is read, which is made from it.

Opens, migrates, locks and publishes; what is in the tables is store.py's business.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from pipelines import schema

PUBLISHED = "gongkai.db"
WORK = "work"
LOCK = "gongkai.lock"
# Whoever looks whether the lock is held holds it for an instant, which is no reason to lose a night.
PATIENCE = 0.5


class NoDatabaseError(Exception):
    """There is nothing to read yet; the message is one line for a person."""


class BusyError(Exception):
    """Somebody else is writing; the message is one line for a person."""


def published_path(data: Path) -> Path:
    return data / PUBLISHED


def work_path(data: Path) -> Path:
    return data / WORK / PUBLISHED


def published(data: Path) -> sqlite3.Connection:
    """The published database, read-only; it never changes under its reader."""
    return _read_only(published_path(data), f"{published_path(data)} 不存在：先运行 gongkai crawl、ingest 或 demo")


def work(data: Path) -> sqlite3.Connection:
    """The database that is being written, read-only: for what is not published yet, such as the last runs."""
    return _read_only(work_path(data), f"{data} 里还没有运行过：先运行 gongkai crawl 或 ingest")


def _read_only(path: Path, missing: str) -> sqlite3.Connection:
    if not path.is_file():
        raise NoDatabaseError(missing)
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        db.execute("SELECT 1 FROM reports LIMIT 1")
    except sqlite3.DatabaseError as error:
        db.close()
        raise NoDatabaseError(f"{path} 无法打开：{error}") from None
    return db


@contextmanager
def writing(data: Path) -> Iterator[sqlite3.Connection]:
    """The database to write, migrated; one writer at a time. Nothing is committed here but the migration."""
    folder = data / WORK
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=PATIENCE)
    except Timeout:
        raise BusyError(f"另一个 gongkai 正在写入 {data}，本次没有运行") from None
    try:
        db = connect(work_path(data))
        try:
            yield db
        finally:
            db.close()
    finally:
        lock.release()


def being_written(data: Path) -> bool:
    """Whether a process holds the lock of `writing`: it goes with its process, however that ends."""
    try:
        file = (data / WORK / LOCK).open("rb")
    except FileNotFoundError:
        return False
    with file:
        try:
            # Shared, for a file that may be another user's; it goes when the file is closed.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def connect(path: Path | str) -> sqlite3.Connection:
    """A connection that writes; an older database is copied beside itself before it is migrated."""
    connection = sqlite3.connect(path, isolation_level=None)
    db = Database(connection)
    if schema.pending(db) and path != ":memory:":
        _copy(connection, Path(path))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    # 64 MB of journal before it is worked in: the disk is waited for less often.
    connection.execute("PRAGMA wal_autocheckpoint = 16384")
    schema.migrate(db)
    return connection


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """Beside the database, named after the schema it had; a copy that was cut off does not pass for one."""
    target = path.with_name(f"{path.stem}-{schema.version_of(Database(connection)):08x}.bak.db")
    aside = target.with_suffix(".new")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside)) as other:
        connection.backup(other)
    aside.replace(target)


def publish(data: Path) -> Path:
    """Puts a consistent copy in the readers' place, at once; whoever has the old one open keeps it."""
    source, target = work_path(data), published_path(data)
    fresh = target.with_name(f".{PUBLISHED}.new")
    fresh.unlink(missing_ok=True)
    try:
        snapshot(source, fresh)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    _sync(target.parent)
    return target


def snapshot(source: Path, target: Path) -> None:
    """Compact and without a journal of its own, so that the one file is the whole database."""
    db = sqlite3.connect(source)
    try:
        db.execute("VACUUM INTO ?", (str(target),))
    finally:
        db.close()
    fresh = sqlite3.connect(target)
    try:
        fresh.execute("PRAGMA journal_mode = DELETE")
        fresh.execute("ANALYZE")
        fresh.commit()
    finally:
        fresh.close()
    with target.open("rb") as file:
        os.fsync(file.fileno())
    shutil.copymode(source, target)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
