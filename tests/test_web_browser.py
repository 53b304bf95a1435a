"""The pages in a real Chromium: what a person sees, clicks and presses, at a desk and on a phone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines import database, intake
from tests.watching import WIDTHS, Watched, launched, watched
from tests.web_site import BUREAU, GOVERNMENT, PDF_ORG, SCRIPT, serving, write

SECONDS = 120
_OUTSIDE = """
[...document.querySelectorAll("body *")].filter((one) =>
  one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  && !one.closest(".scroll, .table-wrapper, .CodeMirror, iframe")).map((one) => one.outerHTML.slice(0, 90))
"""


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with launched(chromium) as made:
        yield made


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[str]:
    with serving(data) as (address, _):
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The sample portals, crawled for two nights, in a server."""
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "--data", str(folder), "demo"]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, env={**os.environ})
    data = folder / "demo"
    with serving(data) as (address, _):
        yield address.rstrip("/"), data


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Watched]:
    with watched(browser, server) as one:
        yield one
        assert one.wrong == []


def number(data: Path, org: str, year: int) -> int:
    with closing(database.published(data)) as db:
        sql = "SELECT id FROM reports WHERE org LIKE ? AND year = ? AND is_current"
        return int(db.execute(sql, (f"%{org}", year)).fetchone()[0])


