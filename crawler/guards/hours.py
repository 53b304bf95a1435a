"""The hours of the day in which a portal may be asked, by Beijing's clock wherever the machine stands."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
ALWAYS = "00:00-24:00"


def within(hours: str, moment: datetime) -> bool:
    """`hours` is like 22:00-06:00, over midnight too; its end is outside. The same time twice is the whole day."""
    begin, end = (_minutes(part) for part in hours.split("-"))
    local = moment.astimezone(BEIJING)
    now = local.hour * 60 + local.minute
    if begin < end:
        return begin <= now < end
    return now >= begin or now < end


def _minutes(time: str) -> int:
    hour, minute = map(int, time.split(":"))
    return hour * 60 + minute
