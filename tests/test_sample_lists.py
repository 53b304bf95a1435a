"""The sample portals' lists, walked by the project's own platforms, and what is told of each night beforehand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import platforms
from crawler.addresses import identity
from crawler.page import Ask, Page
from crawler.portal import Portal, load
from parsers import Document, Report, parse
from sample import Server, big, serve
from tests.test_sample_server import ask

LISTS = ("zibo", "jcms", "jpaas", "trs", "ucap", "gkmlpt", "vsb", "anhui", "generic", "city")


@pytest.fixture(scope="module")
def portals() -> Iterator[Server]:
    with serve(delay=0.05) as server:
        yield server


@pytest.fixture
def first_night(portals: Server) -> Server:
    portals.night = 1
    return portals


def _fetched(one: Ask) -> Page:
    host, _, path = one.url.removeprefix("http://").partition("#")[0].partition("/")
    headers = {"Referer": one.referer} if one.referer else {}
    status, told, body = ask(host, f"/{path}", one.method, headers)
    text = body.decode("utf-8" if "utf-8" in told.get("content-type", "") else "gb18030")
    return Page(one, one.url, status, told, body, text)


def _walked(portal: Portal) -> tuple[set[str], dict[str, int]]:
    """Where the lists lead, and how many pages each of them has."""
    todo, seen, pages = list(platforms.starts(portal, 2025)), set[str](), dict[str, int]()
    links: set[str] = set()
    while todo:
        one = todo.pop(0)
        if one.kind == "report":
            links.add(identity(one.url))
        elif one.url not in seen:
            seen.add(one.url)
            found = platforms.listing(_fetched(one), portal)
            assert found.trouble is None, one.url
            pages[one.list] = pages.get(one.list, 0) + bool(found.entries)
            todo += [*found.links, *found.more]
    return links, pages


@pytest.mark.parametrize("night", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_the_lists_lead_to_every_report(portals: Server, tmp_path: Path, name: str, night: int) -> None:
    portals.night = night
    portals.write_portals(tmp_path)
    links, pages = _walked(load(tmp_path / f"sample-{name}.toml"))
    run = next(one for one in portals.expected() if one.portal == f"sample-{name}")
    assert run.outcomes == ("ok",)
    for found in run.reports:
        # What only an attachment holds is reached by the page that links it.
        covered = found.addresses[0].rpartition(".")[2] in ("pdf", "docx")
        assert covered or {identity(one) for one in (*found.addresses, *found.aliases)} & links, found
    assert name == "jcms" or max(pages.values()) >= 3


def test_every_portal_file_is_one_that_the_crawl_takes(first_night: Server, tmp_path: Path) -> None:
    for file in first_night.write_portals(tmp_path):
        portal = load(file)
        assert portal.id.startswith("sample-")
        assert portal.loopback
        assert portal.courtesy.delay == 0
        assert portal.hosts == (first_night.hosts[portal.id],)


def test_without_a_probe_the_endpoint_is_not_known(first_night: Server, tmp_path: Path) -> None:
    first_night.write_portals(tmp_path, probed=False)
    assert load(tmp_path / "sample-zibo.toml").list is None


def test_expected_changes_name_addresses_that_answer(portals: Server) -> None:
    told = {one.kind: one for night in (2, 3) for one in portals.expected_changes(night)}
    assert told.keys() == {"new", "edited", "gone", "moved", "back"}
    answers = {}
    for kind, one in told.items():
        portals.night = one.night
        host, _, path = one.address.removeprefix("http://").partition("/")
        answers[kind] = ask(host, f"/{path}")[0]
    assert answers == {"new": 200, "edited": 200, "gone": 404, "moved": 200, "back": 200}
    assert portals.expected_changes(1) == ()


def test_a_browser_fills_the_list_that_a_script_fills(first_night: Server, chromium: str, tmp_path: Path) -> None:
    start = first_night.sites["sample-zibo"].starts[0]["url"]
    switches = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                f"--user-data-dir={tmp_path}", "--virtual-time-budget=5000", "--dump-dom")  # fmt: skip
    shown = subprocess.run([chromium, *switches, str(start)], check=True, capture_output=True, timeout=60)
    assert shown.stdout.decode().count("沐泉区人民政府2025年政府信息公开工作年度报告") >= 1
    assert any(one.path.startswith("/gongkai/api/channel/docs") for one in first_night.requests)


# --- a process of its own, and the bench's world ---


def test_the_module_obeys_its_input(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sample",
        "--only",
        "sample-trs,sample-zibo",
        "--folder",
        str(tmp_path / "portals"),
    ]
    with subprocess.Popen(
        [*command, "--log", str(tmp_path / "log")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        portal = load(tmp_path / "portals" / "sample-trs.toml")
        assert ask(portal.hosts[0], "/robots.txt")[0] == 200
        process.stdin.write("night 2\nnight 9\nexpected\nstop\n")
        process.stdin.flush()
        assert [process.stdout.readline() for _ in range(2)] == ["night 2\n", "?\n"]
        assert {one["kind"] for one in json.loads(process.stdout.readline())["changes"]} == {"gone", "moved"}
    assert process.returncode == 0
    assert json.loads((tmp_path / "log").read_text())["path"] == "/robots.txt"


def test_the_world_of_the_bench_is_long_pages_in_many_lists() -> None:
    world = big(lists=3, bodies=2, years=2, page_bytes=100_000)
    with serve(world) as server:
        of = server.sites["sample-big"]
        assert len(of.starts) == 3
        for key, url in of.addresses.items():
            body = ask(of.host, url.partition(of.host)[2])[2]
            got = parse(Document(body, url=url))
            assert isinstance(got, Report)
            assert got.figures == world.truth()[got.org or "", got.year or 0]
            assert len(body) >= 100_000, key
        assert len(of.addresses) == 12
        assert [one.outcomes for one in server.expected(2)] == [("ok",)]
