"""The official tables as rows of cells, in the order and with the spans that the form prints.

Knows the form's data and what each report prints in a cell; nothing of HTML, Word or PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from parsers import form
from sample.model import Line, Number, Printed

CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
CAPTIONS = {"proactive": "主动公开政府信息情况", "applications": "收到和处理政府信息公开申请情况",
            "proceedings": "政府信息公开行政复议、行政诉讼情况"}  # fmt: skip
Text = Callable[[str], str]


def tables(printed: Printed) -> dict[str, list[Line]]:
    def text(cell: str) -> str:
        return shown(printed, cell)

    return {
        "proactive": proactive(text, printed.form),
        "applications": applications(text, printed.applications),
        "proceedings": proceedings(text),
    }


def shown(printed: Printed, cell: str) -> str:
    """What the report prints in a cell."""
    if cell in printed.odd.texts:
        return printed.odd.texts[cell]
    value = printed.figures[cell]
    if value is None:
        return "/" if printed.odd.marks == "slash" else ""
    return _signed(value) if cell.endswith(".change") else str(value)


def _signed(value: Number) -> str:
    return f"+{value}" if value > 0 else str(value)


def proactive(text: Text, on: str) -> list[Line]:
    of = form.table("proactive")
    rows: list[Line] = []
    group = heads = None
    for item in of.items_of(on):
        names = item.figures[on]
        if item.group != group:
            rows.append([(item.group[0], 1, 4)])
            group, heads = item.group, None
        widths = {1: (3,), 2: (2, 1), 3: (1, 1, 1)}[len(names)]
        if names != heads:
            heads = names
            labels = [of.head(on, name).zh for name in names]
            rows.append([("信息内容", 1, 1), *((label, 1, width) for label, width in zip(labels, widths, strict=True))])
        texts = [text(f"proactive.{item.key}.{name}") for name in names]
        rows.append([(item.zh, 1, 1), *((one, 1, width) for one, width in zip(texts, widths, strict=True))])
    return rows


def applications(text: Text, on: str) -> list[Line]:
    of = form.table("applications")
    names = [head.zh for head in of.heads]
    rows: list[Line] = [
        [(CORNER, 3, 3), ("申请人情况", 1, 7)],
        [(names[0], 2, 1), ("法人或其他组织", 1, 5), (names[-1], 2, 1)],
        [(name, 1, 1) for name in names[1:-1]],
    ]
    items = of.items_of(on)
    begun: set[tuple[str, ...]] = set()
    for item in items:
        row: Line = []
        for depth in range(1, len(item.group) + 1):
            path = item.group[:depth]
            if path not in begun:
                begun.add(path)
                row.append((path[-1], sum(other.group[:depth] == path for other in items), 1))
        row.append((item.zh, 1, 3 - len(item.group)))
        rows.append([*row, *((text(f"applications.{item.key}.{head.figure}"), 1, 1) for head in of.heads)])
    return rows


def proceedings(text: Text) -> list[Line]:
    leaves = [head.zh for head in form.table("proceedings").heads]
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*((name, 2, 1) for name in leaves), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [(name, 1, 1) for name in leaves * 2],
        [(text(cell), 1, 1) for cell in form.cells("proceedings", "2021")],
    ]


def width(rows: Sequence[Line]) -> int:
    return sum(across for _, _, across in rows[0])


def captioned(name: str, rows: list[Line]) -> list[Line]:
    """With a first row that repeats the section's name."""
    return [[(CAPTIONS[name], 1, width(rows))], *rows]
