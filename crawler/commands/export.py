"""`gongkai export`: the database as files for other programs, with the codebook in each format's own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console

from crawler.commands.choosing import choice_options, chosen, refusal
from crawler.commands.data import data_option
from crawler.commands.opening import opened
from crawler.progress import watched
from crawler.show.words import clean
from pipelines.export import EXTRACTS, FORMATS, Export, plan
from pipelines.export.files import BusyError


def _listed(known: Sequence[str], what: str, given: str) -> tuple[str, ...]:
    """Names parted by commas, each once, all of them known."""
    names = tuple(dict.fromkeys(filter(None, (name.strip() for name in given.split(",")))))
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise refusal(f"没有{what}“{clean('、'.join(unknown))}”；可用：{', '.join(known)}")
    return names


@click.command
@data_option
@click.option("--format", "formats", default="csv", show_default=True, metavar="FORMAT,…",
              help="格式，可写多个，用逗号隔开：csv、xlsx、parquet、dta、jsonl。")  # fmt: skip
@click.option("--tables", metavar="TABLE,…", help="只要这些表（默认：各格式常用的表）。")
@choice_options
@click.option("--all-versions", is_flag=True, help="连同已被改动的旧版本（默认只有现行版本）。")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_context
def export(
    context: click.Context, folder: Path, formats: str, tables: str | None,
    org: str | None, region: str | None, year: str | None, all_versions: bool,
) -> None:  # fmt: skip
    """把数据库导出到文件夹 DIR，附编码簿；各表各列的含义见 docs/schema.md。

    csv 附 datapackage.json；xlsx 是一个工作簿（gongkai.xlsx），内有编码簿一页；parquet、dta 的说明在文件之内；
    jsonl 每份报告一行，附 JSON Schema。没有印出的数字在各格式中都是空缺，不是 0。
    除非用 --tables 指明，xlsx 不含逐格的 figures 和正文 sections，dta 只含面板、三张表、报告、机关和旧统计表。

    全部写完才替换原有的文件。退出码：0 完成；2 用法有误、无法写入，或没有符合条件的报告。
    """
    on = _listed(FORMATS, "格式", formats)
    names = () if tables is None else _listed(tuple(EXTRACTS), "表", tables)
    with opened(context) as db:
        task = plan(db, on, chosen(db, org, region, year), names, all_versions=all_versions)
        if not task.chosen.report_ids:
            raise refusal("没有符合条件的报告")
        for _ in watched(_run(task, folder), task.steps, Console(stderr=True), "导出"):
            pass
    for note in task.notes:
        click.echo(f"gongkai: {note}", err=True)
    click.echo(f"{len(task.chosen.report_ids)} 份报告，{len(task.files)} 个文件：{folder}")


def _run(task: Export, folder: Path) -> Iterator[None]:
    try:
        yield from task.run(folder)
    except BusyError as error:
        raise refusal(str(error)) from None
    except OSError as error:
        raise refusal(f"无法写入 {clean(str(error.filename or folder))}：{error.strerror or error}") from error
