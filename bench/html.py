"""Bytes of a page to a checked Report, against pandas.read_html on the same page in the same run.

pandas only yields raw tables. Runs are interleaved and the median of the ratios is printed, so that a busy machine
slows both alike. `--memory N` parses N pages and prints the resident size on the way: it has to stay flat.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

# Run as a script, this file would be found instead of the standard library's html.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pandas

from parsers import parse
from parsers.form import Table, table
from parsers.readers.html import read_html
from parsers.report import Document

WORD_CELL = (
    '<td width="{width}"{spans} style="border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt">\n'
    '<p class="MsoNormal" align="center" style="text-align:center;line-height:18.0pt"><span lang="EN-US" '
    'style="font-size:10.5pt;font-family:宋体;color:black">{text}</span><o:p></o:p></p>\n</td>\n'
)
PROSE = "本机关认真贯彻《中华人民共和国政府信息公开条例》，主动公开政府信息 {count} 条，办结依申请公开 {handled} 件。"
# Most sentences of a report count nothing; a real one has ten to twenty counts.
ORDINARY = "围绕群众关心的办事事项，及时更新栏目内容，规范发布流程，落实先审后发，并对平台进行日常巡查和维护。"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=60)
    arguments.add_argument("--memory", type=int, default=0, metavar="N")
    options = arguments.parse_args()
    if options.memory:
        memory(options.memory)
    else:
        race(options.runs)


def race(runs: int) -> None:
    source = page(1)
    document = Document(source.encode("utf-8"), name="bench.html")
    ways: dict[str, Callable[[], object]] = {
        "pandas.read_html": lambda: pandas.read_html(io.StringIO(source)),
        "parse": lambda: parse(document),
        "read_html": lambda: read_html(document),
    }
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            took[name].append(_seconds(way))
    print(f"{len(document.body):,} bytes, {runs} interleaved runs")
    for name in ways:
        ratios = [mine / theirs for mine, theirs in zip(took[name], took["pandas.read_html"], strict=True)]
        milliseconds, ratio = statistics.median(took[name]) * 1000, statistics.median(ratios)
        print(f"{name:18} {milliseconds:7.2f} ms  {ratio:5.2f} of pandas.read_html")


def memory(pages: int) -> None:
    for at in range(1, pages + 1):
        parse(Document(page(at).encode("utf-8"), name=f"{at}.html"))
        if at in (pages // 10, pages):
            print(f"{at:6} pages: {_resident():,} KiB resident")


def _seconds(way: Callable[[], object]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def _resident() -> int:
    """Of now, where the system says it; else the highest so far, which is flat when memory is."""
    try:
        statm = Path("/proc/self/statm").read_text(encoding="ascii")
        return int(statm.split()[1]) * resource.getpagesize() // 1024
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def page(seed: int) -> str:
    """A page as Word exports it: three official tables of figures that add up, prose and a portal's furniture."""
    numbers = random.Random(seed)  # noqa: S311 - figures of a bench, not secrets
    title = "松河县青石镇人民政府2024年政府信息公开工作年度报告"
    tables = {1: _proactive(numbers), 2: _applications(numbers), 3: _proceedings(numbers)}
    body = "".join(
        f"<p class=MsoNormal>{heading}</p>\n<p class=MsoNormal>{_prose(numbers)}</p>\n{tables.get(at, '')}"
        for at, heading in enumerate(HEADINGS)
    )
    links = "".join(f'<li><a href="/a/{n}.html">首页栏目{n}</a></li>' for n in range(40))
    return (
        f'<!DOCTYPE html><html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8">'
        f'<title>{title}</title><meta name="ArticleTitle" content="{title}"><style>{"p{margin:0}" * 200}</style></head>'
        f'<body><ul class="nav">{links}</ul><h1>{title}</h1><div id="zoom"><p>本报告的统计期限自2024年1月1日起，至'
        f"2024年12月31日止。</p>{body}</div></body></html>"
    )


def _prose(numbers: random.Random) -> str:
    return PROSE.format(count=numbers.randint(10, 900), handled=numbers.randint(1, 90)) + ORDINARY * 5


def _proactive(numbers: random.Random) -> str:
    form = table("proactive")
    rows: list[list[str]] = []
    for item in form.items_of("2021"):
        figures = item.figures["2021"]
        width = 3 // len(figures)
        rows.append([_cell("信息内容"), *(_cell(form.head("2021", name).zh, columns=width) for name in figures)])
        rows.append([_cell(item.zh), *(_cell(numbers.randint(0, 999), columns=width) for _ in figures)])
    return _table(rows)


def _applications(numbers: random.Random) -> str:
    form = table("applications")
    heads = [head.zh for head in form.heads]
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = [[_cell(corner, rows=2, columns=3), _cell("申请人情况", columns=7)], [_cell(head) for head in heads]]
    figures = dict(zip((item.key for item in form.items_of("2021")), _adding_up(numbers, form), strict=True))
    for item in form.items_of("2021"):
        rows.append([_cell(item.zh, columns=3), *map(_cell, figures[item.key])])
    return _table(rows)


def _adding_up(numbers: random.Random, form: Table) -> Iterator[list[int]]:
    """New and carried-in requests are drawn last, so that both sides of the form's identity agree."""
    results = [_row(numbers) for _ in form.items_of("2021")[2:-2]]
    handled = [sum(column) for column in zip(*results, strict=True)]
    out = _row(numbers)
    carried_in = [min(1, a + b) for a, b in zip(handled[:-1], out[:-1], strict=True)]
    carried_in.append(sum(carried_in))
    yield [a + b - c for a, b, c in zip(handled, out, carried_in, strict=True)]
    yield carried_in
    yield from results
    yield handled
    yield out


def _row(numbers: random.Random) -> list[int]:
    figures = [numbers.randint(0, 40) for _ in range(6)]
    return [*figures, sum(figures)]


def _proceedings(numbers: random.Random) -> str:
    form = table("proceedings")
    heads = [head.zh for head in form.heads]
    figures: list[int] = []
    for _ in form.items:
        results = [numbers.randint(0, 9) for _ in range(4)]
        figures += [*results, sum(results)]
    return _table([
        [_cell("行政复议", rows=2, columns=5), _cell("行政诉讼", columns=10)],
        [_cell("未经复议直接起诉", columns=5), _cell("复议后起诉", columns=5)],
        [_cell(head) for _ in form.items for head in heads],
        [_cell(figure) for figure in figures],
    ])  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> str:
    return "".join(
        ['<table class="MsoTableGrid" border="1">\n', *(f"<tr>{''.join(row)}</tr>\n" for row in rows), "</table>\n"]
    )


def _cell(text: object, rows: int = 1, columns: int = 1) -> str:
    spans = "".join(f' {name}="{size}"' for name, size in (("rowspan", rows), ("colspan", columns)) if size > 1)
    return WORD_CELL.format(width=columns * 64, spans=spans, text=text)


if __name__ == "__main__":
    main()
