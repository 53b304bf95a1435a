"""The sample portals on their sockets: what they answer to good clients and to bad ones."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest

from sample import Server, World, serve

NOTHING: Mapping[str, str] = MappingProxyType({})


@pytest.fixture(scope="module")
def portals() -> Iterator[Server]:
    with serve(delay=0.05) as server:
        yield server


@pytest.fixture
def first_night(portals: Server) -> Server:
    portals.night = 1
    return portals


Answer = tuple[int, dict[str, str], bytes]


def ask(host: str, path: str, method: str = "GET", headers: Mapping[str, str] = NOTHING, form: str = "") -> Answer:
    connection = http.client.HTTPConnection(host, timeout=10)
    try:
        connection.request(method, path, form or None, dict(headers))
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def where(server: Server, portal: str, key: str) -> str:
    return server.sites[portal].addresses[key].partition(server.hosts[portal])[2]


def hazard(server: Server, year: int) -> tuple[str, str]:
    return server.hosts["sample-hazards"], where(server, "sample-hazards", f"霜渡区统计局/{year}")


# --- manners ---


@pytest.mark.parametrize("name", ["sample-trs", "sample-zibo"])
def test_a_conditional_request_for_an_unchanged_page_brings_no_body(first_night: Server, name: str) -> None:
    path = next(path for path in first_night.sites[name].resources if path.endswith("/"))
    _, told, body = ask(first_night.hosts[name], path)
    again = {"If-None-Match": told.get("etag", ""), "If-Modified-Since": told.get("last-modified", "")}
    status, headers, nothing = ask(
        first_night.hosts[name], path, headers={key: one for key, one in again.items() if one}
    )
    assert (status, nothing) == (304, b"")
    assert body
    assert "content-length" not in headers
    assert first_night.requests[-1].conditional


def test_an_edited_page_answers_a_conditional_request_in_full(first_night: Server) -> None:
    path = where(first_night, "sample-jcms", "杏溪区石鼓岭镇人民政府/2025")
    tag = ask(first_night.hosts["sample-jcms"], path)[1]["etag"]
    first_night.night = 2
    assert ask(first_night.hosts["sample-jcms"], path, headers={"If-None-Match": tag})[0] == 200


def test_a_page_with_a_counter_is_never_the_same_twice(first_night: Server) -> None:
    path = where(first_night, "sample-jpaas", "桐渡县人民政府/2024")
    one, other = (ask(first_night.hosts["sample-jpaas"], path) for _ in range(2))
    assert one[2] != other[2]
    assert not {"etag", "last-modified"} & one[1].keys()


def test_head_tells_the_length_and_sends_nothing(first_night: Server) -> None:
    host, path = hazard(first_night, 2024)
    body = ask(host, path)[2]
    status, headers, nothing = ask(host, path, "HEAD")
    assert (status, int(headers["content-length"]), nothing) == (200, len(body), b"")


def test_robots_and_icon_and_home_are_there(first_night: Server) -> None:
    host = first_night.hosts["sample-hazards"]
    assert b"Disallow: /private/" in ask(host, "/robots.txt")[2]
    assert ask(host, "/favicon.ico")[1]["content-type"] == "image/gif"
    assert "/gk/nb/" in ask(host, "/")[2].decode()


def test_a_page_that_nobody_made_is_404(first_night: Server) -> None:
    assert ask(first_night.hosts["sample-trs"], "/zwgk/nothing.html")[0] == 404


def test_a_soft_404_says_so_with_200(first_night: Server) -> None:
    status, _, body = ask(first_night.hosts["sample-generic"], "/gk/nb/2016/100015.htm")
    assert status == 200
    assert "页面不存在" in body.decode()


def test_pages_in_gbk_declare_nothing_in_their_header(first_night: Server) -> None:
    _, headers, body = ask(first_night.hosts["sample-generic"], "/gk/nb/index.htm")
    assert headers["content-type"] == "text/html"
    assert "信息公开年报" in body.decode("gb18030")


def test_what_cannot_be_understood_is_a_bad_request(first_night: Server) -> None:
    site = first_night.sites["sample-ucap"]
    path = next(path for path in site.handlers if path.startswith("/common/search/"))
    assert ask(site.host, f"{path}?page=x")[0] == 400


def test_the_data_proxy_takes_a_form_too(first_night: Server) -> None:
    form = "startrecord=16&endrecord=30&perpage=5&columnid=33381&unitid=118356"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = ask(first_night.hosts["sample-jcms"], "/module/web/jpage/dataproxy.jsp", "POST", headers, form)[2]
    assert body.count(b"<record>") == 15


def test_a_form_of_any_length_is_not_read(first_night: Server) -> None:
    assert ask(first_night.hosts["sample-jcms"], "/", "POST", {"Content-Length": "999999999"})[0] == 413


def test_jpaas_refuses_who_comes_from_nowhere(first_night: Server) -> None:
    assert ask(first_night.hosts["sample-jpaas"], "/api-gateway/jpaas-publish-server/front/page/build/unit")[0] == 403


# --- what goes wrong ---


def test_a_cut_body_is_shorter_than_it_says(first_night: Server) -> None:
    with pytest.raises(http.client.IncompleteRead):
        ask(*hazard(first_night, 2020))


def test_what_goes_wrong_once_goes_right_the_second_time(first_night: Server) -> None:
    first_night.forget()
    with pytest.raises(http.client.IncompleteRead):
        ask(*hazard(first_night, 2022))
    assert ask(*hazard(first_night, 2022))[0] == 200
    status, headers, _ = ask(*hazard(first_night, 2023))
    assert (status, headers["retry-after"]) == (503, "1")
    assert ask(*hazard(first_night, 2023))[0] == 200


def test_the_slow_page_takes_its_time(first_night: Server) -> None:
    begun = time.monotonic()
    assert ask(*hazard(first_night, 2021))[0] == 200
    assert time.monotonic() - begun >= first_night.delay


@pytest.mark.parametrize(("year", "status", "mark"), [(2016, 412, b"$_ts"), (2017, 521, b"document.cookie")])
def test_challenges_bear_their_marks(first_night: Server, year: int, status: int, mark: bytes) -> None:
    got, headers, body = ask(*hazard(first_night, year))
    assert got == status
    assert mark in body
    assert "set-cookie" in headers


@pytest.mark.parametrize("path", ["/gk/nb/round/1.htm", "/gk/nb/on.htm"])
def test_some_redirects_never_end(first_night: Server, path: str) -> None:
    for _ in range(30):
        status, headers, _ = ask(first_night.hosts["sample-hazards"], path)
        assert status == 302
        path = headers["location"]


def test_a_good_redirect_leads_to_the_page(first_night: Server) -> None:
    of = first_night.sites["sample-generic"]
    old = next(path for path, one in of.resources.items() if one.status == 301)
    status, headers, _ = ask(of.host, old)
    assert status == 301
    assert ask(of.host, headers["location"])[0] == 200


def test_whoever_strays_is_noted(first_night: Server) -> None:
    seen = len(first_night.strayed())
    hosts = first_night.hosts
    ask(hosts["sample-hazards"], "/private/nb2015.htm")
    ask(hosts["stranger"], "/gk/nb/2.htm")
    assert [one.portal for one in first_night.strayed()[seen:]] == ["sample-hazards", "stranger"]


def test_a_blocked_portal_shows_its_challenge_everywhere_but_in_robots(first_night: Server) -> None:
    first_night.night = 2
    host = first_night.hosts["sample-gkmlpt"]
    assert [ask(host, path)[0] for path in ("/", "/jcqcz/gkmlpt/index", "/robots.txt")] == [412, 412, 200]
    first_night.night = 3
    assert ask(host, "/jcqcz/gkmlpt/index")[0] == 200


# --- sockets ---


def test_a_client_that_hangs_up_harms_nobody(first_night: Server, capfd: pytest.CaptureFixture[str]) -> None:
    host, path = hazard(first_night, 2021)
    name, _, port = host.partition(":")
    for _ in range(20):
        with socket.create_connection((name, int(port))) as rude:
            rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            rude.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    with socket.create_connection((name, int(port))) as mad:
        mad.sendall(b"\0\xff nonsense\r\n\r\n")
        mad.recv(100)
    time.sleep(0.2)
    assert ask(host, "/gk/nb/")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_stopped_server_leaves_no_connection_open() -> None:
    server = serve(World(only=("sample-trs",))).start()
    connection = http.client.HTTPConnection(server.hosts["sample-trs"], timeout=10)
    connection.request("GET", "/robots.txt")
    connection.getresponse().read()
    server.stop()
    connection.sock.settimeout(1)
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionError):
        ask(server.hosts["sample-trs"], "/")


def test_a_server_that_was_never_started_stops() -> None:
    serve(World(only=("sample-trs",))).stop()
