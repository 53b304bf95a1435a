"""Statistics tables before 2019: label, unit and number of each row, with a key only where the label is certain."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from parsers import numbers
from parsers.align.rows import Row
from parsers.grid import Cell
from parsers.labels import SURE, Vocabulary, normal
from parsers.report import Check, Indicator


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a table; `label` is where the words end."""

    label: int
    unit: int | None
    value: int


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("parsers").joinpath("forms/legacy.toml").read_text(encoding="utf-8"))


@cache
def _words() -> Vocabulary:
    return Vocabulary.of((item["key"], (item["zh"], *item.get("aliases", ()))) for item in _data()["items"])


@cache
def _column_words() -> Mapping[str, str]:
    return {normal(word): kind for kind, words in _data()["columns"].items() for word in words}


def read(rows: Sequence[Row]) -> tuple[tuple[Indicator, ...], frozenset[int]]:
    """The rows under a head of 统计指标, 单位, 统计数, and the blocks they stand in."""
    found: list[Indicator] = []
    taken: set[int] = set()
    head: Head | None = None
    spoken = False
    for row in rows:
        if row.layout == "loose":
            spoken = spoken or _speaks(row.labels)
            one = _from_lines(row) if spoken else None
        else:
            seen = _head(row)
            head = seen or (head if row.first in taken else None)
            if seen:
                taken.add(row.first)
            one = _from_grid(row, head) if head and not seen else None
        if one is not None:
            found.append(one)
            taken.update(range(row.first, row.last + 1))
    return tuple(found), frozenset(taken)


def _head(row: Row) -> Head | None:
    kinds: dict[str, Cell] = {}
    for cell in row.cells:
        kind = _column_words().get(normal(cell.text))
        if kind is not None and kind not in kinds:
            kinds[kind] = cell
    if "value" not in kinds or "label" not in kinds or not ({"unit", "other"} & kinds.keys()):
        return None
    unit = kinds.get("unit")
    return Head(kinds["label"].column, unit.column if unit else None, kinds["value"].column)


def _from_grid(row: Row, head: Head) -> Indicator | None:
    at = {column: cell for cell in row.cells for column in range(cell.column, cell.column + cell.columns)}
    words = [cell for cell in row.cells if cell.column >= head.label and _is_label(cell) and cell.row == row.at]
    stop = min(column for column in (head.unit, head.value) if column is not None)
    labels = [cell.text for cell in words if cell.column < max(stop, head.label + 1)]
    if not labels:
        return None
    value = at.get(head.value)
    unit = at.get(head.unit) if head.unit is not None else None
    own = value if value is not None and value.text not in labels else None
    return _indicator(labels[-1], unit.text if unit and unit.text not in labels else "", own.text if own else "")


def _is_label(cell: Cell) -> bool:
    return bool(cell.text) and not numbers.figure_like(cell.text) and cell.text not in _data()["units"]["known"]


def _speaks(labels: Sequence[str]) -> bool:
    kinds = {_column_words().get(normal(word)) for label in labels for word in label.split()}
    return {"label", "unit", "value"} <= kinds


def _from_lines(row: Row) -> Indicator | None:
    words = [word for label in row.labels[-2:] for word in label.split()]
    units = _data()["units"]["known"]
    if len(words) < 2 or words[-1] not in units or len(row.figures) != 1:
        return None
    return _indicator(words[-2], words[-1], row.figures[0].text)


def _indicator(label: str, unit: str, text: str) -> Indicator:
    plain = numbers.clean(unit)
    figure = numbers.read(text, plain or "件")
    found = _words().match(label)
    key = found[0] if found is not None and found[1] >= SURE else None
    known = plain if any(character.isalnum() or character == "%" for character in plain) else None
    return Indicator(label, figure.value if figure and figure.sure else None, known, key)


def checks(indicators: Sequence[Indicator]) -> Iterator[Check]:
    """The sums of the 2014 table, where every part of one is told once."""
    times = Counter(one.key for one in indicators if one.key)
    values = {one.key: one.value for one in indicators if one.key and times[one.key] == 1 and one.value is not None}
    for rule in _data()["identities"]:
        total, parts = rule["total"], rule["parts"]
        if total not in times:
            continue
        cells = tuple(f"indicators.{key}" for key in (*parts, total))
        if total not in values or any(part not in values for part in parts):
            yield Check("indicators_sum", "unknown", cells)
            continue
        summed = sum(values[part] for part in parts)
        broken = summed != values[total]
        yield Check(
            "indicators_sum",
            "fail" if broken else "pass",
            cells,
            values[total],
            summed,
            blame="agency" if broken else None,
        )
