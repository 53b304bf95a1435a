"""What a portal whose lists a browser has to fill changes of Scrapy's settings; nothing for any other portal.

Imports Playwright only where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scrapy.settings import Settings

from crawler.browser.program import missing
from crawler.portal import Portal

# After every other middleware has seen the answer, but before the spider.
OPENING = {"crawler.browser.middleware.Opening": 45}
HANDLER = "crawler.browser.handler.Handler"


def needs_browser(portal: Portal) -> bool:
    return portal.list is not None and portal.list.browser


def of_portals(portals: Sequence[Portal], base: Settings, say: Callable[[str], None]) -> Mapping[str, dict[str, Any]]:
    """The settings of each portal that needs a browser, by its id. Where there is none it says so, and its lists stay
    unknown."""
    wanting = [portal for portal in portals if needs_browser(portal)]
    if not wanting:
        return {}
    lacking = missing()
    if lacking is not None:
        say(f"{'、'.join(portal.id for portal in wanting)}：列表要用浏览器打开，这次看不到。{lacking}")
        return {}
    from crawler.browser.house import House  # noqa: PLC0415  # only where the extra is installed

    chosen = {
        "DOWNLOAD_HANDLERS": {**base.getdict("DOWNLOAD_HANDLERS"), "http": HANDLER, "https": HANDLER},
        "DOWNLOADER_MIDDLEWARES": {**base.getdict("DOWNLOADER_MIDDLEWARES"), **OPENING},
        "PLAYWRIGHT_BROWSER_PROVIDER": House(wanting),
    }
    return {portal.id: chosen for portal in wanting}
