"""Findings and problems of reading for a person: whose, where, what is printed, what it should be.

Says what pipelines/findings.py found; weighs and groups nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from rich.console import Console
from rich.text import Text

from crawler.show.lines import broken
from crawler.show.tables import number
from crawler.show.words import cells, clean, compared, place, words
from parsers.problems import meanings
from parsers.report import Check
from pipelines.findings import CONFIRMED, DISMISSED, Finding
from pipelines.misread import Misread
from pipelines.years import PREVIOUS

QUOTE = 60
_SIGNS = {"printed": ("✗", "bold red"), "implied": ("✗", "red"), "soft": ("!", "yellow")}
_DECIDED = {CONFIRMED: "已确认属实", DISMISSED: "已判定不成问题"}
INDENT = "  "


def show(console: Console, found: Sequence[Finding]) -> None:
    for one in found:
        for line in _lines(one, console.width - len(INDENT)):
            console.print(line)


def _lines(one: Finding, width: int) -> Iterator[Text]:
    first = one.first
    suspect = first.check.blame == "reading"
    sign, style = ("?", "yellow") if suspect else _SIGNS[first.check.severity]
    yield Text.assemble((sign, style), " ", (clean(first.org), "bold"), f" {first.year}", *_decided(one))
    said = Text(where(one)) + Text("：") if where(one) else Text()
    yield _indented(said.append(what(one)), width)
    if first.check.detail and len(one.parts) == 1:
        yield _indented(Text(_cut(clean(first.check.detail)), "dim"), width)
    if first.note and one.decision:
        yield _indented(Text(f"说明：{clean(first.note)}"), width)
    yield Text(INDENT + clean(first.url or ""), "dim", no_wrap=True, overflow="ignore")
    yield Text(INDENT + first.name, "dim", no_wrap=True, overflow="ignore")


def _decided(one: Finding) -> Iterator[tuple[str, str]]:
    if one.decision is not None:
        yield f"  {_DECIDED[one.decision]}", "green"


def _indented(text: Text, width: int) -> Text:
    return Text("\n").join([Text(INDENT) + _from_words(line) for line in broken(text, width).split("\n")])


def _from_words(line: Text) -> Text:
    return line[len(line.plain) - len(line.plain.lstrip()) :]


def where(one: Finding) -> str:
    """Table and cell; the cell alone where it is certain, the places of all the identities where it is not."""
    if one.cell is not None:
        return place([one.cell])
    if one.first.check.blame == "reading":
        return words("tables", one.first.check.cells[0].partition(".")[0])
    return _together(list(dict.fromkeys(filter(None, (_place(part.check) for part in one.parts)))))


def _together(places: Sequence[str]) -> str:
    """`表三 自然人列、总计列`: what all begin with is said once."""
    said = [one.split(" ") for one in places]
    columns = takewhile(lambda same: len(set(same)) == 1, zip(*said, strict=False))
    shared = [words[0] for words in columns] if len(said) > 1 else []
    return " ".join([*shared, "、".join(" ".join(one[len(shared) :]) for one in said)])


def _place(check: Check) -> str:
    """The words of a prose rule say themselves where its figure stands."""
    if check.rule.startswith("prose_"):
        return ""
    return place([cell for cell in check.cells if not cell.startswith(PREVIOUS)])


def what(one: Finding) -> str:
    """The broken rule, what is printed and what it should be; for several rules what they say together."""
    rules = list(dict.fromkeys(words("rules", part.check.rule) for part in one.parts))
    if len(one.parts) == 1:
        return rules[0] + _values(one.first.check) + _blame(one)
    count = f"{len(one.parts)} 项勾稽关系不成立（{'；'.join(rules)}）"
    if one.printed is not None and one.expected is not None:
        return f"印 {number(one.printed)}，应为 {number(one.expected)}，{count}" + _blame(one)
    suspect = one.first.check.blame == "reading"
    return count + ("" if suspect else _values(one.first.check)) + _blame(one)


def _values(check: Check) -> str:
    if check.printed is not None and check.expected is not None:
        return "，" + compared(check.rule, number(check.printed), number(check.expected))
    return "" if check.printed is None else f"，印 {number(check.printed)}"


def _blame(one: Finding) -> str:
    blame = one.first.check.blame
    return f"（{words('blames', blame)}）" if blame else ""


def summary(found: Sequence[Finding], shown: int) -> str:
    if not found:
        return "没有发现。"
    counts = Counter("reading" if one.first.check.blame == "reading" else one.first.check.severity for one in found)
    named = {
        "printed": "表上印明的关系不成立",
        "implied": "由版式推出的关系不成立",
        "soft": "提示",
        "reading": "疑为读取有误",
    }
    parts = [f"{words} {counts[key]}" for key, words in named.items() if counts[key]]
    rest = f"（只列出最重的 {shown} 项；全部：--limit 0）" if shown < len(found) else ""
    return f"共 {len(found)} 项：{'，'.join(parts)}{rest}"


def show_misread(console: Console, found: Sequence[Misread]) -> None:
    for one in found:
        whose = f"{clean(one.org)} {one.year}" if one.org else "（没有得出报告的文件）"
        console.print(Text.assemble(("?", "yellow"), " ", (whose, "bold")))
        line = Text(meanings()[one.code].zh)
        if one.cells:
            line.append(f"：{cells(one.cells)}" + (f"（共 {len(one.cells)} 格）" if len(one.cells) > 1 else ""))
        if one.detail:
            line.append(f" {_cut(clean(one.detail))}", "dim")
        console.print(_indented(line, console.width - len(INDENT)))
        console.print(Text(INDENT + clean(one.url or ""), "dim", no_wrap=True, overflow="ignore"))


def _cut(text: str) -> str:
    return text if len(text) <= QUOTE else text[:QUOTE] + "…"
