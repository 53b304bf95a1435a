"""Each page of `gongkai serve` against Datasette's own page of a table with 100 rows, on the same database in one run.

`python -m bench.web [REPORTS] [--data DIR]` makes that many reports (100,000 unless said; DIR keeps them for a further
run) and prints for each page how many times as long as the table it takes: 3 is the most it may.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

# Run as a script, this file would be found instead of the package.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.store import NIGHT, YEARS, reports
from crawler.batches import batches
from parsers.report import Report
from pipelines import database, reference, runs, summary
from pipelines.capture import Capture
from pipelines.decisions import Decisions
from pipelines.registry import Registry
from pipelines.store import Store
from tests.reports import a_report, requests
from web.site import opened, site

TABLE = "/gongkai/reports?_size=100"
MOST = 3.0
RUNS = 5
# One report in so many does not add up.
WRONG = 25
PROVINCE, CITY, COUNTY = "370000", "370300", "370303"
ROUND = """
SELECT (SELECT min(id) FROM organisations WHERE region_code = ?) AS org,
       (SELECT min(report_id) FROM verdicts WHERE status IN ('fail', 'hint') AND status = 'fail') AS wrong
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("reports", type=int, nargs="?", default=100_000)
    arguments.add_argument("--data", type=Path, metavar="DIR")
    options = arguments.parse_args()
    with _folder(options.data) as data:
        if not database.published_path(data).exists():
            make(data, options.reports)
        slow = asyncio.run(race(data))
    sys.exit(f"slower than {MOST} tables: {', '.join(slow)}" if slow else 0)


@contextlib.contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        yield given
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def make(data: Path, count: int) -> None:
    """The reports of bench.store, some of them with a sum that fails."""
    begun = time.perf_counter()
    with database.writing(data) as db:
        reference.refresh(db)
        runs.end(db, runs.begin(db, runs.INGEST, NIGHT), NIGHT, "ok", runs.Counts(new_reports=count))
        store = Store(db, Registry(db, Decisions()), _never)
        for batch in batches(_some_wrong(count)):
            with store.transaction():
                for capture, report in batch:
                    store.put(capture, report)
        stored = time.perf_counter()
        with store.transaction():
            summary.refresh(db, NIGHT)
        summed = time.perf_counter()
    database.publish(data)
    print(
        f"{count} reports: counting them at publication took {(summed - stored) / (stored - begun):.3f} of storing them"
    )


def _some_wrong(count: int) -> Iterator[tuple[Capture, Report]]:
    broken = a_report("甲", 2023, {**requests(new=9), "applications.handled_total.total": 3})
    for number, (capture, report) in enumerate(reports(count)):
        if number % WRONG == 0:
            report = replace(report, figures=broken.figures, checks=broken.checks, derived=broken.derived)
        yield capture, report


def _never(document_id: str) -> Report:
    raise AssertionError(f"{document_id} was read again")


async def race(data: Path) -> list[str]:
    """The median of interleaved runs, so that a busy machine slows both alike; the first of each is not counted."""
    datasette = opened(data)
    try:
        pages = await _pages(datasette)
        took: dict[str, list[float]] = {path: [] for path in (TABLE, *pages.values())}
        for _ in range(RUNS + 1):
            for path, seconds in took.items():
                seconds.append(await _seconds(datasette, path))
        table = statistics.median(took[TABLE][1:])
        ratios = {name: statistics.median(took[path][1:]) / table for name, path in pages.items()}
        for name, ratio in ratios.items():
            print(f"{name:<32} {ratio:6.2f} × the table")
        return [name for name, ratio in ratios.items() if ratio > MOST]
    finally:
        site(datasette).close()


async def _pages(datasette: Any) -> dict[str, str]:
    org, wrong = (await site(datasette).database.execute(ROUND, [COUNTY])).first()
    year = YEARS[-2]
    return {
        "home": "/",
        "region: province": f"/region/{PROVINCE}",
        "region: county": f"/region/{COUNTY}",
        "organisation": f"/organisation/{org}",
        "report": f"/report/{wrong}",
        "compare: two years": f"/compare?report={wrong}&report={wrong + 1}",
        "compare: find one": "/compare?org=青石县&year=2023",
        "findings": "/findings",
        "findings: a rare rule": f"/findings?rule=year_agrees&year={year}",
        "findings: a county": f"/findings?region={COUNTY}&year={year}",
        "missing": f"/missing?year={year}",
        "missing: a city, everybody": f"/missing?year={year}&region={CITY}&state=there&state=late",
        "search: a name": "/search?q=青石县安北昌达局",
        "search: a word in every report": "/search?q=公开",
        "search: a word and a county": f"/search?q=公开&region={COUNTY}&year={year}",
        "search: a word nowhere": "/search?q=复议",
        "about": "/about",
        "database": "/gongkai",
        "query: one organisation": "/gongkai/one_organisation?organisation=青石县安北昌达局",
        "query: one region": f"/gongkai/one_region?region={COUNTY}&year={year}",
        "query: requests by year": f"/gongkai/requests_by_year?region={CITY}",
    }


async def _seconds(datasette: Any, path: str) -> float:
    begun = time.perf_counter()
    answer = await datasette.client.get(path)
    taken = time.perf_counter() - begun
    if answer.status_code != 200:
        raise AssertionError(f"{path}: {answer.status_code}")
    return taken


if __name__ == "__main__":
    main()
