"""`gongkai ingest` and `gongkai reparse`: files into the database as a crawl would, and the archive read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import gongkai
from parsers import Document, Report, parse
from pipelines import database
from sample import World
from sample.server import serve

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def called(*arguments: object) -> Result:
        return CliRunner().invoke(gongkai, ["--data", str(tmp_path / "data"), *map(str, arguments)])

    return called


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    def asked(query: str) -> list[tuple[Any, ...]]:
        with closing(database.published(tmp_path / "data")) as db:
            return db.execute(query).fetchall()

    return asked


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    """Three years of one body's reports, as a portal shows them."""
    with serve(World(only=("sample-trs",))) as server:
        site = server.world.site(server.world.portal("sample-trs"), 1, server.hosts)
    found: dict[tuple[str | None, int | None], tuple[str, bytes]] = {}
    for url, resource in sorted(site.resources.items()):
        report = parse(Document(resource.body)) if "/t2" in url and url.endswith(".html") else None
        if isinstance(report, Report) and (report.year or 0) >= 2019:
            found.setdefault((report.org, report.year), (url.rpartition("/")[2], resource.body))
    return dict(list(found.values())[:3])


def written(folder: Path, pages: dict[str, bytes]) -> Path:
    folder.mkdir()
    for name, body in pages.items():
        (folder / name).write_bytes(body)
    return folder


def test_the_seeds_are_five_reports_with_the_figures_of_the_documents(
    run: Run, rows: Callable[[str], list[tuple[Any, ...]]], shared: Path
) -> None:
    first = run("ingest", shared / "seeds")
    assert (first.exit_code, first.output.splitlines()[0]) == (0, "5 个文件：5 份新报告")
    stored = {
        (url, cell): value
        for url, cell, value in rows(
            "SELECT r.url, f.table_name || '.' || f.item || '.' || f.figure, f.value FROM figures f"
            " JOIN reports r ON r.id = f.report_id"
        )
    }
    for path in (shared / "seeds").iterdir():
        report = parse(Document(path.read_bytes(), name=path.name))
        assert isinstance(report, Report)
        assert {cell: stored.get((path.as_uri(), cell)) for cell in report.figures} == dict(report.figures)
    before = rows("SELECT id, org_id, year, version, document_id FROM reports ORDER BY id")
    again = run("ingest", shared / "seeds")
    assert (again.exit_code, again.output.splitlines()[0]) == (0, "5 个文件：0 份新报告，5 个没有变")
    assert rows("SELECT id, org_id, year, version, document_id FROM reports ORDER BY id") == before
    assert run("check").exit_code == 0


def test_an_edited_file_is_a_new_version_and_a_copy_another_source(
    run: Run, rows: Callable[[str], list[tuple[Any, ...]]], pages: dict[str, bytes], tmp_path: Path
) -> None:
    folder = written(tmp_path / "pages", pages)
    assert run("ingest", folder).exit_code == 0
    name, body = next(iter(pages.items()))
    (folder / "copy.html").write_bytes(body)
    (folder / name).write_bytes(body.replace("政府信息公开工作".encode(), "政务信息公开工作".encode()))
    assert "1 份是已有报告的另一份文件" in run("ingest", folder).output
    assert rows("SELECT max(version), count(*) FROM reports")[0][0] in (1, 2)
    assert rows("SELECT count(DISTINCT org_id || year) FROM reports") == [(3,)]


@pytest.mark.parametrize(
    ("files", "code"),
    [({"a.html": b"<html>x</html>"}, 0), ({}, 2)],
    ids=["no report is data, not an error", "nothing to read"],
)
def test_exit_codes(run: Run, tmp_path: Path, files: dict[str, bytes], code: int) -> None:
    assert run("ingest", written(tmp_path / "pages", files)).exit_code == code


def test_what_cannot_be_had_is_named_and_the_rest_stored(
    run: Run, rows: Callable[[str], list[tuple[Any, ...]]], pages: dict[str, bytes], tmp_path: Path
) -> None:
    done = run("ingest", written(tmp_path / "pages", pages), tmp_path / "nowhere.html")
    assert done.exit_code == 1
    assert "nowhere.html: 没有这个文件" in done.output
    assert rows("SELECT count(*) FROM reports") == [(3,)]
    assert rows("SELECT outcome FROM runs") == [("incomplete",)]


def test_reparse_reads_the_archive_and_says_what_is_missing(
    run: Run, rows: Callable[[str], list[tuple[Any, ...]]], pages: dict[str, bytes], tmp_path: Path
) -> None:
    run("ingest", written(tmp_path / "pages", pages))
    assert run("reparse").output == "所有文件都已由今天的读取程序读过\n"
    with closing(sqlite3.connect(tmp_path / "data" / "work" / "gongkai.db")) as db, db:
        # As other parsers would have read it.
        db.execute("UPDATE readings SET parser_version = 'older', values_hash = 'other'")
        db.execute("UPDATE applications SET total = 123456 WHERE item = 'new'")
    damaged = next((tmp_path / "data" / "archive").glob("*/*.gz"))
    damaged.write_bytes(b"damaged")
    done = run("reparse", "--jobs", "2")
    assert done.exit_code == 1
    assert "重读 3 份文件：2 份报告与原来不同，0 份新认出，1 份存档缺失或损坏" in done.output
    assert rows("SELECT count(*) FROM applications WHERE total = 123456") == [(1,)]
    assert rows("SELECT kind, count(*) FROM changes GROUP BY kind") == [("new", 3), ("reread", 2)]
    # What could not be read stays to be read.
    assert rows("SELECT count(*) FROM readings WHERE parser_version = 'older'") == [(1,)]
