"""For other programs: tables as CSV, Excel, Parquet and Stata, reports as JSON lines, each with its codebook.

The database is read a part at a time and each part is written before the next; nothing is repaired or made up here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path

from pipelines.choice import Choice
from pipelines.export import batches, jsonl
from pipelines.export.files import Format, Task, taking_place
from pipelines.export.selection import Chosen, chosen
from pipelines.export.tables import EXTRACTS, FORMATS, JSONL, Extract, taking

__all__ = ["EXTRACTS", "FORMATS", "Export", "plan"]


@dataclass
class Export:
    """What is to be exported. After run() `files` names what was written, and `notes` what a person has to know."""

    db: sqlite3.Connection
    formats: tuple[str, ...]
    names: tuple[str, ...]
    chosen: Chosen
    files: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def steps(self) -> int:
        lines = len(list(self.chosen.report_parts())) if JSONL in self.formats else 0
        return lines + sum(self.chosen.parts(one) for one, _ in self._wanted())

    def run(self, folder: Path) -> Iterator[None]:
        """Goes on after each of `steps`. The files take their places when all of them are complete."""
        with taking_place(folder) as fresh:
            yield from self._tables(fresh)
            if JSONL in self.formats:
                yield from jsonl.write(self.db, fresh, self.chosen.report_parts())
            self.files = tuple(sorted(path.name for path in fresh.iterdir()))

    def _wanted(self) -> Iterator[tuple[Extract, tuple[str, ...]]]:
        """Each table that any format takes, with these formats."""
        for name, one in EXTRACTS.items():
            formats = taking(name, self.formats, self.names)
            if formats:
                yield one, formats

    def _tables(self, fresh: Path) -> Iterator[None]:
        """Every part is read once and handed to all formats."""
        if set(self.formats) <= {JSONL}:
            return
        fractions = batches.fractional(self.db)
        with ExitStack() as formats:
            open_formats = {name: formats.enter_context(one) for name, one in self._formats(fresh).items()}
            for one, names in self._wanted():
                of = batches.arrow_schema(one, fractions)
                with ExitStack() as tables:
                    writes = [tables.enter_context(open_formats[name].table(one, of)) for name in names]
                    for rows in self.chosen.rows(self.db, one):
                        batch = batches.batch(of, rows)
                        for write in writes:
                            write(batch)
                        yield
        self.notes += [note for one in open_formats.values() for note in one.notes]

    def _formats(self, fresh: Path) -> dict[str, Format]:
        (text,) = self.db.execute("SELECT max(last_seen) FROM reports").fetchone()
        as_of = None if text is None else datetime.fromisoformat(text)
        wanted = list(self._wanted())
        # Each loads a library of its own, that of pandas for a second.
        return {
            name: import_module(f"pipelines.export.{name}").Files(
                Task(fresh, tuple(one.name for one, formats in wanted if name in formats), as_of)
            )
            for name in self.formats
            if name != JSONL
        }


def plan(
    db: sqlite3.Connection,
    formats: Sequence[str],
    choice: Choice = Choice(),  # noqa: B008  # frozen
    names: Sequence[str] = (),
    *,
    all_versions: bool = False,
) -> Export:
    """`names` are tables of EXTRACTS; none are each format's usual ones."""
    return Export(db, tuple(formats), tuple(names), chosen(db, choice, all_versions=all_versions))
