"""Rows as Arrow record batches: the one form in which tables reach the formats. NULL stays null, a number a number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import pyarrow as pa

from parsers.form import TABLES
from pipelines import schema
from pipelines.export.selection import Row
from pipelines.export.tables import Extract
from pipelines.schema import Column
from pipelines.views import SUMS

# Days are TEXT in SQLite, which has no type for them.
DAYS = frozenset({"published", "created", "period_start", "period_end"})
_TYPES: Mapping[str, pa.DataType] = {"INTEGER": pa.int64(), "FLOAT": pa.float64(), "TEXT": pa.string()}

Cells = frozenset[tuple[str, str]]


def fractional(db: sqlite3.Connection) -> Cells:
    """Columns of counts in which somebody has printed a fraction; SQLite keeps it as it is, and so do we."""
    found = {(name, figure) for name in TABLES for figure in _not_whole(db, name, _figures(name))}
    if any(_not_whole(db, "derived", ("value",))):
        found |= {("derived", "value")}
    return frozenset(found)


@cache
def _figures(name: str) -> tuple[str, ...]:
    return tuple(column.name for column in schema.table(name).columns if column.type == "INTEGER")[1:]


def _not_whole(db: sqlite3.Connection, name: str, columns: Iterable[str]) -> Iterable[str]:
    names = tuple(columns)
    asked = ", ".join(f"max(typeof({column}) = 'real')" for column in names)
    row = db.execute(f"SELECT {asked} FROM {name}").fetchone()  # noqa: S608  # names of schema.toml
    return [column for column, real in zip(names, row, strict=True) if real]


def arrow_schema(one: Extract, fractions: Cells) -> pa.Schema:
    fields = [
        pa.field(
            column.name, _type(one, column, fractions), metadata={"description": column.zh, "description_en": column.en}
        )
        for column in one.columns
    ]
    return pa.schema(fields, metadata={"title": one.of.zh, "title_en": one.of.en})


def _type(one: Extract, column: Column, fractions: Cells) -> pa.DataType:
    if column.name in DAYS and column.type == "TEXT":
        return pa.date32()
    return pa.float64() if _sources(one.name, column.name) & fractions else _TYPES[column.type]


def _sources(table: str, column: str) -> Cells:
    """Where the numbers of a column come from."""
    if table == "figures" and column == "derived":
        return frozenset({("derived", "value")})
    sums = [one for one in SUMS if table == "panel" and one.name == column]
    if sums:
        return frozenset({("derived", "value"), *((one.table, one.figure) for one in sums)})
    return frozenset({(table, column)})


def batch(of: pa.Schema, rows: list[Row]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [()] * len(of)
    return pa.record_batch(
        [pa.array(_days(values) if field.type == pa.date32() else values, field.type)
         for field, values in zip(of, columns, strict=True)], schema=of,
    )  # fmt: skip


def _days(values: Iterable[object]) -> list[date | None]:
    return [None if value is None else date.fromisoformat(str(value)) for value in values]
