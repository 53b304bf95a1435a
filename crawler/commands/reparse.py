"""`gongkai reparse`: reads the archive again with today's parsers. Needs no network; goes on where it was cut off."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

import click
from rich.console import Console

from crawler import clock
from crawler.batches import batches
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble, publish
from crawler.pool import Pool
from crawler.progress import watched
from crawler.reading import SECONDS, Result, crashed, read_document, timed_out
from parsers.report import Document
from pipelines import intake, runs
from pipelines.archive import ArchiveError
from pipelines.intake import Intake
from pipelines.reread import reread, stale

ATTENTION = 1


@click.command
@data_option
@click.option("--jobs", type=click.IntRange(1), help="同时读取的进程数（默认为处理器数）。")
@click.option("--all", "everything", is_flag=True, help="也重读今天的程序已经读过的文件。")
@click.pass_context
@one_line_for_trouble
def reparse(context: click.Context, jobs: int | None, everything: bool) -> None:
    """用今天的读取程序重读存档里的文件，更新数据库。不联网；中断后再运行，从断处继续。

    重读所得与原来不同的报告仍是同一版本，逐份列在 gongkai changes --kind reread 里。

    退出码：0 完成；1 有存档文件缺失或损坏。
    """
    with intake.opened(data_folder(context)) as writing:
        documents = stale(writing.db, everything=everything)
        if not documents:
            click.echo("所有文件都已由今天的读取程序读过")
            return
        with writing.store.transaction():
            run_id = runs.begin(writing.db, runs.REPARSE, clock.now())
        tally: Counter[str] = Counter()
        with closing(_reread(writing, documents, run_id, jobs)) as kinds:
            for kind in watched(kinds, len(documents), Console(stderr=True), "重读"):
                tally[kind] += 1
        with writing.store.transaction():
            counts = runs.Counts(new_reports=tally["new"], changed_reports=tally["reread"], failed=tally["damaged"])
            runs.end(writing.db, run_id, clock.now(), "incomplete" if tally["damaged"] else "ok", counts)
        path = publish(writing)
    click.echo(
        f"重读 {tally.total()} 份文件：{tally['reread']} 份报告与原来不同，{tally['new']} 份新认出，"
        f"{tally['damaged']} 份存档缺失或损坏\n{path}"
    )
    context.exit(ATTENTION if tally["damaged"] else 0)


def _reread(writing: Intake, documents: Sequence[str], run_id: int, jobs: int | None) -> Generator[str, None, None]:
    pool: Pool[Document, Result] = Pool(read_document, crashed, jobs, late=timed_out, seconds=SECONDS)
    damaged: list[str] = []
    kept: deque[str] = deque()

    def found() -> Iterator[Document]:
        for document_id in documents:
            try:
                document = writing.document(document_id)
            except (KeyError, ArchiveError) as error:
                damaged.append(f"{document_id}: {error}")
                continue
            kept.append(document_id)
            yield document

    for batch in batches(pool.outcomes(found())):
        with writing.store.transaction():
            for result in batch:
                yield _again(writing, kept.popleft(), result, run_id)
    for one in damaged:
        click.echo(f"gongkai: {one}", err=True)
        yield "damaged"


def _again(writing: Intake, document_id: str, result: Result, run_id: int) -> str:
    return reread(writing.store, document_id, result, run_id) or "same"
