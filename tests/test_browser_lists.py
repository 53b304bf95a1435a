"""Lists that a script fills, probed and crawled: by the endpoint that was found, or opened in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.answer import request_of
from crawler.browser import program
from crawler.commands.portals import portals
from crawler.page import Ask
from crawler.portal import ListRule, load
from pipelines.pages import PageState
from sample import World, serve
from tests.nights import Nights
from tests.scripted import PAGES, SIZE, Scripted, scripted

FEBRUARY = datetime(2026, 2, 10, 2, tzinfo=UTC)
ZIBO = "sample-zibo"


@pytest.fixture(scope="module")
def site() -> Iterator[Scripted]:
    with scripted() as server:
        yield server


# --- probing, and crawling with what was found


@pytest.fixture
def zibo(tmp_path: Path, chromium: str) -> Iterator[Nights]:  # noqa: ARG001  # it has to be there
    """The sample portal whose lists a script fills, of which nobody knows how."""
    with serve(World(only=(ZIBO,))) as server:
        server.write_portals(tmp_path / "portals", probed=False)
        yield Nights(tmp_path, server, (ZIBO,))


def found(world: Nights) -> dict[tuple[str, int], set[str]]:
    stored: dict[tuple[str, int], set[str]] = {}
    for org, year, url in world.rows(
        "SELECT o.name, r.year, s.url FROM reports r JOIN organisations o ON o.id = r.org_id"
        " JOIN report_sources s ON s.report_id = r.id WHERE r.is_current"
    ):
        stored.setdefault((org, year), set()).add(url)
    return stored


def expected(world: Nights) -> dict[tuple[str, int], set[str]]:
    return {(one.org, one.year): set(one.addresses) for run in world.server.expected() for one in run.reports}


def told(world: Nights, *options: str) -> tuple[str, str | None]:
    done = world.crawl(FEBRUARY, "--json", *options)
    run = json.loads(done.stdout)["runs"][0]
    return run["outcome"], run["reason"]


def test_one_probed_channel_opens_the_whole_portal(zibo: Nights) -> None:
    assert told(zibo) == ("incomplete", "list_unknown")
    channel = load(zibo.data / "portals" / f"{ZIBO}.toml").starts[1].url
    done = zibo.run("portals", "probe", channel, now=FEBRUARY)
    assert (done.returncode, done.stderr) == (0, "")
    rule = load(zibo.data / "portals" / f"{ZIBO}.toml").list
    assert rule == ListRule(
        endpoint="/gongkai/api/channel/docs?channel={channel}&page={page}&size=4",
        size=4, items="data.docs", date="pubdate", total="data.total",
    )  # fmt: skip
    assert "page=2" in done.stdout
    assert "沐泉区自然资源局2025年政府信息公开工作年度报告" in done.stdout
    assert told(zibo) == ("ok", None)
    assert found(zibo) == expected(zibo)
    assert zibo.server.strayed() == []
    assert all(request.agent.startswith("gongkai/") for request in zibo.server.requests)


def test_lists_rendered_in_a_browser_bring_every_report(zibo: Nights) -> None:
    file = zibo.data / "portals" / f"{ZIBO}.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[list]\nbrowser = true\n", encoding="utf-8")
    assert told(zibo) == ("ok", None)
    assert found(zibo) == expected(zibo)
    assert all(request.agent.startswith("gongkai/") for request in zibo.server.requests)
    assert zibo.server.strayed() == []


def test_without_a_browser_the_run_says_so_and_is_incomplete(zibo: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    file = zibo.data / "portals" / f"{ZIBO}.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n[list]\nbrowser = true\n", encoding="utf-8")
    monkeypatch.setenv("PATH", "/nowhere")
    done = zibo.crawl(FEBRUARY, "--json")
    run = json.loads(done.stdout)["runs"][0]
    assert (done.returncode, run["outcome"], run["reason"]) == (1, "incomplete", "list_unknown")
    assert "chromium" in done.stderr
    assert [one.path for one in zibo.server.requests if "/api/" in one.path] == []


@dataclass(frozen=True, slots=True)
class Rendered:
    """One night of portals that a browser has to open."""

    runs: dict[str, tuple[str, str | None]]
    asked: list[str]
    log: str


@pytest.fixture(scope="module")
def rendered(site: Scripted, tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Rendered:  # noqa: ARG001
    data = tmp_path_factory.mktemp("rendered")
    names: tuple[str, ...] = ("walled", "breaking", "flooding", "words")
    for name in names:
        site.write(data / "portals", f"/{name}", "[list]\nbrowser = true\n", name)
    posting = site.write(data / "portals", "/posting", id_="posting")
    assert probe(data, posting.starts[0].url, "--portal", "posting")[0] == 0
    already = len(site.asked)
    names += ("posting",)
    with serve(World(only=(ZIBO,))) as unused:
        done = Nights(data, unused, names).crawl(FEBRUARY, "--json")
    assert "Traceback" not in done.stderr, done.stderr
    runs = {run["portal"]: (run["outcome"], run["reason"]) for run in json.loads(done.stdout)["runs"]}
    log = next((data / "work" / "logs").glob("*.log")).read_text(encoding="utf-8")
    return Rendered(runs, site.paths()[already:], log)


@pytest.mark.parametrize(
    ("name", "outcome", "reason"),
    [
        ("walled", "failed", "challenge_river"),
        ("breaking", "incomplete", "list_unknown"),
        ("flooding", "failed", "too_large"),
        ("words", "ok", None),
    ],
)
def test_what_a_browser_opens_comes_to_what_it_is(
    rendered: Rendered, name: str, outcome: str, reason: str | None
) -> None:
    assert rendered.runs[name] == (outcome, reason)


def test_no_browser_is_opened_on_a_challenge(rendered: Rendered) -> None:
    assert rendered.asked.count("/walled") == 1
    assert rendered.asked.count("/words") == 2


def test_json_that_is_posted_is_asked_for_without_a_browser(rendered: Rendered) -> None:
    assert rendered.runs["posting"] == ("ok", None)
    assert rendered.asked.count("/post") == PAGES
    assert "/posting" not in rendered.asked


def test_one_browser_serves_the_night(rendered: Rendered) -> None:
    assert rendered.log.count("Chromium started") == 1
    assert rendered.log.count("Chromium ended") == 1


def test_what_a_browser_fills_is_never_asked_for_conditionally() -> None:
    known = PageState("http://a.example/", "p", "list", etag='"1"', signature="x")
    plain, opened = (
        request_of(Ask(known.url, browser=browser), known, lambda: iter(()), print) for browser in (False, True)
    )
    assert "If-None-Match" in plain.headers
    assert "If-None-Match" not in opened.headers


# --- the command


def probe(data: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(portals, ["probe", "--data", str(data), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_list_that_no_request_fills_is_to_be_opened(site: Scripted, tmp_path: Path, chromium: str) -> None:  # noqa: ARG001
    """Its entries are an array that is the whole answer, for which a portal's file has no words."""
    made = site.write(tmp_path / "portals", "/words")
    code, out, _ = probe(tmp_path, made.starts[0].url)
    assert (code, "browser = true" in out) == (1, True)
    assert load(tmp_path / "portals" / "scripted.toml").list == ListRule(browser=True)
    assert f"报告 {PAGES * SIZE}" in out


