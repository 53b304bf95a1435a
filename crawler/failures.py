"""Why a request brought no answer: what Scrapy and Twisted raise, as one of the project's reasons and a word more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet import error as network
from twisted.python.failure import Failure

from crawler.reasons import known_reason, of_status


class Refused(IgnoreRequest):
    """One of our own middlewares does not let a request or an answer pass; `reason` is its code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = known_reason(reason)
        self.detail = detail
        super().__init__(f"{reason} {detail}".strip())


@dataclass(frozen=True, slots=True)
class Trouble:
    """A reason, and one word more where there is one: dns, refused, reset, tls."""

    reason: str
    word: str = ""


def trouble_of(failure: Failure | BaseException) -> Trouble:
    """What a request that brought no answer failed of; as the errback of a request is told it."""
    error = failure.value if isinstance(failure, Failure) else failure
    if isinstance(error, Refused):
        return Trouble(error.reason, error.detail)
    if isinstance(error, HttpError):
        return Trouble(of_status(error.response.status) or "unexpected_error", str(error.response.status))
    for kinds, reason, word in _FAILURES:
        if isinstance(error, kinds):
            return Trouble(reason, _broken(error) if word is None else word)
    return Trouble("unexpected_error", type(error).__name__)


# The first that fits: what is more special stands first. Where the word is None, the cause tells it.
_FAILURES: tuple[tuple[tuple[type[BaseException], ...], str, str | None], ...] = (
    ((DownloadTimeoutError, network.TimeoutError, network.TCPTimedOutError, TimeoutError), "timeout", ""),
    ((CannotResolveHostError, network.DNSLookupError), "unreachable", "dns"),
    ((DownloadConnectionRefusedError, network.ConnectionRefusedError), "unreachable", "refused"),
    ((ResponseDataLossError,), "truncated", ""),
    # Nothing else cancels a download while a run goes on: the body was larger than DOWNLOAD_MAXSIZE.
    ((DownloadCancelledError,), "too_large", ""),
    ((network.NoRouteError,), "unreachable", "route"),
    ((DownloadFailedError, network.ConnectError, network.ConnectionClosed, TlsError), "unreachable", None),
    ((UnsupportedURLSchemeError, NotSupported), "address_refused", "scheme"),
)


def _broken(error: BaseException) -> str:
    """How a connection that was there ended."""
    causes = list(_causes(error))
    if any(isinstance(cause, TlsError) for cause in causes):
        return "tls"
    return "reset" if any(isinstance(cause, network.ConnectionClosed) for cause in causes) else ""


def _causes(error: BaseException, depth: int = 4) -> Iterator[BaseException]:
    """Twisted keeps the reasons of a failed answer in a list, each a Failure."""
    yield error
    if depth == 0:
        return
    for reason in getattr(error, "reasons", None) or ():
        yield from _causes(reason.value, depth - 1)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__, depth - 1)
