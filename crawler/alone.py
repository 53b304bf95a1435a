"""`scrapy crawl reports -a portal=zhangdian`: a night of one spider, in GONGKAI_DATA, with the operator's settings.

What `gongkai crawl` does around its spiders is done here around this one; what `-s` sets goes before.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path

import click
from scrapy import signals
from scrapy.crawler import Crawler

from crawler import clock
from crawler.browser.settings import of_portals
from crawler.night import Night, opened
from crawler.portal import Portal, files, load, portals
from crawler.process import of_portal, say
from pipelines import publishing, runs
from pipelines.database import BusyError

USAGE = 2


def enter(crawler: Crawler, name: str | None) -> tuple[Night, Portal]:
    """Before the engine reads its settings. What an operator has to mend is one line, and the process ends."""
    data = Path(os.environ.get("GONGKAI_DATA", "data"))
    try:
        portal = _named(data, name)
        alone = opened(data, clock.now())
        night = alone.__enter__()
    except (click.ClickException, BusyError, OSError) as error:
        say(error.format_message() if isinstance(error, click.ClickException) else str(error))
        raise SystemExit(USAGE) from None
    _set(crawler, night, portal)
    _publish_at_its_end(crawler, alone, night)
    return night, portal


def _named(data: Path, name: str | None) -> Portal:
    if name is None:
        raise click.UsageError("没有说是哪个门户：scrapy crawl reports -a portal=…")
    file = files(data).get(name)
    if file is None:
        raise click.UsageError(f"没有门户 {name}；gongkai portals 列出全部")
    return load(file)


def _set(crawler: Crawler, night: Night, portal: Portal) -> None:
    browser = of_portals([portal], crawler.settings, say)
    of_this = {**night.config.settings(), **of_portal(portal), **browser.get(portal.id, {})}
    crawler.settings.update(of_this, priority="spider")


def _publish_at_its_end(crawler: Crawler, alone: AbstractContextManager[Night], night: Night) -> None:
    ended: list[runs.Run] = []
    night.ended = ended.append

    def ending() -> None:
        try:
            if any(run.outcome != "failed" for run in ended):
                publishing.publish(night.intake, portals(night.intake.data, []).values(), clock.now())
        finally:
            alone.__exit__(None, None, None)

    crawler.signals.connect(ending, signal=signals.engine_stopped, weak=False)
