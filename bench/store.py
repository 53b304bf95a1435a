"""Storing many reports, against raw sqlite3 `executemany` of the same rows into the same schema; then three queries.

`python -m bench.store [REPORTS]` prints ratios only: what is measured is one run on one machine.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawler.batches import batches
from parsers.report import Report
from pipelines import database, regions, schema
from pipelines.capture import Capture
from pipelines.decisions import Decisions
from pipelines.registry import Registry
from pipelines.store import Store
from pipelines.words import phrase, spaced
from tests.reports import a_report, requests

NIGHT = datetime(2026, 8, 15, 2, tzinfo=UTC)
YEARS = range(2016, 2026)
# Invented bodies of real counties: those of one province, as a database of this size would hold them.
COUNTIES = [one for one in regions.inside("370000") if one.level == "county" and not one.former]
REGION = COUNTIES[0].code
PROSE = (
    "本单位严格落实条例要求，围绕群众关切推进公开，第{n}项工作由{org}牵头，全年主动公开政府信息{a}条。"
    "受理依申请公开{b}件，均在法定期限内答复，办理质量较上年提升。"
)
SMALL_TABLES = ("proactive", "applications", "proceedings", "derived", "marks", "identities", "verdicts", "problems")
PROSE_TABLES = ("sections", "sections_fts")


def reports(count: int) -> Iterator[tuple[Capture, Report]]:
    """Ten years of each organisation in turn, every one with its own words and numbers."""
    patterns = [a_report("甲", year, requests(new=7 + year % 5, carried_out=2)) for year in YEARS]
    for number in range(count):
        body = number // len(YEARS)
        county = COUNTIES[body % len(COUNTIES)]
        org = f"{county.name}{_name(body)}局"
        pattern = patterns[number % len(YEARS)]
        sections = tuple(
            replace(part, text="".join(PROSE.format(n=n, org=org, a=number + n, b=n) for n in range(12)))
            for part in pattern.sections * 6
        )
        report = replace(pattern, org=org, title=f"{org}{pattern.year}年政府信息公开工作年度报告", sections=sections)
        page = f"<html>{number}".encode()
        yield Capture(f"http://x.example/{number}.html", 1, NIGHT, page, region=county.code), report


def _name(number: int) -> str:
    letters = "安北昌达恩丰高海吉康兰明宁平庆荣顺泰文祥"
    return "".join(letters[number // len(letters) ** place % len(letters)] for place in range(4))


def ours(path: Path, count: int) -> float:
    db = database.connect(path)
    store = Store(db, Registry(db, Decisions()), _never)
    taken = 0.0
    for batch in map(list, batches(reports(count))):
        begun = time.perf_counter()
        with store.transaction():
            for capture, report in batch:
                store.put(capture, report)
        taken += time.perf_counter() - begun
    begun = time.perf_counter()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return taken + time.perf_counter() - begun


def _never(document_id: str) -> Report:
    raise AssertionError(f"{document_id} was read again")


def raw(path: Path, source: Path) -> float:
    """The rows that ours wrote, table by table, as fast as sqlite3 takes them."""
    db, other = database.connect(path), sqlite3.connect(source)
    taken = 0.0
    for table in schema.tables():
        if table.name in {"about_tables", "about_columns", "fields", "codes", "regions", "deadlines"}:
            continue
        rows = other.execute(f"SELECT * FROM {table.name}")
        while chunk := rows.fetchmany(20_000):
            taken += _timed(partial(_insert, db, schema.insertion(table.name), chunk))
    rows = other.execute("SELECT id, heading, text FROM sections")
    while chunk := rows.fetchmany(20_000):
        chunk = [(number, spaced(heading), spaced(text)) for number, heading, text in chunk]
        statement = "INSERT INTO sections_fts(rowid, heading, text) VALUES (?, ?, ?)"
        taken += _timed(partial(_insert, db, statement, chunk))
    taken += _timed(partial(db.execute, "PRAGMA wal_checkpoint(TRUNCATE)"))
    db.close()
    other.close()
    return taken


def _insert(db: sqlite3.Connection, statement: str, rows: list[tuple[object, ...]]) -> None:
    db.execute("BEGIN")
    db.executemany(statement, rows)
    db.execute("COMMIT")


def _all(db: sqlite3.Connection, query: str) -> list[object]:
    return db.execute(query).fetchall()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


# Every character of it stands in every report, which is the hardest for an index of characters; it in few.
WORDS = "安安安安局牵头"
SEARCH = (
    "SELECT s.report_id FROM sections_fts f JOIN sections s ON s.id = f.rowid"
    f" WHERE sections_fts MATCH '{phrase(WORDS)}'"
)
LIKE = f"SELECT report_id FROM sections WHERE text LIKE '%{WORDS}%'"
# What is asked, and the scan it is measured against.
QUERIES = (
    ("the panel of one region", f"SELECT * FROM panel WHERE region_code = '{REGION}'", "SELECT * FROM panel"),
    ("an organisation's history", "SELECT * FROM panel WHERE org_id = (SELECT min(id) FROM organisations)",
     "SELECT * FROM panel"),
    ("a full text search", f"{SEARCH} LIMIT 20", LIKE),
    ("the same, the best of all that is found", f"{SEARCH} ORDER BY rank LIMIT 20", LIKE),
)  # fmt: skip


def queries(path: Path) -> Iterator[str]:
    db = sqlite3.connect(path)
    for name, query, scan in QUERIES:
        times = [(_timed(partial(_all, db, query)), _timed(partial(_all, db, scan))) for _ in range(3)]
        ratio = statistics.median(mine / theirs for mine, theirs in times)
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query}")]
        scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step]
        found = len(db.execute(query).fetchall())
        yield f"{name} ({found} rows): {ratio:.4f} of {scan}; scans in its plan: {scans or 'none'}"
    db.close()


def sizes(path: Path) -> Iterator[str]:
    db = sqlite3.connect(path)
    by_table: dict[str, int] = {}
    owners = dict(db.execute("SELECT name, tbl_name FROM sqlite_master").fetchall())
    for name, size in db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
        owner = owners.get(name, name)
        owner = "sections_fts" if owner.startswith("sections_fts") else owner
        by_table[owner] = by_table.get(owner, 0) + size
    total = sum(by_table.values())
    for name, size in sorted(by_table.items(), key=lambda pair: -pair[1])[:14]:
        yield f"  {name}: {size / total:.1%}"
    small, prose = (sum(by_table.get(name, 0) for name in names) for names in (SMALL_TABLES, PROSE_TABLES))
    yield f"figures, checks and problems: {small / prose:.2f} of the prose with its index"
    db.close()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        mine, theirs = Path(folder, "ours.db"), Path(folder, "raw.db")
        stored = ours(mine, count)
        inserted = raw(theirs, mine)
        print(f"{count} reports: stored at {inserted / stored:.2f} of the rate of raw executemany")
        published = Path(folder, "published.db")
        database.snapshot(mine, published)
        for line in (*queries(published), *sizes(published)):
            print(line)


if __name__ == "__main__":
    main()
