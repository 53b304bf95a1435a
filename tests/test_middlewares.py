"""The middlewares against a server that goes wrong in every way: nothing hangs, and each fault has its reason."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.failures import Refused
from crawler.middlewares import GivingUp, Schemes
from crawler.middlewares.courtesy import seconds_of
from crawler.portal import Portal
from tests.fault_server import ANSWERS, PAGE, Faults, serving

ROOT = Path(__file__).resolve().parent.parent
NOBODY = "127.0.0.1:9"
# 10 in the morning in Beijing.
NOW = datetime(2026, 8, 15, 2, tzinfo=UTC)


@dataclass
class Crawled:
    """What came of the plans, and what the server saw."""

    runs: list[dict[str, Any]]
    server: Faults

    def run_with(self, path: str) -> dict[str, Any]:
        """The outcomes of the run that asked for it. (Runs are in the order of their ends.)"""
        url = path if "://" in path else f"http://{self.server.place}{path}"
        outcomes: dict[str, Any] = next(run["outcomes"] for run in self.runs if url in run["outcomes"])
        return outcomes

    def outcome(self, path: str) -> dict[str, Any]:
        url = path if "://" in path else f"http://{self.server.place}{path}"
        outcome: dict[str, Any] = self.run_with(path)[url]
        return outcome

    @property
    def times(self) -> Counter[str]:
        return self.server.times()


def crawl(server: Faults, *plans: dict[str, Any]) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "GONGKAI_NOW": NOW.isoformat(), "http_proxy": f"http://{NOBODY}", "HTTP_PROXY": f"http://{NOBODY}",
    }  # fmt: skip
    made: list[dict[str, Any]] = [{"hosts": [server.place], "loopback": True} | plan for plan in plans]
    for plan in made:
        plan["urls"] = [url if "://" in url else f"http://{server.place}{url}" for url in plan["urls"]]
    command = [sys.executable, "-m", "tests.crawl_script", json.dumps(made)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=-1, stderr=-1)


def ended(process: subprocess.Popen[str], server: Faults) -> Crawled:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return Crawled(json.loads(out), server)


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Crawled, Crawled]]:
    """One crawl of all faults at once, and one that takes one after the other."""
    with serving() as one, serving() as other:
        faults = [path for path in ANSWERS if path not in ("/robots.txt", "/busy", "/busy-long")]
        elsewhere = ["http://gongkai.example/", f"http://{NOBODY}/x", f"https://{one.place}/tls"]
        port = one.place.partition(":")[2]
        first = crawl(
            one,
            {"hosts": [one.place, NOBODY], "urls": [*faults, "/plain", "/forbidden", *elsewhere]},
            {"hosts": [f"localhost:{port}"], "loopback": False, "urls": [f"http://localhost:{port}/by-name"]},
            {"hosts": [one.place], "loopback": False, "urls": ["/by-address"]},
            {"hours": "22:00-06:00", "urls": ["/out-of-hours", "/out-of-hours-too"]},
        )
        slowly = {"DOWNLOAD_DELAY": 0.05, "DOWNLOAD_DELAY_JITTER": 0, "CONCURRENT_REQUESTS_PER_DOMAIN": 1}
        second = crawl(
            other,
            {"settings": slowly, "urls": ["/busy", "/a", "/b", "/c"]},
            {"urls": ["/busy-long", "/d", "/e", "/f"]},
        )
        yield ended(first, one), ended(second, other)


@pytest.fixture(scope="module")
def crawled(both: tuple[Crawled, Crawled]) -> Crawled:
    return both[0]


@pytest.mark.parametrize(
    ("path", "reason", "word"),
    [
        ("/gzip-cut", "truncated", ""),
        ("/gzip-not", "encoding_unreadable", "not gzip"),
        ("/brotli", "encoding_unreadable", "br"),
        ("/bomb", "too_large", "> 1048576"),
        ("/large", "too_large", ""),
        ("/endless", "too_large", ""),
        ("/cut", "truncated", ""),
        ("/closed-cut", "truncated", ""),
        ("/out", "redirect_out", "http://gongkai.example/"),
        ("/out-port", "redirect_out", "http://127.0.0.1:1/"),
        ("/out-metadata", "redirect_out", "http://169.254.169.254/latest/"),
        ("/forbidden", "robots", ""),
        ("/slow", "timeout", ""),
        ("/reset", "unreachable", "reset"),
        ("http://gongkai.example/", "address_refused", "http://gongkai.example/"),
        (f"http://{NOBODY}/x", "unreachable", "refused"),
    ],
)
def test_a_fault_has_its_reason(crawled: Crawled, path: str, reason: str, word: str) -> None:
    assert crawled.outcome(path) == {"reason": reason, "word": word}


@pytest.mark.parametrize("path", ["/loop", "/itself"])
def test_redirects_without_an_end_are_ended(crawled: Crawled, path: str) -> None:
    assert crawled.outcome(path)["reason"] == "redirect_loop"
    assert crawled.times["/itself"] == 6


@pytest.mark.parametrize(
    ("path", "status"), [("/unchanged", 304), ("/river", 412), ("/not-there", 404), ("/broken", 500), ("/plain", 200)]
)
def test_every_status_reaches_the_spider(crawled: Crawled, path: str, status: int) -> None:
    assert crawled.outcome(path)["status"] == status


@pytest.mark.parametrize("path", ["/gzip", "/charset-as-encoding", "/closed-whole", "/plain"])
def test_a_whole_body_comes_as_it_was_before_compression(crawled: Crawled, path: str) -> None:
    assert crawled.outcome(path)["body"].encode() == PAGE


def test_what_is_cut_off_is_tried_again_before_it_is_given_up(crawled: Crawled) -> None:
    assert [crawled.times[path] for path in ("/gzip-cut", "/cut", "/closed-cut")] == [2, 2, 2]


def test_a_redirect_to_what_was_asked_before_is_not_dropped(crawled: Crawled) -> None:
    assert crawled.outcome("/to-plain")["url"].endswith("/plain")


def test_a_meta_refresh_is_not_followed(crawled: Crawled) -> None:
    assert crawled.outcome("/meta")["url"].endswith("/meta")
    assert crawled.times["/elsewhere"] == 0


def test_a_failed_handshake_is_told(crawled: Crawled) -> None:
    assert crawled.outcome(f"https://{crawled.server.place}/tls")["word"] == "tls"


def test_robots_txt_is_asked_once_and_before_all(crawled: Crawled) -> None:
    assert crawled.server.asked[0][0] == "/robots.txt"
    assert crawled.times["/forbidden"] == 0


def test_a_slot_is_a_host_with_its_port(crawled: Crawled) -> None:
    assert crawled.outcome("/plain")["slot"] == crawled.server.place


def test_who_asks_is_told_and_what_can_be_read(crawled: Crawled) -> None:
    for _, _, headers in crawled.server.asked:
        assert headers["user-agent"].startswith("gongkai/")
        assert headers["accept-encoding"] == "gzip, deflate"


def test_a_name_that_leads_to_this_machine_is_not_connected_to(crawled: Crawled) -> None:
    port = crawled.server.place.partition(":")[2]
    outcome = crawled.outcome(f"http://localhost:{port}/by-name")
    assert outcome["reason"] == "address_private"
    assert outcome["word"] in ("127.0.0.1", "::1")
    assert crawled.times["/by-name"] == 0


def test_this_machine_is_reached_only_where_the_portal_says_so(crawled: Crawled) -> None:
    assert crawled.outcome("/by-address")["reason"] == "address_private"
    assert crawled.times["/by-address"] == 0


def test_outside_the_hours_nothing_is_asked_and_the_run_ends(crawled: Crawled) -> None:
    assert [run["closed"] for run in crawled.runs].count("hours_over") == 1
    assert crawled.times["/out-of-hours"] == crawled.times["/out-of-hours-too"] == 0


def test_a_rest_that_is_asked_for_is_given_to_the_whole_slot(both: tuple[Crawled, Crawled]) -> None:
    asked = [(path, at) for path, at, _ in both[1].server.asked if path in ("/busy", "/a", "/b", "/c")]
    (first, begun), *others = asked
    assert first == "/busy"
    assert sorted(path for path, _ in others) == ["/a", "/b", "/busy", "/c"]
    # One more may be on its way while the answer that asks for the rest is.
    assert sum(at - begun < 1 for _, at in others) <= 1
    assert all("status" in outcome for outcome in both[1].run_with("/busy").values())


def test_a_rest_that_is_too_long_ends_the_run(both: tuple[Crawled, Crawled]) -> None:
    assert [run["closed"] for run in both[1].runs].count("retry_after") == 1
    assert both[1].run_with("/busy-long")[f"http://{both[1].server.place}/busy-long"]["reason"] == "retry_after"
    assert both[1].times["/f"] == 0


# --- without a network ---


def fake(schemes: tuple[str, ...] = ("http", "https")) -> Crawler:
    portal = Portal("sample", "示例", "370303", "generic", ("www.example.gov.cn", "www.example.gov.cn:81"), schemes)
    settings = Settings({"GONGKAI_GIVE_UP_AFTER": 2})
    return cast("Crawler", SimpleNamespace(settings=settings, spider=SimpleNamespace(portal=portal)))


PAGE_OF = "https://www.example.gov.cn/a.html?b=1"


def test_the_other_scheme_is_tried_once() -> None:
    schemes = Schemes(fake())
    other = schemes.process_exception(Request(PAGE_OF, meta={"retry_times": 2}), DownloadConnectionRefusedError())
    assert other is not None
    assert other.url == "http://www.example.gov.cn/a.html?b=1"
    assert other.dont_filter
    assert "retry_times" not in other.meta
    assert schemes.process_exception(other, DownloadConnectionRefusedError()) is None
    assert schemes.process_exception(Request(PAGE_OF), DownloadTimeoutError()) is None


def test_a_host_that_answers_by_the_other_scheme_is_asked_by_it() -> None:
    schemes = Schemes(fake())
    other = schemes.process_exception(Request(PAGE_OF), DownloadTimeoutError())
    assert other is not None
    schemes.process_response(other, Response(other.url))
    again = schemes.process_request(Request("https://www.example.gov.cn/c.html"))
    assert again is not None
    assert again.url == "http://www.example.gov.cn/c.html"
    assert schemes.process_request(again) is None
    assert schemes.process_request(Request("https://other.example.gov.cn/")) is None


@pytest.mark.parametrize(
    ("url", "schemes", "error"),
    [
        (PAGE_OF, ("https",), DownloadTimeoutError()),
        ("https://www.example.gov.cn:81/", ("http", "https"), DownloadTimeoutError()),
        (PAGE_OF, ("http", "https"), CannotResolveHostError()),
        (PAGE_OF, ("http", "https"), Refused("too_large")),
    ],
)
def test_the_other_scheme_is_not_tried_where_it_cannot_help(
    url: str, schemes: tuple[str, ...], error: Exception
) -> None:
    assert Schemes(fake(schemes)).process_exception(Request(url), error) is None


def test_a_host_that_brings_nothing_is_left_alone() -> None:
    giving_up, request = GivingUp(fake()), Request(PAGE_OF)
    giving_up.process_exception(request, DownloadTimeoutError())
    giving_up.process_response(request, Response(PAGE_OF))
    for _ in range(2):
        giving_up.process_request(request)
        giving_up.process_exception(request, DownloadTimeoutError())
    with pytest.raises(Refused) as refused:
        giving_up.process_request(request)
    assert refused.value.reason == "timeout"
    giving_up.process_request(Request("https://other.example.gov.cn/"))


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        ("120", "", 120),
        ("0", "", 0),
        (" 7 ", "", 7),
        ("Sat, 15 Aug 2026 02:01:00 GMT", "", 60),
        ("Sat, 15 Aug 2026 03:01:00 GMT", "Sat, 15 Aug 2026 03:00:30 GMT", 30),
        ("Sat, 15 Aug 2026 01:00:00 GMT", "", 0),
        ("soon", "", None),
        ("-5", "", None),
        ("1.5", "", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(said: str, date: str, seconds: float | None) -> None:
    assert seconds_of(said, date, NOW) == seconds
