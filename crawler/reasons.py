"""The list of reason codes (reasons.toml): why a run was not ok, why a page was not fetched. Others cannot be used.

Decides nothing: what a run comes to is crawler/outcome.py's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twisted.python.failure import Failure

REFUSED_STATUSES = frozenset({401, 403, 405})


@dataclass(frozen=True, slots=True)
class Reason:
    zh: str
    en: str
    do_zh: str
    do_en: str
    weight: int


@cache
def reasons() -> Mapping[str, Reason]:
    text = resources.files("crawler").joinpath("reasons.toml").read_text(encoding="utf-8")
    return {code: Reason(**row) for code, row in tomllib.loads(text).items()}


def known_reason(code: str) -> str:
    if code not in reasons():
        raise ValueError(f"reason code {code!r} is not documented in crawler/reasons.toml")
    return code


def weight(code: str) -> int:
    """Of several troubles the heaviest is told first."""
    return reasons()[known_reason(code)].weight


def reason_of(failure: BaseException | Failure) -> str:
    """The code of a request that brought no answer, as its errback is told of it."""
    from crawler.failures import trouble_of  # noqa: PLC0415  # whoever only reads codes does not wait for Scrapy

    return trouble_of(failure).reason


def of_status(status: int) -> str | None:
    """The reason that a status alone gives; None for success and for what is only not modified."""
    if status in (404, 410):
        return f"http_{status}"
    if status in REFUSED_STATUSES:
        return "http_403"
    if status >= 500:
        return "http_5xx"
    return None if 200 <= status < 300 or status == 304 else "http_error"
