"""A page in a real Chromium that notices what it complains of and whom it asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

WIDTHS = {"desktop": 1360, "phone": 390}


@contextmanager
def launched(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            yield made
        finally:
            made.close()


class Watched:
    """A page, and what it complained of or asked of others."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.wrong: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("request", self._asked)
        page.on("dialog", lambda dialog: self.wrong.append(f"{page.url}: {dialog.message}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:")):
            self.wrong.append(f"{self.page.url}: asked {request.url}")

    def go(self, path: str) -> Page:
        self.page.goto(self.home + path)
        if path.startswith("/report/"):
            # The original comes after the page.
            self.page.wait_for_load_state("networkidle")
        return self.page


@contextmanager
def watched(browser: Browser, home: str, width: int = WIDTHS["desktop"]) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": width, "height": 900})
    try:
        yield Watched(context.new_page(), home)
    finally:
        context.close()
