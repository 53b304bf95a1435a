"""A whole report on the terminal: what it is, its tables, what does not add up, what is missing, what its prose counts.

The order is that of a reader's questions. Shows what the Report says; judges nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.reading import problem_words
from crawler.show.lines import broken
from crawler.show.tables import NOT_SHOWN, number, tables
from crawler.show.words import cells, clean, compared, place, words
from parsers.as_json import LEGACY, form_of
from parsers.problems import meanings
from parsers.report import Check, NarrativeFigure, NotReport, Report

# A researcher's eye takes in a quote of this length; the whole text is in --json.
QUOTE = 48
OTHER = "other"


def show(console: Console, result: Report | NotReport, file: str) -> None:
    parts = _not_report(result) if isinstance(result, NotReport) else _report(result, console.width)
    console.print(Group(Text("── " + clean(file), "dim", overflow="fold"), *parts, Text()))


def _not_report(result: NotReport) -> Iterator[RenderableType]:
    yield Text.assemble(("不是年度报告：", "bold"), (words("kinds", result.kind), "bold yellow"))
    if result.title:
        yield Text(f"标题  {clean(result.title)}")
    for problem in result.problems:
        if problem.code != "not_a_report":
            yield Text(f"  {clean(problem_words(problem))}")


def _report(report: Report, width: int) -> Iterator[RenderableType]:
    yield _listed(_lines(report), width, "cyan")
    if form_of(report) == LEGACY:
        yield from _spaced(_indicators(report))
    elif report.tables == "none":
        yield from _spaced(Text("文件没有印出三张表，只有文字", "yellow"))
    else:
        for table in tables(report, width):
            yield from _spaced(table)
        yield from _key(report, width)
    for part in (_checks(report, width), _problems(report, width), _narrative(report.narrative, width)):
        if part is not None:
            yield from _spaced(part)


def _listed(rows: Iterable[tuple[str | Text, Text]], width: int, style: str = "", indent: int = 0) -> Table:
    """A sign or a word, and beside it text over as many lines as it wants."""
    pairs = [(Text(head, style) if isinstance(head, str) else head, text) for head, text in rows]
    head_width = max(head.cell_len for head, _ in pairs)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, width=head_width + indent)
    table.add_column(no_wrap=True)
    for head, text in pairs:
        table.add_row(Text(" " * indent) + head, broken(text, max(20, width - head_width - indent - 2)))
    return table


def _spaced(part: RenderableType) -> Iterator[RenderableType]:
    yield Text()
    yield part


def _lines(report: Report) -> Iterator[tuple[str | Text, Text]]:
    unknown = Text("未找到", "yellow")
    yield "标题", Text(clean(report.title), "bold") if report.title else unknown
    yield "机关", Text(clean(report.org)) if report.org else unknown
    year = Text(str(report.year)) if report.year else unknown
    kinds = [_form(report), words("scopes", report.scope) if report.scope else ""]
    yield "年度", year + Text("".join(f"  {kind}" for kind in kinds if kind))
    if report.period:
        yield "期限", Text(f"{report.period[0]} 至 {report.period[1]}")
    dates = [
        f"公布 {report.published}" if report.published else "",
        f"网页生成 {report.created}" if report.created else "",
    ]
    if any(dates):
        yield "日期", Text("  ".join(filter(None, dates)))
    if report.index_number:
        yield "索引号", Text(clean(report.index_number))
    contact = report.contact
    said = [text for text in (contact.address, contact.postcode, contact.phone, contact.email) if text]
    if said:
        yield "联系", Text(clean("  ".join(said)))
    if report.sections:
        yield "章节", Text("  ".join(f"{clean(part.heading)}（{len(part.text)} 字）" for part in report.sections))


def _form(report: Report) -> str:
    whole = form_of(report)
    if whole is None:
        return ""
    requests = report.forms.get("applications")
    mixed = f"（表三为 {words('forms', requests)}）" if requests and requests != whole else ""
    return words("forms", whole) + mixed


def _indicators(report: Report) -> Table:
    table = Table(title="统计表", title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for row in report.indicators:
        value = Text(NOT_SHOWN, "yellow") if row.value is None else Text(number(row.value))
        table.add_row(clean(row.label), value, clean(row.unit or ""))
    return table


def _key(report: Report, width: int) -> Iterator[RenderableType]:
    """What the signs mean, of those that are there; and what was read out of words."""
    read = {path: mark for path, mark in report.marks.items() if report.figures.get(path) is not None}
    for path, mark in read.items():
        yield broken(Text(f"{cells([path])}：印作“{clean(mark)}”", "dim"), width)
    seen = [
        ("· 印作空白", any(not mark.strip() for mark in report.marks.values())),
        ("(0) 未印，由勾稽关系推出", bool(report.derived)),
        ("? 没有显示或不能确定", any(problem.cells for problem in report.problems)),
        ("! 勾稽关系不成立", any(check.status == "fail" for check in report.checks)),
    ]
    if any(there for _, there in seen):
        yield broken(Text("  ".join(words for words, there in seen if there), "dim"), width)


def _checks(report: Report, width: int) -> RenderableType | None:
    if not report.checks:
        return None
    count = Counter(check.status for check in report.checks)
    said = [f"{count['pass']} 项成立", f"{count['fail']} 项不成立"]
    said += [f"{count['hint']} 项提示"] if count["hint"] else []
    said += [f"{count['unknown']} 项无法核对"] if count["unknown"] else []
    head = Text.assemble(("核对  ", "bold"), "，".join(said))
    broken_ones = [_check(check) for check in report.checks if check.status in ("fail", "hint")]
    return Group(head, _listed(broken_ones, width, indent=2)) if broken_ones else head


def _check(check: Check) -> tuple[Text, Text]:
    sign = Text("✗", "red") if check.status == "fail" else Text("!", "yellow")
    where = "" if check.rule.startswith("prose_") else place(check.cells)
    text = Text(f"{where}：" if where else "") + Text(words("rules", check.rule))
    if check.printed is not None and check.expected is not None:
        text.append(f"，{compared(check.rule, number(check.printed), number(check.expected))}")
    elif check.printed is not None:
        text.append(f"，印 {number(check.printed)}")
    if check.blame:
        text.append(f"（{words('blames', check.blame)}）")
    if check.detail:
        text.append(f" {_cut(clean(check.detail), 0)}", "dim")
    return sign, text


def _problems(report: Report, width: int) -> RenderableType | None:
    if not report.problems:
        return None
    return Group(Text("问题", "bold"), _listed(_problem_lines(report), width, indent=2))


def _problem_lines(report: Report) -> Iterator[tuple[Text, Text]]:
    """One line a code: the cells of all its problems together, and their details."""
    for code in dict.fromkeys(problem.code for problem in report.problems):
        alike = [problem for problem in report.problems if problem.code == code]
        named = list(dict.fromkeys(cell for problem in alike for cell in problem.cells))
        details = list(dict.fromkeys(problem.detail for problem in alike if problem.detail))
        line = Text(meanings()[code].zh)
        if named:
            line.append(f"：{cells(named)}" + (f"（共 {len(named)} 格）" if len(named) > 1 else ""))
        if details:
            line.append(f" {clean('；'.join(details))}", "dim")
        yield Text("?", "yellow"), line


def _narrative(narrative: Sequence[NarrativeFigure], width: int) -> RenderableType | None:
    """The figures under one another, each beside the words it was read in; those without a key are only counted."""
    if not narrative:
        return None
    named = [one for one in narrative if one.key != OTHER]
    names, values = [Text(words("narrative", one.key)) for one in named], [number(one.value) for one in named]
    wide, long = max((name.cell_len for name in names), default=0), max(map(len, values), default=0)
    rows = [
        (name + Text(" " * (wide - name.cell_len + 1) + value.rjust(long)), Text(_around(one.quote, value), "dim"))
        for name, value, one in zip(names, values, named, strict=True)
    ]
    head = Text.assemble(("正文中的数字", "bold"))
    if len(named) < len(narrative):
        head.append(f"  另有 {len(narrative) - len(named)} 个未归类，见 --json", "dim")
    return Group(head, _listed(rows, width, indent=2)) if rows else head


def _around(quote: str, value: str) -> str:
    """The words about the number; the whole text is in --json."""
    plain = " ".join(clean(quote).split())
    return _cut(plain, max(0, plain.find(value) - QUOTE // 2))


def _cut(text: str, start: int) -> str:
    end = start + QUOTE
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
