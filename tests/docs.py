"""The generated parts of the documentation: `python -m tests.docs` writes them anew, tests/test_docs.py compares.

A part stands between `<!-- name -->` and `<!-- /name -->`. Everything else in the files is written by hand.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import click
from rich.console import Console

from crawler.cli import gongkai
from crawler.reading import Source, read
from crawler.show.report import show
from parsers.problems import meanings

ROOT = Path(__file__).resolve().parent.parent
FILES = ("README.md", "docs/commands.md", "docs/data.md")
EXAMPLE = "fixtures/cases/hongxi-2022-totals-left-zero/input.html"
# Rows of 表三 that the example leaves out: it is to show the look, not the form.
LEFT_OUT = re.compile(r"^    \d\.|^  （[三四五六]）")


def problems() -> str:
    rows = (f"| `{code}` | {meaning.zh} | {meaning.en} |" for code, meaning in meanings().items())
    return "\n".join(["| code | 含义 | meaning |", "|---|---|---|", *rows])


def rules() -> str:
    words = tomllib.loads((ROOT / "crawler/show/words.toml").read_text(encoding="utf-8"))
    rows = (f"| `{rule}` | {zh} | {words['rules_en'][rule]} |" for rule, zh in words["rules"].items())
    return "\n".join(["| rule | 含义 | meaning |", "|---|---|---|", *rows])


def commands() -> str:
    group = click.Context(gongkai, info_name="gongkai", **gongkai.context_settings)
    blocks = [_help(gongkai, group)]
    for name in gongkai.list_commands(group):
        blocks += [f"## {name}", *_helps(name, group)]
    return "\n\n".join(blocks)


def _helps(name: str, group: click.Context) -> Iterator[str]:
    """Of a command, and of those below it."""
    command = loaded(name)
    context = click.Context(command, info_name=name, parent=group)
    yield _help(command, context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            inner = command.get_command(context, below)
            if inner is not None:
                yield _help(inner, click.Context(inner, info_name=below, parent=context))


def loaded(name: str) -> click.Command:
    command = gongkai.get_command(click.Context(gongkai), name)
    if command is None:
        raise ValueError(f"there is no command {name}")
    return command


def _help(command: click.Command, context: click.Context) -> str:
    context.max_content_width = 100
    context.terminal_width = 100
    return f"```text\n{command.get_help(context)}\n```"


@cache
def example() -> str:
    result = read(Source(str(ROOT / EXAMPLE))).result
    if result is None:
        raise ValueError(f"{EXAMPLE} was not read")
    out = io.StringIO()
    show(Console(file=out, width=80, highlight=False, color_system=None), result, EXAMPLE)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    return "\n".join(["```text", f"$ gongkai parse {EXAMPLE}", *_shortened(lines), "```"]).replace("\n\n```", "\n```")


def _shortened(lines: list[str]) -> Iterator[str]:
    before = False
    for line in lines:
        left_out = bool(LEFT_OUT.match(line))
        if not left_out or not before:
            yield "    ……" if left_out else line
        before = left_out


PARTS: Mapping[str, Callable[[], str]] = {
    "problems": problems,
    "rules": rules,
    "commands": commands,
    "example": example,
}


PART = re.compile(rf"<!-- ({'|'.join(PARTS)}) -->\n(?:.*?\n)?<!-- /\1 -->", re.DOTALL)


def renewed(text: str) -> str:
    """The text with every generated part as it would be written today."""
    return PART.sub(lambda found: f"<!-- {found[1]} -->\n{PARTS[found[1]]()}\n<!-- /{found[1]} -->", text)


def stale() -> list[str]:
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in FILES}
    return [file for file, text in texts.items() if renewed(text) != text]


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit("\n".join(stale()) or 0)
    for file in FILES:
        path = ROOT / file
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
