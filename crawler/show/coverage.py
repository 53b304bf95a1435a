"""Coverage on the terminal: a row an organisation, a column a year, one sign a state; and the list of who is missing.

Each sign is a Chinese character, since the width of other signs is not the same on every terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import click
from rich.cells import cell_len, set_cell_size

from crawler.show.words import clean
from pipelines.coverage import STATES, Cell, Coverage, State
from pipelines.holdings import Organisation

SIGNS: Mapping[State, tuple[str, str, str]] = {
    "there": ("有", "已公布", "green"),
    "late": ("迟", "逾期公布", "yellow"),
    "narrative": ("文", "只有文字，没有表格", "cyan"),
    "unreadable": ("坏", "有文件，但读不出", "magenta"),
    "withdrawn": ("撤", "公布后撤下", "red"),
    "missing": ("缺", "逾期未公布", "bright_red"),
    "not_looked": ("未", "未完好采集，不知有无", "bright_black"),
    "not_due": ("待", "期限未到", "bright_black"),
}
# The narrower one holds the longest words of the key.
NARROW, WIDE = 24, 40


def matrix(found: Coverage) -> Iterator[str]:
    if not found.organisations:
        yield "没有可列的机关。"
        return
    width = _width(one.name for one in found.organisations)
    head = click.style(" " * width + "".join(f"  {year}" for year in found.years), fg="cyan")
    yield head
    for one in found.organisations:
        signs = (_sign(found.cells.get((one.id, year))) for year in found.years)
        yield set_cell_size(clean(one.name), width) + "".join(signs)
    yield head
    yield from _counts(found, width)


def _width(names: Iterable[str]) -> int:
    return max(NARROW, min(WIDE, max(cell_len(clean(name)) for name in names)))


def _sign(cell: Cell | None) -> str:
    """Six columns: two of distance, the sign in the middle of its year."""
    if cell is None:
        return " " * 6
    sign, _, colour = SIGNS[cell.state]
    return "   " + click.style(sign, fg=colour) + " "


def _counts(found: Coverage, width: int) -> Iterator[str]:
    """The key of the signs, and how often each occurs in a year."""
    counts = Counter((cell.state, year) for (_, year), cell in found.cells.items())
    for state in STATES:
        sign, words, colour = SIGNS[state]
        numbers = [counts[state, year] for year in found.years]
        if any(numbers):
            label = set_cell_size(f"{sign} {words}", width)
            yield click.style(label, fg=colour) + "".join(f"{number or '':>6}" for number in numbers)
    expected = [sum(counts[state, year] for state in STATES) for year in found.years]
    yield set_cell_size(f"合计（{len(found.organisations)} 个机关）", width) + "".join(f"{one:>6}" for one in expected)


def missing(found: Iterable[tuple[Organisation, int, Cell]], names: Mapping[str, str]) -> Iterator[str]:
    """Who has not published, each with the portals where it is looked for and their last good run."""
    for one, year, cell in found:
        sign, _, colour = SIGNS[cell.state]
        due = f"期限 {cell.due}" if cell.due else "没有法定期限"
        yield f"{click.style(sign, fg=colour)} {year} {clean(one.name)}  {due}  {_looked(one, names)}"


def _looked(one: Organisation, names: Mapping[str, str]) -> str:
    said = [
        f"{clean(names.get(portal, portal))}（{portal}）"
        + (f" {moment:%Y-%m-%d} 采集完好" if moment else " 还没有完好地采集过")
        for portal, moment in one.portals.items()
    ]
    return "；".join(said) or "没有启用的门户"


def summary(found: Iterable[tuple[Organisation, int, Cell]]) -> str:
    counts = Counter(cell.state for _, _, cell in found)
    parts = [f"{SIGNS[state][0]} {SIGNS[state][1]} {counts[state]}" for state in STATES if counts[state]]
    return "，".join(parts) if parts else "没有尚未公布的机关（只算应当公布的）。"
