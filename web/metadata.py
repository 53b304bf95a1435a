"""What Datasette says of tables and columns, from the schema's own descriptions, in the language of the page."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipelines import schema
from pipelines.schema_docs import datasette_metadata
from web.language import Language, either, language, say

# What a table of Datasette opens with.
_SORTED = {"reports": "year", "runs": "id", "changes": "id"}
_KEPT = ("source", "license")


def metadata(name: str) -> dict[str, Any]:
    return _metadata(name, language())


def described(name: str) -> str:
    """A table or view in a few words; Datasette lists those of SQLite too, of which nothing is said."""
    return next((either(one.zh, one.en) for one in schema.everything() if one.name == name), "")


@cache
def _metadata(name: str, _: Language) -> dict[str, Any]:
    """Datasette asks for it many times a page."""
    known = datasette_metadata()
    tables = {table: _table(table, said) for table, said in known["databases"][name]["tables"].items()}
    facts = {key: known[key] for key in _KEPT}
    return {
        "title": say("site.name"),
        **facts,
        "databases": {name: {"description": say("data.about"), "tables": tables}},
    }


def _table(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """A page bears the name of its table, which a query has to say; what it is stands below."""
    one = next((one for one in schema.everything() if one.name == name), None)
    told = {key: value for key, value in said.items() if key != "title"}
    if one is not None:
        told["description"] = either(one.zh, one.en)
        told["columns"] = {column.name: either(column.zh, column.en) for column in one.columns}
    return told | ({"sort_desc": _SORTED[name]} if name in _SORTED else {})
