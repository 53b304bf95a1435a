"""A night on loopback against its halves: a bare Scrapy spider that only downloads, a loop that parses and stores.

`python -m bench.crawl [ROUNDS]` prints ratios only: 1,000 reports of 20 lists, pages of 100 kB, each part in a process
of its own, in turn; the sample portal is served by a process of its own. Then the requests of an unchanged night.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from crawler import clock
from crawler.night import opened
from crawler.portal import load
from crawler.process import UNHURRIED, crawl_all
from parsers import Document, parse
from pipelines import intake, publishing
from pipelines.archive import Archive
from pipelines.capture import Capture
from sample.big import NIGHT

PORTAL = "sample-big"


def ours(data: Path) -> float:
    """Lists, robots, guards, archive, parse, store: all of it."""
    portal = load(data / "portals" / f"{PORTAL}.toml")
    with opened(data, clock.now()) as night:
        begun = time.perf_counter()
        crawl_all(night, [portal], data)
        taken = time.perf_counter() - begun
        publishing.publish(night.intake, [portal], NIGHT)
    return taken


class Bare(scrapy.Spider):
    name = "bare"

    def __init__(self, urls: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.start_urls = urls

    def parse(self, response: Response) -> None:
        """Nothing is done with it."""


def bare(data: Path) -> float:
    process = AsyncCrawlerProcess(Settings({**UNHURRIED, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}))
    process.crawl(Bare, urls=_urls(data))
    begun = time.perf_counter()
    process.start()
    return time.perf_counter() - begun


def loop(data: Path) -> float:
    """The same bodies, from the archive of a night before, parsed and stored one after the other."""
    archive = Archive(data / "archive")
    with sqlite3.connect(data / "work" / "gongkai.db") as db:
        rows = db.execute("SELECT url, document_id, headers FROM captures ORDER BY id").fetchall()
    db.close()
    bodies = [(url, archive.get(document_id), json.loads(headers)) for url, document_id, headers in rows]
    with tempfile.TemporaryDirectory() as folder, intake.opened(Path(folder)) as writing:
        begun = time.perf_counter()
        for url, body, headers in bodies:
            result = parse(Document(body, url=url, headers=headers))
            writing.take(Capture(url, 1, NIGHT, body, headers=headers, region="990300"), result)
        return time.perf_counter() - begun


def _urls(data: Path) -> list[str]:
    with sqlite3.connect(data / "work" / "gongkai.db") as db:
        urls = [row[0] for row in db.execute("SELECT url FROM pages WHERE kind = 'report' ORDER BY url")]
    db.close()
    return urls


PARTS = {"ours": ours, "bare": bare, "loop": loop}


def main() -> None:
    if len(sys.argv) > 2:
        print(PARTS[sys.argv[1]](Path(sys.argv[2])))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "first")
        with served(data / "portals"):
            _part("ours", data)
            asked = _requests(data)
            times = [{name: _timed(name, data, Path(folder, f"{name}{number}")) for name in PARTS}
                     for number in range(rounds)]  # fmt: skip
            _part("ours", data, days=1)
            again = _requests(data) - asked
    for line in said(times, asked, again):
        print(line)


def said(times: list[dict[str, float]], asked: int, again: int) -> Iterator[str]:
    for name in ("bare", "loop"):
        ratio = statistics.median(one[name] / one["ours"] for one in times)
        yield f"pages a second of a night: {ratio:.2f} of {name}"
    slower = statistics.median(max(one["bare"], one["loop"]) / one["ours"] for one in times)
    yield f"pages a second of a night: {slower:.2f} of the slower of the two"
    yield f"requests of an unchanged night outside the open months: {again / asked:.1%} of the first night's"


def _timed(name: str, first: Path, fresh: Path) -> float:
    """Ours begins with nothing each time; the halves need only what the first night left."""
    if name != "ours":
        return _part(name, first)
    (fresh / "portals").mkdir(parents=True)
    for file in (first / "portals").glob("*.toml"):
        (fresh / "portals" / file.name).write_bytes(file.read_bytes())
    return _part(name, fresh)


def _part(name: str, data: Path, days: int = 0) -> float:
    now = NIGHT.replace(day=NIGHT.day + days).isoformat()
    command = [sys.executable, "-m", "bench.crawl", name, str(data)]
    environment = {**os.environ, "GONGKAI_NOW": now}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def _requests(data: Path) -> int:
    with sqlite3.connect(data / "work" / "gongkai.db") as db:
        (count,) = db.execute("SELECT sum(requests) FROM runs").fetchone()
    db.close()
    return int(count)


@contextmanager
def served(portals: Path) -> Iterator[None]:
    portals.mkdir(parents=True)
    command = [sys.executable, "-m", "sample", "--big", "--folder", str(portals)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        if server.stdout is None or server.stdin is None:
            raise RuntimeError("the sample portal has no pipes")
        server.stdout.readline()
        try:
            yield
        finally:
            server.stdin.write("stop\n")
            server.stdin.close()
            server.wait(10)


if __name__ == "__main__":
    main()
