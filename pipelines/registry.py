"""Names to organisations: a printed name gets the organisation it has always had, or a row of its own.

Who is who is decided by organisations/ (pure) and by people (decisions.py); this module keeps the rows.
"""

from __future__ import annotations

import sqlite3

from pipelines.decisions import Decisions
from pipelines.organisations import Identity, identify


class Registry:
    """Remembers what it has looked up, so that a known name costs nothing."""

    def __init__(self, db: sqlite3.Connection, decisions: Decisions) -> None:
        self.db = db
        self.decisions = decisions
        self._known: dict[tuple[str, str | None], str | None] = {}

    def known(self, name: str, region: str | None) -> str | None:
        """The organisation's id, its row and that of this name being there afterwards; None for what is no name."""
        key = (name, region)
        if key not in self._known:
            try:
                identity = identify(name, region)
            except ValueError:
                self._known[key] = None
            else:
                self._known[key] = self._put(identity, name)
        return self._known[key]

    def decide(self, decisions: Decisions) -> None:
        if decisions != self.decisions:
            self.decisions = decisions
            self._known.clear()

    def forget(self) -> None:
        """After a rollback, in which rows may have been lost."""
        self._known.clear()

    def _put(self, one: Identity, name: str) -> str:
        org_id = self.decisions.resolve(one.id)
        self._put_row(org_id, one)
        if org_id == one.id:
            # The row may have been made for a name that was joined to this one before this one was met.
            self.db.execute(
                "UPDATE organisations SET name = ?, region_code = ?, region = ?, level = ?, kind = ? WHERE id = ?",
                (one.name, one.region_code, one.region or None, one.level, one.kind, org_id),
            )
        self.db.execute("INSERT OR IGNORE INTO organisation_names VALUES (?, ?)", (org_id, name))
        return org_id

    def _put_row(self, org_id: str, one: Identity) -> None:
        self.db.execute(
            "INSERT OR IGNORE INTO organisations(id, name, region_code, region, level, kind) VALUES (?, ?, ?, ?, ?, ?)",
            (org_id, self.decisions.name_of(org_id) or one.name, one.region_code, one.region or None, one.level,
             one.kind),
        )  # fmt: skip
