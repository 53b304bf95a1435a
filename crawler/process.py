"""Runs the spiders of a night in this process, each portal with the settings of its file. Knows Scrapy's machinery."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import clock
from crawler.browser.settings import of_portals
from crawler.night import Night
from crawler.portal import Portal
from crawler.spiders.reports import ReportsSpider
from pipelines import runs

# The sample portal is ours: nobody is to be spared there.
UNHURRIED = {"AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
             "CONCURRENT_REQUESTS": 16}  # fmt: skip
KEPT_LOGS = 30


class Process(AsyncCrawlerProcess):
    """Remembers how often it was told to end: once is in order, twice at once."""

    signalled = 0

    def _signal_shutdown(self, signum: int, frame: Any) -> None:
        self.signalled = 1
        super()._signal_shutdown(signum, frame)

    def _signal_kill(self, signum: int, frame: Any) -> None:
        self.signalled = 2
        super()._signal_kill(signum, frame)


def crawl_all(night: Night, portals: Sequence[Portal], data: Path) -> bool:
    """Returns when every portal's run has ended; Ctrl-C once ends them in order, and what was stored stays.

    False where it was pressed twice: then they end at once, wherever they are.
    """
    base = settings(night, data)
    process = Process(base)
    browser = of_portals(portals, base, say)
    crawlers = {}
    for portal in portals:
        own = base.copy()
        own.update({**of_portal(portal), **browser.get(portal.id, {})}, priority="cmdline")
        crawlers[portal.id] = Crawler(ReportsSpider, own)
        process.crawl(crawlers[portal.id], portal=portal, night=night)
    process.start()
    _end_what_is_open(night, crawlers, "interrupted" if process.signalled else "crashed")
    return process.signalled < 2


def say(line: str) -> None:
    """What an operator has to do something about."""
    click.echo(f"gongkai: {line}", err=True)


def settings(night: Night, data: Path) -> Settings:
    """crawler/settings.py with what the operator's file says."""
    found = Settings()
    found.setmodule("crawler.settings", priority="project")
    found.update(night.config.settings(), priority="cmdline")
    found.set("LOG_FILE", str(log_file(data, night)), priority="cmdline")
    return found


def of_portal(portal: Portal) -> dict[str, object]:
    if portal.loopback:
        return dict(UNHURRIED)
    return {} if portal.courtesy.delay is None else {"DOWNLOAD_DELAY": portal.courtesy.delay}


def log_file(data: Path, night: Night) -> Path:
    """One a day, the last thirty kept: whoever reads the summary and asks why finds it there."""
    folder = data / "work" / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.log"))[:-KEPT_LOGS]:
        old.unlink(missing_ok=True)
    return folder / f"{night.now.date().isoformat()}.log"


def _end_what_is_open(night: Night, crawlers: Mapping[str, Crawler], reason: str) -> None:
    """A spider that never came to its end (a second Ctrl-C, a fault of ours) is told as that, with what it counted."""
    for portal, crawler in crawlers.items():
        for run_id in runs.open_runs(night.intake.db, portal):
            logging.getLogger(__name__).error("%s: run %d did not end (%s)", portal, run_id, reason)
            spider = crawler.spider
            if isinstance(spider, ReportsSpider) and spider.run_id == run_id:
                spider.seen.ended = spider.seen.ended or reason
                night.book(spider, _stats(crawler))
                continue
            with night.intake.store.transaction():
                runs.end(night.intake.db, run_id, clock.now(), "failed", runs.Counts(), reason)
            night.ended(runs.get(night.intake.db, run_id))


def _stats(crawler: Crawler) -> Mapping[str, Any]:
    try:
        return crawler.stats.get_stats()
    except RuntimeError:  # it never began
        return {}
