"""Keys in words, in the language of the page: tables, rules, problems, kinds; cells by their printed labels.

The Chinese words are those of the command line (crawler/show); the English ones stand in english.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from crawler.show import words as chinese
from crawler.show.tables import number
from parsers import form
from parsers.problems import meanings
from web.language import either, language

# So many cells are named one by one; more are named by their table.
FEW = 3


@cache
def _english() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("web").joinpath("english.toml").read_text(encoding="utf-8"))


def label(topic: str, key: str | None) -> str:
    """`scopes`, `forms`, `kinds` and the like; a key that has no words stands for itself."""
    if not key:
        return ""
    if language() == "en":
        return _english()[topic].get(key, key)
    try:
        return chinese.words(topic, key)
    except KeyError:
        return key


def rule(code: str) -> str:
    return chinese.words("rules" if language() == "zh" else "rules_en", code)


def problem(code: str) -> str:
    known = meanings().get(code)
    return either(known.zh, known.en) if known else code


def group(name: str) -> str:
    """A label of the printed form that stands over rows or columns."""
    if language() == "en":
        return _english()["groups"].get(name, name)
    return corner() if name == "corner" else name


@cache
def corner() -> str:
    text = resources.files("parsers").joinpath("forms/applications.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["corner"])


def compared(rule: str, printed: float | None, expected: float | None) -> str:
    """The two figures of a verdict that did not hold."""
    if printed is None or expected is None:
        return ""
    if language() == "zh":
        return chinese.compared(rule, number(printed), number(expected))
    said = _english()["compared"]
    words = said.get(rule.partition("_")[0], said["each"])
    return words.format(printed=number(printed), expected=number(expected))


def place(cells: Sequence[str]) -> str:
    """Where an identity stands: last year's cells are named as the ones they are."""
    here = [cell for cell in cells if not cell.startswith("previous.")]
    if language() == "zh":
        return chinese.place(here) if here else ""
    tables = dict.fromkeys(label("tables", cell.partition(".")[0]) for cell in here)
    if len(here) <= FEW:
        return "; ".join(cell_label(cell) for cell in here)
    return f"{', '.join(tables)}: {_common(here)}"


def _common(cells: Iterable[str]) -> str:
    """The row or the column that all of them stand in."""
    parts = [cell.split(".") for cell in cells if cell.count(".") == 2]
    names = {part[0] for part in parts}
    if len(names) != 1 or not names <= set(form.TABLES):
        return ""
    of = form.table(names.pop())
    items, figures = {part[1] for part in parts}, {part[2] for part in parts}
    if len(figures) == 1:
        return next(head.en for head in of.heads if head.figure in figures)
    return of.item(items.pop()).en if len(items) == 1 else ""


def cell_label(cell: str) -> str:
    """One cell by its table, its row and its column."""
    name = cell.partition(".")[0]
    here = row_and_column(cell)
    return f"{label('tables', name)} {here}" if here else cell


def row_and_column(cell: str, *, total: bool = True) -> str:
    """Without its table, where that is said already; empty for what is no cell of the form."""
    name, _, rest = cell.partition(".")
    if name not in form.TABLES or "." not in rest:
        return ""
    key, figure = rest.split(".")
    of = form.table(name)
    row = either(chinese.label(of.item(key)), of.item(key).en)
    head = next((head for head in of.heads if head.figure == figure), None)
    column = either(chinese.head_label(head), head.en) if head else figure
    return row if figure == "total" and not total else f"{row} {column}"
