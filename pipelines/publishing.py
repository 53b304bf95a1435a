"""What is done once at the end of a run, before readers get their copy: decisions, expectations, copied text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pipelines import copied, database, findings, merging, summary
from pipelines.expected import Site, refresh_expected
from pipelines.intake import Intake


def publish(intake: Intake, portals: Iterable[Site], now: datetime) -> Path:
    """A consistent copy takes the readers' place at once. `now` decides what is missing by now."""
    intake.reread_decisions()
    with intake.store.transaction():
        merging.apply(intake.store)
        refresh_expected(intake.db, portals, intake.store.registry)
        findings.apply_decisions(intake.db, intake.decisions)
        copied.refresh(intake.db)
        summary.refresh(intake.db, now)
    return database.publish(intake.data)
