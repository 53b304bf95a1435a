"""Few polite requests outside a crawl: for `gongkai portals add`, which looks at a single page, and `portals probe`.

Says who asks, obeys robots.txt, follows few redirects, reads a bounded body, and speaks to no private address: that is
judged on the connection itself, so that neither a redirect nor a name's second answer gets round it.
"""

from __future__ import annotations

import http.client
import socket
import time
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request
from urllib.request import build_opener as build
from urllib.robotparser import RobotFileParser

import click

from crawler.guards import text_of
from crawler.guards.addresses import is_public, literal
from crawler.page import Ask, Page
from crawler.portal import host_of
from crawler.settings import USER_AGENT

TIMEOUT = 30
MAX_BYTES = 16 * 1024 * 1024
MAX_REDIRECTS = 5


class NotFetched(click.UsageError):
    """Why not, in one line for a person."""


def fetch(url: str, *, agent: str = USER_AGENT, loopback: bool = False) -> Page:
    """The page, once robots.txt has nothing against it. `loopback` is the permission for a server on this machine."""
    return Caller(agent, loopback=loopback).fetch(Ask(url))


class Caller:
    """Asks one thing after another, each host's robots.txt only once; `rest` is the seconds between two requests."""

    def __init__(self, agent: str = USER_AGENT, *, loopback: bool = False, rest: float = 0) -> None:
        self.agent, self.rest = agent, rest
        self._opener = _opener(loopback)
        self._opener.addheaders = [("User-Agent", agent), ("Accept", "*/*")]
        self._robots: dict[str, str] = {}
        self._asked = 0

    def fetch(self, ask: Ask) -> Page:
        if host_of(ask.url) is None:
            raise NotFetched(f"不是网址（{ask.url}），应以 http:// 或 https:// 开头")
        rules = RobotFileParser()
        rules.parse(self.robots(ask.url).splitlines())
        if not rules.can_fetch(self.agent, ask.url):
            raise NotFetched(f"{ask.url}：robots.txt 不允许")
        page = self._get(ask)
        if not 200 <= page.status < 300:
            raise NotFetched(f"{ask.url}：网站答复 {page.status}")
        return page

    def robots(self, url: str) -> str:
        """Without a robots.txt everything is allowed; one that cannot be had says nothing."""
        place = urljoin(url, "/robots.txt")
        if place not in self._robots:
            told = self._get(Ask(place))
            self._robots[place] = told.text if told.status == http.client.OK else ""
        return self._robots[place]

    def _get(self, ask: Ask) -> Page:
        if self._asked:
            time.sleep(self.rest)
        self._asked += 1
        headers = {"Referer": ask.referer} if ask.referer else {}
        body = None
        if ask.method == "POST":
            body = (urlencode(ask.form) if ask.json is None else ask.json).encode()
            headers["Content-Type"] = f"application/{'x-www-form-urlencoded' if ask.json is None else 'json'}"
        asked = Request(ask.url, body, headers, method=ask.method)  # noqa: S310  # http and https alone come here
        try:
            with self._opener.open(asked, timeout=TIMEOUT) as answer:
                return _page(ask, answer)
        except HTTPError as error:
            with error:
                return Page(ask, ask.url, error.code)
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            raise NotFetched(f"{ask.url}：连不上（{reason}）") from None


def _page(ask: Ask, answer: Any) -> Page:
    body = answer.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise NotFetched(f"{ask.url}：超过 {MAX_BYTES // 1024 // 1024} MiB")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Page(ask, answer.url, answer.status, headers, body, text_of(headers, body))


def _opener(loopback: bool) -> OpenerDirector:
    """No proxy: who connects for us cannot be judged."""

    class Plain(http.client.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            _judge(self, loopback)

    class Secure(http.client.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            _judge(self, loopback)

    class PlainHandler(HTTPHandler):
        def http_open(self, request: Request) -> Any:
            return self.do_open(Plain, request)

    class SecureHandler(HTTPSHandler):
        def https_open(self, request: Request) -> Any:
            return self.do_open(Secure, request)

    return build(ProxyHandler({}), PlainHandler, SecureHandler, _Redirects)


class _Redirects(HTTPRedirectHandler):
    max_redirections = MAX_REDIRECTS

    def redirect_request(
        self, request: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        if host_of(newurl) is None:
            raise URLError(f"被转到不能去的地址 {newurl}")
        return super().redirect_request(request, fp, code, msg, headers, newurl)


def _judge(connection: http.client.HTTPConnection, loopback: bool) -> None:
    """Before a word is sent."""
    peer: socket.socket = connection.sock
    address = literal(str(peer.getpeername()[0]))
    if address is None or not (is_public(address) or (loopback and address.is_loopback)):
        connection.close()
        raise URLError(f"{connection.host} 是本机或内网的地址")
