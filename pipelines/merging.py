"""Puts people's decisions on organisations, and the known successions, into the rows that are there already.

What comes later goes by them from the start (registry.py). Parting two again needs `gongkai reparse --all`.
"""

from __future__ import annotations

import sqlite3

from pipelines import content, verdicts
from pipelines.organisations import successions
from pipelines.store import Store
from pipelines.versions import chosen, is_regional


def apply(store: Store) -> None:
    """Part of the caller's transaction."""
    for (org_id,) in store.db.execute("SELECT id FROM organisations ORDER BY id").fetchall():
        kept = store.registry.decisions.resolve(org_id)
        if kept != org_id:
            _join(store, org_id, kept)
    _succeed(store)


def _join(store: Store, org_id: str, kept: str) -> None:
    db = store.db
    db.execute(
        "INSERT OR IGNORE INTO organisations SELECT ?, coalesce(nullif(?, ''), name), region_code, region, level, kind,"
        " NULL FROM organisations WHERE id = ?",
        (kept, store.registry.decisions.name_of(kept), org_id),
    )
    current = db.execute(
        "SELECT id, year, scope FROM reports WHERE org_id = ? AND is_current = 1 ORDER BY id", (org_id,)
    ).fetchall()
    for report_id, year, scope in current:
        _move(store, report_id, org_id, kept, year, scope)
    db.execute("UPDATE readings SET org_id = ? WHERE org_id = ?", (kept, org_id))
    db.execute("INSERT OR IGNORE INTO organisation_names SELECT ?, name FROM organisation_names WHERE org_id = ?",
               (kept, org_id))  # fmt: skip
    for table in ("organisation_names", "expected"):
        db.execute(f"DELETE FROM {table} WHERE org_id = ?", (org_id,))  # noqa: S608  # one of the two above
    db.execute("DELETE FROM organisations WHERE id = ?", (org_id,))


def _move(store: Store, report_id: int, org_id: str, kept: str, year: int, scope: str | None) -> None:
    """To a year of which the other has no report as it stands; else its documents are more witnesses of that one."""
    db = store.db
    others = db.execute(
        "SELECT id, scope FROM reports WHERE org_id = ? AND year = ? AND is_current = 1 ORDER BY id", (kept, year)
    ).fetchall()
    target = chosen(others, scope)
    versions = db.execute(
        "SELECT id FROM reports WHERE org_id = ? AND year = ? AND (scope IS 'region') = ? ORDER BY id",
        (org_id, year, is_regional(scope)),
    ).fetchall()
    if target is None:
        db.executemany("UPDATE reports SET org_id = ? WHERE id = ?", [(kept, one) for (one,) in versions])
        verdicts.between_years(db, report_id)
        return
    db.execute("UPDATE OR IGNORE report_sources SET report_id = ? WHERE report_id = ?", (target, report_id))
    for (one,) in versions:
        db.execute("DELETE FROM report_sources WHERE report_id = ?", (one,))
        content.remove(db, one)
    store.settle(target, {}, anew=True)


def _succeed(store: Store) -> None:
    """Who took over from whom; a person's word goes before the data's."""
    decisions = store.registry.decisions
    after = {decisions.resolve(one.before.id): decisions.resolve(one.after.id) for one in successions()}
    after |= {decisions.resolve(before): decisions.resolve(one.after) for before, one in decisions.successors.items()}
    db: sqlite3.Connection = store.db
    there = {row[0] for row in db.execute("SELECT id FROM organisations")}
    wanted = {before: to for before, to in after.items() if before in there and to in there and before != to}
    has = dict(db.execute("SELECT id, successor_id FROM organisations WHERE successor_id IS NOT NULL").fetchall())
    if wanted != has:
        db.execute("UPDATE organisations SET successor_id = NULL")
        db.executemany("UPDATE organisations SET successor_id = ? WHERE id = ?",
                       [(to, before) for before, to in wanted.items()])  # fmt: skip
