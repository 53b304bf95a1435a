"""The schema for people: docs/schema.md, README's short table and Datasette's metadata, all from schema.toml.

`python -m pipelines.schema_docs` prints docs/schema.md; tests/test_schema_docs.py holds the file against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from parsers import form
from pipelines import schema
from pipelines.panel_docs import explained
from pipelines.schema import FTS, NAMES, Table

# Every table stands in one group; those of `_INNER` are for the program and for reading up, not for queries.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "先看这些 · Start here": ("panel", "figures", "checks"),
    "报告与其内容 · Reports and what they say": (
        "reports", "proactive", "applications", "proceedings", "sections", "narrative", "indicators",
        "derived", "marks", "cell_places",
    ),
    "核对与问题 · Checks and problems": ("problems", "changes", "copied", "decisions", "identities", "verdicts"),
    "机关 · Organisations": ("organisations", "organisation_names", "expected", "regions", "deadlines"),
    "发布时算好的 · Counted at each publication": ("coverage", "summary", "summary_rules", "numbers"),
    "来源 · Where it came from": (
        "report_sources", "documents", "captures", "pages", "readings", "portals", "runs",
    ),
    "本库自述 · The database about itself": ("fields", "codes", "about_tables", "about_columns"),
}  # fmt: skip
_INNER = ("identities", "verdicts", "readings", "about_tables", "about_columns")
# SQLite's own tables of the full text, and the notes of sqlite-utils.
_INDEXES = (FTS, NAMES)
_PARTS = ("data", "idx", "content", "docsize", "config")
_MACHINE = (*_INDEXES, *(f"{one}_{part}" for one in _INDEXES for part in _PARTS), "_sqlite_migrations")


def markdown() -> str:
    parts = [_text("schema_head.md"), *_picture(), *_contents(), *_tables(), *_panel()]
    return "\n".join(parts) + "\n"


def readme_table() -> str:
    """One line a table or view that people query."""
    shown = [schema.table(name) for names in GROUPS.values() for name in names if name not in _INNER]
    rows = (f"| [`{one.name}`](docs/schema.md#{one.name}) | {one.zh} | {one.en} |" for one in shown)
    return "\n".join(["| 表或视图 | 一行是 | one row is |", "|---|---|---|", *rows])


def datasette_metadata() -> dict[str, Any]:
    """For `datasette --metadata`: what every table and column is. Units stand in the words; pint knows no 件."""
    tables = {one.name: _metadata(one) for one in schema.everything()}
    hidden = {name: {"hidden": True} for name in _MACHINE}
    return {
        "title": "政府信息公开工作年度报告",
        "description": "各级行政机关年度报告中印出的数字、正文与核对结果。空值是没有印出数字，不是 0。"
        " Yearly disclosure reports of Chinese administrative bodies; a null is a number that is not printed, never 0.",
        "source": "各行政机关公布的年度报告，地址见 reports.url · The reports; addresses in reports.url",
        "license": "原文由各行政机关依《政府信息公开条例》主动公开；引用请写明机关、年度和地址"
        " · Published by the bodies under the Regulations; cite organisation, year and address",
        "databases": {"gongkai": {"tables": {**tables, **hidden}}},
    }


def _metadata(one: Table) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": one.zh,
        "description": one.en,
        "columns": {column.name: f"{column.zh} · {column.en}{_unit(one, column.name)}" for column in one.columns},
    }
    if one.name in _INNER:
        said["hidden"] = True
    return said


def _unit(one: Table, column: str) -> str:
    if one.name not in form.TABLES:
        return ""
    units = dict.fromkeys(head.unit for head in form.table(one.name).heads if head.figure == column)
    return f"（{'、'.join(units)}）" if units else ""


def _picture() -> Iterator[str]:
    """Who refers to whom; what leads nowhere is left out."""
    yield "\n## 关系图 · How the tables hang together\n"
    yield "`{` 的一端是多，`|` 的一端是一。 The end with `{` is many, the end with `|` is one.\n"
    yield "```mermaid"
    yield "erDiagram"
    for one in schema.tables():
        for column, target in one.references.items():
            yield f"    {target.partition('.')[0]} ||--o{{ {one.name} : {column}"
    yield "```"


def _contents() -> Iterator[str]:
    yield "\n## 表与视图 · Tables and views\n"
    for title, names in GROUPS.items():
        yield f"- {title}：" + "、".join(f"[`{name}`](#{name})" for name in names)


def _tables() -> Iterator[str]:
    for title, names in GROUPS.items():
        yield f"\n## {title}"
        for name in names:
            yield from _table(schema.table(name))


def _table(one: Table) -> Iterator[str]:
    yield f"\n### {one.name}\n"
    yield f"{'视图。' if one.is_view else ''}{one.zh}。  "
    yield f"{'A view. ' if one.is_view else ''}{one.en}\n"
    yield from _facts(one)
    yield "| 列 column | 类型 type | 说明 | meaning |\n|---|---|---|---|"
    for column in one.columns:
        yield f"| `{column.name}` | {column.type} | {column.zh}{_unit(one, column.name)} | {column.en} |"


def _facts(one: Table) -> Iterator[str]:
    facts = []
    if one.pk:
        facts.append(f"- 主键 key：{_names(one.pk)}")
    facts += [f"- `{column}` → [`{target}`](#{target.partition('.')[0]})" for column, target in one.references.items()]
    users = [other.name for other in schema.tables() if one.name in _targets(other) and other is not one]
    if users:
        facts.append("- 被引用 referred to by：" + "、".join(f"[`{name}`](#{name})" for name in users))
    if one.indexes or one.unique:
        facts.append("- 索引 indexes：" + "、".join(f"({_names(index)})" for index in (*one.indexes, *one.unique)))
    if facts:
        yield "\n".join(facts) + "\n"


def _targets(one: Table) -> set[str]:
    return {target.partition(".")[0] for target in one.references.values()}


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f"`{column}`" for column in columns)


def _panel() -> Iterator[str]:
    yield "\n" + _text("schema_panel.md")
    yield from explained()


def _text(name: str) -> str:
    return resources.files("pipelines").joinpath("docs", name).read_text(encoding="utf-8").rstrip("\n")


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())