def test_a_list_that_stands_on_its_page_needs_no_browser(site: Scripted, tmp_path: Path) -> None:
    made = site.write(tmp_path / "portals", "/static")
    code, out, _ = probe(tmp_path, made.starts[0].url)
    assert (code, "就在网页上" in out) == (0, True)
    assert load(tmp_path / "portals" / "scripted.toml") == made


def test_what_is_no_list_is_not_written(site: Scripted, tmp_path: Path, chromium: str) -> None:  # noqa: ARG001
    made = site.write(tmp_path / "portals", "/flooding")
    before = (tmp_path / "portals" / "scripted.toml").read_bytes()
    site.open = False
    code, out, _ = probe(tmp_path, made.starts[0].url)
    site.open = True
    assert (code, "没有写" in out) == (1, True)
    assert (tmp_path / "portals" / "scripted.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("path", "said"),
    [("/walled", "412"), ("/closed/rows", "robots.txt"), ("/gone", "404")],
)
def test_a_page_that_cannot_be_had_is_one_line(site: Scripted, tmp_path: Path, path: str, said: str) -> None:
    made = site.write(tmp_path / "portals", path)
    code, out, err = probe(tmp_path, made.starts[0].url)
    assert (code, out, len(err.splitlines()[-1:])) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["http://www.yanxi.example/nb/"], "portals add"),
        (["http://www.zibo.gov.cn/gongkai/", "--portal", "zhangdian"], "zhangdian"),
        (["http://www.zibo.gov.cn/gongkai/", "--portal", "nowhere"], "没有门户 nowhere"),
    ],
)
def test_a_portal_has_to_be_there_and_to_allow_it(tmp_path: Path, arguments: list[str], said: str) -> None:
    code, _, err = probe(tmp_path, *arguments)
    assert (code, said in err) == (2, True)


@pytest.mark.parametrize("lacking", ["Playwright", "Chromium"])
def test_what_has_to_be_installed_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    monkeypatch.setattr(program, "_packages", lambda: lacking != "Playwright")
    monkeypatch.setattr(program, "program", lambda: None if lacking == "Chromium" else "/usr/bin/chromium")
    code, out, err = probe(tmp_path, "http://www.zibo.gov.cn/gongkai/site_srmzfbgs/")
    assert (code, out) == (2, "")
    assert f"没有 {lacking}；" in err
    assert "pip install 'gongkai[browser]'" in err
    assert "apt install chromium" in err
