"""Whole nights against the sample portals: what is stored, what is news, what is asked again, and what is said."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from crawler.links import year_of
from pipelines import database
from sample import World, findings, serve
from tests.nights import Nights, content, later, nights

FEBRUARY = datetime(2026, 2, 10, 2, tzinfo=UTC)
AUGUST = datetime(2026, 8, 15, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Nights, list[int]]]:
    """Three nights of the whole sample world, one after the other; with the exit codes."""
    with nights(tmp_path_factory.mktemp("three"), serve(World(), delay=0.05)) as world:
        codes = []
        for number in (1, 2, 3):
            world.server.night = number
            done = world.crawl(later(FEBRUARY, number))
            assert "Traceback" not in done.stderr, done.stderr
            codes.append(done.returncode)
        yield world, codes


def test_each_run_comes_to_what_it_should(three: tuple[Nights, list[int]]) -> None:
    world, codes = three
    got = world.rows("SELECT portal, outcome, reason FROM runs ORDER BY id")
    by_night = [{row[0]: row[1:] for row in got[at : at + len(world.portals)]}
                for at in range(0, len(got), len(world.portals))]  # fmt: skip
    for number, runs in enumerate(by_night, 1):
        for expected in world.server.expected(number):
            outcome, reason = runs[expected.portal]
            assert outcome in expected.outcomes, (number, expected.portal, outcome, reason)
            assert reason in (expected.reasons or (None,)), (number, expected.portal, outcome, reason)
    # The hazards of one sample portal are never ok.
    assert codes == [1, 1, 1]


def test_every_report_is_there_once_with_all_its_addresses(three: tuple[Nights, list[int]]) -> None:
    world, _ = three
    stored = {
        (org, year): count
        for org, year, count in world.rows(
            "SELECT o.name, r.year, count(s.url) FROM reports r JOIN organisations o ON o.id = r.org_id"
            " JOIN report_sources s ON s.report_id = r.id WHERE r.is_current AND s.gone_at IS NULL GROUP BY r.id"
        )
    }
    expected: Counter[tuple[str, int]] = Counter()
    for run in world.server.expected(3):
        expected.update({(one.org, one.year): len(one.addresses) for one in run.reports})
    assert stored == dict(expected)


def test_every_figure_is_the_printed_one(three: tuple[Nights, list[int]]) -> None:
    world, _ = three
    truth = world.server.world.truth()
    wrong = [
        (key, cell, value, truth[key].get(cell))
        for org, year, cell, value in world.rows(
            "SELECT o.name, f.year, f.table_name || '.' || f.item || '.' || f.figure, f.value FROM figures f"
            " JOIN reports r ON r.id = f.report_id JOIN organisations o ON o.id = r.org_id WHERE r.version = 1"
        )
        if (key := (org, year)) in truth and value != truth[key].get(cell)
    ]
    assert wrong == []


def test_each_change_is_one_row_of_news(three: tuple[Nights, list[int]]) -> None:
    world, _ = three
    news = world.rows(
        "SELECT c.kind, o.name, r.year FROM changes c JOIN reports r ON r.id = c.report_id"
        " JOIN organisations o ON o.id = r.org_id JOIN runs u ON u.id = c.run_id WHERE u.started >= ? ORDER BY c.id",
        later(FEBRUARY, 2).isoformat(),
    )
    expected = [(one.kind, one.org, one.year) for night in (2, 3) for one in world.server.expected_changes(night)]
    assert sorted(news) == sorted(expected)


def test_what_must_not_be_asked_never_was(three: tuple[Nights, list[int]]) -> None:
    world, _ = three
    assert world.server.strayed() == []
    agents = {request.agent for request in world.server.requests}
    assert all(agent.startswith("gongkai/") for agent in agents)


def test_what_is_wrong_on_purpose_is_found(three: tuple[Nights, list[int]]) -> None:
    world, _ = three
    found = {
        (org, year, rule)
        for org, year, rule in world.rows(
            "SELECT o.name, r.year, c.rule FROM checks c JOIN reports r ON r.id = c.report_id"
            " JOIN organisations o ON o.id = r.org_id WHERE c.status IN ('fail', 'hint') AND r.is_current"
        )
    }
    missed = [one for one in findings(world.server.world) if (one.org, one.year, one.rule) not in found]
    assert missed == []


def test_readers_get_the_published_copy_and_it_is_whole(three: tuple[Nights, list[int]]) -> None:
    world, _ = three
    assert content(world.data / "gongkai.db") == content(world.data / "work/gongkai.db")
    with closing(database.published(world.data)) as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.fixture
def quiet(tmp_path: Path) -> Iterator[Nights]:
    """One static portal, for nights in which nothing happens."""
    with nights(tmp_path, serve(World(only=("sample-trs", "sample-vsb")))) as world:
        yield world


@pytest.mark.parametrize("now", [AUGUST, FEBRUARY], ids=["outside the open months", "in the open months"])
def test_a_night_without_news_changes_nothing(quiet: Nights, now: datetime) -> None:
    assert quiet.crawl(now).returncode == 0
    before = content(quiet.data / "work/gongkai.db")
    archived = sorted(quiet.data.joinpath("archive").glob("*/*"))
    already = len(quiet.server.requests)
    done = quiet.crawl(later(now, 1))
    assert done.returncode == 0, done.stdout
    assert content(quiet.data / "work/gongkai.db") == before
    assert sorted(quiet.data.joinpath("archive").glob("*/*")) == archived
    asked = Counter(one.url for one in quiet.server.requests[already:] if not one.path.endswith("robots.txt"))
    lists = {row[0] for row in quiet.rows("SELECT url FROM pages WHERE kind = 'list'")}
    newest = {row[0] for row in quiet.rows("SELECT url FROM pages WHERE kind <> 'list' AND year = 2025")}
    reports = {row[0] for row in quiet.rows("SELECT url FROM pages WHERE kind <> 'list'")}
    assert {url: count for url, count in asked.items() if url in reports} == (
        dict.fromkeys(newest, 1) if now is FEBRUARY else {}
    )
    assert {url: asked[url] for url in lists} == dict.fromkeys(lists, 1)


def test_two_nights_at_once_the_second_says_so_and_leaves(quiet: Nights) -> None:
    (quiet.data / "work").mkdir()
    with database.writing(quiet.data):
        done = quiet.crawl(AUGUST)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_night_bounded_by_max_says_that_it_did_not_see_all(quiet: Nights) -> None:
    done = quiet.crawl(AUGUST, "--max", "3", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert {(run["outcome"], run["reason"]) for run in told["runs"]} == {("incomplete", "limit")}
    assert told["new_reports"] == 6
    # The next night goes on.
    assert quiet.crawl(later(AUGUST, 1)).returncode == 0


def test_since_leaves_older_years_alone(quiet: Nights) -> None:
    """What a link does not date is asked all the same."""
    quiet.crawl(AUGUST, "--since", "2024")
    fetched = quiet.rows("SELECT title FROM pages WHERE document_id IS NOT NULL")
    assert fetched
    assert [title for (title,) in fetched if year_of(title or "") not in (None, 2024, 2025)] == []


def test_the_webhook_is_told_the_summary(quiet: Nights) -> None:
    heard: list[dict[str, object]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        (quiet.data / "gongkai.toml").write_text(f'webhook = "http://127.0.0.1:{port}/"\n', encoding="utf-8")
        quiet.crawl(AUGUST)
        server.shutdown()
    assert [told["ok"] for told in heard] == [True]


def test_an_unknown_portal_is_one_line(quiet: Nights) -> None:
    done = quiet.crawl(AUGUST, portals=["nowhere"])
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr
    assert len(done.stderr.splitlines()) == 1
