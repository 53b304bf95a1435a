"""One polite request outside a crawl: for `gongkai portals add`, which looks at a single page.

Says who asks, obeys robots.txt, follows few redirects, reads a bounded body, and speaks to no private address: that is
judged on the connection itself, so that neither a redirect nor a name's second answer gets round it.
"""

from __future__ import annotations

import http.client
import socket
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
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
    if host_of(url) is None:
        raise NotFetched(f"不是网址（{url}），应以 http:// 或 https:// 开头")
    opener = _opener(loopback)
    opener.addheaders = [("User-Agent", agent), ("Accept", "*/*")]
    if not _allowed(opener, url, agent):
        raise NotFetched(f"{url}：robots.txt 不允许")
    page = _get(opener, url)
    if not 200 <= page.status < 300:
        raise NotFetched(f"{url}：网站答复 {page.status}")
    return page


def _allowed(opener: OpenerDirector, url: str, agent: str) -> bool:
    """Without a robots.txt everything is; one that cannot be had says nothing."""
    told = _get(opener, urljoin(url, "/robots.txt"))
    rules = RobotFileParser()
    rules.parse(told.text.splitlines() if told.status == http.client.OK else [])
    return rules.can_fetch(agent, url)


def _get(opener: OpenerDirector, url: str) -> Page:
    try:
        with opener.open(url, timeout=TIMEOUT) as answer:
            return _page(url, answer)
    except HTTPError as error:
        with error:
            return Page(Ask(url), url, error.code)
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise NotFetched(f"{url}：连不上（{reason}）") from None


def _page(url: str, answer: Any) -> Page:
    body = answer.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise NotFetched(f"{url}：超过 {MAX_BYTES // 1024 // 1024} MiB")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Page(Ask(url), answer.url, answer.status, headers, body, text_of(headers, body))


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
