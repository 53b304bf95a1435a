"""From a printed name to its organisation: canonical name, region, level and kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipelines import regions
from pipelines.organisations.known import canonical, entries
from pipelines.organisations.naming import named
from pipelines.organisations.rules import Kind


@dataclass(frozen=True, slots=True)
class Identity:
    """`region` is empty where it is unknown; `level` is None where neither the name nor the portal tells it."""

    id: str
    name: str
    region_code: str
    region: str
    level: str | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Succession:
    """One organisation took over from another in a year."""

    before: Identity
    after: Identity
    since: int


@lru_cache(maxsize=16384)
def identify(name: str, region: str | None = None) -> Identity:
    """The organisation of a printed name that was met in `region`: a portal's code, or the name of a zone.

    ValueError where nothing is left of the name without blanks and marks.
    """
    one = canonical(named(name, region))
    where = regions.get(one.code)
    return Identity(org_id(one.code, one.text), one.text, one.code, where.name if where else "", one.level, one.kind)


def successions() -> Iterator[Succession]:
    """What data knows for certain; what people decided is in pipelines/decisions.py."""
    for entry in entries():
        if entry.successor and entry.since:
            yield Succession(identify(entry.name, entry.region), identify(entry.successor, entry.region), entry.since)


def org_id(code: str, text: str) -> str:
    return f"{code}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
