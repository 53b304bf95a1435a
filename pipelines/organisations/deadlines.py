"""By when an organisation's report must be public (data/deadlines.toml). Knows kinds and years, nothing of reports."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """For the report years from `since` to `until`, both included; None where there is no such end."""

    kind: str
    since: int | None
    until: int | None
    month_day: str
    zh: str
    en: str


@cache
def rules() -> tuple[Rule, ...]:
    """Every kind that has a statutory day, for all years."""
    return tuple(_rules())


def deadline(kind: str, level: str | None, year: int) -> date | None:
    """The last day for the report of `year`; None where no rule names this kind. A town's government is a town."""
    of_kind = "town" if level == "town" else kind
    found = next((rule for rule in rules() if rule.kind == of_kind and _holds(rule, year)), None)
    return date.fromisoformat(f"{year + 1}-{found.month_day}") if found else None


def _holds(rule: Rule, year: int) -> bool:
    return (rule.since is None or year >= rule.since) and (rule.until is None or year <= rule.until)


def _rules() -> Iterator[Rule]:
    data = _data()
    before = data["earlier"]
    for kind, row in data["deadlines"].items():
        yield Rule(kind, None, before["until"], before["month_day"], before["zh"], before["en"])
        yield Rule(kind, before["until"] + 1, None, row["month_day"], row["zh"], row["en"])


def _data() -> Mapping[str, Any]:
    text = resources.files("pipelines").joinpath("data", "deadlines.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
