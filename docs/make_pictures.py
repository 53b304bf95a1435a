"""The pictures of the documentation, made anew from the demo: `make pictures`.

Crawls the sample portals, serves what came of it, and looks at some pages with the system's Chromium.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
PICTURES = HERE / "pictures"
DESK, PHONE = (1280, 860), (390, 780)
# Shown from head to foot.
WHOLE = ("home",)
COLOURS = 96
# An agency's own mistake in a report with all its tables.
BROKEN = """
SELECT max(v.report_id) FROM verdicts v JOIN reports r ON r.id = v.report_id JOIN identities i ON i.id = v.identity_id
WHERE v.status = 'fail' AND v.blame = 'agency' AND i.rule = 'received_equals_handled' AND r.is_current
"""
PLACED = (
    "SELECT report_id, cell FROM cell_places WHERE cell = 'applications.handled_total.total' ORDER BY report_id LIMIT 1"
)
ORG = "SELECT org_id FROM reports WHERE is_current GROUP BY org_id ORDER BY count(*) DESC, org_id LIMIT 1"
EDITED = """
SELECT b.id, r.id FROM changes c JOIN reports r ON r.id = c.report_id
JOIN reports b ON b.org_id = r.org_id AND b.year = r.year AND NOT b.is_current WHERE c.kind = 'edited' LIMIT 1
"""


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run("--data", folder, "demo")
        data = Path(folder) / "demo"
        with serving(data) as home, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
            for name, path in addresses(data).items():
                take(browser, home + path, name)
            browser.close()


def addresses(data: Path) -> Mapping[str, str]:
    with closing(sqlite3.connect(data / "gongkai.db")) as db:
        broken, org = (db.execute(query).fetchone()[0] for query in (BROKEN, ORG))
        placed, cell = db.execute(PLACED).fetchone()
        before, after = db.execute(EDITED).fetchone()
    return {
        "home": "/",
        "report": f"/report/{broken}#findings",
        "report-pdf": f"/report/{placed}#{cell}",
        "organisation": f"/organisation/{org}",
        "compare": f"/compare?report={before}&report={after}",
        "findings": "/findings",
        "missing": "/missing?state=missing&state=late&state=there",
        "search": "/search?q=供热",
        "phone-report": f"/report/{broken}",
    }


def run(*arguments: str) -> None:
    subprocess.run([*_gongkai(), *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command


def _gongkai() -> list[str]:
    return [sys.executable, "-c", "from crawler.cli import main; main()"]


@contextmanager
def serving(data: Path) -> Iterator[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [*_gongkai(), "--data", str(data), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:  # noqa: S603
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield line.split()[1].rstrip("/")
        finally:
            process.terminate()


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("make pictures: chromium 不在这台机器上 (chromium is not on this machine)")
    return found


def take(browser: Browser, address: str, name: str) -> None:
    """What a person sees first; few colours, since the pictures live with the source."""
    file, size = PICTURES / f"{name}.png", PHONE if name.startswith("phone") else DESK
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    with closing(context):
        page = context.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        # Where a cell is pointed at, the original turns to it.
        page.wait_for_timeout(500)
        with Image.open(io.BytesIO(page.screenshot(full_page=name in WHOLE))) as picture:
            picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    print(file.name, file.stat().st_size // 1024, "kB")  # noqa: T201  # a script


if __name__ == "__main__":
    main()
