"""What is done once at the end of a run, before readers get their copy: decisions, expectations, copied text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines import copied, database, findings, merging
from pipelines.expected import Site, refresh_expected
from pipelines.intake import Intake


def publish(intake: Intake, portals: Iterable[Site]) -> Path:
    """A consistent copy takes the readers' place at once."""
    with intake.store.transaction():
        merging.apply(intake.store)
        refresh_expected(intake.db, portals, intake.store.registry)
        findings.apply_decisions(intake.db, intake.decisions)
        copied.refresh(intake.db)
    return database.publish(intake.data)
