"""A small database for the tests of web/: every state of a cell, every kind of original, names that mean harm.

write(data)                      # DATA/gongkai.db and DATA/archive
with browsing(data) as site:     # without a browser: Datasette's own client
    site.get("/")
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from lxml import html

from parsers import parse
from parsers.report import Document, Indicator, Number, Problem, Report
from pipelines import database, intake, runs, summary
from pipelines.capture import Capture
from pipelines.intake import Intake
from tests.conftest import ROOT
from tests.reports import PORTAL, REGION, a_report, address, requests
from web.site import opened, site

NIGHT = datetime(2026, 8, 15, 2, 0, tzinfo=UTC)
GOVERNMENT, BUREAU, TOWN, OLD = "青石县人民政府", "青石县教育局", "青石县云台镇人民政府", "青石县档案馆"
# Nothing of these may ever be more than text.
SCRIPT = "<script>alert(1)</script>县统计局"
FORMULA = '=HYPERLINK("http://evil.example/","x")'
MISSING = "青石县水利局"
# What the registry puts before the names of this region.
IN_REGION = "淄川区"
PDF = ROOT / "fixtures" / "pdf" / "libreoffice.pdf"
PDF_ORG = "河道管理局"
PROSE = "全年收到政府信息公开申请{n}件，办结{n}件。因政府信息公开被申请行政复议2件，举办培训3次。"


def write(data: Path) -> None:
    with intake.opened(data) as writing:
        with writing.store.transaction():
            run = runs.begin(writing.db, PORTAL, NIGHT)
        for report in reports():
            put(writing, run, report)
        edit(writing, run)
        pdf(writing, run)
        with writing.store.transaction():
            runs.end(writing.db, run, NIGHT, "ok", runs.Counts(new_reports=1))
            expected(writing)
            summary.refresh(writing.db, NIGHT)
    database.publish(data)


def reports() -> Iterator[Report]:
    for year in range(2020, 2025):
        of_form = "2019" if year == 2020 else "2021"
        yield a_report(GOVERNMENT, year, requests(year - 2000, 2 * (year > 2020), 2), of_form=of_form, scope="level",
                       prose=["总体平稳。", "主动公开信息368条。", f"全年收到政府信息公开申请{year - 2000}件。"],
                       published=date(year + 1, 4, 2))  # fmt: skip
    yield broken()
    yield a_report(BUREAU, 2022, requests(new=3))
    yield lacking()
    yield a_report(SCRIPT, 2023, prose=f"本单位{SCRIPT}，{FORMULA}。", marks={"proactive.fees.amount": FORMULA},
                   figures={"proactive.fees.amount": None})  # fmt: skip
    yield a_report(TOWN, 2024, tables="none", prose="全年无申请。")
    yield a_report(
        OLD, 2016, tables="none", indicators=(Indicator("主动公开政府信息数", 368, "条", "proactive_total"),)
    )


def broken() -> Report:
    """表三 does not add up: one more was handled than was received."""
    return a_report(BUREAU, 2023, {**requests(new=8), "applications.handled_total.total": 9}, prose=PROSE.format(n=8))


def lacking() -> Report:
    """A blank, a mark, a cell that is forced and one that is not shown."""
    gone: dict[str, Number | None] = {
        "applications.new.company": None, "applications.new.research": None, "proceedings.reconsideration.upheld": None,
        "proactive.licensing.decisions": None, "proactive.penalties.decisions": None,
    }  # fmt: skip
    return a_report(
        BUREAU, 2024, {**requests(new=5), **gone},
        marks={"proactive.licensing.decisions": "/", "applications.new.company": ""},
        problems=(Problem("cell_unreadable", ("proactive.penalties.decisions",), "模糊"),),
    )  # fmt: skip


def put(writing: Intake, run: int, report: Report, at: datetime = NIGHT, body: bytes | None = None) -> int:
    """As a crawl would, with an original that names what it is of, and that would do harm if it could."""
    harm = "<script>top.location='http://evil.example/'</script><img src='http://evil.example/a.png'>"
    page = body or f"<html><meta charset=utf-8><body>{harm}<h1>{report.title}</h1>{at}</body></html>".encode()
    writing.archive.put(page)
    capture = Capture(address(report), run, at, page, portal=PORTAL, region=REGION,
                      headers={"Content-Type": "text/html; charset=utf-8"})  # fmt: skip
    stored = writing.take(capture, report)
    assert stored.report_id is not None
    return stored.report_id


def edit(writing: Intake, run: int) -> None:
    """The bureau's report of 2022 gets a second version."""
    report = a_report(BUREAU, 2022, requests(new=4), prose="全年大体平稳。有修改。")
    put(writing, run, report, NIGHT + timedelta(hours=1))


def pdf(writing: Intake, run: int) -> None:
    body = PDF.read_bytes()
    report = parse(Document(body, name=PDF.name))
    assert isinstance(report, Report)
    put(writing, run, replace(report, period=None), body=body)


def expected(writing: Intake) -> None:
    """The portal has been looked through, and one of its organisations has published nothing."""
    db = writing.db
    db.execute("INSERT INTO portals VALUES (?, '青石县', ?, 'sample', 1)", (PORTAL, REGION))
    missing = writing.store.registry.known(MISSING, REGION)
    db.execute("INSERT INTO expected VALUES (?, ?, 2023, NULL)", (missing, PORTAL))


@contextmanager
def serving(data: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The real command in a process of its own; its address is on the line that it prints."""
    command = [sys.executable, "-c", "from crawler.commands.serve import serve; serve()"]
    with subprocess.Popen(
        [*command, "--data", str(data), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:  # fmt: skip
        try:
            line = process.stdout.readline() if process.stdout else ""
            assert "http://127.0.0.1:" in line, process.stderr.read() if process.stderr else ""
            yield line.split()[1], process
        finally:
            process.kill()


class Browsing:
    def __init__(self, data: Path, runner: asyncio.Runner) -> None:
        self.datasette = opened(data)
        self._runner = runner

    def get(self, path: str, **headers: str) -> httpx.Response:
        answer = self.datasette.client.get(path, headers=headers)
        found: httpx.Response = self._runner.run(answer)
        return found

    def text(self, path: str, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def one(self, sql: str, *values: object) -> int | str:
        """The first column of the first row."""
        rows = self._runner.run(site(self.datasette).database.execute(sql, list(values)))
        value: int | str = rows.first()[0]
        return value

    def report(self, org: str, year: int) -> int:
        """The number of the version that counts."""
        found = self.one("SELECT id FROM reports WHERE org LIKE ? AND year = ? AND is_current", f"%{org}", year)
        assert isinstance(found, int)
        return found


def elements(page: str, css: str) -> list[Any]:
    """lxml's own types know no HTML."""
    tree: Any = html.fromstring(page)
    return list(tree.cssselect(css))


@contextmanager
def browsing(data: Path) -> Iterator[Browsing]:
    with asyncio.Runner() as runner:
        here = Browsing(data, runner)
        try:
            yield here
        finally:
            site(here.datasette).close()
            here.datasette.executor.shutdown()
