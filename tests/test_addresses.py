"""Only public addresses are connected to, however they are written and whatever a name says the second time."""

from __future__ import annotations

import ipaddress
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.guards.addresses import forbid, is_public, literal, may_connect, permit, refusal, slot
from crawler.guards.resolver import PublicResolver, refused_answer
from crawler.portal import Portal

HOST = "www.example.gov.cn"
PORTAL = Portal("sample", "示例", "370303", "generic", (HOST, "8.8.8.8", "[2400:3200::1]"))
LOCAL = Portal("local", "示例", "370303", "generic", ("127.0.0.1:8123", "localhost:8123"), loopback=True)

PRIVATE = [
    str(ipaddress.IPv4Address(0)), "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "100::1", "3fff::1",
    "64:ff9b:1::a00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1",
    "2002:7f00:1::", "2002:a00:1::1", "2001:0:7f00:1::",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "114.114.114.114", "1.1.1.1", "172.32.0.1", "100.63.255.255", "2400:3200::1", "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8", "2002:808:808::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    assert not may_connect(HOST, 80, address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    assert may_connect(HOST, 80, address)


V4 = st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address)


@given(V4)
def test_an_address_is_judged_alike_however_it_is_wrapped(address: ipaddress.IPv4Address) -> None:
    wrapped = [
        f"::ffff:{address}",
        f"64:ff9b::{address}",
        str(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80))),
    ]
    assert {is_public(ipaddress.ip_address(one)) for one in wrapped} == {is_public(address)}


@given(V4)
def test_an_address_is_known_in_all_its_spellings(address: ipaddress.IPv4Address) -> None:
    number, (one, *rest) = int(address), str(address).split(".")
    spelt = [
        f"{number}", f"0x{number:x}", f"0{number:o}", f"0x{int(one):x}.{int(address) & 0xFFFFFF}",
        ".".join([f"0{int(one):o}", *rest]), f"{address}.", f"[{address}]",
    ]  # fmt: skip
    assert {literal(spelling) for spelling in spelt} == {address}


@pytest.mark.parametrize("host", ["", HOST, "localhost", "1.2.3.4.5", "256.1.1.1", "0x7g", "例子.cn", "a" * 300])
def test_a_name_is_no_address(host: str) -> None:
    assert literal(host) is None


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"http://{HOST}/a.html", None),
        (f"https://{HOST}/", None),
        ("http://8.8.8.8/", None),
        (f"http://{HOST}:8080/", "address_refused"),
        (f"ftp://{HOST}/", "address_refused"),
        ("file:///etc/passwd", "address_refused"),
        ("data:text/html,x", "address_refused"),
        (f"http://{HOST}@127.0.0.1/", "address_refused"),
        (f"http://127.0.0.1\\@{HOST}/", "address_refused"),
        (f"http://{HOST}.evil.example/", "address_refused"),
        (f"http://evil.example/{HOST}", "address_refused"),
        ("http://127.0.0.1/", "address_refused"),
        ("http://2130706433/", "address_refused"),
        ("http://[::1]/", "address_refused"),
        ("", "address_refused"),
    ],
)
def test_only_listed_hosts_are_asked(url: str, reason: str | None) -> None:
    assert refusal(url, PORTAL) == reason


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"])
def test_a_private_address_is_refused_though_a_file_lists_it(host: str) -> None:
    careless = Portal("careless", "示例", "370303", "generic", (host,))
    assert refusal(f"http://{host}/", careless) == "address_private"


def test_a_portal_on_this_machine_reaches_its_own_port_alone() -> None:
    assert refusal("http://127.0.0.1:8123/", LOCAL) is None
    assert refusal("http://127.0.0.1:22/", LOCAL) == "address_refused"
    assert refusal("http://127.0.0.1/", LOCAL) == "address_refused"


def test_a_permission_holds_while_the_portal_is_crawled() -> None:
    assert not may_connect("127.0.0.1", 8123, "127.0.0.1")
    permit(LOCAL)
    permit(LOCAL)
    forbid(LOCAL)
    assert may_connect("127.0.0.1", 8123, "127.0.0.1")
    assert may_connect("LOCALHOST", 8123, "::1")
    assert not may_connect("127.0.0.1", 22, "127.0.0.1")
    assert not may_connect("localhost", 8123, "10.0.0.1")
    assert not may_connect("rebound.example", 8123, "127.0.0.1")
    forbid(LOCAL)
    assert not may_connect("127.0.0.1", 8123, "127.0.0.1")


def test_a_public_portal_permits_nothing() -> None:
    permit(Portal("public", "示例", "370303", "generic", ("localhost",)))
    assert not may_connect("localhost", 80, "127.0.0.1")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"http://{HOST}/a", HOST),
        (f"http://{HOST}:80/", HOST),
        (f"https://{HOST}:80/", f"{HOST}:80"),
        ("http://a:81", "a:81"),
    ],
)
def test_a_slot_is_a_host_with_its_port(url: str, name: str) -> None:
    assert slot(url) == name


class Answers:
    """A name server that says something else each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, _name: str, port: int, *_: object) -> None:  # noqa: N802
        receiver.resolutionBegan(None)
        for one in self.answers.pop(0):
            receiver.addressResolved((IPv6Address if ":" in one else IPv4Address)("TCP", one, port))
        receiver.resolutionComplete()


class Endpoint:
    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.complete = True


def resolved(resolver: PublicResolver) -> list[str]:
    """What an endpoint would connect to."""
    endpoint = Endpoint()
    resolver.resolveHostName(endpoint, HOST, 80)
    assert endpoint.complete
    return endpoint.addresses


def test_a_name_that_is_rebound_is_judged_each_time() -> None:
    resolver = PublicResolver(SimpleNamespace(nameResolver=Answers(["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8"])))
    assert resolved(resolver) == ["8.8.8.8"]
    assert resolved(resolver) == []
    assert refused_answer(HOST) == "127.0.0.1"
    assert resolved(resolver) == ["8.8.8.8"]
    assert refused_answer(HOST) is None


def test_of_several_answers_the_private_ones_are_held_back() -> None:
    resolver = PublicResolver(SimpleNamespace(nameResolver=Answers(["10.0.0.1", "8.8.8.8", "::1", "2400:3200::1"])))
    assert resolved(resolver) == ["8.8.8.8", "2400:3200::1"]
    assert refused_answer(HOST) is None


def test_a_name_that_is_not_known_was_not_refused() -> None:
    assert resolved(PublicResolver(SimpleNamespace(nameResolver=Answers([])))) == []
    assert refused_answer(HOST) is None
