"""Sketches of prose (MinHash), kept beside the work database, so that a night compares only what it brought.

A sketch is made of the text alone and named by what it was made of: the file may be deleted at any time, and a
rebuild of the database finds its sketches again. Never published.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from pipelines.prose import Runs

FILE = "sketches.db"
# Bands of four: texts that share two thirds of their runs meet in one with a chance of 999 in 1000.
VALUES, BANDS = 128, (32, 4)
_SETTINGS: Mapping[str, Any] = {"num_perm": VALUES, "seed": 1, "hashfunc": int, "scheme": "affine32"}
_BATCH = 500

Sketch = NDArray[np.uint32]


class Sketches:
    """Sketches by the key of their text (None: too short to be judged), and what was last made of a year."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def get(self, keys: Iterable[str]) -> dict[str, Sketch | None]:
        found: dict[str, Sketch | None] = {}
        for batch in _batches(list(keys)):
            marks = ", ".join("?" for _ in batch)
            rows = self.db.execute(f"SELECT key, sketch FROM sketches WHERE key IN ({marks})", batch)  # noqa: S608
            found |= {key: None if blob is None else np.frombuffer(blob, dtype=np.uint32) for key, blob in rows}
        return found

    def put(self, made: Mapping[str, Sketch | None]) -> None:
        rows = [(key, None if sketch is None else sketch.tobytes()) for key, sketch in made.items()]
        with self.db:
            self.db.executemany("INSERT OR REPLACE INTO sketches VALUES (?, ?)", rows)

    def state(self, year: int) -> str | None:
        row = self.db.execute("SELECT state FROM years WHERE year = ?", (year,)).fetchone()
        return None if row is None else str(row[0])

    def settle(self, year: int, state: str) -> None:
        with self.db:
            self.db.execute("INSERT OR REPLACE INTO years VALUES (?, ?)", (year, state))


@contextmanager
def beside(db: sqlite3.Connection) -> Iterator[Sketches]:
    """The sketches of this database; of one in memory, in memory."""
    path = next(row[2] for row in db.execute("PRAGMA database_list") if row[1] == "main")
    with closing(_opened(Path(path).with_name(FILE)) if path else _created(sqlite3.connect(":memory:"))) as kept:
        yield Sketches(kept)


def _opened(path: Path) -> sqlite3.Connection:
    """A damaged file is worth nothing: another one is made."""
    db = sqlite3.connect(path)
    if _is_whole(db):
        return _created(db)
    db.close()
    path.unlink()
    return _created(sqlite3.connect(path))


def _is_whole(db: sqlite3.Connection) -> bool:
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.OperationalError:
        db.close()
        raise
    except sqlite3.DatabaseError:
        return False


def _created(db: sqlite3.Connection) -> sqlite3.Connection:
    db.execute("CREATE TABLE IF NOT EXISTS sketches(key TEXT PRIMARY KEY, sketch BLOB) WITHOUT ROWID")
    db.execute("CREATE TABLE IF NOT EXISTS years(year INTEGER PRIMARY KEY, state TEXT)")
    return db


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH))


def sketch(runs: Runs) -> Sketch | None:
    if not len(runs):
        return None
    made = MinHash(**_SETTINGS, permutations=_permutations())
    made.update_batch((runs >> np.uint64(32)).tolist())
    return np.asarray(made.hashvalues, dtype=np.uint32)


class Index:
    """Which of many sketches are near to one (LSH); holds one year's sketches at a time."""

    def __init__(self, sketches: Mapping[int, Sketch]) -> None:
        self.lsh = MinHashLSH(num_perm=VALUES, params=BANDS)
        for name, one in sketches.items():
            self.lsh.insert(name, _minhash(one), check_duplication=False)

    def near(self, one: Sketch) -> list[int]:
        found: list[int] = self.lsh.query(_minhash(one))
        return sorted(found)


def alike(one: Sketch, others: Sequence[Sketch]) -> NDArray[np.float64]:
    """What part of their runs they share, as the sketches estimate it."""
    return np.asarray((np.stack(others) == one).mean(axis=1)) if others else np.empty(0)


def _minhash(one: Sketch) -> MinHash:
    return MinHash(**_SETTINGS, permutations=_permutations(), hashvalues=one)


@cache
def _permutations() -> Any:
    """Made once: they are the same for every sketch."""
    return MinHash(**_SETTINGS).permutations
