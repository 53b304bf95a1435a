"""Charts as the data behind them: a table that stands in the page, from which static/charts.js draws.

Without the script, on paper and for a screen reader the table itself is what is read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from web.language import say

Kind = Literal["bars", "stacked", "lines"]
# Colours are chosen in static/charts.css by these names, so that a thing has one colour on every page.
OUTCOMES = ("granted", "partly_granted", "refused", "unavailable", "rejected", "other_handled")
REMEDIES = ("reconsiderations", "reconsiderations_corrected", "litigations", "litigations_corrected")
# Fewer are no development.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Series:
    """One thing that is counted; `tone` names its colour."""

    tone: str
    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    kind: Kind
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

    @property
    def is_worth_it(self) -> bool:
        """There are several years of it, and something in them."""
        known = [one for one in self.series if any(value for value in one.values)]
        return len(self.labels) >= LEAST and bool(known)


def of_years(
    name: str, kind: Kind, years: Sequence[sqlite3.Row], tones: Sequence[str], *, counted: str | None = None
) -> Chart:
    """From rows that have a `year` and a column for each tone; `counted` is the column of how many reports that is."""
    shown = [row for row in years if counted is None or row[counted]]
    series = (Series(tone, say(f"measure.{tone}"), tuple(row[tone] for row in shown)) for tone in tones)
    labels = tuple(str(row["year"]) for row in shown)
    note = ""
    if counted is not None and shown:
        note = say("chart.counted", years="；".join(f"{row['year']}：{row[counted]}" for row in shown))
    return Chart(name, kind, say(f"chart.{name}"), labels, tuple(series), note)
