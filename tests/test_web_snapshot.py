"""A published database that is replaced while it is read: each reader sees one file from beginning to end."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from web.snapshot import Snapshot, Snapshots


def publish(path: Path, number: int) -> None:
    fresh = path.with_name("new.db")
    with closing(sqlite3.connect(fresh)) as db:
        db.execute("CREATE TABLE t AS SELECT ? AS number", (number,))
        db.commit()
    fresh.replace(path)


def number(snapshot: Snapshot) -> int:
    def read(db: sqlite3.Connection) -> int:
        return int(db.execute("SELECT number FROM t").fetchone()[0])

    return snapshot.run(read)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    publish(tmp_path / "a.db", 1)
    return tmp_path / "a.db"


@pytest.fixture
def snapshots(path: Path) -> Iterator[Snapshots]:
    made = Snapshots(path, lambda _: None, 2)
    yield made
    made.close()


def latest(snapshots: Snapshots) -> int:
    with snapshots.reading() as snapshot:
        return number(snapshot)


def test_the_file_that_took_its_place_is_read_next(snapshots: Snapshots, path: Path) -> None:
    assert latest(snapshots) == 1
    publish(path, 2)
    assert latest(snapshots) == 2


def test_a_reader_keeps_what_it_began_with(snapshots: Snapshots, path: Path) -> None:
    with snapshots.reading() as old:
        publish(path, 2)
        assert (latest(snapshots), number(old), number(old)) == (2, 1, 1)


def test_the_old_file_is_closed_with_its_last_reader(snapshots: Snapshots, path: Path) -> None:
    with snapshots.reading() as old, snapshots.reading():
        publish(path, 2)
        assert latest(snapshots) == 2
        assert number(old) == 1
    assert old._free.empty()
    assert old.readers == 0


def test_a_file_that_is_no_database_leaves_the_old_one(snapshots: Snapshots, path: Path) -> None:
    assert latest(snapshots) == 1
    path.with_name("bad.db").write_bytes(b"no database at all" * 100)
    path.with_name("bad.db").replace(path)
    assert latest(snapshots) == 1
    publish(path, 3)
    assert latest(snapshots) == 3


def test_a_file_that_is_gone_leaves_the_old_one(snapshots: Snapshots, path: Path) -> None:
    assert latest(snapshots) == 1
    path.unlink()
    assert latest(snapshots) == 1


def test_without_any_file_there_is_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Snapshots(tmp_path / "none.db", lambda _: None, 1).reading():
        pass


def test_nothing_can_be_written(snapshots: Snapshots) -> None:
    with snapshots.reading() as snapshot, pytest.raises(sqlite3.OperationalError, match="readonly"):
        snapshot.run(lambda db: db.execute("DELETE FROM t"))


def test_many_readers_through_many_replacements_never_see_an_older_one(snapshots: Snapshots, path: Path) -> None:
    seen: list[list[int]] = [[] for _ in range(8)]
    stop = threading.Event()

    def read(mine: list[int]) -> None:
        while not stop.is_set():
            mine.append(latest(snapshots))

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    for step in range(2, 40):
        publish(path, step)
    stop.set()
    for reader in readers:
        reader.join()
    assert all(mine and mine == sorted(mine) for mine in seen)
    assert latest(snapshots) == 39
    if Path("/proc/self/fd").is_dir():
        held = [str(one.readlink()) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
        assert len([name for name in held if "a.db" in name]) <= 2
