"""Stata: one .dta a table (version 118, UTF-8), every variable labelled, keys as numbers with value labels.

A table is held until it is complete, as pandas wants it: eight bytes a number, two a key; that is why the long
tables are left out unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from parsers.form import FORMS, TABLES
from parsers.form import table as form_table
from pipelines.changes import KINDS
from pipelines.coverage import STATES
from pipelines.export.files import Plain, Write
from pipelines.export.tables import Extract
from pipelines.schema import Column

# Characters of a label, bytes of a text that is stored in its row, and the whole numbers that Stata's `long` holds.
LABEL, SHORT = 80, 2045
_LONG = 2_147_483_620

# Keys in the order of their numbers, which so are the same in every export; unknown ones come after them.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "level": ("province", "city", "county", "town"),
    "kind": ("government", "office", "department", "town", "other"),
    "scope": ("own", "level", "region"),
    "tables": ("all", "some", "none"),
    "table_name": TABLES,
    **dict.fromkeys(("form", "form_proactive", "form_applications"), (*FORMS, "legacy")),
    "state": ("printed", "blank", "not_shown"),
    "status": ("pass", "fail", "hint", "unknown"),
    "severity": ("printed", "implied", "soft"),
    "blame": ("agency", "reading"),
    "decision": ("confirmed", "dismissed"),
}
# In these tables the word is another.
_ELSEWHERE: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("coverage", "state"): STATES,
    ("changes", "kind"): KINDS,
    ("codes", "kind"): ("problem", "rule", "reason"),
}


class Files(Plain):
    @contextmanager
    def table(self, one: Extract, of: pa.Schema) -> Iterator[Write]:
        pairs = zip(one.columns, of, strict=True)
        variables = [_Variable(column, field, _keys(one.name, column.name)) for column, field in pairs]

        def write(batch: pa.RecordBatch) -> None:
            for variable, values in zip(variables, batch.columns, strict=True):
                variable.add(values)

        yield write
        self._save(one, variables)

    def _save(self, one: Extract, variables: list[_Variable]) -> None:
        frame = pd.DataFrame({variable.name: variable.whole() for variable in variables}, copy=False)
        frame.to_stata(
            self.task.folder / f"{one.name}.dta",
            version=118,
            write_index=False,
            time_stamp=self.task.as_of and self.task.as_of.replace(tzinfo=None),
            data_label=one.of.zh[:LABEL],
            variable_labels={column.name: _label(column) for column in one.columns},
            convert_strl=[variable.name for variable in variables if variable.longest > SHORT],
            convert_dates={variable.name: "td" for variable in variables if variable.field.type == pa.date32()},
        )


class _Variable:
    """The values of one column, as they come, in as little room as pandas can take them."""

    def __init__(self, column: Column, field: pa.Field, keys: tuple[str, ...] | None) -> None:
        self.name = column.name
        self.field = field
        self.longest = 0
        self._numbers: dict[str | None, int] | None = None
        if keys is not None:
            self._numbers = {None: -1, **{key: number for number, key in enumerate(keys)}}
        self._parts: list[np.ndarray | pa.Array] = []

    def add(self, values: pa.Array) -> None:
        if self._numbers is not None:
            numbers = self._numbers
            given = [numbers.setdefault(value, len(numbers) - 1) for value in values.to_pylist()]
            self._parts.append(np.array(given, dtype=np.int16))
        elif self.field.type == pa.string():
            self.longest = max(self.longest, pc.max(pc.binary_length(values)).as_py() or 0)
            self._parts.append(values)
        elif self.field.type == pa.date32():
            self._parts.append(values.to_numpy(zero_copy_only=False).astype("datetime64[s]"))
        else:
            self._parts.append(values.to_numpy(zero_copy_only=False))

    def whole(self) -> pd.Series:
        if self._numbers is not None:
            categories = [key for key in self._numbers if key is not None]
            codes = np.concatenate([*self._parts, np.array([], np.int16)])
            return pd.Series(pd.Categorical.from_codes(codes, categories=categories))
        if self.field.type == pa.string():
            text = pa.chunked_array(self._parts, pa.string()).fill_null("")
            return pd.Series(text.to_numpy(), dtype=object)
        if self.field.type == pa.date32():
            return pd.Series(np.concatenate([*self._parts, np.array([], "datetime64[s]")]))
        return pd.Series(_whole_numbers(np.concatenate([*self._parts, np.array([], np.int32)])))


def _whole_numbers(values: np.ndarray) -> np.ndarray:
    """As Stata's `long` where every one fits; where one is missing numpy has made them floats already."""
    if values.dtype.kind != "i":
        return values.astype(np.float64)
    fits = values.size == 0 or (values.min() > -_LONG and values.max() < _LONG)
    return values.astype(np.int32 if fits else np.float64)


@cache
def _keys(table: str, column: str) -> tuple[str, ...] | None:
    if column == "item":
        names = [table] if table in TABLES else TABLES
        return tuple(dict.fromkeys(item.key for name in names for item in form_table(name).items))
    return _ELSEWHERE.get((table, column), _KEYS.get(column))


def _label(column: Column) -> str:
    both = f"{column.zh} {column.en}"
    if len(both) <= LABEL:
        return both
    return column.zh if len(column.zh) <= LABEL else column.zh[: LABEL - 1] + "…"
