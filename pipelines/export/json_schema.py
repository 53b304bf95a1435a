"""The JSON Schema of an exported report: the codebook of the JSON lines, from the forms and the database's schema."""

from __future__ import annotations

from typing import Any

from parsers import form
from pipelines import schema
from pipelines.export.reports import OF_ORGANISATION, OF_SOURCE, OWN

Json = dict[str, Any]

_TEXT: Json = {"type": ["string", "null"]}
_DAY: Json = {"type": ["string", "null"], "format": "date"}
_NUMBER: Json = {"type": ["number", "null"]}
_CELLS: Json = {"type": "array", "items": {"type": "string"}}


def json_schema() -> Json:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "政府信息公开工作年度报告 · A yearly disclosure report",
        "description": "与 gongkai parse --json 相同，另加 database。null 是没有印出数字，不是 0。"
        " As gongkai parse --json gives it, with `database`. null is a number that is not printed, never 0.",
        **_object({**_facts(), **{name: _table(name) for name in form.TABLES}, **_lists(), "database": _database()}),
    }


def _facts() -> Json:
    names = ("title", "org", "year", "form", "scope", "tables", "index_number", "published", "created")
    facts = {name: _column("reports", name) for name in names}
    for name in ("published", "created"):
        facts[name] |= _DAY
    contact = {name: _column("reports", f"contact_{name}") for name in ("address", "postcode", "phone", "email")}
    return {
        "file": {**_TEXT, "description": "所采用文件的地址 Address of the document whose reading counts."},
        "report": {"const": True},
        **facts,
        "forms": _object({name: _column("reports", f"form_{name}") for name in ("proactive", "applications")}),
        "period": {"type": ["array", "null"], "items": {"type": "string", "format": "date"}},
        "contact": _object(contact),
    }


def _table(name: str) -> Json:
    """Items of both forms; a report has those of its own."""
    of = form.table(name)
    heads = {(one, head.figure): head for head in of.heads for one in head.forms}
    items: Json = {}
    for item in of.items:
        figures: Json = {}
        for one, names in item.figures.items():
            for figure in names:
                head = heads[one, figure]
                figures.setdefault(figure, {**_NUMBER, "description": f"{head.zh}（{head.unit}） {head.en}"})
        items[item.key] = {"type": "object", "description": f"{item.zh} {item.en}", "properties": figures}
    return {"type": "object", "description": f"表{of.number} {of.zh} {of.en}", "properties": items}


def _lists() -> Json:
    by_cell = {"type": "object", "additionalProperties": {"type": "number"}}
    check = {name: _column("checks", name) for name in ("rule", "status", "printed", "expected", "blame", "detail")}
    problem = {name: _column("problems", name) for name in ("code", "detail")}
    return {
        "derived": {**by_cell, **_about("derived")},
        "marks": {**by_cell, "additionalProperties": {"type": "string"}, **_about("marks")},
        "indicators": _array("indicators", {n: _column("indicators", n) for n in ("label", "value", "unit", "key")}),
        "sections": _array("sections", {name: _column("sections", name) for name in ("number", "heading", "text")}),
        "narrative": _array("narrative", {name: _column("narrative", name) for name in ("key", "value", "quote")}),
        "checks": _array("checks", {**check, "cells": _CELLS}),
        "problems": _array("problems", {**problem, "cells": _CELLS}),
    }


def _database() -> Json:
    own = {name: _column("reports", name) for name in OWN} | {"is_current": {"type": "boolean"}}
    decision = {name: _column("checks", name) for name in ("finding", "decision", "note")}
    return {
        **_object({
            **own,
            "organisation": _object({name: _column("organisations", name) for name in OF_ORGANISATION}),
            "sources": _array("report_sources", {name: _column("report_sources", name) for name in OF_SOURCE}),
            "decisions": _array("decisions", decision),
        }),
        "description": "数据库所知 What the database knows beyond the document.",
    }  # fmt: skip


def _column(table: str, name: str) -> Json:
    column = next(one for one in schema.table(table).columns if one.name == name)
    kind = {"TEXT": "string", "INTEGER": "integer", "FLOAT": "number"}[column.type]
    return {"type": [kind, "null"], "description": f"{column.zh} {column.en}"}


def _about(table: str) -> Json:
    return {"description": f"{schema.table(table).zh} {schema.table(table).en}"}


def _array(table: str, properties: Json) -> Json:
    return {"type": "array", "items": _object(properties), **_about(table)}


def _object(properties: Json) -> Json:
    required = [name for name in properties if name != "indicators"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
