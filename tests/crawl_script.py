"""Runs as a program of its own: crawls each portal of a JSON plan with the project's settings, prints what came of it.

Plan: [{"hosts": [...], "loopback": true, "urls": [...], "hours": null}], "settings": {...}. One reactor is all that a
process can have, so every test of the middlewares shares a crawl or two.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.settings import Settings
from twisted.python.failure import Failure

from crawler.failures import trouble_of
from crawler.portal import Courtesy, Portal

FULL_SPEED = {
    "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "RETRY_TIMES": 1,
    "CONCURRENT_REQUESTS": 32, "DOWNLOAD_TIMEOUT": 1, "DOWNLOAD_MAXSIZE": 1024 * 1024, "LOG_LEVEL": "ERROR",
}  # fmt: skip

said: list[dict[str, Any]] = []


class PlannedSpider(scrapy.Spider):
    name = "planned"

    def __init__(self, plan: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.plan = plan
        self.portal = Portal(
            "planned", "示例", "370303", "generic", tuple(plan["hosts"]), loopback=plan["loopback"],
            courtesy=Courtesy(hours=plan.get("hours")),
        )  # fmt: skip
        self.outcomes: dict[str, Any] = {}

    async def start(self) -> AsyncIterator[Request]:
        for url in self.plan["urls"]:
            yield Request(url, self.answered, errback=self.lost, dont_filter=True, cb_kwargs={"asked": url})

    def answered(self, response: Response, asked: str) -> None:
        self.outcomes[asked] = {
            "status": response.status, "url": response.url, "body": response.body.decode("utf-8", "replace"),
            "encoded": "Content-Encoding" in response.headers, "slot": response.meta["download_slot"],
        }  # fmt: skip

    def lost(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        trouble = trouble_of(failure)
        self.outcomes[request.cb_kwargs["asked"]] = {"reason": trouble.reason, "word": trouble.word}

    def closed(self, reason: str) -> None:
        said.append({"closed": reason, "outcomes": self.outcomes})


def main(plans: list[dict[str, Any]]) -> None:
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(FULL_SPEED | plans[0].get("settings", {}), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    for plan in plans:
        process.crawl(PlannedSpider, plan=plan)
    process.start()
    print(json.dumps(said))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
