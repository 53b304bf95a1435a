"""A report as blocks, paragraphs and tables in printed order: what a page, a Word file and a PDF are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sample import legacy, prose
from sample.model import Line, Printed
from sample.tables import captioned, tables


@dataclass(frozen=True, slots=True)
class Text:
    words: str
    role: Literal["title", "heading", "body"] = "body"


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    rows: list[Line]


Block = Text | Table


def blocks(printed: Printed, seed: str) -> list[Block]:
    made: list[Block] = [Text(printed.odd.note)] if printed.odd.note else []
    made += [Text(printed.title, "title"), *map(Text, prose.preamble(printed, seed))]
    if printed.shape in ("prose", "statistics"):
        return made + _before_2019(printed, seed)
    shown = tables(printed) if printed.shape == "tables" else {}
    names = (None, "proactive", "applications", "proceedings", None, None)
    for at, (name, (heading, paragraphs)) in enumerate(zip(names, prose.sections(printed, seed), strict=True), 1):
        made.append(Text(_heading(heading, at, printed), "heading"))
        made += map(Text, paragraphs)
        if name and name in shown:
            made.append(Table(name, captioned(name, shown[name]) if printed.table == "caption" else shown[name]))
    return made


def _heading(words: str, number: int, printed: Printed) -> str:
    return f"{number}. {words.partition('、')[2]}" if printed.odd.headings == "arabic" else words


def _before_2019(printed: Printed, seed: str) -> list[Block]:
    made: list[Block] = []
    for heading, paragraphs in legacy.sections(printed, seed):
        made += [Text(heading, "heading"), *map(Text, paragraphs)]
    if printed.shape == "statistics":
        made += [
            Text(f"政府信息公开情况统计表（{printed.year}年度）"),
            Table("statistics", legacy.table(printed.indicators)),
        ]
    return made
