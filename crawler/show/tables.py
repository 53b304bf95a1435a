"""The three printed tables of a report, each cell showing its state by sign and style.

A number is printed plain, a blank as `·`, a mark as itself, what the identities force as `(0)`, what is not shown
as `?`, and a cell of a broken identity with `!`. Shows what the Report says; adds nothing up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from crawler.show.words import clean, head_label, plain_label
from parsers import form
from parsers.as_json import figures
from parsers.form import FORMS, Item
from parsers.report import Number, Report

# Below this width the heads of 表三 are broken after every second character, as the printed form does.
WIDE = 110
BLANK, NOT_SHOWN, BROKEN = "·", "?", "!"
SHORTEST_LABEL = 8

Row = Sequence[Text]


@dataclass(frozen=True)
class Cells:
    """The cells of one report, each as it is to be shown."""

    report: Report
    broken: frozenset[str]

    @staticmethod
    def of(report: Report) -> Cells:
        failed = (check for check in report.checks if check.status == "fail")
        return Cells(report, frozenset(cell for check in failed for cell in check.cells))

    def text(self, path: str) -> Text:
        sign, style = (BROKEN, "bold red") if path in self.broken else ("", "")
        value = self.report.figures.get(path)
        if value is not None:
            return Text(sign + number(value), style)
        if path in self.report.derived:
            return Text(f"{sign}({number(self.report.derived[path])})", style or "dim")
        if path in self.report.marks:
            return Text(clean(self.report.marks[path]).strip() or BLANK, "dim")
        return Text(NOT_SHOWN, "yellow")


def number(value: Number) -> str:
    """Without an exponent: fees of 0.000012 万元 occur."""
    return str(value) if isinstance(value, int) else f"{value:.10f}".rstrip("0").rstrip(".")


def tables(report: Report, width: int) -> Iterator[Table | Text]:
    cells = Cells.of(report)
    for name, draw in (("proactive", _proactive), ("applications", _applications), ("proceedings", _proceedings)):
        of = form.table(name)
        title = f"{of.number}、{of.zh}"
        if _shown(report, name):
            yield draw(cells, title, width)
        else:
            yield Text.assemble((title, "bold"), "  ", ("文件没有显示这张表", "yellow"))


def _shown(report: Report, name: str) -> bool:
    prefix = f"{name}."
    seen = [path for path, value in report.figures.items() if value is not None]
    return any(path.startswith(prefix) for path in (*seen, *report.marks, *report.derived))


def _drawn(title: str, rows: Sequence[Row], width: int) -> Table:
    """The label gives way, never a figure: a number that lost its last digits would be another number."""
    gap = 2 if width >= WIDE else 1
    table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False)
    table.pad_edge, table.padding = False, (0, gap, 0, 0)
    figures = max(len(row) for row in rows) - 1
    widths = [max(_width(row[place]) for row in rows if place < len(row)) for place in range(figures + 1)]
    room = width - sum(widths[1:]) - gap * figures
    table.add_column(no_wrap=True, overflow="ellipsis", width=max(SHORTEST_LABEL, min(widths[0], room)))
    for wide in widths[1:]:
        table.add_column(justify="right", no_wrap=True, width=wide)
    for row in rows:
        table.add_row(*row)
    return table


def _width(cell: Text) -> int:
    return max((line.cell_len for line in cell.split("\n", allow_blank=True)), default=0)


def _proactive(cells: Cells, title: str, width: int) -> Table:
    """Blocks of rows under heads of their own, as printed."""
    of = form.table("proactive")
    form_name = cells.report.forms.get(of.name)
    chosen = form_name if form_name in FORMS else form.form_in_force(cells.report.year)
    rows = {item: tuple(names) for item, names in figures(cells.report, of.name).items()}
    drawn: list[Row] = []
    above: tuple[str, ...] = ()
    for key, names in rows.items():
        if names != above:
            drawn.append(_heads(_head(of.name, chosen, name) for name in names))
            above = names
        drawn.append([Text(plain_label(of.item(key))), *(cells.text(f"{of.name}.{key}.{name}") for name in names)])
    return _drawn(title, drawn, width)


def _heads(heads: Iterable[str]) -> Row:
    return [Text(), *(Text(head, "cyan") for head in heads)]


def _head(name: str, chosen: str, figure: str) -> str:
    heads = [head for head in form.table(name).heads if head.figure == figure]
    head = next((head for head in heads if chosen in head.forms), heads[0])
    return head_label(head) + (f"（{head.unit}）" if head.unit == "万元" else "")


def _applications(cells: Cells, title: str, width: int) -> Table:
    of = form.table("applications")
    drawn: list[Row] = [_heads(head.zh if width >= WIDE else _broken(head.zh) for head in of.heads)]
    above: tuple[str, ...] = ()
    for key in figures(cells.report, of.name):
        item = of.item(key)
        drawn.extend([Text(line, "cyan")] for line in _groups(item, above))
        above = item.group
        row = (cells.text(f"{of.name}.{key}.{head.figure}") for head in of.heads)
        drawn.append([Text("  " * len(item.group) + plain_label(item)), *row])
    return _drawn(title, drawn, width)


def _groups(item: Item, above: Sequence[str]) -> Iterator[str]:
    """The labels of the groups that begin at this row."""
    for depth, group in enumerate(item.group):
        if tuple(above[: depth + 1]) != item.group[: depth + 1]:
            yield "  " * depth + group


def _broken(head: str) -> str:
    if len(head) <= 3:
        return head
    return "\n".join(head[start : start + 2] for start in range(0, len(head), 2))


def _proceedings(cells: Cells, title: str, width: int) -> Table:
    of = form.table("proceedings")
    drawn = [_heads(head.zh for head in of.heads)]
    for item in of.items:
        row = (cells.text(f"{of.name}.{item.key}.{head.figure}") for head in of.heads)
        drawn.append([Text("".join(f"{group}：" for group in item.group) + item.zh), *row])
    return _drawn(title, drawn, width)
