"""An archived page in a real Chromium: whatever it holds, it asks nobody, runs nothing and leads nowhere."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines import database, intake, summary
from tests.reports import a_report
from tests.watching import launched, watched
from tests.web_site import BUREAU, NIGHT, put, serving


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as made:
        yield made


class Listener:
    """A host that nobody should ever ask; it counts who does."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.asked = 0
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._count, daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.asked += 1
            connection.close()

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self._thread.join()


HARM = """<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={0}/refresh">
<link rel="preconnect" href="{0}"><link rel="dns-prefetch" href="{0}"><link rel="prefetch" href="{0}/p">
<link rel="stylesheet" href="{0}/s.css"><script src="{0}/s.js"></script><script>document.title = "ran"</script>
<base href="{0}/"></head><body onload="location='{0}/onload'"><h1 id="here">存档</h1><img src="{0}/i.png">
<iframe src="{0}/f"></iframe><object data="{0}/o"></object><video src="{0}/v" autoplay></video>
<style>@import url("{0}/c.css"); body {{ background: url("{0}/b.png") }}</style>
<form action="{0}/form" id="f"><input name="a" autofocus></form><a id="out" href="{0}/a" target="_top">出去</a>
</body></html>"""


def test_an_archived_page_asks_nobody_and_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    listener = Listener()
    with closing(listener):
        with intake.opened(tmp_path) as writing:
            put(writing, 1, a_report(BUREAU, 2023), body=HARM.format(listener.address).encode())
            with writing.store.transaction():
                summary.refresh(writing.db, NIGHT)
        database.publish(tmp_path)
        with serving(tmp_path) as (home, _), watched(browser, home.rstrip("/")) as one:
            on = one.go("/report/1")
            frame = on.frame_locator("iframe.paper")
            expect(frame.locator("#here")).to_have_text("存档")
            frame.locator("#out").click()
            on.wait_for_timeout(500)
            expect(on).to_have_url(f"{home}report/1")
            on.goto(f"{home}document/{original(tmp_path)}/original")
            on.wait_for_timeout(500)
            assert on.title() != "ran"
        assert listener.asked == 0


def original(data: Path) -> str:
    with closing(database.published(data)) as db:
        return str(db.execute("SELECT document_id FROM reports").fetchone()[0])
