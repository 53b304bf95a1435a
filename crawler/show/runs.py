"""Runs as a person reads them in the morning: a line a portal, and one line that says whether the night was good."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from crawler.portal import Portal
from crawler.reasons import reasons
from crawler.show.words import clean
from pipelines.runs import Run

OUTCOMES = {"ok": "完好", "incomplete": "不完整", "failed": "失败"}
SIGNS = {"ok": "✓", "incomplete": "!", "failed": "✗"}
COLOURS = {"ok": "green", "incomplete": "yellow", "failed": "red"}
# Where no terminal watches, a sign of life so often.
SECONDS = 5.0
WIDTH = 16


def line(run: Run, name: str, good: Run | None) -> str:
    """`✓ 张店区  完好  新 3  改 1  撤 0  请求 45`; what is not well says why, and how old the last good state is."""
    outcome = run.outcome or "failed"
    head = f"{SIGNS[outcome]} {padded(clean(name), WIDTH)} {padded(OUTCOMES[outcome], 6)}"
    counts = f" 新 {run.new_reports}  改 {run.changed_reports}  撤 {run.gone}  请求 {run.requests}"
    counts += f"  未取得 {run.failed}" if run.failed else ""
    text = click.style(head, fg=COLOURS[outcome]) + counts
    if outcome == "ok":
        return text
    since = f"；上次完好 {good.started[:10]}" if good is not None else "；还没有完好过"
    return f"{text}\n    {why(run)}{since}"


def why(run: Run) -> str:
    reason = reasons().get(run.reason or "")
    said = reason.zh if reason is not None else (run.reason or "没有记下原因")
    return f"{said}（{run.reason}{'：' + clean(run.detail) if run.detail else ''}）"


def padded(text: str, width: int) -> str:
    return text + " " * max(0, width - cell_len(text))


@dataclass(frozen=True, slots=True)
class Summary:
    runs: tuple[Run, ...]
    database: Path | None

    @property
    def ok(self) -> bool:
        return all(run.outcome == "ok" for run in self.runs)

    def count(self, name: str) -> int:
        return sum(getattr(run, name) for run in self.runs)

    def text(self) -> str:
        by_outcome = {outcome: sum(run.outcome == outcome for run in self.runs) for outcome in OUTCOMES}
        portals = "，".join(f"{count} 个{OUTCOMES[outcome]}" for outcome, count in by_outcome.items() if count)
        news = f"新 {self.count('new_reports')} 份，改 {self.count('changed_reports')} 份，撤 {self.count('gone')} 份"
        verdict = "这一夜完好" if self.ok else "这一夜需要留意"
        told = f"{verdict}：{len(self.runs)} 个门户，{portals}；{news}"
        return f"{told}\n{self.database}" if self.database else f"{told}\n没有发布：数据库保持上一次的样子"

    def as_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "database": str(self.database) if self.database else None,
            "new_reports": self.count("new_reports"),
            "changed_reports": self.count("changed_reports"),
            "gone": self.count("gone"),
            "runs": [asdict(run) for run in self.runs],
        }


def summary(ended: Sequence[Run], database: Path | None) -> Summary:
    return Summary(tuple(sorted(ended, key=lambda run: run.portal)), database)


class Watch:
    """Shows that a night goes on: a bar a portal on a terminal, elsewhere a line every few seconds."""

    def __init__(self, portals: Sequence[Portal], *, quiet: bool) -> None:
        self.quiet = quiet
        self.console = Console(stderr=True, highlight=False)
        self.bars = Progress(
            TextColumn("{task.description}"), BarColumn(bar_width=20), TextColumn("{task.completed} 份"),
            console=self.console, transient=True, disable=not self.console.is_terminal,
        )  # fmt: skip
        self.tasks: dict[str, TaskID] = {portal.id: self.bars.add_task(portal.name, total=None) for portal in portals}
        self.count, self.said = 0, time.monotonic()

    def __enter__(self) -> Watch:
        self.bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bars.stop()

    def stored(self, portal: Portal) -> None:
        self.count += 1
        self.bars.advance(self.tasks[portal.id])
        if not self.console.is_terminal and time.monotonic() - self.said >= SECONDS:
            self.said = time.monotonic()
            click.echo(f"gongkai: 已存 {self.count} 份文件", err=True)

    def ended(self, run: Run, told: str) -> None:
        if run.portal in self.tasks:
            self.bars.remove_task(self.tasks[run.portal])
        if not self.quiet:
            click.echo(told)
