"""`gongkai ingest`: reads files and folders and stores them, as a crawl would."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console

from crawler import clock
from crawler.batches import batches
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble, publish
from crawler.pool import Pool
from crawler.progress import watched
from crawler.reading import (
    SECONDS,
    Result,
    Source,
    body_of,
    crashed,
    read_document,
    sources,
    timed_out,
    unreadable,
)
from crawler.show.words import clean
from parsers.report import Document
from pipelines import intake, runs
from pipelines.capture import Capture
from pipelines.intake import Intake
from pipelines.reading import NO_PARSER

ATTENTION, NOTHING_READ = 1, 2


@click.command
@data_option
@click.option("--jobs", type=click.IntRange(1), help="同时读取的进程数（默认为处理器数）。")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.pass_context
@one_line_for_trouble
def ingest(context: click.Context, paths: Sequence[str], jobs: int | None) -> None:
    """读取文件和文件夹，存入数据库，与采集所得一样处理。

    同样的文件再读一次，什么也不变；改动过的文件是报告的新版本。地址记为文件的绝对路径。

    退出码：0 完成；1 有读不出的文件；2 用法有误，或一个也读不出。
    """
    found = list(sources(paths))
    tally: Counter[str] = Counter()
    with intake.opened(data_folder(context)) as writing:
        now = clock.now()
        with writing.store.transaction():
            run_id = runs.begin(writing.db, runs.INGEST, now)
        counts = runs.Counts()
        with closing(_stored(writing, found, run_id, now, jobs, counts)) as kinds:
            for kind in watched(kinds, len(found), Console(stderr=True), "存入"):
                tally[kind] += 1
        outcome: runs.Outcome = "incomplete" if tally["unreadable"] else "ok"
        with writing.store.transaction():
            runs.end(writing.db, run_id, clock.now(), outcome, counts)
        path = publish(writing)
    click.echo(f"{_summary(tally, counts)}\n{path}")
    context.exit(_exit_code(tally))


def _stored(
    writing: Intake, found: Sequence[Source], run_id: int, now: datetime, jobs: int | None, counts: runs.Counts
) -> Generator[str, None, None]:
    """What became of each file; those that cannot be had come first."""
    waiting: deque[Capture] = deque()
    readable: deque[Source] = deque()
    for source in found:
        if source.trouble:
            yield _unreadable(source, source.trouble)
        else:
            readable.append(source)
    pool: Pool[Document, Result] = Pool(read_document, crashed, jobs, late=timed_out, seconds=SECONDS)
    troubles: deque[tuple[Source, str]] = deque()
    for batch in batches(pool.outcomes(_documents(readable, waiting, troubles, run_id, now))):
        with writing.store.transaction():
            for result in batch:
                yield _take(writing, waiting.popleft(), result, counts)
    yield from (_unreadable(*trouble) for trouble in troubles)


def _documents(
    found: Sequence[Source],
    waiting: deque[Capture],
    troubles: deque[tuple[Source, str]],
    run_id: int,
    now: datetime,
) -> Iterator[Document]:
    for source in found:
        body = body_of(source)
        if isinstance(body, str):
            troubles.append((source, body))
            continue
        path = Path(source.name).absolute()
        name = path.name.encode("utf-8", "replace").decode()
        waiting.append(Capture(path.as_uri(), run_id, now, body, name=name))
        yield Document(body, name=path.name, url=path.as_uri())


def _take(writing: Intake, capture: Capture, result: Result, counts: runs.Counts) -> str:
    """A file that was read before and has not changed is left alone, unless the reader had failed on it."""
    writing.archive.put(capture.body)
    last = writing.db.execute(
        "SELECT c.document_id FROM captures c JOIN readings r ON r.document_id = c.document_id"
        " WHERE c.url = ? AND r.parser_version <> ? ORDER BY c.id DESC LIMIT 1",
        (capture.url, NO_PARSER),
    ).fetchone()
    if last == (capture.document_id,):
        return "same"
    stored = writing.take(capture, result)
    counts.news(stored.news)
    trouble = unreadable(result)
    if trouble is not None:
        return _unreadable(Source(capture.name), trouble)
    if stored.report_id is None:
        return "other"
    return stored.news or ("joined" if last is None else "same")


def _unreadable(source: Source, trouble: str) -> str:
    click.echo(f"gongkai: {clean(source.name)}: {clean(trouble)}", err=True)
    return "unreadable"


def _summary(tally: Counter[str], counts: runs.Counts) -> str:
    parts = [f"{tally.total()} 个文件：{counts.new_reports} 份新报告"]
    parts += [f"{counts.changed_reports} 份有改动"] if counts.changed_reports else []
    said = {"joined": "份是已有报告的另一份文件", "same": "个没有变", "other": "个不是报告", "unreadable": "个读不出"}
    parts += [f"{tally[kind]} {words}" for kind, words in said.items() if tally[kind]]
    return "，".join(parts)


def _exit_code(tally: Counter[str]) -> int:
    if tally.total() == tally["unreadable"]:
        return NOTHING_READ
    return ATTENTION if tally["unreadable"] else 0
