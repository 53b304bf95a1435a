"""The official forms as data (forms/*.toml): their tables, items, figures, labels and identities.

Knows what may be printed where; reads no document. A cell is named `table.item.figure`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import product
from typing import Any, Literal

from parsers.labels import Vocabulary

FORMS = ("2021", "2019")
TABLES = ("proactive", "applications", "proceedings")


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its figure, its printed label, and the forms that print it."""

    figure: str
    zh: str
    en: str
    unit: str
    forms: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    signed: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A printed row, and the figures that each form prints in it."""

    key: str
    zh: str
    en: str
    figures: Mapping[str, tuple[str, ...]]
    aliases: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """The cells of `left` add up to the cells of `right`."""

    rule: str
    severity: Literal["printed", "implied"]
    source: str
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return self.left + self.right


@dataclass(frozen=True)
class Table:
    name: str
    number: str
    zh: str
    en: str
    parents: tuple[str, ...]
    heads: tuple[Head, ...]
    items: tuple[Item, ...]
    rules: tuple[Mapping[str, Any], ...]
    foreign: tuple[str, ...]
    # The soft rule on single cells: figures that are no counts, and items that some bodies print as 0.
    not_counts: tuple[str, ...] = ()
    zero_items: tuple[str, ...] = ()
    zero_for: tuple[str, ...] = ()

    def head(self, form: str, figure: str) -> Head:
        return self._heads[form, figure]

    def item(self, key: str) -> Item:
        return self._items[key]

    @cached_property
    def _heads(self) -> Mapping[tuple[str, str], Head]:
        return {(form, head.figure): head for head in self.heads for form in head.forms}

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}

    def items_of(self, form: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if form in item.figures)


@cache
def table(name: str) -> Table:
    data = tomllib.loads(resources.files("parsers").joinpath(f"forms/{name}.toml").read_text(encoding="utf-8"))
    heads = tuple(_head(row, data["unit"]) for row in data["heads"])
    return Table(
        name,
        data["number"],
        data["zh"],
        data["en"],
        tuple(data["parents"]),
        heads,
        tuple(_item(row, heads) for row in data["items"]),
        tuple(data.get("identities", ())),
        tuple(data["foreign"]),
        **{key: tuple(values) for key, values in data.get("range", {}).items()},
    )


def _head(row: Mapping[str, Any], unit: str) -> Head:
    return Head(
        row["figure"],
        row["zh"],
        row["en"],
        row.get("unit", unit),
        tuple(row.get("forms", FORMS)),
        tuple(row.get("aliases", ())),
        row.get("signed", False),
        row.get("parent"),
    )


def _item(row: Mapping[str, Any], heads: Sequence[Head]) -> Item:
    every = tuple(head.figure for head in heads)
    figures = row.get("figures") or dict.fromkeys(row.get("forms", FORMS), every)
    return Item(
        row["key"],
        row["zh"],
        row["en"],
        {form: tuple(names) for form, names in figures.items()},
        tuple(row.get("aliases", ())),
        tuple(row.get("group", ())),
    )


@cache
def item_words(name: str) -> Vocabulary:
    """The items' labels; the name of a group names none of its rows."""
    of = table(name)
    groups = {label for item in of.items for label in item.group}
    return Vocabulary.of(((item.key, (item.zh, *item.aliases)) for item in of.items), of.foreign, groups)


@cache
def head_words(name: str, form: str | None = None) -> Vocabulary:
    """The figures' labels; for 表二 of one form only, since both forms print a 处理决定数量."""
    heads = [head for head in table(name).heads if form is None or form in head.forms]
    return Vocabulary.of(((head.figure, (head.zh, *head.aliases)) for head in heads), table(name).foreign)


@cache
def order(name: str) -> Mapping[str, int]:
    """The items of all forms in printed order."""
    return {item.key: place for place, item in enumerate(table(name).items)}


def form_in_force(year: int | None) -> str:
    return "2019" if year in (2019, 2020) else "2021"


@cache
def cells(name: str, form: str) -> tuple[str, ...]:
    """The paths of one table on one form, in printed order."""
    return tuple(f"{name}.{item.key}.{figure}" for item in table(name).items_of(form) for figure in item.figures[form])


@cache
def rank(name: str) -> Mapping[str, int]:
    """Every cell of any form in printed order: by item, then by column."""
    of = table(name)
    figures = dict.fromkeys(head.figure for head in of.heads)
    return {f"{name}.{item.key}.{figure}": at for at, (item, figure) in enumerate(product(of.items, figures))}


@cache
def identities(name: str, form: str) -> tuple[Identity, ...]:
    return tuple(_spelled(table(name), form))


def _spelled(of: Table, form: str) -> Iterator[Identity]:
    items = [item.key for item in of.items_of(form)]
    figures = [head.figure for head in of.heads if form in head.forms]
    for rule in of.rules:
        down = rule["each"] == "figure"
        added, across = (items, figures) if down else (figures, items)
        for fixed in across:
            left, right = (
                tuple(
                    f"{of.name}.{name}.{fixed}" if down else f"{of.name}.{fixed}.{name}"
                    for name in _range(rule[side], added)
                )
                for side in ("left", "right")
            )
            yield Identity(rule["rule"], rule["severity"], rule["source"], left, right)


def _range(names: Sequence[str], every: Sequence[str]) -> list[str]:
    """`a..b` is every name from a up to, not including, b."""
    spelled: list[str] = []
    for name in names:
        first, dots, stop = name.partition("..")
        spelled += every[every.index(first) : every.index(stop)] if dots else [first]
    return spelled


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the codebook."""

    form: str
    table_name: str
    item: str
    figure: str
    label_zh: str
    label_en: str
    unit: str


def fields() -> Iterator[Field]:
    for form in FORMS:
        for name in TABLES:
            of = table(name)
            for item in of.items_of(form):
                for figure in item.figures[form]:
                    head = of.head(form, figure)
                    zh = " / ".join((*item.group, item.zh, head.zh))
                    yield Field(form, name, item.key, figure, zh, f"{item.en}: {head.en}", head.unit)
