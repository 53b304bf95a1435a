"""The schema as data (schema.toml): tables and views with every column described; creates them and adds what is new.

Every description that people see (about_* tables, docs/schema.md, Datasette's metadata) comes from here.
Knows nothing of reports; what goes into the tables is store.py's business.
"""

from __future__ import annotations

import json
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from importlib import resources
from typing import Any

from sqlite_utils import Database, Migrations

from parsers import form
from pipelines.views import text_of

FTS = "sections_fts"
NAMES = "names_fts"
# Only what is not well is ever looked for across reports.
_PARTIAL = (
    "CREATE INDEX IF NOT EXISTS idx_verdicts_open ON verdicts(status, report_id) WHERE status IN ('fail', 'hint')",
)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a view (which has neither key nor index)."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    pk: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    indexes: tuple[tuple[str, ...], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    is_view: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@cache
def tables() -> tuple[Table, ...]:
    return tuple(_table(name, row) for name, row in _data()["tables"].items())


@cache
def views() -> tuple[Table, ...]:
    return tuple(_table(name, row, is_view=True) for name, row in _data()["views"].items())


def everything() -> tuple[Table, ...]:
    return tables() + views()


@cache
def table(name: str) -> Table:
    return next(one for one in everything() if one.name == name)


@cache
def insertion(name: str) -> str:
    """An INSERT of whole rows of one table, columns in the order of the schema."""
    marks = ", ".join("?" for _ in table(name).columns)
    return f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608  # the name is one of schema.toml


def migrate(db: Database) -> bool:
    """Brings a new or an older database to today's schema; False where it was there already."""
    if not _differs(db):
        return False
    migrations.apply(db)
    with db.atomic():
        _add_missing(db)
        _describe(db)
        db.execute(f"PRAGMA user_version = {fingerprint()}")
    return True


def pending(db: Database) -> bool:
    """Whether `migrate` would change a database that holds something."""
    return bool(db.table_names()) and _differs(db)


@cache
def fingerprint() -> int:
    """Of all that is said here and in views.py: another schema, another number."""
    said = json.dumps([_data(), [text_of(one.name) for one in views()]], sort_keys=True)
    return zlib.crc32(said.encode()) & 0x7FFFFFFF


def version_of(db: Database) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _differs(db: Database) -> bool:
    return version_of(db) != fingerprint() or bool(migrations.pending(db))


# What is new in schema.toml (tables, columns, indexes, views) is added without a step of its own. A renaming, or data
# that is to be put elsewhere, is a step here: a function of the database, in the order in which they are to happen.
migrations = Migrations("gongkai")


@migrations()
def first_schema(db: Database) -> None:
    _add_missing(db)


def _add_missing(db: Database) -> None:
    there = set(db.table_names())
    for one in _referenced_first():
        if one.name not in there:
            _create(db, one)
        else:
            for column in one.columns:
                if column.name not in db.table(one.name).columns_dict:
                    db.table(one.name).add_column(column.name, column.type)
        _index(db, one)
    for statement in _PARTIAL:
        db.execute(statement)
    if FTS not in there:
        # Without content of its own: the text stands in `sections` already. The characters are indexed with blanks
        # between them (pipelines/words.py), since no tokeniser of SQLite finds a Chinese word.
        db.execute(f"CREATE VIRTUAL TABLE {FTS} USING fts5(heading, text, content='', tokenize='unicode61')")
    if NAMES not in there:
        db.execute(f"CREATE VIRTUAL TABLE {NAMES} USING fts5(name, org_id UNINDEXED, tokenize='unicode61')")
    for one in views():
        db.create_view(one.name, text_of(one.name), replace=True)


def _referenced_first() -> Iterator[Table]:
    order = TopologicalSorter(
        {one.name: {to.split(".")[0] for to in one.references.values()} - {one.name} for one in tables()}
    )
    return (table(name) for name in order.static_order())


def _create(db: Database, one: Table) -> None:
    keys = [(column, *target.split(".")) for column, target in one.references.items()]
    pk: Any = one.pk[0] if len(one.pk) == 1 else one.pk or None
    db.table(one.name).create(
        {column.name: column.type for column in one.columns},
        pk=pk,
        foreign_keys=[(column, other, other_column) for column, other, other_column in keys],
    )


def _index(db: Database, one: Table) -> None:
    for columns in one.indexes:
        db.table(one.name).create_index(columns, if_not_exists=True)
    for columns in one.unique:
        db.table(one.name).create_index(columns, unique=True, if_not_exists=True)


def _describe(db: Database) -> None:
    """The database tells about itself; written anew with every change of the schema."""
    for name in ("about_tables", "about_columns", "fields"):
        db.table(name).delete_where()
    db.table("about_tables").insert_all({"name": one.name, "zh": one.zh, "en": one.en} for one in everything())
    db.table("about_columns").insert_all(_columns())
    db.table("fields").insert_all({name: getattr(row, name) for name in table("fields").names} for row in form.fields())


def _columns() -> Iterator[dict[str, str]]:
    for one in everything():
        for column in one.columns:
            yield {
                "table_name": one.name,
                "column_name": column.name,
                "type": column.type,
                "zh": column.zh,
                "en": column.en,
            }


@cache
def _data() -> dict[str, Any]:
    """What reports are made of, and what is counted of it at each publication."""
    data, summary = (
        tomllib.loads(resources.files("pipelines").joinpath(name).read_text(encoding="utf-8"))
        for name in ("schema.toml", "summary.toml")
    )
    return {"tables": {**data["tables"], **summary["tables"]}, "views": data["views"]}


def _table(name: str, row: Mapping[str, Any], *, is_view: bool = False) -> Table:
    columns = [Column(*column) for column in row["columns"]]
    if "figures" in row:
        columns += _figures(row["figures"])
    return Table(
        name,
        row["zh"],
        row["en"],
        tuple(columns),
        tuple(row.get("pk", ())),
        row.get("references", {}),
        tuple(tuple(index) for index in row.get("indexes", ())),
        tuple(tuple(index) for index in row.get("unique", ())),
        is_view,
    )


def _figures(name: str) -> Iterator[Column]:
    """The columns that any form prints in this table; money has decimals, everything else is a count."""
    heads: dict[str, list[form.Head]] = {}
    for head in form.table(name).heads:
        heads.setdefault(head.figure, []).append(head)
    for figure, same in heads.items():
        kind = "FLOAT" if all(head.unit == "万元" for head in same) else "INTEGER"
        yield Column(
            figure,
            kind,
            "；".join(dict.fromkeys(head.zh for head in same)),
            "; ".join(dict.fromkeys(head.en for head in same)),
        )
