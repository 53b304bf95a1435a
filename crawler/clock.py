"""The one place that asks what time it is; everything else is handed it. GONGKAI_NOW chooses the night for tests."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

VARIABLE = "GONGKAI_NOW"


def now() -> datetime:
    """In UTC; a chosen time without a zone is meant in UTC."""
    chosen = os.environ.get(VARIABLE)
    if not chosen:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(chosen)
    except ValueError:
        raise click.UsageError(f"{VARIABLE} 不是时间：{chosen}（例如 2026-08-15T02:00:00）") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