def pages_of(data: Path) -> list[str]:
    """One address of each kind of page, those with the most to show."""
    with closing(database.published(data)) as db:

        def one(sql: str) -> str:
            return str(db.execute(sql).fetchone()[0])

        org = one("SELECT org_id FROM reports GROUP BY org_id ORDER BY count(*) DESC, org_id LIMIT 1")
        broken = one("SELECT max(report_id) FROM verdicts WHERE status = 'fail'")
        placed = one("SELECT report_id FROM cell_places LIMIT 1")
        region = one("SELECT region_code FROM organisations GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
        old = one("SELECT min(id) FROM reports")
        edited = db.execute("SELECT report_id, r.org_id, r.year FROM changes JOIN reports r ON r.id = report_id"
                            " WHERE kind = 'edited'").fetchone()  # fmt: skip
        before = db.execute(
            "SELECT id FROM reports WHERE org_id = ? AND year = ? AND NOT is_current", edited[1:]
        ).fetchone()
    return [
        "/", f"/region/{region}", f"/organisation/{org}", f"/report/{broken}", f"/report/{placed}", f"/report/{old}",
        f"/compare?report={before[0]}&report={edited[0]}", f"/compare?report={old}&report={broken}&show=all",
        "/findings", "/missing", "/missing?state=there&state=late", "/search?q=复议", "/about", "/gongkai",
        "/gongkai/reports?_facet=year", f"/gongkai/reports/{old}", "/gongkai/one_organisation?organisation=局",
        "/gongkai?sql=select+*+from+panel+limit+3",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_every_page_of_the_demo_is_quiet_and_stays_in_its_width(
    browser: Browser, demo: tuple[str, Path], width: int, language: str
) -> None:
    home, data = demo
    with watched(browser, home, width) as one:
        one.go(f"/?lang={language}")
        for path in pages_of(data):
            page = one.go(path)
            expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN", "en": "en"}[language])
            assert page.evaluate(_OUTSIDE) == [], path
        assert one.wrong == []


def test_a_two_character_word_is_found_from_the_head_of_any_page(page: Watched) -> None:
    on = page.go("/about")
    on.get_by_role("searchbox").fill("复议")
    on.keyboard.press("Enter")
    expect(on.locator(".hit mark").first).to_have_text("复议")
    on.locator(".hit a").first.click()
    expect(on.locator("#prose")).to_be_visible()


@pytest.mark.parametrize("way", ["mouse", "keyboard"])
def test_a_finding_lights_its_cells_and_no_others(page: Watched, data: Path, way: str) -> None:
    on = page.go(f"/report/{number(data, BUREAU, 2023)}")
    finding = on.locator(".finding.fail").first
    cells = set((finding.get_attribute("data-cells") or "").split())
    assert on.locator("td.lit").count() == 0
    if way == "mouse":
        finding.hover()
    else:
        finding.focus()
    lit = on.locator("td.lit").evaluate_all("cells => cells.map(cell => cell.dataset.cell)")
    assert set(lit) == cells
    on.mouse.move(0, 0)
    on.locator("h1").click()
    on.evaluate("document.activeElement.blur()")
    expect(on.locator("td.lit")).to_have_count(0)


def test_a_cell_tells_what_it_is_and_arrows_go_from_cell_to_cell(page: Watched, data: Path) -> None:
    on = page.go(f"/report/{number(data, BUREAU, 2023)}")
    on.locator("[id='applications.handled_total.total']").click()
    told = on.get_by_role("status")
    expect(told).to_contain_text("（七）总计 总计 9")
    expect(told).to_contain_text("不成立：新收＋结转＝办理＋结转下年")
    on.keyboard.press("ArrowDown")
    expect(on.locator("td.held")).to_have_attribute("data-cell", "applications.carried_out.total")
    on.keyboard.press("ArrowLeft")
    expect(on.locator("td.held")).to_have_attribute("data-cell", "applications.carried_out.other")
    on.keyboard.press("Escape")
    expect(told).to_have_count(0)


def test_an_address_with_a_cell_opens_at_it(page: Watched, data: Path) -> None:
    on = page.go(f"/report/{number(data, BUREAU, 2023)}#applications.handled_total.total")
    expect(on.locator("td.held")).to_be_in_viewport()


def test_the_pdf_turns_to_the_page_of_a_cell_and_points_at_it(page: Watched, data: Path) -> None:
    on = page.go(f"/report/{number(data, PDF_ORG, 2024)}")
    cell = on.locator("td[data-page]").last
    cell.click()
    box = on.frame_locator("#paper").locator(f"rect[id='{cell.get_attribute('data-cell')}']")
    expect(box).to_have_class(re.compile("pointed"))
    expect(box).to_be_in_viewport()
    expect(cell).to_be_in_viewport()


def test_a_name_that_is_a_script_is_read_and_not_run(page: Watched, data: Path) -> None:
    on = page.go(f"/report/{number(data, SCRIPT, 2023)}")
    expect(on.locator(".printed-title")).to_contain_text(SCRIPT)
    expect(on.locator("[id='proactive.fees.amount'] .value")).to_contain_text("=HYPERLINK")
    assert on.locator("a[href*='evil.example']").count() == 0


def test_the_language_switch_stays_on_the_page_and_for_the_next(page: Watched) -> None:
    on = page.go("/findings?year=2023")
    on.get_by_role("link", name="English").click()
    expect(on).to_have_url(re.compile(r"/findings\?year=2023&lang=en"))
    expect(on.locator("h1")).to_have_text("What does not add up")
    page.go("/about")
    expect(on.locator("h1")).to_have_text("How to read these figures")
    on.get_by_role("link", name="中文").click()
    expect(on.locator("h1")).to_have_text("怎样读这些数字")


def test_charts_are_drawn_from_their_tables_and_both_are_printed(page: Watched, data: Path) -> None:
    with closing(database.published(data)) as db:
        org = db.execute("SELECT org_id FROM reports WHERE org = ?", (GOVERNMENT,)).fetchone()[0]
    on = page.go(f"/organisation/{org}")
    charts = on.locator("figure.chart")
    assert charts.count() == 2
    for at in range(charts.count()):
        expect(charts.nth(at).locator("svg.plot")).to_be_visible()
        expect(charts.nth(at).locator("table")).to_be_hidden()
    on.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(charts.first.locator("table")).to_be_visible()


def test_without_scripts_the_tables_of_the_charts_are_there(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    with closing(context):
        on = context.new_page()
        on.goto(f"{server}/")
        expect(on.locator("figure.chart table").first).to_be_visible()


def test_what_is_published_is_shown_with_the_next_look(browser: Browser, tmp_path: Path) -> None:
    write(tmp_path)
    with serving(tmp_path) as (home, _), watched(browser, home.rstrip("/")) as one:
        before = one.go("/").locator(".facts.large dd").nth(2).text_content()
        with intake.opened(tmp_path) as writing, writing.store.transaction():
            writing.db.execute("UPDATE numbers SET value = 987654 WHERE name = 'figures'")
        database.publish(tmp_path)
        expect(one.go("/").locator(".facts.large dd").nth(2)).to_have_text("987,654")
        assert before != "987,654"
        assert one.wrong == []
