"""`gongkai demo`: reads the hand-written sample cases and shows what comes out. Needs no network and stores nothing."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.commands.data import data_option
from crawler.reading import Outcome, Source, parsed
from crawler.show.report import show
from crawler.show.words import clean, words
from parsers.as_json import form_of
from parsers.report import Document, NotReport, Report

SAMPLES = Path(__file__).resolve().parents[2] / "fixtures" / "cases"


@click.command
@data_option
def demo() -> None:
    """读取随源码提供的示例网页（fixtures/cases），展示读取结果。

    示例中的机关是虚构的。不联网，不保存。
    """
    found = list(samples(SAMPLES))
    if not found:
        raise click.ClickException(f"没有示例：{SAMPLES} 不存在或是空的（示例只随源码提供）")
    console = Console(highlight=False, emoji=False, markup=False)
    best = max(found, key=_telling)
    console.print(_list(found, console.width))
    console.print()
    if best.result is not None:
        show(console, best.result, best.source.name)
    for line in _closing(found, best):
        console.print(line, soft_wrap=True)


def samples(root: Path) -> Iterator[Outcome]:
    """Each folder is one case: input.* and what case.toml says of where it came from."""
    for facts in sorted(root.glob("*/case.toml")):
        told = tomllib.loads(facts.read_text(encoding="utf-8"))
        for file in facts.parent.glob("input.*"):
            document = Document(
                file.read_bytes(), told.get("name", file.name), told.get("url"), told.get("headers", {})
            )
            yield parsed(Source(str(_near(file))), document)


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _telling(outcome: Outcome) -> tuple[bool, int, int, str]:
    """The sample that shows most at once: an agency's own error, figures, prose figures; the name settles the rest."""
    report = outcome.result
    if not isinstance(report, Report):
        return (False, 0, 0, outcome.source.name)
    error = any(check.status == "fail" and check.blame == "agency" for check in report.checks)
    return (report.tables == "all" and error, _printed(report), len(report.narrative), outcome.source.name)


def _printed(report: Report) -> int:
    return sum(value is not None for value in report.figures.values())


def _list(found: Sequence[Outcome], width: int) -> Table:
    table = Table(title=f"示例（{len(found)} 个）", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.padding = (0, 1, 0, 0)
    numbers = {"年度": 4, "格式": 6, "数字": 4, "不成立": 6, "问题": 4}
    half = max(12, (width - sum(numbers.values()) - len(numbers) - 1) // 2)
    for head in ("示例", "读出"):
        table.add_column(head, no_wrap=True, overflow="ellipsis", width=half, header_style="cyan")
    for head, wide in numbers.items():
        table.add_column(head, justify="right", no_wrap=True, width=wide, header_style="cyan")
    for outcome in found:
        table.add_row(Path(outcome.source.name).parent.name, *_row(outcome))
    return table


def _row(outcome: Outcome) -> Iterator[Text | str]:
    result = outcome.result
    if not isinstance(result, Report):
        said = f"不是报告：{words('kinds', result.kind)}" if result else ""
        yield Text(outcome.trouble or said, "yellow")
        return
    failed = sum(check.status == "fail" for check in result.checks)
    yield clean(result.org or "（机关未找到）")
    yield str(result.year or "")
    yield form_of(result) or ""
    yield str(_printed(result) or len(result.indicators))
    yield Text(str(failed), "red" if failed else "")
    yield Text(str(len(result.problems)), "yellow" if result.problems else "")


def _closing(found: Sequence[Outcome], best: Outcome) -> Iterator[str]:
    reports = [outcome.result for outcome in found if isinstance(outcome.result, Report)]
    kinds = Counter(words("kinds", one.result.kind) for one in found if isinstance(one.result, NotReport))
    others = "、".join(f"{kind} {count}" for kind, count in kinds.most_common())
    checks = Counter(check.status for report in reports for check in report.checks)
    yield f"读取 {len(found)} 个文件：{len(reports)} 份报告，{kinds.total()} 个不是报告（{others}）。"
    yield (
        f"报告中印出的数字 {sum(map(_printed, reports))} 个；"
        f"核对：成立 {checks['pass']} 项，不成立 {checks['fail']} 项，无法核对 {checks['unknown']} 项。"
    )
    command = "gongkai" if shutil.which("gongkai") else _near(Path(sys.argv[0]))
    yield f"下一步：{command} parse {best.source.name}"
    yield f"　　　　{command} parse --json {_near(SAMPLES)} > reports.jsonl"
