"""Which addresses may be connected to: those of the public internet, and what a portal on this machine is permitted.

Decides on an address; crawler/guards/resolver.py puts every name's answers before it, crawler/middlewares.py every
request. A name's answer is judged where the connection is made from it, so that no second answer can slip in between.
"""

from __future__ import annotations

import ipaddress
import socket
from collections import Counter
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}
# Addresses of IPv6 that carry one of IPv4 in their last four bytes.
_CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "::/96")))
# What older tables of Python's do not know, and what relays lead who knows where.
_ALSO_PRIVATE = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "3fff::/20", "5f00::/16"))
)
# (host, port) of the portals on this machine that are crawled now, as their addresses name them.
_permitted: Counter[tuple[str, int]] = Counter()


class Allowing(Protocol):
    """What is asked of a portal (crawler/portal_parts.py)."""

    @property
    def loopback(self) -> bool: ...
    @property
    def hosts(self) -> Sequence[str]: ...
    def allows(self, url: str) -> bool: ...


def refusal(url: str, portal: Allowing) -> str | None:
    """A reason code where the portal may not ask this address; a name is judged again by what it leads to."""
    if not portal.allows(url):
        return "address_refused"
    host = urlsplit(url).hostname or ""
    address = literal(host)
    if address is None or is_public(address) or (portal.loopback and address.is_loopback):
        return None
    return "address_private"


def may_connect(host: str, port: int, address: str) -> bool:
    """Whether the answer `address` for the name `host` may be connected to."""
    found = literal(address)
    if found is None:
        return False
    return is_public(found) or (found.is_loopback and _permitted[host.lower(), port] > 0)


def is_public(address: Address) -> bool:
    """False for private, loopback, link-local, shared (CGNAT), multicast, reserved ones, however they are wrapped."""
    carried = _carried(address)
    if carried is not None:
        return is_public(carried)
    if isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address.teredo is not None):
        return False
    if any(address in network for network in _ALSO_PRIVATE):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def literal(host: str) -> Address | None:
    """The address that is written out, also in forms that only the C library takes: 127.1, 0x7f000001, 0177.0.0.1."""
    plain = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(plain))
    except (OSError, UnicodeError, ValueError):
        return None


def slot(url: str) -> str:
    """Host and port: by its own account Scrapy would put all ports of a host into one slot."""
    parts = urlsplit(url)
    port = parts.port
    return parts.hostname or "" if port in (None, PORTS.get(parts.scheme)) else f"{parts.hostname}:{port}"


def permit(portal: Allowing) -> None:
    """While a portal on this machine is crawled; does nothing for others."""
    _permitted.update(_places(portal))


def forbid(portal: Allowing) -> None:
    _permitted.subtract(_places(portal))


def _places(portal: Allowing) -> list[tuple[str, int]]:
    if not portal.loopback:
        return []
    parts = [urlsplit(f"//{host}") for host in portal.hosts]
    return [(one.hostname or "", port) for one in parts for port in ([one.port] if one.port else PORTS.values())]


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address.ipv4_mapped is not None or address.sixtofour is not None:
        return address.ipv4_mapped or address.sixtofour
    if any(address in network for network in _CARRIERS) and int(address) > 1:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
