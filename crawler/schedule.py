"""When the crawl is meant to run (by Beijing's clock), and whether it has. Starts nothing: systemd or cron does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.guards.hours import BEIJING

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LIKE = rf"daily (?:[01]\d|2[0-3]):[0-5]\d|weekly (?:{'|'.join(WEEKDAYS)}) (?:[01]\d|2[0-3]):[0-5]\d"
# A timer may wait a while (RandomizedDelaySec), and a machine that slept makes up for it when it wakes.
GRACE = timedelta(hours=3)
# A run that somebody started shortly before its time stands for it.
EARLY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every day, or on one weekday (Monday is 0)."""

    hour: int
    minute: int
    weekday: int | None = None

    def due(self, now: datetime) -> datetime:
        """The last time at or before `now` that it was to run."""
        local = now.astimezone(BEIJING)
        moment = local.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        if self.weekday is not None:
            moment -= timedelta(days=(local.weekday() - self.weekday) % 7)
        if moment > local:
            moment -= timedelta(days=1 if self.weekday is None else 7)
        return moment.astimezone(now.tzinfo)

    def overdue(self, started: datetime | None, now: datetime) -> bool:
        """Whether a run is missing; `started` is when the last one began."""
        return started is None or started < self.due(now - GRACE) - EARLY


def schedule_of(text: str) -> Schedule:
    """Of a text that is like LIKE: `daily 02:00`, `weekly mon 02:00`."""
    kind, *days, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return Schedule(hour, minute, WEEKDAYS.index(days[0]) if kind == "weekly" else None)
