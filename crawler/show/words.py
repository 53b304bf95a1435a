"""Keys and cells in words: `applications.new.total` to `表三 一、本年新收… 总计`, many cells to few words.

Knows labels, nothing of figures or colours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from parsers import form
from parsers.form import FORMS, TABLES, Head, Item, Table

# From so many whole rows on they are named by the first and the last.
MANY_ROWS = 3

_GROUP_NUMBER = re.compile(r"^（[一二三四五六七八九十]+）")
_ASIDE = re.compile(r"（[^）]{6,}）$")


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("crawler.show").joinpath("words.toml").read_text(encoding="utf-8"))


def words(topic: str, key: str) -> str:
    return _words()[topic][key]


def compared(rule: str, printed: str, expected: str) -> str:
    """Only an identity says what a figure should be; prose and table are two statements side by side."""
    said = _words()["compared"]
    return said.get(rule.partition("_")[0], said["each"]).format(printed=printed, expected=expected)


def plain_label(item: Item) -> str:
    """The row's label without its long aside: `（二）部分公开（区分处理的，…）`."""
    return _ASIDE.sub("", item.zh).split("、行政机关不再处理")[0]


def label(item: Item) -> str:
    """The row's label with the number of its group, which alone tells `3.其他` from `3.重复申请`."""
    group = _GROUP_NUMBER.match(item.group[-1]) if item.group else None
    own = plain_label(item)
    return own if group is None or _GROUP_NUMBER.match(own) else group.group() + own


def head_label(head: Head) -> str:
    return head.zh.split("（")[0]


def cells(paths: Iterable[str]) -> str:
    """Cells table by table: whole columns and runs of whole rows in one word each, the others row by row."""
    by_table: dict[str, list[str]] = {}
    for path in paths:
        by_table.setdefault(path.partition(".")[0], []).append(path)
    return "；".join(_of_table(name, here) for name, here in by_table.items())


def _of_table(name: str, paths: Sequence[str]) -> str:
    title = words("tables", name)
    if name not in TABLES:
        labels = _indicator_labels()
        return f"{title} {'、'.join(labels.get(key, key) for _, _, key in (path.partition('.') for path in paths))}"
    if any(set(paths) >= set(form.cells(name, one)) for one in FORMS):
        return f"{title}全表"
    of, of_form = form.table(name), _form_of(name, paths)
    figures: dict[str, set[str]] = {}
    for path in paths:
        _, item, figure = path.split(".")
        figures.setdefault(item, set()).add(figure)
    full = {item.key for item in of.items_of(of_form) if figures.get(item.key, set()) >= set(item.figures[of_form])}
    rest = {key: names for key, names in figures.items() if key not in full}
    return f"{title} {'；'.join([*_runs(of, of_form, full), *_columns(of, of_form, rest)])}"


def _form_of(name: str, paths: Sequence[str]) -> str:
    """The form that has most of the cells, the later one where both have all."""
    return max(FORMS, key=lambda one: len(set(paths) & set(form.cells(name, one))))


def _runs(of: Table, of_form: str, chosen: Iterable[str]) -> list[str]:
    """Neighbouring rows in one word, from the first to the last."""
    keys = set(chosen)
    runs: list[list[Item]] = []
    before: Item | None = None
    for item in of.items:
        if of_form not in item.figures and item.key not in keys:
            continue
        if item.key in keys:
            if runs and runs[-1][-1] is before:
                runs[-1].append(item)
            else:
                runs.append([item])
        before = item
    return [_run(run) for run in runs]


def _run(run: Sequence[Item]) -> str:
    if len(run) < MANY_ROWS:
        return "、".join(label(item) for item in run)
    return f"{label(run[0])} 至 {label(run[-1])}（{len(run)} 行）"


def _columns(of: Table, of_form: str, rest: Mapping[str, set[str]]) -> list[str]:
    """Rows that lack the same figures are named together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, names in rest.items():
        columns = dict.fromkeys(_head_of(of, head.figure, of_form) for head in of.heads if head.figure in names)
        alike.setdefault(tuple(columns), []).append(key)
    return [f"{'、'.join(columns)}：{'；'.join(_runs(of, of_form, keys))}" for columns, keys in alike.items()]


@cache
def _indicator_labels() -> Mapping[str, str]:
    text = resources.files("parsers").joinpath("forms/legacy.toml").read_text(encoding="utf-8")
    return {item["key"]: item["zh"] for item in tomllib.loads(text)["items"]}


def place(paths: Sequence[str]) -> str:
    """Where an identity stands: its column, its row, or its cell."""
    parts = [path.split(".") for path in paths]
    names = {part[0] for part in parts}
    if len(names) != 1 or not names <= set(TABLES):
        return cells(paths)
    of = form.table(names.pop())
    title, items, figures = words("tables", of.name), {part[1] for part in parts}, {part[2] for part in parts}
    if len(items) > 1 and len(figures) > 1:
        return cells(paths)
    row = label(of.item(items.pop())) if len(items) == 1 else ""
    head = _head_of(of, figures.pop()) + ("" if row else "列") if len(figures) == 1 else ""
    return " ".join(filter(None, (title, row, head)))


def _head_of(of: Table, figure: str, of_form: str = FORMS[0]) -> str:
    """Both forms print a 处理决定数量, under other words."""
    heads = [head for head in of.heads if head.figure == figure]
    return head_label(next((head for head in heads if of_form in head.forms), heads[0]))


def clean(text: str) -> str:
    """Without control characters, which a document or a file name could steer the terminal with."""
    return "".join(character if character.isprintable() or character == "\u3000" else " " for character in text)
