"""The Frictionless Data Package that describes the CSV files: fields in Chinese and English, keys, missing values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from pipelines.export.cells import UNDO
from pipelines.export.files import Task
from pipelines.export.tables import Extract

_TYPES: Mapping[pa.DataType, str] = {
    pa.int64(): "integer", pa.float64(): "number", pa.string(): "string", pa.date32(): "date",
}  # fmt: skip
_ABOUT = (
    "各级行政机关政府信息公开工作年度报告中的数字与正文，按原文读出；空单元格是没有印出数字，不是 0。"
    "Figures and text of the yearly disclosure reports (政府信息公开工作年度报告) of Chinese administrative bodies, as"
    " printed. An empty cell is a number that is not printed, never 0. Text that a spreadsheet would take for a formula"
    f" has a ' before it; to undo, replace the regular expression {UNDO!r} by its first group."
)

Json = dict[str, Any]


def package(tables: Sequence[tuple[Extract, pa.Schema]], task: Task) -> Json:
    return {
        "profile": "tabular-data-package",
        "name": "gongkai",
        "title": "政府信息公开工作年度报告 · Yearly disclosure reports",
        "description": _ABOUT,
        **({"created": task.as_of.isoformat()} if task.as_of else {}),
        "sources": [
            {"title": "各行政机关公布的年度报告（地址见 reports.url）· The reports (addresses in reports.url)"}
        ],
        "resources": [_resource(one, of, task.names) for one, of in tables],
    }


def _resource(one: Extract, of: pa.Schema, names: Sequence[str]) -> Json:
    return {
        "profile": "tabular-data-resource",
        "name": one.name,
        "path": f"{one.name}.csv",
        "title": one.of.zh,
        "description": one.of.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True},
        "schema": _schema(one, of, names),
    }


def _schema(one: Extract, of: pa.Schema, names: Sequence[str]) -> Json:
    keys = [
        # A table that refers to itself is written as an empty name.
        {"fields": column, "reference": {"resource": "" if table == one.name else table, "fields": other}}
        for column, table, other in one.references(names)
    ]
    return {
        "fields": [
            {"name": column.name, "type": _TYPES[field.type], "title": column.zh, "description": column.en}
            for column, field in zip(one.columns, of, strict=True)
        ],
        "missingValues": [""],
        **({"primaryKey": list(one.key)} if one.key else {}),
        **({"foreignKeys": keys} if keys else {}),
    }
