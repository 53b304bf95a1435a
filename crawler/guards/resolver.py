"""Twisted's name resolver with a guard: an answer that may not be connected to is never given to who would connect.

The connection is made to what this resolver answers and to nothing else, so there is no time between check and use.
Addresses that are written out pass through it as names do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no types

from crawler.guards.addresses import may_connect

MANY = 1000
# Names all of whose answers were refused, so that the failure to resolve them can be named for what it was.
_refused: dict[str, str] = {}


def refused_answer(host: str) -> str | None:
    """The private address that a name led to when it was last asked for."""
    return _refused.get(host.lower())


def install() -> None:
    """On the reactor that runs; a guard that is there stays."""
    from twisted.internet import reactor  # noqa: PLC0415  # importing it chooses one

    if not isinstance(reactor.nameResolver, PublicResolver):
        PublicResolver(reactor).install_on_reactor()


@implementer(IHostnameResolver)
class PublicResolver:
    """For TWISTED_DNS_RESOLVER. Asks the resolver that it replaces."""

    def __init__(self, reactor: Any) -> None:
        self.reactor = reactor
        self.replaced: Any = reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:  # noqa: ARG003  # as Scrapy calls it
        return cls(reactor)

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  # as Twisted names it
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        guarded = _Guarded(resolutionReceiver, hostName.lower(), portNumber)
        resolution: IHostResolution = self.replaced.resolveHostName(
            guarded, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Guarded:
    """Passes on what may be connected to. (Of the receiver, Twisted's own types say less than is so.)"""

    def __init__(self, receiver: Any, host: str, port: int) -> None:
        self.receiver, self.host, self.port = receiver, host, port
        self.passed = 0
        self.held_back = ""

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if may_connect(self.host, self.port, address.host):
            self.passed += 1
            self.receiver.addressResolved(address)
        else:
            self.held_back = address.host

    def resolutionComplete(self) -> None:  # noqa: N802
        _refused.pop(self.host, None)
        if self.held_back and not self.passed:
            if len(_refused) >= MANY:
                _refused.clear()
            _refused[self.host] = self.held_back
        self.receiver.resolutionComplete()
