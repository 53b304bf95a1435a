"""One polite request outside a crawl: who asks is named, robots.txt obeyed, no private address spoken to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler import fetch as fetching
from crawler.fetch import NotFetched, fetch


class Answers(BaseHTTPRequestHandler):
    asked: list[str]
    robots = ""

    def do_GET(self) -> None:  # as http.server names it
        self.server.asked.append((self.path, self.headers["User-Agent"]))  # type: ignore[attr-defined]
        places = {"/moved": "/nb/", "/away": "http://10.255.255.1/", "/file": "ftp://a.example/x", "/round": "/round"}
        if self.path in places:
            self.send_response(302)
            self.send_header("Location", places[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        robots = self.server.robots if self.path == "/robots.txt" else None  # type: ignore[attr-defined]
        body = (robots if robots is not None else "<p>年报</p>").encode()
        self.send_response(404 if robots == "" or self.path == "/gone" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test asks what was asked."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as served:
        served.asked, served.robots = [], ""  # type: ignore[attr-defined]
        thread = threading.Thread(target=served.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def place(server: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}{path}"


def test_a_page_is_asked_once_by_name_after_robots_txt(server: ThreadingHTTPServer) -> None:
    page = fetch(place(server, "/moved"), loopback=True)
    assert (page.url, page.status, page.text) == (place(server, "/nb/"), 200, "<p>年报</p>")
    assert [path for path, _ in server.asked] == ["/robots.txt", "/moved", "/nb/"]  # type: ignore[attr-defined]
    assert all(agent.startswith("gongkai/") for _, agent in server.asked)  # type: ignore[attr-defined]


def test_robots_txt_is_obeyed(server: ThreadingHTTPServer) -> None:
    server.robots = "User-agent: *\nDisallow: /nb/"  # type: ignore[attr-defined]
    with pytest.raises(NotFetched, match=r"robots\.txt"):
        fetch(place(server, "/nb/"), loopback=True)
    assert len(server.asked) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("path", "said"), [("/gone", "404"), ("/file", "不能去"), ("/round", "/round"), ("/away", "/away")]
)
def test_what_is_not_there_or_leads_astray_is_one_line(
    server: ThreadingHTTPServer, path: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
    with pytest.raises(NotFetched, match=said):
        fetch(place(server, path), loopback=True)


def test_this_machine_is_not_asked_without_permission(server: ThreadingHTTPServer) -> None:
    for name in ("127.0.0.1", "localhost", "127.1"):
        with pytest.raises(NotFetched, match="本机或内网"):
            fetch(place(server, "/nb/").replace("127.0.0.1", name))
    assert server.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("url", ["", "nb", "ftp://a.example/", "file:///etc/passwd", "http://u:p@a.example/"])
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    with pytest.raises(NotFetched, match="不是网址"):
        fetch(url)
