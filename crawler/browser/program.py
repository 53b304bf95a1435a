"""The system's own Chromium: whether it is there, and how it is started so that it reaches the portal's hosts alone.

Never downloads a browser, and does not import Playwright. Names are looked up here, once: the browser itself knows only
the addresses that it is told, whatever a page redirects, pushes or looks up, and everything else is not found.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import click

from crawler.guards.addresses import PORTS, is_public, literal
from crawler.portal import Portal

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("playwright", "scrapy_playwright")
INSTALL = "pip install 'gongkai[browser]'，并安装系统的 Chromium（Debian：apt install chromium）"
# Seconds for opening a page.
OPENING = 30.0
# For one page's scripts, in MiB.
MOST_MEMORY = 512

Lookup = Callable[[str], Sequence[str]]


class NoBrowserError(click.UsageError):
    """What has to be installed, in one line."""


def missing() -> str | None:
    """What has to be installed before a page can be opened; None where all is there."""
    absent = [name for name, there in (("Playwright", _packages()), ("Chromium", program())) if not there]
    if not absent:
        return None
    return f"没有 {' 和 '.join(absent)}；打开网页要用浏览器：{INSTALL}"


def program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def options(portals: Iterable[Portal]) -> dict[str, Any]:
    """How it is launched; blocks while names are looked up."""
    path, said = program(), missing()
    if path is None or said is not None:
        raise NoBrowserError(said or "")
    pinned = [pin for portal in portals for pin in pins(portal)]
    return {
        "executable_path": path,
        "headless": True,
        # Root cannot have it; everybody else's pages are shut in.
        "chromium_sandbox": os.geteuid() != 0,
        # An interruption is ours to answer, in order.
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
        "args": [
            f"--host-resolver-rules={','.join([*dict.fromkeys(pinned), 'MAP * ~NOTFOUND'])}",
            # A proxy of the environment would connect where nobody judges it.
            "--no-proxy-server",
            "--disable-background-networking",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
            f"--js-flags=--max-old-space-size={MOST_MEMORY}",
        ],
    }


def window(agent: str) -> dict[str, Any]:
    """A browser's window that says who asks, keeps nothing and takes nothing but pages."""
    return {
        "user_agent": agent,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 1000},
        "accept_downloads": False,
        "service_workers": "block",
    }


def looked_up(name: str) -> list[str]:
    try:
        answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(answer[4][0]) for answer in answers]


def pins(portal: Portal, lookup: Lookup = looked_up) -> Iterator[str]:
    """One rule for each host and port of the portal that leads to a permitted address; the others lead nowhere."""
    for host in portal.hosts:
        name, _, port = host.partition(":")
        address = next((one for one in lookup(name) if _permitted(one, portal)), None)
        if address is None:
            continue
        shown = f"[{address}]" if ":" in address else address
        for at in [port] if port else [str(PORTS[scheme]) for scheme in portal.schemes]:
            yield f"MAP {name}:{at} {shown}:{at}"


def _permitted(address: str, portal: Portal) -> bool:
    found = literal(address)
    return found is not None and (is_public(found) or (portal.loopback and found.is_loopback))


def _packages() -> bool:
    return all(find_spec(name) is not None for name in PACKAGES)
