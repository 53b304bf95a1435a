"""What is exported: which tables and views, in which order, and what each format takes of them unless asked otherwise.

Columns, keys and descriptions are those of the schema; nothing is renamed, so that docs/schema.md holds for the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines import schema
from pipelines.schema import Column, Table

CSV, XLSX, PARQUET, DTA, JSONL = FORMATS = ("csv", "xlsx", "parquet", "dta", "jsonl")

By = Literal["report", "organisation", "whole"]


@dataclass(frozen=True, slots=True)
class Extract:
    """One table of the export; `by` is what its rows belong to, in the column `owner`."""

    of: Table
    by: By
    owner: str = ""
    key: tuple[str, ...] = ()
    # Rows of no report belong to an export of all reports.
    some_of_none: bool = False

    @property
    def name(self) -> str:
        return self.of.name

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.of.columns

    def references(self, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """(column, table, its column), for those of the tables that are there, too."""
        known = _OF_VIEWS if self.of.is_view else self.of.references
        for column, target in known.items():
            table, _, other = target.partition(".")
            if column in self.of.names and (self.name, column) not in _ELSEWHERE and table in names:
                yield column, table, other

    def query(self, owners: int) -> str:
        """For rows of so many owners, in the order they were written; a view has an order of its own."""
        # A list of ids reaches into all parts of a view; a join with a table of them would have it made whole first.
        where = f" WHERE {self.owner} IN ({', '.join('?' * owners)})" if self.by != "whole" else ""
        return self._select(where) + ("" if self.of.is_view else " ORDER BY rowid")

    def query_of_none(self) -> str:
        return self._select(f" WHERE {self.owner} IS NULL ORDER BY rowid")

    def _select(self, rest: str) -> str:
        return f"SELECT {', '.join(self.of.names)} FROM {self.name}{rest}"  # noqa: S608  # names of schema.toml


_OF_VIEWS = {"report_id": "reports.id", "org_id": "organisations.id"}
# These may be reports that were not chosen.
_ELSEWHERE = (("copied", "like_id"), ("coverage", "report_id"))


def _extracts() -> Iterator[Extract]:
    table = schema.table
    yield Extract(table("panel"), "report", "report_id", ("report_id",))
    yield Extract(table("reports"), "report", "id", ("id",))
    yield Extract(table("organisations"), "organisation", "id", ("id",))
    yield Extract(table("organisation_names"), "organisation", "org_id", ("org_id", "name"))
    yield Extract(table("expected"), "organisation", "org_id", ("org_id", "portal"))
    yield Extract(table("coverage"), "organisation", "org_id", ("org_id", "year"))
    for name in ("proactive", "applications", "proceedings"):
        yield Extract(table(name), "report", "report_id", ("report_id", "item"))
    yield Extract(table("indicators"), "report", "report_id")
    yield Extract(table("figures"), "report", "report_id", ("report_id", "table_name", "item", "figure"))
    yield Extract(table("narrative"), "report", "report_id")
    yield Extract(table("checks"), "report", "report_id")
    yield Extract(table("problems"), "report", "report_id", some_of_none=True)
    yield Extract(table("changes"), "report", "report_id", ("id",))
    yield Extract(table("copied"), "report", "report_id")
    yield Extract(table("sections"), "report", "report_id", ("id",))
    yield Extract(table("runs"), "whole", key=("id",))
    yield Extract(table("fields"), "whole", key=table("fields").pk)
    yield Extract(table("codes"), "whole", key=table("codes").pk)


EXTRACTS: Mapping[str, Extract] = {one.name: one for one in _extracts()}

# A cell a row and the full text are for programs: a spreadsheet has no room for them, in Stata they are rarely wanted.
_LONG = ("figures", "sections")
_STATA = ("panel", "reports", "organisations", "proactive", "applications", "proceedings", "indicators")

USUAL: Mapping[str, tuple[str, ...]] = {
    CSV: tuple(EXTRACTS),
    PARQUET: tuple(EXTRACTS),
    XLSX: tuple(name for name in EXTRACTS if name not in _LONG),
    DTA: _STATA,
    JSONL: (),
}


def taking(name: str, formats: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The formats that take this table: if tables are named, these, otherwise each format's usual ones."""
    return tuple(one for one in formats if one != JSONL and name in (names or USUAL[one]))
