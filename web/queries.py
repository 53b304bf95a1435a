"""The canned queries (queries.toml) as Datasette takes them, and as the page of the database lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlencode

from web.language import either


@dataclass(frozen=True, slots=True)
class Query:
    name: str
    titles: tuple[str, str]
    abouts: tuple[str, str]
    sql: str
    fill: Mapping[str, str]
    recipe: int | None

    @property
    def title(self) -> str:
        return either(*self.titles)

    @property
    def about(self) -> str:
        return either(*self.abouts)

    @property
    def filled(self) -> str:
        return urlencode(self.fill)


@cache
def queries() -> Mapping[str, Query]:
    data = tomllib.loads(resources.files("web").joinpath("queries.toml").read_text(encoding="utf-8"))
    return {
        name: Query(name, tuple(one["title"]), tuple(one["about"]), one["sql"].strip(), one["fill"], one.get("recipe"))
        for name, one in data.items()
    }


def for_datasette() -> dict[str, dict[str, str]]:
    return {
        name: {"sql": one.sql, "title": one.title, "description": one.about, "name": name}
        for name, one in queries().items()
    }
