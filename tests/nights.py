"""Nights against the sample portals, with the very command an operator gives; used by the tests of whole nights."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sample import Server

PYTHON = [sys.executable, "-m", "crawler.cli"]
# What a night leaves behind beside what it found: when, in which run, and whether the portal said 200 or 304.
NOT_COMPARED = frozenset(("runs", "captures"))
# Their numbers are those of one file.
NUMBERED = frozenset(("reports", "sections", "identities", "changes"))
MOMENTS = frozenset(
    ("first_seen", "last_seen", "last_checked", "walked_at", "gone_at", "run_id", "status", "etag", "last_modified")
)


@dataclass
class Nights:
    """One data folder and one server; a night is a call of `gongkai crawl` with the clock set."""

    data: Path
    server: Server
    portals: tuple[str, ...]

    def crawl(self, now: datetime, *options: str, portals: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        return self.run("crawl", *options, *(portals or self.portals), now=now)

    def run(self, *arguments: str, now: datetime) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(*arguments), env=self.environment(now), capture_output=True, text=True,
                              timeout=240, check=False)  # fmt: skip

    def command(self, *arguments: str) -> list[str]:
        return [*PYTHON, "--data", str(self.data), *arguments]

    def environment(self, now: datetime) -> dict[str, str]:
        return {**os.environ, "GONGKAI_NOW": now.isoformat(), "PYTHONWARNINGS": "default"}

    def rows(self, query: str, *values: Any, published: bool = False) -> list[tuple[Any, ...]]:
        path = self.data / ("gongkai.db" if published else "work/gongkai.db")
        with closing(sqlite3.connect(path)) as db:
            return db.execute(query, values).fetchall()


@contextmanager
def nights(data: Path, server: Server) -> Iterator[Nights]:
    with server:
        (data / "portals").mkdir(parents=True)
        written = server.write_portals(data / "portals")
        yield Nights(data, server, tuple(sorted(file.stem for file in written)))


def content(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a database says, by what things are rather than by their numbers, and without moments."""
    told: dict[str, list[tuple[Any, ...]]] = {}
    with closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM about_tables ORDER BY name")]
        for name in names:
            if name not in NOT_COMPARED:
                told[name] = sorted(_plain(db, name), key=repr)
    return told


def _plain(db: sqlite3.Connection, name: str) -> Iterator[tuple[Any, ...]]:
    cursor = db.execute(f"SELECT * FROM {name}")
    columns = [column[0] for column in cursor.description]
    reports = {row[0]: row[1:] for row in db.execute("SELECT id, org_id, year, scope, version FROM reports")}
    identities = dict(db.execute("SELECT id, fingerprint FROM identities"))
    for row in cursor.fetchall():
        named = dict(zip(columns, row, strict=True))
        for key in ("report_id", "like_id") if name != "reports" else ():
            named[key] = reports.get(named[key]) if named.get(key) is not None else None
        if "identity_id" in named:
            named["identity_id"] = identities[named["identity_id"]]
        kept = (key for key in sorted(named) if key not in MOMENTS and (key != "id" or name not in NUMBERED))
        yield tuple(named[key] for key in kept)


def later(now: datetime, days: float) -> datetime:
    return now + timedelta(days=days)
