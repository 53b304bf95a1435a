"""The two databases of a data folder: who may write, what readers see, and how an older one becomes today's."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from pipelines import database, schema
from tests.reports import a_report, a_store

READERS = 30


def test_a_new_database_has_every_table_column_and_description() -> None:
    with closing(database.connect(":memory:")) as db:
        described = set(db.execute("SELECT table_name, column_name FROM about_columns"))
        for one in schema.everything():
            there = [row[1] for row in db.execute(f"PRAGMA table_info({one.name})")]
            assert there == list(one.names), one.name
            assert {(one.name, column) for column in there} <= described
        assert db.execute("SELECT count(*) FROM about_columns WHERE zh = '' OR en = ''").fetchone() == (0,)
        fields = db.execute("SELECT form, count(*) FROM fields GROUP BY form").fetchall()
        assert dict(fields) == {"2019": 198, "2021": 200}


def test_an_older_database_is_migrated_in_place_after_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "gongkai.db"
    with closing(database.connect(path)) as db:
        db.execute("INSERT INTO documents VALUES ('d', 'text/html', 7, '2026-01-01')")
        # As it would have been before a table, a column and the view were thought of.
        for statement in ("DROP TABLE copied", "DROP VIEW panel", "ALTER TABLE reports DROP COLUMN cells_not_shown",
                          "DELETE FROM _sqlite_migrations"):  # fmt: skip
            db.execute(statement)
    with closing(database.connect(path)) as db:
        assert "cells_not_shown" in [row[1] for row in db.execute("PRAGMA table_info(reports)")]
        assert db.execute("SELECT count(*) FROM copied").fetchone() == (0,)
        assert db.execute("SELECT count(*) FROM panel").fetchone() == (0,)
        assert db.execute("SELECT bytes FROM documents").fetchall() == [(7,)]
    (copy,) = tmp_path.glob("*.bak.db")
    with closing(sqlite3.connect(copy)) as db:
        assert "copied" not in [row[0] for row in db.execute("SELECT name FROM sqlite_master")]
        assert db.execute("SELECT bytes FROM documents").fetchall() == [(7,)]


def test_an_up_to_date_database_is_not_copied(tmp_path: Path) -> None:
    for _ in range(2):
        database.connect(tmp_path / "gongkai.db").close()
    assert list(tmp_path.glob("*.bak.db")) == []


def test_the_published_copy_is_one_file_and_cannot_be_written(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        kept.put(a_report())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gongkai.db", "work"]
    with closing(database.published(tmp_path)) as db, pytest.raises(sqlite3.OperationalError, match="readonly"):
        db.execute("DELETE FROM reports")


def test_there_is_one_writer(tmp_path: Path) -> None:
    with database.writing(tmp_path), pytest.raises(database.BusyError), database.writing(tmp_path):
        pass


@pytest.mark.parametrize("content", [None, b"not a database"], ids=["no file", "another file"])
def test_what_cannot_be_read_says_so(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "gongkai.db").write_bytes(content)
    with pytest.raises(database.NoDatabaseError, match=r"gongkai\.db"):
        database.published(tmp_path)


def test_thirty_readers_see_whole_nights_and_nothing_else(tmp_path: Path) -> None:
    """Each night stores three reports; whatever a reader opens holds a whole number of nights, and never fewer."""
    with a_store(tmp_path) as kept:
        kept.put(a_report(year=2000))
    wrong: list[object] = []
    over = threading.Event()

    def read() -> None:
        seen = 0
        while not over.is_set():
            try:
                with closing(database.published(tmp_path)) as db:
                    (reports,) = db.execute("SELECT count(*) FROM reports").fetchone()
                    time.sleep(0.001)
                    (rows,) = db.execute("SELECT count(*) FROM applications WHERE item = 'new'").fetchone()
                    (panel,) = db.execute("SELECT count(*) FROM panel").fetchone()
            except Exception as error:  # noqa: BLE001  # any error of a reader is what is looked for
                wrong.append(error)
                return
            if not (reports == rows == panel and reports % 3 == 1 and reports >= seen):
                wrong.append((seen, reports, rows, panel))
            seen = reports

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for night in range(6):
            with a_store(tmp_path) as kept:
                for number in range(3):
                    kept.put(a_report(year=2001 + 3 * night + number))
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert wrong == []
    with closing(database.published(tmp_path)) as db:
        assert db.execute("SELECT count(*) FROM panel").fetchone() == (19,)
